"""The part of a comparison about money: what each variant costs, who pays, and in which year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.page import Picture
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.costs import PAYER_ORDER
from weerbaar.measures.files import read_budget_moments
from weerbaar.measures.moments import (
    LATE,
    MISSED,
    NO_CYCLE,
    ONLY_AMEND,
    OPEN,
    Decision,
    Moment,
    moments_of,
)
from weerbaar.measures.web.weighed_parts import (
    Part,
    as_shown,
    best_variant,
    eur_band,
    eur_in_words,
    side_names,
    variants_of,
)
from weerbaar.measures.weighing import COST, Side, Spent, Weighing

NOBODY = mark("–")
MOMENT_STATES = {
    OPEN: mark("all moments are still to come"),
    LATE: mark("an earlier moment is over; the decision itself can still be taken"),
    ONLY_AMEND: mark("only by changing the budget"),
    MISSED: mark("too late for this year"),
    NO_CYCLE: mark("no fixed moment"),
}
TODAY = mark(
    "In euros of today; inflation and interest are left out. Between brackets what 8 of 10 draws "
    "lie between."
)


def costs_part(weighing: Weighing, words: Language) -> Part:
    """What each variant costs over its years, and who pays."""
    return Part(
        "costs",
        words.text(mark("What it costs, and who pays")),
        pictures=(_picture(weighing, words),),
        shown=(as_shown(_payers(weighing, words)),),
        folded=tuple(
            as_shown(table)
            for _, side in variants_of(weighing)
            for table in (_years(side, words), _measures(side, words))
            if table.rows
        ),
        note=words.text(TODAY),
    )


def cost_sentences(weighing: Weighing, words: Language) -> tuple[str, ...]:
    """What each costs in a sentence, and which costs least, or that none does for sure."""
    names = side_names(weighing, words)
    told = [
        words.text(
            mark("{name}: {sum} in {years} years."),
            name=names[i],
            sum=eur_band(side.cost.total, words),
            years=side.variant.years,
        )
        for i, side in variants_of(weighing)
    ]
    if len(told) > 1:
        least = best_variant(weighing, COST)
        none = mark("Which one costs least cannot be said: their bands overlap.")
        told.append(
            words.text(mark("{name} costs least, for sure."), name=names[least])
            if least is not None
            else words.text(none)
        )
    return tuple(told)


def _picture(weighing: Weighing, words: Language) -> Picture:
    """A bar for each variant with its band."""
    names, variants = side_names(weighing, words), variants_of(weighing)
    most = max((side.cost.total.p90 for _, side in variants), default=0.0) or 1.0
    bars = [
        Bar(
            names[i],
            side.cost.total.p50 / most,
            side.cost.total.p10 / most,
            side.cost.total.p90 / most,
            said=eur_in_words(side.cost.total.p50, words),
        )
        for i, side in variants
    ]
    heading = words.text(mark("In all, over the years of the variant"))
    svg = bar_svg(bars, label=heading, ident="costs-bars", language=words)
    return Picture(svg, heading)


def _payers(weighing: Weighing, words: Language) -> GroupTable:
    """Who pays how much over all years, beside each other; the total is drawn, not added here."""
    variants, names = variants_of(weighing), side_names(weighing, words)
    rows = [
        GroupRow(
            upper(words.text(PAYERS[payer])),
            tuple(_paid(side, payer, words) for _, side in variants),
        )
        for payer in PAYER_ORDER
        if any(one.payer == payer for _, side in variants for one in side.cost.spent)
    ]
    columns = (words.text(mark("Who pays")), *(names[i] for i, _ in variants))
    return GroupTable(words.text(mark("Who pays, over all years")), columns, tuple(rows))


def _paid(side: Side, payer: str, words: Language) -> str:
    """What a payer pays: what comes once apart from what comes back every year.

    Bands do not add, so that only middles are summed, and said to be about.
    """
    spent = [one for one in side.cost.spent if one.payer == payer]
    if not spent:
        return words.text(NOBODY)
    once = sum(one.once.p50 for one in spent)
    yearly = [one.yearly.p50 for one in spent if one.yearly.p50]
    parts = []
    if once:
        told = mark("about {sum} once")
        parts.append(words.text(told, sum=eur_in_words(once, words)))
    if yearly:
        told = mark("about {sum} a year")
        parts.append(words.text(told, sum=eur_in_words(float(np.median(yearly)), words)))
    return "; ".join(parts) or words.text(NOBODY)


def _years(side: Side, words: Language) -> GroupTable:
    """For each payer and year what is paid, with its band."""
    years = range(side.variant.first_year, side.variant.last_year + 1)
    spent = {(one.payer, one.year): one for one in side.cost.spent}
    payers = [p for p in PAYER_ORDER if any(key[0] == p for key in spent)]
    rows = [
        GroupRow(
            upper(words.text(PAYERS[payer])),
            tuple(_in_year(spent.get((payer, year)), words) for year in years),
        )
        for payer in payers
    ]
    caption = words.text(mark("{name}: by year"), name=side.variant.name(words.code))
    columns = (words.text(mark("Who pays")), *(str(year) for year in years))
    return GroupTable(caption, columns, tuple(rows))


def _in_year(spent: Spent | None, words: Language) -> str:
    if spent is None:
        return words.text(NOBODY)
    parts: Sequence[tuple[str, Band]] = (
        (mark("{sum} once"), spent.once),
        (mark("{sum} each year"), spent.yearly),
    )
    told = [words.text(text, sum=eur_band(band, words)) for text, band in parts if band.p90]
    return "; ".join(told) or words.text(NOBODY)


def _measures(side: Side, words: Language) -> GroupTable:
    """For each measure what it costs over all years, and whether its effect is computed."""
    rows = [
        GroupRow(
            one.name_nl if words.code == "nl" else one.name_en,
            (
                str(one.year),
                eur_band(one.eur, words),
                words.text(mark("yes"))
                if one.computed
                else words.text(
                    mark("no: {what}"),
                    what=one.lacking_nl if words.code == "nl" else one.lacking_en,
                ),
            ),
        )
        for one in side.cost.measures
    ]
    caption = words.text(mark("{name}: by measure"), name=side.variant.name(words.code))
    heads = (mark("Measure"), mark("Year"), mark("Euros"), mark("Effect computed"))
    return GroupTable(caption, tuple(words.text(head) for head in heads), tuple(rows))


def moments_part(weighing: Weighing, today: date, words: Language) -> Part:
    """Which decision each payer must take, and when, for the money of which year."""
    rows = read_budget_moments()
    names = side_names(weighing, words)
    tables = [
        _decisions(names[i], moments_of(side.cost.spent, rows, today), words)
        for i, side in variants_of(weighing)
    ]
    tables = [table for table in tables if table.rows]
    return Part(
        "moments",
        words.text(mark("Who decides, and when")),
        shown=tuple(as_shown(table) for table in tables),
        note=words.text(mark("Reckoned from today, {day}."), day=words.day(today.isoformat())),
    )


def _decisions(name: str, decisions: Sequence[Decision], words: Language) -> GroupTable:
    rows = [
        GroupRow(
            upper(words.text(PAYERS[one.payer])),
            (
                str(one.year),
                _asked(one, words),
                "; ".join(_moment(moment, words) for moment in one.moments)
                or words.text(mark("decides by itself")),
                words.text(MOMENT_STATES[one.state]),
            ),
        )
        for one in decisions
    ]
    heads = (
        mark("Who pays"),
        mark("For the money of"),
        mark("What is asked"),
        mark("Moments"),
        mark("How it stands"),
    )
    return GroupTable(name, tuple(words.text(head) for head in heads), tuple(rows))


def _asked(one: Decision, words: Language) -> str:
    parts: Sequence[tuple[str, Band]] = (
        (mark("{sum} once"), one.once),
        (mark("{sum} more each year"), one.rise),
    )
    return "; ".join(
        words.text(text, sum=eur_in_words(band.p50, words)) for text, band in parts if band.p90
    )


def _moment(moment: Moment, words: Language) -> str:
    told = mark("{name}, by {day} (over)") if moment.missed else mark("{name}, by {day}")
    day = words.day(moment.on.isoformat())
    return words.text(told, name=moment.name(words.code), day=day)
