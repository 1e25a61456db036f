"""Answers to a dependency side by side, in words, a picture and tables."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from weerbaar.agenda.registers.answers.weighed import (
    MOST_ANSWERS,
    PER_CENT,
    Floats,
    Side,
    Weighed,
    band_over,
)
from weerbaar.agenda.registers.curves import Line, Scale, curves_svg
from weerbaar.agenda.registers.dependencies import COUNTRY, SUPPLIER, name_of_country
from weerbaar.agenda.registers.shown import Picture, Shown, ShownTable
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.measures.euro_words import euro_band

MOST_LINES = 6
MOST_MOMENTS = 8
NOTHING = mark("nothing")
NO_SHARE = mark("Of {what} no share is known, so nothing can be computed. Fill in shares first.")


def answers_shown(found: Weighed, words: Language) -> Shown:
    """What a cut does, which answer leaves least unmet where that can be said, and all figures."""
    sentences = [_cut_words(found, words), *_verdict_words(found, words)]
    if found.left_out:
        told = mark("Only the first {most} answers are compared; left out: {count}.")
        sentences.append(words.text(told, most=MOST_ANSWERS, count=found.left_out))
    return Shown(
        sentences, [_picture(found, words)], [_table(found, words), _moments(found, words)]
    )


def side_name(side: Side, words: Language) -> str:
    """What a side is called."""
    return side.name or words.text(NOTHING)


def hand_name(name: str, over: str, words: Language) -> str:
    """Who falls away: a country in words, a supplier as it stands."""
    return name_of_country(name, words.code) if over == COUNTRY else name


def _cut_words(found: Weighed, words: Language) -> str:
    told = mark(
        "{cut} delivers {share} of {what}. Falls that away for {days} days and nothing is done, "
        "then as much as {unmet} days of the need is unmet."
    )
    said = words.text(
        told,
        cut=hand_name(found.cut, found.over, words),
        share=_share(found.share, words),
        what=found.what,
        days=found.days,
        unmet=_number(found.sides[0].unmet, words),
    )
    if not found.others:
        return said
    more = mark("{names} may be as large: that cannot be told apart.")
    names = ", ".join(hand_name(name, found.over, words) for name in found.others)
    return f"{said} {words.text(more, names=names)}"


def _verdict_words(found: Weighed, words: Language) -> list[str]:
    names = [side_name(side, words) for side in found.sides]
    if len(names) == 1:
        return [words.text(mark("No answers to it have been filled in yet."))]
    if found.least is not None:
        told = mark(
            "By itself {name} leaves least unmet, in at least 9 of 10 cases against each other "
            "answer."
        )
        return [words.text(told, name=names[found.least])]
    alone = [at for at, side in enumerate(found.sides) if len(side.answers) == 1]
    sure = [(one, other) for one, other in sorted(found.less) if {one, other} <= set(alone)]
    told = mark("Which leaves least unmet cannot be said: bands overlap.")
    if not sure:
        return [words.text(told)]
    pair = mark("{one} leaves less than {other}")
    pairs = (words.text(pair, one=names[one], other=names[other]) for one, other in sure)
    more = mark("For sure: {pairs}.")
    return [words.text(told), words.text(more, pairs="; ".join(pairs))]


def _table(found: Weighed, words: Language) -> ShownTable:
    heads = (
        mark("Answer"),
        mark("Days on which not all is there"),
        mark("Unmet, in days of the need of now"),
        mark("Costs a year"),
        mark("Costs more in such a crisis"),
        mark("Concentration by supplier"),
        mark("Concentration by country"),
    )
    lines = [
        [
            side_name(side, words),
            _number(side.short_days, words, 0),
            _number(side.unmet, words),
            _euros(side.cost, words),
            _euros(side.cut_cost, words),
            *(_index(side, over, words) for over in (SUPPLIER, COUNTRY)),
        ]
        for side in found.sides
    ]
    title = words.text(mark("The answers side by side"))
    return ShownTable(title, [words.text(head) for head in heads], lines)


def _moments(found: Weighed, words: Language) -> ShownTable:
    """Which part of the need is met on some days."""
    days = moments_of(found.days)
    heads = [words.text(mark("Answer"))]
    heads += [words.text(mark("day {day}"), day=day) for day in days]
    lines = [
        [
            side_name(side, words),
            *(_share(band_over(side.met[day - 1]), words) for day in days),
        ]
        for side in found.sides
    ]
    return ShownTable(words.text(mark("Part of the need that is met")), heads, lines)


def moments_of(days: int) -> list[int]:
    """Some days from the first to the last, evenly apart."""
    return sorted({round(day) for day in np.linspace(1, days, min(days, MOST_MOMENTS))})


def _picture(found: Weighed, words: Language) -> Picture:
    at = [float(day) for day in range(1, found.days + 1)]
    # A line of one day needs a second point.
    at = [*at, at[-1] + 1.0]
    sides = [*found.sides[: MOST_LINES - 1], *found.sides[MOST_LINES - 1 :][-1:]]
    lines = []
    for side in sides:
        ends = np.percentile(side.met, (10, 50, 90), axis=1) * PER_CENT
        low, middle, high = ([*row.tolist(), float(row[-1])] for row in ends)
        lines.append(Line(side_name(side, words), at, middle, low, high))
    ticks = [(float(day), words.number(day)) for day in moments_of(found.days)]
    across = Scale(1.0, at[-1], ticks)
    up = Scale(0, PER_CENT, [(v, f"{v} %") for v in (0, 50, 100)], words.text(mark("met, by day")))
    title = words.text(mark("Part of the need that is met, day by day"))
    told = mark("{name}: {share} on the last day")
    said = "; ".join(
        words.text(told, name=side_name(s, words), share=_share(band_over(s.met[-1]), words))
        for s in sides
    )
    svg = curves_svg(lines, across, up, label=title, description=said, ident="answers")
    note = words.text(
        mark(
            "A line is the middle, its band holds 8 of 10 cases. At most six lines are drawn; the "
            "table has them all."
        )
    )
    return Picture(title, svg, note)


def _euros(values: Floats | None, words: Language) -> str:
    return words.text(mark("not said")) if values is None else euro_band(band_over(values), words)


def _index(side: Side, over: str, words: Language) -> str:
    found = side.index.get(over)
    return (
        words.text(mark("unknown")) if found is None else _band(found, lambda v: words.number(v, 2))
    )


def _number(values: Floats, words: Language, decimals: int = 1) -> str:
    return _band(band_over(values), lambda value: words.number(value, decimals))


def _share(band: Band, words: Language) -> str:
    return _band(band, lambda value: words.number(PER_CENT * value)) + " %"


def _band(band: Band, told: Callable[[float], str]) -> str:
    low, middle, high = (told(end) for end in (band.p10, band.p50, band.p90))
    return middle if low == high else f"{middle} ({low}–{high})"
