"""What the commands on the twin share: their options, and the twin by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from weerbaar.common.cli import UNKNOWN_LANGUAGE, print_note, say
from weerbaar.common.files import LANGUAGES
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.drawing.files import read_template, table_xlsx_bytes
from weerbaar.drawing.page import Page, render_page
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.region.extent import extent_of
from weerbaar.region.files import read_library, read_region, usual_region
from weerbaar.region.region import Library, Region
from weerbaar.twin.answer_tables import SIMULATION
from weerbaar.twin.checking import check_against, check_municipalities, check_planned
from weerbaar.twin.ensemble import check_quiet
from weerbaar.twin.files import output_problems, read_scenario, write_file
from weerbaar.twin.lasting import ZERO_HOURS, too_long, with_duration
from weerbaar.twin.memory import memory_problems
from weerbaar.twin.runner import compile_kernel, is_compiled, make_twin, memory_room
from weerbaar.twin.scenario import MAX_HOURS
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED

DEFAULT_REGION = usual_region()
DEFAULT_SCENARIO = "drie-dagen-januari"
DEFAULT_RUNS = 50
MAX_RUNS = 100_000
MOST_NUMBER = 2**63 - 1
TYPED = "COMMANDLINE"
STEPS = (1.0, 0.25)
"""Steps in which a run is checked against the other: see the page on validity."""
NO_STEP = ProblemKind(
    "no-such-step",
    mark("A step of {value} hours is not checked against anything."),
    mark("Give 1 or 0.25."),
)
"""Name of the column and of the fact that mark figures which are simulated, in every file."""

OUT_OF_RANGE = ProblemKind(
    "option-out-of-range",
    mark("{column} is {value}; it must lie between {low} and {high}."),
    mark("Give another number."),
)
BELOW = ProblemKind(
    "option-out-of-range",
    mark("{column} is {value}; it must be {low} or more."),
    mark("Give another number."),
)
Found = TypeVar("Found")

RegionName = Annotated[
    str, typer.Argument(help=say(mark("Name of a region, or a folder or bundle.")))
]
OF_THE_PLACE = say(mark("that of the place"))
AsJson = Annotated[bool, typer.Option("--json", help=say(mark("Answer as JSON.")))]
Seed = Annotated[int, typer.Option(help=say(mark("Seed of the draws.")))]
With = Annotated[
    list[str] | None,
    typer.Option("--with", help=say(mark("Kind of planned sites to switch on: noodsteunpunt."))),
]
Output = Annotated[Path | None, typer.Option(help=say(mark("File to write.")))]


ScenarioName = Annotated[
    str,
    typer.Argument(
        help=say(mark("Name of a scenario, or a TOML file.")), show_default=OF_THE_PLACE
    ),
]
Hours = Annotated[
    float | None,
    typer.Option(
        help=say(
            mark(
                "Stop the calculation after so many hours from the start; default: when all is "
                "normal again."
            )
        )
    ),
]
Duration = Annotated[
    float | None,
    typer.Option(help=say(mark("Let every shock last so many hours, whatever the scenario says."))),
]
Step = Annotated[float, typer.Option(help=say(mark("Hours in one step: 1 or 0.25.")))]


@dataclass(frozen=True)
class Options:
    """What a command asks besides the region and the scenario; `outputs` are options and files."""

    runs: int = DEFAULT_RUNS
    seed: int = 1
    step: float = 1.0
    hours: float | None = None
    duration: float | None = None
    planned: tuple[str, ...] = ()
    municipality: str = ""
    language: str = ""
    course: int = 0
    outputs: tuple[tuple[str, Path], ...] = ()


DEFAULT_OPTIONS = Options()


def prepare_twin(
    region: str,
    scenario: str,
    options: Options = DEFAULT_OPTIONS,
    problems: Sequence[Problem] = (),
) -> Twin:
    """The twin of a region and scenario by name; raises Refused with all that is wrong.

    `problems` are those that the caller found, to be told together with the others.
    """
    wrong = option_problems(options)
    found = [*problems, *wrong]
    facts = read_named(read_region, region, found)
    library = read_library()
    chosen = read_named(read_scenario, scenario or usual_scenario(facts, library), found)
    if chosen is not None:
        found += check_against(chosen, facts, library, options.planned)
        if options.duration is not None and some_hours(options.duration):
            chosen = with_duration(chosen, options.duration)
            found += too_long(chosen, "", "--duration")
    if facts is not None:
        found += check_planned(options.planned, facts, "", "--with")
        asked = [options.municipality] if options.municipality else []
        known = {str(name).lower() for name in facts.areas["municipality"]}
        if options.municipality.lower() not in known:
            found += check_municipalities(asked, facts, "", "--municipality")
    if facts is not None and chosen is not None and not wrong:
        found += memory_problems(
            len(facts.areas),
            chosen,
            options.runs,
            memory_room(),
            options.step,
            options.hours or 0.0,
        )
    refuse_if(found)
    assert facts is not None
    assert chosen is not None
    twin = make_twin(
        facts,
        library,
        chosen,
        options.planned,
        options.seed,
        options.step,
        options.hours or 0.0,
    )
    compile_first(twin)
    check_quiet(twin)
    return twin


def compile_first(twin: Twin) -> None:
    """Compiles the model where that was not done before, and says what takes so long."""
    if not is_compiled():
        print_note(say(mark("The first time, the model is compiled: about two minutes.")))
        compile_kernel(twin)


def usual_scenario(region: Region | None, library: Library) -> str:
    """The scenario that is run where none is named: that of the part of the world."""
    usual = extent_of(region.areas, library)["scenario"] if region is not None else ""
    return str(usual or DEFAULT_SCENARIO)


def read_named(read: Callable[[str], Found], name: str, problems: list[Problem]) -> Found | None:
    """What there is by this name; where it is refused, its problems are added."""
    try:
        return read(name)
    except Refused as refused:
        problems += refused.problems
        return None


@contextmanager
def show_progress(total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar for so many runs on standard error; gives the function that tells of one run done."""
    if quiet:
        yield lambda done: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say(mark("Simulating")), total=total)
        yield lambda done: bar.advance(task)


