"""Lines for the agenda from somebody's file: what would change, before anything does.

Rules:
1. All lines are read or none: one problem keeps the others back, and all problems are told at once.
2. A line with the identifier of one that stands changes it; a column that the file does not have
   stays as it stands. A line without an identifier, or with one that is not there yet, is new.
3. A mark that a spreadsheet needs before text that looks like a formula is taken off again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from weerbaar.agenda.commitment_table import (
    Known,
    changed_columns,
    commitment_table,
    read_commitments,
    texts_of,
)
from weerbaar.agenda.commitments import Commitment, Kinds
from weerbaar.common.csv_cells import text_of
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, first_problems, refuse_if
from weerbaar.common.sheet_rows import header_names, parse_sheet
from weerbaar.common.sheets import Cell, Sheet
from weerbaar.common.tables import Table
from weerbaar.drawing.spreadsheets import FORMULA_STARTS

MOST_LINES = 2_000
GUARD = "'"

TOO_MANY_LINES = ProblemKind(
    "too-many-lines-for-agenda",
    mark("There are {value} lines; at most {most} can be taken in at once."),
    mark("Divide the file into parts."),
)


@dataclass(frozen=True)
class WouldChange:
    """A line of a file: the commitment as it would stand, and which columns change; new is all."""

    commitment: Commitment
    is_new: bool
    changed: Mapping[str, tuple[str, str]]


def read_sheet(
    sheet: Sheet,
    standing: Sequence[Commitment],
    kinds: Kinds,
    known: Known,
    new_name: Callable[[], str],
) -> tuple[WouldChange, ...]:
    """What each line of a sheet would change; raises Refused with every problem found."""
    params = {"most": MOST_LINES}
    count = len(sheet.lines)
    refuse_if(
        [Problem(TOO_MANY_LINES, sheet.file, value=count, params=params)]
        if count > MOST_LINES
        else []
    )
    table = commitment_table(kinds)
    plain = replace(sheet, lines=tuple(tuple(map(_unguarded, line)) for line in sheet.lines))
    rows, numbers, problems = parse_sheet(table, plain)
    refuse_if(first_problems(problems))
    stands = {one.commitment: one for one in standing}
    given = set(header_names(table, plain).values())
    lines = [_laid_over(row, stands.get(row["commitment"]), given, table) for row in rows]
    read = read_commitments(table.names, lines, kinds, known, new_name, sheet.file)
    refuse_if(
        first_problems(replace(p, row=numbers[p.row - 2] if p.row else None) for p in read.problems)
    )
    return tuple(_would_change(one, stands.get(one.commitment)) for one in read.commitments)


def _laid_over(
    row: Mapping[str, Any], before: Commitment | None, given: Collection[str], table: Table
) -> list[str]:
    """The cells of a line; those of columns that the file does not have as they stand (rule 2)."""
    cells = {column.name: text_of(column, row[column.name]) for column in table.columns}
    if before is not None:
        stand = texts_of(before)
        cells = {name: cells[name] if name in given else stand[name] for name in cells}
    return list(cells.values())


def _would_change(after: Commitment, before: Commitment | None) -> WouldChange:
    return WouldChange(after, before is None, changed_columns(before, after))


def _unguarded(cell: Cell) -> Cell:
    guarded = isinstance(cell, str) and cell.startswith(tuple(GUARD + s for s in FORMULA_STARTS))
    return cell[1:] if guarded and isinstance(cell, str) else cell
