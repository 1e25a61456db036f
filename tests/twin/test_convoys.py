"""Convoys: what passes, what waits, and which civil freight gives way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.small import flat_library, site, small_region, small_twin, story
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import ROUTES
from weerbaar.sharing.tables import RULE_ORDER
from weerbaar.twin.convoys import RAIL, ROAD, draw_convoys, open_convoys, step_convoys
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import fresh_state, run_once
from weerbaar.twin.grants import trail_of
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.state import FREIGHT_DISPLACED, VEHICLES_PASSED, VEHICLES_WAITING, no_trace
from weerbaar.twin.twin import parameter_values

FLOWS = [VEHICLES_WAITING, VEHICLES_PASSED, FREIGHT_DISPLACED]
# Here a vehicle takes the room of two lorries or one wagon; 10 t go on a lorry, 20 on a wagon.
FLAT = {"convoy_packing": 2.0, "convoy_wagons": 1.0, "lorry_t": 10.0, "wagon_t": 20.0}
# Any kind of site will do for a route.
KIND = "town_hall"


def route(name, mode="road", capacity=100.0, freight=400.0, bears=80.0):
    row = {"site": name, "mode": mode, "capacity_h": capacity, "freight_t_h": freight}
    return row | {"length_km": 20.0, "load_class": bears, "evidence": "A"}


def over(*routes):
    """The small region with these routes."""
    sites = [site(row["site"], KIND, "A") for row in routes]
    return replace(small_region(sites=sites), routes=rows_of(ROUTES, list(routes)))


def told(vehicles=0.0, hours=10.0, shock=("mv_feeder",), lasts=0.01, **changes):
    loads = []
    if vehicles:
        loads = [{"name": "k", "what": "convoys", "amount": vehicles, "duration_h": hours}]
    return parse_scenario(story(lasts, shock, **changes) | {"loads": loads}, "klein.toml")


def flows_of(scenario, region, hours=10.0, **parameters):
    """Vehicles that wait, that passed in an hour, and tonnes displaced in an hour."""
    library = flat_library(**(FLAT | parameters))
    return run_once(twin_of(scenario, region, library, hours), 0).flows[FLOWS].astype(float)


def twin_of(scenario, region, library, hours=10.0):
    return small_twin(scenario, region, library, hours=hours)


def test_convoys_go_first_and_lorries_give_way():
    # Room for 100 lorries an hour, of which freight asks 40 (400 t). 960 vehicles a day are 40 an
    # hour and take 80; 20 is left of the 40 for freight, so half of 400 t is displaced.
    scenario = told(960.0, convoy_rail_share=0.0)
    waiting, passed, displaced = flows_of(scenario, over(route("weg")))
    assert passed == pytest.approx([40.0] * 10)
    assert waiting == pytest.approx([0.0] * 10, abs=1e-9)
    assert displaced == pytest.approx([200.0] * 10)


def test_too_many_vehicles_wait_in_a_queue_that_drains_later():
    # 60 an hour come for five hours and 50 pass. 50 are left, and pass in the hour after; all
    # freight stands still for six hours.
    scenario = told(1440.0, 5.0, convoy_rail_share=0.0)
    waiting, passed, displaced = flows_of(scenario, over(route("weg")))
    assert waiting == pytest.approx([10, 20, 30, 40, 50, 0, 0, 0, 0, 0], abs=1e-9)
    assert passed == pytest.approx([50.0] * 6 + [0.0] * 4, abs=1e-9)
    assert displaced == pytest.approx([400.0] * 6 + [0.0] * 4)


def test_what_convoys_and_freight_got_stands_in_the_audit_trail():
    # The hour of the first test: freight asks 40 lorries and gets 20, convoys ask and get 80.
    twin = twin_of(told(960.0, convoy_rail_share=0.0), over(route("weg")), flat_library(**FLAT))
    shared = trail_of(twin, 0, "road_room", 0.0).shared
    assert len(shared) == 1
    got = {grant.claimant.name: (grant.asked, grant.granted) for grant in shared[0].grants}
    assert got == {"freight": (40.0, 20.0), "military": (80.0, 80.0)}
    assert all(grant.reasons for grant in shared[0].grants)


def test_half_for_each_side_leaves_freight_what_it_asks():
    # Freight asks 40 of its 50, so convoys get 60: 30 vehicles an hour of the 40.
    scenario = told(960.0, convoy_rail_share=0.0, sharing_rule="sides", civil_share=0.5)
    waiting, passed, displaced = flows_of(scenario, over(route("weg")))
    assert passed == pytest.approx([30.0] * 10)
    assert waiting[-1] == pytest.approx(100.0)
    assert displaced.max() == 0.0


def test_a_weak_bridge_bears_lorries_but_no_convoys():
    # The weak road takes 30 of the 80 lorries; the strong one has 100 for the other 50 and for 40
    # vehicles: 20 are left, so 30 of 80 lorries and 300 of 800 t give way.
    roads = route("sterk"), route("zwak", capacity=30.0, bears=50.0)
    _, passed, displaced = flows_of(told(960.0, convoy_rail_share=0.0), over(*roads))
    assert passed == pytest.approx([40.0] * 10)
    assert displaced == pytest.approx([300.0] * 10)
    none = flows_of(told(960.0, convoy_rail_share=0.0, convoy_class=90.0), over(*roads))
    assert none[0][-1] == pytest.approx(400.0)
    assert none[1].max() == none[2].max() == 0.0


def test_a_closed_road_displaces_all_its_freight_without_any_convoy():
    shut = told(shock=[KIND], lasts=4.0)
    _, _, displaced = flows_of(shut, over(route("weg")))
    assert displaced == pytest.approx([400.0] * 4 + [0.0] * 6)
    # Two roads at half of their level still have room for the 80 lorries of both.
    half = told(shock=[KIND], lasts=4.0, depth=0.5)
    _, _, displaced = flows_of(half, over(route("weg"), route("weg 2")))
    assert displaced == pytest.approx([0.0] * 10)


def test_when_the_railway_is_out_its_vehicles_go_by_road():
    # Ten wagons an hour; 12 an hour want to go by rail, so two more wait each hour. Then the power
    # of the railway is lost: all that wait go by road.
    rail = route("spoor", "rail", 10.0, 0.0)
    region = over(route("weg", freight=0.0), rail)
    scenario = told(480.0, convoy_rail_share=0.6)
    waiting, passed, _ = flows_of(scenario, region)
    assert waiting == pytest.approx([2.0 * h for h in range(1, 11)])
    assert passed == pytest.approx([18.0] * 10)
    library = flat_library(**FLAT)
    case, _ = make_case(twin_of(scenario, region, library), 0)
    queue = np.array([0.0, 7.0])
    level = np.ones(len(case.graph.kind))
    level[case.convoys.site[case.convoys.mode == RAIL]] = 0.0
    record = fresh_state(case, 100).record
    step_convoys(case.convoys, queue, 480.0, level, record, no_trace(), 0, 1.0)
    assert record.flows[VEHICLES_PASSED, 0] == pytest.approx(27.0)
    assert queue.tolist() == [0.0, 0.0]


def test_with_nowhere_to_go_all_vehicles_wait_and_without_any_nothing_is_counted():
    waiting, passed, displaced = flows_of(told(240.0), small_region())
    assert waiting == pytest.approx([10.0 * h for h in range(1, 11)])
    assert passed.max() == displaced.max() == 0.0
    assert flows_of(told(), small_region()).max() == 0.0


def test_without_shock_or_convoy_no_freight_is_displaced_at_all():
    # Also where a road carries more than it is said to have room for.
    roads = route("a", freight=1e6), route("b", "rail", 0.1, 33.3), route("c", capacity=0.0)
    flows = flows_of(told(), over(*roads, route("d", capacity=77.7, bears=1.0)))
    assert flows.max() == 0.0


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["road", "rail"]),
            st.floats(0.0, 500.0),
            st.floats(0.0, 5000.0),
            st.sampled_from([30.0, 80.0]),
            st.floats(0.0, 1.0),
        ),
        max_size=5,
    ),
    arrivals=st.lists(st.floats(0.0, 20_000.0), min_size=1, max_size=8),
    rule=st.sampled_from(RULE_ORDER),
)
def test_vehicles_and_freight_are_conserved_under_every_rule(rows, arrivals, rule):
    routes = [route(f"r{i}", *row[:4]) for i, row in enumerate(rows)]
    scenario = told(1.0, sharing_rule=rule)
    twin = twin_of(scenario, over(*routes), flat_library(**FLAT))
    convoys = draw_convoys(twin, 0, parameter_values(twin, 0))
    level = np.ones(len(twin.network.sites))
    level[convoys.site] = [row[4] for row in rows]
    record = fresh_state(make_case(twin, 0)[0], len(twin.network.kinds)).record
    queue, came, passed = open_convoys(), 0.0, 0.0
    for step, amount in enumerate(arrivals):
        step_convoys(convoys, queue, amount, level, record, no_trace(), step, 1.0)
        came += amount / 24.0
        passed += record.flows[VEHICLES_PASSED, step]
        assert record.flows[VEHICLES_WAITING, step] == pytest.approx(queue[ROAD] + queue[RAIL])
        lost = record.flows[FREIGHT_DISPLACED, step]
        assert 0.0 <= lost <= sum(row[2] for row in rows) * (1 + 1e-9)
        assert queue.min() >= 0.0
    assert passed + queue.sum() == pytest.approx(came, abs=1e-6)


def test_the_order_of_the_routes_does_not_matter():
    roads = [route(f"r{i}", capacity=10.1 * i, freight=77.7 * i) for i in range(1, 6)]
    scenario = told(5000.0)
    here = flows_of(scenario, over(*roads))
    assert (here == flows_of(scenario, over(*roads[::-1]))).all()


@pytest.mark.parametrize(("key", "value"), [("convoy_class", 0.0), ("convoy_rail_share", 1.5)])
def test_an_impossible_convoy_is_refused(key, value):
    with pytest.raises(Refused) as info:
        told(1.0, **{key: value})
    assert info.value.problems[0].column == key
