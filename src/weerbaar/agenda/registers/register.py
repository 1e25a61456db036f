"""What a register is: a list that people fill, with its columns declared once.

Rules:
1. A register is one table. Its columns are checked, asked for, imported, exported and shown from
   the same declaration; the words for them stand beside it.
2. `personal` are columns that hold the name of a person; they are shown and sent only to who may
   see contacts. All other text may hold no telephone number or e-mail address.
3. `counts` are columns that count people; see `suppression`.
4. A band is three columns, with `_low` and `_high` behind the name of the middle one. The middle
   may stand alone; with a low end it needs a high end, and they rise.
5. Its words are English texts of the catalogue of translations; a list of the library brings the
   Dutch of its own along.
6. A guarded register is seen, kept and changed only by who may see guarded registers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import NO_UNIT, Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.region.stating import PERSONAL_DATA, holds_personal_data

UNKNOWN = float("nan")
LOW, HIGH = "_low", "_high"
MOST_ROWS = 2_000
MOST_NAME = 150

FALLS = ProblemKind(
    "band-falls",
    mark("{column} does not rise: {value}."),
    mark("Give the lowest first, then the middle, then the highest."),
)
HALF_A_BAND = ProblemKind(
    "half-a-band",
    mark("{column} has one end of a band only."),
    mark("Give the lowest and the highest, or neither."),
)
TOO_MANY_ROWS = ProblemKind(
    "register-too-long",
    mark("This register would hold {value} rows; it may hold {most}."),
    mark("Leave out rows that are no longer needed."),
)


NAME_TOO_LONG = ProblemKind(
    "name-too-long",
    mark("{column} has {value} characters; a name has at most {most}."),
    mark("Say it shorter; there is room for more in the other columns."),
)


@dataclass(frozen=True)
class Outcome:
    """Something that follows from the rows of a list; see `list_outcomes` for each `kind`.

    `by` is the column that groups the rows, "" for none; `of` and `to` are the columns that it is
    worked out from. `kinds` are the kinds of commitments that count. `limit` is in days, NaN where
    there is none, and `source` where it comes from.
    """

    kind: str
    by: str = ""
    of: str = ""
    to: str = ""
    kinds: tuple[str, ...] = ()
    limit: float = UNKNOWN
    source: str = ""


@dataclass(frozen=True)
class Register:
    """A register: its table, and the words for what it holds.

    `headings` are the words of each column, `choices` those of the values of a column with a
    choice, `filters` the columns by which a list can be filtered. `check` finds what is wrong
    between rows. `long` are columns with more than a line of text, `over` the values of choices
    after which nothing is waited for, `outcomes` what follows from the rows of a list. `in_total`
    are columns of which who may not see small numbers is told totals alone.
    """

    name: str
    title: str
    about: str
    table: Table
    headings: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    filters: tuple[str, ...]
    check: Callable[[Rows, str], list[Problem]]
    bands: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    hints: Mapping[str, str] | None = None
    dutch: Mapping[str, str] = field(default_factory=dict)
    guarded: bool = False
    long: tuple[str, ...] = ()
    over: Mapping[str, frozenset[str]] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    in_total: tuple[str, ...] = ()

    def say(self, message: str, words: Language) -> str:
        """One of its own words in a language (rule 5); nothing stays nothing."""
        if not message:
            return ""
        if words.code == "nl" and message in self.dutch:
            return self.dutch[message]
        return words.text(message)

    def heading(self, column: str, words: Language) -> str:
        """What a column is called."""
        return self.say(self.headings[column], words)

    def outcome(self, kind: str) -> Outcome | None:
        """The first of its outcomes of a kind; None where it has none."""
        return next((one for one in self.outcomes if one.kind == kind), None)

    def hint(self, column: str) -> str:
        """The help below the field of a column; "" for none."""
        return (self.hints or {}).get(column, "")

    def without(self, columns: Sequence[str]) -> Register:
        """The register as who may not see these columns has it."""
        kept = tuple(column for column in self.table.columns if column.name not in columns)
        return replace(self, table=replace(self.table, columns=kept))


def column_words(register: Register, column: Column, words: Language) -> str:
    """What a column holds, in which unit, and from which values it is chosen."""
    told = [register.say(column.meaning, words)]
    if column.unit not in NO_UNIT:
        told.append(words.text(mark("In: {unit}."), unit=words.text(column.unit)))
    choices = register.choices.get(column.name, {}).values()
    if choices:
        named = ", ".join(register.say(one, words) for one in choices)
        told.append(words.text(mark("One of: {choices}."), choices=named))
    return " ".join(filter(None, told))


def number(name: str, unit: str, meaning: str, high: float, low: float = 0.0) -> Column:
    """A column of a number that may be unknown."""
    return Column(name, "number", unit, meaning, UNKNOWN, low=low, high=high)


def band_columns(name: str, unit: str, meaning: str, high: float) -> tuple[Column, ...]:
    """The three columns of a band, each of which may be unknown."""
    return (
        number(name + LOW, unit, f"{meaning} In 1 of 10 cases it is lower.", high),
        number(name, unit, f"{meaning} The middle.", high),
        number(name + HIGH, unit, f"{meaning} In 1 of 10 cases it is higher.", high),
    )


def written(name: str, meaning: str, default: Any = "") -> Column:
    """A column of text; empty where nothing is given, unless it must be (`...`)."""
    more = () if default is ... else (default,)
    return Column(name, "text", "", meaning, *more)


def band_of(row: Mapping[str, Any], name: str) -> Band | None:
    """The band of a row; a middle alone is a band without width. None where it is unknown."""
    middle = float(row[name])
    if math.isnan(middle):
        return None
    low, high = float(row[name + LOW]), float(row[name + HIGH])
    return Band(middle, middle, middle) if math.isnan(low) else Band(low, middle, high)


def problems_of(register: Register, rows: Rows, file: str) -> list[Problem]:
    """What is wrong in the rows of a register, apart from what each cell by itself must be."""
    if len(rows) > MOST_ROWS:
        params = {"most": MOST_ROWS}
        return [Problem(TOO_MANY_ROWS, file, value=len(rows), params=params)]
    return [
        *_name_problems(rows, file),
        *_band_problems(register, rows, file),
        *_personal_problems(register, rows, file),
        *register.check(rows, file),
    ]


def _name_problems(rows: Rows, file: str) -> list[Problem]:
    """Names by which a row is known that are too long."""
    names = [name for name in rows.table.key if rows.table.column(name).kind == "text"]
    return [
        Problem(NAME_TOO_LONG, file, line, name, len(row[name]), {"most": MOST_NAME})
        for line, row in enumerate(rows, start=2)
        for name in names
        if len(row[name]) > MOST_NAME
    ]


def _band_problems(register: Register, rows: Rows, file: str) -> list[Problem]:
    """Rule 4."""
    problems = []
    for line, row in enumerate(rows, start=2):
        for name in register.bands:
            low, middle, high = (float(row[name + end]) for end in (LOW, "", HIGH))
            if math.isnan(low) != math.isnan(high) or math.isnan(middle) > math.isnan(low):
                problems.append(Problem(HALF_A_BAND, file, line, name))
            elif not math.isnan(low) and not low <= middle <= high:
                value = f"{low:g}, {middle:g}, {high:g}"
                problems.append(Problem(FALLS, file, line, name, value))
    return problems


def _personal_problems(register: Register, rows: Rows, file: str) -> list[Problem]:
    """Rule 2."""
    texts = [
        column.name
        for column in rows.table.columns
        if column.kind == "text" and column.name not in register.personal
    ]
    return [
        Problem(PERSONAL_DATA, file, line, name, row[name])
        for line, row in enumerate(rows, start=2)
        for name in texts
        if holds_personal_data(row[name])
    ]


def shown(register: Register, column: str, value: Any, words: Language) -> str:
    """A value of a column as a person reads it."""
    if isinstance(value, float):
        return "" if math.isnan(value) else words.figure(value)
    if isinstance(value, bool):
        return words.text(mark("yes") if value else mark("no"))
    choices = register.choices.get(column)
    if choices is not None:
        return register.say(choices[value], words) if value in choices else str(value)
    if register.table.column(column).kind == "date":
        return words.day(str(value))
    return str(value)


def key_of_row(table: Table, row: Mapping[str, Any]) -> str:
    """The key of a row as one text: its parts with a bar between."""
    return " | ".join(str(row[name]) for name in table.key)
