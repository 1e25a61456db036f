"""The measures that indicators are made of, one for each indicator that the model answers.

Rules:
1. A measure gives one value a run, or a band where the runs together say it, by what it is about: a
   need, or nothing for the region. It gives nothing where the scenario did not use it.
2. Levels and their return are those of `levels`, inequality that of `equity`.
3. People on a device and cells under 10 persons are in no value by area or cell.
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
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import Run
from weerbaar.twin.equity import atkinson, concentration, gini, weighted_median, worst_off
from weerbaar.twin.levels import (
    Floats,
    hysteresis_of,
    level_of,
    slope_of,
    supplied_h,
    time_to_recover,
    time_until_below,
)
from weerbaar.twin.network import POINTS_PER_AREA, area_points, to_km
from weerbaar.twin.outage import first_shock_h
from weerbaar.twin.outcome import ELDER_CELLS, REGION_ONLY, SUPPRESS_BELOW, Outcome
from weerbaar.twin.state import CELLS
from weerbaar.twin.tables import FLOW_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin, draw_resource, parameter_values

Ints = NDArray[np.int64]
Values = Mapping[str, Sequence[float] | Band]
"""Values of the runs, or their band, by what they are about: a need, or nothing for the region."""

DEATH_RATE = "excess_deaths_per_million_h"
HORIZON = "served_horizon_h"
SUPPORT_POINT = "noodsteunpunt"
WATER_LEVELS = ("water", "water_basic", "water_hygiene")
FLOW_INDICATORS: Mapping[str, tuple[str, str]] = {
    "G5": ("shifts_filled", "lowest"),
    "M1": ("arrivals_waiting", "total"),
    "M1_day": ("arrivals_waiting_day", "highest"),
    "H1": ("patients_waiting", "total"),
    "T2": ("vehicles_waiting", "total"),
    "T2_freight": ("freight_displaced", "total"),
}
"""Indicators of the whole region that are one flow, and which of its values says most."""
HOURS_A_DAY = 24.0
MINUTES = 60.0


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
        """The needs that may be shown by area or cell (rule 3)."""
        return [name for name in self.needs if name not in REGION_ONLY]

    @cached_property
    def shock_h(self) -> list[float]:
        """Hour of the first shock in each run."""
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


Measure = Callable[[Basis], Values]


# Levels: withstand, absorb, recover


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
    return {
        name: [
            time_until_below(level, shock, basis.twin.dt)
            for level, shock in zip(basis.levels(name), basis.shock_h, strict=True)
        ]
        for name in basis.needs
    }


def _slope(basis: Basis) -> Values:
    return {
        name: [
            slope_of(level, shock, basis.twin.dt)
            for level, shock in zip(basis.levels(name), basis.shock_h, strict=True)
        ]
        for name in basis.needs
    }


def _recover(indicator: str) -> Measure:
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


def _lacked(*needs: str, a_day: bool = False) -> Measure:
    def measure(basis: Basis) -> Values:
        unit = HOURS_A_DAY if a_day else 1.0
        found = {}
        for name in needs or basis.needs:
            n = NEED_ORDER.index(name)
            found[name] = [float(run.cells[n][basis.at].sum()) / unit for run in basis.runs]
        return found

    return measure


def _flow(flow: str, worst: str) -> Measure:
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


def _ratio(which: str) -> Measure:
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


def _served(indicator: str) -> Measure:
    def measure(basis: Basis) -> Values:
        aversion = basis.figure(indicator)
        # Not the length of the run: what a variant stops sooner for would count as a change.
        horizon = parameter_values(basis.twin, 0)[HORIZON]
        found: dict[str, list[float]] = {}
        for name in basis.by_area:
            for run in basis.runs:
                persons, hours = _cells(run, name, basis.at)
                served = np.clip(1.0 - hours / horizon, 0.0, 1.0)
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
    "E1": _lacked("power"),
    "E2": _lacked("heat"),
    "M2": _reception,
    "W1": _lacked(*WATER_LEVELS),
    "F1": _lacked("food"),
    "F2": _days_of_food,
    "F3": _purchases,
    "H4": _deaths,
    "H3": _lacked("medicine", a_day=True),
    "C2": _lacked("help_call"),
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
    **{name: _flow(*flow) for name, flow in FLOW_INDICATORS.items()},
}
