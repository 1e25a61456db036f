"""Runs many runs, in threads by default (the kernel lets them work side by side)."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import TypeVar

from weerbaar.common.refusals import refuse_if
from weerbaar.region.region import Library, Region
from weerbaar.twin.checking import check_against
from weerbaar.twin.ensemble import Run, check_quiet, run_once
from weerbaar.twin.files import read_profile, read_twin_library
from weerbaar.twin.network import compile_network
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.twin import Twin

PART = 32

Measured = TypeVar("Measured")


def make_twin(
    region: Region,
    library: Library,
    scenario: Scenario,
    planned: Collection[str] = (),
    seed: int = 1,
    dt: float = 1.0,
    hours: float = 0.0,
) -> Twin:
    """The twin of a region with the figures and norms that ship; `planned` kinds are switched on.

    Nothing is checked here.
    """
    on = tuple(sorted({*scenario.planned_sites, *planned}))
    return Twin(
        network=compile_network(region, library, on),
        library=read_twin_library(),
        scenario=replace(scenario, planned_sites=on),
        norms=read_profile().norms,
        seed=seed,
        dt=dt,
        hours=hours,
    )


def answer_of(
    region: Region,
    library: Library,
    scenario: Scenario,
    runs: int,
    seed: int = 1,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[Twin, list[Run]]:
    """The twin of a region in memory and its runs, as `difference.compare_answers` takes them.

    Raises Refused where the scenario does not fit, or where people lack something without a shock.
    """
    refuse_if(check_against(scenario, region, library))
    twin = make_twin(region, library, scenario, seed=seed)
    check_quiet(twin)
    return twin, run_many(twin, runs, tell)


def run_many(
    twin: Twin,
    runs: int,
    tell: Callable[[int], None] = lambda done: None,
    executor: Executor | None = None,
) -> list[Run]:
    """The runs 0 to runs - 1, in order whatever the executor; `tell` hears how many are done."""
    if executor is not None:
        return _run_on(executor, twin, runs, tell)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        return _run_on(threads, twin, runs, tell)


def _run_on(executor: Executor, twin: Twin, runs: int, tell: Callable[[int], None]) -> list[Run]:
    waiting = {executor.submit(run_once, twin, run): run for run in range(runs)}
    done: dict[int, Run] = {}
    try:
        for future in as_completed(waiting):
            done[waiting[future]] = future.result()
            tell(len(done))
    except BaseException:
        for future in waiting:
            future.cancel()
        raise
    return [done[run] for run in range(runs)]


def measure_many(
    twin: Twin,
    runs: int,
    measure: Callable[[Run], Measured],
    tell: Callable[[int], None] = lambda done: None,
) -> list[Measured]:
    """What `measure` makes of each of the runs 0 to runs - 1, in order; no run is kept."""

    def one(run: int) -> Measured:
        return measure(run_once(twin, run))

    done: list[Measured] = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        # A part at a time, so that a run that fails, or a person who stops, stops the others.
        for first in range(0, runs, PART):
            for made in threads.map(one, range(first, min(first + PART, runs))):
                done.append(made)
                tell(len(done))
    return done
