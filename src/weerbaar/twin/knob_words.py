"""Choices in words: what is chosen, how much of it, and what holds now."""

from __future__ import annotations

from weerbaar.common.language import Language, mark
from weerbaar.twin.influence_words import SHARE, UNIT_WORDS
from weerbaar.twin.knobs import AGREE, COUNTED, Knob, knobs_of
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import DASH, FIXED_SPACE, exact_number


def choices_in_words(before: Twin, after: Twin, language: Language) -> list[str]:
    """What was chosen in the second and not in the first, in the order of the table of knobs."""
    told = mark("{choice}: {value} (now {usual})")
    return [
        language.text(
            told,
            choice=knob.title(language),
            value=amount_in_words(knob, after.choices[knob.name], language),
            usual=usual_in_words(knob, language),
        )
        for knob in knobs_of(before)
        if knob.name in after.choices and before.choices.get(knob.name) != after.choices[knob.name]
    ]


def usual_in_words(knob: Knob, language: Language) -> str:
    """What holds while nothing is chosen."""
    if knob.row["what"] == AGREE:
        return language.text(mark("no agreement"))
    return amount_in_words(knob, knob.usual, language)


def ends_in_words(knob: Knob, language: Language) -> str:
    """The least and the most that can be chosen."""
    low, high = (amount_in_words(knob, value, language) for value in (knob.low, knob.high))
    return f"{low}{DASH}{high}"


def amount_in_words(knob: Knob, value: float, language: Language) -> str:
    """A value of a knob with its unit; a count without, a share as per cent."""
    if knob.unit == SHARE:
        return f"{exact_number(100 * value, language)}{FIXED_SPACE}%"
    number = exact_number(value, language)
    return number if knob.unit == COUNTED else language.text(UNIT_WORDS[knob.unit], number=number)
