"""Reads the figures of ways to let people serve: those that ship, and a region's own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.files import read_bytes
from weerbaar.common.refusals import refuse_if
from weerbaar.common.tables import Rows, Table
from weerbaar.measures.labour.schemes import (
    LABOUR_FIGURES,
    LABOUR_SECTORS,
    figure_problems,
    overlaid,
)


@cache
def read_figures() -> Rows:
    """The figures that ship; raises Refused where they are damaged."""
    rows = _read(LABOUR_FIGURES)
    refuse_if(figure_problems(rows, LABOUR_FIGURES.file))
    return rows


@cache
def read_sectors() -> Rows:
    """The sectors that ship; raises Refused where they are damaged."""
    return _read(LABOUR_SECTORS)


def read_own(path: Path) -> Rows:
    """The figures that ship with those of a file before them; raises Refused with every problem."""
    return parse_own(read_bytes(path), path.name)


def parse_own(content: bytes, file: str) -> Rows:
    """The same from the bytes of a CSV file."""
    own, problems = parse_bytes(LABOUR_FIGURES, content, file)
    refuse_if(problems)
    refuse_if(figure_problems(own, file))
    both = overlaid(read_figures(), own)
    refuse_if([replace(one, row=None) for one in figure_problems(both, file)])
    return both


def _read(table: Table) -> Rows:
    path = files("weerbaar") / "library" / "tables" / table.file
    rows, problems = parse_bytes(table, path.read_bytes(), table.file)
    refuse_if(problems)
    return rows
