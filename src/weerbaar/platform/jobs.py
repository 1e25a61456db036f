"""What can happen to a job: its states, and the table of events that leads from one to the next.

Rules:
1. A job is in one state. An event leads to the next one by TRANSITIONS; an event that stands there
   for no such state is refused and changes nothing.
2. Whoever takes a job has it until its lease ends. Each sign of life renews the lease. When it has
   ended the job lapses: it waits again, and another may take it; it goes on from what it kept.
3. A job that lapsed MOST_ATTEMPTS times is given up: it failed, and says so.
4. Each time it is taken it gets the next attempt number. Signs of life and outcomes of an earlier
   attempt are not accepted: who was thought dead and wakes up can do no harm.
5. A job that waits and is asked to stop is cancelled at once. One that runs is stopping; it is told
   at its next sign of life, and is cancelled then, or when it lapses.
6. An organisation has only so many jobs that are not over; more are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused

STATES: Mapping[str, str] = {
    "waiting": mark("waiting"),
    "running": mark("running"),
    "stopping": mark("stopping"),
    "done": mark("done"),
    "failed": mark("failed"),
    "cancelled": mark("cancelled"),
}
TRANSITIONS: Mapping[tuple[str, str], str] = {
    ("waiting", "take"): "running",
    ("waiting", "ask_stop"): "cancelled",
    ("running", "finish"): "done",
    ("running", "fail"): "failed",
    ("running", "ask_stop"): "stopping",
    ("running", "lapse"): "waiting",
    ("running", "give_up"): "failed",
    ("stopping", "finish"): "done",
    ("stopping", "fail"): "failed",
    ("stopping", "stop"): "cancelled",
    ("stopping", "lapse"): "cancelled",
    ("stopping", "give_up"): "cancelled",
}
EVENTS = tuple(dict.fromkeys(event for _, event in TRANSITIONS))
OVER = frozenset(STATES) - {state for state, _ in TRANSITIONS}
HELD = frozenset({"running", "stopping"})
MOST_ATTEMPTS = 3

NOT_NOW = ProblemKind(
    "job-not-now",
    mark("This computation is {expected}, so this is not possible now."),
    mark("Load the page again to see how it stands."),
)
TOO_MANY = ProblemKind(
    "too-many-jobs",
    mark("Your organisation has {value} computations that are not over; {most} is the most."),
    mark("Wait for one to end, or stop one."),
)


@dataclass(frozen=True)
class Standing:
    """How a job stands: its state, how often it was taken, and until when its holder has it."""

    state: str
    attempt: int = 0
    lease_until: datetime | None = None


def after(state: str, event: str) -> str:
    """The state that an event leads to; raises Refused for one that cannot happen now."""
    found = TRANSITIONS.get((state, event))
    if found is None:
        raise Refused([Problem(NOT_NOW, params={"expected": STATES.get(state, state)})])
    return found


def lapse_of(job: Standing, now: datetime) -> str:
    """The event by which a job leaves a holder who gives no sign of life; "" where none is due."""
    if job.state not in HELD or job.lease_until is None or now <= job.lease_until:
        return ""
    return "give_up" if job.attempt >= MOST_ATTEMPTS else "lapse"


def quota_problems(not_over: int, most: int) -> list[Problem]:
    """What is wrong with one more job for an organisation that has this many."""
    return [Problem(TOO_MANY, value=not_over, params={"most": most})] if not_over >= most else []
