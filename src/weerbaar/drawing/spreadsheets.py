"""Tables as a workbook or as CSV that nobody's spreadsheet runs as a formula.

A text that starts with `=`, `+`, `-`, `@`, a tab or a line end could be run when somebody opens the
file; it is written as text. `files.table_xlsx_bytes` makes the bytes of an XLSX file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import isfinite

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | bool | date | None
Rows = Sequence[Sequence[Cell]]

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""What kind of file the bytes of a workbook are, as the web calls it."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
NARROWEST, WIDEST = 8, 60
NOTE_WIDTH = 100
SHEET_NAME_LENGTH = 31
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
NO_TIME = datetime(2000, 1, 1)


class _Lines(list[str]):
    """Takes what the csv writer writes, line by line."""

    def write(self, line: str) -> None:
        self.append(line)


def table_book(
    sheets: Mapping[str, tuple[Sequence[str], Rows]], note: str = "", note_name: str = "Note"
) -> Workbook:
    """A workbook with one sheet per table (columns, rows) and, last, a sheet with the note.

    The header row is bold and stays in view. Raises ValueError when there is nothing to write or a
    row does not match its columns.
    """
    if not sheets and not note:
        raise ValueError("a workbook needs at least one table or a note")
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = NO_TIME
    names: set[str] = set()
    for name, (columns, rows) in sheets.items():
        _write_sheet(book.create_sheet(_sheet_name(name, names)), columns, rows)
    if note:
        _write_note(book.create_sheet(_sheet_name(note_name, names)), note)
    return book


def table_csv(columns: Sequence[str], rows: Rows, decimal_comma: bool = False) -> str:
    """The table as CSV text with a header line; empty where a value is missing.

    With `decimal_comma` numbers read 1,5 and cells are parted by semicolons, as a Dutch spreadsheet
    expects. Raises ValueError when a row does not match the columns.
    """
    _check_rows(columns, rows)
    lines = _Lines()
    writer = csv.writer(lines, delimiter=";" if decimal_comma else ",", lineterminator="\n")
    writer.writerow([_guarded(column) for column in columns])
    writer.writerows([_csv_cell(value, decimal_comma) for value in row] for row in rows)
    return "".join(lines)


def _check_rows(columns: Sequence[str], rows: Rows) -> None:
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise ValueError(f"row {number} has {len(row)} cells for {len(columns)} columns")


def _csv_cell(value: Cell, decimal_comma: bool) -> str:
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return ""
    if isinstance(value, str):
        return _guarded(value)
    if isinstance(value, date):
        return value.isoformat()
    written = str(value)
    return written.replace(".", ",") if decimal_comma and isinstance(value, float) else written


def _guarded(text: str) -> str:
    """The text on lines parted by a newline only: a bare return would open a new row unquoted."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "'" + lines if text.startswith(FORMULA_STARTS) else lines


def _write_sheet(sheet: Worksheet, columns: Sequence[str], rows: Rows) -> None:
    _check_rows(columns, rows)
    for column, name in enumerate(columns, start=1):
        width = _width([name, *(row[column - 1] for row in rows)])
        sheet.column_dimensions[get_column_letter(column)].width = width
        _write_cell(sheet, 1, column, name)
        sheet.cell(1, column).font = Font(bold=True)
    for line, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            _write_cell(sheet, line, column, value)
    sheet.freeze_panes = "A2"


def _write_note(sheet: Worksheet, note: str) -> None:
    sheet.column_dimensions["A"].width = NOTE_WIDTH
    for line, text in enumerate(note.splitlines(), start=1):
        _write_cell(sheet, line, 1, text)
        sheet.cell(line, 1).alignment = Alignment(wrap_text=True, vertical="top")


def _write_cell(sheet: Worksheet, line: int, column: int, value: Cell) -> None:
    if isinstance(value, float) and not isfinite(value):
        return
    cell = sheet.cell(line, column)
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    # Without these two a spreadsheet takes such a text for a formula, now or at the next edit.
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(FORMULA_STARTS)


def _width(values: Iterable[Cell]) -> int:
    longest = max(len("" if value is None else str(value)) for value in values)
    return min(max(longest + 2, NARROWEST), WIDEST)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name a spreadsheet accepts and no other sheet has."""
    plain = NOT_IN_SHEET_NAMES.sub(" ", wanted).strip(" '")[:SHEET_NAME_LENGTH] or "1"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[: SHEET_NAME_LENGTH - 4]} {number}"
    taken.add(name.lower())
    return name
