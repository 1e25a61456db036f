"""Mobile generators: where they are set down, and what they feed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.random_regions import random_case
from tests.twin.small import (
    blackout,
    changed,
    flat_library,
    resources,
    small_region,
    small_twin,
)
from tests.twin.test_second_implementation import twin_of
from weerbaar.region.tables import RESOURCE_ORDER
from weerbaar.sharing.claims import Rule
from weerbaar.sharing.rules import divide_period, make_terms
from weerbaar.sharing.tables import RULE_ORDER
from weerbaar.twin.defence import draw_assistance
from weerbaar.twin.dividing import make_division
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import fresh_state, run_once, trace_grants, trace_once
from weerbaar.twin.generators import homes_of_feeders, only_whole
from weerbaar.twin.kernel import simulate
from weerbaar.twin.state import GENERATORS_BUSY, POWER, no_trace

ENDLESS = {"generators_from_h": 6.0, "generator_tank_h": 1000.0, "generator_move_h": 4.0}


def twin_with(units, hours=48.0, kinds=("hv_station",), story=None, parameters=None, **brought):
    """The small region with so many units and tanks that never run dry, unless told otherwise."""
    region = small_region(resources=resources(mobile_generators=units, **brought))
    library = flat_library(**(ENDLESS | (parameters or {})))
    return small_twin(blackout(hours, kinds, **(story or {})), region, library)


def without_power(run):
    """Persons without power in each step."""
    return run.unmet[POWER].sum(axis=1)


def test_ten_units_feed_masts_first_then_one_village_by_lot_and_the_other_once_units_are_free():
    # Of the class of masts, exchanges, pharmacies and feeders the six sites take one unit each. Two
    # villages of 450 homes take three each, and four are left: by lot one village gets three, and
    # the last goes to a shop. In the village that has power again four sites need theirs no more,
    # from the first moment on: four hours later those are free and the other village gets three.
    run, log = trace_grants(twin_with(10), 0)
    first = {int(row[2]): row[4] for row in log[1:] if row[0] == log[0, 0] and row[2] >= 0}
    assert log[0].tolist() == [5.0, RESOURCE_ORDER.index("mobile_generators"), -1.0, 0.0, 10.0]
    assert sorted(first.values()) == [0.0] * 4 + [1.0] * 7 + [3.0]
    assert without_power(run)[:48].tolist() == [2000.0] * 6 + [1000.0] * 4 + [0.0] * 38
    assert run.flows[GENERATORS_BUSY, [5, 6]].tolist() == [0.0, 6.0]
    assert run.flows[GENERATORS_BUSY, 12:48].max() <= 10.0
    # Six stand by the homes until the grid is back, at the end of the last hour of the outage.
    assert run.flows[GENERATORS_BUSY, [47, 48]].tolist() == [6.0, 0.0]


def test_homes_whose_cable_waits_for_crews_are_fed_and_the_cable_is_still_broken():
    # Nobody says when these cables are mended; 49 hours are looked at.
    twin = twin_with(1000, kinds=("mv_feeder",))
    case, _ = make_case(twin, 0)
    case = case._replace(shocks=case.shocks._replace(end=np.full(2, np.inf)))
    state = fresh_state(case, len(twin.network.kinds))
    made = simulate(case, *state, no_trace())
    dark = state.record.unmet[POWER, :made].sum(axis=1)
    assert dark[:6].tolist() == [2000.0] * 6
    assert dark[6:].max() == 0.0
    # The units stay: nothing says that the grid is back.
    assert state.record.flows[GENERATORS_BUSY, 6:made].min() >= 6.0


def test_a_short_hit_of_another_time_does_not_keep_generators_away():
    # The cables wait for crews; at hour 300 comes a small hit of which the end is known.
    twin = twin_with(1000, kinds=("mv_feeder",))
    case, _ = make_case(twin, 0)
    site = case.shocks.site
    shocks = case.shocks._replace(
        site=np.concatenate([site, site]),
        start=np.array([0.0, 0.0, 300.0, 300.0]),
        end=np.array([np.inf, np.inf, 301.0, 301.0]),
        depth=np.array([1.0, 1.0, 0.01, 0.01]),
    )
    case = case._replace(shocks=shocks)
    state = fresh_state(case, len(twin.network.kinds))
    made = simulate(case, *state, no_trace())
    assert state.record.unmet[POWER, 6:made].max() == 0.0


def test_where_the_scenario_says_when_homes_have_power_again_that_holds():
    # What was brought to them is in it, as in a replay of what happened. Sites still get units.
    run = run_once(twin_with(1000, kinds=("mv_feeder",)), 0)
    assert without_power(run)[:49].tolist() == [2000.0] * 48 + [0.0]
    assert run.flows[GENERATORS_BUSY].max() == 10.0
    power = run.causes.hours[run.causes.need == POWER].sum()
    assert power == pytest.approx(without_power(run).sum())


def test_without_fuel_they_run_on_their_own_tank_and_with_it_they_run_on():
    # Twelve hours of fuel from hour 6, then nothing comes; or one truck comes every hour.
    short = {"generator_tank_h": 12.0}
    dry = without_power(run_once(twin_with(1000, parameters=short), 0))
    assert dry[:24].tolist() == [2000.0] * 6 + [0.0] * 12 + [2000.0] * 6
    full = without_power(run_once(twin_with(1000, parameters=short, fuel_trucks=1.0), 0))
    assert full[6:48].max() == 0.0


def test_a_part_of_the_fuel_feeds_a_part_of_the_time():
    # Six units stand at masts, exchanges and pharmacies and burn 150 L an hour together. Trucks
    # bring 75 L: once the tanks of two hours are empty, and what came while the last of these was
    # burnt, each mast runs half of the time.
    few = {"generator_tank_h": 2.0, "fuel_ask_share": 0.5, "truck_trip_h": 160.0}
    twin = twin_with(6, parameters=few, fuel_trucks=1.0)
    run, levels = trace_once(twin, 0)
    masts = [twin.network.sites.index(name) for name in ("mA", "mB")]
    assert run.flows[GENERATORS_BUSY, 6:48].tolist() == [6.0] * 42
    assert levels[10:34, masts] == pytest.approx(0.5)


def test_a_site_with_fuel_of_its_own_does_not_ask():
    # The waterworks run ten days on their own generators, the broadcaster three.
    twin = twin_with(1000, hours=80.0)
    _, log = trace_grants(twin, 0)
    asked = {(int(row[0]), twin.network.sites[int(row[2])]) for row in log if row[2] >= 0}
    assert not any(name.startswith("w") for _, name in asked)
    assert {name for step, name in asked if step < 71 and name.startswith("r")} == set()


def test_in_each_class_feeders_come_after_sites():
    twin = twin_with(10)
    made = make_case(twin, 0)[0].generators
    names = [twin.network.sites[i] for i in made.division.claimants]
    rank = dict(zip(names, made.division.claims.rank.tolist(), strict=True))
    assert names == sorted(names)
    assert rank["mA"] + 1 == rank["fA"] < rank["sA"]
    assert dict(zip(names, made.units.tolist(), strict=True))["fA"] == 3.0
    assert homes_of_feeders(twin.network).sum() == pytest.approx(900.0)


def test_what_defence_brings_comes_at_its_hour_and_is_nothing_where_it_does_not_assist():
    story = {"military_assistance": 0.5, "defence_from_h": 10.0}
    run = run_once(twin_with(0, story=story, defence_generators=30.0), 0)
    assert without_power(run)[:14].tolist() == [2000.0] * 10 + [0.0] * 4
    gone = story | {"military_assistance": 0.0}
    alone = run_once(twin_with(0, story=gone, defence_generators=30.0), 0)
    assert alone.flows[GENERATORS_BUSY].max() == 0.0
    nobody = run_once(twin_with(0), 0)
    assert np.array_equal(alone.unmet, nobody.unmet)


def test_assistance_is_drawn_once_for_all_that_defence_brings():
    twin = twin_with(0, story={"military_assistance": {"p10": 0.2, "p50": 0.5, "p90": 0.9}})
    drawn = [draw_assistance(twin, run) for run in range(50)]
    assert len(set(drawn)) == 50
    assert 0.0 <= min(drawn) < 0.4 < 0.6 < max(drawn) <= 1.0
    assert draw_assistance(replace(twin, network=small_twin().network), 7) == drawn[7]


def test_no_more_units_stand_anywhere_than_there_are():
    for number in range(25):
        twin = twin_of(random_case(number))
        has = dict(
            zip(
                twin.network.region.resources["resource"],
                twin.network.region.resources["amount"],
                strict=True,
            )
        )
        pool = np.floor(has["mobile_generators"] + 0.5)
        pool += np.floor(has["defence_generators"] * draw_assistance(twin, 0) + 0.5)
        assert run_once(twin, 0).flows[GENERATORS_BUSY].max() <= pool


def test_the_order_of_rows_makes_no_difference():
    region = small_region(resources=resources(mobile_generators=10, fuel_trucks=0.1))
    turned = replace(
        region,
        **{
            name: changed(rows, **{c: v[::-1] for c, v in rows.columns.items()})
            for name, rows in (
                ("areas", region.areas),
                ("sites", region.sites),
                ("links", region.links),
                ("blocks", region.blocks),
                ("resources", region.resources),
            )
        },
    )
    library = flat_library(**(ENDLESS | {"generator_tank_h": 3.0}))
    made = [
        run_once(small_twin(blackout(48.0, ("hv_station",)), one, library), 0)
        for one in (region, turned)
    ]
    assert np.array_equal(made[0].flows, made[1].flows)
    assert np.array_equal(made[0].unmet, made[1].unmet)


@settings(max_examples=60, deadline=None)
@given(
    takes=st.lists(
        st.tuples(st.integers(0, 6), st.integers(1, 4), st.floats(0.1, 5.0)), min_size=1, max_size=8
    ),
    free=st.integers(0, 25),
    rule=st.sampled_from(RULE_ORDER),
    period=st.integers(0, 99),
)
def test_everyone_gets_all_or_nothing_and_nothing_that_fits_is_left(takes, free, rule, period):
    names = [f"s{i}" for i in range(len(takes))]
    classes = [turn for _, turn, _ in takes]
    weights = [weight for _, _, weight in takes]
    terms = make_terms(Rule(rule, True, 0.5))
    division = make_division(terms, "mobile_generators", range(len(takes)), names, classes, weights)
    amount, grant = division.claims.amount, division.grant
    amount[:] = [float(units) for units, _, _ in takes]
    divide_period(division.terms, division.claims, float(free), period, division.scratch, grant)
    by_rule = grant.copy()
    if amount.sum() > free > 0:
        only_whole(division, float(free))
    assert set(grant / np.maximum(amount, 1.0)) <= {0.0, 1.0}
    assert grant.sum() <= free
    assert np.all(grant[by_rule == amount] == amount[by_rule == amount])
    lacking = amount[(amount > 0) & (grant == 0)]
    assert not len(lacking) or lacking.min() > free - grant.sum()


def test_units_that_are_there_within_an_hour_feed_from_their_own_moment():
    # The pool is there at 6.4 hours: of that hour homes are dark for 0.4. The grid is back at 20.3
    # hours, and the six units by the homes leave at that moment.
    exact = {"generators_from_h": 6.4}
    run = run_once(twin_with(1000, hours=20.3, parameters=exact), 0)
    assert without_power(run)[5:8].tolist() == pytest.approx([2000.0, 800.0, 0.0])
    assert run.flows[GENERATORS_BUSY, 19:22].tolist() == pytest.approx([6.0, 1.8, 0.0])


@pytest.mark.parametrize("units", [10, 1000])
def test_a_quarter_of_an_hour_tells_what_an_hour_tells(units):
    exact = {"generators_from_h": 6.4, "generator_move_h": 3.3}
    twin = twin_with(units, hours=20.3, parameters=exact)
    hour = without_power(run_once(twin, 0)).sum()
    quarter = without_power(run_once(replace(twin, dt=0.25), 0)).sum() / 4.0
    assert hour == pytest.approx(quarter, rel=0.01)
