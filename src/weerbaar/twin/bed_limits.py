"""What keeps hospital beds from working first: staff, power, water or oxygen.

Rules:
1. A limit is an input of hospitals, or their staff. To lift it means that no hospital ever lacks
   it: an input lasts FOREVER, staff is always enough. All else stays as it was drawn.
2. A limit alone is a course in which all others are lifted. It binds from the first hour in which
   fewer beds work so than with all lifted; what it costs are the bed-hours that are lost so.
3. First binds the limit with the earliest such hour in a course; of two in the same hour both do.
   It is named only where that is so in at least STANDS_OUT of the courses.
4. Where patients wait although all is lifted, beds themselves are too few: the most who wait then.
5. All courses share the draws, so that nothing differs but what is lifted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.twin.beds import HOSPITAL
from weerbaar.twin.building import ordered, with_levers
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.levers import EQUIP, RESOURCE, Lever, Stage
from weerbaar.twin.reading import fixed
from weerbaar.twin.state import BEDS_WORKING, PATIENTS_WAITING
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]

STAFF = "staff"
FOREVER = 1e5
STANDS_OUT = 0.8
LEAST = 0.5
"""Beds that make a difference: half a bed is none."""
QUANTILES = (10, 50, 90)
BEDS = "hospital_beds"


@dataclass(frozen=True)
class Limit:
    """What one limit does alone: the share of courses in which it binds, from which hour there, how
    many bed-hours it costs, and in which share of all courses it binds first."""

    limit: str
    binds_in: float
    first_h: Band | None
    lost_bed_h: Band
    first_in: float


@dataclass(frozen=True)
class BedLimits:
    """What keeps beds from working. `first` is the limit that binds first, where one stands out.

    `beds` are those that work with all lifted, at most; `waiting` the most who wait for one as it
    is, and `too_few` those who wait with all lifted.
    """

    limits: tuple[Limit, ...]
    first: str | None
    beds: Band
    lost_bed_h: Band
    waiting: Band
    too_few: Band


def limits_of(twin: Twin) -> tuple[str, ...]:
    """The limits of hospitals here: staff, and each input that they need."""
    rows = twin.network.library.dependencies
    inputs = rows["input"][rows["consumer"] == HOSPITAL]
    return (STAFF, *sorted({str(name) for name in inputs}))


def lifted(twin: Twin, limits: Collection[str], more: float = 0.0) -> Twin:
    """The twin in which hospitals never lack these, with so many beds more (rule 1)."""
    hospitals = ordered(twin, HOSPITAL)
    levers = [_never_without(name, hospitals) for name in limits if name != STAFF]
    levers += [_lever(RESOURCE, BEDS, more)] if more else []
    made = with_levers(twin, levers, {})
    if STAFF not in limits:
        return made
    rows = made.library.operations
    full = np.where(rows["kind"] == HOSPITAL, 0.0, rows["staff_full"])
    operations = replace(rows, columns={**rows.columns, "staff_full": full})
    return replace(made, library=replace(made.library, operations=operations))


def _never_without(name: str, hospitals: tuple[str, ...]) -> Lever:
    lever = _lever(EQUIP, HOSPITAL, float(len(hospitals)))
    return replace(
        lever,
        name=f"lifted|{name}",
        input=name,
        hours=fixed(FOREVER),
        fail_start=fixed(0.0),
        sites=hospitals,
    )


def _lever(what: str, of: str, value: float) -> Lever:
    stages, one, none = (Stage(value, 0.0),), fixed(1.0), fixed(0.0)
    return Lever("lifted", "lifted", what, of, amount=one, stages=stages, lead_months=none)


def find_limits(
    twin: Twin, draws: int, more: float = 0.0, tell: Callable[[int], None] | None = None
) -> BedLimits:
    """What keeps beds from working, over so many courses; `tell` hears how many were made."""
    names = limits_of(twin)
    twins = [lifted(twin, (), more), lifted(twin, names, more)]
    twins += [lifted(twin, [other for other in names if other != name], more) for name in names]
    base, free, *alone = [_Courses() for _ in twins]
    for run in range(draws):
        for courses, one in zip((base, free, *alone), twins, strict=True):
            courses.add(one, run)
        if tell:
            tell((run + 1) * len(twins))
    hours = np.array([_first_hours(free, one, twin.dt) for one in alone])
    earliest = hours.min(axis=0)
    firsts = (hours == earliest) & np.isfinite(earliest)
    limits = tuple(
        Limit(
            name,
            float(np.isfinite(hours[i]).mean()),
            _band(hours[i][np.isfinite(hours[i])]) if np.isfinite(hours[i]).any() else None,
            _band(_lost(free, alone[i], twin.dt)),
            float(firsts[i].mean()),
        )
        for i, name in enumerate(names)
    )
    standing = [one.limit for one in limits if one.first_in >= STANDS_OUT]
    return BedLimits(
        limits=limits,
        first=standing[0] if len(standing) == 1 else None,
        beds=_band(np.array([beds.max() for beds in free.beds])),
        lost_bed_h=_band(_lost(free, base, twin.dt)),
        waiting=_band(np.array([most.max() for most in base.waiting])),
        too_few=_band(np.array([most.max() for most in free.waiting])),
    )


class _Courses:
    """Beds that work and patients who wait, course by course, each (steps)."""

    def __init__(self) -> None:
        self.beds: list[Floats] = []
        self.waiting: list[Floats] = []

    def add(self, twin: Twin, run: int) -> None:
        flows = run_once(twin, run).flows
        self.beds.append(np.asarray(flows[BEDS_WORKING], np.float64))
        self.waiting.append(np.asarray(flows[PATIENTS_WAITING], np.float64))


def _short(free: _Courses, one: _Courses, run: int) -> Floats:
    """Beds that work less than with all lifted, in the steps that both have."""
    steps = min(len(free.beds[run]), len(one.beds[run]))
    short: Floats = free.beds[run][:steps] - one.beds[run][:steps]
    return np.where(short > LEAST, short, 0.0)


def _first_hours(free: _Courses, one: _Courses, dt: float) -> Floats:
    """The first hour in which beds are short in each course, infinite where they never are."""
    found = []
    for run in range(len(free.beds)):
        steps = np.flatnonzero(_short(free, one, run))
        found.append(float(steps[0]) * dt if len(steps) else np.inf)
    return np.array(found)


def _lost(free: _Courses, one: _Courses, dt: float) -> Floats:
    return np.array([_short(free, one, run).sum() * dt for run in range(len(free.beds))])


def _band(values: Floats) -> Band:
    low, middle, high = (float(value) for value in np.percentile(values, QUANTILES))
    return Band(low, middle, high)
