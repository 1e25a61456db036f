"""One run of 72 hours of the embedded region on one core, draw included, beside a ceiling.

The ceiling is what this machine could do if a run were nothing but looking up values at random
places: the links, mast distances and strata of stock that a step must touch, over the rate at which
a plain numba loop gathers float64 values, measured in the same process.

No package on PyPI does the same work: static cascades know no time, stocks or households, and
input-output models know no sites. So no peer stands beside it.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

import numpy as np
from claim import is_smoke, print_claim
from numba import njit

from weerbaar.twin.cli import prepare_twin
from weerbaar.twin.drawing_case import STRATA, make_case
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.state import HOMES, WATER_NEEDS
from weerbaar.twin.twin import Twin

HOURS = 72.0
RUNS = 30
TARGET_MS = 20.0


def updates_in_step(twin: Twin) -> int:
    """Values that one step must look up: links, masts near points, and strata of stock."""
    network = twin.network
    places, areas = network.places, len(network.region.areas)
    pumps = int(np.sum(places.upper >= 0))
    profiles = len(make_case(twin, 0)[0].people.threshold)
    water = 2 * len(WATER_NEEDS) * (areas + pumps)
    others = 3 * 2 * areas + 3 * len(places.block_area)
    homes = HOMES * profiles
    return len(network.graph.supplier) + places.cover.site.size + STRATA * (water + others + homes)


@njit
def gather(values: np.ndarray, at: np.ndarray, rounds: int) -> float:
    """The sum of values at random places, in four lanes that do not wait for each other."""
    a = b = c = d = 0.0
    for _ in range(rounds):
        for i in range(0, len(at) - 3, 4):
            a += values[at[i]]
            b += values[at[i + 1]]
            c += values[at[i + 2]]
            d += values[at[i + 3]]
    return a + b + c + d


def gather_rate(sites: int) -> float:
    """Values a second that this core gathers from an array as long as the list of sites."""
    generator = np.random.default_rng(1)
    values, at = generator.random(sites), generator.integers(0, sites, 100_000)
    gather(values, at, 1)
    rates = []
    for _ in range(5):
        start = time.process_time()
        gather(values, at, 500)
        rates.append(500 * len(at) / (time.process_time() - start))
    return max(rates)


def milliseconds(work: object, runs: int) -> list[float]:
    """CPU time of each of the runs 1 to `runs`; run 0 warms up."""
    assert callable(work)
    work(0)
    taken = []
    for run in range(1, runs + 1):
        start = time.process_time()
        work(run)
        taken.append(1e3 * (time.process_time() - start))
    return taken


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    hours, runs = (4.0, 2) if smoke else (HOURS, RUNS)
    twin = replace(prepare_twin("gelderland-zuid", "drie-dagen-januari"), hours=hours)
    whole = milliseconds(lambda run: run_once(twin, run), runs)
    draw = milliseconds(lambda run: make_case(twin, run), runs)
    rate = gather_rate(len(twin.network.sites))
    updates = updates_in_step(twin) * run_once(twin, 0).steps
    ceiling = 1e3 * updates / rate
    middle = statistics.median(whole)
    name = f"one run, {hours:g} h, 60 rows an area, one core, draw included"
    print_claim(f"{name}, median of {runs}", middle, "ms", TARGET_MS)
    print_claim(f"{name}, fastest of {runs}", min(whole), "ms", TARGET_MS)
    print_claim("of which the draw, median", statistics.median(draw), "ms")
    print_claim("random gather, the ceiling of this core", rate / 1e9, "billion values a second")
    print_claim(f"ceiling for the {updates:,} values a run must look up", ceiling, "ms")
    print_claim("median over ceiling", middle / ceiling, "times")
    print("peer: none on PyPI does this work (no households, stocks or hours); none is compared")


if __name__ == "__main__":
    main()
