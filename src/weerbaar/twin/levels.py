"""Levels: what share of the people is served in each step, and when it falls and comes back.

Rules:
1. The level of a need in a step is the share of its people who are served. What counts as served
   allows for counts that are kept in single precision (SERVED).
2. The first shock is the earliest start of a shock or a load in that run (see `outage`). The
   supplier is back when the last shock is over and no site waits for crews any more; a load that
   lasts longer is no supplier (see `ensemble.Run.outage_h`).
3. A level has recovered at the hour from which it stays at the share asked for: infinite where that
   is not within the run, 0 where it never was less.
4. Whatever takes time is counted from the first shock, and is never less than 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from weerbaar.twin.ensemble import Run
from weerbaar.twin.outcome import SERVED_WELL
from weerbaar.twin.tables import FLOW_ORDER

Floats = NDArray[np.float64]

SERVED = 1e-6
"""Part of a level below which it is whole: counts of people are kept in single precision."""


def level_of(unmet: NDArray[np.float32], persons: float) -> Floats:
    """Share of the people who are served in each step, from persons who are not (T, A)."""
    lacked = unmet.sum(axis=1, dtype=np.float64)
    return np.asarray(np.clip(1.0 - lacked / max(persons, 1e-9), 0.0, 1.0))


def time_until_below(level: Floats, shock_h: float, dt: float) -> float:
    """Hours from the first shock until the level falls below what serves well.

    Infinite where it never does.
    """
    below = np.flatnonzero(level < SERVED_WELL - SERVED)
    return max(0.0, float(below[0] * dt) - shock_h) if len(below) else float("inf")


def slope_of(level: Floats, shock_h: float, dt: float) -> float:
    """Loss an hour from the first shock to the end of the step in which the level is lowest."""
    loss = 1.0 - float(level.min())
    hours = (int(np.argmin(level)) + 1) * dt - shock_h
    return loss / max(hours, dt) if loss > SERVED else 0.0


def return_h(level: Floats, share: float, dt: float) -> float:
    """Hour from which `share` of the people are served and stay so; infinite if not in the run.

    0 where it never was less.
    """
    below = np.flatnonzero(level < share - SERVED)
    if not len(below):
        return 0.0
    return float("inf") if below[-1] == len(level) - 1 else float((below[-1] + 1) * dt)


def time_to_recover(level: Floats, share: float, shock_h: float, dt: float) -> float:
    """Hours from the first shock until `share` of the people are served, and stay so."""
    return max(0.0, return_h(level, share, dt) - shock_h)


def hysteresis_of(level: Floats, share: float, supplied_h: float, dt: float) -> float:
    """Hours that the service comes back after its supplier; NaN where it was never away.

    0 where it is back sooner: what stood in for the supplier is not a gain of time.
    """
    back = return_h(level, share, dt)
    return max(0.0, back - supplied_h) if back > 0 else float("nan")


def supplied_h(run: Run, dt: float) -> float:
    """Hour in which the last shock is over and no site waits for crews any more."""
    damaged = np.flatnonzero(run.flows[FLOW_ORDER.index("damaged")] > 0)
    return max(run.outage_h, float((damaged[-1] + 1) * dt) if len(damaged) else 0.0)
