"""Tables of attributes: each column declared once, for validation, defaults and the reference page.

A Table says what a file holds; `parse` turns text cells into typed columns and lists every problem
at once; `Rows` holds the result column by column. Reading files is left to the rooms' `files.py`.

Rules:
1. An unknown column is a problem, a missing column without default is a problem, an empty cell
   takes the column's default and is a problem where there is none.
2. A number outside [low, high] is a problem; where it is far off and a factor 1,000 would bring it
   inside, the remedy names the unit.
3. A key names one row only.
4. A line has as many cells as the header; a file uses commas, and text that is UTF-8. A header has
   at most MOST_COLUMNS columns and names each once; a cell has at most MOST_CHARACTERS, and none is
   a control character: that could not be drawn, printed or exported.
5. The canonical text of a table has the declared order of columns, rows sorted by key, line feeds
   only and the shortest numbers that read back the same, so that equal facts are equal bytes.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import MOST_PROBLEMS, NO_UNIT, Problem, ProblemKind

Kind = Literal["text", "number", "integer", "share", "flag", "choice", "date"]


class _Required(Enum):
    """Marks a column that has no default."""

    REQUIRED = "required"


REQUIRED = _Required.REQUIRED

MISSING_COLUMN = ProblemKind(
    "missing-column",
    mark("The column {column} is missing."),
    mark("Add the column {column}: {meaning}"),
)
UNKNOWN_COLUMN = ProblemKind(
    "unknown-column",
    mark("The column {column} is not known here."),
    mark("Remove it, or use one of: {known}."),
)
EMPTY_CELL = ProblemKind("empty-cell", mark("{column} is empty."), mark("Fill it in: {meaning}"))
NOT_A_NUMBER = ProblemKind(
    "not-a-number",
    mark("{column} is “{value}”, which is not a number."),
    mark("Write a number with a decimal point and no unit; the unit is {unit}."),
)
NUMBER_WITHOUT_UNIT = replace(NOT_A_NUMBER, remedy=mark("Write a number with a decimal point."))
NOT_A_WHOLE_NUMBER = ProblemKind(
    "not-a-whole-number",
    mark("{column} is “{value}”, which is not a whole number."),
    mark("Write a whole number; the unit is {unit}."),
)
WHOLE_WITHOUT_UNIT = replace(NOT_A_WHOLE_NUMBER, remedy=mark("Write a whole number."))
SHARE_OUT_OF_RANGE = ProblemKind(
    "share-out-of-range",
    mark("{column} is {value}; a share lies between 0 and 1."),
    mark("Write 0.25 for 25 %."),
)
OUT_OF_RANGE = ProblemKind(
    "out-of-range",
    mark("{column} is {value}; it must lie between {low} and {high} {unit}."),
    mark("Check the figure."),
)
UNIT_OFF = ProblemKind(
    "unit-off-by-1000",
    mark("{column} is {value}; it must lie between {low} and {high} {unit}."),
    mark("The figure seems a factor 1,000 off: give it in {unit}."),
)
AT_LEAST = mark("{column} is {value}; it must be at least {low} {unit}.")
AT_MOST = mark("{column} is {value}; it must be at most {high} {unit}.")
NOT_A_FLAG = ProblemKind("not-a-flag", mark("{column} is “{value}”."), mark("Write yes or no."))
NOT_A_CHOICE = ProblemKind(
    "not-a-choice", mark("{column} is “{value}”."), mark("Use one of: {choices}.")
)
NOT_A_DATE = ProblemKind(
    "not-a-date",
    mark("{column} is “{value}”, which is not a date."),
    mark("Write year, month and day: 2026-11-21."),
)
DUPLICATE_KEY = ProblemKind(
    "duplicate-key",
    mark("{value} stands in this table more than once."),
    mark("Keep one row for each {column}."),
)

RAGGED_LINE = ProblemKind(
    "ragged-line",
    mark("Cells in this line: {value}; in the header: {expected}."),
    mark("Give every line as many cells as the header; put text with a comma between quotes."),
)
WRONG_SEPARATOR = ProblemKind(
    "wrong-separator",
    mark("The columns are separated by semicolons."),
    mark("Save the file as CSV with commas (UTF-8)."),
)
NOT_UTF8 = ProblemKind(
    "not-utf8",
    mark("The file is not UTF-8 text."),
    mark("Save the file as CSV with commas (UTF-8)."),
)

TOO_MANY_COLUMNS = ProblemKind(
    "too-many-columns",
    mark("The header has {value} columns; a file has at most {most}."),
    mark("Check that this is the right file, and that its lines end where they should."),
)
DUPLICATE_COLUMN = ProblemKind(
    "duplicate-column",
    mark("The column {column} stands in the header more than once."),
    mark("Keep one column with this name."),
)
CELL_TOO_LONG = ProblemKind(
    "cell-too-long",
    mark("This cell has {value} characters or more; a cell has at most {most}."),
    mark("Shorten the text; look for a quote that is not closed."),
)
CONTROL_CHARACTER = ProblemKind(
    "control-character",
    mark("{column} is “{value}”, which holds a character that is not text."),
    mark("Remove it: line ends, NUL and other control characters have no place in a cell."),
)
NOT_CSV = ProblemKind(
    "not-csv",
    mark("From this line on the file cannot be read as CSV."),
    mark("Save the file as CSV with commas (UTF-8)."),
)

MOST_COLUMNS = 1000
MOST_CHARACTERS = 2000
MOST_SHOWN = 80
# What XML, spreadsheets and terminals do not take: control characters, line separators, and code
# points that are no characters.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
FAR_OFF = 10
MOST_INTEGER = 2**63 - 1
FLAGS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Column:
    """One attribute: what it means, its unit and bounds, and where its figures come from.

    `default` is REQUIRED where a value must be given. `source` and `evidence` describe the default
    and the bounds; the source of a region's own figures stands in its table of provenance.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
    default: Any = REQUIRED
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    source: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its file name without ending, its key columns and its columns.

    `others` says that the file may hold more columns, which are passed over; `unknown` are the
    cell texts by which the file says that a figure is not known.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    others: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The name of the file that holds this table."""
        return f"{self.name}.csv"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column with this name; raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Rows:
    """A table's content, column by column.

    Numbers and shares are float64, integers int64, flags bool, all else object arrays of str, a
    date as year-month-day; NaN stands for a number that is not known.
    """

    table: Table
    columns: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for i in range(len(self)):
            yield self.row(i)

    def row(self, i: int) -> dict[str, Any]:
        """Row i as a dictionary of plain values."""
        return {name: _plain(values[i]) for name, values in self.columns.items()}

    def where(self, keep: NDArray[np.bool_]) -> Rows:
        """The rows for which keep is true, in the same order."""
        return Rows(self.table, {name: values[keep] for name, values in self.columns.items()})

    def positions(self, name: str) -> dict[Any, int]:
        """For each value of a key column its row number."""
        return {_plain(value): i for i, value in enumerate(self.columns[name])}


def rows_of(table: Table, records: Sequence[Mapping[str, Any]]) -> Rows:
    """Rows from records of typed values; a column that a record lacks takes its default."""
    columns: dict[str, NDArray[Any]] = {}
    for column in table.columns:
        values = [record.get(column.name, column.default) for record in records]
        columns[column.name] = _array(column, values)
    return Rows(table, columns)


def parse(
    table: Table, header: Sequence[str], lines: Iterable[Sequence[str]], file: str
) -> tuple[Rows, list[Problem]]:
    """Typed rows from text cells, with every problem found; rows with a problem hold defaults.

    Past MOST_PROBLEMS the rest is not read and there are no rows: such a file is the wrong one.
    `header` is the first line, `lines` the others; line numbers in problems count the header as 1.
    """
    cells = [list(line) for line in lines]
    problems = _header_problems(table, header, file) + _ragged(header, cells, file)
    place = {name: i for i, name in enumerate(header)}
    columns: dict[str, NDArray[Any]] = {}
    for column in table.columns:
        at = place.get(column.name)
        texts = [line[at].strip() if at is not None and at < len(line) else "" for line in cells]
        present = at is not None
        values = []
        for i, text in enumerate(texts):
            known = "" if text in table.unknown else text
            value, problem = _cell(column, known, file, i + 2)
            if problem is not None and (present or problem.code != EMPTY_CELL.code):
                problems.append(problem)
            values.append(value if problem is None else column.default)
        columns[column.name] = _array(column, values)
        if len(problems) > MOST_PROBLEMS:
            return rows_of(table, []), sorted(problems, key=lambda p: p.row or 0)
    rows = Rows(table, columns)
    problems += _duplicates(rows, file)
    return rows, sorted(problems, key=lambda p: p.row or 0)


def check_rows(rows: Rows, file: str) -> list[Problem]:
    """Problems of rows that came from elsewhere than text: gaps, bounds, shares, choices, keys."""
    problems = []
    for column in rows.table.columns:
        for i, value in enumerate(rows[column.name]):
            problem = (
                _gap(column, value, file, i + 2)
                or strange_text(value, file, i + 2, column.name)
                or _bounds(column, _plain(value), file, i + 2)
            )
            if problem is not None:
                problems.append(problem)
    return problems + _duplicates(rows, file)


def sorted_rows(rows: Rows) -> Rows:
    """The rows sorted by their key."""
    keys = list(zip(*(rows[name] for name in rows.table.key), strict=True))
    order = sorted(range(len(rows)), key=lambda i: keys[i])
    return Rows(rows.table, {name: values[order] for name, values in rows.columns.items()})


def joined_rows(table: Table, parts: Sequence[Rows]) -> Rows:
    """The rows of all parts of one table, part after part."""
    columns = {
        name: np.concatenate([part[name] for part in parts]) for name in table.names if parts
    }
    return Rows(table, columns) if parts else rows_of(table, [])


def canonical_text(rows: Rows) -> str:
    """The table as CSV in its canonical form, see rule 5."""
    ordered = sorted_rows(rows)
    cells = [
        [text_of(column, value) for value in ordered[column.name]] for column in rows.table.columns
    ]
    return csv_text(rows.table.names, zip(*cells, strict=True))


def csv_text(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """CSV text with commas and line feeds; cells are quoted only where they must be."""
    sink = _Sink()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return "".join(sink.parts)


def parse_bytes(table: Table, content: bytes, file: str) -> tuple[Rows, list[Problem]]:
    """Typed rows from the bytes of a CSV file, with every problem found."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return rows_of(table, []), [Problem(NOT_UTF8, file)]
    found, problem = read_cells(text, file)
    if problem is not None:
        return rows_of(table, []), [problem]
    header, *lines = found or [[]]
    if len(header) > MOST_COLUMNS:
        params = {"most": MOST_COLUMNS}
        return rows_of(table, []), [Problem(TOO_MANY_COLUMNS, file, 1, "", len(header), params)]
    if len(header) == 1 and ";" in header[0]:
        return rows_of(table, []), [Problem(WRONG_SEPARATOR, file, 1)]
    while lines and not any(lines[-1]):
        lines.pop()
    return parse(table, [name.strip() for name in header], lines, file)


