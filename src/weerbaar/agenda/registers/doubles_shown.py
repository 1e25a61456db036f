"""Who is counted on twice, as a sentence, a picture and a table; who may not see small numbers is
told the total alone."""

from __future__ import annotations

from collections.abc import Sequence

from weerbaar.agenda.registers.employers import (
    FEWEST,
    Double,
    band_words,
    count_words,
    left_words,
    share_words,
    shown_total,
)
from weerbaar.agenda.registers.pictures import doubles_svg
from weerbaar.agenda.registers.shown import Picture, Shown, ShownTable
from weerbaar.common.language import Language, mark

PER_CENT = 100.0
HEADS = (mark("People"), mark("Counted on twice"), mark("Share"), mark("Left without them"))
"""What stands in a line of `double_lines`, after the employer and the function."""


def double_lines(doubles: Sequence[Double], words: Language) -> list[list[str]]:
    """Of each employer and function how many people there are, counted on twice, and left."""
    return [
        [
            one.employer,
            one.function,
            words.number(one.people),
            count_words(one, words),
            share_words(one, words),
            left_words(one, words),
        ]
        for one in doubles
    ]


def doubles_shown(
    doubles: Sequence[Double], whole: bool, words: Language, employer: str, function: str
) -> Shown:
    """How many people are counted on twice; `employer` and `function` are the headings of these."""
    if not doubles:
        return Shown()
    if not whole:
        return Shown([total_words(doubles, whole, words)])
    title = words.text(mark("Who is counted on twice"))
    svg = doubles_svg(doubles, words)
    note = words.text(
        mark("The line through a bar is the band: what is not known of who is counted on where.")
    )
    pictures = [Picture(title, svg, note)] if svg else []
    told = words.text(mark("How many are counted on twice"))
    lines = double_lines(doubles, words)
    table = ShownTable(told, [employer, function, *map(words.text, HEADS)], lines)
    return Shown([total_words(doubles, whole, words)], pictures, [table])


def total_words(doubles: Sequence[Double], whole: bool, words: Language) -> str:
    """How many are counted on twice together, or why that is not told."""
    if all(one.count is None or not one.people for one in doubles):
        return words.text(mark("Nobody has said yet how many people are counted on twice."))
    total = shown_total(doubles, whole)
    if total is None or total.share is None:
        told = mark(
            "How many people are counted on twice is told in total alone, and not of so few people "
            "or fewer than {fewest} employers."
        )
        return words.text(told, fewest=FEWEST)
    ends = (total.share.p50, total.share.p10, total.share.p90)
    middle, low, high = (words.number(PER_CENT * end) for end in ends)
    told = mark(
        "Of {people} people in this register {count} are counted on twice: {middle} % "
        "({low} to {high} %). That rests on {rows} of {of} rows."
    )
    return words.text(
        told,
        people=words.number(total.people),
        count=band_words(total.count, words, whole),
        middle=middle,
        low=low,
        high=high,
        rows=total.rows,
        of=total.of,
    )
