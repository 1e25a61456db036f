"""When who pays must decide, and what is too late."""

from datetime import date

import pytest

from weerbaar.common.finding import Band
from weerbaar.measures.files import read_budget_moments
from weerbaar.measures.moments import cycle_of, moments_of
from weerbaar.measures.weighing import Spent

NOTHING = Band(0, 0, 0)


def eur(middle: float) -> Band:
    return Band(0.8 * middle, middle, 1.2 * middle)


def spent(payer: str, year: int, once: float = 0, yearly: float = 0, rise: float = 0) -> Spent:
    return Spent(payer, year, eur(once), eur(yearly), eur(rise))


def states(today: date, *rows: Spent) -> list[tuple[str, int, str]]:
    found = moments_of(rows, read_budget_moments(), today)
    return [(one.payer, one.year, one.state) for one in found]


def test_new_money_asks_for_a_decision_in_its_own_year_and_what_goes_on_does_not() -> None:
    rows = [
        spent("municipality", 2028, yearly=1000, rise=1000),
        spent("municipality", 2029, yearly=1000),
        # As much as last year, but it is a new sum: paid once.
        spent("municipality", 2030, once=1000),
        spent("municipality", 2031, once=1000),
    ]
    found = states(date(2026, 11, 22), *rows)
    assert [year for _, year, _ in found] == [2028, 2030, 2031]


def test_the_last_moment_of_a_safety_region_is_when_the_board_adopts_the_budget() -> None:
    moments = cycle_of(read_budget_moments(), "safety_region", 2028, date(2027, 5, 1))
    assert [moment.moment for moment in moments if moment.missed] == ["kadernota"]
    (last,) = [moment for moment in moments if moment.last]
    assert (last.moment, last.on) == ("vaststelling", date(2027, 9, 14))
    draft = next(moment for moment in moments if moment.kind == "draft")
    # Councils have twelve weeks for their view.
    assert (last.on - draft.on).days >= 12 * 7


def test_the_budget_memorandum_comes_on_the_third_tuesday_of_september() -> None:
    days = {
        year: next(
            moment.on
            for moment in cycle_of(read_budget_moments(), "state", year, date(2020, 1, 1))
            if moment.moment == "miljoenennota"
        )
        for year in range(2021, 2041)
    }
    assert days[2026] == date(2025, 9, 16)
    assert days[2027] == date(2026, 9, 15)
    assert all(day.weekday() == 1 and 15 <= day.day <= 21 for day in days.values())


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 6, 30), "open"),
        (date(2026, 7, 2), "late"),
        (date(2026, 11, 14), "late"),
        (date(2026, 11, 15), "only_amend"),
        (date(2027, 12, 31), "only_amend"),
        (date(2028, 1, 1), "missed"),
    ],
)
def test_a_municipality_that_waits_has_ever_fewer_moments_left(today: date, state: str) -> None:
    found = states(today, spent("municipality", 2027, once=500))
    assert found == [("municipality", 2027, state)]


def test_who_has_no_budget_of_a_government_decides_by_itself() -> None:
    assert states(date(2026, 1, 1), spent("companies", 2027, once=5)) == [
        ("companies", 2027, "no_cycle")
    ]


def test_every_moment_says_what_it_rests_on() -> None:
    rows = read_budget_moments()
    assert {str(row["payer"]) for row in rows} == {"state", "safety_region", "municipality"}
    for row in rows:
        assert row["source"]
        assert row["evidence"]
