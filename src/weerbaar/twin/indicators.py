"""The indicators of an answer: how it withstands, absorbs and recovers, NATO's objectives, equity.

Rules:
1. Each row of the table of indicators is answered. The model gives a value, or the scenario did not
   use it, or it is not measured and the register that would give it is named. It is never 0 because
   nothing is known.
2. A value is made in each run and its band is taken over the runs that give one; `runs` says how
   many did.
3. The level of a need in a step is the share of its people who are served. The first shock is the
   earliest start of a shock or a load of the scenario in that run.
4. Beside an indicator that is a need's stand the share that rests on estimates and the ratios of
   older people and of low incomes. A value that comes from flows, stocks or distances is not
   traced to objects: it has none.
5. People on a device and cells under 10 persons are in no value by area or cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from weerbaar.common.finding import Band
from weerbaar.twin.deaths import excess_deaths
from weerbaar.twin.ensemble import Run, make_case
from weerbaar.twin.equity import atkinson, concentration, gini, weighted_median, worst_off
from weerbaar.twin.network import POINTS_PER_AREA, area_points, to_km
from weerbaar.twin.outcome import (
    ELDER_CELLS,
    REGION_ONLY,
    SERVED_WELL,
    SUPPRESS_BELOW,
    Outcome,
    band,
    band_of_hours,
)
from weerbaar.twin.state import CELLS
from weerbaar.twin.tables import FLOW_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin, draw_figure, draw_resource, parameter_values

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Values = Mapping[str, Sequence[float] | Band]
"""Values of the runs, or their band, by what they are about: a need, or nothing for the region."""

DEATH_RATE = "excess_deaths_per_million_h"
BY_AREA = "area"
GIVEN, UNUSED, NOT_MEASURED = "given", "unused", "not_measured"
SUPPORT_POINT = "noodsteunpunt"
WATER_LEVELS = ("water", "water_basic", "water_hygiene")
HOURS_A_DAY = 24.0
MINUTES = 60.0
SERVED = 1e-6
"""Part of a level below which it is whole: counts of people are kept in single precision."""


@dataclass(frozen=True)
class Value:
    """What one indicator says about a need (or, with `about` empty, about the region).

    `band` is None where the state is not `given`; hours in it may be infinite: not within the run.
    Its middle is NaN where only an interval may be told.
    """

    indicator: str
    about: str
    state: str
    band: Band | None = None
    runs: int = 0
    estimated_share: float | None = None
    elder_ratio: Band | None = None
    income_ratio: Band | None = None


@dataclass(frozen=True)
class AreaValue:
    """What one indicator says about a need in one area."""

    area: str
    name: str
    municipality: str
    inhabitants: float
    indicator: str
    about: str
    band: Band


@dataclass(frozen=True)
class Basis:
    """All that indicators are made from: the runs, and what they say together."""

    twin: Twin
    runs: Sequence[Run]
    outcome: Outcome

    @property
    def at(self) -> Ints:
        """Positions of the areas of the scope."""
        return self.outcome.scope.areas

    @property
    def needs(self) -> list[str]:
        """The needs that this scope reports."""
        return [need.need for need in self.outcome.needs]

    @property
    def by_area(self) -> list[str]:
        """The needs that may be shown by area or cell (rule 5)."""
        return [name for name in self.needs if name not in REGION_ONLY]

    @cached_property
    def shock_h(self) -> list[float]:
        """Hour of the first shock in each run (rule 3)."""
        return [first_shock_h(self.twin, run.run) for run in self.runs]

    @cached_property
    def all_levels(self) -> dict[str, list[Floats]]:
        """The level of each need in each step of each run."""
        return {
            name: [
                level_of(run.unmet[n][:, self.at], float(run.persons[n][self.at].sum()))
                for run in self.runs
            ]
            for name in self.needs
            for n in [NEED_ORDER.index(name)]
        }

    def levels(self, name: str) -> list[Floats]:
        """The level of a need in each step of each run."""
        return self.all_levels[name]

    def figure(self, indicator: str) -> float:
        """The figure that an indicator's formula reckons with."""
        rows = self.twin.library.indicators
        return float(rows["figure"][rows.positions("indicator")[indicator]])


def find_indicators(twin: Twin, runs: Sequence[Run], outcome: Outcome) -> tuple[Value, ...]:
    """The value of every indicator, in the order of the table; by area see `area_values`."""
    basis = Basis(twin, runs, outcome)
    found: list[Value] = []
    for row in twin.library.indicators:
        name = str(row["indicator"])
        if name in MEASURES:
            found += _values(basis, name)
        elif row["given_by"] == "register" or row["family"] != BY_AREA:
            found.append(Value(name, "", NOT_MEASURED))
    return tuple(found)


