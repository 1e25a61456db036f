"""A person's own table: read as it was meant, or refused with every problem in its place."""

import csv
import io
from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.common.wells import NAMES, WELLS, WORDS, one, read, told
from weerbaar.common.csv_cells import text_of
from weerbaar.common.sheet_rows import header_names, parse_sheet, unknown_headers
from weerbaar.common.sheets import Cell, Sheet, text_sheet
from weerbaar.common.tables import Column, Rows, Table, rows_of


def test_a_dutch_export_is_read_as_it_was_meant() -> None:
    text = (
        "sep=;\r\n;;\r\nPut;Diepte (m);OPEN SHARE;users;public;Cover;dug;\r\n"
        "Café;1.240,5;25 %;40;ja;deksel;21 november 2026;\r\n"
        ";;;;;;;\r\n"
        "Nieuw; 12 ;0,5;1 240;;;1-2-2026;\r\n;;;;;;;\r\n"
    )

    sheet = text_sheet(text.encode("cp1252"), "wells.csv")
    rows, lines, problems = parse_sheet(WELLS, sheet, NAMES, WORDS)

    assert problems == []
    assert (sheet.row, lines) == (3, (4, 6))
    assert list(rows) == [
        {
            "well": "Café",
            "depth_m": 1240.5,
            "open_share": 0.25,
            "users": 40,
            "public": True,
            "cover": "lid",
            "dug": "2026-11-21",
        },
        {
            "well": "Nieuw",
            "depth_m": 12.0,
            "open_share": 0.5,
            "users": 1240,
            "public": False,
            "cover": "none",
            "dug": "2026-02-01",
        },
    ]


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "well": st.text("abcXYZ ,;\t\"'é€-.+@", min_size=1).map(str.strip).filter(bool),
            "depth_m": st.floats(-400, 4e6),
            "open_share": st.floats(0, 1),
            "users": st.integers(0, 5000),
            "public": st.booleans(),
            "cover": st.sampled_from(["none", "lid", "pump"]),
            "dug": st.dates(date(1000, 1, 1)).map(date.isoformat) | st.just(""),
        }
    ),
    unique_by=lambda record: record["well"],
    min_size=1,
)


def written(rows: Rows, separator: str, sign: str) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=separator)
    writer.writerow(rows.table.names)
    for row in rows:
        texts = [text_of(column, row[column.name]) for column in rows.table.columns]
        kinds = [column.kind in ("number", "share") for column in rows.table.columns]
        pairs = zip(texts, kinds, strict=True)
        writer.writerow([text.replace(".", sign) if number else text for text, number in pairs])
    return sink.getvalue()


