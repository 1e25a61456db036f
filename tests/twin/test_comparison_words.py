"""A comparison in words: sentences, tables, the picture and the rows of files."""

from dataclasses import replace
from functools import cache

import pytest

from tests.twin.small import blackout, drawn_twin
from weerbaar.common.files import read_language
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.files import read_template
from weerbaar.drawing.page import render_page
from weerbaar.twin.comparison_words import (
    COMPARISON_COLUMNS,
    Comparison,
    change_in_words,
    comparison_record,
    comparison_rows,
    compose_page,
    fairness_table,
    move_table,
    picture_svg,
    signed_hours,
    told_sentences,
)
from weerbaar.twin.difference import Change, Move, compare_answers
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.outcome import scope_of

RUNS = 10


@cache
def compared(**fixed: float) -> Comparison:
    before = drawn_twin(blackout(24.0))
    after = replace(before, fixed=fixed)
    one, other = ([run_once(twin, run) for run in range(RUNS)] for twin in (before, after))
    moves = compare_answers(before, after, one, other)
    change = change_in_words(before, after, ENGLISH)
    scope = scope_of(before)
    return Comparison(before, after, scope, 2000.0, change, RUNS, tuple(moves), "0" * 64, "1.0")


def kits() -> Comparison:
    """Emergency kits in every home."""
    return compared(prepared_low_income=1.0, prepared_other=1.0)


def move(after: float, hours: float = 1.0) -> Move:
    """Heat for 1,000 people, and for so many in the second variant."""
    one, other = Band(1000, 1000, 1000), Band(after, after, after)
    less = Band(after - 1000, after - 1000, after - 1000)
    heads = Change(
        Band(2, 2, 2), Band(2 - hours, 2 - hours, 2 - hours), Band(-hours, -hours, -hours)
    )
    gap = Change(Band(1, 1, 1), Band(0.5, 0.5, 0.5), Band(-0.5, -0.5, -0.5))
    peak = Change(one, other, less)
    return Move("heat", "survival", True, RUNS, peak, heads, peak, None, None, RUNS, 0, gap, gap)


def test_kits_in_every_home_leave_fewer_without_information() -> None:
    """An emergency kit holds a radio: all that is compared says so, course by course."""
    assert kits().change.endswith("100 %")
    information = next(found for found in kits().moves if found.need == "information")
    assert information.moves
    assert (information.better, information.worse) == (RUNS, 0)
    rows = {row.label: row.cells for row in move_table(kits(), ENGLISH).rows}
    assert rows["Without information"][3:] == ("10 / 10", "0 / 10")
    assert rows["Without information"][2].startswith("−")
    assert any(line.startswith("Without information: ") for line in told_sentences(kits(), ENGLISH))
    assert "Without information" in picture_svg(kits(), ENGLISH)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_page_reads_in_each_language(code: str) -> None:
    words = read_language(code)
    html = render_page(compose_page(kits(), words), words, read_template("page.html"))
    assert words.text("Second variant") in html
    assert "<script" not in html
    assert 'class="point calm"' in html


def test_a_variant_equal_to_the_first_has_no_picture_and_no_change() -> None:
    same = compared()
    assert same.change == ""
    assert picture_svg(same, ENGLISH) == ""
    assert fairness_table(same, ENGLISH) is None
    assert told_sentences(same, ENGLISH)[-1] == "No difference stands out from chance."
    assert compose_page(same, ENGLISH).pictures == ()


def test_files_hold_every_need_with_its_bands() -> None:
    rows = [dict(zip(COMPARISON_COLUMNS, row, strict=True)) for row in comparison_rows(kits())]
    assert [row["need"] for row in rows] == [found.need for found in kits().moves]
    information = next(row for row in rows if row["need"] == "information")
    assert information["moves"] == "yes"
    assert information["hours_per_head_difference_p50"] < 0
    record = comparison_record(kits())
    assert record["simulation"] is True
    assert record["after"]["fixed"] == {"prepared_low_income": 1.0, "prepared_other": 1.0}
    assert record["before"]["fixed"] == {}


def test_one_to_nine_people_that_are_left_give_no_hours_away() -> None:
    found = replace(kits(), moves=(move(after=4.0),))
    (row,) = move_table(found, ENGLISH).rows
    assert row.cells == ("2.0", "fewer than 10 people", "·", "10 / 10", "0 / 10")
    assert picture_svg(found, ENGLISH) == ""
    assert fairness_table(found, ENGLISH) is None
    (values,) = [dict(zip(COMPARISON_COLUMNS, r, strict=True)) for r in comparison_rows(found)]
    assert values["hours_per_head_after_p50"] is values["peak_persons_after_p50"] is None
    assert values["elder_gap_difference_p50"] is None


def test_who_gains_stands_beside_a_need_that_moves() -> None:
    found = replace(kits(), moves=(move(after=500.0),))
    table = fairness_table(found, ENGLISH)
    assert table is not None
    assert table.rows[0].cells == ("from +1.0 to +0.5; difference −0.5",) * 2


def test_too_few_courses_tell_nothing_from_chance() -> None:
    (line,) = told_sentences(replace(kits(), runs=9), ENGLISH)
    assert "10" in line


@pytest.mark.parametrize(
    ("band", "told"),
    [
        (Band(0.0, 0.0, 0.0), "0"),
        (Band(-0.01, 0.0, 0.01), "0"),
        (Band(-2.0, -1.0, -0.5), "−1.0 (−2.0 to −0.5)"),
        (Band(-20.0, 5.0, 30.0), "+5 (−20 to +30)"),
    ],
)
def test_hours_carry_their_sign(band: Band, told: str) -> None:
    assert signed_hours(band, ENGLISH) == told


def test_what_is_different_in_the_second_variant_is_said() -> None:
    before = drawn_twin(blackout(24.0))
    longer = replace(before, scenario=blackout(48.0))
    colder = replace(before, scenario=blackout(24.0, temperature_c=-10.0))
    other = replace(before, scenario=replace(before.scenario, scenario="x", name_en="Flood"))
    said = [change_in_words(before, twin, ENGLISH) for twin in (longer, colder, other, before)]
    assert said == [
        "every shock lasts 48 hours",
        "another version of the scenario",
        "scenario Flood",
        "",
    ]


def test_where_only_the_facts_differ_the_sides_are_before_and_after() -> None:
    dutch = read_language("nl")
    facts = move_table(compared(), dutch)
    assert facts.columns[1:3] == ("Voor", "Na uw gegevens")
    variants = move_table(kits(), dutch)
    assert variants.columns[1:3] == ("Eerste variant", "Tweede variant")