def _values(basis: Basis, name: str) -> list[Value]:
    found = [
        value
        for about, values in MEASURES[name](basis).items()
        if (value := _value(basis, name, about, values)) is not None
    ]
    return found or [Value(name, "", UNUSED)]


def _value(basis: Basis, name: str, about: str, values: Sequence[float] | Band) -> Value | None:
    runs = len(basis.runs)
    if not isinstance(values, Band):
        known = [value for value in values if not np.isnan(value)]
        runs = len(known)
        values = _band(known)
    if np.isnan(values.p10):
        return None
    if about not in basis.needs:
        return Value(name, about, GIVEN, values, runs)
    need = basis.outcome.need(about)
    return Value(
        name,
        about,
        GIVEN,
        values,
        runs,
        need.estimated_share,
        need.elder_ratio,
        need.income_ratio,
    )


def _band(values: Sequence[float]) -> Band:
    """The band of values that are known; NaN without any. No endless hour is interpolated."""
    if not values:
        return Band(float("nan"), float("nan"), float("nan"))
    return band_of_hours(values) if np.isinf(values).any() else band(values)


# Levels: withstand, absorb, recover


def first_shock_h(twin: Twin, run: int) -> float:
    """Hour in which the first shock or load of the scenario starts in this run; 0 without any."""
    starts = [
        draw_figure(twin, run, f"shock:{shock.name}:from_h", shock.from_h)
        for shock in twin.scenario.shocks
    ]
    starts += [
        draw_figure(twin, run, f"load:{load.name}:from_h", load.from_h)
        for load in twin.scenario.loads
    ]
    return min(starts, default=0.0)


def level_of(unmet: NDArray[np.float32], persons: float) -> Floats:
    """Share of the people who are served in each step, from persons who are not (T, A)."""
    lacked = unmet.sum(axis=1, dtype=np.float64)
    return np.asarray(np.clip(1.0 - lacked / max(persons, 1e-9), 0.0, 1.0))


def slope_of(level: Floats, shock_h: float, dt: float) -> float:
    """Loss an hour from the first shock to the end of the step in which the level is lowest."""
    loss = 1.0 - float(level.min())
    hours = (int(np.argmin(level)) + 1) * dt - shock_h
    return loss / max(hours, dt) if loss > SERVED else 0.0


def return_h(level: Floats, share: float, dt: float) -> float:
    """Hour from which `share` of the people are served and stay so; infinite if not in the run.

    0 where it never was less.
    """
    below = np.flatnonzero(level < share - SERVED)
    if not len(below):
        return 0.0
    return float("inf") if below[-1] == len(level) - 1 else float((below[-1] + 1) * dt)


def time_to_recover(level: Floats, share: float, shock_h: float, dt: float) -> float:
    """Hours from the first shock until `share` of the people are served, and stay so."""
    return max(0.0, return_h(level, share, dt) - shock_h)


def hysteresis_of(level: Floats, share: float, supplied_h: float, dt: float) -> float:
    """Hours that the service comes back after its supplier; NaN where it was never away."""
    back = return_h(level, share, dt)
    return back - supplied_h if back > 0 else float("nan")


def supplied_h(run: Run, dt: float) -> float:
    """Hour in which the last shock is over and no site waits for crews any more."""
    damaged = np.flatnonzero(run.flows[FLOW_ORDER.index("damaged")] > 0)
    return max(run.outage_h, float((damaged[-1] + 1) * dt) if len(damaged) else 0.0)


def _robustness(basis: Basis) -> Values:
    return {name: [float(v.min()) for v in basis.levels(name)] for name in basis.needs}


def _nodes(basis: Basis) -> Values:
    graph, inside = basis.twin.network.graph, ~basis.twin.network.outside
    count = np.bincount(graph.kind[inside] - 1, minlength=len(basis.twin.network.kinds))
    return {
        "": [
            float((count @ run.kinds.astype(np.float64)).min() / max(count.sum(), 1))
            for run in basis.runs
        ]
    }


def _autonomy(basis: Basis) -> Values:
    return {name: [_falls(v, basis.twin.dt) for v in basis.levels(name)] for name in basis.needs}


def _falls(level: Floats, dt: float) -> float:
    below = np.flatnonzero(level < SERVED_WELL - SERVED)
    return float(below[0] * dt) if len(below) else float("inf")


