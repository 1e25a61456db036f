"""Text cells become typed columns, with every problem at once."""

import math

import numpy as np
import pytest

from tests.common.wells import OWN_WELLS as WELLS
from tests.common.wells import codes
from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.parsing import check_rows, parse
from weerbaar.common.tables import Column, Table, rows_of


def test_a_file_becomes_typed_columns_with_defaults_for_empty_cells() -> None:
    text = "well,depth_m,open_share,users,public,cover\nOld,12.5,,40,yes,pump\nNew,3,0.5,,,\n"

    rows, problems = parse_bytes(WELLS, text.encode(), "wells.csv")

    assert problems == []
    assert len(rows) == 2
    assert rows["depth_m"].tolist() == [12.5, 3.0]
    assert rows.row(0) == {
        "well": "Old",
        "depth_m": 12.5,
        "open_share": 1.0,
        "users": 40,
        "public": True,
        "cover": "pump",
    }
    assert rows.row(1)["public"] is False
    assert rows.positions("well") == {"Old": 0, "New": 1}


def test_all_problems_of_a_file_come_at_once_with_their_places() -> None:
    text = "well,depth_m,open_share,users,public\nA,deep,1.5,2.5,maybe\nA,,0.5,-1,yes\n"

    assert codes(text) == [
        ("not-a-number", 2, "depth_m"),
        ("share-out-of-range", 2, "open_share"),
        ("not-a-whole-number", 2, "users"),
        ("not-a-flag", 2, "public"),
        ("empty-cell", 3, "depth_m"),
        ("out-of-range", 3, "users"),
        ("duplicate-key", 3, "well"),
    ]


@pytest.mark.parametrize(
    ("content", "code", "column"),
    [
        ("well\nA\n", "missing-column", "depth_m"),
        ("well,depth_m,colour\nA,3,red\n", "unknown-column", "colour"),
        ("well,depth_m\nA,12500\n", "unit-off-by-1000", "depth_m"),
        ("well,depth_m\nA,0.0125\n", "unit-off-by-1000", "depth_m"),
        ("well,depth_m\nA,1_0\n", "not-a-number", "depth_m"),
        ("well,depth_m\nA,inf\n", "not-a-number", "depth_m"),
        ("well,depth_m,cover\nA,3,roof\n", "not-a-choice", "cover"),
        ("well,depth_m\nA,3,4\n", "ragged-line", ""),
        ("well;depth_m\nA;3\n", "wrong-separator", ""),
        ("well,depth_m\n" + "A" * 200_000 + ",3\n", "cell-too-long", "well"),
        ('well,depth_m\nA,"' + "3" * 200_000 + '"\n', "cell-too-long", "depth_m"),
        ('well,depth_m\nA,"3\n' + "B,4\n" * 70_000, "cell-too-long", "depth_m"),
        ("well,depth_m\n" + "A" * 2001 + ",3\n", "cell-too-long", "well"),
        ("well,depth_m\nA\0B,3\n", "control-character", "well"),
        ("well,depth_m\nA\x1b[31mB,3\n", "control-character", "well"),
        ('well,depth_m\n"A\nB",3\n', "control-character", "well"),
        ("well,depth_m\nA\u2028B,3\n", "control-character", "well"),
        ("well,depth_m\nA\ufffeB,3\n", "control-character", "well"),
        ("well,depth_m,well\nA,3,B\n", "duplicate-column", "well"),
        ("well,depth_m" + ",x" * 100_000 + "\nA,3\n", "too-many-columns", ""),
        ("well,depth_m\nA," + "9" * 401 + "\n", "not-a-number", "depth_m"),
        ("well,depth_m\nA," + "9" * 5001 + "\n", "cell-too-long", "depth_m"),
        ("well,depth_m,users\nA,3," + "9" * 19 + "\n", "out-of-range", "users"),
        ("well,depth_m,users\nA,3," + "9" * 300 + "\n", "out-of-range", "users"),
        ("well,depth_m,users\nA,3," + "9" * 401 + "\n", "not-a-number", "users"),
    ],
)
def test_a_file_is_refused_for(content: str, code: str, column: str) -> None:
    assert [(c, name) for c, _, name in codes(content)] == [(code, column)]


def test_a_value_with_a_problem_becomes_the_default() -> None:
    rows, problems = parse_bytes(
        WELLS, b"well,depth_m,users,open_share\nA,900,9e30,7\n", "wells.csv"
    )

    assert [problem.code for problem in problems] == [
        "out-of-range",
        "share-out-of-range",
        "out-of-range",
    ]
    assert math.isnan(rows["depth_m"][0])
    assert (rows["users"][0], rows["open_share"][0]) == (0, 1.0)


def test_a_table_may_let_other_columns_and_marks_for_unknown_pass() -> None:
    loose = Table(
        "loose",
        "Loose.",
        ("a",),
        (Column("a", "text", "", "A."), Column("b", "number", "", "B.", math.nan, low=0)),
        others=True,
        unknown=("-99",),
    )

    rows, problems = parse(loose, ["a", "x", "b"], [["k", "?", "-99"]], "loose.csv")

    assert problems == []
    assert np.isnan(rows["b"][0])


def test_rows_from_elsewhere_are_checked_alike() -> None:
    rows = rows_of(
        WELLS,
        [
            {"well": "A"},
            {"well": "A", "depth_m": 3, "open_share": 1.2},
            {"well": "\0", "depth_m": 3},
        ],
    )

    assert [p.code for p in check_rows(rows, "wells.csv")] == [
        "control-character",
        "empty-cell",
        "share-out-of-range",
        "duplicate-key",
    ]


DEPTHS = Table(
    "depths",
    "Depths of wells.",
    (),
    (
        Column("deep", "number", "m", "How deep.", default=5.0, low=2),
        Column("high", "number", "m", "How high.", default=5.0, high=1e7),
        Column("both", "number", "m", "How far.", default=5.0, low=0.5, high=1e7),
        Column("bare", "number", "1", "How often.", default=1.0, low=0.5, high=400),
    ),
)


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("deep", "1.5", "deep is 1.5; it must be at least 2 m."),
        ("high", "2e7", "high is 20,000,000; it must be at most 10,000,000 m."),
        ("both", "0.25", "both is 0.25; it must lie between 0.5 and 10,000,000 m."),
        ("bare", "0.25", "bare is 0.25; it must lie between 0.5 and 400."),
        ("bare", "40000", "bare is 40,000; it must lie between 0.5 and 400."),
    ],
)
def test_a_refused_number_is_told_with_the_bounds_and_the_unit_there_are(
    column: str, text: str, told: str
) -> None:
    _, (problem,) = parse_bytes(DEPTHS, f"{column}\n{text}\n".encode(), "d.csv")

    assert problem.message() == told


def test_a_text_where_a_number_without_unit_belongs_is_refused_without_a_word_on_units() -> None:
    _, problems = parse_bytes(DEPTHS, b"bare,deep\noften,far\n", "d.csv")

    assert sorted(problem.remedy() for problem in problems) == [
        "Write a number with a decimal point and no unit; the unit is m.",
        "Write a number with a decimal point.",
    ]
