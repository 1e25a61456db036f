"""Sewers: room that fills without power or in a downpour, and empties again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import (
    blackout,
    cuts,
    drawn_twin,
    flat_library,
    hours_lacked,
    small_region,
    small_twin,
    story,
)
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import AREAS
from weerbaar.twin.ensemble import check_quiet, run_once
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.library import check_library
from weerbaar.twin.outcome import way_in
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.profile import Norm
from weerbaar.twin.sewers import draw_sewers, fill_sewer
from weerbaar.twin.state import BY_DEMAND, BY_SITE, HELP_CALL, POWER, SEWAGE
from weerbaar.twin.twin import parameter_values

# Of 1,000 people in the small region 400 have a pressure sewer, of which 0.1 needs no pump: 360. Of
# the other 600 on a pumping station 0.2 needs none: 480.


def downpour(rain, hours, shock_hours=0.01, **changes):
    """Rain of so many mm an hour from the start, and hardly any shock."""
    load = {"name": "bui", "what": "rain", "amount": rain, "duration_h": hours}
    return parse_scenario(story(shock_hours, **changes) | {"loads": [load]}, "klein.toml")


def region_of(*urbanity):
    """The small region with areas of these two classes."""
    region = small_region()
    rows = [row | {"urbanity": name} for row, name in zip(region.areas, urbanity, strict=True)]
    return replace(region, areas=rows_of(AREAS, rows))


def test_a_blackout_of_thirty_hours_fills_the_pits_first_and_the_pipes_later():
    # A pit holds 12 hours of dry weather, the pipes to a pumping station 18. Of 1,000 people 360
    # lack a sewer from hour 12, and 480 more from hour 18; at hour 30 the pumps are back.
    unmet = run_once(small_twin(blackout(30.0), hours=34.0), 0).unmet[SEWAGE]
    assert unmet[:12].max() == 0.0
    assert unmet[12:18] == pytest.approx(np.full((6, 2), 360.0))
    assert unmet[18:30] == pytest.approx(np.full((12, 2), 840.0))
    assert unmet[30:].max() == 0.0


def test_homes_fill_one_after_another():
    # Drawn over homes: no hour in which all of them are full at once.
    run = run_once(drawn_twin(blackout(72.0), hours=72.0), 0)
    steps = np.diff(run.unmet[SEWAGE, :, 0].astype(float))
    assert steps.min() >= 0.0
    assert 0.0 < steps.max() < 0.2 * 1000
    assert run.unmet[SEWAGE, -1, 0] > 300


def test_no_water_in_is_no_water_out():
    # The tap of A is dry too: nothing flows in, and nothing fills.
    both = [
        story(30.0)["shocks"][0],
        story(30.0, ["pressure_zone"], areas=["A"])["shocks"][0] | {"name": "kraan"},
    ]
    scenario = parse_scenario(story() | {"shocks": both}, "klein.toml")
    lacked = hours_lacked(run_once(small_twin(scenario, hours=30.0), 0), SEWAGE)
    assert lacked[0] == 0.0
    assert lacked[1] == pytest.approx(360 * 18 + 480 * 12)


def test_who_has_no_room_when_the_tap_runs_dry_keeps_none():
    parts, filled = np.zeros(2), np.array([1.0, 1.0])
    assert fill_sewer(np.array([1.0, 2.0]), filled, parts, 0.6, 0.0, 1.0, 1.0) == pytest.approx(0.3)
    assert parts.tolist() == [0.6, 0.0]
    assert filled.tolist() == [1.0, 1.0]


def test_rain_fills_dark_sewers_sooner():
    # 2 mm an hour, each 1.5 hours of dry weather: 1 + 3 = 4 hours in an hour, so full after 3 and
    # 4.5 hours.
    unmet = run_once(small_twin(downpour(2.0, 10.0, 10.0), hours=10.0), 0).unmet[SEWAGE, :, 0]
    assert unmet[:3].max() == 0.0
    assert unmet[3:6] == pytest.approx([360, 360 + 480 / 2, 840])


def test_with_power_only_rain_that_is_too_much_for_the_pumps_stays():
    # Pumps take 15 mm an hour. Of 17 mm 2 stay: 3 hours of dry weather an hour, full after 4 and
    # 6. Then the part lacks that is not taken: 3 of the 1 + 1.5 x 17 that flow in.
    run = run_once(small_twin(downpour(17.0, 9.0), hours=12.0), 0)
    part = 3.0 / (1.0 + 1.5 * 17.0)
    # The shock of 0.01 h filled 0.01 x (1 + 25.5) hours more in the first hour.
    assert run.unmet[SEWAGE, :3].max() == 0.0
    assert run.unmet[SEWAGE, 4, 0] == pytest.approx(360 * part, rel=1e-6)
    assert run.unmet[SEWAGE, 6:9, 0] == pytest.approx([840 * part] * 3, rel=1e-6)
    assert run.unmet[SEWAGE, 9:].max() == 0.0
    assert set(run.causes.how[run.causes.need == SEWAGE].tolist()) == {BY_DEMAND}
    assert (way_in(BY_DEMAND, SEWAGE), way_in(BY_DEMAND, HELP_CALL)) == ("rain", "demand")
    less = run_once(small_twin(downpour(15.0, 9.0), hours=12.0), 0)
    assert less.unmet[SEWAGE].max() == 0.0


def test_without_power_the_feeder_is_the_cause_and_all_hours_have_one():
    run = run_once(small_twin(blackout(30.0), hours=40.0), 0)
    own = run.causes.need == SEWAGE
    assert set(run.causes.how[own].tolist()) == {BY_SITE}
    assert run.causes.hours[own].sum() == pytest.approx(hours_lacked(run, SEWAGE).sum())


def test_a_full_sewer_is_half_empty_after_half_the_time():
    # 36 hours without power, then 3 of the 6 in which the fullest empties: 9 of the 18 hours of
    # the pipes, and 6 of the 12 of the pits (their own fullest). So again full after 6 and 9 hours.
    run = run_once(small_twin(cuts((0.0, 36.0), (39.0, 60.0), kinds=["mv_feeder"]), hours=60.0), 0)
    again = run.unmet[SEWAGE, 39:, 0]
    assert again[:6].max() == 0.0
    assert again[6:9] == pytest.approx([360] * 3)
    assert again[9:] == pytest.approx([840] * 12)


def test_in_the_city_all_drain_to_a_pumping_station():
    region = region_of("extremely urbanised", "not urbanised")
    run = run_once(small_twin(blackout(20.0), region, hours=20.0), 0)
    assert run.unmet[SEWAGE, 12:18, 0].max() == 0.0
    assert run.unmet[SEWAGE, 18:, 0] == pytest.approx([800, 800])
    assert run.unmet[SEWAGE, 12:18, 1] == pytest.approx([360] * 6)


def test_a_battery_at_home_is_no_help_because_the_pump_stands_in_the_street():
    batteries = {"battery_islands": 1.0, "battery_low_rise": 1.0, "battery_high_rise": 1.0}
    library = flat_library(battery_full=1.0, battery_kwh=1000.0, **batteries)
    run = run_once(small_twin(blackout(20.0), library=library, hours=20.0), 0)
    assert run.unmet[POWER].max() == 0.0
    assert run.unmet[SEWAGE, 19, 0] == pytest.approx(840)


def test_an_hour_weighs_more_after_six():
    # Pits lack 18 hours: six at 1, then 1 + (t - 6) / 6 for t = 6 .. 17; pipes 12, of which six.
    run = run_once(small_twin(blackout(30.0), hours=30.0), 0)
    weight = [1.0] * 6 + [1.0 + (t - 6.0) / 6.0 for t in range(6, 18)]
    total = 360 * sum(weight) + 480 * sum(weight[:12])
    assert max(weight) < 3.0
    assert run.weighted[SEWAGE, 0] == pytest.approx(total, rel=1e-6)


def test_a_norm_counts_who_lacked_a_sewer_for_longer():
    norm = Norm("riool", "sewage", "", "", 13.0, 0.0, 30.0, 4, 1, "", "A")
    run = run_once(small_twin(blackout(30.0), hours=30.0, norms=(norm,)), 0)
    assert run.counts[0].sum() == pytest.approx(2 * 360)
    # Beside the norms: longer than the tolerance of six hours, pipes too.
    assert run.counts[1 + SEWAGE].sum() == pytest.approx(2 * 840)


@given(
    short=st.floats(0.0, 1.0),
    inflow=st.floats(0.0, 60.0),
    filled=st.lists(st.floats(0.0, 1.0), min_size=10, max_size=10),
    dt=st.sampled_from([0.25, 1.0]),
)
def test_no_sewer_holds_more_than_its_room_or_lacks_more_than_is_not_taken(
    short, inflow, filled, dt
):
    hours = np.linspace(2.0, 40.0, 10)
    stands = hours * np.array(sorted(filled, reverse=True))
    before, parts = stands.copy(), np.zeros(10)
    lacks = fill_sewer(hours, stands, parts, short, inflow, 5.0, dt)
    assert 0.0 <= lacks <= short + 1e-12
    assert (stands <= hours + 1e-9).all()
    assert (stands >= 0.0).all()
    assert (np.abs(stands - before) <= max(5.0, inflow) * dt + 1e-9).all()


@given(rain=st.floats(0.0, 50.0))
def test_more_rain_never_fills_less(rain):
    filled = []
    for mm in (rain, rain + 1.0):
        stands, inflow = np.zeros(1), 1.0 + 1.5 * mm
        short = 1.5 * max(0.0, mm - 15.0) / inflow
        fill_sewer(np.array([100.0]), stands, np.zeros(1), short, inflow, 1.0, 1.0)
        filled.append(stands[0])
    assert filled[0] <= filled[1]


@given(steps=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40), more=st.floats(1.0, 3.0))
def test_with_more_room_nobody_lacks_a_sewer_longer(steps, more):
    lacked = []
    for hours in (np.linspace(1.0, 9.0, 10), np.linspace(1.0, 9.0, 10) * more):
        stands, parts, total = np.zeros(10), np.zeros(10), 0.0
        for short in steps:
            total += fill_sewer(hours, stands, parts, short, 1.0, 1.5, 1.0)
        lacked.append(total)
    assert lacked[1] <= lacked[0] + 1e-9


def test_rain_is_no_reason_to_refuse_a_scenario():
    check_quiet(small_twin(downpour(60.0, 40.0)))


def test_a_parameter_that_is_held_fixed_is_the_middle_of_the_homes():
    twin = drawn_twin(blackout(), fixed={"sewer_gravity_h": 36.0, "rho": 0.0})
    drawn = draw_sewers(twin, 0, parameter_values(twin, 0), 10).hours[1]
    usual = drawn_twin(blackout(), fixed={"rho": 0.0})
    assert drawn == pytest.approx(
        2 * draw_sewers(usual, 0, parameter_values(usual, 0), 10).hours[1]
    )
    assert drawn[4] < 36.0 < drawn[5]


def test_without_a_row_for_each_class_the_library_is_refused():
    library = read_twin_library()
    rows = library.sewers.where(library.sewers["urbanity"] != "not urbanised")
    with pytest.raises(Refused) as info:
        check_library(replace(library, sewers=rows))
    assert [problem.code for problem in info.value.problems] == ["other-rows"]