def _slope(basis: Basis) -> Values:
    return {
        name: [
            slope_of(level, shock, basis.twin.dt)
            for level, shock in zip(basis.levels(name), basis.shock_h, strict=True)
        ]
        for name in basis.needs
    }


def _recover(indicator: str) -> Callable[[Basis], Values]:
    def measure(basis: Basis) -> Values:
        share = basis.figure(indicator)
        return {
            name: [
                time_to_recover(level, share, shock, basis.twin.dt)
                for level, shock in zip(basis.levels(name), basis.shock_h, strict=True)
            ]
            for name in basis.needs
        }

    return measure


def _hysteresis(basis: Basis) -> Values:
    share = basis.figure("hysteresis")
    return {
        name: [
            hysteresis_of(level, share, supplied_h(run, basis.twin.dt), basis.twin.dt)
            for level, run in zip(basis.levels(name), basis.runs, strict=True)
        ]
        for name in basis.needs
    }


# NATO objectives


def _lacked(*needs: str, a_day: bool = False) -> Callable[[Basis], Values]:
    def measure(basis: Basis) -> Values:
        unit = HOURS_A_DAY if a_day else 1.0
        found = {}
        for name in needs or basis.needs:
            n = NEED_ORDER.index(name)
            found[name] = [float(run.cells[n][basis.at].sum()) / unit for run in basis.runs]
        return found

    return measure


def _flow(flow: str, worst: str) -> Callable[[Basis], Values]:
    """The total or an extreme of a flow, where the scenario uses it; flows are region-wide."""

    def measure(basis: Basis) -> Values:
        if flow in basis.outcome.unused_flows:
            return {}
        f, dt = FLOW_ORDER.index(flow), basis.twin.dt
        curves = [run.flows[f].astype(np.float64) for run in basis.runs]
        if worst == "total":
            return {"": [float(curve.sum() * dt) for curve in curves]}
        return {"": [float(curve.min() if worst == "lowest" else curve.max()) for curve in curves]}

    return measure


def _reception(basis: Basis) -> Values:
    """Places on the floor for reception for each inhabitant of the region."""
    twin, each = basis.twin, basis.figure("M2")
    people = twin.network.region.inhabitants
    return {
        "": [draw_resource(twin, run.run, "reception_m2") / each / people for run in basis.runs]
    }


def _purchases(basis: Basis) -> Values:
    return {"payment": [float(level.min()) for level in basis.levels("payment")]}


def _days_of_food(basis: Basis) -> Values:
    return {"": [_food_days(basis.twin, run.run, basis.at) for run in basis.runs]}


def _food_days(twin: Twin, run: int, at: Ints) -> float:
    """Days of food of the middle person: half of the people have no more at home, plus shops."""
    case, _ = make_case(twin, run)
    kits = case.people.by_kit[at].sum(axis=1)
    strata = case.stocks.food.shape[1]
    shop = dict(zip(case.shelves.site, case.buffers.size[case.shelves.input], strict=True))
    serve, days = case.places.shop, []
    for area in at:
        span = slice(serve.start[area], serve.start[area + 1])
        weight = serve.weight[span]
        hours = np.array([shop.get(site, 0.0) for site in serve.site[span]])
        days.append(float(np.sum(weight * hours) / max(weight.sum(), 1e-9)) / HOURS_A_DAY)
    people = np.repeat(kits[:, :, None] / strata, strata, axis=2)
    own = case.stocks.food[None] + np.array(days)[:, None, None]
    return weighted_median(people.ravel(), own.ravel())


def _deaths(basis: Basis) -> Values:
    """Extra deaths over the band of hours without power: an interval, never a middle."""
    rows = basis.twin.library.parameters
    rate = rows.row(rows.positions("parameter")[DEATH_RATE])
    if rate["p10"] >= rate["p90"]:
        return {}
    hours = basis.outcome.need("power").person_hours
    low, _ = excess_deaths(hours.p10, float(rate["p10"]), float(rate["p90"]))
    _, high = excess_deaths(hours.p90, float(rate["p10"]), float(rate["p90"]))
    return {"": Band(low, float("nan"), high)}


# Support points


def support_km(twin: Twin) -> Floats | None:
    """Distance of each point of each area to the nearest support point, (A, points) km.

    Planned points count, since it is distance only that is told; None where there are no points.
    """
    region = twin.network.region
    sites = region.sites.where(region.sites["kind"] == SUPPORT_POINT)
    if not len(sites):
        return None
    points, lon0, lat0 = area_points(region)
    km, _ = cKDTree(to_km(sites["lon"], sites["lat"], lon0, lat0)).query(points)
    return np.asarray(km).reshape(-1, POINTS_PER_AREA)


