"""What can be said of variants side by side: who does best, what changes, who gains, what turns it.

Nobody is called best where bands overlap; who gains is told beside who does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Rows
from weerbaar.measures.chance import looked_at
from weerbaar.measures.money_words import (
    price_sentence,
)
from weerbaar.measures.weighing import (
    COST,
    FEWEST_TO_TURN,
    NOW,
    GroupDifference,
    NeedDifference,
    Turn,
    Verdict,
    Weighing,
)
from weerbaar.twin.difference import LACKING, MINUTES, people_sentence, time_sentence
from weerbaar.twin.influence_words import UNIT_WORDS, decimals
from weerbaar.twin.outcome import BESIDE_HEADLINE, SUPPRESS_BELOW
from weerbaar.twin.wording import limit_in_words, people_in_words

COSTS = mark("Costs")
MOST_TOLD_CHANCE = 1000
LIKELY = 0.5
"""From so many differences that seem sure by luck on, their number is told and no chance of one."""


def side_name(weighing: Weighing, side: int, words: Language) -> str:
    """What a side is called on a screen."""
    return weighing.sides[side].variant.name(words.code)


def verdict_sentence(weighing: Weighing, verdict: Verdict, words: Language) -> str:
    """Who does best on one question, or that nobody can say; and who is beaten by whom."""
    text = words.text
    question = text(COSTS if verdict.question == COST else LACKING[verdict.question])
    told = text(_verdict_message(weighing, verdict), **_verdict_names(weighing, verdict, words))
    line = text(mark("{question}: {told}"), question=question, told=told)
    if verdict.best is not None or not verdict.beaten:
        return " ".join([line, *_too_small(verdict, words)])
    losers = sorted({one.side for one in verdict.beaten} - {NOW})
    parts = []
    for loser in losers:
        by = [one.by for one in verdict.beaten if one.side == loser]
        name, others = side_name(weighing, loser, words), _names(weighing, by, words)
        parts.append(text(mark("{name} does worse than {others}."), name=name, others=others))
    return " ".join([line, *parts, *_too_small(verdict, words)])


def _too_small(verdict: Verdict, words: Language) -> list[str]:
    """That differences were not counted: too small, where that is not the whole verdict, or chance
    among so many.
    """
    told = []
    if verdict.slight and verdict.beaten:
        small = mark("Differences of less than {minutes} minutes a person were not counted.")
        told.append(words.text(small, minutes=_minutes(verdict, words)))
    if verdict.chance:
        lucky = mark("A difference that can be chance, among so many, was not counted.")
        told.append(words.text(lucky))
    return told


def chance_sentence(weighing: Weighing, words: Language) -> str:
    """How many differences are told, and what chance makes of so many."""
    count, lucky = looked_at(weighing)
    counted = mark("{count} differences were looked at, with {draws} computations.")
    line = words.text(counted, count=words.number(count), draws=weighing.identity.draws)
    if lucky < LIKELY:
        told = mark(
            "The chance that even one of them seems sure by luck alone is at most 1 in {k}."
        )
        most = min(MOST_TOLD_CHANCE, int(1.0 / lucky)) if lucky > 0.0 else MOST_TOLD_CHANCE
        return f"{line} {words.text(told, k=words.number(most))}"
    number = round(lucky)
    told = mark("By luck alone some {number} of them would seem sure.")
    if number < 2:
        told = mark("By luck alone one of them may well seem sure.")
    mended = mark(
        "Who does best was corrected for that; who gains and who loses was not. More computations "
        "make this less."
    )
    return f"{line} {words.text(told, number=words.number(number))} {words.text(mended)}"


def _minutes(verdict: Verdict, words: Language) -> str:
    minutes = MINUTES * verdict.least
    return words.number(minutes, decimals(minutes))


def _verdict_message(weighing: Weighing, verdict: Verdict) -> str:
    """What is said of a verdict; the names in it are those of `_verdict_names`."""
    sides = len(weighing.sides)
    if verdict.question == COST:
        if verdict.best is not None:
            return mark("{best} costs least.")
        return mark("which costs least is not sure: {unbeaten} overlap.")
    if len(verdict.alike) == sides * (sides - 1) // 2:
        return mark("no variant changes anything.")
    if verdict.slight and not verdict.beaten:
        return mark(
            "no difference that matters: the differences are not sure, or less than {minutes} "
            "minutes a person."
        )
    if verdict.best == NOW:
        return mark("every variant makes it worse than it is now.")
    if verdict.best is not None:
        many = mark("{best} does best, also against how it is now.")
        return many if sides > 2 else mark("{best} does better than how it is now.")
    if NOW in verdict.unbeaten:
        return mark("no variant is better for sure than how it is now.")
    if len(verdict.unbeaten) > 1:
        return mark("no winner; {unbeaten} cannot be told apart.")
    return mark("no winner: {unbeaten} is beaten by nobody, but cannot be told from {overlaps}.")


def _verdict_names(weighing: Weighing, verdict: Verdict, words: Language) -> dict[str, str]:
    unbeaten = [side for side in verdict.unbeaten if side != NOW]
    beaten = {one.side for one in verdict.beaten if one.by in unbeaten}
    others = range(len(weighing.sides))
    overlaps = [side for side in others if side not in {*beaten, *verdict.unbeaten}]
    best = "" if verdict.best is None else side_name(weighing, verdict.best, words)
    return {
        "best": best,
        "minutes": _minutes(verdict, words),
        "unbeaten": _names(weighing, unbeaten, words),
        "overlaps": _names(weighing, overlaps, words),
    }


def _names(weighing: Weighing, sides: Iterable[int], words: Language) -> str:
    return listed([side_name(weighing, side, words) for side in sides], words)


def listed(names: Sequence[str], words: Language) -> str:
    """“A, B and C”."""
    if len(names) < 2:
        return "".join(names)
    both = words.text(mark("and"))
    return f"{', '.join(names[:-1])} {both} {names[-1]}"


def change_sentences(weighing: Weighing, side: int, words: Language) -> list[str]:
    """What a variant changes for sure against how it is now, a sentence for each need."""
    found = []
    for one in weighing.pair(NOW, side).needs:
        if one.need not in BESIDE_HEADLINE:
            found += _change(weighing, one, words)
    nothing = mark("No difference stands out from chance.")
    return found or [words.text(nothing)]


def _change(weighing: Weighing, one: NeedDifference, words: Language) -> list[str]:
    text, lacking = words.text, words.text(LACKING[one.need])
    parts = []
    if one.peak.stands_out and abs(one.peak.band.p50) >= SUPPRESS_BELOW:
        parts.append(people_sentence(lacking, one.peak.band, words))
    if one.beyond.stands_out and abs(one.beyond.band.p50) >= SUPPRESS_BELOW:
        need = next(row for row in weighing.sides[NOW].needs if row.need == one.need)
        size = _size(one.beyond.band)
        told = mark(
            "{lacking}: {people} more people for longer than {span} (between {low} and {high})"
        )
        if one.beyond.band.p50 < 0:
            told = mark(
                "{lacking}: {people} fewer people for longer than {span} (between {low} and {high})"
            )
        low, people, high = (people_in_words(p, words) for p in (size.p10, size.p50, size.p90))
        span = limit_in_words(need.tolerance_h, words)
        parts.append(text(told, lacking=lacking, people=people, span=span, low=low, high=high))
    if not parts and one.per_head.stands_out:
        parts.append(time_sentence(lacking, one.per_head.band, words))
    return [text(mark("{told}."), told=part) for part in parts]


def _size(difference: Band) -> Band:
    if difference.p50 >= 0:
        return difference
    return Band(-difference.p90, -difference.p50, -difference.p10)


def gain_sentences(weighing: Weighing, side: int, groups: Rows, words: Language) -> list[str]:
    """For each need that moves: which groups gain, which do not for sure, and which lose.

    `groups` is the table of groups of the twin.
    """
    pair = weighing.pair(NOW, side)
    told = {row.need: row for row in weighing.sides[NOW].needs}
    found = []
    for need, rows in groupby(pair.groups, key=lambda row: row.need):
        if need in BESIDE_HEADLINE:
            continue
        differing = list(rows)
        every = [row for row in weighing.sides[NOW].groups if row.need == need]
        if need in told and any(row.per_head.stands_out for row in differing):
            found.append(_gains(need, differing, len(every), groups, words))
    return found


def _gains(
    need: str, rows: Sequence[GroupDifference], count: int, groups: Rows, words: Language
) -> str:
    text = words.text
    by_sign: dict[int, list[str]] = {-1: [], 0: [], 1: []}
    for row in rows:
        by_sign[row.per_head.sign].append(group_words(groups, row.group, row.low_income, words))
    lacking = text(LACKING[need])
    if len(by_sign[-1]) == count:
        return text(mark("{lacking}: every group gains."), lacking=lacking)
    parts = []
    for sign, message in (
        (-1, mark("gain: {names}")),
        (1, mark("lose: {names}")),
    ):
        if by_sign[sign]:
            parts.append(text(message, names="; ".join(by_sign[sign])))
    unsure = count - len(by_sign[-1]) - len(by_sign[1])
    if unsure:
        message = mark("no sure difference: {number} of {all} groups")
        parts.append(text(message, number=unsure, all=count))
    return text(mark("{lacking}: {parts}."), lacking=lacking, parts=" · ".join(parts))


def group_words(groups: Rows, group: str, low_income: bool, words: Language) -> str:
    """A group and its income, as the library has it."""
    name = str(groups.row(groups.positions("group")[group])[f"name_{words.code}"])
    return words.text(mark("{group}, low income"), group=name) if low_income else name


def town_sentences(weighing: Weighing, side: int, words: Language) -> list[str]:
    """For each need that moves somewhere: in how many municipalities it gets better and worse."""
    found = []
    for need, rows in groupby(weighing.pair(NOW, side).towns, key=lambda row: row.need):
        signs = [row.per_head.sign for row in rows]
        if need in BESIDE_HEADLINE or not any(signs):
            continue
        count = sum(row.need == need for row in weighing.sides[NOW].towns)
        told = mark(
            "{lacking}: better in {better} of {all} municipalities, worse in {worse}, no sure "
            "difference in the others."
        )
        found.append(
            words.text(
                told,
                lacking=words.text(LACKING[need]),
                better=signs.count(-1),
                worse=signs.count(1),
                all=count,
            )
        )
    return found


def equity_sentences(weighing: Weighing, side: int, words: Language) -> list[str]:
    """Where the gap between the vulnerable and all others grows or shrinks for sure."""
    gaps: Mapping[str, str] = {
        "elder_gap": mark("people of 65 and over or in need of care"),
        "income_gap": mark("people with a low income"),
    }
    found = []
    for one in weighing.pair(NOW, side).needs:
        for name, who in gaps.items():
            apart = getattr(one, name)
            if one.need in BESIDE_HEADLINE or apart is None or not apart.stands_out:
                continue
            told = mark("{lacking}: {who} fall {minutes} minutes further behind others.")
            if apart.sign < 0:
                told = mark("{lacking}: {who} come {minutes} minutes closer to others.")
            minutes = MINUTES * abs(apart.band.p50)
            if minutes >= 1:
                found.append(
                    words.text(
                        told,
                        lacking=words.text(LACKING[one.need]),
                        who=words.text(who),
                        minutes=words.number(minutes),
                    )
                )
    return found


def turning_sentences(weighing: Weighing, words: Language) -> list[str]:
    """What would turn the choice between any two variants: assumptions first, then prices.

    Of one variant alone it is the choice between it and how it is now. Empty where no difference
    is sure.
    """
    alone = len(weighing.sides) == NOW + 2
    pairs = [(pair.one, pair.other) for pair in weighing.pairs if alone or pair.one != NOW]
    told = [line for pair in pairs for line in turn_sentences(weighing, *pair, words)]
    return told + [price_sentence(weighing, one, words) for one in weighing.prices]


def turn_sentences(weighing: Weighing, one: int, other: int, words: Language) -> list[str]:
    """Which assumption would turn the choice between two sides, or let it fade; or that none does.

    Only needs on which the two differ for sure, or change places, are told.
    """
    sure = {row.need for row in weighing.pair(one, other).needs if row.per_head.stands_out}
    rows = [row for row in weighing.turns if (row.one, row.other) == (one, other)]
    told = [row for row in rows if row.turns or (row.need in sure and _fades(row))]
    lines = [_turn(weighing, row, words) for row in told]
    if lines or not sure:
        return lines
    draws = weighing.identity.draws
    if draws < FEWEST_TO_TURN:
        few = mark(
            "With {draws} courses it is not asked which assumption would turn the choice; that "
            "takes {least} courses or more."
        )
        return [words.text(few, draws=draws, least=FEWEST_TO_TURN)]
    none = mark(
        "With {draws} courses nothing is found of what the model and the measures assume that "
        "turns the choice between {one} and {other}."
    )
    names = {"one": side_name(weighing, one, words), "other": side_name(weighing, other, words)}
    return [words.text(none, draws=weighing.identity.draws, **names)]


def _fades(row: Turn) -> bool:
    """Whether at one end of an assumption the difference is no longer sure."""
    return any(band.p10 <= 0 <= band.p90 for band in (row.low, row.high))


def _turn(weighing: Weighing, row: Turn, words: Language) -> str:
    low_side, high_side = (row.one if band.p50 > 0 else row.other for band in (row.low, row.high))
    names = {
        "lacking": words.text(LACKING[row.need]),
        "assumption": row.name_nl if words.code == "nl" else row.name_en,
        "low_side": side_name(weighing, low_side, words),
        "high_side": side_name(weighing, high_side, words),
        "at": "" if row.at is None else _value(row, row.at, words),
    }
    if row.turns and row.at is not None:
        told = mark(
            "{lacking}: it turns on “{assumption}”. Below about {at}, {low_side} is better; above, "
            "{high_side} is."
        )
    elif row.turns:
        told = mark(
            "{lacking}: it turns on “{assumption}”. Where that is low, {low_side} is better; where "
            "it is high, {high_side} is."
        )
    elif row.low.p10 <= 0 <= row.low.p90:
        told = mark("{lacking}: where “{assumption}” is low, {high_side} is no longer better.")
    else:
        told = mark("{lacking}: where “{assumption}” is high, {low_side} is no longer better.")
    return words.text(told, **names)


def _value(row: Turn, value: float, words: Language) -> str:
    """A value of an assumption with its unit; a share as per cent."""
    if row.unit == "1" and row.p90 <= 1:
        number = words.number(100 * value, decimals(100 * value))
        return words.text(mark("{number} %"), number=number)
    number = words.number(value, decimals(value))
    return words.text(UNIT_WORDS.get(row.unit, "{number} " + row.unit), number=number).strip()
