"""What each municipality lacks of a base level: its missed requirements, with threshold and source.

Rules:
1. A requirement is lacking in a municipality when it is missed there by itself (`findings`, rules
   1 and 5): in the middle course too many of its own people lack the need for too long.
2. Municipalities stand by name and are not ranked; what one lacks stands worst first, by the share
   of its people, in whole per cents, then as in the whole region.
3. A requirement of which people are counted for the whole region only says so; it is in no list.
4. Counts of 1 to 9 people are told without figures.
5. A requirement that is counted at an hour that the courses do not reach is lacking where it is
   missed by then; else it cannot be said, and is not told as met.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import Bar, bar_svg, percent
from weerbaar.twin.finding_words import allowed_in_words
from weerbaar.twin.findings import Verdict
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.outcome import hidden_band, shown
from weerbaar.twin.profile import Norm, Profile
from weerbaar.twin.wording import DASH, counted_people, exact_number

COLUMNS = (
    *("municipality", "norm", "wording", "lacking"),
    *("persons_p10", "persons_p50", "persons_p90", "share_p10", "share_p50", "share_p90"),
    *("longer_than_h", "allowed", "within_h", "source", "evidence"),
)

HARDLY = 0.005
"""A share under this is told as nothing, in whole per cents."""


@dataclass(frozen=True)
class Required:
    """A requirement in one municipality: for how many of its people it is missed, and which share
    of them; `lacking` says whether that is too many. `estimated` is the share of the lack in the
    whole region that rests on estimated objects; `open` says that it cannot be said (rule 5)."""

    norm: Norm
    persons: Band
    share: Band
    lacking: bool
    estimated: float = 0.0
    open: bool = False


@dataclass(frozen=True)
class Town:
    """A municipality, held against every requirement that can be told of it."""

    name: str
    all: tuple[Required, ...]

    @property
    def lacking(self) -> tuple[Required, ...]:
        """What it lacks, worst first (rule 2)."""
        found = [one for one in self.all if one.lacking]
        return tuple(sorted(found, key=lambda one: -round(one.share.p50, 2)))

    @property
    def open(self) -> int:
        """Of how many requirements it cannot be said whether it meets them (rule 5)."""
        return sum(one.open for one in self.all)


def towns_of(
    profile: Profile, verdicts: Sequence[Verdict], end_h: float = math.inf
) -> tuple[Town, ...]:
    """Each municipality by name with what it is held against; courses end at hour `end_h`."""
    norms = {norm.norm: norm for norm in profile.norms}
    found: dict[str, list[Required]] = {}
    for verdict in verdicts:
        norm = norms[verdict.finding.norm]
        for one in verdict.towns:
            still = not one.missed and norm.within_h > end_h
            guessed = verdict.finding.estimated_share
            required = Required(norm, one.persons, one.share, one.missed, guessed, still)
            found.setdefault(one.municipality, []).append(required)
    return tuple(Town(name, tuple(found[name])) for name in sorted(found))


def not_told(profile: Profile, towns: Sequence[Town]) -> list[Norm]:
    """The requirements of which people are counted for the whole region only (rule 3)."""
    told = {one.norm.norm for town in towns for one in town.all}
    return [norm for norm in profile.norms if norm.norm not in told]


def beyond(profile: Profile, end_h: float) -> list[Norm]:
    """The requirements that are counted after courses end (rule 5)."""
    return [norm for norm in profile.norms if norm.within_h > end_h]


def estimated_in_words(one: Required, language: Language) -> str:
    """For how much a lack rests on estimated objects, in the whole region; nothing where hardly."""
    if one.estimated < HARDLY:
        return ""
    told = mark("In the whole region {share} % of this rests on estimated objects.")
    return language.text(told, share=language.number(100 * one.estimated))


def lack_in_words(one: Required, language: Language) -> str:
    """For whom a requirement is missed, and what it allows."""
    text = language.text
    allowed = allowed_in_words(one.norm.at_most_share, language)
    told = mark("Longer than {hours} hours for {people}; allowed: {allowed}.")
    if not one.norm.longer_than_h:
        told = mark("Not for {people}; allowed: {allowed}.")
    if hidden_band(one.persons):
        few = text(mark("fewer than 10 people"))
        return text(told, hours=_hours(one, language), people=few, allowed=allowed)
    people = f"{counted_people(one.persons, language)}, {share_words(one, language)}"
    return text(told, hours=_hours(one, language), people=people, allowed=allowed)


def share_words(one: Required, language: Language) -> str:
    """The share of the people with its band; a dot for 1 to 9 people."""
    if hidden_band(one.persons):
        return "·"
    low, middle, high = (percent(end, language) for end in asdict(one.share).values())
    if low == high:
        return middle
    return f"{middle} ({low.removesuffix(' %')}{DASH}{high})"


def source_in_words(norm: Norm, language: Language) -> str:
    """Where a requirement comes from, and how sure that is, where the source does not say so."""
    source = language.text(norm.source)
    sure = evidence_in_words(norm.evidence, language).split("; ")
    left = [told for told in sure if told and told.casefold() not in source.casefold()]
    return f"{source} ({'; '.join(left)})" if left else source


def town_table(towns: Sequence[Town], language: Language) -> tuple[list[str], list[list[str]]]:
    """Municipalities against requirements that some of them lacks; a tick where it is met, and a
    question mark where that cannot be said (rule 5)."""
    lacked = {one.norm.norm: one.norm for town in towns for one in town.lacking}
    heads = [language.text(mark("Municipality"))]
    heads += [norm.wording(language.code) for norm in lacked.values()]
    rows = []
    for town in towns:
        own = {one.norm.norm: one for one in town.all}
        cells = [_cell(own[n], language) for n in lacked]
        rows.append([town.name, *cells])
    return heads, rows


def _cell(one: Required, language: Language) -> str:
    if one.lacking:
        return share_words(one, language)
    return "?" if one.open else "✓"


def share_bars(towns: Sequence[Town], norm: Norm, language: Language, ident: str) -> str:
    """One requirement: the share of the people of each municipality, its band and what is allowed.

    Municipalities with 1 to 9 people are left out.
    """
    bars = [
        Bar(town.name, one.share.p50, one.share.p10, one.share.p90, limit=norm.at_most_share)
        for town in towns
        for one in town.all
        if one.norm.norm == norm.norm and not hidden_band(one.persons)
    ]
    return bar_svg(bars, label=norm.wording(language.code), ident=ident, language=language)


def town_sheet(towns: Sequence[Town], language: str) -> tuple[list[str], list[list[Any]]]:
    """A row for each municipality and requirement, columns COLUMNS; hidden counts are None."""
    rows = []
    for town in towns:
        for one in town.all:
            hidden, norm = hidden_band(one.persons), one.norm
            persons = [shown(end) for end in asdict(one.persons).values()]
            share = [None if hidden else round(end, 4) for end in asdict(one.share).values()]
            lacking = "yes" if one.lacking else "unknown" if one.open else "no"
            row: list[Any] = [town.name, norm.norm, norm.wording(language), lacking]
            row += [*persons, *share, norm.longer_than_h, norm.at_most_share, norm.within_h]
            rows.append([*row, norm.source, norm.evidence])
    return list(COLUMNS), rows


def _hours(one: Required, language: Language) -> str:
    return exact_number(one.norm.longer_than_h, language)
