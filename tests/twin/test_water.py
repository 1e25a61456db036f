"""Tap water, upper floors, and the litres that people keep at home."""

from __future__ import annotations

import pytest

from tests.twin.small import blackout, cuts, flat_library, hours_lacked, small_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.state import WATER, WATER_BASIC, WATER_HYGIENE
from weerbaar.twin.water import with_carried

THREE_LITRES = flat_library({"water": 3.0})


def test_three_litres_last_a_day_and_less_at_a_higher_norm():
    # No tap for 48 h. At 3 L a day dry after 24 h: 24 h x 1,000. At 7.5 L after 9.6 h: 38.4 h.
    # At 15 L after 4.8 h: 43.2 h.
    run = run_once(small_twin(blackout(48.0, kinds=["pressure_zone"]), library=THREE_LITRES), 0)
    assert hours_lacked(run, WATER) == pytest.approx([24_000] * 2)
    assert hours_lacked(run, WATER_BASIC) == pytest.approx([38_400] * 2)
    assert hours_lacked(run, WATER_HYGIENE) == pytest.approx([43_200] * 2)


def test_upper_floors_go_dry_when_only_their_pump_fails():
    # 100 of 1,000 in high-rise, 0.55 of them above the pressure: 55 people for 24 h.
    run = run_once(small_twin(blackout(48.0, kinds=["hydrophore"]), library=THREE_LITRES), 0)
    assert hours_lacked(run, WATER) == pytest.approx([55 * 24] * 2)


def test_a_power_cut_takes_the_water_of_upper_floors_and_of_nobody_else():
    # The works run on for 240 h; the pumps have no battery.
    run = run_once(small_twin(library=THREE_LITRES), 0)
    assert hours_lacked(run, WATER) == pytest.approx([55 * 24] * 2)


def test_half_a_tap_empties_the_cupboard_half_as_fast():
    # Half of 3 L a day from stock: 3 L last 48 h of the 72; then half is lacked for 24 h.
    scenario = blackout(72.0, kinds=["pressure_zone"], depth=0.5)
    run = run_once(small_twin(scenario, library=THREE_LITRES), 0)
    assert hours_lacked(run, WATER) == pytest.approx([0.5 * 24 * 1000] * 2)


def test_who_keeps_more_lacks_later():
    library = flat_library({"water": 9.0})
    run = run_once(small_twin(blackout(48.0, kinds=["pressure_zone"]), library=library), 0)
    # Nine litres are three days.
    assert run.unmet[WATER].sum() == 0.0


def test_an_hour_weighs_more_once_the_tolerance_is_past():
    # Lacking 24 h is within the tolerance of 24 h: weight 1. Of 48 h the last 24 start at
    # hours 24 to 47 of lacking: 1 + (t - 24)/24 on average 1 + 11.5/24.
    scenario = blackout(72.0, kinds=["pressure_zone"])
    run = run_once(small_twin(scenario, library=THREE_LITRES), 0)
    assert hours_lacked(run, WATER)[0] == pytest.approx(48_000)
    assert run.weighted[WATER, 0] == pytest.approx(24_000 + 24_000 * (1 + 11.5 / 24), rel=1e-6)


def test_carried_water_meets_the_need_of_today_first_and_then_fills_the_stock():
    # 3 L a day is 0.125 L an hour. No tap: 0.1 L is 0.8 of it, and nothing is kept.
    assert with_carried(0.0, 0.1, 0.125, 1.0, 1.0) == pytest.approx((0.8, 0.0))
    # 0.5 L: all of the need, and 0.375 L into the bottles.
    assert with_carried(0.0, 0.5, 0.125, 1.0, 1.0) == pytest.approx((1.0, 0.375))
    # Half a tap needs 0.0625 L more: 0.05 L gives 0.5 + 0.4.
    assert with_carried(0.5, 0.05, 0.125, 1.0, 1.0) == pytest.approx((0.9, 0.0))
    # In a step of four hours 0.5 L is just enough.
    assert with_carried(0.0, 0.5, 0.125, 1.0, 4.0) == pytest.approx((1.0, 0.0))


def test_a_tap_that_runs_fills_the_stock_whatever_is_carried():
    assert with_carried(1.0, 0.0, 0.125, 1.0, 1.0) == (1.0, 1.0)
    assert with_carried(1.0, 9.0, 0.125, 1.0, 1.0) == (1.0, 1.0)
    assert with_carried(0.7, 0.0, 0.125, 1.0, 1.0) == (0.7, 0.0)


@pytest.mark.parametrize("need", [WATER, WATER_BASIC, WATER_HYGIENE])
def test_after_two_dry_weeks_and_one_good_day_the_bottles_are_full_again(need):
    # One litre an hour fills three in three hours: the last day is as it is on its own.
    last = []
    for spans in [(0.0, 336.0), (360.0, 384.0)], [(360.0, 384.0)]:
        scenario = cuts(*spans, kinds=["pressure_zone"])
        run = run_once(small_twin(scenario, library=flat_library({"water": 1.5})), 0)
        last.append(run.unmet[need, 360:].astype(float).sum(axis=0))
    assert last[0] == pytest.approx(last[1])
    if need == WATER:
        # 1.5 L are twelve hours.
        assert last[1] == pytest.approx([12_000] * 2)
