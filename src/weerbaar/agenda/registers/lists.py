"""Registers that are lists: declared in four tables of the library, and no code of their own.

Rules:
1. `list_registers` names each list, `list_columns` its columns, `list_choices` the values of a
   column with a choice, and `list_outcomes` what follows from its rows.
2. The marks of a column: `key` (rows are known by it), `must` (it may not be empty), `filter` (the
   list can be filtered by it), `band` (it is three columns), `counts` (it counts people), `long`
   (it holds more than a line), `total` (who may not see small numbers sees it in totals alone). A
   choice that need not be given is the first of its values.
3. A list that names a column, a mark or an outcome that is not there is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from weerbaar.agenda.commitment_table import ENDS_BEFORE
from weerbaar.agenda.registers.answers.weighed import answer_problems
from weerbaar.agenda.registers.availability.counts import coming_problems, days_of
from weerbaar.agenda.registers.banking.said import customer_problems
from weerbaar.agenda.registers.employers import counting_problems
from weerbaar.agenda.registers.register import (
    HIGH,
    LOW,
    UNKNOWN,
    Outcome,
    Register,
    band_columns,
    written,
)
from weerbaar.agenda.registers.spreading.firms import level_problems
from weerbaar.common.language import mark
from weerbaar.common.parsing import NOT_A_CHOICE
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import REQUIRED, Column, Rows, Table

KINDS = ("text", "number", "integer", "date", "choice")
KEY, MUST, FILTER, BAND, COUNTS, LONG, TOTAL = MARKS = (
    *("key", "must", "filter", "band", "counts", "long", "total"),
)
COUNT, TIMES, SUM, MISSING, COVER, SHORT, DOUBLES, SPREADING, COMING, PAYING, ANSWERS = OUTCOMES = (
    *("count", "times", "sum", "missing", "cover"),
    *("short", "doubles", "spreading", "coming", "paying", "answers"),
)
AMOUNTS = (COVER, SUM)
"""Outcomes of which the column `of` holds an amount that goes with a column `unit`."""
NEEDS = {
    COVER: ("what", "unit", "rank"),
    SUM: ("unit",),
    DOUBLES: ("people", "share"),
    SPREADING: (
        *("firm", "measured_on", "part", "scale", "level", "asked", "leaders", "community"),
        *("exercises", "rhythm", "last_on", "trained"),
    ),
    COMING: (
        *("employer", "phase", "window", "sector", "reservists", "elsewhere", "share", "replaced"),
        *("from_month", "until_month", "agreement", "until"),
    ),
    PAYING: ("bank", "function", "available", "elsewhere", "needed", "unattended", "limit_eur"),
    ANSWERS: (
        *("what", "answer", "kind", "use", "share", "after", "stock", "supplier", "country"),
        *("yearly", "price", "day_cost", "cost"),
    ),
}
"""Columns that a list must have for an outcome, beside those that it names."""
MOST = 1e12

AMOUNT_WITHOUT_UNIT = ProblemKind(
    "amount-without-unit",
    mark("{column} is {value}, but its unit is not given."),
    mark("Give the unit as well."),
)


def _named(name: str, more: str) -> tuple[Column, Column]:
    return (
        written(f"{name}_nl", f"{more}, in Dutch.", ...),
        written(f"{name}_en", f"{more}, in English.", ...),
    )


LIST = written("list", "The list, as the code and its address name it.", ...)
EVIDENCE = written("evidence", "Evidence codes.")
LISTS = Table(
    "list_registers",
    "The registers that are lists.",
    ("list",),
    (
        LIST,
        *_named("name", "What it is called"),
        *_named("about", "What it holds"),
        Column("guarded", "flag", "", "Whether it asks for the right to see guarded registers."),
        written("source", "Which document asks for it.", ...),
        EVIDENCE,
    ),
)
LIST_COLUMNS = Table(
    "list_columns",
    "The columns of the registers that are lists.",
    ("list", "column"),
    (
        LIST,
        written("column", "The column, as the code names it.", ...),
        Column("kind", "choice", "", "What it holds.", choices=KINDS),
        written("unit", "In what it is counted, where that is fixed."),
        Column("high", "number", "", "The highest that it may be.", MOST, low=0, high=MOST),
        *_named("name", "What it is called"),
        *_named("meaning", "What to fill in"),
        written("marks", "Marks with spaces between: " + ", ".join(MARKS) + "."),
    ),
)
LIST_CHOICES = Table(
    "list_choices",
    "The values of the columns with a choice, in the order in which they are shown.",
    ("list", "column", "value"),
    (
        LIST,
        written("column", "The column.", ...),
        written("value", "The value, as the code names it.", ...),
        *_named("name", "What it is called"),
        Column("over", "flag", "", "Whether nothing is waited for any more with this value."),
    ),
)
LIST_OUTCOMES = Table(
    "list_outcomes",
    "What follows from the rows of a list.",
    (),
    (
        LIST,
        Column("outcome", "choice", "", "What follows.", choices=OUTCOMES),
        written("by", "The column that groups the rows."),
        written("of", "The first column that it is worked out from."),
        written("to", "The second column that it is worked out from."),
        written("kinds", "Kinds of commitments that count, with spaces between."),
        Column("limit", "number", "days", "What it should take at most.", UNKNOWN, low=0),
        written("source", "Where the limit comes from."),
        EVIDENCE,
    ),
)
LIST_TABLES = (LISTS, LIST_COLUMNS, LIST_CHOICES, LIST_OUTCOMES)


def lists_of(lists: Rows, columns: Rows, choices: Rows, outcomes: Rows) -> dict[str, Register]:
    """The registers in the rows of the four tables, by name in the order of the first."""
    return {
        str(one["list"]): _register(
            one, *(_of(rows, str(one["list"])) for rows in (columns, choices, outcomes))
        )
        for one in lists
    }


Row = Mapping[str, Any]


def _of(rows: Rows, name: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["list"] == name]


def _register(
    one: Row, columns: Sequence[Row], choices: Sequence[Row], outcomes: Sequence[Row]
) -> Register:
    values = {
        str(row["column"]): [each for each in choices if each["column"] == row["column"]]
        for row in columns
        if row["kind"] == "choice"
    }
    keys = _marked(columns, KEY)
    made = tuple(c for row in columns for c in _columns(row, values.get(str(row["column"]), [])))
    known = tuple(_outcome(row) for row in outcomes)
    register = Register(
        name=str(one["list"]),
        title=str(one["name_en"]),
        about=str(one["about_en"]),
        table=Table(str(one["list"]), str(one["about_en"]), keys, made),
        headings=_headings(columns, "en"),
        choices={n: {str(v["value"]): str(v["name_en"]) for v in v_s} for n, v_s in values.items()},
        filters=_marked(columns, FILTER),
        check=lambda rows, file: [],
        bands=_marked(columns, BAND),
        counts=_marked(columns, COUNTS),
        hints={str(row["column"]): str(row["meaning_en"]) for row in columns},
        dutch=_dutch(one, columns, choices),
        guarded=bool(one["guarded"]),
        long=_marked(columns, LONG),
        in_total=_in_total(columns),
        over={n: frozenset(str(v["value"]) for v in v_s if v["over"]) for n, v_s in values.items()},
        outcomes=known,
    )
    return _checked(register)


def _marked(columns: Sequence[Row], of: str) -> tuple[str, ...]:
    return tuple(str(row["column"]) for row in columns if of in str(row["marks"]).split())


def _in_total(columns: Sequence[Row]) -> tuple[str, ...]:
    """The columns that are shown in totals alone; a band is three of them."""
    bands = _marked(columns, BAND)
    return tuple(
        name + end
        for name in _marked(columns, TOTAL)
        for end in ((LOW, "", HIGH) if name in bands else ("",))
    )


def _columns(row: Row, values: Sequence[Row]) -> tuple[Column, ...]:
    """A column of a list as the table of a register has it; three where it is a band."""
    name, kind, unit, meaning = (str(row[at]) for at in ("column", "kind", "unit", "meaning_en"))
    marks, high = str(row["marks"]).split(), float(row["high"])
    if BAND in marks:
        return band_columns(name, unit, meaning, high)
    if kind == "choice":
        known = tuple(str(value["value"]) for value in values)
        first = REQUIRED if MUST in marks else known[0]
        return (Column(name, "choice", "", meaning, first, choices=known),)
    if kind in ("number", "integer"):
        default = REQUIRED if MUST in marks else UNKNOWN
        number: Any = "integer" if kind == "integer" else "number"
        return (Column(name, number, unit, meaning, default, low=0, high=high),)
    text: Any = "date" if kind == "date" else "text"
    return (Column(name, text, "", meaning, REQUIRED if MUST in marks else ""),)


LEAST, MOST_OF = (
    {"en": "{name}, at least", "nl": "{name}, minstens"},
    {
        "en": "{name}, at most",
        "nl": "{name}, hoogstens",
    },
)
LOWER = {"en": "In 1 of 10 cases it is lower.", "nl": "In 1 van de 10 gevallen is het lager."}
HIGHER = {"en": "In 1 of 10 cases it is higher.", "nl": "In 1 van de 10 gevallen is het hoger."}
MIDDLE = {"en": "The middle.", "nl": "Het midden."}


def _headings(columns: Sequence[Row], code: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in columns:
        name, told = str(row["column"]), str(row[f"name_{code}"])
        if BAND in str(row["marks"]).split():
            found[name + LOW] = LEAST[code].format(name=told)
            found[name] = told
            found[name + HIGH] = MOST_OF[code].format(name=told)
        else:
            found[name] = told
    return found


def _dutch(one: Row, columns: Sequence[Row], choices: Sequence[Row]) -> dict[str, str]:
    """The Dutch of every word of a list, by its English."""
    pairs = [(one[f"{n}_en"], one[f"{n}_nl"]) for n in ("name", "about")]
    english, dutch = _headings(columns, "en"), _headings(columns, "nl")
    pairs += [(english[name], dutch[name]) for name in english]
    pairs += [(row["meaning_en"], row["meaning_nl"]) for row in columns]
    for row in columns:
        ends = (LOWER, MIDDLE, HIGHER) if BAND in str(row["marks"]).split() else ()
        pairs += [
            (f"{row['meaning_en']} {e['en']}", f"{row['meaning_nl']} {e['nl']}") for e in ends
        ]
    pairs += [(row["name_en"], row["name_nl"]) for row in choices]
    return {str(told): str(word) for told, word in pairs}


def _outcome(row: Row) -> Outcome:
    by, of, to = (str(row[name]) for name in ("by", "of", "to"))
    limit = float(row["limit"]), str(row["source"])
    return Outcome(str(row["outcome"]), by, of, to, tuple(str(row["kinds"]).split()), *limit)


def _checked(register: Register) -> Register:
    """The register with what is checked between its cells, by what follows from them."""
    checks: list[Callable[[Rows, str], list[Problem]]] = []
    for one in register.outcomes:
        if one.kind == TIMES:
            checks.append(partial(_order_problems, one))
        if one.kind in AMOUNTS:
            checks.append(partial(_unit_problems, one))
        if one.kind == DOUBLES:
            checks.append(partial(counting_problems, register.counts, (one.of, one.to)))
        if one.kind == SPREADING:
            checks.append(level_problems)
        if one.kind == ANSWERS:
            checks.append(answer_problems)
        if one.kind == PAYING:
            checks.append(customer_problems)
        if one.kind == COMING:
            checks.append(coming_problems)
        if one.kind == SHORT:
            checks.append(partial(counting_problems, register.counts, None))
    return replace(register, check=lambda rows, file: [p for c in checks for p in c(rows, file)])


def _order_problems(one: Outcome, rows: Rows, file: str) -> list[Problem]:
    """Days that run backwards."""
    return [
        Problem(ENDS_BEFORE, file, line, one.to, row[one.to], {"starts": row[one.of]})
        for line, row in enumerate(rows, start=2)
        if row[one.of] and row[one.to] and row[one.to] < row[one.of]
    ]


def _unit_problems(one: Outcome, rows: Rows, file: str) -> list[Problem]:
    """Amounts without a unit."""
    return [
        Problem(AMOUNT_WITHOUT_UNIT, file, line, one.of, float(row[one.of]))
        for line, row in enumerate(rows, start=2)
        if not math.isnan(float(row[one.of])) and not str(row["unit"]).strip()
    ]


def _window_problems(choices: Rows, outcomes: Rows) -> list[Problem]:
    """Values of a choice that are to be windows of days and are none."""
    windows = {(one["list"], one["of"]) for one in outcomes if one["outcome"] == COMING}
    problems = []
    for line, row in enumerate(choices, start=2):
        if (row["list"], row["column"]) not in windows:
            continue
        try:
            days_of(str(row["value"]))
        except ValueError:
            params = {"choices": "0-3, 4-14, 15-"}
            told = Problem(NOT_A_CHOICE, choices.table.file, line, "value", row["value"], params)
            problems.append(told)
    return problems


def list_problems(lists: Rows, columns: Rows, choices: Rows, outcomes: Rows) -> list[Problem]:
    """What is wrong between the four tables (rule 3)."""
    names = {str(row["list"]) for row in lists}
    of_list = {name: {str(row["column"]) for row in _of(columns, name)} for name in names}
    with_values = {(row["list"], row["column"]) for row in choices}
    problems = []
    for rows, parts in ((columns, ()), (choices, ("column",)), (outcomes, ("by", "of", "to"))):
        for line, row in enumerate(rows, start=2):
            known = of_list.get(str(row["list"]), set())
            wrong = [] if row["list"] in names else [("list", row["list"], names)]
            wrong += [(p, row[p], known) for p in parts if row[p] and row[p] not in known]
            lacks = set(NEEDS.get(str(row.get("outcome")), ())) - known
            wrong += [("list", name, known) for name in sorted(lacks)]
            for part, value, could in wrong:
                params = {"choices": ", ".join(sorted(could))}
                problems.append(Problem(NOT_A_CHOICE, rows.table.file, line, part, value, params))
    problems += _window_problems(choices, outcomes)
    for line, row in enumerate(columns, start=2):
        marks = set(str(row["marks"]).split()) - set(MARKS)
        valueless = row["kind"] == "choice" and (row["list"], row["column"]) not in with_values
        for part, value in (
            *(("marks", one) for one in marks),
            *([("kind", "choice")] if valueless else []),
        ):
            params = {"choices": ", ".join(MARKS if part == "marks" else KINDS)}
            problems.append(Problem(NOT_A_CHOICE, columns.table.file, line, part, value, params))
    return problems
