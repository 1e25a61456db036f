"""People in homes without power get cold, and stay cold for a while after it is back."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.twin.small import blackout, flat_library, hours_lacked, small_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.state import HEAT

# Of a thousand people 212 keep 18 °C (care 36, alone 44.88, in company 131.12), 788 keep 16 °C.
OLD, YOUNG = 212.0, 788.0


def hours_cold(threshold, outage=48.0, rate=1.5):
    """Hours below a threshold: cooling by 60 h from 20 °C at -5 °C, then warming up again."""
    crossing = 60 * math.log(25 / (threshold + 5))
    lowest = -5 + 25 * math.exp(-outage / 60)
    return outage - crossing + (threshold - lowest) / rate


def test_two_days_of_frost_without_power_by_hand():
    # 16 °C: from 10.461 h on; 6.233 °C after 48 h, so 6.511 h to warm up: 44.050 h.
    # 18 °C: from 5.003 h on; 7.844 h to warm up: 50.842 h.
    assert hours_cold(16) == pytest.approx(44.050, abs=1e-3)
    assert hours_cold(18) == pytest.approx(50.842, abs=1e-3)
    run = run_once(small_twin(), 0)
    expected = OLD * hours_cold(18) + YOUNG * hours_cold(16)
    assert hours_lacked(run, HEAT) == pytest.approx([expected, expected], rel=1e-6)


@pytest.mark.parametrize("dt", [0.25, 0.5, 2.0])
def test_the_step_does_not_matter(dt):
    run = run_once(small_twin(dt=dt), 0)
    expected = OLD * hours_cold(18) + YOUNG * hours_cold(16)
    assert hours_lacked(run, HEAT, dt) == pytest.approx([expected] * 2, rel=1e-4)


def test_hour_by_hour_the_old_are_cold_first():
    unmet = run_once(small_twin(), 0).unmet[HEAT, :, 0]
    assert unmet[4] == 0.0
    # They pass 18 °C at 5.003 h: of the sixth hour 0.997.
    assert unmet[5] == pytest.approx(OLD * 0.997, rel=1e-3)
    assert unmet[9] == pytest.approx(OLD)
    # The others pass 16 °C at 10.461 h: of the eleventh hour 0.539.
    assert unmet[10] == pytest.approx(OLD + YOUNG * 0.539, rel=1e-3)
    assert unmet[12] == pytest.approx(1000)


def test_by_group_the_cells_hold_the_same_hours():
    cells = run_once(small_twin(), 0).cells[HEAT, 0].reshape(5, 2)
    # 65+ alone: 44.88 persons; four in ten with a low income.
    assert cells[1].sum() == pytest.approx(44.88 * hours_cold(18), rel=1e-6)
    assert cells[1, 1] == pytest.approx(0.4 * 44.88 * hours_cold(18), rel=1e-6)
    assert cells[4].sum() == pytest.approx(421.58 * hours_cold(16), rel=1e-6)


def test_in_mild_weather_nobody_is_cold():
    run = run_once(small_twin(blackout(48.0, temperature_c=18.0)), 0)
    assert run.unmet[HEAT].sum() == 0.0


def test_a_home_that_has_cooled_since_the_evening_is_cold_sooner():
    # The thermostat of homes of 16 °C people falls to 17 °C at 23. At 3 they are at
    # -5 + 25 exp(-4 / 60) = 18.388 °C, and pass 16 °C after 60 ln(23.388 / 21) = 6.461 h.
    run = run_once(small_twin(blackout(48.0, start_hour=3.0)), 0)
    unmet = run.unmet[HEAT, :, 0]
    assert unmet[6] == pytest.approx(OLD + YOUNG * (7 - 6.461), rel=1e-2)


def test_it_makes_no_difference_where_hour_0_lies():
    # Eight hours of the same night, at the start of the run or two days later.
    at_once = run_once(small_twin(blackout(8.0, start_hour=2.0)), 0)
    later = run_once(small_twin(blackout(8.0, start_hour=2.0, from_h=48.0)), 0)
    assert later.cells[HEAT].sum() == pytest.approx(at_once.cells[HEAT].sum(), rel=1e-3)
    assert at_once.cells[HEAT].sum() > 0.0


def test_better_insulation_never_makes_more_people_cold():
    totals = [
        run_once(small_twin(library=flat_library(tau=tau)), 0).unmet[HEAT].sum()
        for tau in (30.0, 60.0, 100.0, 200.0)
    ]
    assert (np.diff(totals) < 0).all()


def test_blocks_with_their_own_history_of_power_have_their_own_homes():
    run = run_once(small_twin(blackout(48.0, areas=["A"])), 0)
    expected = OLD * hours_cold(18) + YOUNG * hours_cold(16)
    assert hours_lacked(run, HEAT) == pytest.approx([expected, 0.0], rel=1e-6)
