"""A person's own file as a sheet of cells: whatever a spreadsheet program makes of a table.

`common.csv_cells` reads our own files strictly. Here a file may have been made by hand: columns
divided by semicolons, commas or tabs; text in UTF-8, UTF-16 or Windows-1252; or a workbook, whose
cells `common.files.sheets_of` brings as typed values. What the cells say of a table, `sheet_rows`
reads.

Rules:
1. The first row that holds something is the header; in a table of two columns or more, rows above
   it with one filled cell are titles. Titles, rows that are wholly empty, and columns that are
   wholly empty and have no name, are passed over; row numbers stay those of the file.
2. A file has at most MOST_COLUMNS columns, MOST_ROWS rows and MOST_CELLS cells, and a cell at most
   MOST_CHARACTERS characters. What is larger is refused before it is kept.
3. A formula is not a figure: text that starts with `=` is refused, in a CSV file.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from openpyxl.utils import get_column_letter

from weerbaar.common.csv_cells import NOT_CSV, read_cells
from weerbaar.common.language import mark
from weerbaar.common.parsing import CELL_TOO_LONG, DUPLICATE_COLUMN, RAGGED_LINE, TOO_MANY_COLUMNS
from weerbaar.common.refusals import (
    MOST_PROBLEMS,
    Problem,
    ProblemKind,
    Refused,
    first_problems,
    refuse_if,
)
from weerbaar.common.tables import MOST_CHARACTERS, MOST_COLUMNS, MOST_SHOWN

Cell = str | float | bool | date | None
FilledRows = Sequence[tuple[int, Sequence[Cell]]]

MOST_ROWS = 500_000
MOST_CELLS = 20_000_000
# The last row of a sheet in the spreadsheet programs of today.
LAST_ROW = 1_048_576

NOT_TEXT = ProblemKind(
    "not-text",
    mark("This is not a text file."),
    mark("Save the table as CSV or XLSX in your spreadsheet program."),
)
NO_CELLS = ProblemKind(
    "no-cells",
    mark("This file holds no table."),
    mark("Check that this is the right file; the first row holds the names of the columns."),
)
TOO_MANY_ROWS = ProblemKind(
    "too-many-rows",
    mark("The file goes on after row {most}."),
    mark("Remove what is below the table, or divide the file into parts."),
)
TOO_MANY_CELLS = ProblemKind(
    "too-many-cells",
    mark("The file has more than {most} cells."),
    mark("Remove columns that are not needed, or divide the file into parts."),
)
WIDE_ROW = ProblemKind(
    "too-many-columns",
    mark("This row has {value} columns; a file has at most {most}."),
    TOO_MANY_COLUMNS.remedy,
)
UNEVEN_LINE = ProblemKind(
    "ragged-line",
    RAGGED_LINE.message,
    mark("Give every line as many cells as the header; put text that holds a {sign} in quotes."),
)
OPEN_QUOTE = ProblemKind(
    "not-csv",
    NOT_CSV.message,
    mark("Look for a quote that is not closed, or save the table as XLSX."),
)
FORMULA = ProblemKind(
    "formula",
    mark("{column} is a formula: {value}."),
    mark("Put the outcome of the formula in the cell: copy, and paste as values."),
)

SEPARATORS = ";,\t"
SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
SEPARATOR_LINE = re.compile('"?sep=([;,\t])"?[;,\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
EMPTY_LINE = re.compile("[ \xa0;,\t]*(?:\r\n|\r|\n)")
HEADER_LINE = re.compile('(?:"[^"]*"|[^"\r\n])*')
QUOTED = re.compile('"[^"]*"')
LETTER = re.compile(r"[^\W\d_]")
# The separator is looked for in so many lines.
MOST_TITLES = 20
# A header longer than this is cut for finding the separator; it has too many columns anyhow.
LONGEST_HEADER = 1_000_000


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet: header, lines, and the row of the file on which each line stands.

    `file` is shown in refusals: the file's name, and the sheet's where a workbook has several.
    A line has as many cells as the header; None is an empty cell. Text stands as it was written.
    `row` is the row on which the header stands.
    """

    file: str
    header: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
    rows: tuple[int, ...]
    row: int = 1


