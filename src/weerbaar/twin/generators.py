"""Mobile generators: where they are set down, how long they stay, and what they feed.

Rules:
1. There is one pool of whole units: those of the region from `generators_from_h` hours after the
   first shock, and those of Defence from `defence_from_h` hours after the start.
2. A site of a kind that takes generators asks for all that it takes when its input `power` gets
   nothing and its own buffer is empty. It asks for the step in which its buffer, with the fuel that
   was divided, runs out, and is fed just before that, so that nothing stops. A site that is wholly
   hit itself does not ask. A feeder of blocks asks one unit for each `homes_per_generator` homes,
   rounded up, when what is offered to it is too little to be on. In each class feeders come after
   all sites.
3. Units that are free before the end of the next step are divided by the rule of the scenario. A
   place is fed only when it has all that it needs: who got a part gives it back. What is free then
   goes whole to who still lacks it, in order of the lots of this step (under the rule `priority`
   class by class), as far as it fits. What is not there at the start of the step comes late: all
   that are set up in it wait the mean of that.
4. Units stay until there is power without them: for a site its input at full supply, for a feeder
   enough to be on. From the moment that it was back they are on their way for `generator_move_h`
   hours, and free again after that.
5. Generators of homes stand behind the cable: they keep a feeder on as long as they run, also one
   that was hit itself. The grid has no power back by that: rule 4 looks at what comes in. While
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
    lots_of,
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
IN_TIME = 1.0 - 1e-6
"""A unit that is there in time takes over just before a buffer is empty: nothing stops."""
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
    """Where units are: `units` (g) in place, hours in each `tank` (g), `start` (g) the hours into
    the next step from which they run and `burns` (g) the hours of fuel that takes; `bare` and
    `bare_end` (g) the condition of each place without them (mean of the step and at its end).

    `returns` and `late` (T + 1) are units that get free within each step, and the hours into it
    after which they do, added up; `moving` (1) are those on their way, `own_from` (1) is an hour;
    `claimant` (n) is the place of each site here, -1 for none; `stated` (g) is 1 for feeders with a
    hit at the end of this step of which the scenario says when it ends.
    """

    units: Floats
    tank: Floats
    start: Floats
    burns: Floats
    bare: Floats
    bare_end: Floats
    returns: Floats
    late: Floats
    moving: Floats
    own_from: Floats
    claimant: Ints
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
    for k in range(len(shocks.start)):
        if shocks.depth[k] > 0.0:
            first = min(first, shocks.start[k])
    claimants = generators.division.claimants
    claimant = np.full(claimants.max() + 1 if g > 0 else 0, -1, np.int64)
    for at in range(g):
        claimant[claimants[at]] = at
    return Placed(
        np.zeros(g),
        np.zeros(g),
        np.zeros(g),
        np.zeros(g),
        np.ones(g),
        np.ones(g),
        np.zeros(steps + 1),
        np.zeros(steps + 1),
        np.zeros(1),
        np.full(1, first + generators.after_h),
        claimant,
        np.zeros(g, np.int64),
    )


@njit(cache=True, **LEAN)
def note_hits(
    generators: Generators,
    placed: Placed,
    shocks: Shocks,
    hour: float,
    condition: Floats,
    condition_end: Floats,
) -> None:
    """Keep what shocks leave of each place, before staff is reckoned with.

    Says of each feeder whether a hit lasts at `hour`, the end of the step, of which the scenario
    states the end.
    """
    homes, stated, claimant = generators.homes, placed.stated, placed.claimant
    stated[:] = 0
    for k in range(len(shocks.start)):
        lasts = shocks.start[k] < hour < shocks.end[k] < math.inf and shocks.depth[k] > 0.0
        if lasts and shocks.site[k] < len(claimant) and claimant[shocks.site[k]] >= 0:
            stated[claimant[shocks.site[k]]] = homes[claimant[shocks.site[k]]]
    for g in range(len(homes)):
        i = generators.division.claimants[g]
        placed.bare[g], placed.bare_end[g] = condition[i], condition_end[i]


@njit(cache=True, **LEAN)
def free_in(
    generators: Generators, placed: Placed, stay: float, step: int, dt: float
) -> tuple[float, float, float]:
    """Units that are free before the end of a step, those of them that are not at its start, and
    the mean of the hours into it after which those are; `stay` units remain where they are.
    """
    placed.moving[0] -= placed.returns[step]
    free = -stay - placed.moving[0]
    later, hours = placed.returns[step], placed.late[step]
    for units, begins in (
        (generators.own, placed.own_from[0]),
        (generators.defence, generators.defence_from),
    ):
        if begins < (step + 1) * dt - NOTHING:
            free += units
            if begins > step * dt - NOTHING:
                later += units
                hours += units * max(0.0, begins - step * dt)
    return free, later, hours / later if later > 0.0 else 0.0


@njit(cache=True, **LEAN)
def settle_units(
    generators: Generators,
    placed: Placed,
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    record: Record,
    step: int,
    dt: float,
) -> None:
    """Burn what units in place fed in this step, and take them back where power is back."""
    adds, links, supplier, weight = graph.adds, graph.links, graph.supplier, graph.weight
    claimants, inputs, homes = generators.division.claimants, generators.input, generators.homes
    units, tank, start, bare_end = placed.units, placed.tank, placed.start, placed.bare_end
    busy = 0.0
    for g in range(len(units)):
        if units[g] <= 0.0:
            continue
        k = inputs[g]
        came_in = min(1.0, met(adds, links, supplier, weight, sites.end, k))
        if homes[g] == 1:
            switch, stated = buffers.switch[claimants[g]], placed.stated[g] == 1
            needs = homes_lack(came_in, bare_end[g], switch, stated)
        else:
            needs = came_in < FULL
        if needs:
            tank[g] = max(0.0, tank[g] - placed.burns[g])
            busy += units[g] * (1.0 - start[g] / dt)
        else:
            came = min(1.0, met(adds, links, supplier, weight, sites.level, k))
            until = (1.0 - (came * placed.bare[g] if homes[g] == 1 else came)) * dt
            busy += units[g] * max(0.0, until - start[g]) / dt
            take_back(generators, placed, g, step, step * dt + until, dt)
        start[g] = 0.0
    record.flows[GENERATORS_BUSY, step] = busy


@njit(cache=True, **LEAN)
def place_units(
    generators: Generators,
    placed: Placed,
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    trace: Trace,
    step: int,
    dt: float,
) -> None:
    """Set free units down for the next step; the fuel that comes then is in the tanks already."""
    # Nearly every feeder may ask, in every step: what is done for each gets single arrays.
    adds, links, supplier, weight = graph.adds, graph.links, graph.supplier, graph.weight
    end, left, units, bare_end = sites.end, sites.left, placed.units, placed.bare_end
    claimants, inputs, homes = generators.division.claimants, generators.input, generators.homes
    takes, stated, switch = generators.units, placed.stated, buffers.switch
    amount = generators.division.claims.amount
    stay = units.sum()
    free, later, hours = free_in(generators, placed, stay, step + 1, dt)
    traced = len(trace.grants) > 0
    # Who asks matters only where there is something to divide, or somebody who looks.
    if stay + placed.moving[0] + free <= 0.0 or (free <= 0.0 and not traced):
        return
    asked = 0.0
    for g in range(len(takes)):
        amount[g] = 0.0
        if units[g] > 0.0:
            continue
        k = inputs[g]
        came_in = min(1.0, met(adds, links, supplier, weight, end, k))
        if homes[g] == 1:
            needs = homes_lack(came_in, bare_end[g], switch[claimants[g]], stated[g] == 1)
        else:
            needs = site_lacks(came_in, bare_end[g], left[k], dt)
        if needs:
            amount[g] = takes[g]
            asked += amount[g]
    if asked <= 0.0:
        return
    division = generators.division
    period, scratch = lots_of(step, dt), division.scratch
    divide_period(division.terms, division.claims, free, period, scratch, division.grant)
    if asked > free > 0.0:
        only_whole(division, free)
    if traced:
        log_division(division, free, step, trace)
    granted = division.grant.sum()
    late = hours * max(0.0, granted - (free - later)) / granted if granted > 0.0 else 0.0
    for g in range(len(amount)):
        if division.grant[g] > 0.0:
            units[g] = division.grant[g]
            placed.tank[g] = generators.tank_h
            placed.start[g] = late if homes[g] == 1 else max(late, left[inputs[g]] * IN_TIME)


@njit(cache=True, **LEAN)
def homes_lack(came_in: float, condition: float, switch: float, stated: bool) -> bool:
    """Whether the homes of a feeder lack power without generators, at the end of the step.

    `condition` is that of the feeder itself, `stated` says that the scenario states when its hit
    ends (rule 5).
    """
    return came_in * condition < switch and not (stated and condition < 1.0)


@njit(cache=True, **LEAN)
def site_lacks(came_in: float, condition: float, left: float, dt: float) -> bool:
    """Whether a site without units lacks power within the next step, of dt hours.

    That is when nothing comes in and what is `left` in its own buffer runs out.
    """
    return came_in <= NOTHING and left < dt - NOTHING and condition > 0.0


@njit(cache=True, **LEAN)
def take_back(
    generators: Generators, placed: Placed, g: int, step: int, hour: float, dt: float
) -> None:
    """The units of claimant g go on their way at this hour of the step."""
    back = hour + generators.move_h
    within = min(int(back / dt + NOTHING), len(placed.returns) - 1)
    if within > step:
        placed.returns[within] += placed.units[g]
        placed.late[within] += placed.units[g] * max(0.0, back - within * dt)
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
    homes, inputs, claimants = generators.homes, generators.input, generators.division.claimants
    for g in range(len(homes)):
        runs = dt - placed.start[g]
        end = min(1.0, placed.tank[g] / runs) if placed.units[g] > 0.0 else 0.0
        placed.burns[g] = end * runs
        if homes[g] == 1:
            sites.behind[claimants[g]], sites.behind_end[claimants[g]] = end * runs / dt, end
        else:
            sites.fed[inputs[g]], sites.fed_end[inputs[g]] = end * runs / dt, end
