"""What it costs to keep the runs of an ensemble on disk, and how much memory many runs take.

Runs are of the embedded region, 72 h. Each figure of memory is the most that a fresh process held
while it made runs (by two other processes) or summarised them; it should hardly grow with their
number. Making 2,200 runs takes some minutes.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from claim import is_smoke, print_claim

from weerbaar.twin.cli import prepare_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.stored.files import StoredRuns, open_store, read_ensemble, run_files
from weerbaar.twin.stored.runner import make_runs, processes
from weerbaar.twin.stored.tables import labels_of
from weerbaar.twin.twin import Twin

WORKERS = 2
MOST_GROWTH_MB = 100.0
LOADED = ("unmet", "persons", "cells", "counts", "kinds", "flows", "causes", "cell_curve")


def the_twin() -> Twin:
    """The twin of all measurements."""
    return prepare_twin("gelderland-zuid", "drie-dagen-januari")


def peak_mb() -> float:
    """The most memory that this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        found = status.read_text(encoding="utf-8").split("VmHWM:")[1].split()[0]
        return float(found) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def each_ms(work: Callable[[int], object], times: int) -> float:
    """The middle of the milliseconds that the work takes."""
    spent = []
    for i in range(times):
        began = time.perf_counter()
        work(i)
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)


def cost_of_keeping(folder: Path, times: int) -> None:
    """Prints what one run costs to make, to turn into files, to put on disk and to read."""
    twin = the_twin()
    labels = labels_of(twin)
    runs = [run_once(twin, number) for number in range(2)]
    print_claim("one run in memory", each_ms(lambda i: run_once(twin, i), times), "ms")
    files = run_files(runs[1], labels)
    print_claim(
        "its files as bytes", each_ms(lambda i: run_files(runs[i % 2], labels), times), "ms"
    )
    with open_store(folder, twin, times) as store:
        print_claim("put on disk", each_ms(lambda i: store.put(i, files), times), "ms")
    kept = StoredRuns(folder, labels)
    read = each_ms(lambda i: [getattr(kept[i], field) for field in LOADED], times)
    print_claim("read back whole", read, "ms")
    print_claim("size on disk", sum(len(content) for content in files.values()) / 1000, "kB")


def make_in(folder: Path, runs: int) -> None:
    """Makes runs; prints seconds on the clock for each and the memory of this process."""
    twin, workers = the_twin(), min(WORKERS, runs)
    began = time.perf_counter()
    with open_store(folder, twin, runs) as store, processes(workers) as executor:
        make_runs(store, twin, runs, executor, workers)
    print(1000 * (time.perf_counter() - began) / runs, peak_mb())


def summarise_in(folder: Path) -> None:
    """Summarises the runs; prints milliseconds for each and the memory of this process."""
    twin, runs = read_ensemble(folder)
    began = time.process_time()
    summarise(twin, runs, scope_of(twin))
    print(1000 * (time.process_time() - began) / len(runs), peak_mb())


def fresh(*words: object) -> tuple[float, float]:
    """What this script prints when it is started again with these words."""
    command = [sys.executable, __file__, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    spent, memory = done.stdout.split()
    return float(spent), float(memory)


def memory_of(folder: Path, *counts: int) -> None:
    """Prints time and memory of making and of summarising so many runs, the fewest first."""
    held = []
    for runs in counts:
        place = folder / str(runs)
        made, making = fresh("make", place, runs)
        summed, summing = fresh("summarise", place)
        print_claim(f"{runs} runs made and kept, each, on the clock", made, "ms")
        print_claim(f"{runs} runs summarised from disk, each, CPU time", summed, "ms")
        print_claim(f"memory while making {runs} runs", making, "MB")
        print_claim(f"memory while summarising {runs} runs", summing, "MB")
        held.append((making, summing))
    if len(counts) == 1:
        return
    for i, what in enumerate(("making", "summarising")):
        grown = held[-1][i] - held[0][i]
        claim = f"memory that {counts[-1]} runs take more than {counts[0]}, while {what}"
        print_claim(claim, grown, "MB", MOST_GROWTH_MB)


def main() -> None:
    """Measures and prints, or does one part of it in a process of its own."""
    if sys.argv[1:2] == ["make"]:
        make_in(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["summarise"]:
        summarise_in(Path(sys.argv[2]))
    else:
        smoke = is_smoke(__doc__ or "")
        times, counts = (2, (1,)) if smoke else (30, (200, 2000))
        with TemporaryDirectory() as folder:
            cost_of_keeping(Path(folder, "cost"), times)
            memory_of(Path(folder), *counts)


if __name__ == "__main__":
    main()
