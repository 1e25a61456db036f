"""A measure in words: what it costs, what it changes, and what it asks of people's rights."""

from __future__ import annotations

import math
from collections.abc import Mapping

from weerbaar.common.language import Language, mark
from weerbaar.measures.catalogue import (
    ONCE,
    PAYERS,
    SITE,
    Cost,
    Effect,
    Measure,
    Rights,
)
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.levers import AGREE, EQUIP, OPEN, RAISE, RESOURCE, SCALE, SET, STOCK
from weerbaar.twin.reading import Figure

OPENS_AT = "open at"
PER_WORDS: Mapping[str, str] = {
    "region": mark("for the whole region"),
    "unit": mark("each"),
    "household": mark("for each household"),
    "inhabitant": mark("for each inhabitant"),
    "municipality": mark("for each municipality"),
    "area": mark("for each neighbourhood"),
}
LEVER_WORDS: Mapping[str, str] = {
    OPEN: mark("opens {of}"),
    OPENS_AT: mark("opens {of} at {at}"),
    EQUIP: mark("gives {of} {hours} hours without {input}"),
    AGREE: mark("lets every {of} last longer without {input}"),
    SET: mark("makes {of} at least"),
    RAISE: mark("gives {of} to a part of who lacks it"),
    SCALE: mark("multiplies {of}"),
    RESOURCE: mark("adds {of}"),
    STOCK: mark("gives people at least {at_least} of {of} at home"),
}
GRADES = (mark("none"), mark("little"), mark("clear"), mark("heavy"))
RIGHTS: Mapping[str, str] = {
    "data": mark("personal data: {grade}"),
    "coercion": mark("coercion: {grade}"),
    "speech": mark("limits on speech: {grade}"),
    "duration": mark("lasts after a crisis: {grade}"),
}


def cost_rows(measure: Measure, words: Language) -> list[list[str]]:
    """For each cost what is paid for, by whom, how much and on what that rests."""
    return [
        [
            str(getattr(cost, f"what_{words.code}")),
            words.text(PAYERS[cost.payer]),
            _sum(cost, words),
            _ground(cost, words),
        ]
        for cost in measure.costs
    ]


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


def effect_rows(measure: Measure, words: Language) -> list[list[str]]:
    """For each effect what it changes, by how much and on what that rests."""
    return [
        [
            _changes(effect, words),
            _amount(effect, words),
            _ground(effect, words),
        ]
        for effect in measure.effects
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


def _sum(cost: Cost, words: Language) -> str:
    if cost.per.startswith(SITE):
        per = words.text(mark("for each site of kind {kind}"), kind=cost.per.removeprefix(SITE))
    else:
        per = words.text(PER_WORDS[cost.per])
    when = words.text(mark("once") if cost.when == ONCE else mark("a year"))
    told = f"{figure_in_words(cost.eur, words)} {per}, {when}"
    if cost.has_already is None:
        return told
    above = mark("{sum}; for what is above {figure}, which is there already")
    return words.text(above, sum=told, figure=figure_in_words(cost.has_already, words))


def _changes(effect: Effect, words: Language) -> str:
    if effect.hours_knob:
        told = mark("gives one {of} on each {within} {hours} times {knob} hours without {input}")
        parts = {"of": effect.of, "input": effect.input, "knob": effect.hours_knob}
        parts["hours"] = figure_in_words(effect.hours, words)
        return words.text(told, within=effect.within, **parts)
    return words.text(
        LEVER_WORDS[OPENS_AT if effect.lever == OPEN and effect.at else effect.lever],
        of=effect.of,
        at=effect.at,
        input=effect.input,
        hours=figure_in_words(effect.hours, words),
        at_least=words.number(effect.at_least),
    )


def _amount(effect: Effect, words: Language) -> str:
    amount = figure_in_words(effect.amount, words)
    if effect.fuel_l_h.p90 > 0:
        litres = figure_in_words(effect.fuel_l_h, words)
        told = mark("{amount}; burns {litres} litres an hour")
        amount = words.text(told, amount=amount, litres=litres)
    if effect.fail_start is not None:
        share = figure_in_words(effect.fail_start, words)
        told = mark("{amount}; does not start with a chance of {share}")
        amount = words.text(told, amount=amount, share=share)
    if effect.half_life_months is None:
        return amount
    months = figure_in_words(effect.half_life_months, words)
    told = mark("{amount}; half of it is left after {months} months")
    return words.text(told, amount=amount, months=months)


def _ground(part: Cost | Effect, words: Language) -> str:
    source = part.source_nl if words.code == "nl" else part.source_en
    return f"{source} ({evidence_in_words(part.evidence, words)})"
