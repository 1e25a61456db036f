"""Who gains and who does not, rights, risks, and what would turn the choice, in a memo."""

from __future__ import annotations

from weerbaar.agenda.letters.letter_parts import line, told
from weerbaar.agenda.letters.matter import Matter
from weerbaar.agenda.letters.memo_effects import hours_band, told_needs
from weerbaar.agenda.letters.memo_money import RUN
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import percent
from weerbaar.drawing.documents import Block, Heading, Listing, Paragraph, Table, Text, typed
from weerbaar.measures.flag_words import flag_sentences
from weerbaar.measures.measure_words import GRADES
from weerbaar.measures.verdict_words import turning_sentences
from weerbaar.measures.weighing import (
    NOW,
    GroupDifference,
    GroupFigure,
)

MOST_NAMED = 8
MOST_TURNS = 8
LEAST_SHARE = 0.01
LEAST_HOURS = 0.05
"""Half of the smallest difference that is shown."""
GAPS = {
    ("income", -1): mark(
        "**{name}:** people with a low income come closer to others (hours per person): {needs}."
    ),
    ("income", 1): mark(
        "**{name}:** people with a low income fall further behind (hours per person): {needs}."
    ),
    ("elder", -1): mark(
        "**{name}:** people of 65 and over or in need of care come closer to others (hours per "
        "person): {needs}."
    ),
    ("elder", 1): mark(
        "**{name}:** people of 65 and over or in need of care fall further behind (hours per "
        "person): {needs}."
    ),
}


def equity_blocks(matter: Matter, language: Language) -> list[Block]:
    """Who gains, who does not, and what it does to differences between people."""
    text = language.text
    blocks: list[Block] = [Heading(text(mark("Who gains, and who does not")))]
    items: list[Text] = []
    for i, _ in matter.variants:
        name = matter.label(i, language)
        items += [_groups(matter, i, name, language), _towns(matter, i, name, language)]
        items += _gaps(matter, i, name, language)
    return [*blocks, Listing(tuple(items))]


def _groups(matter: Matter, side: int, name: str, language: Language) -> Text:
    def group(one: GroupFigure | GroupDifference) -> str:
        return matter.names.group(one.group, one.low_income, language)

    # A pair holds only who differs in some draw; whoever has a figure counts, with no difference.
    signs = {group(one): [0] for one in matter.weighing.sides[NOW].groups}
    for one in matter.weighing.pair(NOW, side).groups:
        signs.setdefault(group(one), []).append(one.per_head.sign)
    return _sorted_out(name, mark("groups"), signs, language)


def _towns(matter: Matter, side: int, name: str, language: Language) -> Text:
    signs = {one.municipality: [0] for one in matter.weighing.sides[NOW].towns}
    for one in matter.weighing.pair(NOW, side).towns:
        signs.setdefault(one.municipality, []).append(one.per_head.sign)
    return _sorted_out(name, mark("municipalities"), signs, language)


def _sorted_out(name: str, what: str, signs: dict[str, list[int]], language: Language) -> Text:
    """Who clearly gains on some need, who clearly loses on some, and who neither."""
    none, everybody = language.text(mark("none")), language.text(mark("all of them"))
    gains = [who for who, each in signs.items() if min(each) < 0]
    loses = [who for who, each in signs.items() if max(each) > 0]
    neither = [who for who, each in signs.items() if not any(each)]
    sentence = mark(
        "**{name}, {what}:** clearly better off on at least one need: {gains}. Clearly worse off "
        "on at least one: {loses}. No clear difference: {neither}."
    )
    return told(
        language,
        sentence,
        RUN,
        name=name,
        what=language.text(what),
        gains=everybody if len(gains) == len(signs) > 0 else _listed(gains, language) or none,
        loses=_listed(loses, language) or none,
        neither=everybody if len(neither) == len(signs) > 0 else _listed(neither, language) or none,
    )


def _listed(names: list[str], language: Language) -> str:
    if len(names) <= MOST_NAMED:
        return "; ".join(names)
    more = language.text(mark("and {count} more"), count=len(names) - MOST_NAMED)
    return "; ".join([*names[:MOST_NAMED], more])


