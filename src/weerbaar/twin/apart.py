"""How two answers on the same draws differ, and when a difference stands out: one rule for all.

Rules:
1. A difference is taken in each draw. Where two figures differ by no more than rounding they are
   the same: curves are kept in single precision.
2. It stands out where the band of these differences, p10 to p90, leaves out zero; with fewer than
   FEWEST_RUNS draws it never does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band

Floats = NDArray[np.float64]

SAME = 1e-6
"""Part of a figure below which two are the same."""
FEWEST_RUNS = 10
"""Draws below which no band of differences tells anything."""
NOBODY = 1e-9
"""So many people stand for none, where hours are divided over people."""


def apart_of(one: Floats, other: Floats) -> Floats:
    """The second figure minus the first in each draw, 0 where that is rounding (rule 1)."""
    apart = other - one
    least = SAME * np.maximum(np.abs(one), np.abs(other))
    found: Floats = np.where(np.abs(apart) <= least, 0.0, apart)
    return found


def leaves_out_zero(found: Band) -> bool:
    """Whether a band of differences lies on one side of zero."""
    return found.p10 > 0 or found.p90 < 0


def stands_out(found: Band, runs: int) -> bool:
    """Whether the band of the differences of so many draws stands out (rule 2)."""
    return runs >= FEWEST_RUNS and leaves_out_zero(found)


def per_head(hours: Floats, persons: Floats) -> Floats:
    """Hours for each person who has the need, of the same shape."""
    found: Floats = hours / np.maximum(persons, NOBODY)
    return found
