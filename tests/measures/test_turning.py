"""Which assumption turns a choice: found where there is one, and not where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.made import WATER, side
from weerbaar.measures.turning import asked_of, turns_of
from weerbaar.measures.weighing import MODEL, OF_MEASURE
from weerbaar.twin.influence import Factor

RUNS = 60
DRAWS = np.random.default_rng(3).random((40, RUNS))


def factor(i: int, quantiles=None) -> Factor:
    drawn = DRAWS[i] if quantiles is None else quantiles
    return Factor(f"figure {i}", "h", 10.0, 20.0, 30.0, "A", drawn)


def turns(first, second, model=(), measures=()):
    sides = [side(np.full(RUNS, 50.0)), side(first), side(second)]
    return turns_of(asked_of(model, measures), sides, [(1, 2)], [WATER])


def test_a_choice_that_hangs_on_one_figure_turns_about_its_middle() -> None:
    model = [factor(i) for i in range(30)]
    gains = 10 * (DRAWS[4] - 0.5) + 0.1 * DRAWS[7]
    found = turns(np.full(RUNS, 20.0), 20 + gains, model)
    first = found[0]
    assert (first.assumption, first.sort, first.turns) == ("figure 4", MODEL, True)
    # Where the figure is low the second side has fewer hours, where it is high the first.
    assert first.low.p90 < 0 < first.high.p10
    assert first.at is not None
    assert 18 < first.at < 22


def test_a_figure_that_only_makes_the_difference_smaller_turns_nothing() -> None:
    found = turns(np.full(RUNS, 20.0), 10 + 5 * DRAWS[4], [factor(4), factor(5)])
    assert [row.assumption for row in found] == ["figure 4"]
    assert not found[0].turns
    assert found[0].at is None


def test_what_goes_with_another_figure_is_not_told_twice() -> None:
    # Figure 1 copies figure 0: by itself it goes with the difference as much.
    copied = factor(1, DRAWS[0] + 1e-6 * DRAWS[1])
    found = turns(np.full(RUNS, 20.0), 10 + 5 * DRAWS[0], [factor(0), copied])
    assert len(found) == 1


def test_figures_of_measures_are_told_apart_from_those_of_the_model() -> None:
    found = turns(np.full(RUNS, 20.0), 10 + 5 * DRAWS[2], [factor(1)], [factor(2)])
    assert [(row.assumption, row.sort) for row in found] == [("figure 2", OF_MEASURE)]


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_idle_figures_are_seldom_told_and_never_as_a_turn(seed: int) -> None:
    chance = np.random.default_rng([9, seed]).normal(0, 1, RUNS)
    found = turns(np.full(RUNS, 20.0), 10 + chance, [factor(i) for i in range(40)])
    assert not any(row.turns for row in found)


def of_first(count: int):
    """What is found in so many draws, of a figure on which all hangs."""
    sides = [side(np.full(count, 20.0)), side(20 + 10 * (DRAWS[0][:count] - 0.5))]
    return turns_of(asked_of([factor(0, DRAWS[0][:count])], []), sides, [(0, 1)], [WATER])


def test_the_band_of_a_mean_of_ten_draws_is_that_of_student() -> None:
    """Ten draws in each third: 1.383 standard errors on both sides, by any table of t."""
    (found,) = of_first(30)
    lowest = 10 * (np.sort(DRAWS[0][:30])[:10] - 0.5)
    error = lowest.std(ddof=1) / np.sqrt(10)
    assert found.low.p50 == pytest.approx(lowest.mean())
    assert found.low.p90 - found.low.p50 == pytest.approx(1.383 * error, rel=1e-3)


def test_nothing_is_asked_of_sides_that_are_the_same_or_of_a_few_draws() -> None:
    assert turns(np.full(RUNS, 20.0), np.full(RUNS, 20.0), [factor(0)]) == ()
    assert of_first(29) == ()
    assert of_first(30) != ()
    both = [side(np.full(30, 20.0)), side(DRAWS[0][:30])]
    assert turns_of(asked_of([], []), both, [(0, 1)], [WATER]) == ()