def text_of(column: Column, value: Any) -> str:
    """The canonical text of a cell: the shortest that reads back as the same value."""
    if column.kind == "flag":
        return "yes" if value else "no"
    if column.kind in ("number", "share"):
        number = float(value)
        if math.isnan(number):
            return ""
        return repr(int(number)) if number == int(number) else repr(number)
    return str(value)


def read_cells(
    text: str, file: str, separator: str = ",", strict: bool = False
) -> tuple[list[list[str]], Problem | None]:
    """The cells line by line, or the problem that keeps them from being read.

    Where it is strict, a quote that is not closed, or that is followed by more text, is a problem.
    """
    lines = LINE.findall(text)
    reader = csv.reader(lines, delimiter=separator, strict=strict)
    found: list[list[str]] = []
    start = 0
    try:
        for line in reader:
            found.append(line)
            start = reader.line_num
    except csv.Error:
        limit = csv.field_size_limit()
        rest = "".join(lines[start : reader.line_num])
        if len(rest) <= limit:
            return [], Problem(NOT_CSV, file, len(found) + 1)
        at = len(next(csv.reader(LINE.findall(rest[:limit]), delimiter=separator))) - 1
        column = found[0][at] if found and at < len(found[0]) else ""
        params = {"most": MOST_CHARACTERS}
        return [], Problem(CELL_TOO_LONG, file, len(found) + 1, column, limit, params)
    return found, None


