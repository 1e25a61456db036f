"""What a place gets: levels of service, opening hours, and the thermostat."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import INLINED, LEAN
from weerbaar.twin.state import Clock, Serve

Floats = NDArray[np.float64]
DAY = 24.0


@njit(cache=True, **INLINED)
def service(serve: Serve, place: int, level: Floats) -> float:
    """Level of a service in a place, 0..1: the sum of weight x level over its sites."""
    total = 0.0
    for j in range(serve.start[place], serve.start[place + 1]):
        total += serve.weight[j] * level[serve.site[j]]
    return min(1.0, total)


@njit(cache=True, **LEAN)
def open_share(hour: float, dt: float, opens: float, closes: float) -> float:
    """Share of a step from `hour` of the day that lies in opening hours."""
    total = 0.0
    for day in range(2):
        total += max(0.0, min(hour + dt, closes + DAY * day) - max(hour, opens + DAY * day))
    return min(1.0, total / dt)


@njit(cache=True, **LEAN)
def is_open(hour: float, opens: float, closes: float) -> bool:
    """Whether it is open at this hour, and for a while after; hours go on past midnight."""
    return opens <= hour % DAY < closes


@njit(cache=True, **LEAN)
def set_point(clock: Clock, hour: float, warm_at_night: int) -> float:
    """The thermostat at this hour of the day, °C."""
    if warm_at_night == 1 or clock.day_from <= hour < clock.day_to:
        return clock.day_c
    return clock.night_c
