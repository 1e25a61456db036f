"""Which drawn figures cannot have moved an answer, because nothing in it used them.

Rules:
1. A figure of a mechanism counts only where a flow of that mechanism was used in some run (see
   `regionwide`): else its correlation with the outcome is chance.
2. Figures of support points count only where someone visits one, those of rain in sewers only
   where the scenario brings rain. No need of people depends on convoys, freight, reception or the
   rate of extra deaths: these move no hours.
3. What is not named here may always count.
"""

from __future__ import annotations

from collections.abc import Mapping

from weerbaar.twin.outcome import Outcome
from weerbaar.twin.twin import Twin

WORK = "work:"
DAMAGE = ("damaged", "crews_busy")
OF_FLOWS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    DAMAGE: (
        "crew_call_out_h",
        "crew_slow_telecom",
        "crew_slow_fuel",
        "crew_slow_roads",
        "crews_power",
        "crews_telecom",
        "crews_water",
        "crews_transport",
    ),
    ("fuel_asked", "fuel_given"): (
        "fuel_ask_share",
        "truck_litres",
        "truck_trip_h",
        "fuel_trucks",
        "defence_trucks",
    ),
    ("generators_busy",): (
        "generators_from_h",
        "homes_per_generator",
        "generator_move_h",
        "generator_l_h",
        "generator_tank_h",
        "mobile_generators",
        "defence_generators",
    ),
    ("water_brought",): (
        "tanker_after_h",
        "tanker_connections",
        "tanker_litres",
        "tanker_trip_h",
        "water_tankers",
        "defence_tankers",
    ),
}
OF_VISITS = (
    "visits_first_day",
    "visits_third_day",
    "walking_km",
    "support_staff",
    "visits_per_staff_h",
    "litres_per_visit",
    "informed_h",
    "visits_ramp_h",
    "walk_steepness",
    "support_places",
    "visit_h",
    "support_taps",
    "tap_litres_h",
    "support_patience_h",
    "support_stock_l",
)
OF_RAIN = ("rain_fill", "rain_pumps_mm_h")
OF_NO_HOURS = (
    "excess_deaths_per_million_h",
    "convoy_packing",
    "convoy_wagons",
    "convoy_priority",
    "freight_priority",
    "lorry_t",
    "wagon_t",
    "reception_from_h",
    "reception_opens_h",
    "reception_stay_h",
    "reception_m2",
)


def idle_figures(twin: Twin, outcome: Outcome) -> frozenset[str]:
    """Names of the drawn figures that nothing in this answer used; WORK stands for all work."""
    unused = set(outcome.unused_flows)
    idle = set(OF_NO_HOURS)
    for flows, names in OF_FLOWS.items():
        if unused.issuperset(flows):
            idle.update(names)
    if unused.issuperset(DAMAGE):
        idle.add(WORK)
    if outcome.visits.p90 <= 0.0 and outcome.unserved.p90 <= 0.0:
        idle.update(OF_VISITS)
    if not any(load.what == "rain" for load in twin.scenario.loads):
        idle.update(OF_RAIN)
    return frozenset(idle)


def may_count(name: str, idle: frozenset[str]) -> bool:
    """Whether a drawn figure may have moved the answer."""
    return name not in idle and not (WORK in idle and name.startswith(WORK))
