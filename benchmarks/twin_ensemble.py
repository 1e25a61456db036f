"""Many runs of the embedded region, with a thread for each core: a turned knob, and an answer.

A turned knob is taken as: draws, runs, summary and the page with map and curves, of one picture, as
far as the server goes. The browser is not in it yet: it comes with the screen that has the knobs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from claim import is_smoke, print_claim

from weerbaar.cli.running import make_answer
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import render_report
from weerbaar.region.bundle import region_hash
from weerbaar.twin.answer import Answer
from weerbaar.twin.cli import prepare_twin
from weerbaar.twin.ensemble import Twin, run_once
from weerbaar.twin.findings import find_gaps
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.reporting import compose_report
from weerbaar.twin.runner import run_many

TEMPLATE = read_template("report.html")


def measure(claim: str, work: Callable[[], object], target: float | None = None) -> None:
    """Prints the seconds that the work takes on the clock, and those of all cores together."""
    clock, cores = time.perf_counter(), time.process_time()
    work()
    clock, cores = time.perf_counter() - clock, time.process_time() - cores
    print_claim(claim, clock, "s", target)
    print_claim(f"{claim}, CPU time of all cores", cores, "s")


def one_picture(twin: Twin, named: str, runs: int) -> str:
    """The page of one picture, without what-ifs; `named` is the hash of the region that stays."""
    made = run_many(twin, runs)
    outcome = summarise(twin, made, scope_of(twin))
    found = find_gaps(twin, made, outcome, "en")
    answer = Answer(twin, outcome, {}, found, named, "0", full=False)
    return render_report(compose_report(answer, ENGLISH), ENGLISH, TEMPLATE)


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    few, full = (1, 2) if smoke else (10, 50)
    twin = prepare_twin("gelderland-zuid", "drie-dagen-januari")
    if smoke:
        twin = replace(twin, hours=6.0)
    run_once(twin, 0)
    named = region_hash(twin.network.region)
    one_picture(twin, named, 1)
    knob = "a knob turned until map and curves are drawn again, without the browser"
    measure(f"{knob}, {few} draws", lambda: one_picture(twin, named, few), 0.5)
    measure(f"{knob}, {full} draws", lambda: one_picture(twin, named, full), 2.0)
    measure(
        f"an answer of {full} runs with all its what-if pictures",
        lambda: make_answer(twin, "", full, False, ENGLISH, quiet=True),
    )


if __name__ == "__main__":
    main()
