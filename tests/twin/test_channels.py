"""Calling for help and getting news over whatever still works."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.twin.small import (
    blackout,
    flat_library,
    hours_lacked,
    site,
    small_region,
    small_twin,
    story,
)
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import BLOCKS
from weerbaar.twin.ensemble import run_once, trace_once
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.reading import fixed
from weerbaar.twin.scenario import Load
from weerbaar.twin.state import HELP_CALL, INFORMATION, POWER


def test_without_masts_most_people_still_have_a_fixed_line():
    run = run_once(small_twin(blackout(10.0, kinds=["mobile_macro"])), 0)
    # 95 % have fixed internet and the power is on: 5 % of 1,000 cannot call for 10 h.
    assert hours_lacked(run, HELP_CALL) == pytest.approx([500] * 2, rel=1e-6)
    # Of them, who has a battery radio still hears the news. With a kit (0.4 x 0.2 + 0.6 x 0.38 =
    # 0.308) 80 % have one, of the others 23.5 %: 50 x (0.308 x 0.2 + 0.692 x 0.765) = 29.549.
    assert hours_lacked(run, INFORMATION) == pytest.approx([295.49] * 2, rel=1e-4)


def test_a_broadcaster_that_is_lost_takes_the_news_of_all_who_have_only_a_radio():
    run = run_once(small_twin(blackout(10.0, kinds=["mobile_macro", "broadcaster"])), 0)
    assert hours_lacked(run, INFORMATION) == pytest.approx([500] * 2, rel=1e-6)


def test_a_broadcaster_has_power_for_three_days_and_needs_three_in_ten_of_its_people():
    # With 85 % of staff away 0.15 is half of what it takes: 0.3 + 0.7 x 0.15 / 0.3 = 0.65.
    twin = small_twin(blackout(80.0), hours=80.0)
    at = twin.network.sites.index("rA")
    assert trace_once(twin, 0)[1][:80, at].tolist() == [1.0] * 72 + [0.0] * 8
    away = (Load("ill", "absence", fixed(0.85), fixed(0.0), fixed(4.0)),)
    twin = small_twin(replace(blackout(4.0, depth=0.0), loads=away), hours=4.0)
    assert trace_once(twin, 0)[1][:4, at] == pytest.approx([0.65] * 4)


def test_when_112_does_not_answer_nobody_can_call_for_help_but_news_still_comes():
    run = run_once(small_twin(blackout(10.0, kinds=["control_room_112"])), 0)
    assert hours_lacked(run, HELP_CALL) == pytest.approx([10_000] * 2)
    assert run.unmet[INFORMATION].sum() == 0.0


def test_a_surge_in_one_place_makes_others_wait_for_112():
    # A calls 3.885 times normal in the first hour: (3.885 + 1) / 2 = 2.443 times in all, and 112
    # answers 2 times: 0.819, but never less than 0.85. So 15 % of B finds no answer.
    # In the second hour (2.443 + 1) / 2 = 1.721: all is answered.
    library = flat_library(headroom=100.0)
    run = run_once(small_twin(blackout(10.0, areas=["A"]), library=library), 0)
    assert run.unmet[HELP_CALL, 0, 1] == pytest.approx(150, rel=1e-3)
    assert run.unmet[HELP_CALL, 1:, 1].sum() == pytest.approx(0.0, abs=0.1)


def test_in_the_first_hour_the_masts_are_overloaded():
    # The surge is taken by quarters of an hour: calls are 4.673, 4.088, 3.597 and 3.184 times
    # normal, service 1.5 over that: 0.321, 0.367, 0.417 and 0.471, on average 0.394.
    run = run_once(small_twin(), 0)
    assert run.mobile[0] == pytest.approx([0.394] * 2, abs=1e-3)
    # Batteries of 2.5 h: half of the third hour; then nothing.
    assert run.mobile[1:3, 0].min() > 0.4
    assert (run.mobile[3:40] == 0).all()


def two_feeders_in_one_area():
    """The small region, in which half of A hangs on a second feeder and a station of its own.

    That feeder and its station stand in B, so that they can be hit apart from the first.
    """
    sites = [site("hv2", "hv_station", "B", lon=5.146), site("fA2", "mv_feeder", "B")]
    links = [
        {"consumer": "hv2", "input": "power", "supplier": "grid", "weight": 1.0},
        {"consumer": "fA2", "input": "power", "supplier": "hv2", "weight": 1.0},
    ]
    blocks = [
        {"block": "A/1", "area": "A", "feeder": "fA", "share": 0.5},
        {"block": "A/2", "area": "A", "feeder": "fA2", "share": 0.5},
        {"block": "B/1", "area": "B", "feeder": "fB", "share": 1.0},
    ]
    return replace(small_region(sites=sites, links=links), blocks=rows_of(BLOCKS, blocks))


def test_a_second_feeder_of_an_area_that_is_lost_ten_hours_later_stirs_new_calls():
    # The mast of A dies with its feeder; that of B serves both and carries 2 x 1,000.
    region = two_feeders_in_one_area()
    shocks = [
        story(48.0, ["mv_feeder"], areas=["A"])["shocks"][0],
        story(38.0, ["hv_station"], areas=["B"], from_h=10.0)["shocks"][0] | {"name": "later"},
    ]
    library = flat_library(range_macro_km=1000.0, headroom=2.0)
    scenario = parse_scenario(story() | {"shocks": shocks}, "klein.toml")
    run = run_once(small_twin(scenario, region, library), 0)
    mobile = run.mobile[:, 0]
    assert run.unmet[POWER, 9:11] == pytest.approx(np.array([[500, 0], [1000, 0]]))
    # The first surge, of half of A, has died out: 1 + 0.5 x 4 x 0.5^9 on the first thousand.
    assert mobile[9] == pytest.approx(1.0, abs=2e-3)
    # Half of A calls 4.673, 4.088, 3.597 and 3.184 times normal, all of B once: loads 3,836, 3,544,
    # 3,298 and 3,092 of which 2,000 get through: 0.521, 0.564, 0.606 and 0.647; on average 0.585.
    assert mobile[10] == pytest.approx(0.585, abs=2e-3)
    assert mobile[10] < mobile[11] < mobile[12]
    assert mobile[20] == pytest.approx(1.0, abs=2e-3)
