"""Tankers with drinking water, where the tap has long been dry."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.twin.random_regions import random_case
from tests.twin.small import blackout, flat_library, resources, small_region, small_twin
from tests.twin.test_second_implementation import twin_of
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import run_once, trace_grants
from weerbaar.twin.state import WATER, WATER_BASIC, WATER_BROUGHT

# A tanker of 10,000 L every four hours brings 2,500 L an hour; 2,000 people need 250 L in an hour.
TANKER = {"tanker_litres": 10_000.0, "tanker_trip_h": 4.0, "tanker_connections": 800.0}


def twin_with(tankers=1.0, hours=60.0, parameters=None, areas=(), brought=None, **story):
    """Taps are dry for so many hours and nobody has water at home."""
    region = small_region(resources=resources(water_tankers=tankers, **(brought or {})))
    library = flat_library({"water": 0.0}, **(TANKER | (parameters or {})))
    scenario = blackout(hours, ("pressure_zone",), areas=list(areas), **story)
    return small_twin(scenario, region, library)


def without_water(run, need=WATER):
    return run.unmet[need].sum(axis=1)


def test_after_a_day_without_tap_water_tankers_bring_three_litres_a_day_for_each_person():
    # The tap fails at hour 0. At the end of the 25th hour it has been dry for more than 24 hours:
    # from the next hour on 250 L come, 3 L a person a day. Of 7.5 L still three fifths are lacking.
    run = run_once(twin_with(), 0)
    assert without_water(run)[:60].tolist() == [2000.0] * 25 + [0.0] * 35
    assert run.flows[WATER_BROUGHT, :61] == pytest.approx([0.0] * 24 + [250.0] * 36 + [0.0])
    assert without_water(run, WATER_BASIC)[30:60] == pytest.approx([1200.0] * 30)


def test_too_few_connections_are_no_reason_to_come():
    # The law counts connections: 450 homes of one area are less than 800, both areas are more.
    one = run_once(twin_with(areas=("A",)), 0)
    assert one.flows[WATER_BROUGHT].max() == 0.0
    lower = run_once(twin_with(areas=("A",), parameters={"tanker_connections": 449.0}), 0)
    assert lower.flows[WATER_BROUGHT].max() == pytest.approx(125.0)
    assert without_water(lower)[25:60].max() == 0.0


def test_half_of_the_water_is_divided_over_both_and_half_of_the_people_lack_it():
    # 125 L for 250 that are asked: each area gets half of what it asks.
    run, log = trace_grants(twin_with(0.05), 0)
    assert log[:3, 4].tolist() == pytest.approx([125.0, 62.5, 62.5])
    assert log[:3, 2].tolist() == [-1.0, 0.0, 1.0]
    assert without_water(run)[25:60] == pytest.approx([1000.0] * 35)


def test_tankers_of_defence_come_at_their_hour_and_not_where_it_does_not_assist():
    story = {"military_assistance": 1.0, "defence_from_h": 40.0}
    brought = {"defence_tankers": 1.0}
    run = run_once(twin_with(0.0, brought=brought, **story), 0)
    assert without_water(run)[:60].tolist() == [2000.0] * 40 + [0.0] * 20
    gone = story | {"military_assistance": 0.0}
    alone = run_once(twin_with(0.0, brought=brought, **gone), 0)
    assert np.array_equal(alone.unmet, run_once(twin_with(0.0), 0).unmet)


def test_more_tankers_never_leave_more_people_without_water():
    before = np.inf
    for tankers in (0.0, 0.01, 0.04, 0.09, 0.2):
        run = run_once(twin_with(tankers), 0)
        now = without_water(run).sum()
        assert now <= before
        before = now


def test_no_more_water_is_brought_than_tankers_carry_and_areas_ask():
    for number in range(25):
        twin = twin_of(random_case(number))
        run, log = trace_grants(twin, 0)
        water = log[log[:, 1] == make_case(twin, 0)[0].tankers.division.resource]
        for step in np.unique(water[:, 0]):
            rows = water[water[:, 0] == step]
            supply, asked = rows[rows[:, 2] == -1][0, 4], rows[rows[:, 2] >= 0]
            given = asked[:, 4].sum()
            assert given == pytest.approx(min(supply, asked[:, 3].sum()), rel=1e-6)
            told = run.flows[WATER_BROUGHT, int(step)] * twin.dt
            assert told == pytest.approx(given, rel=1e-5, abs=1e-5)


def test_a_tap_that_runs_for_an_hour_starts_the_day_anew():
    twin = twin_with(hours=20.0)
    shock = twin.scenario.shocks[0]
    later = replace(shock, name="weer", from_h=replace(shock.from_h, p10=22.0, p50=22.0, p90=22.0))
    scenario = replace(twin.scenario, shocks=(shock, later))
    run = run_once(replace(twin, scenario=scenario), 0)
    assert run.flows[WATER_BROUGHT].max() == 0.0
