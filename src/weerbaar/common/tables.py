"""Tables of attributes: each column declared once, for validation, defaults and the reference page.

A Table says what a file holds; `Rows` holds its content column by column. How text cells become
values, with every problem in them, stands in `parsing`; how a table stands in a CSV file, in
`csv_cells`. Reading files is left to the rooms' `files.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["text", "number", "integer", "share", "flag", "choice", "date"]


class _Required(Enum):
    """Marks a column that has no default."""

    REQUIRED = "required"


REQUIRED = _Required.REQUIRED

MOST_COLUMNS = 1000
MOST_CHARACTERS = 2000
MOST_SHOWN = 80
# What XML, spreadsheets and terminals do not take: control characters, line separators, and code
# points that are no characters.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


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
        return {name: plain_value(values[i]) for name, values in self.columns.items()}

    def where(self, keep: NDArray[np.bool_]) -> Rows:
        """The rows for which keep is true, in the same order."""
        return Rows(self.table, {name: values[keep] for name, values in self.columns.items()})

    def positions(self, name: str) -> dict[Any, int]:
        """For each value of a key column its row number."""
        return {plain_value(value): i for i, value in enumerate(self.columns[name])}


def rows_of(table: Table, records: Sequence[Mapping[str, Any]]) -> Rows:
    """Rows from records of typed values; a column that a record lacks takes its default."""
    columns: dict[str, NDArray[Any]] = {}
    for column in table.columns:
        values = [record.get(column.name, column.default) for record in records]
        columns[column.name] = array_of(column, values)
    return Rows(table, columns)


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


def plain_value(value: Any) -> Any:
    """A value of a column as Python has it, without numpy."""
    return value.item() if isinstance(value, np.generic) else value


def array_of(column: Column, values: Sequence[Any]) -> NDArray[Any]:
    """The values of a column as `Rows` hold them; what is not given is unknown, 0, no or empty."""
    if column.kind in ("number", "share"):
        return np.array([math.nan if v in (None, REQUIRED) else v for v in values], dtype=float)
    if column.kind == "integer":
        return np.array([0 if v in (None, REQUIRED) else v for v in values], dtype=np.int64)
    if column.kind == "flag":
        return np.array([v is not REQUIRED and bool(v) for v in values], dtype=bool)
    array = np.empty(len(values), dtype=object)
    array[:] = ["" if v in (None, REQUIRED) else str(v) for v in values]
    return array
