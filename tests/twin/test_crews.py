"""Crews: what a shock broke is mended by few hands, one after another, slower where all is out."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.small import (
    area,
    blackout,
    changed,
    drawn_twin,
    flat_library,
    hours_lacked,
    site,
    small_region,
    small_twin,
    story,
)
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import RESOURCES
from weerbaar.sharing.claims import Rule
from weerbaar.sharing.rules import make_terms
from weerbaar.twin.crews import (
    FAR,
    SORTS,
    Crews,
    Damage,
    Works,
    count_crews,
    draw_crews,
    draw_work,
    open_crews,
    step_crews,
)
from weerbaar.twin.dividing import make_division
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import fresh_state, run_once, trace_once
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.state import CREWS_BUSY, DAMAGED, POWER, PRESENCE, Record, Shocks, no_trace
from weerbaar.twin.tables import FLOW_ORDER

PROMPT = {
    "crew_slow_telecom": 0.0,
    "crew_slow_fuel": 0.0,
    "crew_slow_roads": 0.0,
    "crew_call_out_h": 2.0,
}


def damage(kinds=("mv_feeder",), hours=4.0, **changes):
    """A scenario in which crews mend these kinds, from so many hours after the shock."""
    return blackout(hours, kinds, restoration="crews", **changes)


def region_with(region=None, **crews):
    """The small region, or another, with so many crews of each sort."""
    rows = [{"resource": sort, "amount": float(amount)} for sort, amount in crews.items()]
    return replace(region or small_region(), resources=rows_of(RESOURCES, rows))


def job_of(works, classes=None, ready=None, crews=1, rule="equal", seed=1, call_out=0.0, **slow):
    """Crews of one sort with one job at each of n sites outside all areas, hit at hour 0."""
    n = len(works)
    terms = make_terms(Rule(rule, whole=True, seed=seed))
    names = [f"site {i}" for i in range(n)]
    jobs = make_division(terms, SORTS[0], range(n), names, classes or [1] * n, [1.0] * n)
    nobody = [make_division(terms, sort, [], [], [], []) for sort in SORTS[1:]]
    return Crews(
        sorts=np.array([0, n, n, n, n]),
        area=np.full(n, slow.get("area", -1)),
        jobs=np.arange(n + 1),
        row=np.arange(n),
        start=np.zeros(n),
        ready=np.array(ready or [0.5] * n, float),
        work=np.array(works, float),
        there=np.array([crews, 0.0, 0.0, 0.0], float),
        divisions=(jobs, *nobody),
        fuel=0,
        roads=1,
        slow_telecom=slow.get("telecom", 0.0),
        slow_fuel=slow.get("fuel", 0.0),
        slow_roads=slow.get("roads", 0.0),
        call_out_h=call_out,
        tail=np.zeros(0, np.int64),
        given_h=0.0,
        over_h=0.0,
        recovery_h=math.inf,
    )


def mend(crews: Crews, steps=300, dt=1.0, mobile=1.0, fuel=1.0, roads=1.0, presence=1.0):
    """The hours at which jobs are done, what changed, and the flows; levels stay as they are."""
    n = len(crews.row)
    shocks = Shocks(np.arange(n), np.zeros(n), np.full(n, FAR), np.ones(n))
    none = np.zeros((1, 1))
    kinds, flows = np.ones((2, steps)), np.zeros((len(FLOW_ORDER), steps))
    kinds[0], kinds[1], flows[PRESENCE] = fuel, roads, presence
    empty = {name: np.zeros((1, 1, 1)) for name in ("unmet", "cells", "cell_curve", "counts")}
    record = Record(
        **empty,
        weighted=none,
        kinds=kinds,
        visits=np.zeros(1),
        unserved=np.zeros(1),
        queue=none,
        mobile=np.full((steps, 1), mobile),
        flows=flows,
    )
    works: Works = open_crews(crews)
    for step in range(steps):
        step_crews(crews, works, shocks, record, no_trace(), step, dt)
    return shocks.end, works, flows


def test_one_crew_mends_two_cables_one_after_the_other():
    # Both cables break at noon. From hour 4 a crew can start; it drives for 2 hours, works 12 on
    # the first cable and is done at 18. It drives for 2 hours more and is done at 32.
    twin = small_twin(damage(), fixed=PROMPT)
    run = run_once(twin, 0)
    assert run.outage_h == run.drawn["outage_h"] == 32.0
    assert sorted(hours_lacked(run, POWER)) == pytest.approx([18_000.0, 32_000.0])
    assert run.flows[DAMAGED, :34].tolist() == [2.0] * 18 + [1.0] * 14 + [0.0] * 2
    assert run.flows[CREWS_BUSY, :34].tolist() == [0.0] * 4 + [1.0] * 28 + [0.0] * 2
    assert run.drawn["crews_power"] == 1.0
    # With two crews both work from hour 6 to 18.
    both = run_once(small_twin(damage(), region_with(crews_power=2), fixed=PROMPT), 0)
    assert hours_lacked(both, POWER) == pytest.approx([18_000.0, 18_000.0])
    assert both.outage_h == 18.0


def test_a_cable_mended_after_eighteen_hours_is_a_cable_lost_for_eighteen_hours():
    for recovery in (10.0, 336.0):
        mends = damage(areas=["A"], recovery_h=recovery)
        ends = blackout(18.0, areas=["A"], recovery_h=recovery)
        mended, lost = (run_once(small_twin(s, fixed=PROMPT), 0) for s in (mends, ends))
        assert mended.steps == lost.steps
        assert (lost.steps == 28) == (recovery == 10.0)
        for name in ("unmet", "cells", "weighted", "counts", "mobile", "visits"):
            assert np.array_equal(getattr(mended, name), getattr(lost, name)), name
        assert mended.outage_h == lost.outage_h


def test_a_kind_that_no_crew_mends_is_back_when_the_duration_is_over():
    crews = run_once(small_twin(damage(["supermarket"], 10.0)), 0)
    together = run_once(small_twin(blackout(10.0, ["supermarket"])), 0)
    assert np.array_equal(crews.unmet, together.unmet)
    assert crews.steps == together.steps
    assert crews.flows[DAMAGED].max() == 0.0


def test_a_shock_that_takes_nothing_leaves_no_work():
    run = run_once(small_twin(damage(depth=0.0)), 0)
    assert run.flows[DAMAGED].max() == 0.0
    assert run.outage_h == 4.0


def test_half_the_depth_stays_until_the_work_is_done():
    _, levels = trace_once(small_twin(damage(["waterworks"], areas=["A"], depth=0.5)), 0)
    twin = small_twin()
    level = levels[:, twin.network.sites.index("wA")]
    # From hour 4 a crew drives for 2 hours and works for 24.
    assert level[:30].tolist() == [0.5] * 30
    assert level[30] == 1.0


def test_where_phones_fuel_roads_or_staff_are_lost_repair_takes_longer():
    # Twelve hours of work at half the pace take 24, and a crew starts in the second hour.
    assert mend(job_of([12.0]))[0].tolist() == [13.0]
    at_home = {"area": 0}
    assert mend(job_of([12.0], telecom=0.5, **at_home), mobile=0.0)[0].tolist() == [25.0]
    assert mend(job_of([12.0], telecom=0.5), mobile=0.0)[0].tolist() == [13.0]
    assert mend(job_of([12.0], fuel=0.5), fuel=0.0)[0].tolist() == [25.0]
    assert mend(job_of([12.0], roads=1.0), roads=0.5)[0].tolist() == [25.0]
    assert mend(job_of([12.0]), presence=0.5)[0].tolist() == [25.0]
    # Half the pace for fuel and half for roads is a quarter.
    both = job_of([12.0], fuel=0.5, roads=0.5)
    assert mend(both, fuel=0.0, roads=0.0)[0].tolist() == [49.0]


def test_where_mobile_service_is_lost_people_are_without_power_for_longer():
    hours = []
    for slow in (0.0, 0.3, 0.6):
        twin = small_twin(damage(["mv_feeder"]), fixed=PROMPT | {"crew_slow_telecom": slow})
        hours.append(hours_lacked(run_once(twin, 0), POWER).sum())
    assert hours[0] < hours[1] < hours[2]


def test_a_crew_stays_where_it_is_though_something_more_urgent_breaks():
    # One crew; the job of class 3 can start at once, that of class 1 from hour 2.
    ends, _, _ = mend(job_of([10.0, 4.0], classes=[3, 1], ready=[0.5, 2.0], rule="priority"))
    assert ends.tolist() == [11.0, 15.0]
    # Waiting at the same moment, the urgent one goes first.
    ends, _, _ = mend(job_of([10.0, 4.0], classes=[3, 1], rule="priority"))
    assert ends.tolist() == [15.0, 5.0]


def test_a_site_that_is_hit_again_is_mended_again():
    shocks = [
        story(1.0, areas=["A"], restoration="crews")["shocks"][0] | {"name": "eerst"},
        story(1.0, areas=["A"], restoration="crews", from_h=40.0)["shocks"][0] | {"name": "weer"},
    ]
    scenario = parse_scenario(story() | {"shocks": shocks}, "klein.toml")
    run = run_once(small_twin(scenario, fixed=PROMPT), 0)
    # From hour 1 until 2 + 12 later, and from 40 until 1 + 2 + 12 later.
    damaged = run.flows[DAMAGED]
    assert np.flatnonzero(damaged).tolist() == [*range(15), *range(40, 55)]
    assert run.outage_h == 55.0


def test_suppliers_outside_lack_what_they_lack_until_the_last_is_mended():
    scenario = damage(areas=["A"], grid_outside=0.5)
    twin = small_twin(scenario, fixed=PROMPT)
    _, levels = trace_once(twin, 0)
    grid = levels[:, twin.network.sites.index("grid")]
    assert grid[:18].tolist() == [0.5] * 18
    assert grid[18] == 1.0


def test_without_crews_nothing_is_mended_and_the_run_says_so():
    twin = small_twin(damage(recovery_h=1.0), region_with(crews_power=0), fixed=PROMPT)
    run = run_once(twin, 0)
    assert run.flows[DAMAGED].min() == 2.0
    # Four hours, 28 days of waiting for crews and an hour.
    assert run.steps == 4 + 28 * 24 + 1
    assert run.outage_h == run.steps + 1.0
    cut = run_once(small_twin(damage(), hours=10.0, fixed=PROMPT), 0)
    assert (cut.steps, cut.outage_h) == (10, 11.0)


def test_a_region_has_one_crew_at_least_where_it_has_any():
    for amount, there in ((0.0, 0.0), (0.02, 1.0), (1.4, 1.0), (1.5, 2.0), (7.0, 7.0)):
        twin = small_twin(damage(), region_with(crews_power=amount))
        assert count_crews(twin, 0, "crews_power") == there
    # 4 for each 100,000 inhabitants, and 300,000 of them.
    many = small_region(areas=[area("C", 5.3, inhabitants=298_000.0)])
    assert count_crews(small_twin(damage(), many), 0, "crews_power") == 12.0


def test_crews_of_every_sort_reach_the_kernel_as_floats():
    # Numba compiles anew, for minutes, for whole numbers where it knows floats.
    region = region_with(**dict.fromkeys(SORTS, 7.0))
    there = make_case(small_twin(damage(), region), 0)[0].crews.there
    assert (there.dtype, there.tolist()) == (np.float64, [7.0] * 4)


def test_the_work_lies_around_that_of_the_table():
    twin = drawn_twin(damage())
    feeders = np.array([twin.network.sites.index(name) for name in ("fA", "fB")])
    works = np.array([draw_work(twin, run, 0.5, feeders) for run in range(8000)])
    assert np.quantile(works, [0.1, 0.5, 0.9]) == pytest.approx([4.0, 12.0, 36.0], rel=0.1)
    # With rho 0.5 half of what is unknown of the one is unknown of the other.
    ranks = np.argsort(np.argsort(works, axis=0), axis=0)
    assert np.corrcoef(ranks.T)[0, 1] == pytest.approx(0.483, abs=0.05)


def test_a_site_more_changes_no_draw_of_the_others():
    names = ["fA", "fB"]
    more = small_region(
        sites=[site("fC", "mv_feeder", "A"), site("sC", "supermarket", "A")],
        links=[{"consumer": "fC", "input": "power", "supplier": "hv", "weight": 1.0}],
    )
    drawn = {}
    for region in (small_region(), more):
        twin = drawn_twin(damage(), region)
        case, _ = make_case(twin, 3)
        hit = [twin.network.sites[i] for i in case.shocks.site[case.crews.row]]
        drawn[len(hit)] = dict(zip(hit, case.crews.work.tolist(), strict=True))
    assert list(drawn) == [2, 3]
    assert [drawn[2][name] for name in names] == [drawn[3][name] for name in names]


@pytest.mark.parametrize("rule", ["equal", "priority"])
def test_the_order_of_rows_changes_nothing(rule):
    region = small_region(
        sites=[site(f"x{i}", "hydrophore", "AB"[i % 2]) for i in range(5)],
        links=[
            {"consumer": f"x{i}", "input": "power", "supplier": "fA", "weight": 1.0}
            for i in range(5)
        ],
    )
    last = np.arange(len(region.sites))[::-1]
    turned = replace(
        region, sites=changed(region.sites, **{n: v[last] for n, v in region.sites.columns.items()})
    )
    scenario = damage(["mv_feeder", "hydrophore", "atm"], sharing_rule=rule)
    one, other = (run_once(drawn_twin(scenario, place), 2) for place in (region, turned))
    assert one.steps == other.steps
    assert np.array_equal(one.unmet, other.unmet)
    assert np.array_equal(one.flows, other.flows)


JOBS = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 3), st.integers(0, 6)), max_size=6)


@settings(deadline=None)
@given(JOBS, st.integers(1, 3), st.sampled_from(["equal", "priority", "need"]), st.floats(0, 0.9))
def test_the_hours_that_crews_spend_are_the_work_over_the_pace(jobs, crews, rule, slow):
    works, classes, ready = ([row[k] for row in jobs] for k in range(3))
    made = job_of(works, classes, ready, crews, rule, call_out=1.5, fuel=slow)
    ends, after, flows = mend(made, fuel=0.0, steps=1500)
    assert after.spent == pytest.approx(np.array(works) / (1.0 - slow))
    assert (after.left == 0.0).all()
    assert np.isfinite(ends).all()
    # Never more crews out than there are, and out at least as long as they work and drive.
    assert flows[CREWS_BUSY].max() <= crews
    assert flows[CREWS_BUSY].sum() >= after.spent.sum() + 1.5 * len(jobs) - 1e-9


@settings(deadline=None)
@given(JOBS, st.integers(1, 3), st.sampled_from(["equal", "priority"]), st.integers(0, 9))
def test_with_a_crew_more_things_are_broken_for_fewer_hours_in_all(jobs, crews, rule, seed):
    works, classes, ready = ([row[k] for row in jobs] for k in range(3))
    few, many = (mend(job_of(works, classes, ready, n, rule, seed))[0] for n in (crews, crews + 1))
    assert many.sum() <= few.sum()


def test_with_a_crew_more_one_site_can_wait_longer_because_the_lots_fall_otherwise():
    # A known exception: every step has its own lots, and with a crew more others are drawn.
    works, ready = [3, 1, 2, 1, 15, 2, 2], [3, 5, 3, 0.5, 1, 5, 0.5]
    few, many = (mend(job_of(works, None, ready, n, seed=37))[0] for n in (1, 2))
    assert few.tolist() == [24.0, 25.0, 6.0, 2.0, 21.0, 27.0, 4.0]
    assert many.tolist() == [6.0, 7.0, 11.0, 2.0, 17.0, 9.0, 3.0]


@settings(deadline=None)
@given(JOBS, st.integers(1, 6), st.sampled_from(["equal", "priority", "need"]))
def test_with_a_crew_for_every_site_each_is_mended_as_soon_as_can_be(jobs, extra, rule):
    works, classes, ready = ([row[k] for row in jobs] for k in range(3))
    ends, _, _ = mend(job_of(works, classes, ready, len(jobs) + extra, rule))
    # It asks at the first whole hour at which it may, at the end of the first step at the soonest.
    assert ends.tolist() == [max(1, r) + w for w, r in zip(works, ready, strict=True)]


def test_work_of_nothing_is_done_once_the_crew_is_there():
    # From hour 4, two hours to the first cable and two more to the second.
    library = flat_library()
    nothing = changed(library.operations, work_p10=0.0, work_p50=0.0, work_p90=0.0)
    twin = small_twin(damage(), library=replace(library, operations=nothing), fixed=PROMPT)
    assert run_once(twin, 0).outage_h == pytest.approx(8.0, abs=1e-5)


def test_every_job_is_in_the_case_once_by_sort_and_name():
    kinds = ["mv_feeder", "atm", "pressure_zone", "supermarket"]
    twin = small_twin(damage(kinds))
    case, facts = make_case(twin, 0)
    sites = [twin.network.sites[i] for i in case.shocks.site[case.crews.row]]
    assert sites == ["fA", "fB", "tA", "tB", "zA", "zB"]
    assert case.crews.sorts.tolist() == [0, 2, 4, 6, 6]
    assert {"crews_power", "crews_telecom", "crews_water"} <= facts.keys()
    assert [len(division.claimants) for division in case.crews.divisions] == [2, 2, 2, 0]
    state = fresh_state(case, len(twin.network.kinds))
    assert state.record.flows.shape[0] == len(FLOW_ORDER)
    again = draw_crews(
        twin,
        0,
        PROMPT | {"rho": 0.5},
        case.shocks,
        # Rows in any order.
        damage_of(case),
    )
    assert again.row.tolist() == case.crews.row.tolist()


def damage_of(case):
    """The damage of a case, its rows turned round."""
    crews = case.crews
    return Damage(crews.row[::-1], crews.ready[::-1], crews.tail, crews.given_h, crews.over_h)
