"""Many runs of the embedded region, with a thread for each core: a band, an answer, a long crisis.

A turned knob is taken as: draws, runs, summary and the page with map and curves, of one picture.
There is no browser in it yet. The long crisis is an outage of 336 hours, 100 runs of it; the target
is a tenth of that for 1,000 runs, which were not run.
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
from weerbaar.twin.lasting import with_duration
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


def one_picture(twin: Twin, runs: int) -> str:
    """The page of one picture, without what-ifs."""
    made = run_many(twin, runs)
    outcome = summarise(twin, made, scope_of(twin))
    found = find_gaps(twin, made, outcome, "en")
    named = region_hash(twin.network.region)
    answer = Answer(twin, outcome, {}, found, named, "0", full=False)
    return render_report(compose_report(answer, ENGLISH), ENGLISH, TEMPLATE)


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    few, full, many, long = (1, 2, 2, 6.0) if smoke else (10, 50, 100, 336.0)
    twin = prepare_twin("gelderland-zuid", "drie-dagen-januari")
    if smoke:
        twin = replace(twin, hours=6.0)
    run_once(twin, 0)
    one_picture(twin, 1)
    measure(f"one picture, {few} runs", lambda: one_picture(twin, few), 0.5)
    measure(f"one picture, {full} runs", lambda: one_picture(twin, full), 2.0)
    measure(
        f"an answer of {full} runs with all its what-if pictures",
        lambda: make_answer(twin, "", full, False, ENGLISH, quiet=True),
    )
    crisis = replace(twin, scenario=with_duration(twin.scenario, long), hours=long)
    claim = f"{many} runs of {long:g} h (target: a tenth of that for 1,000 runs)"
    measure(claim, lambda: run_many(crisis, many), 4.5)


if __name__ == "__main__":
    main()
