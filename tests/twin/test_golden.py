"""Numbers that moved are found out; a move that is meant is told in the change log.

The baselines are written by `python -m tests.twin.golden`.
"""

import copy
import json
from typing import Any

import pytest

from tests.twin.golden import FOLDER, baseline, golden_scenarios, moved, numbers_of
from tests.twin.small import blackout, small_twin
from weerbaar.twin.ensemble import run_once

WHY = "say in CHANGELOG.md why, then run: python -m tests.twin.golden"


def kept() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.mark.parametrize("scenario", kept())
def test_a_scenario_answers_what_it_answered(scenario: str) -> None:
    before = json.loads((FOLDER / f"{scenario}.json").read_text(encoding="utf-8"))
    changes = moved(before, baseline(scenario, before["region"]))
    assert changes == [], WHY


def test_every_scenario_that_fits_a_region_has_a_baseline_and_no_other_has() -> None:
    assert kept() == sorted(name for name, _ in golden_scenarios()), WHY


@pytest.fixture(scope="module")
def numbers() -> dict[str, Any]:
    twin = small_twin(blackout(24.0))
    return numbers_of(twin, [run_once(twin, run) for run in range(2)])


def test_the_same_numbers_have_not_moved(numbers: dict[str, Any]) -> None:
    assert numbers["person_hours"]["power"] == [pytest.approx(48_000), pytest.approx(48_000)]
    assert moved(numbers, copy.deepcopy(numbers)) == []


def test_a_number_that_moves_by_more_than_one_in_a_million_is_named(
    numbers: dict[str, Any],
) -> None:
    other = copy.deepcopy(numbers)
    other["person_hours"]["power"][1] *= 1 + 5e-7
    assert moved(numbers, other) == []
    other["person_hours"]["power"][1] *= 1 + 5e-6
    assert [line.split(":")[0] for line in moved(numbers, other)] == ["person_hours power, run 1"]


def test_a_need_or_flow_that_came_or_went_is_named(numbers: dict[str, Any]) -> None:
    other = copy.deepcopy(numbers)
    del other["person_hours"]["heat"]
    other["flows"]["new"] = [0.0, 0.0]
    named = [line.split(":")[0] for line in moved(numbers, other)]
    assert named == ["person_hours heat", "flows new"]
