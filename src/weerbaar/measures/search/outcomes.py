"""What runs leave of one need, as the numbers that a search goes by.

Rules:
1. Needs are never summed: one need is looked at, the one that was asked or the survival need that
   most person-hours are lacked as it is now.
2. The figure of a run is its person-hours without that need (HOURS), or the people who are without
   it longer than the tolerance of the need (TOO_LONG).
3. What a set brings is the figure as it is now minus the figure with the set, run by run on the
   same draws. When that stands out `twin/apart` says; what is too small to matter does not count,
   by the least differences of `verdicts`: of hours by the hours per person, or else by the people
   without it too long; of people by their number.
4. The group that is worst off is, of those with at least 10 people, the one with the most hours
   per person, of the means over the runs. Which group that is may differ from set to set.
5. The worst tenth of few runs is the mean of very few. Its band comes from drawing the runs anew,
   with replacement, as often as TIMES (Efron 1979), by the same numbers for every set.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.measures.chance import toss
from weerbaar.measures.differing import difference_of, group_of
from weerbaar.measures.verdicts import Least, is_slight
from weerbaar.measures.weighing import Difference
from weerbaar.twin import apart
from weerbaar.twin.ensemble import Run
from weerbaar.twin.measuring import worst_need
from weerbaar.twin.outcome import SUPPRESS_BELOW, band
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]

HOURS, TOO_LONG = OUTCOMES = ("hours", "too_long")
TIMES = 500
"""How often runs are drawn anew, with replacement, for the band of a worst tenth."""


def left_by(twin: Twin, run: Run) -> Floats:
    """Person-hours, people who have the need, and those too long without: (3, needs, groups)."""
    first = len(twin.norms)
    beyond = run.counts[first : first + len(NEED_ORDER)]
    return np.stack([part.sum(axis=1) for part in (run.cells, run.persons, beyond)])


def need_asked(twin: Twin, now: Floats, need: str) -> str:
    """The need to go by, from what runs leave as it is now (R, 3, needs, groups) (rule 1)."""
    if need:
        return need
    return worst_need(twin, np.moveaxis(now[:, :2].sum(axis=3), 1, 2))


def figures(left: Floats, need: str, outcome: str) -> Floats:
    """The figure of each run (R, 3, needs, groups), (R) (rule 2)."""
    of_need = left[:, :, NEED_ORDER.index(need)].sum(axis=2)
    found: Floats = of_need[:, 0 if outcome == HOURS else 2]
    return found


def per_head(left: Floats, need: str) -> Floats:
    """Hours for each person who has the need, in each run, (R)."""
    of_need = left[:, :, NEED_ORDER.index(need)].sum(axis=2)
    return apart.per_head(of_need[:, 0], of_need[:, 1])


def spared(now: Floats, then: Floats) -> Floats:
    """How much lower figures are, run by run; 0 where they differ by rounding only."""
    return apart.apart_of(then, now)


def difference_in(one: Floats, other: Floats, need: str, outcome: str) -> Difference:
    """The second minus the first by what was asked: people too long without, or hours per person.

    Both are what the same draws leave, (R, 3, needs, groups).
    """
    if outcome == TOO_LONG:
        return difference_of(
            figures(one, need, TOO_LONG), figures(other, need, TOO_LONG), people=True
        )
    return difference_of(per_head(one, need), per_head(other, need))


def counts(
    one: Floats, other: Floats, need: str, outcome: str, least: Least, most: float = 1.0
) -> int:
    """-1 where the figure of the second is lower for sure and by enough, 1 higher, else 0 (rule 3).

    Both are what the same draws leave, (R, 3, needs, groups). `most` is how likely chance may make
    it, see `chance.most_held`.
    """
    asked = difference_in(one, other, need, outcome)
    if toss(asked.lower, asked.higher) > most:
        return 0
    if outcome == TOO_LONG:
        return asked.sign if abs(asked.band.p50) >= least.people else 0
    people = difference_in(one, other, need, TOO_LONG)
    return 0 if is_slight(asked, (people,), least) else asked.sign


def worst_group(left: Floats, need: str) -> tuple[tuple[str, bool], float]:
    """The group that is worst off, and its mean hours per person (rule 4)."""
    hours, persons = (left[:, i, NEED_ORDER.index(need)] for i in (0, 1))
    people = persons.mean(axis=0)
    rates = apart.per_head(hours, persons).mean(axis=0)
    rates = np.where(people >= SUPPRESS_BELOW, rates, -1.0)
    cell = int(np.argmax(rates))
    return group_of(cell), max(0.0, float(rates[cell]))


def worst_runs(runs: int) -> int:
    """How many of so many runs the worst tenth holds; one at least."""
    return max(1, runs // 10)


def drawn_again(runs: int, draws: np.random.Generator) -> NDArray[np.int64]:
    """Numbers of so many runs drawn with replacement, (TIMES, runs) (rule 5)."""
    return draws.integers(runs, size=(TIMES, runs))


def worst_band(figures: Floats, again: NDArray[np.int64]) -> Band:
    """How far the worst tenth of figures (R) would differ with other runs: a bootstrap (rule 5).

    `again` are the numbers of runs that are drawn anew, (TIMES, R).
    """
    ordered = np.sort(figures[again], axis=1)
    return band_of(ordered[:, -worst_runs(len(figures)) :].mean(axis=1))


def band_of(values: Sequence[float] | Floats) -> Band:
    """p10, p50 and p90 of the values."""
    return band(np.asarray(values, float).tolist())
