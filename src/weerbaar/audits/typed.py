"""What a firm fills in, on the page or as a row of a file: read in everyday units, and refused in
words.

Rules:
1. Empty is not known. Hours are a number of hours, or a number with days or weeks; `never` is none
   at all, `always` for ever. Of another supplier `never` is that there is none.
2. Yes and no in Dutch or English.
3. The number of people says the size; where it is not given, the usual size of the kind of place.
4. A question that is not asked of firms of this size is not read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from weerbaar.audits.questions import LEAD, YES_NO, Audit, Question
from weerbaar.audits.reckoning import FOREVER, Answer
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.sheets import Sheet, cell_text
from weerbaar.common.tables import Column, Table
from weerbaar.region.amounts import hours_of

FIRM, KIND, SITE, STAFF, OFFERS = "firm", "kind", "site", "staff", "offers"
MOST_STAFF = 1_000_000
MOST_HOURS = 8760.0
MOST_SHOWN = 40
ALWAYS = ("altijd", "always", "∞")
NEVER = ("nooit", "never")
YES, NO = ("ja", "yes", "j", "y"), ("nee", "no", "n")
SPLIT = ";"

NO_STAFF = ProblemKind(
    "firm-no-staff",
    mark("It is not said how many people work there."),
    mark("Fill in a whole number, you included."),
)
NOT_STAFF = ProblemKind(
    "firm-not-staff",
    mark("The number of people is “{value}”."),
    mark("Fill in a whole number from 1 to {most}, you included."),
)
NOT_HOURS = ProblemKind(
    "firm-not-hours",
    mark("{why} is “{value}”, which is no time."),
    mark("Write hours such as 8, or 2 days, 1 week, never or always; or leave it empty."),
)
TOO_LONG = ProblemKind(
    "firm-too-long",
    mark("{why} is “{value}”, which is more than a year."),
    mark("Write always where it never stops you."),
)
NOT_YES_NO = ProblemKind(
    "firm-not-yes-no",
    mark("{why} is “{value}”."),
    mark("Fill in yes or no, or leave it empty."),
)
NO_COLUMN = ProblemKind(
    "firm-no-such-column",
    mark("There is a column “{value}”, which no file of answers has."),
    mark("Use the names of: {known}."),
)
NO_OFFER = ProblemKind(
    "firm-no-such-offer",
    mark("There is nothing to offer called “{value}”."),
    mark("Choose one of: {known}."),
)
NO_KIND = ProblemKind(
    "firm-no-such-kind",
    mark("“{value}” is no kind of place that is a firm in the model."),
    mark("Choose one of: {known}; or leave it empty."),
)


@dataclass(frozen=True)
class Firm:
    """What a firm said: who it is where it said so, its size, its answers, what it could offer."""

    name: str
    kind: str
    site: str
    size: str
    answers: Mapping[str, Answer]
    offers: tuple[str, ...] = ()
    says_size: bool = False
    """Whether it said how many people work there; else the size is the usual one of its kind."""


@dataclass(frozen=True)
class Read:
    """A firm, None where its size is not known, and what is wrong, by field."""

    firm: Firm | None
    problems: Mapping[str, Problem]


def answers_table(audit: Audit) -> Table:
    """The table of a file of answers, one firm a row."""
    texts = (
        Column(FIRM, "text", "", "Name of the firm, where it wants to be known.", ""),
        Column(KIND, "text", "", "Kind of site of the model, where it is one.", ""),
        Column(SITE, "text", "", "Its site in the region, by identifier or name.", ""),
        Column(STAFF, "text", "", "How many people work there.", ""),
        *(Column(q.question, "text", "", q.ask["en"], "") for q in audit.questions),
        Column(OFFERS, "text", "", "What it could offer, a semicolon between.", ""),
    )
    return Table("firm_answers", "Answers of firms to the light audit.", (), texts)


def read_firm(audit: Audit, texts: Mapping[str, str], code: str = "en") -> Read:
    """A firm out of what was typed, by name of the field (rules 1 to 4)."""
    size, wrong = _size(audit, texts)
    problems = {STAFF: wrong} if wrong else {}
    kind = texts.get(KIND, "").strip()
    if kind and kind not in audit.kinds:
        params = {"known": ", ".join(audit.kinds)}
        problems[KIND] = Problem(NO_KIND, value=kind[:MOST_SHOWN], params=params)
    if size is None:
        return Read(None, problems)
    answers: dict[str, Answer] = {}
    for question in audit.asked(size):
        value, refusal = _answer(question, texts.get(question.question, ""), code)
        if refusal:
            problems[question.question] = refusal
        elif value is not None:
            answers[question.question] = value
    offers = tuple(part.strip() for part in texts.get(OFFERS, "").split(SPLIT) if part.strip())
    strange = [one for one in offers if one not in audit.offers]
    if strange:
        params = {"known": ", ".join(audit.offers)}
        problems[OFFERS] = Problem(NO_OFFER, value=strange[0][:MOST_SHOWN], params=params)
    name, site = (texts.get(field, "").strip() for field in (FIRM, SITE))
    kept = tuple(one for one in offers if one in audit.offers)
    says_size = bool(texts.get(STAFF, "").strip())
    return Read(Firm(name, kind, site, size, answers, kept, says_size), problems)


def _size(audit: Audit, texts: Mapping[str, str]) -> tuple[str | None, Problem | None]:
    """The size of a firm (rule 3)."""
    told, kind = texts.get(STAFF, "").strip(), texts.get(KIND, "").strip()
    if not told and kind in audit.kinds:
        return audit.kinds[kind], None
    if not told:
        return None, None if kind else Problem(NO_STAFF)
    whole = told.isascii() and told.isdecimal() and len(told) <= len(str(MOST_STAFF))
    if not whole or not 1 <= int(told) <= MOST_STAFF:
        return None, Problem(NOT_STAFF, value=told[:MOST_SHOWN], params={"most": MOST_STAFF})
    return audit.size_of(int(told)).size, None


def _answer(question: Question, text: str, code: str) -> tuple[Answer | None, Problem | None]:
    text = text.strip()
    if not text:
        return None, None

    def refused(kind: ProblemKind) -> tuple[None, Problem]:
        return None, Problem(kind, value=text[:MOST_SHOWN], params={"why": question.what[code]})

    if question.answer == YES_NO:
        if text.casefold() in (*YES, *NO):
            return text.casefold() in YES, None
        return refused(NOT_YES_NO)
    if text.casefold() in NEVER:
        return FOREVER if question.answer == LEAD else 0.0, None
    if text.casefold() in ALWAYS and question.answer != LEAD:
        return FOREVER, None
    hours = hours_of(text)
    if isinstance(hours, ProblemKind) or math.isnan(hours):
        return refused(NOT_HOURS)
    if hours > MOST_HOURS:
        return refused(TOO_LONG)
    return hours, None


def row_of(audit: Audit, texts: Mapping[str, str]) -> list[str]:
    """What was typed as a row of the file of answers."""
    return [texts.get(name, "").strip() for name in answers_table(audit).names]


def firms_in(audit: Audit, sheet: Sheet, code: str = "en") -> tuple[list[Firm], list[Problem]]:
    """The firms in a sheet of answers, one a row, and what is wrong in each.

    Columns may be left out; one that is not known is refused, or its answers would be lost.
    """
    names = tuple(name.strip().casefold() for name in sheet.header)
    known = answers_table(audit).names
    params = {"known": ", ".join(known)}
    strange = [name for name in names if name not in known]
    if strange:
        shown = strange[0][:MOST_SHOWN]
        return [], [Problem(NO_COLUMN, sheet.file, sheet.row, "", shown, params)]
    firms, problems = [], list[Problem]()
    for line, cells in zip(sheet.rows, sheet.lines, strict=True):
        row = {name: cell_text(cell) for name, cell in zip(names, cells, strict=True)}
        read = read_firm(audit, row, code)
        for column, one in read.problems.items():
            problems.append(Problem(one.kind, sheet.file, line, column, one.value, one.params))
        firms += [read.firm] if read.firm else []
    return firms, problems
