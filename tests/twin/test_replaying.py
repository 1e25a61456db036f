"""A small outage that can be followed by hand, held against bands of our own making."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.small import (
    blackout,
    flat_library,
    site,
    small_region,
    small_twin,
)
from weerbaar.twin.ensemble import trace_once
from weerbaar.twin.replaying import (
    MEASURES,
    Replay,
    Seen,
    Verdict,
    calls_to_112,
    check_replay,
    dark_areas,
    judge,
    make_replay,
    measure_run,
    replay_runs,
    served,
)
from weerbaar.twin.services import service
from weerbaar.twin.state import HELP_CALL
from weerbaar.twin.twin import Twin


def band(measure: str, from_h: float, to_h: float, low: float = 0.0, **more: Any) -> dict[str, Any]:
    """A band by its measure and hours; the id is the measure."""
    words = {"id": measure, "claim": "It is so.", "evidence": "V:1"}
    return words | {"measure": measure, "from_h": from_h, "to_h": to_h, "low": low} | more


def replay(*bands: dict[str, Any], **facts: Any) -> Replay:
    listed = [{"high": 1.0} | each for each in bands]
    return make_replay(
        {"schema": 1, "scenario": "klein", "region": "klein", "evidence": "V:1", "bands": listed}
        | facts
    )


def measured(twin: Twin, *bands: dict[str, Any], runs: int = 1, **facts: Any) -> list[float]:
    return [found.measured for found in replay_runs(replay(*bands, **facts), twin, runs)]


def half_dark(hours: float = 6.0, **parameters: float) -> Twin:
    """Area A without power, area B with it; all at the median."""
    return small_twin(blackout(hours, areas=["A"]), library=flat_library(**parameters))


def seen_of(twin: Twin, run: int = 0) -> Seen:
    made, trace = trace_once(twin, run)
    dark = dark_areas(twin)
    return Seen(twin, made, trace, np.zeros(0), dark, dark, dark)


def test_an_evening_without_power_in_one_area_is_held_against_its_bands() -> None:
    bands = [
        band("share_without_power", 0, 6, low=0.95),
        band("heating_off", 0, 12, low=0.6),
        band("cold_persons", 0, 6, high=0.25),
        band("macro_level", 0, 1, low=0.9),
        band("macro_level", 4, 6, high=0.1),
        band("low_rise_tap_lost", 0, 12, high=0.0),
    ]
    verdicts = replay_runs(replay(*bands), half_dark(), 2)
    # Power is off for all of six hours, so for half of twelve: the second band is missed.
    assert verdicts[0].measured == pytest.approx(1.0)
    assert verdicts[1].measured == pytest.approx(0.5)
    # At -5 °C homes pass 18 °C, the threshold of the old, after 60 ln(25/23) = 5 hours.
    assert 0.0 < verdicts[2].measured < 0.25
    # The battery of a mast holds for 2.5 hours.
    assert [found.measured for found in verdicts[3:]] == pytest.approx([1.0, 0.0, 0.0])
    assert [found.met for found in verdicts] == [True, False, True, True, True, True]


def test_only_the_areas_whose_feeder_is_hit_are_dark_wijken() -> None:
    assert dark_areas(half_dark()).tolist() == [0]
    both = small_twin(blackout(6, municipalities=["Testdorp"]))
    assert dark_areas(both).tolist() == [0, 1]
    # A lost control room leaves no wijk dark.
    assert dark_areas(small_twin(blackout(6, ["control_room_112"]))).tolist() == []


def test_hours_after_a_run_has_stopped_are_normal() -> None:
    twin = half_dark()
    made, _ = trace_once(twin, 0)
    assert made.steps < 100
    found = measured(
        twin,
        band("share_without_power", 200, 336),
        band("mobile_service", 200, 336),
        band("shop_level", 200, 336),
        band("answered_112", 200, 336),
        band("cold_persons", 200, 336),
    )
    assert found == pytest.approx([0.0, 1.0, 1.0, 1.0, 0.0])


def test_a_shorter_step_measures_the_same_hours() -> None:
    asked = [band("share_without_power", 4, 8), band("answered_112", 0, 2)]
    whole = measured(half_dark(), *asked)
    quarter = measured(small_twin(blackout(6, areas=["A"]), dt=0.25), *asked)
    assert whole[0] == pytest.approx(quarter[0]) == pytest.approx(0.5)
    assert whole[1] == pytest.approx(quarter[1], rel=0.02)


def test_half_of_the_people_who_call_five_times_as_often_leave_half_of_the_calls() -> None:
    # (5 + 1) / 2 = 3 times normal; the control room can answer 1.5. The surge hardly fades.
    twin = half_dark(surge=5.0, surge_half_life_h=1e6, answer_headroom=1.5, answer_floor=0.1)
    made, answered = calls_to_112(seen_of(twin))
    assert made[:6] == pytest.approx(np.full(6, 3.0), rel=1e-4)
    assert answered[:6] == pytest.approx(np.full(6, 1.5), rel=1e-4)
    (found,) = measured(twin, band("answered_112", 0, 6))
    assert found == pytest.approx(0.5, rel=1e-4)


def test_what_112_answers_is_what_the_kernel_lets_it_answer() -> None:
    # In B all works, so who lacks help there is who is not answered.
    twin = half_dark(surge=8.0, surge_half_life_h=2.0, answer_headroom=1.3, answer_floor=0.2)
    seen = seen_of(twin)
    made, answered = calls_to_112(seen)
    lacked = seen.run.unmet[HELP_CALL][:, 1] / seen.people(np.array([1]))
    assert (answered / made)[0] < 0.5
    assert answered / made == pytest.approx(1.0 - lacked, abs=1e-5)


def test_a_control_room_that_is_down_answers_nobody() -> None:
    twin = small_twin(blackout(6, ["control_room_112"]))
    assert measured(twin, band("answered_112", 0, 6), band("answered_112", 0, 12)) == [0.0, 0.5]


def test_the_edge_is_held_against_the_core() -> None:
    found = measured(
        half_dark(30.0),
        band("mobile_core", 8, 20),
        band("mobile_edge_to_core", 8, 20, high=math.inf),
        core=["A"],
        edge=["B"],
    )
    # Masts of A are dead; those of B still serve a little of A from 10 km.
    assert 0.0 < found[0] < 0.1
    (edge,) = measured(half_dark(30.0), band("mobile_core", 8, 20), core=["B"])
    assert found[1] == pytest.approx(edge / found[0])


def test_a_core_without_any_service_counts_as_a_thousandth() -> None:
    ratio = MEASURES["mobile_edge_to_core"].of_runs
    assert ratio(np.array([[0.4, 0.0], [0.6, 0.0]])) == pytest.approx(500.0)
    # Both are averaged first: the mean of the two ratios would be 3.
    assert ratio(np.array([[0.5, 0.1], [0.5, 0.5]])) == pytest.approx(0.5 / 0.3)


def test_a_tie_counts_against_heat() -> None:
    rank = MEASURES["heat_rank"].of_runs
    assert rank(np.array([[3.0, 2.0, 0.0]])) == 1.0
    assert rank(np.array([[2.0, 2.0, 0.0]])) == 2.0
    assert rank(np.array([[1.0, 4.0, 0.0], [1.0, 0.0, 3.0]])) == 3.0


def test_heat_is_measured_against_every_other_survival_need() -> None:
    found = measured(half_dark(40.0), band("heat_rank", 24, 36, high=1))
    assert found == [1.0]
    taken = MEASURES["heat_rank"].take(
        seen_of(half_dark(40.0)), replay(band("heat_rank", 24, 36)).bands[0]
    )
    # Water at three norms, food, medicine and devices beside heat, which all lack by then.
    assert len(taken) == 8
    assert taken[0] == pytest.approx(12.0)


def test_a_run_in_which_half_is_never_cold_counts_as_endless() -> None:
    asked = band("heat_passes_half_h", 0, 336, high=24)
    # The others pass 16 °C after 60 ln(25/21) = 10.5 hours: half is passed in that step.
    assert measured(half_dark(40.0), asked) == [10.0]
    assert measured(half_dark(3.0), asked) == [math.inf]
    median = MEASURES["heat_passes_half_h"].of_runs
    assert median(np.array([[12.0], [math.inf], [14.0]])) == 14.0
    assert median(np.array([[12.0], [math.inf]])) == math.inf


def test_a_hospital_has_failed_where_it_falls_below_one_half() -> None:
    hospitals = [site("hosA", "hospital", "A"), site("hosB", "hospital", "B")]
    region = small_region(sites=hospitals)
    lost = small_twin(blackout(6, ["mv_feeder", "hospital"], areas=["A"]), region=region)
    asked = [band("hospitals_failed", 0, 6), band("hospitals_failed", 8, 12)]
    # That of B stands outside the dark wijken.
    assert measured(lost, *asked) == [1.0, 0.0]
    spared = small_twin(blackout(6, areas=["A"]), region=region)
    assert measured(spared, *asked) == [0.0, 0.0]


def test_visits_are_those_that_would_have_been_made_to_planned_points() -> None:
    point = site("nA", "noodsteunpunt", "A", planned=True)
    region = small_region(sites=[point])
    twin = small_twin(blackout(30, areas=["A"]), region=region)
    asked = replay(band("support_visits", 0, 336))
    (found,) = replay_runs(asked, twin, 1)
    assert 0.0 < found.measured < 1.0
    # The other measures are taken from a run without the points.
    assert not seen_of(twin).run.visits.any()


def test_railways_are_normal_when_their_lag_is_over() -> None:
    rail = site("spoor", "rail_line", "A")
    links = [{"consumer": "spoor", "input": "power", "supplier": "fA", "weight": 1.0}]
    links += [{"consumer": "spoor", "input": "control", "supplier": "net", "weight": 1.0}]
    region = small_region(sites=[rail], links=links)
    asked = replay(band("rail_recovery_h", 0, 48), band("rail_recovery_h", 0, 10))
    late, early = replay_runs(asked, small_twin(blackout(3, areas=["A"]), region=region), 1)
    # Three hours without power, and the lag of twelve hours after it.
    assert (late.measured, early.measured) == (15.0, 10.0)


def test_what_the_twin_cannot_show_is_not_measured_and_missed() -> None:
    asked = replay(
        band("district_heat_return_h", 0, 48, low=6, high=10, needs="district heat"),
        band("hospitals_failed", 0, 6),
    )
    verdicts = replay_runs(asked, half_dark(), 2)
    assert all(math.isnan(found.measured) for found in verdicts)
    assert not any(found.met for found in verdicts)


def test_both_ends_of_a_band_are_included() -> None:
    (asked,) = replay(band("macro_level", 0, 1, low=0.2, high=0.4)).bands
    met = [Verdict(asked, value).met for value in (0.2, 0.3, 0.4, 0.19, 0.41, math.inf)]
    assert met == [True, True, True, False, False, False]


def test_a_mean_over_runs_says_how_sure_it_is() -> None:
    asked = replay(band("macro_level", 0, 1), band("heat_passes_half_h", 0, 99))
    level, half = judge(asked, [[np.array([value]), np.array([9.0])] for value in (0.2, 0.4, 0.6)])
    assert level.measured == pytest.approx(0.4)
    # A standard deviation of 0.2 over the root of 3 runs.
    assert level.error == pytest.approx(0.1155, abs=1e-4)
    assert math.isnan(half.error)
    assert math.isnan(judge(asked, [[np.array([0.2]), np.array([9.0])]])[0].error)


def test_how_many_runs_are_done_is_told() -> None:
    told: list[int] = []
    replay_runs(replay(band("share_without_power", 0, 6)), half_dark(), 3, told.append)
    assert told == [1, 2, 3]


@given(run=st.integers(0, 1000), hours=st.floats(1.0, 60.0))
@settings(max_examples=15)
def test_a_service_measured_from_the_trace_is_that_of_the_kernel(run: int, hours: float) -> None:
    twin = small_twin(blackout(hours))
    _, trace = trace_once(twin, run)
    serve = twin.network.places.shop
    found = served(serve, np.array([0, 1]), trace)
    assert ((found >= 0.0) & (found <= 1.0)).all()
    step = run % len(trace)
    assert found[step] == pytest.approx([service(serve, area, trace[step]) for area in (0, 1)])


def test_each_band_gives_figures_in_the_order_of_the_bands() -> None:
    asked = replay(band("macro_level", 0, 1), band("share_without_power", 0, 1))
    figures = measure_run(asked, half_dark(), 0)
    assert [figure.tolist() for figure in figures] == [[1.0], [1.0]]


def test_areas_and_planned_points_that_are_not_there_are_refused() -> None:
    asked = replay(band("support_visits", 0, 336), core=["A", "WK1"], edge=["WK2"])
    problems = check_replay(asked, small_region())
    assert [(p.code, p.column, p.value) for p in problems] == [
        ("unknown-area", "core", "WK1"),
        ("unknown-area", "edge", "WK2"),
        ("unknown-planned-kind", "support_visits", "noodsteunpunt"),
    ]
    assert check_replay(replay(band("macro_level", 0, 1), core=["A"]), small_region()) == []
