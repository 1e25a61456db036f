"""Help points: who cannot call 112 walks to a fire station or a hospital."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import blackout, flat_library, site, small_region, small_twin
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import AUTONOMIES
from weerbaar.twin.cascade import kinds_in
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.help_points import manned_from, reach_on_foot, step_help_points
from weerbaar.twin.state import HELP_CALL, INFORMATION, Walk

# Seven points: the centre and six at 0.6 x sqrt(4 / pi) = 0.677 km. Half walk 1 km:
# 1 / (1 + 0.677^4) = 0.8264; on average (1 + 6 x 0.8264) / 7 = 0.8512 of A are within reach.
REACH = (1 + 6 / (1 + (0.6 * math.sqrt(4 / math.pi)) ** 4)) / 7
SILENT = ["control_room_112"]


def with_stations(*kinds, **changes):
    """The small region with such sites in the middle of A, on its feeder."""
    names = [f"q{i}" for i in range(len(kinds))]
    sites = [site(name, kind, "A", **changes) for name, kind in zip(names, kinds, strict=True)]
    links = [
        {"consumer": name, "input": "power", "supplier": "fA", "weight": 1.0} for name in names
    ]
    return small_region(sites=sites, links=links)


def run_with(*kinds, hours=10.0, shock=SILENT, region=None, **changes):
    region = region or with_stations(*kinds, **changes)
    return run_once(small_twin(blackout(hours, shock), region, flat_library()), 0)


def said(**figures):
    """One statement about a site or kind; all that is not told is as in the library."""
    row = {"organisation": "Brandweer", "confidence": "high", "date": "2026-11-21"}
    return rows_of(AUTONOMIES, [row | figures])


def test_when_112_is_out_people_walk_to_the_fire_station():
    # Manned after 1.5 hours: the first hour nobody is helped, in the second half an hour, then all
    # who walk there: 1,000 x (1 - 0.8512) = 148.8 people of A are left, and all of B.
    unmet = run_with("fire_station").unmet[HELP_CALL]
    assert unmet[:, 0] == pytest.approx(
        [1000, 1000 * (1 - REACH / 2), *[1000 * (1 - REACH)] * 8, *[0] * (len(unmet) - 10)],
        rel=1e-6,
    )
    assert pytest.approx(148.8, abs=0.1) == 1000 * (1 - REACH)
    assert unmet[:10, 1] == pytest.approx([1000] * 10)


def test_a_station_in_the_dark_helps_less():
    # Without power and without a generator of its own a station works at 60 %.
    run = run_with("fire_station", hours=24.0, shock=["mv_feeder"])
    assert run.unmet[HELP_CALL, 12] == pytest.approx([1000 * (1 - 0.6 * REACH), 1000], rel=1e-6)
    # News does not come from a fire station.
    assert np.array_equal(
        run.unmet[INFORMATION], run_with(hours=24.0, shock=["mv_feeder"]).unmet[INFORMATION]
    )


def test_a_station_that_says_it_has_power_of_its_own_keeps_helping():
    region = with_stations("fire_station")
    own = said(consumer="q0", input="power", t_p10=48, t_p50=72, t_p90=96)
    run = run_with(hours=24.0, shock=["mv_feeder"], region=replace(region, autonomies=own))
    assert run.unmet[HELP_CALL, 12, 0] == pytest.approx(1000 * (1 - REACH), rel=1e-6)


def test_of_two_stations_each_is_a_chance():
    unmet = run_with("fire_station", "fire_station").unmet[HELP_CALL]
    assert unmet[5, 0] == pytest.approx(1000 * (1 - REACH) ** 2, rel=1e-6)


def test_a_hospital_helps_too_and_a_pharmacy_does_not():
    assert run_with("hospital").unmet[HELP_CALL, 5, 0] == pytest.approx(1000 * (1 - REACH))
    assert run_with("pharmacy").unmet[HELP_CALL, 5, 0] == pytest.approx(1000)


def test_a_planned_or_a_far_station_changes_nothing():
    without = run_with()
    for other in (
        run_with("fire_station", planned=True),
        run_with("fire_station", lon=5.4),
    ):
        assert np.array_equal(other.unmet, without.unmet)


def test_the_cause_of_what_is_left_stays_that_of_the_phones():
    run = run_with("fire_station")
    mine = run.causes.need == HELP_CALL
    assert {kinds_in(chain) for chain in run.causes.chain[mine]} == {
        kinds_in(chain) for chain in run_with().causes.chain[run_with().causes.need == HELP_CALL]
    }
    assert run.causes.hours[mine].sum() == pytest.approx(run.cells[HELP_CALL].sum())


def test_without_a_shock_no_station_is_manned():
    case, _ = make_case(small_twin(blackout(10.0, depth=0.0)), 0)
    assert manned_from(case.shocks, case.knobs) == math.inf
    case, _ = make_case(small_twin(blackout(10.0, from_h=6.0)), 0)
    assert manned_from(case.shocks, case.knobs) == pytest.approx(7.5)


@given(
    st.lists(st.tuples(st.floats(0, 4), st.floats(0, 1)), max_size=5),
    st.floats(0, 1),
    st.floats(0, 6),
)
def test_more_or_nearer_or_earlier_help_never_reaches_fewer(stations, less, opens):
    knobs = make_case(small_twin(), 0)[0].knobs
    levels = np.array([level for _, level in stations])

    def helped(km, level, from_h):
        walk = Walk(np.array([0, len(km)]), np.arange(len(km)), km.reshape(-1, 1))
        out = np.zeros(1)
        step_help_points(walk, reach_on_foot(walk, knobs), level, from_h, 3.0, 1.0, out)
        return out[0]

    km = np.array([far for far, _ in stations])
    found = helped(km, levels, opens)
    assert 0.0 <= found <= 1.0
    assert helped(km, levels * less, opens) <= found + 1e-12
    assert helped(km + less, levels, opens) <= found + 1e-12
    assert helped(km, levels, opens + less) <= found + 1e-12
    assert helped(km[1:], levels[1:], opens) <= found + 1e-12
