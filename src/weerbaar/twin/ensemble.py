"""Runs of the twin: from a network, a scenario and a seed to what each draw leaves.

A run is reproducible from (region hash, scenario, variant, seed, run number, software version). All
that is uncertain is drawn by key (see `draws`), so runs may be made in any order and anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.region.tables import STOCK_ORDER
from weerbaar.twin.beds import draw_beds
from weerbaar.twin.cascade import Buffers, Sites, fresh_sites
from weerbaar.twin.case import Case
from weerbaar.twin.convoys import draw_convoys
from weerbaar.twin.crews import FAR, SORTS, Crews, Damage, draw_crews, prepare_menders
from weerbaar.twin.draws import correlated, key_of, keys_of, normal, quantile, strata, uniform
from weerbaar.twin.fuel import draw_fuel
from weerbaar.twin.generators import draw_generators
from weerbaar.twin.kernel import simulate
from weerbaar.twin.network import Network
from weerbaar.twin.population import spread_people
from weerbaar.twin.reading import fixed
from weerbaar.twin.reception import draw_reception
from weerbaar.twin.scenario import CREWS_HOURS, Load, Shock, sites_of, weibull_factor
from weerbaar.twin.sewers import SEWERS, draw_sewers
from weerbaar.twin.staff import draw_staff
from weerbaar.twin.state import (
    CARE,
    CELLS,
    DEVICE,
    GROUPS,
    HOMES,
    MEDICINE,
    NEEDS,
    WATER_NEEDS,
    Causes,
    Clock,
    Homes,
    Knobs,
    Lack,
    Lacked,
    Norms,
    People,
    Record,
    Shelves,
    Shocks,
    Stocks,
    Trace,
    Used,
    no_trace,
)
from weerbaar.twin.tables import FLOW_ORDER, HOME_ORDER, LOAD_ORDER, NEED_ORDER
from weerbaar.twin.tankers import draw_tankers
from weerbaar.twin.transport import draw_transport
from weerbaar.twin.twin import PARAMETER, Twin, draw_figure, parameter_values

NOT_QUIET = ProblemKind(
    "lacking-without-shock",
    mark("Without any shock {persons} people already lack {need} in this scenario."),
    mark("Check the temperatures indoors (day_c, night_c) and the services of the region."),
)
QUIET_SHARE = 0.001

Floats = NDArray[np.float64]
Small = NDArray[np.float32]
Ints = NDArray[np.int64]

NEVER_FAILS = key_of("never fails")
STARTS = key_of("back-up starts")
STEP = key_of("restoration step")
SHED = key_of("switched off")
STRATA = 10
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
    `outage_h` is when the last shock ended, or the last thing was mended; where something is still
    broken when the run ends, one step after that. `drawn` are the figures that were drawn, for the
    report; `unsettled` counts the steps in which sites that hold each other up did not settle.
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


def sites_hit(network: Network, shock: Shock) -> Ints:
    """Positions in the graph of the sites that a shock hits."""
    hit = sites_of(shock, network.region)[network.site_rows]
    return np.flatnonzero(hit).astype(np.int64)


def prepare_hits(twin: Twin) -> tuple[Ints, ...]:
    """The sites that each shock hits."""
    return tuple(sites_hit(twin.network, shock) for shock in twin.scenario.shocks)


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


def make_case(twin: Twin, run: int) -> tuple[Case, dict[str, float]]:
    """Everything one run reads, drawn; and the drawn figures that a reader may want to see."""
    twin, run = twin.placed(run)
    values = parameter_values(twin, run)
    rho = values["rho"]
    shocks, damage, facts = _shocks(twin, run)
    start_hour = draw_figure(twin, run, "start_hour", twin.scenario.start_hour)
    celsius = twin.scenario.temperature_c
    temperature = draw_figure(twin, run, "temperature_c", celsius, least=-np.inf)
    shop_demand, values["hoard_demand"] = _demand(twin, run, values["hoard_demand"])
    spans = [_span(twin, run, load) for load in twin.scenario.loads]
    end = max([float(facts["outage_h"]), *(span[1] for span in spans)])
    facts["outage_h"] = end
    crews = draw_crews(twin, run, values, shocks, damage._replace(over_h=end))
    facts |= _crew_facts(crews)
    longest = max(end, float(crews.ready.max()) + CREWS_HOURS) if len(crews.ready) else end
    clock = _clock(twin, start_hour, temperature, end, longest)
    facts |= {"start_hour": start_hour, "temperature_c": temperature, "shop_demand": shop_demand}
    facts["hoard_demand"] = values["hoard_demand"]
    generators = draw_generators(twin, run, values)
    case = Case(
        graph=twin.network.graph,
        buffers=_buffers(twin, run, rho, shop_demand),
        shelves=_shelves(twin.network),
        places=twin.network.places,
        people=_people(twin, values),
        stocks=_stocks(twin, run, rho),
        knobs=Knobs(**{name: values[name] for name in Knobs._fields}),
        shocks=shocks,
        clock=clock,
        norms=_norms(twin),
        water_norm=np.array([twin.library.needs["norm"][need] for need in WATER_NEEDS]),
        tolerance=twin.library.tolerance,
        loads=_loads(twin, clock, spans),
        crews=crews,
        staff=draw_staff(twin, values),
        beds=draw_beds(twin, run, values),
        sewers=draw_sewers(twin, run, values, STRATA),
        reception=draw_reception(twin, run, values, spans),
        convoys=draw_convoys(twin, run, values),
        transport=draw_transport(twin, values, STRATA),
        fuel=draw_fuel(twin, run, values, generators),
        generators=generators,
        tankers=draw_tankers(twin, run, values),
    )
    return case, facts


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
    return State(sites, homes, used, lacked, lack, causes, record)


def _mended(case: Case, given_h: float, steps: int) -> dict[str, float]:
    """The hour at which the last shock was over or the last thing mended; see `Run`."""
    if not len(case.crews.row):
        return {}
    last = max(given_h, float(case.shocks.end.max()))
    return {"outage_h": last if np.isfinite(last) else (steps + 1) * case.clock.dt}


def _crew_facts(crews: Crews) -> dict[str, float]:
    """How many crews of each sort there are, where any has work to do."""
    return {
        name: float(crews.there[c])
        for c, name in enumerate(SORTS)
        if crews.sorts[c + 1] > crews.sorts[c]
    }


def _shocks(twin: Twin, run: int) -> tuple[Shocks, Damage, dict[str, float]]:
    """The shocks of one run, what of them crews may mend, and the drawn figures."""
    site: list[int] = []
    start, end, depth = [], [], []
    broken: dict[int, float] = {}
    facts: dict[str, float] = {"outage_h": 0.0}
    for shock, hit in zip(twin.scenario.shocks, twin.once(prepare_hits), strict=True):
        key = f"shock:{shock.name}"
        begins = draw_figure(twin, run, f"{key}:from_h", shock.from_h)
        lasts = draw_figure(twin, run, f"{key}:duration_h", shock.duration_h)
        deep = draw_figure(twin, run, f"{key}:depth", shock.depth, most=1.0)
        ends = np.full(len(hit), begins + lasts)
        if shock.restoration == "weibull":
            q = uniform(twin.seed, run, twin.network.keys[hit], STEP)
            factors = [weibull_factor(float(u), shock.weibull_k) for u in q]
            ends = begins + lasts * np.array(factors)
        if shock.restoration == "crews" and deep > 0.0:
            mended = np.flatnonzero(twin.once(prepare_menders).sort[hit] >= 0).tolist()
            broken |= {len(site) + k: begins + lasts for k in mended}
        site += hit.tolist()
        start += [begins] * len(hit)
        end += [float(e) for e in ends]
        depth += [deep] * len(hit)
        facts["outage_h"] = max([facts["outage_h"], *(float(e) for e in ends)])
        facts[f"{shock.name}: h"] = lasts
    tail = []
    for i, lost in _outside(twin):
        tail.append(len(site))
        site.append(i)
        start.append(0.0)
        end.append(facts["outage_h"])
        depth.append(lost)
    shocks = Shocks(np.array(site, np.int64), np.array(start), np.array(end), np.array(depth))
    rows = np.array(list(broken), np.int64)
    waiting = np.array(tail if broken else [], np.int64)
    shocks.end[rows] = FAR
    shocks.end[waiting] = FAR
    damage = Damage(
        row=rows,
        ready=np.array(list(broken.values())),
        tail=waiting,
        given_h=facts["outage_h"],
        over_h=facts["outage_h"],
    )
    return shocks, damage, facts


def _span(twin: Twin, run: int, load: Load) -> tuple[float, float, float]:
    """First hour, last hour and amount of a load in this run."""
    key = f"load:{load.name}"
    begins = draw_figure(twin, run, f"{key}:from_h", load.from_h)
    lasts = draw_figure(twin, run, f"{key}:duration_h", load.duration_h)
    return begins, begins + lasts, draw_figure(twin, run, f"{key}:amount", load.amount)


def _loads(twin: Twin, clock: Clock, spans: Sequence[tuple[float, float, float]]) -> Floats:
    """What comes over the region in each step, (L, T): loads of one sort add up."""
    start = np.arange(len(clock.outside)) * clock.dt
    found = np.zeros((len(LOAD_ORDER), len(start)))
    for load, (begins, ends, amount) in zip(twin.scenario.loads, spans, strict=True):
        part = np.minimum(start + clock.dt, ends) - np.maximum(start, begins)
        found[LOAD_ORDER.index(load.what)] += amount * np.clip(part / clock.dt, 0.0, 1.0)
    return found


def _outside(twin: Twin) -> list[tuple[int, float]]:
    scenario, network = twin.scenario, twin.network
    hits = []
    for i in np.flatnonzero(network.outside):
        kind = network.kinds[int(network.graph.kind[i]) - 1]
        works = scenario.grid_outside if kind == "grid" else scenario.suppliers_outside
        if works < 1.0:
            hits.append((int(i), 1.0 - works))
    return hits


def _buffers(twin: Twin, run: int, rho: float, shop_demand: float) -> Buffers:
    inputs = twin.network.inputs
    common = normal(twin.seed, run, np.full(len(inputs.keys), PARAMETER), inputs.parameter_keys)
    own = normal(twin.seed, run, inputs.keys, inputs.parameter_keys)
    size = quantile(inputs.p10, inputs.p50, inputs.p90, correlated(common, own, rho))
    stays = inputs.population & (uniform(twin.seed, run, inputs.keys, NEVER_FAILS) < inputs.floor)
    fails = uniform(twin.seed, run, inputs.keys, STARTS) < inputs.fail_start
    size = np.where(stays, 1e9, np.where(fails, 0.0, size))
    size = np.where(inputs.goods, size / shop_demand, size)
    floor = np.where(inputs.population, 0.0, inputs.floor)
    switch = uniform(twin.seed, run, twin.network.keys, SHED)
    switch = np.where(twin.network.switched, switch, 0.0)
    return Buffers(size, floor, inputs.lag.copy(), inputs.refill.copy(), switch)


def _demand(twin: Twin, run: int, wish: float) -> tuple[float, float]:
    """Demand in shops for the whole run, and that of alarmed people: the scenario's goes first."""
    if twin.scenario.shop_demand is None:
        return 1.0, max(1.0, wish)
    return draw_figure(twin, run, "shop_demand", twin.scenario.shop_demand), 1.0


