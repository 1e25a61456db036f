"""Runs as a whole: the story, the bounds, and when a run ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.embedded import embedded_twin, same, totals
from tests.twin.small import (
    area,
    blackout,
    changed,
    drawn_twin,
    flat_far_region,
    flat_library,
    longer,
    read_library,
    scenarios_here,
    site,
    small_region,
    small_twin,
)
from weerbaar.common.refusals import Refused
from weerbaar.twin.cascade import kinds_in
from weerbaar.twin.ensemble import check_quiet, run_once, trace_once
from weerbaar.twin.files import read_scenario, read_twin_library
from weerbaar.twin.network import compile_network
from weerbaar.twin.profile import Norm
from weerbaar.twin.reading import fixed
from weerbaar.twin.state import DEVICE, HEAT, HELP_CALL, INFORMATION, NEEDS, PAYMENT, POWER, WATER
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin


def norm(need, longer, within=336.0):
    return Norm("n", need, "", "", longer, 0.0, within, 2, 2, "", "A")


def first_hour(run, need, share=0.01, persons=2000.0):
    """The first hour in which more than a share of people lack a need."""
    return int(np.argmax(run.unmet[need].sum(axis=1) > share * persons))


def test_three_days_without_power_in_january():
    region = small_region(areas=[], sites=[])
    run = run_once(small_twin(blackout(72.0, kinds=["hv_station"]), region), 0)
    unmet = run.unmet.sum(axis=2)
    assert unmet[POWER, :72] == pytest.approx(np.full(72, 2000.0))
    # The masts are overloaded at once, dead after 2.5 h, and with them all ways to call.
    assert run.mobile[0].max() < 0.5
    assert unmet[HELP_CALL, 10] == pytest.approx(2000.0)
    # The old are cold after five hours, the others after ten and a half.
    assert first_hour(run, HEAT) == 5
    assert unmet[HEAT, 12] == pytest.approx(2000.0)
    # Water fails on upper floors only: 2.5 L without a kit are 20 hours, 11 L with one 88.
    assert first_hour(run, WATER) == 20
    assert unmet[WATER, 71] == pytest.approx(2 * 55 * (1 - 0.308), rel=1e-6)
    # All is over within two days of power.
    assert 72 < run.steps < 120


@pytest.mark.parametrize("name", scenarios_here())
def test_without_a_shock_nobody_in_the_region_lacks_anything(name):
    scenario = read_scenario(name)
    shocks = tuple(replace(s, depth=fixed(0.0)) for s in scenario.shocks)
    twin = embedded_twin(replace(scenario, shocks=shocks, loads=()))
    people = twin.network.region.areas["inhabitants"].sum()
    for number in range(3):
        run = run_once(twin, number)
        assert (totals(run) <= 0.001 * people * run.steps).all()


@pytest.mark.parametrize("hours", [1.0, 24.0, 200.0])
def test_without_a_shock_nobody_in_the_small_region_lacks_anything(hours):
    scenario = blackout(hours, depth=0.0, temperature_c=-15.0, amplitude_c=5.0)
    for number in range(3):
        assert totals(run_once(drawn_twin(scenario), number)) == pytest.approx(np.zeros(NEEDS))


@pytest.mark.parametrize("name", scenarios_here())
def test_no_more_people_lack_a_need_than_there_are(name):
    twin = embedded_twin(read_scenario(name))
    people = twin.network.region.areas["inhabitants"]
    run = run_once(twin, 1)
    assert (run.unmet >= 0).all()
    assert (run.unmet <= people[None, None, :] * (1 + 1e-6)).all()
    assert ((run.mobile >= 0) & (run.mobile <= 1 + 1e-6)).all()
    assert ((run.kinds >= 0) & (run.kinds <= 1 + 1e-6)).all()
    # At most 0.02 % of people depend on a device.
    assert (run.unmet[DEVICE] <= people * 250 / 1e5).all()


@pytest.mark.parametrize("name", scenarios_here())
def test_by_area_by_group_and_by_cause_the_person_hours_are_the_same(name):
    run = run_once(embedded_twin(read_scenario(name)), 2)
    by_area = run.unmet.astype(float).sum(axis=1)
    assert run.cells.sum(axis=2) == pytest.approx(by_area, rel=1e-6, abs=1e-3)
    by_hour = run.unmet.astype(float).sum(axis=2)
    assert run.cell_curve.astype(float).sum(axis=2) == pytest.approx(by_hour, rel=1e-5, abs=1e-2)
    causes = np.zeros_like(by_area)
    np.add.at(causes, (run.causes.need, run.causes.area), run.causes.hours)
    assert causes.sum(axis=1) == pytest.approx(by_area.sum(axis=1), rel=1e-6, abs=1e-3)
    # Severity weighs between 1 and 3.
    assert (run.weighted >= by_area * (1 - 1e-6) - 1e-3).all()
    assert (run.weighted <= 3 * by_area * (1 + 1e-6) + 1e-3).all()


def test_the_same_seed_gives_the_same_run_to_the_last_bit_and_another_does_not():
    twin = drawn_twin(blackout(30.0))
    assert same(run_once(twin, 3), run_once(twin, 3))
    assert same(run_once(twin, 3), run_once(drawn_twin(blackout(30.0)), 3))
    assert not same(run_once(twin, 3), run_once(twin, 4))
    assert not same(run_once(twin, 3), run_once(drawn_twin(blackout(30.0), seed=2), 3))


def test_a_traced_run_is_the_run_itself_with_every_level():
    twin = drawn_twin(blackout(30.0))
    run, trace = trace_once(twin, 1)
    assert same(run, run_once(twin, 1))
    assert trace.shape == (run.steps, len(twin.network.sites))
    at = [twin.network.sites.index(name) for name in ("fA", "grid")]
    assert trace[:30, at] == pytest.approx(np.tile([0.0, 1.0], (30, 1)))
    assert trace[30:, at] == pytest.approx(np.ones((run.steps - 30, 2)))


def test_the_state_of_the_world_outside_counts_as_long_as_the_shock():
    # The shock itself hits one cash machine; the grid outside is gone meanwhile.
    scenario = blackout(5.0, kinds=["atm"], areas=["A"], grid_outside=0.0)
    run = run_once(small_twin(scenario), 0)
    assert run.unmet[POWER].sum(axis=1)[:7] == pytest.approx([2000] * 5 + [0] * 2)
    scenario = blackout(5.0, kinds=["atm"], areas=["A"], suppliers_outside=0.0)
    run = run_once(small_twin(scenario), 0)
    assert run.unmet[POWER].sum() == 0.0
    assert run.unmet[HELP_CALL, 0].sum() == pytest.approx(2000.0)


def test_a_local_shock_leaves_a_far_area_alone_but_for_the_queue_of_112():
    run = run_once(small_twin(blackout(24.0, areas=["A"]), flat_far_region()), 0)
    for need, name in enumerate(NEED_ORDER):
        far = run.unmet[need, :, 1].sum()
        if name == "help_call":
            # 112 answers 2 of 2.443 times normal, at least 0.85: 15 % of the first hour.
            assert far == pytest.approx(150.0, rel=1e-3)
        else:
            assert far == pytest.approx(0.0, abs=1e-3), name


def test_a_local_shock_in_the_embedded_region_leaves_the_other_end_alone():
    twin = embedded_twin(read_scenario("zoelmond-2017"))
    areas = twin.network.region.areas
    far = areas["municipality"] == "Berg en Dal"
    assert far.any()
    centre = [i for i, name in enumerate(twin.network.sites) if name.startswith("food_dc:")]
    for number in range(3):
        run = run_once(twin, number)
        for need, name in enumerate(NEED_ORDER):
            unmet = run.unmet[need][:, far].sum()
            if name in ("food", "payment"):
                # The distribution centre in Geldermalsen is in the dark and needs a day to get
                # going again: shops elsewhere that it supplies notice, a little, the next day.
                mine = (run.causes.need == need) & np.isin(run.causes.area, np.flatnonzero(far))
                assert all("food_dc" in kinds for kinds in chains_of(twin, run, mine))
                assert (
                    run.unmet[need][:, far].sum(axis=1).max()
                    < 0.1 * areas["inhabitants"][far].sum()
                )
            elif name != "help_call":
                assert unmet == pytest.approx(0.0, abs=1e-3), name
    assert len(centre) == 1


def chains_of(twin, run, rows):
    """Names of the kinds in the chain of each of these rows of causes."""
    return [
        [twin.network.kinds[k] for k in kinds_in(int(chain))] for chain in run.causes.chain[rows]
    ]


def test_the_run_stops_when_95_percent_has_been_normal_for_a_day():
    run = run_once(small_twin(blackout(48.0)), 0)
    total = run.unmet.sum(axis=2)
    peak = total.max(axis=1, keepdims=True)
    normal = (total <= 0.05 * peak + 1.0).all(axis=0)
    # The last of the old are warm 7.8 h after the power: steps 56 to 79 are the first normal day.
    assert normal[-24:].all()
    assert not normal[-25]
    assert run.steps == 80


def test_the_run_does_not_stop_at_night_while_people_cannot_pay_in_the_morning():
    # No internet from 20:00 to midnight: after 2 h the payment switch is down, and it needs 12 h
    # more; so until noon there are no cards, and who has no cash and no machine cannot pay from
    # 8:00 on.
    library = flat_library({"cash": 0.0})
    region = small_region()
    machines = region.service["service"] == "cash_machine"
    weights = np.where(machines, 0.0, region.service["weight"])
    region = replace(region, service=changed(region.service, weight=weights))
    run = run_once(
        small_twin(blackout(4.0, ["internet_core"], start_hour=20.0), region, library), 0
    )
    assert run.steps > 16
    # From 8:00, hour 12, on: at least the 90 % of purchases by card.
    assert run.unmet[PAYMENT, 12:16].sum() >= 4 * 2000 * 0.9 * 0.999


def test_the_run_goes_on_for_at_most_the_horizon_after_the_last_shock():
    # Goods of the shops take 72 h of lag and more; ten hours are not enough.
    scenario = blackout(400.0, kinds=["food_dc_outside"], recovery_h=10.0)
    run = run_once(small_twin(scenario, library=flat_library({"food": 0.5})), 0)
    assert run.steps == 410


def test_norms_count_people_who_lacked_for_longer_than_allowed():
    norms = (
        norm("power", 24.0),
        norm("power", 48.0),
        norm("power", 20.0, within=12.0),
        norm("heat", 45.0),
        norm("heat", 51.0),
        norm("water", 0.0, within=24.0),
        norm("water", 0.0, within=25.0),
    )
    library = flat_library({"water": 3.0})
    run = run_once(small_twin(blackout(48.0), library=library, norms=norms), 0)
    found = run.counts[: len(norms)].sum(axis=2)[:, 0]
    # All lack power for 48 h, so more than 24, not more than 48; by hour 12 nobody for 20 h.
    # Cold: 212 people for 50.8 h and 788 for 44.05 h. Three litres: 55 dry from hour 24 on.
    assert found == pytest.approx([1000, 0, 0, 212, 0, 0, 55])
    # Then one count for each need beyond its own tolerance: power 4 h, heat 12 h.
    rest = run.counts[len(norms) :].sum(axis=2)[:, 0]
    assert len(rest) == NEEDS
    assert rest[POWER] == pytest.approx(1000)
    assert rest[HEAT] == pytest.approx(1000)
    assert rest[WATER] == 0.0


def test_people_on_devices_are_counted_in_the_group_that_needs_care():
    norms = (norm("device", 10.0),)
    run = run_once(small_twin(blackout(48.0), norms=norms), 0)
    # 1.2 people, 42 h without; 40 % have a low income.
    assert run.counts[0, 0, :2] == pytest.approx([0.72, 0.48])
    assert run.counts[0, 0, 2:].sum() == 0.0


def test_a_share_without_a_channel_is_some_people_always_not_all_people_sometimes():
    """112 answers 85 %: of A's thousand 150 lack help for 10 hours, and not all of them 1.5 h."""
    norms = (norm("help_call", 7.0),)
    library = flat_library(
        {"phone": 100.0},
        range_macro_km=1000.0,
        headroom=100.0,
        surge=100.0,
        surge_half_life_h=1000.0,
        answer_headroom=1.0,
        answer_floor=0.85,
    )
    twin = small_twin(blackout(10.0, areas=["B"]), library=library, norms=norms, hours=10.0)
    run = run_once(twin, 0)
    assert run.unmet[HELP_CALL, 5, 0] == pytest.approx(150, rel=5e-3)
    assert run.counts[0, 0].sum() == pytest.approx(100, rel=1e-6)


