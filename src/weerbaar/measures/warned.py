"""What is allowed about a variant and has to be known: what a measure needs first, and what is not
computed or paid for twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from weerbaar.common.language import Language, mark
from weerbaar.measures.catalogue import OF_PEOPLE, Measure
from weerbaar.measures.effects import MONTHS, is_number
from weerbaar.measures.variants import Choice, Variant
from weerbaar.twin.levers import EQUIP, OLDER, ON_PARAMETERS, STOCK

HOUSEHOLD = "household"
NEEDS_FIRST = mark("{measure}: this needs something first. {why}")
NO_LAW_YET = mark("{measure}: the law that it needs is not in force. {why}")
WORKS_LATE = mark(
    "{measure}: decided in {year}, it will probably work only after {last}, the last year here."
)
NOT_BY_GROUP = mark(
    "{measure}: who takes part is not computed by income or age. Whether it helps everyone alike "
    "cannot be read from these figures."
)
ALSO_EQUIPPED = mark(
    "{measure}: “{why}” equips places of the same kind. Each takes other places as long as there "
    "are; what is chosen beyond that is paid for twice."
)
AS_A_MEAN = mark(
    "{measure}: some groups take part less often than others. The model does not know who in a "
    "neighbourhood has it, and counts with a mean: the difference between groups is larger than "
    "these figures show."
)
NOT_COMPUTED = mark("{measure}: the model does not compute what this changes. Lacking: {why}")


class LawStands(NamedTuple):
    """How far the law is that a measure needs: whether it is in force, and that in words."""

    in_force: bool
    nl: str
    en: str


NO_LAWS: Mapping[str, LawStands] = {}


@dataclass(frozen=True)
class Warned:
    """What is allowed, and has to be known: a code, the measure, and what its text names.

    `text` is a msgid; its `why` in Dutch and English comes from the measure.
    """

    code: str
    measure: Measure
    text: str
    year: int
    last: int
    why_nl: str = ""
    why_en: str = ""

    def words(self, language: Language) -> str:
        """The warning in this language."""
        why = self.why_nl if language.code == "nl" else self.why_en
        name = self.measure.name(language.code)
        return language.text(
            self.text, measure=name, why=why, year=str(self.year), last=str(self.last)
        )


def warnings_of(
    variant: Variant,
    catalogue: Mapping[str, Measure],
    laws: Mapping[str, LawStands] = NO_LAWS,
) -> list[Warned]:
    """What is allowed about a variant and has to be known, measure by measure.

    `laws` says how far the law is for each measure that is followed; one that is in force is no
    longer waited for. It passes over measures that the catalogue does not have, which
    `variant_problems` refuses.
    """
    found: list[Warned] = []
    for name in sorted({choice.measure for choice in variant.choices} & set(catalogue)):
        taken = [one.year for one in variant.choices if one.measure == name and _is_taken(one)]
        if taken:
            law = laws.get(name)
            found += _warnings(catalogue[name], min(taken), variant.last_year, law)
    return found + _also_equipped(variant, catalogue)


def _also_equipped(variant: Variant, catalogue: Mapping[str, Measure]) -> list[Warned]:
    """Measures that equip what another one equips too, each pair once (rule 6 of `effects`)."""
    found: list[Warned] = []
    before: list[tuple[Measure, set[tuple[str, str]]]] = []
    for name in sorted({choice.measure for choice in variant.choices} & set(catalogue)):
        measure = catalogue[name]
        years = [one.year for one in variant.choices if one.measure == name and _is_taken(one)]
        own = {(one.of, one.input) for one in measure.effects if one.lever == EQUIP}
        if not (years and own):
            continue
        found += [
            Warned(
                "also-equipped",
                measure,
                ALSO_EQUIPPED,
                min(years),
                variant.last_year,
                other.name_nl,
                other.name_en,
            )
            for other, theirs in before
            if own & theirs
        ]
        before.append((measure, own))
    return found


def _is_taken(choice: Choice) -> bool:
    return any(is_number(value) and value > 0 for value in choice.knobs.values())


def _is_for_homes(measure: Measure) -> bool:
    """Whether households have to take part: then it is theirs to do so or not."""
    return any(cost.per == HOUSEHOLD for cost in measure.costs)


def _is_told_as_a_mean(measure: Measure) -> bool:
    """Whether groups take it up differently, and the twin has what it brings for all together."""
    taken = measure.uptake
    if taken is None or taken.low_income == taken.other == taken.older:
        return False
    return any(
        one.lever in (*ON_PARAMETERS, STOCK) and one.whose == OF_PEOPLE and one.of not in OLDER
        for one in measure.effects
    )


def _warnings(measure: Measure, year: int, last: int, law: LawStands | None) -> list[Warned]:
    found = []
    if law is not None and not law.in_force:
        found.append(Warned("no-law-yet", measure, NO_LAW_YET, year, last, law.nl, law.en))
    if measure.precondition != "none" and not (law and law.in_force):
        why = measure.precondition_nl, measure.precondition_en
        found.append(Warned("precondition", measure, NEEDS_FIRST, year, last, *why))
    if not measure.is_computed:
        why = measure.lacking_nl, measure.lacking_en
        found.append(Warned("not-computed", measure, NOT_COMPUTED, year, last, *why))
    elif measure.lead_months.p50 > MONTHS * (last + 1 - year):
        found.append(Warned("works-late", measure, WORKS_LATE, year, last))
    if _is_for_homes(measure) and measure.is_computed and measure.uptake is None:
        found.append(Warned("not-by-group", measure, NOT_BY_GROUP, year, last))
    elif _is_told_as_a_mean(measure):
        found.append(Warned("as-a-mean", measure, AS_A_MEAN, year, last))
    return found
