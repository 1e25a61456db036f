"""What does not fit in memory is refused before it is made, with what does fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.region.files import read_region
from weerbaar.twin.files import read_scenario
from weerbaar.twin.memory import FIELDS, MEMORY_BYTES, memory_problems
from weerbaar.twin.runner import memory_room

SCENARIO = read_scenario("drie-dagen-januari")
A_RUN = (72 + 336) * 87 * 14 * 4
"""72 hours and 336 of recovery over 87 areas, 14 needs of 4 bytes."""


def test_as_many_runs_as_fit_are_let_through_and_one_more_is_told_how_many_do() -> None:
    areas = len(read_region("gelderland-zuid").areas)
    room = 100 * A_RUN
    assert memory_problems(areas, SCENARIO, 100, room) == []
    (problem,) = memory_problems(areas, SCENARIO, 101, room)
    assert problem.code == "too-much-memory"
    assert "at most 100 runs" in problem.remedy()


def test_a_form_is_answered_in_words_without_options() -> None:
    for room in (100 * A_RUN, A_RUN - 1):
        (problem,) = memory_problems(87, SCENARIO, 101, room, kinds=FIELDS)
        assert "--" not in problem.message() + problem.remedy()


def test_where_not_one_fits_no_number_of_runs_is_advised() -> None:
    (problem,) = memory_problems(87, SCENARIO, 1, A_RUN - 1)
    assert problem.message().startswith("Even one run")


@given(st.integers(1, 20_000), st.integers(1, 1_000), st.sampled_from([1.0, 0.25]))
def test_what_is_advised_fits_and_one_more_does_not(areas: int, runs: int, step: float) -> None:
    problems = memory_problems(areas, SCENARIO, runs, MEMORY_BYTES, step)
    for problem in problems:
        most = int(str(problem.params["most"]))
        assert most < runs
        assert memory_problems(areas, SCENARIO, most, MEMORY_BYTES, step) == [] or most == 0
        assert memory_problems(areas, SCENARIO, most + 1, MEMORY_BYTES, step)


def test_a_machine_gives_at_most_half_of_what_it_has() -> None:
    assert 0 < memory_room() <= MEMORY_BYTES


@pytest.mark.parametrize(("hours", "fits"), [(100.0, True), (408.0, False)])
def test_stopping_earlier_makes_room(hours: float, fits: bool) -> None:
    room = 100 * 87 * 14 * 4 * 100
    assert (memory_problems(87, SCENARIO, 100, room, hours=hours) == []) is fits
