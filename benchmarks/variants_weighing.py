"""Weighing variants: how much it takes beside the runs that it weighs.

The same runs of the same sides are made bare, on as many threads, and then weighed. What comes on
top is taking the figures of each run, the bands, every pair of sides, and what would turn a choice.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import median

from claim import is_smoke, print_claim

from weerbaar.measures.effects import with_measures
from weerbaar.measures.files import catalogue_by_name, read_variant
from weerbaar.measures.runner import usual_month, weigh_variants
from weerbaar.twin.cli import prepare_twin
from weerbaar.twin.ensemble import run_once

NAMES = ("114-lichte-punten", "36-kazernepunten", "eerst-thuis", "eerst-vitaal")
TARGET = 1.25


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    draws, rounds = (2, 1) if smoke else (50, 2)
    twin = prepare_twin("gelderland-zuid", "drie-dagen-januari")
    if smoke:
        twin = replace(twin, hours=6.0)
    catalogue = catalogue_by_name()
    variants = [read_variant(name, catalogue) for name in NAMES[: 2 if smoke else 4]]
    month = usual_month(variants)
    sides = [twin, *(with_measures(twin, one, catalogue, month) for one in variants)]
    run_once(twin, 0)

    def bare() -> None:
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
            tasks = [(side, run) for side in sides for run in range(draws)]
            for _ in threads.map(lambda task: run_once(*task) and None, tasks):
                pass

    def weighed() -> None:
        weigh_variants(twin, variants, catalogue, draws=draws)

    taken: dict[str, list[float]] = {"bare": [], "weighed": []}
    for _ in range(rounds):
        # In turn, so that what else the machine does hits both alike.
        for name, work in (("bare", bare), ("weighed", weighed)):
            start = time.process_time()
            work()
            taken[name].append(time.process_time() - start)
    told = f"{len(variants)} variants and how it is now, {draws} draws each"
    print_claim(f"bare runs of {told}, CPU time", median(taken["bare"]), "s")
    print_claim(f"weighing {told}, CPU time", median(taken["weighed"]), "s")
    ratio = median(taken["weighed"]) / median(taken["bare"])
    print_claim(f"weighing over the bare runs of {told}", ratio, "times", TARGET)


if __name__ == "__main__":
    main()
