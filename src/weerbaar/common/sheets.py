"""A person's own file as a sheet of cells: whatever a spreadsheet program makes of a table.

`common.tables` reads our own files strictly. Here a file may have been made by hand: columns
divided by semicolons, commas or tabs; text in UTF-8, UTF-16 or Windows-1252; decimal commas; dates
as people write them; or a workbook, whose cells `common.files.sheets_of` brings as typed values.

Rules:
1. The first row that holds something is the header; in a table of two columns or more, rows above
   it with one filled cell are titles. Titles, rows that are wholly empty, and columns that are
   wholly empty and have no name, are passed over; row numbers stay those of the file.
2. A file has at most MOST_COLUMNS columns, MOST_ROWS rows and MOST_CELLS cells, and a cell at most
   MOST_CHARACTERS characters. What is larger is refused before it is kept.
3. A formula is not a figure: text that starts with `=` is refused, in a CSV file.
4. Header names are matched without regard to case, spaces and hyphens, first to the names of the
   table and then to the other names an importer knows; two that lead to one column are refused.
   So is a name that is almost one of them, even where a table lets other columns pass: a misspelt
   column would be lost unseen.
5. All number columns of a sheet have one decimal sign. Where one text among them can only be a
   number with a decimal comma (`52,1`), dots are thousands marks; else the point is the decimal
   sign. A text that fits only the other sign is refused, never guessed at.
6. What a spreadsheet program typed is taken as typed: its numbers have no decimal sign, its dates
   are days. A date where a number belongs is refused, for the program made it of another number.
7. Bounds, gaps, choices and keys are judged by `tables.parse`; a problem names the row of the file
   and the column as the person wrote it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import SequenceMatcher, get_close_matches
from itertools import islice

from openpyxl.utils import get_column_letter

from weerbaar.common.language import mark
from weerbaar.common.refusals import (
    MOST_PROBLEMS,
    NO_UNIT,
    Problem,
    ProblemKind,
    Refused,
    first_problems,
    refuse_if,
)
from weerbaar.common.tables import (
    CELL_TOO_LONG,
    DUPLICATE_COLUMN,
    DUPLICATE_KEY,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_SHOWN,
    NOT_A_CHOICE,
    NOT_A_FLAG,
    NOT_A_NUMBER,
    NOT_CSV,
    RAGGED_LINE,
    TOO_MANY_COLUMNS,
    UNKNOWN_COLUMN,
    Column,
    Rows,
    Table,
    parse,
    read_cells,
)

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
NO_NAME = ProblemKind(
    "column-without-name",
    mark("Column {value} holds cells, but has no name in the header."),
    mark("Give the column a name, or make it empty."),
)
TWO_HEADERS = ProblemKind(
    "two-headers",
    mark("The columns {first} and {column} mean the same: {meant}."),
    mark("Keep one of the two."),
)
NEAR_COLUMN = ProblemKind(
    "unknown-column",
    UNKNOWN_COLUMN.message,
    mark("Did you mean {near}? Change the name, or remove the column."),
)
NOT_A_FIGURE = ProblemKind(
    "not-a-number",
    NOT_A_NUMBER.message,
    mark("Write only the number; the unit is {unit}."),
)
FIGURE_WITHOUT_UNIT = replace(NOT_A_FIGURE, remedy=mark("Write only the number."))
MIXED_DECIMALS = ProblemKind(
    "mixed-decimals",
    mark("{column} is “{value}”; this file has both decimal commas and decimal points."),
    mark("Use one of the two in the whole file."),
)
NUMBER_BECAME_DATE = ProblemKind(
    "number-became-date",
    mark("{column} is “{value}”, a date; it must be a number."),
    mark("The spreadsheet program made a date of the number: type the number again as a number."),
)
NOT_YES_OR_NO = replace(NOT_A_FLAG, remedy=mark("Write yes, no, ja or nee."))
SHORT_YEAR = ProblemKind(
    "short-year",
    mark("{column} is “{value}”; the year has two digits."),
    mark("Write the year with four digits: 2026-11-21."),
)

# How alike two names are (difflib's ratio) for one to be taken for a slip of the pen.
NEAR = 0.8
SEPARATORS = ";,\t"
NUMBERS = ("number", "share", "integer")
FLAG_WORDS = {
    **dict.fromkeys(("yes", "ja", "x", "1", "true", "waar"), "yes"),
    **dict.fromkeys(("no", "nee", "0", "false", "onwaar"), "no"),
}
NOT_IN_NAMES = re.compile(r"[\W_]+")
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

THOUSANDS_MARK = re.compile("(?<=\\d)[ \xa0\u2009\u202f'’](?=\\d{3}(?!\\d))")
POWER = r"(?:[eE][-+]?\d+)?"
ONLY_COMMA = re.compile(rf"[-+]?(?:\d{{1,3}}(?:\.\d{{3}})+|\d*),\d+{POWER}", re.ASCII)
WITH_COMMA = re.compile(
    rf"[-+]?(?=[\d,])(?:\d{{1,3}}(?:\.\d{{3}})+|\d*)(?:(?<=\d){POWER}|,\d+{POWER})", re.ASCII
)
WITH_POINT = re.compile(
    rf"[-+]?(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d*)?|\.\d+){POWER}", re.ASCII
)

YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
MONTH_IN_LETTERS = re.compile(r"(\d{1,2})[ -]([a-z]+)\.?[ -](\d{4}|\d{2})", re.ASCII)
MONTH_AND_NUMBER = re.compile(r"\d{1,2}[ -]([a-z]+)\.?|([a-z]+)\.?[ -](?:\d{4}|\d{2})", re.ASCII)
MONTH_NAMES = (
    "januari februari maart april mei juni juli augustus september oktober november december",
    "january february march april may june july august september october november december",
)
MONTHS = {
    name: month
    for names in MONTH_NAMES
    for month, full in enumerate(names.split(), start=1)
    for name in (full, full[:3])
} | {"mrt": 3, "sept": 9}
# The days that a spreadsheet program counts from; before March 1900 its count is one off.
SERIAL_START = date(1899, 12, 30)
SERIALS = (20_000, 80_000)


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
    refuse_if(_sorted_problems(problems))
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


def parse_sheet(
    table: Table,
    sheet: Sheet,
    names: Mapping[str, str] = {},
    words: Mapping[str, Mapping[str, str]] = {},
) -> tuple[Rows, tuple[int, ...], list[Problem]]:
    """Typed rows of a table, the row of the file for each, and every problem found.

    `names` gives other names of columns (other name to column name), `words` for a column the texts
    that stand for its values (text in the file to value); case does not count in either. Rows with
    a problem hold defaults, as with `tables.parse`.
    """
    places, problems = _match_headers(table, sheet, names)
    columns, wrong = _read_columns(table, sheet, places, words)
    lines = zip(*columns, strict=True) if columns else [()] * len(sheet.lines)
    rows, found = parse(table, list(places), lines, sheet.file)
    header = {name: sheet.header[at] for name, at in places.items()}
    without_key = not places.keys() >= set(table.key)
    refused = {(problem.row, problem.column) for problem in wrong}
    problems += wrong
    for problem in found:
        told = _in_words_of(problem, table, words)
        named = _named(_placed(told, sheet), header)
        doubly = (named.row, named.column) in refused
        if not doubly and not (without_key and problem.kind is DUPLICATE_KEY):
            problems.append(named)
    return rows, sheet.rows, _sorted_problems(problems)


def header_names(table: Table, sheet: Sheet, names: Mapping[str, str] = {}) -> dict[str, str]:
    """The column for each name in the header that leads to one, as the person wrote the name."""
    known = _known_names(table, names)
    return {name: known[_plain(name)] for name in sheet.header if _plain(name) in known}


def unknown_headers(table: Table, sheet: Sheet, names: Mapping[str, str] = {}) -> tuple[str, ...]:
    """The names in the header that lead to no column of the table, as the person wrote them."""
    known = header_names(table, sheet, names)
    return tuple(name for name in sheet.header if name and name not in known)


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


def named_day(text: str) -> str | ProblemKind | None:
    """The day that a text names as year-month-day, SHORT_YEAR, or None where it names no day."""
    parts = _day_parts(text.casefold())
    if parts is None:
        return None
    year, month, day = parts
    if len(year) == 2:
        return SHORT_YEAR
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None


def _sorted_problems(problems: Iterable[Problem]) -> list[Problem]:
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


def _plain(name: str) -> str:
    """A header in small letters, with one underscore for all that is no letter or digit."""
    return NOT_IN_NAMES.sub("_", name.strip().casefold()).strip("_")


def _known_names(table: Table, names: Mapping[str, str]) -> dict[str, str]:
    """The column for each plain name that leads to one; the table's own names go first."""
    others = {_plain(other): name for other, name in names.items() if name in table.names}
    return others | {_plain(name): name for name in table.names}


