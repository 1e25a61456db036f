"""Findings: norms held against outcomes."""

import pytest

from tests.twin.small import blackout, small_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_profile
from weerbaar.twin.findings import find_gaps
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.twin import Twin

NORMS = read_profile().norms


def gaps(twin: Twin, municipality: str = "") -> dict[str, object]:
    runs = [run_once(twin, run) for run in range(3)]
    outcome = summarise(twin, runs, scope_of(twin, municipality))
    return {finding.norm: finding for finding in find_gaps(twin, runs, outcome, "nl")}


def test_two_cold_days_miss_the_norm_for_heat_in_every_area() -> None:
    """A home with tau 60 h at 5 below zero is too cold after 10.5 h: 37.5 of 48 hours, over 12."""
    found = gaps(small_twin(blackout(48.0), norms=NORMS))
    heat = found["heat-12h"]
    assert heat.areas == ("A", "B")
    assert heat.persons.p50 == pytest.approx(2000)
    assert heat.severity == pytest.approx(1)
    assert heat.first_hour == 17  # 65 and over: 60 ln(25 / 23) = 5.0 h below 18 °C, and 12 more
    assert heat.nato_objective == 2
    assert heat.source
    assert heat.wording.startswith("Niemand")


def test_two_mild_hours_miss_no_norm_for_heat_or_food() -> None:
    found = gaps(small_twin(blackout(2.0, temperature_c=15.0), norms=NORMS))
    assert "heat-12h" not in found
    assert "food-72h" not in found


def test_the_worst_gap_comes_first() -> None:
    twin = small_twin(blackout(72.0), norms=NORMS)
    runs = [run_once(twin, 0)]
    outcome = summarise(twin, runs, scope_of(twin))
    severities = [finding.severity for finding in find_gaps(twin, runs, outcome, "en")]
    assert severities == sorted(severities, reverse=True)


def test_people_on_devices_are_found_for_the_region_only() -> None:
    twin = small_twin(blackout(48.0), norms=NORMS)
    whole = gaps(twin)["device-72h"]
    assert whole.areas == ()
    assert "device-72h" not in gaps(twin, "Testdorp")
