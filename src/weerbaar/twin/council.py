"""One page for mayor and council: the largest gaps of a place, and who can do what about them.

Rules:
1. A gap is a norm that is missed; the first MOST_GAPS findings are told, in the order of findings,
   and no need twice.
2. It is told in people, hours and degrees. Counts of 1 to 9 people are told as fewer than 10.
3. Beside each gap stands for whom it is worst, which part rests on estimates, and what government
   can and cannot provide; what one can do oneself comes last.
What government can provide is data (the table of provisions), with a source for each row.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.finding import Finding
from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.drawing.charts import hour_words, percent
from weerbaar.drawing.report import Words, words
from weerbaar.region.extent import extent_of
from weerbaar.region.tables import EVIDENCE
from weerbaar.twin.answer import Answer
from weerbaar.twin.finding_words import hardest
from weerbaar.twin.headline import headline, season
from weerbaar.twin.outcome import NeedOutcome, hidden_band
from weerbaar.twin.sentences import UNLIKE, counts
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.wording import (
    SIMULATED,
    band_in_words,
    group_name,
    people_in_words,
    times_in_words,
)

MOST_GAPS = 3
INHABITANT = "inhabitant"
GOVERNMENT: Mapping[str, str] = {
    "municipality": mark("Municipality"),
    "safety_region": mark("Safety region"),
    "state": mark("State"),
}
BASICS = ("water", "food", "power", "heat", "medicine", "information")
"""What everybody prepares for at home, whatever is lacking most."""
SAME_ADVICE = {"water_basic": "water", "water_hygiene": "water"}

PROVISIONS = Table(
    "provisions",
    "What government can provide in a long crisis and what it cannot, and what one can do at home.",
    ("need", "who"),
    (
        Column("need", "choice", "", "The need that it is about.", choices=NEED_ORDER),
        Column("who", "choice", "", "Who provides it.", choices=(*GOVERNMENT, INHABITANT)),
        Column("can_nl", "text", "", "What they can do, in Dutch."),
        Column("can_en", "text", "", "What they can do, in English."),
        Column("cannot_nl", "text", "", "What they cannot do, in Dutch."),
        Column("cannot_en", "text", "", "What they cannot do, in English."),
        Column("source_nl", "text", "", "On what this rests, in Dutch."),
        Column("source_en", "text", "", "On what this rests, in English."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)

GAPS: Mapping[str, str] = {
    "power": mark("**{people} people** are without power for too long."),
    "water": mark("**{people} people** have no drinking water."),
    "water_basic": mark("**{people} people** have too little water to live."),
    "water_hygiene": mark("**{people} people** have too little water to stay clean."),
    "food": mark("**{people} people** have too little to eat."),
    "heat": mark(
        "**{people} people** are too long in a home below 16 degrees, or 18 for older people."
    ),
    "medicine": mark("**{people} people** have no medicine when they need it."),
    "device": mark("**{people} people** have no power for their medical device."),
    "help_call": mark("**{people} people** cannot call for help, not even {number}."),
    "information": mark("**{people} people** hear nothing: no radio, telephone or board."),
    "payment": mark("**{people} people** cannot pay for too long."),
    "care": mark("**{people} people** get no care at home."),
    "sewage": mark("**{people} people** cannot flush their toilet."),
    "transport": mark("**{people} people** cannot get where they must be."),
}


@dataclass(frozen=True)
class Provided:
    """What one layer of government can provide for a need, what it cannot, and where that stands.

    `source` is the number of a source of the page, from 1.
    """

    who: str
    can: str
    cannot: str
    source: int


@dataclass(frozen=True)
class Gap:
    """One gap in words: what, against which norm, how sure, for whom, who can do what.

    `home` holds what one can do oneself, each with the number of its source.
    """

    need: str
    told: Words
    norm: str
    sure: str
    whom: str
    estimated: str
    provided: tuple[Provided, ...]
    home: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class CouncilPage:
    """The page; `gaps` is empty where every norm is met."""

    title: str
    place: str
    season: str
    mark: str
    gaps: tuple[Gap, ...]
    unknown: str
    sources: tuple[str, ...]
    credits: tuple[str, ...]
    counted: str
    norms: str


def compose_council(answer: Answer, provisions: Rows, language: Language) -> CouncilPage:
    """The page for the council of the place that the answer is about, in one language."""
    twin, outcome, text = answer.twin, answer.outcome, language.text
    kind = mark("Region {place} · {people} inhabitants")
    if not outcome.scope.whole:
        kind = mark("Municipality of {place} · {people} inhabitants")
    found = largest(answer.findings)
    sources = _sources([one.need for one in found], provisions, language)
    gaps = tuple(_gap(answer, one, provisions, sources, language) for one in found)
    told = mark("{runs} courses · Weerbaar {version} · facts {hash}")
    regions = twin.network.region.sources
    return CouncilPage(
        title=headline(twin.scenario, outcome.scope.name, twin.network.library, language),
        place=text(kind, place=outcome.scope.name, people=language.number(outcome.inhabitants)),
        season=season(twin.scenario, language),
        mark=text(SIMULATED),
        gaps=gaps,
        unknown=text(
            mark(
                "Figures are the middle of many courses; 8 of 10 lie in the band. Masts, shops "
                "and cables are partly estimated. Areas can differ."
            )
        ),
        sources=sources,
        credits=tuple(dict.fromkeys(str(row["credit"]) for row in regions if row["credit"])),
        counted=text(
            told,
            runs=language.number(outcome.runs),
            version=answer.version,
            hash=answer.region_hash[:8],
        ),
        norms=text(mark("There is no fixed base level yet: the norms above are provisional.")),
    )


def largest(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that are told: the first ones, no need twice (rule 1)."""
    by_need: dict[str, Finding] = {}
    for finding in findings:
        by_need.setdefault(finding.need, finding)
    return list(by_need.values())[:MOST_GAPS]


