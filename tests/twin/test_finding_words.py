"""Norms in words: the page, the table for a screen, and the rows of files."""

from dataclasses import replace

import numpy as np
import pytest

from tests.twin.small import blackout, small_twin
from weerbaar.common.files import read_language
from weerbaar.common.finding import Band, Finding, GroupShare
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.files import read_template
from weerbaar.drawing.page import render_page
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_profile
from weerbaar.twin.finding_words import (
    AREA_COLUMNS,
    FINDING_COLUMNS,
    GROUP_COLUMNS,
    TOWN_COLUMNS,
    Findings,
    allowed_in_words,
    area_rows,
    compose_page,
    finding_rows,
    findings_record,
    group_rows,
    hardest,
    met_in_words,
    screen_table,
    share_in_words,
    town_rows,
)
from weerbaar.twin.findings import TownShare, Verdict, judge_norms
from weerbaar.twin.outcome import scope_of, summarise

DUTCH = read_language("nl")
REGIONAL = read_profile()


def held(hours: float = 48.0, municipality: str = "", **changes: object) -> Findings:
    twin = small_twin(blackout(hours, **changes), norms=REGIONAL.norms)
    runs = [run_once(twin, 0)]
    outcome = summarise(twin, runs, scope_of(twin, municipality))
    verdicts = judge_norms(twin, runs, outcome, "en")
    return Findings(twin, outcome, REGIONAL, verdicts, "0" * 64, "1.0")


FOUND = held()


def finding(persons: float = 1000.0, **changes: object) -> Finding:
    band, share = Band(persons, persons, persons), Band(0.5, 0.5, 0.5)
    about = ("Norm.", ("A",), ("family",), band, 17.0, 0.5, "A", "test", 2, 2, 0.0, 0.0, share)
    return replace(Finding("x", "heat", *about), **changes)  # type: ignore[arg-type]


def only(one: Finding, missed: bool = True) -> Findings:
    """An answer of one verdict, on both areas."""
    persons = np.array([one.persons.p50, 0.0])
    return replace(FOUND, verdicts=(Verdict(one, missed, persons, persons / 1000.0),))


def test_two_cold_days_read_worst_first_with_band_share_and_hour() -> None:
    """All 2,000 people are in a cold home for more than 12 hours: nobody may be."""
    table = screen_table(FOUND, ENGLISH)
    assert table is not None
    rows = {row.label: row.cells for row in table.rows}
    heat = rows["No one is in a cold home for more than 12 hours."]
    assert heat == ("2,000 people", "100 %", "no one", "hour 17", "all alike", "0 %")
    met = dict(met_in_words(FOUND, ENGLISH))
    assert met["Everyone has enough to eat for the first 72 hours."]
    assert not set(met) & set(rows)
    assert len(met) + len(rows) == len(REGIONAL.norms)


@pytest.mark.parametrize("language", [ENGLISH, DUTCH], ids=["en", "nl"])
def test_the_page_tells_every_norm_in_its_language(language) -> None:
    page = compose_page(FOUND, language)
    told = [picture.heading for part in page.parts for picture in part.pictures]
    told += [name for part in page.parts if part.ident == "met" for name, _ in part.pairs]
    assert sorted(told) == sorted(verdict.finding.wording for verdict in FOUND.verdicts)
    assert page.share_map is not None
    assert page.share_map.shares == (1.0, 1.0)
    html = render_page(page, language, read_template("page.html"))
    assert language.text("Norm by norm") in html
    assert "{" not in page.sentences[0].note


def test_files_hold_every_norm_group_and_area() -> None:
    rows = [dict(zip(FINDING_COLUMNS, row, strict=True)) for row in finding_rows(FOUND)]
    assert [row["norm"] for row in rows] == [v.finding.norm for v in FOUND.verdicts]
    heat = next(row for row in rows if row["norm"] == "heat-12h")
    assert (heat["missed"], heat["persons_p50"], heat["severity"]) == ("yes", 2000.0, 1.0)
    assert heat["areas"] == "A B"
    assert "device-72h" not in {row[0] for row in group_rows(FOUND)}
    assert {row[0] for row in area_rows(FOUND)} == {
        v.finding.norm for v in FOUND.missed if v.finding.need != "device"
    }
    assert all(len(row) == len(GROUP_COLUMNS) for row in group_rows(FOUND))
    towns = [dict(zip(TOWN_COLUMNS, row, strict=True)) for row in town_rows(FOUND)]
    assert "device-72h" not in {row["norm"] for row in towns}
    assert {(row["municipality"], row["missed"]) for row in towns if row["norm"] == "heat-12h"} == {
        ("Testdorp", "yes")
    }
    assert all(len(row) == len(AREA_COLUMNS) for row in area_rows(FOUND))
    record = findings_record(FOUND)
    assert record["simulation"] is True
    assert len(record["findings"]) + len(record["met"]) == len(REGIONAL.norms)


