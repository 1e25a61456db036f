"""A table as CSV: from bytes to cells, and from rows to their canonical text.

Rules:
1. A file uses commas, and text that is UTF-8; its header has at most MOST_COLUMNS columns.
2. The canonical text of a table has the declared order of columns, rows sorted by key, line feeds
   only and the shortest numbers that read back the same, so that equal facts are equal bytes.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.parsing import CELL_TOO_LONG, TOO_MANY_COLUMNS, parse
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    Column,
    Rows,
    Table,
    rows_of,
    sorted_rows,
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
NOT_CSV = ProblemKind(
    "not-csv",
    mark("From this line on the file cannot be read as CSV."),
    mark("Save the file as CSV with commas (UTF-8)."),
)

LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


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


def canonical_text(rows: Rows) -> str:
    """The table as CSV in its canonical form, see rule 2."""
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


class _Sink:
    """Collects what a csv writer writes."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        self.parts.append(text)