def _near(basis: Basis) -> Values:
    km = support_km(basis.twin)
    if km is None:
        return {}
    people = basis.twin.network.region.areas["inhabitants"][basis.at]
    near = (km[basis.at] <= basis.figure("T3")).mean(axis=1)
    return {"": [float(np.sum(near * people) / max(people.sum(), 1e-9))]}


def _access_gap(basis: Basis) -> Values:
    km = support_km(basis.twin)
    if km is None:
        return {}
    minutes = km[basis.at].ravel() / basis.figure("Q7") * MINUTES
    gaps = []
    for run in basis.runs:
        cells = run.persons[NEED_ORDER.index("power")][basis.at]
        elder = cells[:, list(ELDER_CELLS)].sum(axis=1)
        other = cells.sum(axis=1) - elder
        each = [np.repeat(people / POINTS_PER_AREA, POINTS_PER_AREA) for people in (elder, other)]
        gaps.append(weighted_median(each[0], minutes) - weighted_median(each[1], minutes))
    return {"": gaps}


# Equity


def _ratio(which: str) -> Callable[[Basis], Values]:
    def measure(basis: Basis) -> Values:
        ratios = {name: getattr(basis.outcome.need(name), which) for name in basis.needs}
        return ratios

    return measure


def _cells(run: Run, name: str, at: Ints) -> tuple[Floats, Floats]:
    """Persons and their hours, for each area, group and income with 10 persons or more."""
    n = NEED_ORDER.index(name)
    persons, hours = run.persons[n][at].ravel(), run.cells[n][at].ravel()
    keep = persons >= SUPPRESS_BELOW
    return persons[keep], hours[keep] / persons[keep]


def _over_cells(indicator: str, measure: Callable[[Floats, Floats, float], float]) -> Measure:
    def measured(basis: Basis) -> Values:
        figure = basis.figure(indicator)
        return {
            name: [measure(*_cells(run, name, basis.at), figure) for run in basis.runs]
            for name in basis.by_area
        }

    return measured


def _served(indicator: str) -> Callable[[Basis], Values]:
    def measure(basis: Basis) -> Values:
        aversion = basis.figure(indicator)
        found: dict[str, list[float]] = {}
        for name in basis.by_area:
            for run in basis.runs:
                persons, hours = _cells(run, name, basis.at)
                served = np.clip(1.0 - hours / (run.steps * basis.twin.dt), 0.0, 1.0)
                found.setdefault(name, []).append(atkinson(persons, served, aversion))
        return found

    return measure


def _worst_group(basis: Basis) -> Values:
    found = {}
    for name in basis.by_area:
        groups = [g for g in basis.outcome.need(name).groups if g.persons >= SUPPRESS_BELOW]
        if groups:
            found[name] = max(groups, key=lambda g: g.per_head.p50).per_head
    return found


def _worst_area(basis: Basis) -> Values:
    people = basis.twin.network.region.areas["inhabitants"][basis.at]
    large = people >= basis.figure("Q2_area")
    if not large.any():
        return {}
    return {
        name: [
            float((run.cells[n][basis.at].sum(axis=1)[large] / people[large]).max())
            for run in basis.runs
        ]
        for name in basis.by_area
        for n in [NEED_ORDER.index(name)]
    }


def _over_incomes(basis: Basis) -> Values:
    income = np.arange(CELLS) % 2 == 0
    found = {}
    for name in basis.by_area:
        n = NEED_ORDER.index(name)
        found[name] = [
            concentration(
                persons, run.cells[n][basis.at].sum(axis=0) / np.maximum(persons, 1e-9), income
            )
            for run in basis.runs
            for persons in [run.persons[n][basis.at].sum(axis=0)]
        ]
    return found


def _kits(basis: Basis) -> Values:
    gaps = []
    for run in basis.runs:
        drawn = parameter_values(basis.twin, run.run)
        gaps.append(drawn["prepared_other"] - drawn["prepared_low_income"])
    return {"": gaps}


def _municipalities(basis: Basis) -> Values:
    names = basis.twin.network.region.areas["municipality"][basis.at]
    which, of = np.unique(names, return_inverse=True)
    if len(which) < 2:
        return {}
    found = {}
    for name in basis.by_area:
        n = NEED_ORDER.index(name)
        values = []
        for run in basis.runs:
            persons = np.bincount(of, run.persons[n][basis.at].sum(axis=1), len(which)).astype(
                float
            )
            hours = np.bincount(of, run.cells[n][basis.at].sum(axis=1), len(which))
            values.append(gini(persons, hours / np.maximum(persons, 1e-9)))
        found[name] = values
    return found


