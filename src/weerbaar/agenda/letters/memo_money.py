"""What variants cost in a memo: who pays what in which year, at which moment of the budget."""

from __future__ import annotations

from collections.abc import Sequence

from weerbaar.agenda.letters.letter_parts import line, told
from weerbaar.agenda.letters.matter import Matter
from weerbaar.agenda.letters.sending import Sending, filled
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.documents import Block, Heading, Listing, Paragraph, Table, joined, typed
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.euro_words import euro_band
from weerbaar.measures.moments import LATE, MISSED, NO_CYCLE, ONLY_AMEND, OPEN, Decision, Moment
from weerbaar.measures.weighing import Side, Spent, Weighing
from weerbaar.measures.whose import (
    own_sentences,
    paid_by,
    paid_words,
    payer_words,
    payers_of,
    whose_sums,
)
from weerbaar.twin.wording import DASH

RUN = "run"
STATES = {
    OPEN: mark("in time"),
    LATE: mark("a first moment has passed; the budget itself can still be changed"),
    ONLY_AMEND: mark("only by a change of the budget that runs"),
    MISSED: mark("no moment is left"),
    NO_CYCLE: mark("decides by itself"),
}


def money_blocks(matter: Matter, sending: Sending, language: Language) -> list[Block]:
    """The part on costs, budget and cover; of the proposal, else of every variant."""
    text = language.text
    blocks: list[Block] = [
        Heading(text(mark("What it costs, and who pays"))),
        Paragraph(typed(whose_sums(matter.weighing, language))),
        _totals(matter, language),
        *_by_payer(matter, language),
    ]
    for i, side in matter.variants:
        if matter.proposed in (None, i) and side.cost.spent:
            name = _named(matter, i, language)
            blocks.append(_by_year(matter.weighing, side, name, language))
            blocks.append(_measures(side, name, language))
            blocks += _budget(matter, i, name, language)
    cover = mark("Cover:")
    blocks.append(
        Paragraph(joined(told(language, f"**{text(cover)}**"), filled(sending.cover, language)))
    )
    return blocks


def _by_payer(matter: Matter, language: Language) -> list[Block]:
    """What each payer pays in every variant, side by side; and the part of one municipality."""
    weighing, text = matter.weighing, language.text
    rows = tuple(
        (
            typed(upper(payer_words(weighing, payer, language))),
            *(
                typed(paid_words(paid_by(side, payer), language) or text(mark("nothing")))
                for _, side in matter.variants
            ),
        )
        for payer in payers_of(weighing)
    )
    if not rows:
        return []
    caption = mark("Who pays what in each variant, in the whole region {region}")
    rest = mark(
        "By the middles, so about. The same money together is not the same for who must decide."
    )
    table = Table(
        told(language, caption, RUN, region=weighing.identity.region_name),
        (text(mark("Who pays")), *(_named(matter, i, language) for i, _ in matter.variants)),
        rows,
        (1.4, *(2.0 for _ in matter.variants)),
        told(language, rest),
    )
    own = own_sentences(weighing, matter.place, language)
    return [table, *([Listing(tuple(line(one, RUN) for one in own))] if own else [])]


def _totals(matter: Matter, language: Language) -> Table:
    text = language.text
    rows = tuple(
        (
            typed(_named(matter, i, language)),
            typed(euro_band(side.cost.once, language)),
            typed(euro_band(side.cost.yearly, language)),
            typed(euro_band(side.cost.total, language)),
        )
        for i, side in enumerate(matter.weighing.sides)
    )
    heads = (mark("Variant"), mark("Once"), mark("Every year, added up"), mark("Together"))
    years = matter.weighing.sides[-1].variant
    caption = mark("Costs over {first} to {last}, all payers together")
    return Table(
        told(language, caption, RUN, first=years.first_year, last=years.last_year),
        tuple(text(name) for name in heads),
        rows,
        (2.4, 2, 2, 2),
        told(
            language,
            mark(
                "Euros of today: the middle, and between brackets 8 of 10 draws. Rounded to two "
                "digits; estimated where the source of a figure is an estimate."
            ),
        ),
    )


