"""How a home cools without power, and how long it is below a threshold."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.twin.homes import (
    cool,
    hours_below_cooling,
    hours_below_warming,
    step_heated,
    step_home,
)

TAU, OUTSIDE, START, THRESHOLD = 60.0, -5.0, 20.0, 16.0
# 20 °C falls to 16 when 25 exp(-t / 60) = 21: t = 60 ln(25 / 21) = 10.461 h.
CROSSING = 60 * math.log(25 / 21)


def home(t0, power, before, dt, point=20.0, rate=1.5, outside=OUTSIDE, threshold=THRESHOLD):
    decay = math.exp(-dt / TAU)
    return step_home(t0, outside, TAU, decay, point, rate, threshold, power, before, dt)


def hours_until_cold(dt):
    """Hours until the home is first below 16 °C: all hours less those below."""
    t, below, steps = START, 0.0, round(24 / dt)
    for _ in range(steps):
        t, part = home(t, 0.0, 0.0, dt)
        below += part
    return 24.0 - below, t


def test_a_home_passes_16_degrees_after_ten_and_a_half_hours():
    assert pytest.approx(10.46, abs=0.005) == CROSSING
    assert cool(START, OUTSIDE, TAU, CROSSING, math.exp(-CROSSING / TAU)) == pytest.approx(16.0)


@pytest.mark.parametrize("dt", [0.25, 1.0, 3.0, 24.0])
def test_the_crossing_does_not_depend_on_the_step(dt):
    crossing, after = hours_until_cold(dt)
    assert crossing == pytest.approx(CROSSING, abs=1e-9)
    # After a day: -5 + 25 exp(-24/60) = 11.758.
    assert after == pytest.approx(11.758, abs=1e-3)


def test_a_home_below_the_threshold_lacks_heat_the_whole_step_and_a_warm_one_not_at_all():
    assert hours_below_cooling(15.0, 14.0, OUTSIDE, TAU, 2.0, THRESHOLD) == 2.0
    assert hours_below_cooling(20.0, 16.0, OUTSIDE, TAU, 2.0, THRESHOLD) == 0.0


def test_a_cold_home_in_the_sun_is_cold_until_it_has_warmed_up():
    # From 10 to 16 with 30 °C outside: (10-30) exp(-t/60) = 16-30: t = 60 ln(20/14) = 21.4 h.
    t1 = cool(10.0, 30.0, TAU, 24.0, math.exp(-24 / TAU))
    found = hours_below_cooling(10.0, t1, 30.0, TAU, 24.0, THRESHOLD)
    assert found == pytest.approx(60 * math.log(20 / 14))


def test_reheating_takes_the_degrees_over_the_rate():
    # From 10 °C by 1.5 °C an hour: 4 h to 16; after 5 h 17.5 °C; after 8 h the set point, 20 °C.
    assert hours_below_warming(10.0, 1.5, 8.0, THRESHOLD) == pytest.approx(4.0)
    assert home(10.0, 1.0, 1.0, 5.0) == (pytest.approx(17.5), pytest.approx(4.0))
    assert home(10.0, 1.0, 1.0, 8.0) == (20.0, pytest.approx(4.0))


def test_at_night_the_thermostat_lets_the_home_cool_to_its_set_point():
    # -5 + 25 exp(-1/60) = 19.587 after an hour; never below 17.
    assert step_heated(20.0, OUTSIDE, TAU, 17.0, 1.5, 1.0) == pytest.approx(19.587, abs=1e-3)
    assert step_heated(20.0, OUTSIDE, TAU, 17.0, 1.5, 24.0) == 17.0


def test_rounding_does_not_turn_the_order_of_power_and_dark():
    assert home(20.0, 0.5, 0.5 - 1e-16, 1.0) == home(20.0, 0.5, 0.5, 1.0)
    assert home(20.0, 0.5, 0.5 - 1e-6, 1.0) != home(20.0, 0.5, 0.5, 1.0)


def test_power_that_is_lost_within_a_step_comes_first_and_power_that_returns_comes_last():
    # Lost halfway an hour: half an hour warm at 20, then half an hour cooling:
    # -5 + 25 exp(-0.5/60) = 19.792.
    assert home(20.0, 0.5, 1.0, 1.0)[0] == pytest.approx(19.792, abs=1e-3)
    # Returned halfway, from 10: -5 + 15 exp(-0.5/60) = 9.8755; half an hour of 1.5: 10.6255.
    assert home(10.0, 0.5, 0.0, 1.0) == (pytest.approx(10.6255, abs=1e-3), 1.0)


def test_a_crossing_within_a_step_with_power_for_a_part_of_it_is_found():
    # 16.1 °C at 30 % power that is being lost, set point 16.1: 0.3 h warm, then
    # 60 ln(21.1 / 21) = 0.285 h until 16, so 0.7 - 0.285 = 0.415 h below.
    _, below = home(16.1, 0.3, 1.0, 1.0, point=16.1)
    assert below == pytest.approx(0.7 - 60 * math.log(21.1 / 21))


@given(
    t0=st.floats(-10, 25),
    power=st.floats(0, 1),
    before=st.floats(0, 1),
    dt=st.floats(0.1, 6),
    outside=st.floats(-15, 12),
)
def test_temperature_stays_between_outside_and_the_set_point(t0, power, before, dt, outside):
    t0 = max(t0, outside)
    t1, below = home(t0, power, before, dt, outside=outside)
    assert outside - 1e-9 <= t1 <= max(t0, 20.0) + 1e-9
    assert 0.0 <= below <= dt + 1e-9


@given(t0=st.floats(0, 25), dt=st.floats(0.2, 6), power=st.sampled_from([0.0, 1.0]))
def test_two_half_steps_make_the_whole_step(t0, dt, power):
    whole, below = home(t0, power, power, dt)
    half, first = home(t0, power, power, dt / 2)
    end, second = home(half, power, power, dt / 2)
    assert end == pytest.approx(whole, abs=1e-9)
    assert first + second == pytest.approx(below, abs=1e-6)