@given(
    RECORDS.filter(lambda records: all("\t" not in record["well"] for record in records)),
    st.sampled_from(";,\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(".,"),
)
def test_rows_written_as_csv_are_read_back_the_same(records, separator, encoding, sign) -> None:
    rows = rows_of(WELLS, records)
    content = written(rows, separator, sign).encode(encoding)
    if encoding == "cp1252":
        # A few runs of letters in Windows-1252 are other letters in UTF-8, which goes first.
        assume(content.isascii() or not is_utf8(content))

    back, _, problems = parse_sheet(WELLS, text_sheet(content, "wells.csv"))

    assert problems == []
    assert list(back) == list(rows)


def is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


CELLS = st.none() | st.floats() | st.booleans() | st.dates() | st.text(max_size=12)


@given(st.sampled_from(WELLS.names[1:]), st.lists(CELLS, max_size=8))
def test_any_cell_becomes_a_value_or_a_problem(column: str, cells: list[Cell]) -> None:
    values, _ = one(column, *cells)

    assert len(values) == len(cells)


def test_all_problems_come_at_once_with_the_row_and_the_name_the_person_wrote() -> None:
    text = "\nPut;Diepte (m);Users\nA;diep;2,5\n\nB;12 km;-1\nA;3;4\n"

    assert read(text)[1] == [
        ("not-a-number", 3, "Diepte (m)"),
        ("not-a-whole-number", 3, "Users"),
        ("not-a-number", 5, "Diepte (m)"),
        ("out-of-range", 5, "Users"),
        ("duplicate-key", 6, "Put"),
    ]


def test_a_refusal_names_the_words_that_a_person_may_write() -> None:
    assert told("cover", "plank").endswith("Use one of: geen, Deksel, pump.")
    assert told("public", "maybe").endswith("Write yes, no, ja or nee.")


def test_the_decimal_sign_is_that_of_all_number_columns_together() -> None:
    assert read("well;depth_m;open_share\nA;52.12;0,5\n")[1] == [("mixed-decimals", 2, "depth_m")]


def test_typed_cells_become_the_text_a_person_sees() -> None:
    cells = [1234.0, 0.5, date(2026, 11, 21), True, "\xa0 A\xa0B "]
    lines = tuple((cell,) for cell in cells)
    rows, _, problems = parse_sheet(WELLS, Sheet("w.xlsx", ("well",), lines, (2, 3, 4, 5, 6)))

    assert problems == []
    assert rows["well"].tolist() == ["1234", "0.5", "2026-11-21", "yes", "A B"]


def test_flags_and_choices_may_be_written_in_words() -> None:
    yes = ["ja", "JA", "yes", "x", "1", 1.0, True, "true", "WAAR"]
    no = ["nee", "no", "0", 0.0, False, "false", "Onwaar", None]

    assert one("public", *yes, *no) == ([True] * len(yes) + [False] * len(no), [])
    assert one("public", "misschien")[1] == ["not-a-flag"]
    assert one("cover", "GEEN", "deksel", "Pump") == (["none", "lid", "pump"], [])
    assert one("cover", "dak")[1] == ["not-a-choice"]


def test_headers_are_matched_without_regard_to_case_spaces_and_hyphens() -> None:
    sheet = text_sheet(b" WELL ;Depth-M;open\nA;3;1\n", "w.csv")

    assert header_names(WELLS, sheet, NAMES) == {
        "WELL": "well",
        "Depth-M": "depth_m",
        "open": "open_share",
    }


def test_two_headers_for_one_column_are_refused() -> None:
    assert read("well;Put;depth_m\nA;B;3\n")[1] == [("two-headers", 1, "Put")]


def test_an_unknown_header_that_is_almost_known_names_the_known_one() -> None:
    sheet = text_sheet(b"well;dept_m;colour\nA;3;red\n", "w.csv")
    _, _, problems = parse_sheet(WELLS, sheet)

    assert unknown_headers(WELLS, sheet) == ("dept_m", "colour")
    assert [problem.code for problem in problems] == ["unknown-column"] * 2
    assert "depth_m?" in problems[0].remedy()
    assert "did you mean" not in problems[1].remedy().lower()


def test_a_missing_column_is_one_problem() -> None:
    assert read("depth_m\n3\n4\n")[1] == [("missing-column", 1, "well")]


def test_a_table_may_let_other_columns_and_marks_for_unknown_pass() -> None:
    loose = Table(
        "loose",
        "Loose.",
        ("a",),
        (Column("a", "text", "", "A."), Column("b", "number", "", "B.", np.nan, low=0)),
        others=True,
        unknown=("-99", "."),
    )
    lines = (("k", 1.0, -99.0), ("l", None, "."))

    rows, _, problems = parse_sheet(loose, Sheet("l.xlsx", ("a", "x", "b"), lines, (2, 3)))

    assert problems == []
    assert np.isnan(rows["b"]).all()


def test_a_slip_in_a_name_is_refused_even_where_other_columns_pass() -> None:
    loose = replace(WELLS, others=True)
    sheet = Sheet("w.xlsx", ("well", "dept_m", "opn", "colour"), (("A", 3.0, 1.0, "red"),), (2,))

    _, _, problems = parse_sheet(loose, sheet, NAMES)

    slips = [problem for problem in problems if problem.code == "unknown-column"]
    assert [problem.column for problem in slips] == ["dept_m", "opn"]
    assert "depth_m?" in slips[0].remedy()
    assert "open?" in slips[1].remedy()
