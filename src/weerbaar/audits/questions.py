"""The questions of a light audit, as data: from which size of firm each is asked, and why.

Rules:
1. The size of a firm is by the number of people who work there (`firm_sizes`). A firm gets the
   questions that are asked from its size or a smaller one: small firms get few, larger ones more.
2. An answer is a number of hours, yes or no, or after how long another takes over (`lead`).
3. `firm_chains` says what fails with what: a failure stops the firm when one of its parts stops
   (AND), and a part goes on as long as the best of its questions (OR). That internet and payments
   fail at once with the power is our assumption: on the careful side.
4. `firm_kinds` is the size that a place of a kind of the model usually has: our assumption, for as
   long as the place itself does not say. What a place says stands in the region (`sizes`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.region.tables import SIZE_ORDER

LIGHT, FULL = AUDITS = ("light", "full")
HOURS, YES_NO, LEAD = ANSWERS = ("hours", "yes_no", "lead")
HOUR, DAY, WEEK, MONTH = TAKES = ("hour", "day", "week", "month")
FAIL_WORDS: Mapping[str, str] = {
    "power": mark("no power"),
    "data": mark("no internet and telephone"),
    "payment": mark("no payments"),
    "staff": mark("half of the people stay away"),
    "person": mark("who knows it all stays away"),
    "supplier": mark("the main supplier brings nothing"),
    "water": mark("no tap water"),
    "customer": mark("the largest customer does not pay"),
}
FAILS = tuple(FAIL_WORDS)
TAKES_WORDS: Mapping[str, str] = {
    HOUR: mark("within an hour"),
    DAY: mark("within a day"),
    WEEK: mark("within a week"),
    MONTH: mark("a month or more"),
}

UNKNOWN_NAME = ProblemKind(
    "firm-unknown-name",
    mark("{column} is “{value}”, which there is not."),
    mark("Choose one of: {known}."),
)


def _text(name: str, meaning: str, default: Any = ...) -> Column:
    return Column(name, "text", "", meaning, *(() if default is ... else (default,)))


def _both(name: str, meaning: str, default: Any = ...) -> tuple[Column, Column]:
    return (
        _text(f"{name}_nl", f"{meaning}, in Dutch.", default),
        _text(f"{name}_en", f"{meaning}, in English.", default),
    )


_SOURCE = (*_both("source", "Where it comes from"), _text("evidence", "Evidence codes."))
FIRM_SIZES = Table(
    "firm_sizes",
    "Sizes of firms by the number of people who work there, and which audit each gets.",
    ("size",),
    (
        Column("size", "choice", "", "The size.", choices=SIZE_ORDER),
        Column("below", "number", "people", "Fewer people than this.", math.nan, low=1),
        Column("audit", "choice", "", "The audit that it gets.", choices=AUDITS),
        *_both("name", "What it is called"),
        *_SOURCE,
    ),
)
FIRM_QUESTIONS = Table(
    "firm_questions",
    "The questions of the light audit.",
    ("question",),
    (
        _text("question", "Its name in the code."),
        Column("asked_from", "choice", "", "The smallest size that gets it.", choices=SIZE_ORDER),
        Column("answer", "choice", "", "What is answered.", choices=ANSWERS),
        *_both("what", "What it is about"),
        *_both("ask", "The question"),
        *_both("help", "What to think of", ""),
        *_both("first", "What to do first"),
        Column("takes", "choice", "", "How much time that costs.", choices=TAKES),
        _text("measure", "The measure of the catalogue that it leads to."),
        *_SOURCE,
    ),
)
FIRM_CHAINS = Table(
    "firm_chains",
    "What stops a firm when something fails: all parts must go on, one question each will do.",
    ("fails", "part", "question"),
    (
        Column("fails", "choice", "", "What fails.", choices=FAILS),
        _text("part", "The part of the firm that must go on."),
        _text("question", "A question that tells how long."),
        _text("input", "The input of a site of the model that this answers.", ""),
    ),
)
FIRM_KINDS = Table(
    "firm_kinds",
    "The size that a place of a kind of the model usually has.",
    ("kind",),
    (
        _text("kind", "The kind of site."),
        Column("size", "choice", "", "Its usual size.", choices=SIZE_ORDER),
        _text("evidence", "Evidence codes."),
    ),
)
FIRM_OFFERS = Table(
    "firm_offers",
    "What a firm may offer in a crisis.",
    ("offer",),
    (_text("offer", "Its name in the code."), *_both("name", "What it is called")),
)
LIBRARY_TABLES = (FIRM_SIZES, FIRM_QUESTIONS, FIRM_CHAINS, FIRM_KINDS, FIRM_OFFERS)


@dataclass(frozen=True)
class Size:
    """A size of firms: the number of people that it stays below, and its audit."""

    size: str
    below: float
    audit: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """A question; words by language. `takes` is how much time what to do first costs."""

    question: str
    asked_from: str
    answer: str
    what: Mapping[str, str]
    ask: Mapping[str, str]
    help: Mapping[str, str]
    first: Mapping[str, str]
    takes: str
    measure: str


@dataclass(frozen=True)
class Link:
    """A question that tells how long a part goes on when something fails (rule 3)."""

    fails: str
    part: str
    question: str
    input: str


@dataclass(frozen=True)
class Audit:
    """All that the light audit is made of; `kinds` are the usual sizes by kind of site."""

    sizes: tuple[Size, ...]
    questions: tuple[Question, ...]
    chains: tuple[Link, ...]
    kinds: Mapping[str, str]
    offers: Mapping[str, Mapping[str, str]]

    def size_of(self, staff: float) -> Size:
        """The size of a firm where so many people work."""
        return next(one for one in self.sizes if staff < one.below)

    def size(self, name: str) -> Size:
        """The size with this name."""
        return next(one for one in self.sizes if one.size == name)

    def asked(self, size: str) -> tuple[Question, ...]:
        """The questions that a firm of a size gets (rule 1)."""
        upto = SIZE_ORDER.index(size)
        return tuple(q for q in self.questions if SIZE_ORDER.index(q.asked_from) <= upto)


def audit_of(sizes: Rows, questions: Rows, chains: Rows, kinds: Rows, offers: Rows) -> Audit:
    """The audit in the rows of its tables."""
    return Audit(
        tuple(
            Size(str(r["size"]), _end(float(r["below"])), str(r["audit"]), _words(r, "name"))
            for r in sizes
        ),
        tuple(_question(row) for row in questions),
        tuple(Link(*(str(row[n]) for n in FIRM_CHAINS.names)) for row in chains),
        {str(row["kind"]): str(row["size"]) for row in kinds},
        {str(row["offer"]): _words(row, "name") for row in offers},
    )


def _end(below: float) -> float:
    """The number that a size stays below; the largest has none."""
    return math.inf if math.isnan(below) else below


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        question=str(row["question"]),
        asked_from=str(row["asked_from"]),
        answer=str(row["answer"]),
        what=_words(row, "what"),
        ask=_words(row, "ask"),
        help=_words(row, "help"),
        first=_words(row, "first"),
        takes=str(row["takes"]),
        measure=str(row["measure"]),
    )


def _words(row: Mapping[str, Any], name: str) -> Mapping[str, str]:
    return {code: str(row[f"{name}_{code}"]) for code in ("nl", "en")}


def audit_problems(audit: Audit, kinds: Sequence[str], measures: Sequence[str]) -> list[Problem]:
    """Names in the tables that lead nowhere: questions, kinds of sites and measures."""
    known: Sequence[str] = [one.question for one in audit.questions]
    named: list[tuple[Table, str, str, Sequence[str]]] = [
        (FIRM_CHAINS, "question", link.question, known) for link in audit.chains
    ]
    named += [(FIRM_KINDS, "kind", kind, kinds) for kind in audit.kinds]
    named += [(FIRM_QUESTIONS, "measure", one.measure, measures) for one in audit.questions]
    return [
        Problem(UNKNOWN_NAME, table.file, None, column, value, {"known": ", ".join(could)})
        for table, column, value, could in named
        if value not in could
    ]
