"""Runs as a whole: the story, the bounds, what is drawn, and what must never get worse."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial
from threading import Barrier

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
    read_library,
    scenarios_here,
    site,
    small_region,
    small_twin,
    story,
)
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import rows_of
from weerbaar.region import files as region_files
from weerbaar.region.tables import STOCKS
from weerbaar.twin.cascade import kinds_in
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import check_quiet, run_once, trace_once
from weerbaar.twin.files import read_scenario, read_twin_library
from weerbaar.twin.network import compile_network
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.profile import Norm
from weerbaar.twin.reading import fixed
from weerbaar.twin.state import (
    CREWS_BUSY,
    DEVICE,
    FUEL_GIVEN,
    GENERATORS_BUSY,
    HEAT,
    HELP_CALL,
    INFORMATION,
    NEEDS,
    PAYMENT,
    POWER,
    WATER,
)
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin, parameter_values

FIELDS = ("unmet", "cells", "cell_curve", "weighted", "counts", "kinds", "mobile", "visits")


@cache
def embedded(switched_on=()):
    """The network of the region that ships with the package."""
    region = region_files.read_region("gelderland-zuid")
    return compile_network(region, region_files.read_library(), switched_on)


def embedded_twin(scenario, switched_on=(), **changes):
    return Twin(embedded(switched_on), read_twin_library(), scenario, norms=(), **changes)


def norm(need, longer, within=336.0):
    return Norm("n", need, "", "", longer, 0.0, within, 2, 2, "", "A")


def totals(run, dt=1.0):
    """Person-hours of every need over the whole region."""
    return run.unmet.astype(float).sum(axis=(1, 2)) * dt


def same(a, b):
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in FIELDS)


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


def test_inserted_support_points_leave_every_other_draw_and_outcome_alone():
    scenario = read_scenario("drie-dagen-januari")
    base, variant = embedded_twin(scenario), embedded_twin(scenario, ("noodsteunpunt",))
    for number in range(2):
        first, facts = make_case(base, number)
        second, others = make_case(variant, number)
        assert facts == others
        assert first.knobs == second.knobs
        names = {name: i for i, name in enumerate(variant.network.inputs.names)}
        at = [names[name] for name in base.network.inputs.names]
        assert len(names) > len(at)
        sites = {name: i for i, name in enumerate(variant.network.sites)}
        own = [sites[name] for name in base.network.sites]
        assert np.array_equal(first.buffers.switch, second.buffers.switch[own])
        for parameter in ("size", "floor", "lag", "refill"):
            before, after = getattr(first.buffers, parameter), getattr(second.buffers, parameter)
            assert np.array_equal(before, after[at])
        without, with_points = run_once(base, number), run_once(variant, number)
        steps = min(without.steps, with_points.steps)
        for need in ("power", "heat", "food", "medicine", "device", "payment"):
            n = NEED_ORDER.index(need)
            assert np.array_equal(without.unmet[n, :steps], with_points.unmet[n, :steps])
        for need in ("water", "help_call", "information"):
            n = NEED_ORDER.index(need)
            assert totals(with_points)[n] < totals(without)[n]
        assert with_points.visits.sum() > 0.0 == without.visits.sum()


def test_parameters_can_be_fixed_for_sensitivity():
    twin = drawn_twin(blackout(30.0), fixed={"rho": 0.0, "surge": 4.0})
    values = parameter_values(twin, 0)
    assert (values["rho"], values["surge"]) == (0.0, 4.0)
    free = parameter_values(drawn_twin(blackout(30.0)), 0)
    assert free["rho"] == 0.5
    assert {k: v for k, v in values.items() if k not in ("rho", "surge")} == {
        k: v for k, v in free.items() if k not in ("rho", "surge")
    }


def test_whole_numbers_in_a_file_or_an_override_reach_the_kernel_as_floats():
    # Numba compiles anew, for a minute, for a whole number where it knows a float.
    scenario = blackout(30, day_from=7, day_c=20, amplitude_c=0, start_hour=12, depth=1)
    case, _ = make_case(drawn_twin(scenario, fixed={"rho": 0, "surge": 4}), 0)
    scalars = [*case.clock, *case.knobs]
    assert all(isinstance(value, float | np.ndarray) for value in scalars)
    assert all(array.dtype == np.float64 for array in case.shocks[1:])


def masts_of(rho, number):
    """Hours of battery of the masts of the embedded region in one run, without those that stay."""
    twin = embedded_twin(read_scenario("stroomuitval-72u"), fixed={"rho": rho})
    case, _ = make_case(twin, number)
    names = twin.network.inputs.names
    at = [i for i, n in enumerate(names) if n.startswith("mobile_macro") and n.endswith("|power")]
    hours = case.buffers.size[at]
    return hours[hours < 1e8]


def test_with_rho_1_all_masts_last_as_long_and_with_rho_0_each_its_own_time():
    together = [masts_of(1.0, number) for number in range(8)]
    assert all(np.ptp(hours) < 1e-9 for hours in together)
    assert np.ptp([hours[0] for hours in together]) > 1.0
    alone = [masts_of(0.0, number) for number in range(8)]
    # Quantiles 1, 2.5 and 5 h: the mean over some 200 masts hardly moves from run to run.
    assert np.ptp([hours.mean() for hours in alone]) < 0.6
    assert all(np.ptp(hours) > 3.5 for hours in alone)


def test_one_mast_in_twenty_keeps_going_and_a_hospital_generator_may_fail_to_start():
    twin = embedded_twin(read_scenario("stroomuitval-72u"))
    names = np.array(twin.network.inputs.names)
    masts = [n.startswith("mobile_macro") and n.endswith("|power") for n in names]
    hospital = [n.startswith("hospital") and n.endswith("|power") for n in names]
    sizes = np.array([make_case(twin, number)[0].buffers.size for number in range(100)])
    assert (sizes[:, masts] > 1e8).mean() == pytest.approx(0.05, abs=0.01)
    # 3.5 %, of some hundreds of draws.
    assert 0.0 < (sizes[:, hospital] == 0.0).mean() < 0.09


def test_a_drawn_temperature_may_lie_below_zero():
    figure = {"p10": -12.0, "p50": -8.0, "p90": -4.0}
    twin = drawn_twin(blackout(10.0, temperature_c=figure))
    drawn = [make_case(twin, number)[1]["temperature_c"] for number in range(60)]
    # Ends: -12 - 1 = -13 and -4 + 1 = -3.
    assert -13.0 <= min(drawn) < -10.0
    assert -6.0 < max(drawn) <= -3.0


def test_a_drawn_depth_is_never_more_than_all():
    figure = {"p10": 0.5, "p50": 0.8, "p90": 1.0}
    twin = drawn_twin(blackout(10.0, ["supermarket"], depth=figure))
    depths = [float(make_case(twin, number)[0].shocks.depth.max()) for number in range(80)]
    assert max(depths) == 1.0
    assert min(depths) >= 0.425
    for number in range(0, 80, 8):
        _, trace = trace_once(twin, number)
        assert trace.min() >= 0.0


def test_a_weibull_restoration_gives_each_site_its_own_end_around_the_duration():
    twin = embedded_twin(
        parse_scenario(story(10.0, kinds=["mv_feeder"], restoration="weibull"), "test.toml")
    )
    ends = make_case(twin, 0)[0].shocks.end
    assert len(set(ends)) == len(ends) > 100
    assert np.median(ends) == pytest.approx(10.0, rel=0.08)


def test_a_site_is_early_or_late_in_every_weibull_tail_whatever_the_shock_is_called():
    one = story(10.0, kinds=["mv_feeder"], restoration="weibull")
    twice = one | {"shocks": [*one["shocks"], one["shocks"][0] | {"name": "later", "from_h": 40.0}]}
    ends = make_case(small_twin(parse_scenario(twice, "test.toml")), 0)[0].shocks.end
    assert ends[2:].tolist() == pytest.approx((ends[:2] + 40.0).tolist())
    assert ends[0] != ends[1]


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


def flat_far_region():
    """The small region with B at 60 km, where no mast of the other area reaches."""
    region = small_region()
    areas, sites = region.areas, region.sites
    far = areas["lon"] + np.where(areas["code"] == "B", 0.75, 0.0)
    moved = sites["lon"] + np.where(sites["area"] == "B", 0.75, 0.0)
    return replace(region, areas=changed(areas, lon=far), sites=changed(sites, lon=moved))


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


def test_who_needs_care_and_medicine_is_counted_by_people_and_not_by_areas():
    """900 people of whom 10 % are old and 100 of whom 90 % are: 18 %, and not the mean of 50 %."""
    areas = small_region().areas
    people = np.array([900.0, 100.0])
    old = np.array([0.1, 0.9])
    mixed = replace(small_region(), areas=changed(areas, inhabitants=people, share_65_plus=old))
    twin = small_twin(region=mixed)
    values = parameter_values(twin, 0)
    care = {"65_plus": 180.0 * values["care_65_plus"], "under_65": 820.0 * values["care_under_65"]}
    needs = sum(care[age] * values[f"medicine_{age}"] for age in care) / sum(care.values())
    assert make_case(twin, 0)[0].people.medicine[0] == pytest.approx(needs)


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


def longer(library, factor):
    """The region's library with every autonomy so many times as long."""
    rows = library.dependencies
    changes = {f"t_p{q}": rows[f"t_p{q}"] * factor for q in (10, 50, 90)}
    return replace(library, dependencies=changed(rows, **changes))