def _match_headers(
    table: Table, sheet: Sheet, names: Mapping[str, str]
) -> tuple[dict[str, int], list[Problem]]:
    """The place in the header of each column that is there, and what is wrong with the header."""
    known = _known_names(table, names)
    row = sheet.row
    places: dict[str, int] = {}
    problems = []
    for at, name in enumerate(sheet.header):
        column = known.get(_plain(name))
        if not name:
            problems.append(Problem(NO_NAME, sheet.file, row, value=get_column_letter(at + 1)))
        elif column in places:
            params = {"first": sheet.header[places[column]], "meant": column}
            problems.append(Problem(TWO_HEADERS, sheet.file, row, name, params=params))
        elif column is not None:
            places[column] = at
        else:
            problems += _unknown_column(table, known, name, sheet.file, row)
    return places, problems


def _unknown_column(
    table: Table, known: Mapping[str, str], name: str, file: str, row: int
) -> list[Problem]:
    """Why a name that leads to no column is refused; nothing where the table lets it pass."""
    shown = name[:MOST_SHOWN]
    near = get_close_matches(_plain(shown), known, 1, NEAR)
    if near:
        return [Problem(NEAR_COLUMN, file, row, shown, params={"near": near[0]})]
    if table.others:
        return []
    params = {"known": ", ".join(table.names)}
    return [Problem(UNKNOWN_COLUMN, file, row, shown, params=params)]


