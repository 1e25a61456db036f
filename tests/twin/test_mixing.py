"""Runs of several twins taken together by the share of the people who live in each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.twin.small import blackout, hours_lacked, small_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.mixing import mixed_runs
from weerbaar.twin.tables import NEED_ORDER

POWER = NEED_ORDER.index("power")


def test_a_quarter_in_a_long_and_three_quarters_in_a_short_outage_that_end_at_other_hours():
    """12 hours for a quarter and 4 for the others is 6 hours for all; from hour 4 on a quarter
    of the people is in the dark, until the longer run ends."""
    long = run_once(small_twin(blackout(12.0), hours=24.0), 0)
    short = run_once(small_twin(blackout(4.0), hours=8.0), 0)
    assert long.steps > short.steps
    (mixed,) = mixed_runs([[long], [short]], (0.25, 0.75))
    assert mixed.steps == long.steps
    hours = [hours_lacked(run, POWER).sum() for run in (long, short, mixed)]
    assert hours[2] == pytest.approx(0.25 * hours[0] + 0.75 * hours[1])
    assert mixed.unmet[POWER, 10] == pytest.approx(0.25 * long.unmet[POWER, 10])
    assert mixed.causes.hours.sum() == pytest.approx(
        0.25 * long.causes.hours.sum() + 0.75 * short.causes.hours.sum()
    )
    feeders = mixed.kinds[:, -1]
    assert feeders == pytest.approx(0.25 * long.kinds[:, -1] + 0.75 * short.kinds[:, -1])
    assert np.array_equal(mixed.persons, long.persons)
    assert mixed_runs([[long]], (1.0,)) == [long]


def test_runs_of_other_draws_are_not_mixed():
    run = run_once(small_twin(blackout(4.0), hours=8.0), 0)
    with pytest.raises(ValueError, match="same draws"):
        mixed_runs([[run], [replace(run, run=1)]], (0.5, 0.5))
