"""Tap water, upper floors of high-rise, and the water that households keep.

People on the upper floors of high-rise lack water when their pump or the mains is lost; all others
when the mains is lost. Each of the three norms uses up the same stock at its own rate. Neighbours
share what is left (see `neighbours`).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.twin.buffers import FULL
from weerbaar.twin.causes import most_lost
from weerbaar.twin.neighbours import share_stock
from weerbaar.twin.recording import add_hours, take_stock
from weerbaar.twin.services import service
from weerbaar.twin.state import HIGH_RISE, HOMES, WATER, Knobs, Lack, People, Places, Stocks, Used

Floats = NDArray[np.float64]
DAY = 24.0
NORMS = 3


@njit(cache=True)
def step_water(
    places: Places,
    people: People,
    stocks: Stocks,
    knobs: Knobs,
    used: Used,
    lack: Lack,
    level: Floats,
    norm: Floats,
    tolerance: Floats,
    dt: float,
    carried: Floats,
) -> None:
    """Water in areas and blocks; `norm` (3) L a day, `carried` (areas) L a person brought in."""
    blocks = len(places.block_area)
    parts, part, persons = np.empty((2, stocks.water.shape[1])), np.zeros(2), np.zeros(2)
    for area in range(len(people.total)):
        tap = service(places.tap, area, level)
        dry = most_lost(places.tap, area, level) if tap < 1.0 else -1
        for prepared in range(2):
            persons[prepared] = people_below(people, knobs.upper_floor, area, prepared)
        for n in range(NORMS):
            need, rate = WATER + n, norm[n] / DAY
            supplied, back = with_carried(tap, carried[area], rate, knobs.water_return_l_h, dt)
            own = used.water_low
            if enough(own, n, area, supplied):
                continue
            kept = drink(
                stocks, knobs, own[n, area], parts, part, persons, supplied, rate, back, dt
            )
            if kept <= 0.0:
                continue
            lost = 0.0
            for prepared in range(2):
                if part[prepared] <= 0.0:
                    continue
                lacked = used.water_low_lacked[n, area, prepared]
                weight = add_hours(lacked, parts[prepared], kept, tolerance[need], dt)
                for h in range(HOMES):
                    share = part[prepared] * kept
                    if h == HIGH_RISE:
                        share *= 1.0 - knobs.upper_floor
                    lack.share[need, area, h, :, prepared] += share
                    count = share * people.by_kit[area, h, prepared]
                    lack.weighted[need, area] += weight * count
                    lack.measure[need, area] += count
                    lost += count
            lack.person_hours[need, blocks + area] = lost * dt
            lack.site[need, blocks + area] = dry
            lack.by_site[need, blocks + area] = 1.0 - tap
        if people.by_kit[area, HIGH_RISE, 0] + people.by_kit[area, HIGH_RISE, 1] <= 0.0:
            continue
        for b in range(places.blocks[area], places.blocks[area + 1]):
            pump = places.upper[b]
            flow = min(tap, level[pump]) if pump >= 0 else tap
            site = pump if pump >= 0 and level[pump] < tap else dry
            upstairs = places.block_share[b] * knobs.upper_floor
            for n in range(NORMS):
                need, rate = WATER + n, norm[n] / DAY
                supplied, back = with_carried(flow, carried[area], rate, knobs.water_return_l_h, dt)
                own = used.water_up
                if enough(own, n, b, supplied):
                    continue
                above = people.by_kit[area, HIGH_RISE]
                kept = drink(stocks, knobs, own[n, b], parts, part, above, supplied, rate, back, dt)
                if kept <= 0.0:
                    continue
                lost = 0.0
                for prepared in range(2):
                    if part[prepared] <= 0.0:
                        continue
                    lacked = used.water_up_lacked[n, b, prepared]
                    weight = add_hours(lacked, parts[prepared], kept, tolerance[need], dt)
                    share = part[prepared] * kept * upstairs
                    lack.share[need, area, HIGH_RISE, :, prepared] += share
                    count = share * people.by_kit[area, HIGH_RISE, prepared]
                    lack.weighted[need, area] += weight * count
                    lack.measure[need, area] += count
                    lost += count
                lack.person_hours[need, b] = lost * dt
                lack.site[need, b] = site
                lack.by_site[need, b] = 1.0 - flow


@njit(cache=True)
def enough(used: Floats, n: int, place: int, supplied: float) -> bool:
    """Whether all water comes in and nothing of any stock is gone (used: norms, places, 2, K)."""
    last = used.shape[3] - 1
    gone = used[n, place, 0, last] > 0.0 or used[n, place, 1, last] > 0.0
    return supplied >= FULL and not gone


@njit(cache=True)
def people_below(people: People, upper: float, area: int, prepared: int) -> float:
    """Persons of an area who do not live on upper floors of high-rise."""
    total = 0.0
    for h in range(HOMES):
        part = 1.0 - upper if h == HIGH_RISE else 1.0
        total += part * people.by_kit[area, h, prepared]
    return total


@njit(cache=True)
def drink(
    stocks: Stocks,
    knobs: Knobs,
    used: Floats,
    parts: Floats,
    part: Floats,
    persons: Floats,
    supplied: float,
    rate: float,
    back: float,
    dt: float,
) -> float:
    """Bring the water of neighbours one step further; returns which part of their lack stays.

    Index 0 of `used` (2, K), `persons` (2) and what is filled, `part` (2) and `parts` (2, K), is
    for people without a kit: the share of each, and of each stratum, that lacks before they share.
    """
    for prepared in range(2):
        part[prepared] = take_stock(
            stocks.water[prepared],
            used[prepared],
            parts[prepared],
            supplied,
            rate,
            back,
            dt,
            0.0,
        )
    if part[0] + part[1] <= 0.0:
        return 0.0
    if knobs.share_willing <= 0.0:
        return 1.0
    short = (part[0] * persons[0] + part[1] * persons[1]) * rate * dt
    return 1.0 - share_stock(knobs, stocks.water, used, 0.0, 0.0, persons, short, dt)


@njit(cache=True)
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