def text_sheet(content: bytes, file: str) -> Sheet:
    """The sheet in the bytes of a CSV file; raises Refused with every problem found."""
    text = _decoded(content, file)
    start, skipped, separator = _find_header(text)
    separator = separator or _sniff(text, start)
    _refuse_large(text, separator, file)
    lines, problem = read_cells(text[start:], file, separator, strict=True)
    if problem is not None:
        kind = OPEN_QUOTE if problem.kind is NOT_CSV else problem.kind
        raise Refused([replace(problem, kind=kind, row=(problem.row or 0) + skipped)])
    filled = filled_rows(lines, file, skipped + 1)
    sheet, problems = sheet_of(file, filled)
    uneven = _uneven_lines(lines, filled, skipped + 1, separator, file)
    problems = [*problems, *uneven, *_formulas(filled, file)]
    refuse_if(in_row_order(problems))
    return sheet


def filled_rows(
    lines: Iterable[Sequence[Cell]], file: str, first: int = 1
) -> list[tuple[int, Sequence[Cell]]]:
    """The header and the rows below it that hold something, each cut off after its last cell.

    They come with their numbers, `first` being that of the first line; titles above the header are
    left out, see rule 1. Raises Refused as soon as a limit is passed.
    """
    filled: list[tuple[int, Sequence[Cell]]] = []
    cells = 0
    for row, line in enumerate(lines, start=first):
        width = _width(line)
        if width > MOST_COLUMNS:
            params = {"most": MOST_COLUMNS}
            raise Refused([Problem(WIDE_ROW, file, row, value=width, params=params)])
        if row > LAST_ROW or len(filled) > MOST_ROWS:
            raise Refused([Problem(TOO_MANY_ROWS, file, row, params={"most": row - 1})])
        if width:
            filled.append((row, line[:width]))
            cells += max(width, len(filled[0][1]))
        if cells > MOST_CELLS:
            raise Refused([Problem(TOO_MANY_CELLS, file, row, params={"most": MOST_CELLS})])
    return _below_titles(filled)


def _below_titles(filled: list[tuple[int, Sequence[Cell]]]) -> list[tuple[int, Sequence[Cell]]]:
    """The rows from the first with two filled cells; all rows where none has."""
    wide = (at for at, (_, line) in enumerate(filled) if _has_two(line))
    return filled[next(wide, 0) :]


def _has_two(line: Sequence[Cell]) -> bool:
    filled = (cell for cell in line if _emptied(cell) is not None)
    return len(list(islice(filled, 2))) == 2


def sheet_of(file: str, filled: FilledRows) -> tuple[Sheet, list[Problem]]:
    """The sheet of which these are the rows that hold something, with every problem found.

    Raises Refused where there is nothing, or where it would not fit.
    """
    if not filled:
        raise Refused([Problem(NO_CELLS, file)])
    width = max(len(line) for _, line in filled)
    if width * len(filled) > MOST_CELLS:
        raise Refused([Problem(TOO_MANY_CELLS, file, params={"most": MOST_CELLS})])
    header = [cell_text(cell) for cell in _padded(filled[0][1], width)]
    lines = [tuple(map(_emptied, _padded(line, width))) for _, line in filled[1:]]
    keep = [
        i for i, name in enumerate(header) if name or any(line[i] is not None for line in lines)
    ]
    if len(keep) < width:
        lines = [tuple(line[i] for i in keep) for line in lines]
    names = tuple(header[i] for i in keep)
    sheet = Sheet(file, names, tuple(lines), tuple(row for row, _ in filled[1:]), filled[0][0])
    return sheet, _double_names(names, filled[0][0], file) + _long_cells(filled, file)


def column_name(filled: FilledRows, at: int) -> str:
    """How a column is named in a refusal: as the header does, else by its letter."""
    header = filled[0][1] if filled else ()
    name = cell_text(header[at])[:MOST_SHOWN] if at < len(header) else ""
    return name or get_column_letter(at + 1)


