"""The part of a comparison about needs: who is spared what by each variant."""

from __future__ import annotations

from collections.abc import Sequence

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.page import Picture
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.measures.web.weighed_parts import (
    NO_DIFFERENCE,
    NOT_TOLD,
    Part,
    as_shown,
    best_variant,
    need_in_words,
    needs_of,
    people_band,
    people_difference,
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
from weerbaar.twin.wording import hours_cell, people_in_words, span_in_words

BEYOND, PEAK = "beyond", "peak"
MOST_PICTURES = 6


def moving_needs(weighing: Weighing) -> list[str]:
    """The needs on which some variant differs from now for sure; the norms beside the headline
    are left to the tables."""
    pairs = [weighing.pair(NOW, i) for i, _ in variants_of(weighing)]
    return [
        need
        for need in needs_of(weighing)
        if need not in BESIDE_HEADLINE and any(moves(pair, need) for pair in pairs)
    ]


def moves(pair: Pair, need: str) -> bool:
    """Whether the sides of a pair differ on a need for sure."""
    found = difference_of(pair, need)
    return found is not None and any(
        one.stands_out for one in (found.per_head, found.peak, found.beyond)
    )


def difference_of(pair: Pair, need: str) -> NeedDifference | None:
    """How a pair differs on a need; None where nobody lacks it."""
    return next((one for one in pair.needs if one.need == need), None)


def figure_of(side: Side, need: str) -> NeedFigure | None:
    """How a side fares on a need; None where nobody lacks it."""
    return next((one for one in side.needs if one.need == need), None)


def people_part(weighing: Weighing, words: Language) -> Part:
    """What each variant does for each need."""
    moving = moving_needs(weighing)
    return Part(
        "people",
        words.text(mark("Whom it helps")),
        pictures=tuple(_picture(weighing, need, words) for need in moving[:MOST_PICTURES]),
        shown=(as_shown(_table(weighing, moving, words)),) if moving else (),
        folded=(as_shown(_all_needs(weighing, words)),),
        note=words.text(
            mark(
                "A difference is taken course by course, on the same courses, and told only where "
                "it stands out from chance. Needs are never added up."
            )
        ),
    )


def effect_sentences(weighing: Weighing, words: Language) -> tuple[str, ...]:
    """Of each need that moves which variant helps most for sure, or that none does."""
    names = side_names(weighing, words)
    moving = moving_needs(weighing)
    if not moving:
        return (words.text(mark("No variant makes a difference that stands out from chance.")),)
    return tuple(_verdict(weighing, need, names, words) for need in moving)


def _verdict(weighing: Weighing, need: str, names: Sequence[str], words: Language) -> str:
    lacking = words.text(LACKING[need])
    variants = [i for i, _ in variants_of(weighing)]
    if len(variants) == 1:
        found = difference_of(weighing.pair(NOW, variants[0]), need)
        said = difference_in_words(found, words) if found else words.text(NO_DIFFERENCE)
        return words.text(mark("{lacking}: {said}."), lacking=lacking, said=said)
    best = best_variant(weighing, need)
    if best is None:
        none = mark("{lacking}: no variant is better for sure; their bands overlap.")
        return words.text(none, lacking=lacking)
    found = difference_of(weighing.pair(NOW, best), need)
    if found is None or found.per_head.sign > 0:
        least = mark("{lacking}: {name} does least harm; better than now it is not.")
        return words.text(least, lacking=lacking, name=names[best])
    most = mark("{lacking}: {name} helps most: {said}.")
    return words.text(
        most, lacking=lacking, name=names[best], said=difference_in_words(found, words)
    )


def difference_in_words(found: NeedDifference, words: Language) -> str:
    """How a variant differs from now on a need: in people where that stands out, else in hours."""
    if found.beyond.stands_out:
        return words.text(
            mark("{people}, beyond what can be borne"),
            people=people_difference(found.beyond, words),
        )
    if found.peak.stands_out:
        return words.text(
            mark("{people}, at the worst moment"), people=people_difference(found.peak, words)
        )
    return hours_difference(found.per_head, words)


def hours_difference(difference: Difference, words: Language) -> str:
    """Hours per person fewer or more, or that nothing stands out."""
    if not difference.stands_out or difference.band is None:
        return words.text(NO_DIFFERENCE)
    return words.text(mark("{hours} hours per person"), hours=signed_hours(difference.band, words))


def _picture(weighing: Weighing, need: str, words: Language) -> Picture:
    """A bar for each side: the people who lack a need, with their band."""
    names = side_names(weighing, words)
    figures = [figure_of(side, need) for side in weighing.sides]
    what = told_by(weighing, need)
    bands = [None if one is None else getattr(one, what) for one in figures]
    most = max((band.p90 for band in bands if band), default=0.0) or 1.0
    bars = [_bar(name, band, most, words) for name, band in zip(names, bands, strict=True)]
    heading = words.text(LACKING[need])
    label = f"{heading}: {words.text(_unit(what))}"
    svg = bar_svg(bars, label=label, ident=f"need-{need}", language=words)
    return Picture(svg, heading, _note(figures, what, words))


def told_by(weighing: Weighing, need: str) -> str:
    """In which people a need is told: who lacks it too long where there are any, else at worst."""
    figures = (figure_of(side, need) for side in weighing.sides)
    beyond = (one.beyond for one in figures if one is not None)
    return BEYOND if any(band is not None and band.p50 for band in beyond) else PEAK


def _bar(name: str, band: Band | None, most: float, words: Language) -> Bar:
    if band is None:
        return Bar(name, 0.0, said=words.text(NOT_TOLD))
    return Bar(
        name,
        band.p50 / most,
        band.p10 / most,
        band.p90 / most,
        said=people_in_words(band.p50, words),
    )


def _unit(what: str) -> str:
    return (
        mark("people who lack it too long")
        if what == BEYOND
        else mark("people at the worst moment")
    )


def _note(figures: Sequence[NeedFigure | None], what: str, words: Language) -> str:
    known = next((one for one in figures if one is not None), None)
    if known is None or what == PEAK:
        return words.text(mark("People at the worst moment."))
    told = mark("People who lack it for longer than {span}.")
    return words.text(told, span=span_in_words(known.tolerance_h, words))


def _table(weighing: Weighing, needs: Sequence[str], words: Language) -> GroupTable:
    """For each need that moves how each variant differs from now."""
    names, variants = side_names(weighing, words), variants_of(weighing)
    rows = []
    for need in needs:
        found = [difference_of(weighing.pair(NOW, i), need) for i, _ in variants]
        cells = tuple(
            difference_in_words(one, words) if one else words.text(NO_DIFFERENCE) for one in found
        )
        rows.append(GroupRow(words.text(LACKING[need]), cells))
    columns = (words.text(mark("Against how it is now")), *(names[i] for i, _ in variants))
    return GroupTable(words.text(mark("What becomes different")), columns, tuple(rows))


def _all_needs(weighing: Weighing, words: Language) -> GroupTable:
    """Every need on every side: people who lack it too long, and hours per person."""
    names = side_names(weighing, words)
    rows = [
        GroupRow(
            need_in_words(need, words),
            tuple(_figures(figure_of(side, need), words) for side in weighing.sides),
        )
        for need in needs_of(weighing)
    ]
    caption = words.text(mark("Every need: people who lack it too long, and hours per person"))
    return GroupTable(caption, (words.text(mark("Need")), *names), tuple(rows))


def _figures(figure: NeedFigure | None, words: Language) -> str:
    if figure is None:
        return words.text(mark("nobody"))
    return words.text(
        mark("{people} people; {hours} h"),
        people=people_band(figure.beyond, words),
        hours=hours_cell(figure.per_head, words),
    )
