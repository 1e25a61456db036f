"""Transport: tanks that run empty, and trains that do not run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import (
    blackout,
    flat_dependencies,
    flat_library,
    site,
    small_region,
)
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import AREAS
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.network import compile_network
from weerbaar.twin.profile import Norm
from weerbaar.twin.state import BY_SITE, TRANSPORT
from weerbaar.twin.transport import mean_rail
from weerbaar.twin.twin import Twin

PUMPS = ["filling_station"]


def region_of(cars=0.75, lines=0, stations=("A",)):
    """The small region with so many cars; these areas have a filling station, A railways."""
    sites = [site(f"g{code}", "filling_station", code) for code in stations]
    sites += [site(f"spoor {i}", "rail_line", "A") for i in range(lines)]
    service = [{"place": c, "service": "fuel", "site": f"g{c}", "weight": 1.0} for c in stations]
    region = small_region(sites=sites, service=service)
    areas = [row | {"cars_per_household": cars} for row in region.areas]
    return replace(region, areas=rows_of(AREAS, areas))


def run_of(scenario, region, hours, norms=(), **parameters):
    network = compile_network(region, flat_dependencies(), ())
    library = flat_library(**parameters)
    return run_once(Twin(network, library, scenario, norms, hours=hours), 0)


def test_ten_tanks_run_empty_one_after_another():
    # A tank of 10 days, from 0.15 to 0.95 full: ten tanks of 1.9, 2.7, ... 9.1 days, each a tenth
    # of the 750 of A who drive. In B nothing says that a filling station serves it.
    run = run_of(blackout(240.0, PUMPS), region_of(), 240.0)
    day = run.unmet[TRANSPORT, 23::24, 0]
    assert day == pytest.approx([0.0, 75, 150, 225, 300, 450, 525, 600, 675, 750], abs=1.0)
    # Within the hour: 1.9 days are 45.6 hours, so 0.4 of hour 45.
    assert run.unmet[TRANSPORT, 45, 0] == pytest.approx(75 * 0.4, rel=1e-5)
    assert run.unmet[TRANSPORT, :, 1].max() == 0.0


def test_who_has_no_car_waits_for_a_train():
    # Two railways, of which one is out in A: half of the trips of the 250 without a car.
    scenario = blackout(10.0, ["rail_line"], depth=0.5)
    run = run_of(scenario, region_of(lines=2), 12.0)
    assert run.unmet[TRANSPORT, :10] == pytest.approx(np.full((10, 2), 125.0))
    assert run.unmet[TRANSPORT, 10:].max() == 0.0
    own = run.causes.need == TRANSPORT
    assert set(run.causes.how[own].tolist()) == {BY_SITE}
    assert run.causes.hours[own].sum() == pytest.approx(2500.0)


def test_the_cause_is_what_costs_most_trips():
    run = run_of(blackout(240.0, PUMPS), region_of(lines=1), 240.0)
    own = run.causes.need == TRANSPORT
    kinds = [site for site in run.causes.root[own].tolist() if site >= 0]
    assert len(set(kinds)) == 1
    assert run.causes.hours[own].sum() == pytest.approx(run.unmet[TRANSPORT].sum(), rel=1e-6)


def test_a_region_without_railways_and_filling_stations_loses_no_trip():
    run = run_of(blackout(240.0), region_of(stations=()), 240.0)
    assert run.unmet[TRANSPORT].max() == 0.0


def test_more_than_a_car_for_each_household_is_a_car_for_all():
    run = run_of(blackout(300.0, PUMPS), region_of(cars=1.4), 300.0)
    assert run.unmet[TRANSPORT, -1, 0] == pytest.approx(1000)


def test_a_norm_counts_who_stood_still_for_longer():
    # Longer than four days of ten: who has less than 6 days in the tank, six tanks of 75.
    norm = Norm("rijden", "transport", "", "", 96.0, 0.0, 240.0, 7, 1, "", "A")
    run = run_of(blackout(240.0, PUMPS), region_of(), 240.0, norms=(norm,))
    assert run.counts[0, 0].sum() == pytest.approx(6 * 75)
    assert run.counts[0, 1].sum() == 0.0


@given(levels=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6))
def test_the_mean_railway_lies_between_the_best_and_the_worst(levels):
    mean, worst = mean_rail(np.arange(len(levels)), np.array(levels))
    assert min(levels) - 1e-12 <= mean <= max(levels) + 1e-12
    if worst >= 0:
        assert levels[worst] <= min(levels) + 1e-9
    else:
        assert min(levels) >= 1.0 - 1e-9


def test_no_railway_is_a_railway_that_runs():
    assert mean_rail(np.zeros(0, np.int64), np.zeros(1)) == (1.0, -1)
