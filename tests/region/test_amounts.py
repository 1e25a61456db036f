"""Amounts: a time or a percentage as people write it, or why it is none."""

import math
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.refusals import ProblemKind
from weerbaar.common.sheets import Cell
from weerbaar.region.amounts import hours_of, share_of


def test_three_days_are_72_hours_and_a_quarter_is_25_percent() -> None:
    assert hours_of("3 dagen") == 72
    assert hours_of("1,5 dag") == 36
    assert hours_of("2 weeks") == 336
    assert hours_of(36.0) == hours_of("36 U") == 36
    assert share_of(25.0) == share_of("25 %") == 0.25
    assert share_of("0,5 %") == 0.005


@given(st.floats(0, 10_000).map(lambda hours: round(hours, 1)))
def test_hours_are_the_same_as_number_with_comma_and_in_days(hours: float) -> None:
    comma = f"{hours:.1f}".replace(".", ",")

    assert hours_of(hours) == hours_of(comma) == hours_of(f" {hours:.1f} UUR\n") == hours
    assert hours_of(f"{comma} dagen") == pytest.approx(24 * hours)


@given(st.floats(1, 100).map(lambda percent: round(percent, 1)))
def test_a_percentage_is_the_same_with_and_without_its_sign(percent: float) -> None:
    assert share_of(percent) == share_of(f"{percent}%") == pytest.approx(percent / 100)


@pytest.mark.parametrize("cell", [None, "", " \n"])
def test_an_empty_cell_is_not_known(cell: Cell) -> None:
    for found in (hours_of(cell), share_of(cell)):
        assert isinstance(found, float)
        assert math.isnan(found)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("lang", "not-a-time"),
        (-1.0, "not-a-time"),
        (math.inf, "not-a-time"),
        (True, "not-a-time"),
        ("3 maanden", "not-a-time"),
        ("20 %", "not-a-time"),
        (datetime(2026, 4, 3), "not-a-time"),
        ("1.240", "number-with-two-meanings"),
        ("1,240", "number-with-two-meanings"),
    ],
)
def test_what_is_no_time_is_refused(cell: Cell, code: str) -> None:
    found = hours_of(cell)
    assert isinstance(found, ProblemKind)
    assert found.code == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (101.0, "not-a-percentage"),
        (-1.0, "not-a-percentage"),
        ("5 uur", "not-a-percentage"),
        ("half", "not-a-percentage"),
        (0.05, "percentage-below-1"),
        ("0,5", "percentage-below-1"),
        ("1.240 %", "number-with-two-meanings"),
    ],
)
def test_what_is_no_percentage_is_refused(cell: Cell, code: str) -> None:
    found = share_of(cell)
    assert isinstance(found, ProblemKind)
    assert found.code == code


@given(st.none() | st.booleans() | st.floats() | st.dates() | st.text())
def test_whatever_stands_in_a_cell_is_an_amount_or_a_reason(cell: Cell) -> None:
    for found in (hours_of(cell), share_of(cell)):
        assert isinstance(found, ProblemKind) or math.isnan(found) or found >= 0
