"""Convoys through the region, and the civil freight that they and closed routes displace.

Rules:
1. Routes are roads and railways of the region, each a site: a route at level y has room for
   capacity_h * y lorries or wagons an hour. Convoys (`convoy_class`, a military load class of the
   scenario) may use only routes whose weakest bridge bears them; civil freight may use all.
2. `convoy_rail_share` of the vehicles that come asks for the railways, the others for the roads.
   While no railway is open to convoys and a road is, all that wait for rail go by road. Who is to
   go by road waits for a road: a train is planned, not improvised.
3. A vehicle takes `convoy_packing` lorries' room on the road, because packets of 20 to 30 keep
   500 m to 1 km between them, and `convoy_wagons` wagons on the railway. Civil freight asks for
   freight_t_h / `lorry_t` lorries or / `wagon_t` wagons an hour, at most what all routes of its
   mode can carry.
4. Civil freight first goes by routes that convoys may not use. What it asks beyond them and what
   waiting vehicles ask, at most all the room there is, is divided over the routes that convoys may
   use, mode by mode, by the rule of the scenario: classes `freight_priority` and `convoy_priority`,
   civil and military side; see `dividing`.
5. Displaced freight = freight_t_h * the share of its claim that is not granted. It is not made up
   for later and is not felt elsewhere. Conservation: vehicles that came = passed + waiting.

Packets, classes, loads of lorries and wagons: A.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.region.tables import MODES
from weerbaar.sharing.tables import SIDE_ORDER
from weerbaar.twin.dividing import (
    CIVIL_FREIGHT,
    FREIGHT_NAME,
    MILITARY,
    MILITARY_NAME,
    Division,
    fresh_division,
    make_division,
    share_out,
    terms_of,
)
from weerbaar.twin.state import (
    CONVOYS,
    FREIGHT_DISPLACED,
    VEHICLES_PASSED,
    VEHICLES_WAITING,
    Record,
    Trace,
)
from weerbaar.twin.tables import LOAD_ORDER
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROAD, RAIL = MODES.index("road"), MODES.index("rail")
FREIGHT, FORCES = 0, 1
"""Places of the two claims: divisions have theirs in the order of their names."""
DAY = 24.0
SMALL = 1e-9


class Convoys(NamedTuple):
    """Routes (R, by site) with their `mode`, room an hour, and whether they `bear` convoys.

    By mode (2): `freight` in t an hour, `asks` the room an hour that it asks for, `takes` the room
    of one vehicle, and the `divisions` of room between civil freight and the forces. `used` says
    whether there is anything to do.
    """

    used: bool
    site: Ints
    mode: Ints
    capacity: Floats
    bears: NDArray[np.bool_]
    freight: Floats
    asks: Floats
    takes: Floats
    rail_share: float
    divisions: tuple[Division, Division]


def draw_convoys(twin: Twin, run: int, values: Mapping[str, float]) -> Convoys:
    """The routes of this run and what freight asks of them."""
    rows, scenario = twin.network.region.routes, twin.scenario
    place = {name: i for i, name in enumerate(twin.network.sites)}
    routes = sorted((str(row["site"]), i) for i, row in enumerate(rows) if row["site"] in place)
    at = np.array([i for _, i in routes], np.int64)
    mode = np.array([MODES.index(str(rows["mode"][i])) for i in at], np.int64)
    capacity = np.asarray(rows["capacity_h"], np.float64)[at]
    tonnes = np.asarray(rows["freight_t_h"], np.float64)[at]
    freight = np.array([_total(tonnes[mode == m]) for m in range(len(MODES))])
    room = np.array([_total(capacity[mode == m]) for m in range(len(MODES))])
    load = np.array([values["lorry_t"], values["wagon_t"]])
    ranks = sorted({round(values["freight_priority"]), round(values["convoy_priority"])})
    rank = [ranks.index(round(values[f"{who}_priority"])) for who in ("freight", "convoy")]
    coming = any(load.what == LOAD_ORDER[CONVOYS] for load in scenario.loads)
    return Convoys(
        used=bool(len(routes)) or coming,
        site=np.array([place[name] for name, _ in routes], np.int64),
        mode=mode,
        capacity=capacity,
        bears=np.asarray(rows["load_class"], np.float64)[at] >= scenario.convoy_class,
        freight=freight,
        asks=np.minimum(freight / np.maximum(load, SMALL), room),
        takes=np.maximum(np.array([values["convoy_packing"], values["convoy_wagons"]]), SMALL),
        rail_share=scenario.convoy_rail_share,
        divisions=(
            _division(twin, run, twin.once(prepare_road), rank),
            _division(twin, run, twin.once(prepare_rail), rank),
        ),
    )


def prepare_road(twin: Twin) -> Division:
    """Room on roads, between civil freight and the forces."""
    return _prepare(twin, "road_room")


def prepare_rail(twin: Twin) -> Division:
    """Room on railways, between civil freight and the forces."""
    return _prepare(twin, "rail_room")


def _prepare(twin: Twin, what: str) -> Division:
    sides = [SIDE_ORDER.index("civil"), SIDE_ORDER.index("military")]
    names, claimants = [FREIGHT_NAME, MILITARY_NAME], [CIVIL_FREIGHT, MILITARY]
    terms = terms_of(twin, 0, whole=False)
    return make_division(terms, what, claimants, names, [1, 2], [1.0, 1.0], sides)


def _division(twin: Twin, run: int, division: Division, rank: list[int]) -> Division:
    fresh = fresh_division(twin, run, division)
    return fresh._replace(claims=fresh.claims._replace(rank=np.array(rank, np.int64)))


def _total(values: Floats) -> float:
    """The sum from first to last: pairwise summing would depend on how many there are."""
    total = 0.0
    for value in values:
        total += float(value)
    return total


@njit(cache=True, **LEAN)
def open_convoys() -> Floats:
    """Vehicles that wait, by mode: none yet."""
    return np.zeros(2)


@njit(cache=True, **LEAN)
def room_of(convoys: Convoys, mode: int, level: Floats) -> tuple[float, float]:
    """Room an hour on the routes of a mode that bear convoys, and on those that do not."""
    strong, weak = 0.0, 0.0
    for r in range(len(convoys.site)):
        if convoys.mode[r] == mode:
            room = convoys.capacity[r] * level[convoys.site[r]]
            if convoys.bears[r]:
                strong += room
            else:
                weak += room
    return strong, weak


@njit(cache=True, **LEAN)
def step_convoys(
    convoys: Convoys,
    waiting: Floats,
    arrivals: float,
    level: Floats,
    record: Record,
    trace: Trace,
    step: int,
    dt: float,
) -> None:
    """Vehicles that come and pass in this step; `arrivals` in vehicles a day, `waiting` (2)."""
    if not convoys.used:
        return
    come = arrivals * dt / DAY
    waiting[RAIL] += come * convoys.rail_share
    waiting[ROAD] += come - come * convoys.rail_share
    road = room_of(convoys, ROAD, level)[0]
    rail = room_of(convoys, RAIL, level)[0]
    if rail <= 0.0 and road > 0.0:
        waiting[ROAD] += waiting[RAIL]
        waiting[RAIL] = 0.0
    passed, displaced = 0.0, 0.0
    for mode in range(2):
        strong, weak = room_of(convoys, mode, level)
        asks = convoys.asks[mode] * dt
        aside = min(asks, weak * dt)
        division, room = convoys.divisions[mode], strong * dt
        amount = division.claims.amount
        amount[FREIGHT] = asks - aside
        amount[FORCES] = min(waiting[mode] * convoys.takes[mode], room)
        share_out(division, room, step, dt, trace)
        short = amount[FREIGHT] - division.grant[FREIGHT]
        if short > SMALL * asks:
            displaced += convoys.freight[mode] * short / asks
        through = min(waiting[mode], division.grant[FORCES] / convoys.takes[mode])
        waiting[mode] -= through
        passed += through
    record.flows[VEHICLES_WAITING, step] = waiting[ROAD] + waiting[RAIL]
    record.flows[VEHICLES_PASSED, step] = passed / dt
    record.flows[FREIGHT_DISPLACED, step] = displaced
