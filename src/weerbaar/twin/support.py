"""Support points (noodsteunpunten): who visits, who waits, who is served, what they take home.

Rules:
1. Who finds no room waits, at most as long as a queue of `support_patience_h` hours of service; the
   rest go home and are counted. At closing time, or when nothing is lost any more, all go home.
2. Visitors take water home: from the tap of the point as far as that runs, else from its stock.
   When that is empty they get news only. With the tap running the taps fill the stock again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.services import is_open, open_share, service
from weerbaar.twin.state import Clock, Knobs, People, Places, Record

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Support(NamedTuple):
    """Support points in this step: visits that wait, by pair of point and place near it, and by
    point the litres in stock; `reach` (pairs) is the share of an area that walks there, `home`
    (points) the area whose tap a point shares, that of the nearest place.
    """

    queue: Floats
    stock: Floats
    reach: Floats
    home: Ints


@njit(cache=True, **LEAN)
def open_support(places: Places, people: People, knobs: Knobs) -> Support:
    """Support points with full stocks and nobody waiting."""
    pairs, points = len(places.support_area), len(places.support)
    reach, claims = np.zeros(pairs), np.zeros(len(people.total))
    home = np.full(points, -1, np.int64)
    for j in range(pairs):
        reach[j] = walks(knobs, places.support_km[j]) / places.cover.per_area
        claims[places.support_area[j]] += reach[j]
    for s in range(points):
        nearest = np.inf
        for j in range(places.support_start[s], places.support_start[s + 1]):
            reach[j] /= max(1.0, claims[places.support_area[j]])
            if places.support_km[j] < nearest:
                nearest, home[s] = places.support_km[j], places.support_area[j]
    return Support(np.zeros(pairs), np.full(points, knobs.support_stock_l), reach, home)


@njit(cache=True, **LEAN)
def step_support(
    places: Places,
    people: People,
    clock: Clock,
    knobs: Knobs,
    record: Record,
    support: Support,
    level: Floats,
    step: int,
    hour: float,
    since: Floats,
    hit: Floats,
    informed: Floats,
    near: Floats,
    carried: Floats,
) -> None:
    """Visits to support points that are open; who is served takes water and news home.

    Fills `informed` and `near` (areas, share of people) and `carried` (areas, L a person). `hit`
    (areas) is the share of people who lost power, water or mobile service, `since` the hours since
    they did (-1 = nothing is lost).
    """
    dt = clock.dt
    carried[:] = 0.0
    near[:] = 0.0
    for area in range(len(informed)):
        informed[area] = max(0.0, informed[area] * (1.0 - dt / knobs.informed_h))
    opened = open_share(hour, dt, clock.support_from, clock.support_to)
    if len(places.support) == 0:
        return
    hours = max(clock.support_to - clock.support_from, 1e-9)
    closes = not is_open(hour + dt, clock.support_from, clock.support_to)
    for s in range(len(places.support)):
        works = level[places.support[s]]
        first, last = places.support_start[s], places.support_start[s + 1]
        wished = 0.0
        for j in range(first, last):
            area, reach = places.support_area[j], support.reach[j]
            wish = visits_wished(knobs, people.total[area], hit[area], since[area], reach)
            if since[area] < 0.0:
                record.unserved[area] += support.queue[j]
                support.queue[j] = 0.0
            support.queue[j] += wish * opened * dt / hours
            wished += support.queue[j]
        room = visits_room(knobs) * opened * dt * works
        served = min(1.0, room / wished) if wished > 0.0 else 0.0
        litres = hand_out(places, knobs, support, level, s, wished * served, dt)
        waits = wished * (1.0 - served)
        patient = visits_room(knobs) * works * knobs.support_patience_h
        kept = min(1.0, patient / waits) if waits > 0.0 and not closes else 0.0
        for j in range(first, last):
            area = places.support_area[j]
            near[area] = min(1.0, near[area] + support.reach[j] * works * opened)
            visits, turned = support.queue[j] * served, support.queue[j] * (1.0 - served)
            record.visits[area] += visits
            record.unserved[area] += turned * (1.0 - kept)
            support.queue[j] = turned * kept
            record.queue[step, area] += support.queue[j]
            if visits <= 0.0:
                # Also where nobody lives: there is no litre a person there.
                continue
            carried[area] += visits * litres / people.total[area]
            informed[area] = min(
                1.0, informed[area] + visits * people.household[area] / people.total[area]
            )


@njit(cache=True, **LEAN)
def hand_out(
    places: Places,
    knobs: Knobs,
    support: Support,
    level: Floats,
    s: int,
    visits: float,
    dt: float,
) -> float:
    """Litres that each visitor of point `s` takes home; its stock falls, or fills from the tap."""
    tap = service(places.tap, support.home[s], level) if support.home[s] >= 0 else 1.0
    full = knobs.support_stock_l
    asked = visits * knobs.litres_per_visit * (1.0 - tap)
    given = min(asked, support.stock[s])
    fills = tap * knobs.support_taps * knobs.tap_litres_h * dt if asked <= 0.0 else 0.0
    support.stock[s] = min(full, support.stock[s] - given + fills)
    short = (asked - given) / visits if visits > 0.0 else 0.0
    return knobs.litres_per_visit - short


@njit(cache=True, **LEAN)
def walks(knobs: Knobs, km: float) -> float:
    """Share of people who still walk so many km."""
    return float(1.0 / (1.0 + (km / knobs.walking_km) ** knobs.walk_steepness))


@njit(cache=True, **LEAN)
def visits_wished(knobs: Knobs, people: float, hit: float, since: float, reach: float) -> float:
    """Visits a day that people of an area wish to make, rising to the third day's rate."""
    if since < 0.0:
        return 0.0
    day = min(1.0, since / knobs.visits_ramp_h)
    rate = knobs.visits_first_day + day * (knobs.visits_third_day - knobs.visits_first_day)
    return people * hit * reach * rate


@njit(cache=True, **LEAN)
def visits_room(knobs: Knobs) -> float:
    """Visits an hour that a point can handle: the least of its staff, its floor and its taps."""
    by_staff = knobs.support_staff * knobs.visits_per_staff_h
    by_floor = knobs.support_places / knobs.visit_h
    by_taps = knobs.support_taps * knobs.tap_litres_h / knobs.litres_per_visit
    return min(by_staff, by_floor, by_taps)
