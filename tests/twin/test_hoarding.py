"""Hoarding: people who lose something buy more, shelves empty sooner, cupboards are fuller."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.small import blackout, drawn_twin, flat_library, hours_lacked, small_twin, story
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import fresh_state, run_once, trace_once
from weerbaar.twin.hoarding import drain_shelves, open_trade, step_alarm, take_home
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.shops import step_shops
from weerbaar.twin.state import FOOD, PAYMENT

EAGER = {"hoard_demand": 1.7}


def case_of(**parameters):
    """The case of the small region and its state before anything happened."""
    twin = small_twin(library=flat_library(**parameters))
    case, _ = make_case(twin, 0)
    return twin, case, fresh_state(case, len(twin.network.kinds))


def at(twin, *names):
    return [twin.network.sites.index(name) for name in names]


def no_goods_and_no_tap(hours=96.0, **changes):
    """No goods come in from the start; in A the tap is lost too, which is what alarms people."""
    shocks = [
        story(hours, ["food_dc_outside"])["shocks"][0],
        story(hours, ["pressure_zone"], areas=["A"])["shocks"][0] | {"name": "kraan"},
    ]
    return parse_scenario(story(**changes) | {"shocks": shocks}, "klein.toml")


def test_where_the_tap_is_dry_the_shelves_empty_twice_as_fast():
    # Shelves hold 96 h of normal sales and fall in proportion to the floor of 0.2. In A people buy
    # twice what they normally do; in B half of the region is hit and 0.4 of what people hear of it
    # counts: 1 + (2 - 1) x 0.4 x 0.5 = 1.2 times normal.
    library = flat_library(hoard_demand=2.0, hoard_hearsay=0.4, hoard_days=1000.0)
    twin = small_twin(no_goods_and_no_tap(), library=library)
    _, trace = trace_once(twin, 0)
    shops = trace[:, at(twin, "sA", "sB")]
    # The extra sales follow the level y itself: d left / dt = -(1 + (d - 1) y), y = 0.2 + 0.8
    # left / 96. In steps of an hour, first the normal hour, then the extra of that hour.
    for shop, wish in ((0, 2.0), (1, 1.2)):
        left = 96.0
        for hour in range(40):
            share = (left + left - 1.0) / 2 / 96
            level = 0.2 + 0.8 * share
            assert shops[hour, shop] == pytest.approx(level, rel=1e-9)
            left -= 1.0 + (wish - 1.0) * level
    # 40 hours of normal sales leave 56 of 96; hoarding takes nearly as much again.
    assert shops[39, 0] < 0.45 < shops[39, 1] < 0.68


def test_what_people_hoarded_is_in_their_cupboards():
    # For two days shops are full and nothing comes by card: people hoard a day at twice normal
    # demand, then half a day more until they have 1.5. Then shops close: 2.5 instead of 1 day.
    library = flat_library({"food": 1.0, "cash": 1e6}, hoard_demand=2.0, hoard_days=1.5)
    shocks = [
        story(48.0, ["card_payment"])["shocks"][0],
        story(48.0, ["atm"])["shocks"][0] | {"name": "automaten"},
        story(96.0, ["supermarket"], from_h=48.0)["shocks"][0] | {"name": "winkels"},
    ]
    scenario = parse_scenario(story() | {"shocks": shocks}, "klein.toml")
    run = run_once(small_twin(scenario, library=library), 0)
    assert hours_lacked(run, FOOD) == pytest.approx([(96 - 60) * 1000] * 2)
    calm = flat_library({"food": 1.0, "cash": 1e6})
    run = run_once(small_twin(scenario, library=calm), 0)
    assert hours_lacked(run, FOOD) == pytest.approx([(96 - 24) * 1000] * 2)


def test_who_hoards_with_cash_runs_out_of_it_sooner():
    # 18 euro a day are 1.50 an opening hour: 15 euro last 10 hours, at twice the demand 5.
    scenario = parse_scenario(
        story()
        | {
            "shocks": [
                story(24.0, ["card_payment"])["shocks"][0],
                story(24.0, ["atm"])["shocks"][0] | {"name": "automaten"},
            ]
        },
        "klein.toml",
    )
    for wish, lacked in ((1.0, 2.0), (2.0, 7.0)):
        library = flat_library({"cash": 15.0}, hoard_demand=wish, hoard_days=1000.0)
        run = run_once(small_twin(scenario, library=library), 0)
        assert hours_lacked(run, PAYMENT) == pytest.approx([lacked * 1000] * 2)


def test_people_stop_when_they_have_enough():
    hoarded = np.zeros(2)
    assert take_home(hoarded, 1, 0.7, 1.5, 1.0, 1.0) == 0.5
    assert take_home(hoarded, 1, 0.7, 1.5, 1.0, 1.0) == pytest.approx(0.2)
    assert take_home(hoarded, 1, 0.7, 1.5, 1.0, 1.0) == 0.0
    assert hoarded == pytest.approx([0.0, 0.7])


def test_a_scenario_that_states_the_demand_goes_before_the_mechanism():
    stated = run_once(small_twin(no_goods_and_no_tap(shop_demand=1.0)), 0)
    calm = run_once(small_twin(no_goods_and_no_tap()), 0)
    hoarding = run_once(small_twin(no_goods_and_no_tap(), library=flat_library(**EAGER)), 0)
    assert np.array_equal(stated.unmet, calm.unmet)
    assert np.array_equal(stated.kinds, calm.kinds)
    assert hoarding.drawn["hoard_demand"] == pytest.approx(1.7)
    assert stated.drawn["hoard_demand"] == 1.0
    assert (hoarding.kinds[:, :90] <= stated.kinds[:, :90]).all()
    assert (hoarding.kinds[:, :90] < stated.kinds[:, :90]).any()


def test_without_alarm_nobody_hoards():
    still = blackout(48.0, ["supermarket", "pharmacy", "fixed_pop"])
    eager = run_once(small_twin(still, library=flat_library(**EAGER)), 0)
    assert np.array_equal(run_once(small_twin(still), 0).unmet, eager.unmet)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=2),
    st.lists(st.floats(0, 1), min_size=2, max_size=2),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(1, 4),
    st.floats(0, 0.2),
)
def test_what_leaves_the_shelves_is_what_comes_home(dark, shops, come_in, card, wish, days):
    twin, case, state = case_of(hoard_demand=wish, hoard_days=days)
    places, people, level = case.places, case.people, state.sites.level
    level[at(twin, "sA", "sB")] = shops
    level[at(twin, "dc")] = come_in
    level[at(twin, "cA", "cB", "tA", "tB")] = card
    trade = open_trade(places, people, len(level))
    step_alarm(places, people, case.knobs, level, np.array(dark), trade)
    before = state.sites.left[case.shelves.input].copy()
    rest = (state.used, state.lacked, state.lack, level, case.tolerance)
    step_shops(places, people, case.stocks, case.knobs, case.clock, *rest, 0.0, 12.0, trade)
    shelves = (case.shelves, case.graph, case.buffers, state.sites)
    drain_shelves(*shelves, places, people, trade, case.clock.dt)
    kits = people.by_kit.sum(axis=1)
    home = (state.used.hoarded * kits).sum()
    # Hours of normal sales, of which a person needs 24 for a day of food.
    gone = before - state.sites.left[case.shelves.input]
    sold = (gone / 24 * trade.usual[case.shelves.site]).sum()
    assert sold == pytest.approx(home * (1 - come_in) if come_in < 1 - 1e-9 else 0.0, abs=1e-6)
    assert (state.used.hoarded <= days + 1e-12).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_more_people_want_the_emptier_the_shelves(seed):
    levels = []
    for wish in (1.0, 1.3, 2.0):
        twin = drawn_twin(no_goods_and_no_tap(), seed=seed, fixed={"hoard_demand": wish})
        levels.append(trace_once(twin, 0)[1][:96][:, at(twin, "sA", "sB")])
    assert (levels[1] <= levels[0] + 1e-12).all()
    assert (levels[2] <= levels[1] + 1e-12).all()
