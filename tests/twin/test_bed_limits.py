"""What keeps hospital beds from working first."""

from __future__ import annotations

import numpy as np
import pytest

from tests.twin.small import blackout
from tests.twin.test_beds import hospitals, twin_with
from tests.twin.test_staff import told
from weerbaar.twin.bed_limits import STAFF, find_limits, lifted, limits_of
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.state import BEDS_WORKING

AT_WORK = {"staff_home": 0.0, "staff_travel": 0.0, "staff_parents": 0.0}


def limit(found, name):
    return next(one for one in found.limits if one.limit == name)


def test_when_its_generator_is_out_of_fuel_power_binds_first():
    # One hospital whose generator lasts 48 hours; its staff is there all the time.
    twin = twin_with(blackout(60.0, ["mv_feeder"]), hospitals("A"), hours=70.0, **AT_WORK)
    found = find_limits(twin, draws=2)
    assert {one.limit for one in found.limits} == {STAFF, *limits_of(twin)}
    power = limit(found, "power")
    assert found.first == "power"
    assert power.first_h.p50 == 48
    assert power.lost_bed_h.p50 >= 12 * 100
    assert power.lost_bed_h.p50 == pytest.approx(found.lost_bed_h.p50)
    assert limit(found, "oxygen").binds_in == 0
    assert limit(found, "oxygen").first_h is None


def test_where_staff_stays_away_staff_binds_first():
    found = find_limits(twin_with(told([("absence", 0.9, 2.0, 3.0)]), hospitals("A")), draws=2)
    assert found.first == STAFF
    assert limit(found, STAFF).first_h.p50 == 2
    assert limit(found, "power").binds_in == 0


def test_where_nothing_is_lost_nothing_binds_and_more_beds_work():
    twin = twin_with(blackout(10.0, ["town_hall"]), hospitals("A"))
    found, more = (find_limits(twin, 1, beds) for beds in (0.0, 40.0))
    assert found.first is None
    assert found.lost_bed_h.p90 == 0
    assert (found.beds.p50, more.beds.p50) == pytest.approx((100, 140))


def test_lifting_a_limit_never_costs_a_bed():
    twin = twin_with(blackout(10.0, ["mv_feeder"]), hospitals("A", "B"))
    base = run_once(lifted(twin, ()), 0).flows[BEDS_WORKING]
    for name in limits_of(twin):
        one = run_once(lifted(twin, (name,)), 0).flows[BEDS_WORKING]
        steps = min(len(one), len(base))
        assert np.all(one[:steps] >= base[:steps] - 1e-6), name
