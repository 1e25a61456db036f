"""The twin's own library, checked: needs, groups, homes, stocks and parameters in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows
from weerbaar.region.tables import RESOURCE_ORDER, STOCK_ORDER, URBANITY
from weerbaar.twin.sampling import Pair, possible
from weerbaar.twin.state import WATER_NEEDS, Knobs
from weerbaar.twin.tables import FLOW_ORDER, GROUP_ORDER, HOME_ORDER, NEED_ORDER

OTHER_ORDER = ProblemKind(
    "other-rows",
    mark("{column} must hold exactly these rows: {expected}."),
    mark("Restore the rows and their order; change figures only."),
)
MISSING_PARAMETER = ProblemKind(
    "missing-parameter",
    mark("The parameter {value} is missing."),
    mark("Add a row for it to parameters.csv."),
)
NOT_DRAWN = ProblemKind(
    "correlates-nothing",
    mark("There is no parameter or resource {value} to correlate, or it correlates with itself."),
    mark("Give the name of a parameter, or resource: and the name of a resource."),
)
IMPOSSIBLE = ProblemKind(
    "impossible-correlations",
    mark("These correlations cannot all be true at once."),
    mark("Make them weaker: two that go with a third go with each other."),
)

MISSING_NORM = ProblemKind(
    "missing-norm",
    mark("{value} has no norm."),
    mark("Give the litres of water that a person needs in a day."),
)

WATER_NAMES = tuple(NEED_ORDER[need] for need in WATER_NEEDS)
DRAWN_ELSEWHERE = (
    "rho",
    "care_65_plus",
    "care_under_65",
    "alone_65_plus",
    "single_national",
    "parents_per_child",
    "youth_at_home",
    "prepared_low_income",
    "prepared_other",
    "medicine_65_plus",
    "medicine_under_65",
    "devices_per_100000",
    "battery_low_rise",
    "battery_high_rise",
    "battery_islands",
    "crew_call_out_h",
    "crew_slow_telecom",
    "crew_slow_fuel",
    "crew_slow_roads",
    "commuting_km",
    "staff_home",
    "staff_kit",
    "staff_parents",
    "staff_travel",
    "staff_travel_after_h",
    "staff_tank_back_h",
    "shift_load",
    "fatigue_h",
    "rest_h",
    "fatigue_effect",
    "bed_occupancy",
    "bed_stay_h",
    "elective_share",
    "cold_patients_per_1000_h",
    "device_patients_h",
    "excess_deaths_per_million_h",
    "sewer_pressure_h",
    "sewer_gravity_h",
    "sewer_pressure_floor",
    "sewer_gravity_floor",
    "sewer_empties_h",
    "rain_fill",
    "rain_pumps_mm_h",
    "reception_from_h",
    "reception_opens_h",
    "reception_stay_h",
    "convoy_packing",
    "convoy_wagons",
    "convoy_priority",
    "freight_priority",
    "lorry_t",
    "wagon_t",
    "car_days",
    "tank_least",
    "tank_most",
    "days_fuel_return",
    "fuel_ask_share",
    "truck_litres",
    "truck_trip_h",
    "generators_from_h",
    "homes_per_generator",
    "generator_move_h",
    "generator_l_h",
    "generator_tank_h",
    "tanker_after_h",
    "tanker_connections",
    "tanker_litres",
    "tanker_trip_h",
    "served_horizon_h",
)


@dataclass(frozen=True)
class TwinLibrary:
    """The twin's library tables."""

    needs: Rows
    groups: Rows
    homes: Rows
    stocks: Rows
    parameters: Rows
    resources: Rows
    operations: Rows
    flows: Rows
    sewers: Rows
    taxonomy: Rows
    indicators: Rows
    correlations: Rows
    knobs: Rows
    settings: Rows
    pillar_tags: Rows

    def stock(
        self, name: str, prepared: bool, own: Rows | None = None
    ) -> tuple[float, float, float]:
        """p10, p50 and p90 of a household stock: a region's `own` figures go before these."""
        for rows in (own, self.stocks):
            if rows is not None and len(rows):
                at = np.flatnonzero((rows["stock"] == name) & (rows["prepared"] == prepared))
                if len(at):
                    low, middle, high = (float(rows[p][at[0]]) for p in ("p10", "p50", "p90"))
                    return low, middle, high
        raise KeyError(f"no stock of {name}")

    @property
    def tolerance(self) -> NDArray[np.float64]:
        """Hours of tolerance of each need."""
        return np.asarray(self.needs["tolerance_h"])


def check_library(library: TwinLibrary) -> None:
    """Raise Refused where rows that the kernel counts on are missing or stand in another order."""
    problems = []
    for rows, name, order in (
        (library.needs, "need", NEED_ORDER),
        (library.groups, "group", GROUP_ORDER),
        (library.homes, "home", HOME_ORDER),
        (library.resources, "resource", RESOURCE_ORDER),
        (library.flows, "flow", FLOW_ORDER),
        (library.sewers, "urbanity", URBANITY),
    ):
        if tuple(rows[name]) != order:
            params = {"expected": ", ".join(order)}
            problems.append(Problem(OTHER_ORDER, rows.table.file, column=name, params=params))
    pairs = {
        (str(s), bool(p))
        for s, p in zip(library.stocks["stock"], library.stocks["prepared"], strict=True)
    }
    if pairs != {(s, p) for s in STOCK_ORDER for p in (True, False)}:
        params = {"expected": ", ".join(STOCK_ORDER)}
        problems.append(
            Problem(OTHER_ORDER, library.stocks.table.file, column="stock", params=params)
        )
    known = set(library.parameters["parameter"])
    for name in (*DRAWN_ELSEWHERE, *Knobs._fields):
        if name not in known:
            problems.append(Problem(MISSING_PARAMETER, library.parameters.table.file, value=name))
    for name, norm in zip(library.needs["need"], library.needs["norm"], strict=True):
        if name in WATER_NAMES and np.isnan(norm):
            file = library.needs.table.file
            problems.append(Problem(MISSING_NORM, file, column="norm", value=str(name)))
    for row in library.knobs:
        if row["what"] == "fix" and row["of"] not in known:
            file = library.knobs.table.file
            problems.append(Problem(MISSING_PARAMETER, file, column="of", value=row["of"]))
    for name in library.settings["parameter"]:
        if name not in known:
            file = library.settings.table.file
            problems.append(Problem(MISSING_PARAMETER, file, column="parameter", value=str(name)))
    refuse_if(problems)
    refuse_if(_correlation_problems(library))


def _correlation_problems(library: TwinLibrary) -> list[Problem]:
    rows = library.correlations
    known = {str(name) for name in library.parameters["parameter"]}
    known |= {f"resource:{name}" for name in library.resources["resource"]}
    problems = []
    pairs = []
    for line, row in enumerate(rows, start=2):
        pair = Pair(str(row["first"]), str(row["second"]), float(row["correlation"]))
        pairs.append(pair)
        for column in ("first", "second"):
            if row[column] not in known or pair.first == pair.second:
                problem = Problem(NOT_DRAWN, rows.table.file, line, column, row[column])
                problems.append(problem)
    if not problems and not possible(pairs):
        problems.append(Problem(IMPOSSIBLE, rows.table.file))
    return problems
