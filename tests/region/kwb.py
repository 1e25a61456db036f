"""The sample files of key figures, and sheets that differ from them in a cell, column or row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from weerbaar.common.sheets import Cell, Sheet, text_sheet
from weerbaar.common.tables import Rows
from weerbaar.region.key_figures import KeyFigures, read_key_figures
from weerbaar.region.region import Region

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "kwb"
Change = Callable[[str, str, Cell], Cell]


def sample(name: str = "kwb-2021.csv") -> Sheet:
    return text_sheet((SAMPLES / name).read_bytes(), name)


def read(sheet: Sheet, columns: Rows, level: str = "") -> KeyFigures:
    figures, problems = read_key_figures(sheet, columns, level)
    assert problems == []
    return figures


def changed(sheet: Sheet, change: Change) -> Sheet:
    """The sheet with each cell as `change` makes it of its area code, header and content."""
    lines = tuple(
        tuple(
            change(str(line[0]), name, cell) for name, cell in zip(sheet.header, line, strict=True)
        )
        for line in sheet.lines
    )
    return replace(sheet, lines=lines)


def with_cell(code: str, header: str, value: Cell) -> Sheet:
    return changed(sample(), lambda c, h, cell: value if (c, h) == (code, header) else cell)


def without(*headers: str) -> Sheet:
    sheet = sample()
    keep = [i for i, name in enumerate(sheet.header) if name not in headers]
    lines = tuple(tuple(line[i] for i in keep) for line in sheet.lines)
    return replace(sheet, header=tuple(sheet.header[i] for i in keep), lines=lines)


def only(sheet: Sheet, *codes: str) -> Sheet:
    kept = [i for i, line in enumerate(sheet.lines) if str(line[0]) in codes]
    lines, rows = tuple(sheet.lines[i] for i in kept), tuple(sheet.rows[i] for i in kept)
    return replace(sheet, lines=lines, rows=rows)


def areas_of(region: Region) -> dict[str, dict]:
    return {area["code"]: area for area in region.areas}


def same(first: object, second: object) -> bool:
    return first == second or (first != first and second != second)