def stocked(factor):
    library = read_twin_library()
    stocks = library.stocks
    changes = {f"p{q}": stocks[f"p{q}"] * factor for q in (10, 50, 90)}
    return replace(library, stocks=changed(stocks, **changes))


SHOCKS = ({"kinds": ["hv_station"]}, {"kinds": ["internet_core"]}, {"kinds": ["waterworks"]})


@pytest.mark.parametrize("shock", SHOCKS, ids=lambda shock: shock["kinds"][0])
@pytest.mark.parametrize("seed", range(4))
def test_more_household_stock_never_worsens_a_total(shock, seed):
    scenario = blackout(96.0, **shock)
    few = run_once(drawn_twin(scenario, seed=seed), 0)
    network = compile_network(small_region(), read_library())
    more = run_once(Twin(network, stocked(1.7), scenario, norms=(), seed=seed), 0)
    assert (totals(more) <= totals(few) * (1 + 1e-6) + 1e-3).all()


def asked_here(*rows):
    """The small region in which stocks at home were asked: rows (stock, with a kit, p10 .. p90)."""
    names = ("stock", "prepared", "p10", "p50", "p90")
    rows = [dict(zip(names, row, strict=True)) for row in rows]
    return replace(small_region(), stocks=rows_of(STOCKS, rows))


