"""Reads firms, orders and what firms buy: the example that ships, a person's files, pasted cells.

Rules:
1. A sheet is told by its columns: one with output a week holds firms, one with an amount a week
   orders, one with what is needed per unit what firms buy. In a workbook other sheets are passed
   over; a file without any of the three is refused.
2. Columns may have the names of the code, or those on the screen in Dutch or English; so may needs.
3. Two sheets with the same table are refused: which of them counts cannot be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.files import LANGUAGES, read_bytes, read_language, sheets_of
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.sheet_rows import header_names, parse_sheet
from weerbaar.common.sheets import Sheet
from weerbaar.common.tables import Rows, Table, rows_of
from weerbaar.drawing.spreadsheets import Cell
from weerbaar.measures.production.case import (
    HEADINGS,
    OTHER,
    TABLES,
    Case,
    case_of,
    case_problems,
)
from weerbaar.twin.files import read_twin_library

MOST_BYTES = 1_000_000
TOLD_BY: Mapping[str, str] = {"firms": "output", "orders": "amount", "inputs": "per_unit"}
"""By which column a table is told (rule 1)."""
OTHER_WORDS = mark("other")

NOT_OF_PRODUCTION = ProblemKind(
    "production-other-file",
    mark("This file holds no firms, orders or what firms buy."),
    mark("Give the columns the names that the page and the guide show."),
)
TWICE = ProblemKind(
    "production-twice",
    mark("The same table is in two files: {value}."),
    mark("Give one of the two."),
)
TOO_LARGE = ProblemKind(
    "production-too-large",
    mark("This file is larger than {high} MB."),
    mark("Give only the firms, orders and what they buy."),
)


@dataclass(frozen=True)
class Given:
    """The three tables as they were read, each with the name of where it came from."""

    firms: Rows
    orders: Rows
    inputs: Rows
    names: tuple[str, str, str]

    @property
    def tables(self) -> tuple[Rows, Rows, Rows]:
        """Firms, orders and what firms buy."""
        return self.firms, self.orders, self.inputs


@cache
def read_example(code: str) -> Given:
    """The made-up example in a language; raises Refused where it is damaged."""
    found = []
    for table in TABLES:
        name = f"{table.name}_{code}.csv"
        path = files("weerbaar") / "library" / "production" / name
        rows, problems = parse_bytes(table, path.read_bytes(), name)
        refuse_if(problems)
        found.append(rows)
    firms, orders, inputs = found
    return Given(firms, orders, inputs, ("firms", "orders", "inputs"))


def read_given(paths: Sequence[Path]) -> Given:
    """The tables in a person's files; raises Refused with every problem found."""
    return given_in((read_bytes(path), path.name) for path in paths)


def given_in(contents: Iterable[tuple[bytes, str]]) -> Given:
    """The tables in files or pasted cells with their names; raises Refused (rules 1 to 3)."""
    found, problems = dict[str, tuple[Rows, str]](), list[Problem]()
    for content, name in contents:
        try:
            sheets = _sheets(content, name)
        except Refused as refused:
            problems += refused.problems
            continue
        for table, sheet in sheets:
            if table.name in found:
                value = f"{found[table.name][1]}, {sheet.file}"
                problems.append(Problem(TWICE, sheet.file, value=value))
            rows, wrong = _rows(table, sheet)
            found[table.name] = rows, sheet.file
            problems += wrong
    refuse_if(problems)
    read = [found.get(table.name, (rows_of(table, []), table.name)) for table in TABLES]
    (firms, orders, inputs), names = zip(*read, strict=True)
    return Given(firms, orders, inputs, names)


def _sheets(content: bytes, name: str) -> list[tuple[Table, Sheet]]:
    if len(content) > MOST_BYTES:
        raise Refused([Problem(TOO_LARGE, name, params={"high": MOST_BYTES // 1_000_000})])
    known = []
    for sheet in sheets_of(content, name):
        for table in TABLES:
            columns = header_names(table, sheet, _names(table)).values()
            if TOLD_BY[table.name] in columns:
                known.append((table, sheet))
                break
    if not known:
        raise Refused([Problem(NOT_OF_PRODUCTION, name)])
    return known


def _rows(table: Table, sheet: Sheet) -> tuple[Rows, list[Problem]]:
    rows, _, problems = parse_sheet(table, sheet, _names(table), {"need": _need_values()})
    return rows, problems


def _names(table: Table) -> dict[str, str]:
    """The column for each heading on the screen (rule 2)."""
    return {
        read_language(code).text(HEADINGS[name]): name for code in LANGUAGES for name in table.names
    }


@cache
def need_names(code: str) -> Mapping[str, str]:
    """The names of the needs in a language, by need; `other` too."""
    needs = read_twin_library().needs
    named = {str(row["need"]): str(row[f"name_{code}"]) for row in needs}
    return named | {OTHER: read_language(code).text(OTHER_WORDS)}


def _need_values() -> dict[str, str]:
    return {told: need for code in LANGUAGES for need, told in need_names(code).items()}


def checked(given: Given, code: str = "en") -> Case:
    """The case in the tables; raises Refused with every problem (`case.case_problems`), needs named
    in the language of this code."""
    refuse_if(case_problems(*given.tables, needs=need_names(code), files=given.names))
    return case_of(*given.tables)


def given_sheets(given: Given, words: Language) -> dict[str, tuple[list[str], list[list[Cell]]]]:
    """The tables as they are read again, with the headings of a language, by name of the table."""
    return {rows.table.name: _written(rows, words) for rows in given.tables}


def _written(rows: Rows, words: Language) -> tuple[list[str], list[list[Cell]]]:
    needs = need_names(words.code)
    lines: list[list[Cell]] = []
    for row in rows:
        told = {**row, "need": needs.get(row.get("need", ""), row.get("need", ""))}
        lines.append([None if told[name] != told[name] else told[name] for name in row])
    return [words.text(HEADINGS[name]) for name in rows.table.names], lines
