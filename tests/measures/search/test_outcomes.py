"""What counts as a difference in a search: sure on the same draws, and large enough to matter."""

import numpy as np
import pytest

from weerbaar.measures.files import least_differences
from weerbaar.measures.search.outcomes import HOURS, TOO_LONG, counts
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


def test_a_trifle_makes_nobody_least_wrong() -> None:
    hours = np.random.default_rng(1).normal(10, 3, 40)
    close = {(1, "s"): hours, (2, "s"): hours + 0.05}
    assert least_wrong(at_worst(close, Counting(0.1))) is None
    assert least_wrong(at_worst(close, Counting(0.04))) == 1
    _, second = hold_apart("s", "water", list(close.values()), Counting(0.1))
    assert not second.stands_out
    assert second.mean_more == pytest.approx(0.05)
