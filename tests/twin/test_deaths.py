"""Deaths beyond normal: an interval and never a point."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.twin.deaths import excess_deaths
from weerbaar.twin.files import read_twin_library


def test_a_week_without_power_for_half_a_million_people():
    # 168 h x 500,000 people = 84 million person-hours, at 0.06 to 0.61 deaths for each million.
    rows = read_twin_library().parameters
    row = rows.row(rows.positions("parameter")["excess_deaths_per_million_h"])
    low, high = excess_deaths(168 * 500_000.0, row["p10"], row["p90"])
    assert (low, high) == pytest.approx((5.04, 51.24))


def test_the_rates_are_those_of_the_outage_they_were_counted_back_from():
    # 147 to 167 deaths among 49 million people in 10 hours lie in the interval.
    low, high = excess_deaths(49e6 * 10, 0.06, 0.61)
    assert low < 147 < 167 < high


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_more_hours_never_cost_fewer_and_the_ends_stand_apart(one, other):
    few, many = sorted((one, other))
    low, high = excess_deaths(few, 0.06, 0.61)
    assert low <= excess_deaths(many, 0.06, 0.61)[0]
    assert low <= high
    assert excess_deaths(0.0, 0.06, 0.61) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("hours", "low", "high"),
    [
        (-1.0, 0.1, 0.2),
        (1.0, 0.3, 0.3),
        (1.0, 0.3, 0.2),
        (float("nan"), 0.1, 0.2),
        (1.0, -1.0, 1.0),
    ],
)
def test_a_point_is_refused(hours, low, high):
    with pytest.raises(ValueError, match="no interval"):
        excess_deaths(hours, low, high)
