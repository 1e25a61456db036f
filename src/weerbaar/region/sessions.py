"""A chain session: at one table, process by process, organisations say how long they last.

Rules:
1. A process asks about each kind of its sites that the region has, and about each known site of
   it; for each input: how long does it go on without?
2. One number and how sure one is of it make a band: the table of widths says how wide. Who gives
   the shortest and the longest time as well is followed in that.
3. What is said goes before our estimates, as `stating` says; the last word of an organisation
   counts.
4. On whom a known site leans takes the place of the suppliers we had. For a whole kind it is kept
   as a remark: nothing is reckoned with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.common.language import Language
from weerbaar.common.refusals import Problem, refuse_if
from weerbaar.common.tables import rows_of
from weerbaar.region.check import check_region
from weerbaar.region.inputs import inputs_by_kind, suppliers_in
from weerbaar.region.overview import kind_names
from weerbaar.region.own_map import site_name
from weerbaar.region.region import Library, Region
from weerbaar.region.stating import (
    PERSONAL_DATA,
    Stated,
    holds_personal_data,
    with_autonomies,
    with_links,
    with_source,
)
from weerbaar.region.tables import AUTONOMIES, OWN_LINKS

SOURCE = "chain-session"
MOST_SITES = 12
"""Known sites of one kind that get a question of their own."""


@dataclass(frozen=True)
class Question:
    """How long a kind, or one site, goes on without an input; `leans_on` are who can supply it."""

    process: str
    consumer: str
    input: str
    name: str
    kind: str
    leans_on: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Process:
    """A process with whom to ask about it, and its questions."""

    process: str
    name: str
    organisation: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Said:
    """What one organisation said; hours as p10, p50 and p90, the day as 2026-03-03."""

    consumer: str
    input: str
    hours: tuple[float, float, float]
    confidence: str
    owner: str
    date: str
    role: str = ""
    leans_on: str = ""
    note: str = ""


def processes(region: Region, library: Library, words: Language) -> list[Process]:
    """The processes of which the region has sites that need anything, in the library's order."""
    names = kind_names(library, words.code)
    nl = words.code == "nl"
    present = set(region.sites["kind"])
    kinds: dict[str, list[str]] = {}
    for kind in library.kinds:
        if kind["kind"] in present:
            kinds.setdefault(kind["process"], []).append(kind["kind"])
    found = []
    for owner in library.processes:
        questions = tuple(
            question
            for kind in kinds.get(owner["process"], ())
            for question in _questions(region, library, owner["process"], kind, names)
        )
        if questions:
            name = owner["name_nl" if nl else "name_en"]
            asked = owner["organisation_nl" if nl else "organisation_en"]
            found.append(Process(owner["process"], name, asked, questions))
    return found


def _questions(
    region: Region, library: Library, process: str, kind: str, names: dict[str, str]
) -> Iterable[Question]:
    needs = inputs_by_kind(library).get(kind, {})
    sites = region.sites.where((region.sites["kind"] == kind) & ~region.sites["estimated"])
    named = [site for site in sites if site["name"] and site["area"]]
    known = region.sites.where(~region.sites["estimated"])
    single = sorted(named, key=lambda site: str(site["name"]))[:MOST_SITES]
    for input_, rows in needs.items():
        yield Question(process, kind, input_, names[kind], kind)
        suppliers = suppliers_in(rows)
        chosen = [site for site in known if site["kind"] in suppliers]
        can = tuple(sorted((str(s["site"]), site_name(s, names)) for s in chosen))
        for site in single:
            yield Question(process, site["site"], input_, str(site["name"]), kind, can)


def choose_question(
    every: Sequence[Process], process: str, consumer: str, input_: str
) -> tuple[Process, Question]:
    """The question that is asked for, else the first of its process, else the first of all."""
    for one in every:
        for question in one.questions:
            if (question.consumer, question.input) == (consumer, input_):
                return one, question
    chosen = next((one for one in every if one.process == process), every[0])
    return chosen, chosen.questions[0]


def question_after(every: Sequence[Process], question: Question) -> Question | None:
    """The question that comes next; None after the last."""
    flat = [one for process in every for one in process.questions]
    at = flat.index(question)
    return flat[at + 1] if at + 1 < len(flat) else None


def said_about(question: Question, said: Iterable[Said]) -> list[Said]:
    """What was said about a question."""
    asked = (question.consumer, question.input)
    return [one for one in said if (one.consumer, one.input) == asked]


def count_answered(process: Process, said: Sequence[Said]) -> int:
    """Of how many questions of a process something was said."""
    return sum(bool(said_about(question, said)) for question in process.questions)


def band_of(
    usual: float,
    confidence: str,
    library: Library,
    shortest: float | None = None,
    longest: float | None = None,
) -> tuple[float, float, float]:
    """The band in hours of what somebody says; rule 2. Raises KeyError for another confidence."""
    row = library.widths.row(library.widths.positions("confidence")[confidence])
    low = usual * row["shortest"] if shortest is None else shortest
    high = usual * row["longest"] if longest is None else longest
    return min(low, usual), usual, max(high, usual)


def with_said(region: Region, library: Library, said: Sequence[Said], name: str) -> Region:
    """The region with all that was said in a session; raises Refused with every problem."""
    refuse_if(_problems(said, name))
    if not said:
        return region
    after = with_source(region, SOURCE, name)
    rows = rows_of(AUTONOMIES, [_row(one) for one in said])
    lines = list(range(1, len(said) + 1))
    after, _ = with_autonomies(after, library, Stated(name, rows, lines), SOURCE)
    sites = set(region.sites["site"])
    # Two may say the same: it is one link.
    named = dict.fromkeys(
        (one.consumer, one.input, one.leans_on)
        for one in said
        if one.leans_on in sites and one.consumer in sites
    )
    links = [
        {"consumer": consumer, "input": taken, "supplier": supplier, "weight": 1.0}
        for consumer, taken, supplier in named
    ]
    if links:
        stated = Stated(name, rows_of(OWN_LINKS, links), [None] * len(links))
        after = with_links(after, library, stated, SOURCE)
    refuse_if(check_region(after, library))
    return after


def _problems(said: Sequence[Said], name: str) -> list[Problem]:
    """A problem for each text that leads to one person."""
    texts = [("name", name)]
    for one in said:
        texts += [(part, getattr(one, part)) for part in ("owner", "role", "leans_on", "note")]
    return [
        Problem(PERSONAL_DATA, column=part, value=text)
        for part, text in texts
        if holds_personal_data(text)
    ]


def _row(one: Said) -> dict[str, Any]:
    p10, p50, p90 = one.hours
    return {
        "consumer": one.consumer,
        "input": one.input,
        "t_p10": p10,
        "t_p50": p50,
        "t_p90": p90,
        "organisation": one.owner,
        "confidence": one.confidence,
        "date": one.date,
        "source": SOURCE,
        "note": "; ".join(part for part in (one.role, one.note) if part),
    }
