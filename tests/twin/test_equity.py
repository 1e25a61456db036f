"""How unevenly a loss falls: hand-made cases, and what holds for every distribution."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.twin.equity import atkinson, concentration, gini, weighted_median, worst_off

TWO = np.array([50.0, 50.0])
HOURS = np.array([30.0, 10.0])


def test_two_halves_of_which_one_lacks_three_times_as_much() -> None:
    """50 poor people lack 30 hours each, 50 others 10: the mean is 20.

    The worst-off tenth are 10 of the poor: 30 hours. Concentration: 2 / 20 x (0.5 x 30 x 0.25 +
    0.5 x 10 x 0.75) - 1 = -0.25. Gini: the mean difference of two people is 0.5 x 20 = 10, over
    twice 20 = 0.25.
    """
    assert worst_off(TWO, HOURS, 0.1) == pytest.approx(30.0)
    assert worst_off(TWO, HOURS, 0.75) == pytest.approx((50 * 30 + 25 * 10) / 75)
    assert concentration(TWO, HOURS, np.array([0, 1])) == pytest.approx(-0.25)
    assert gini(TWO, HOURS) == pytest.approx(0.25)
    assert weighted_median(np.array([40.0, 60.0]), HOURS) == 10.0


def test_atkinson_of_a_half_that_is_served_a_quarter_of_the_time() -> None:
    """Served 1 and 0.25: the mean is 0.625.

    At 0.5: EDE = ((1 + 0.5) / 2)^2 = 0.5625, so 0.1. At 1: EDE = sqrt(0.25) = 0.5, so 0.2. At 2:
    EDE = 1 / ((1 + 4) / 2) = 0.4, so 0.36.
    """
    served = np.array([1.0, 0.25])
    assert atkinson(TWO, served, 0.5) == pytest.approx(0.1)
    assert atkinson(TWO, served, 1.0) == pytest.approx(0.2)
    assert atkinson(TWO, served, 2.0) == pytest.approx(0.36)


def test_who_is_never_served_makes_the_strict_indices_one() -> None:
    assert atkinson(TWO, np.array([1.0, 0.0]), 1.0) == 1.0
    assert atkinson(TWO, np.array([1.0, 0.0]), 0.5) == pytest.approx(0.5)


def test_where_nobody_lacks_anything_nothing_is_unequal() -> None:
    none = np.zeros(2)
    assert np.isnan(concentration(TWO, none, np.array([0, 1])))
    assert np.isnan(gini(TWO, none))
    assert atkinson(TWO, np.ones(2), 1.0) == 0.0
    assert np.isnan(worst_off(np.zeros(2), HOURS, 0.1))
    assert np.isnan(weighted_median(np.zeros(2), HOURS))


cells = st.lists(st.tuples(st.floats(1, 1e4), st.floats(0.01, 1)), min_size=2, max_size=20)


@given(cells)
def test_indices_keep_their_bounds_and_grow_with_aversion(pairs: list[tuple[float, float]]) -> None:
    persons, figure = np.array(pairs).T
    ranked = np.arange(len(pairs)) % 2
    assert -1 <= concentration(persons, figure, ranked) <= 1
    assert -1e-9 <= gini(persons, figure) <= 1
    mild, middle, strict = (atkinson(persons, figure, e) for e in (0.5, 1.0, 2.0))
    assert 0 <= mild <= middle + 1e-9 <= strict + 2e-9 <= 1 + 1e-6
    mean = np.average(figure, weights=persons)
    assert worst_off(persons, figure, 0.1) >= mean - 1e-9
    assert worst_off(persons, figure, 1.0) == pytest.approx(mean)


@given(cells, st.floats(0.1, 10))
def test_a_cell_in_two_pieces_or_other_units_change_nothing(
    pairs: list[tuple[float, float]], factor: float
) -> None:
    persons, figure = np.array(pairs).T
    halves, twice = np.repeat(persons / 2, 2), np.repeat(figure, 2)
    assert gini(halves, twice * factor) == pytest.approx(gini(persons, figure), abs=1e-9)
    ranked = np.arange(len(pairs)) % 2
    assert concentration(halves, twice * factor, np.repeat(ranked, 2)) == pytest.approx(
        concentration(persons, figure, ranked), abs=1e-9
    )