def advice_at_home(needs: Sequence[str], provisions: Rows, language: Language) -> list[str]:
    """What one can do at home about these needs, in their order, nothing twice."""
    rows = [row for need in needs for row in _rows(provisions, need) if row["who"] == INHABITANT]
    return list(dict.fromkeys(str(row[f"can_{language.code}"]) for row in rows))


def _sources(needs: Sequence[str], provisions: Rows, language: Language) -> tuple[str, ...]:
    """The sources of what is told of these needs, each once, in the order in which they are met."""
    rows = [row for need in needs for row in _rows(provisions, need)]
    return tuple(dict.fromkeys(str(row[f"source_{language.code}"]) for row in rows))


def _gap(
    answer: Answer,
    finding: Finding,
    provisions: Rows,
    sources: Sequence[str],
    language: Language,
) -> Gap:
    network = answer.twin.network
    number = extent_of(network.region.areas, network.library)["emergency_number"]
    people = people_in_words(finding.persons.p50, language)
    norm = next(norm for norm in answer.twin.norms if norm.norm == finding.norm)
    rows = _rows(provisions, finding.need)
    numbers = [sources.index(str(row[f"source_{language.code}"])) + 1 for row in rows]
    numbered = list(zip(rows, numbers, strict=True))
    return Gap(
        need=finding.need,
        told=words(language.text(GAPS[finding.need], people=people, number=number)),
        norm=norm.wording(language.code),
        sure=_how_sure(answer, finding, language),
        whom=_for_whom(answer, finding, language),
        estimated=_estimated(finding, language),
        provided=tuple(_provided(r, n, language) for r, n in numbered if r["who"] in GOVERNMENT),
        home=tuple(
            (str(r[f"can_{language.code}"]), n) for r, n in numbered if r["who"] == INHABITANT
        ),
    )


def _rows(provisions: Rows, need: str) -> list[Mapping[str, object]]:
    wanted = SAME_ADVICE.get(need, need)
    return [row for row in provisions if row["need"] == wanted]


def _provided(row: Mapping[str, object], source: int, language: Language) -> Provided:
    who = language.text(GOVERNMENT[str(row["who"])])
    can, cannot = (str(row[f"{what}_{language.code}"]) for what in ("can", "cannot"))
    return Provided(who, can, cannot, source)


def _how_sure(answer: Answer, finding: Finding, language: Language) -> str:
    text = language.text
    told = mark("Likely {band}, counted over the whole crisis.")
    parts = [text(told, band=band_in_words(finding.persons, language))]
    if finding.first_hour is not None:
        moment = hour_words(math.floor(finding.first_hour), language)
        parts.append(text(mark("It begins at {moment}."), moment=moment))
    hours = answer.outcome.need(finding.need).per_head.p50
    if hours >= 1:
        told = mark("On average {hours} hours per person.")
        parts.append(text(told, hours=language.number(hours)))
    return " ".join(parts)


def _for_whom(answer: Answer, finding: Finding, language: Language) -> str:
    """Who is hit hardest; that all are hit alike, where they are."""
    text, need = language.text, answer.outcome.need(finding.need)
    parts = []
    group = hardest(finding)
    if group is not None:
        parts.append(
            text(
                mark("Hit hardest: {group} ({share})."),
                group=group_name(answer.twin, group.group, language),
                share=percent(group.share.p50, language),
            )
        )
    parts += _how_much_longer(need, language) if counts(need) else []
    alike = mark("All groups are hit about as hard.")
    few = mark("So few lack it that it cannot be said for whom it is worse.")
    return " ".join(parts) or text(alike if counts(need) else few)


def _how_much_longer(need: NeedOutcome, language: Language) -> list[str]:
    told = []
    if need.income_ratio.p50 >= UNLIKE:
        message = mark("People with a low income lack it {times} times as long.")
        told.append((message, need.income_ratio.p50))
    if need.elder_ratio.p50 >= UNLIKE:
        message = mark("People of 65 and over or in need of care lack it {times} times as long.")
        told.append((message, need.elder_ratio.p50))
    return [language.text(m, times=times_in_words(ratio, language)) for m, ratio in told]


def _estimated(finding: Finding, language: Language) -> str:
    if hidden_band(finding.persons) or finding.estimated_share < 0.005:
        return language.text(mark("Rests on no estimated objects."))
    share = percent(finding.estimated_share, language)
    return language.text(mark("{share} rests on estimated objects."), share=share)
