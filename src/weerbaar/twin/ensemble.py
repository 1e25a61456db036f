"""Runs of the twin: from a network, a scenario and a seed to what each draw leaves.

A run is reproducible from (region hash, scenario, variant, seed, run number, software version). All
that is uncertain is drawn by key (see `draws`), so runs may be made in any order and anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.twin.cascade import ALWAYS, Sites, fresh_sites, keep_awake
from weerbaar.twin.case import Case
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.kernel import simulate
from weerbaar.twin.reading import fixed
from weerbaar.twin.sewers import SEWERS
from weerbaar.twin.state import (
    CARE,
    CELLS,
    DEVICE,
    GROUPS,
    HOMES,
    MEDICINE,
    NEEDS,
    Causes,
    Homes,
    Lack,
    Lacked,
    People,
    Record,
    Trace,
    Used,
    no_trace,
)
from weerbaar.twin.tables import FLOW_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin

NOT_QUIET = ProblemKind(
    "lacking-without-shock",
    mark("Without any shock {persons} people already lack {need} in this scenario."),
    mark("Check the temperatures indoors (day_c, night_c) and the services of the region."),
)
QUIET_SHARE = 0.001

Floats = NDArray[np.float64]
Small = NDArray[np.float32]
Ints = NDArray[np.int64]

LOG_ROOM = 4
GRANTS_ROOM = 2_000_000
LEFT_OVER = 1e-9
"""A loss that is a cause only where there is no other: what is left to stock."""


@dataclass(frozen=True)
class CauseRows:
    """Person-hours by cause: one row for each need, area, way, chain, root and mark (L rows)."""

    need: Ints
    area: Ints
    how: Ints
    chain: Ints
    root: Ints
    estimated: Ints
    hours: Floats


@dataclass(frozen=True)
class Run:
    """What one run leaves. T steps, A areas; see `state.Record` for the shapes.

    `persons` (N, A, 10) are those who have each need at all, by group and income.
    `visits` and `unserved` (A) are visits to support points, `queue` (T, A) who waits there.
    `flows` (F, T) is what is counted for the whole region, see `tables.FLOW_ORDER`.
    `outage_h` is when the last shock ended, or the last thing was mended, and where there are no
    shocks when the last load ended; where something is still broken when the run ends, one step
    after that. A load that outlasts the shocks does not count: recovery is from the outage.
    `drawn` are the figures that were drawn, for the report; `unsettled` counts the steps in which
    sites that hold each other up did not settle.
    """

    run: int
    steps: int
    persons: Floats
    unmet: Small
    cells: Floats
    cell_curve: Small
    weighted: Floats
    counts: Floats
    kinds: Small
    mobile: Small
    visits: Floats
    unserved: Floats
    queue: Small
    flows: Small
    causes: CauseRows
    outage_h: float
    start_hour: float
    drawn: Mapping[str, float]
    unsettled: int = 0

    def rows(self, field: str, low: int, high: int) -> NDArray[Any]:
        """Rows low to high - 1 of a field that is an array; a run on disk reads no more."""
        found: NDArray[Any] = getattr(self, field)[low:high]
        return found

    def hours(self, field: str, low: int, high: int, first: int, last: int) -> NDArray[Any]:
        """Steps first to last - 1 of those rows, of a field (rows, steps, areas)."""
        found: NDArray[Any] = getattr(self, field)[low:high, first:last]
        return found


def check_quiet(twin: Twin) -> None:
    """Raise Refused where people lack something without any shock: unmet is measured from zero.

    One run with all shocks and loads taken away may lack at most 0.1 % of each need (model,
    section 3).
    """
    still = tuple(replace(shock, depth=fixed(0.0)) for shock in twin.scenario.shocks)
    scenario = replace(
        twin.scenario, shocks=still, loads=(), grid_outside=1.0, suppliers_outside=1.0
    )
    quiet = replace(twin, scenario=scenario, hours=48.0)
    run = run_once(quiet, 0)
    problems = []
    for need, name in enumerate(NEED_ORDER):
        lacked = float(run.unmet[need].sum()) / run.steps
        if lacked > QUIET_SHARE * float(run.persons[need].sum()):
            params = {"need": name, "persons": round(lacked)}
            problems.append(Problem(NOT_QUIET, twin.scenario.scenario, params=params))
    refuse_if(problems)


def run_once(twin: Twin, run: int) -> Run:
    """One run of the twin."""
    return _run(twin, run, traced=False)[0]


def trace_once(twin: Twin, run: int) -> tuple[Run, Floats]:
    """One run together with every site's level in every step, shape (steps, sites)."""
    made, trace = _run(twin, run, traced=True)
    return made, trace.levels[: made.steps]