def _read_columns(
    table: Table,
    sheet: Sheet,
    places: Mapping[str, int],
    words: Mapping[str, Mapping[str, str]],
) -> tuple[list[list[str]], list[Problem]]:
    """The texts that `parse` takes, column by column; a cell with a problem is empty."""
    commas = _has_decimal_commas(table, sheet, places)
    columns, problems = [], []
    for name, at in places.items():
        column = table.column(name)
        read = _reader_of(table, column, words.get(name, {}), commas)
        texts = []
        for row, line in zip(sheet.rows, sheet.lines, strict=True):
            text = read(line[at])
            if isinstance(text, ProblemKind):
                problems.append(_cell_problem(text, column, sheet, row, at, line[at]))
                text = ""
            texts.append(text)
        columns.append(texts)
    return columns, problems


def _cell_problem(
    kind: ProblemKind, column: Column, sheet: Sheet, row: int, at: int, cell: Cell
) -> Problem:
    params = {"unit": column.unit}
    if kind is NOT_A_FIGURE and column.unit in NO_UNIT:
        kind = FIGURE_WITHOUT_UNIT
    return Problem(kind, sheet.file, row, sheet.header[at], cell_text(cell)[:MOST_SHOWN], params)


def _placed(problem: Problem, sheet: Sheet) -> Problem:
    """The problem with the row of the file: `parse` counts the header as row 1."""
    if problem.row is None or problem.row == 1:
        return replace(problem, row=sheet.row)
    return replace(problem, row=sheet.rows[problem.row - 2])


def _in_words_of(problem: Problem, table: Table, words: Mapping[str, Mapping[str, str]]) -> Problem:
    """The problem with the words a person may write where `parse` would name ours."""
    if problem.kind is NOT_A_FLAG:
        return replace(problem, kind=NOT_YES_OR_NO)
    if problem.kind is not NOT_A_CHOICE:
        return problem
    given = words.get(problem.column, {})
    named = [_word_for(choice, given) for choice in table.column(problem.column).choices]
    return replace(problem, params={"choices": ", ".join(named)})


