"""Fuel: tanks of generators that run low, and trucks that fill them from a depot.

Rules:
1. A site of a kind that burns fuel, or to which a measure gave a generator, has one; its tank is
   the buffer of its input `power`. While power is short at the end of a step and less than
   `fuel_ask_share` of the tank is left, it asks what the tank lacks, at most what one truck
   carries. Who got all that it asked asks again after a trip of the truck, `truck_trip_h`, at the
   earliest. A site that is wholly hit does not ask, nor one where a mobile generator stands: that
   one asks instead, for its own tank.
2. Trucks bring `truck_litres` each `truck_trip_h` hours, times the mean level of depots, that of
   roads, and the staff that is present; less than 1e-9 litres is none. Those of Defence come from
   `defence_from_h` hours on.
3. All that is asked is divided by the rule of the scenario. What the load `military_fuel` asks is
   a claim of the forces, of class 1 and weight 1. What was divided is in the tanks in the next
   step.
4. A generator that stopped starts again on its own fuel after the lag of its input, in whole steps;
   until then what was brought waits beside the tank.
5. While a mobile generator feeds a site its tank is not filled. When power is back a tank fills as
   its row in the table of dependencies says: that fuel is not counted here.

The exception that this makes to "more autonomy never worsens": a larger tank asks sooner and more,
and where there is too little that is fuel which others do not get.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import INLINED, LEAN
from weerbaar.sharing.tables import SIDE_ORDER
from weerbaar.twin.backups import draw_backups, draw_starts
from weerbaar.twin.buffers import FULL
from weerbaar.twin.cascade import Buffers, Graph, Sites, met
from weerbaar.twin.defence import draw_brought
from weerbaar.twin.dividing import (
    CIVIL,
    MILITARY,
    MILITARY_NAME,
    Division,
    fresh_division,
    make_division,
    share_out,
    terms_of,
)
from weerbaar.twin.generators import (
    NOTHING,
    Generators,
    Placed,
    operations_of_sites,
    power_inputs,
    prepare_takers,
)
from weerbaar.twin.state import FUEL_ASKED, FUEL_GIVEN, MILITARY_FUEL, PRESENCE, Record, Trace
from weerbaar.twin.twin import Twin, draw_resource

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAY = 24.0
DEPOTS = ("fuel_depot", "fuel_terminal")
ROADS = ("road",)


class Trucks(NamedTuple):
    """Trucks that bring something: how many, litres of one, hours of a trip; those of Defence from
    an hour on. `sources` and `roads` are rows of kinds whose mean level slows them down.
    """

    own: float
    defence: float
    defence_from: float
    litres: float
    trip_h: float
    sources: Ints
    roads: Ints


class Fuel(NamedTuple):
    """Who may ask fuel; n claimants in the order of their names, the forces among them.

    `input` (n) is the position of their input `power`, -1 for the forces; `litres_h` (n) what their
    own generator burns, 0 for none; `unit` (n) their place among the claimants of mobile
    generators, -1 for none. `ask_share` 0..1 of a tank.
    """

    division: Division
    input: Ints
    litres_h: Floats
    unit: Ints
    ask_share: float
    trucks: Trucks


class Burners(NamedTuple):
    """Who may ask fuel at all, n in the order of their names, and what no run changes.

    `input` and `litres_h` (n) as in `Fuel`; `forces` (n) says who is no site. `sources` and `roads`
    as in `Trucks`.
    """

    division: Division
    input: Ints
    litres_h: Floats
    forces: NDArray[np.bool_]
    sources: Ints
    roads: Ints


class Tanks(NamedTuple):
    """Fuel beside the buffers of sites, in hours (n): `held` waits for a generator that stopped to
    start again, `waits` the hours that takes still, `before` the buffer after the last step.

    `again` (n) is the hour from which each may ask again, `owed` (n) the litres that it asked and
    did not get, for as long as it needs fuel.
    """

    held: Floats
    waits: Floats
    before: Floats
    again: Floats
    owed: Floats


def draw_trucks(
    twin: Twin,
    run: int,
    values: Mapping[str, float],
    what: tuple[str, str, str],
    sources: Ints,
    roads: Ints,
) -> Trucks:
    """Trucks of one run: `what` is their resource, that of Defence, and the start of the names of
    their parameters; `sources` and `roads` are rows of kinds, see `Network.rows_there`.
    """
    own, defence, name = what
    return Trucks(
        draw_resource(twin, run, own),
        draw_brought(twin, run, defence),
        twin.scenario.defence_from_h,
        values[f"{name}_litres"],
        values[f"{name}_trip_h"],
        sources,
        roads,
    )


def prepare_burners(twin: Twin) -> Burners:
    """Who may ask fuel: for a generator of their own, or for a mobile one."""
    network, operations = twin.network, twin.library.operations
    inputs = power_inputs(network)
    burns = operations_of_sites(network, operations, "fuel_l_h")
    priority = operations_of_sites(network, operations, "priority")
    weight = operations_of_sites(network, operations, "weight")
    takes = np.zeros(len(inputs), bool)
    takes[twin.once(prepare_takers).division.claimants] = True
    added = [lever.sites for lever in twin.levers if lever.fuel_l_h.p90 > 0.0]
    burns_more = np.isin(network.sites, [site for sites in added for site in sites])
    there = (inputs >= 0) & ((burns > 0.0) | takes | burns_more)
    rows = [
        (network.sites[i], i, int(priority[i]), float(weight[i]), CIVIL)
        for i in np.flatnonzero(there).tolist()
    ]
    if any(load.what == "military_fuel" for load in twin.scenario.loads):
        rows.append((MILITARY_NAME, MILITARY, 1, 1.0, SIDE_ORDER.index("military")))
    rows.sort()
    names, claimants, classes, weights, sides = zip(*rows, strict=True) if rows else [()] * 5
    terms = terms_of(twin, 0, whole=False)
    division = make_division(terms, "fuel_trucks", claimants, names, classes, weights, sides)
    forces = division.claimants == MILITARY
    at = np.maximum(division.claimants, 0)
    return Burners(
        division,
        np.where(forces, -1, inputs[at]),
        np.where(forces, 0.0, burns[at]),
        forces,
        network.rows_there(DEPOTS),
        network.rows_there(ROADS),
    )


def draw_fuel(twin: Twin, run: int, values: Mapping[str, float], generators: Generators) -> Fuel:
    """Who may ask fuel in one run, and the trucks that bring it."""
    burners = twin.once(prepare_burners)
    litres_h = burners.litres_h
    added = draw_backups(twin, run, draw_starts(twin, run)) if twin.levers else None
    if added is not None:
        more = np.where(burners.forces, 0.0, added.litres_h[np.maximum(burners.input, 0)])
        litres_h = np.maximum(litres_h, more)
    of_site = np.full(len(twin.network.sites), -1, np.int64)
    of_site[generators.division.claimants] = np.arange(len(generators.units))
    unit = np.where(burners.forces, -1, of_site[np.maximum(burners.division.claimants, 0)])
    asks = burners.forces | (litres_h > 0.0) | (unit >= 0)
    what = ("fuel_trucks", "defence_trucks", "truck")
    return Fuel(
        fresh_division(twin, run, burners.division, asks),
        burners.input[asks],
        litres_h[asks],
        unit[asks],
        values["fuel_ask_share"],
        draw_trucks(twin, run, values, what, burners.sources, burners.roads),
    )


@njit(cache=True, **LEAN)
def open_fuel(fuel: Fuel) -> Tanks:
    """Nothing waits beside any tank."""
    n = len(fuel.input)
    return Tanks(np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n))


@njit(cache=True, **LEAN)
def trucks_bring(trucks: Trucks, record: Record, step: int, dt: float) -> float:
    """Litres that trucks can bring in a step (rule 2); less than 1e-9 is none.

    A kind without sites is whole.
    """
    number = trucks.own
    if (step + 1) * dt + NOTHING >= trucks.defence_from:
        number += trucks.defence
    level = float(record.flows[PRESENCE, step])
    for kinds in (trucks.sources, trucks.roads):
        if len(kinds) > 0:
            total = 0.0
            for kind in kinds:
                total += record.kinds[kind, step]
            level *= total / len(kinds)
    litres = float(number * trucks.litres / trucks.trip_h * dt * level)
    return litres if litres > NOTHING else 0.0


@njit(cache=True, **LEAN)
def step_fuel(
    fuel: Fuel,
    tanks: Tanks,
    generators: Generators,
    placed: Placed,
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    condition_end: Floats,
    loads: Floats,
    record: Record,
    trace: Trace,
    step: int,
    dt: float,
) -> None:
    """Ask, divide and bring the fuel of one step: what is brought is there in the next.

    `loads` (L, T) is what comes over the region; `condition_end` (sites) at the end of the step.
    """
    if len(fuel.input) == 0:
        return
    # There are many claimants: what is done for each gets single arrays.
    adds, links, supplier, weight = graph.adds, graph.links, graph.supplier, graph.weight
    end, left, fed, size = sites.end, sites.left, sites.fed, buffers.size
    units, tank, held, before = placed.units, placed.tank, tanks.held, tanks.before
    again, owed = tanks.again, tanks.owed
    claimants, inputs, unit = fuel.division.claimants, fuel.input, fuel.unit
    litres_h, ask, tank_h = fuel.litres_h, fuel.ask_share, generators.tank_h
    amount, unit_l_h = fuel.division.claims.amount, generators.litres_h
    most, soon = fuel.trucks.litres, (step + 1) * dt
    asked, anew = 0.0, 0.0
    for j in range(len(amount)):
        i, k, g = claimants[j], inputs[j], unit[j]
        amount[j] = 0.0
        if i == MILITARY:
            amount[j] = loads[MILITARY_FUEL, step] * dt / DAY
            asked += amount[j]
            continue
        if litres_h[j] > 0.0:
            if fed[k] > 0.0 or held[j] > 0.0:
                settle_tank(tanks, graph, buffers, sites, k, j, dt)
            before[j] = left[k]
        moved = g >= 0 and units[g] > 0.0
        short = moved
        if not moved and litres_h[j] > 0.0:
            short = met(adds, links, supplier, weight, end, k) < FULL
        if not short:
            owed[j] = 0.0
        # The step of the visit is the one that begins nearest to its hour.
        if short and again[j] <= soon + 0.5 * dt:
            if moved:
                if tank[g] < ask * tank_h:
                    amount[j] = min((tank_h - tank[g]) * units[g] * unit_l_h, most)
            elif condition_end[i] > 0.0:
                there = left[k] + held[j]
                if there < ask * size[k]:
                    amount[j] = min((size[k] - there) * litres_h[j], most)
        if amount[j] > 0.0:
            anew += max(0.0, amount[j] - owed[j])
            owed[j] = amount[j]
        asked += amount[j]
    record.flows[FUEL_ASKED, step] = anew / dt
    if asked <= 0.0:
        return
    share_out(fuel.division, trucks_bring(fuel.trucks, record, step, dt), step, dt, trace)
    given = 0.0
    grants = fuel.division.grant
    for j in range(len(amount)):
        grant, g = grants[j], unit[j]
        if grant <= 0.0 or claimants[j] == MILITARY:
            continue
        given += grant
        owed[j] = max(0.0, amount[j] - grant)
        if owed[j] <= NOTHING * amount[j]:
            owed[j] = 0.0
            again[j] = soon + fuel.trucks.trip_h
        if g >= 0 and units[g] > 0.0:
            tank[g] += grant / (units[g] * unit_l_h)
        else:
            fill_tank(tanks, buffers, sites, inputs[j], j, grant / litres_h[j])
    record.flows[FUEL_GIVEN, step] = given / dt


@njit(cache=True, **INLINED)
def settle_tank(
    tanks: Tanks, graph: Graph, buffers: Buffers, sites: Sites, k: int, j: int, dt: float
) -> None:
    """Rules 4 and 5 for the tank of claimant j, after the step of all sites."""
    adds, links, supplier, weight = graph.adds, graph.links, graph.supplier, graph.weight
    if sites.fed[k] > 0.0 and met(adds, links, supplier, weight, sites.level, k) < FULL:
        sites.left[k] = min(sites.left[k], tanks.before[j])
    if tanks.held[j] > 0.0:
        if sites.lag_left[k] > 0.0 and met(adds, links, supplier, weight, sites.end, k) < FULL:
            tanks.waits[j] -= dt
            if tanks.waits[j] <= NOTHING:
                sites.lag_left[k] = 0.0
        if sites.lag_left[k] <= 0.0:
            sites.left[k] = min(buffers.size[k], sites.left[k] + tanks.held[j])
            tanks.held[j] = 0.0


@njit(cache=True, **INLINED)
def fill_tank(tanks: Tanks, buffers: Buffers, sites: Sites, k: int, j: int, hours: float) -> None:
    """Put so many hours of fuel in the tank of claimant j, or beside it while it is stopped."""
    if sites.lag_left[k] > 0.0:
        if tanks.held[j] <= 0.0:
            tanks.waits[j] = buffers.lag[k]
        tanks.held[j] += hours
    else:
        sites.left[k] = min(buffers.size[k], sites.left[k] + hours)
        tanks.before[j] = sites.left[k]
