"""What changes when rows come into a register: row by row, before anything is changed.

Rules:
1. A row with a key that stands already takes its place, where it differs; other rows are new.
2. Rows that are not among those that come in stay, unless what comes in is said to be complete.
   Columns that do not come in stay as they are in rows that stand.
3. Each row that is new, changed or removed is one line. A line names each column that differs, with
   what it was and what it becomes; of a column with the name of a person only that it changed.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.agenda.registers.register import Register, key_of_row
from weerbaar.common.tables import Rows, rows_of

ADDED, CHANGED, REMOVED = WAYS = ("added", "changed", "removed")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """What a column was and became, as plain values; None where it may not be written down."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Line:
    """One row that is added, changed or removed: its key, and each column that differs."""

    way: str
    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Change:
    """The rows of a register after a change, and a line for each that differs."""

    rows: Rows
    lines: tuple[Line, ...]


def compare_rows(
    register: Register,
    before: Sequence[Row],
    coming: Sequence[Row],
    complete: bool = False,
    columns: Collection[str] | None = None,
) -> Change:
    """What becomes of the rows of a register when others come in (rules 1 and 2).

    `columns` are those that come in; all of them where it is None.
    """
    stands = {key_of_row(register.table, row): row for row in before}
    new = {}
    for row in coming:
        key = key_of_row(register.table, row)
        given = row if columns is None else {name: row[name] for name in columns}
        new[key] = {**row, **stands.get(key, {}), **given}
    kept = {} if complete else {key: row for key, row in stands.items() if key not in new}
    gone = sorted(stands.keys() - new.keys()) if complete else []
    after = {**kept, **new}
    lines = [
        *(_line(register, key, stands.get(key), row) for key, row in new.items()),
        *(_line(register, key, stands[key], None) for key in gone),
    ]
    rows = rows_of(register.table, [dict(after[key]) for key in sorted(after)])
    return Change(rows, tuple(line for line in lines if line.cells or line.way != CHANGED))


def remove_row(register: Register, before: Sequence[Row], key: str) -> Change:
    """What becomes of the rows of a register without one of them."""
    left = [row for row in before if key_of_row(register.table, row) != key]
    return compare_rows(register, before, left, complete=True)


def _line(register: Register, key: str, before: Row | None, after: Row | None) -> Line:
    way = ADDED if before is None else REMOVED if after is None else CHANGED
    cells = []
    for column in register.table.columns:
        was = None if before is None else plain(before[column.name])
        becomes = None if after is None else plain(after[column.name])
        if was == becomes or (way != CHANGED and (was or becomes) in (None, "")):
            continue
        if column.name in register.personal:
            was = becomes = None
        cells.append(Cell(column.name, was, becomes))
    return Line(way, key, tuple(cells))


def plain(value: Any) -> Any:
    """A value as JSON holds it; a number that is not known is None."""
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def row_from_plain(register: Register, data: Mapping[str, Any]) -> dict[str, Any]:
    """A row from plain values; what is missing or not known takes the column's default."""
    row: dict[str, Any] = {}
    for column in register.table.columns:
        value = data.get(column.name)
        row[column.name] = column.default if value is None else value
    return row