def trace_grants(twin: Twin, run: int) -> tuple[Run, Floats]:
    """One run together with its log of claims and grants, see `state.Trace`, shape (rows, 5)."""
    made, trace = _run(twin, run, traced=True)
    return made, trace.grants[: int(trace.given[0])]


def causes_at(twin: Twin, run: int, step: int) -> Sites:
    """The sites of one run at the end of a step, with the causes latched by then.

    The run is made again up to there: a trace keeps levels only.
    """
    case, _ = make_case(twin, run)
    case = case._replace(clock=case.clock._replace(outside=case.clock.outside[: step + 1]))
    state = fresh_state(case, len(twin.network.kinds))
    simulate(case, *state, no_trace())
    return state.sites


def _run(twin: Twin, run: int, traced: bool) -> tuple[Run, Trace]:
    case, facts = make_case(twin, run)
    trace = no_trace()
    if traced:
        levels = np.zeros((len(case.clock.outside), len(case.graph.kind)))
        trace = Trace(levels, np.zeros((GRANTS_ROOM, 5)), np.zeros(1, np.int64))
    state = fresh_state(case, len(twin.network.kinds))
    steps = int(simulate(case, *state, trace))
    record, spells = state.record, state.causes
    unsettled = int(state.sites.unsettled[0])
    facts |= _mended(case, facts["outage_h"], steps)
    made = Run(
        run=run,
        steps=steps,
        persons=_persons(case.people),
        unmet=record.unmet[:, :steps].astype(np.float32),
        cells=record.cells,
        cell_curve=record.cell_curve[:, :steps].astype(np.float32),
        weighted=record.weighted,
        counts=record.counts,
        kinds=record.kinds[:, :steps].astype(np.float32),
        mobile=record.mobile[:steps].astype(np.float32),
        flows=record.flows[:, :steps].astype(np.float32),
        visits=record.visits,
        unserved=record.unserved,
        queue=record.queue[:steps].astype(np.float32),
        causes=_causes(spells, case),
        outage_h=facts["outage_h"],
        start_hour=facts["start_hour"],
        drawn=facts,
        unsettled=unsettled,
    )
    return made, trace


class State(NamedTuple):
    """All that changes in a run, in the order in which the kernel takes it."""

    sites: Sites
    homes: Homes
    used: Used
    lacked: Lacked
    lack: Lack
    causes: Causes
    record: Record


