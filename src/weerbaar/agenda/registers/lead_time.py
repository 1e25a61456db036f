"""How long a process takes: many courses of its steps, each with its own times.

Rules:
1. In each course the time of a step is its waiting and its work, each at a quantile of its own
   piecewise-linear distribution (`twin.draws`, rule 2).
2. A step that must be done once more takes its waiting and its work again, with new times; that can
   happen again, MOST_TIMES at most.
3. A step begins when the last of those it waits for is done; the process ends with its last step.
   There is no queue: people who do a step are there when it begins, but for the waiting in rule 1.
4. Draws are keyed by the number of the step and the turn, not by version: where a step is the same
   as it is and as it can be, it takes as long in the same course, so that the two differ by what
   was changed.
5. The bottleneck is the step without which most courses would gain most. It is named only where it
   is that at least twice as often as any other step.

The method is that of PERT by simulation (Van Slyke 1963, Operations Research 11); the times of the
worked example are assumptions and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.agenda.registers.processes import Process, Step
from weerbaar.common.finding import Band
from weerbaar.twin.draws import key_of, quantile, uniform_over

Floats = NDArray[np.float64]

DRAWS = 2_000
MOST_DRAWS = 100_000
MOST_TIMES = 5
QUANTILES = (10, 50, 90)
STANDS_OUT = 2.0
AGAIN = key_of("again")
_WORK = tuple(key_of(f"work {turn}") for turn in range(MOST_TIMES + 1))
_WAIT = tuple(key_of(f"wait {turn}") for turn in range(MOST_TIMES + 1))


@dataclass(frozen=True)
class Courses:
    """Many courses of a process: `spent` days by step and course, `days` for all of it."""

    process: Process
    spent: Floats
    days: Floats

    def middles(self) -> tuple[list[float], list[float]]:
        """When each step begins and ends in the middle of the courses, in days."""
        done = _done(self.process, self.spent)
        ends = [float(np.median(end)) for end in done]
        begins = (done[at] - self.spent[at] for at in range(len(done)))
        return [float(np.median(begin)) for begin in begins], ends


@dataclass(frozen=True)
class StepGain:
    """What a step takes, what the process would gain without it, and in which share of the courses
    it is the step with the largest gain. Days."""

    number: int
    spent: Band
    gain: Band
    largest_in: float


@dataclass(frozen=True)
class LeadTime:
    """How long a process takes in working days, the chance to make its norm, and its steps.

    `bottleneck` is the number of a step, or None where no step stands out.
    """

    days: Band
    within_norm: float | None
    steps: tuple[StepGain, ...]
    bottleneck: int | None


def run_process(process: Process, draws: int = DRAWS, seed: int = 1) -> Courses:
    """The courses of a process; `spent` has the shape (steps, draws). A process without steps
    takes no time."""
    runs = np.arange(draws)
    spent = np.zeros((len(process.steps), draws))
    for at, step in enumerate(process.steps):
        spent[at] = _time_of(step, runs, seed)
    return Courses(process, spent, _ends(process, spent))


def _time_of(step: Step, runs: NDArray[np.int64], seed: int) -> Floats:
    """The days of a step in each course (rules 1 and 2)."""
    key = key_of(f"step {step.number}")
    days = _turn(step, runs, key, 0, seed)
    if not step.again:
        return days
    # The number of times more is geometric: u below p, p squared, and so on.
    chance = uniform_over(seed, runs, key, AGAIN)
    for turn in range(1, MOST_TIMES + 1):
        more = np.flatnonzero(chance < step.again**turn)
        if not more.size:
            break
        days[more] += _turn(step, runs[more], key, turn, seed)
    return days


def _turn(step: Step, runs: NDArray[np.int64], key: np.uint64, turn: int, seed: int) -> Floats:
    days = _drawn(step.days, runs, key, _WORK[turn], seed)
    return days + _drawn(step.wait, runs, key, _WAIT[turn], seed)


def _drawn(
    band: Band, runs: NDArray[np.int64], key: np.uint64, what: np.uint64, seed: int
) -> Floats:
    if band.p10 == band.p90:
        return np.full(runs.shape, band.p50)
    q = uniform_over(seed, runs, key, what)
    return quantile(np.array([band.p10]), np.array([band.p50]), np.array([band.p90]), q)


def _ends(process: Process, spent: Floats) -> Floats:
    """When the last step is done, shape of `spent` without its first axis (rule 3)."""
    end = np.zeros(spent.shape[1:])
    for done in _done(process, spent):
        end = np.maximum(end, done)
    return end


def _done(process: Process, spent: Floats) -> list[Floats]:
    """When each step is done (rule 3)."""
    place = {step.number: at for at, step in enumerate(process.steps)}
    done: list[Floats] = []
    for at, step in enumerate(process.steps):
        end = spent[at]
        if step.after:
            end = end + np.maximum.reduce([done[place[number]] for number in step.after])
        done.append(end)
    return done


def lead_time(courses: Courses) -> LeadTime:
    """What many courses say of a process."""
    process = courses.process
    gains = _gains(courses)
    largest = gains.argmax(axis=0) if len(gains) else np.zeros(0)
    steps = tuple(
        StepGain(
            step.number,
            _band(courses.spent[at]),
            _band(gains[at]),
            float(np.mean((largest == at) & (gains[at] > 0))),
        )
        for at, step in enumerate(process.steps)
    )
    norm = process.norm_days
    within = None if norm is None else float(np.mean(courses.days <= norm))
    return LeadTime(_band(courses.days), within, steps, _bottleneck(steps))


def _gains(courses: Courses) -> Floats:
    """What each course would gain without each step, shape (steps, draws)."""
    steps = len(courses.process.steps)
    without = np.repeat(courses.spent[:, np.newaxis, :], steps, axis=1)
    without[np.arange(steps), np.arange(steps)] = 0.0
    # Two ways of adding the same days may differ in the last bit.
    gained: Floats = np.maximum(courses.days - _ends(courses.process, without), 0.0)
    return gained


def _bottleneck(steps: Sequence[StepGain]) -> int | None:
    """Rule 5."""
    if not steps:
        return None
    often = sorted((step.largest_in for step in steps), reverse=True)
    first = max(steps, key=lambda step: (step.largest_in, -step.number))
    second = often[1] if len(often) > 1 else 0.0
    stands_out = often[0] > 0 and often[0] >= STANDS_OUT * second
    return first.number if stands_out else None


def gained(before: Courses, after: Courses) -> Band:
    """How many days one version takes less than another, course by course."""
    return _band(before.days - after.days)


def histogram(days: Floats, bars: int = 24) -> tuple[list[float], list[float]]:
    """The edges of bars of equal width (one more than bars) and the share of courses in each."""
    top = float(days.max()) if days.size and days.max() > 0 else 1.0
    counts, edges = np.histogram(days, bins=bars, range=(0.0, top))
    return [float(edge) for edge in edges], [float(n) / max(days.size, 1) for n in counts]


def _band(values: Floats) -> Band:
    low, middle, high = (float(value) for value in np.percentile(values, QUANTILES))
    return Band(low, middle, high)
