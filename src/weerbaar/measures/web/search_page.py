"""The page of what a search found: the first set with every measure, the others, and the front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.page import Picture
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.measures.catalogue import PAYERS, Measure
from weerbaar.measures.money_words import eur_band_in_words, eur_in_words
from weerbaar.measures.search.found import Confirmed, Found
from weerbaar.measures.search.found import Part as FoundPart
from weerbaar.measures.search.outcomes import HOURS
from weerbaar.measures.variants import Choice
from weerbaar.measures.web.weighed_parts import (
    NO_DIFFERENCE,
    Part,
    Told,
    as_shown,
    group_in_words,
    need_in_words,
)
from weerbaar.twin.difference import LACKING
from weerbaar.twin.wording import people_in_words

SHORT_HASH = 12
SMALL = 1e-9


@dataclass(frozen=True)
class FoundPage:
    """The whole page; `sets` are places with names, to keep one as a variant."""

    told: Told
    sets: tuple[tuple[int, str], ...]


def page_of(found: Found, catalogue: Mapping[str, Measure], words: Language) -> FoundPage:
    """The page in a language; names of measures are those of the catalogue."""
    parts: list[Part | None]
    if found.front:
        parts = [_front(found, catalogue, words)]
    elif found.sets:
        parts = [
            _first(found, catalogue, words),
            _needs(found.sets[0], words),
            _flags(found.sets[0], words),
            _others(found, catalogue, words),
        ]
    else:
        parts = []
    told = Told(
        title="",
        about=_about(found, words),
        parts=tuple(part for part in parts if part is not None),
        identity=_identity(found, words),
    )
    sets = tuple((place, _names(one, catalogue, words)) for place, one in enumerate(found.sets))
    return FoundPage(told, sets)


def _about(found: Found, words: Language) -> str:
    asked = found.asked
    told = mark(
        "{number} sets of measures were looked at, by: {need}. The crisis comes {months} months "
        "after 1 January {year}."
    )
    return words.text(
        told,
        number=words.number(found.looked_at),
        need=words.text(LACKING[asked.need]).lower(),
        months=asked.month,
        year=asked.first_year,
    )


def _names(one: Confirmed, catalogue: Mapping[str, Measure], words: Language) -> str:
    named = [_name(part.measure, catalogue, words) for part in one.parts]
    return " + ".join(named) or words.text(mark("nothing"))


def _name(measure: str, catalogue: Mapping[str, Measure], words: Language) -> str:
    return catalogue[measure].name(words.code) if measure in catalogue else measure


def _first(found: Found, catalogue: Mapping[str, Measure], words: Language) -> Part:
    """The set that brings most: its measures, what it costs, and what it brings."""
    first = found.sets[0]
    rows = [
        GroupRow(
            _name(part.measure, catalogue, words),
            (
                _choices_in_words(part.choices, catalogue, words),
                eur_band_in_words(part.eur, words),
                _without(part, found.asked.outcome, words),
            ),
        )
        for part in first.parts
    ]
    heads = (mark("Measure"), mark("How far"), mark("Costs"), mark("What is lost without it"))
    table = GroupTable(
        words.text(mark("The measures of this set")),
        tuple(words.text(head) for head in heads),
        tuple(rows),
    )
    return Part(
        "found",
        words.text(mark("What we found")),
        sentences=tuple(_sentences(found, first, words)),
        shown=(as_shown(table),) if rows else (),
        folded=(as_shown(_payers(first, words)),) if first.payers else (),
        note=words.text(
            mark(
                "Found on few courses, and computed again on {number} others: those are told here. "
                "Being the best of many, it looks a little better than it is."
            ),
            number=words.number(found.asked.confirm_draws),
        ),
    )


def _sentences(found: Found, one: Confirmed, words: Language) -> list[str]:
    """What a set costs and brings, and how likely it costs more than was asked."""
    told = [
        words.text(
            mark("It costs {sum} in {years} years."),
            sum=eur_band_in_words(one.eur, words),
            years=found.asked.years,
        )
    ]
    if one.overrun is not None and found.asked.budget_eur is not None:
        told.append(
            words.text(
                mark("The chance that it costs more than {budget} is {percent} %."),
                budget=eur_in_words(found.asked.budget_eur, words),
                percent=words.number(100 * one.overrun),
            )
        )
    for payer, chance in one.overruns.items():
        over = mark("The chance that {payer} pays more than {limit} is {percent} %.")
        told.append(
            words.text(
                over,
                payer=words.text(PAYERS[payer]),
                limit=eur_in_words(found.asked.limits[payer], words),
                percent=words.number(100 * chance),
            )
        )
    brings = _spared(one.spared, one.stands_out, found.asked.outcome, words)
    told.append(words.text(mark("It spares people: {brings}."), brings=brings))
    worst = mark("Worst off with it: {group}, {hours} hours per person.")
    group = group_in_words(one.group, one.group_low_income, words).lower()
    told.append(words.text(worst, group=group, hours=words.number(one.group_hours, 1)))
    return told


def _spared(band: Band | None, clear: bool, outcome: str, words: Language) -> str:
    """What is spared, in hours or in people; or that nothing stands out."""
    if band is None or not clear:
        return words.text(NO_DIFFERENCE)
    told = mark("{number} hours of people together (between {low} and {high})")
    if outcome != HOURS:
        told = mark("{number} people who lack it too long (between {low} and {high})")
    number, low, high = (people_in_words(v, words) for v in (band.p50, band.p10, band.p90))
    return words.text(told, number=number, low=low, high=high)


def _without(part: FoundPart, outcome: str, words: Language) -> str:
    if part.adds is None:
        return words.text(mark("not looked at"))
    return _spared(part.adds, part.stands_out, outcome, words)


def _payers(one: Confirmed, words: Language) -> GroupTable:
    rows = [
        GroupRow(upper(words.text(PAYERS[payer])), (eur_band_in_words(band, words),))
        for payer, band in one.payers.items()
    ]
    heads = (words.text(mark("Who pays")), words.text(mark("Over all years")))
    return GroupTable(words.text(mark("Who pays, over all years")), heads, tuple(rows))


def _choices_in_words(
    choices: Sequence[Choice], catalogue: Mapping[str, Measure], words: Language
) -> str:
    """The knobs of a measure, each with its year."""
    told = []
    for choice in choices:
        measure = catalogue.get(choice.measure)
        for knob in measure.knobs if measure else ():
            value = choice.knobs.get(knob.knob, 0.0)
            if abs(value) > SMALL:
                share = knob.unit == "1"
                shown = f"{words.number(100 * value)} %" if share else words.figure(value)
                name = knob.name_nl if words.code == "nl" else knob.name_en
                line = mark("{knob}: {value}, from {year}")
                told.append(words.text(line, knob=name, value=shown, year=choice.year))
    return "; ".join(told)


def _needs(one: Confirmed, words: Language) -> Part | None:
    """What a set does for each survival need, each apart."""
    rows = [
        GroupRow(
            need_in_words(need.need, words),
            (
                words.text(
                    mark("{hours} hours per person less (between {low} and {high})"),
                    hours=words.number(need.per_head.p50, 1),
                    low=words.number(need.per_head.p10, 1),
                    high=words.number(need.per_head.p90, 1),
                )
                if need.stands_out
                else words.text(NO_DIFFERENCE),
            ),
        )
        for need in one.needs
    ]
    if not rows:
        return None
    heads = (words.text(mark("Need")), words.text(mark("Against how it is now")))
    table = GroupTable(words.text(mark("What becomes different")), heads, tuple(rows))
    return Part("needs", words.text(mark("Whom it helps")), shown=(as_shown(table),))


def _flags(one: Confirmed, words: Language) -> Part | None:
    told = tuple(flag.text_nl if words.code == "nl" else flag.text_en for flag in one.flags)
    return (
        Part("first", words.text(mark("What you must know first")), sentences=told)
        if told
        else None
    )


def _others(found: Found, catalogue: Mapping[str, Measure], words: Language) -> Part | None:
    """The sets that come next: how close they are to the first."""
    others = found.sets[1:]
    if not others:
        return None
    rows = [
        GroupRow(
            _names(one, catalogue, words),
            (
                eur_band_in_words(one.eur, words),
                _spared(one.spared, one.stands_out, found.asked.outcome, words),
                words.text(
                    mark("the first brings more, for sure")
                    if one.behind
                    else mark("not clearly less than the first")
                ),
            ),
        )
        for one in others
    ]
    heads = (mark("Set"), mark("Costs"), mark("What it spares"), mark("Beside the first"))
    table = GroupTable(
        words.text(mark("Other sets that come close")),
        tuple(words.text(head) for head in heads),
        tuple(rows),
    )
    return Part("others", words.text(mark("What comes close")), shown=(as_shown(table),))


def _front(found: Found, catalogue: Mapping[str, Measure], words: Language) -> Part:
    """What more money brings: no set on it is better than another on everything."""
    most = max((one.eur.p90 for one in found.sets), default=0.0) or 1.0
    worst = max((one.worst_tenth for one in found.sets), default=0.0) or 1.0
    letters = [chr(ord("A") + i) for i in range(len(found.sets))]
    costs = [
        Bar(
            letter,
            one.eur.p50 / most,
            one.eur.p10 / most,
            one.eur.p90 / most,
            said=eur_in_words(one.eur.p50, words),
        )
        for letter, one in zip(letters, found.sets, strict=True)
    ]
    left = [
        Bar(letter, one.worst_tenth / worst, said=people_in_words(one.worst_tenth, words))
        for letter, one in zip(letters, found.sets, strict=True)
    ]
    cost_heading = words.text(mark("What each set costs"))
    left_heading = words.text(
        mark("Hours of people without it, in the worst tenth of the courses")
        if found.asked.outcome == HOURS
        else mark("People who lack it too long, in the worst tenth of the courses")
    )
    rows = [
        GroupRow(
            f"{letter}. {_names(one, catalogue, words)}",
            (
                eur_band_in_words(one.eur, words),
                people_in_words(one.worst_tenth, words),
                words.text(
                    mark("{group}: {hours} hours per person"),
                    group=group_in_words(one.group, one.group_low_income, words),
                    hours=words.number(one.group_hours, 1),
                ),
            ),
        )
        for letter, one in zip(letters, found.sets, strict=True)
    ]
    heads = (mark("Set"), mark("Costs"), mark("In the worst tenth"), mark("Who is worst off"))
    table = GroupTable(
        words.text(mark("The sets, the cheapest first")),
        tuple(words.text(head) for head in heads),
        tuple(rows),
    )
    return Part(
        "front",
        words.text(mark("What more money would bring")),
        sentences=(
            words.text(
                mark(
                    "Each of these sets is cheaper, or better in the worst courses, or better for "
                    "who is worst off, than every other. Which one you choose is up to you."
                )
            ),
        ),
        pictures=(
            Picture(
                bar_svg(costs, label=cost_heading, ident="front-costs", language=words),
                cost_heading,
            ),
            Picture(
                bar_svg(left, label=left_heading, ident="front-left", language=words),
                left_heading,
            ),
        ),
        shown=(as_shown(table),),
    )


def _identity(found: Found, words: Language) -> tuple[tuple[str, str], ...]:
    asked = found.asked
    pairs = (
        (mark("Facts"), asked.region_hash[:SHORT_HASH]),
        (mark("Scenario"), asked.scenario),
        (mark("Catalogue with own figures"), asked.catalogue_hash[:SHORT_HASH]),
        (mark("Seed"), str(asked.seed)),
        (mark("Version"), asked.version),
    )
    return tuple((words.text(name), value) for name, value in pairs)