def test_water_that_people_here_say_they_have_lasts_longer():
    # 12 litres in every home are 96 hours: of a cut of 72 nobody notices. Without them many do,
    # however much neighbours share.
    region = asked_here(*[("water", kit, 12.0, 12.0, 12.0) for kit in (False, True)])
    scenario = blackout(72.0, ["pressure_zone"])
    library, asked = (run_once(drawn_twin(scenario, r), 0) for r in (None, region))
    assert totals(library)[WATER] > 9_000.0
    assert totals(asked)[WATER] == 0.0
    assert np.array_equal(library.unmet[POWER], asked.unmet[POWER])


def test_a_region_that_says_what_the_library_says_of_stocks_gives_the_same_to_the_last_bit():
    rows = read_twin_library().stocks
    names = ("stock", "prepared", "p10", "p50", "p90")
    region = asked_here(*zip(*(rows[name].tolist() for name in names), strict=True))
    first, second = (run_once(drawn_twin(blackout(96.0), r), 1) for r in (None, region))
    assert same(first, second)


@pytest.mark.parametrize("shock", SHOCKS, ids=lambda shock: shock["kinds"][0])
@pytest.mark.parametrize("seed", range(4))
def test_longer_autonomy_never_worsens_a_total(shock, seed):
    scenario = blackout(96.0, **shock)
    short = run_once(drawn_twin(scenario, seed=seed), 0)
    network = compile_network(small_region(), longer(read_library(), 1.7))
    long = run_once(Twin(network, read_twin_library(), scenario, norms=(), seed=seed), 0)
    assert (totals(long) <= totals(short) * (1 + 1e-6) + 1e-3).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_second_feed_never_worsens_a_total(seed):
    # A second station in B also feeds the feeders; the shock hits the one in A.
    scenario = blackout(48.0, kinds=["hv_station"], areas=["A"])
    spare = [site("hv2", "hv_station", "B", lon=5.146)]
    feed = [{"consumer": "hv2", "input": "power", "supplier": "grid", "weight": 1.0}]
    both = [
        {"consumer": f, "input": "power", "supplier": "hv2", "weight": 1.0} for f in ("fA", "fB")
    ]
    plain = {"seed": seed, "fixed": {"battery_islands": 0.0}}
    one = run_once(drawn_twin(scenario, small_region(sites=spare, links=feed), **plain), 0)
    two = run_once(drawn_twin(scenario, small_region(sites=spare, links=feed + both), **plain), 0)
    assert totals(one)[POWER] == pytest.approx(96_000.0)
    assert totals(two).max() == 0.0


