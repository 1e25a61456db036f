"""Which of several figures, all reckoned in the same courses, is the lowest; or that nobody knows.

Rules:
1. Two figures are compared course by course. One is lower for sure where the band of the
   differences leaves out zero (`twin.apart`) and the difference still holds when all pairs that
   could have been looked at are counted (`measures.chance.held`).
2. The lowest is the one with the lowest middle. All that are not surely above it stay beside it:
   of these it cannot be said which is lowest.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.measures.chance import held
from weerbaar.measures.weighing import Difference
from weerbaar.twin.apart import apart_of, stands_out

Floats = NDArray[np.float64]


def lowest_of(values: Floats) -> list[int]:
    """The places that may be the lowest of finite values, shape (places, courses); one if sure."""
    if not len(values):
        return []
    best = int(np.argmin(np.median(values, axis=1)))
    pairs = list(combinations(range(len(values)), 2))
    differences = [_difference(values[one], values[other]) for one, other in pairs]
    found = {best}
    for pair, difference, holds in zip(pairs, differences, held(differences), strict=True):
        if best in pair and not (holds and difference.stands_out):
            found |= set(pair)
    return sorted(found)


def _difference(one: Floats, other: Floats) -> Difference:
    apart = apart_of(one, other)
    band = Band(*(float(end) for end in np.quantile(apart, (0.1, 0.5, 0.9))))
    lower, higher = int((apart < 0).sum()), int((apart > 0).sum())
    return Difference(band, stands_out(band, len(apart)), lower, higher)