def _shelves(network: Network) -> Shelves:
    inputs = np.flatnonzero(network.inputs.goods).astype(np.int64)
    at = np.searchsorted(network.graph.inputs, inputs, side="right") - 1
    return Shelves(at.astype(np.int64), inputs)


def _people(twin: Twin, values: Mapping[str, float]) -> People:
    areas, groups = twin.network.region.areas, twin.library.groups
    pairs = sorted(set(zip(groups["threshold_c"], groups["warm_at_night"], strict=True)))
    place = {pair: i for i, pair in enumerate(pairs)}
    profile = [
        place[pair] for pair in zip(groups["threshold_c"], groups["warm_at_night"], strict=True)
    ]
    rows = spread_people(areas, values)
    elder = np.array([name.endswith("65_plus") for name in groups["group"]])
    elder_share = float(np.mean(areas["share_65_plus"]))
    care_old = values["care_65_plus"] * elder_share
    care_young = values["care_under_65"] * (1 - elder_share)
    mixed = (
        care_old * values["medicine_65_plus"] + care_young * values["medicine_under_65"]
    ) / max(care_old + care_young, 1e-9)
    medicine = np.where(elder, values["medicine_65_plus"], values["medicine_under_65"])
    medicine[0] = mixed
    split = rows.reshape(len(rows), HOMES, GROUPS, 2, 2)
    by_group = split.sum(axis=(3, 4))
    by_profile = np.stack(
        [by_group[:, :, np.array(profile) == p].sum(axis=2) for p in range(len(pairs))], axis=2
    )
    low, high = values["battery_low_rise"], values["battery_high_rise"]
    islanding = np.array([high if home == "high_rise" else low for home in HOME_ORDER])
    islanding = np.minimum(1.0, islanding) * min(1.0, values["battery_islands"])
    total = rows.sum(axis=1)
    by_kit = np.ascontiguousarray(split.sum(axis=(2, 3)))
    return People(
        rows=rows,
        total=total,
        by_profile=by_profile,
        by_kit=by_kit,
        profile=np.array(profile, np.int64),
        threshold=np.array([pair[0] for pair in pairs]),
        night=np.array([int(pair[1]) for pair in pairs], np.int64),
        medicine=medicine,
        devices=areas["inhabitants"] * values["devices_per_100000"] / 1e5,
        household=np.asarray(areas["household_size"]),
        islanding=islanding,
        islanded=by_kit.sum(axis=2) @ islanding / np.maximum(total, 1e-9),
    )


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


