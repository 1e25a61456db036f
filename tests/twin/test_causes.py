"""Why a need is not met: chains from the need to the root, adding up to all that is lacked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

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
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.scenario import parse_scenario
from weerbaar.twin.state import (
    BY_DEMAND,
    BY_SITE,
    BY_STOCK,
    HEAT,
    HELP_CALL,
    INFORMATION,
    POWER,
    WATER,
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
