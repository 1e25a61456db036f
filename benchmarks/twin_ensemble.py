"""An answer of the embedded region with all its what-if pictures, with a thread for each core.

A turned knob is measured where people wait for it, in a browser: `knobs_browser.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from claim import is_smoke, print_claim

from weerbaar.cli.running import make_answer
from weerbaar.common.language import ENGLISH
from weerbaar.twin.cli import prepare_twin
from weerbaar.twin.ensemble import run_once


def measure(claim: str, work: Callable[[], object]) -> None:
    """Prints the seconds that the work takes on the clock, and those of all cores together."""
    clock, cores = time.perf_counter(), time.process_time()
    work()
    clock, cores = time.perf_counter() - clock, time.process_time() - cores
    print_claim(claim, clock, "s")
    print_claim(f"{claim}, CPU time of all cores", cores, "s")


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    full = 2 if smoke else 50
    twin = prepare_twin("gelderland-zuid", "drie-dagen-januari")
    if smoke:
        twin = replace(twin, hours=6.0)
    run_once(twin, 0)
    measure(
        f"an answer of {full} runs with all its what-if pictures",
        lambda: make_answer(twin, "", full, False, ENGLISH, quiet=True),
    )


if __name__ == "__main__":
    main()
