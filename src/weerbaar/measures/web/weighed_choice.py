"""The parts of a comparison for who has to choose: euros per person spared, rights, what to know
first, and which assumption would turn the choice."""

from __future__ import annotations

from collections.abc import Sequence

from weerbaar.common.language import Language, mark
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.measures.flag_words import flag_sentences
from weerbaar.measures.measure_words import GRADES
from weerbaar.measures.money_words import person_sentence
from weerbaar.measures.verdict_words import turning_sentences
from weerbaar.measures.web.weighed_parts import Part, as_shown, by_side, side_names, variants_of
from weerbaar.measures.weighing import UNSURE, RightsOf, Weighing
from weerbaar.twin.outcome import BESIDE_HEADLINE

RIGHTS = (
    ("data", mark("Personal data")),
    ("coercion", mark("Coercion")),
    ("speech", mark("Limits on speech")),
    ("duration", mark("Lasts after a crisis")),
)


def per_person_part(weighing: Weighing, words: Language) -> Part:
    """What is paid for each person who is spared something, in plain words."""

    def told(place: int) -> list[str]:
        rows = [
            one
            for one in weighing.per_person
            if one.side == place and one.need not in BESIDE_HEADLINE and one.state != UNSURE
        ]
        unsure = mark("For no need it is sure how many people it helps, so no sum a person.")
        return [person_sentence(weighing, one, words) for one in rows] or [words.text(unsure)]

    return Part(
        "per-person",
        words.text(mark("What it costs for each person who is helped")),
        beside=by_side(weighing, words, told),
        note=words.text(
            mark(
                "The whole sum over the people of one need. A variant may help with several needs; "
                "these sums may not be added, nor divided over needs."
            )
        ),
    )


def rights_part(weighing: Weighing, words: Language) -> Part | None:
    """What each measure asks of people's rights: beside what it brings, never summed."""
    names = side_names(weighing, words)
    tables = [
        _rights(names[i], side.rights, words) for i, side in variants_of(weighing) if side.rights
    ]
    if not tables:
        return None
    return Part(
        "rights",
        words.text(mark("What it asks of people's rights")),
        shown=tuple(as_shown(table) for table in tables),
        note=words.text(mark("Rights stand beside the figures and are never added to them.")),
    )


def _rights(name: str, rights: Sequence[RightsOf], words: Language) -> GroupTable:
    rows = [
        GroupRow(
            one.name_nl if words.code == "nl" else one.name_en,
            (
                *(words.text(GRADES[getattr(one, kind)]) for kind, _ in RIGHTS),
                one.why_nl if words.code == "nl" else one.why_en,
            ),
        )
        for one in rights
    ]
    heads = (mark("Measure"), *(label for _, label in RIGHTS), mark("Why"))
    return GroupTable(name, tuple(words.text(head) for head in heads), tuple(rows))


def first_part(weighing: Weighing, words: Language) -> Part | None:
    """What has to be there first, what comes too late, and what is not computed."""
    names = side_names(weighing, words)
    told = [
        f"{names[i]}: {sentence}"
        for i, side in variants_of(weighing)
        for sentence in flag_sentences(side, words)
    ]
    if not told:
        return None
    return Part("first", words.text(mark("What you must know first")), sentences=tuple(told))


def turns_part(weighing: Weighing, words: Language) -> Part:
    """Which assumption would turn the choice, and at which price."""
    told = turning_sentences(weighing, words)
    none = mark(
        "No difference between the variants is sure, so nothing is named that would turn the "
        "choice."
    )
    return Part(
        "turns",
        words.text(mark("What would turn the choice")),
        sentences=tuple(told) or (words.text(none),),
        note=words.text(
            mark("Who doubts such an assumption should look it up first, or fill in an own figure.")
        ),
    )
