"""What a run reads: what is drawn, what is fixed, and what no run shares with another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier

import numpy as np
import pytest

from tests.twin.embedded import embedded_twin, same, totals
from tests.twin.small import blackout, changed, drawn_twin, small_region, small_twin, story
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import run_once, trace_once
from weerbaar.twin.files import read_scenario
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.state import CREWS_BUSY, FUEL_GIVEN, GENERATORS_BUSY
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import parameter_values


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


def test_a_parameter_that_does_not_exist_cannot_be_fixed():
    with pytest.raises(KeyError, match="ro"):
        run_once(small_twin(fixed={"ro": 0.5}), 0)


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
