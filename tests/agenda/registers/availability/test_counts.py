"""When reservists can come: what employers agreed, in totals, and what may be shown of it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.registers.filled_in import rows_of_text
from weerbaar.agenda.registers.availability.counts import (
    claims_of,
    coming_of,
    days_of,
    is_in,
    left_of,
    told_share,
)
from weerbaar.agenda.registers.files import read_lists, read_published_claims
from weerbaar.agenda.registers.list_shown import Asked, list_shown
from weerbaar.agenda.registers.register import problems_of
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH

AVAILABILITY = read_lists()["availability"]
KNOWN = tuple(list(AVAILABILITY.choices[name]) for name in ("phase", "window", "sector"))
TODAY = date(2026, 11, 22)
HEAD = (
    "employer,phase,window,sector,reservists,elsewhere,share_low,share,share_high,replaced,"
    "from_month,until_month,agreement,until\n"
)
AGREED = (
    HEAD
    + """Hospital,conflict,0-3,care,20,8,,,,5,,,agreed,2027-12-31
Hospital,conflict,4-14,care,30,,20,40,60,,,,agreed,
Haulier,conflict,4-14,logistics,40,10,,,,20,9,4,agreed,
Waterworks,conflict,31-,other,10,2,,,,10,,,agreed,
Town,conflict,0-3,government,50,,,,,,,,talking,
Gone,conflict,0-3,care,90,0,,,,,,,agreed,2025-01-01
"""
)


def rows(text: str):
    found = rows_of_text(AVAILABILITY, text)
    assert problems_of(AVAILABILITY, found, "") == []
    return list(found)


def shown(text: str, whole: bool = True):
    asked = Asked(ENGLISH, whole, TODAY, (), {}, (), read_published_claims())
    return list_shown(AVAILABILITY, rows(text), asked)


def tables(found):
    return {table.title: table.rows for table in found.tables}


def test_agreements_say_who_can_come_when_and_double_claims_stand_in_total_alone():
    """Worked by hand: 100 are agreed and hold. Others count on 8 + 12 (6 to 18) + 10 + 2 = 32 (26
    to 38) of them, which is 32 %. So of 20 by day 3 there are 13.6 left, and of 100 in all 68."""
    (found,) = coming_of(rows(AGREED), KNOWN, TODAY, 0.4)
    assert found.by_window == (("0-3", 20), ("4-14", 90), ("15-30", 90), ("31-", 100))
    assert found.claims.count == Band(26, 32, 38)
    assert found.talking == 50
    assert left_of(20, found.claims.share).p50 == pytest.approx(13.6)
    assert [found.by_month[at] for at in (3, 4, 7, 8)] == [100, 60, 60, 100]
    empty = {one.sector: (one.leave, one.empty) for one in found.sectors}
    assert empty["care"] == (50, Band(15, 45, 45))
    assert empty["other"] == (10, Band(0, 0, 0))
    told = shown(AGREED)
    days = tables(told)["Who can come by which day"]
    assert days[0] == ["during a conflict", "day 0 to 3", "20", "14 (12–15)"]
    assert days[3] == ["during a conflict", "after day 30", "100", "68 (62–74)"]
    assert told.sentences[0] == (
        "During a conflict: 100 reservists are promised. Without those whom others count on too "
        "68 (62–74) can come. About 50 more it is being discussed."
    )
    everything = " ".join(
        cell for table in told.tables for row in table.rows for cell in row
    ) + " ".join(told.sentences)
    assert not [name for name in ("Hospital", "Haulier", "Waterworks") if name in everything]
    (picture,) = told.pictures
    assert "day 4 to 14: 90" in picture.svg


def test_who_may_not_see_small_numbers_is_told_one_rounded_share_of_at_least_three_employers():
    days = tables(shown(AGREED, whole=False))["Who can come by which day"]
    assert days[0][2:] == ["20", "10 (10–20)"]
    (found,) = coming_of(rows(AGREED), KNOWN, TODAY, 0.4)
    assert told_share(found, found.claims, whole=False).p50 == pytest.approx(0.30)
    two = "".join(AGREED.splitlines(keepends=True)[:4])
    assert "not shown" in str(tables(shown(two, whole=False))["Who can come by which day"])
    assert "is not shown" in shown(two, whole=False).sentences[-1]
    # Two that say nothing do not hide the one that does: what it says would follow from the total.
    silent = two + "A,conflict,0-3,care,30,,,,,,,,agreed,\nB,conflict,0-3,care,30,,,,,,,,agreed,\n"
    assert "is not shown" in shown(silent, whole=False).sentences[-1]
    assert {"elsewhere", "share", "share_low", "share_high"} == set(AVAILABILITY.in_total)


def test_a_total_of_few_is_hidden_and_others_are_rounded_where_it_would_follow():
    few = HEAD + "".join(
        f"E{at},conflict,0-3,{sector},{people},,,,,,,,agreed,\n"
        for at, (sector, people) in enumerate((("care", 7), ("it", 34), ("other", 25)))
    )
    table = tables(shown(few, whole=False))["What work stands empty when all are called"]
    assert [row[2] for row in table] == ["<10", "30", "30"]
    assert [row[2] for row in tables(shown(few))["What work stands empty when all are called"]] == [
        "7",
        "34",
        "25",
    ]


def test_where_nobody_counted_the_band_runs_from_none_to_all():
    silent = rows(HEAD + "A,training,0-3,care,50,,,,,,,,agreed,\n")
    assert claims_of(silent, 0.4).count == Band(0, 20, 50)
    assert claims_of(silent, float("nan")).count == Band(0, 25, 50)
    assert claims_of([], 0.4).share is None
    assert (
        "Nothing is agreed yet"
        in shown(HEAD + "A,training,0-3,care,5,,,,,,,,none,\n").sentences[-1]
    )


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 100), st.sampled_from(KNOWN[1])),
        min_size=1,
        max_size=6,
    )
)
def test_who_comes_never_falls_with_the_days_and_what_is_left_never_exceeds_it(given_rows):
    text = HEAD + "".join(
        f"E{at},conflict,{window},care,{people},{people * part // 100},,,,,,,agreed,\n"
        for at, (people, part, window) in enumerate(given_rows)
    )
    (found,) = coming_of(rows(text), KNOWN, TODAY, 0.4)
    counts = [count for _, count in found.by_window]
    assert counts == sorted(counts)
    assert counts[-1] == sum(people for people, _, _ in given_rows)
    if found.promised:
        left = [left_of(count, found.claims.share) for count in counts]
        assert all(b.p10 <= b.p50 <= b.p90 <= n + 1e-9 for b, n in zip(left, counts, strict=True))
        assert left[-1].p50 == pytest.approx(found.promised - found.claims.count.p50)


def test_months_run_over_the_turn_of_the_year():
    row = {"from_month": "11", "until_month": "2"}
    assert [month for month in range(1, 13) if is_in(row, month)] == [1, 2, 11, 12]
    row = {"from_month": "any", "until_month": "3"}
    assert [month for month in range(1, 13) if is_in(row, month)] == [1, 2, 3]
    assert days_of("31-") == (31, None)


@pytest.mark.parametrize("window", ["soon", "3", "-3", ""])
def test_a_window_without_days_is_refused(window: str):
    with pytest.raises(ValueError, match="window"):
        days_of(window)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A,conflict,0-3,care,5,6,,,,,,,agreed,\n", "more-than-all"),
        ("A,conflict,0-3,care,5,,,,,6,,,agreed,\n", "more-than-all"),
        ("A,conflict,0-3,care,5,1.5,,,,,,,agreed,\n", "not-whole-people"),
    ],
)
def test_numbers_that_cannot_be_are_refused(row: str, code: str):
    problems = problems_of(AVAILABILITY, rows_of_text(AVAILABILITY, HEAD + row), "")
    assert code in [problem.code for problem in problems]
