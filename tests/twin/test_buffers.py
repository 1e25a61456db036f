"""One input of one site: a battery bridges a loss, empties, and comes back with a lag."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from weerbaar.twin.buffers import step_input

SIZE, FLOOR, LAG, REFILL = 4.0, 0.2, 2.0, 8.0


def step(s, left, lag_left=0.0, *, end=None, linear=False, dt=1.0, lag=LAG, refill=REFILL):
    """Mean input, buffer left and lag left; without `end` the supply is the same all step long."""
    at_end = s if end is None else end
    found = step_input(s, at_end, left, lag_left, SIZE, FLOOR, lag, refill, linear, dt)
    return found[0], found[2], found[3]


def end_of(s, left, lag_left=0.0, *, end=None, linear=False, dt=1.0):
    """The input at the end of the step."""
    at_end = s if end is None else end
    return step_input(s, at_end, left, lag_left, SIZE, FLOOR, LAG, REFILL, linear, dt)[1]


def test_a_battery_of_four_hours_bridges_four_hours_of_loss():
    left, lag_left, levels = SIZE, 0.0, []
    for _ in range(6):
        level, left, lag_left = step(0.0, left, lag_left)
        levels.append(level)
    assert levels == [1.0, 1.0, 1.0, 1.0, FLOOR, FLOOR]
    assert (left, lag_left) == (0.0, LAG)


def test_half_a_supply_empties_the_battery_half_as_fast():
    # (1 - 0.5) x 1 h a step: 4 h of battery last 8 steps; then 0.2 + 0.8 x 0.5 = 0.6 remains.
    left, lag_left, levels = SIZE, 0.0, []
    for _ in range(9):
        level, left, lag_left = step(0.5, left, lag_left)
        levels.append(level)
    assert levels == [1.0] * 8 + [pytest.approx(0.6)]


def test_a_linear_input_falls_from_the_moment_of_loss():
    # From 1 to 0.2 over 4 h: hour by hour the means are 0.9, 0.7, 0.5, 0.3; then 0.2.
    left, lag_left, levels = SIZE, 0.0, []
    for _ in range(5):
        level, left, lag_left = step(0.0, left, lag_left, linear=True)
        levels.append(level)
    assert levels == pytest.approx([0.9, 0.7, 0.5, 0.3, 0.2])


def test_a_buffer_that_empties_within_the_step_counts_for_its_part_of_it():
    # 1 h left of a step of 4: (1 x 1 + 3 x 0.2) / 4 = 0.4.
    assert step(0.0, 1.0, dt=4.0) == (pytest.approx(0.4), 0.0, LAG)
    # Linear: in the hour that is bridged 1/4 of the way is left, on average 1/8:
    # 0.2 + 0.8 / 8 = 0.3; (1 x 0.3 + 3 x 0.2) / 4 = 0.225.
    assert step(0.0, 1.0, dt=4.0, linear=True) == (pytest.approx(0.225), 0.0, LAG)
    # At half supply the hour bridges two: (2 x 1 + 2 x 0.6) / 4 = 0.8.
    assert step(0.5, 1.0, dt=4.0) == (pytest.approx(0.8), 0.0, LAG)


def test_an_input_without_a_buffer_follows_its_supplier_at_once():
    # floor + (1 - floor) s = 0.2 + 0.8 x 0.25 = 0.4.
    found = step_input(0.25, 0.25, 0.0, 0.0, 0.0, FLOOR, LAG, REFILL, False, 1.0)
    assert found == (pytest.approx(0.4), pytest.approx(0.4), 0.0, LAG)


def test_the_lag_starts_only_when_the_buffer_was_emptied():
    _, left, lag_left = step(0.0, SIZE)
    assert (left, lag_left) == (3.0, 0.0)
    assert step(1.0, left, lag_left)[0] == 1.0
    _, left, lag_left = step(0.0, 1.0)
    assert (left, lag_left) == (0.0, LAG)
    # Lag of 2 h: two hours at the floor, then whole.
    first, left, lag_left = step(1.0, left, lag_left)
    second, left, lag_left = step(1.0, left, lag_left)
    third, left, lag_left = step(1.0, left, lag_left)
    assert (first, second, third) == pytest.approx((FLOOR, FLOOR, 1.0))
    assert lag_left == 0.0


def test_a_lag_that_ends_within_the_step_counts_for_its_part_of_it():
    # 2 h of lag in a step of 5: (2 x 0.2 + 3 x 1) / 5 = 0.68.
    assert step(1.0, 0.0, LAG, dt=5.0)[0] == pytest.approx(0.68)


def test_the_lag_counts_down_only_at_full_supply():
    level, _, lag_left = step(0.9, 0.0, 1.0)
    # 0.2 + 0.8 x 0.9 = 0.92
    assert (level, lag_left) == (pytest.approx(0.92), LAG)


def test_the_lag_restarts_when_supply_is_lost_again():
    _, left, lag_left = step(1.0, 0.0, LAG)
    assert lag_left == 1.0
    _, left, lag_left = step(0.0, left, lag_left)
    assert (left, lag_left) == (0.0, LAG)


def test_a_buffer_refills_only_at_full_supply_and_never_beyond_its_size():
    # 4 h in 8 h of full supply: 0.5 h an hour.
    assert step(1.0, 1.0)[1] == pytest.approx(1.5)
    assert step(1.0, 3.8)[1] == SIZE
    assert step(1.0, 0.0, refill=0.0)[1] == SIZE
    assert step(0.99, 1.0)[1] < 1.0


def test_supply_that_is_whole_again_at_the_end_was_lost_first():
    # Lost for 3 h of a step of 4, 1 h of battery: 1 h held, 2 h at 0.2, then the lag of 2 h
    # begins: its first hour at 0.2 too. (1 + 2 x 0.2 + 0.2) / 4 = 0.4; one hour of lag is left.
    assert step(0.25, 1.0, end=1.0, dt=4.0) == (pytest.approx(0.4), 0.0, 1.0)
    assert end_of(0.25, 1.0, end=1.0, dt=4.0) == FLOOR
    # A battery of 4 h bridges those 3 h: nothing is noticed, and no lag.
    assert step(0.25, 4.0, end=1.0, dt=4.0) == (1.0, 1.0, 0.0)
    assert end_of(0.25, 4.0, end=1.0, dt=4.0) == 1.0


def test_supply_that_is_still_lost_at_the_end_was_whole_first():
    # Half of an hour whole, half lost: the battery gives half an hour.
    assert step(0.5, 2.0, end=0.0) == (1.0, 1.5, 0.0)
    assert end_of(0.5, 2.0, end=0.0) == 1.0
    # Without a battery: on average 0.2 + 0.8 x 0.5 = 0.6, at the end the floor.
    assert step(0.5, 0.0, end=0.0)[0] == pytest.approx(0.6)
    assert end_of(0.5, 0.0, end=0.0) == FLOOR


shares = st.floats(0, 1)
hours = st.floats(0, 50)


@given(
    s=shares,
    size=hours,
    part=shares,
    floor=shares,
    lag=hours,
    lag_part=shares,
    refill=hours,
    linear=st.booleans(),
    dt=st.floats(0.05, 12),
)
def test_the_effective_input_lies_between_what_comes_in_and_1(
    s, size, part, floor, lag, lag_part, refill, linear, dt
):
    for at_end in (s, 1.0, 0.0):
        level, end, left, lag_left = step_input(
            s, at_end, part * size, lag_part * lag, size, floor, lag, refill, linear, dt
        )
        assert min(floor, s) - 1e-9 <= level <= 1.0 + 1e-9
        assert min(floor, at_end) - 1e-9 <= end <= 1.0 + 1e-9
    assert 0.0 <= left <= size
    assert 0.0 <= lag_left <= lag + 1e-12


@given(
    s=shares,
    left=st.floats(0, SIZE),
    lag_left=st.floats(0, LAG),
    linear=st.booleans(),
    dt=st.floats(0.05, 12),
)
def test_two_halves_of_a_step_give_the_average_of_the_whole(s, left, lag_left, linear, dt):
    whole, left_1, lag_1 = step(s, left, lag_left, linear=linear, dt=dt)
    first, left_2, lag_2 = step(s, left, lag_left, linear=linear, dt=dt / 2)
    second, left_2, lag_2 = step(s, left_2, lag_2, linear=linear, dt=dt / 2)
    assert (first + second) / 2 == pytest.approx(whole, abs=1e-9)
    assert left_2 == pytest.approx(left_1, abs=1e-9)
    assert lag_2 == pytest.approx(lag_1, abs=1e-9)


@given(s=shares, left=st.floats(0, 3), more=st.floats(0, 1), linear=st.booleans())
def test_more_in_the_buffer_never_gives_less(s, left, more, linear):
    poor, left_poor, _ = step(s, left, linear=linear)
    rich, left_rich, _ = step(s, left + more, linear=linear)
    assert rich >= poor - 1e-9
    assert left_rich >= left_poor


@given(s=st.floats(0, 0.999), left=st.floats(0, SIZE), linear=st.booleans(), dt=st.floats(0.05, 12))
def test_lost_first_and_whole_after_is_the_same_as_two_steps(s, left, linear, dt):
    assume((1 - s) * dt > 1e-6)
    assume(s * dt > 1e-6)
    never = 1e15
    whole = step(s, left, end=1.0, linear=linear, dt=dt, refill=never)
    first, left_2, lag_2 = step(0.0, left, linear=linear, dt=(1 - s) * dt, refill=never)
    second, left_2, lag_2 = step(1.0, left_2, lag_2, linear=linear, dt=s * dt, refill=never)
    assert whole[0] == pytest.approx(first * (1 - s) + second * s, abs=1e-9)
    assert whole[1:] == pytest.approx((left_2, lag_2), abs=1e-6)
