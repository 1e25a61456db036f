"""Indicators: each row of the table is answered, unused, or not measured with its register."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.twin.small import (
    blackout,
    changed,
    drawn_twin,
    flat_library,
    site,
    small_region,
    small_twin,
    story,
)
from tests.twin.test_regionwide import with_flows
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.indicator_words import (
    band_of_values,
    indicator_tables,
    not_measured,
    number_in_words,
    value_in_words,
)
from weerbaar.twin.indicators import (
    BY_AREA,
    GIVEN,
    NOT_MEASURED,
    UNUSED,
    Value,
    area_values,
    find_indicators,
)
from weerbaar.twin.measures import MEASURES
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.twin import Twin

POINT = site("nsp", "noodsteunpunt", "A", planned=True)


def measured(twin: Twin, runs: int = 1, **flows: Any) -> dict[tuple[str, str], Value]:
    made = [run_once(twin, run) for run in range(runs)]
    if flows:
        made = [with_flows(run, **flows) for run in made]
    outcome = summarise(twin, made, scope_of(twin))
    return {(v.indicator, v.about): v for v in find_indicators(twin, made, outcome)}


@pytest.fixture(scope="module")
def dark() -> dict[tuple[str, str], Value]:
    """Two days without power for 2,000 people, everything at its median."""
    return measured(small_twin(blackout(48.0), small_region(sites=[POINT])))


def middle(found: dict[tuple[str, str], Value], indicator: str, about: str = "") -> float:
    band = found[(indicator, about)].band
    assert band is not None
    return band.p50


def test_two_days_without_power_are_withstood_absorbed_and_recovered_from(
    dark: dict[tuple[str, str], Value],
) -> None:
    """All power is lost in the first hour and back after 48: level 0, all lost in 1 hour."""
    assert middle(dark, "robustness", "power") == pytest.approx(0.0)
    assert middle(dark, "autonomy", "power") == 0.0
    assert middle(dark, "slope", "power") == pytest.approx(1.0)
    assert [middle(dark, f"ttr{n}", "power") for n in (50, 90, 95)] == [48.0, 48.0, 48.0]
    assert middle(dark, "hysteresis", "power") == 0.0
    assert middle(dark, "loss", "power") == middle(dark, "E1", "power") == pytest.approx(96_000)
    assert middle(dark, "ttr95", "heat") > 48
    assert middle(dark, "hysteresis", "heat") == middle(dark, "ttr95", "heat") - 48
    assert 0 < middle(dark, "nodes_working") < 1


def test_person_hours_come_with_estimates_and_equity(dark: dict[tuple[str, str], Value]) -> None:
    heat = dark[("E2", "heat")]
    assert heat.estimated_share == 0.0
    assert heat.elder_ratio is not None
    assert heat.elder_ratio.p50 > 1
    assert middle(dark, "Q1_elder", "heat") == pytest.approx(heat.elder_ratio.p50)
    assert middle(dark, "Q2", "heat") >= middle(dark, "Q2_group", "heat") - 1e-6 > 0
    assert middle(dark, "Q3", "heat") == pytest.approx(0, abs=1e-6)
    assert middle(dark, "Q4_1", "power") == pytest.approx(0, abs=1e-9)
    assert ("Q13", "heat") not in dark, "one municipality cannot differ from others"


def test_every_row_of_the_table_is_answered_and_none_is_nought_for_not_knowing(
    dark: dict[tuple[str, str], Value],
) -> None:
    rows = small_twin().library.indicators
    told = {indicator for indicator, _ in dark}
    for row in rows:
        name = str(row["indicator"])
        if row["given_by"] == "register":
            assert dark[(name, "")].state == NOT_MEASURED
            assert dark[(name, "")].band is None
        elif row["family"] != BY_AREA:
            assert name in told, name
    assert set(MEASURES) <= {str(name) for name in rows["indicator"]}


def test_a_flow_that_nothing_used_is_unused_and_not_nought() -> None:
    twin = small_twin(blackout(12.0))
    assert measured(twin)[("H1", "")].state == UNUSED
    found = measured(twin, shifts_filled=[1.0, 0.7, 1.0], patients_waiting=[0.0, 3.0, 2.0, 0.0])
    assert found[("G5", "")].state == GIVEN
    assert middle(found, "G5") == pytest.approx(0.7)
    assert middle(found, "H1") == 5.0
    assert found[("M1", "")].state == UNUSED


def test_who_is_served_while_a_site_still_waits_for_a_crew_is_not_late() -> None:
    """Power is back at 48 h. A site waits for a crew until hour 60, or until hour 40."""
    twin = small_twin(blackout(48.0, recovery_h=24.0))
    late = middle(measured(twin), "hysteresis", "heat")
    assert late > 0
    for until, less in ((60, 12), (40, 0)):
        found = measured(twin, damaged=[1.0] * until + [0.0])
        assert middle(found, "hysteresis", "power") == 0.0
        assert middle(found, "hysteresis", "heat") == max(0.0, late - less)


def test_inequality_of_what_is_served_does_not_hang_on_when_a_run_stops() -> None:
    """A lacks power for 24 hours of 672, B for none: half at 27/28, half at 1."""
    dark_in_a = blackout(24.0, areas=["A"])
    found = [measured(small_twin(dark_in_a, hours=hours)) for hours in (60.0, 120.0)]
    first, later = (middle(values, "Q4_1", "power") for values in found)
    served = 27 / 28
    assert first == later == pytest.approx(1 - np.sqrt(served) / ((1 + served) / 2))


def test_a_shock_that_comes_two_days_later_is_withstood_as_long() -> None:
    found = [
        measured(small_twin(blackout(24.0, from_h=start), hours=120.0)) for start in (0.0, 48.0)
    ]
    for need in ("power", "help_call"):
        first, later = (middle(values, "autonomy", need) for values in found)
        assert first == later < 24.0


def test_people_within_a_kilometre_of_a_point(dark: dict[tuple[str, str], Value]) -> None:
    """The point lies in the middle of A, whose ring of points lies at 0.68 km; B is 10 km away."""
    assert middle(dark, "T3") == pytest.approx(0.5)
    assert measured(small_twin())[("T3", "")].state == UNUSED


def test_older_people_who_live_near_the_point_walk_less() -> None:
    """Most older people live in A, at 0.68 km or 10 minutes; most others in B, over two hours."""
    region = small_region(sites=[POINT])
    areas = changed(
        region.areas,
        inhabitants=np.array([1000.0, 2000.0]),
        share_65_plus=np.array([0.8, 0.05]),
        share_45_64=np.array([0.0, 0.43]),
    )
    found = measured(small_twin(blackout(12.0), replace(region, areas=areas)))
    assert -160 < middle(found, "Q7") < -110


def test_days_of_food_are_those_at_home_and_in_the_shop() -> None:
    """Everybody has 2.5 days at home; the shop of the area has its own days."""
    twin = small_twin(library=flat_library({"food": 2.5}))
    rows = twin.network.library.dependencies
    goods = (rows["consumer"] == "supermarket") & (rows["input"] == "goods")
    shop_days = float(rows["t_p50"][goods][0]) / 24
    assert shop_days > 0
    assert middle(measured(twin), "F2") == pytest.approx(2.5 + shop_days)


def test_reception_is_counted_in_places_and_kits_by_income() -> None:
    """5,000 m2 for 100,000 people: 1,429 places, 1.4 %. 38 % of others have a kit, 20 % of low."""
    library = flat_library()
    floor = dict.fromkeys(("p10", "p50", "p90"), 5000.0)
    twin = small_twin(library=replace(library, resources=changed(library.resources, **floor)))
    found = measured(twin)
    assert middle(found, "M2") == pytest.approx(5000 / 3.5 / 1e5)
    assert middle(found, "Q6") == pytest.approx(0.38 - 0.2)


def test_what_is_drawn_gives_a_band() -> None:
    kits = measured(drawn_twin(blackout(12.0)), runs=3)[("Q6", "")].band
    assert kits is not None
    assert 0.08 <= kits.p10 < kits.p90 <= 0.30


def test_an_area_has_its_own_hours_and_no_small_counts() -> None:
    twin = small_twin(blackout(48.0, areas=["A"]), small_region(sites=[POINT]))
    made = [run_once(twin, 0)]
    found = area_values(twin, made, summarise(twin, made, scope_of(twin)))
    falls = {(v.area, v.about): v.band.p50 for v in found if v.indicator == "area_autonomy"}
    assert falls[("A", "power")] == 0.0
    assert ("B", "power") not in falls
    assert "device" not in {v.about for v in found}
    back = {(v.area, v.about): v.band.p50 for v in found if v.indicator == "area_ttr90"}
    assert back[("A", "power")] == 48.0
    assert back[("A", "heat")] > 48.0
    near = {v.area: v.band.p50 for v in found if v.indicator == "area_near"}
    assert near == {"A": 1.0, "B": 0.0}


# Levels by hand


# Words


def test_figures_are_told_with_their_unit_and_band() -> None:
    assert band_of_values(Band(0.5, 0.62, 0.7), "1", ENGLISH) == "62\u00a0% (50\u2060–\u206070)"
    assert band_of_values(Band(1e6, 1.2345e6, 2e6), "person-h", ENGLISH).startswith("1.23 million")
    assert number_in_words(40_864_000, "person-h", ENGLISH) == "40.9 million"
    assert number_in_words(999_400, "person-h", ENGLISH) == "999,000"
    assert band_of_values(Band(3, 3, 3), "d", ENGLISH) == "3.0 days"
    assert band_of_values(Band(0, 4, 30), "persons", ENGLISH) == "fewer than 10 people"
    unknown = float("nan")
    assert band_of_values(Band(2, unknown, 40), "persons", ENGLISH) == "between 2 and 40 people"
    assert "not" in band_of_values(Band(3, float("inf"), float("inf")), "h", ENGLISH)


def test_the_page_names_the_register_of_what_is_not_measured() -> None:
    twin = small_twin(blackout(24.0))
    made = [run_once(twin, 0)]
    outcome = summarise(twin, made, scope_of(twin))
    values = find_indicators(twin, made, outcome)
    deputies = next(v for v in values if v.indicator == "G2")
    assert value_in_words(twin, outcome, deputies, ENGLISH).startswith("not measured: register of")
    tables = indicator_tables(twin, outcome, values, ENGLISH)
    assert len(tables) == 3
    nato = {row.label: row.cells for row in tables[0].rows}
    assert nato["Energy: people without power"][0].startswith("48,000 person-hours")
    assert nato["Government: shifts filled"][1] == "90\u00a0% or more"
    missing = dict(not_measured(twin, ENGLISH))
    assert missing["Government: vital functions with deputies"].startswith("register of deputies")
    assert not nato.keys() & missing.keys()
    assert not any("(" in register and "P13" in register for register in missing.values())
    assert indicator_tables(twin, outcome, (), ENGLISH) == ()


def test_a_narrow_screen_asks_for_few_columns() -> None:
    twin = small_twin(blackout(24.0))
    made = [run_once(twin, 0)]
    outcome = summarise(twin, made, scope_of(twin))
    values = find_indicators(twin, made, outcome)
    few = indicator_tables(twin, outcome, values, ENGLISH, ("robustness", "Q1_elder"))
    assert [len(table.columns) for table in few[1:]] == [2, 2]


def test_what_few_people_lack_is_not_told() -> None:
    twin = small_twin(blackout(24.0))
    made = [run_once(twin, 0)]
    outcome = summarise(twin, made, scope_of(twin))
    few = tuple(
        replace(need, peak=Band(3.0, 4.0, 5.0)) if need.need == "heat" else need
        for need in outcome.needs
    )
    hidden = replace(outcome, needs=few)
    cold = next(v for v in find_indicators(twin, made, outcome) if v.indicator == "E2")
    assert value_in_words(twin, hidden, cold, ENGLISH) == "fewer than 10 people"


def test_extra_deaths_are_not_told_where_nobody_is_without_power() -> None:
    """The equation knows only the loss of power: without it, 0 would be for not knowing."""
    load = {"name": "komst", "what": "absence", "amount": 0.1, "duration_h": 12.0}
    twin = drawn_twin(parse_scenario(story(loads=[load]) | {"shocks": []}, "klein.toml"), hours=24)
    value = measured(twin)[("H4", "")]
    assert (value.state, value.band) == (UNUSED, None)
    few = Band(0.01, float("nan"), 0.2)
    assert band_of_values(few, "persons", ENGLISH) == "fewer than 1 person"


def test_extra_deaths_are_an_interval_where_people_are_without_power() -> None:
    value = measured(drawn_twin(blackout(24.0)))[("H4", "")]
    assert value.state == GIVEN
    assert value.band is not None
    assert value.band.p10 < value.band.p90
    assert value.estimated_share is not None, "that of power"