def test_a_part_of_the_region_says_which_norms_it_is_not_held_against() -> None:
    part = held(48.0, "Testdorp")
    assert part.not_held == ("device-72h",)
    about = compose_page(part, ENGLISH).parts[-1]
    assert "Not held" in dict(about.pairs)
    assert findings_record(part)["not_held_in_a_part"] == ["device-72h"]


def test_where_every_norm_is_met_there_is_no_table_and_the_page_still_stands() -> None:
    found = held(0.5, temperature_c=20.0)
    found = replace(found, verdicts=tuple(replace(v, missed=False) for v in found.verdicts))
    assert screen_table(found, ENGLISH) is None
    page = compose_page(found, ENGLISH)
    assert page.sentences[0].words.parts[0] == ("0 of 8 norms", True)
    assert "norms" not in {part.ident for part in page.parts}


@pytest.mark.parametrize("persons", [1.0, 5.0, 9.4])
def test_one_to_nine_people_are_told_nowhere(persons: float) -> None:
    group = GroupShare("family", Band(persons, persons, persons), Band(0.5, 0.5, 0.5))
    found = only(finding(persons, by_group=(group,)))
    town = TownShare("Testdorp", Band(persons, persons, persons), Band(0.5, 0.5, 0.5), True)
    found = replace(found, verdicts=(replace(found.verdicts[0], towns=(town,)),))
    assert town_rows(found)[0][3:] == [None] * 6
    html = render_page(compose_page(found, ENGLISH), ENGLISH, read_template("page.html"))
    assert "50 %" not in html
    assert "fewer than 10" in html
    record = findings_record(found)["findings"][0]
    assert record["persons"] == {"p10": None, "p50": None, "p90": None}
    assert record["severity"] is record["share"] is record["by_group"][0]["share"] is None
    row = dict(zip(FINDING_COLUMNS, finding_rows(found)[0], strict=True))
    assert row["persons_p50"] is row["severity"] is row["share_p90"] is None
    assert group_rows(found)[0][2:] == [None] * 6
    assert area_rows(found)[0][4:] == [None, None]
    assert found.verdicts[0].area_shares is not None
    page = compose_page(found, ENGLISH)
    assert page.share_map is not None
    assert page.share_map.shares[0] != page.share_map.shares[0]


def test_a_small_group_beside_large_ones_is_hidden_by_itself() -> None:
    few = GroupShare("family", Band(0.0, 6.0, 20.0), Band(0.0, 0.9, 1.0))
    many = GroupShare("adult", Band(900.0, 950.0, 990.0), Band(0.4, 0.5, 0.6))
    one = finding(by_group=(few, many))
    parts = findings_record(only(one))["findings"][0]["by_group"]
    assert (parts[0]["persons"]["p50"], parts[0]["share"]) == (None, None)
    assert parts[1]["share"] == {"p10": 0.4, "p50": 0.5, "p90": 0.6}
    assert hardest(one) is None  # of the groups that are told, none differs from another


def test_a_share_has_its_band_and_nobody_is_a_word() -> None:
    assert share_in_words(finding(share=Band(0.2, 0.5, 0.61)), ENGLISH).startswith("50 % (20")
    assert share_in_words(finding(), ENGLISH) == "50 %"
    assert allowed_in_words(0.0, ENGLISH) == "no one"
    assert allowed_in_words(0.025, ENGLISH) == "2.5 %"


def test_words_of_a_hostile_profile_are_escaped() -> None:
    page = compose_page(only(finding(wording="<script>{x}</script>", source="{0}")), ENGLISH)
    html = render_page(page, ENGLISH, read_template("page.html"))
    assert "<script" not in html
    assert "{0}" in html
