"""A place seen by up to five domains, with the needs that an organisation puts in each.

One of the source documents couples five domains but names none of them. So the names and what
belongs to each are the user's; what ships is a first division of our own.

Rules:
1. There are at most MOST_DOMAINS; each has a name and a need, and a need stands in one of them.
2. Needs of the whole region only are not told of a part of it.
3. Counts of 1 to 9 people are told as fewer than 10, without hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.drawing.charts import percent
from weerbaar.twin.answer import Answer
from weerbaar.twin.outcome import NeedOutcome, hidden_band
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.wording import counted_people, hours_cell, need_name

MOST_DOMAINS = 5
MOST_NAME = 60

NO_NAME = ProblemKind(
    "domain-without-a-name",
    mark("Domain {value} holds needs but has no name."),
    mark("Give it a name, or put its needs in another domain."),
)
NO_NEED = ProblemKind(
    "domain-without-needs",
    mark("The domain “{value}” holds no need."),
    mark("Put a need in it, or leave out its name."),
)

DOMAINS = Table(
    "domains",
    "The domains by which a place is seen where its organisation chose none.",
    ("domain",),
    (
        Column("domain", "integer", "", "Its number.", low=1, high=MOST_DOMAINS),
        Column("name_nl", "text", "", "Its name, in Dutch."),
        Column("name_en", "text", "", "Its name, in English."),
        Column("needs", "text", "", "The needs in it, with a space between them."),
        Column("evidence", "text", "", "On what the division rests."),
    ),
)


@dataclass(frozen=True)
class Domain:
    """A domain by name, and the needs in it."""

    name: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A need in words: who lacks it at its worst moment, how long, and what rests on estimates."""

    need: str
    people: str
    hours: str
    estimated: str


@dataclass(frozen=True)
class DomainLines:
    """What a domain comes to in a place."""

    name: str
    lines: tuple[Line, ...]


def default_domains(rows: Rows, code: str) -> tuple[Domain, ...]:
    """The domains that ship, by their names in a language."""
    return tuple(Domain(str(r[f"name_{code}"]), tuple(str(r["needs"]).split())) for r in rows)


def make_domains(
    names: Sequence[str], chosen: Mapping[str, int]
) -> tuple[tuple[Domain, ...], list[Problem]]:
    """Domains by their names, and for each need the number of its domain (0 is none).

    Also what is wrong with them; without names and needs there are no domains and no problems.
    """
    problems, made = [], []
    for number, given in enumerate(names[:MOST_DOMAINS], start=1):
        name = " ".join(given.split())[:MOST_NAME]
        needs = tuple(need for need in NEED_ORDER if chosen.get(need) == number)
        if needs and not name:
            problems.append(Problem(NO_NAME, value=number))
        elif name and not needs:
            problems.append(Problem(NO_NEED, value=name))
        elif name:
            made.append(Domain(name, needs))
    return tuple(made), problems


def domains_as_data(domains: Sequence[Domain]) -> list[dict[str, Any]]:
    """Domains as they are stored."""
    return [{"name": domain.name, "needs": list(domain.needs)} for domain in domains]


def domains_from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Domain, ...]:
    """Domains as they were stored; a need that is there no more is left out."""
    return tuple(
        Domain(str(row["name"]), tuple(need for need in row["needs"] if need in NEED_ORDER))
        for row in data
    )


def tell_domains(
    answer: Answer, domains: Sequence[Domain], language: Language
) -> tuple[DomainLines, ...]:
    """What each domain comes to in the place that the answer is about."""
    told = {need.need: need for need in answer.outcome.needs}
    return tuple(
        DomainLines(
            domain.name,
            tuple(_line(answer, told[n], language) for n in domain.needs if n in told),
        )
        for domain in domains
    )


def _line(answer: Answer, need: NeedOutcome, language: Language) -> Line:
    name = need_name(answer.twin, need.need, language)
    if need.peak.p90 < 0.5:
        return Line(name, language.text(mark("no one")), "", "")
    people = counted_people(need.peak, language)
    if hidden_band(need.peak):
        return Line(name, people, "·", "·")
    hours = hours_cell(need.per_head, language)
    return Line(name, people, hours, percent(need.estimated_share, language))
