"""The command `weerbaar twin ensemble`: many runs, kept as they are made, gone on with at any time.

Rules:
1. Finished runs stay, whatever stops the command; the same command goes on with what is missing.
2. Figures go to standard output, progress and what to do next to standard error.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from weerbaar.cli.choosing import Choices, chosen_values
from weerbaar.cli.fixing import fixed_values, variant
from weerbaar.cli.running import MapsFolder, room_for, write_maps, write_report
from weerbaar.common.cli import (
    current_language,
    print_json,
    print_note,
    print_table,
    run_or_refuse,
    say,
)
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.region.bundle import region_hash
from weerbaar.twin.answer import Answer
from weerbaar.twin.answer_tables import SIMULATION
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    MAX_RUNS,
    AsJson,
    Duration,
    Hours,
    Options,
    RegionName,
    ScenarioName,
    Seed,
    Step,
    With,
    out_of_range,
    prepare_twin,
    show_progress,
)
from weerbaar.twin.files import make_room, read_twin_library
from weerbaar.twin.findings import find_gaps
from weerbaar.twin.outcome import Outcome, hidden_band, scope_of, summarise
from weerbaar.twin.quantities import make_design
from weerbaar.twin.reporting import compose_report
from weerbaar.twin.stored.files import MANIFEST, Store, StoredRuns, open_store, write_results
from weerbaar.twin.stored.identity import design_of
from weerbaar.twin.stored.runner import cluster, make_runs, processes, threads
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED, people_in_words

ENSEMBLE_SCHEMA = 1
ENSEMBLE_RUNS = 200
MOST_WORKERS = 256
STOPPED_EXIT = 130
TOLD_PARTS = 10
MINUTE, HOUR = 60.0, 3600.0
A_WHILE = 1.5

TWO_SORTS = ProblemKind(
    "two-sorts-of-workers",
    mark("--threads and --cluster cannot go together."),
    mark("Leave one of the two out."),
)
NOT_FOR_TABLES = ProblemKind(
    "not-for-tables",
    mark("{value} is a file, or the folder of the runs themselves."),
    mark("Name another folder, such as {value}-results."),
)
OF_NO_DESIGN = ProblemKind(
    "of-without-design",
    mark("--of names what a design spreads, and no design is asked."),
    mark("Add --design latin or --design sobol, or leave --of out."),
)


def ensemble(
    out: Annotated[
        Path,
        typer.Option(
            "--out", help=say(mark("Folder that keeps the runs; with the same folder it goes on."))
        ),
    ],
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    runs: Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))] = ENSEMBLE_RUNS,
    workers: Annotated[
        int, typer.Option(help=say(mark("How many runs at once; 0 is one for each core.")))
    ] = 0,
    in_threads: Annotated[
        bool, typer.Option("--threads", help=say(mark("Use threads instead of processes.")))
    ] = False,
    scheduler: Annotated[
        str,
        typer.Option(
            "--cluster",
            help=say(mark("Address of a Dask cluster, such as tcp://127.0.0.1:8786.")),
        ),
    ] = "",
    hours: Hours = None,
    duration: Duration = None,
    step: Step = 1.0,
    seed: Seed = 1,
    planned: With = None,
    fixed: Annotated[
        list[str] | None,
        typer.Option("--fixed", help=say(mark("Parameter that is not drawn, such as rho=0.5."))),
    ] = None,
    choice: Choices = None,
    design: Annotated[
        str,
        typer.Option(
            help=say(
                mark(
                    "Spread the draws evenly over what is uncertain: latin or sobol; keyed only "
                    "lets go together what does so in the library."
                )
            ),
            show_default=say(mark("each figure is drawn by itself")),
        ),
    ] = "",
    of: Annotated[
        list[str] | None,
        typer.Option(
            "--of", help=say(mark("Name of a quantity that the design spreads; default: all."))
        ),
    ] = None,
    tables: Annotated[
        Path | None,
        typer.Option(help=say(mark("Folder for the figures of all runs as Parquet files."))),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help=say(mark("HTML file: the report of all runs.")))
    ] = None,
    maps: MapsFolder = None,
    json: AsJson = False,
) -> None:
    """Makes the runs that are missing in a folder, and says what all runs there say together."""
    with run_or_refuse(json) as words:
        values, wrong = fixed_values(fixed or (), read_twin_library())
        chosen, unclear = chosen_values(choice or ())
        wrong += unclear
        wrong += out_of_range("--runs", runs, 1, MAX_RUNS)
        wrong += out_of_range("--workers", workers, 0, MOST_WORKERS)
        if in_threads and scheduler:
            wrong.append(Problem(TWO_SORTS, column="--cluster"))
        if tables and (tables.is_file() or tables.resolve() == out.resolve()):
            wrong.append(Problem(NOT_FOR_TABLES, column="--tables", value=tables))
        if of and not design:
            wrong.append(Problem(OF_NO_DESIGN, column="--of"))
        # Runs on disk take no memory, so one run is what must fit in it.
        options = Options(
            runs=1,
            seed=seed,
            step=step,
            hours=hours,
            duration=duration,
            planned=tuple(planned or ()),
            outputs=(("--report", report),) if report else (),
        )
        twin = prepare_twin(region, scenario, options, wrong)
        twin = variant(twin, values, chosen)
        if design:
            twin = replace(twin, design=make_design(twin, design, runs, of or ()))
        workers = workers or os.cpu_count() or 1
        make_room(room_for(report, maps))
        with open_store(out, twin, runs) as store:
            executor = _workers(in_threads, scheduler, workers)
            made = _make(store, twin, runs, executor, words, json)
            kept = StoredRuns.of(out, twin)
            files = write_results(kept, tables) if tables else []
        outcome = summarise(twin, kept, scope_of(twin), by_hour=bool(report or maps))
        if report:
            _write_report(twin, kept, outcome, words, report)
        drawn = write_maps(twin, outcome, words, maps) if maps else []
        if json:
            said = _record(twin, outcome, out, made, files)
            print_json(said | {"maps": [str(path) for path in drawn]})
        else:
            _print_outcome(twin, outcome, words)
            _print_kept(len(kept), made, out, words)


def _write_report(
    twin: Twin, kept: StoredRuns, outcome: Outcome, words: Language, path: Path
) -> None:
    """Writes the report without what-ifs and indicators: these ask for other runs, or for all."""
    answer = Answer(
        twin=twin,
        outcome=outcome,
        variants={},
        findings=find_gaps(twin, kept, outcome, words.code),
        region_hash=region_hash(twin.network.region),
        version=version("weerbaar"),
        full=False,
    )
    write_report(compose_report(answer, words), words, path)


@contextmanager
def _workers(in_threads: bool, scheduler: str, workers: int) -> Iterator[tuple[Executor, int]]:
    """Who makes the runs, and how many of them at once."""
    if scheduler:
        with cluster(scheduler) as found:
            yield found
    else:
        with (threads if in_threads else processes)(workers) as executor:
            yield executor, workers


def _make(
    store: Store,
    twin: Twin,
    runs: int,
    workers: AbstractContextManager[tuple[Executor, int]],
    words: Language,
    quiet: bool,
) -> int:
    """Makes what is missing and gives how many runs that were; tells how to go on when stopped."""
    missing = runs - len([number for number in store.finished() if number < runs])
    if not missing:
        return 0
    try:
        with _told(missing, quiet) as tell, workers as (executor, at_once):
            return make_runs(store, twin, runs, executor, at_once, tell)
    except KeyboardInterrupt:
        told = mark("Stopped. {kept} runs are kept; the same command goes on from there.")
        print_note(words.text(told, kept=len(store.finished())))
        raise typer.Exit(STOPPED_EXIT) from None


@contextmanager
def _told(total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Progress on standard error: a bar on a screen, else a line for each tenth."""
    if quiet or Console(stderr=True).is_terminal:
        with show_progress(total, quiet) as tell:
            yield tell
        return
    moments: list[float] = []

    def tell_part(done: int) -> None:
        # Counted from the first run, since starting the workers takes time too.
        moments[1:] = [time.monotonic()]
        if 1 < done < total and done * TOLD_PARTS // total > (done - 1) * TOLD_PARTS // total:
            left = (moments[-1] - moments[0]) / (done - 1) * (total - done)
            told = mark("{done} of {all} runs; about {left} to go.")
            print_note(say(told, done=done, all=total, left=_lasting(left)))

    yield tell_part


