"""Hospital beds: who lies in one, who waits for one, and who comes.

Rules:
1. Hospitals hold the beds of the region in equal parts, and what Defence brings from
   `defence_from_h`, as far as it assists. Beds work at the level of their hospital, so by its
   power, water, oxygen and staff.
2. In peace bed_occupancy of the beds is taken, but none of those that a measure adds for a crisis,
   and as many come as leave: a part dt / stay of who lies in a bed. Elective patients
   (elective_share) stop coming while fewer beds work than patients need; they are not counted as
   waiting.
3. More come from homes that are too cold, from devices without power, and as the scenario says: the
   sick, and wounded soldiers from elsewhere (casualties). Who came for a device is not at home to
   come again, until after a stay.
4. Who lies in a bed that stops working waits, of civilians and soldiers the same part; who waits is
   not cured and not lost. Free beds are divided over civilians and soldiers who come or wait, by
   the rule of the scenario.
5. Conserved: who was there at the start + who came = in bed + waiting + left.

All are numbers of the whole region. A region without a hospital counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.sharing.tables import SIDE_ORDER
from weerbaar.twin.defence import draw_brought
from weerbaar.twin.dividing import (
    MILITARY,
    MILITARY_NAME,
    Division,
    fresh_division,
    make_division,
    share_out,
    terms_of,
)
from weerbaar.twin.state import (
    BEDS_WORKING,
    CASUALTIES,
    DEVICE,
    HEAT,
    PATIENTS,
    PATIENTS_WAITING,
    SICK,
    Record,
    Trace,
)
from weerbaar.twin.twin import Twin, draw_added, draw_resource

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HOSPITAL = "hospital"
CIVIL_NAME = "civil"
SIDES = len(SIDE_ORDER)
CIVIL_SIDE, MILITARY_SIDE = SIDE_ORDER.index("civil"), SIDE_ORDER.index("military")
DAY = 24.0
SMALL = 1e-9


class Beds(NamedTuple):
    """What one run draws of hospitals; `site` (n) are the hospitals, by identifier.

    `beds` and `defence` are of all hospitals together; the rest are parameters by name.
    `division` divides free beds; `claim` (2) are the claims of the sides in it, by SIDE_ORDER. All
    civilians ask in the name of the first hospital.
    """

    site: Ints
    beds: float
    defence: float
    defence_from_h: float
    occupancy: float
    stay_h: float
    elective: float
    cold_per_1000_h: float
    device_h: float
    division: Division
    claim: Ints


class Hospitals(NamedTuple):
    """What no run changes; fields as in `Beds`."""

    site: Ints
    division: Division
    claim: Ints


class Wards(NamedTuple):
    """Patients by side (2): `inside` a bed, `waiting`, those who `came` so far and who `left`.

    `away` (1) are people on a device who are not at home, because they came.
    """

    inside: Floats
    waiting: Floats
    came: Floats
    left: Floats
    away: Floats


def prepare_hospitals(twin: Twin) -> Hospitals:
    """The hospitals, and who asks for their beds."""
    network = twin.network
    row = network.kinds.index(HOSPITAL) + 1 if HOSPITAL in network.kinds else -1
    found = np.flatnonzero(network.graph.kind == row)
    sites = sorted((int(i) for i in found), key=lambda i: network.sites[i])
    division = make_division(
        terms_of(twin, 0, whole=False),
        "hospital_beds",
        claimants=[sites[0] if sites else 0, MILITARY],
        names=[network.sites[sites[0]] if sites else CIVIL_NAME, MILITARY_NAME],
        classes=[1, 1],
        weights=[1.0, 1.0],
        sides=[CIVIL_SIDE, MILITARY_SIDE],
    )
    civil = int(np.flatnonzero(division.claimants != MILITARY)[0])
    claim = np.array([civil, 1 - civil], np.int64)
    return Hospitals(np.array(sites, np.int64), division, claim)


def draw_beds(twin: Twin, run: int, values: Mapping[str, float]) -> Beds:
    """Hospitals and patients of one run, from its drawn parameters by name."""
    hospitals = twin.once(prepare_hospitals)
    beds = draw_resource(twin, run, "hospital_beds")
    more = draw_added(twin, run, "hospital_beds")
    # Beds for a crisis bring no patients of a normal day.
    usual = 1.0 - more / beds if more > 0.0 else 1.0
    return Beds(
        site=hospitals.site,
        beds=beds,
        defence=draw_brought(twin, run, "defence_beds"),
        defence_from_h=twin.scenario.defence_from_h,
        occupancy=min(1.0, values["bed_occupancy"]) * usual,
        stay_h=max(values["bed_stay_h"], 1.0),
        elective=min(1.0, values["elective_share"]),
        cold_per_1000_h=values["cold_patients_per_1000_h"],
        device_h=values["device_patients_h"],
        division=fresh_division(twin, run, hospitals.division),
        claim=hospitals.claim,
    )


@njit(cache=True, **LEAN)
def open_wards(beds: Beds) -> Wards:
    """A normal day: bed_occupancy of the beds is taken, by civilians."""
    inside = np.zeros(SIDES)
    inside[CIVIL_SIDE] = beds.occupancy * beds.beds
    return Wards(inside, np.zeros(SIDES), np.zeros(SIDES), np.zeros(SIDES), np.zeros(1))


@njit(cache=True, **LEAN)
def beds_working(beds: Beds, level: Floats, now: float, dt: float) -> float:
    """Beds that work in this step, those that Defence brought among them."""
    works = 0.0
    for i in range(len(beds.site)):
        works += level[beds.site[i]]
    there = min(1.0, max(0.0, (now + dt - beds.defence_from_h) / dt))
    return (beds.beds + beds.defence * there) * (works / len(beds.site))


@njit(cache=True, **LEAN)
def patients_come(
    beds: Beds, normal: bool, cold: float, devices: float, sick: float, wounded: float, dt: float
) -> tuple[float, float]:
    """Civilians and soldiers who come in a step of dt hours.

    `normal` says that elective patients come; `cold` are persons, `devices` those who come for
    one in this step, `sick` and `wounded` persons a day.
    """
    usual = beds.occupancy * beds.beds * (dt / beds.stay_h)
    civil = usual if normal else usual * (1.0 - beds.elective)
    civil += devices + (cold / 1000.0 * beds.cold_per_1000_h + sick / DAY) * dt
    return civil, wounded / DAY * dt


@njit(cache=True, **LEAN)
def come_for_device(beds: Beds, wards: Wards, without: float, dt: float) -> float:
    """How many of the people `without` power for their device come in a step (rule 3)."""
    away = wards.away[0]
    come = max(0.0, without - away) * min(1.0, beds.device_h * dt)
    wards.away[0] = away - away * min(1.0, dt / beds.stay_h) + come
    return float(come)


@njit(cache=True, **LEAN)
def treat(beds: Beds, wards: Wards, working: float, step: int, dt: float, trace: Trace) -> None:
    """Bring patients one step further: out of lost beds, home, and into free beds (rule 4).

    Who came in this step waits already.
    """
    inside, waiting = wards.inside, wards.waiting
    lying = inside[CIVIL_SIDE] + inside[MILITARY_SIDE]
    if lying > working:
        for side in range(SIDES):
            stays = inside[side] * (working / lying)
            waiting[side] += inside[side] - stays
            inside[side] = stays
    free = working
    for side in range(SIDES):
        leave = inside[side] * min(1.0, dt / beds.stay_h)
        inside[side] -= leave
        wards.left[side] += leave
        free -= inside[side]
        beds.division.claims.amount[beds.claim[side]] = waiting[side]
    share_out(beds.division, max(0.0, free), step, dt, trace)
    for side in range(SIDES):
        given = min(waiting[side], beds.division.grant[beds.claim[side]])
        inside[side] += given
        waiting[side] -= given


@njit(cache=True, **LEAN)
def step_beds(
    beds: Beds,
    wards: Wards,
    people: Floats,
    level: Floats,
    loads: Floats,
    record: Record,
    trace: Trace,
    step: int,
    now: float,
    dt: float,
) -> None:
    """Patients of this step, and the flows of beds, patients and who waits; `people` (A)."""
    if len(beds.site) == 0:
        return
    working = beds_working(beds, level, now, dt)
    cold, devices, total = 0.0, 0.0, 0.0
    for area in range(len(people)):
        cold += record.unmet[HEAT, step, area]
        devices += record.unmet[DEVICE, step, area]
        total += people[area]
    need = wards.inside.sum() + wards.waiting.sum()
    civil, wounded = patients_come(
        beds,
        need <= working + SMALL,
        cold,
        come_for_device(beds, wards, devices, dt),
        loads[SICK, step] * total / 1e5,
        loads[CASUALTIES, step],
        dt,
    )
    for side, come in ((CIVIL_SIDE, civil), (MILITARY_SIDE, wounded)):
        wards.waiting[side] += come
        wards.came[side] += come
    treat(beds, wards, working, step, dt, trace)
    record.flows[BEDS_WORKING, step] = working
    record.flows[PATIENTS, step] = wards.inside.sum()
    record.flows[PATIENTS_WAITING, step] = wards.waiting.sum()
