"""Support points (noodsteunpunten): who walks there, who is served, what they take home."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import (
    area,
    blackout,
    flat_library,
    hours_lacked,
    site,
    small_region,
    small_twin,
    story,
)
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.state import HELP_CALL, INFORMATION, WATER
from weerbaar.twin.support import hand_out, open_support, visits_room


def with_point(planned=True):
    """The small region with a support point in the middle of A, on its feeder."""
    point = site("nA", "noodsteunpunt", "A", planned=planned)
    link = {"consumer": "nA", "input": "power", "supplier": "fA", "weight": 1.0}
    return small_region(sites=[point], links=[link])


def run_with_point(
    hours=1.0, on=("noodsteunpunt",), stocks=None, kinds=("mv_feeder",), depth=1.0, **parameters
):
    library = flat_library(stocks, **parameters)
    scenario = blackout(hours, kinds, depth=depth)
    return run_once(small_twin(scenario, with_point(), library, switched_on=on), 0)


# Seven points: the centre and six at 0.6 x sqrt(4 / pi) = 0.677 km. Half walk 1 km:
# 1 / (1 + 0.677^4) = 0.8264; on average (1 + 6 x 0.8264) / 7 = 0.8512 are within reach.
REACH = (1 + 6 / (1 + (0.6 * math.sqrt(4 / math.pi)) ** 4)) / 7


def test_in_the_first_hour_two_people_walk_to_the_point():
    assert pytest.approx(0.8512, abs=1e-4) == REACH
    # 3.5 % on the first day, spread over 14 open hours: 1,000 x 0.8512 x 0.035 / 14 = 2.128.
    visits = run_with_point(headroom=100.0).visits
    assert visits == pytest.approx([2.128, 0.0], abs=1e-3)


def test_an_area_where_nobody_lives_is_not_served_and_stops_no_run():
    empty = area("C", 5.001, inhabitants=0.0)
    block = {"block": "C/1", "area": "C", "feeder": "fA", "share": 1.0}
    point = with_point()
    region = small_region(
        areas=[empty],
        blocks=[block],
        sites=[point.sites.row(len(point.sites) - 1)],
        links=[point.links.row(len(point.links) - 1)],
    )
    run = run_once(small_twin(blackout(1.0), region, switched_on=("noodsteunpunt",)), 0)
    assert run.visits[0] > 0.0
    assert run.visits[2] == 0.0
    assert run.unmet[:, :, 2].max() == 0.0


@pytest.mark.parametrize(
    "least", [{"support_staff": 0.1}, {"support_places": 0.4}, {"support_taps": 0.02}]
)
def test_who_finds_no_room_goes_home(least):
    # A tenth of a person on duty handles 0.1 x 8 visits an hour; a floor for 0.4 people who stay
    # for half an hour sees 0.8; 0.02 taps of 400 L an hour fill 0.8 times 10 L.
    run = run_with_point(headroom=100.0, **least)
    assert run.visits == pytest.approx([0.8, 0.0])


def test_a_point_sees_what_its_staff_can_handle_when_floor_and_taps_have_room():
    # Staff 6 x 8 = 48 an hour; floor 100 / 0.5 = 200; taps 3 x 400 / 10 = 120.
    knobs = make_case(small_twin(), 0)[0].knobs
    assert visits_room(knobs) == pytest.approx(48)
    assert visits_room(knobs._replace(support_staff=100.0)) == pytest.approx(120)
    assert visits_room(knobs._replace(support_staff=100.0, support_taps=9.0)) == pytest.approx(200)


def test_who_finds_no_room_waits_an_hour_at_most():
    # Room for 0.8 visits an hour. First hour: 2.128 wish, 0.8 are served, 0.8 wait, 0.528 go home.
    # Second hour: 0.035 + 0.115 / 48 of people a day make 2.2737, with 0.8 who waited; 0.8 served,
    # 0.8 wait, 1.4737 go home. Then the power is back, and those who wait go home too.
    run = run_with_point(2.0, headroom=100.0, support_staff=0.1, support_patience_h=1.0)
    wished = 1000 * REACH / 14 * np.array([0.035, 0.035 + 0.115 / 48])
    assert run.visits == pytest.approx([1.6, 0.0])
    assert run.queue[:3, 0] == pytest.approx([0.8, 0.8, 0.0])
    assert (run.queue[:, 1] == 0).all()
    assert run.unserved == pytest.approx([wished.sum() - 1.6, 0.0])


def test_the_outcome_tells_how_many_waited_and_how_many_went_home():
    library = flat_library(headroom=100.0, support_staff=0.1, support_patience_h=1.0)
    twin = small_twin(blackout(2.0), with_point(), library, switched_on=("noodsteunpunt",))
    run = run_once(twin, 0)
    outcome = summarise(twin, [run], scope_of(twin))
    assert outcome.queue_peak.p50 == pytest.approx(0.8)
    assert outcome.unserved.p50 == pytest.approx(run.unserved.sum())


def test_at_closing_time_who_waits_goes_home():
    run = run_with_point(19.0, headroom=100.0, support_staff=0.1, support_patience_h=1.0)
    # From noon: it closes at the end of the tenth hour, and all is whole before it opens.
    assert (run.queue[:9, 0] > 0).all()
    assert (run.queue[9:] == 0).all()


def test_who_comes_before_a_point_has_quite_opened_waits_on():
    # It opens at 8, half of the hour that begins at half past seven.
    knobs = {"headroom": 100.0, "support_staff": 0.1, "support_patience_h": 1.0}
    scenario = blackout(19.0, start_hour=7.5)
    library = flat_library(**knobs)
    run = run_once(small_twin(scenario, with_point(), library, switched_on=("noodsteunpunt",)), 0)
    assert run.queue[0, 0] > 0.0
    assert run.queue[1, 0] > 0.0


def test_a_point_without_water_gives_news_only():
    def run(**parameters):
        kinds, stocks = ["pressure_zone"], {"water": 1.0}
        return run_with_point(48.0, kinds=kinds, stocks=stocks, **parameters)

    none, some, plenty = (run(support_stock_l=litres) for litres in (0.0, 25.0, 1e9))
    without = run_with_point(48.0, on=(), kinds=["pressure_zone"], stocks={"water": 1.0})
    assert none.visits == pytest.approx(plenty.visits)
    lacked = [hours_lacked(r, WATER)[0] for r in (without, none, some, plenty)]
    assert lacked[0] == lacked[1] > lacked[2] > lacked[3]
    # 25 L are 200 hours of 3 L a day, all drunk by people who would have lacked it.
    assert lacked[1] - lacked[2] == pytest.approx(25 / (3 / 24), rel=1e-4)


def test_a_point_whose_tap_runs_does_not_use_its_stock():
    few = run_with_point(48.0, stocks={"water": 1.0}, support_stock_l=1.0)
    many = run_with_point(48.0, stocks={"water": 1.0}, support_stock_l=1e9)
    assert np.array_equal(few.unmet, many.unmet)


@given(st.floats(0, 1), st.floats(0, 30), st.floats(0, 500), st.floats(0, 1))
def test_no_litre_of_a_point_appears_or_vanishes(tap, visits, stock, full):
    twin = small_twin(region=with_point(), switched_on=("noodsteunpunt",))
    case, _ = make_case(twin, 0)
    knobs = case.knobs._replace(support_stock_l=500.0)
    support = open_support(case.places, case.people, knobs)
    support.stock[0] = stock
    level = np.ones(len(twin.network.sites))
    level[twin.network.sites.index("zA")] = tap
    litres = hand_out(case.places, knobs, support, level, 0, visits, 1.0)
    assert 0.0 <= litres <= knobs.litres_per_visit
    from_tap = visits * knobs.litres_per_visit * tap
    from_stock = max(0.0, stock - support.stock[0])
    if visits > 0.0:
        assert litres * visits == pytest.approx(from_tap + from_stock, abs=1e-6)
    assert 0.0 <= support.stock[0] <= 500.0


def test_every_visit_is_served_or_goes_home():
    wished = {}
    for staff in (0.05, 0.1, 100.0):
        run = run_with_point(10.0, headroom=100.0, support_staff=staff, support_patience_h=2.0)
        wished[staff] = run.visits[0] + run.unserved[0]
    assert wished[0.05] == pytest.approx(wished[0.1]) == pytest.approx(wished[100.0])


@pytest.mark.parametrize("kinds", [["mobile_macro"], ["pressure_zone"]])
def test_people_also_come_when_only_the_mobile_network_or_the_tap_fails(kinds):
    assert run_with_point(kinds=kinds).visits == pytest.approx([2.128, 0.0], abs=1e-3)


def test_who_lost_neither_power_nor_water_nor_a_network_does_not_come():
    kinds = ["supermarket", "fixed_pop", "card_payment", "atm", "pharmacy"]
    assert run_with_point(10.0, kinds=kinds).visits.sum() == 0.0


def test_half_a_tap_sends_half_of_the_people():
    half = run_with_point(kinds=["pressure_zone"], depth=0.5)
    assert half.visits == pytest.approx([1.064, 0.0], abs=1e-3)


def test_of_a_loss_for_one_in_a_hundred_nobody_comes():
    assert run_with_point(kinds=["pressure_zone"], depth=0.009).visits.sum() == 0.0
    assert run_with_point(kinds=["pressure_zone"], depth=0.011).visits.sum() > 0.0


def test_visits_grow_for_as_long_as_anything_is_lost():
    # The tap is lost for four hours, the network from the third to the sixth: six hours in a row.
    day = 1000 * REACH / 14
    shocks = [
        story(4.0, ["pressure_zone"])["shocks"][0],
        story(4.0, ["mobile_macro"], from_h=2.0)["shocks"][0] | {"name": "stilte"},
    ]
    scenario = parse_scenario(story() | {"shocks": shocks}, "klein.toml")
    twin = small_twin(scenario, with_point(), flat_library(), switched_on=["noodsteunpunt"])
    expected = sum(0.035 + 0.115 * hour / 48 for hour in range(6))
    assert run_once(twin, 0).visits[0] == pytest.approx(day * expected, rel=1e-6)


def test_at_night_the_point_is_closed():
    # From noon: open until 22:00, and whole again before 8:00, masts included: 10 h.
    # The daily share rises from 3.5 % by 6.5 points an hour over 48: 15 % - 3.5 % = 11.5 points.
    day = 1000 * REACH / 14
    first = sum(0.035 + 0.115 * hour / 48 for hour in range(10))
    assert run_with_point(19.0).visits[0] == pytest.approx(day * first, rel=1e-6)


def test_a_planned_point_that_is_not_switched_on_serves_nobody():
    assert run_with_point(on=()).visits.sum() == 0.0


def test_near_a_point_people_can_call_and_hear_the_news():
    without, with_it = run_with_point(48.0, on=()), run_with_point(48.0)
    for need in (HELP_CALL, INFORMATION):
        before, after = hours_lacked(without, need), hours_lacked(with_it, need)
        assert after[0] < before[0]
        assert after[1] == pytest.approx(before[1])


def test_visitors_take_water_home():
    stocks = {"water": 1.0}
    without, with_it = (
        run_with_point(48.0, on=on, stocks=stocks) for on in ((), ("noodsteunpunt",))
    )
    assert hours_lacked(with_it, WATER)[0] < hours_lacked(without, WATER)[0]
    assert hours_lacked(with_it, WATER)[1] == pytest.approx(hours_lacked(without, WATER)[1])
