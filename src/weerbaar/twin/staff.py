"""Staff: who is at work, and what sites do with fewer people.

Rules:
1. The staff of a site lives in the areas around its own: at most NEAREST of them, each by its
   inhabitants x exp(-km / commuting_km). They stay at home where their own home has no power, heat
   or water, less so in prepared households; as things stood in the step before.
2. Parents stay at home while schools are closed, by order or because they do not work. Who comes by
   car cannot come once its tank is empty and no filling station works. Of a kind that the region
   has no site of, nothing is lost.
3. A crisis holds while a shock does, or while more than FELT of the people lack some need. It asks
   longer shifts: rest runs down, and comes back after. Who is exhausted drops out.
4. presence = (1 - absence) x (1 - parents x closed) x (1 - travel x empty x (1 - pumps))
              x (1 - fatigue x (1 - rest)) x (1 - sum of weight x staff kept at home by the area).
   Of sites outside the region only the absence of the scenario counts.
5. A site of which the kind needs staff (`operations`) works fully while presence is at least
   staff_full, else at staff_floor + (1 - staff_floor) x presence / staff_full: its own condition.
6. Shifts filled = the hours that staff can work over the hours asked: presence in peace; in a
   crisis, which asks `shift_load` times the hours, presence x (1 + (shift_load - 1) x rest) /
   shift_load. Who is rested works the longer shifts, who is worn out works the usual hours.

Without a shock and without a load presence is exactly 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from weerbaar.common.compiling import LEAN
from weerbaar.common.tables import Rows
from weerbaar.twin.network import Network, to_km
from weerbaar.twin.state import (
    ABSENCE,
    HEAT,
    NEEDS,
    POWER,
    PRESENCE,
    SCHOOL_CLOSURE,
    SHIFTS_FILLED,
    WATER,
    Record,
    Shocks,
)
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEAREST = 12
FELT = 0.01
"""Share of people who lack a need above which it is a crisis."""
SCHOOL, PUMP = "school", "filling_station"
NOWHERE = -1

EMPTY, REST, CLOSED, PUMPS_LOST, CRISIS = range(5)


class Staff(NamedTuple):
    """What one run draws of staff.

    `near` and `weight` (A, n): areas in which the staff of a place lives, and their parts, which
    add up to 1, or to 0 where nobody lives near. `site`, `area` (-1 outside the region), `full` and
    `floor` (S) are sites that need staff. `school` and `pump` are rows of kinds, -1 for none.
    The rest are parameters by name.
    """

    near: Ints
    weight: Floats
    site: Ints
    area: Ints
    full: Floats
    floor: Floats
    school: int
    pump: int
    home: float
    kit: float
    parents: float
    travel: float
    travel_after_h: float
    tank_back_h: float
    load: float
    fatigue_h: float
    rest_h: float
    tired: float


class Workers(NamedTuple):
    """What no run changes: `people` (A, n) who live in the areas `near`, so many `km` (A, n) away;
    the others as in `Staff`."""

    near: Ints
    km: Floats
    people: Floats
    site: Ints
    area: Ints
    full: Floats
    floor: Floats
    school: int
    pump: int


class AtWork(NamedTuple):
    """What changes: `kept` (A) the share of the staff of an area that its homes keep there,
    `prepared` (A) the share of its people with a kit, `presence` (A) at the sites of an area.

    `state` (5): how empty the tanks of cars are, rest, and in the last step the share of schools
    that is closed, that of filling stations that is lost, and 1 while a crisis holds.
    """

    kept: Floats
    prepared: Floats
    presence: Floats
    state: Floats


def prepare_workers(twin: Twin) -> Workers:
    """Where staff may live, and which sites need it."""
    network = twin.network
    near, km, people = areas_near(network.region.areas)
    site, area, full, floor = _sites_with_staff(network, twin.library.operations)
    return Workers(
        near=near,
        km=km,
        people=people,
        site=site,
        area=area,
        full=full,
        floor=floor,
        school=network.row_there(SCHOOL),
        pump=network.row_there(PUMP),
    )


def draw_staff(twin: Twin, values: Mapping[str, float]) -> Staff:
    """Staff of one run, from its drawn parameters by name."""
    workers = twin.once(prepare_workers)
    return Staff(
        near=workers.near,
        weight=commuting_parts(workers.km, workers.people, values["commuting_km"]),
        site=workers.site,
        area=workers.area,
        full=workers.full,
        floor=workers.floor,
        school=workers.school,
        pump=workers.pump,
        home=min(1.0, values["staff_home"]),
        kit=min(1.0, values["staff_kit"]),
        parents=min(1.0, values["staff_parents"]),
        travel=min(1.0, values["staff_travel"]),
        travel_after_h=max(values["staff_travel_after_h"], 1e-9),
        tank_back_h=max(values["staff_tank_back_h"], 1e-9),
        load=max(1.0, values["shift_load"]),
        fatigue_h=max(values["fatigue_h"], 1e-9),
        rest_h=max(values["rest_h"], 1e-9),
        tired=min(1.0, values["fatigue_effect"]),
    )


def areas_near(areas: Rows) -> tuple[Ints, Floats, Floats]:
    """The nearest areas of each, in the order of areas, their distance in km and people (A, n)."""
    lon0, lat0 = float(areas["lon"].mean()), float(areas["lat"].mean())
    at = to_km(areas["lon"], areas["lat"], lon0, lat0)
    count = min(NEAREST, len(areas))
    _, found = cKDTree(at).query(at, k=count)
    near = np.sort(np.reshape(found, (len(areas), count)), axis=1).astype(np.int64)
    km = np.sqrt(((at[near] - at[:, None, :]) ** 2).sum(axis=2))
    return near, km, areas["inhabitants"][near]


def commuting_parts(km: Floats, people: Floats, commuting_km: float) -> Floats:
    """Parts of the staff of each place that live so far away, among so many people (A, n)."""
    weight = people * np.exp(-km / max(commuting_km, 1e-9))
    return np.asarray(weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300))


def _sites_with_staff(network: Network, operations: Rows) -> tuple[Ints, Ints, Floats, Floats]:
    """Positions of sites that need staff, their areas (-1 outside), full share and floor."""
    need = {
        str(row["kind"]): (float(row["staff_full"]), float(row["staff_floor"]))
        for row in operations
        if row["staff_full"] > 0.0
    }
    place = {str(code): i for i, code in enumerate(network.region.areas["code"])}
    where = network.region.sites["area"][network.site_rows]
    kinds = [network.kinds[int(k) - 1] for k in network.graph.kind]
    at = [i for i, kind in enumerate(kinds) if kind in need]
    return (
        np.array(at, np.int64),
        np.array([place.get(str(where[i]), NOWHERE) for i in at], np.int64),
        np.array([need[kinds[i]][0] for i in at], np.float64),
        np.array([need[kinds[i]][1] for i in at], np.float64),
    )


@njit(cache=True, **LEAN)
def open_staff(by_kit: Floats, total: Floats) -> AtWork:
    """All staff is at work and rested, and tanks are full; `by_kit` (A, H, 2), `total` (A)."""
    areas = len(total)
    prepared = np.zeros(areas)
    for area in range(areas):
        for home in range(by_kit.shape[1]):
            prepared[area] += by_kit[area, home, 1]
        prepared[area] /= max(total[area], 1e-9)
    state = np.zeros(5)
    state[REST] = 1.0
    return AtWork(np.zeros(areas), prepared, np.ones(areas), state)


@njit(cache=True, **LEAN)
def share_present(lost_by_load: float, staff: Staff, work: AtWork, closed_by_load: float) -> float:
    """Presence before what the homes of staff keep there: the factors that all areas share."""
    state = work.state
    closed = max(min(1.0, closed_by_load), state[CLOSED])
    present = 1.0 - min(1.0, lost_by_load)
    present *= 1.0 - staff.parents * closed
    present *= 1.0 - staff.travel * state[EMPTY] * state[PUMPS_LOST]
    return float(present * (1.0 - staff.tired * (1.0 - state[REST])))


@njit(cache=True, **LEAN)
def works_with(presence: float, full: float, floor: float) -> float:
    """Level of a site with so much of its staff (rule 5)."""
    return 1.0 if presence >= full else floor + (1.0 - floor) * presence / full


@njit(cache=True, **LEAN)
def man_sites(
    staff: Staff,
    work: AtWork,
    people: Floats,
    shocks: Shocks,
    loads: Floats,
    record: Record,
    step: int,
    now: float,
    dt: float,
    condition: Floats,
    condition_end: Floats,
) -> None:
    """Staff of this step: lowers the condition of sites, and fills the two flows; `people` (A)."""
    if shock_holds(shocks, now, dt):
        work.state[CRISIS] = 1.0
    common = share_present(loads[ABSENCE, step], staff, work, loads[SCHOOL_CLOSURE, step])
    everyone, present = 0.0, 0.0
    for area in range(len(work.presence)):
        lost = 0.0
        for j in range(staff.near.shape[1]):
            lost += staff.weight[area, j] * work.kept[staff.near[area, j]]
        work.presence[area] = common * (1.0 - lost)
        everyone += people[area]
        present += people[area] * (1.0 - work.presence[area])
    mean = 1.0 - present / everyone if everyone > 0.0 else common
    record.flows[PRESENCE, step] = mean
    filled = mean
    if work.state[CRISIS] > 0.0:
        filled *= (1.0 + (staff.load - 1.0) * work.state[REST]) / staff.load
    record.flows[SHIFTS_FILLED, step] = min(1.0, filled)
    for k in range(len(staff.site)):
        presence = 1.0 - min(1.0, loads[ABSENCE, step])
        if staff.area[k] >= 0:
            presence = work.presence[staff.area[k]]
        if presence < staff.full[k]:
            factor = works_with(presence, staff.full[k], staff.floor[k])
            condition[staff.site[k]] *= factor
            condition_end[staff.site[k]] *= factor


@njit(cache=True, **LEAN)
def shock_holds(shocks: Shocks, now: float, dt: float) -> bool:
    """Whether some shock lowers some site in this step."""
    for k in range(len(shocks.site)):
        if shocks.depth[k] > 0.0 and shocks.start[k] < now + dt and shocks.end[k] > now:
            return True
    return False


@njit(cache=True, **LEAN)
def step_staff(
    staff: Staff, work: AtWork, total: Floats, record: Record, step: int, dt: float
) -> None:
    """What this step does to the staff of the next: homes, schools, tanks and rest."""
    state = work.state
    for area in range(len(work.kept)):
        lacked = max(
            record.unmet[POWER, step, area],
            record.unmet[HEAT, step, area],
            record.unmet[WATER, step, area],
        )
        work.kept[area] = 0.0
        if lacked > 0.0:
            share = min(1.0, lacked / total[area])
            work.kept[area] = staff.home * share * (1.0 - staff.kit * work.prepared[area])
    pumps = record.kinds[staff.pump, step] if staff.pump >= 0 else 1.0
    state[PUMPS_LOST] = 1.0 - pumps
    state[CLOSED] = 1.0 - record.kinds[staff.school, step] if staff.school >= 0 else 0.0
    change = (1.0 - pumps) / staff.travel_after_h - pumps / staff.tank_back_h
    state[EMPTY] = min(1.0, max(0.0, state[EMPTY] + change * dt))
    if state[CRISIS] > 0.0:
        state[REST] = max(0.0, state[REST] - (staff.load - 1.0) / staff.fatigue_h * dt)
    else:
        state[REST] = min(1.0, state[REST] + dt / staff.rest_h)
    state[CRISIS] = 1.0 if is_felt(record.unmet, total, step) else 0.0


@njit(cache=True, **LEAN)
def is_felt(unmet: Floats, total: Floats, step: int) -> bool:
    """Whether more than FELT of the people lack some need."""
    people = 0.0
    for area in range(len(total)):
        people += total[area]
    for need in range(NEEDS):
        lacked = 0.0
        for area in range(len(total)):
            lacked += unmet[need, step, area]
        if lacked > FELT * people:
            return True
    return False
