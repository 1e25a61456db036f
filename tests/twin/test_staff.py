"""Staff: who is at work, and what sites do with fewer people."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import area, blackout, changed, flat_library, site, small_region, small_twin
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import AREAS
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import run_once, trace_once
from weerbaar.twin.library import check_library
from weerbaar.twin.reading import fixed
from weerbaar.twin.scenario import Load
from weerbaar.twin.staff import (
    AtWork,
    areas_near,
    commuting_parts,
    share_present,
    shock_holds,
    works_with,
)
from weerbaar.twin.state import PRESENCE, SHIFTS_FILLED, Shocks

FATIGUE_H = 96.0
AT_HOME = {"staff_home": 0.4, "staff_kit": 0.0, "shift_load": 1.25, "fatigue_h": FATIGUE_H}


def told(loads=(), hours=10.0, **changes):
    """A blackout of so many hours, with loads (what, amount, from, duration)."""
    made = [
        Load(f"last {i}", what, fixed(amount), fixed(begins), fixed(lasts))
        for i, (what, amount, begins, lasts) in enumerate(loads)
    ]
    return replace(blackout(hours, **changes), loads=tuple(made))


def run_with(scenario, region=None, hours=24.0, **parameters):
    twin = small_twin(scenario, region, flat_library(**parameters), hours=hours)
    return run_once(twin, 0)


def test_half_of_the_staff_lives_in_the_dark_so_a_fifth_of_it_stays_at_home():
    # A and B have as many people and lie 10.03 km apart; with commuting_km 10.03 the staff of A
    # lives in A and B as 1 : exp(-1), so 73.1 % in A. The lights go out in A only, at hour 0, and
    # four in ten of those who live in the dark stay at home from the hour after.
    far = 0.146 * 111.195 * math.cos(math.radians(51.9))
    own = 1 / (1 + math.exp(-1))
    run = run_with(blackout(10.0, areas=["A"]), commuting_km=far, **AT_HOME)
    # A keeps 0.4 x 0.731 of its staff at home and B 0.4 x 0.269: on average a fifth.
    assert own == pytest.approx(0.731, abs=1e-3)
    assert run.flows[PRESENCE, 0] == 1.0
    assert run.flows[PRESENCE, 1:10] == pytest.approx([0.8] * 9)
    # A crisis asks a quarter more work. Who is rested does it: 0.8 of the shifts are filled, and
    # in the end, when all are worn out, 0.8 / 1.25.
    rest = 1.0 - 0.25 * np.arange(1, 10) / FATIGUE_H
    assert run.flows[SHIFTS_FILLED, 1:10] == pytest.approx(0.8 * (1.0 + 0.25 * rest) / 1.25)


def test_a_shop_with_too_few_people_works_in_part_from_the_next_hour():
    # 90 % of staff is ill from hour 2 to 5: a shop takes 0.6 of its people to work fully, so it
    # works at 0.1 + 0.9 x 0.1 / 0.6 = 0.25; a pharmacy at 0.1 / 0.6. Masts need nobody.
    twin = small_twin(told([("absence", 0.9, 2.0, 3.0)], depth=0.0), hours=8.0)
    _, levels = trace_once(twin, 0)
    level = dict(zip(twin.network.sites, levels.T, strict=True))
    assert level["sA"] == pytest.approx([1, 1, 0.25, 0.25, 0.25, 1, 1, 1])
    assert level["aB"] == pytest.approx([1, 1, 1 / 6, 1 / 6, 1 / 6, 1, 1, 1])
    assert level["mA"] == pytest.approx([1] * 8)


def test_who_has_few_people_is_the_cause_of_what_is_lacking():
    twin = small_twin(told([("absence", 1.0, 0.0, 24.0)], depth=0.0), hours=24.0)
    run = run_once(twin, 0)
    roots = {twin.network.sites[root] for root in run.causes.root if root >= 0}
    assert roots == {"sA", "sB", "wA", "wB"}
    assert run.causes.hours.sum() == pytest.approx(run.cells.sum())


def test_outside_the_region_only_absence_counts():
    library = flat_library(**AT_HOME)
    rows = library.operations
    kind = np.where(rows["kind"] == "power_plant", "food_dc_outside", rows["kind"])
    library = replace(library, operations=changed(rows, kind=kind))
    for loads, works in (((), 1.0), ([("absence", 0.4, 0.0, 24.0)], 1.0)):
        twin = small_twin(told(loads), None, library, hours=6.0)
        _, levels = trace_once(twin, 0)
        assert levels[3, twin.network.sites.index("dc")] == works
    twin = small_twin(told([("absence", 0.7, 0.0, 24.0)]), None, library, hours=6.0)
    _, levels = trace_once(twin, 0)
    assert levels[3, twin.network.sites.index("dc")] == pytest.approx(0.3 + 0.7 * 0.3 / 0.6)


def test_parents_stay_at_home_when_schools_close_by_order_or_by_themselves():
    school = small_region(sites=[site("sch", "school", "A")])
    # By order half of the schools close: half of the tenth of staff that are parents.
    closed = told([("school_closure", 0.5, 0.0, 24.0)], depth=0.0)
    run = run_with(closed, staff_parents=0.1)
    assert run.flows[PRESENCE] == pytest.approx([0.95] * 24)
    # Hit by a shock the school is closed from hour 0, and parents are away from hour 1.
    run = run_with(blackout(10.0, ["school"]), school, staff_parents=0.1)
    assert run.flows[PRESENCE] == pytest.approx([1] + [0.9] * 10 + [1] * 13)
    # Without any school in the region nothing is known of them.
    assert run_with(blackout(10.0), staff_parents=0.1).flows[PRESENCE] == pytest.approx([1] * 24)


def test_cars_come_until_their_tanks_are_empty():
    # All pumps lost for 20 hours; tanks are empty after 10, so 3 in 100 fewer come with each hour.
    region = small_region(sites=[site("pump", "filling_station", "A")])
    scenario = blackout(20.0, ["filling_station"])
    more = {"staff_travel": 0.3, "staff_travel_after_h": 10.0, "staff_tank_back_h": 4.0}
    run = run_with(scenario, region, hours=30.0, **more)
    expected = [1 - 0.03 * min(10, hour) for hour in range(21)]
    assert run.flows[PRESENCE, :21] == pytest.approx(expected)
    # Who can fill up again comes again; the run ends once all was normal for a day.
    assert run.flows[PRESENCE, 21:] == pytest.approx([1.0] * (run.steps - 21))
    # With a second pump that works tanks fill faster than they empty.
    two = small_region(
        sites=[site("pump", "filling_station", "A"), site("other", "filling_station", "B")]
    )
    half = blackout(20.0, ["filling_station"], areas=["A"])
    assert (run_with(half, two, hours=30.0, **more).flows[PRESENCE] == 1.0).all()


def test_a_long_crisis_wears_people_out_and_they_recover():
    # Twice the normal work for 20 of the 40 hours after which all are exhausted: rest is a half,
    # and half of the third that would drop out is away. At 10 hours of rest a tenth comes back.
    worn = {"shift_load": 2.0, "fatigue_h": 40.0, "fatigue_effect": 0.3, "rest_h": 10.0}
    run = run_with(blackout(20.0, ["mv_feeder"]), hours=48.0, **worn)
    presence = run.flows[PRESENCE]
    assert presence[:21] == pytest.approx([1 - 0.3 * hour / 40 for hour in range(21)])
    # Cold homes go on for a while; rest comes back once nobody lacks anything.
    assert presence.min() >= 1 - 0.3 * 30 / 40
    lowest = int(np.argmin(presence))
    assert presence[lowest + 1] == pytest.approx(presence[lowest] + 0.03)
    assert presence[-1] == pytest.approx(1.0)


def test_without_shock_or_load_everybody_is_there_to_the_last_bit():
    run = run_with(blackout(10.0, depth=0.0), hours=48.0, **AT_HOME, fatigue_effect=0.4)
    assert (run.flows[PRESENCE] == 1.0).all()
    assert (run.flows[SHIFTS_FILLED] == 1.0).all()


def test_rows_of_areas_and_sites_in_another_order_change_nothing():
    region = small_region()
    turned = replace(region, areas=turn(region.areas), sites=turn(region.sites))
    one, other = (run_with(blackout(areas=["A"]), r, **AT_HOME) for r in (region, turned))
    assert np.array_equal(one.flows, other.flows)
    assert np.array_equal(one.unmet, other.unmet)


def turn(rows):
    return replace(rows, columns={name: column[::-1] for name, column in rows.columns.items()})


@given(
    st.lists(
        st.tuples(st.floats(5.0, 5.5), st.floats(51.5, 52.0), st.just(0.0) | st.floats(1.0, 1e5)),
        min_size=1,
        max_size=20,
    ),
    st.floats(0.5, 50),
)
def test_all_staff_lives_somewhere_near(places, commuting_km):
    rows = [
        area(f"W{i:02}", lon, lat, inhabitants=people)
        for i, (lon, lat, people) in enumerate(places)
    ]
    near, km, people = areas_near(rows_of(AREAS, rows))
    weight = commuting_parts(km, people, commuting_km)
    assert near.shape == (len(rows), min(12, len(rows)))
    for own, parts in zip(near, weight, strict=True):
        assert len(set(own)) == len(own)
        lived_in = any(rows[b]["inhabitants"] > 0.0 for b in own)
        assert parts.sum() == pytest.approx(1.0 if lived_in else 0.0)
        assert (parts >= 0).all()


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 1), st.floats(0, 1))
def test_more_staff_never_makes_a_site_work_less(one, other, full, floor):
    low, high = sorted((one, other))
    assert works_with(low, full, floor) <= works_with(high, full, floor) + 1e-12
    assert floor - 1e-12 <= works_with(low, full, floor) <= 1.0
    assert works_with(1.0, full, floor) == 1.0
    assert works_with(0.0, full, floor) == pytest.approx(floor)


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.floats(0, 2), st.floats(0, 2))
def test_presence_is_a_share_and_absence_never_adds_to_it(state, absent, closed):
    twin = small_twin(library=flat_library(staff_parents=0.2, fatigue_effect=0.4))
    staff = make_case(twin, 0)[0].staff
    work = AtWork(np.zeros(2), np.zeros(2), np.ones(2), np.array([*state, 0.0]))
    present = share_present(absent, staff, work, closed)
    assert 0.0 <= present <= 1.0
    assert share_present(absent + 0.1, staff, work, closed) <= present
    assert share_present(absent, staff, work, closed + 0.1) <= present


def test_a_shock_of_no_depth_or_of_another_time_is_no_crisis():
    def shock(start, end, depth):
        one = np.array([0]), np.array([start]), np.array([end]), np.array([depth])
        return Shocks(*one)

    assert shock_holds(shock(2.0, 4.0, 0.5), 2.0, 1.0)
    assert shock_holds(shock(2.9, 4.0, 0.5), 2.0, 1.0)
    assert not shock_holds(shock(2.0, 4.0, 0.0), 2.0, 1.0)
    assert not shock_holds(shock(2.0, 4.0, 0.5), 4.0, 1.0)
    assert not shock_holds(shock(2.0, 4.0, 0.5), 1.0, 1.0)


def test_a_parameter_that_is_missing_is_refused():
    library = flat_library()
    keep = library.parameters["parameter"] != "staff_home"
    with pytest.raises(Refused):
        check_library(replace(library, parameters=library.parameters.where(keep)))


def test_commuting_over_no_distance_is_living_in_the_same_area():
    _, km, people = areas_near(small_region().areas)
    weight = commuting_parts(km, people, 1e-6)
    assert weight == pytest.approx(np.eye(2))