def test_people_who_lack_something_without_a_shock_are_refused():
    with pytest.raises(Refused) as caught:
        check_quiet(small_twin(blackout(48.0, day_c=15.0, night_c=15.0)))
    assert {problem.code for problem in caught.value.problems} == {"lacking-without-shock"}
    check_quiet(small_twin(blackout(48.0)))


SERVED = (("tap", "z"), ("shop", "s"), ("card", "c"), ("cash_machine", "t"))


SERVED += (("pharmacy", "a"), ("fixed", "p"), ("radio", "r"))


@st.composite
def random_case(draw):
    """A region of one to four areas with random people, links, weights, and a random shock."""
    count = draw(st.integers(0, 2))
    people = st.floats(10, 50_000)
    areas, blocks, service, sites, links = [], [], [], [], []
    for i in range(count):
        code, lon = f"X{i}", 5.0 + draw(st.floats(-0.1, 0.3))
        homes = {"high_rise": draw(st.floats(0, 1)), "income_low": draw(st.floats(0, 1))}
        areas.append(area(code, lon, inhabitants=draw(people), **homes))
        part = draw(st.floats(0.1, 0.9))
        feeders = draw(st.sampled_from([("fA", "fB"), ("fA", "fA"), (f"f{code}", "fB")]))
        if f"f{code}" in feeders:
            sites.append(site(f"f{code}", "mv_feeder", code, lon=lon))
            links.append(_link(f"f{code}", "hv", draw(st.floats(0.2, 2))))
        if draw(st.booleans()):
            sites.append(site(f"m{code}", "mobile_macro", code, lon=lon))
            links.append(_link(f"m{code}", feeders[0], 1.0))
        for number, (feeder, share) in enumerate(zip(feeders, (part, 1 - part), strict=True), 1):
            blocks.append(
                {"block": f"{code}/{number}", "area": code, "feeder": feeder, "share": share}
            )
        service.append(_serve(code, "answer", "112", 1.0))
        for name, x in SERVED:
            weight = draw(st.floats(0, 1))
            service.append(_serve(code, name, f"{x}A", weight))
            service.append(_serve(code, name, f"{x}B", 1 - weight))
    shock = {
        "kinds": draw(
            st.lists(
                st.sampled_from(
                    ["mv_feeder", "hv_station", "internet_core", "pressure_zone", "supermarket"]
                ),
                min_size=1,
                max_size=3,
                unique=True,
            )
        ),
        "depth": draw(st.floats(0, 1)),
        "from_h": draw(st.floats(0, 10)),
    }
    changes = {
        "temperature_c": draw(st.floats(-20, 30)),
        "start_hour": draw(st.floats(0, 24)),
        "recovery_h": draw(st.floats(1, 60)),
    }
    tables = {"areas": areas, "blocks": blocks, "service": service, "sites": sites, "links": links}
    numbers = {
        "hours": draw(st.floats(0.1, 60)),
        "factor": draw(st.floats(0, 3)),
        "dt": draw(st.sampled_from([0.25, 0.5, 1.0])),
        "seed": draw(st.integers(0, 2**32)),
    }
    return tables, shock | changes, numbers


