"""Running many runs: in order, alike on every executor, and told as they come."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.twin.small import blackout, drawn_twin, read_library, small_region
from weerbaar.common.refusals import Refused
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.runner import answer_of, run_many, run_more


def test_runs_come_back_in_order_and_are_told() -> None:
    told: list[int] = []
    runs = run_many(drawn_twin(blackout(12.0)), 4, told.append)
    assert [run.run for run in runs] == [0, 1, 2, 3]
    assert told == [1, 2, 3, 4]


def test_one_thread_gives_the_same_as_many_to_the_last_bit() -> None:
    twin = drawn_twin(blackout(12.0))
    with ThreadPoolExecutor(1) as one:
        alone = run_many(twin, 4, executor=one)
    together = run_many(twin, 4)
    for a, b in zip(alone, together, strict=True):
        assert np.array_equal(a.unmet, b.unmet)
        assert np.array_equal(a.causes.hours, b.causes.hours)


def test_more_runs_go_on_from_those_that_are_there() -> None:
    twin = drawn_twin(blackout(12.0))
    whole = run_many(twin, 4)
    first = run_more(twin, [], 2, lambda: True)
    more = run_more(twin, first, 4, lambda: True)
    assert more[:2] == first
    assert [run.run for run in more] == [0, 1, 2, 3]
    for a, b in zip(more, whole, strict=True):
        assert np.array_equal(a.unmet, b.unmet)


def test_runs_that_nobody_wants_any_more_are_not_made() -> None:
    twin = drawn_twin(blackout(12.0))
    first = run_more(twin, [], 1, lambda: True)
    assert run_more(twin, first, 50, lambda: False) == first


def test_a_region_in_memory_gets_its_answer() -> None:
    told: list[int] = []
    twin, runs = answer_of(small_region(), read_library(), blackout(12.0), 3, 7, told.append)
    assert (twin.seed, twin.norms != (), told) == (7, True, [1, 2, 3])
    assert np.array_equal(runs[2].unmet, run_once(twin, 2).unmet)


def test_a_scenario_that_does_not_fit_the_region_is_refused() -> None:
    with pytest.raises(Refused):
        answer_of(small_region(), read_library(), blackout(12.0, areas=["Z"]), 1)


def test_people_who_lack_something_in_peace_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        answer_of(small_region(), read_library(), blackout(12.0, day_c=15.0, night_c=15.0), 1)
    assert "lacking-without-shock" in {problem.code for problem in caught.value.problems}
