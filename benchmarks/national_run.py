"""The whole country for two weeks: one run, its memory, and runs that are kept and summarised.

The country is the made-up one of random_country.py, as large as the Netherlands, so that anyone can
repeat this. `--real FOLDER` takes a region that you built yourself instead (docs/how-to/
whole-country.md). All needs, groups and mechanisms; everybody is without power for 336 hours.

Time of a run is CPU time on one core, draw included. Memory is the most that a process held from
its start: this one with the region, its network and the runs, and the largest of the two workers
that make the kept runs. `--runs 100` keeps so many.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from claim import is_smoke, print_claim
from random_country import AREAS, made_up_country
from twin_speed import gather_rate, milliseconds, updates_in_step

from weerbaar.common.language import ENGLISH
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import render_report
from weerbaar.region.bundle import region_hash
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.answer import Answer
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import check_quiet, run_once
from weerbaar.twin.files import read_scenario
from weerbaar.twin.findings import find_gaps
from weerbaar.twin.lasting import with_duration
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.reporting import compose_report
from weerbaar.twin.runner import make_twin
from weerbaar.twin.stored.files import StoredRuns, open_store
from weerbaar.twin.stored.runner import make_runs, processes
from weerbaar.twin.twin import Twin

HOURS = 336.0
RUNS, KEPT = 5, 4
WORKERS = 2
TARGET_S, TARGET_GIB = 3.0, 2.0
MB, GIB_OF_KB = 1e6, 2**20


def peak_gib(whose: int) -> float:
    """The largest memory that this process, or the largest of its workers, has held, in GiB."""
    return resource.getrusage(whose).ru_maxrss / GIB_OF_KB


def country(folder: str, smoke: bool) -> Twin:
    """The twin of the made-up country, or of the region in a folder."""
    start = time.process_time()
    region = read_region(folder) if folder else made_up_country(40 if smoke else AREAS)
    print_claim("read the region" if folder else "make up the country", _since(start), "s CPU time")
    start = time.process_time()
    scenario = with_duration(read_scenario("drie-dagen-januari"), HOURS)
    twin = make_twin(region, read_library(), scenario, hours=HOURS)
    print_claim("make its network", _since(start), "s CPU time")
    start = time.process_time()
    check_quiet(twin)
    print_claim("check that nobody lacks anything without a shock", _since(start), "s CPU time")
    return replace(twin, hours=4.0) if smoke else twin


def one_run(twin: Twin, runs: int) -> None:
    """Prints what one run takes, beside the ceiling of this core."""
    network = twin.network
    size = f"{len(network.region.areas):,} areas, {len(network.sites):,} sites, {twin.hours:g} h"
    taken = [each / 1e3 for each in milliseconds(lambda run: run_once(twin, run), runs)]
    draw = [each / 1e3 for each in milliseconds(lambda run: make_case(twin, run), runs)]
    middle = statistics.median(taken)
    name = f"one run, {size}, 60 rows an area"
    print_claim(f"{name}, median of {runs}", middle, "s CPU time", TARGET_S)
    print_claim(f"{name}, fastest of {runs}", min(taken), "s CPU time", TARGET_S)
    print_claim("of which the draw", statistics.median(draw), "s CPU time")
    each = 1e6 * middle / len(network.region.areas) / (twin.hours / twin.dt)
    print_claim("for each area and hour", each, "microseconds")
    ceiling = updates_in_step(twin) * twin.hours / twin.dt / gather_rate(len(network.sites))
    print_claim("ceiling: the values it must look up, at the rate of this core", ceiling, "s")
    print_claim("peak memory so far", peak_gib(resource.RUSAGE_SELF), "GiB", TARGET_GIB)


def kept_runs(twin: Twin, runs: int, workers: int, folder: Path) -> None:
    """Prints what it takes to make and keep runs with workers, to summarise and to draw."""
    cpu, clock = _children(), time.perf_counter()
    with open_store(folder, twin, runs) as store, processes(workers) as executor:
        make_runs(store, twin, runs, executor, workers)
    clock = time.perf_counter() - clock
    print_claim(f"{runs} runs made and kept by {workers} workers", clock, "s on the clock")
    print_claim("each, of the workers", (_children() - cpu) / runs, "s CPU time")
    size = sum(path.stat().st_size for path in (folder / "runs").rglob("*.parquet"))
    print_claim("size on disk of each", size / runs / MB, "MB")
    print_claim("peak memory of a worker", peak_gib(resource.RUSAGE_CHILDREN), "GiB", TARGET_GIB)
    start = time.process_time()
    kept = StoredRuns.of(folder, twin)
    outcome = summarise(twin, kept, scope_of(twin))
    print_claim(f"summarise {runs} kept runs, each", _since(start) / runs, "s CPU time", TARGET_S)
    start = time.process_time()
    found = find_gaps(twin, kept, outcome, "en")
    answer = Answer(twin, outcome, {}, found, region_hash(twin.network.region), "0", full=False)
    page = render_report(compose_report(answer, ENGLISH), ENGLISH, read_template("report.html"))
    print_claim("hold them against the norms and draw the page", _since(start), "s CPU time")
    print_claim("size of the page", len(page.encode()) / MB, "MB")
    print_claim("peak memory of all of this", peak_gib(resource.RUSAGE_SELF), "GiB", TARGET_GIB)


def _since(start: float) -> float:
    return time.process_time() - start


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--real", default="", help="name or folder of a region to take instead")
    parser.add_argument("--runs", type=int, default=KEPT, help="how many runs to keep")
    asked, sys.argv[1:] = parser.parse_known_args()
    smoke = is_smoke(__doc__ or "")
    twin = country(asked.real, smoke)
    one_run(twin, 1 if smoke else RUNS)
    with TemporaryDirectory() as folder:
        runs, workers = (2, 1) if smoke else (asked.runs, WORKERS)
        kept_runs(twin, runs, workers, Path(folder, "kept"))


if __name__ == "__main__":
    main()
