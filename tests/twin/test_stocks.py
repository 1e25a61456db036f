"""Households past their own stock: a distribution over households, never a mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.twin.recording import past_strata, weight_of
from weerbaar.twin.stocks import next_used, severity, share_past


def test_households_run_out_one_after_the_other():
    # Stocks of 1, 2 and 4 L; each takes 3 L in this step. The first lacks 2/3 of the step, the
    # second 1/3, the third has enough: (2/3 + 1/3 + 0) / 3 = 1/3 of all.
    lacked = np.zeros(3)
    share = past_strata(np.array([1.0, 2.0, 4.0]), 0.0, 3.0, 1.0, lacked, 6.0)
    assert share == pytest.approx(1 / 3)
    # Of six hours: 4, 2 and 0.
    assert lacked == pytest.approx([4.0, 2.0, 0.0])


def test_a_stock_that_runs_out_within_the_step_counts_from_then_on():
    # From 4 to 8 taken, 5 in stock: a quarter of the step it lasts.
    assert share_past(5.0, 4.0, 8.0) == pytest.approx(0.75)
    assert share_past(8.0, 4.0, 8.0) == 0.0
    assert share_past(4.0, 4.0, 8.0) == 1.0
    assert share_past(0.0, 0.0, 1.0) == 1.0


def test_what_still_comes_in_is_not_lacked():
    lacked = np.zeros(1)
    # Past its stock for the whole step, but 40 % comes in: 0.6 of the step is lacked.
    assert past_strata(np.array([0.0]), 1.0, 2.0, 0.6, lacked, 1.0) == pytest.approx(0.6)
    assert lacked[0] == pytest.approx(0.6)


def test_a_stock_is_used_by_what_does_not_come_in():
    # 3 L a day is 0.125 L an hour; at 20 % supply 0.8 of it is taken: 0.1 L an hour, 0.4 in 4 h.
    assert next_used(1.0, 0.2, 0.125, 1.0, 4.0) == pytest.approx(1.4)


def test_a_stock_fills_up_only_at_full_supply():
    assert next_used(3.0, 1.0, 0.125, 1.0, 2.0) == pytest.approx(1.0)
    assert next_used(1.0, 1.0, 0.125, 1.0, 2.0) == 0.0
    assert next_used(1.0, 0.99, 0.125, 1.0, 2.0) > 1.0


def test_an_hour_weighs_1_until_the_tolerance_and_then_more_up_to_3():
    # Tolerance 12 h: after 12 h 1, after 18 h 1 + 6/12 = 1.5, after 24 h 2, from 36 h on 3.
    assert [severity(h, 12.0) for h in (0, 12, 18, 24, 36, 100)] == [1, 1, 1.5, 2, 3, 3]


def test_the_weight_of_a_step_is_the_mean_over_those_who_lack():
    # Before this hour they had lacked 18 and 24 h: (1.5 + 2) / 2 = 1.75; who lacks nothing is out.
    assert weight_of(np.array([19.0, 25.0, 0.0]), 1.0, 12.0) == pytest.approx(1.75)
    assert weight_of(np.zeros(3), 1.0, 12.0) == 1.0


stocks = st.lists(st.floats(0, 20), min_size=1, max_size=10).map(lambda x: np.array(sorted(x)))


@given(stocks, st.floats(0, 20), st.floats(0.01, 10), st.floats(0, 1))
def test_two_half_steps_lack_what_one_whole_step_lacks(stock, used, more, lacking):
    whole, halves = np.zeros(len(stock)), np.zeros(len(stock))
    total = past_strata(stock, used, used + more, lacking, whole, 1.0)
    middle = used + more / 2
    parts = past_strata(stock, used, middle, lacking, halves, 0.5)
    parts += past_strata(stock, middle, used + more, lacking, halves, 0.5)
    assert parts / 2 == pytest.approx(total, abs=1e-9)
    assert halves == pytest.approx(whole, abs=1e-9)


@given(stocks, st.floats(0, 20), st.floats(0, 10), st.floats(0, 5))
def test_more_stock_never_lacks_more(stock, used, more, extra):
    poor = past_strata(stock, used, used + more, 1.0, np.zeros(len(stock)), 1.0)
    rich = past_strata(stock + extra, used, used + more, 1.0, np.zeros(len(stock)), 1.0)
    assert 0.0 <= rich <= poor + 1e-12 <= 1.0 + 1e-9
