"""Tap water, upper floors of high-rise, and the water that households keep.

People on the upper floors of high-rise lack water when their pump or the mains is lost; all others
when the mains is lost. Each of the three norms uses up the same stock at its own rate. Neighbours
share what is left (see `neighbours`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import INLINED, LEAN
from weerbaar.twin.buffers import FULL
from weerbaar.twin.causes import most_lost
from weerbaar.twin.neighbours import give, left_over, met_by_neighbours, part_offered
from weerbaar.twin.recording import add_hours, add_share, take_stock
from weerbaar.twin.services import service
from weerbaar.twin.state import (
    HIGH_RISE,
    HOMES,
    WATER,
    Blocks,
    Knobs,
    Lack,
    People,
    Serve,
    Used,
)

Floats = NDArray[np.float64]
DAY = 24.0
NORMS = 3


class Water(NamedTuple):
    """Taps and stocks: `blocks`, the `taps` of areas, and the `stock` (2, K) of people, in L.

    `low` and `up` are what is used by people `below` (A, 2) and by those upstairs (A, 2) of each
    kit, and the hours they lacked it: (rows, 2, K), row n x places + place for norm n; areas below,
    blocks upstairs. `upper` is the share of high-rise that lives upstairs, `norm` (3) L a day,
    `offered` what neighbours offer in a step, `back` L an hour that fill a stock, `carried` (A) L a
    person that is carried home in this step.
    """

    blocks: Blocks
    taps: Serve
    by_kit: Floats
    below: Floats
    upstairs: Floats
    upper: float
    stock: Floats
    low: Floats
    low_lacked: Floats
    up: Floats
    up_lacked: Floats
    norm: Floats
    tolerance: Floats
    offered: float
    back: float
    carried: Floats


@njit(cache=True, **LEAN)
def open_water(
    blocks: Blocks,
    taps: Serve,
    people: People,
    stock: Floats,
    knobs: Knobs,
    used: Used,
    norm: Floats,
    tolerance: Floats,
    dt: float,
) -> Water:
    """All taps run; `stock` (2, K) as in `Stocks`, `norm` (3) L a day, `tolerance` (N) hours."""
    areas, strata = used.water_low.shape[1], used.water_low.shape[3]
    count = used.water_up.shape[1]
    below, upstairs = np.empty((areas, 2)), np.empty((areas, 2))
    for area in range(areas):
        for prepared in range(2):
            below[area, prepared] = people_below(people.by_kit, knobs.upper_floor, area, prepared)
            upstairs[area, prepared] = people.by_kit[area, HIGH_RISE, prepared]
    return Water(
        blocks,
        taps,
        people.by_kit,
        below,
        upstairs,
        knobs.upper_floor,
        stock,
        used.water_low.reshape(NORMS * areas, 2, strata),
        used.water_low_lacked.reshape(NORMS * areas, 2, strata),
        used.water_up.reshape(NORMS * count, 2, strata),
        used.water_up_lacked.reshape(NORMS * count, 2, strata),
        norm,
        tolerance,
        part_offered(knobs, dt),
        knobs.water_return_l_h,
        np.zeros(areas),
    )


@njit(cache=True, **LEAN)
def step_water(water: Water, lack: Lack, level: Floats, dt: float) -> None:
    """Water in areas and, upstairs, in blocks."""
    water_below(water, lack, level, dt)
    water_upstairs(water, lack, level, dt)


@njit(cache=True, **LEAN)
def water_below(water: Water, lack: Lack, level: Floats, dt: float) -> None:
    """Water of all who have it from the mains of their area."""
    # Calls that take whole records are dear: what is done often gets single arrays.
    stock, low, low_lacked, persons = water.stock, water.low, water.low_lacked, water.below
    by_kit, offered, back, carried = water.by_kit, water.offered, water.back, water.carried
    share, weighted, measure = lack.share, lack.weighted, lack.measure
    blocks, areas = len(water.blocks.share), len(carried)
    parts, part = np.empty((2, stock.shape[1])), np.zeros(2)
    bare, kit, bare_parts, kit_parts = stock[0], stock[1], parts[0], parts[1]
    for area in range(areas):
        people = persons[area]
        tap = service(water.taps, area, level)
        dry = most_lost(water.taps, area, level) if tap < 1.0 else -1
        for n in range(NORMS):
            need, rate, at = WATER + n, water.norm[n] / DAY, n * areas + area
            supplied, filled = with_carried(tap, carried[area], rate, back, dt)
            if enough(low, at, supplied):
                continue
            own, own_kit = low[at, 0], low[at, 1]
            part[0] = take_stock(bare, own, bare_parts, supplied, rate, filled, dt, 0.0)
            part[1] = take_stock(kit, own_kit, kit_parts, supplied, rate, filled, dt, 0.0)
            kept = kept_after(bare, kit, own, own_kit, part, people, rate, offered, dt)
            if kept <= 0.0:
                continue
            lost = 0.0
            for prepared in range(2):
                if part[prepared] <= 0.0:
                    continue
                weight = add_hours(
                    low_lacked[at, prepared], parts[prepared], kept, water.tolerance[need], dt
                )
                for h in range(HOMES):
                    lacks = part[prepared] * kept
                    if h == HIGH_RISE:
                        lacks *= 1.0 - water.upper
                    add_share(share, need, area, h, prepared, lacks)
                    count = lacks * by_kit[area, h, prepared]
                    weighted[need, area] += weight * count
                    measure[need, area] += count
                    lost += count
            lack.person_hours[need, blocks + area] = lost * dt
            lack.site[need, blocks + area] = dry
            lack.by_site[need, blocks + area] = 1.0 - tap


@njit(cache=True, **LEAN)
def water_upstairs(water: Water, lack: Lack, level: Floats, dt: float) -> None:
    """Water of upper floors of high-rise, which lack it with their pump or with the mains."""
    stock, up, up_lacked, persons = water.stock, water.up, water.up_lacked, water.upstairs
    pumps, shares, start = water.blocks.upper, water.blocks.share, water.blocks.start
    offered, back, carried = water.offered, water.back, water.carried
    share, weighted, measure = lack.share, lack.weighted, lack.measure
    blocks = len(shares)
    parts, part = np.empty((2, stock.shape[1])), np.zeros(2)
    bare, kit, bare_parts, kit_parts = stock[0], stock[1], parts[0], parts[1]
    for area in range(len(carried)):
        people = persons[area]
        if people[0] + people[1] <= 0.0:
            continue
        tap = service(water.taps, area, level)
        dry = most_lost(water.taps, area, level) if tap < 1.0 else -1
        for b in range(start[area], start[area + 1]):
            pump = pumps[b]
            flow = min(tap, level[pump]) if pump >= 0 else tap
            site = pump if pump >= 0 and level[pump] < tap else dry
            for n in range(NORMS):
                need, rate, at = WATER + n, water.norm[n] / DAY, n * blocks + b
                supplied, filled = with_carried(flow, carried[area], rate, back, dt)
                if enough(up, at, supplied):
                    continue
                own, own_kit = up[at, 0], up[at, 1]
                part[0] = take_stock(bare, own, bare_parts, supplied, rate, filled, dt, 0.0)
                part[1] = take_stock(kit, own_kit, kit_parts, supplied, rate, filled, dt, 0.0)
                kept = kept_after(bare, kit, own, own_kit, part, people, rate, offered, dt)
                if kept <= 0.0:
                    continue
                lost = 0.0
                for prepared in range(2):
                    if part[prepared] <= 0.0:
                        continue
                    weight = add_hours(
                        up_lacked[at, prepared], parts[prepared], kept, water.tolerance[need], dt
                    )
                    lacks = part[prepared] * kept * (shares[b] * water.upper)
                    add_share(share, need, area, HIGH_RISE, prepared, lacks)
                    count = lacks * persons[area, prepared]
                    weighted[need, area] += weight * count
                    measure[need, area] += count
                    lost += count
                lack.person_hours[need, b] = lost * dt
                lack.site[need, b] = site
                lack.by_site[need, b] = 1.0 - flow


@njit(cache=True, **INLINED)
def enough(used: Floats, at: int, supplied: float) -> bool:
    """Whether all water comes in and nothing of any stock is gone; `used` (rows, 2, K)."""
    last = used.shape[2] - 1
    return supplied >= FULL and not (used[at, 0, last] > 0.0 or used[at, 1, last] > 0.0)


@njit(cache=True, **LEAN)
def people_below(by_kit: Floats, upper: float, area: int, prepared: int) -> float:
    """Persons of an area who do not live on upper floors of high-rise; `by_kit` (A, H, 2)."""
    total = 0.0
    for h in range(HOMES):
        part = 1.0 - upper if h == HIGH_RISE else 1.0
        total += part * by_kit[area, h, prepared]
    return total


@njit(cache=True, **INLINED)
def kept_after(
    bare: Floats,
    kit: Floats,
    own: Floats,
    own_kit: Floats,
    part: Floats,
    persons: Floats,
    rate: float,
    offered: float,
    dt: float,
) -> float:
    """Let neighbours share what they have left; returns which part of what is lacked stays.

    `bare` and `kit` (K) are the stocks of people without and with a kit, `own` and `own_kit` (K)
    what they used of these, `part` (2) the share of each that lacks and `persons` (2) how many they
    are; `rate` is what one of them needs in an hour, `offered` the part of what is left that they
    offer.
    """
    if part[0] + part[1] <= 0.0:
        return 0.0
    if offered <= 0.0:
        return 1.0
    short = (part[0] * persons[0] + part[1] * persons[1]) * rate * dt
    left = persons[0] * left_over(bare, own, 0.0) + persons[1] * left_over(kit, own_kit, 0.0)
    met, given = met_by_neighbours(offered, short, left)
    if met > 0.0:
        give(bare, own, 0.0, given)
        give(kit, own_kit, 0.0, given)
    return 1.0 - met


@njit(cache=True, **INLINED)
def with_carried(
    tap: float, carried: float, rate: float, back: float, dt: float
) -> tuple[float, float]:
    """The share of the need that comes in, and the litres an hour that go into stock.

    Water that is carried home (L a person in this step) meets the need first; what is left of it,
    or the tap, fills the stock.
    """
    if tap >= FULL:
        return 1.0, back
    if carried <= 0.0:
        return tap, 0.0
    short = (1.0 - tap) * rate * dt
    if carried >= short:
        return 1.0, (carried - short) / dt
    return tap + carried / (rate * dt), 0.0
