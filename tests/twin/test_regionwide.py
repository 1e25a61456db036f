"""What is counted for the whole region: a flow that nothing used is no result."""

from dataclasses import replace

import numpy as np
import pytest

from tests.twin.small import blackout, small_twin
from weerbaar.twin.ensemble import Run, run_once
from weerbaar.twin.outcome import Outcome, scope_of, summarise
from weerbaar.twin.regionwide import is_used, worst_values
from weerbaar.twin.tables import FLOW_ORDER


def with_flows(run: Run, **flows: list[float]) -> Run:
    found = np.zeros((len(FLOW_ORDER), run.steps), np.float32)
    for name, values in flows.items():
        row = found[FLOW_ORDER.index(name)]
        row[:] = values[-1]
        row[: len(values)] = values
    return replace(run, flows=found)


def outcome_of(*flows: dict[str, list[float]]) -> Outcome:
    twin = small_twin(blackout(12.0))
    run = run_once(twin, 0)
    return summarise(twin, [with_flows(run, **of) for of in flows], scope_of(twin))


def test_staff_patients_and_fuel_are_told_by_what_says_most() -> None:
    """Staff falls to 60 % in hour 2; at most 40 patients wait; fuel is 100 litres for two hours."""
    outcome = outcome_of(
        {
            "presence": [1.0, 0.8, 0.6, 1.0],
            "patients_waiting": [0.0, 40.0, 20.0, 0.0],
            "fuel_asked": [100.0, 100.0, 0.0],
        }
    )
    found = {flow.flow: flow for flow in outcome.flows}
    assert set(found) == {"presence", "patients_waiting", "fuel_asked"}
    assert found["presence"].value.p50 == pytest.approx(0.6)
    assert found["presence"].worst_h == 2.0
    assert found["patients_waiting"].value.p50 == 40.0
    assert found["fuel_asked"].value.p50 == 200.0
    assert (found["fuel_asked"].unit, found["fuel_asked"].value_unit) == ("L an hour", "L")
    assert set(outcome.unused_flows) == set(FLOW_ORDER) - set(found)


def test_a_flow_that_keeps_its_ordinary_value_is_not_used() -> None:
    outcome = outcome_of({"presence": [1.0], "shifts_filled": [1.0], "beds_working": [320.0]})
    assert outcome.flows == ()


def test_bands_are_over_the_runs() -> None:
    found = outcome_of(*({"damaged": [float(n), 0.0]} for n in (0, 10, 20))).flows[0]
    assert (found.value.p10, found.value.p50, found.value.p90) == pytest.approx((2, 10, 18))
    assert found.p50[0] == 10.0
    assert found.p90[1] == 0.0


@pytest.mark.parametrize(
    ("curve", "unit", "worst", "used"),
    [
        ([0, 0, 0], "crews", "highest", False),
        ([0, 1, 0], "crews", "highest", True),
        ([0, 0, 0], "1", "lowest", False),
        ([1, 1, 1], "1", "lowest", False),
        ([0.9, 0.9], "1", "lowest", True),
        ([300, 300], "beds", "lowest", False),
        ([300, 250], "beds", "lowest", True),
        ([5, 5], "L an hour", "total", True),
    ],
)
def test_a_flow_is_used_where_it_leaves_an_ordinary_day(
    curve: list[float], unit: str, worst: str, used: bool
) -> None:
    assert is_used([np.array(curve, float)], unit, worst) is used


def test_a_total_is_the_sum_over_hours_whatever_the_step() -> None:
    hours = [np.full(4, 3.0)]
    assert worst_values(hours, "total", 1.0) == [12.0]
    assert worst_values([np.full(16, 3.0)], "total", 0.25) == [12.0]
    assert worst_values(hours, "highest", 1.0) == [3.0]


def test_a_total_goes_on_at_nought_after_the_run_and_a_level_at_its_last() -> None:
    twin = small_twin(blackout(12.0))
    run = run_once(twin, 0)
    short = replace(with_flows(run, fuel_asked=[5.0], presence=[0.5]), steps=run.steps - 2)
    short = replace(short, flows=short.flows[:, :-2], unmet=short.unmet[:, :-2])
    short = replace(short, queue=short.queue[:-2], kinds=short.kinds[:, :-2])
    long = with_flows(run, fuel_asked=[5.0], presence=[0.5])
    found = {f.flow: f for f in summarise(twin, [short, long], scope_of(twin)).flows}
    assert found["fuel_asked"].p10[-1] < found["fuel_asked"].p90[-1] == pytest.approx(4.5)
    assert found["presence"].p10[-1] == found["presence"].p90[-1] == 0.5