def _by_year(weighing: Weighing, side: Side, name: str, language: Language) -> Table:
    text = language.text
    rows = tuple(
        (
            typed(f"{upper(payer_words(weighing, years[0].payer, language))}, {_span(years)}"),
            typed(euro_band(years[0].once, language)),
            typed(euro_band(years[0].yearly, language)),
            typed(euro_band(years[0].rise, language)),
        )
        for years in alike_years(side)
    )
    heads = (
        *(mark("Who pays, and when"), mark("Once")),
        *(mark("Every year, in that year"), mark("New in that year")),
    )
    return Table(
        told(language, mark("{name}: by payer and year"), RUN, name=name),
        tuple(text(name) for name in heads),
        rows,
        (2.4, 2, 2, 2),
    )


def _measures(side: Side, name: str, language: Language) -> Table:
    text, code = language.text, language.code
    computed = {True: mark("yes"), False: mark("no: {lacking}")}
    rows = tuple(
        (
            typed(one.name_nl if code == "nl" else one.name_en),
            typed(str(one.year)),
            typed(euro_band(one.eur, language)),
            typed(
                text(
                    computed[one.computed],
                    lacking=one.lacking_nl if code == "nl" else one.lacking_en,
                )
            ),
        )
        for one in side.cost.measures
    )
    heads = (mark("Measure"), mark("From"), mark("Together"), mark("Effect computed"))
    return Table(
        told(language, mark("{name}: by measure"), RUN, name=name),
        (text(heads[0]), text(mark("From year")), *(text(name) for name in heads[2:])),
        rows,
        (2.6, 0.8, 2, 2.6),
    )


def _budget(matter: Matter, side: int, name: str, language: Language) -> list[Block]:
    """Which decisions the budget asks for, with their moments."""
    decisions = matter.moments.get(side, ())
    if not decisions:
        return []
    lead = mark("{name}: the moments at which who pays decides on this money")
    items = tuple(typed(_decision(matter.weighing, one, language)) for one in decisions)
    return [Heading(language.text(lead, name=name), 2), Listing(items)]


def _decision(weighing: Weighing, one: Decision, language: Language) -> str:
    text = language.text
    payer = upper(payer_words(weighing, one.payer, language))
    sums = mark("{payer}, money of {year}: once {once}, new every year {rise}; {state}.")
    first = text(
        sums,
        payer=payer,
        year=one.year,
        once=euro_band(one.once, language),
        rise=euro_band(one.rise, language),
        state=text(STATES.get(one.state, one.state)),
    )
    moments = "; ".join(_moment(moment, language) for moment in one.moments)
    return f"{first} {upper(moments)}." if moments else first


def _moment(moment: Moment, language: Language) -> str:
    told_on = mark("{moment}, {day} (passed)") if moment.missed else mark("{moment}, {day}")
    day = language.day(moment.on.isoformat())
    return language.text(told_on, moment=moment.name(language.code), day=day)


def alike_years(side: Side) -> list[list[Spent]]:
    """What each payer pays, years after each other with the same sums together."""
    found: list[list[Spent]] = []
    for one in side.cost.spent:
        last = next((years for years in reversed(found) if years[-1].payer == one.payer), None)
        if last and last[-1].year + 1 == one.year and _sums(last[-1]) == _sums(one):
            last.append(one)
        else:
            found.append([one])
    return sorted(found, key=lambda years: list(PAYERS).index(years[0].payer))


def _sums(one: Spent) -> tuple[Band, Band, Band]:
    return one.once, one.yearly, one.rise


def _span(years: Sequence[Spent]) -> str:
    first, last = years[0].year, years[-1].year
    return str(first) if first == last else f"{first}{DASH}{last}"


def _named(matter: Matter, side: int, language: Language) -> str:
    """A side by its letter and its name."""
    name = matter.weighing.sides[side].variant.name(language.code)
    return f"{matter.label(side, language)}: {name}"
