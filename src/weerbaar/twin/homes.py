"""How homes cool without power and warm up again.

Without heating T(t) = outside + (T0 - outside) exp(-t / tau); with heating the home warms by a
fixed number of degrees an hour up to its set point. Crossing a threshold is found inside the step:
taking the temperature at the end of the step would err by a fifth and more.
"""

from __future__ import annotations

import math

from numba import njit

from weerbaar.common.compiling import LEAN

SAME = 1e-9


@njit(cache=True, **LEAN)
def cool(t0: float, outside: float, tau: float, hours: float, decay: float) -> float:
    """Temperature after `hours` without heating; `decay` is exp(-hours / tau)."""
    return outside + (t0 - outside) * decay


@njit(cache=True, **LEAN)
def hours_below_cooling(
    t0: float, t1: float, outside: float, tau: float, hours: float, threshold: float
) -> float:
    """Hours below the threshold while cooling from t0 to t1 in `hours`."""
    if t0 < threshold and t1 < threshold:
        return hours
    if t0 >= threshold and t1 >= threshold:
        return 0.0
    crossing = tau * math.log((t0 - outside) / (threshold - outside))
    return hours - crossing if t0 >= threshold else crossing


@njit(cache=True, **LEAN)
def hours_below_warming(t0: float, rate: float, hours: float, threshold: float) -> float:
    """Hours below the threshold while warming from t0 by `rate` degrees an hour."""
    if t0 >= threshold:
        return 0.0
    return min(hours, (threshold - t0) / rate)


@njit(cache=True, **LEAN)
def step_heated(
    t0: float, outside: float, tau: float, point: float, rate: float, hours: float
) -> float:
    """Temperature after `hours` with working heating and set point `point`."""
    if t0 < point:
        return min(point, t0 + rate * hours)
    return max(point, cool(t0, outside, tau, hours, math.exp(-hours / tau)))


@njit(cache=True, **LEAN)
def step_home(
    t0: float,
    outside: float,
    tau: float,
    decay: float,
    point: float,
    rate: float,
    threshold: float,
    power: float,
    power_before: float,
    dt: float,
) -> tuple[float, float]:
    """Temperature after a step of dt hours, and the hours of it below the threshold.

    `power` is the share of the step with power; it comes first when it is being lost or stays the
    same, to a billionth, and last when it returns. `decay` is exp(-dt / tau).
    """
    if power >= 1.0:
        t1 = step_heated(t0, outside, tau, point, rate, dt)
        return t1, hours_below_warming(t0, rate, dt, threshold)
    if power <= 0.0:
        t1 = cool(t0, outside, tau, dt, decay)
        return t1, hours_below_cooling(t0, t1, outside, tau, dt, threshold)
    on, off = power * dt, (1.0 - power) * dt
    part = math.exp(-off / tau)
    if power_before >= power - SAME:
        warm = step_heated(t0, outside, tau, point, rate, on)
        below = hours_below_warming(t0, rate, on, threshold)
        t1 = cool(warm, outside, tau, off, part)
        return t1, below + hours_below_cooling(warm, t1, outside, tau, off, threshold)
    cold = cool(t0, outside, tau, off, part)
    below = hours_below_cooling(t0, cold, outside, tau, off, threshold)
    t1 = step_heated(cold, outside, tau, point, rate, on)
    return t1, below + hours_below_warming(cold, rate, on, threshold)