def _stocks(twin: Twin, run: int, rho: float) -> Stocks:
    """Household stocks and cooling of homes by stratum; the region's own figures go first."""
    library, own = twin.library, twin.network.region.stocks
    rows = [library.stock(name, kit, own) for name in STOCK_ORDER for kit in (False, True)]
    rows += zip(*(library.homes[f"tau_{p}"].tolist() for p in ("p10", "p50", "p90")), strict=True)
    names = [f"stock:{name}" for name in STOCK_ORDER for _ in range(2)]
    names += [f"tau:{name}" for name in HOME_ORDER]
    common = normal(twin.seed, run, np.full(len(names), PARAMETER), keys_of(names))
    low, middle, high = np.array(rows).T[:, :, None]
    drawn = quantile(low, middle, high, correlated(common[:, None], strata(STRATA), rho))
    stocks = {name: drawn[2 * i : 2 * i + 2] for i, name in enumerate(STOCK_ORDER)}
    return Stocks(**stocks, tau=drawn[2 * len(STOCK_ORDER) :])


def _clock(twin: Twin, start_hour: float, temperature: float, end: float, longest: float) -> Clock:
    """Time and weather; all that is given ends at hour `end`, and what crews mend by `longest`."""
    scenario = twin.scenario
    hours = twin.hours or longest + scenario.recovery_h
    steps = max(2, int(np.ceil(hours / twin.dt)))
    middle = start_hour + (np.arange(steps) + 0.5) * twin.dt
    swing = np.cos(2 * np.pi * (middle - scenario.coldest_hour) / 24.0)
    return Clock(
        dt=twin.dt,
        start_hour=start_hour,
        outside=temperature - scenario.amplitude_c * swing,
        day_from=scenario.day_from,
        day_to=scenario.day_to,
        day_c=scenario.day_c,
        night_c=scenario.night_c,
        open_from=scenario.open_from,
        open_to=scenario.open_to,
        support_from=scenario.support_from,
        support_to=scenario.support_to,
        voucher=scenario.voucher_share,
        voucher_from=scenario.voucher_from_h,
        quiet_from=end + twin.dt,
    )


def _norms(twin: Twin) -> Norms:
    """The norms of the profile, then one count for each need beyond its tolerance."""
    need = [NEED_ORDER.index(norm.need) for norm in twin.norms]
    return Norms(
        np.array([*need, *range(NEEDS)], np.int64),
        np.array([*(norm.longer_than_h for norm in twin.norms), *twin.library.tolerance]),
        np.array([*(norm.within_h for norm in twin.norms), *([1e9] * NEEDS)]),
    )


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