def option_problems(options: Options) -> list[Problem]:
    """What is wrong with the options by themselves."""
    problems = []
    if options.language and options.language not in LANGUAGES:
        known = {"known": ", ".join(LANGUAGES)}
        problems.append(
            Problem(UNKNOWN_LANGUAGE, column="--language", value=options.language, params=known)
        )
    for name, hours in (("--hours", options.hours), ("--duration", options.duration)):
        if hours is not None and not some_hours(hours):
            most = {"high": MAX_HOURS}
            problems.append(Problem(ZERO_HOURS, column=name, value=f"{hours:g}", params=most))
    problems += out_of_range("--runs", options.runs, 1, MAX_RUNS)
    if options.step not in STEPS:
        problems.append(Problem(NO_STEP, column="--step", value=f"{options.step:g}"))
    problems += out_of_range("--seed", options.seed, 0, MOST_NUMBER)
    problems += out_of_range("--course", options.course, 0, MOST_NUMBER)
    return problems + output_problems(options.outputs)


def out_of_range(option: str, value: float, low: float, high: float) -> list[Problem]:
    """A problem where an option's number does not lie within its bounds."""
    if low <= value <= high:
        return []
    params = {"low": low, "high": high}
    if high == MOST_NUMBER and value < low:
        return [Problem(BELOW, column=option, value=value, params=params)]
    return [Problem(OUT_OF_RANGE, column=option, value=value, params=params)]


def given_options(context: typer.Context, names: Mapping[str, str]) -> list[str]:
    """Which of these a person typed, as they are typed; `names` by parameter of the command."""
    sources = {name: context.get_parameter_source(name) for name in names}
    typed = {name for name, source in sources.items() if source and source.name == TYPED}
    return [names[name] for name in names if name in typed]


def some_hours(hours: float) -> bool:
    return 0 < hours <= MAX_HOURS


def write_told(
    sheets: Mapping[str, tuple[Sequence[str], list[list[Any]]]],
    page: Callable[[], Page],
    words: Language,
    csv: Path | None,
    xlsx: Path | None,
    html: Path | None,
) -> None:
    """Writes the files that were asked for: tables, see `write_tables`, and the page."""
    write_tables(sheets, words, csv, xlsx)
    if html:
        write_file(html, render_page(page(), words, read_template("page.html")).encode())


def write_tables(
    sheets: Mapping[str, tuple[Sequence[str], list[list[Any]]]],
    words: Language,
    csv: Path | None,
    xlsx: Path | None,
) -> None:
    """Writes the files that were asked for: the first sheet as CSV, and all as a workbook.

    Every row says that it is simulated. Raises Refused for a place that cannot be written.
    """
    told = {
        name: ((SIMULATION, *columns), [["yes", *row] for row in rows])
        for name, (columns, rows) in sheets.items()
    }
    if csv:
        write_file(csv, table_csv(*next(iter(told.values()))).encode())
    if xlsx:
        note = words.text(SIMULATED)
        write_file(xlsx, table_xlsx_bytes(told, note))
