"""Blocks without power, and the batteries of phones and medical devices in them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.twin.small import (
    blackout,
    cuts,
    flat_library,
    hours_lacked,
    site,
    small_region,
    small_twin,
)
from weerbaar.twin.cascade import kinds_in
from weerbaar.twin.ensemble import run_once, trace_once
from weerbaar.twin.state import BY_SITE, DEVICE, FOOD, HELP_CALL, NEEDS, PAYMENT, POWER

DEPTHS = (0.2, 0.4, 0.6, 0.8, 1.0)
NEAR_AND_STRONG = {"range_macro_km": 1000.0, "headroom": 100.0, "answer_headroom": 100.0}


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
    library = flat_library({"phone": 16.0}, **NEAR_AND_STRONG)
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


@pytest.mark.parametrize("kinds", [["mv_feeder"], ["hv_station"], ["hv_station", "supermarket"]])
def test_a_deeper_shock_never_lacks_less(kinds):
    for number in range(6):
        found = [
            run_once(small_twin(blackout(60.0, kinds, depth=depth)), number)
            for depth in (0.0, *DEPTHS)
        ]
        lacked = np.array([run.unmet.astype(float).sum(axis=1) for run in found])
        assert (np.diff(lacked, axis=0) >= -1e-3).all()
        assert (lacked[0] == 0).all()
        assert lacked[-1, POWER] == pytest.approx([60_000] * 2)


def test_a_station_with_the_grid_beside_it_takes_nothing_with_it_at_any_depth():
    # A 380 kV station and the grid, each enough for the station that hangs on both.
    region = small_region(
        sites=[site("ehv", "ehv_station", "A")],
        links=[
            {"consumer": "ehv", "input": "power", "supplier": "grid", "weight": 1.0},
            {"consumer": "hv", "input": "power", "supplier": "ehv", "weight": 1.0},
        ],
    )
    for depth in DEPTHS:
        twin = small_twin(blackout(60.0, ["ehv_station"], depth=depth), region)
        assert run_once(twin, 0).unmet.sum(axis=(1, 2)) == pytest.approx(np.zeros(NEEDS))


def test_a_mixed_shock_keeps_its_other_hits():
    # Half of the feeders, each wholly, and each shop for half: who keeps power has half a shop.
    library = flat_library({"food": 0.0})
    seen = set()
    for number in range(12):
        twin = small_twin(blackout(10.0, ["mv_feeder", "supermarket"], depth=0.5), library=library)
        run, trace = trace_once(twin, number)
        at = [[twin.network.sites.index(f"{x}{where}") for where in "AB"] for x in "fs"]
        on, shops = trace[5, at[0]], trace[5, at[1]]
        assert set(on) <= {0.0, 1.0}
        # A shop without power is at its floor of 0.15 after half an hour, and half of that.
        assert shops == pytest.approx(np.where(on == 1.0, 0.5, 0.075))
        assert run.unmet[FOOD, 5] == pytest.approx(1000 * (1 - shops))
        assert run.unmet[PAYMENT, 5] == pytest.approx(1000 * (1 - shops))
        seen |= set(on)
    assert seen == {0.0, 1.0}


def test_a_block_that_is_switched_off_leads_back_to_the_station_that_was_hit_in_part():
    found = 0
    for number in range(12):
        twin = small_twin(blackout(10.0, ["hv_station"], depth=0.5))
        run = run_once(twin, number)
        causes = run.causes
        for i in np.flatnonzero(causes.need == POWER):
            assert causes.how[i] == BY_SITE
            assert twin.network.sites[causes.root[i]] == "hv"
            kinds = [twin.network.kinds[k] for k in kinds_in(int(causes.chain[i]))]
            assert kinds == ["mv_feeder", "hv_station"]
            # All of the block for all of the time.
            assert causes.hours[i] == pytest.approx(10_000)
            found += 1
    assert found > 0


@pytest.mark.parametrize("kinds", [["mv_feeder"], ["hv_station"]])
@pytest.mark.parametrize("from_h", [0.0, 0.25, 0.5])
def test_half_an_hour_without_power_is_half_an_hour_wherever_it_falls(kinds, from_h):
    run = run_once(small_twin(blackout(0.5, kinds, from_h=from_h)), 0)
    assert hours_lacked(run, POWER) == pytest.approx([500] * 2)


def lacked_on_the_last_day(need, library, areas=()):
    """Person-hours of a last day without power, after two weeks and a good day, and on its own."""
    for spans in [(0.0, 336.0), (360.0, 384.0)], [(360.0, 384.0)]:
        scenario = cuts(*spans, kinds=["mv_feeder"], areas=areas)
        run = run_once(small_twin(scenario, library=library), 0)
        yield run.unmet[need, 360:384].astype(float).sum(axis=0)


def test_after_two_dark_weeks_and_one_good_day_a_device_lasts_as_long_as_ever():
    # 6 h of the 24 on batteries: 1.2 people for 18 h.
    for last in lacked_on_the_last_day(DEVICE, flat_library({"device": 6.0})):
        assert last == pytest.approx([1.2 * 18] * 2)


def test_after_two_dark_weeks_and_one_good_day_a_phone_lasts_as_long_as_ever():
    # As above, only the phones of B stand in the way: 16 h of the 24.
    library = flat_library({"phone": 16.0}, **NEAR_AND_STRONG)
    for last in lacked_on_the_last_day(HELP_CALL, library, ["B"]):
        assert last == pytest.approx([0, 8_000], abs=1)
