"""A measure in words: what it costs, what it changes, and what it asks of people's rights."""

from __future__ import annotations

import math
from collections.abc import Mapping

from weerbaar.common.language import Language, mark
from weerbaar.measures.catalogue import (
    Measure,
    Rights,
)
from weerbaar.twin.reading import Figure

PER_WORDS: Mapping[str, str] = {
    "region": mark("for the whole region"),
    "unit": mark("each"),
    "household": mark("for each household"),
    "inhabitant": mark("for each inhabitant"),
    "municipality": mark("for each municipality"),
    "area": mark("for each neighbourhood"),
}
GRADES = (mark("none"), mark("little"), mark("clear"), mark("heavy"))
RIGHTS: Mapping[str, str] = {
    "data": mark("personal data: {grade}"),
    "coercion": mark("coercion: {grade}"),
    "speech": mark("limits on speech: {grade}"),
    "duration": mark("lasts after a crisis: {grade}"),
}


def knob_rows(measure: Measure, words: Language) -> list[list[str]]:
    """For each knob its name, what it sets, and between which ends."""
    return [
        [
            knob.knob,
            str(getattr(knob, f"name_{words.code}")),
            words.figure(knob.low),
            words.figure(knob.high)
            if math.isfinite(knob.high)
            else words.text(mark("as many as the region has")),
        ]
        for knob in measure.knobs
    ]


def rights_in_words(rights: Rights, words: Language) -> str:
    """What a measure costs in rights, each by itself, and why."""
    graded = [
        words.text(told, grade=words.text(GRADES[getattr(rights, name)]))
        for name, told in RIGHTS.items()
    ]
    why = rights.why_nl if words.code == "nl" else rights.why_en
    return words.text(mark("Rights: {graded}. {why}"), graded=", ".join(graded), why=why)


def figure_in_words(figure: Figure, words: Language) -> str:
    """The middle of a figure, and its band where it has one."""
    digits = 0 if abs(figure.p90) >= 10 else 2
    low, middle, high = (words.number(n, digits) for n in (figure.p10, figure.p50, figure.p90))
    return middle if figure.fixed else f"{middle} ({low}–{high})"
