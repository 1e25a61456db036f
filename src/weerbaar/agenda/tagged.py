"""Everything with its pillar and track: measures, gaps, indicators and statements of surveys.

Rules:
1. A measure has the pillars of its file, a gap that of the norm that it is of, an indicator and a
   statement that of the table of tags; a statement that a region has measured itself may name its
   own, which goes first.
2. Each has the tracks of its pillars. What is in no pillar of the letter says so, and is counted.
3. Something of two pillars counts under both, so counts by pillar do not add up to their total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.agenda.gap_words import GapNames, gap_title
from weerbaar.agenda.gaps import GAP_STATES, Gap
from weerbaar.agenda.registers.barometer import Series
from weerbaar.common.language import Language, mark, upper
from weerbaar.common.tables import Rows
from weerbaar.measures.catalogue import Measure
from weerbaar.twin.pillar_tags import (
    INDICATOR,
    NONE,
    STATEMENT,
    fits,
    letter_pillars,
    of_letter,
    pillar_numbered,
    pillars_in_words,
    tags_of,
    tracks_in_words,
    tracks_of,
)

MEASURE, GAP = "measure", "gap"
SORTS: Mapping[str, str] = {
    MEASURE: mark("measure"),
    GAP: mark("gap"),
    INDICATOR: mark("indicator"),
    STATEMENT: mark("statement of a survey"),
}
OUR_OWN = "A"
HEADS = (
    mark("Sort"),
    mark("Name"),
    mark("What"),
    mark("Pillar"),
    mark("Track"),
    mark("How it stands"),
    mark("Why it stands there"),
    mark("Source"),
    mark("Evidence"),
)


@dataclass(frozen=True)
class Tagged:
    """Something with the pillars of the letter that it stands in, why, and on what that rests.

    `state` is how a gap stands or whether a measure is computed, in words; "" otherwise.
    """

    sort: str
    name: str
    title: str
    pillars: tuple[str, ...]
    why: str
    source: str
    evidence: str
    state: str = ""

    @property
    def is_assigned(self) -> bool:
        """Whether it stands in any pillar of the letter."""
        return bool(self.pillars)


def tagged_measures(catalogue: Iterable[Measure], words: Language) -> list[Tagged]:
    """The measures of a catalogue with their pillars (rule 1)."""
    why = words.text(mark("The file of the measure says so."))
    return [
        Tagged(
            MEASURE,
            one.measure,
            one.name(words.code),
            of_letter(one.pillars),
            why,
            ", ".join(one.ids),
            OUR_OWN,
            words.text(mark("computed") if one.is_computed else mark("not computed")),
        )
        for one in catalogue
    ]


def tagged_gaps(
    gaps: Iterable[tuple[Gap, str]], taxonomy: Rows, names: GapNames, words: Language
) -> list[Tagged]:
    """Gaps, each with its state, with the pillar of their norm."""
    known = letter_pillars(taxonomy)
    why = words.text(mark("The norm that is missed stands in it."))
    return [
        Tagged(
            GAP,
            gap.gap,
            gap_title(gap, names, words),
            tuple(one for one in known if one == pillar_numbered(gap.finding.pillar)),
            why,
            gap.finding.source,
            gap.finding.evidence,
            words.text(GAP_STATES[state]),
        )
        for gap, state in gaps
    ]


def tagged_indicators(indicators: Rows, tags: Rows, words: Language) -> list[Tagged]:
    """The indicators of the model and of NATO's objectives, with what the table of tags says."""
    known = tags_of(tags, INDICATOR)
    return [
        _of_table(
            INDICATOR,
            str(row["indicator"]),
            upper(str(row[f"name_{words.code}"])),
            known,
            words,
        )
        for row in indicators
    ]


def tagged_statements(series: Iterable[Series], tags: Rows, words: Language) -> list[Tagged]:
    """Statements of surveys, each once, with their own pillar or that of the table of tags."""
    known, found = tags_of(tags, STATEMENT), dict[str, Tagged]()
    own = mark("Whoever filled in the register says so.")
    for one in series:
        made = _of_table(STATEMENT, one.statement, one.statement, known, words)
        if one.pillar:
            source = one.points[-1].source
            pillars = (pillar_numbered(one.pillar),)
            made = Tagged(
                STATEMENT,
                one.statement,
                one.statement,
                pillars,
                words.text(own),
                source,
                OUR_OWN,
            )
        found[one.statement] = made
    return list(found.values())


def _of_table(
    sort: str, name: str, title: str, known: Mapping[str, Any], words: Language
) -> Tagged:
    tag = known.get(name)
    if tag is None:
        return Tagged(sort, name, title, (), words.text(mark("Nobody has assigned it.")), "", "")
    pillars = (tag.pillar,) if tag.pillar else ()
    return Tagged(sort, name, title, pillars, tag.why(words.code), tag.source, tag.evidence)


def asked_tagged(
    rows: Iterable[Tagged], taxonomy: Rows, pillar: str = "", track: str = "", sort: str = ""
) -> list[Tagged]:
    """What is asked of these; "" asks nothing and NONE what is not assigned."""
    return [
        one for one in rows if fits(one.pillars, taxonomy, pillar, track) and sort in ("", one.sort)
    ]


def counts_of(rows: Sequence[Tagged], taxonomy: Rows) -> list[tuple[str, dict[str, int]]]:
    """For each pillar of the letter, and NONE last, how many of each sort stand in it (rule 3)."""
    return [
        (
            pillar,
            {
                sort: sum(one.sort == sort and fits(one.pillars, taxonomy, pillar) for one in rows)
                for sort in SORTS
            },
        )
        for pillar in (*letter_pillars(taxonomy), NONE)
    ]


def tagged_sheet(
    rows: Iterable[Tagged], taxonomy: Rows, words: Language
) -> tuple[list[str], list[list[str]]]:
    """These as a table in words: headings and rows."""
    return [words.text(head) for head in HEADS], [
        [
            words.text(SORTS[one.sort]),
            one.name,
            one.title,
            pillars_in_words(one.pillars, taxonomy, words),
            tracks_in_words(one.pillars, taxonomy, words),
            one.state,
            one.why,
            one.source,
            one.evidence,
        ]
        for one in rows
    ]


def tagged_record(one: Tagged, taxonomy: Rows) -> dict[str, Any]:
    """One of them as plain values."""
    return {
        "sort": one.sort,
        "name": one.name,
        "title": one.title,
        "pillars": list(one.pillars),
        "tracks": list(tracks_of(one.pillars, taxonomy)),
        "state": one.state,
        "why": one.why,
        "source": one.source,
        "evidence": one.evidence,
    }
