"""What each run comes to for each need."""

from __future__ import annotations

import numpy as np
import pytest

from tests.twin.small import blackout, drawn_twin, small_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.influence import hours_per_head
from weerbaar.twin.measuring import hours_of, per_head, worst_need
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.runner import measure_many, run_many
from weerbaar.twin.tables import NEED_ORDER


def test_two_thousand_people_without_power_for_two_days_lack_it_48_hours_each() -> None:
    hours = hours_of(run_once(small_twin(blackout(48.0)), 0))
    power = hours[NEED_ORDER.index("power")]
    assert power.tolist() == pytest.approx([2000 * 48.0, 2000.0])
    assert per_head(hours[None], "power") == pytest.approx([48.0])


def test_many_runs_measured_are_the_runs_measured_one_by_one() -> None:
    twin = drawn_twin(blackout())
    told: list[int] = []
    measured = np.array(measure_many(twin, 40, hours_of, told.append))
    runs = run_many(twin, 40)
    assert told == list(range(1, 41))
    assert np.array_equal(measured, [hours_of(run) for run in runs])
    for need in ("power", "water", "help_call"):
        assert per_head(measured, need) == pytest.approx(hours_per_head(runs, need))


def test_the_worst_need_is_that_of_the_answer() -> None:
    twin = drawn_twin(blackout())
    runs = run_many(twin, 12)
    measured = np.array([hours_of(run) for run in runs])
    assert worst_need(twin, measured) == summarise(twin, runs, scope_of(twin)).worst.need
