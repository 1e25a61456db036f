"""What strengthening or widening one route does."""

from __future__ import annotations

import numpy as np
import pytest

from tests.twin.small import flat_library
from tests.twin.test_convoys import FLAT, FLOWS, over, route, told, twin_of
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.route_trials import ALL, STRENGTHEN, WIDEN, Trial, trials_of, try_routes

WEAK = {"capacity": 100.0, "freight": 0.0, "bears": 40.0}


def twin(*routes, vehicles=240.0, **changes):
    return twin_of(told(vehicles=vehicles, **changes), over(*routes), flat_library(**FLAT))


def test_one_bridge_that_is_strengthened_lets_through_all_who_wait():
    # 10 vehicles come each hour for 10 hours and no road bears them: 10 + 20 + ... + 100 wait.
    now, (new, old, both) = try_routes(twin(route("old", **WEAK), route("new", **WEAK)), 1, 0.0)
    assert now.waiting[0] == pytest.approx(550)
    assert now.passed[0] == 0
    assert (old.trial, new.trial) == (Trial(STRENGTHEN, ("old",)), Trial(STRENGTHEN, ("new",)))
    assert both.trial.what == ALL
    for one in (old, new, both):
        assert one.waiting.p50 == pytest.approx(550)
        assert one.passed.p50 == pytest.approx(100)


def test_a_road_that_is_shut_lets_nobody_through_however_strong():
    rows = twin(route("old", **WEAK), route("strong"))
    assert try_routes(rows, 1, 0.0)[0].waiting[0] == 0
    now, tried = try_routes(rows, 1, 0.0, closed=["strong"])
    assert now.waiting[0] > 0
    assert tried[0].passed.p50 == pytest.approx(100)


def test_a_wider_railway_displaces_less_freight():
    # The line is full with 100 wagons of freight an hour; vehicles by rail take some of them.
    line = route("line", "rail", capacity=100.0, freight=2000.0)
    full = twin(line, convoy_rail_share=1.0)
    now, (wide,) = try_routes(full, 1, 0.5)
    assert wide.trial == Trial(WIDEN, ("line",))
    assert now.displaced[0] > 0
    assert wide.displaced.p50 == pytest.approx(now.displaced[0])


def test_the_course_without_a_change_is_that_of_the_twin():
    one = twin(route("old", **WEAK), route("strong", capacity=15.0))
    now, _ = try_routes(one, 1, 0.5)
    flows = run_once(one, 0).flows[FLOWS].astype(float).sum(axis=1) * one.dt
    np.testing.assert_allclose([now.waiting[0], now.passed[0], now.displaced[0]], flows, atol=1e-3)


def test_where_all_roads_bear_the_vehicles_there_is_nothing_to_try():
    assert trials_of(over(route("strong")).routes, 60.0, 0.0) == []
