"""Power in blocks, and what runs on batteries without it: phones and medical devices.

A home whose battery works without the grid (islanding) keeps power for light, phones, router and
the pump of its boiler until the battery is empty; sun goes off what it needs. A battery that stops
with the grid helps nobody. All such homes of a block are alike: one size of battery in a run.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.recording import past_strata, weight_of
from weerbaar.twin.state import (
    DEVICE,
    HOMES,
    POWER,
    ROWS_PER_HOME,
    Blocks,
    Homes,
    Knobs,
    Lack,
    People,
    Record,
    Used,
)
from weerbaar.twin.stocks import severity, share_past

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SMALL = 1e-9


class Power(NamedTuple):
    """Who has power: `blocks`, and people by area as in `People`.

    Batteries of homes run down and fill: `battery` (B) hours left of `size`, `charge_h` to fill;
    `island` (B) is the power of homes on one. `lacked` (2, B) as in `Lacked`. A step fills `dark`
    (A), the share of people without.
    """

    blocks: Blocks
    total: Floats
    islanded: Floats
    islanding: Floats
    battery: Floats
    island: Floats
    size: float
    charge_h: float
    lacked: Floats
    tolerance: float
    dark: Floats


class Phones(NamedTuple):
    """Phones by history of homes: the `stock` (2, K) of hours and what is `used` (histories, 2, K).

    `history` (2, B), `power` and `made` as in `Homes`. A step fills `works` (2, B, 2): the share
    that works by class of home (with a battery that works without the grid or not), block and kit.
    """

    history: Ints
    power: Floats
    made: Ints
    stock: Floats
    used: Floats
    charge_h: float
    islands: bool
    works: Floats


class Devices(NamedTuple):
    """Medical devices by history of homes: `persons` (A) on one, hours of `stock` (K).

    `used` and `lacked` (histories, K); an hour of power gives `recharge` hours of battery. Homes as
    in `Phones`, `rows` and `islanded` as in `People`.
    """

    blocks: Blocks
    persons: Floats
    islanded: Floats
    rows: Floats
    history: Ints
    power: Floats
    made: Ints
    stock: Floats
    used: Floats
    lacked: Floats
    recharge: float
    tolerance: float


@njit(cache=True, **LEAN)
def battery_hours(knobs: Knobs) -> float:
    """Hours that a full home battery lasts; sun that comes in is used first."""
    return 24.0 * knobs.battery_kwh / max(knobs.essential_kwh_d - knobs.solar_kwh_d, SMALL)


@njit(cache=True, **LEAN)
def run_battery(
    left: float, size: float, level: float, charge_h: float, dt: float
) -> tuple[float, float]:
    """The power of a home with a battery in this step (0..1), and the hours left in it."""
    lost = (1.0 - level) * dt
    power = 1.0 if left >= lost else level + (1.0 - level) * left / lost
    return power, min(size, max(0.0, left - lost) + size * level * dt / charge_h)


@njit(cache=True, **LEAN)
def open_power(
    blocks: Blocks, people: People, homes: Homes, knobs: Knobs, lacked: Floats, tolerance: float
) -> Power:
    """Power everywhere, and batteries as full as they are on an ordinary day."""
    size = battery_hours(knobs)
    homes.battery[:] = size * knobs.battery_full
    return Power(
        blocks,
        people.total,
        people.islanded,
        people.islanding,
        homes.battery,
        homes.island,
        size,
        knobs.battery_charge_h,
        lacked,
        tolerance,
        np.zeros(len(people.total)),
    )


@njit(cache=True, **LEAN)
def open_phones(homes: Homes, stock: Floats, used: Floats, knobs: Knobs, islands: bool) -> Phones:
    """All phones work; `stock` (2, K) as in `Stocks`, `used` (histories, 2, K) as in `Used`."""
    works = np.ones((2, homes.history.shape[1], 2))
    charge_h = knobs.phone_charge_h
    return Phones(homes.history, homes.power, homes.made, stock, used, charge_h, islands, works)


@njit(cache=True, **LEAN)
def open_devices(
    blocks: Blocks,
    people: People,
    homes: Homes,
    stock: Floats,
    used: Used,
    knobs: Knobs,
    tolerance: float,
) -> Devices:
    """All devices work; `stock` (K) hours."""
    return Devices(
        blocks,
        people.devices,
        people.islanded,
        people.rows,
        homes.history,
        homes.power,
        homes.made,
        stock,
        used.device,
        used.device_lacked,
        knobs.device_recharge,
        tolerance,
    )


@njit(cache=True, **LEAN)
def step_power(power: Power, lack: Lack, level: Floats, dt: float) -> None:
    """People in blocks without power; fills `dark`, and batteries run down and fill."""
    blocks, total, lacked, tolerance = power.blocks, power.total, power.lacked, power.tolerance
    start, shares, feeder = blocks.start, blocks.share, blocks.feeder
    islanded, battery, island, dark = power.islanded, power.battery, power.island, power.dark
    person_hours, site, by_site = lack.person_hours, lack.site, lack.by_site
    for area in range(len(total)):
        lost, spared, weighted = 0.0, 0.0, 0.0
        own = islanded[area]
        for b in range(start[area], start[area + 1]):
            off = 1.0 - level[feeder[b]]
            kept = 0.0
            if own > 0.0:
                island[b], battery[b] = run_battery(
                    battery[b], power.size, 1.0 - off, power.charge_h, dt
                )
                kept = off - (1.0 - island[b])
            if off <= 0.0:
                continue
            part = off * shares[b]
            lost += part
            weighted += part * severity(lacked[0, b], tolerance) * (1.0 - own)
            lacked[0, b] += off * dt
            without = off - kept
            if own > 0.0 and without > 0.0:
                weighted += without * shares[b] * severity(lacked[1, b], tolerance) * own
                lacked[1, b] += without * dt
            spared += kept * shares[b]
            person_hours[POWER, b] = (off - kept * own) * shares[b] * total[area] * dt
            site[POWER, b] = feeder[b]
            by_site[POWER, b] = off
        dark[area] = lost - spared * own
        if lost > 0.0:
            for h in range(HOMES):
                part = lost - spared * power.islanding[area, h]
                for profile in range(lack.share.shape[3]):
                    lack.share[POWER, area, h, profile, 0] = part
                    lack.share[POWER, area, h, profile, 1] = part
            lack.weighted[POWER, area] = weighted
            lack.measure[POWER, area] = dark[area]


@njit(cache=True, **LEAN)
def step_phones(phones: Phones, dt: float) -> None:
    """Phones on their batteries; fills `works`.

    With power the largest battery is full again in `charge_h` hours.
    """
    made, history, powers = phones.made[0], phones.history, phones.power
    gained = phones.stock[1, -1] / phones.charge_h * dt
    for prepared in range(2):
        stock = phones.stock[prepared]
        works = np.ones(made)
        for s in range(made):
            power, taken = powers[s], phones.used[s, prepared]
            empty = 0.0
            for k in range(len(stock)):
                after = taken[k] + (1.0 - power) * dt
                empty += share_past(stock[k], taken[k], max(after, taken[k] + SMALL))
                taken[k] = max(0.0, min(stock[k], after) - power * gained)
            works[s] = 1.0 - empty / len(stock) * (1.0 - power)
        for b in range(history.shape[1]):
            phones.works[0, b, prepared] = works[history[0, b]]
            if phones.islands:
                phones.works[1, b, prepared] = works[history[1, b]]


@njit(cache=True, **LEAN)
def step_devices(devices: Devices, lack: Lack, record: Record, step: int, dt: float) -> None:
    """Medical devices on their batteries.

    People on a device are in the group that needs care; their incomes are as in that group.
    """
    blocks, made, powers, lacked = devices.blocks, devices.made[0], devices.power, devices.lacked
    start, shares, feeder, history = blocks.start, blocks.share, blocks.feeder, devices.history
    users, islanded = devices.persons, devices.islanded
    parts, weights = np.zeros(made), np.ones(made)
    for s in range(made):
        parts[s] = past_strata(
            devices.stock, devices.used[s], lacked[s], powers[s], 1.0, devices.recharge, dt
        )
        if parts[s] > 0.0:
            weights[s] = weight_of(lacked[s], dt, devices.tolerance)
    for area in range(len(users)):
        poor = -1.0
        for b in range(start[area], start[area + 1]):
            s, own = history[0, b], islanded[area]
            persons = parts[s] * users[area] * shares[b]
            if own > 0.0:
                persons += own * (parts[history[1, b]] - parts[s]) * users[area] * shares[b]
            if persons <= 0.0:
                continue
            if poor < 0.0:
                poor = poor_share(devices.rows, area)
            record.cells[DEVICE, area, 0] += persons * (1.0 - poor) * dt
            record.cells[DEVICE, area, 1] += persons * poor * dt
            record.cell_curve[DEVICE, step, 0] += persons * (1.0 - poor)
            record.cell_curve[DEVICE, step, 1] += persons * poor
            record.unmet[DEVICE, step, area] += persons
            record.weighted[DEVICE, area] += persons * dt * weights[s]
            lack.person_hours[DEVICE, b] = persons * dt
            lack.site[DEVICE, b] = feeder[b]
            lack.by_site[DEVICE, b] = 1.0 - powers[s]


@njit(cache=True, **LEAN)
def poor_share(rows: Floats, area: int) -> float:
    """Share with a low income among people who need care; `rows` (A, R) persons."""
    low, high = 0.0, 0.0
    for h in range(HOMES):
        at = h * ROWS_PER_HOME
        high += rows[area, at] + rows[area, at + 1]
        low += rows[area, at + 2] + rows[area, at + 3]
    return low / (low + high) if low + high > 0.0 else 0.0
