"""Hoarding: how far shops sell more than usual, and what that takes from their shelves.

Rules:
1. Who lost power, tap water or every way to pay is alarmed; of the others a share that grows with
   the alarm in the whole region hears of it. Alarmed people want to buy `hoard_demand` times what
   they normally do, until they have `hoard_days` of extra food at home.
2. What they buy extra, they get as far as shops work and they can pay; it stays at home.
3. Deliveries follow demand where goods come in (in March 2020 they rose more than demand did). What
   does not come in leaves the shelves: extra sales x the missing share, beside the normal drain.

Extra food that comes home is extra food that shops sold: person-days on both sides are equal.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.buffers import FULL
from weerbaar.twin.cascade import Buffers, Graph, Sites
from weerbaar.twin.services import service
from weerbaar.twin.state import Knobs, People, Places, Shelves

Floats = NDArray[np.float64]


class Trade(NamedTuple):
    """What goes over the counter: `wish` (A) demand in times normal, `extra` (A) what is bought
    beside the normal, as a share of it and before the level of the shop; `usual` (n) person-days of
    food that each site sells a day, `sold` (n) its extra ones.
    """

    wish: Floats
    extra: Floats
    usual: Floats
    sold: Floats


@njit(cache=True, **LEAN)
def open_trade(places: Places, people: People, sites: int) -> Trade:
    """Trade before anything happened: normal demand, and the normal sales of each shop."""
    areas = len(people.total)
    usual = np.zeros(sites)
    for area in range(areas):
        for j in range(places.shop.start[area], places.shop.start[area + 1]):
            usual[places.shop.site[j]] += places.shop.weight[j] * people.total[area]
    return Trade(np.ones(areas), np.zeros(areas), usual, np.zeros(sites))


@njit(cache=True, **LEAN)
def step_alarm(
    places: Places, people: People, knobs: Knobs, level: Floats, dark: Floats, trade: Trade
) -> None:
    """Fill the demand of each area, in times normal: rule 1. `dark` (areas) is without power."""
    wish, total = trade.wish, people.total
    tap, cards, machines = places.tap, places.card, places.cash_machine
    wish[:] = 1.0
    if knobs.hoard_demand <= 1.0:
        return
    lost, everyone = 0.0, 0.0
    for area in range(len(dark)):
        dry = 1.0 - service(tap, area, level)
        card = service(cards, area, level)
        machine = service(machines, area, level)
        wish[area] = max(dark[area], dry, (1.0 - card) * (1.0 - machine))
        lost += wish[area] * total[area]
        everyone += total[area]
    heard = knobs.hoard_hearsay * lost / everyone if everyone > 0.0 else 0.0
    for area in range(len(dark)):
        alarmed = wish[area] + (1.0 - wish[area]) * heard
        wish[area] = 1.0 + (knobs.hoard_demand - 1.0) * alarmed


@njit(cache=True, **LEAN)
def take_home(
    hoarded: Floats, kit: int, most: float, wish: float, pays: float, rate: float
) -> float:
    """Add what people buy extra in this step to what they have; returns the days they add.

    `hoarded` (2) days of extra food at home, at most `most`; `wish` in times normal, `pays` the
    share of people who can pay, `rate` the days of food that shops sell a person in this step.
    """
    added = min((wish - 1.0) * pays * rate, max(0.0, most - hoarded[kit]))
    hoarded[kit] += added
    return float(added)


@njit(cache=True, **LEAN)
def drain_shelves(
    shelves: Shelves,
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    places: Places,
    people: People,
    trade: Trade,
    dt: float,
) -> None:
    """Take what was sold extra and did not come in from the goods of the shops: rule 3."""
    sold, extra, shop, total = trade.sold, trade.extra, places.shop, people.total
    links, supplier, weight = graph.links, graph.supplier, graph.weight
    level, left, at, inputs = sites.level, sites.left, shelves.site, shelves.input
    sold[:] = 0.0
    for area in range(len(extra)):
        if extra[area] <= 0.0:
            continue
        for j in range(shop.start[area], shop.start[area + 1]):
            bought = shop.weight[j] * total[area] * extra[area]
            sold[shop.site[j]] += bought
    for g in range(len(at)):
        i, k = at[g], inputs[g]
        if sold[i] <= 0.0 or left[k] <= 0.0:
            continue
        come_in = 0.0
        for j in range(links[k], links[k + 1]):
            come_in += weight[j] * level[supplier[j]]
        if come_in >= FULL:
            continue
        hours = sold[i] / trade.usual[i] * level[i] * (1.0 - come_in) * dt
        left[k] = max(0.0, left[k] - hours)
        if left[k] <= 0.0:
            sites.lag_left[k] = buffers.lag[k]
