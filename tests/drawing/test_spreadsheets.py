import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv

COLUMNS = ("area", "people", "hours")
ROWS = (("Nergenshuizen", 1240, 12.5), ("Verzonnendam", None, float("nan")))


def test_a_table_becomes_a_sheet_with_a_bold_header_that_stays_in_view() -> None:
    book = load_workbook(BytesIO(table_xlsx_bytes({"Cold": (COLUMNS, ROWS)}, "Made up.\nTwice.")))
    sheet, note = book.worksheets
    assert sheet.title == "Cold"
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[2]] == ["Nergenshuizen", 1240, 12.5]
    assert [cell.value for cell in sheet[3]] == ["Verzonnendam", None, None]
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width
    assert [cell.value for cell in note["A"]] == ["Made up.", "Twice."]


def test_a_dutch_csv_has_decimal_commas_and_semicolons() -> None:
    assert table_csv(COLUMNS, ROWS, decimal_comma=True) == (
        "area;people;hours\nNergenshuizen;1240;12,5\nVerzonnendam;;\n"
    )


def test_a_plain_csv_has_points_and_commas() -> None:
    assert table_csv(("x", "day"), [(1.5, date(2030, 1, 2)), (True, "a,b")]) == (
        'x,day\n1.5,2030-01-02\nTrue,"a,b"\n'
    )


@given(st.sampled_from("=+-@\t\r"), st.text(max_size=20))
def test_no_text_becomes_a_formula(start: str, rest: str) -> None:
    hostile = start + rest
    rows = list(csv.reader(StringIO(table_csv((hostile,), [(hostile,)]), newline="")))
    assert all(cell.startswith("'") for row in rows for cell in row)


def test_a_return_inside_a_text_opens_no_new_row() -> None:
    text = table_csv(("x",), [("calm\r=1+1",)])
    assert list(csv.reader(StringIO(text, newline=""))) == [["x"], ["calm\n=1+1"]]


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_text_becomes_a_formula_in_a_workbook(hostile: str) -> None:
    book = load_workbook(BytesIO(table_xlsx_bytes({"x": ((hostile,), [(hostile,)])})))
    for cell in book.worksheets[0]["A"]:
        assert cell.data_type == "s"
        assert cell.value == hostile
        assert cell.quotePrefix


def test_the_same_table_gives_the_same_bytes() -> None:
    sheets = {"x": (COLUMNS, ROWS)}
    assert table_xlsx_bytes(sheets) == table_xlsx_bytes(sheets)
    assert b"dcterms:modified" not in table_xlsx_bytes(sheets)


def test_control_characters_and_impossible_sheet_names_are_left_out() -> None:
    name = "a/very [long] name of a sheet: far too long"
    sheets = {name: (("x",), [("a\x00b",)]), name + "!": (("x",), [])}
    book = load_workbook(BytesIO(table_xlsx_bytes(sheets)))
    assert len(set(book.sheetnames)) == 2
    assert all(len(title) <= 31 for title in book.sheetnames)
    assert book.worksheets[0]["A2"].value == "ab"


def test_a_row_that_does_not_match_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1 has 1 cells for 2 columns"):
        table_csv(("a", "b"), [(1,)])
    with pytest.raises(ValueError, match="row 1 has 1 cells for 2 columns"):
        table_xlsx_bytes({"x": (("a", "b"), [(1,)])})


def test_a_workbook_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one table"):
        table_xlsx_bytes({})
