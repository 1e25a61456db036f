"""Shops, paying, and the food, cash and medicine that households keep.

Access to a shop = open x (1 - (1 - card)(1 - machine)(1 - cash)(1 - voucher)). Cash is spent while
the shops are open and card, machine and voucher do not serve; it comes back once all machines of an
area work. What is paid from machines while cards fail empties them. Food and
medicine come from home without, and food from neighbours. Who hoards buys and
spends more (see `hoarding`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.buffers import FULL
from weerbaar.twin.causes import most_lost
from weerbaar.twin.hoarding import Trade, take_home
from weerbaar.twin.neighbours import give, left_over, met_by_neighbours, part_offered
from weerbaar.twin.recording import add_hours, fill_share, lack_nested, take_stock
from weerbaar.twin.services import open_share, service
from weerbaar.twin.state import (
    FOOD,
    HOMES,
    MEDICINE,
    PAYMENT,
    Clock,
    Knobs,
    Lack,
    Lacked,
    People,
    Places,
    Serve,
    Stocks,
    Used,
)
from weerbaar.twin.stocks import share_past

Floats = NDArray[np.float64]
DAY = 24.0
SMALL = 1e-9
BY_AREA = -1.0
"""Marks person-hours that follow from the persons of the area."""


@njit(cache=True, **LEAN)
def spend_cash(stock: Floats, used: Floats, own: float, spend: float, back: float) -> float:
    """Share of people who cannot pay: without card and machine, and past their cash.

    `own` (0..1) is the share of people who have only their cash to pay with. They spend `spend`
    euro in this step from what they have (`stock` and `used`, K); `back` euro come in.
    """
    past, last = 0.0, len(stock) - 1
    # Who has most has used most: where that is nothing, or all, it is so for everybody.
    if own <= 0.0 and used[last] <= 0.0:
        return 0.0
    if back <= 0.0 and used[last] >= stock[last]:
        return own
    for k in range(len(stock)):
        after = used[k] + spend * own
        past += share_past(stock[k], used[k], max(after, used[k] + SMALL))
        used[k] = max(0.0, min(stock[k], after) - back)
    return past / len(stock) * own


@njit(cache=True, **LEAN)
def pay_out(taken: Floats, area: int, asked: float, works: float, knobs: Knobs, dt: float) -> float:
    """The share of what is asked of cash machines that they hold; what is `taken` (areas) grows.

    All in euro a person. Transports bring `machine_eur_d` a day as far as the machines work.
    """
    paid = min(asked, max(0.0, knobs.machine_eur - taken[area]))
    brought = knobs.machine_eur_d * works * dt / DAY
    taken[area] = max(0.0, taken[area] + paid - brought)
    return paid / asked if asked > 0.0 else 1.0


@njit(cache=True, **LEAN)
def step_shops(
    places: Places,
    people: People,
    stocks: Stocks,
    knobs: Knobs,
    clock: Clock,
    used: Used,
    lacked: Lacked,
    lack: Lack,
    level: Floats,
    tolerance: Floats,
    now: float,
    hour: float,
    trade: Trade,
) -> None:
    """Food and paying in every area; paying counts in opening hours only. Fills `trade.extra`."""
    dt, blocks, hoard_days = clock.dt, len(places.block_area), knobs.hoard_days
    shops, cards, machines, by_kit = places.shop, places.card, places.cash_machine, people.by_kit
    share, weighted, measure = lack.share, lack.weighted, lack.measure
    hoarded, food_lacked, paying, wishes = (
        used.hoarded,
        used.food_lacked,
        lacked.payment,
        trade.wish,
    )
    cash_back, food_back = knobs.cash_return_eur_h, knobs.days_food_return
    food, eaten, cash, spent = stocks.food, used.food, stocks.cash, used.cash
    parts, hungry = np.empty((2, food.shape[1])), np.zeros(2)
    persons, offered = np.zeros(2), part_offered(knobs, dt)
    opened = open_share(hour, dt, clock.open_from, clock.open_to)
    voucher = clock.voucher * min(1.0, max(0.0, (now + dt - clock.voucher_from) / dt))
    spend = knobs.spend_eur / max(clock.open_to - clock.open_from, 1e-9) * opened * dt
    for area in range(measure.shape[1]):
        unit = blocks + area
        shop = service(shops, area, level)
        card = service(cards, area, level)
        machine = service(machines, area, level)
        asked = (1.0 - card) * machine * spend * wishes[area]
        served = pay_out(used.machines, area, asked, machine, knobs, dt)
        machine *= served
        no_cash, bought = 0.0, 0.0
        for prepared in range(2):
            # Who has hoarded enough wants no more than usual.
            full = hoarded[area, prepared] >= hoard_days
            wish = 1.0 if full else wishes[area]
            none = spend_cash(
                cash[prepared],
                spent[area, prepared],
                (1.0 - card) * (1.0 - machine) * (1.0 - voucher),
                spend * wish,
                cash_back * opened * dt if machine >= FULL else 0.0,
            )
            no_cash = max(no_cash, none)
            access = shop * (1.0 - none)
            if wish > 1.0 and access > SMALL:
                rate = shop * dt / DAY
                own, most = hoarded[area], hoard_days
                days = take_home(own, prepared, most, wish, 1.0 - none, rate)
                bought += days / rate * persons_by_kit(by_kit, area, prepared)
            hungry[prepared] = take_stock(
                food[prepared],
                eaten[area, prepared],
                parts[prepared],
                access,
                1.0 / DAY,
                food_back / DAY,
                dt,
                hoarded[area, prepared],
            )
            if opened > 0.0 and access < 1.0:
                part = (1.0 - access) * opened
                weight = lack_nested(part, paying[area, prepared], tolerance[PAYMENT], dt)
                fill_share(share, PAYMENT, area, prepared, part)
                weighted[PAYMENT, area] += weight * part
                measure[PAYMENT, area] += part
        kept = 1.0
        if hungry[0] + hungry[1] > 0.0 and offered > 0.0:
            for prepared in range(2):
                persons[prepared] = persons_by_kit(by_kit, area, prepared)
            kept = share_food(food, eaten[area], hoarded[area], persons, hungry, offered, dt)
        for prepared in range(2):
            part = hungry[prepared] * kept
            if part > 0.0:
                hours = food_lacked[area, prepared]
                weight = add_hours(hours, parts[prepared], kept, tolerance[FOOD], dt)
                fill_share(share, FOOD, area, prepared, part)
                weighted[FOOD, area] += part * weight
                measure[FOOD, area] += part
        trade.extra[area] = bought / people.total[area] if bought > 0.0 else 0.0
        if shop < 1.0 or no_cash > 0.0:
            by_shop = 1.0 - shop >= no_cash
            site = most_lost(shops if by_shop else cards, area, level)
            for need in (FOOD, PAYMENT):
                lack.site[need, unit] = site
                lack.by_site[need, unit] = max(1.0 - shop, no_cash)
                lack.person_hours[need, unit] = BY_AREA


@njit(cache=True, **LEAN)
def share_food(
    food: Floats,
    eaten: Floats,
    hoarded: Floats,
    persons: Floats,
    hungry: Floats,
    offered: float,
    dt: float,
) -> float:
    """Let neighbours give food to who is hungry; returns which part of the lack stays.

    Row 0 of the `food` that people have and have `eaten` (2, K), and place 0 of what they have
    `hoarded`, of `persons` and of the share that is `hungry` (2), are people without a kit.
    """
    short = (hungry[0] * persons[0] + hungry[1] * persons[1]) * dt / DAY
    left = persons[0] * left_over(food[0], eaten[0], hoarded[0])
    left += persons[1] * left_over(food[1], eaten[1], hoarded[1])
    met, given = met_by_neighbours(offered, short, left)
    if met > 0.0:
        give(food[0], eaten[0], hoarded[0], given)
        give(food[1], eaten[1], hoarded[1], given)
    return 1.0 - met


@njit(cache=True, **LEAN)
def persons_by_kit(by_kit: Floats, area: int, prepared: int) -> float:
    """Persons of an area with an emergency kit, or without; `by_kit` (A, H, 2)."""
    total = 0.0
    for home in range(HOMES):
        total += by_kit[area, home, prepared]
    return total


class Medicine(NamedTuple):
    """Pharmacies by area, and at home the `stock` (2, K) in days and what is `taken` of it.

    `taken` and `lacked` (A, 2, K) as in `Used`; `days_return` come back in a day, `tolerance` in
    hours.
    """

    pharmacy: Serve
    stock: Floats
    taken: Floats
    lacked: Floats
    days_return: float
    tolerance: float


@njit(cache=True, **LEAN)
def step_medicine(at_home: Medicine, lack: Lack, level: Floats, dt: float) -> None:
    """Medicine from the pharmacies, else from what is at home."""
    pharmacy, medicine, tolerance = at_home.pharmacy, at_home.stock, at_home.tolerance
    taken, medicine_lacked, days_return = at_home.taken, at_home.lacked, at_home.days_return
    blocks = lack.person_hours.shape[1] - lack.measure.shape[1]
    last = medicine.shape[1] - 1
    parts = np.empty(last + 1)
    for area in range(lack.measure.shape[1]):
        works = service(pharmacy, area, level)
        gone = taken[area, 0, last] > 0.0 or taken[area, 1, last] > 0.0
        if works >= 1.0 and not gone:
            continue
        for prepared in range(2):
            part = take_stock(
                medicine[prepared],
                taken[area, prepared],
                parts,
                works,
                1.0 / DAY,
                days_return / DAY,
                dt,
                0.0,
            )
            if part > 0.0:
                lacked = medicine_lacked[area, prepared]
                weight = add_hours(lacked, parts, 1.0, tolerance, dt)
                fill_share(lack.share, MEDICINE, area, prepared, part)
                lack.weighted[MEDICINE, area] += part * weight
                lack.measure[MEDICINE, area] += part
        if works >= 1.0:
            continue
        lack.site[MEDICINE, blocks + area] = most_lost(pharmacy, area, level)
        lack.by_site[MEDICINE, blocks + area] = 1.0 - works
        lack.person_hours[MEDICINE, blocks + area] = BY_AREA
