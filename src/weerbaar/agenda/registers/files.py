"""Reads the tables of the registers from the library, and registers from a person's own files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from weerbaar.agenda.registers.barometer import BAROMETER
from weerbaar.agenda.registers.dependencies import CONCENTRATION_CLASSES, DEPENDENCIES
from weerbaar.agenda.registers.employers import EMPLOYERS, RESERVIST_FIGURES
from weerbaar.agenda.registers.filled import columns_in_sheet, rows_in_sheet
from weerbaar.agenda.registers.lists import LIST_TABLES, list_problems, lists_of
from weerbaar.agenda.registers.portfolio import (
    PORTFOLIO,
    SYMPOSIUM_IDEAS,
    Portfolio,
    idea_problems,
    make_portfolio,
)
from weerbaar.agenda.registers.processes import PROCESSES
from weerbaar.agenda.registers.register import Register, problems_of
from weerbaar.agenda.registers.spreading.courses import SPREADING_FIGURES
from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.files import LANGUAGES, read_bytes, read_language, sheets_of
from weerbaar.common.refusals import Problem, Refused, refuse_if
from weerbaar.common.tables import Rows, Table, joined_rows
from weerbaar.measures.files import read_catalogue

PER_CENT = 100.0


@cache
def read_registers() -> Mapping[str, Register]:
    """The registers there are, by name in the order in which they are shown; raises Refused."""
    coded = (PORTFOLIO, DEPENDENCIES, EMPLOYERS, PROCESSES, BAROMETER)
    return {**{one.name: one for one in coded}, **read_lists()}


@cache
def read_lists() -> Mapping[str, Register]:
    """The registers that are lists, from their tables; raises Refused where these are damaged."""
    tables = [_read(table, table.file) for table in LIST_TABLES]
    refuse_if(list_problems(*tables))
    return lists_of(*tables)


@cache
def read_ideas() -> Rows:
    """The table of ideas of the symposium; raises Refused where it is damaged."""
    rows = _read(SYMPOSIUM_IDEAS, SYMPOSIUM_IDEAS.file)
    refuse_if(idea_problems(rows, SYMPOSIUM_IDEAS.file))
    return rows


@cache
def read_portfolio() -> Portfolio:
    """The portfolio of the symposium with the measures of the catalogue; raises Refused."""
    return make_portfolio(read_ideas(), read_catalogue())


@cache
def read_classes() -> Rows:
    """From which index on a dependency is called concentrated; raises Refused where damaged."""
    return _read(CONCENTRATION_CLASSES, CONCENTRATION_CLASSES.file)


@cache
def read_reservist_figures() -> Rows:
    """Published figures on reservists; raises Refused where they are damaged."""
    return _read(RESERVIST_FIGURES, RESERVIST_FIGURES.file)


@cache
def read_published_claims() -> float:
    """Which share of reservists others need too, 0..1, as was published; raises Refused."""
    return float(read_reservist_figures().row(0)["low"]) / PER_CENT


@cache
def read_spreading_figures() -> Rows:
    """How fast firms learn and forget, as assumed; raises Refused where they are damaged."""
    return _read(SPREADING_FIGURES, SPREADING_FIGURES.file)


@cache
def read_waves() -> Rows:
    """The waves of surveys that ship with the package; raises Refused where they are damaged."""
    return _shipped(BAROMETER, "barometer_waves.csv")


@cache
def read_process_example(code: str) -> Rows:
    """The worked example of a process in a language; raises Refused where it is damaged."""
    return _shipped(PROCESSES, f"process_example_{code}.csv")


def register_rows(register: Register, content: bytes, name: str) -> Rows:
    """The rows in a person's CSV or XLSX file; raises Refused with every problem found."""
    return coming_in(register, content, name)[0]


def coming_in(register: Register, content: bytes, name: str) -> tuple[Rows, frozenset[str]]:
    """The rows in a person's CSV or XLSX file, and the columns that all its sheets have.

    Raises Refused with every problem found.
    """
    languages = [read_language(code) for code in LANGUAGES]
    found, problems = [], list[Problem]()
    columns = frozenset(register.table.names)
    for sheet in sheets_of(content, name):
        rows, wrong = rows_in_sheet(register, sheet, languages)
        found.append(rows)
        problems += wrong
        columns &= columns_in_sheet(register, sheet, languages)
    refuse_if(problems)
    return joined_rows(register.table, found), columns


def read_register(register: Register, path: Path) -> Rows:
    """A whole register in a file of a person; raises Refused with every problem found."""
    rows = register_rows(register, read_bytes(path), path.name)
    refuse_if(problems_of(register, rows, path.name))
    return rows


def _shipped(register: Register, file: str) -> Rows:
    rows = _read(register.table, file)
    refuse_if(problems_of(register, rows, file))
    return rows


def _read(table: Table, file: str) -> Rows:
    path = files("weerbaar") / "library" / "tables" / file
    rows, problems = parse_bytes(table, path.read_bytes(), file)
    if problems:
        raise Refused(problems)
    return rows
