"""The catalogue as a list: which measures somebody looks for, and the table that they take along.

Rules:
1. What is asked for is held by a measure for every part that is asked; nothing asked shows all.
2. A text is looked for in the name, in what is done and in the entries of the inventory, in any
   case, as one piece.
3. The table holds one row for each measure, and no sum over its costs: who pays and when differ.
4. The project ideas of the symposium come first, then the other entries of the inventory by number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Rows
from weerbaar.measures.catalogue import (
    COMPUTED,
    NOT_COMPUTED,
    OWNERS,
    Measure,
)
from weerbaar.measures.measure_words import figure_in_words
from weerbaar.twin.pillar_tags import fits, tracks_in_words
from weerbaar.twin.taxonomy import tag_names

IDEA = "P"
"""With what the entries of the project ideas begin in the inventory."""
Cells = list[str | int | float | None]

CATEGORY_WORDS: Mapping[str, str] = {
    "": mark("in none of the four"),
    "bewustwording": mark("awareness"),
    "oefenen": mark("exercise"),
    "voorbereiden": mark("prepare"),
    "maatregelen": mark("measures in a crisis"),
}
GROUP_WORDS: Mapping[str, str] = {
    "mensen-en-bedrijven": mark("people and businesses"),
    "lokaal": mark("local"),
    "materiaal": mark("material"),
}
WORKING_GROUP_WORDS: Mapping[str, str] = {
    "bewustwording": mark("awareness"),
    "enablers": mark("enablers"),
    "civiel-defensie": mark("civil and military"),
    "economie": mark("economy"),
    "vitaal": mark("vital"),
}
STATE_WORDS: Mapping[str, str] = {
    COMPUTED: mark("computed"),
    NOT_COMPUTED: mark("not computed"),
}
PRECONDITION_WORDS: Mapping[str, str] = {
    "none": mark("nothing"),
    "law": mark("a law"),
    "agreement": mark("an agreement"),
    "standard": mark("a standard"),
}
COLUMNS = (
    mark("Measure"),
    mark("Name"),
    mark("What is done"),
    mark("Who decides"),
    mark("Pillars"),
    mark("Track"),
    mark("NATO objectives"),
    mark("Category"),
    mark("Working group"),
    mark("Computed"),
    mark("What is lacking"),
    mark("Months before it works"),
    mark("What it needs first"),
    mark("Entries of the inventory"),
)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; "" asks for nothing."""

    owner: str = ""
    pillar: str = ""
    track: str = ""
    objective: str = ""
    category: str = ""
    state: str = ""
    text: str = ""

    @property
    def nothing(self) -> bool:
        """Whether all measures are wanted."""
        return self == Wanted()


def wanted_measures(
    catalogue: Iterable[Measure], wanted: Wanted, taxonomy: Rows, language: Language
) -> list[Measure]:
    """The measures that hold what is asked for, in the order of the inventory."""
    return in_order(
        measure
        for measure in catalogue
        if _holds(measure, wanted, language) and fits(measure.pillars, taxonomy, "", wanted.track)
    )


def in_order(measures: Iterable[Measure]) -> list[Measure]:
    """Measures by their first entry of the inventory, the project ideas first (rule 4)."""

    def place(measure: Measure) -> tuple[bool, str, str]:
        ideas = [one for one in measure.ids if one.startswith(IDEA)]
        return not ideas, min(ideas or measure.ids, default=""), measure.measure

    return sorted(measures, key=place)


def _holds(measure: Measure, wanted: Wanted, language: Language) -> bool:
    told = f"{measure.name(language.code)}\n{measure.what(language.code)}\n{' '.join(measure.ids)}"
    return (
        (not wanted.owner or wanted.owner in measure.owners)
        and (not wanted.pillar or wanted.pillar in measure.pillars)
        and (not wanted.objective or wanted.objective in map(str, measure.objectives))
        and (not wanted.category or wanted.category == measure.category)
        and (not wanted.state or wanted.state == measure.state)
        and wanted.text.strip().casefold() in told.casefold()
    )


def catalogue_sheet(
    catalogue: Iterable[Measure], taxonomy: Rows, language: Language
) -> tuple[list[str], list[Cells]]:
    """The heads and rows of the table of measures (rule 3); `taxonomy` names their pillars."""
    return [language.text(head) for head in COLUMNS], [
        _row(measure, taxonomy, language) for measure in catalogue
    ]


def _row(measure: Measure, taxonomy: Rows, language: Language) -> Cells:
    text, code = language.text, language.code
    pillars = tag_names(taxonomy, "pillars", code)
    needs = measure.precondition_nl if code == "nl" else measure.precondition_en
    return [
        measure.measure,
        measure.name(code),
        measure.what(code),
        ", ".join(text(OWNERS[owner]) for owner in measure.owners if owner in OWNERS),
        "; ".join(pillars.get(pillar, pillar) for pillar in measure.pillars),
        tracks_in_words(measure.pillars, taxonomy, language),
        ", ".join(map(str, measure.objectives)),
        text(CATEGORY_WORDS[measure.category]),
        text(WORKING_GROUP_WORDS[measure.working_group]) if measure.working_group else "",
        text(mark("yes") if measure.is_computed else mark("no")),
        measure.lacking(code),
        figure_in_words(measure.lead_months, language),
        needs or text(PRECONDITION_WORDS[measure.precondition]),
        " ".join(measure.ids),
    ]
