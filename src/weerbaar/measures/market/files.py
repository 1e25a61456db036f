"""Reads markets of a scarce product: figures, instruments, indicators and options that ship."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.files import read_bytes
from weerbaar.common.refusals import refuse_if
from weerbaar.common.tables import Rows, Table
from weerbaar.measures.market.products import MARKET_FIGURES, figure_problems, filled, overlaid
from weerbaar.measures.market.rules import MARKET_INDICATORS, MARKET_INSTRUMENTS, MARKET_OPTIONS
from weerbaar.twin.files import read_twin_library

LIBRARY_TABLES = (MARKET_FIGURES, MARKET_INSTRUMENTS, MARKET_INDICATORS, MARKET_OPTIONS)
STOCK, YES = "stock", "yes"


@cache
def read_figures() -> Rows:
    """The figures that ship, with those of the twin in them; raises Refused where damaged."""
    rows = filled(_read(MARKET_FIGURES), of_the_twin)
    refuse_if(figure_problems(rows, MARKET_FIGURES.file))
    return rows


@cache
def read_instruments() -> Rows:
    """The instruments that ship."""
    return _read(MARKET_INSTRUMENTS)


@cache
def read_indicators() -> Rows:
    """The indicators that ship."""
    return _read(MARKET_INDICATORS)


@cache
def read_options() -> Rows:
    """The options that ship."""
    return _read(MARKET_OPTIONS)


def read_own(path: Path) -> Rows:
    """The figures that ship with those of a file before them; raises Refused with every problem."""
    return parse_own(read_bytes(path), path.name)


def parse_own(content: bytes, file: str) -> Rows:
    """The same from the bytes of a CSV file."""
    own, problems = parse_bytes(MARKET_FIGURES, content, file)
    refuse_if(problems)
    refuse_if(figure_problems(own, file))
    return overlaid(read_figures(), own)


def of_the_twin(name: str) -> tuple[float, float, float]:
    """p10, p50 and p90 of a parameter of the twin, or of `stock food yes`; raises KeyError."""
    library = read_twin_library()
    kind, _, rest = name.partition(" ")
    if kind == STOCK:
        stock, _, kit = rest.partition(" ")
        return library.stock(stock, kit == YES)
    row = library.parameters.row(library.parameters.positions("parameter")[name])
    return float(row["p10"]), float(row["p50"]), float(row["p90"])


def _read(table: Table) -> Rows:
    path = files("weerbaar") / "library" / "tables" / table.file
    rows, problems = parse_bytes(table, path.read_bytes(), table.file)
    refuse_if(problems)
    return rows