class _Sink:
    """Collects what a csv writer writes."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        self.parts.append(text)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _array(column: Column, values: Sequence[Any]) -> NDArray[Any]:
    if column.kind in ("number", "share"):
        return np.array([math.nan if v in (None, REQUIRED) else v for v in values], dtype=float)
    if column.kind == "integer":
        return np.array([0 if v in (None, REQUIRED) else v for v in values], dtype=np.int64)
    if column.kind == "flag":
        return np.array([v is not REQUIRED and bool(v) for v in values], dtype=bool)
    array = np.empty(len(values), dtype=object)
    array[:] = ["" if v in (None, REQUIRED) else str(v) for v in values]
    return array


def _header_problems(table: Table, header: Sequence[str], file: str) -> list[Problem]:
    known = set(table.names)
    unknown = [
        Problem(
            UNKNOWN_COLUMN, file, 1, name[:MOST_SHOWN], params={"known": ", ".join(table.names)}
        )
        for name in header
        if name not in known and not table.others
    ]
    missing = [
        Problem(MISSING_COLUMN, file, 1, column.name, params={"meaning": column.meaning})
        for column in table.columns
        if column.name not in header and column.default is REQUIRED
    ]
    twice = [
        Problem(DUPLICATE_COLUMN, file, 1, name)
        for name, count in Counter(header).items()
        if count > 1 and name in known
    ]
    return unknown + missing + twice


def _ragged(header: Sequence[str], cells: Sequence[Sequence[str]], file: str) -> list[Problem]:
    expected = len(header)
    return [
        Problem(RAGGED_LINE, file, i + 2, value=len(line), params={"expected": expected})
        for i, line in enumerate(cells)
        if len(line) != expected
    ]


def _cell(column: Column, text: str, file: str, row: int) -> tuple[Any, Problem | None]:
    if text == "":
        if column.default is REQUIRED:
            params = {"meaning": column.meaning}
            return None, Problem(EMPTY_CELL, file, row, column.name, text, params)
        return column.default, None
    strange = strange_text(text, file, row, column.name)
    if strange is not None:
        return None, strange
    if column.kind in ("number", "share", "integer"):
        number = _number(text)
        if number is None:
            kind, params = number_refusal(NOT_A_NUMBER, column.unit), {"unit": column.unit}
            return None, Problem(kind, file, row, column.name, text, params)
        if column.kind == "integer" and number != int(number):
            kind, params = number_refusal(NOT_A_WHOLE_NUMBER, column.unit), {"unit": column.unit}
            return None, Problem(kind, file, row, column.name, text, params)
        if column.kind == "integer" and abs(number) > MOST_INTEGER:
            return None, _out_of_range(column, number, file, row)
        value: Any = int(number) if column.kind == "integer" else number
        return value, _bounds(column, value, file, row)
    if column.kind == "flag":
        if text not in FLAGS:
            return False, Problem(NOT_A_FLAG, file, row, column.name, text)
        return FLAGS[text], None
    return text, _bounds(column, text, file, row)


def number_refusal(kind: ProblemKind, unit: str) -> ProblemKind:
    """NOT_A_NUMBER or NOT_A_WHOLE_NUMBER as it is said of a column with this unit, or without."""
    without = {NOT_A_NUMBER: NUMBER_WITHOUT_UNIT, NOT_A_WHOLE_NUMBER: WHOLE_WITHOUT_UNIT}
    return without[kind] if unit in NO_UNIT else kind


def bounds_refusal(kind: ProblemKind, value: float, low: float, high: float) -> ProblemKind:
    """This kind of OUT_OF_RANGE or UNIT_OFF, with only the bound there is where one is infinite."""
    if math.isinf(high) and value < low:
        return replace(kind, message=AT_LEAST)
    return replace(kind, message=AT_MOST) if math.isinf(low) and value > high else kind


def strange_text(text: object, file: str, row: int | None, column: str) -> Problem | None:
    """The problem of a text that is too long or has control characters; None of anything else."""
    if not isinstance(text, str):
        return None
    if len(text) > MOST_CHARACTERS:
        params = {"most": MOST_CHARACTERS}
        return Problem(CELL_TOO_LONG, file, row, column, len(text), params)
    if CONTROL.search(text):
        return Problem(CONTROL_CHARACTER, file, row, column, text)
    return None


def is_date(text: str) -> bool:
    """Whether the text is a day as year-month-day."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if "_" in text:
        return None
    return number if math.isfinite(number) else None