def _lasting(seconds: float) -> str:
    """A number of seconds as a person says it: never 1 minute or 1 hour, which need other words."""
    if seconds < A_WHILE * MINUTE:
        return say(mark("{count} seconds"), count=max(2, round(seconds)))
    if seconds < A_WHILE * HOUR:
        return say(mark("{count} minutes"), count=round(seconds / MINUTE))
    return say(mark("{count} hours"), count=current_language().number(seconds / HOUR, 1))


def _record(
    twin: Twin, outcome: Outcome, out: Path, made: int, files: Sequence[Path]
) -> dict[str, Any]:
    """What all runs say together, as plain values; null where counts may not be shown."""
    return {
        "schema": ENSEMBLE_SCHEMA,
        SIMULATION: True,
        "folder": str(out),
        "identity": str(out / MANIFEST),
        "region": twin.network.region.region,
        "scenario": twin.scenario.scenario,
        "design": design_of(twin),
        "runs": outcome.runs,
        "made_now": made,
        "outage_h": asdict(outcome.outage_h),
        "needs": {
            need.need: {
                "person_hours": asdict(need.person_hours),
                "worst_tenth": need.worst_tenth,
                "peak_persons": asdict(need.peak),
            }
            if not hidden_band(need.peak)
            else None
            for need in outcome.needs
        },
        "tables": [str(path) for path in files],
    }


def _print_outcome(twin: Twin, outcome: Outcome, words: Language) -> None:
    print_note(words.text(SIMULATED))
    rows = []
    for need in outcome.needs:
        row = twin.library.needs.row(twin.library.needs.positions("need")[need.need])
        low, middle, high = (people_in_words(p, words) for p in asdict(need.peak).values())
        band = need.per_head
        rows.append(
            (
                str(row[f"name_{words.code}"]),
                middle if low == high else f"{middle} ({low}–{high})",
                f"{words.number(band.p50, 1)} "
                f"({words.number(band.p10, 1)}–{words.number(band.p90, 1)})",
            )
        )
    headings = (
        mark("Without"),
        mark("People at the worst moment"),
        mark("Hours per person"),
    )
    title = f"{twin.network.region.name} · {twin.scenario.name(words.code)}"
    print_table([words.text(heading) for heading in headings], rows, title)


def _print_kept(kept: int, made: int, out: Path, words: Language) -> None:
    told = mark("{kept} runs are kept in {folder}, {made} of them made now.")
    print_note(words.text(told, kept=kept, folder=out, made=made))
