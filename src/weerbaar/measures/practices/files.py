"""Reads the practices of other countries that ship, and the names of these countries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.refusals import refuse_if
from weerbaar.common.tables import Rows, Table
from weerbaar.measures.files import measure_names
from weerbaar.measures.practices.practice import (
    COUNTRIES,
    PRACTICES,
    Country,
    Practice,
    countries_of,
    practice_problems,
    practices_of,
)


@cache
def read_countries() -> Mapping[str, Country]:
    """The countries by their letters; raises Refused where the table is damaged."""
    return countries_of(_read(COUNTRIES))


@cache
def read_practices() -> tuple[Practice, ...]:
    """The practices that ship, in the order of the table; raises Refused where it is damaged."""
    return parse_practices(_content(PRACTICES), PRACTICES.file)


def parse_practices(content: bytes, file: str) -> tuple[Practice, ...]:
    """The practices in the bytes of a CSV file; raises Refused with every problem found."""
    rows, problems = parse_bytes(PRACTICES, content, file)
    refuse_if(problems)
    refuse_if(practice_problems(rows, read_countries(), measure_names(), file))
    return practices_of(rows)


def _read(table: Table) -> Rows:
    rows, problems = parse_bytes(table, _content(table), table.file)
    refuse_if(problems)
    return rows


def _content(table: Table) -> bytes:
    return (files("weerbaar") / "library" / "tables" / table.file).read_bytes()
