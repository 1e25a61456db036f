"""Why a need is not met: chains from the need to the root, adding up to all that is lacked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import (
    blackout,
    changed,
    cuts,
    drawn_twin,
    flat_library,
    site,
    small_region,
    small_twin,
    story,
)
from weerbaar.twin.cascade import kinds_in
from weerbaar.twin.causes import end_spell
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import fresh_state, run_once
from weerbaar.twin.kernel import simulate
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.state import (
    BY_DEMAND,
    BY_SITE,
    BY_STOCK,
    HEAT,
    HELP_CALL,
    INFORMATION,
    POWER,
    WATER,
    Causes,
    no_trace,
)


def chains(twin, run, need, area=0):
    """Person-hours by chain of kinds and root, of what sites caused."""
    network, causes = twin.network, run.causes
    mine = (causes.need == need) & (causes.area == area) & (causes.how == BY_SITE)
    return {
        (
            tuple(network.kinds[k] for k in kinds_in(int(causes.chain[i]))),
            network.sites[causes.root[i]],
        ): float(causes.hours[i])
        for i in np.flatnonzero(mine)
    }


def test_dry_upper_floors_lead_back_to_the_station_that_was_lost():
    twin = small_twin(blackout(48.0, kinds=["hv_station"]), library=flat_library({"water": 3.0}))
    run = run_once(twin, 0)
    # 55 people for 24 h, see test_water.
    assert chains(twin, run, WATER) == {
        (("hydrophore", "mv_feeder", "hv_station"), "hv"): pytest.approx(1320.0)
    }
    assert chains(twin, run, POWER) == {
        (("mv_feeder", "hv_station"), "hv"): pytest.approx(48_000.0)
    }


def test_a_cold_home_has_lost_its_power_also_when_that_is_back():
    twin = small_twin()
    run = run_once(twin, 0)
    found = chains(twin, run, HEAT)
    assert list(found) == [(("mv_feeder",), "fA")]
    assert found[("mv_feeder",), "fA"] == pytest.approx(run.unmet[HEAT, :, 0].sum(), rel=1e-6)


def test_the_overload_of_the_first_hour_does_not_answer_for_the_dead_masts_after_it():
    twin = small_twin()
    run = run_once(twin, 0)
    mine = (run.causes.need == HELP_CALL) & (run.causes.area == 0)
    how = {int(h): run.causes.hours[mine & (run.causes.how == h)].sum() for h in range(3)}
    # Two hours of overload at most, far more of masts and phones.
    assert 0 < how[BY_DEMAND] <= 3_000
    assert how[BY_SITE] > 40_000
    assert how[BY_STOCK] == 0.0


@pytest.mark.parametrize("kinds", [["mv_feeder"], ["internet_core"], ["supermarket", "atm"]])
@pytest.mark.parametrize("hours", [3.3, 60.0, 400.0])
def test_person_hours_by_cause_sum_to_all_that_is_lacked(kinds, hours):
    run = run_once(drawn_twin(parse_scenario(story(hours, kinds=kinds), "test.toml")), 2)
    lacked = run.unmet.astype(float).sum(axis=1)
    found = np.zeros_like(lacked)
    np.add.at(found, (run.causes.need, run.causes.area), run.causes.hours)
    assert found == pytest.approx(lacked, rel=1e-6, abs=1e-3)


def test_in_a_long_crisis_with_many_spells_no_person_hour_is_lost():
    # Twenty cuts of six hours, each a new spell for every need that ends in between.
    shock = story()["shocks"][0]
    shocks = [
        shock | {"name": f"cut {i}", "duration_h": 6.0, "from_h": 48.0 * i} for i in range(20)
    ]
    run = run_once(drawn_twin(parse_scenario(story() | {"shocks": shocks}, "test.toml")), 0)
    lacked = run.unmet.astype(float).sum(axis=1)
    found = np.zeros_like(lacked)
    np.add.at(found, (run.causes.need, run.causes.area), run.causes.hours)
    assert found == pytest.approx(lacked, rel=1e-6, abs=1e-3)


def log_of(needs, units, room):
    """Causes without an open spell, and a log with `room` rows beside its reserve."""
    rows = room + needs * units
    shape = (needs, units)
    return Causes(
        how=np.full(shape, -1),
        site=np.full(shape, -1),
        chain=np.zeros(shape, np.int64),
        root=np.full(shape, -1),
        estimated=np.zeros(shape, np.int64),
        hours=np.zeros(shape),
        log=np.zeros((rows, 6), np.int64),
        log_hours=np.zeros(rows),
        ended=np.zeros(1, np.int64),
    )


def end_one(causes, need, unit, root, hours):
    """A spell of a site that ends after so many person-hours."""
    causes.how[need, unit], causes.root[need, unit] = BY_SITE, root
    causes.hours[need, unit] = hours
    end_spell(causes, need, unit)


def logged(causes):
    """The log as (need, unit, root, person-hours)."""
    rows = causes.log[: causes.ended[0]].tolist()
    hours = causes.log_hours[: causes.ended[0]].tolist()
    return [(row[0], row[1], row[4], h) for row, h in zip(rows, hours, strict=True)]


def test_a_spell_that_finds_the_log_full_goes_to_its_own_cause_else_its_own_unit():
    causes = log_of(needs=2, units=2, room=2)
    end_one(causes, 0, 0, root=7, hours=10.0)
    end_one(causes, 0, 0, root=8, hours=20.0)
    # Full. The same cause has a row; another cause of the same unit joins the first of that unit.
    end_one(causes, 0, 0, root=8, hours=1.0)
    end_one(causes, 0, 0, root=9, hours=2.0)
    assert logged(causes) == [(0, 0, 7, 12.0), (0, 0, 8, 21.0)]
    # Another unit, and another need, have no row yet: each takes one of the reserve, once.
    end_one(causes, 0, 1, root=7, hours=3.0)
    end_one(causes, 1, 0, root=7, hours=4.0)
    end_one(causes, 1, 0, root=9, hours=5.0)
    assert logged(causes)[2:] == [(0, 1, 7, 3.0), (1, 0, 7, 9.0)]


spells = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 9), st.integers(1, 9)),
    max_size=60,
)


@given(spells, st.integers(0, 5))
def test_no_hour_of_a_full_log_goes_to_another_need_or_unit(ended, room):
    causes = log_of(needs=3, units=4, room=room)
    expected = np.zeros((3, 4))
    for need, unit, root, hours in ended:
        end_one(causes, need, unit, root, float(hours))
        expected[need, unit] += hours
    found = np.zeros((3, 4))
    for need, unit, _, hours in logged(causes):
        found[need, unit] += hours
    assert np.array_equal(found, expected)
    assert causes.ended[0] <= len(causes.log_hours)


def test_a_long_crisis_keeps_its_hours_where_they_belong_when_the_log_is_full_from_the_start():
    shock = story()["shocks"][0]
    shocks = [shock | {"name": f"cut {i}", "duration_h": 6.0, "from_h": 24.0 * i} for i in range(4)]
    twin = drawn_twin(parse_scenario(story() | {"shocks": shocks}, "test.toml"))
    case, _ = make_case(twin, 0)
    state = fresh_state(case, len(twin.network.kinds))
    causes = state.causes
    reserve = causes.how.size
    causes = causes._replace(log=causes.log[:reserve], log_hours=causes.log_hours[:reserve])
    simulate(case, *state._replace(causes=causes), no_trace())
    home = np.concatenate([case.places.block_area, np.arange(len(case.people.total))])
    lacked = state.record.unmet.sum(axis=1)
    found = np.zeros_like(lacked)
    for need, unit, _, hours in logged(causes):
        found[need, home[unit]] += hours
    assert found == pytest.approx(lacked, rel=1e-6, abs=1e-3)


def test_what_rests_on_an_estimated_site_is_marked():
    # The station is known, the feeder that hangs on it is not: it has no battery, so no mark.
    region = small_region()
    estimated = region.sites["estimated"]
    estimated[region.sites["site"] == "fA"] = True
    hit = blackout(48.0, kinds=["hv_station"])
    run = run_once(small_twin(hit, region), 0)
    power = (run.causes.need == POWER) & (run.causes.area == 0)
    assert run.causes.estimated[power].tolist() == [0]
    # When the feeder itself is hit, it is the root: marked.
    run = run_once(small_twin(blackout(48.0), region), 0)
    power = (run.causes.need == POWER) & (run.causes.area == 0)
    assert run.causes.estimated[power].tolist() == [1]


@pytest.mark.parametrize("area", [0, 1])
def test_when_112_does_not_answer_the_desk_is_the_cause(area):
    twin = small_twin(blackout(10.0, kinds=["control_room_112"]))
    run = run_once(twin, 0)
    assert chains(twin, run, HELP_CALL, area) == {
        (("control_room_112",), "112"): pytest.approx(10_000)
    }
    assert chains(twin, run, INFORMATION, area) == {}


def test_a_desk_that_stops_for_want_of_power_leads_back_to_where_the_power_was_lost():
    # 112 on a grid of its own: 72 h of fuel, so it is silent for 28 of the 100 h and an hour of
    # lag after it.
    region = small_region(sites=[site("grid2", "grid", "B")])
    own = (region.links["consumer"] == "112") & (region.links["input"] == "power")
    supplier = np.where(own, "grid2", region.links["supplier"])
    region = replace(region, links=changed(region.links, supplier=supplier))
    twin = small_twin(blackout(100.0, kinds=["grid"], areas=["B"]), region)
    run = run_once(twin, 0)
    assert chains(twin, run, HELP_CALL) == {
        (("control_room_112", "grid"), "grid2"): pytest.approx(29_000)
    }
    assert run.unmet[POWER].sum() == 0.0


def test_who_has_no_power_and_no_desk_lacks_help_by_the_desk_and_news_by_the_mast():
    # In the first hours masts still work in part, the desk not at all: the desk is the cause, and
    # stays it. It is lost an hour longer than the feeders, for the lag of the masts.
    shocks = [
        story(20.0, ["mv_feeder"])["shocks"][0],
        story(21.0, ["control_room_112"])["shocks"][0] | {"name": "112"},
    ]
    twin = small_twin(parse_scenario(story() | {"shocks": shocks}, "klein.toml"))
    run = run_once(twin, 0)
    help_call, news = (chains(twin, run, need) for need in (HELP_CALL, INFORMATION))
    assert help_call == {(("control_room_112",), "112"): pytest.approx(21_000)}
    assert ("mobile_macro", "mv_feeder") in [kinds for kinds, _ in news]
    assert ("control_room_112",) not in [kinds for kinds, _ in news]


@pytest.mark.parametrize("estimated", [False, True])
def test_an_empty_phone_under_a_live_mast_rests_on_the_feeder_that_is_dark(estimated):
    # Phones of half an hour, masts of two and a half: of the two hours one and a half without.
    region = small_region()
    region.sites["estimated"][region.sites["site"] == "fA"] = estimated
    library = flat_library({"phone": 0.5}, headroom=100.0, answer_headroom=100.0)
    run = run_once(small_twin(blackout(2.0), region, library), 0)
    causes = run.causes
    mine = (causes.need == HELP_CALL) & (causes.area == 0)
    assert causes.how[mine].tolist() == [BY_STOCK]
    assert causes.hours[mine] == pytest.approx([1_500])
    assert causes.estimated[mine].tolist() == [int(estimated)]


def test_a_far_spare_station_is_never_blamed():
    region = small_region(sites=[site("spare", "hv_station", "B", lon=5.146)])
    twin = small_twin(blackout(48.0, kinds=["hv_station"], areas=["A"]), region)
    run = run_once(twin, 0)
    assert "spare" not in {twin.network.sites[r] for r in run.causes.root if r >= 0}


def test_a_cause_that_is_gone_does_not_answer_for_the_site_that_follows_it():
    """The 112 desk is lost for two hours, the feeders for a day: from hour 2 it is the masts."""
    scenario = cuts((0.0, 2.0), kinds=("control_room_112",))
    dark = cuts((0.0, 24.0), kinds=("mv_feeder",))
    both = replace(scenario, shocks=(*scenario.shocks, *dark.shocks))
    twin = small_twin(both, library=flat_library({"phone": 1000.0}))
    run = run_once(twin, 0)
    rows = run.causes.need == HELP_CALL
    by_kind = {}
    for chain, hours in zip(run.causes.chain[rows], run.causes.hours[rows], strict=True):
        kind = twin.network.kinds[kinds_in(int(chain))[0]] if chain else "none"
        by_kind[kind] = by_kind.get(kind, 0.0) + hours
    assert by_kind["control_room_112"] <= 3 * 2000
    assert by_kind["mobile_macro"] >= 18 * 2000