def fresh_state(case: Case, kinds: int) -> State:
    """The state before anything happened, with room for what the run leaves."""
    areas, blocks = len(case.people.total), len(case.places.block_area)
    profiles, k = len(case.people.threshold), case.stocks.tau.shape[1]
    steps, units = len(case.clock.outside), blocks + areas
    histories = 2 * blocks if case.people.islanding.max() > 0.0 else blocks
    homes = Homes(
        temperature=np.zeros((histories, HOMES, profiles, k)),
        lacked=np.zeros((histories, HOMES, profiles, k)),
        cold=np.zeros((histories, HOMES, profiles)),
        weight=np.ones(histories),
        power=np.ones(histories),
        before=np.ones(histories),
        decay=np.exp(-case.clock.dt / case.stocks.tau),
        history=np.zeros((2, blocks), np.int64),
        first=np.full(histories, -1, np.int64),
        sibling=np.full(histories, -1, np.int64),
        made=np.ones(1, np.int64),
        battery=np.zeros(blocks),
        island=np.ones(blocks),
    )
    used = Used(
        water_low=np.zeros((3, areas, 2, k)),
        water_low_lacked=np.zeros((3, areas, 2, k)),
        water_up=np.zeros((3, blocks, 2, k)),
        water_up_lacked=np.zeros((3, blocks, 2, k)),
        food=np.zeros((areas, 2, k)),
        food_lacked=np.zeros((areas, 2, k)),
        hoarded=np.zeros((areas, 2)),
        machines=np.zeros(areas),
        medicine=np.zeros((areas, 2, k)),
        medicine_lacked=np.zeros((areas, 2, k)),
        cash=np.zeros((areas, 2, k)),
        phone=np.zeros((histories, 2, k)),
        device=np.zeros((histories, k)),
        device_lacked=np.zeros((histories, k)),
        sewer=np.zeros((len(SEWERS), blocks, k)),
        sewer_lacked=np.zeros((len(SEWERS), blocks, k)),
        tank=np.zeros((areas, k)),
        tank_lacked=np.zeros((areas, k)),
        rail_lacked=np.zeros((areas, k)),
    )
    lacked = Lacked(
        power=np.zeros((2, blocks)),
        help_call=np.zeros((areas, 2, k)),
        information=np.zeros((areas, 2, k)),
        payment=np.zeros((areas, 2, k)),
        care=np.zeros((areas, k)),
    )
    lack = Lack(
        share=np.zeros((NEEDS, areas, HOMES, profiles, 2)),
        weighted=np.zeros((NEEDS, areas)),
        measure=np.zeros((NEEDS, areas)),
        person_hours=np.zeros((NEEDS, units)),
        site=np.full((NEEDS, units), -1, np.int64),
        by_site=np.zeros((NEEDS, units)),
        by_demand=np.zeros((NEEDS, units)),
        by_stock=np.full((NEEDS, units), LEFT_OVER),
    )
    # One row for each need and unit is the reserve of the log, see `causes`.
    room = (LOG_ROOM + 1) * NEEDS * units
    causes = Causes(
        how=np.full((NEEDS, units), -1, np.int64),
        site=np.full((NEEDS, units), -1, np.int64),
        chain=np.zeros((NEEDS, units), np.int64),
        root=np.full((NEEDS, units), -1, np.int64),
        estimated=np.zeros((NEEDS, units), np.int64),
        hours=np.zeros((NEEDS, units)),
        log=np.zeros((room, 6), np.int64),
        log_hours=np.zeros(room),
        ended=np.zeros(1, np.int64),
    )
    record = Record(
        unmet=np.zeros((NEEDS, steps, areas)),
        cells=np.zeros((NEEDS, areas, CELLS)),
        cell_curve=np.zeros((NEEDS, steps, CELLS)),
        weighted=np.zeros((NEEDS, areas)),
        counts=np.zeros((len(case.norms.need), areas, CELLS)),
        kinds=np.zeros((kinds, steps)),
        visits=np.zeros(areas),
        unserved=np.zeros(areas),
        queue=np.zeros((steps, areas)),
        mobile=np.zeros((steps, areas)),
        flows=np.zeros((len(FLOW_ORDER), steps)),
    )
    sites = fresh_sites(case.graph, case.buffers)
    for inputs in (case.shelves.input, case.fuel.input, case.generators.input):
        keep_awake(case.graph, sites, inputs[inputs >= 0])
    claimants = case.generators.division.claimants
    sites.awake[claimants[claimants >= 0]] = ALWAYS
    return State(sites, homes, used, lacked, lack, causes, record)


def _mended(case: Case, given_h: float, steps: int) -> dict[str, float]:
    """The hour at which the last shock was over or the last thing mended; see `Run`."""
    if not len(case.crews.row):
        return {}
    last = max(given_h, float(case.shocks.end.max()))
    return {"outage_h": last if np.isfinite(last) else (steps + 1) * case.clock.dt}


def _persons(people: People) -> Floats:
    """Persons who have each need, (N, A, 10): all, but for medicine, devices and care at home."""
    rows = people.rows.reshape(len(people.total), HOMES, GROUPS, 2, 2)
    cells = rows.sum(axis=(1, 4)).reshape(len(people.total), CELLS)
    persons = np.repeat(cells[None], NEEDS, axis=0)
    persons[MEDICINE] *= np.repeat(people.medicine, 2)
    persons[CARE, :, 2:] = 0.0
    care = cells[:, :2]
    persons[DEVICE] = 0.0
    persons[DEVICE, :, :2] = (
        people.devices[:, None] * care / np.maximum(care.sum(axis=1, keepdims=True), 1e-9)
    )
    return persons


def _causes(spells: Causes, case: Case) -> CauseRows:
    n = int(spells.ended[0])
    blocks = len(case.places.block_area)
    need, unit, how, chain, root, estimated = spells.log[:n].T
    area = np.where(
        unit < blocks, case.places.block_area[np.minimum(unit, blocks - 1)], unit - blocks
    )
    # One sort over two keys: sorting whole rows takes three times as long.
    sites = len(case.graph.kind) + 1
    packed = (((need * len(case.people.total) + area) * 4 + how) * 2 + estimated) * sites + root + 1
    order = np.lexsort((chain, packed))
    packed, chain = packed[order], chain[order]
    first = np.ones(n, dtype=bool)
    first[1:] = (packed[1:] != packed[:-1]) | (chain[1:] != chain[:-1])
    at = order[first]
    hours = np.zeros(len(at))
    np.add.at(hours, np.cumsum(first) - 1, spells.log_hours[:n][order])
    return CauseRows(
        need=need[at],
        area=area[at],
        how=how[at],
        chain=chain[first],
        root=root[at],
        estimated=estimated[at],
        hours=hours,
    )
