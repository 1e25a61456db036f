"""Support points (noodsteunpunten): who visits, who is served, what they take home."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.twin.services import open_share
from weerbaar.twin.state import Clock, Knobs, People, Places, Record

Floats = NDArray[np.float64]


@njit(cache=True)
def step_support(
    places: Places,
    people: People,
    clock: Clock,
    knobs: Knobs,
    record: Record,
    level: Floats,
    hour: float,
    since: Floats,
    hit: Floats,
    informed: Floats,
    near: Floats,
    carried: Floats,
) -> None:
    """Visits to support points that are open; who is served takes water and news home.

    Fills `informed` and `near` (areas, share of people) and `carried` (areas, L a person). Whoever
    finds no room goes home. `hit` (areas) is the share of people who lost power, water or mobile
    service, `since` the hours since they did (-1 = nothing is lost).
    """
    dt = clock.dt
    carried[:] = 0.0
    near[:] = 0.0
    for area in range(len(informed)):
        informed[area] = max(0.0, informed[area] * (1.0 - dt / knobs.informed_h))
    opened = open_share(hour, dt, clock.support_from, clock.support_to)
    hours = max(clock.support_to - clock.support_from, 1e-9)
    if len(places.support) == 0 or opened <= 0.0:
        return
    reach = np.zeros(len(places.support_area))
    claims = np.zeros(len(people.total))
    for j in range(len(reach)):
        reach[j] = walks(knobs, places.support_km[j]) / places.cover.per_area
        claims[places.support_area[j]] += reach[j]
    for s in range(len(places.support)):
        works = level[places.support[s]]
        wished = 0.0
        for j in range(places.support_start[s], places.support_start[s + 1]):
            area = places.support_area[j]
            reach[j] /= max(1.0, claims[area])
            wished += visits_wished(knobs, people.total[area], hit[area], since[area], reach[j])
        wished *= opened * dt / hours
        room = visits_room(knobs) * opened * dt * works
        served = min(1.0, room / wished) if wished > 0.0 else 0.0
        for j in range(places.support_start[s], places.support_start[s + 1]):
            area = places.support_area[j]
            near[area] = min(1.0, near[area] + reach[j] * works * opened)
            visits = visits_wished(knobs, people.total[area], hit[area], since[area], reach[j])
            visits *= opened * dt / hours * served
            if visits <= 0.0:
                # Also where nobody lives: there is no litre a person there.
                continue
            record.visits[area] += visits
            carried[area] += visits * knobs.litres_per_visit / people.total[area]
            informed[area] = min(
                1.0, informed[area] + visits * people.household[area] / people.total[area]
            )


@njit(cache=True)
def walks(knobs: Knobs, km: float) -> float:
    """Share of people who still walk so many km."""
    return float(1.0 / (1.0 + (km / knobs.walking_km) ** knobs.walk_steepness))


@njit(cache=True)
def visits_wished(knobs: Knobs, people: float, hit: float, since: float, reach: float) -> float:
    """Visits a day that people of an area wish to make, rising to the third day's rate."""
    if since < 0.0:
        return 0.0
    day = min(1.0, since / knobs.visits_ramp_h)
    rate = knobs.visits_first_day + day * (knobs.visits_third_day - knobs.visits_first_day)
    return people * hit * reach * rate


@njit(cache=True)
def visits_room(knobs: Knobs) -> float:
    """Visits an hour that a point can handle: the least of its staff, its floor and its taps."""
    by_staff = knobs.support_staff * knobs.visits_per_staff_h
    by_floor = knobs.support_places / knobs.visit_h
    by_taps = knobs.support_taps * knobs.tap_litres_h / knobs.litres_per_visit
    return min(by_staff, by_floor, by_taps)
