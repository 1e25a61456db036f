"""The indicators of an answer: how it withstands, absorbs and recovers, NATO's objectives, equity.

Rules:
1. Each row of the table of indicators is answered. The model gives a value, or the scenario did not
   use it, or it is not measured and the register that would give it is named. It is never 0 because
   nothing is known: what is reckoned from one need only (RESTS_ON) is not used where nobody lacks
   that need.
2. A value is made in each run and its band is taken over the runs that give one; `runs` says how
   many did.
3. Beside an indicator that is a need's stand the share that rests on estimates and the ratios of
   older people and of low incomes. Beside one that comes from flows, stocks or distances stands
   the share of the sites behind it that is estimated, or in words what it rests on (see `behind`).
4. People on a device and cells under 10 persons are in no value by area or cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from weerbaar.common.finding import Band
from weerbaar.twin.behind import Behind, behind_indicator
from weerbaar.twin.ensemble import Run
from weerbaar.twin.levels import SERVED, Floats
from weerbaar.twin.measures import MEASURES, Basis, support_km
from weerbaar.twin.outcome import SERVED_WELL, SUPPRESS_BELOW, Outcome, band, band_of_hours
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin

BY_AREA = "area"
GIVEN, UNUSED, NOT_MEASURED = "given", "unused", "not_measured"
RESTS_ON = {"H4": "power"}
"""Indicators of the region that are reckoned from what one need lacks, and that need."""
LEAST_HOURS = 1.0
"""Person-hours below which nothing is reckoned from them."""


@dataclass(frozen=True)
class Value:
    """What one indicator says about a need (or, with `about` empty, about the region).

    `band` is None where the state is not `given`; hours in it may be infinite: not within the run.
    Its middle is NaN where only an interval may be told. `estimated_why` says in words what it
    rests on where there is no `estimated_share`.
    """

    indicator: str
    about: str
    state: str
    band: Band | None = None
    runs: int = 0
    estimated_share: float | None = None
    estimated_why: str = ""
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
    if name in RESTS_ON:
        hours = basis.outcome.need(RESTS_ON[name]).person_hours
        if hours.p90 < LEAST_HOURS:
            return [Value(name, "", UNUSED)]
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
        share, why = _behind(basis, name)
        return Value(name, about, GIVEN, values, runs, share, why)
    need = basis.outcome.need(about)
    return Value(
        name,
        about,
        GIVEN,
        values,
        runs,
        need.estimated_share,
        elder_ratio=need.elder_ratio,
        income_ratio=need.income_ratio,
    )


def _behind(basis: Basis, name: str) -> Behind:
    """What of an indicator of the region rests on estimates."""
    if name in RESTS_ON:
        return Behind(basis.outcome.need(RESTS_ON[name]).estimated_share)
    return behind_indicator(basis.twin, name)


def _band(values: Sequence[float]) -> Band:
    """The band of values that are known; NaN without any. No endless hour is interpolated."""
    if not values:
        return Band(float("nan"), float("nan"), float("nan"))
    return band_of_hours(values) if np.isinf(values).any() else band(values)


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
        first = np.maximum(0.0, low.argmax(axis=0) * dt - shock)
        falls.append(np.where(low.any(axis=0), first, np.inf))
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
