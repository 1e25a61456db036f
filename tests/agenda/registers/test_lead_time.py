"""How long a process takes, and which step holds it up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.registers.filled_in import STEPS, rows_of_text
from weerbaar.agenda.registers.files import read_process_example
from weerbaar.agenda.registers.lead_time import gained, histogram, lead_time, run_process
from weerbaar.agenda.registers.pictures import days_svg, steps_svg
from weerbaar.agenda.registers.processes import (
    PROCESSES,
    TO_BE,
    Process,
    Step,
    processes_of,
)
from weerbaar.agenda.registers.register import problems_of
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH

NONE = Band(0, 0, 0)


def step(number: int, days: float, after: tuple[int, ...] = (), again: float = 0.0) -> Step:
    return Step(number, f"step {number}", "", after, Band(days, days, days), NONE, again, "A")


def of(*steps: Step) -> Process:
    return Process("made up", TO_BE, steps, None)


def codes(text: str) -> list[str]:
    rows = rows_of_text(PROCESSES, text)
    return [problem.code for problem in problems_of(PROCESSES, rows, "file.csv")]


def test_a_process_takes_as_long_as_the_longest_way_through_its_steps():
    courses = run_process(of(step(1, 2), step(2, 10, (1,)), step(3, 4, (1,)), step(4, 1, (2, 3))))
    assert np.all(courses.days == 13)
    found = lead_time(courses)
    assert found.days == Band(13, 13, 13)
    assert found.bottleneck == 2
    # Without step 2 the way over step 3 is the longest: 2 + 4 + 1.
    assert found.steps[1].gain == Band(6, 6, 6)
    assert found.steps[2].gain == NONE


def test_the_worked_example_says_how_a_reservist_comes_within_three_months():
    as_is, to_be = processes_of(read_process_example("en"))
    before, after = run_process(as_is), run_process(to_be)
    assert as_is.norm_days == to_be.norm_days == 65
    assert lead_time(before).within_norm < 0.05
    assert lead_time(after).within_norm > 0.7
    assert gained(before, after).p10 > 0
    assert all("(A)" in one.source for one in (*as_is.steps, *to_be.steps))
    dutch = run_process(processes_of(read_process_example("nl"))[0])
    assert np.array_equal(dutch.days, before.days)


def test_a_step_that_is_done_again_takes_its_time_again_and_never_for_ever():
    once, more = run_process(of(step(1, 5))), run_process(of(step(1, 5, again=0.5)))
    times = more.days / once.days
    assert set(np.unique(times)) == {1, 2, 3, 4, 5, 6}
    # 1 + p + p^2 + ... up to five times more.
    assert times.mean() == pytest.approx(sum(0.5**k for k in range(6)), rel=0.05)


@settings(max_examples=30)
@given(st.integers(1, 12), st.integers(0, 9), st.floats(0, 40))
def test_a_longer_step_never_makes_a_process_shorter(count: int, which: int, more: float):
    steps = [step(n, 3.0, tuple(range(max(1, n - 2), n))) for n in range(1, count + 1)]
    at = which % count
    longer = [*steps]
    longer[at] = step(at + 1, 3.0 + more, steps[at].after)
    before, after = run_process(of(*steps), 20), run_process(of(*longer), 20)
    assert np.all(after.days >= before.days)
    assert np.all(after.days <= before.days + more + 1e-9)


def test_a_step_that_is_the_same_in_both_versions_takes_as_long_in_the_same_course():
    as_is, to_be = processes_of(read_process_example("en"))
    assert as_is.steps[0] != to_be.steps[0]
    same = Process("other", TO_BE, as_is.steps, None)
    assert np.array_equal(run_process(as_is).spent, run_process(same).spent)


def test_no_step_is_named_where_none_stands_out():
    wide = Band(5, 10, 20)
    steps = tuple(Step(n, "", "", (), wide, NONE, 0.0, "") for n in (1, 2, 3))
    assert lead_time(run_process(of(*steps))).bottleneck is None
    assert lead_time(run_process(of())).days == NONE


def test_the_process_is_drawn_with_side_by_side_what_does_not_wait():
    (process,) = processes_of(rows_of_text(PROCESSES, STEPS))
    courses = run_process(process, 200)
    found = lead_time(courses)
    drawn = steps_svg(courses, found, 60, ENGLISH, 0)
    assert "Check" in drawn
    assert "bottleneck" in drawn
    begins, ends = courses.middles()
    assert begins[0] == 0
    assert begins[1] == pytest.approx(ends[0])
    assert begins[2] == pytest.approx(ends[0])
    assert "norm: 30" in days_svg(courses, found, 60, ENGLISH, 0)
    _, shares = histogram(courses.days)
    assert sum(shares) == pytest.approx(1)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("1,Ask,,", "1,Ask,4,", "steps-in-a-circle"),
        ("2,Check,1,", "2,Check,2,", "steps-in-a-circle"),
        ("2 3,1,2,3", "9,1,2,3", "no-such-step"),
        ("2 3,1,2,3", "two,1,2,3", "not-steps"),
        ("4,Go,2 3,1,2,3,,0,30", "4,Go,2 3,1,2,3,,0,20", "other-norm"),
        ("1,Ask,,2,4,8", "1,Ask,,9,4,8", "band-falls"),
    ],
)
def test_steps_that_cannot_be_done_are_refused(old: str, new: str, code: str):
    assert old in STEPS
    assert codes(STEPS.replace(old, new)) == [code]


def test_a_process_of_too_many_steps_is_refused():
    lines = "\n".join(f"Help,as-is,{n},x,,1,1,1,,0," for n in range(1, 63))
    assert codes(STEPS.splitlines()[0] + "\n" + lines) == ["too-many-steps"]
