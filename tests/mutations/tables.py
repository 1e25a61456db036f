"""Cells, rows and columns: what a hand in a spreadsheet does."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from tests.mutations.files import (
    FACTORS,
    NOTHING,
    Chance,
    Files,
    Mutator,
    pick,
    scaled_text,
    text_of,
)
from weerbaar.common.csv_cells import csv_text

ODD_CELLS = (
    *("", " ", "\t", "1e308", "-1e308", "nan", "NaN", "inf", "-inf", "1e-320", "-1", "-0", "0"),
    *("0,5", "1.000,5", "1 000", "50%", "12 kWh", "٣", "½", "1_0", "0x10", "+1", "1e2", "007"),
    *("x" * 300, "x" * 3000, "9" * 400, "\x00", "\x1b[2J", "\u202eabc", "\u200b", "\ufeff"),
    *("=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "-1+1", "{value}", "{0}", "%s", "<b>", "'", '"'),
    *("yes", "no", "true", "JA", "2026-02-30", "2026-11-21", "null", "None", "WK000000", "GM9999"),
    *("é", "e\u0301", "\u2028", "a\nb", "a\r\nb", "\U0001f4a7", "../../etc/passwd"),
)


def cells_of(files: Files, name: str) -> list[list[str]]:
    """The cells of a CSV file; none where an earlier change made it no such file."""
    try:
        lines = list(csv.reader(text_of(files, name).splitlines(keepends=True)))
    except csv.Error:
        return []
    return [line for line in lines if line]


def put_cells(files: Files, name: str, cells: Iterable[Sequence[str]]) -> None:
    header, *lines = list(cells) or [[]]
    files[name] = csv_text(header, lines).encode("utf-8", "surrogatepass")


def some_cells(files: Files, chance: Chance) -> tuple[str, list[list[str]]]:
    """A table's name and cells, with at least one line under its header and one column."""
    name = pick(files, chance, (".csv",))
    cells = cells_of(files, name) if name else []
    return (name, cells) if len(cells) > 1 and min(map(len, cells)) else ("", [])


def change_cell(files: Files, chance: Chance) -> str:
    """One cell holds something odd, a figure in another unit, or what another cell holds."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    row, at = chance.randrange(1, len(cells)), chance.randrange(len(cells[0]))
    if at >= len(cells[row]):
        return NOTHING
    old, other = cells[row][at], chance.choice(cells[1:])
    new = chance.choice(
        (
            chance.choice(ODD_CELLS),
            chance.choice(ODD_CELLS),
            scaled_text(old, chance.choice(FACTORS)),
            other[at] if at < len(other) else "",
            chance.choice(other),
            "0" + old,
            old.lower() if old != old.lower() else old.upper(),
            old + "\u200b",
            old[:-1],
        )
    )
    cells[row][at] = new
    put_cells(files, name, cells)
    return f"{name} row {row + 1} {cells[0][at]}: {old!r} to {new[:40]!r}"


def change_header(files: Files, chance: Chance) -> str:
    """A column is called something odd."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    at = chance.randrange(len(cells[0]))
    old = cells[0][at]
    cells[0][at] = chance.choice((*ODD_CELLS, old.upper(), old + "s", chance.choice(cells[0])))
    put_cells(files, name, cells)
    return f"{name} {old} to {cells[0][at][:40]!r}"


def swap_cells(files: Files, chance: Chance) -> str:
    """Two neighbours of one row change places, as lon and lat do."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    line = chance.choice(cells[1:])
    at = chance.randrange(max(len(line) - 1, 1))
    line[at : at + 2] = line[at : at + 2][::-1]
    put_cells(files, name, cells)
    return f"{name} {line[at : at + 2]}"


def delete_cell(files: Files, chance: Chance) -> str:
    """A row is a cell short."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    line = chance.choice(cells[1:])
    gone = line.pop(chance.randrange(len(line)))
    put_cells(files, name, cells)
    return f"{name} {gone[:40]!r}"


CELLS: tuple[Mutator, ...] = (change_cell, change_cell, change_cell, swap_cells, delete_cell)


def delete_rows(files: Files, chance: Chance) -> str:
    """Some rows are gone: one, half or all."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    count = chance.choice((1, 1, len(cells) // 2, len(cells) - 1))
    gone = set(chance.sample(range(1, len(cells)), max(count, 1)))
    put_cells(files, name, [line for i, line in enumerate(cells) if i not in gone])
    return f"{len(gone)} of {name}"


def repeat_row(files: Files, chance: Chance) -> str:
    """A row stands there twice, here or in another file."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    line, where = chance.choice(cells[1:]), name
    if chance.random() < 0.3:
        where = pick(files, chance, (name.split("/")[-1],))
        cells = cells_of(files, where)
    cells.insert(chance.randint(1, max(len(cells), 1)), line)
    put_cells(files, where, cells)
    return f"{line[0][:40]!r} of {name} in {where}"


def move_row(files: Files, chance: Chance) -> str:
    """A row goes to another table."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    line = cells.pop(chance.randrange(1, len(cells)))
    put_cells(files, name, cells)
    where = pick(files, chance, (".csv",))
    put_cells(files, where, [*cells_of(files, where), line])
    return f"{line[0][:40]!r} of {name} to {where}"


def delete_column(files: Files, chance: Chance) -> str:
    """A column is gone."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    at = chance.randrange(len(cells[0]))
    gone = cells[0][at]
    put_cells(files, name, [[*line[:at], *line[at + 1 :]] for line in cells])
    return f"{gone[:40]!r} of {name}"


def repeat_column(files: Files, chance: Chance) -> str:
    """A column stands there twice."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    at = chance.randrange(len(cells[0]))
    put_cells(files, name, [[*line, *line[at : at + 1]] for line in cells])
    return f"{cells[0][at][:40]!r} of {name}"


def add_column(files: Files, chance: Chance) -> str:
    """A column comes beside that nobody knows."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    title = chance.choice(("remark", "", "Inhabitants", "code "))
    put_cells(files, name, [[*line, title if i == 0 else "x"] for i, line in enumerate(cells)])
    return f"{title!r} to {name}"


def scale_column(files: Files, chance: Chance) -> str:
    """All figures of a column are in another unit."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    at, factor = chance.randrange(len(cells[0])), chance.choice(FACTORS)
    for line in cells[1:]:
        if at < len(line):
            line[at] = scaled_text(line[at], factor)
    put_cells(files, name, cells)
    return f"{cells[0][at][:40]!r} of {name} times {factor:g}"


def swap_columns(files: Files, chance: Chance) -> str:
    """Two columns change places and the header stays, as when a paste goes wrong."""
    name, cells = some_cells(files, chance)
    if not name or len(cells[0]) < 2:
        return NOTHING
    one, two = chance.sample(range(min(map(len, cells))), 2)
    for line in cells[1:]:
        line[one], line[two] = line[two], line[one]
    put_cells(files, name, cells)
    return f"{cells[0][one][:40]!r} and {cells[0][two][:40]!r} of {name}"


ROWS: tuple[Mutator, ...] = (delete_rows, repeat_row, move_row)
COLUMNS: tuple[Mutator, ...] = (
    *(delete_column, repeat_column, add_column, scale_column, scale_column),
    *(swap_columns, change_header),
)
