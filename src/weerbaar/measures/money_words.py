"""Money in words: what a side costs, whom it spares, and which decision it asks for when."""

from __future__ import annotations

from collections.abc import Mapping

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.euro_words import euro_band, euros_in_words
from weerbaar.measures.moments import LATE, MISSED, NO_CYCLE, ONLY_AMEND, OPEN, Decision, Moment
from weerbaar.measures.weighing import NOW, SPARED, UNSURE, WORSE, PerPerson, PriceTurn, Weighing
from weerbaar.twin.difference import LACKING
from weerbaar.twin.wording import counted_people, limit_in_words

MANY_TIMES = 10
STATES: Mapping[str, str] = {
    OPEN: mark("There is time: {last} by {on} at the latest."),
    LATE: mark("{missed} has passed; {last} can still decide, by {on} at the latest."),
    ONLY_AMEND: mark(
        "Too late for the ordinary budget of {year}; only {amend} is left, by {on} at the latest."
    ),
    MISSED: mark("Too late for the money of {year}: choose a later year."),
    NO_CYCLE: mark("Decides by itself: agree it with them before {year}."),
}


def cost_sentence(weighing: Weighing, side: int, words: Language) -> str:
    """What a side costs over its years, once and yearly apart."""
    one = weighing.sides[side]
    if one.cost.total.p90 <= 0:
        told = mark("{name} costs nothing more than now.")
        return words.text(told, name=one.variant.name(words.code))
    told = mark(
        "{name} costs {total} from {first} to {last}, all payers together: {once} once, and the "
        "rest every year."
    )
    return words.text(
        told,
        name=one.variant.name(words.code),
        total=euro_band(one.cost.total, words),
        first=str(one.variant.first_year),
        last=str(one.variant.last_year),
        once=euros_in_words(one.cost.once.p50, words),
    )


def money_sentence(weighing: Weighing, one: int, other: int, words: Language) -> str:
    """Which of two sides costs more, or between which ends that is not sure."""
    apart = weighing.pair(one, other).cost
    names = [weighing.sides[side].variant.name(words.code) for side in (one, other)]
    if not apart.stands_out:
        told = mark(
            "It is not sure which costs more, {one} or {other}: {other} costs between {low} and "
            "{high} more (below zero it costs less)."
        )
        if not apart.lower and not apart.higher:
            told = mark("{one} and {other} cost the same.")
        low, high = (euros_in_words(eur, words) for eur in (apart.band.p10, apart.band.p90))
        return words.text(told, one=names[0], other=names[1], low=low, high=high)
    more, less = (names[1], names[0]) if apart.sign > 0 else (names[0], names[1])
    size = sorted(abs(p) for p in (apart.band.p10, apart.band.p50, apart.band.p90))
    told = mark("{more} costs more than {less}: {eur}.")
    return words.text(told, more=more, less=less, eur=euro_band(Band(*size), words))


def person_sentence(weighing: Weighing, row: PerPerson, words: Language) -> str:
    """What each person costs whom a side spares a need; in words where nothing may be divided."""
    text, side = words.text, weighing.sides[row.side]
    lacking = text(LACKING[row.need])
    if row.state == UNSURE or row.persons is None:
        told = mark("{lacking}: for how many people it helps is not sure, so no sum a person.")
        return text(told, lacking=lacking)
    people = counted_people(row.persons, words)
    how = _counted(weighing, row, words)
    if row.state == WORSE:
        told = mark("{lacking}: {people} more {how}; money spares nobody here.")
        return text(told, lacking=lacking, people=people, how=how)
    if row.state != SPARED or row.p10 is None or row.p50 is None:
        told = mark("{lacking}: {people} fewer {how}, without any cost.")
        return text(told, lacking=lacking, people=people, how=how)
    low, middle = (euros_in_words(eur, words) for eur in (row.p10, row.p50))
    told = mark(
        "{lacking}: {people} fewer {how}. All the money over these people is {middle} for each of "
        "them ({low} or more), when this crisis comes once in {years} years."
    )
    high = ""
    if row.p90 is not None:
        high = euros_in_words(row.p90, words)
        told = mark(
            "{lacking}: {people} fewer {how}. All the money over these people is {middle} for each "
            "of them (between {low} and {high}), when this crisis comes once in {years} years."
        )
    years = side.variant.years
    return text(
        told,
        lacking=lacking,
        people=people,
        how=how,
        low=low,
        middle=middle,
        high=high,
        years=years,
    )


def _counted(weighing: Weighing, row: PerPerson, words: Language) -> str:
    if row.what == "peak":
        return words.text(mark("at the worst moment"))
    need = next(one for one in weighing.sides[NOW].needs if one.need == row.need)
    span = limit_in_words(need.tolerance_h, words)
    return words.text(mark("for longer than {span}"), span=span)


def price_sentence(weighing: Weighing, turn: PriceTurn, words: Language) -> str:
    """Who spares more people for each euro for sure, and at which price no longer."""
    side, other = (weighing.sides[at].variant.name(words.code) for at in (turn.side, turn.against))
    told = mark(
        "{lacking}: {side} spares more people for each euro than {other} ({eur} in all); that "
        "turns where it costs about {turns_at}."
    )
    if turn.turns_at is None:
        told = mark(
            "{lacking}: {side} spares more people for each euro than {other} ({eur} in all); at "
            "which price that turns is not sure."
        )
    elif turn.turns_at.p10 > MANY_TIMES * turn.eur:
        told = mark(
            "{lacking}: {side} spares more people for each euro than {other} ({eur} in all), also "
            "if it cost ten times as much."
        )
    return words.text(
        told,
        lacking=words.text(LACKING[turn.need]),
        side=side,
        other=other,
        eur=euros_in_words(turn.eur, words),
        turns_at="" if turn.turns_at is None else euro_band(turn.turns_at, words),
    )


def decision_sentence(decision: Decision, words: Language) -> str:
    """Which new money a payer must decide on for a year, and whether there is time."""
    parts = []
    if decision.once.p90 > 0:
        once = euros_in_words(decision.once.p50, words)
        parts.append(words.text(mark("{eur} once"), eur=once))
    if decision.rise.p90 > 0:
        rise = euros_in_words(decision.rise.p50, words)
        parts.append(words.text(mark("{eur} more every year"), eur=rise))
    new = f" {words.text(mark('and'))} ".join(parts)
    told = mark("{payer}, {year}: {new}. {state}")
    return words.text(
        told,
        payer=upper(words.text(PAYERS[decision.payer])),
        year=str(decision.year),
        new=new,
        state=_state(decision, words),
    )


def _state(decision: Decision, words: Language) -> str:
    by = {moment.kind: moment for moment in decision.moments}
    last = next((moment for moment in decision.moments if moment.last), None)
    passed = [one for one in decision.moments if one.missed and not one.last]
    on = by["amend"] if decision.state == ONLY_AMEND else last
    names = {
        "last": _name(last, words),
        "amend": _name(by.get("amend"), words),
        "missed": upper(_name(passed[-1] if passed else None, words)),
        "on": words.day(on.on.isoformat()) if on is not None else "",
        "year": str(decision.year),
    }
    return words.text(STATES[decision.state], **names)


def _name(moment: Moment | None, words: Language) -> str:
    return "" if moment is None else moment.name(words.code)