def cell_text(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, days as year-month-day, yes or no."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.replace("\xa0", " ").strip(" \t\r\n\v\f\u2007\u202f\ufeff")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return date(cell.year, cell.month, cell.day).isoformat()
    return repr(int(cell)) if math.isfinite(cell) and cell == int(cell) else repr(float(cell))


def one_line(cell: Cell) -> str:
    """A cell as one line of text without control characters; empty where it is empty."""
    return SPACE.sub(" ", cell_text(cell)).strip()


def in_row_order(problems: Iterable[Problem]) -> list[Problem]:
    """The first problems, in the order of the rows of the file."""
    return first_problems(sorted(problems, key=lambda problem: problem.row or 0))


def _decoded(content: bytes, file: str) -> str:
    """The text in one of the encodings that people's files have."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        found = NOT_IN_TEXT.search(text)
        if found is None:
            return text
        break
    raise Refused([Problem(NOT_TEXT, file)])


def _find_header(text: str) -> tuple[int, int, str]:
    """Where the header starts, how many lines stand above it, and the separator if that is said."""
    start, skipped, separator = 0, 0, ""
    said = SEPARATOR_LINE.match(text)
    if said:
        start, skipped, separator = said.end(), 1, said[1]
    while skipped <= LAST_ROW and (empty := EMPTY_LINE.match(text, start)):
        start, skipped = empty.end(), skipped + 1
    return start, skipped, separator


def _sniff(text: str, start: int) -> str:
    """The separator that stands most in the header, outside quotes; a semicolon if none does.

    A line is no header but a title where the line below it has not the same separator.
    """
    lines = _first_lines(text[start : start + LONGEST_HEADER])
    for at, line in enumerate(lines):
        # In a sentence a space follows the comma; below a title such a comma divides nothing.
        counted = line.replace(", ", " ") if at else line
        separator = max(SEPARATORS, key=counted.count)
        names = [cell for cell in counted.split(separator) if LETTER.search(cell)]
        below = lines[at + 1] if at + 1 < len(lines) else separator
        if len(names) > 1 and separator in below:
            return separator
    return max(SEPARATORS, key=lines[0].count) if lines else SEPARATORS[0]


def _first_lines(text: str) -> list[str]:
    """The first lines that are not empty, in which what stands in quotes is one letter."""
    lines: list[str] = []
    at = 0
    while at < len(text) and len(lines) < MOST_TITLES:
        found = HEADER_LINE.match(text, at)
        line = found[0] if found else ""
        if not EMPTY_LINE.fullmatch(line + "\n"):
            lines.append(QUOTED.sub("x", line))
        at += len(line) + 1
    return lines


def _refuse_large(text: str, separator: str, file: str) -> None:
    """Refuse by counting, before any cell is made."""
    lines = text.count("\n") + text.count("\r") - text.count("\r\n")
    if lines > LAST_ROW:
        raise Refused([Problem(TOO_MANY_ROWS, file, params={"most": LAST_ROW})])
    if text.count(separator) > MOST_CELLS:
        raise Refused([Problem(TOO_MANY_CELLS, file, params={"most": MOST_CELLS})])


def _uneven_lines(
    lines: Sequence[Sequence[str]], filled: FilledRows, first: int, separator: str, file: str
) -> list[Problem]:
    """Lines that end before the last name of the header, or hold something after its last cell."""
    if not filled:
        return []
    header = filled[0][0] - first
    fewest, most = len(filled[0][1]), len(lines[header])
    params = {"expected": fewest, "sign": {"\t": "tab"}.get(separator, separator)}
    found = (
        Problem(UNEVEN_LINE, file, row, value=len(lines[row - first]), params=params)
        for row, line in filled[1:]
        if len(lines[row - first]) < fewest or len(line) > most
    )
    return list(islice(found, MOST_PROBLEMS + 1))


def _formulas(filled: FilledRows, file: str) -> list[Problem]:
    found = (
        Problem(FORMULA, file, row, column_name(filled, at), cell.strip()[:MOST_SHOWN])
        for row, line in filled
        for at, cell in enumerate(line)
        if isinstance(cell, str) and cell.lstrip()[:1] == "="
    )
    return list(islice(found, MOST_PROBLEMS + 1))


def _double_names(names: Sequence[str], row: int, file: str) -> list[Problem]:
    return [
        Problem(DUPLICATE_COLUMN, file, row, name[:MOST_SHOWN])
        for name, count in Counter(names).items()
        if name and count > 1
    ]


def _long_cells(filled: FilledRows, file: str) -> list[Problem]:
    params = {"most": MOST_CHARACTERS}
    found = (
        Problem(CELL_TOO_LONG, file, row, column_name(filled, at), len(cell), params)
        for row, line in filled
        for at, cell in enumerate(line)
        if isinstance(cell, str) and len(cell) > MOST_CHARACTERS
    )
    return list(islice(found, MOST_PROBLEMS + 1))


def _width(line: Sequence[Cell]) -> int:
    """How many cells a line has up to the last that holds something."""
    for width in range(len(line), 0, -1):
        if _emptied(line[width - 1]) is not None:
            return width
    return 0


def _padded(line: Sequence[Cell], width: int) -> Sequence[Cell]:
    return [*line, *(None,) * (width - len(line))]


def _emptied(cell: Cell) -> Cell:
    return None if isinstance(cell, str) and not cell.strip() else cell
