"""What a sheet says of a table: its columns found by their headers, its cells read as values.

Rules:
1. Header names are matched without regard to case, spaces and hyphens, first to the names of the
   table and then to the other names an importer knows; two that lead to one column are refused.
   So is a name that is almost one of them, even where a table lets other columns pass: a misspelt
   column would be lost unseen.
2. All number columns of a sheet have one decimal sign, see `notation`.
3. Bounds, gaps, choices and keys are judged by `parsing.parse`; a problem names the row of the file
   and the column as the person wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches

from openpyxl.utils import get_column_letter

from weerbaar.common.language import mark
from weerbaar.common.notation import (
    FIGURE_WITHOUT_UNIT,
    NOT_A_FIGURE,
    date_text,
    needs_comma,
    number_text,
)
from weerbaar.common.parsing import DUPLICATE_KEY, NOT_A_CHOICE, NOT_A_FLAG, UNKNOWN_COLUMN, parse
from weerbaar.common.refusals import NO_UNIT, Problem, ProblemKind
from weerbaar.common.sheets import Cell, Sheet, cell_text, in_row_order
from weerbaar.common.tables import MOST_SHOWN, Column, Rows, Table

NO_NAME = ProblemKind(
    "column-without-name",
    mark("Column {value} holds cells, but has no name in the header."),
    mark("Give the column a name, or make it empty."),
)
TWO_HEADERS = ProblemKind(
    "two-headers",
    mark("The columns {first} and {column} mean the same: {meant}."),
    mark("Keep one of the two."),
)
NEAR_COLUMN = ProblemKind(
    "unknown-column",
    UNKNOWN_COLUMN.message,
    mark("Did you mean {near}? Change the name, or remove the column."),
)
NOT_YES_OR_NO = replace(NOT_A_FLAG, remedy=mark("Write yes, no, ja or nee."))

# How alike two names are (difflib's ratio) for one to be taken for a slip of the pen.
NEAR = 0.8
NUMBERS = ("number", "share", "integer")
FLAG_WORDS = {
    **dict.fromkeys(("yes", "ja", "x", "1", "true", "waar"), "yes"),
    **dict.fromkeys(("no", "nee", "0", "false", "onwaar"), "no"),
}
NOT_IN_NAMES = re.compile(r"[\W_]+")


def parse_sheet(
    table: Table,
    sheet: Sheet,
    names: Mapping[str, str] = {},
    words: Mapping[str, Mapping[str, str]] = {},
) -> tuple[Rows, tuple[int, ...], list[Problem]]:
    """Typed rows of a table, the row of the file for each, and every problem found.

    `names` gives other names of columns (other name to column name), `words` for a column the texts
    that stand for its values (text in the file to value); case does not count in either. Rows with
    a problem hold defaults, as with `parsing.parse`.
    """
    places, problems = _match_headers(table, sheet, names)
    columns, wrong = _read_columns(table, sheet, places, words)
    lines = zip(*columns, strict=True) if columns else [()] * len(sheet.lines)
    rows, found = parse(table, list(places), lines, sheet.file)
    header = {name: sheet.header[at] for name, at in places.items()}
    without_key = not places.keys() >= set(table.key)
    refused = {(problem.row, problem.column) for problem in wrong}
    problems += wrong
    for problem in found:
        told = _in_words_of(problem, table, words)
        named = _named(_placed(told, sheet), header)
        doubly = (named.row, named.column) in refused
        if not doubly and not (without_key and problem.kind is DUPLICATE_KEY):
            problems.append(named)
    return rows, sheet.rows, in_row_order(problems)


def header_names(table: Table, sheet: Sheet, names: Mapping[str, str] = {}) -> dict[str, str]:
    """The column for each name in the header that leads to one, as the person wrote the name."""
    known = _known_names(table, names)
    return {name: known[_plain(name)] for name in sheet.header if _plain(name) in known}


def unknown_headers(table: Table, sheet: Sheet, names: Mapping[str, str] = {}) -> tuple[str, ...]:
    """The names in the header that lead to no column of the table, as the person wrote them."""
    known = header_names(table, sheet, names)
    return tuple(name for name in sheet.header if name and name not in known)


def _plain(name: str) -> str:
    """A header in small letters, with one underscore for all that is no letter or digit."""
    return NOT_IN_NAMES.sub("_", name.strip().casefold()).strip("_")


def _known_names(table: Table, names: Mapping[str, str]) -> dict[str, str]:
    """The column for each plain name that leads to one; the table's own names go first."""
    others = {_plain(other): name for other, name in names.items() if name in table.names}
    return others | {_plain(name): name for name in table.names}


