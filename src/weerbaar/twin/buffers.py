"""One input of one site over one step: how a buffer bridges a loss, empties, and comes back.

Rules (model of the project, section 3):
1. A buffer is hours of full loss. At satisfaction s it drains by (1 - s) x step; at full supply it
   refills, from empty to full in `refill` hours.
2. Shape S: the input counts as whole until the buffer is empty, then it falls to
   floor + (1 - floor) s. Shape L: it falls in proportion to what is left in the buffer.
3. If the buffer empties within the step, the effective input is its average over the step.
   Satisfaction comes as its mean over the step and its value at the end: when it is whole at the
   end, supply was lost first and whole after, so that a return within a step is not put off.
4. The lag starts only when the buffer was emptied, counts down only at full supply, and restarts
   when supply is lost again. During the lag the input stays at the floor.

`step_lag` is rule 4 on its own, for sites that hold each other up.
"""

from __future__ import annotations

from numba import njit

from weerbaar.common.compiling import LEAN

FULL = 1.0 - 1e-9


@njit(cache=True, **LEAN)
def step_input(
    s: float,
    s_end: float,
    left: float,
    lag_left: float,
    size: float,
    floor: float,
    lag: float,
    refill: float,
    linear: bool,
    dt: float,
) -> tuple[float, float, float, float]:
    """The effective input (mean over a step of dt hours, and at its end), buffer and lag left.

    `s` is the satisfaction 0..1 averaged over the step and `s_end` at its end; `left` the hours of
    full loss still in a buffer of `size` hours.
    """
    if s >= FULL:
        waiting = min(lag_left, dt)
        if left < size:
            left = size if refill <= 0.0 else min(size, left + size * dt / refill)
        lag_left -= waiting
        return (
            (floor * waiting + dt - waiting) / dt,
            floor if lag_left > 0.0 else 1.0,
            left,
            lag_left,
        )
    if s_end >= FULL:
        return _lost_then_whole(s, left, lag_left, size, floor, lag, linear, dt)
    bare, bare_end = floor + (1.0 - floor) * s, floor + (1.0 - floor) * s_end
    lost = (1.0 - s) * dt
    if lag_left > 0.0 or left <= 0.0:
        return bare, bare_end, 0.0, lag
    after = max(0.0, left - lost)
    held = 1.0
    if linear:
        share = 0.5 * (left + after) / size
        held = floor + (1.0 - floor) * (share + (1.0 - share) * s)
    if lost < left:
        share = after / size
        end = floor + (1.0 - floor) * (share + (1.0 - share) * s_end) if linear else 1.0
        return held, end, after, 0.0
    bridged = left / (1.0 - s)
    return (held * bridged + bare * (dt - bridged)) / dt, bare_end, 0.0, lag


@njit(cache=True, **LEAN)
def _lost_then_whole(
    s: float,
    left: float,
    lag_left: float,
    size: float,
    floor: float,
    lag: float,
    linear: bool,
    dt: float,
) -> tuple[float, float, float, float]:
    """A step in which supply is lost first and whole after: (1 - s) dt hours without, s dt with."""
    without, whole = (1.0 - s) * dt, s * dt
    bridged = 0.0 if lag_left > 0.0 else min(left, without)
    held = 1.0
    if linear and size > 0.0:
        held = floor + (1.0 - floor) * (left - 0.5 * bridged) / size
    if lag_left <= 0.0 and left > without:
        return (held * without + whole) / dt, 1.0, left - without, 0.0
    waiting = min(lag, whole)
    mean = (held * bridged + floor * (without - bridged + waiting) + whole - waiting) / dt
    return mean, floor if lag > waiting else 1.0, 0.0, lag - waiting


@njit(cache=True, **LEAN)
def step_lag(
    s: float, s_end: float, left: float, lag_left: float, lag: float, dt: float
) -> tuple[float, float]:
    """Hours of a step of dt hours that the lag takes from full supply, and the lag left after it.

    The arguments are those of `step_input`.
    """
    if s >= FULL:
        waiting = min(lag_left, dt)
        return waiting, lag_left - waiting
    if lag_left <= 0.0 and left > (1.0 - s) * dt:
        return 0.0, 0.0
    if s_end < FULL:
        return 0.0, lag
    waiting = min(lag, s * dt)
    return waiting, lag - waiting
