"""Findings: norms held against outcomes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.small import blackout, changed, small_region, small_twin
from weerbaar.common.finding import Band, Finding, GroupShare
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_profile
from weerbaar.twin.findings import Verdict, find_gaps, judge_norms, worst_first
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.profile import Norm
from weerbaar.twin.twin import Twin

NORMS = read_profile().norms


def gaps(twin: Twin, municipality: str = "") -> dict[str, object]:
    runs = [run_once(twin, run) for run in range(3)]
    outcome = summarise(twin, runs, scope_of(twin, municipality))
    return {finding.norm: finding for finding in find_gaps(twin, runs, outcome, "nl")}


def judged(twin: Twin, municipality: str = "") -> tuple[Verdict, ...]:
    runs = [run_once(twin, 0)]
    return judge_norms(twin, runs, summarise(twin, runs, scope_of(twin, municipality)), "en")


def norm(need: str, **changes: float) -> Norm:
    """A norm that allows nobody to lack the need at all, changed as told."""
    base = Norm(f"{need}-x", need, "Norm.", "Norm.", 0.0, 0.0, 336.0, 2, 2, "test", "A")
    return replace(base, **changes)  # type: ignore[arg-type]


def verdict_of(name: str, severity: float, groups: dict[str, float]) -> Verdict:
    """A norm that 1,000 people miss, with the share of each group."""
    persons, share = Band(1000, 1000, 1000), Band(severity, severity, severity)
    parts = tuple(GroupShare(g, persons, Band(s, s, s)) for g, s in groups.items())
    about = ("", (), (), persons, 0.0, severity, "A", "test", 2, 2, 0.0, 0.0, share, parts)
    return Verdict(Finding(name, "heat", *about), True, None, None)


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


def test_a_norm_that_is_met_is_a_verdict_and_no_finding() -> None:
    """Eight mild hours: more than 4 hours without power for all 2,000 people, and nobody cold."""
    strict = norm("power", longer_than_h=4.0)
    twin = small_twin(blackout(8.0, temperature_c=15.0), norms=(norm("heat"), strict))
    runs = [run_once(twin, run) for run in range(3)]
    outcome = summarise(twin, runs, scope_of(twin))
    power, heat = judge_norms(twin, runs, outcome, "en")
    assert power.missed
    assert power.finding.persons.p50 == pytest.approx(1985, abs=20)  # some homes have batteries
    assert power.finding.missed_in_runs == 1
    assert not heat.missed
    assert (heat.finding.severity, heat.finding.areas, heat.finding.groups) == (0, (), ())
    assert [f.need for f in find_gaps(twin, runs, outcome, "en")] == ["power"]


def test_groups_and_areas_add_up_to_the_people_of_a_finding() -> None:
    twin = small_twin(blackout(48.0), norms=(norm("heat", longer_than_h=30.0),))
    (verdict,) = judged(twin)
    finding = verdict.finding
    groups = sum(part.persons.p50 for part in finding.by_group)
    assert groups == pytest.approx(finding.persons.p50)
    assert verdict.area_persons is not None
    assert verdict.area_persons.sum() == pytest.approx(finding.persons.p50, rel=1e-6)
    assert finding.share.p50 == finding.severity
    assert all(0 <= part.share.p10 <= part.share.p90 <= 1 for part in finding.by_group)


def test_where_severity_is_alike_the_norm_that_hits_one_group_hardest_comes_first() -> None:
    """Both are missed for 31 %; the second for all of the elderly who live alone."""
    alike = verdict_of("alike", 0.31, {"family": 0.31, "alone_65_plus": 0.31})
    uneven = verdict_of("uneven", 0.312, {"family": 0.1, "alone_65_plus": 1.0})
    worse = verdict_of("worse", 0.33, {"family": 0.33})
    met = replace(verdict_of("met", 0.9, {}), missed=False)
    ordered = sorted([met, alike, uneven, worse], key=worst_first)
    assert [v.finding.norm for v in ordered] == ["worse", "uneven", "alike", "met"]


def test_a_group_of_fewer_than_ten_people_is_left_out() -> None:
    tiny = small_region()
    few = {"inhabitants": np.array([30.0, 0.0]), "dwellings": np.array([14.0, 0.0])}
    tiny = replace(tiny, areas=changed(tiny.areas, **few))
    (verdict,) = judged(small_twin(blackout(48.0), tiny, norms=(norm("heat"),)))
    assert verdict.finding.persons.p50 == pytest.approx(30)
    assert all(part.persons.p90 >= 10 for part in verdict.finding.by_group)
    assert len(verdict.finding.by_group) < 5


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["power", "heat", "water", "help_call", "information", "payment"]),
    st.floats(0, 30),
    st.floats(0, 0.9),
    st.floats(1, 60),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 60),
)
def test_a_stricter_norm_is_never_missed_less(
    need: str, longer: float, share: float, within: float, less: float, fewer: float, later: float
) -> None:
    mild = norm(need, longer_than_h=longer, at_most_share=share, within_h=within)
    hours = {"longer_than_h": longer * less, "at_most_share": share * fewer}
    strict = replace(mild, norm="strict", within_h=within + later, **hours)
    verdicts = {v.finding.norm: v for v in judged(small_twin(blackout(24.0), norms=(mild, strict)))}
    assert verdicts["strict"].finding.severity >= verdicts[mild.norm].finding.severity - 1e-9
    assert verdicts["strict"].missed >= verdicts[mild.norm].missed


def test_the_strict_profile_is_at_least_as_strict_for_every_need_of_the_regional_one() -> None:
    strict = read_profile("streng").norms
    for mild in NORMS:
        assert any(
            other.need == mild.need
            and other.longer_than_h <= mild.longer_than_h
            and other.at_most_share <= mild.at_most_share
            and other.within_h >= mild.within_h
            for other in strict
        ), mild.norm


@pytest.mark.parametrize("hours", [2.0, 12.0, 72.0])
def test_the_strict_profile_never_gives_fewer_findings(hours: float) -> None:
    found = [
        {v.finding.need for v in judged(small_twin(blackout(hours), norms=norms)) if v.missed}
        for norms in (NORMS, read_profile("streng").norms)
    ]
    assert found[0] <= found[1]


def test_in_a_part_of_the_region_only_its_own_areas_are_named() -> None:
    region = small_region()
    towns = changed(region.areas, municipality=np.array(["Testdorp", "Elders"], dtype=object))
    twin = small_twin(blackout(48.0), replace(region, areas=towns), norms=NORMS)
    part = {v.finding.norm: v for v in judged(twin, "Elders")}
    assert part["heat-12h"].finding.areas == ("B",)
    assert part["heat-12h"].finding.persons.p50 == pytest.approx(1000)
    assert "device-72h" not in part


def test_each_municipality_is_held_against_a_norm_by_itself() -> None:
    """Only A goes dark: its 1,000 people miss the norm, B's none."""
    region = small_region()
    towns = changed(region.areas, municipality=np.array(["Testdorp", "Elders"], dtype=object))
    twin = small_twin(
        blackout(48.0, areas=["A"]), replace(region, areas=towns), norms=(norm("heat"),)
    )
    (verdict,) = judged(twin)
    elders, testdorp = verdict.towns
    assert (elders.municipality, testdorp.municipality) == ("Elders", "Testdorp")
    assert not elders.missed
    assert testdorp.missed
    assert testdorp.persons.p50 == pytest.approx(verdict.finding.persons.p50)
    assert testdorp.share.p50 == pytest.approx(1)
    assert elders.share.p90 == 0


def test_people_on_devices_are_told_by_no_municipality() -> None:
    verdicts = {v.finding.norm: v for v in judged(small_twin(blackout(48.0), norms=NORMS))}
    assert verdicts["device-72h"].missed
    assert verdicts["device-72h"].towns == ()
    assert verdicts["device-72h"].area_persons is None
