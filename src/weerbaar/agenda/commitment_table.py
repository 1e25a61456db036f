"""Commitments as rows of text: one table for files, imports and the form of the site.

Rules:
1. Each cell is checked as in every table of ours; then what its kind asks for must be there.
2. Several partners or quantities stand in one cell with a semicolon between them. A quantity is a
   number, its unit and of what, such as `200 m3 water`.
3. A row with an identifier takes the place of the one that has it; one without is new.
4. What is written of people are functions: a telephone number or an e-mail address is refused.
5. A sum is given in euros with its low and high end; without them it is one figure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from weerbaar.agenda.commitments import DONE, STATUSES, Commitment, Kinds, Money, Quantity
from weerbaar.common.csv_cells import csv_text
from weerbaar.common.language import mark
from weerbaar.common.parsing import EMPTY_CELL, parse
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.measures.catalogue import PAYERS
from weerbaar.platform.rights import ROLE_ORDER
from weerbaar.region.stating import PERSONAL_DATA, holds_personal_data

BETWEEN = ";"
MOST_TITLE = 200
MOST_LISTED = 20
MOST_EUR = 1e12
FIRST_DAY, LAST_DAY = "2000-01-01", "2100-12-31"
CENTS = 100
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}", re.ASCII)
FREE_TEXT = ("title", "owner", "partners", "by_whom", "reviewer", "activate", "source", "note")
"""Columns in which people write as they like, and so may write of people."""

TOO_LONG = ProblemKind(
    "title-too-long",
    mark("{column} has {value} characters; it may have at most {most}."),
    mark("Say it shorter, and put the rest in the remarks."),
)
NOT_AN_IDENTIFIER = ProblemKind(
    "not-an-identifier-of-the-agenda",
    mark("{column} is “{value}”, which is no identifier."),
    mark("Use letters, digits, dashes and dots, 80 at most, or leave it empty for a new line."),
)
TWICE = ProblemKind(
    "commitment-twice",
    mark("{value} stands in this file more than once."),
    mark("Keep one row for each identifier."),
)
NOT_A_QUANTITY = ProblemKind(
    "not-a-quantity",
    mark("{column} holds “{value}”, which is no quantity."),
    mark("Write a number, its unit and of what, such as: 200 m3 water; 3 pieces generator."),
)
TOO_MANY_LISTED = ProblemKind(
    "too-many-in-a-cell",
    mark("{column} names {value}; it may name at most {most}."),
    mark("Make two commitments of it."),
)
ENDS_BEFORE = ProblemKind(
    "ends-before-it-starts",
    mark("The last day, {value}, comes before the first day, {starts}."),
    mark("Change one of the two."),
)
DAY_OUTSIDE = ProblemKind(
    "day-outside-agenda",
    mark("{column} is {value}; a day lies between {first} and {last}."),
    mark("Check the year."),
)
DONE_WITHOUT = ProblemKind(
    "done-on-without-done",
    mark("It was done on {value}, but its status is not done."),
    mark("Set the status to done, or leave the day empty."),
)
MONEY_NOT_RISING = ProblemKind(
    "money-not-rising",
    mark("The sums do not rise: {low}, {middle}, {high} euros."),
    mark("Give the lowest sum, the middle and the highest; or the middle alone."),
)
UNKNOWN_HERE = ProblemKind(
    "not-on-this-agenda",
    mark("{column} is “{value}”, which is not known here."),
    mark("Choose one from the list, or leave it empty."),
)


def _text(name: str, meaning: str) -> Column:
    return Column(name, "text", "", meaning, default="")


def _day(name: str, meaning: str) -> Column:
    return Column(name, "date", "", meaning, default="")


def _sum(name: str, meaning: str) -> Column:
    return Column(name, "number", "EUR", meaning, default=math.nan, low=0, high=MOST_EUR)


def commitment_table(kinds: Kinds) -> Table:
    """The table of commitments with these kinds to choose from."""
    return Table(
        "commitments",
        "What is on the agenda: who does, gives or may do what by when.",
        (),
        (
            _text("commitment", mark("Its identifier; empty makes a new one.")),
            Column("kind", "choice", "", mark("What kind it is."), choices=tuple(kinds)),
            Column("title", "text", "", mark("What it is, in one line.")),
            Column("status", "choice", "", mark("How it stands."), "open", choices=tuple(STATUSES)),
            _text("owner", mark("Which organisation or function sees to it.")),
            Column(
                "role", "choice", "", mark("Role that is reminded."), "", choices=("", *ROLE_ORDER)
            ),
            _text("partners", mark("With whom, or by whom; a semicolon between several.")),
            _day("from", mark("Its first day.")),
            _day("until", mark("Its last day.")),
            _day("done_on", mark("On which day it was done.")),
            _text(
                "quantities", mark("How much of what, such as 200 m3 water; a semicolon between.")
            ),
            _text("activate", mark("How it is put in force in a crisis.")),
            _text("by_whom", mark("Which function decided on it or holds the power.")),
            _text("reviewer", mark("Which function looks whether it may go on or must end.")),
            _text("measure", mark("Measure of the catalogue that it belongs to.")),
            _text("gap", mark("Gap that it is for.")),
            _text("decision", mark("Decision on a variant that it comes from.")),
            _text("pillar", mark("Pillar of the taxonomy.")),
            _sum("amount_low_eur", mark("Low end of the sum.")),
            _sum("amount_eur", mark("Middle of the sum.")),
            _sum("amount_high_eur", mark("High end of the sum.")),
            Column("payer", "choice", "", mark("Who pays."), "", choices=("", *PAYERS)),
            Column(
                "shared", "flag", "", mark("Whether organisations below see it."), default=False
            ),
            _text("source", mark("Where it was agreed, promised or laid down.")),
            _text("note", mark("Remarks.")),
        ),
    )


@dataclass(frozen=True)
class Known:
    """What a commitment may refer to by name; None where anything may be named."""

    gaps: Collection[str] | None = None
    measures: Collection[str] | None = None
    pillars: Collection[str] | None = None


@dataclass(frozen=True)
class ReadCommitments:
    """The commitments in rows of text with every problem in them; none where there is any."""

    commitments: tuple[Commitment, ...]
    problems: tuple[Problem, ...] = field(default=())


def read_commitments(
    header: Sequence[str],
    lines: Iterable[Sequence[str]],
    kinds: Kinds,
    known: Known,
    new_name: Callable[[], str],
    file: str = "",
) -> ReadCommitments:
    """Commitments from text cells; `new_name` gives an identifier to each row without one."""
    rows, problems = parse(commitment_table(kinds), header, lines, file)
    if problems:
        return ReadCommitments((), tuple(problems))
    return commitments_in(rows, kinds, known, new_name, file)


def commitments_in(
    rows: Rows, kinds: Kinds, known: Known, new_name: Callable[[], str], file: str = ""
) -> ReadCommitments:
    """Commitments from the rows of their table, with every problem in what they say."""
    found: list[Commitment] = []
    problems: list[Problem] = []
    for line, row in enumerate(rows, start=2):
        kind = kinds[row["kind"]]
        needs = (*kind.needs, *(kind.done_needs if row["status"] == DONE else ()))
        wrong = [*_row_problems(row, needs, known)]
        quantities, misread = read_quantities(row["quantities"])
        problems += [
            Problem(p.kind, file, line, p.column, p.value, p.params) for p in [*wrong, *misread]
        ]
        if not wrong and not misread:
            found.append(_commitment(row, quantities, row["commitment"] or new_name()))
    problems += _twice(rows, file)
    return ReadCommitments(() if problems else tuple(found), tuple(problems))


def read_quantities(text: str) -> tuple[tuple[Quantity, ...], list[Problem]]:
    """Quantities from a cell (rule 2), and what cannot be read."""
    found: list[Quantity] = []
    problems = []
    for part in _parts(text):
        number, _, rest = part.partition(" ")
        unit, _, what = rest.strip().partition(" ")
        value = _number(number)
        if value is None or not unit:
            problems.append(Problem(NOT_A_QUANTITY, column="quantities", value=part))
        else:
            found.append(Quantity(value, unit, what.strip()))
    return tuple(found), problems


def texts_of(commitment: Commitment) -> dict[str, str]:
    """The cells of a commitment by column; read again they give the same commitment."""
    money = commitment.money
    low, middle, high = (
        (_euros(money.p10), _euros(money.p50), _euros(money.p90)) if money else [""] * 3
    )
    listed = {
        "partners": f"{BETWEEN} ".join(commitment.partners),
        "quantities": f"{BETWEEN} ".join(map(str, commitment.quantities)),
        "from": _iso(commitment.starts),
        "until": _iso(commitment.until),
        "done_on": _iso(commitment.done_on),
        "amount_low_eur": low,
        "amount_eur": middle,
        "amount_high_eur": high,
        "shared": "yes" if commitment.shared else "no",
    }
    names = commitment_table({}).names
    return {
        name: listed[name] if name in listed else str(getattr(commitment, name)) for name in names
    }


def commitments_csv(commitments: Iterable[Commitment]) -> str:
    """The commitments as CSV, in their order; read again they are the same."""
    names = commitment_table({}).names
    return csv_text(names, [list(texts_of(one).values()) for one in commitments])


def changed_columns(before: Commitment | None, after: Commitment) -> dict[str, tuple[str, str]]:
    """For each column that differs, what stood there and what stands there now."""
    old = texts_of(before) if before else {}
    new = texts_of(after)
    return {name: (old.get(name, ""), new[name]) for name in new if old.get(name, "") != new[name]}


def _row_problems(row: Mapping[str, Any], needs: Sequence[str], known: Known) -> list[Problem]:
    problems = [
        Problem(EMPTY_CELL, column=name, value="", params={"meaning": _meaning(name)})
        for name in needs
        if _is_empty(row[name])
    ]
    name = row["commitment"]
    if name and not IDENTIFIER.fullmatch(name):
        problems.append(Problem(NOT_AN_IDENTIFIER, column="commitment", value=name))
    if len(row["title"]) > MOST_TITLE:
        params = {"most": MOST_TITLE}
        problems.append(Problem(TOO_LONG, column="title", value=len(row["title"]), params=params))
    for column in ("partners", "quantities"):
        count = len(_parts(row[column]))
        if count > MOST_LISTED:
            params = {"most": MOST_LISTED}
            problems.append(Problem(TOO_MANY_LISTED, column=column, value=count, params=params))
    problems += [
        Problem(PERSONAL_DATA, column=column, value=row[column])
        for column in FREE_TEXT
        if holds_personal_data(row[column])
    ]
    return problems + _day_problems(row) + _money_problems(row) + _unknown(row, known)


def _day_problems(row: Mapping[str, Any]) -> list[Problem]:
    ends = {"first": FIRST_DAY, "last": LAST_DAY}
    problems = [
        Problem(DAY_OUTSIDE, column=column, value=row[column], params=ends)
        for column in ("from", "until", "done_on")
        if row[column] and not FIRST_DAY <= row[column] <= LAST_DAY
    ]
    if row["from"] and row["until"] and row["until"] < row["from"]:
        params = {"starts": row["from"]}
        problems.append(Problem(ENDS_BEFORE, column="until", value=row["until"], params=params))
    if row["done_on"] and row["status"] != "done":
        problems.append(Problem(DONE_WITHOUT, column="done_on", value=row["done_on"]))
    return problems


def _money_problems(row: Mapping[str, Any]) -> list[Problem]:
    low, middle, high = (row[f"amount{end}_eur"] for end in ("_low", "", "_high"))
    ends = [end for end in (low, high) if not math.isnan(end)]
    if not ends:
        return []
    if len(ends) == 2 and low <= middle <= high:
        return []
    params = {"low": low, "middle": middle, "high": high}
    return [Problem(MONEY_NOT_RISING, column="amount_eur", value=middle, params=params)]


def _unknown(row: Mapping[str, Any], known: Known) -> list[Problem]:
    lists = {"gap": known.gaps, "measure": known.measures, "pillar": known.pillars}
    return [
        Problem(UNKNOWN_HERE, column=column, value=row[column])
        for column, names in lists.items()
        if row[column] and names is not None and row[column] not in names
    ]


def _twice(rows: Rows, file: str) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for line, name in enumerate(rows["commitment"], start=2):
        if name and name in seen:
            problems.append(Problem(TWICE, file, line, "commitment", name))
        seen.add(name)
    return problems


def _commitment(row: Mapping[str, Any], quantities: tuple[Quantity, ...], name: str) -> Commitment:
    plain = (*("kind", "title", "status", "owner", "role", "activate", "by_whom", "reviewer"),)
    more = (*("measure", "gap", "decision", "pillar", "payer", "shared", "source", "note"),)
    return Commitment(
        commitment=name,
        partners=_parts(row["partners"]),
        starts=_date(row["from"]),
        until=_date(row["until"]),
        done_on=_date(row["done_on"]),
        quantities=quantities,
        money=_money(row),
        **{column: row[column] for column in (*plain, *more)},
    )


def _money(row: Mapping[str, Any]) -> Money | None:
    middle = row["amount_eur"]
    if math.isnan(middle):
        return None
    low, high = row["amount_low_eur"], row["amount_high_eur"]
    return Money(*(round(CENTS * (middle if math.isnan(e) else e)) for e in (low, middle, high)))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(BETWEEN) if part.strip())


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 and "_" not in text else None


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _euros(cents: int) -> str:
    whole, rest = divmod(cents, CENTS)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def _is_empty(value: Any) -> bool:
    return value == "" or (isinstance(value, float) and math.isnan(value))


def _meaning(name: str) -> str:
    return commitment_table({}).column(name).meaning
