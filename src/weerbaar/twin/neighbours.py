"""Neighbours who share: people who have water or food left help those near them who ran out.

Rules:
1. Neighbours are the people of one area; for water those on the upper floors of high-rise in one
   block are neighbours of each other, and all others in the area. Of those who have something left
   `share_willing` would give, each at most `share_a_day` of what is left in a day.
2. What is given meets what is lacked in the same step, for everybody who lacks it alike, and is
   taken from everybody who has something left, in proportion to that.
3. Nothing appears or vanishes: what leaves the stocks of some is what others eat or drink.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import INLINED, LEAN
from weerbaar.twin.state import Knobs

Floats = NDArray[np.float64]


@njit(cache=True, **INLINED)
def left_over(stock: Floats, used: Floats, more: float) -> float:
    """What a person has left on average over the strata (K); each has `more` beside its stock."""
    total = 0.0
    for k in range(len(stock)):
        total += stock[k] + more - used[k]
    return total / len(stock)


@njit(cache=True, **INLINED)
def give(stock: Floats, used: Floats, more: float, part: float) -> None:
    """Take a part of what is left from each stratum (K)."""
    for k in range(len(stock)):
        used[k] += (stock[k] + more - used[k]) * part


@njit(cache=True, **LEAN)
def part_offered(knobs: Knobs, dt: float) -> float:
    """The part of what they have left that neighbours offer in a step of dt hours."""
    return min(1.0, knobs.share_willing * knobs.share_a_day * dt / 24.0)


@njit(cache=True, **INLINED)
def met_by_neighbours(offered: float, short: float, left: float) -> tuple[float, float]:
    """Which part of what is lacked neighbours meet, and which part of what is left they give.

    `short` is what all together lack in this step and `left` what all have left, in one unit, of
    which they offer the part `offered`.
    """
    if short <= 0.0 or left <= 0.0:
        return 0.0, 0.0
    met = min(short, left * offered)
    return met / short, met / left