def _gap(column: Column, value: Any, file: str, row: int) -> Problem | None:
    unknown = value == "" if isinstance(value, str) else value != value
    if column.default is not REQUIRED or not unknown:
        return None
    return Problem(EMPTY_CELL, file, row, column.name, "", {"meaning": column.meaning})


def _bounds(column: Column, value: Any, file: str, row: int) -> Problem | None:
    if column.kind == "choice" and value not in column.choices:
        params = {"choices": ", ".join(column.choices)}
        return Problem(NOT_A_CHOICE, file, row, column.name, value, params)
    if column.kind == "date" and value and not is_date(value):
        return Problem(NOT_A_DATE, file, row, column.name, value)
    if column.kind not in ("number", "share", "integer") or math.isnan(value):
        return None
    if column.kind == "share" and not 0 <= value <= 1:
        return Problem(SHARE_OUT_OF_RANGE, file, row, column.name, value)
    if column.low <= value <= column.high:
        return None
    return _out_of_range(column, value, file, row)


def _out_of_range(column: Column, value: float, file: str, row: int) -> Problem:
    far = value > FAR_OFF * column.high or value < column.low / FAR_OFF
    inside = any(column.low <= value * factor <= column.high for factor in (1e-3, 1e3))
    low, high = float(column.low), float(column.high)
    if abs(value) > MOST_INTEGER and column.kind == "integer":
        low, high = max(low, -MOST_INTEGER), min(high, MOST_INTEGER)
    params = {"low": low, "high": high, "unit": column.unit}
    off = far and inside and value != 0 and column.unit not in NO_UNIT
    kind = bounds_refusal(UNIT_OFF if off else OUT_OF_RANGE, value, low, high)
    return Problem(kind, file, row, column.name, value, params)


def _duplicates(rows: Rows, file: str) -> list[Problem]:
    if not rows.table.key or not len(rows):
        return []
    seen: set[tuple[Any, ...]] = set()
    problems = []
    for i, key in enumerate(zip(*(rows[name] for name in rows.table.key), strict=True)):
        if key in seen:
            column = ", ".join(rows.table.key)
            value = ", ".join(str(part) for part in key)
            problems.append(Problem(DUPLICATE_KEY, file, i + 2, column, value))
        seen.add(key)
    return problems
