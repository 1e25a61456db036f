"""For which futures it goes wrong: a planted box is found, checked on runs kept apart."""

from __future__ import annotations

import numpy as np
import pytest

from weerbaar.twin.discovery import (
    Limit,
    count_problems,
    find_boxes,
    strongest,
    usual_level,
    within,
)
from weerbaar.twin.sampling import latin

RUNS = 900
NAMES = ["long", "cold", *(f"idle{i}" for i in range(8))]


def futures(seed: int = 1) -> np.ndarray:
    return np.array([latin(seed, RUNS, name) for name in NAMES]).T


def test_a_planted_box_is_found_with_what_it_holds() -> None:
    """It goes wrong where it lasts long (top 30 %) and is cold (bottom 50 %): 15 % of the runs.

    One box holds nearly all of that and little else; its ends are those that were planted, and no
    idle quantity is named.
    """
    quantiles = futures()
    bad = (quantiles[:, 0] > 0.7) & (quantiles[:, 1] < 0.5)
    (box,) = find_boxes(NAMES, quantiles, bad.astype(float), bad)
    cold, long = box.limits
    assert (cold.name, long.name) == ("cold", "long")
    assert long.low == pytest.approx(0.7, abs=0.05)
    assert long.high == 1.0
    assert cold.low == 0.0
    assert cold.high == pytest.approx(0.5, abs=0.05)
    assert min(box.checked.density, box.checked.coverage) > 0.8
    assert box.found.runs + box.checked.runs < 0.25 * RUNS


def test_two_planted_boxes_are_both_found_and_no_run_counts_twice() -> None:
    quantiles = futures(3)
    bad = (quantiles[:, 0] > 0.8) | (quantiles[:, 1] < 0.15)
    boxes = find_boxes(NAMES, quantiles, bad.astype(float), bad)
    assert {limit.name for box in boxes for limit in box.limits} == {"long", "cold"}
    assert sum(box.checked.coverage for box in boxes) > 0.8
    assert sum(box.checked.coverage for box in boxes) <= 1.0 + 1e-9


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_it_goes_wrong_by_chance_nothing_that_holds_is_told(seed) -> None:
    quantiles = futures(seed)
    chance = latin(seed, RUNS, "nothing that is looked at")
    for box in find_boxes(NAMES, quantiles, chance, chance > 0.8):
        # What seems to stand out in two thirds of the runs does not in the third that checks.
        assert box.checked.density < 0.4


def test_density_and_coverage_are_counted_apart_where_found_and_where_checked() -> None:
    quantiles = futures()
    bad = quantiles[:, 0] > 0.75
    (box,) = find_boxes(NAMES, quantiles, quantiles[:, 0], bad)
    inside = within(box.limits, NAMES, quantiles)
    checks = np.arange(RUNS) % 3 == 2
    assert box.checked.runs == np.count_nonzero(inside & checks)
    assert box.found.runs == np.count_nonzero(inside & ~checks)
    assert box.checked.bad == np.count_nonzero(inside & bad & checks)
    assert box.checked.density == box.checked.bad / box.checked.runs
    assert box.checked.coverage == box.checked.bad / np.count_nonzero(bad & checks)


def test_the_order_of_the_quantities_does_not_matter() -> None:
    quantiles = futures()
    bad = (quantiles[:, 0] > 0.7) & (quantiles[:, 1] < 0.5)
    one = find_boxes(NAMES, quantiles, bad.astype(float), bad)
    other = find_boxes(NAMES[::-1], quantiles[:, ::-1], bad.astype(float), bad)
    assert one == other


def test_only_the_strongest_are_looked_at() -> None:
    quantiles = futures()
    outcome = quantiles[:, 4] + 0.1 * quantiles[:, 2]
    assert 4 in strongest(quantiles, outcome, 2)
    assert len(strongest(quantiles, outcome, 3)) == 3
    assert strongest(quantiles, np.ones(RUNS), 3) == [0, 1, 2]


def test_what_is_bad_where_nobody_says_is_the_worst_fifth() -> None:
    outcome = np.arange(RUNS, dtype=float)
    assert np.mean(outcome > usual_level(outcome)) == pytest.approx(0.2, abs=0.002)


def test_an_interval_holds_both_its_ends() -> None:
    column = np.array([[0.1], [0.2], [0.5], [0.6]])
    assert within([Limit("x", 0.2, 0.5)], ["x"], column).tolist() == [False, True, True, False]


def test_too_few_or_too_many_bad_runs_are_refused() -> None:
    outcome = np.arange(200, dtype=float)
    assert [p.code for p in count_problems(outcome > 195, outcome)] == ["nothing-to-find"]
    assert [p.code for p in count_problems(outcome > 3, outcome)] == ["nothing-to-find"]
    assert count_problems(outcome > 100, outcome) == []
