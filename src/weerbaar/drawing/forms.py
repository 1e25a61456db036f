"""A form that people fill in, as a workbook and as the data of a print with the same codes.

A Form is plain records: parts, each with a letter, and in each part the same boxes for every row.
Rules:
1. A box that is not a key has a code: the letter of its part and its number, such as A2. Workbook
   and print show it, so that what was written on paper can be typed over, and so that an answer is
   found by its code, whatever the language and the order of the columns.
2. Every part is a sheet of which the first row is the header. Keys stand in hidden columns: they
   say what a row is about, whatever its text.
3. A cell that holds something is locked, an empty box is open; there is no password.
4. Percentages and texts stand in cells of text, so that `5 %` stays what was typed. A wrong number
   of hours is warned of and not refused, since `3 days` is an answer too.
5. Nothing is a formula.

`files.form_xlsx_bytes` and `files.form_pdf_bytes` make the bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any, Literal

from babel.dates import format_date
from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from weerbaar.common.tables import CONTROL
from weerbaar.drawing.spreadsheets import FORMULA_STARTS, NO_TIME

BoxKind = Literal["key", "shown", "text", "long", "hours", "percent", "choice"]

CODE = re.compile(r"([A-Z])(\d{1,2})(?!\w)")
NOT_ANSWERED = ("key", "shown")
NOTE_WIDTH = 100
LINE_POINTS = 15.0
MOST_POINTS = 400.0
LONG_LINES = 5
A4 = 9
EDGE = Side(style="thin", color="AEBBC1")
OPEN = PatternFill("solid", fgColor="FFFFFF")
SHUT = PatternFill("solid", fgColor="E8F0F3")


@dataclass(frozen=True)
class Box:
    """One column of a part: a hidden key, a text that is shown, or something to fill in.

    `width` is in characters of a spreadsheet and relative on paper; `help` appears when the cell is
    chosen; `choices` are the words that may be given.
    """

    name: str
    kind: BoxKind
    label: str = ""
    width: float = 12
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One sheet of a form; every row has a text per box, empty where something is to be filled in.

    `letter` begins its codes, `title` names the sheet, `lead` says on paper what to do.
    """

    letter: str
    title: str
    lead: str
    boxes: tuple[Box, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """For each box its code, see rule 1; empty for a key."""
        codes, number = [], 0
        for box in self.boxes:
            number += box.kind != "key"
            codes.append("" if box.kind == "key" else f"{self.letter}{number}")
        return tuple(codes)

    @property
    def header(self) -> tuple[str, ...]:
        """The header of the sheet: code and label, or the name of the key."""
        pairs = zip(self.boxes, self.codes, strict=True)
        return tuple(f"{code} {box.label}" if code else box.name for box, code in pairs)


@dataclass(frozen=True)
class Form:
    """A form in one language.

    `about` is the title of the sheet with `lead`, the explanation by paragraph. The `_words` are
    texts of the print: `{date}`, `{page}`, `{pages}`, `{sheet}` and `{row}` are filled in there.
    """

    language: str
    title: str
    place: str
    about: str
    lead: tuple[str, ...]
    parts: tuple[Part, ...]
    printed_words: str
    page_words: str
    row_words: str


def box_code(header: str) -> tuple[str, int] | None:
    """Letter of the part and number of the box in a header such as `A2 Shortest time`."""
    found = CODE.match(header.strip())
    return (found[1], int(found[2])) if found else None


def form_book(form: Form) -> Workbook:
    """The workbook of a form: first a sheet that explains, then a sheet for each part."""
    book = Workbook()
    book.properties.created = NO_TIME
    book.properties.title = CONTROL.sub(" ", form.title)
    _write_about(book.worksheets[0], form)
    for part in form.parts:
        _write_part(book.create_sheet(part.title), part, form)
    return book


def form_data(form: Form, printed: date) -> str:
    """The form as JSON for the template `form.typ`, with the day on which it is printed."""
    data = {
        "language": form.language,
        "title": form.title,
        "place": form.place,
        "printed": form.printed_words.format(date=_day(printed, form.language)),
        "page": form.page_words,
        "lead": form.lead,
        "parts": [_part_data(part, form.row_words) for part in form.parts],
    }
    return json.dumps(data, ensure_ascii=False)


def _day(day: date, language: str) -> str:
    return str(format_date(day, "d MMMM yyyy", locale=language))


def _part_data(part: Part, row_words: str) -> dict[str, Any]:
    coded = list(zip(part.boxes, part.codes, strict=True))
    return {
        "letter": part.letter,
        "title": part.title,
        "lead": part.lead,
        "rows": [
            {
                "place": row_words.format(sheet=part.title, row=i),
                "shown": _shown(part, row),
                "boxes": [
                    _box_data(box, code, text)
                    for (box, code), text in zip(coded, row, strict=True)
                    if box.kind not in NOT_ANSWERED
                ],
            }
            for i, row in enumerate(part.rows, start=2)
        ],
    }


def _shown(part: Part, row: Sequence[str]) -> list[dict[str, str]]:
    """The texts of a row with their labels; the first stands alone, as the question."""
    return [
        {"label": box.label, "text": text}
        for box, text in zip(part.boxes, row, strict=True)
        if box.kind == "shown" and text
    ]


def _box_data(box: Box, code: str, text: str) -> dict[str, Any]:
    return {
        "code": code,
        "label": box.label,
        "kind": box.kind,
        "width": box.width,
        "choices": box.choices,
        "text": text,
    }


def _write_about(sheet: Worksheet, form: Form) -> None:
    sheet.title = form.about
    sheet.column_dimensions["A"].width = NOTE_WIDTH
    for line, text in enumerate((form.title, *form.lead), start=1):
        cell = _text_cell(sheet, line, 1, text)
        cell.font = Font(bold=line == 1, size=14 if line == 1 else 11)
        sheet.row_dimensions[line].height = _points([(text, NOTE_WIDTH)]) + LINE_POINTS / 2
    _set_up(sheet, form)


def _write_part(sheet: Worksheet, part: Part, form: Form) -> None:
    for column, (box, label) in enumerate(zip(part.boxes, part.header, strict=True), start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = box.width
        sheet.column_dimensions[letter].hidden = box.kind == "key"
        _text_cell(sheet, 1, column, label).font = Font(bold=True)
        _add_validation(sheet, box, f"{letter}2:{letter}{len(part.rows) + 1}")
    labels = zip(part.header, part.boxes, strict=True)
    sheet.row_dimensions[1].height = _points([(t, b.width) for t, b in labels if b.kind != "key"])
    for line, row in enumerate(part.rows, start=2):
        _write_row(sheet, line, part, row)
    first_answer = next(i for i, box in enumerate(part.boxes, 1) if box.kind not in NOT_ANSWERED)
    sheet.freeze_panes = f"{get_column_letter(min(first_answer, _question(part) + 1))}2"
    sheet.print_title_rows = "1:1"
    _set_up(sheet, form)


def _question(part: Part) -> int:
    """The number of the first column that is shown."""
    return next(i for i, box in enumerate(part.boxes, 1) if box.kind != "key")


def _write_row(sheet: Worksheet, line: int, part: Part, row: Sequence[str]) -> None:
    sizes = []
    for column, (box, text) in enumerate(zip(part.boxes, row, strict=True), start=1):
        cell = _text_cell(sheet, line, column, text)
        is_open = not text and box.kind not in NOT_ANSWERED
        cell.protection = Protection(locked=not is_open)
        cell.fill = OPEN if is_open else SHUT
        if is_open and box.kind not in ("hours", "choice"):
            cell.number_format = "@"
        if box.kind != "key":
            sizes.append(("\n" * (LONG_LINES - 1) if box.kind == "long" else text, box.width))
    sheet.row_dimensions[line].height = _points(sizes)


def _text_cell(sheet: Worksheet, line: int, column: int, text: str) -> SheetCell:
    cell = sheet.cell(line, column)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
    if text:
        cell.value = CONTROL.sub(" ", text)
        # Without these two a spreadsheet takes such a text for a formula, now or at the next edit.
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_STARTS)
    return cell


def _add_validation(sheet: Worksheet, box: Box, cells: str) -> None:
    if box.kind == "choice":
        rule = DataValidation(type="list", formula1=f'"{",".join(box.choices)}"')
    elif box.kind == "hours":
        rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
        rule.errorStyle = "warning"
    elif box.kind == "percent":
        rule = DataValidation()
    else:
        return
    rule.allow_blank = True
    rule.showErrorMessage = box.kind != "percent"
    rule.showInputMessage = bool(box.help)
    rule.prompt, rule.error = box.help, box.help
    rule.add(cells)
    sheet.add_data_validation(rule)


def _points(texts: Sequence[tuple[str, float]]) -> float:
    """The height of a row in points in which these texts fit, each in a column of some width."""
    lines = max(
        (sum(max(1, ceil(len(line) * 1.1 / width)) for line in text.split("\n")))
        for text, width in texts
    )
    return min(LINE_POINTS * lines + 4, MOST_POINTS)


def _set_up(sheet: Worksheet, form: Form) -> None:
    """Locks what is not open, and makes it print on A4 across, as wide as the page."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = CONTROL.sub(" ", form.place).replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
