"""Tap water, upper floors of high-rise, and the water that households keep.

People on the upper floors of high-rise lack water when their pump or the mains is lost; all others
when the mains is lost. Each of the three norms uses up the same stock at its own rate.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.twin.buffers import FULL
from weerbaar.twin.causes import most_lost
from weerbaar.twin.recording import past_strata, weight_of
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
    for area in range(len(people.total)):
        tap = service(places.tap, area, level)
        dry = most_lost(places.tap, area, level) if tap < 1.0 else -1
        for n in range(NORMS):
            need, rate = WATER + n, norm[n] / DAY
            supplied, back = with_carried(tap, carried[area], rate, knobs.water_return_l_h, dt)
            persons = 0.0
            for prepared in range(2):
                lacked = used.water_low_lacked[n, area, prepared]
                own = used.water_low[n, area, prepared]
                part = past_strata(stocks.water[prepared], own, lacked, supplied, rate, back, dt)
                if part <= 0.0:
                    continue
                weight = weight_of(lacked, dt, tolerance[need])
                for h in range(HOMES):
                    kept = part * (1.0 - knobs.upper_floor) if h == HIGH_RISE else part
                    lack.share[need, area, h, :, prepared] += kept
                    count = kept * people.by_kit[area, h, prepared]
                    lack.weighted[need, area] += weight * count
                    lack.measure[need, area] += count
                    persons += count
            lack.person_hours[need, blocks + area] = persons * dt
            lack.site[need, blocks + area] = dry
            lack.by_site[need, blocks + area] = 1.0 - tap
        if people.by_kit[area, HIGH_RISE, 0] + people.by_kit[area, HIGH_RISE, 1] <= 0.0:
            continue
        for b in range(places.blocks[area], places.blocks[area + 1]):
            pump = places.upper[b]
            flow = min(tap, level[pump]) if pump >= 0 else tap
            lost = pump if pump >= 0 and level[pump] < tap else dry
            upstairs = places.block_share[b] * knobs.upper_floor
            for n in range(NORMS):
                need, rate = WATER + n, norm[n] / DAY
                supplied, back = with_carried(flow, carried[area], rate, knobs.water_return_l_h, dt)
                persons = 0.0
                for prepared in range(2):
                    lacked = used.water_up_lacked[n, b, prepared]
                    own = used.water_up[n, b, prepared]
                    part = past_strata(
                        stocks.water[prepared], own, lacked, supplied, rate, back, dt
                    )
                    if part <= 0.0:
                        continue
                    lack.share[need, area, HIGH_RISE, :, prepared] += part * upstairs
                    count = part * upstairs * people.by_kit[area, HIGH_RISE, prepared]
                    lack.weighted[need, area] += weight_of(lacked, dt, tolerance[need]) * count
                    lack.measure[need, area] += count
                    persons += count
                lack.person_hours[need, b] = persons * dt
                lack.site[need, b] = lost
                lack.by_site[need, b] = 1.0 - flow


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
