"""How long a process takes, simulated: beside drawing its random numbers alone.

The ceiling is what no simulation with keyed draws can do without: the hash and quantile of every
uncertain time, of every chance of rework, and of the times that rework takes, in the same process
and of the same size. Adding them up, waiting for other steps and the end of the whole come on top;
the ratio says what these cost. Times are of the processor, so that a busy machine counts less. The
worked example is what a person would fill in; the long process has as many steps as may be.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from claim import is_smoke, print_claim

from weerbaar.agenda.registers.files import read_process_example
from weerbaar.agenda.registers.lead_time import AGAIN, MOST_TIMES, lead_time, run_process
from weerbaar.agenda.registers.processes import (
    AS_IS,
    MOST_STEPS,
    Process,
    Step,
    processes_of,
)
from weerbaar.common.finding import Band
from weerbaar.twin.draws import key_of, quantile, uniform_over

TARGET = 1.5


def long_process() -> Process:
    """As many steps as there may be, three side by side, each of which may be done again."""
    band, wait = Band(2, 5, 12), Band(1, 3, 10)
    steps = tuple(
        Step(n, f"step {n}", "", (n - 3,) if n > 3 else (), band, wait, 0.1, "A")
        for n in range(1, MOST_STEPS + 1)
    )
    return Process("long", AS_IS, steps, 120)


def draw_alone(process: Process, draws: int) -> None:
    """Every random number that the simulation draws, and nothing done with it."""
    runs = np.arange(draws)
    for step in process.steps:
        key = key_of(f"step {step.number}")
        draw_turn(step, runs, key, 0)
        if step.again:
            chance = uniform_over(1, runs, key, AGAIN)
            for turn in range(1, MOST_TIMES + 1):
                draw_turn(step, np.flatnonzero(chance < step.again**turn), key, turn)


def draw_turn(step: Step, runs: np.ndarray, key: np.uint64, turn: int) -> None:
    """The times of one step in one turn."""
    for what, band in ((f"work {turn}", step.days), (f"wait {turn}", step.wait)):
        if band.p10 != band.p90 and runs.size:
            q = uniform_over(1, runs, key, key_of(what))
            ends = (np.array([end]) for end in (band.p10, band.p50, band.p90))
            quantile(*ends, q)


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Median seconds of the processor for one call; the first is not counted."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def measure(name: str, process: Process, draws: int, rounds: int) -> None:
    """Prints the ceiling, the simulation beside it, and the bottleneck on top."""
    ceiling = seconds(lambda: draw_alone(process, draws), rounds)
    taken = seconds(lambda: run_process(process, draws), rounds)
    courses = run_process(process, draws)
    found = seconds(lambda: lead_time(courses), rounds)
    size = f"{name}, {len(process.steps)} steps, {draws} draws"
    print_claim(f"ceiling, drawing alone: {size}", 1000 * ceiling, "ms")
    print_claim(f"simulating: {size}", 1000 * taken, "ms")
    print_claim(f"simulating over drawing alone: {size}", taken / ceiling, "times", TARGET)
    print_claim(f"finding the bottleneck: {size}", 1000 * found, "ms")


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    draws, rounds = (50, 1) if smoke else (2_000, 25)
    measure("worked example", processes_of(read_process_example("en"))[0], draws, rounds)
    measure("long process", long_process(), draws, rounds)


if __name__ == "__main__":
    main()
