"""The search on the twin of a small village: screened on some draws, confirmed on others."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.twin.small import blackout, drawn_twin
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.chance import fewest_draws, held
from weerbaar.measures.differing import difference_of
from weerbaar.measures.effects import with_measures
from weerbaar.measures.files import read_measure
from weerbaar.measures.search.asking import Plan, make_question, plan_problems
from weerbaar.measures.search.exact import search_all
from weerbaar.measures.search.form import as_data, found_from_data, regret_from_data
from weerbaar.measures.search.found import Found, OfNeed, Regret
from weerbaar.measures.search.front import kept_on_front
from weerbaar.measures.search.options import options_in
from weerbaar.measures.search.outcomes import drawn_again, figures, spared, worst_band
from weerbaar.measures.search.portfolio import search
from weerbaar.measures.search.question import Question
from weerbaar.measures.search.regret import (
    Counting,
    at_worst,
    differ_in,
    hold_apart,
    least_wrong,
    most_apart,
    regret_over,
    worst_of,
)
from weerbaar.measures.search.runner import (
    Progress,
    courses_of,
    front_of,
    looking_of,
    regret_of,
    search_measures,
)
from weerbaar.measures.search.search_words import (
    closing,
    opening,
    part_rows,
    regret_sentences,
    set_notes,
    set_rows,
    too_few_courses,
    verdict,
    wrong_rows,
)
from weerbaar.measures.variants import Choice, Variant
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin

NAMES = ("boekje", "noodpakket", "noodradio", "waterpakket")
PLAN = Plan(
    need="water", evaluations=15, screen_draws=3, confirm_draws=12, confirm_sets=2, positions=2
)
BUDGET = 12_000.0


@cache
def catalogue() -> dict[str, Measure]:
    return {name: read_measure(name) for name in NAMES}


@cache
def village(hours: float = 72.0) -> Twin:
    named = {"scenario": f"uit-{hours:g}"}
    return drawn_twin(replace(blackout(hours), **named), seed=1)


def question(budget: float | None = BUDGET, own: Mapping[str, Measure] | None = None, **more):
    known = catalogue() if own is None else own
    return make_question(known, village().network.region, PLAN, budget_eur=budget, **more)


@pytest.fixture(scope="module")
def found() -> Found:
    return search_measures(village(), catalogue(), question(), PLAN)


def test_a_village_finds_what_spares_it_most_hours_without_water(found: Found) -> None:
    first = found.sets[0]
    # What brings nothing is taken out again: at most so many sets more as they have measures.
    assert found.looked_at <= PLAN.evaluations
    assert {"waterpakket", "noodpakket"} & {part.measure for part in first.parts}
    assert first.stands_out
    assert first.spared is not None
    assert first.spared.p10 > 0
    assert first.eur.p50 <= BUDGET
    assert first.overrun is not None
    assert 0 <= first.overrun <= 0.5
    assert all(other.eur.p50 <= BUDGET for other in found.sets)


def test_figures_come_from_draws_that_no_screening_saw(found: Found) -> None:
    asked, draws = PLAN.screen_draws, PLAN.confirm_draws
    variant = found.variant("v")
    then = with_measures(village(), variant, catalogue(), PLAN.at_month)
    now, after = (
        figures(courses_of(twin, asked, draws), "water", "hours") for twin in (village(), then)
    )
    told = found.sets[0].spared
    less = np.quantile(spared(now, after), (0.1, 0.5, 0.9))
    assert told is not None
    assert np.allclose((told.p10, told.p50, told.p90), less)
    others = figures(courses_of(village(), 0, draws), "water", "hours")
    assert not np.array_equal(now, others)


def test_what_is_lost_without_a_measure_is_told_for_the_first_set(found: Found) -> None:
    assert all(part.adds is not None for part in found.sets[0].parts)
    assert all(part.adds is None for one in found.sets[1:] for part in one.parts)


def test_answers_read_back_the_same_and_in_words(found: Found) -> None:
    again = found_from_data(json.loads(json.dumps(as_data(found))))
    assert again == found
    groups = {one.group: one.group for one in [found.now, *found.sets]}
    lines = [opening(found, ENGLISH), verdict(found, ENGLISH)]
    lines += closing(found, catalogue(), ENGLISH)
    lines += [" ".join(row) for row in set_rows(found, groups, ENGLISH)]
    lines += [" ".join(row) for row in part_rows(found, found.sets[0], catalogue(), ENGLISH)]
    lines += set_notes(found, found.sets[0], ENGLISH)
    text = "\n".join(lines)
    assert "The crisis comes 48 months after 1 January 2027" in text
    assert "Without drinking water" in text
    assert "12 other, whole courses" in text
    assert "less than 6 minutes a person does not count" in text
    assert "in 100" in text


def test_in_a_village_it_finds_the_best_of_all_sets() -> None:
    plan = replace(PLAN, positions=1)
    small = make_question(catalogue(), village().network.region, plan, budget_eur=BUDGET)
    looking = looking_of(village(), catalogue(), small, plan)
    every = search_all(small, looking.benefit)
    found = search(small, looking.benefit, 10, np.random.default_rng(1))
    assert len(every.tried) > 5
    assert found.best == every.best


def test_a_search_may_be_stopped_and_says_so() -> None:
    told: list[Progress] = []
    stopped = search_measures(
        village(), catalogue(), question(), PLAN, tell=told.append, wanted=lambda: len(told) < 3
    )
    assert stopped.stopped
    assert stopped.looked_at == 3
    assert stopped.asked.confirm_draws == 10
    assert stopped.sets
    assert [one.done for one in told[:3]] == [1, 2, 3]


def test_own_figures_change_what_fits() -> None:
    dear = {
        name: replace(one, costs=tuple(replace(c, eur=_times(c.eur, 3.0)) for c in one.costs))
        for name, one in catalogue().items()
    }
    cheap, costly = question(), question(own=dear)
    assert {o.option for o in cheap.options} != {o.option for o in costly.options}
    found = search_measures(village(), dear, costly, replace(PLAN, evaluations=4))
    assert found.sets[0].eur.p50 <= BUDGET


def _times(figure, by: float):
    return replace(figure, p10=by * figure.p10, p50=by * figure.p50, p90=by * figure.p90)


def variant(share: float = 0.5, name: str = "v") -> Variant:
    choices = (Choice("waterpakket", {"share": share}, 2027),)
    return Variant(name, name, name, "", "", 2027, 4, choices)


def test_a_variant_may_be_required_or_the_start() -> None:
    held = question(required_variant=variant())
    assert held.required == {"waterpakket"}
    assert [o.option for o in held.options if o.measure == "waterpakket"] == [
        "waterpakket share=0.5"
    ]
    begun = question(start=variant())
    assert not begun.required
    plan = replace(PLAN, evaluations=2)
    found = search_measures(village(), catalogue(), begun, plan, start=variant())
    tried = {tuple(choice.measure for choice in one.choices) for one in found.sets}
    assert ("waterpakket",) in tried
    assert options_in(variant()) == {"waterpakket share=0.5"}


def test_on_a_front_no_set_beats_another() -> None:
    plan = replace(PLAN, evaluations=12)
    front = front_of(village(), catalogue(), question(), plan)
    points = [(s.eur.p50, s.worst_tenth or 0.0, s.group_hours) for s in front.sets]
    assert front.front
    assert points == sorted(points)
    for one in points:
        beats = [o for o in points if o != one and all(a <= b for a, b in zip(o, one, strict=True))]
        assert not beats
    assert found_from_data(as_data(front)) == front
    told = verdict(front, ENGLISH)
    assert "the worst 1 of 12 courses" in told
    assert "sets that were looked at again" in told
    assert "the worst 1 of 3 short courses" in closing(front, catalogue(), ENGLISH)[1]
    for one in front.sets:
        assert one.worst_band is not None
        assert one.worst_tenth is not None
        assert one.worst_band.p10 < one.worst_tenth <= one.worst_band.p90
        assert "In the worst 1 of 12 courses is left" in set_notes(front, one, ENGLISH)[0]


def test_the_band_of_a_worst_tenth_narrows_with_more_courses() -> None:
    chance = np.random.default_rng(3)
    few, many = (
        worst_band(chance.normal(10, 3, runs), drawn_again(runs, chance)) for runs in (40, 400)
    )
    assert few.p90 - few.p10 > 2 * (many.p90 - many.p10) > 0
    assert worst_band(np.full(12, 4.0), drawn_again(12, chance)) == Band(4.0, 4.0, 4.0)


def test_too_few_people_to_tell_do_not_beat_nobody(found: Found) -> None:
    one = replace(found.sets[0], worst_tenth=None, group_hours=1.0)
    nobody = replace(one, worst_tenth=0.0)
    assert [kept.worst_tenth for kept in kept_on_front([one, nobody])] == [0.0]


def test_how_wrong_variants_can_turn_out_is_told_for_each_scenario() -> None:
    twins = [village(24.0), village(72.0)]
    told: list[Progress] = []
    little, much = variant(0.1, "little"), variant(0.9, "much")
    regret = regret_of(twins, [little, much], catalogue(), PLAN, tell=told.append)
    assert [one.scenario for one in regret.scenarios] == ["uit-24", "uit-72"]
    assert len(regret.shown.wrong) == 6
    assert told[-1].done == told[-1].of == 6
    for scenario in ("uit-24", "uit-72"):
        here = {one.side: one for one in regret.shown.wrong if one.scenario == scenario}
        # Nothing is furthest from the best, and the best is at no distance from itself.
        assert here[0].mean_more >= here[1].mean_more >= here[2].mean_more == 0.0
    assert regret.shown.least == 2
    assert [one.side for one in regret.shown.worst] == [1, 2]
    assert regret.shown.worst[0].above_least.p10 > 0
    assert regret_from_data(json.loads(json.dumps(as_data(regret)))) == regret
    assert all(len(row) == 4 for row in wrong_rows(regret, ENGLISH))
    told = regret_sentences(regret, ENGLISH)
    assert "less than 6 minutes a person, does not count" in told[2]
    assert any("much" in line for line in told)
    assert "of 12 courses of each that cannot be told, and 100" in too_few_courses(regret, ENGLISH)
    many = replace(regret, asked=replace(regret.asked, confirm_draws=100))
    assert not too_few_courses(many, ENGLISH)
    assert "Nothing that was drawn" in "".join(regret_sentences(many, ENGLISH))


def test_stopping_leaves_out_the_scenario_that_is_not_whole() -> None:
    told: list[Progress] = []
    regret = regret_of(
        [village(24.0), village(72.0)],
        [variant()],
        catalogue(),
        PLAN,
        tell=told.append,
        wanted=lambda: len(told) < 3,
    )
    assert regret.stopped
    assert [one.scenario for one in regret.scenarios] == ["uit-24"]


def test_where_chance_may_have_done_it_nobody_is_least_wrong() -> None:
    chance = np.random.default_rng(1)
    hours = [chance.normal(10, 3, 40) for _ in range(2)]
    assert least_wrong(at_worst({(i + 1, "s"): one for i, one in enumerate(hours)})) is None
    clear = {(1, "s"): hours[0], (2, "s"): hours[0] + 2.0}
    assert least_wrong(at_worst(clear)) == 1
    assert at_worst(clear)[1].above_least.p50 == pytest.approx(2.0)
    apart = hold_apart("s", "water", [hours[0], hours[0] + 2.0])
    assert worst_of(apart, 1).mean_more == pytest.approx(2.0)
    assert least_wrong(at_worst({(1, "s"): hours[0]})) is None


@pytest.mark.parametrize(("draws", "gain", "least"), [(10, 0.0, None), (20, 9.0, 1)])
def test_of_so_many_differences_what_luck_makes_does_not_count(
    draws: int, gain: float, least: int | None
) -> None:
    """Five sides that are alike but for the gain of the second, by every need in two crises."""
    chance, shape = np.random.default_rng(3), (3, len(NEED_ORDER), 2)
    twins, asked = [village(24.0), village(72.0)], [variant(0.0, name) for name in "abcd"]
    sides = [gain * (i != 1) for i in range(5)] * 2

    def courses(_: Twin, runs: range) -> np.ndarray:
        left = np.ones((len(runs), *shape))
        left[:, 0] = chance.normal(50.0 + sides.pop(), 1.0, left[:, 0].shape)
        return left

    sides.reverse()
    apart = regret_over(
        twins,
        asked,
        "",
        range(draws),
        lambda twin, _: twin,
        courses,
        lambda *_: None,
        lambda: True,
        (ENGLISH, ENGLISH),
        0.1,
    )
    alone = [name for hours in apart.hours.values() for name in differ_in(hours, Counting(0.1))]
    counted = [one for need in apart.by_need for one in need.differ]
    assert len(alone) > 0
    assert len(counted) == (2 * len(apart.hours) if gain else 0)
    assert any(one.stands_out for need in apart.by_need for one in need.wrong) == bool(gain)
    assert {need.least for need in apart.by_need} == {least}


def test_fewest_draws_are_those_of_which_one_that_always_goes_one_way_holds() -> None:
    for differences in (1, 36, 441, 3000):
        draws = fewest_draws(differences)
        one_way = [difference_of(np.zeros(n), np.ones(n)) for n in (draws, draws - 1)]
        for one, holds in zip(one_way, (True, False), strict=True):
            even = [difference_of(np.array([0.0, 1.0]), np.array([1.0, 0.0]))] * (differences - 1)
            assert held([one, *even])[0] == holds


def test_told_first_is_the_need_by_which_variants_differ_in_the_most_crises() -> None:
    hours = np.full(20, 10.0)
    told = {
        "heat": {(0, "cold"): hours + 9, (1, "cold"): hours, (2, "cold"): hours + 0.05},
        "water": {(0, "cold"): hours, (1, "cold"): hours, (2, "cold"): hours + 2.0},
    }
    assert differ_in(told["heat"], Counting(0.1)) == {}
    assert differ_in(told["water"], Counting(0.1)) == {"cold": pytest.approx(2.0)}
    by_need = [OfNeed(n, tuple(differ_in(told[n], Counting(0.1))), (), (), (), None) for n in told]
    assert most_apart(by_need, told) == "water"
    assert most_apart(by_need[:1], told) == ""
    # One variant is held against how it is now.
    assert list(differ_in({(0, "cold"): hours + 9, (1, "cold"): hours}, Counting(0.1))) == ["cold"]


def test_a_crisis_in_which_nothing_differs_names_nobody_best() -> None:
    regret = regret_of(
        [village(24.0)], [variant(0.0, "none"), variant(0.0, "no")], catalogue(), PLAN
    )
    assert set(wrong_rows(regret, ENGLISH)[0][1:]) == {"no difference that matters"}
    told = regret_sentences(regret, ENGLISH)
    assert "Nobody can say with which" in told[-1]
    assert "nowhere worse than the others here" in told[-2]
    # Of three sides in one crisis by 12 needs, and two worsts: 2 × 48 / 0.1 asks for 10 courses.
    assert len(regret.by_need) == 12
    assert "may be because" not in too_few_courses(regret, ENGLISH)
    few = replace(regret, asked=replace(regret.asked, confirm_draws=9))
    assert "with 48 differences" in too_few_courses(few, ENGLISH)
    assert "at least 10 courses" in too_few_courses(few, ENGLISH)
    # Another need can be told of the same answer; one that was not looked at changes nothing.
    other = next(one.need for one in regret.by_need if one.need != regret.asked.need)
    assert "You chose it" in regret_sentences(regret.told_by(other), ENGLISH)[0]
    assert regret.told_by("x" * 9000) == regret


def test_worst_cases_that_lie_close_name_nobody() -> None:
    # Each is far from the best in a scenario of its own, by nearly as much.
    chance = np.random.default_rng(2)
    base, other = np.full(60, 10.0), np.full(60, 10.0)
    hours = {
        (1, "cold"): base,
        (2, "cold"): base + chance.normal(4.85, 1.0, 60),
        (1, "flood"): other + chance.normal(5.04, 1.0, 60),
        (2, "flood"): other,
    }
    worst = at_worst(hours)
    assert [one.more.p50 for one in worst] == pytest.approx([5.04, 4.85], abs=0.5)
    assert all(one.more.p10 > 0 for one in worst)
    assert least_wrong(worst) is None
    # Once the gap is wider than chance gives, it is told by how much.
    hours[1, "flood"] = other + chance.normal(12.0, 1.0, 60)
    assert least_wrong(at_worst(hours)) == 2
    assert at_worst(hours)[0].above_least.p10 > 3.0


def test_all_scenarios_are_held_apart_by_one_need_and_at_one_month() -> None:
    plan = replace(PLAN, need="", confirm_draws=10)
    regret = regret_of([village(24.0), village(72.0)], [variant()], catalogue(), plan)
    assert len({one.need for one in regret.shown.wrong}) == 1
    assert regret.asked.need == regret.shown.wrong[0].need
    assert not regret.asked.chosen
    longer = replace(variant(name="long"), years=10)
    alone = regret_of([village(24.0)], [longer], catalogue(), plan)
    assert alone.asked.month == 120
    assert "The crisis comes 120 months after 1 January 2027" in regret_sentences(alone, ENGLISH)[1]


def test_variants_of_other_years_or_a_crisis_after_them_are_refused() -> None:
    longer = replace(variant(name="long"), years=10)
    later = (Choice("waterpakket", {"share": 0.5}, 2028),)
    for other in (longer, replace(variant(name="late"), first_year=2028, choices=later)):
        with pytest.raises(Refused, match="not about the same years"):
            regret_of([village(24.0)], [variant(), other], catalogue(), PLAN)
    late = replace(PLAN, month=49)
    with pytest.raises(Refused, match="paid for 48 months"):
        regret_of([village(24.0)], [variant()], catalogue(), late)
    with pytest.raises(Refused, match="paid for 48 months"):
        search_measures(village(), catalogue(), question(), late)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"evaluations": 0}, "number-of-search-outside"),
        ({"evaluations": 10**400}, "number-of-search-outside"),
        ({"confirm_draws": 9}, "number-of-search-outside"),
        ({"month": -1}, "number-of-search-outside"),
        ({"years": 31}, "number-of-search-outside"),
        ({"seed": -1}, "number-of-search-outside"),
        ({"screen_hours": float("nan")}, "hours-of-search-outside"),
        ({"need": "love"}, "no-need-to-search-by"),
        ({"outcome": "x" * 1000}, "no-outcome-to-search-by"),
    ],
)
def test_what_cannot_be_asked_is_refused(changes: dict[str, object], code: str) -> None:
    plan = replace(PLAN, **changes)
    assert [problem.code for problem in plan_problems(plan)] == [code]
    with pytest.raises(Refused):
        search_measures(village(), catalogue(), Question(()), plan)


@pytest.mark.parametrize("look", [search_measures, front_of])
def test_a_crisis_after_the_years_that_are_paid_for_is_refused(look) -> None:
    plan = replace(PLAN, month=12 * PLAN.years + 1)
    with pytest.raises(Refused) as refused:
        look(village(), catalogue(), Question(()), plan)
    assert refused.value.problems[0].code == "crisis-after-all-years"


@pytest.mark.parametrize(
    "data", [None, [], "x", {}, {"schema": 2}, {"schema": "1" * 5000}, {"schema": 1}]
)
def test_what_is_no_answer_is_refused(data: object) -> None:
    for read in (found_from_data, regret_from_data):
        with pytest.raises(Refused):
            read(data)


@pytest.mark.parametrize("value", [float("nan"), 10**400, True, "1", None, [], {"a": 1}])
def test_a_figure_that_is_none_is_refused(found: Found, value: object) -> None:
    data = as_data(found)
    data["sets"][0]["eur"]["p50"] = value
    with pytest.raises(Refused) as refused:
        found_from_data(data)
    assert "sets[1].eur.p50" in str(refused.value)


def test_a_regret_is_no_answer_of_a_search() -> None:
    empty = Regret(
        asked=_asked(),
        variants=(),
        scenarios=(),
        left_out=(),
        by_need=(),
        stopped=False,
    )
    with pytest.raises(Refused):
        found_from_data(as_data(empty))
    assert regret_from_data(as_data(empty)) == empty


def _asked():
    plan = replace(PLAN, evaluations=1)
    return search_measures(village(), catalogue(), question(), plan).asked
