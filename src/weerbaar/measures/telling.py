"""A measure as its page tells it: every figure in words, with its band, its source and its mark.

What an effect acts on is named as the libraries name it, never by its identifier.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Rows
from weerbaar.measures.catalogue import (
    OF_PEOPLE,
    ON_SITES,
    ONCE,
    PAYERS,
    SITE,
    Cost,
    Effect,
    Measure,
    MeasureKnob,
    Uptake,
)
from weerbaar.measures.listing import CATEGORY_WORDS, GROUP_WORDS, WORKING_GROUP_WORDS
from weerbaar.measures.measure_words import PER_WORDS
from weerbaar.region.chain_words import input_name
from weerbaar.region.region import Library
from weerbaar.twin.influence_words import UNIT_WORDS, evidence_in_words
from weerbaar.twin.levers import (
    AGREE,
    EQUIP,
    ON_PARAMETERS,
    OPEN,
    RAISE,
    RESOURCE,
    SCALE,
    SET,
    STOCK,
)
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.pillar_tags import tracks_in_words
from weerbaar.twin.reading import Figure
from weerbaar.twin.scenario_words import kind_names
from weerbaar.twin.taxonomy import tag_names
from weerbaar.twin.wording import DASH, FIXED_SPACE, exact_number

CHANGES: Mapping[str, str] = {
    OPEN: mark("more places of this kind: {of}"),
    EQUIP: mark("{of}: {hours} hours longer without {input}"),
    AGREE: mark("{of}: longer without {input}"),
    SET: mark("at least this: {of}"),
    RAISE: mark("for a part of who lacks it: {of}"),
    SCALE: mark("multiplies: {of}"),
    RESOURCE: mark("more of: {of}"),
    STOCK: mark("a stock of at least {at_least} {of}"),
}
ONE_OF_EACH = mark(
    "one of each chosen neighbourhood, {hours} times as long as is chosen without {input}: {of}"
)
FOR_EACH = mark("{of}: {hours} hours without {input} for each unit of “{knob}”")
STOCKS: Mapping[str, str] = {
    "water": mark("litres of drinking water at home"),
    "food": mark("days of food at home"),
    "medicine": mark("days of medicine at home"),
    "cash": mark("euros of cash at home"),
    "phone": mark("hours of battery of a phone"),
    "device": mark("hours of battery of a medical device"),
}
STATED = "O"
"""Evidence of what an organisation says of itself."""
PILLARS: Mapping[str, str] = {
    "kamerbrief-": mark("Pillars of the letter to Parliament (six)"),
    "nctv-": mark("Pillars of the NCTV (four)"),
}
"""The lists of pillars, by how their names begin."""
BY_PEOPLE = (STOCK, RAISE, SET, SCALE)
"""How an effect acts that asks something of people themselves, where it is of people."""
NO_PILLAR = mark("in none of these")
NO_OBJECTIVE = mark("none of them")
SHARE, COUNTED = "1", "sites"
PER_CENT = 100
MOST_DIGITS = 2
SMALL = 0.1
"""Below this a figure has that many digits that say something."""


@dataclass(frozen=True)
class ToldRow:
    """One cost, effect or group: what it is, how much, why it is so, and on what that rests.

    `english` says that its source stands in English on a page in another language.
    """

    what: str
    who: str
    amount: str
    why: str
    source: str
    evidence: str
    english: bool = False


@dataclass(frozen=True)
class Named:
    """What the libraries call what effects act on."""

    region: Library
    twin: TwinLibrary

    def of(self, effect: Effect, language: Language) -> str:
        """What an effect acts on, in words."""
        if effect.lever in ON_SITES:
            return _named(self.region.kinds, effect.of, language)
        if effect.lever in ON_PARAMETERS:
            return _named(self.twin.parameters, effect.of, language)
        if effect.lever == RESOURCE:
            return _named(self.twin.resources, effect.of, language)
        return language.text(STOCKS.get(effect.of, effect.of))

    def unit(self, effect: Effect) -> str:
        """The unit of what an effect reaches; "" where it only counts."""
        rows = {RESOURCE: self.twin.resources}.get(effect.lever)
        rows = self.twin.parameters if effect.lever in (SET, RAISE) else rows
        if rows is None:
            return SHARE if effect.lever == STOCK else ""
        return str(rows.row(rows.positions(_key(rows))[effect.of])["unit"])


def _key(rows: Rows) -> str:
    return rows.table.key[0]


def _named(rows: Rows, name: str, language: Language) -> str:
    place = rows.positions(_key(rows))
    return str(rows.row(place[name])[f"name_{language.code}"]) if name in place else name


def belongs_to(measure: Measure, named: Named, language: Language) -> list[tuple[str, list[str]]]:
    """To what a measure belongs: a heading and its lines; of the two lists of pillars each apart.

    What is in none of the pillars of a list, or serves no objective, says so.
    """
    taxonomy, code = named.twin.taxonomy, language.code
    pillars, objectives = (tag_names(taxonomy, name, code) for name in ("pillars", "objectives"))
    category = [CATEGORY_WORDS[measure.category]] if measure.category else []
    category += [GROUP_WORDS[measure.group]] if measure.group else []
    group = [WORKING_GROUP_WORDS[measure.working_group]] if measure.working_group else []
    served = [objectives[str(n)] for n in measure.objectives if str(n) in objectives]
    held = {
        of: [pillars[one] for one in measure.pillars if _is(one, of) and one in pillars]
        for of in PILLARS
    }
    pairs = (
        *((PILLARS[of], lines or [language.text(NO_PILLAR)]) for of, lines in held.items()),
        (mark("Track of the letter"), [tracks_in_words(measure.pillars, taxonomy, language)]),
        (mark("NATO objectives"), served or [language.text(NO_OBJECTIVE)]),
        (mark("Category of the symposium"), [language.text(one) for one in category]),
        (mark("Working group"), [language.text(one) for one in group]),
        (mark("Proposals behind it"), [", ".join(map(str, measure.proposals))]),
        (mark("Entries of the inventory"), [", ".join(measure.ids)]),
    )
    return [(language.text(head), lines) for head, lines in pairs if any(lines)]


def pillar_lists(named: Named, language: Language) -> list[tuple[str, dict[str, str]]]:
    """The lists of pillars, each with its heading, and the names of its pillars."""
    names = tag_names(named.twin.taxonomy, "pillars", language.code)
    return [
        (language.text(head), {one: name for one, name in names.items() if _is(one, of)})
        for of, head in PILLARS.items()
    ]


def _is(pillar: str, of: str) -> bool:
    return pillar.startswith(of)


def knob_words(knob: MeasureKnob, language: Language) -> str:
    """What a knob is called, and between which ends it is chosen."""
    name = knob_name(knob, language)
    if math.isinf(knob.high):
        return language.text(mark("{name}: as many as the region has"), name=name)
    most = amount_in_words(Figure(knob.high, knob.high, knob.high), knob.unit, language)
    return language.text(mark("{name}: 0 to {most}"), name=name, most=most)


def knob_name(knob: MeasureKnob, language: Language) -> str:
    """What a knob is called."""
    return knob.name_nl if language.code == "nl" else knob.name_en


def amount_in_words(figure: Figure, unit: str, language: Language) -> str:
    """A figure with its band in its unit; a share as a percentage."""
    if unit == SHARE:
        shares = Figure(*(PER_CENT * value for value in (figure.p10, figure.p50, figure.p90)))
        return f"{band_in_words(shares, language)}{FIXED_SPACE}%"
    told = "{number}" if unit == COUNTED else UNIT_WORDS.get(unit, "{number} " + unit)
    return language.text(told, number=band_in_words(figure, language))


def band_in_words(figure: Figure, language: Language) -> str:
    """The middle of a figure, and its band where it has one."""
    low, middle, high = (_number(v, language) for v in (figure.p10, figure.p50, figure.p90))
    return middle if figure.fixed else f"{middle} ({low}{DASH}{high})"


def _number(value: float, language: Language) -> str:
    if 0.0 < abs(value) < SMALL:
        return exact_number(float(f"{value:.{MOST_DIGITS}g}"), language)
    return exact_number(round(value, 0 if abs(value) >= PER_CENT else MOST_DIGITS), language)


def told_costs(measure: Measure, named: Named, language: Language) -> list[ToldRow]:
    """What is paid for, by whom, how much and on what that rests."""
    return [
        ToldRow(
            what=str(getattr(cost, f"what_{language.code}")),
            who=language.text(PAYERS[cost.payer]),
            amount=_sum(cost, named, language),
            why="",
            source=cost.source_nl if language.code == "nl" else cost.source_en,
            evidence=evidence_in_words(cost.evidence, language),
            english=_is_english(cost, language),
        )
        for cost in measure.costs
    ]


def _sum(cost: Cost, named: Named, language: Language) -> str:
    sum_ = f"€ {band_in_words(cost.eur, language)}"
    when = language.text(mark("once") if cost.when == ONCE else mark("a year"))
    if cost.per.startswith(SITE):
        (kind,) = kind_names([cost.per.removeprefix(SITE)], named.region, language)
        per = language.text(mark("for each site: {kind}"), kind=kind)
    else:
        per = language.text(PER_WORDS[cost.per])
    told = f"{sum_} {per}, {when}"
    if cost.has_already is None:
        return told
    above = mark("{sum}; for what is above {figure}, which is there already")
    return language.text(above, sum=told, figure=band_in_words(cost.has_already, language))


def told_effects(measure: Measure, named: Named, language: Language) -> list[ToldRow]:
    """What is changed, by how much, why and on what that rests."""
    return [
        ToldRow(
            what=_changes(measure, effect, named, language),
            who="",
            amount=_amount(effect, named, language),
            why=effect.meaning_nl if language.code == "nl" else effect.meaning_en,
            source=effect.source_nl if language.code == "nl" else effect.source_en,
            evidence=evidence_in_words(effect.evidence, language),
            english=_is_english(effect, language),
        )
        for effect in measure.effects
    ]


def _hours_knob(measure: Measure, effect: Effect, language: Language) -> str:
    """What the knob is called that multiplies how long a site lasts; "" without one."""
    own = (knob for knob in measure.knobs if knob.knob == effect.hours_knob)
    return next((knob_name(knob, language) for knob in own), "")


def _changes(measure: Measure, effect: Effect, named: Named, language: Language) -> str:
    told = CHANGES[effect.lever]
    if effect.hours_knob:
        told = ONE_OF_EACH if effect.within else FOR_EACH
    return language.text(
        told,
        of=named.of(effect, language),
        knob=_hours_knob(measure, effect, language),
        input=input_name(effect.input, language),
        hours=band_in_words(effect.hours, language),
        at_least=language.figure(effect.at_least),
    )


def _amount(effect: Effect, named: Named, language: Language) -> str:
    amount = amount_in_words(effect.amount, named.unit(effect), language)
    if effect.lever == EQUIP:
        burns = _burns(effect, language)
        one_each = effect.amount.fixed and effect.amount.p50 == 1.0
        if not effect.amount.fixed and effect.amount.p90 <= 1.0:
            share = amount_in_words(effect.amount, SHARE, language)
            amount = language.text(mark("in {share} of the places that are chosen"), share=share)
        return ", ".join(burns if burns and one_each else (amount, *burns))
    if effect.half_life_months is None:
        return amount
    months = band_in_words(effect.half_life_months, language)
    told = mark("{amount}; half of it is left after {months} months")
    return language.text(told, amount=amount, months=months)


def _is_english(part: Cost | Effect | Uptake, language: Language) -> bool:
    """Whether a source is a title in English on a page in another language.

    What an organisation says of its own figure stands in its own language.
    """
    is_title = part.source_nl == part.source_en and not part.evidence.startswith(STATED)
    return language.code != "en" and is_title


def _burns(effect: Effect, language: Language) -> list[str]:
    """What the back-up of an equipped site burns, and how often it does not start."""
    told = []
    if effect.fuel_l_h.p90 > 0:
        litres = band_in_words(effect.fuel_l_h, language)
        told.append(language.text(mark("burns {litres} litres an hour"), litres=litres))
    if effect.fail_start is not None:
        share = amount_in_words(effect.fail_start, SHARE, language)
        told.append(language.text(mark("does not start in {share}"), share=share))
    return told


def told_uptake(measure: Measure, language: Language) -> list[ToldRow]:
    """Which share of people takes it up, by group; nothing where everybody gets it."""
    if measure.uptake is None:
        return []
    groups = {
        mark("people with a low income"): measure.uptake.low_income,
        mark("other people"): measure.uptake.other,
        mark("people of 65 and over"): measure.uptake.older,
    }
    evidence = evidence_in_words(measure.uptake.evidence, language)
    taken = measure.uptake
    source = taken.source_nl if language.code == "nl" else taken.source_en
    english = _is_english(taken, language)
    shares = {name: amount_in_words(share, SHARE, language) for name, share in groups.items()}
    return [
        ToldRow(language.text(name), "", shares[name], "", source, evidence, english)
        for name, share in groups.items()
    ]


def no_knobs(measure: Measure, language: Language) -> str:
    """Why there is nothing to choose of a measure and what it costs is not told; "" where it is."""
    if measure.is_computed:
        return ""
    told = mark("There is no knob: what it changes is not known well enough to compute.")
    if not measure.costs:
        told = mark(
            "There is no knob and no sum of money: no source carries figures for it. Figures that "
            "nobody can defend are left out. What would change that stands above."
        )
    return language.text(told)


def reach_sentence(measure: Measure, language: Language) -> str:
    """Whether somebody has to do something for it, where nobody told who takes it up."""
    if measure.uptake is not None or not measure.effects:
        return ""
    told = mark("People have to do nothing themselves: it works for all whom it reaches.")
    if any(one.lever in BY_PEOPLE and one.whose == OF_PEOPLE for one in measure.effects):
        told = mark("No figure says which groups take it up less: it is reckoned alike for all.")
    return language.text(told)


def equity_sentence(measure: Measure, language: Language) -> str:
    """Whether people with a low income take it up as often as others; "" where all get it."""
    uptake = measure.uptake
    if uptake is None:
        return ""
    gap = uptake.other.p50 - uptake.low_income.p50
    if abs(gap) < 1 / PER_CENT:
        return language.text(mark("People with a low income take it up as often as others."))
    points = language.number(abs(PER_CENT * gap))
    told = (
        mark("People with a low income take it up less often: {points} in 100 fewer.")
        if gap > 0
        else mark("People with a low income take it up more often: {points} in 100 more.")
    )
    return language.text(told, points=points)