def twin_of(tables, changes, numbers):
    """The twin of a random case; a case is plain values, so that a failure can be read."""
    library = longer(read_library(), numbers["factor"])
    network = compile_network(small_region(**tables), library)
    scenario = blackout(numbers["hours"], **changes)
    options = {"seed": numbers["seed"], "dt": numbers["dt"]}
    return Twin(network, read_twin_library(), scenario, norms=(), **options)


def _link(consumer, supplier, weight):
    return {"consumer": consumer, "input": "power", "supplier": supplier, "weight": weight}


def _serve(place, service, name, weight):
    return {"place": place, "service": service, "site": name, "weight": weight}


@pytest.mark.fuzz
@settings(deadline=None)
@given(random_case())
def test_whatever_the_region_and_the_shock_the_books_balance(case):
    twin = twin_of(*case)
    run, trace = trace_once(twin, 0)
    people = twin.network.region.areas["inhabitants"]
    assert np.isfinite(run.unmet).all()
    assert (run.unmet >= 0).all()
    assert (run.unmet <= people * (1 + 1e-6)).all()
    assert ((trace >= 0) & (trace <= 1)).all()
    assert ((run.mobile >= 0) & (run.mobile <= 1 + 1e-6)).all()
    by_area = run.unmet.astype(float).sum(axis=1) * twin.dt
    assert run.cells.sum(axis=2) == pytest.approx(by_area, rel=1e-5, abs=1e-3)
    causes = np.zeros_like(by_area)
    np.add.at(causes, (run.causes.need, run.causes.area), run.causes.hours)
    assert causes == pytest.approx(by_area, rel=1e-5, abs=1e-2)
    assert (run.weighted <= 3 * by_area * (1 + 1e-5) + 1e-2).all()
    for need in range(NEEDS):
        top = people if need != DEVICE else people * 250 / 1e5
        assert (run.counts[need].sum(axis=1) <= top * (1 + 1e-9) + 1e-9).all()
    water = [run.unmet[WATER + n].astype(float) for n in range(3)]
    assert (water[0] <= water[1] + 1e-3).all()
    assert (water[1] <= water[2] + 1e-3).all()
    assert (run.unmet[INFORMATION] <= run.unmet[HELP_CALL] + 1e-2).all()
    assert run.unmet[PAYMENT].max() <= people.max() * (1 + 1e-6)
    assert same(run, run_once(twin, 0))
