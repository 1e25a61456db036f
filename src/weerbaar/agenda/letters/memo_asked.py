"""What a memo asks for: the decision points about money.

Rules:
1. A council is asked for what municipalities pay, and for nothing that others pay: those are told
   beside it, since they decide for themselves.
2. Every sum is of all municipalities of the region together. The part of one by inhabitants stands
   beside it, as the estimate that it is, see `measures.whose`. Told is also what is paid in
   the year of the largest sum and over all years, with a band where the weighing holds one.
3. What the safety region pays comes in part from municipalities, so that is said where it pays.
4. In a memo of a region there is a point for all money, and one for each payer.
"""

from __future__ import annotations

from weerbaar.agenda.letters.letter_parts import told
from weerbaar.agenda.letters.matter import Matter
from weerbaar.agenda.letters.memo_money import RUN
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.documents import Text, joined
from weerbaar.measures.euro_words import euro_band, euros_in_words
from weerbaar.measures.weighing import Side, Spent
from weerbaar.measures.whose import (
    TOWNS_PAY,
    own_part,
    paid_by,
    paid_words,
    payer_words,
    payers_of,
)
from weerbaar.twin.wording import DASH

REGION_PAYS = "safety_region"


def money_points(matter: Matter, language: Language) -> list[Text]:
    """The points about money of what is proposed; none where the choice is left open."""
    if matter.proposed is None:
        return []
    side = matter.weighing.sides[matter.proposed]
    if matter.place:
        return [_of_towns(matter, side, language), *_of_others(matter, side, language)]
    total = mark("To make {eur} available over {first} to {last}, all payers together.")
    years, eur = side.variant, euro_band(side.cost.total, language)
    point = told(language, total, RUN, eur=eur, first=years.first_year, last=years.last_year)
    return [point, *_payer_points(matter, side, language)]


def _of_towns(matter: Matter, side: Side, language: Language) -> Text:
    """What a council is asked for (rules 1 and 2)."""
    paid = paid_by(side, TOWNS_PAY)
    sums = paid_words(paid, language)
    if not sums:
        none = mark("To note that this asks no money of municipalities.")
        return told(language, none, RUN)
    asked = mark(
        "To make available over {first} to {last} what municipalities pay: {who}, {sums}. What "
        "others pay is not in it."
    )
    point = told(
        language,
        asked,
        RUN,
        first=side.variant.first_year,
        last=side.variant.last_year,
        who=payer_words(matter.weighing, TOWNS_PAY, language),
        sums=sums,
    )
    point = joined(point, _most_and_all(side, language))
    part = own_part(matter.weighing, matter.place)
    if part is None:
        return point
    own = mark(
        "By inhabitants the part of {place} would be {sums} (our estimate: how municipalities "
        "divide it has to be agreed)."
    )
    own_sums = paid_words(paid.part(part.share), language)
    return joined(point, told(language, own, place=matter.place, sums=own_sums))


def _most_and_all(side: Side, language: Language) -> Text:
    """What municipalities pay in the year of the largest sum, and over all years.

    Bands of years do not add up to a band: there is one of all years only where nobody else pays.
    """
    most = _most(side, TOWNS_PAY)
    total = language.text(
        mark("about {sum}"), sum=euros_in_words(paid_by(side, TOWNS_PAY).total, language)
    )
    if {one.payer for one in side.cost.spent} == {TOWNS_PAY}:
        total = euro_band(side.cost.total, language)
    sentence = mark("The most in {year}: {sums}. Over all these years together: {total}.")
    words = {"year": most.year, "sums": _sums(most, language), "total": total}
    return told(language, sentence, RUN, **words)


def _most(side: Side, payer: str) -> Spent:
    """What a payer pays in the year of the largest sum."""
    own = (one for one in side.cost.spent if one.payer == payer)
    return max(own, key=lambda one: one.once.p50 + one.yearly.p50)


def _of_others(matter: Matter, side: Side, language: Language) -> list[Text]:
    """What others must pay, on which this council does not decide."""
    others = [payer for payer in payers_of(matter.weighing) if payer != TOWNS_PAY]
    sums = "; ".join(
        f"{payer_words(matter.weighing, payer, language)}, {paid_words(paid, language)}"
        for payer in others
        for paid in [paid_by(side, payer)]
        if paid.total
    )
    if not sums:
        return []
    note = mark("To note that others must pay too, and decide on that themselves: {sums}.")
    point = told(language, note, RUN, sums=sums)
    shared = paid_by(side, REGION_PAYS)
    if not shared.total:
        return [point]
    view = mark(
        "Municipalities pay into the budget of the safety region; the council gives its view on it "
        "(zienswijze)."
    )
    return [joined(point, told(language, view))]


def _payer_points(matter: Matter, side: Side, language: Language) -> list[Text]:
    """One point for each payer: over which years, and what in the year of the largest sum.

    Bands of years do not add up to a band, so the sums stand by year in the tables.
    """
    sentence = mark("{payer}, in {years}. The most in {most}: {sums}.")
    points = []
    for payer in dict.fromkeys(one.payer for one in side.cost.spent):
        own = [one for one in side.cost.spent if one.payer == payer]
        most = _most(side, payer)
        name = upper(payer_words(matter.weighing, payer, language))
        years = f"{own[0].year}{DASH}{own[-1].year}" if len(own) > 1 else str(own[0].year)
        words = {"payer": name, "years": years, "most": most.year, "sums": _sums(most, language)}
        points.append(told(language, sentence, RUN, **words))
    return points


def _sums(one: Spent, language: Language) -> str:
    """What is paid in a year, once and every year apart."""
    once, yearly = euro_band(one.once, language), euro_band(one.yearly, language)
    if one.yearly.p90 <= 0:
        return language.text(mark("once {once}"), once=once)
    if one.once.p90 <= 0:
        return language.text(mark("every year {yearly}"), yearly=yearly)
    both = mark("once {once}, and every year {yearly}")
    return language.text(both, once=once, yearly=yearly)
