"""What variants cost in a memo: who pays what in which year, at which moment of the budget."""

from __future__ import annotations

from weerbaar.agenda.letters.letter_parts import euros, told
from weerbaar.agenda.letters.matter import Matter
from weerbaar.agenda.letters.sending import Sending, filled
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.documents import Block, Heading, Listing, Paragraph, Table, joined, typed
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.moments import LATE, MISSED, NO_CYCLE, ONLY_AMEND, OPEN, Decision
from weerbaar.measures.weighing import Side

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
        _totals(matter, language),
    ]
    for i, side in matter.variants:
        if matter.proposed in (None, i) and side.cost.spent:
            blocks.append(_by_year(side, language))
            blocks.append(_measures(side, language))
            blocks += _budget(matter.moments.get(i, ()), side, language)
    cover = mark("Cover:")
    blocks.append(
        Paragraph(joined(told(language, f"**{text(cover)}**"), filled(sending.cover, language)))
    )
    return blocks


def _totals(matter: Matter, language: Language) -> Table:
    text = language.text
    rows = tuple(
        (
            typed(side.variant.name(language.code)),
            typed(euros(side.cost.once, language)),
            typed(euros(side.cost.yearly, language)),
            typed(euros(side.cost.total, language)),
        )
        for side in matter.weighing.sides
    )
    heads = (mark("Variant"), mark("Once"), mark("What comes back"), mark("Together"))
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


def _by_year(side: Side, language: Language) -> Table:
    text = language.text
    rows = tuple(
        (
            typed(f"{upper(text(PAYERS.get(one.payer, one.payer)))}, {one.year}"),
            typed(euros(one.once, language)),
            typed(euros(one.yearly, language)),
            typed(euros(one.rise, language)),
        )
        for one in side.cost.spent
    )
    heads = (
        *(mark("Who pays, and when"), mark("Once")),
        *(mark("That year, comes back"), mark("New in that year")),
    )
    return Table(
        told(
            language, mark("{name}: by payer and year"), RUN, name=side.variant.name(language.code)
        ),
        tuple(text(name) for name in heads),
        rows,
        (2.4, 2, 2, 2),
    )


def _measures(side: Side, language: Language) -> Table:
    text, code = language.text, language.code
    computed = {True: mark("yes"), False: mark("no: {lacking}")}
    rows = tuple(
        (
            typed(one.name_nl if code == "nl" else one.name_en),
            typed(str(one.year)),
            typed(euros(one.eur, language)),
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
        told(language, mark("{name}: by measure"), RUN, name=side.variant.name(code)),
        (text(heads[0]), text(mark("From year")), *(text(name) for name in heads[2:])),
        rows,
        (2.6, 0.8, 2, 2.6),
    )


def _budget(decisions: tuple[Decision, ...], side: Side, language: Language) -> list[Block]:
    """Which decisions the budget asks for, with their moments."""
    if not decisions:
        return []
    lead = mark("{name}: the moments at which who pays decides on this money")
    items = tuple(typed(_decision(one, language)) for one in decisions)
    name = side.variant.name(language.code)
    return [Heading(language.text(lead, name=name), 2), Listing(items)]


def _decision(one: Decision, language: Language) -> str:
    text = language.text
    payer = upper(text(PAYERS.get(one.payer, one.payer)))
    sums = mark("{payer}, money of {year}: once {once}, new every year {rise}; {state}.")
    first = text(
        sums,
        payer=payer,
        year=one.year,
        once=euros(one.once, language),
        rise=euros(one.rise, language),
        state=text(STATES.get(one.state, one.state)),
    )
    moments = "; ".join(
        f"{moment.name(language.code)}, {language.day(moment.on.isoformat())}"
        + (f" ({text(mark('passed'))})" if moment.missed else "")
        for moment in one.moments
    )
    return f"{first} {moments}." if moments else first
