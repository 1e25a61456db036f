"""Running many runs: in order, alike on every executor, and told as they come."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from tests.twin.small import blackout, drawn_twin
from weerbaar.twin.runner import run_many


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
