"""Mobile generators: where they are set down, how long they stay, and what they feed.

Rules:
1. There is one pool of whole units: those of the region from `generators_from_h` hours after the
   first shock, and those of Defence from `defence_from_h` hours after the start.
2. A site of a kind that takes generators asks for all that it takes once its input `power` gets
   nothing and its own buffer is empty; a site that is wholly hit itself does not ask. A feeder of
   blocks asks one unit for each `homes_per_generator` homes, rounded up, when what is offered to it
   is too little to be on. In each class feeders come after all sites.
3. Free units are divided by the rule of the scenario. A place is fed only when it has all that it
   needs: who got a part gives it back. What is free then goes whole to who still lacks it, in order
   of the lots of this step (under the rule `priority` class by class), as far as it fits.
4. Units stay until there is power without them: for a site its input at full supply, for a feeder
   enough to be on. Then they are on their way for `generator_move_h` hours, in whole steps up, and
   free again.
5. Generators of homes stand behind the cable: a feeder that was hit itself is fed too, as far as
   they run. The grid has no power back by that: rule 4 looks at what comes in without them. While
   the scenario states when the hit on a feeder ends it asks none: it says when its homes have
   power again, and what was brought is in that (as in the replays). So only one that waits for
   crews is fed behind its cable.
6. A unit comes with a full tank of `generator_tank_h` hours, and asks fuel as any other tank (see
   `fuel`). It feeds the part of a step that its tank lasts. What it feeds it gives to all that
   hangs on a feeder, and it fills no tank of the site that it feeds.

Sources: more than 100 units in two days for 24,000 people in 2005 (V:11b); the rest A.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.common.tables import Rows
from weerbaar.sharing.rules import PRIORITY, divide_period
from weerbaar.twin.buffers import FULL
from weerbaar.twin.cascade import Buffers, Graph, Sites, met
from weerbaar.twin.defence import draw_brought
from weerbaar.twin.dividing import (
    Division,
    fresh_division,
    log_division,
    make_division,
    terms_of,
)
from weerbaar.twin.network import Network
from weerbaar.twin.state import GENERATORS_BUSY, Record, Shocks, Trace
from weerbaar.twin.twin import Twin, draw_resource

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOTHING = 1e-9
"""Shares, hours and steps below which there is nothing left: rounding decides nothing."""
POWER_INPUT = "power"


class Generators(NamedTuple):
    """The pool and who may ask; g claimants in the order of their names.

    `input` (g) is the position of their input `power`, `units` (g) what each takes, `homes` (g) is
    1 for feeders of homes. `own` and `defence` are units, from hour `defence_from` for the second;
    `after_h` counts from the first shock; `move_h` and `tank_h` in hours, `litres_h` of one unit.
    """

    division: Division
    input: Ints
    units: Floats
    homes: Ints
    own: float
    after_h: float
    defence: float
    defence_from: float
    move_h: float
    tank_h: float
    litres_h: float


class Takers(NamedTuple):
    """Who may take generators at all, g in the order of their names, and what no run changes.

    `units` (g) what each takes, 0 for `feeders` (g): those take by their `homes` (g).
    """

    division: Division
    input: Ints
    units: Floats
    feeders: NDArray[np.bool_]
    homes: Floats


class Placed(NamedTuple):
    """Where units are: `units` (g) in place, hours in each `tank` (g), `bare` and `bare_end` (g)
    the condition of each place without them (mean of the step and at its end), `returns` (T + 1)
    units that are free again by step, `moving` (1) those on their way, `own_from` (1) an hour;
    `stated` (g) is 1 for feeders of which the scenario says when a hit ends.
    """

    units: Floats
    tank: Floats
    bare: Floats
    bare_end: Floats
    returns: Floats
    moving: Floats
    own_from: Floats
    stated: Ints


def power_inputs(network: Network) -> Ints:
    """The position of the input `power` of each site, -1 where it has none; shape (sites,)."""
    end = f"|{POWER_INPUT}"
    at = np.array(
        [k for k, name in enumerate(network.inputs.names) if name.endswith(end)], np.int64
    )
    found = np.full(len(network.graph.kind), -1, np.int64)
    found[np.searchsorted(network.graph.inputs, at, side="right") - 1] = at
    return found


def homes_of_feeders(network: Network) -> Floats:
    """Dwellings on each site that is a feeder of blocks, shape (sites,)."""
    places = network.places
    homes = np.zeros(len(network.graph.kind))
    # Blocks stand by area and name, and are added up in that order.
    dwellings = network.region.areas["dwellings"][places.block_area] * places.block_share
    np.add.at(homes, places.block_feeder, dwellings)
    return homes


def operations_of_sites(network: Network, operations: Rows, column: str) -> Floats:
    """A column of the table of operations for each site, 0 for kinds without a row; (sites,)."""
    row_of = operations.positions("kind")
    by_kind = [
        float(operations[column][row_of[kind]]) if kind in row_of else 0.0 for kind in network.kinds
    ]
    return np.array(by_kind)[network.graph.kind - 1]


def prepare_takers(twin: Twin) -> Takers:
    """Who may take generators, feeders with any home among them."""
    network, operations = twin.network, twin.library.operations
    inputs, feeders = power_inputs(network), network.switched
    priority = operations_of_sites(network, operations, "priority")
    takes = np.ceil(operations_of_sites(network, operations, "generators"))
    homes = homes_of_feeders(network)
    there = (np.where(feeders, homes, takes) > 0.0) & (inputs >= 0) & (priority > 0.0)
    names = network.sites
    at = sorted(np.flatnonzero(there).tolist(), key=names.__getitem__)
    division = make_division(
        terms_of(twin, 0, whole=True),
        "mobile_generators",
        at,
        [names[i] for i in at],
        (2 * priority - 1 + feeders)[at].astype(np.int64).tolist(),
        operations_of_sites(network, operations, "weight")[at].tolist(),
    )
    units = np.where(feeders, 0.0, takes)
    return Takers(division, inputs[at], units[at], feeders[at], homes[at])


def draw_generators(twin: Twin, run: int, values: Mapping[str, float]) -> Generators:
    """The pool of one run and who may ask; nobody may where there are no units."""
    takers = twin.once(prepare_takers)
    own = math.floor(draw_resource(twin, run, "mobile_generators") + 0.5)
    defence = math.floor(draw_brought(twin, run, "defence_generators") + 0.5)
    by_homes = np.ceil(takers.homes / values["homes_per_generator"] - NOTHING)
    takes = np.where(takers.feeders, by_homes, takers.units)
    asks = (takes > 0.0) & (own + defence > 0)
    return Generators(
        fresh_division(twin, run, takers.division, asks),
        takers.input[asks],
        takes[asks],
        takers.feeders[asks].astype(np.int64),
        float(own),
        values["generators_from_h"],
        float(defence),
        twin.scenario.defence_from_h,
        values["generator_move_h"],
        values["generator_tank_h"],
        values["generator_l_h"],
    )


@njit(cache=True, **LEAN)
def open_generators(generators: Generators, shocks: Shocks, steps: int) -> Placed:
    """All units in the pool; none is anywhere."""
    g = len(generators.units)
    first = math.inf
    stated = np.zeros(g, np.int64)
    claimants = generators.division.claimants
    claimant = np.full(claimants.max() + 1 if g > 0 else 0, -1, np.int64)
    for at in range(g):
        claimant[claimants[at]] = at
    for k in range(len(shocks.start)):
        if shocks.depth[k] <= 0.0:
            continue
        first = min(first, shocks.start[k])
        if shocks.end[k] < math.inf and shocks.site[k] < len(claimant):
            at = claimant[shocks.site[k]]
            if at >= 0:
                stated[at] = generators.homes[at]
    return Placed(
        np.zeros(g),
        np.zeros(g),
        np.ones(g),
        np.ones(g),
        np.zeros(steps + 1),
        np.zeros(1),
        np.full(1, first + generators.after_h),
        stated,
    )


@njit(cache=True, **LEAN)
def pass_hits(
    generators: Generators,
    placed: Placed,
    sites: Sites,
    condition: Floats,
    condition_end: Floats,
) -> None:
    """Raise the condition of feeders that were hit to what generators behind them give (rule 5)."""
    for g in range(len(generators.units)):
        i = generators.division.claimants[g]
        placed.bare[g], placed.bare_end[g] = condition[i], condition_end[i]
        if generators.homes[g] == 1:
            fed = sites.fed[generators.input[g]]
            condition[i] = max(condition[i], fed)
            condition_end[i] = max(condition_end[i], fed)


@njit(cache=True, **LEAN)
def pool_at(generators: Generators, placed: Placed, hour: float) -> float:
    """All units that there are at this hour, in place, on their way or free."""
    pool = 0.0
    if hour + NOTHING >= placed.own_from[0]:
        pool += generators.own
    if hour + NOTHING >= generators.defence_from:
        pool += generators.defence
    return pool


@njit(cache=True, **LEAN)
def step_generators(
    generators: Generators,
    placed: Placed,
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    record: Record,
    trace: Trace,
    step: int,
    dt: float,
) -> None:
    """Burn fuel, take units back where power is back, and set free ones down for the next step."""
    if len(generators.units) == 0:
        return
    # Nearly every feeder may ask, in every step: what is done for each gets single arrays.
    adds, links, supplier, weight = graph.adds, graph.links, graph.supplier, graph.weight
    level, end, left, fed = sites.level, sites.end, sites.left, sites.fed
    units, tank, bare, bare_end = placed.units, placed.tank, placed.bare, placed.bare_end
    claimants, inputs, homes = generators.division.claimants, generators.input, generators.homes
    takes, stated, switch = generators.units, placed.stated, buffers.switch
    amount = generators.division.claims.amount
    placed.moving[0] -= placed.returns[step]
    busy, stay, asked = 0.0, 0.0, 0.0
    for g in range(len(takes)):
        k = inputs[g]
        amount[g] = 0.0
        busy += units[g]
        came_in = min(1.0, met(adds, links, supplier, weight, end, k))
        if homes[g] == 1:
            needs = homes_lack(came_in, bare_end[g], switch[claimants[g]], stated[g] == 1)
        else:
            needs = site_lacks(came_in, bare_end[g], left[k], units[g])
        if units[g] > 0.0:
            part = 1.0
            if not needs:
                came = min(1.0, met(adds, links, supplier, weight, level, k))
                part = 1.0 - (came * bare[g] if homes[g] == 1 else came)
            tank[g] = max(0.0, tank[g] - fed[k] * part * dt)
            if not needs:
                take_back(generators, placed, g, step, dt)
            stay += units[g]
        elif needs:
            amount[g] = takes[g]
            asked += amount[g]
    record.flows[GENERATORS_BUSY, step] = busy
    pool = pool_at(generators, placed, (step + 1) * dt)
    if asked <= 0.0 or pool <= 0.0:
        return
    free = pool - stay - placed.moving[0]
    division = generators.division
    divide_period(division.terms, division.claims, free, step, division.scratch, division.grant)
    if asked > free > 0.0:
        only_whole(division, free)
    if len(trace.grants) > 0:
        log_division(division, free, step, trace)
    for g in range(len(amount)):
        if division.grant[g] > 0.0:
            placed.units[g] = division.grant[g]
            placed.tank[g] = generators.tank_h


@njit(cache=True, **LEAN)
def homes_lack(came_in: float, condition: float, switch: float, stated: bool) -> bool:
    """Whether the homes of a feeder lack power without generators, at the end of the step.

    `condition` is that of the feeder itself, `stated` says that the scenario states when its hit
    ends (rule 5).
    """
    return came_in * condition < switch and not (stated and condition < 1.0)


@njit(cache=True, **LEAN)
def site_lacks(came_in: float, condition: float, left: float, units: float) -> bool:
    """Whether a site lacks power without mobile generators, at the end of the step.

    One that has none yet lacks it only when nothing comes in and what is `left` in its own buffer
    is nothing; with units in place, until supply is full.
    """
    if units > 0.0:
        return came_in < FULL
    return came_in <= NOTHING and left <= NOTHING and condition > 0.0


@njit(cache=True, **LEAN)
def take_back(generators: Generators, placed: Placed, g: int, step: int, dt: float) -> None:
    """The units of claimant g go on their way."""
    steps = max(1, math.ceil(generators.move_h / dt - NOTHING))
    placed.returns[min(step + steps, len(placed.returns) - 1)] += placed.units[g]
    placed.moving[0] += placed.units[g]
    placed.units[g] = placed.tank[g] = 0.0


@njit(cache=True, **LEAN)
def only_whole(division: Division, free: float) -> None:
    """Take back grants of a part; what is free then goes whole to who lacks it (rule 3)."""
    amount, grant, claims = division.claims.amount, division.grant, division.claims
    left = free
    for g in range(len(amount)):
        grant[g] = amount[g] if grant[g] >= amount[g] else 0.0
        left -= grant[g]
    by_class = division.terms.rule == PRIORITY
    lot = division.scratch.lot
    while left >= 1.0:
        best = -1
        for g in range(len(amount)):
            if amount[g] <= 0.0 or grant[g] > 0.0 or amount[g] > left:
                continue
            if best >= 0 and by_class and claims.rank[g] != claims.rank[best]:
                if claims.rank[g] < claims.rank[best]:
                    best = g
            elif best < 0 or lot[g] < lot[best]:
                best = g
        if best < 0:
            return
        grant[best] = amount[best]
        left -= amount[best]


@njit(cache=True, **LEAN)
def feed_sites(generators: Generators, placed: Placed, sites: Sites, dt: float) -> None:
    """What units in place feed in the next step: the part of it that their tanks last."""
    for g in range(len(generators.units)):
        fed = min(1.0, placed.tank[g] / dt) if placed.units[g] > 0.0 else 0.0
        sites.fed[generators.input[g]] = fed
