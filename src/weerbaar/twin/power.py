"""Power in blocks, and what runs on batteries without it: phones and medical devices.

A home whose battery works without the grid (islanding) keeps power for light, phones, router and
the pump of its boiler until the battery is empty; sun goes off what it needs. A battery that stops
with the grid helps nobody. All such homes of a block are alike: one size of battery in a run.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.twin.recording import past_strata, weight_of
from weerbaar.twin.state import (
    DEVICE,
    HOMES,
    POWER,
    ROWS_PER_HOME,
    Homes,
    Knobs,
    Lack,
    Lacked,
    People,
    Places,
    Record,
    Stocks,
    Used,
)
from weerbaar.twin.stocks import severity, share_past

Floats = NDArray[np.float64]
SMALL = 1e-9


@njit(cache=True)
def battery_hours(knobs: Knobs) -> float:
    """Hours that a full home battery lasts; sun that comes in is used first."""
    return 24.0 * knobs.battery_kwh / max(knobs.essential_kwh_d - knobs.solar_kwh_d, SMALL)


@njit(cache=True)
def run_battery(
    left: float, size: float, level: float, charge_h: float, dt: float
) -> tuple[float, float]:
    """The power of a home with a battery in this step (0..1), and the hours left in it."""
    lost = (1.0 - level) * dt
    power = 1.0 if left >= lost else level + (1.0 - level) * left / lost
    return power, min(size, max(0.0, left - lost) + size * level * dt / charge_h)


@njit(cache=True)
def step_power(
    places: Places,
    people: People,
    homes: Homes,
    knobs: Knobs,
    lacked: Lacked,
    lack: Lack,
    level: Floats,
    tolerance: float,
    dt: float,
    dark: Floats,
) -> None:
    """People in blocks without power; fills `dark` (areas) with the share of people without.

    Batteries of homes run down and fill; fills `homes.island` with the power of homes on one.
    """
    size = battery_hours(knobs)
    for area in range(len(people.total)):
        lost, spared, weighted = 0.0, 0.0, 0.0
        own = people.islanded[area]
        for b in range(places.blocks[area], places.blocks[area + 1]):
            off = 1.0 - level[places.block_feeder[b]]
            kept = 0.0
            if own > 0.0:
                homes.island[b], homes.battery[b] = run_battery(
                    homes.battery[b], size, 1.0 - off, knobs.battery_charge_h, dt
                )
                kept = off - (1.0 - homes.island[b])
            if off <= 0.0:
                continue
            part = off * places.block_share[b]
            lost += part
            weighted += part * severity(lacked.power[0, b], tolerance) * (1.0 - own)
            lacked.power[0, b] += off * dt
            without = off - kept
            if own > 0.0 and without > 0.0:
                weighted += (
                    without * places.block_share[b] * severity(lacked.power[1, b], tolerance) * own
                )
                lacked.power[1, b] += without * dt
            spared += kept * places.block_share[b]
            lack.person_hours[POWER, b] = (
                (off - kept * own) * places.block_share[b] * people.total[area] * dt
            )
            lack.site[POWER, b] = places.block_feeder[b]
            lack.by_site[POWER, b] = off
        dark[area] = lost - spared * own
        if lost > 0.0:
            for h in range(HOMES):
                lack.share[POWER, area, h] = lost - spared * people.islanding[h]
            lack.weighted[POWER, area] = weighted
            lack.measure[POWER, area] = dark[area]


@njit(cache=True)
def step_phones(
    places: Places,
    homes: Homes,
    stocks: Stocks,
    used: Used,
    charge_h: float,
    dt: float,
    phones: Floats,
    islands: bool,
) -> None:
    """Phones on their batteries; fills `phones` (2, blocks, 2): the share that works.

    By class of home (with a battery that works without the grid or not), block and kit.

    With power the largest battery is full again in `charge_h` hours.
    """
    gained = stocks.phone[1, -1] / charge_h * dt
    for prepared in range(2):
        stock = stocks.phone[prepared]
        works = np.ones(homes.made[0])
        for s in range(homes.made[0]):
            power, taken = homes.power[s], used.phone[s, prepared]
            empty = 0.0
            for k in range(len(stock)):
                after = taken[k] + (1.0 - power) * dt
                empty += share_past(stock[k], taken[k], max(after, taken[k] + SMALL))
                taken[k] = max(0.0, min(stock[k], after) - power * gained)
            works[s] = 1.0 - empty / len(stock) * (1.0 - power)
        for b in range(len(places.block_area)):
            phones[0, b, prepared] = works[homes.history[0, b]]
            if islands:
                phones[1, b, prepared] = works[homes.history[1, b]]


@njit(cache=True)
def step_devices(
    places: Places,
    people: People,
    homes: Homes,
    stocks: Stocks,
    used: Used,
    lack: Lack,
    record: Record,
    recharge: float,
    tolerance: float,
    step: int,
    dt: float,
) -> None:
    """Medical devices on their batteries.

    People on a device are in the group that needs care; their incomes are as in that group. An hour
    of power gives `recharge` hours of battery.
    """
    parts, weights = np.zeros(homes.made[0]), np.ones(homes.made[0])
    for s in range(homes.made[0]):
        lacked = used.device_lacked[s]
        parts[s] = past_strata(
            stocks.device[0], used.device[s], lacked, homes.power[s], 1.0, recharge, dt
        )
        if parts[s] > 0.0:
            weights[s] = weight_of(lacked, dt, tolerance)
    for area in range(len(people.total)):
        poor = -1.0
        for b in range(places.blocks[area], places.blocks[area + 1]):
            s, own = homes.history[0, b], people.islanded[area]
            persons = parts[s] * people.devices[area] * places.block_share[b]
            if own > 0.0:
                persons += (
                    own
                    * (parts[homes.history[1, b]] - parts[s])
                    * people.devices[area]
                    * places.block_share[b]
                )
            if persons <= 0.0:
                continue
            if poor < 0.0:
                poor = poor_share(people, area)
            record.cells[DEVICE, area, 0] += persons * (1.0 - poor) * dt
            record.cells[DEVICE, area, 1] += persons * poor * dt
            record.cell_curve[DEVICE, step, 0] += persons * (1.0 - poor)
            record.cell_curve[DEVICE, step, 1] += persons * poor
            record.unmet[DEVICE, step, area] += persons
            record.weighted[DEVICE, area] += persons * dt * weights[s]
            lack.person_hours[DEVICE, b] = persons * dt
            lack.site[DEVICE, b] = places.block_feeder[b]
            lack.by_site[DEVICE, b] = 1.0 - homes.power[s]


@njit(cache=True)
def poor_share(people: People, area: int) -> float:
    """Share with a low income among people who need care."""
    low, high = 0.0, 0.0
    for h in range(HOMES):
        at = h * ROWS_PER_HOME
        high += people.rows[area, at] + people.rows[area, at + 1]
        low += people.rows[area, at + 2] + people.rows[area, at + 3]
    return low / (low + high) if low + high > 0.0 else 0.0
