"""Homes without power cool by class; people in homes below their threshold lack heat.

Homes of one class that have had power at the same hours have the same temperature, and batteries
the same charge, so blocks with the same history of power share one set of both. Histories part when
power differs and never meet.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.twin.homes import step_home
from weerbaar.twin.services import set_point
from weerbaar.twin.state import HEAT, HOMES, Clock, Homes, Lack, People, Places, Stocks, Used
from weerbaar.twin.stocks import severity

Floats = NDArray[np.float64]


@njit(cache=True)
def part_histories(homes: Homes, used: Used, places: Places, level: Floats, islands: bool) -> None:
    """Give the homes of each block the history they now have.

    One that parts copies its homes and batteries.
    """
    homes.first[:] = -1
    for b in range(len(places.block_area)):
        homes.history[0, b] = follow_history(
            homes, used, homes.history[0, b], level[places.block_feeder[b]]
        )
    if islands:
        for b in range(len(places.block_area)):
            homes.history[1, b] = follow_history(homes, used, homes.history[1, b], homes.island[b])


@njit(cache=True)
def follow_history(homes: Homes, used: Used, old: int, power: float) -> int:
    """The history that goes on from `old` with so much power in this step; a new one if need be."""
    s = homes.first[old]
    while s >= 0 and homes.power[s] != power:
        s = homes.sibling[s]
    if s >= 0:
        return int(s)
    s = old
    if homes.first[old] >= 0:
        s = homes.made[0]
        homes.made[0] += 1
        homes.temperature[s] = homes.temperature[old]
        homes.lacked[s] = homes.lacked[old]
        homes.before[s] = homes.before[old]
        used.phone[s] = used.phone[old]
        used.device[s] = used.device[old]
        used.device_lacked[s] = used.device_lacked[old]
    homes.power[s] = power
    homes.sibling[s] = homes.first[old]
    homes.first[old] = s
    return int(s)


@njit(cache=True)
def step_temperatures(
    homes: Homes,
    stocks: Stocks,
    people: People,
    clock: Clock,
    reheat: float,
    tolerance: float,
    outside: float,
    hour: float,
) -> None:
    """Bring the homes of every history one step further; fills `cold` and `weight`."""
    strata = homes.temperature.shape[3]
    for s in range(homes.made[0]):
        weighted, hours = 0.0, 0.0
        for p in range(len(people.threshold)):
            point = set_point(clock, hour, people.night[p])
            for h in range(HOMES):
                cold = 0.0
                for k in range(strata):
                    t1, below = step_home(
                        homes.temperature[s, h, p, k],
                        outside,
                        stocks.tau[h, k],
                        homes.decay[h, k],
                        point,
                        reheat,
                        people.threshold[p],
                        homes.power[s],
                        homes.before[s],
                        clock.dt,
                    )
                    homes.temperature[s, h, p, k] = t1
                    if below > 0.0:
                        weighted += severity(homes.lacked[s, h, p, k], tolerance) * below
                        hours += below
                        homes.lacked[s, h, p, k] += below
                        cold += below
                homes.cold[s, h, p] = cold / (strata * clock.dt)
        homes.before[s] = homes.power[s]
        homes.weight[s] = weighted / hours if hours > 0.0 else 1.0


@njit(cache=True)
def lack_heat(homes: Homes, places: Places, people: People, lack: Lack, dt: float) -> None:
    """The people in cold homes, block by block. The cause is the power of the block.

    A home stays cold for a while after its power is back; its cause stays the power too.
    """
    for area in range(len(people.total)):
        for b in range(places.blocks[area], places.blocks[area + 1]):
            s, part = homes.history[0, b], places.block_share[b]
            warm = homes.history[1, b]
            persons = 0.0
            for h in range(HOMES):
                own = people.islanding[h]
                for p in range(len(people.threshold)):
                    cold = homes.cold[s, h, p] * part
                    if own > 0.0:
                        cold += own * (homes.cold[warm, h, p] - homes.cold[s, h, p]) * part
                    if cold > 0.0:
                        lack.share[HEAT, area, h, p, 0] += cold
                        lack.share[HEAT, area, h, p, 1] += cold
                        persons += cold * people.by_profile[area, h, p]
            if persons > 0.0:
                lack.weighted[HEAT, area] += homes.weight[s] * persons
                lack.measure[HEAT, area] += persons
                lack.person_hours[HEAT, b] = persons * dt
                lack.site[HEAT, b] = places.block_feeder[b]
                lack.by_site[HEAT, b] = 1.0
