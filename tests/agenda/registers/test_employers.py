"""Who is counted on twice, and what is not shown of small numbers."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.registers.filled_in import EMPLOYERS_TEXT, rows_of_text
from weerbaar.agenda.registers.doubles_shown import doubles_shown
from weerbaar.agenda.registers.employers import (
    EMPLOYERS,
    count_words,
    double_of,
    left_words,
    people_words,
    reservists_taken,
    share_words,
    shown_total,
    total_of,
)
from weerbaar.agenda.registers.register import problems_of
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH


def doubles():
    return [double_of(row) for row in rows_of_text(EMPLOYERS, EMPLOYERS_TEXT)]


def test_people_are_counted_once_and_a_band_says_what_is_not_known():
    hospital, waterworks, haulier, bakery = doubles()
    assert hospital.count == Band(45, 45, 45)
    assert hospital.exact
    assert waterworks.count == Band(3, 4.5, 5)
    assert haulier.count == Band(10, 20, 40)
    assert bakery.count is None
    total = total_of(doubles())
    assert (total.rows, total.of, total.people) == (3, 4, 312)
    assert total.count == Band(58, 69.5, 90)
    assert total.share.p50 == pytest.approx(69.5 / 312)


def test_who_may_not_see_small_numbers_is_told_the_total_alone():
    waterworks = doubles()[1]
    assert count_words(waterworks, ENGLISH) == "4 (3–5)"
    assert people_words(3, False, ENGLISH) == "<10"
    assert people_words(0, False, ENGLISH) == "0"
    total = shown_total(doubles(), False)
    assert total.people == 310
    assert total.count == Band(60, 70, 90)
    assert total.share.p50 == pytest.approx(70 / 310)
    hidden = doubles_shown(doubles(), False, ENGLISH, "Employer", "Function")
    assert hidden.sentences[0].startswith("Of 310 people in this register 70")
    assert not hidden.tables
    assert not hidden.pictures
    assert "Waterworks" in doubles_shown(doubles(), True, ENGLISH, "", "").pictures[0].svg
    # Nor do the rows give it away.
    assert {"reservists", "volunteers", "both", "share"} <= set(EMPLOYERS.in_total)


def test_a_small_number_is_not_worked_out_from_what_stands_beside_it():
    # 24 + 31 - 6 = 49 would give the 6 away, and 24 + 5 of 40 + 8 reservists the 5 and the 8.
    text = """employer,function,people,reservists,volunteers,both,all_reservists
Hospital,nurse,210,24,31,6,40
Town,crisis,64,5,18,,8
Haulier,driver,100,10,20,0,20
"""
    rows = rows_of_text(EMPLOYERS, text)
    hospital, town, haulier = (double_of(row) for row in rows)
    assert count_words(hospital, ENGLISH) == "49"
    assert share_words(hospital, ENGLISH) == "23 %"
    assert left_words(hospital, ENGLISH) == "161"
    assert reservists_taken(rows, True) == (39, 68)
    assert reservists_taken(rows, False) == (40, 70)
    assert reservists_taken(rows_of_text(EMPLOYERS, text.replace("Haulier", "Town")), False) is None
    assert shown_total([hospital, town, haulier], False).count.p50 == 100


def test_of_fewer_than_three_employers_or_a_few_people_no_total_is_shown():
    hospital, waterworks, haulier, bakery = doubles()
    assert shown_total([hospital, haulier, bakery], False) is None
    assert shown_total([hospital, haulier, bakery], True).count.p50 == 65
    assert shown_total([waterworks, waterworks, waterworks], False) is None
    few = [replace(waterworks, employer=name, count=Band(1, 2, 3)) for name in "abc"]
    assert shown_total(few, False) is None
    assert shown_total(few, True).count.p50 == 6


@settings(max_examples=30)
@given(st.integers(1, 500), st.data())
def test_a_count_never_leaves_its_bounds(people: int, data):
    reservists, volunteers = (data.draw(st.integers(0, people)) for _ in range(2))
    row = dict(rows_of_text(EMPLOYERS, EMPLOYERS_TEXT).row(1))
    row |= {"people": people, "reservists": reservists, "volunteers": volunteers}
    count = double_of(row).count
    assert max(reservists, volunteers) <= count.p10 <= count.p50 <= count.p90 <= people


def test_of_the_reservists_it_says_how_many_have_a_vital_function():
    text = "employer,function,people,reservists,all_reservists\nA,x,50,12,20\nB,y,10,2,\n"
    assert reservists_taken(rows_of_text(EMPLOYERS, text)) == (12, 20)
    assert reservists_taken(rows_of_text(EMPLOYERS, EMPLOYERS_TEXT)) is None


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A,x,5,6,,", "more-than-all"),
        ("A,x,5,2,3,3", "more-than-all"),
        ("A,x,5,1.5,,", "not-whole-people"),
        ("A,x,5,,,1", "both-without-parts"),
    ],
)
def test_numbers_that_cannot_be_are_refused(row: str, code: str):
    rows = rows_of_text(EMPLOYERS, "employer,function,people,reservists,volunteers,both\n" + row)
    assert [problem.code for problem in problems_of(EMPLOYERS, rows, "f")] == [code]
