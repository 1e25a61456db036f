"""The page of findings, and what neither it nor the files may tell."""

from dataclasses import replace

import pytest

from tests.twin.holding import FOUND, finding, held, only
from weerbaar.common.files import read_language
from weerbaar.common.finding import Band, GroupShare
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.files import read_template
from weerbaar.drawing.page import render_page
from weerbaar.twin.finding_page import compose_page
from weerbaar.twin.finding_tables import (
    FINDING_COLUMNS,
    area_rows,
    finding_rows,
    findings_record,
    group_rows,
    town_rows,
)
from weerbaar.twin.finding_words import screen_table
from weerbaar.twin.findings import TownShare

DUTCH = read_language("nl")


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


def test_words_of_a_hostile_profile_are_escaped() -> None:
    page = compose_page(only(finding(wording="<script>{x}</script>", source="{0}")), ENGLISH)
    html = render_page(page, ENGLISH, read_template("page.html"))
    assert "<script" not in html
    assert "{0}" in html
