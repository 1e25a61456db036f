"""What a scenario does not use cannot move its answer."""

from __future__ import annotations

from dataclasses import replace

from tests.twin.small import blackout, small_twin
from weerbaar.common.finding import Band
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.outcome import Outcome, scope_of, summarise
from weerbaar.twin.tables import FLOW_ORDER
from weerbaar.twin.usable import OF_FLOWS, OF_NO_HOURS, OF_RAIN, OF_VISITS, idle_figures, may_count


def dark(*used: str) -> tuple[Outcome, frozenset[str]]:
    """A blackout in which only these flows were used."""
    twin = small_twin(blackout(12.0))
    outcome = summarise(twin, [run_once(twin, 0)], scope_of(twin))
    unused = tuple(flow for flow in FLOW_ORDER if flow not in used)
    told = replace(outcome, unused_flows=unused)
    return told, idle_figures(twin, told)


def test_what_no_need_depends_on_and_what_nothing_used_moves_nothing() -> None:
    _, idle = dark()
    for name in ("wagon_t", "reception_from_h", "work:mv_feeder", "rain_fill", "walking_km"):
        assert not may_count(name, idle)
    for name in ("rho", "range_macro_km", "tau:old_low_rise", "temperature_c", "mast|power"):
        assert may_count(name, idle)


def test_what_is_used_may_count() -> None:
    _, idle = dark("freight_displaced", "damaged", "water_brought")
    assert may_count("work:mv_feeder", idle)
    assert may_count("tanker_litres", idle)
    assert not may_count("wagon_t", idle), "no need depends on freight"
    assert not may_count("fuel_trucks", idle)


def test_support_points_count_where_someone_is_turned_away() -> None:
    twin = small_twin(blackout(12.0))
    outcome, _ = dark()
    visited = replace(outcome, unserved=Band(0.0, 0.0, 12.0))
    assert may_count("walking_km", idle_figures(twin, visited))


def test_every_name_is_one_of_the_library_and_none_stands_twice() -> None:
    library = read_twin_library()
    known = {str(name) for name in library.parameters["parameter"]}
    known |= {str(name) for name in library.resources["resource"]}
    named = [*OF_NO_HOURS, *OF_RAIN, *OF_VISITS, *(n for names in OF_FLOWS.values() for n in names)]
    assert set(named) <= known
    assert len(named) == len(set(named))
    assert {flow for flows in OF_FLOWS for flow in flows} <= set(FLOW_ORDER)
