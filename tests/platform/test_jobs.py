"""What can happen to a job, by its table."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.refusals import Refused
from weerbaar.platform.jobs import (
    EVENTS,
    HELD,
    MOST_ATTEMPTS,
    OVER,
    STATES,
    TRANSITIONS,
    Standing,
    after,
    lapse_of,
    quota_problems,
)

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)


def test_a_job_waits_is_taken_and_finishes():
    assert after(after("waiting", "take"), "finish") == "done"


def test_a_job_whose_worker_died_waits_again_and_is_done_by_another():
    assert lapse_of(Standing("running", 1, NOON), LATER) == "lapse"
    assert after(after(after("running", "lapse"), "take"), "finish") == "done"


def test_a_job_that_is_asked_to_stop_stops_also_when_its_worker_died():
    assert after("waiting", "ask_stop") == "cancelled"
    assert after(after("running", "ask_stop"), "stop") == "cancelled"
    assert after(after("running", "ask_stop"), "lapse") == "cancelled"


def test_a_job_that_lapses_time_and_again_is_given_up():
    lapsed = Standing("running", MOST_ATTEMPTS, NOON)
    assert after("running", lapse_of(lapsed, LATER)) == "failed"


def test_what_is_over_stays_over():
    assert {"done", "failed", "cancelled"} == OVER
    for state in OVER:
        for event in EVENTS:
            with pytest.raises(Refused):
                after(state, event)


@given(st.lists(st.sampled_from(EVENTS), max_size=12))
def test_whatever_happens_a_job_is_in_a_state_we_know(events: list[str]):
    state = "waiting"
    for event in events:
        try:
            state = after(state, event)
        except Refused:
            assert (state, event) not in TRANSITIONS
        assert state in STATES


@pytest.mark.parametrize("state", sorted(set(STATES) - OVER))
def test_from_every_state_a_job_can_end(state: str):
    reached = {state}
    for _ in STATES:
        reached |= {end for (start, _), end in TRANSITIONS.items() if start in reached}
    assert reached & OVER


@pytest.mark.parametrize(
    ("job", "now"),
    [
        (Standing("running", 1, LATER), NOON),
        (Standing("running", 1, NOON), NOON),
        (Standing("waiting", 1, None), LATER),
        (Standing("done", 1, NOON), LATER),
    ],
)
def test_a_job_with_time_left_or_without_a_holder_does_not_lapse(job: Standing, now: datetime):
    assert lapse_of(job, now) == ""


def test_only_a_job_that_is_held_has_a_lease_to_lose():
    assert {state for state, event in TRANSITIONS if event == "lapse"} == HELD


def test_a_job_too_many_is_refused():
    assert quota_problems(2, 3) == []
    assert [p.code for p in quota_problems(3, 3)] == ["too-many-jobs"]
