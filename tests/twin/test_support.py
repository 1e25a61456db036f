"""Support points (noodsteunpunten): who walks there, who is served, what they take home."""

from __future__ import annotations

import math

import pytest

from tests.twin.small import blackout, flat_library, hours_lacked, site, small_region, small_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.state import HELP_CALL, INFORMATION, WATER


def with_point(planned=True):
    """The small region with a support point in the middle of A, on its feeder."""
    point = site("nA", "noodsteunpunt", "A", planned=planned)
    link = {"consumer": "nA", "input": "power", "supplier": "fA", "weight": 1.0}
    return small_region(sites=[point], links=[link])


def run_with_point(hours=1.0, on=("noodsteunpunt",), stocks=None, **parameters):
    twin = small_twin(
        blackout(hours), with_point(), flat_library(stocks, **parameters), switched_on=on
    )
    return run_once(twin, 0)


# Seven points: the centre and six at 0.6 x sqrt(4 / pi) = 0.677 km. Half walk 1 km:
# 1 / (1 + 0.677^4) = 0.8264; on average (1 + 6 x 0.8264) / 7 = 0.8512 are within reach.
REACH = (1 + 6 / (1 + (0.6 * math.sqrt(4 / math.pi)) ** 4)) / 7


def test_in_the_first_hour_two_people_walk_to_the_point():
    assert pytest.approx(0.8512, abs=1e-4) == REACH
    # 3.5 % on the first day, spread over 14 open hours: 1,000 x 0.8512 x 0.035 / 14 = 2.128.
    visits = run_with_point().visits
    assert visits == pytest.approx([2.128, 0.0], abs=1e-3)


def test_who_finds_no_room_goes_home():
    # One tenth of a person on duty handles 0.8 an hour.
    assert run_with_point(support_staff=0.1).visits == pytest.approx([0.8, 0.0])


def test_at_night_the_point_is_closed():
    # From noon: open until 22:00 on the first day, so a day and a night are 10 h.
    # The daily share rises from 3.5 % by 6.5 points an hour over 48: 15 % - 3.5 % = 11.5 points.
    day = 1000 * REACH / 14
    first = sum(0.035 + 0.115 * hour / 48 for hour in range(10))
    assert run_with_point(20.0).visits[0] == pytest.approx(day * first, rel=1e-6)


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
