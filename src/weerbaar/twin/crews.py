"""Crews that mend what a shock broke, for shocks of which the restoration is `crews`.

Rules:
1. Every site that such a shock hits is damaged, where the table of operations says which crew
   mends its kind. Its hours of work are drawn by site and kind; sites share a part of what is
   unknown about their kind. Other kinds are whole again when the shock's duration is over.
2. A site stays as the shock left it until all the work is done, and is whole from that moment.
3. It asks for one crew for the step in which the shock's duration is over: the time before crews
   can start. Free crews of each sort are divided at the end of a step, in whole units, by the rule
   of the scenario, for the step that follows. A crew stays until its site is done; what was left of
   the step in which it got free is time that free crews of its sort have won together.
4. Crews of a sort: what the region has of it, rounded, and at least one where it has any.
5. A crew is under way for `crew_call_out_h`. After that the work of a step is

       dt x speed,  speed = presence x (1 - crew_slow_telecom (1 - mobile service at the site))
                                     x (1 - crew_slow_fuel (1 - level of filling stations))
                                     x (1 - crew_slow_roads (1 - level of roads))

   all of the step before: what is done in a step is planned at its start, so that a repair ends at
   its own moment. A kind without sites counts as whole.
6. Hit again while damaged, a site has a second job: a crew does its jobs in the order in which
   they may start, and leaves when none is left that may.
7. Suppliers outside the region that have a state of their own have it until the last is mended.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.region.tables import RESOURCE_ORDER
from weerbaar.twin.dividing import Division, fresh_division, make_division, share_out, terms_of
from weerbaar.twin.draws import Keys, correlated, key_of, normal, quantile
from weerbaar.twin.generators import operations_of_sites
from weerbaar.twin.state import CREWS_BUSY, DAMAGED, PRESENCE, Record, Shocks, Trace
from weerbaar.twin.twin import PARAMETER, Twin, draw_resource

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SORTS = tuple(name for name in RESOURCE_ORDER if name.startswith("crews_"))
FILLING_STATION, ROAD = "filling_station", "road"
QUANTILES = ("p10", "p50", "p90")
NO_CREW = -1
FAR = math.inf
"""The end of what waits for crews, as long as nobody knows when it is mended."""
LEAST_WORK_H = 1e-6
"""No job is done before it is begun."""


class Damage(NamedTuple):
    """Rows of the shocks that crews may have to mend, and the hour from which they can start.

    `tail` are the rows that last until all is mended; `given_h` is when the last shock ends of
    itself, `over_h` when that and all that comes over the region is over.
    """

    row: Ints
    ready: Floats
    tail: Ints
    given_h: float
    over_h: float


class Crews(NamedTuple):
    """What crews have to mend in one run: j jobs at s damaged sites.

    Sites stand by sort of crew (`sorts`, 5 offsets) and then by name; `area` (s) is -1 for one
    outside all areas; `jobs` (s+1) are offsets of the jobs of a site, in the order in which they
    may start. Of a job (j): its `row` in the shocks, `start` of the shock, hour from which it is
    `ready` and hours of `work`. `there` (4) is the number of crews and `divisions` (4) their
    division. `fuel` and `roads` are rows of kinds, -1 without sites.
    """

    sorts: Ints
    area: Ints
    jobs: Ints
    row: Ints
    start: Floats
    ready: Floats
    work: Floats
    there: Floats
    divisions: tuple[Division, ...]
    fuel: int
    roads: int
    slow_telecom: float
    slow_fuel: float
    slow_roads: float
    call_out_h: float
    tail: Ints
    given_h: float
    over_h: float
    recovery_h: float


class Menders(NamedTuple):
    """What no run changes: of each site of the graph (n) its place in SORTS, -1 where no crew mends
    it, its place among all names, its area as in `Crews`, quantiles of its work (3, n) and the key
    of that; the divisions of all who may ever be damaged, and rows of kinds as in `Crews`.
    """

    sort: Ints
    name: Ints
    area: Ints
    work: Floats
    key: Keys
    divisions: tuple[Division, ...]
    fuel: int
    roads: int


class Works(NamedTuple):
    """What changes: hours of work `left` (j); of a site, whether a crew is `busy` there, hours it
    is still under `way`, crew-hours of work `spent`, and hours that its crew has to `spare` once it
    is done (s); hour at which the last was `mended`. A negative `way` is time that was won."""

    left: Floats
    busy: Ints
    way: Floats
    spent: Floats
    spare: Floats
    mended: Floats


def prepare_menders(twin: Twin) -> Menders:
    """Which crew mends each site, where that is and how much work it may be."""
    network, operations = twin.network, twin.library.operations
    crews = zip(operations["kind"], operations["crew"], strict=True)
    sort_of = {str(kind): SORTS.index(crew) for kind, crew in crews if crew}
    by_kind = np.array([sort_of.get(kind, NO_CREW) for kind in network.kinds], np.int64)
    sort = by_kind[network.graph.kind - 1]
    by_name = sorted(range(len(sort)), key=network.sites.__getitem__)
    name = np.empty(len(sort), np.int64)
    name[by_name] = np.arange(len(sort))
    code = {str(code): a for a, code in enumerate(network.region.areas["code"])}
    home = network.region.sites["area"][network.site_rows]
    key = np.array([key_of(f"work:{kind}") for kind in network.kinds], np.uint64)
    return Menders(
        sort=sort,
        name=name,
        area=np.array([code.get(str(area), -1) for area in home], np.int64),
        work=np.array([operations_of_sites(network, operations, f"work_{p}") for p in QUANTILES]),
        key=key[network.graph.kind - 1],
        divisions=tuple(_division(twin, c, np.flatnonzero(sort == c)) for c in range(len(SORTS))),
        fuel=twin.network.row_there(FILLING_STATION),
        roads=twin.network.row_there(ROAD),
    )


def draw_crews(
    twin: Twin, run: int, values: Mapping[str, float], shocks: Shocks, damage: Damage
) -> Crews:
    """The crews and the work of one run; `damage.row` holds rows of sites that some crew mends."""
    menders = twin.once(prepare_menders)
    hit = shocks.site[damage.row].astype(np.int64)
    jobs = np.lexsort((damage.row, damage.ready, menders.name[hit], menders.sort[hit]))
    rows, ready, at = damage.row[jobs], damage.ready[jobs], hit[jobs]
    first = np.flatnonzero(np.diff(at, prepend=-1)).astype(np.int64)
    sites = at[first]
    damaged = np.zeros(len(menders.sort), bool)
    damaged[sites] = True
    return Crews(
        sorts=np.searchsorted(menders.sort[sites], np.arange(len(SORTS) + 1)).astype(np.int64),
        area=menders.area[sites],
        jobs=np.append(first, len(rows)).astype(np.int64),
        row=rows,
        start=shocks.start[rows],
        ready=ready,
        work=draw_work(twin, run, values["rho"], at),
        there=np.array([count_crews(twin, run, name) if len(rows) else 0.0 for name in SORTS]),
        divisions=tuple(
            fresh_division(twin, run, division, damaged[division.claimants])
            for division in menders.divisions
        ),
        fuel=menders.fuel,
        roads=menders.roads,
        slow_telecom=min(1.0, values["crew_slow_telecom"]),
        slow_fuel=min(1.0, values["crew_slow_fuel"]),
        slow_roads=min(1.0, values["crew_slow_roads"]),
        call_out_h=values["crew_call_out_h"],
        tail=damage.tail,
        given_h=damage.given_h,
        over_h=damage.over_h,
        recovery_h=math.inf if twin.hours else twin.scenario.recovery_h,
    )


def draw_work(twin: Twin, run: int, rho: float, sites: Ints) -> Floats:
    """Hours of work of one crew on each of these sites of the graph, (n)."""
    menders = twin.once(prepare_menders)
    parameter = menders.key[sites]
    common = normal(twin.seed, run, np.full(len(sites), PARAMETER), parameter)
    own = normal(twin.seed, run, twin.network.keys[sites], parameter)
    low, middle, high = menders.work[:, sites]
    return quantile(low, middle, high, correlated(common, own, rho), least=LEAST_WORK_H)


def count_crews(twin: Twin, run: int, sort: str) -> float:
    """How many crews of a sort the region has in this run (rule 4)."""
    there = draw_resource(twin, run, sort)
    return max(1.0, float(math.floor(there + 0.5))) if there > 0.0 else 0.0


def _division(twin: Twin, sort: int, sites: Ints) -> Division:
    """The division of crews of a sort over these sites of the graph."""
    network, operations = twin.network, twin.library.operations
    priority = operations_of_sites(network, operations, "priority")[sites]
    return make_division(
        terms_of(twin, 0, whole=True),
        SORTS[sort],
        sites.tolist(),
        [network.sites[i] for i in sites.tolist()],
        priority.astype(np.int64).tolist(),
        operations_of_sites(network, operations, "weight")[sites].tolist(),
    )


@njit(cache=True, **LEAN)
def open_crews(crews: Crews) -> Works:
    """All work still to be done, and all crews free."""
    sites = len(crews.area)
    return Works(
        crews.work.copy(),
        np.zeros(sites, np.int64),
        np.zeros(sites),
        np.zeros(sites),
        np.zeros(sites),
        np.full(1, crews.given_h),
    )


@njit(cache=True, **LEAN)
def still_broken(works: Works) -> bool:
    """Whether any work is left, or still to come."""
    return bool(works.left.sum() > 0.0)


@njit(cache=True, **LEAN)
def is_recovered(over_h: float, recovery_h: float, works: Works, hour: float) -> bool:
    """Whether the time of recovery is over, counted from the hour at which the last was mended.

    `over_h` and `recovery_h` as in `Crews`.
    """
    if len(works.left) == 0 or still_broken(works):
        return False
    return bool(hour >= max(over_h, works.mended[0]) + recovery_h)


@njit(cache=True, **LEAN)
def level_of_kind(record: Record, kind: int, step: int) -> float:
    """Mean level of a kind in a step; 1 where it has no sites."""
    return record.kinds[kind, step] if kind >= 0 else 1.0


@njit(cache=True, **LEAN)
def step_crews(
    crews: Crews, works: Works, shocks: Shocks, record: Record, trace: Trace, step: int, dt: float
) -> None:
    """Send crews that are free, and plan what all do in the next step."""
    if len(crews.work) == 0:
        return
    # Whole records are dear to hand over: what is done for each site gets single arrays.
    soon, area = (step + 1) * dt, crews.area
    jobs, ready, row, busy = crews.jobs, crews.ready, crews.row, works.busy
    count_damage(jobs, crews.start, row, shocks.end, busy, record.flows, step, dt)
    pace = record.flows[PRESENCE, step]
    pace *= 1.0 - crews.slow_fuel * (1.0 - level_of_kind(record, crews.fuel, step))
    pace *= 1.0 - crews.slow_roads * (1.0 - level_of_kind(record, crews.roads, step))
    for c in range(len(crews.there)):
        send_crews(
            crews.divisions[c],
            crews.there[c],
            crews.call_out_h,
            crews.sorts[c],
            jobs,
            ready,
            works,
            soon,
            dt,
            step,
            trace,
        )
    for s in range(len(area)):
        if busy[s] == 1:
            heard = record.mobile[step, area[s]] if area[s] >= 0 else 1.0
            speed = pace * (1.0 - crews.slow_telecom * (1.0 - heard))
            work_at(jobs, row, ready, works, shocks.end, s, speed, soon, dt)
    if not still_broken(works):
        for waits in crews.tail:
            shocks.end[waits] = works.mended[0]


@njit(cache=True, **LEAN)
def count_damage(
    jobs: Ints,
    start: Floats,
    row: Ints,
    end: Floats,
    busy: Ints,
    flows: Floats,
    step: int,
    dt: float,
) -> None:
    """Count the sites that are damaged in this step, and the crews that are out.

    Arrays as in `Crews`, `Shocks` and `Works`; `flows` (F, T).
    """
    for s in range(len(busy)):
        damaged = 0
        for j in range(jobs[s], jobs[s + 1]):
            if end[row[j]] > step * dt and start[j] < (step + 1) * dt:
                damaged = 1
        flows[DAMAGED, step] += damaged
        flows[CREWS_BUSY, step] += busy[s]


@njit(cache=True, **LEAN)
def send_crews(
    division: Division,
    there: float,
    call_out_h: float,
    first: int,
    jobs: Ints,
    ready: Floats,
    works: Works,
    soon: float,
    dt: float,
    step: int,
    trace: Trace,
) -> None:
    """Divide the free crews of one sort over the sites that wait in the step from hour `soon` on.

    `first` is the first site of the sort; arrays as in `Crews` (rule 3).
    """
    amount, grant, busy, left = division.claims.amount, division.grant, works.busy, works.left
    free, won, asking = there, 0.0, 0
    for k in range(len(amount)):
        s = first + k
        amount[k] = 0.0
        if busy[s] == 1 and not is_asking(jobs, ready, left, s, soon + dt):
            busy[s] = 0
            won += works.spare[s]
        if busy[s] == 1:
            free -= 1.0
        elif is_asking(jobs, ready, left, s, soon + dt):
            amount[k] = 1.0
            asking += 1
    if asking == 0:
        return
    share_out(division, free, step, dt, trace)
    for k in range(len(amount)):
        if grant[k] > 0.0:
            busy[first + k] = 1
            works.way[first + k] = call_out_h - won / free
            works.spare[first + k] = 0.0


@njit(cache=True, **LEAN)
def work_at(
    jobs: Ints,
    row: Ints,
    ready: Floats,
    works: Works,
    end: Floats,
    s: int,
    speed: float,
    start: float,
    dt: float,
) -> None:
    """Plan what the crew at site s does in the step from hour `start` on (rules 2, 5 and 6).

    Fills in the `end` of shocks; other arrays as in `Crews`.
    """
    hour, until = start, start + dt
    for j in range(jobs[s], jobs[s + 1]):
        if works.left[j] <= 0.0 or ready[j] >= until or speed <= 0.0:
            continue
        hour = max(hour, ready[j])
        way = min(works.way[s], until - hour)
        works.way[s] -= way
        hour += way
        hours = until - hour
        if works.left[j] > hours * speed:
            works.left[j] -= hours * speed
            works.spent[s] += hours
            works.spare[s] = 0.0
            return
        works.spent[s] += works.left[j] / speed
        hour = max(start, hour + works.left[j] / speed)
        works.left[j] = 0.0
        end[row[j]] = hour
        works.mended[0] = max(works.mended[0], hour)
    works.spare[s] = until - hour


@njit(cache=True, **LEAN)
def is_asking(jobs: Ints, ready: Floats, left: Floats, s: int, hour: float) -> bool:
    """Whether site s has work left that may start before this hour; see `Crews` and `Works`."""
    asking = False
    for j in range(jobs[s], jobs[s + 1]):
        asking |= left[j] > 0.0 and ready[j] < hour
    return asking
