"""Home batteries: with islanding they keep a home going, without they do nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import blackout, drawn_twin, flat_library, small_twin
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.power import battery_hours, run_battery
from weerbaar.twin.profile import Norm
from weerbaar.twin.state import DEVICE, HEAT, HELP_CALL, INFORMATION, POWER

HALF = {"battery_low_rise": 1.0, "battery_high_rise": 0.0, "battery_islands": 0.5}
DAY = {"battery_kwh": 4.0, "battery_full": 0.5, "essential_kwh_d": 2.5, "solar_kwh_d": 0.5}


def unmet(norms=(), **parameters):
    twin = small_twin(blackout(48.0), library=flat_library(**parameters), norms=norms)
    run = run_once(twin, 0)
    return run if norms else run.unmet[:, :, 0]


def test_half_of_the_homes_keep_light_and_warmth_for_a_day():
    # 4 kWh, half full, at 2.5 - 0.5 = 2 kWh a day: 24 hours. Half of the 900 people in low-rise.
    with_it, without = unmet(**HALF, **DAY), unmet()
    assert with_it[POWER, :24] == pytest.approx(np.full(24, 550.0))
    assert with_it[POWER, 24:48] == pytest.approx(np.full(24, 1000.0))
    # After 12 hours all ordinary homes are cold, the others 24 hours later.
    assert without[HEAT, 12] == pytest.approx(1000.0)
    assert with_it[HEAT, 12] == pytest.approx(550.0)
    assert with_it[HEAT, 23] == pytest.approx(550.0)
    assert with_it[HEAT, 36] == pytest.approx(1000.0)
    # 1.2 people on a device, after six hours on its own battery.
    assert without[DEVICE, 10] == pytest.approx(1.2)
    assert with_it[DEVICE, 10] == pytest.approx(1.2 * 0.55)
    for need in (HELP_CALL, INFORMATION):
        assert with_it[need].sum() <= without[need].sum()


def test_a_battery_that_empties_within_the_step_gives_its_part():
    assert run_battery(0.5, 10.0, 0.0, 5.0, 1.0) == (0.5, 0.0)
    assert run_battery(2.0, 10.0, 0.0, 5.0, 1.0) == (1.0, 1.0)
    # Half a step dark, of which a quarter hour is bridged, then two hours' worth come in at half.
    assert run_battery(0.25, 10.0, 0.5, 5.0, 1.0) == pytest.approx((0.75, 1.0))
    assert run_battery(9.5, 10.0, 1.0, 5.0, 1.0) == (1.0, 10.0)


def test_sun_that_gives_all_a_home_needs_keeps_it_going():
    knobs = make_case(small_twin(), 0)[0].knobs
    lasting = knobs._replace(battery_kwh=10.0, essential_kwh_d=2.5, solar_kwh_d=0.5)
    assert battery_hours(lasting) == pytest.approx(120.0)
    assert battery_hours(lasting._replace(solar_kwh_d=3.0)) > 1e6


def test_without_islanding_a_battery_does_nothing():
    assert np.array_equal(unmet(**(HALF | DAY | {"battery_islands": 0.0})), unmet())
    # Nor does an empty one, but for the last bits.
    assert unmet(**(HALF | DAY | {"battery_full": 0.0})) == pytest.approx(unmet(), abs=1e-3)


def test_norms_count_homes_with_a_battery_apart():
    norms = tuple(
        Norm("n", need, "", "", longer, 0.0, 336.0, 2, 2, "", "A")
        for need, longer in (("power", 30.0), ("power", 20.0), ("heat", 30.0), ("device", 30.0))
    )
    counts = unmet(norms, **HALF, **DAY).counts[:4].sum(axis=2)[:, 0]
    # 24 hours without for who had a battery and 48 for others; 42 without a device.
    assert counts == pytest.approx([550, 1000, 550, 1.2 * 0.55])


@pytest.mark.parametrize("seed", range(4))
def test_the_books_balance_with_batteries(seed):
    twin = drawn_twin(blackout(60.0), seed=seed, fixed=HALF)
    run = run_once(twin, 0)
    by_area = run.unmet.astype(float).sum(axis=1)
    assert run.cells.sum(axis=2) == pytest.approx(by_area, rel=1e-5, abs=1e-3)
    causes = np.zeros_like(by_area)
    np.add.at(causes, (run.causes.need, run.causes.area), run.causes.hours)
    assert causes == pytest.approx(by_area, rel=1e-5, abs=1e-2)
    assert (run.weighted <= 3 * by_area * (1 + 1e-5) + 1e-2).all()
    assert (run.weighted >= by_area * (1 - 1e-5) - 1e-2).all()


@pytest.mark.parametrize("seed", range(4))
def test_more_or_larger_batteries_never_worsen_a_total(seed):
    scenario = blackout(72.0)
    before = None
    for fixed in (
        {"battery_islands": 0.0},
        HALF | {"battery_kwh": 2.0},
        HALF | {"battery_kwh": 9.0},
        HALF | {"battery_kwh": 9.0, "battery_islands": 1.0},
    ):
        quiet = {"hoard_demand": 1.0}
        run = run_once(drawn_twin(scenario, seed=seed, fixed=fixed | quiet), 0)
        total = run.unmet.astype(float).sum(axis=(1, 2))
        assert before is None or (total <= before * (1 + 1e-6) + 1e-2).all()
        before = total


@given(st.floats(0, 50), st.floats(0, 1), st.floats(0.5, 10), st.floats(0.1, 2))
def test_no_hour_of_battery_is_lost_or_made(left, level, charge_h, dt):
    size = 50.0
    power, after = run_battery(left, size, level, charge_h, dt)
    assert level - 1e-12 <= power <= 1.0
    used = (power - level) * dt
    charged = size * level * dt / charge_h
    assert after == pytest.approx(min(size, left - used + charged), abs=1e-9)
