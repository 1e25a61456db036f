"""When an outage begins and ends: shocks go before loads."""

from typing import Any

import numpy as np
import pytest

from tests.twin.small import blackout, small_twin, story
from weerbaar.common.language import ENGLISH
from weerbaar.twin.ensemble import Run, run_once
from weerbaar.twin.indicator_words import flow_curves
from weerbaar.twin.outage import first_shock_h, outage_from_h
from weerbaar.twin.outcome import Outcome, scope_of, summarise
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.twin import Twin

SCHOOLS = {"name": "scholen", "what": "school_closure", "amount": 0.5}


def closed(from_h: float, hours: float) -> list[dict[str, Any]]:
    return [SCHOOLS | {"from_h": from_h, "duration_h": hours}]


def told(twin: Twin) -> tuple[Run, Outcome]:
    run = run_once(twin, 0)
    return run, summarise(twin, [run], scope_of(twin))


def test_schools_that_stay_closed_do_not_make_homes_warm_again_sooner() -> None:
    """Power is back after 48 hours. Schools stay closed for two weeks, which cools no home."""
    alone, outcome = told(small_twin(blackout(48.0)))
    both, beside = told(small_twin(blackout(48.0, loads=closed(0.0, 336.0))))
    assert alone.outage_h == both.outage_h == 48.0
    assert both.steps > 336 > alone.steps
    later = outcome.need("heat").hours_to_recover
    assert beside.need("heat").hours_to_recover == later
    assert later.p50 > 0


def test_the_run_still_waits_for_a_load_that_outlasts_the_shock() -> None:
    twin = small_twin(blackout(2.0, loads=closed(0.0, 100.0), recovery_h=24.0))
    assert run_once(twin, 0).drawn["over_h"] == 100.0


def test_with_loads_only_they_are_the_outage() -> None:
    loads = parse_scenario(story(loads=closed(5.0, 30.0)) | {"shocks": []}, "klein.toml")
    twin = small_twin(loads)
    run = run_once(twin, 0)
    assert (outage_from_h(twin, 0), run.outage_h) == (5.0, 35.0)


def test_an_outage_begins_with_the_first_shock_and_what_happens_first_may_be_a_load() -> None:
    twin = small_twin(blackout(12.0, from_h=6.0, loads=closed(2.0, 3.0)))
    assert (first_shock_h(twin, 0), outage_from_h(twin, 0)) == (2.0, 6.0)
    _, outcome = told(twin)
    assert (outcome.outage_from_h, outcome.outage_h.p50) == (6.0, 18.0)


def test_what_is_shaded_in_a_chart_is_the_outage_only() -> None:
    twin = small_twin(blackout(12.0, from_h=6.0, loads=closed(2.0, 100.0)))
    curves = flow_curves(twin, told(twin)[1], ENGLISH)
    assert {curve.shock for curve in curves} == {(6.0, 18.0)}


def test_hours_until_few_are_served_count_from_the_shock_whenever_it_comes() -> None:
    found = [
        told(small_twin(blackout(24.0, from_h=start)))[1].need("power").hours_until_below.p50
        for start in (0.0, 48.0)
    ]
    assert found == [0.0, 0.0]
    assert np.isfinite(found).all()


@pytest.mark.parametrize("start", [0.0, 30.0])
def test_nothing_happens_before_what_is_given_does(start: float) -> None:
    twin = small_twin(blackout(6.0, from_h=start))
    assert first_shock_h(twin, 0) == outage_from_h(twin, 0) == start
