"""What becomes of civil supply while firms make for Defence, as tables and sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.measures.labour.telling import band_words, rounded
from weerbaar.measures.production.case import Case
from weerbaar.measures.production.course import DRAWS, Course, drawn_for, run_plan
from weerbaar.measures.production.lowest import lowest_of
from weerbaar.measures.production.outcome import (
    DefenceOutcome,
    FirmCost,
    NeedOutcome,
    ProductOutcome,
    SectorOutcome,
    band_of,
    defence_outcomes,
    firm_costs,
    missed_weeks,
    need_outcomes,
    product_outcomes,
    sector_outcomes,
)
from weerbaar.measures.production.planning import RULE_WORDS, RULES, planned

Table = tuple[list[str], list[list[str]]]
MOST_NAMED = 5

NEVER = mark("never")
OR_NEVER = mark("{week} at the earliest, in most courses never")
SOMETIMES = mark("{week} (from {low}, in some courses never)")
NONE_SHORT = mark("No civil product comes up short for people, in most courses.")
NEED_ONE = mark(
    "{need}: {product} comes up short, in week {week}. Over all {weeks} weeks {share} of it is "
    "missing."
)
FIRST = mark("{need}: {product} comes up short first, in week {week}.")
FIRST_OPEN = mark("{need}: which of these comes up short first cannot be said. In week: {listed}.")
SHORTEST = mark("Over all {weeks} weeks most is missing of {product}: {share}.")
SHORTEST_OPEN = mark(
    "Of which of these most is missing cannot be said. Over all {weeks} weeks: {listed}."
)
AND_MORE = mark("{listed} and {more} more")
NEED_FULL = mark("{need}: enough, in most courses.")
NOTICED = mark("{product}: you say that these notice it first: {who}.")
UNMET = mark("Defence: of {makes} {unmet} of {ordered} {unit} are not made.")
MET = mark("Defence: all of {makes} is made from week {week} on.")
COSTS_MOST = mark(
    "{makes}: the switch of {firm} costs the civil side most for what Defence gets; its band lies "
    "above that of every other firm."
)
CANNOT_SAY = mark(
    "{makes}: which firm costs the civil side most for what Defence gets cannot be said; the bands "
    "overlap."
)
ALIKE = mark(
    "Where products are added up, each counts alike: a week without one as much as a week without "
    "another. That is a choice. Whoever weighs them otherwise reads the table by product."
)
LESS = mark(
    "If each product counts alike, people miss less where orders are divided {rule}: {less} weeks "
    "of use, and {more} the other way. What Defence gets may differ too."
)
NOT_APART = mark(
    "If each product counts alike, it cannot be said which way to divide orders leaves people "
    "with less shortage."
)
NO_STAFF = mark(
    "Not all firms tell their staff. A sector without it counts each firm alike: {who}."
)
NO_PRICES = mark(
    "Prices, overtime and what people and firms find elsewhere are left out: in truth shortages "
    "are smaller for that than it says here. What is lost while a line is changed is left out too: "
    "in truth they are larger for that."
)


@dataclass(frozen=True)
class Told:
    """All that is said of a case under one rule."""

    course: Course
    products: Sequence[ProductOutcome]
    needs: Sequence[NeedOutcome]
    sectors: Sequence[SectorOutcome]
    defence: Sequence[DefenceOutcome]
    costs: Sequence[FirmCost]


def told_by_rule(case: Case, weeks: int, draws: int = DRAWS, seed: int = 1) -> dict[str, Told]:
    """What is said of a case under each way to divide the orders, on the same draws."""
    drawn = drawn_for(case, draws, seed)
    costs = firm_costs(case, weeks, drawn)
    courses = {rule: run_plan(case, planned(case, weeks, rule), drawn) for rule in RULES}
    return {rule: told_of(course, costs) for rule, course in courses.items()}


def told_of(course: Course, costs: Sequence[FirmCost]) -> Told:
    """What is said of a course; `costs` are those of the firms by themselves."""
    products = product_outcomes(course)
    return Told(
        course=course,
        products=products,
        needs=need_outcomes(course, products),
        sectors=sector_outcomes(course),
        defence=defence_outcomes(course),
        costs=costs,
    )


def week_words(band: Band, words: Language) -> str:
    """A first week with its band, and where it never comes."""
    if math.isinf(band.p10):
        return words.text(NEVER)
    low, middle, high = (
        words.number(end) if math.isfinite(end) else "" for end in (band.p10, band.p50, band.p90)
    )
    if not middle:
        return words.text(OR_NEVER, week=low)
    if not high:
        return words.text(SOMETIMES, week=middle, low=low)
    if low == middle == high:
        return low
    return f"{middle} ({low}–{high})"


def share_words(band: Band, words: Language) -> str:
    """A share with its band, in per cent."""
    ends = (100 * end if 100 * end >= 0.05 else 0.0 for end in (band.p10, band.p50, band.p90))
    return f"{band_words(Band(*ends), words)} %"


def product_table(told: Told, needs: Mapping[str, str], words: Language) -> Table:
    """Each civil product by need: when it comes up short, how much and who notices."""
    heads = [
        mark("Need and product"),
        mark("Sector"),
        mark("First short in week"),
        mark("Short, all weeks"),
        mark("Short, worst week"),
        mark("What people miss"),
        mark("Who notices first"),
    ]
    rows = []
    for need in dict.fromkeys(one.need for one in told.products):
        for one in (each for each in told.products if each.need == need):
            missed = f"{band_words(one.missed, words)} {one.unit}"
            rows.append(
                [
                    f"{upper(needs[need])}: {one.product}",
                    ", ".join(one.sectors),
                    week_words(one.first_week, words),
                    share_words(one.share, words),
                    share_words(one.worst, words),
                    missed if one.for_people else words.text(mark("only firms use it")),
                    "; ".join(one.noticed) or "–",
                ]
            )
    return [words.text(head) for head in heads], rows


def sector_table(told: Told, words: Language) -> Table:
    """Each sector: what of it works for Defence and what stands still, in output and staff."""
    heads = [
        mark("Sector"),
        mark("Firms"),
        mark("Output for Defence"),
        mark("Output that stands still"),
        mark("People who work for Defence"),
        mark("People without work"),
    ]
    rows = [
        [
            one.sector,
            words.number(one.firms),
            share_words(one.switched, words),
            share_words(one.idle, words),
            _people(one.staff_switched, words),
            _people(one.staff_idle, words),
        ]
        for one in told.sectors
    ]
    return [words.text(head) for head in heads], rows


def _people(band: Band | None, words: Language) -> str:
    return words.text(mark("not known")) if band is None else band_words(band, words)


def defence_table(told: Told, words: Language) -> Table:
    """What Defence orders, gets and does not get."""
    heads = [
        mark("For Defence"),
        mark("Ordered"),
        mark("Made"),
        mark("Not made"),
        mark("All of it from week"),
    ]
    rows = [
        [
            f"{one.makes} ({one.unit})",
            words.number(rounded(one.ordered)),
            band_words(one.made, words),
            band_words(one.unmet, words),
            week_words(one.met_from, words),
        ]
        for one in told.defence
    ]
    return [words.text(head) for head in heads], rows


def cost_table(told: Told, words: Language) -> Table:
    """What the switch of each firm costs the civil side, by what it makes for Defence."""
    heads = [
        mark("Firm, by itself"),
        mark("For Defence"),
        mark("Part of the order it can make"),
        mark("Weeks of use missed, each product alike, for each per cent of the order"),
    ]
    in_order = sorted(told.costs, key=lambda one: (one.makes, -one.cost.p50))
    rows = [
        [
            one.firm,
            one.makes,
            share_words(one.share_of_order, words),
            _cost_words(one.cost, words),
        ]
        for one in in_order
    ]
    return [words.text(head) for head in heads], rows


def _cost_words(band: Band, words: Language) -> str:
    ends = (words.number(end, 2) for end in (band.p10, band.p50, band.p90))
    low, middle, high = ends
    return middle if low == middle == high else f"{middle} ({low}–{high})"


def rule_table(told: Mapping[str, Told], words: Language) -> Table:
    """The two ways to divide an order side by side."""
    heads = [words.text(mark("The order divided"))]
    heads += [words.text(RULE_WORDS[rule]) for rule in told]
    short = [words.number(sum(len(need.short) for need in one.needs)) for one in told.values()]
    lines = [
        (
            mark("Weeks of use that people miss, if each product counts alike"),
            [band_words(band_of(missed_weeks(one.course)), words) for one in told.values()],
        ),
        (mark("Products that people come to miss"), short),
    ]
    for i, product in enumerate(next(iter(told.values())).products):
        if any(product.product in need.short for one in told.values() for need in one.needs):
            name = words.text(mark("{product}: missing"), product=product.product)
            lines.append(
                (name, [share_words(one.products[i].share, words) for one in told.values()])
            )
    for i, first in enumerate(next(iter(told.values())).defence):
        name = words.text(mark("{makes}: not made"), makes=first.makes)
        lines.append((name, [band_words(one.defence[i].unmet, words) for one in told.values()]))
    return heads, [[words.text(name), *cells] for name, cells in lines]


def sentences(
    told: Told, all_rules: Mapping[str, Told], needs: Mapping[str, str], words: Language
) -> list[str]:
    """What the tables mean: needs, Defence, firms, the two rules, and what is not in it."""
    found = [_need_sentence(told, one, needs, words) for one in told.needs if one.products]
    if not any(one.short for one in told.needs):
        found = [words.text(NONE_SHORT)]
    for product in told.products:
        if product.noticed and product.in_courses >= 0.5 and product.for_people:
            who = "; ".join(product.noticed)
            found.append(words.text(NOTICED, product=product.product, who=who))
    found += [_defence_sentence(one, words) for one in told.defence]
    found += _cost_sentences(told.costs, words)
    found += _rule_sentences(all_rules, words)
    nobody = [one.sector for one in told.sectors if one.staff_idle is None]
    if nobody:
        found.append(words.text(NO_STAFF, who=", ".join(nobody)))
    return [upper(line) for line in (*found, words.text(NO_PRICES))]


def _need_sentence(told: Told, one: NeedOutcome, needs: Mapping[str, str], words: Language) -> str:
    if not one.short:
        return words.text(NEED_FULL, need=needs[one.need])
    need, weeks = needs[one.need], words.number(told.course.weeks)
    first = {
        p.product: week_words(p.first_week, words) for p in told.products if p.product in one.first
    }
    share = {
        p.product: share_words(p.share, words) for p in told.products if p.product in one.shortest
    }
    early, most = one.first[0], one.shortest[0]
    if len(one.short) == 1:
        more = {"product": early, "week": first[early], "share": share[early]}
        return words.text(NEED_ONE, need=need, weeks=weeks, **more)
    if len(first) > 1:
        begins = words.text(FIRST_OPEN, need=need, listed=_listed(first, words))
    else:
        begins = words.text(FIRST, need=need, product=early, week=first[early])
    if len(share) > 1:
        misses = words.text(SHORTEST_OPEN, weeks=weeks, listed=_listed(share, words))
    else:
        misses = words.text(SHORTEST, weeks=weeks, product=most, share=share[most])
    return f"{begins} {misses}"


def _listed(figures: Mapping[str, str], words: Language) -> str:
    """Products with their figure, the first MOST_NAMED of them."""
    told = "; ".join(f"{name} {figure}" for name, figure in list(figures.items())[:MOST_NAMED])
    more = len(figures) - MOST_NAMED
    return words.text(AND_MORE, listed=told, more=words.number(more)) if more > 0 else told


def less_missed(told: Mapping[str, Told]) -> str:
    """The way to divide by which people surely miss less, each product alike; "" where none."""
    rules = list(told)
    best = lowest_of(np.array([missed_weeks(one.course) for one in told.values()]))
    return rules[best[0]] if len(best) == 1 and len(rules) > 1 else ""


def _rule_sentences(told: Mapping[str, Told], words: Language) -> list[str]:
    """What the ways to divide differ in for people, and that this adds products up."""
    missed = {rule: missed_weeks(one.course) for rule, one in told.items()}
    first, *others = missed.values()
    if not any(one.any() for one in missed.values()):
        return []
    if all(np.allclose(first, other) for other in others):
        return [words.text(ALIKE)]
    best = less_missed(told)
    if not best:
        return [words.text(ALIKE), words.text(NOT_APART)]
    less, more = (
        "; ".join(band_words(band_of(one), words) for rule, one in missed.items() if same(rule))
        for same in (best.__eq__, best.__ne__)
    )
    rule = words.text(RULE_WORDS[best])
    return [words.text(ALIKE), words.text(LESS, rule=rule, less=less, more=more)]


def _defence_sentence(one: DefenceOutcome, words: Language) -> str:
    if rounded(one.unmet.p90) == 0:
        return words.text(MET, makes=one.makes, week=week_words(one.met_from, words))
    return words.text(
        UNMET,
        makes=one.makes,
        unmet=band_words(one.unmet, words),
        ordered=words.number(rounded(one.ordered)),
        unit=one.unit,
    )


def _cost_sentences(costs: Sequence[FirmCost], words: Language) -> list[str]:
    found = []
    for makes in dict.fromkeys(one.makes for one in costs):
        own = sorted((one for one in costs if one.makes == makes), key=lambda one: -one.cost.p50)
        if len(own) < 2:
            continue
        most, *others = own
        if all(most.cost.p10 > one.cost.p90 for one in others):
            found.append(words.text(COSTS_MOST, makes=makes, firm=most.firm))
        else:
            found.append(words.text(CANNOT_SAY, makes=makes))
    return found


def record_of(told: Told) -> dict[str, Any]:
    """What is said of a case for another program."""
    course = told.course
    return {
        "weeks": course.weeks,
        "missed_weeks_each_product_alike": asdict(band_of(missed_weeks(course))),
        "products": [asdict(one) for one in told.products],
        "needs": [asdict(one) for one in told.needs],
        "sectors": [asdict(one) for one in told.sectors],
        "defence": [asdict(one) for one in told.defence],
        "firms": [asdict(one) for one in told.costs],
        "plan": {
            one.firm: [float(week) for week in course.plan[:, i]]
            for i, one in enumerate(course.case.firms)
        },
        "short_by_week": {
            name: [asdict(band_of(row)) for row in course.short[:, i]]
            for i, name in enumerate(course.case.products)
        },
    }
