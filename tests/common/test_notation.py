"""Figures and days are read as people write them, or refused and never guessed at."""

from datetime import date

import pytest

from tests.common.wells import one, told
from weerbaar.common.sheets import Cell


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.240,5", "1.240", "12"], [1240.5, 1240, 12]),
        (["52,1", "-3", "+4"], [52.1, -3, 4]),
        (["1,5E+03", ",5"], [1500, 0.5]),
        (["52.1", "1240", ".5", "1e2"], [52.1, 1240, 0.5, 100]),
        (["1,240.5", "2,000,000"], [1240.5, 2_000_000]),
        (["1 240", "1\xa0240", "1\u202f240", "1'240", "−3"], [1240, 1240, 1240, 1240, -3]),
        ([1240.5, "52,1"], [1240.5, 52.1]),
    ],
)
def test_a_sheet_has_one_decimal_sign(texts: list[Cell], values: list[float]) -> None:
    assert one("depth_m", *texts) == (values, [])


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        (["52,1", "52.12"], ["mixed-decimals"]),
        (["52,1", "1,240.5"], ["mixed-decimals"]),
        (["12 km"], ["not-a-number"]),
        (["25%"], ["not-a-number"]),
        (["1 24"], ["not-a-number"]),
        (["1.2.3"], ["not-a-number"]),
        (["٣"], ["not-a-number"]),
        (["nan", "inf", "1_0", "-", ","], ["not-a-number"] * 5),
        ([float("nan"), float("inf"), True], ["not-a-number"] * 3),
        ([date(2026, 1, 2), "1-2-2026", "1-2-26", "jan-24", "2-mrt"], ["number-became-date"] * 5),
    ],
)
def test_a_number_is_never_guessed_at(cells: list[Cell], codes: list[str]) -> None:
    assert one("depth_m", *cells)[1] == codes


@pytest.mark.parametrize(
    ("cell", "share"), [("25%", 0.25), ("25 %", 0.25), ("12,5 %", 0.125), (0.25, 0.25), ("1", 1)]
)
def test_a_share_may_be_written_in_percents(cell: Cell, share: float) -> None:
    assert one("open_share", cell) == ([share], [])


def test_a_share_above_one_without_percent_sign_is_refused() -> None:
    assert one("open_share", 25.0, "25")[1] == ["share-out-of-range"] * 2


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 11, 21),
        46347.0,
        46347.75,
        "2026-11-21",
        "21-11-2026",
        "21/11/2026",
        "21.11.2026",
        "21 november 2026",
        "21 nov. 2026",
        "21 Nov 2026",
        "21-nov-2026",
    ],
)
def test_a_date_is_read_however_it_is_written(cell: Cell) -> None:
    assert one("dug", cell) == (["2026-11-21"], [])


@pytest.mark.parametrize(
    ("text", "day"),
    [("1 maart 2026", "2026-03-01"), ("1 mrt 2026", "2026-03-01"), ("1 May 2026", "2026-05-01")],
)
def test_months_have_dutch_and_english_names(text: str, day: str) -> None:
    assert one("dug", text) == ([day], [])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1-2-26", "short-year"),
        ("1 feb 26", "short-year"),
        ("31-2-2026", "not-a-date"),
        ("11/21/2026", "not-a-date"),
        ("1/2-2026", "not-a-date"),
        ("1 foo 2026", "not-a-date"),
        (20261121.0, "not-a-date"),
        (True, "not-a-date"),
    ],
)
def test_a_date_that_is_none_or_is_not_sure_is_refused(cell: Cell, code: str) -> None:
    assert one("dug", cell)[1] == [code]


def test_a_refusal_names_a_unit_only_where_there_is_one() -> None:
    assert told("users", "many").endswith("Write only the number; the unit is persons.")
    assert told("open_share", "often").endswith("Write only the number.")
