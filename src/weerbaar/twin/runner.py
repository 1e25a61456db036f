"""Runs many runs, in threads by default (the kernel lets them work side by side)."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed

from weerbaar.twin.ensemble import Run, Twin, run_once


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
