"""The parts of a comparison for who has to choose: euros per person spared, rights, what to know
first, and which assumption would turn the choice."""

from __future__ import annotations

from collections.abc import Sequence

from weerbaar.common.language import Language, mark
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.measures.measure_words import GRADES
from weerbaar.measures.web.weighed_parts import (
    Part,
    as_shown,
    eur_in_words,
    side_names,
    variants_of,
)
from weerbaar.measures.weighing import (
    FREE,
    LATE,
    NOT_COMPUTED,
    PRECONDITION,
    SPARED,
    UNSURE,
    WORSE,
    Flag,
    PerPerson,
    PriceTurn,
    RightsOf,
    Turn,
    Weighing,
)
from weerbaar.twin.comparison_words import signed_hours
from weerbaar.twin.difference import LACKING
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.outcome import BESIDE_HEADLINE

FLAGS = {
    PRECONDITION: mark("{variant}: {measure} needs something first: {why}"),
    LATE: mark("{variant}: {measure} works only after the years of this variant. {why}"),
    NOT_COMPUTED: mark("{variant}: the effect of {measure} is not computed. Lacking: {why}"),
}
STATES = {
    UNSURE: mark("not to be said: whether anybody is spared this is not sure"),
    WORSE: mark("more people lack this"),
    FREE: mark("nothing is paid for it"),
}
RIGHTS = (
    ("data", mark("Personal data")),
    ("coercion", mark("Coercion")),
    ("speech", mark("Limits on speech")),
    ("duration", mark("Lasts after a crisis")),
)


def per_person_part(weighing: Weighing, words: Language) -> Part | None:
    """Euros for each person who is spared something, in plain words."""
    names = side_names(weighing, words)
    known = [
        one
        for one in weighing.per_person
        if one.need not in BESIDE_HEADLINE and one.state in (SPARED, FREE)
    ]
    if not known:
        return None
    needs = list(dict.fromkeys(one.need for one in known))
    places = [i for i, _ in variants_of(weighing)]
    by_key = {(one.side, one.need): one for one in weighing.per_person}
    rows = [
        GroupRow(
            words.text(LACKING[need]),
            tuple(_per_person(by_key.get((i, need)), words) for i in places),
        )
        for need in needs
    ]
    columns = (words.text(mark("What is spared")), *(names[i] for i in places))
    caption = words.text(mark("Euros for each person who is spared this"))
    return Part(
        "per-person",
        words.text(mark("What it costs for each person who is helped")),
        shown=(as_shown(GroupTable(caption, columns, tuple(rows))),),
        note=words.text(
            mark(
                "The whole sum over the people of one need. A variant may help with several needs; "
                "these sums may not be added, nor divided over needs."
            )
        ),
    )


def _per_person(one: PerPerson | None, words: Language) -> str:
    if one is None:
        return words.text(STATES[UNSURE])
    if one.state != SPARED or one.p50 is None:
        return words.text(STATES.get(one.state, STATES[UNSURE]))
    middle = eur_in_words(one.p50, words)
    if one.p10 is None:
        return middle
    low = eur_in_words(one.p10, words)
    if one.p90 is None:
        return words.text(mark("{sum} (at least {low})"), sum=middle, low=low)
    between = mark("{sum} (between {low} and {high})")
    return words.text(between, sum=middle, low=low, high=eur_in_words(one.p90, words))


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
        _flag(names[i], flag, words) for i, side in variants_of(weighing) for flag in side.flags
    ]
    if not told:
        return None
    return Part("first", words.text(mark("What you must know first")), sentences=tuple(told))


def _flag(name: str, flag: Flag, words: Language) -> str:
    nl = words.code == "nl"
    return words.text(
        FLAGS[flag.flag],
        variant=name,
        measure=flag.name_nl if nl else flag.name_en,
        why=flag.why_nl if nl else flag.why_en,
    )


def turns_part(weighing: Weighing, words: Language) -> Part:
    """Which assumption would turn the choice, and at which price."""
    names = side_names(weighing, words)
    turning = [one for one in weighing.turns if one.turns]
    others = [one for one in weighing.turns if not one.turns]
    told = [_turn(one, names, words) for one in turning]
    told += [line for one in weighing.prices if (line := _price(one, names, words))]
    if not told:
        told = [words.text(mark("We found no assumption that would turn the choice by itself."))]
    folded = (as_shown(_assumptions(others, names, words)),) if others else ()
    return Part(
        "turns",
        words.text(mark("What would turn the choice")),
        sentences=tuple(told),
        folded=folded,
        note=words.text(
            mark("Who doubts such an assumption should look it up first, or fill in an own figure.")
        ),
    )


def _turn(one: Turn, names: Sequence[str], words: Language) -> str:
    at = mark(
        "{need}: which is better, {first} or {second}, turns with “{assumption}”, at about {at} "
        "{unit} ({evidence})."
    )
    no_place = mark(
        "{need}: which is better, {first} or {second}, turns with “{assumption}” ({evidence})."
    )
    return words.text(
        no_place if one.at is None else at,
        need=words.text(LACKING[one.need]),
        first=names[one.one],
        second=names[one.other],
        assumption=one.assumption,
        at="" if one.at is None else words.figure(float(f"{one.at:.2g}")),
        unit="" if one.unit == "1" else one.unit,
        evidence=evidence_in_words(one.evidence, words),
    )


def _price(one: PriceTurn, names: Sequence[str], words: Language) -> str:
    if one.turns_at is None:
        return ""
    told = mark(
        "{need}: at a total of {at}, {side} brings as much for each euro as {other}; now it costs "
        "{now}."
    )
    return words.text(
        told,
        need=words.text(LACKING[one.need]),
        at=eur_in_words(one.turns_at, words),
        side=names[one.side],
        other=names[one.against],
        now=eur_in_words(one.eur, words),
    )


def _assumptions(turns: Sequence[Turn], names: Sequence[str], words: Language) -> GroupTable:
    rows = [
        GroupRow(
            one.assumption,
            (
                words.text(LACKING[one.need]),
                f"{names[one.one]} / {names[one.other]}",
                signed_hours(one.low, words),
                signed_hours(one.high, words),
                evidence_in_words(one.evidence, words),
            ),
        )
        for one in turns
    ]
    heads = (
        mark("Assumption"),
        mark("Need"),
        mark("Between"),
        mark("Hours per person where it is low"),
        mark("Hours per person where it is high"),
        mark("Evidence"),
    )
    caption = words.text(mark("Assumptions that weigh, but do not turn it"))
    return GroupTable(caption, tuple(words.text(head) for head in heads), tuple(rows))
