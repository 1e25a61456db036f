"""Tap water, upper floors of high-rise, and the water that households keep.

People on the upper floors of high-rise lack water when their pump or the mains is lost; all others
when the mains is lost. Each of the three norms uses up the same stock at its own rate. Neighbours
share what is left (see `neighbours`).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.buffers import FULL
from weerbaar.twin.causes import most_lost
from weerbaar.twin.neighbours import give, left_over, met_by_neighbours, part_offered
from weerbaar.twin.recording import add_hours, add_share, take_stock
from weerbaar.twin.services import service
from weerbaar.twin.state import HIGH_RISE, HOMES, WATER, Blocks, Knobs, Lack, Serve, Used

Floats = NDArray[np.float64]
DAY = 24.0
NORMS = 3


@njit(cache=True, **LEAN)
def step_water(
    places: Blocks,
    taps: Serve,
    by_kit: Floats,
    stock: Floats,
    knobs: Knobs,
    used: tuple[Floats, Floats, Floats, Floats],
    lack: Lack,
    level: Floats,
    norm: Floats,
    tolerance: Floats,
    dt: float,
    carried: Floats,
) -> None:
    """Water in areas and blocks; `norm` (3) L a day, `carried` (areas) L a person brought in.

    `stock` (2, K) and `by_kit` (A, H, 2) as in `Stocks` and `People`, `used` as in `flat_water`.
    """
    # Calls that take whole records are dear: what is done often gets single arrays.
    upper = knobs.upper_floor
    low, low_lacked, up, up_lacked = used
    share, weighted, measure = lack.share, lack.weighted, lack.measure
    blocks, areas = len(places.share), len(carried)
    person_hours, lost_site, by_site = lack.person_hours, lack.site, lack.by_site
    offered, back = part_offered(knobs, dt), knobs.water_return_l_h
    parts, part, persons = np.empty((2, stock.shape[1])), np.zeros(2), np.zeros(2)
    for area in range(areas):
        tap = service(taps, area, level)
        dry = most_lost(taps, area, level) if tap < 1.0 else -1
        for prepared in range(2):
            persons[prepared] = people_below(by_kit, upper, area, prepared)
        for n in range(NORMS):
            need, rate, at = WATER + n, norm[n] / DAY, n * areas + area
            supplied, filled = with_carried(tap, carried[area], rate, back, dt)
            if enough(low, at, supplied):
                continue
            kept = drink(stock, low, at, parts, part, persons, supplied, rate, filled, offered, dt)
            if kept <= 0.0:
                continue
            lost = 0.0
            for prepared in range(2):
                if part[prepared] <= 0.0:
                    continue
                weight = add_hours(
                    low_lacked[at, prepared], parts[prepared], kept, tolerance[need], dt
                )
                for h in range(HOMES):
                    lacks = part[prepared] * kept
                    if h == HIGH_RISE:
                        lacks *= 1.0 - upper
                    add_share(share, need, area, h, prepared, lacks)
                    count = lacks * by_kit[area, h, prepared]
                    weighted[need, area] += weight * count
                    measure[need, area] += count
                    lost += count
            person_hours[need, blocks + area] = lost * dt
            lost_site[need, blocks + area] = dry
            by_site[need, blocks + area] = 1.0 - tap
        if by_kit[area, HIGH_RISE, 0] + by_kit[area, HIGH_RISE, 1] <= 0.0:
            continue
        persons[0], persons[1] = by_kit[area, HIGH_RISE, 0], by_kit[area, HIGH_RISE, 1]
        for b in range(places.start[area], places.start[area + 1]):
            pump = places.upper[b]
            flow = min(tap, level[pump]) if pump >= 0 else tap
            site = pump if pump >= 0 and level[pump] < tap else dry
            upstairs = places.share[b] * upper
            for n in range(NORMS):
                need, rate, at = WATER + n, norm[n] / DAY, n * blocks + b
                supplied, filled = with_carried(flow, carried[area], rate, back, dt)
                if enough(up, at, supplied):
                    continue
                kept = drink(
                    stock, up, at, parts, part, persons, supplied, rate, filled, offered, dt
                )
                if kept <= 0.0:
                    continue
                lost = 0.0
                for prepared in range(2):
                    if part[prepared] <= 0.0:
                        continue
                    weight = add_hours(
                        up_lacked[at, prepared], parts[prepared], kept, tolerance[need], dt
                    )
                    lacks = part[prepared] * kept * upstairs
                    add_share(share, need, area, HIGH_RISE, prepared, lacks)
                    count = lacks * persons[prepared]
                    weighted[need, area] += weight * count
                    measure[need, area] += count
                    lost += count
                person_hours[need, b] = lost * dt
                lost_site[need, b] = site
                by_site[need, b] = 1.0 - flow


@njit(cache=True, **LEAN)
def flat_water(used: Used) -> tuple[Floats, Floats, Floats, Floats]:
    """What is used and the hours lacked, below and upstairs, with one row for each norm and place.

    Row n x places + place, (rows, 2, K): views of the same numbers.
    """
    areas, blocks, strata = used.water_low.shape[1], used.water_up.shape[1], used.water_low.shape[3]
    return (
        used.water_low.reshape(NORMS * areas, 2, strata),
        used.water_low_lacked.reshape(NORMS * areas, 2, strata),
        used.water_up.reshape(NORMS * blocks, 2, strata),
        used.water_up_lacked.reshape(NORMS * blocks, 2, strata),
    )


@njit(cache=True, **LEAN)
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


@njit(cache=True, **LEAN)
def drink(
    stock: Floats,
    used: Floats,
    at: int,
    parts: Floats,
    part: Floats,
    persons: Floats,
    supplied: float,
    rate: float,
    back: float,
    offered: float,
    dt: float,
) -> float:
    """Bring the water of neighbours one step further; returns which part of their lack stays.

    Index 0 of `stock` (2, K), row `at` of `used` (rows, 2, K), `persons` (2) and what is filled,
    `part` (2) and `parts` (2, K), is for people without a kit: the share of each, and of each
    stratum, that lacks before they share. `offered` is the part of what is left that they offer.
    """
    bare, kit, own, own_kit = stock[0], stock[1], used[at, 0], used[at, 1]
    part[0] = take_stock(bare, own, parts[0], supplied, rate, back, dt, 0.0)
    part[1] = take_stock(kit, own_kit, parts[1], supplied, rate, back, dt, 0.0)
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


@njit(cache=True, **LEAN)
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
