"""Whether the courses of a question fit in memory, before any of them is made.

The curves of people count: 4 bytes for each course, step, area and need. How many steps there are
follows from the longest draw of the scenario and its recovery, also with its second duration.
"""

from __future__ import annotations

import math

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.twin.lasting import longest_h, with_duration
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.tables import NEED_ORDER

MEMORY_BYTES = 4_000_000_000
BYTES_PER_FIGURE = 4
BYTES_PER_GB = 1_000_000_000
TOO_MUCH = ProblemKind(
    "too-much-memory",
    mark("{value} runs of {steps} steps over {areas} areas do not fit in {high} GB of memory."),
    mark("Give at most {most} runs, a larger --step or fewer --hours."),
)
TOO_MUCH_FOR_ONE = ProblemKind(
    "too-much-memory",
    mark("Even one run of {steps} steps over {areas} areas does not fit in {high} GB of memory."),
    mark("Give a larger --step or fewer --hours."),
)
TOO_MANY_COURSES = ProblemKind(
    "too-much-memory",
    mark("{value} courses of {steps} hours over {areas} areas do not fit in {high} GB of memory."),
    mark("Draw at most {most} courses, or choose a scenario that lasts less long."),
)
TOO_LONG_COURSE = ProblemKind(
    "too-much-memory",
    mark("Even one course of {steps} hours over {areas} areas does not fit in {high} GB memory."),
    mark("Choose a scenario that lasts less long, or a smaller region."),
)
OPTIONS = (TOO_MUCH, TOO_MUCH_FOR_ONE)
FIELDS = (TOO_MANY_COURSES, TOO_LONG_COURSE)
"""In the words of a command, and in those of a form; each for some runs and for a single one."""


def memory_problems(
    areas: int,
    scenario: Scenario,
    runs: int,
    room: int,
    step: float = 1.0,
    hours: float = 0.0,
    kinds: tuple[ProblemKind, ProblemKind] = OPTIONS,
) -> list[Problem]:
    """A problem where the curves of all runs take more than `room` bytes.

    `hours` is where the calculation stops; 0 is after the longest draw and its recovery.
    """
    steps = math.ceil((hours or _longest_h(scenario)) / step)
    most = room // (steps * areas * len(NEED_ORDER) * BYTES_PER_FIGURE)
    if runs <= most:
        return []
    high = round(room / BYTES_PER_GB, 1)
    params = {"steps": steps, "areas": areas, "most": most, "high": high}
    kind = kinds[0] if most else kinds[1]
    return [Problem(kind, column="--runs", value=runs, params=params)]


def _longest_h(scenario: Scenario) -> float:
    longest, second = longest_h(scenario), scenario.second_duration_h
    if second > 0:
        longest = max(longest, longest_h(with_duration(scenario, second)))
    return longest + scenario.recovery_h
