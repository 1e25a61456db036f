"""Firms that switch to Defence: what is conserved, what only grows, and what a person reads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.common.files import read_language
from weerbaar.common.finding import Band
from weerbaar.measures.production.case import Case, Firm, Order
from weerbaar.measures.production.course import drawn_for, run_case, run_plan
from weerbaar.measures.production.outcome import (
    firm_costs,
    missed_weeks,
    need_outcomes,
    product_outcomes,
    sector_outcomes,
)
from weerbaar.measures.production.planning import BY_SIZE, LEAST, RULES, divided, final_use
from weerbaar.measures.production.telling import (
    less_missed,
    rule_table,
    sentences,
    told_by_rule,
    week_words,
)
from weerbaar.twin.reading import Figure, fixed

NEEDS = {"food": "food", "other": "other", "care": "care at home"}


def firm(name: str, product: str, **more: object) -> Firm:
    one = Firm(
        firm=name,
        sector="bakers",
        product=product,
        unit="tonnes",
        need="food",
        output=100.0,
        share=0.5,
        weeks=fixed(1.0),
        makes="rations",
        made_unit="pieces",
        made=fixed(2.0),
        stock=fixed(0.0),
        staff=10.0,
        first="",
    )
    return replace(one, **more)


def order(amount: float, makes: str = "rations", first: int = 1, last: int = 0) -> Order:
    return Order(makes, amount, first, last)


MILL = firm("Mill", "flour", need="other", sector="millers", makes="feed")
BAKER = firm("Baker", "bread", share=0.0, makes="")
TINS = firm("Tins", "preserves", stock=fixed(20.0))
CHAIN = Case((MILL, BAKER), (order(80.0, "feed"),), {("Baker", "flour"): 0.5})
PAIR = Case((firm("Baker", "bread"), TINS), (order(100.0),), {})
BANDED = firm(
    "Tins",
    "preserves",
    weeks=Figure(1, 4, 9),
    made=Figure(1, 2, 2.5),
    stock=Figure(0, 2, 6),
)


def test_a_mill_that_makes_feed_leaves_bakers_without_flour_and_people_without_bread() -> None:
    told = told_by_rule(CHAIN, weeks=8, draws=4)[LEAST]
    bread = next(one for one in told.products if one.product == "bread")
    # 80 pieces a week take 40 of the 100 tonnes of flour; bread misses it a step later.
    assert [float(week) for week in told.course.short[:4, 0, 0]] == [0.0, 0.4, 0.4, 0.4]
    assert [round(float(week), 9) for week in told.course.short[:4, 1, 0]] == [0.0, 0.0, 0.4, 0.4]
    assert (bread.need, bread.first_week.p50, bread.missed.p50) == ("food", 3.0, pytest.approx(240))
    assert [(one.need, one.first) for one in told.needs] == [
        ("other", ("flour",)),
        ("food", ("bread",)),
    ]
    millers, bakers = told.sectors
    assert (millers.switched.p50, millers.idle.p50) == (pytest.approx(0.4), 0.0)
    assert (bakers.switched.p50, bakers.idle.p50) == (0.0, pytest.approx(0.4 * 7 / 8))
    assert bakers.staff_idle is not None
    assert bakers.staff_idle.p50 == pytest.approx(3.5)
    assert told.defence[0].unmet.p50 == 0.0
    said = sentences(told, {LEAST: told}, NEEDS, read_language("en"))
    assert said[1].startswith("Food: bread comes up short, in week 3.")


def test_least_shortage_asks_the_firm_with_stock_and_size_asks_both() -> None:
    least, size = (run_case(PAIR, 20, rule, draws=2) for rule in (LEAST, BY_SIZE))
    assert least.plan[0].tolist() == pytest.approx([0.0, 50.0])
    assert size.plan[0].tolist() == pytest.approx([25.0, 25.0])
    assert missed_weeks(least).max() == 0.0
    assert missed_weeks(size).min() > 4.0
    assert least.defence.sum() == pytest.approx(size.defence.sum())


def test_the_firm_without_stock_costs_the_civil_side_most() -> None:
    bare, stocked = firm_costs(PAIR, 20, drawn_for(PAIR, 10, 1))
    assert bare.cost.p10 > stocked.cost.p90 == 0.0


def test_an_order_that_ends_gives_the_civil_side_its_firms_back() -> None:
    case = replace(PAIR, orders=(order(100.0, first=2, last=4),))
    course = run_case(case, 8, BY_SIZE, draws=2)
    assert (course.defence[:, :, 0].sum(axis=1) > 0).tolist() == [False, *[True] * 3, *[False] * 4]
    assert course.short[-1].max() == 0.0


def test_a_firm_that_was_not_asked_for_long_switches_anew() -> None:
    slow = replace(MILL, weeks=fixed(4.0), makes="rations")
    orders = (order(1e6, first=1, last=8), order(1e6, first=30))
    switched = run_case(Case((slow,), orders, {}), 40, BY_SIZE, draws=1).switched[:, 0, 0]
    assert np.all(np.diff(switched[:4]) > 0)
    assert switched[29] == pytest.approx(switched[0])
    assert switched[33] == pytest.approx(switched[7])


def test_two_alike_firms_have_no_first_and_no_shortest_whatever_the_draws_say() -> None:
    stocked = {"stock": Figure(1, 2, 4), "weeks": Figure(1, 4, 9)}
    bread = firm("Baker", "bread", **stocked)
    nearly = replace(BANDED, **stocked | {"stock": Figure(1, 2.05, 4)})
    for seed in (1, 2, 3):
        told = told_by_rule(Case((bread, nearly), (order(200.0),), {}), 26, 60, seed)
        assert told[BY_SIZE].needs[0].first == ("bread", "preserves")
        assert told[BY_SIZE].needs[0].shortest == ("bread", "preserves")
        said = sentences(told[BY_SIZE], told, NEEDS, read_language("nl"))
        assert said[0].startswith("Food: waaraan van deze het eerst tekort is, valt niet te zeggen")
        assert "Waarvan van deze het meest ontbreekt, valt niet te zeggen" in said[0]
    # With ten weeks more in stock it is sure.
    later = replace(nearly, stock=Figure(11, 12, 14))
    (food,) = told_by_rule(Case((bread, later), (order(200.0),), {}), 40, 60)[BY_SIZE].needs
    assert food.first == food.shortest == ("bread",)


def test_which_way_to_divide_spares_people_is_said_only_beyond_the_draws_and_as_a_choice() -> None:
    nl = read_language("nl")
    told = told_by_rule(PAIR, 20, 20)
    assert less_missed(told) == LEAST
    said = " ".join(sentences(told[LEAST], told, NEEDS, nl))
    assert "telt elk even zwaar" in said
    assert "missen mensen minder bij verdelen met zo min mogelijk tekort" in said
    assert [row[0] for row in rule_table(told, nl)[1]][2:4] == [
        "bread: ontbreekt",
        "rations: niet gemaakt",
    ]
    stocked = {"stock": Figure(0, 2, 6), "weeks": Figure(1, 4, 9), "made": Figure(1, 2, 2.5)}
    pair = (firm("Baker", "bread", **stocked), firm("Tins", "preserves", **stocked))
    alike = told_by_rule(Case(pair, (order(100.0),), {}), 20, 60)
    assert less_missed(alike) == ""
    unsure = " ".join(sentences(alike[LEAST], alike, NEEDS, nl))
    assert "valt niet te zeggen bij welke verdeling mensen minder missen" in unsure


def test_what_is_left_out_is_said_the_right_way_round() -> None:
    told = told_by_rule(CHAIN, 4, 2)
    dutch = sentences(told[LEAST], told, NEEDS, read_language("nl"))[-1]
    assert "in het echt zijn tekorten daardoor kleiner dan hier staat" in dutch


def test_a_first_week_that_may_never_come_says_so() -> None:
    nl, never = read_language("nl"), np.inf
    assert week_words(Band(4, never, never), nl) == (
        "op zijn vroegst 4, in de meeste berekeningen nooit"
    )
    assert week_words(Band(4, 10, never), nl) == "10 (vanaf 4, in sommige berekeningen nooit)"
    assert week_words(Band(never, never, never), nl) == "nooit"


amounts = st.floats(0.0, 400.0)
shares = st.floats(0.0, 1.0)
outputs = st.floats(1.0, 1000.0)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    mill = replace(MILL, share=draw(shares), output=draw(outputs), makes="rations")
    baker = firm("Baker", "bread", share=draw(shares), output=draw(outputs), stock=fixed(1.0))
    other = firm("Other", "bread", share=draw(shares), output=draw(outputs))
    tins = replace(BANDED, share=draw(shares), output=draw(outputs))
    inputs = {("Baker", "flour"): draw(st.floats(0.0, 2.0)), ("Tins", "bread"): 0.1}
    orders = (order(draw(amounts)), order(draw(amounts), first=3, last=6))
    return Case((mill, baker, other, tins), orders, inputs)


@settings(max_examples=30, deadline=None)
@given(cases(), st.sampled_from(RULES))
def test_what_is_made_and_stored_is_delivered_or_still_there(case: Case, rule: str) -> None:
    course = run_case(case, 10, rule, draws=5)
    usual = np.array(
        [[sum(one.output for one in case.firms if one.product == name)] for name in case.products]
    )
    came = course.stock + usual + course.made[:-1].sum(axis=0) + 10 * course.elsewhere
    assert came == pytest.approx(course.delivered.sum(axis=0) + course.left[-1])
    ordered = course.ordered[:, 0][:, np.newaxis]
    assert (course.defence.sum(axis=1) <= ordered + 1e-6).all()
    assert (course.left >= -1e-9).all()
    assert (course.switched <= 1 + 1e-9).all()


@settings(max_examples=30, deadline=None)
@given(cases(), st.floats(1.0, 3.0))
def test_a_larger_order_never_makes_any_product_less_short(case: Case, more: float) -> None:
    larger = replace(
        case, orders=tuple(replace(one, amount=one.amount * more) for one in case.orders)
    )
    first, second = (run_case(one, 10, BY_SIZE, draws=5) for one in (case, larger))
    assert (second.short >= first.short - 1e-9).all()


@settings(max_examples=15, deadline=None)
@given(cases(), st.floats(1.0, 3.0))
def test_the_plan_of_least_shortage_is_no_worse_than_by_size_and_grows_with_the_order(
    case: Case, more: float
) -> None:
    def foreseen(rule: str, amount: float) -> float:
        return short_in_plan(case, divided(case, {"rations": amount}, rule, 10))

    assert foreseen(LEAST, 200.0) <= foreseen(BY_SIZE, 200.0) + 1e-4
    assert foreseen(LEAST, 200.0) <= foreseen(LEAST, 200.0 * more) + 1e-4


def short_in_plan(case: Case, plan: np.ndarray) -> float:
    """The sum of rule 3 of the plan, by hand: flour first, then bread, then preserves."""
    lost, short = dict(zip((one.firm for one in case.firms), plan, strict=True)), {}
    for product in ("flour", "bread", "preserves"):
        makers = [one for one in case.firms if one.product == product]
        total = 0.0
        for one in makers:
            bought = [short[name] for (by, name), n in case.inputs.items() if by == one.firm and n]
            total += lost[one.firm] + one.output * max(bought, default=0.0)
        stock = sum(one.output * one.stock.p50 for one in makers) / 10
        short[product] = max(0.0, total - stock) / use_of(case, product)
    people = dict(zip(case.products, final_use(case) > 0, strict=True))
    return sum(share for product, share in short.items() if people[product])


def use_of(case: Case, product: str) -> float:
    made = sum(one.output for one in case.firms if one.product == product)
    of = {one.firm: one.output for one in case.firms}
    bought = sum(n * of[by] for (by, name), n in case.inputs.items() if name == product)
    return max(made, bought)


def test_what_is_uncertain_gives_a_band_and_a_firm_more_does_not_change_the_draws() -> None:
    case = Case((BANDED,), (order(80.0),), {})
    with_more = replace(case, firms=(firm("New", "cheese", share=0.0, makes=""), BANDED))
    alone, beside = (drawn_for(one, 20, 3) for one in (case, with_more))
    assert alone.weeks[0].tolist() == beside.weeks[1].tolist()
    course = run_plan(case, np.full((12, 1), 40.0), alone)
    outcome = product_outcomes(course)[0]
    assert outcome.share.p10 < outcome.share.p90
    assert need_outcomes(course, [outcome])[0].first == ("preserves",)
    assert sector_outcomes(run_case(CHAIN, 4, LEAST, 2))[0].firms == 1