def _word_for(choice: str, words: Mapping[str, str]) -> str:
    """The word for a choice, of several the one most like it; the choice itself without any."""
    own = [word for word, value in words.items() if value == choice]
    return max(own, key=lambda word: SequenceMatcher(None, word, choice).ratio(), default=choice)


def _named(problem: Problem, header: Mapping[str, str]) -> Problem:
    """The problem with its column, or the columns of its key, named as in the header."""
    names = problem.column.split(", ")
    return replace(problem, column=", ".join(header.get(name, name) for name in names))


def _reader_of(
    table: Table, column: Column, words: Mapping[str, str], commas: bool
) -> Callable[[Cell], str | ProblemKind]:
    """Gives for a cell of this column the text that `parse` takes, or what is wrong with it."""
    own = {choice.casefold(): choice for choice in column.choices}
    given = {word.strip().casefold(): value for word, value in words.items()}
    meant = (FLAG_WORDS if column.kind == "flag" else own) | given

    def read(cell: Cell) -> str | ProblemKind:
        text = cell_text(cell)
        if text in table.unknown or not text:
            return ""
        word = meant.get(text.casefold())
        if word is not None:
            return word
        if column.kind in NUMBERS:
            return _number_text(column, cell, text, commas)
        return _date_text(cell, text) if column.kind == "date" else text

    return read


def _has_decimal_commas(table: Table, sheet: Sheet, places: Mapping[str, int]) -> bool:
    """Whether a text in the number columns can only be a number with a decimal comma."""
    numbers = [at for name, at in places.items() if table.column(name).kind in NUMBERS]
    return any(
        isinstance(cell := line[at], str) and "," in cell and ONLY_COMMA.fullmatch(_bare(cell))
        for line in sheet.lines
        for at in numbers
    )


def _bare(text: str) -> str:
    """The number in a text, without thousands marks of white space and without a percent sign."""
    bare = THOUSANDS_MARK.sub("", text.strip().removesuffix("%").rstrip())
    return "-" + bare[1:] if bare.startswith("−") else bare


def _number_text(column: Column, cell: Cell, text: str, commas: bool) -> str | ProblemKind:
    if isinstance(cell, date):
        return NUMBER_BECAME_DATE
    if cell is None or isinstance(cell, bool):
        return NOT_A_FIGURE
    if not isinstance(cell, str):
        return text if math.isfinite(cell) else NOT_A_FIGURE
    percent = text.endswith("%")
    bare = _bare(text)
    if percent and column.kind != "share":
        return NOT_A_FIGURE
    if not (WITH_COMMA if commas else WITH_POINT).fullmatch(bare):
        return _why_no_number(bare, text)
    plain = bare.replace(".", "").replace(",", ".") if commas else bare.replace(",", "")
    return repr(float(plain) / 100) if percent else plain


def _why_no_number(bare: str, text: str) -> ProblemKind:
    """What is wrong with a text that is no number in this file."""
    if WITH_POINT.fullmatch(bare):
        return MIXED_DECIMALS
    month = MONTH_AND_NUMBER.fullmatch(text.casefold())
    if named_day(text) is not None or (month and (month[1] or month[2]) in MONTHS):
        return NUMBER_BECAME_DATE
    return NOT_A_FIGURE


def _date_text(cell: Cell, text: str) -> str | ProblemKind:
    if isinstance(cell, float) and SERIALS[0] <= cell <= SERIALS[1]:
        return (SERIAL_START + timedelta(days=int(cell))).isoformat()
    return named_day(text) or text


def _day_parts(text: str) -> tuple[str, int, str] | None:
    """Year, month and day of a text that is written as a date."""
    if found := YEAR_FIRST.fullmatch(text):
        return found[1], int(found[2]), found[3]
    if found := DAY_FIRST.fullmatch(text):
        return found[4], int(found[3]), found[1]
    found = MONTH_IN_LETTERS.fullmatch(text)
    if found and found[2] in MONTHS:
        return found[3], MONTHS[found[2]], found[1]
    return None
