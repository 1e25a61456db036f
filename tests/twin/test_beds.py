"""Hospital beds: who lies in one, who waits, and that nobody is lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import blackout, changed, flat_library, site, small_region, small_twin
from tests.twin.test_staff import told
from weerbaar.common.refusals import Refused
from weerbaar.twin.beds import (
    CIVIL_SIDE,
    MILITARY_SIDE,
    Wards,
    come_for_device,
    open_wards,
    patients_come,
    treat,
)
from weerbaar.twin.dividing import MILITARY, SUPPLY
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import run_once, trace_grants
from weerbaar.twin.library import check_library
from weerbaar.twin.reading import fixed
from weerbaar.twin.state import BEDS_WORKING, DEVICE, HEAT, PATIENTS, PATIENTS_WAITING, no_trace

QUIET = {
    "bed_occupancy": 0.75,
    "bed_stay_h": 100.0,
    "elective_share": 0.4,
    "cold_patients_per_1000_h": 0.0,
    "device_patients_h": 0.0,
}


def hospitals(*areas):
    """The small region with a hospital in each of these areas, on its feeder."""
    names = [f"hos {i}" for i in range(len(areas))]
    sites = [site(name, "hospital", where) for name, where in zip(names, areas, strict=True)]
    links = [
        {"consumer": name, "input": "power", "supplier": f"f{where}", "weight": 1.0}
        for name, where in zip(names, areas, strict=True)
    ]
    return small_region(sites=sites, links=links)


def twin_with(scenario, region=None, beds=100.0, defence=0.0, hours=24.0, **parameters):
    """A twin of 2,000 people with so many beds, of Defence too; nobody comes but the usual."""
    library = flat_library(**(QUIET | parameters))
    names = library.resources["resource"]
    amount = library.resources["p50"].copy()
    amount[names == "hospital_beds"] = beds * 50.0
    amount[names == "defence_beds"] = defence * 50.0
    resources = changed(library.resources, p10=amount, p50=amount, p90=amount)
    library = replace(library, resources=resources)
    return small_twin(scenario, region or hospitals("A"), library, hours=hours)


def flows(twin):
    run = run_once(twin, 0)
    return [run.flows[flow] for flow in (BEDS_WORKING, PATIENTS, PATIENTS_WAITING)]


def test_half_of_the_hospitals_out_for_ten_hours_makes_patients_wait():
    # 100 beds in two hospitals, 75 of them taken, 0.75 patients come and go in an hour. A shock
    # takes one hospital: 50 beds. 25 lose theirs and wait. Of 50 in bed 0.5 leave in an hour, and
    # 0.75 x 0.6 = 0.45 come from the second hour on, when who can wait no longer comes.
    scenario = blackout(10.0, ["hospital"], areas=["B"])
    beds, patients, waiting = flows(twin_with(scenario, hospitals("A", "B")))
    assert beds == pytest.approx([50.0] * 10 + [100.0] * 14)
    assert patients[:10] == pytest.approx([50.0] * 10)
    come = [0.45] * 10
    expected = np.cumsum([25 + come[0] - 0.5, *[c - 0.5 for c in come[1:]]])
    assert waiting[:10] == pytest.approx(expected)
    # Back at 100 beds all who waited lie in one at once.
    assert waiting[10:] == pytest.approx([0.0] * 14)
    assert patients[10] == pytest.approx(50.0 + expected[-1] - 0.5 + 0.75)


def test_on_a_normal_day_three_in_four_beds_are_taken_and_nobody_waits():
    beds, patients, waiting = flows(twin_with(blackout(5.0, depth=0.0), hours=48.0))
    assert (beds == 100.0).all()
    assert patients == pytest.approx([75.0] * len(patients))
    assert (waiting == 0.0).all()


def test_a_region_without_a_hospital_counts_no_beds():
    for flow in flows(twin_with(blackout(), small_region())):
        assert not flow.any()


def test_the_cold_and_a_device_without_power_send_people_to_hospital():
    # Nobody leaves in this time: whoever came lies in a bed or waits for one of 25 that are free.
    rates = {"bed_stay_h": 1e9, "cold_patients_per_1000_h": 1.0, "device_patients_h": 0.2}
    run = run_once(twin_with(blackout(), hours=30.0, devices_per_100000=500.0, **rates), 0)
    unmet = run.unmet.sum(axis=2, dtype=float)
    # A fifth an hour of who is without power and still at home.
    away = [0.0]
    for without in unmet[DEVICE]:
        away.append(away[-1] + 0.2 * max(0.0, without - away[-1]))
    came = np.cumsum(unmet[HEAT] / 1000.0) + away[1:]
    there = run.flows[PATIENTS].astype(float) + run.flows[PATIENTS_WAITING]
    assert unmet[HEAT].max() > 0.0
    assert unmet[DEVICE].max() > 0.0
    assert there == pytest.approx(75.0 + came, rel=1e-4)
    assert run.flows[PATIENTS].max() == pytest.approx(100.0)


def test_sick_and_wounded_come_as_the_scenario_says():
    # A day of 24 wounded is one an hour; 1,200 sick a day for each 100,000 of 2,000 people too.
    none = told(depth=0.0)
    usual = flows(twin_with(none))[1]
    for load in (("casualties", 24.0, 0.0, 24.0), ("sick", 1200.0, 0.0, 24.0)):
        patients = flows(twin_with(told([load], depth=0.0)))[1]
        # Each stays 100 hours on average: 1 + 0.99 + 0.99^2 ... are there.
        more = (1 - 0.99 ** np.arange(1, 25)) / 0.01
        assert patients - usual == pytest.approx(more, rel=1e-4)


def test_what_defence_brings_counts_from_its_hour_as_far_as_it_assists():
    scenario = replace(told(depth=0.0), defence_from_h=6.5)
    scenario = replace(scenario, military_assistance=fixed(0.5))
    beds = flows(twin_with(scenario, defence=20.0))[0]
    assert beds == pytest.approx([100.0] * 6 + [105.0] + [110.0] * 17)


def test_free_beds_are_divided_over_civilians_and_soldiers_by_the_rule():
    # No beds but 30, all taken by civilians; then 240 wounded a day, ten an hour. Each hour 0.3
    # leave. By `sides` with all for the civil side no soldier gets a bed while civilians wait.
    load = [("casualties", 240.0, 0.0, 24.0), ("sick", 12000.0, 0.0, 24.0)]
    for share, one in ((1.0, "civil"), (0.0, "military")):
        scenario = replace(told(load, depth=0.0), sharing_rule="sides", civil_share=share)
        twin = twin_with(scenario, beds=30.0, bed_occupancy=1.0)
        _, grants = trace_grants(twin, 0)
        last = grants[grants[:, 0] == 23]
        given = {int(claimant): granted for _, _, claimant, _, granted in last}
        assert given.pop(SUPPLY) == pytest.approx(0.3)
        military = given.pop(MILITARY)
        (civil,) = given.values()
        assert (civil if one == "civil" else military) == pytest.approx(0.3)
        assert civil + military == pytest.approx(0.3)


@given(
    st.lists(
        st.tuples(st.floats(0, 200), st.floats(0, 50), st.floats(0, 50)), min_size=1, max_size=20
    ),
    st.sampled_from(("equal", "loss", "need", "priority", "sides", "lottery")),
    st.floats(0.1, 1.0),
)
def test_nobody_is_lost_and_no_bed_is_taken_twice(steps, rule, dt):
    scenario = replace(blackout(), sharing_rule=rule)
    beds = make_case(twin_with(scenario), 0)[0].beds
    wards = open_wards(beds)
    there = wards.inside.sum()
    trace = no_trace()
    for step, (working, civil, wounded) in enumerate(steps):
        for side, come in ((CIVIL_SIDE, civil), (MILITARY_SIDE, wounded)):
            wards.waiting[side] += come
            wards.came[side] += come
        treat(beds, wards, working, step, dt, trace)
        assert wards.inside.sum() <= working + 1e-6
        assert min(wards.inside.min(), wards.waiting.min()) >= -1e-9
        total = wards.inside.sum() + wards.waiting.sum() + wards.left.sum()
        assert total == pytest.approx(there + wards.came.sum())
        # A bed stays empty only when nobody waits.
        assert wards.waiting.sum() <= 1e-6 or wards.inside.sum() == pytest.approx(working, abs=1e-6)


def test_who_loses_a_bed_is_a_civilian_as_often_as_a_soldier():
    beds = make_case(twin_with(blackout()), 0)[0].beds
    wards = Wards(np.array([60.0, 30.0]), np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(1))
    treat(beds, wards, 45.0, 0, 1.0, no_trace())
    # 45 wait, 30 civilians and 15 soldiers; 0.45 leave and give the two sides a bed each half.
    assert wards.left == pytest.approx([0.3, 0.15])
    assert wards.waiting == pytest.approx([30 - 0.225, 15 - 0.225])


@given(st.lists(st.floats(0, 100), max_size=30), st.floats(0, 2), st.floats(0.1, 6.0))
def test_no_more_come_for_a_device_than_were_ever_without_power(without, rate, dt):
    beds = make_case(twin_with(blackout()), 0)[0].beds._replace(device_h=rate, stay_h=1e15)
    wards = open_wards(beds)
    came = sum(come_for_device(beds, wards, persons, dt) for persons in without)
    assert 0.0 <= came <= max(without, default=0.0) + 1e-6


def test_elective_patients_stop_and_all_others_come():
    beds = make_case(twin_with(blackout()), 0)[0].beds
    assert patients_come(beds, True, 0.0, 0.0, 0.0, 0.0, 1.0) == pytest.approx((0.75, 0.0))
    assert patients_come(beds, False, 0.0, 0.0, 0.0, 0.0, 1.0) == pytest.approx((0.45, 0.0))
    assert patients_come(beds, False, 0.0, 0.0, 48.0, 24.0, 0.5) == pytest.approx((1.225, 0.5))


def test_without_a_parameter_the_library_is_refused():
    library = flat_library()
    keep = library.parameters["parameter"] != "bed_stay_h"
    with pytest.raises(Refused):
        check_library(replace(library, parameters=library.parameters.where(keep)))
