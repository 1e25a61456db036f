"""How wrong sets can turn out: in each scenario beside the best of them, and in which courses.

Rules:
1. Sets are held against each other in each scenario apart, on the same draws: how much more hours
   per person a set has there than the set with the fewest on average. Savage's minimax regret
   (1951), in words: how wrong it can turn out.
2. The worst of a set is its highest over the scenarios, never a sum or a mean over them: nobody
   knows how likely they are. In each scenario the need that was asked is looked at, or the one that
   is lacked most there as it is now.
3. The set whose worst is lowest is named only where it stands out: where its band, from p10 to p90
   of how much more another has in the other's worst scenario, leaves out zero for every other.
4. In which courses of a scenario a set does badly is told by boxes of what was drawn, see
   `twin/discovery`: the worst fifth of the courses is bad.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.measures.search.outcomes import band_of, spared, stands_out
from weerbaar.twin.discovery import (
    FEWEST_RUNS,
    Box,
    count_problems,
    find_boxes,
    usual_level,
)
from weerbaar.twin.quantities import quantile_column, quantities_of
from weerbaar.twin.sampling import RHO
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Wrong:
    """One set in one scenario: hours per person, and how many more than the best there.

    `more` is the band of that difference run by run, `mean_more` its mean, 0 for the best itself.
    """

    side: int
    scenario: str
    need: str
    per_head: Band
    mean: float
    mean_more: float
    more: Band
    stands_out: bool


def hold_apart(scenario: str, need: str, hours: Sequence[Floats]) -> list[Wrong]:
    """Each set in one scenario, from hours per person in each run (runs) of each set (rule 1)."""
    best = min(range(len(hours)), key=lambda side: (float(hours[side].mean()), side))
    found = []
    for side, own in enumerate(hours):
        # Not below zero on average, since the best has the fewest.
        more = spared(own, hours[best])
        told = band_of(more)
        found.append(
            Wrong(
                side=side,
                scenario=scenario,
                need=need,
                per_head=band_of(own),
                mean=float(own.mean()),
                mean_more=max(0.0, float(more.mean())),
                more=told,
                stands_out=stands_out(told, len(own)),
            )
        )
    return found


def worst_of(wrongs: Sequence[Wrong], side: int) -> Wrong:
    """The scenario in which a set is furthest from the best (rule 2); the first of equals."""
    own = [one for one in wrongs if one.side == side]
    return max(own, key=lambda one: one.mean_more)


def least_wrong(wrongs: Sequence[Wrong]) -> int | None:
    """The set whose worst is lowest, None where that does not stand out (rule 3)."""
    sides = sorted({one.side for one in wrongs})
    worst = {side: worst_of(wrongs, side) for side in sides}
    best = min(sides, key=lambda side: (worst[side].mean_more, side))
    others = [worst[side] for side in sides if side != best]
    clear = all(o.stands_out and o.mean_more > worst[best].mean_more for o in others)
    return best if others and clear else None


def bad_courses(twin: Twin, runs: Sequence[int], hours: Floats) -> tuple[Box, ...]:
    """Boxes in which a set does badly, from hours per person in each of these runs (rule 4).

    None where there are too few runs, or too few that differ. Raises Refused where the workbench is
    missing.
    """
    bad = hours > usual_level(hours)
    if len(runs) < FEWEST_RUNS or count_problems(bad, hours):
        return ()
    names = [one.name for one in quantities_of(twin) if one.name != RHO]
    quantiles = np.array([quantile_column(twin, runs, name) for name in names]).T
    return find_boxes(names, quantiles, hours, bad)
