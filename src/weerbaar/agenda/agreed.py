"""What is agreed, as a variant that the twin can compute: quantities become positions of knobs.

Rules:
1. An agreement or pledge counts that names a measure of the catalogue, is agreed or under way and
   has not ended.
2. A quantity sets the knob of that measure that has its unit. Where several knobs have it, or the
   quantity says of what, it must be of what the knob is called, in Dutch, English or the code: as a
   whole, or else some words of it that no other knob of this unit has (“diesel”).
3. Numbers of things, and what is promised a day, are added over several agreements. Hours, and all
   else, are what is agreed at least: of several the lowest counts.
4. A position goes no further than the knob does, nor than the region has sites for it. Of what has
   no half the whole ones count. Where that makes it other than what is agreed, both are told. A
   quantity that sets no knob is told, with why.
5. The variant takes each measure in the year that it is. Its lead time still counts, so it shows in
   full only so many months later. Hours hold for every site of the kind, as the knob says: who
   agreed with a part of them sees more than there is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from weerbaar.agenda.commitments import AGREED, WORKING, Commitment, Kinds, Quantity, standing
from weerbaar.agenda.units import PIECES, same_unit, unit_of
from weerbaar.common.language import ENGLISH, Language, mark
from weerbaar.measures.catalogue import Measure, MeasureKnob
from weerbaar.measures.effects import CLOSE, SITES, WHOLE, highest
from weerbaar.measures.variants import Choice, Variant
from weerbaar.region.region import Region

KINDS = ("agreement", "pledge")
THINGS = ("sites", "generators", "trucks", "beds", "m2")
"""Units of knobs that count things."""
ADDED = (*THINGS, "m3/day")
"""Units of knobs of which what several promise is added."""
PLACES = ("winkels", "apotheken", "punten", "kazernes", "shops", "points")
"""What people write of knobs that count sites, of which the knob itself says which they are."""
YEARS = 4
MOST_COUNTED = 1e12
"""More than there is of anything: a larger number is read as this, so that sums stay finite."""
NO_KNOB, NOT_IN_FORCE = ("no-knob", "not-in-force")
WHY_WORDS: Mapping[str, str] = {
    NO_KNOB: mark("the measure has no knob for it"),
    NOT_IN_FORCE: mark("not agreed yet, or over"),
}
TOGETHER, TAKEN = mark("Together"), mark("{knob}: the model takes {taken}")
NAME, SUMMARY = mark("What is agreed"), mark("The quantities of agreements on the agenda, {day}.")


@dataclass(frozen=True)
class Counted:
    """A quantity that counts: of which commitment, and which knob of which measure it sets."""

    title: str
    measure: str
    knob: str
    quantity: Quantity


@dataclass(frozen=True)
class Cut:
    """A knob of a measure that takes another number than is agreed (rule 4)."""

    measure: str
    knob: str
    agreed: float
    taken: float


@dataclass(frozen=True)
class WhatIsAgreed:
    """The variant, what counts in it, what does not with why (of WHY_WORDS), and what is cut."""

    variant: Variant
    counted: tuple[Counted, ...]
    left: tuple[tuple[str, str, str], ...]
    cut: tuple[Cut, ...]


def what_is_agreed(
    commitments: Sequence[Commitment],
    catalogue: Mapping[str, Measure],
    kinds: Kinds,
    today: date,
    region: Region,
    languages: Sequence[Language] = (ENGLISH,),
) -> WhatIsAgreed:
    """What the agreements on an agenda come to on a day; `languages` are those of the variant."""
    counted: list[Counted] = []
    left: list[tuple[str, str, str]] = []
    for one in commitments:
        if one.kind not in KINDS or one.measure not in catalogue:
            continue
        for quantity in one.quantities:
            knob = _knob_of(catalogue[one.measure], quantity)
            if standing(one, kinds, today) not in (AGREED, WORKING):
                left.append((one.title, str(quantity), NOT_IN_FORCE))
            elif knob is None:
                left.append((one.title, str(quantity), NO_KNOB))
            else:
                counted.append(Counted(one.title, one.measure, knob.knob, quantity))
    choices = _choices(counted, catalogue, region, today.year)
    return WhatIsAgreed(
        _variant(choices, today, languages),
        tuple(counted),
        tuple(left),
        _cut(counted, choices, catalogue),
    )


def agreed_lines(
    found: WhatIsAgreed, catalogue: Mapping[str, Measure], words: Language
) -> list[list[str]]:
    """What counts and what does not, in words: title, how much, measure, and which knob or why."""
    lines = []
    for one in found.counted:
        measure = catalogue[one.measure]
        told = _told(measure, one.knob, words)
        lines.append([one.title, str(one.quantity), measure.name(words.code), told])
    for cut in found.cut:
        measure = catalogue[cut.measure]
        taken = words.text(
            TAKEN, knob=_told(measure, cut.knob, words), taken=words.figure(cut.taken)
        )
        together = words.text(TOGETHER)
        lines.append([together, words.figure(cut.agreed), measure.name(words.code), taken])
    return lines + [
        [title, told, "", words.text(WHY_WORDS[why])] for title, told, why in found.left
    ]


def _told(measure: Measure, name: str, words: Language) -> str:
    knob = next(knob for knob in measure.knobs if knob.knob == name)
    return knob.name_nl if words.code == "nl" else knob.name_en


def _variant(choices: tuple[Choice, ...], today: date, languages: Sequence[Language]) -> Variant:
    told = {words.code: words for words in languages}
    dutch, english = told.get("nl", ENGLISH), told.get("en", ENGLISH)
    day = today.isoformat()
    return Variant(
        "afgesproken",
        dutch.text(NAME),
        english.text(NAME),
        dutch.text(SUMMARY, day=dutch.day(day)),
        english.text(SUMMARY, day=english.day(day)),
        today.year,
        YEARS,
        choices,
    )


def _choices(
    counted: Sequence[Counted], catalogue: Mapping[str, Measure], region: Region, year: int
) -> tuple[Choice, ...]:
    found = []
    for name in dict.fromkeys(one.measure for one in counted):
        measure, knobs = catalogue[name], {}
        for knob in measure.knobs:
            value = _together(counted, name, knob)
            if value is not None:
                most = min(value, highest(measure, knob, region))
                most = float(math.floor(most + CLOSE)) if knob.unit in WHOLE else most
                knobs[knob.knob] = max(most, knob.low)
        found.append(Choice(name, knobs, year))
    return tuple(found)


def _together(counted: Sequence[Counted], measure: str, knob: MeasureKnob) -> float | None:
    """What is agreed for a knob (rule 3); None where nothing is."""
    asked = [o.quantity.number for o in counted if (o.measure, o.knob) == (measure, knob.knob)]
    own = [min(number, MOST_COUNTED) for number in asked]
    if not own:
        return None
    return math.fsum(own) if knob.unit in ADDED else min(own)


def _cut(
    counted: Sequence[Counted], choices: Sequence[Choice], catalogue: Mapping[str, Measure]
) -> tuple[Cut, ...]:
    """Where a position is other than what is agreed (rule 4)."""
    found = []
    for choice in choices:
        for knob in catalogue[choice.measure].knobs:
            value = _together(counted, choice.measure, knob)
            if value is not None and abs(choice.knobs[knob.knob] - value) > CLOSE:
                found.append(Cut(choice.measure, knob.knob, value, choice.knobs[knob.knob]))
    return tuple(found)


def _knob_of(measure: Measure, quantity: Quantity) -> MeasureKnob | None:
    """The knob that a quantity sets (rule 2); None where there is none."""
    fitting = [knob for knob in measure.knobs if is_unit(knob.unit, quantity.unit)]
    if quantity.what:
        what = _plain(quantity.what)
        whole = [knob for knob in fitting if what in _called(knob)]
        fitting = whole or [knob for knob in fitting if _is_part(what, knob)]
    return fitting[0] if len(fitting) == 1 else None


def _is_part(what: str, knob: MeasureKnob) -> bool:
    """Whether some words of what a knob is called say this."""
    return any(f" {what} " in f" {called} " for called in _called(knob))


def is_unit(unit: str, written: str) -> bool:
    """Whether somebody wrote this unit of a knob; pieces are of all that a knob counts."""
    if same_unit(unit, written):
        return True
    return (unit in THINGS and same_unit(PIECES, written)) or (
        unit == SITES and unit_of(written) in PLACES
    )


def _called(knob: MeasureKnob) -> tuple[str, ...]:
    return tuple(_plain(one.replace(";", ",")) for one in (knob.knob, knob.name_nl, knob.name_en))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
