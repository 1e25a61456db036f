"""Reception of people from elsewhere: who has a place, who waits, and who waits longer than a day.

Rules:
1. Places = covered floor (`reception_m2`, the region's own figure first) / `shelter_m2`, the norm
   of the scenario. They open evenly from `reception_from_h` after the first arrival until
   `reception_opens_h` later. Open places count as far as there is staff: times the share of staff
   that is present.
2. First come, first served. In each step people leave first, exp(-dt / reception_stay_h) of those
   in reception stay; then those who wait and those who come take the places that are free at the
   end of the step. Nobody who has a place loses it.
3. Who waits longer than a day follows exactly from the order: those who had come a day ago, less
   all who ever got a place. Within a step people come evenly.
4. Conservation: all who came = housed + waiting + left. What those people eat, drink and need
   otherwise is not counted.

Floor, opening and stay: A. Norm of 3.5 m2 a person: Sphere (M).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.scenario import Load
from weerbaar.twin.state import (
    ARRIVALS,
    ARRIVALS_HOUSED,
    ARRIVALS_WAITING,
    ARRIVALS_WAITING_DAY,
    PRESENCE,
    Record,
)
from weerbaar.twin.tables import LOAD_ORDER
from weerbaar.twin.twin import Twin, draw_resource

Floats = NDArray[np.float64]
DAY = 24.0
SMALL = 1e-9


class Reception(NamedTuple):
    """Reception in this run: `places` open from hour `opens` to hour `all_open`, bit by bit.

    `stay_h` is how long people stay on average. Where nobody comes, `opens` is never.
    """

    places: float
    opens: float
    all_open: float
    stay_h: float


class Housed(NamedTuple):
    """What changes: `came` (T + 1) persons so far at each hour; `now` (3) persons who have a place,
    who ever got one, and who left."""

    came: Floats
    now: Floats


def draw_reception(
    twin: Twin,
    run: int,
    values: Mapping[str, float],
    spans: Sequence[tuple[float, float, float]],
) -> Reception:
    """Reception in this run; `spans` are first hour, last hour and amount of each load."""
    first = _first_arrival(twin.scenario.loads, spans)
    places = 0.0
    if first < math.inf:
        places = draw_resource(twin, run, "reception_m2") / twin.scenario.shelter_m2
    opens = first + values["reception_from_h"]
    return Reception(
        places=places,
        opens=opens,
        all_open=opens + values["reception_opens_h"],
        stay_h=max(values["reception_stay_h"], SMALL),
    )


def _first_arrival(loads: Sequence[Load], spans: Sequence[tuple[float, float, float]]) -> float:
    """The hour at which people begin to come; never where nobody does."""
    coming = [
        begins
        for load, (begins, ends, amount) in zip(loads, spans, strict=True)
        if load.what == LOAD_ORDER[ARRIVALS] and amount > 0.0 and ends > begins
    ]
    return min(coming, default=math.inf)


@njit(cache=True, **LEAN)
def open_reception(reception: Reception, steps: int) -> Housed:
    """Nobody came yet."""
    room = steps + 1 if reception.opens < math.inf else 1
    return Housed(np.zeros(room), np.zeros(3))


@njit(cache=True, **LEAN)
def places_open(reception: Reception, hour: float) -> float:
    """Places that are open at an hour, if there is staff for all of them."""
    if hour < reception.opens:
        return 0.0
    if hour >= reception.all_open:
        return reception.places
    return reception.places * (hour - reception.opens) / (reception.all_open - reception.opens)


@njit(cache=True, **LEAN)
def came_by(came: Floats, hour: float, dt: float) -> float:
    """Persons who had come by an hour; between two steps they come evenly."""
    if hour <= 0.0:
        return 0.0
    at = hour / dt
    low = min(int(at), len(came) - 1)
    high = min(low + 1, len(came) - 1)
    between: float = came[high] - came[low]
    return float(came[low] + between * (at - low))


@njit(cache=True, **LEAN)
def step_reception(
    reception: Reception, housed: Housed, arrivals: float, record: Record, step: int, dt: float
) -> None:
    """People who come, leave and get a place in this step; `arrivals` in persons a day."""
    if reception.opens == math.inf:
        return
    now = housed.now
    came, end = housed.came, (step + 1) * dt
    came[step + 1] = came[step] + arrivals * dt / DAY
    leaving = now[0] * (1.0 - math.exp(-dt / reception.stay_h))
    now[0] -= leaving
    now[2] += leaving
    present = record.flows[PRESENCE, step]
    free = max(0.0, places_open(reception, end) * present - now[0])
    placed = min(free, max(0.0, came[step + 1] - now[1]))
    now[0] += placed
    now[1] += placed
    record.flows[ARRIVALS_HOUSED, step] = now[0]
    record.flows[ARRIVALS_WAITING, step] = max(0.0, came[step + 1] - now[1])
    day_ago = came_by(came, end - DAY, dt)
    record.flows[ARRIVALS_WAITING_DAY, step] = max(0.0, day_ago - now[1])
