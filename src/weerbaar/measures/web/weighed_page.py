"""The page of a comparison, made of what was weighed: the same for a first answer and a kept one.

The order is that of who must choose: what comes of it, what it costs, whom it helps, what else it
asks, and what would turn it.
"""

from __future__ import annotations

from datetime import date

from weerbaar.common.language import Language, mark, upper
from weerbaar.measures.web.weighed_choice import (
    first_part,
    per_person_part,
    rights_part,
    turns_part,
)
from weerbaar.measures.web.weighed_costs import cost_sentences, costs_part, moments_part
from weerbaar.measures.web.weighed_effects import needs_part, people_part, verdict_sentences
from weerbaar.measures.web.weighed_map import MapOf, map_part, mapped_needs
from weerbaar.measures.web.weighed_parts import Part, Told, side_names
from weerbaar.measures.web.weighed_people import groups_part, objectives_part, towns_part
from weerbaar.measures.weighing import Weighing
from weerbaar.measures.whose import whose_people
from weerbaar.twin.difference import LACKING

SHORT_HASH = 12


def page_of(
    weighing: Weighing,
    words: Language,
    today: date,
    town: str = "",
    drawn: MapOf | None = None,
    need: str = "",
) -> Told:
    """The whole page in a language.

    `town` is the municipality that somebody asked about, `need` the one that they want mapped.
    """
    parts: tuple[Part | None, ...] = (
        Part(
            "short",
            words.text(mark("In short")),
            sentences=(*cost_sentences(weighing, words), *verdict_sentences(weighing, words)),
        ),
        first_part(weighing, words),
        costs_part(weighing, words, town),
        moments_part(weighing, today, words),
        people_part(weighing, words),
        map_part(weighing, drawn, need, words) if drawn else None,
        groups_part(weighing, words),
        towns_part(weighing, town, words),
        objectives_part(weighing, words),
        per_person_part(weighing, words),
        rights_part(weighing, words),
        turns_part(weighing, words),
    )
    return Told(
        title=title_of(weighing, words),
        about=about_of(weighing, words),
        whose=whose_people(weighing, town, words),
        town=town,
        parts=tuple(part for part in parts if part is not None),
        identity=identity_of(weighing, words),
        shared=drawn.ground.shared if drawn else "",
        mapped=tuple((one, words.text(LACKING[one])) for one in mapped_needs(weighing)),
        need=need,
    )


def kept_parts(weighing: Weighing, words: Language) -> tuple[Part, ...]:
    """The parts that are shown again with a decision: money and needs, as they were weighed."""
    return costs_part(weighing, words), needs_part(weighing, words)


def title_of(weighing: Weighing, words: Language) -> str:
    """What is compared with what."""
    names = side_names(weighing, words)
    if len(names) == 2:
        return words.text(mark("{first} beside how it is now"), first=names[1])
    return words.text(mark("{first} beside {other}"), first=names[1], other=" / ".join(names[2:]))


def about_of(weighing: Weighing, words: Language) -> str:
    """Where, in which crisis, when it comes, and how many courses."""
    made = weighing.identity
    scenario = made.scenario_name_nl if words.code == "nl" else made.scenario_name_en
    told = mark("{place} · {scenario} · the crisis comes {months} months after 1 January {year}")
    return words.text(
        told,
        place=made.region_name,
        scenario=scenario,
        months=made.month,
        year=made.year,
    )


def identity_of(weighing: Weighing, words: Language) -> tuple[tuple[str, str], ...]:
    """By what this can be made again."""
    made = weighing.identity
    pairs = (
        (mark("Facts"), made.region_hash[:SHORT_HASH]),
        (mark("Scenario"), f"{made.scenario} ({made.scenario_hash[:SHORT_HASH]})"),
        (mark("Catalogue with own figures"), made.catalogue_hash[:SHORT_HASH]),
        (mark("Courses"), words.number(made.draws)),
        (mark("Seed"), str(made.seed)),
        (mark("Version"), made.version),
    )
    return tuple((upper(words.text(name)), value) for name, value in pairs)
