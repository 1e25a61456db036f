"""What strengthening or widening one road or railway does for convoys and for civil freight.

Rules:
1. A trial changes the routes and nothing else: one that does not bear the vehicles of the convoys
   now does, or a railway carries a share more; then all of them together. Routes may be shut.
2. Routes fail, and come back, as in the course without the change: what a route bears moves no
   site. So each course is made once with the levels of its sites, and only convoys and freight are
   stepped again (`convoys`), on the same draws.
3. Compared are vehicle-hours that wait, vehicles that pass, and tonnes of civil freight displaced.
   A gain is the course without the trial less that with it; nothing is ranked where bands meet 0.

Routes of a mode stand side by side in the twin: one that bears convoys and has room is enough, and
where each leads is left out. Whether a bridge bears a class says its owner: the classes that ship
are assumptions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.common.tables import Rows
from weerbaar.twin.convoys import Convoys, draw_convoys, open_convoys, step_convoys
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import fresh_state, trace_once
from weerbaar.twin.state import (
    CONVOYS,
    FREIGHT_DISPLACED,
    VEHICLES_PASSED,
    VEHICLES_WAITING,
    Record,
    no_trace,
)
from weerbaar.twin.twin import Twin, parameter_values

Floats = NDArray[np.float64]

STRENGTHEN, WIDEN, ALL = WHATS = ("strengthen", "widen", "all")
RAIL = "rail"
QUANTILES = (10, 50, 90)
DIGITS = 3
"""Of vehicles and tonnes: less is rounding of numbers."""


@dataclass(frozen=True)
class Trial:
    """One change: `what` is done to the routes named by their sites."""

    what: str
    sites: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """What passes in courses (n): vehicle-hours that wait, vehicles that pass, tonnes displaced."""

    waiting: Floats
    passed: Floats
    displaced: Floats


@dataclass(frozen=True)
class Tried:
    """What a trial gains: vehicle-hours and tonnes that are spared, and vehicles more that pass."""

    trial: Trial
    waiting: Band
    passed: Band
    displaced: Band


def with_routes(twin: Twin, rows: Rows) -> Twin:
    """The twin with these rows of routes; everything else is shared."""
    region = replace(twin.network.region, routes=rows)
    return replace(twin, network=replace(twin.network, region=region))


def shut(rows: Rows, sites: Collection[str]) -> Rows:
    """The routes without room on those at these sites."""
    room = np.where(np.isin(rows["site"].astype(str), list(sites)), 0.0, rows["capacity_h"])
    return replace(rows, columns={**rows.columns, "capacity_h": room})


def trials_of(rows: Rows, convoy_class: float, more: float) -> list[Trial]:
    """The routes that can be strengthened for vehicles of this class, and railways that can be
    widened, one by one; then all together, where there are several."""
    names = [str(name) for name in rows["site"]]
    weak = [names[i] for i in np.flatnonzero(rows["load_class"] < convoy_class)]
    rails = [names[i] for i in np.flatnonzero(rows["mode"] == RAIL)] if more > 0 else []
    found = [Trial(STRENGTHEN, (name,)) for name in sorted(weak)]
    found += [Trial(WIDEN, (name,)) for name in sorted(rails)]
    return [*found, Trial(ALL, tuple(sorted({*weak, *rails})))] if len(found) > 1 else found


def tried_rows(rows: Rows, trial: Trial, convoy_class: float, more: float) -> Rows:
    """The routes after a trial (rule 1)."""
    own = np.isin(rows["site"].astype(str), list(trial.sites))
    bears, room = rows["load_class"].copy(), rows["capacity_h"].copy()
    if trial.what in (STRENGTHEN, ALL):
        bears[own] = np.maximum(bears[own], convoy_class)
    if trial.what in (WIDEN, ALL):
        room[own & (rows["mode"] == RAIL)] *= 1.0 + more
    return replace(rows, columns={**rows.columns, "load_class": bears, "capacity_h": room})


def try_routes(
    twin: Twin,
    draws: int,
    more: float,
    closed: Collection[str] = (),
    tell: Callable[[int], None] | None = None,
) -> tuple[Moved, list[Tried]]:
    """What passes as it is, and what each trial gains; `tell` hears how many courses were made."""
    rows, bears = shut(twin.network.region.routes, closed), twin.scenario.convoy_class
    trials = trials_of(rows, bears, more)
    twins = [with_routes(twin, rows)]
    twins += [with_routes(twin, tried_rows(rows, trial, bears, more)) for trial in trials]
    found: list[list[tuple[float, float, float]]] = [[] for _ in twins]
    for run in range(draws):
        levels = trace_once(twins[0], run)[1]
        case, _ = make_case(twins[0], run)
        record = fresh_state(case, len(twin.network.kinds)).record
        for own, one in zip(found, twins, strict=True):
            convoys = draw_convoys(one, run, parameter_values(one, run))
            own.append(_course(convoys, levels, case.loads[CONVOYS], record, twin.dt))
        if tell:
            tell(run + 1)
    base, *others = (
        Moved(*(np.array(values) for values in zip(*own, strict=True))) for own in found
    )
    return base, [_gain(trial, base, one) for trial, one in zip(trials, others, strict=True)]


def _course(
    convoys: Convoys, levels: Floats, arrivals: Floats, record: Record, dt: float
) -> tuple[float, float, float]:
    """Vehicle-hours that wait, vehicles that pass and tonnes displaced in one course (rule 2)."""
    waiting, trace = open_convoys(), no_trace()
    for step, level in enumerate(levels):
        step_convoys(convoys, waiting, arrivals[step], level, record, trace, step, dt)
    flows = record.flows[:, : len(levels)].astype(np.float64)
    wait, passed, off = (
        round(float(flows[row].sum()) * dt, DIGITS)
        for row in (VEHICLES_WAITING, VEHICLES_PASSED, FREIGHT_DISPLACED)
    )
    return wait, passed, off


def _gain(trial: Trial, base: Moved, one: Moved) -> Tried:
    return Tried(
        trial,
        waiting=band_of(base.waiting - one.waiting),
        passed=band_of(one.passed - base.passed),
        displaced=band_of(base.displaced - one.displaced),
    )


def band_of(values: Floats) -> Band:
    """The middle, and the ends that 1 in 10 courses pass."""
    low, middle, high = (float(value) for value in np.percentile(values, QUANTILES))
    return Band(low, middle, high)
