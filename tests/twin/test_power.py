"""Blocks without power, and the batteries of phones and medical devices in them."""

from __future__ import annotations

import pytest

from tests.twin.small import blackout, flat_library, hours_lacked, small_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.state import DEVICE, HELP_CALL, POWER


def test_two_days_without_power_are_48_hours_for_everyone():
    run = run_once(small_twin(), 0)
    assert hours_lacked(run, POWER) == pytest.approx([48_000] * 2)
    # Tolerance 4 h: the first 5 hours start at 0 to 4 h and weigh 1, then 1.25, 1.5 … up to 3
    # from 12 h on: 5 + (1.25 + 1.5 + 1.75 + 2 + 2.25 + 2.5 + 2.75) + 36 x 3 = 127.
    assert run.weighted[POWER, 0] == pytest.approx(127 * 1000)


def test_an_outage_that_ends_within_an_hour_counts_for_its_part():
    run = run_once(small_twin(blackout(2.5)), 0)
    assert hours_lacked(run, POWER) == pytest.approx([2_500] * 2)


def test_a_device_runs_on_its_battery_and_then_stops():
    # 120 in 100,000: 1.2 people, 6 h of battery of the 48 h.
    run = run_once(small_twin(library=flat_library({"device": 6.0})), 0)
    assert hours_lacked(run, DEVICE) == pytest.approx([1.2 * 42] * 2)
    # All in the group that needs care, four in ten with a low income.
    cells = run.cells[DEVICE, 0].reshape(5, 2)
    assert cells[0] == pytest.approx([1.2 * 42 * 0.6, 1.2 * 42 * 0.4])
    assert cells[1:].sum() == 0.0


def test_a_phone_runs_on_its_battery_and_then_there_is_no_way_to_call():
    # Masts that reach everywhere and carry everything: only B's phones, 16 h, stand in the way.
    library = flat_library(
        {"phone": 16.0}, range_macro_km=1000.0, headroom=100.0, answer_headroom=100.0
    )
    run = run_once(small_twin(blackout(48.0, areas=["B"]), library=library), 0)
    assert hours_lacked(run, HELP_CALL) == pytest.approx([0, 32_000], abs=1)


def test_at_half_depth_a_block_is_off_or_on_and_half_of_the_blocks_are_off():
    """Power is never a fluid share: over 200 draws of 2 feeders some 200 are off for 10 hours."""
    off = 0
    for number in range(200):
        run = run_once(small_twin(blackout(10.0, depth=0.5), hours=12.0), number)
        lacked = hours_lacked(run, POWER)
        assert set(lacked.round(3)) <= {0.0, 10_000.0}
        off += (lacked > 0).sum()
    assert 160 <= off <= 240


def test_at_half_depth_of_a_station_its_feeders_go_off_by_their_own_draw():
    runs = [
        run_once(small_twin(blackout(10.0, ["hv_station"], depth=0.5), hours=12.0), number)
        for number in range(40)
    ]
    assert {tuple(hours_lacked(run, POWER) > 0) for run in runs} == {
        (False, False),
        (False, True),
        (True, False),
        (True, True),
    }
