"""Fuel: tanks that run low, trucks that fill them, and who goes without."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.small import (
    blackout,
    changed,
    flat_library,
    hours_lacked,
    resources,
    site,
    small_region,
    small_twin,
)
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import AUTONOMIES
from weerbaar.sharing.tables import RULE_ORDER
from weerbaar.twin.dividing import MILITARY
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import fresh_state, run_once, trace_grants, trace_once
from weerbaar.twin.fuel import open_fuel, step_fuel, trucks_bring
from weerbaar.twin.generators import open_generators
from weerbaar.twin.state import (
    FUEL_ASKED,
    FUEL_GIVEN,
    MILITARY_FUEL,
    PRESENCE,
    WATER,
    no_trace,
)

# A hospital burns 150 L an hour and has 48 hours of it. A truck of 6,000 L every 4 hours brings
# 1,500 L an hour, ten hours of the hospital.
TRUCK = {"truck_litres": 6000.0, "truck_trip_h": 4.0, "fuel_ask_share": 0.5}
DARK = ("hv_station",)


def region_with(*, hospitals=1, hours=None, extra=(), **brought):
    """The small region with hospitals H0, H1 ... in A; `hours` of power by site or kind."""
    names = [f"H{i}" for i in range(hospitals)]
    links = [
        {"consumer": name, "input": "power", "supplier": "fA", "weight": 1.0} for name in names
    ]
    region = small_region(
        sites=[site(name, "hospital", "A") for name in names] + list(extra),
        links=links,
        resources=resources(**brought),
    )
    rows = [
        {"consumer": name, "input": "power", "t_p10": t, "t_p50": t, "t_p90": t, "lag_h": 0.0}
        | {"floor": 0.0, "fail_start": 0.0, "organisation": "wij", "confidence": "high"}
        | {"date": "2026-01-01"}
        for name, t in (hours or {}).items()
    ]
    return replace(region, autonomies=rows_of(AUTONOMIES, rows))


def twin_with(region, hours=100.0, parameters=None, stocks=None, **story):
    library = flat_library(stocks, **(TRUCK | (parameters or {})))
    return small_twin(blackout(hours, DARK, **story), region, library)


def level_of(twin, name):
    return trace_once(twin, 0)[1][:, twin.network.sites.index(name)]


def test_a_hospital_runs_on_because_a_truck_fills_its_tank():
    # Without trucks its generator stops after two days.
    alone = level_of(twin_with(region_with()), "H0")
    assert alone[:100].tolist() == [1.0] * 48 + [0.0] * 52
    twin = twin_with(region_with(fuel_trucks=1.0))
    run, levels = trace_once(twin, 0)
    assert levels[:100, twin.network.sites.index("H0")].min() == 1.0
    # After 25 hours 23 are left, less than half: it asks 25, 3,750 L, and the truck brings ten of
    # them in the hour. So 33 are left, 32 after the next hour, above half: it asks no more until 23
    # are left, at hour 35. Of the 3,750 L that it then lacks it has asked 2,250 before.
    asked = run.flows[FUEL_ASKED, 23:36].tolist()
    assert asked == [0.0, 3750.0] + [0.0] * 9 + [1500.0, 0.0]
    assert run.flows[FUEL_GIVEN, 23:36].tolist() == [0.0, 1500.0] + [0.0] * 9 + [1500.0, 0.0]


def test_a_truck_comes_once_a_trip_so_a_tank_of_an_hour_is_empty_for_most_of_it():
    # The tank holds 150 L and lasts hour 0. Its first visit fills it for hour 1; a trip takes four
    # hours, so the next visits are at hour 5, 9, 13 ...
    region = region_with(hours={"hospital": 1.0}, fuel_trucks=1.0)
    level = level_of(twin_with(region, 21.0), "H0")
    assert level[:21].tolist() == [1.0, 1.0, 0.0, 0.0, 0.0] + [1.0, 0.0, 0.0, 0.0] * 4


def test_a_generator_that_stopped_starts_on_new_fuel_after_its_lag():
    # It stops at hour 48; at hour 60 Defence brings ten hours of fuel. After the two hours that it
    # takes to start again it runs, and more is brought before that is gone.
    region = region_with(defence_trucks=1.0)
    twin = twin_with(region, military_assistance=1.0, defence_from_h=60.0)
    level = level_of(twin, "H0")
    assert level[:100].tolist() == [1.0] * 48 + [0.0] * 14 + [1.0] * 38


def test_where_the_depot_has_no_power_or_defence_does_not_come_there_is_no_fuel():
    depot = (site("depot", "fuel_depot", "A"),)
    twin = twin_with(region_with(extra=depot, fuel_trucks=1.0))
    case, _ = make_case(twin, 0)
    record = fresh_state(case, len(twin.network.kinds)).record
    row = twin.network.kinds.index("fuel_depot")
    record.kinds[row, 0], record.flows[PRESENCE, 0] = 0.25, 1.0
    assert trucks_bring(case.fuel.trucks, record, 0, 1.0) == pytest.approx(375.0)
    record.flows[PRESENCE, 0] = 0.5
    assert trucks_bring(case.fuel.trucks, record, 0, 0.5) == pytest.approx(93.75)
    assert trucks_bring(case.fuel.trucks, record, 1, 1.0) == 0.0
    region = region_with(defence_trucks=1.0)
    gone = twin_with(region, military_assistance=0.0, defence_from_h=0.0)
    # How long a run goes on hangs on who waits for a bed, and Defence has beds as well.
    alone = level_of(twin_with(region_with()), "H0")
    assert np.array_equal(level_of(gone, "H0")[:100], alone[:100])


def test_a_larger_tank_of_one_is_fuel_that_others_do_not_get():
    # The named exception: more autonomy makes a total worse where fuel is divided. Two waterworks
    # burn 120 L an hour and the trucks bring 240. A hospital without a generator asks none of it;
    # one with a tank of 20 hours takes a third from hour 11 on, and the taps run dry.
    few = {"truck_litres": 240.0, "truck_trip_h": 1.0, "fuel_ask_share": 0.5}
    dry = []
    for tank in (0.0, 20.0):
        hours = {"waterworks": 10.0, "hospital": tank, "broadcaster": 0.0}
        region = region_with(hours=hours, fuel_trucks=1.0)
        twin = twin_with(region, 60.0, few, {"water": 0.0}, sharing_rule="equal")
        dry.append(hours_lacked(run_once(twin, 0), WATER).sum())
    # Upper floors have no pump: 5.5 % of 2,000 people, for 60 hours.
    assert dry[0] == pytest.approx(0.055 * 2000 * 60)
    assert dry[1] > dry[0] + 1000.0


def test_under_the_rule_sides_the_forces_get_their_part_and_the_hospital_the_rest():
    load = {"name": "troepen", "what": "military_fuel", "amount": 240_000.0}
    loads = [load | {"from_h": 0.0, "duration_h": 100.0}]
    region = region_with(fuel_trucks=0.1)
    twin = twin_with(region, sharing_rule="sides", civil_share=0.4, loads=loads)
    run, log = trace_grants(twin, 0)
    forces = log[log[:, 2] == MILITARY]
    # They ask 10,000 L an hour of the 150 that there are: all, until the hospital asks too.
    assert forces[:24, 3].tolist() == [10_000.0] * 24
    assert forces[:24, 4] == pytest.approx([150.0] * 24)
    assert forces[24, 4] == pytest.approx(90.0)
    assert run.flows[FUEL_GIVEN, 24] == pytest.approx(60.0)
    # What the forces ask is not among what generators ask.
    assert run.flows[FUEL_ASKED, :24].max() == 0.0


def test_another_site_leaves_the_draws_of_trucks_alone():
    region = replace(region_with(), resources=region_with().resources.where(np.zeros(6, bool)))
    more = small_region(sites=[site("H9", "hospital", "B")], resources=[])
    made = [
        make_case(replace(small_twin(region=one, library=None), seed=3), 5)[0]
        for one in (region, more)
    ]
    assert made[0].fuel.trucks.own == made[1].fuel.trucks.own > 0.0


@settings(max_examples=40, deadline=None)
@given(
    left=st.lists(st.floats(0.0, 20.0), min_size=3, max_size=3),
    stopped=st.lists(st.booleans(), min_size=3, max_size=3),
    supply=st.floats(0.0, 9000.0),
    more=st.floats(0.0, 5000.0),
    rule=st.sampled_from(RULE_ORDER),
)
def test_what_is_given_is_in_the_tanks_and_more_trucks_leave_no_tank_emptier(
    left, stopped, supply, more, rule
):
    # Of one step: over more steps who is helped sooner may ask less when there is still some.
    twin = STEPPED.setdefault(rule, twin_with(TANKS, sharing_rule=rule, civil_share=0.5))
    few, given_few, before = after_one_step(twin, left, stopped, supply)
    many, given_many, _ = after_one_step(twin, left, stopped, supply + more)
    for after, litres in ((few, given_few), (many, given_many)):
        assert (after - before) @ BURNS == pytest.approx(litres, abs=1e-6)
        assert np.all(after <= 20.0 + 1e-9)
    assert given_few <= supply + 1e-6
    assert np.all(many >= few - 1e-9)


TANKS = region_with(hospitals=3, hours={"hospital": 20.0}, fuel_trucks=1.0)
BURNS = np.full(3, 150.0)
STEPPED: dict = {}


def after_one_step(twin, left, stopped, supply):
    """Hours of fuel of three hospitals in the dark after one step; litres given; hours before."""
    case, _ = make_case(twin, 0)
    state = fresh_state(case, len(twin.network.kinds))
    at = [twin.network.inputs.names.index(f"H{i}|power") for i in range(3)]
    state.sites.level[:] = state.sites.end[:] = 0.0
    hours = np.where(stopped, 0.0, left)
    state.sites.left[at] = hours
    state.sites.lag_left[at] = np.where(stopped, case.buffers.lag[at] + 1.0, 0.0)
    fuel = case.fuel._replace(trucks=case.fuel.trucks._replace(own=supply / 1500.0))
    tanks = open_fuel(fuel)
    step_fuel(
        fuel,
        tanks,
        case.generators,
        open_generators(case.generators, case.shocks, 2),
        case.graph,
        case.buffers,
        state.sites,
        np.ones(len(case.graph.kind)),
        np.zeros((MILITARY_FUEL + 1, 2)),
        state.record,
        no_trace(),
        0,
        1.0,
    )
    held = [tanks.held[j] for j in np.flatnonzero(np.isin(fuel.input, at))]
    burning = np.isin(
        fuel.division.claimants, [twin.network.sites.index(f"H{i}") for i in range(3)]
    )
    given = float(fuel.division.grant[burning].sum())
    return state.sites.left[at] + held, given, hours


def test_a_site_that_is_wholly_hit_asks_nothing():
    twin = twin_with(region_with(fuel_trucks=1.0))
    shock = twin.scenario.shocks[0]
    both = replace(twin.scenario, shocks=(shock, replace(shock, name="2", kinds=("hospital",))))
    assert run_once(replace(twin, scenario=both), 0).flows[FUEL_ASKED, :36].max() == 0.0


def test_the_order_of_rows_makes_no_difference():
    region = region_with(hospitals=3, fuel_trucks=0.2)
    turned = replace(
        region,
        sites=changed(region.sites, **{c: v[::-1] for c, v in region.sites.columns.items()}),
        links=changed(region.links, **{c: v[::-1] for c, v in region.links.columns.items()}),
    )
    made = [run_once(twin_with(one), 0) for one in (region, turned)]
    assert np.array_equal(made[0].flows, made[1].flows)
    assert made[0].flows[FUEL_GIVEN].max() > 0.0
