"""What counts as a difference in a search: sure on the same draws, and large enough to matter."""

import numpy as np
import pytest

from weerbaar.measures.files import least_differences
from weerbaar.measures.search.confirming import Scale
from weerbaar.measures.search.outcomes import HOURS, TOO_LONG, counts, drawn_again
from weerbaar.measures.search.regret import Counting, at_worst, hold_apart, least_wrong
from weerbaar.measures.verdicts import Least
from weerbaar.twin.state import CELLS
from weerbaar.twin.tables import NEED_ORDER

RUNS, PEOPLE = 12, 10_000.0
LEAST = Least(hours=0.1, people=100.0)


def left(hours: float, too_long: float) -> np.ndarray:
    """What runs leave of water: hours per person, and people without it too long."""
    made = np.zeros((RUNS, 3, len(NEED_ORDER), CELLS))
    water, chance = NEED_ORDER.index("water"), np.linspace(0.9, 1.1, RUNS)
    made[:, 0, water, 0] = hours * PEOPLE * chance
    made[:, 1, water, 0] = PEOPLE
    made[:, 2, water, 0] = too_long * chance
    return made


def test_the_least_differences_are_those_of_the_weighing() -> None:
    assert least_differences() == LEAST


@pytest.mark.parametrize(
    ("hours", "too_long", "outcome", "sign"),
    [
        (4.5, 3000, HOURS, -1),  # half an hour a person less
        (4.95, 3000, HOURS, 0),  # sure, and three minutes a person
        (4.95, 2700, HOURS, -1),  # three minutes, and 300 people fewer too long
        (4.95, 3300, HOURS, 0),  # more people too long make no gain of it
        (5.5, 3000, HOURS, 1),
        (5.0, 3000, HOURS, 0),
        (4.5, 2950, TOO_LONG, 0),  # fifty people
        (4.5, 2700, TOO_LONG, -1),
        (4.5, 3300, TOO_LONG, 1),
    ],
)
def test_a_trifle_does_not_count_however_sure(
    hours: float, too_long: float, outcome: str, sign: int
) -> None:
    now, then = left(5.0, 3000), left(hours, too_long)
    assert counts(now, then, "water", outcome, LEAST) == sign
    assert counts(then, now, "water", outcome, LEAST) == -sign


def test_without_a_least_a_trifle_counts_and_few_runs_never_do() -> None:
    now, then = left(5.0, 3000), left(4.95, 3000)
    assert counts(now, then, "water", HOURS, Least()) == -1
    assert counts(now[:9], left(1.0, 0)[:9], "water", HOURS, LEAST) == 0


def drawn(chance: np.random.Generator, hours: float) -> np.ndarray:
    """What 10 runs leave of water that differ by chance only."""
    made = left(hours, 3000)[:10]
    made[:, 0] *= chance.normal(1.0, 0.1, (10, 1, 1))
    return made


def test_of_many_sets_one_is_seldom_behind_by_luck() -> None:
    chance = np.random.default_rng(7)
    alone = together = 0
    for _ in range(60):
        now = drawn(chance, 30.0)
        # The first is the one that left least, as a search puts it.
        sets = sorted((drawn(chance, 10.0) for _ in range(20)), key=lambda made: made[:, 0].sum())
        bare = Scale("water", HOURS, now, drawn_again(10, chance), LEAST)
        scale = bare.among(sets)
        behind = [left for left in sets[1:] if bare.counts(sets[0], left) > 0]
        alone += bool(behind)
        together += any(scale.counts(sets[0], left, scale.most_between) > 0 for left in behind)
        # That each leaves less than now holds: it goes one way in all courses.
        assert all(scale.counts(now, left, scale.most) == -1 for left in sets)
    # At most 1 in 10 by the rule; one by one it is more.
    assert together == 0
    assert alone > 6


def test_a_trifle_makes_nobody_least_wrong() -> None:
    hours = np.random.default_rng(1).normal(10, 3, 40)
    close = {(1, "s"): hours, (2, "s"): hours + 0.05}
    assert least_wrong(at_worst(close, Counting(0.1))) is None
    assert least_wrong(at_worst(close, Counting(0.04))) == 1
    _, second = hold_apart("s", "water", list(close.values()), Counting(0.1))
    assert not second.stands_out
    assert second.mean_more == pytest.approx(0.05)
