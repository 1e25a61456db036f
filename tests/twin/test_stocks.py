"""One household and its own stock: the part of a step it lacks, and what an hour of that weighs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.twin.stocks import severity, share_past


def test_a_stock_that_runs_out_within_the_step_counts_from_then_on():
    # From 4 to 8 taken, 5 in stock: a quarter of the step it lasts.
    assert share_past(5.0, 4.0, 8.0) == pytest.approx(0.75)
    assert share_past(8.0, 4.0, 8.0) == 0.0
    assert share_past(4.0, 4.0, 8.0) == 1.0
    assert share_past(0.0, 0.0, 1.0) == 1.0


def test_an_hour_weighs_1_until_the_tolerance_and_then_more_up_to_3():
    # Tolerance 12 h: after 12 h 1, after 18 h 1 + 6/12 = 1.5, after 24 h 2, from 36 h on 3.
    assert [severity(h, 12.0) for h in (0, 12, 18, 24, 36, 100)] == [1, 1, 1.5, 2, 3, 3]


@given(st.floats(0, 20), st.floats(0, 20), st.floats(0.01, 10), st.floats(0, 5))
def test_who_has_more_lacks_a_smaller_part_of_the_step(stock, used, more, extra):
    poor, rich = (share_past(s, used, used + more) for s in (stock, stock + extra))
    assert 0.0 <= rich <= poor <= 1.0


@given(st.floats(0, 200), st.floats(0, 50), st.floats(1, 96))
def test_a_later_hour_of_lacking_never_weighs_less(lacked, later, tolerance):
    assert 1.0 <= severity(lacked, tolerance) <= severity(lacked + later, tolerance) <= 3.0
