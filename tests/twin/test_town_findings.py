"""What each municipality lacks of a base level, with thresholds and sources."""

from dataclasses import replace

import numpy as np

from tests.twin.small import blackout, changed, small_region, small_twin
from weerbaar.common.language import ENGLISH
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_profile
from weerbaar.twin.findings import judge_norms
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.town_findings import (
    COLUMNS,
    Town,
    beyond,
    estimated_in_words,
    lack_in_words,
    not_told,
    share_bars,
    source_in_words,
    town_sheet,
    town_table,
    towns_of,
)
from weerbaar.twin.web.base_level import hours_of

PROFILE = read_profile()


def held(hours: float = 48.0, scale: float = 1.0, end_h: float = 400.0) -> tuple[Town, ...]:
    """Two towns of which only Testdorp goes dark."""
    region = small_region()
    areas = changed(
        region.areas,
        municipality=np.array(["Testdorp", "Elders"], dtype=object),
        inhabitants=region.areas["inhabitants"] * scale,
    )
    scenario = blackout(hours, areas=["A"])
    twin = small_twin(scenario, replace(region, areas=areas), norms=PROFILE.norms)
    runs = [run_once(twin, run) for run in range(2)]
    verdicts = judge_norms(twin, runs, summarise(twin, runs, scope_of(twin)), "en")
    return towns_of(PROFILE, verdicts, end_h)


def test_each_municipality_lists_what_it_lacks_with_threshold_and_source() -> None:
    elders, testdorp = held()
    assert (elders.name, testdorp.name) == ("Elders", "Testdorp")
    heat = {one.norm.norm: one for one in testdorp.lacking}["heat-12h"]
    assert heat.norm.longer_than_h == 12
    assert (heat.share.p50, heat.lacking) == (1.0, True)
    assert "heat-12h" not in {one.norm.norm for one in elders.lacking}
    told = lack_in_words(heat, ENGLISH)
    assert told.startswith("Longer than 12 hours for 1,000 people, 100 %; allowed: no one.")
    assert "assumption" in source_in_words(heat.norm, ENGLISH)
    shares = [one.share.p50 for one in testdorp.lacking]
    assert shares == sorted(shares, reverse=True)
    # What is counted for the whole region only is said, and stands in no list.
    assert [norm.norm for norm in not_told(PROFILE, (elders, testdorp))] == ["device-72h"]


def test_the_table_the_bars_and_the_file_say_the_same() -> None:
    towns = held()
    heads, rows = town_table(towns, ENGLISH)
    at = heads.index("No one is in a cold home for more than 12 hours.")
    assert [(row[0], row[at]) for row in rows] == [("Elders", "✓"), ("Testdorp", "100 %")]
    heat = next(norm for norm in PROFILE.norms if norm.norm == "heat-12h")
    assert "Testdorp: 100 %" in share_bars(towns, heat, ENGLISH, "bars")
    columns, sheet = town_sheet(towns, "en")
    assert tuple(columns) == COLUMNS
    found = {(row[0], row[1]): row for row in sheet}[("Testdorp", "heat-12h")]
    assert found[3] == "yes"
    assert found[COLUMNS.index("allowed")] == 0.0
    assert found[-1] == heat.evidence


def test_nobody_reads_of_fewer_than_ten_people() -> None:
    _, testdorp = held(scale=0.005)
    (heat,) = (one for one in testdorp.lacking if one.norm.norm == "heat-12h")
    assert "fewer than 10 people" in lack_in_words(heat, ENGLISH)
    row = next(r for r in town_sheet((testdorp,), "en")[1] if r[1] == "heat-12h")
    assert row[COLUMNS.index("persons_p50")] is None
    assert row[COLUMNS.index("share_p50")] is None


def test_a_short_outage_lacks_nothing_of_heat() -> None:
    assert not any(one.norm.need == "heat" for town in held(2.0) for one in town.lacking)


def test_what_is_counted_after_the_courses_end_is_not_told_as_met() -> None:
    elders, testdorp = held(end_h=96.0)
    assert "heat-12h" in {one.norm.norm for one in testdorp.lacking}
    heads, rows = town_table((elders, testdorp), ENGLISH)
    at = heads.index("No one is in a cold home for more than 12 hours.")
    assert [row[at] for row in rows] == ["?", "100 %"]
    late = {norm.norm for norm in beyond(PROFILE, 96.0)}
    assert "heat-12h" in late
    assert "water-72h" not in late
    lacking = {one.norm.norm for one in elders.lacking}
    assert elders.open == len(late - lacking) > 0
    told = {row[1]: row[3] for row in town_sheet((elders,), "en")[1]}
    assert (told["heat-12h"], told["water-72h"]) == ("unknown", "no")
    assert held()[0].open == 0


def test_courses_last_until_the_last_requirement_is_counted() -> None:
    assert hours_of(96.0, 100, PROFILE) == 336
    assert hours_of(400.0, 100, PROFILE) == 400
    assert hours_of(96.0, 500, PROFILE) == 96


def test_a_source_that_says_how_sure_it_is_says_so_once() -> None:
    heat = next(norm for norm in PROFILE.norms if norm.norm == "heat-12h")
    assert source_in_words(heat, ENGLISH).casefold().count("our assumption") == 1
    assert "(" in source_in_words(replace(heat, source="Law"), ENGLISH)


def test_a_lack_says_for_how_much_it_rests_on_estimated_objects() -> None:
    _, testdorp = held()
    guessed = replace(testdorp.lacking[0], estimated=0.9)
    assert "90 % of this rests on estimated objects" in estimated_in_words(guessed, ENGLISH)
    assert estimated_in_words(replace(guessed, estimated=0.001), ENGLISH) == ""
