"""Text cells as the values of a table, with every problem in them at once.

Rules:
1. An unknown column is a problem, a missing column without default is a problem, an empty cell
   takes the column's default and is a problem where there is none.
2. A number outside [low, high] is a problem; where it is far off and a factor 1,000 would bring it
   inside, the remedy names the unit.
3. A key names one row only.
4. A line has as many cells as the header, and the header names each column once; a cell has at most
   MOST_CHARACTERS, and none is a control character: that could not be drawn, printed or exported.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import MOST_PROBLEMS, NO_UNIT, Problem, ProblemKind
from weerbaar.common.tables import (
    CONTROL,
    MOST_CHARACTERS,
    MOST_SHOWN,
    REQUIRED,
    Column,
    Rows,
    Table,
    array_of,
    plain_value,
    rows_of,
)

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

FAR_OFF = 10
MOST_INTEGER = 2**63 - 1
FLAGS = {"yes": True, "no": False}


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
        columns[column.name] = array_of(column, values)
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
                or _bounds(column, plain_value(value), file, i + 2)
            )
            if problem is not None:
                problems.append(problem)
    return problems + _duplicates(rows, file)


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
