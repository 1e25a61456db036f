"""The parts of a comparison about money: what it costs, who pays, and who decides when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.page import Picture
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.costs import PAYER_ORDER
from weerbaar.measures.euro_words import euro_band, euros_in_words
from weerbaar.measures.files import read_budget_moments
from weerbaar.measures.moments import Decision, Moment, moments_of
from weerbaar.measures.money_words import (
    cost_sentence,
    decision_sentence,
    money_sentence,
)
from weerbaar.measures.web.weighed_parts import (
    Part,
    as_shown,
    by_side,
    side_names,
    variants_of,
)
from weerbaar.measures.weighing import NOW, Side, Spent, Weighing
from weerbaar.measures.whose import (
    divided_sentence,
    own_sentences,
    paid_by,
    paid_words,
    payer_words,
    payers_of,
    whose_sums,
)

NOBODY = "–"
ROOM = 1.35
"""By how much a whole bar is longer than the highest figure, so that its words fit behind it."""


def costs_part(weighing: Weighing, words: Language, town: str = "") -> Part:
    """What each variant costs over its years, and who pays; `town` is who asks, "" a region."""
    tables = (
        table
        for _, side in variants_of(weighing)
        for table in (_years(weighing, side, words), _measures(side, words))
    )
    return Part(
        "costs",
        words.text(mark("What it costs, and who pays")),
        sentences=(whose_sums(weighing, words), *own_sentences(weighing, town, words)),
        pictures=(_picture(weighing, words),),
        shown=(as_shown(_payers(weighing, words)),),
        folded=tuple(as_shown(table) for table in tables if table.rows),
        note=words.text(
            mark(
                "In euros of today; inflation and interest are left out. Between brackets what 8 "
                "of 10 draws lie between."
            )
        ),
    )


def cost_sentences(weighing: Weighing, words: Language) -> tuple[str, ...]:
    """What each variant costs, and of each two whether one costs more."""
    places = [i for i, _ in variants_of(weighing)]
    told = [cost_sentence(weighing, i, words) for i in places]
    pairs = [(pair.one, pair.other) for pair in weighing.pairs if pair.one != NOW]
    divided = divided_sentence(weighing, words)
    compared = [money_sentence(weighing, *pair, words) for pair in pairs]
    return (*told, *compared, *([divided] if divided else []))


def _picture(weighing: Weighing, words: Language) -> Picture:
    """A bar for each variant with its band."""
    names, variants = side_names(weighing, words), variants_of(weighing)
    most = ROOM * max(side.cost.total.p90 for _, side in variants) or 1.0
    bars = [
        Bar(
            names[i],
            side.cost.total.p50 / most,
            side.cost.total.p10 / most,
            side.cost.total.p90 / most,
            said=euros_in_words(side.cost.total.p50, words),
        )
        for i, side in variants
    ]
    heading = words.text(mark("In all, over the years of the variant, all payers together"))
    svg = bar_svg(bars, label=heading, ident="costs-bars", language=words)
    return Picture(svg, heading)


def _payers(weighing: Weighing, words: Language) -> GroupTable:
    """Who pays how much over all years, a column for each variant."""
    variants, names = variants_of(weighing), side_names(weighing, words)
    rows = [
        GroupRow(
            upper(payer_words(weighing, payer, words)),
            tuple(_paid(side, payer, words) for _, side in variants),
        )
        for payer in payers_of(weighing)
    ]
    columns = (words.text(mark("Who pays")), *(names[i] for i, _ in variants))
    return GroupTable(words.text(mark("Who pays, over all years")), columns, tuple(rows))


def _paid(side: Side, payer: str, words: Language) -> str:
    """What a payer pays: what comes once apart from what comes back every year.

    Bands do not add, so that only middles are summed, and said to be about.
    """
    return paid_words(paid_by(side, payer), words) or NOBODY


def _years(weighing: Weighing, side: Side, words: Language) -> GroupTable:
    """For each payer and year what is paid, with its band."""
    years = range(side.variant.first_year, side.variant.last_year + 1)
    spent = {(one.payer, one.year): one for one in side.cost.spent}
    rows = [
        GroupRow(
            upper(payer_words(weighing, payer, words)),
            tuple(_in_year(spent.get((payer, year)), words) for year in years),
        )
        for payer in PAYER_ORDER
        if any(key[0] == payer for key in spent)
    ]
    caption = words.text(mark("{name}: by year"), name=side.variant.name(words.code))
    columns = (words.text(mark("Who pays")), *(str(year) for year in years))
    return GroupTable(caption, columns, tuple(rows))


def _in_year(spent: Spent | None, words: Language) -> str:
    if spent is None:
        return NOBODY
    parts: Sequence[tuple[str, Band]] = (
        (mark("{sum} once"), spent.once),
        (mark("{sum} each year"), spent.yearly),
    )
    told = [words.text(text, sum=euro_band(band, words)) for text, band in parts if band.p90]
    return "; ".join(told) or NOBODY


def _measures(side: Side, words: Language) -> GroupTable:
    """For each measure what it costs over all years, and whether its effect is computed."""
    dutch = words.code == "nl"
    rows = []
    for one in side.cost.measures:
        lacking = one.lacking_nl if dutch else one.lacking_en
        computed = words.text(mark("yes"))
        if not one.computed:
            computed = words.text(mark("no: {what}"), what=lacking)
        cells = (str(one.year), euro_band(one.eur, words), computed)
        rows.append(GroupRow(one.name_nl if dutch else one.name_en, cells))
    caption = words.text(mark("{name}: by measure"), name=side.variant.name(words.code))
    heads = (mark("Measure"), mark("Year"), mark("Euros"), mark("Effect computed"))
    return GroupTable(caption, tuple(words.text(head) for head in heads), tuple(rows))


def moments_part(weighing: Weighing, today: date, words: Language) -> Part:
    """Which decision each payer must take, and when, for the money of which year."""
    rows = read_budget_moments()
    names = side_names(weighing, words)
    decisions = {i: moments_of(side.cost.spent, rows, today) for i, side in variants_of(weighing)}
    tables = [_cycle(names[i], told, words) for i, told in decisions.items()]
    return Part(
        "moments",
        words.text(mark("Who decides, and when")),
        beside=by_side(
            weighing, words, lambda i: [decision_sentence(one, words) for one in decisions[i]]
        ),
        folded=tuple(as_shown(table) for table in tables if table.rows),
        note=words.text(
            mark(
                "Reckoned from today, {day}. What the municipality must decide is the sum of all "
                "municipalities together."
            ),
            day=words.day(today.isoformat()),
        ),
    )


def _cycle(name: str, decisions: Sequence[Decision], words: Language) -> GroupTable:
    """Every moment of the budget cycle for the money of each year."""
    rows = [
        GroupRow(
            f"{upper(words.text(PAYERS[one.payer]))}, {one.year}",
            ("; ".join(_moment(moment, words) for moment in one.moments),),
        )
        for one in decisions
        if one.moments
    ]
    caption = words.text(mark("{name}: every moment of the budget cycle"), name=name)
    heads = (mark("For the money of"), mark("Moments"))
    return GroupTable(caption, tuple(words.text(head) for head in heads), tuple(rows))


def _moment(moment: Moment, words: Language) -> str:
    told = mark("{name}, by {day} (over)") if moment.missed else mark("{name}, by {day}")
    day = words.day(moment.on.isoformat())
    return words.text(told, name=moment.name(words.code), day=day)
