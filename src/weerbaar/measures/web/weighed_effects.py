"""The part of a comparison about needs: who is spared what by each variant."""

from __future__ import annotations

from collections.abc import Sequence

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.page import Picture
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.measures.verdict_words import chance_sentence, change_sentences, verdict_sentence
from weerbaar.measures.web.weighed_costs import ROOM
from weerbaar.measures.web.weighed_parts import (
    NO_DIFFERENCE,
    NOT_TOLD,
    Part,
    as_shown,
    by_side,
    need_in_words,
    needs_of,
    people_band,
    side_names,
    variants_of,
)
from weerbaar.measures.weighing import (
    NOW,
    Difference,
    NeedDifference,
    NeedFigure,
    Pair,
    Side,
    Weighing,
)
from weerbaar.twin.comparison_words import signed_hours
from weerbaar.twin.difference import LACKING
from weerbaar.twin.outcome import BESIDE_HEADLINE
from weerbaar.twin.wording import hours_cell, limit_in_words, people_in_words

BEYOND, PEAK = "beyond", "peak"
MOST_PICTURES = 6


def moving_needs(weighing: Weighing) -> list[str]:
    """The needs on which some variant differs from now for sure, those for most people first.

    The norms beside the headline are left to the tables.
    """
    pairs = [weighing.pair(NOW, i) for i, _ in variants_of(weighing)]
    moving = [
        need
        for need in needs_of(weighing)
        if need not in BESIDE_HEADLINE and any(moves(pair, need) for pair in pairs)
    ]
    return sorted(moving, key=lambda need: -max(_people(pair, need) for pair in pairs))


def moves(pair: Pair, need: str) -> bool:
    """Whether the sides of a pair differ on a need for sure."""
    found = difference_of(pair, need)
    return found is not None and any(
        one.stands_out for one in (found.per_head, found.peak, found.beyond)
    )


def _people(pair: Pair, need: str) -> float:
    """By how many people the sides of a pair differ on a need, in the middle."""
    found = difference_of(pair, need)
    told = [] if found is None else [one for one in (found.peak, found.beyond) if one.stands_out]
    return max((abs(one.band.p50) for one in told if one.band is not None), default=0.0)


def difference_of(pair: Pair, need: str) -> NeedDifference | None:
    """How a pair differs on a need; None where nobody lacks it."""
    return next((one for one in pair.needs if one.need == need), None)


def figure_of(side: Side, need: str) -> NeedFigure | None:
    """How a side fares on a need; None where nobody lacks it."""
    return next((one for one in side.needs if one.need == need), None)


def people_part(weighing: Weighing, words: Language) -> Part:
    """What each variant does for each need, against how it is now."""
    return Part(
        "people",
        words.text(mark("Whom it helps")),
        beside=by_side(weighing, words, lambda i: change_sentences(weighing, i, words)),
        pictures=tuple(
            _picture(weighing, need, words) for need in moving_needs(weighing)[:MOST_PICTURES]
        ),
        folded=(as_shown(_all_needs(weighing, words)),),
        note=words.text(
            mark(
                "A difference is taken course by course, on the same courses, and told only where "
                "it stands out from chance. Its middle can be other than the difference between "
                "the middles of two bars. Needs are never added up."
            )
        ),
    )


def needs_part(weighing: Weighing, words: Language) -> Part:
    """Every need on every side, as a table alone."""
    heading = words.text(mark("Whom it helps"))
    return Part("needs", heading, shown=(as_shown(_all_needs(weighing, words)),))


def verdict_sentences(weighing: Weighing, words: Language) -> tuple[str, ...]:
    """Of each need that moves which variant does best for sure, or that nobody can say."""
    told = [
        verdict_sentence(weighing, weighing.verdict(need), words) for need in moving_needs(weighing)
    ]
    none = mark("No variant makes a difference that stands out from chance.")
    return (*(told or (words.text(none),)), chance_sentence(weighing, words))


def hours_difference(difference: Difference, words: Language) -> str:
    """Hours per person fewer or more with their band, or that nothing stands out."""
    if not difference.stands_out or difference.band is None:
        return words.text(NO_DIFFERENCE)
    return signed_hours(difference.band, words)


def _picture(weighing: Weighing, need: str, words: Language) -> Picture:
    """A bar for each side: the people who lack a need, with their band."""
    names = side_names(weighing, words)
    figures = [figure_of(side, need) for side in weighing.sides]
    what = told_by(weighing, need)
    bands = [None if one is None else getattr(one, what) for one in figures]
    most = ROOM * max((band.p90 for band in bands if band), default=0.0) or 1.0
    bars = [_bar(name, band, most, words) for name, band in zip(names, bands, strict=True)]
    heading, note = words.text(LACKING[need]), _note(figures, what, words)
    svg = bar_svg(bars, label=f"{heading}. {note}", ident=f"need-{need}", language=words)
    return Picture(svg, heading, note)


def told_by(weighing: Weighing, need: str) -> str:
    """In which people a need is told: who lacks it too long where there are any, else at worst."""
    figures = (figure_of(side, need) for side in weighing.sides)
    beyond = (one.beyond for one in figures if one is not None)
    return BEYOND if any(band is not None and band.p50 for band in beyond) else PEAK


def _bar(name: str, band: Band | None, most: float, words: Language) -> Bar:
    if band is None:
        return Bar(name, 0.0, said=words.text(NOT_TOLD))
    ends = band.p10 / most, band.p90 / most
    return Bar(name, band.p50 / most, *ends, said=people_in_words(band.p50, words))


def _note(figures: Sequence[NeedFigure | None], what: str, words: Language) -> str:
    known = next((one for one in figures if one is not None), None)
    if known is None or what == PEAK:
        return words.text(mark("People at the worst moment, in the whole region."))
    told = mark("People who lack it for longer than {span}, in the whole region.")
    return words.text(told, span=limit_in_words(known.tolerance_h, words))


def _all_needs(weighing: Weighing, words: Language) -> GroupTable:
    """Every need on every side: people who lack it too long, and hours per person."""
    names = side_names(weighing, words)
    rows = [
        GroupRow(
            _with_limit(weighing, need, words),
            tuple(_figures(figure_of(side, need), words) for side in weighing.sides),
        )
        for need in needs_of(weighing)
    ]
    caption = words.text(mark("Every need: people who lack it too long, and hours per person"))
    return GroupTable(caption, (words.text(mark("Need")), *names), tuple(rows))


def _with_limit(weighing: Weighing, need: str, words: Language) -> str:
    """A need with how long is too long."""
    named = need_in_words(need, words)
    known = next((f for f in (figure_of(s, need) for s in weighing.sides) if f), None)
    if known is None:
        return named
    told = mark("{need} (too long is longer than {span})")
    return words.text(told, need=named, span=limit_in_words(known.tolerance_h, words))


def _figures(figure: NeedFigure | None, words: Language) -> str:
    if figure is None:
        return words.text(mark("nobody"))
    return words.text(
        mark("{people} people; {hours} h"),
        people=people_band(figure.beyond, words),
        hours=hours_cell(figure.per_head, words),
    )
