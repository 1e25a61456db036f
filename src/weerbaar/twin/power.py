"""Power in blocks, and what runs on batteries without it: phones and medical devices."""

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
def step_power(
    places: Places,
    people: People,
    lacked: Lacked,
    lack: Lack,
    level: Floats,
    tolerance: float,
    dt: float,
    dark: Floats,
) -> None:
    """People in blocks without power; fills `dark` (areas) with the share of people without."""
    for area in range(len(people.total)):
        lost, weighted = 0.0, 0.0
        for b in range(places.blocks[area], places.blocks[area + 1]):
            off = 1.0 - level[places.block_feeder[b]]
            if off <= 0.0:
                continue
            part = off * places.block_share[b]
            lost += part
            weighted += part * severity(lacked.power[b], tolerance)
            lacked.power[b] += off * dt
            lack.person_hours[POWER, b] = part * people.total[area] * dt
            lack.site[POWER, b] = places.block_feeder[b]
            lack.by_site[POWER, b] = off
        dark[area] = lost
        if lost > 0.0:
            lack.share[POWER, area] = lost
            lack.weighted[POWER, area] = weighted
            lack.measure[POWER, area] = lost


@njit(cache=True)
def step_phones(
    places: Places,
    homes: Homes,
    stocks: Stocks,
    used: Used,
    charge_h: float,
    dt: float,
    phones: Floats,
) -> None:
    """Phones on their batteries; fills `phones` (blocks, 2): the share that works.

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
            phones[b, prepared] = works[homes.history[b]]


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
            s = homes.history[b]
            persons = parts[s] * people.devices[area] * places.block_share[b]
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
