"""Who is counted on twice, and what is not shown of small numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.registers.filled_in import EMPLOYERS_TEXT, rows_of_text
from weerbaar.agenda.registers.employers import (
    EMPLOYERS,
    count_words,
    double_of,
    people_words,
    reservists_taken,
    share_words,
    shown_total,
    total_of,
)
from weerbaar.agenda.registers.pictures import doubles_svg
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


def test_who_may_not_see_small_numbers_sees_none_and_cannot_work_them_out():
    waterworks = doubles()[1]
    assert count_words(waterworks, True, ENGLISH) == "4 (3–5)"
    assert count_words(waterworks, False, ENGLISH) == "<10"
    assert share_words(waterworks, False, ENGLISH) == "<10"
    assert people_words(3, False, ENGLISH) == "<10"
    assert people_words(0, False, ENGLISH) == "0"
    total = shown_total(doubles(), False)
    assert total.people == 310
    assert total.count == Band(60, 70, 90)
    assert total.share.p50 == pytest.approx(70 / 310)
    picture = doubles_svg(doubles(), False, ENGLISH)
    assert "Waterworks" not in picture
    assert "Waterworks" in doubles_svg(doubles(), True, ENGLISH)


def test_a_small_number_is_not_worked_out_from_what_stands_beside_it():
    # 24 + 31 - 6 = 49 would give the 6 away, and 24 + 5 of 40 + 8 reservists the 5 and the 8.
    text = """employer,function,people,reservists,volunteers,both,all_reservists
Hospital,nurse,210,24,31,6,40
Town,crisis,64,5,18,,8
"""
    rows = rows_of_text(EMPLOYERS, text)
    hospital, town = (double_of(row) for row in rows)
    assert count_words(hospital, True, ENGLISH) == "49"
    assert count_words(hospital, False, ENGLISH) == "about 50"
    assert share_words(hospital, False, ENGLISH) == "24 %"
    assert count_words(town, False, ENGLISH) == "about 20"
    assert reservists_taken(rows, True) == (29, 48)
    assert reservists_taken(rows, False) == (30, 50)
    assert shown_total([hospital, town], False).count.p50 == 70


def test_a_total_of_a_few_people_is_not_shown_either():
    row = double_of(rows_of_text(EMPLOYERS, EMPLOYERS_TEXT).row(1))
    assert shown_total([row], False).count.p50 % 10 == 0
    assert shown_total([row], True).count.p50 == 4.5


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
