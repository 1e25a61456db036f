"""How much of what seems sure could be chance, where many differences are looked at at once.

Rules:
1. If two sides did not differ in truth, each draw would be a toss of a coin: which of the two is
   lower. `toss` is the chance that so lopsided a result, either way, comes of that. Draws in which
   both are the same say nothing, and are left out.
2. Of all differences that a verdict rests on those count that still hold when it is reckoned with
   how many there are, by Holm's way: in order of their chance, the k-th of m holds while its chance
   times (m - k + 1) is at most LEVEL. This holds whatever goes together with what.
3. Differences that are only shown (groups, municipalities) are not sorted out so. Told is how many
   of them would stand out by tosses alone: as many as there are, times the chance of one.

A coin is the hardest opponent where nothing is wrong with the model; what the model leaves out is
no part of this chance.

Sources: Holm 1979, Scandinavian Journal of Statistics 6, 65-70; the sign test.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.special import bdtrc

from weerbaar.measures.weighing import NOW, Difference, Weighing
from weerbaar.twin.apart import FEWEST_RUNS

LEVEL = 0.1
"""How likely it may be that any difference that a verdict rests on is chance."""
OUTSIDE = 0.1
"""The part of the draws that lies beyond one end of a band."""


def toss(lower: int, higher: int) -> float:
    """The chance that a coin falls so often the same way, or more often (rule 1)."""
    tosses = lower + higher
    return min(1.0, 2.0 * _tail(tosses, max(lower, higher))) if tosses else 1.0


def _tail(tosses: int, least: int) -> float:
    """The chance of at least so many heads."""
    return float(bdtrc(least - 1, tosses, 0.5))


def held(differences: Sequence[Difference]) -> list[bool]:
    """Which of these differences hold when all are looked at (rule 2)."""
    chances = [toss(one.lower, one.higher) for one in differences]
    asked = [i for i, one in enumerate(differences) if one.lower or one.higher]
    found = [False] * len(differences)
    for k, i in enumerate(sorted(asked, key=chances.__getitem__)):
        if chances[i] * (len(asked) - k) > LEVEL:
            break
        found[i] = True
    return found


def most_held(differences: Sequence[Difference]) -> float:
    """The highest chance of those that hold: all with a chance up to it do (rule 2); 0 of none."""
    told = zip(differences, held(differences), strict=True)
    return max((toss(one.lower, one.higher) for one, holds in told if holds), default=0.0)


def fewest_draws(differences: int) -> int:
    """From how many draws on one of so many differences can hold, if all draws go one way (rule 2).

    Of fewer none can, unless some of the differences never go either way and are not asked.
    """
    return math.ceil(math.log2(2.0 * max(1, differences) / LEVEL))


def by_chance(draws: int) -> float:
    """The chance that one difference of nothing stands out in so many draws (rule 3)."""
    if draws < FEWEST_RUNS:
        return 0.0
    return 2.0 * _tail(draws, draws - math.ceil(OUTSIDE * (draws - 1)))


def looked_at(weighing: Weighing) -> tuple[int, float]:
    """How many differences a weighing tells, and how many of these stand out by tosses alone."""
    count = sum(
        3 * len(pair.needs)
        + len(pair.groups)
        + len(pair.towns)
        + len(pair.flows)
        + (pair.one != NOW)  # costs, of which the verdicts ask the variants only
        for pair in weighing.pairs
    )
    return count, count * by_chance(weighing.identity.draws)