# By area


def area_values(twin: Twin, runs: Sequence[Run], outcome: Outcome) -> list[AreaValue]:
    """Hours until an area falls below 80 %, until 90 % are back, and who lives near a point.

    Needs that nobody in an area lacks are left out, and so are those that 1 to 9 people lack.
    Person-hours by area stand in the outcome itself.
    """
    basis = Basis(twin, runs, outcome)
    found = []
    shown = {(a.code, a.need) for a in outcome.areas if a.peak.p10 >= SUPPRESS_BELOW}
    share = basis.figure("area_ttr90")
    codes = [str(code) for code in twin.network.region.areas["code"]]
    for name in basis.by_area:
        falls, back = _area_hours(basis, name, share)
        for i, a in enumerate(basis.at):
            if (codes[a], name) in shown:
                found.append(_area(twin, a, "area_autonomy", name, band_of_hours(falls[:, i])))
                found.append(_area(twin, a, "area_ttr90", name, band_of_hours(back[:, i])))
    km = support_km(twin)
    if km is not None:
        near = (km <= basis.figure("area_near")).mean(axis=1)
        found += [_area(twin, a, "area_near", "", band([float(near[a])])) for a in basis.at]
    return found


def _area_hours(basis: Basis, name: str, share: float) -> tuple[Floats, Floats]:
    """Hours until each area falls below 80 %, and until `share` is back, (runs, areas)."""
    n, dt = NEED_ORDER.index(name), basis.twin.dt
    falls, back = [], []
    for run, shock in zip(basis.runs, basis.shock_h, strict=True):
        persons = np.maximum(run.persons[n][basis.at].sum(axis=1), 1e-9)
        level = 1.0 - run.unmet[n][:, basis.at] / persons
        low = level < SERVED_WELL - SERVED
        falls.append(np.where(low.any(axis=0), low.argmax(axis=0) * dt, np.inf))
        below = level < share - SERVED
        last = len(level) - below[::-1].argmax(axis=0)
        hours = np.where(last < len(level), np.maximum(0.0, last * dt - shock), np.inf)
        back.append(np.where(below.any(axis=0), hours, 0.0))
    return np.array(falls), np.array(back)


def _area(twin: Twin, at: int, indicator: str, about: str, found: Band) -> AreaValue:
    areas = twin.network.region.areas
    return AreaValue(
        area=str(areas["code"][at]),
        name=str(areas["name"][at]),
        municipality=str(areas["municipality"][at]),
        inhabitants=float(areas["inhabitants"][at]),
        indicator=indicator,
        about=about,
        band=found,
    )


Measure = Callable[[Basis], Values]

MEASURES: Mapping[str, Measure] = {
    "robustness": _robustness,
    "nodes_working": _nodes,
    "autonomy": _autonomy,
    "slope": _slope,
    "ttr50": _recover("ttr50"),
    "ttr90": _recover("ttr90"),
    "ttr95": _recover("ttr95"),
    "hysteresis": _hysteresis,
    "loss": _lacked(),
    "G5": _flow("shifts_filled", "lowest"),
    "E1": _lacked("power"),
    "E2": _lacked("heat"),
    "M1": _flow("arrivals_waiting", "total"),
    "M1_day": _flow("arrivals_waiting_day", "highest"),
    "M2": _reception,
    "W1": _lacked(*WATER_LEVELS),
    "F1": _lacked("food"),
    "F2": _days_of_food,
    "F3": _purchases,
    "H1": _flow("patients_waiting", "total"),
    "H4": _deaths,
    "H3": _lacked("medicine", a_day=True),
    "C2": _lacked("help_call"),
    "T2": _flow("vehicles_waiting", "total"),
    "T2_freight": _flow("freight_displaced", "total"),
    "T3": _near,
    "P1": _lacked("payment"),
    "Q1_elder": _ratio("elder_ratio"),
    "Q1_income": _ratio("income_ratio"),
    "Q2": _over_cells("Q2", worst_off),
    "Q2_group": _worst_group,
    "Q2_area": _worst_area,
    "Q3": _over_incomes,
    "Q4_0_5": _served("Q4_0_5"),
    "Q4_1": _served("Q4_1"),
    "Q4_2": _served("Q4_2"),
    "Q6": _kits,
    "Q7": _access_gap,
    "Q13": _municipalities,
}