def test_the_queue_of_112_is_a_known_exception_more_people_elsewhere_make_b_wait():
    # B is dark in both. In the second hour (2.443 + 1) / 2 = 1.721 times normal is answered in
    # full; with A dark too 2.443 times is not. The masts of both are as full in both cases.
    library = flat_library(headroom=100.0)
    alone = run_once(small_twin(blackout(5.0, areas=["B"]), flat_far_region(), library), 0)
    together = run_once(small_twin(blackout(5.0), flat_far_region(), library), 0)
    assert alone.unmet[HELP_CALL, 1, 1] == pytest.approx(0.0, abs=1e-3)
    # 1 - max(0.85, 2 / 2.443) = 0.15.
    assert together.unmet[HELP_CALL, 1, 1] == pytest.approx(150.0, rel=1e-3)


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


def test_a_parameter_that_does_not_exist_cannot_be_fixed():
    with pytest.raises(KeyError, match="ro"):
        run_once(small_twin(fixed={"ro": 0.5}), 0)


def arrays_of(record, name=""):
    """Every array in a record of records, with where it stands."""
    if isinstance(record, np.ndarray):
        yield name, record
    elif isinstance(record, tuple):
        for at, value in enumerate(record):
            yield from arrays_of(value, f"{name}.{getattr(record, '_fields', range(99))[at]}")


def written_by_a_run(case):
    """The arrays of a case that a run overwrites: ends of shocks, and room to divide in."""
    ends = (".claims.amount", ".grant", ".shocks.end")
    return [
        (name, array)
        for name, array in arrays_of(case)
        if name.endswith(ends) or ".scratch." in name
    ]


def test_two_runs_at_the_same_time_share_nothing_that_a_run_writes():
    twin, both_wrote = embedded_twin(read_scenario("overstroming")), Barrier(2, timeout=60)

    def overwrite(run):
        mine = written_by_a_run(make_case(twin, run)[0])
        for _, array in mine:
            array[:] = run
        both_wrote.wait()
        return mine

    with ThreadPoolExecutor(2) as two:
        first, second = two.map(overwrite, (1, 2))
    assert {name.split(".")[1] for name, array in first if len(array)} == {
        "shocks",
        "crews",
        "beds",
        "convoys",
        "fuel",
        "generators",
        "tankers",
    }
    for run, mine in ((1, first), (2, second)):
        assert [name for name, array in mine if (array != run).any()] == []
    # Nor is it what was prepared: the next run starts with all of it fresh.
    other = embedded_twin(read_scenario("overstroming"))
    assert same_arrays(make_case(twin, 1)[0], make_case(other, 1)[0])


def same_arrays(one, other):
    """Whether two cases have the same arrays to the last bit."""
    return [(name, array.dtype, array.tobytes()) for name, array in arrays_of(one)] == [
        (name, array.dtype, array.tobytes()) for name, array in arrays_of(other)
    ]


def test_what_was_prepared_is_as_it_was_after_two_runs_at_the_same_time():
    scenario = read_scenario("overstroming")
    twin, other = (embedded_twin(scenario, hours=96.0) for _ in range(2))
    with ThreadPoolExecutor(2) as two:
        runs = list(two.map(partial(run_once, twin), range(2)))
    for flow in (CREWS_BUSY, FUEL_GIVEN, GENERATORS_BUSY):
        assert runs[0].flows[flow].max() > 0.0
    for number in range(2):
        assert same(runs[number], run_once(other, number))
        fresh = embedded_twin(scenario, hours=96.0)
        assert same_arrays(make_case(twin, number)[0], make_case(fresh, number)[0])


def test_what_hangs_on_no_run_is_made_once_for_a_twin_and_anew_for_a_changed_one():
    asked = []

    def prepare(twin):
        asked.append(twin.scenario.scenario)
        return twin.seed

    twin = small_twin(seed=5)
    assert [twin.once(prepare) for _ in range(3)] == [5, 5, 5]
    assert replace(twin, seed=6).once(prepare) == 6
    assert len(asked) == 2
