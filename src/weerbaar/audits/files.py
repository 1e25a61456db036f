"""Reads the tables of the light audit from the library, and answers from a person's own file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from weerbaar.audits.questions import LIBRARY_TABLES, Audit, audit_of, audit_problems
from weerbaar.audits.typed import Firm, answers_table, firms_in
from weerbaar.common.csv_cells import csv_text, parse_bytes
from weerbaar.common.files import read_bytes, sheets_of
from weerbaar.common.refusals import Problem, refuse_if
from weerbaar.common.tables import Rows, Table
from weerbaar.measures.files import catalogue_by_name
from weerbaar.region.files import read_library


@cache
def read_audit() -> Audit:
    """The light audit that ships; raises Refused where its tables are damaged."""
    audit = audit_of(*(_read(table) for table in LIBRARY_TABLES))
    kinds = [str(kind) for kind in read_library().kinds["kind"]]
    refuse_if(audit_problems(audit, kinds, list(catalogue_by_name())))
    return audit


def read_answers(paths: Sequence[Path], code: str) -> list[Firm]:
    """The firms in CSV or XLSX files of answers; raises Refused with every problem found."""
    firms, problems = list[Firm](), list[Problem]()
    for path in paths:
        for sheet in sheets_of(read_bytes(path), path.name):
            found, wrong = firms_in(read_audit(), sheet, code)
            firms += found
            problems += wrong
    refuse_if(problems)
    return firms


def empty_answers() -> str:
    """A file of answers with its header alone."""
    return csv_text(answers_table(read_audit()).names, [])


def _read(table: Table) -> Rows:
    path = files("weerbaar") / "library" / "tables" / table.file
    rows, problems = parse_bytes(table, path.read_bytes(), table.file)
    refuse_if(problems)
    return rows