def _match_headers(
    table: Table, sheet: Sheet, names: Mapping[str, str]
) -> tuple[dict[str, int], list[Problem]]:
    """The place in the header of each column that is there, and what is wrong with the header."""
    known = _known_names(table, names)
    row = sheet.row
    places: dict[str, int] = {}
    problems = []
    for at, name in enumerate(sheet.header):
        column = known.get(_plain(name))
        if not name:
            problems.append(Problem(NO_NAME, sheet.file, row, value=get_column_letter(at + 1)))
        elif column in places:
            params = {"first": sheet.header[places[column]], "meant": column}
            problems.append(Problem(TWO_HEADERS, sheet.file, row, name, params=params))
        elif column is not None:
            places[column] = at
        else:
            problems += _unknown_column(table, known, name, sheet.file, row)
    return places, problems


def _unknown_column(
    table: Table, known: Mapping[str, str], name: str, file: str, row: int
) -> list[Problem]:
    """Why a name that leads to no column is refused; nothing where the table lets it pass."""
    shown = name[:MOST_SHOWN]
    near = get_close_matches(_plain(shown), known, 1, NEAR)
    if near:
        return [Problem(NEAR_COLUMN, file, row, shown, params={"near": near[0]})]
    if table.others:
        return []
    params = {"known": ", ".join(table.names)}
    return [Problem(UNKNOWN_COLUMN, file, row, shown, params=params)]


def _read_columns(
    table: Table,
    sheet: Sheet,
    places: Mapping[str, int],
    words: Mapping[str, Mapping[str, str]],
) -> tuple[list[list[str]], list[Problem]]:
    """The texts that `parse` takes, column by column; a cell with a problem is empty."""
    commas = _has_decimal_commas(table, sheet, places)
    columns, problems = [], []
    for name, at in places.items():
        column = table.column(name)
        read = _reader_of(table, column, words.get(name, {}), commas)
        texts = []
        for row, line in zip(sheet.rows, sheet.lines, strict=True):
            text = read(line[at])
            if isinstance(text, ProblemKind):
                problems.append(_cell_problem(text, column, sheet, row, at, line[at]))
                text = ""
            texts.append(text)
        columns.append(texts)
    return columns, problems


def _cell_problem(
    kind: ProblemKind, column: Column, sheet: Sheet, row: int, at: int, cell: Cell
) -> Problem:
    params = {"unit": column.unit}
    if kind is NOT_A_FIGURE and column.unit in NO_UNIT:
        kind = FIGURE_WITHOUT_UNIT
    return Problem(kind, sheet.file, row, sheet.header[at], cell_text(cell)[:MOST_SHOWN], params)


def _placed(problem: Problem, sheet: Sheet) -> Problem:
    """The problem with the row of the file: `parse` counts the header as row 1."""
    if problem.row is None or problem.row == 1:
        return replace(problem, row=sheet.row)
    return replace(problem, row=sheet.rows[problem.row - 2])


def _in_words_of(problem: Problem, table: Table, words: Mapping[str, Mapping[str, str]]) -> Problem:
    """The problem with the words a person may write where `parse` would name ours."""
    if problem.kind is NOT_A_FLAG:
        return replace(problem, kind=NOT_YES_OR_NO)
    if problem.kind is not NOT_A_CHOICE:
        return problem
    given = words.get(problem.column, {})
    named = [_word_for(choice, given) for choice in table.column(problem.column).choices]
    return replace(problem, params={"choices": ", ".join(named)})


def _word_for(choice: str, words: Mapping[str, str]) -> str:
    """The word for a choice, of several the one most like it; the choice itself without any."""
    own = [word for word, value in words.items() if value == choice]
    return max(own, key=lambda word: SequenceMatcher(None, word, choice).ratio(), default=choice)


def _named(problem: Problem, header: Mapping[str, str]) -> Problem:
    """The problem with its column, or the columns of its key, named as in the header."""
    names = problem.column.split(", ")
    return replace(problem, column=", ".join(header.get(name, name) for name in names))


def _reader_of(
    table: Table, column: Column, words: Mapping[str, str], commas: bool
) -> Callable[[Cell], str | ProblemKind]:
    """Gives for a cell of this column the text that `parse` takes, or what is wrong with it."""
    own = {choice.casefold(): choice for choice in column.choices}
    given = {word.strip().casefold(): value for word, value in words.items()}
    meant = (FLAG_WORDS if column.kind == "flag" else own) | given

    def read(cell: Cell) -> str | ProblemKind:
        text = cell_text(cell)
        if text in table.unknown or not text:
            return ""
        word = meant.get(text.casefold())
        if word is not None:
            return word
        if column.kind in NUMBERS:
            return number_text(column, cell, text, commas)
        return date_text(cell, text) if column.kind == "date" else text

    return read


def _has_decimal_commas(table: Table, sheet: Sheet, places: Mapping[str, int]) -> bool:
    """Whether a text in the number columns can only be a number with a decimal comma."""
    numbers = [at for name, at in places.items() if table.column(name).kind in NUMBERS]
    return any(needs_comma(line[at]) for line in sheet.lines for at in numbers)
