"""Who lacks what: a distribution over households, never a mean, and without debt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.twin.recording import lack_nested, past_strata, weight_of

HOURLY = 1.0 / 24


def step(stock, used, supplied=0.0, need=1.0, back=1.0, dt=1.0):
    """The share who lack, with what is used and the hours lacked after one step."""
    used = np.array(used, float)
    lacked = np.zeros(len(used))
    share = past_strata(np.array(stock, float), used, lacked, supplied, need, back, dt)
    return share, used.tolist(), lacked.tolist()


def test_households_run_out_one_after_the_other():
    # Stocks of 1, 2 and 4 L; each needs 3 L in these six hours. The first lacks 2/3 of the step,
    # the second 1/3, the third has enough: (2/3 + 1/3 + 0) / 3 = 1/3 of all.
    share, used, lacked = step([1.0, 2.0, 4.0], [0.0] * 3, need=0.5, dt=6.0)
    assert share == pytest.approx(1 / 3)
    # Of six hours: 4, 2 and 0. Nobody takes more than there is.
    assert lacked == pytest.approx([4.0, 2.0, 0.0])
    assert used == pytest.approx([1.0, 2.0, 3.0])


def test_what_still_comes_in_is_not_lacked():
    # Past its stock for the whole step, but 40 % comes in: 0.6 of the step is lacked.
    share, _, lacked = step([0.0], [0.0], supplied=0.4)
    assert share == pytest.approx(0.6)
    assert lacked == pytest.approx([0.6])


def test_a_stock_is_used_by_what_does_not_come_in():
    # 3 L a day is 0.125 L an hour; at 20 % supply 0.8 of it is taken: 0.1 L an hour, 0.4 in 4 h.
    assert step([9.0], [1.0], 0.2, 0.125, 1.0, 4.0)[1] == pytest.approx([1.4])


def test_a_stock_fills_up_only_at_full_supply():
    assert step([9.0], [3.0], 1.0, 0.125, 1.0, 2.0) == (0.0, [1.0], [0.0])
    assert step([9.0], [1.0], 1.0, 0.125, 1.0, 2.0) == (0.0, [0.0], [0.0])
    assert step([9.0], [1.0], 0.99, 0.125, 1.0, 2.0)[1][0] > 1.0


def test_what_was_lacked_is_no_debt():
    # Two weeks without: a cupboard of half a day is empty, not two weeks behind. Four hours of
    # filling three days a day bring the half day back.
    used, lacked = np.zeros(1), np.zeros(1)
    stock = np.array([0.5])
    for _ in range(14 * 24):
        past_strata(stock, used, lacked, 0.0, HOURLY, 3 * HOURLY, 1.0)
    assert used[0] == 0.5
    assert lacked[0] == pytest.approx(13.5 * 24)
    for _ in range(4):
        assert past_strata(stock, used, lacked, 1.0, HOURLY, 3 * HOURLY, 1.0) == 0.0
    assert used[0] == pytest.approx(0.0)


def test_the_weight_of_a_step_is_the_mean_over_those_who_lack():
    # Before this hour they had lacked 18 and 24 h: (1.5 + 2) / 2 = 1.75; who lacks nothing is out.
    assert weight_of(np.array([19.0, 25.0, 0.0]), 1.0, 12.0) == pytest.approx(1.75)
    assert weight_of(np.zeros(3), 1.0, 12.0) == 1.0


def test_who_lacks_first_lacks_longest():
    # A quarter of four strata lacks: the first; then half: the first and the second.
    lacked = np.zeros(4)
    lack_nested(0.25, lacked, 4.0, 1.0)
    lack_nested(0.5, lacked, 4.0, 1.0)
    assert lacked.tolist() == [2, 1, 0, 0]
    # Three eighths are one stratum and half of the next.
    lack_nested(0.375, lacked, 4.0, 2.0)
    assert lacked.tolist() == [4, 2, 0, 0]


def test_the_weight_of_those_who_lack_follows_from_their_own_hours():
    # Tolerance 4 h: 6 h weigh 1.5 and 0 h weigh 1. Of half of all one stratum is in each: 1.25.
    assert lack_nested(0.5, np.array([6.0, 0.0, 0.0, 0.0]), 4.0, 1.0) == pytest.approx(1.25)
    # Of 0.375 the second counts half: (1.5 + 0.5 x 1) / 1.5 = 4/3.
    weight = lack_nested(0.375, np.array([6.0, 0.0, 0.0, 0.0]), 4.0, 1.0)
    assert weight == pytest.approx(4 / 3)


stocks = st.lists(st.floats(0, 20), min_size=1, max_size=10).map(lambda x: np.array(sorted(x)))
shares = st.floats(0, 0.99)


@given(stocks, shares, st.floats(0.01, 10), st.floats(0, 1))
def test_two_half_steps_lack_what_one_whole_step_lacks(stock, gone, need, supplied):
    one, two = stock * gone, stock * gone
    whole, halves = np.zeros(len(stock)), np.zeros(len(stock))
    total = past_strata(stock, one, whole, supplied, need, 1.0, 1.0)
    parts = sum(past_strata(stock, two, halves, supplied, need, 1.0, 0.5) for _ in range(2))
    assert parts / 2 == pytest.approx(total, abs=1e-6)
    assert halves == pytest.approx(whole, abs=1e-6)
    assert two == pytest.approx(one)


@given(stocks, shares, st.floats(0, 10), st.floats(0, 5), st.floats(0, 1))
def test_more_stock_never_lacks_more(stock, gone, need, extra, supplied):
    used = stock * gone
    poor = step(stock, used, supplied, need)[0]
    rich = step(stock + extra, used, supplied, need)[0]
    assert 0.0 <= rich <= poor + 1e-12 <= 1.0 + 1e-9


@given(stocks, st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 9)), max_size=12))
def test_nobody_takes_more_than_there_is_and_nobody_has_more_than_the_stock(stock, days):
    used, lacked = np.zeros(len(stock)), np.zeros(len(stock))
    for supplied, need in days:
        share = past_strata(stock, used, lacked, supplied, need, 2.0, 1.0)
        assert 0.0 <= share <= 1.0 + 1e-12
        assert ((used >= 0) & (used <= stock)).all()


@given(stocks, shares, st.floats(0.01, 10), st.floats(0, 1), st.floats(0, 1))
def test_more_that_comes_in_never_lacks_more(stock, gone, need, supplied, lift):
    more = supplied + lift * (1 - supplied)
    poor, rich = (step(stock, stock * gone, s, need)[0] for s in (supplied, more))
    assert rich <= poor + 1e-12


@given(st.floats(0.001, 1), st.lists(st.floats(0, 99), min_size=1, max_size=10), st.floats(0.1, 2))
def test_hours_lacked_are_added_for_exactly_the_share_that_lacks(part, before, dt):
    lacked = np.array(before)
    weight = lack_nested(part, lacked, 12.0, dt)
    assert (lacked - before).mean() == pytest.approx(part * dt, abs=1e-9)
    assert 1.0 - 1e-9 <= weight <= 3.0 + 1e-9
