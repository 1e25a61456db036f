"""1,000 runs of the default region for 336 hours, made by two processes and kept on disk.

This is what `weerbaar twin ensemble` does: draws, runs, files, and the summary of all of them. All
are without power for 336 hours. The target is for the clock with two cores of one's own; beside it
stands the CPU time of both workers, which says more on a busy machine.
"""

from __future__ import annotations

import resource
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from claim import is_smoke, print_claim

from weerbaar.twin.cli import Options, prepare_twin
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.stored.files import StoredRuns, open_store
from weerbaar.twin.stored.runner import make_runs, processes
from weerbaar.twin.twin import Twin

HOURS = 336.0
RUNS = 1000
WORKERS = 2
TARGET_S = 45.0
GIB_OF_KB = 2**20


def workers_s() -> float:
    """CPU seconds of the workers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_gib(whose: int) -> float:
    """The largest memory that this process, or the largest of its workers, has held, in GiB."""
    return resource.getrusage(whose).ru_maxrss / GIB_OF_KB


def measure(twin: Twin, runs: int, count: int, folder: Path) -> None:
    """Makes the runs with so many workers, keeps and summarises them, and prints what it takes."""
    name = f"{runs:,} runs of {twin.hours:g} h"
    clock, here, workers = time.perf_counter(), time.process_time(), workers_s()
    with open_store(folder, twin, runs) as store, processes(count) as executor:
        make_runs(store, twin, runs, executor, count)
    made = time.perf_counter() - clock
    print_claim(f"{name}, made and kept by {count} processes", made, "s", TARGET_S)
    workers = workers_s() - workers
    print_claim("CPU time of the workers, with their start", workers, "s")
    print_claim("half of that: the least two cores would take", workers / 2, "s", TARGET_S)
    print_claim("CPU time of this process, which writes", time.process_time() - here, "s")
    clock, here = time.perf_counter(), time.process_time()
    summarise(twin, StoredRuns.of(folder, twin), scope_of(twin))
    print_claim(f"summary of {name}", time.perf_counter() - clock, "s")
    print_claim(f"summary of {name}, CPU time", time.process_time() - here, "s", made)
    print_claim("peak memory of this process", peak_gib(resource.RUSAGE_SELF), "GiB")
    print_claim("peak memory of a worker", peak_gib(resource.RUSAGE_CHILDREN), "GiB")


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    twin = prepare_twin("gelderland-zuid", "drie-dagen-januari", Options(duration=HOURS))
    twin = replace(twin, hours=4.0 if smoke else HOURS)
    with TemporaryDirectory() as folder:
        runs, count = (3, 1) if smoke else (RUNS, WORKERS)
        measure(twin, runs, count, Path(folder, "kept"))


if __name__ == "__main__":
    main()
