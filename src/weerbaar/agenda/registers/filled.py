"""Registers as people fill them in: on a form, in a file of their own, and back out again.

Rules:
1. A form, a file and pasted cells are read by the same rules: those of the table of the register.
2. Names of columns and choices may be those of the code, or those on the screen in Dutch or
   English.
3. What is written out reads back as the same rows, in the language in which it was written.
4. A refusal names the choices and what a column means in the words of the register.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from weerbaar.agenda.registers.register import Register, shown
from weerbaar.common.language import Language
from weerbaar.common.parsing import NOT_A_CHOICE
from weerbaar.common.refusals import Problem
from weerbaar.common.sheet_rows import header_names, parse_sheet
from weerbaar.common.sheets import Sheet
from weerbaar.common.tables import Rows

Out = str | int | float | bool | date | None


def rows_in_sheet(
    register: Register, sheet: Sheet, languages: Sequence[Language]
) -> tuple[Rows, list[Problem]]:
    """The rows of a file, and what is wrong with it by itself."""
    choices = {
        name: {
            register.say(told, words): value
            for words in languages
            for value, told in values.items()
        }
        for name, values in register.choices.items()
    }
    headings = _headings(register, languages)
    rows, _, problems = parse_sheet(register.table, sheet, headings, choices)
    names = header_names(register.table, sheet, headings)
    return rows, [_in_own_words(register, one, names, languages) for one in problems]


def _in_own_words(
    register: Register, problem: Problem, names: Mapping[str, str], languages: Sequence[Language]
) -> Problem:
    """The problem with the choices and meanings of the register in each language (rule 4).

    `names` are the columns by their headers.
    """
    params = dict(problem.params)
    choices = register.choices.get(names.get(problem.column, problem.column), {})
    if problem.kind is NOT_A_CHOICE and choices:
        params["choices"] = {
            words.code: ", ".join(register.say(told, words) for told in choices.values())
            for words in languages
        }
    if (meaning := params.get("meaning")) in register.dutch:
        params["meaning"] = {words.code: register.say(str(meaning), words) for words in languages}
    return replace(problem, params=params)


def columns_in_sheet(
    register: Register, sheet: Sheet, languages: Sequence[Language]
) -> frozenset[str]:
    """The columns that a file has."""
    return frozenset(header_names(register.table, sheet, _headings(register, languages)).values())


def _headings(register: Register, languages: Sequence[Language]) -> dict[str, str]:
    """The column for each heading on the screen."""
    return {
        register.heading(name, words): name for words in languages for name in register.headings
    }


def row_filled_in(
    register: Register, filled: Mapping[str, str], languages: Sequence[Language], file: str = ""
) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The row that somebody filled in on a form; None, and what is wrong, where it is refused."""
    names = register.table.names
    line = [_line_of(filled.get(name, "")) for name in names]
    sheet = Sheet(file, tuple(names), (tuple(line),), (2,))
    rows, _, problems = parse_sheet(register.table, sheet)
    if problems:
        return None, [_in_own_words(register, one, {}, languages) for one in problems]
    return rows.row(0), []


def _line_of(written: str) -> str:
    return " ".join(written.split())


def row_as_filled(register: Register, row: Mapping[str, Any], words: Language) -> dict[str, str]:
    """A row as it stands in the fields of a form."""
    found = {}
    for column in register.table.columns:
        value = row[column.name]
        if isinstance(value, float):
            found[column.name] = "" if math.isnan(value) else _figure(value, words)
        else:
            found[column.name] = str(value)
    return found


def _figure(value: float, words: Language) -> str:
    # The shortest number that reads back the same.
    text = f"{value:.15g}"
    return text.replace(".", ",") if words.code == "nl" else text


def register_sheet(
    register: Register, rows: Sequence[Mapping[str, Any]], words: Language
) -> tuple[list[str], list[list[Out]]]:
    """A register as a table to keep: headings and cells in words, numbers as numbers."""
    names = register.table.names
    heads = [register.heading(name, words) for name in names]
    return heads, [[_out(register, name, row[name], words) for name in names] for row in rows]


def _out(register: Register, name: str, value: Any, words: Language) -> Out:
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if name in register.choices:
        return shown(register, name, value, words)
    return value if isinstance(value, int) else str(value)