def _gaps(matter: Matter, side: int, name: str, language: Language) -> list[Text]:
    """What a variant does to the gaps between people, where that is clear and not next to nothing.

    Gaps are hours per person of the vulnerable minus those of all others.
    """
    needs = told_needs(matter)
    found = [one for one in matter.weighing.pair(NOW, side).needs if one.need in needs]
    items = []
    for (who, sign), sentence in GAPS.items():
        of_needs = [
            f"{matter.names.need(one.need)} {hours_band(gap.band, language)}"
            for one in found
            for gap in [one.income_gap if who == "income" else one.elder_gap]
            if gap is not None
            if gap.sign == sign and abs(gap.band.p50) >= LEAST_HOURS
        ]
        if of_needs:
            items.append(told(language, sentence, RUN, name=name, needs="; ".join(of_needs)))
    same = mark(
        "**{name}, differences between people:** no clear change of 0.1 hour per person or more "
        "between people with a low income and others, nor between people of 65 and over or in "
        "need of care and others."
    )
    return items or [told(language, same, RUN, name=name)]


def rights_blocks(matter: Matter, language: Language) -> list[Block]:
    """What each measure asks of people's rights; never added up."""
    text, code = language.text, language.code
    rows = []
    for _, side in matter.variants:
        for one in side.rights:
            grades = (one.data, one.coercion, one.speech, one.duration)
            told_grades = [typed(text(GRADES[grade])) for grade in grades]
            name = one.name_nl if code == "nl" else one.name_en
            why = one.why_nl if code == "nl" else one.why_en
            row = (typed(name), *told_grades, typed(why))
            if row not in rows:
                rows.append(row)
    blocks: list[Block] = [Heading(text(mark("Rights")))]
    if not rows:
        return [*blocks, Paragraph(told(language, mark("No measure asks anything of rights.")))]
    heads = (
        *(mark("Measure"), mark("Personal data"), mark("Coercion"), mark("Limits on speech")),
        *(mark("Lasts after a crisis"), mark("The reason")),
    )
    caption = told(language, mark("What each measure asks of rights; never added up"), RUN)
    widths = (2, 1.7, 0.9, 1.4, 1.2, 2.6)
    return [*blocks, Table(caption, tuple(text(h) for h in heads), tuple(rows), widths)]


def risk_blocks(matter: Matter, language: Language) -> list[Block]:
    """What can go wrong: what is not arranged, works late, is not computed, or is estimated."""
    text = language.text
    items = []
    for i, side in matter.variants:
        label = matter.label(i, language)
        items += [
            told(language, mark("**{label}:** {sentence}"), label=label, sentence=sentence)
            for sentence in flag_sentences(side, language)
        ]
    estimated = [
        f"{matter.names.need(one.need)} {percent(one.estimated or 0.0, language)}"
        for one in matter.weighing.sides[NOW].needs
        if one.need in told_needs(matter) and (one.estimated or 0.0) >= LEAST_SHARE
    ]
    if estimated:
        rests = mark("**Estimated:** a part of these figures rests on estimated objects: {needs}.")
        items.append(told(language, rests, RUN, needs="; ".join(estimated)))
    items.append(
        told(
            language,
            mark(
                "It is a model: how it really goes can fall outside the band, 2 of 10 courses do. "
                "What is not measured is not in these figures."
            ),
        )
    )
    return [Heading(text(mark("Risks"))), Listing(tuple(dict.fromkeys(items)))]


def turn_blocks(matter: Matter, language: Language) -> list[Block]:
    """Which assumption would turn the choice, and at which price; as the screen tells it."""
    lines = turning_sentences(matter.weighing, language)
    blocks: list[Block] = [Heading(language.text(mark("What would turn the choice")))]
    if not lines:
        none = mark(
            "No difference between the variants is sure, so nothing is named that would turn the "
            "choice."
        )
        return [*blocks, Paragraph(told(language, none, RUN))]
    items = [line(sentence, RUN) for sentence in lines[:MOST_TURNS]]
    left_out = len(lines) - len(items)
    if left_out:
        more = mark("Not in this memo: {count} more. They stand beside the comparison itself.")
        items.append(told(language, more, RUN, count=left_out))
    return [*blocks, Listing(tuple(items))]
