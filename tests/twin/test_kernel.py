"""One step of a run: what shocks leave of each site, on average and at the end of the step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.twin.kernel import all_normal, condition_in_step
from weerbaar.twin.state import (
    ARRIVALS_WAITING,
    FOOD,
    NEEDS,
    PATIENTS_WAITING,
    POWER,
    VEHICLES_WAITING,
    Shocks,
)
from weerbaar.twin.tables import FLOW_ORDER


def condition(*shocks, start=0.0, dt=1.0, sites=2):
    """Condition of two sites over a step; a shock is (site, start, end, depth)."""
    columns = list(zip(*shocks, strict=True)) or [[], [], [], []]
    hits = Shocks(
        np.array(columns[0], np.int64), *(np.array(column, float) for column in columns[1:])
    )
    mean, end = np.zeros(sites), np.zeros(sites)
    condition_in_step(hits, start, dt, mean, end)
    return mean, end


def test_a_shock_takes_its_depth_for_its_part_of_the_step():
    # Half of the site is lost for half of the hour: 1 - 0.5 x 0.5 = 0.75; at the end 0.5.
    mean, end = condition((0, 0.5, 3.0, 0.5))
    assert mean == pytest.approx([0.75, 1.0])
    assert end == pytest.approx([0.5, 1.0])


def test_a_shock_that_ends_within_the_step_leaves_the_site_whole():
    mean, end = condition((0, 0.0, 2.25, 1.0), start=2.0)
    assert mean == pytest.approx([0.75, 1.0])
    assert end == pytest.approx([1.0, 1.0])


def test_shocks_on_one_site_multiply():
    # Half of the half that is left.
    mean, end = condition((1, 0.0, 9.0, 0.5), (1, 0.0, 9.0, 0.5))
    assert mean == pytest.approx([1.0, 0.25])
    assert end == pytest.approx([1.0, 0.25])


def test_before_and_after_its_hours_a_shock_does_nothing():
    for start in (0.0, 7.0):
        mean, end = condition((0, 1.0, 7.0, 1.0), start=start)
        assert mean.tolist() == end.tolist() == [1.0, 1.0]


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.floats(0, 9), st.floats(0, 20), st.floats(0, 1)),
        min_size=1,
        max_size=5,
    ),
    st.floats(0, 10),
)
def test_a_condition_lies_between_0_and_1(shocks, start):
    for found in condition(*shocks, start=start):
        assert ((found >= 0) & (found <= 1)).all()


def test_all_is_normal_when_no_need_is_above_a_twentieth_of_its_peak():
    peak, unmet = np.zeros(NEEDS), np.zeros((NEEDS, 1, 2))
    flows = np.zeros((len(FLOW_ORDER), 1))
    peak[POWER], peak[FOOD] = 1000.0, 200.0
    unmet[POWER, 0], unmet[FOOD, 0] = [20.0, 30.0], [10.0, 0.0]
    assert all_normal(unmet, flows, 0, peak)
    unmet[FOOD, 0, 1] = 0.1
    assert not all_normal(unmet, flows, 0, peak)
    # A peak of one person is none.
    peak[FOOD] = 1.0
    assert all_normal(unmet, flows, 0, peak)


@pytest.mark.parametrize("flow", [ARRIVALS_WAITING, PATIENTS_WAITING, VEHICLES_WAITING])
def test_nothing_is_normal_while_somebody_waits(flow):
    flows = np.zeros((len(FLOW_ORDER), 1))
    flows[flow] = 1.0
    assert all_normal(np.zeros((NEEDS, 1, 2)), flows, 0, np.zeros(NEEDS))
    flows[flow] = 1.5
    assert not all_normal(np.zeros((NEEDS, 1, 2)), flows, 0, np.zeros(NEEDS))
