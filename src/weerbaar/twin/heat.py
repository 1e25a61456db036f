"""Homes without power cool by class; people in homes below their threshold lack heat.

Homes of one class that have had power at the same hours have the same temperature, and batteries
the same charge, so blocks with the same history of power share one set of both. Histories part when
power differs and never meet.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.homes import step_home
from weerbaar.twin.services import DAY, set_point
from weerbaar.twin.state import HEAT, HOMES, Blocks, Clock, Homes, Knobs, Lack, People, Used
from weerbaar.twin.stocks import severity

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True, **LEAN)
def open_homes(homes: Homes, tau: Floats, people: People, clock: Clock, knobs: Knobs) -> None:
    """Homes as warm as an ordinary day leaves them: the day before hour 0, with power throughout.

    What they lacked in that day is not counted.
    """
    steps = len(clock.eve)
    first = clock.start_hour - steps * clock.dt
    for p in range(len(people.threshold)):
        point = set_point(clock, first % DAY, people.night[p])
        homes.temperature[0, :, p, :] = point
    for step in range(steps):
        hour = (first + step * clock.dt) % DAY
        step_temperatures(homes, tau, people, clock, knobs, 1.0, clock.eve[step], hour)
    homes.lacked[0] = 0.0
    homes.cold[0] = 0.0
    homes.weight[0] = 1.0


@njit(cache=True, **LEAN)
def part_histories(homes: Homes, used: Used, feeder: Ints, level: Floats, islands: bool) -> None:
    """Give the homes of each block the history they now have.

    One that parts copies its homes and batteries. `feeder` (B) feeds each block.
    """
    first, sibling, power = homes.first, homes.sibling, homes.power
    history, island = homes.history, homes.island
    first[:] = -1
    for own in range(2 if islands else 1):
        for b in range(len(feeder)):
            now = level[feeder[b]] if own == 0 else island[b]
            old = history[own, b]
            s = first[old]
            while s >= 0 and power[s] != now:
                s = sibling[s]
            # Calls with many arrays are dear, and nearly all blocks find their history here.
            if s < 0:
                s = open_history(homes, used, old, now)
            history[own, b] = s


@njit(cache=True, **LEAN)
def open_history(homes: Homes, used: Used, old: int, power: float) -> int:
    """The history that `old` goes on as with so much power: itself the first time, else a new one.

    A new one starts from what `old` was at the start of this step.
    """
    s = old
    if homes.first[old] >= 0:
        s = homes.made[0]
        homes.made[0] += 1
        copy_homes(homes.temperature, old, s)
        copy_homes(homes.lacked, old, s)
        homes.before[s] = homes.before[old]
        for k in range(used.device.shape[1]):
            used.phone[s, 0, k] = used.phone[old, 0, k]
            used.phone[s, 1, k] = used.phone[old, 1, k]
            used.device[s, k] = used.device[old, k]
            used.device_lacked[s, k] = used.device_lacked[old, k]
    homes.power[s] = power
    homes.sibling[s] = homes.first[old]
    homes.first[old] = s
    return int(s)


@njit(cache=True, **LEAN)
def copy_homes(values: Floats, old: int, new: int) -> None:
    """Copy what a history has of its homes to a new one; `values` (histories, H, P, K).

    One by one: copying whole slices is slow to compile.
    """
    for h in range(values.shape[1]):
        for p in range(values.shape[2]):
            for k in range(values.shape[3]):
                values[new, h, p, k] = values[old, h, p, k]


@njit(cache=True, **LEAN)
def step_temperatures(
    homes: Homes,
    tau: Floats,
    people: People,
    clock: Clock,
    knobs: Knobs,
    tolerance: float,
    outside: float,
    hour: float,
) -> None:
    """Bring the homes of every history one step further; fills `cold` and `weight`.

    `tau` (H, K) in hours; `hour` is that of the day, `outside` in °C.
    """
    threshold, night = people.threshold, people.night
    reheat = knobs.reheat_c_h
    temperature, lacked, decay = homes.temperature, homes.lacked, homes.decay
    strata, dt = temperature.shape[3], clock.dt
    for s in range(homes.made[0]):
        weighted, hours = 0.0, 0.0
        power, before = homes.power[s], homes.before[s]
        for p in range(len(threshold)):
            point = set_point(clock, hour, night[p])
            for h in range(HOMES):
                cold = 0.0
                for k in range(strata):
                    t1, below = step_home(
                        temperature[s, h, p, k],
                        outside,
                        tau[h, k],
                        decay[h, k],
                        point,
                        reheat,
                        threshold[p],
                        power,
                        before,
                        dt,
                    )
                    temperature[s, h, p, k] = t1
                    if below > 0.0:
                        weighted += severity(lacked[s, h, p, k], tolerance) * below
                        hours += below
                        lacked[s, h, p, k] += below
                        cold += below
                homes.cold[s, h, p] = cold / (strata * dt)
        homes.before[s] = homes.power[s]
        homes.weight[s] = weighted / hours if hours > 0.0 else 1.0


@njit(cache=True, **LEAN)
def lack_heat(homes: Homes, blocks: Blocks, people: People, lack: Lack, dt: float) -> None:
    """The people in cold homes, block by block. The cause is the power of the block.

    A home stays cold for a while after its power is back; its cause stays the power too.
    """
    start, shares, feeder, history = blocks.start, blocks.share, blocks.feeder, homes.history
    colds, weights, share = homes.cold, homes.weight, lack.share
    islanding, by_profile = people.islanding, people.by_profile
    for area in range(len(start) - 1):
        for b in range(start[area], start[area + 1]):
            s, part = history[0, b], shares[b]
            warm = history[1, b]
            persons = 0.0
            for h in range(HOMES):
                own = islanding[area, h]
                for p in range(colds.shape[2]):
                    cold = colds[s, h, p] * part
                    if own > 0.0:
                        cold += own * (colds[warm, h, p] - colds[s, h, p]) * part
                    if cold > 0.0:
                        share[HEAT, area, h, p, 0] += cold
                        share[HEAT, area, h, p, 1] += cold
                        persons += cold * by_profile[area, h, p]
            if persons > 0.0:
                lack.weighted[HEAT, area] += weights[s] * persons
                lack.measure[HEAT, area] += persons
                lack.person_hours[HEAT, b] = persons * dt
                lack.site[HEAT, b] = feeder[b]
                lack.by_site[HEAT, b] = 1.0
