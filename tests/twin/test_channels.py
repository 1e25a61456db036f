"""Calling for help and getting news over whatever still works."""

from __future__ import annotations

import pytest

from tests.twin.small import blackout, flat_library, hours_lacked, small_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.state import HELP_CALL, INFORMATION


def test_without_masts_most_people_still_have_a_fixed_line():
    run = run_once(small_twin(blackout(10.0, kinds=["mobile_macro"])), 0)
    # 95 % have fixed internet and the power is on: 5 % of 1,000 cannot call for 10 h.
    assert hours_lacked(run, HELP_CALL) == pytest.approx([500] * 2, rel=1e-6)
    # Of them, who has a battery radio still hears the news. With a kit (0.4 x 0.2 + 0.6 x 0.38 =
    # 0.308) 80 % have one, of the others 23.5 %: 50 x (0.308 x 0.2 + 0.692 x 0.765) = 29.549.
    assert hours_lacked(run, INFORMATION) == pytest.approx([295.49] * 2, rel=1e-4)


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
