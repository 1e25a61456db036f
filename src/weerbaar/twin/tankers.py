"""Tankers with drinking water: the emergency supply of an area whose tap has long been dry.

Rules:
1. An area whose tap has given less than it should for more than `tanker_after_h` hours on end asks
   the norm of the need water for its people, times the share of it that the tap does not give.
2. That is so only where the law asks it: while such areas together miss the water of more than
   `tanker_connections` homes.
3. Tankers bring `tanker_litres` each `tanker_trip_h` hours, times the level of roads and the staff
   that is present, as trucks with fuel do; those of Defence come from `defence_from_h` hours on.
4. It is divided by the rule of the scenario, all areas in one class. What was divided is carried
   home in the next step, by all people of the area alike, and is drunk as what people carry home
   from a support point. Where the tap is back by then nobody needs it.

Sources: more than 24 hours and more than 2,000 connections, 3 L a person a day (law; V:19 V:17).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.buffers import FULL
from weerbaar.twin.dividing import (
    OF_AREAS,
    Division,
    fresh_division,
    make_division,
    share_out,
    terms_of,
)
from weerbaar.twin.fuel import ROADS, Trucks, draw_trucks, trucks_bring
from weerbaar.twin.generators import NOTHING
from weerbaar.twin.services import service
from weerbaar.twin.state import WATER_BROUGHT, Record, Serve, Trace
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAY = 24.0


class Tankers(NamedTuple):
    """Who may ask water: the areas (A), by name of their code, with `dwellings` in that order."""

    division: Division
    dwellings: Floats
    after_h: float
    connections: float
    trucks: Trucks


class Thirsty(NamedTuple):
    """What no run changes of the areas that may ask; `roads` as in `Trucks`."""

    division: Division
    dwellings: Floats
    roads: Ints


class Dry(NamedTuple):
    """Hours that each tap has been short, `hours` (A), and `brought` (A) L a person for the next
    step; both by area.
    """

    hours: Floats
    brought: Floats


def prepare_thirsty(twin: Twin) -> Thirsty:
    """Who may ask water: all areas."""
    areas = twin.network.region.areas
    count = len(areas)
    division = make_division(
        terms_of(twin, 0, whole=False),
        "water_tankers",
        range(count),
        [str(code) for code in areas["code"]],
        [1] * count,
        [1.0] * count,
        whose=OF_AREAS,
    )
    dwellings = np.asarray(areas["dwellings"], np.float64)[division.claimants]
    return Thirsty(division, dwellings, twin.network.rows_there(ROADS))


def draw_tankers(twin: Twin, run: int, values: Mapping[str, float]) -> Tankers:
    """Who may ask water in one run, and the tankers that bring it."""
    thirsty = twin.once(prepare_thirsty)
    what = ("water_tankers", "defence_tankers", "tanker")
    return Tankers(
        fresh_division(twin, run, thirsty.division),
        thirsty.dwellings,
        values["tanker_after_h"],
        values["tanker_connections"],
        draw_trucks(twin, run, values, what, np.zeros(0, np.int64), thirsty.roads),
    )


@njit(cache=True, **LEAN)
def open_tankers(tankers: Tankers) -> Dry:
    """Every tap runs and nothing is on its way."""
    areas = len(tankers.dwellings)
    return Dry(np.zeros(areas), np.zeros(areas))


@njit(cache=True, **LEAN)
def carry_home(dry: Dry, carried: Floats) -> None:
    """Add what tankers brought to what people carry home in this step, L a person by area."""
    for area in range(len(carried)):
        carried[area] += dry.brought[area]


@njit(cache=True, **LEAN)
def step_tankers(
    tankers: Tankers,
    dry: Dry,
    tap: Serve,
    total: Floats,
    level: Floats,
    norm: float,
    record: Record,
    trace: Trace,
    step: int,
    dt: float,
) -> None:
    """Ask, divide and bring the water of one step; `total` (A) persons, `norm` L a person a day."""
    division = tankers.division
    amount, claimants, grant = division.claims.amount, division.claimants, division.grant
    hours, brought, dwellings = dry.hours, dry.brought, tankers.dwellings
    after_h = tankers.after_h
    asked, homes = 0.0, 0.0
    for k in range(len(amount)):
        area = claimants[k]
        amount[k] = 0.0
        brought[area] = 0.0
        short = 1.0 - service(tap, area, level)
        if short <= 1.0 - FULL:
            hours[area] = 0.0
            continue
        hours[area] += dt
        if hours[area] > after_h + NOTHING:
            homes += dwellings[k] * short
            amount[k] = norm * dt / DAY * total[area] * short
            asked += amount[k]
    if asked <= 0.0 or homes <= tankers.connections:
        return
    share_out(division, trucks_bring(tankers.trucks, record, step, dt), step, dt, trace)
    given = 0.0
    for k in range(len(amount)):
        if grant[k] > 0.0:
            area = claimants[k]
            given += grant[k]
            brought[area] = grant[k] / total[area]
    record.flows[WATER_BROUGHT, step] = given / dt
