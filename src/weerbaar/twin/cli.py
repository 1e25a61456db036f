"""The commands `weerbaar twin` and `weerbaar scenario`."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from weerbaar.common.cli import (
    UNKNOWN_LANGUAGE,
    print_json,
    print_note,
    print_table,
    run_or_refuse,
    say,
)
from weerbaar.common.files import LANGUAGES, data_folder, read_language
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.drawing.files import read_template, table_xlsx_bytes
from weerbaar.drawing.report import render_report
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.region.bundle import region_hash
from weerbaar.region.extent import extent_of
from weerbaar.region.files import read_library, read_region, region_names
from weerbaar.region.region import Library, Region
from weerbaar.twin.answer import Answer, Variant, compose_report
from weerbaar.twin.composing import OFFSET_OUTSIDE, Part, compose
from weerbaar.twin.ensemble import check_quiet, trace_once
from weerbaar.twin.explain import NO_NEED, Explanation, explain
from weerbaar.twin.files import (
    make_room,
    output_problems,
    parquet_bytes,
    read_replay,
    read_scenario,
    read_twin_library,
    scenario_names,
    write_file,
)
from weerbaar.twin.findings import find_gaps
from weerbaar.twin.indicator_words import NATO, OBJECTIVES
from weerbaar.twin.indicators import area_values, find_indicators
from weerbaar.twin.network import compile_network
from weerbaar.twin.outcome import scope_of, shown, summarise
from weerbaar.twin.reading import Circle, Figure
from weerbaar.twin.replaying import (
    Replay,
    Verdict,
    check_replay,
    make_replay,
    replay_runs,
)
from weerbaar.twin.runner import make_twin, run_many
from weerbaar.twin.scenario import (
    KEYS,
    LOAD_KEYS,
    MAX_HOURS,
    SHOCK_KEYS,
    ZERO_HOURS,
    Scenario,
    check_against,
    check_municipalities,
    check_planned,
    longest_h,
    too_long,
    with_duration,
)
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.tabulate import (
    AREA_COLUMNS,
    AREA_INDICATOR_COLUMNS,
    FLOW_COLUMNS,
    INDICATOR_COLUMNS,
    answer_record,
    area_indicator_rows,
    area_rows,
    flow_rows,
    hour_columns,
    indicator_rows,
)
from weerbaar.twin.taxonomy import tag_names
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import cause_in_words, people_in_words
from weerbaar.twin.writing import content_of, toml_of

DEFAULT_REGION = "gelderland-zuid"
DEFAULT_SCENARIO = "drie-dagen-januari"
DEFAULT_RUNS = 50
REPLAY_RUNS = 20
MAX_RUNS = 100_000
MOST_NUMBER = 2**63 - 1
MEMORY_BYTES = 4_000_000_000
BYTES_PER_FIGURE = 4
SIMULATION = "simulation"
"""Name of the column and of the fact that mark figures which are simulated, in every file."""
REPLAY_SCHEMA = 1
MET, MISSED, NOT_MEASURED = mark("met"), mark("missed"), mark("not measured")
NOT_IN_NAMES = re.compile(r"[^\w]+")
RHO_LOW, RHO_HIGH = 0.1, 0.9

OUT_OF_RANGE = ProblemKind(
    "option-out-of-range",
    mark("{column} is {value}; it must lie between {low} and {high}."),
    mark("Give another number."),
)
TOO_MUCH = ProblemKind(
    "too-much-memory",
    mark("{value} runs of {steps} steps over {areas} areas do not fit in {high} GB of memory."),
    mark("Give at most {most} runs, a larger --step or fewer --hours."),
)
TOO_MUCH_FOR_ONE = ProblemKind(
    "too-much-memory",
    mark("Even one run of {steps} steps over {areas} areas does not fit in {high} GB of memory."),
    mark("Give a larger --step or fewer --hours."),
)
NOT_BUILT = ProblemKind(
    "region-not-built",
    mark("The region “{value}” of this replay does not ship with Weerbaar."),
    mark("Make it first, or give another with --region: {commands}."),
)

Found = TypeVar("Found")

app = typer.Typer(no_args_is_help=True, help=say(mark("Simulate who lacks what, and why.")))
scenario_app = typer.Typer(no_args_is_help=True, help=say(mark("List, show and check scenarios.")))

RegionName = Annotated[
    str, typer.Argument(help=say(mark("Name of a region, or a folder or bundle.")))
]
ScenarioName = Annotated[str, typer.Argument(help=say(mark("Name of a scenario, or a TOML file.")))]
OF_THE_PLACE = say(mark("that of the place"))
AsJson = Annotated[bool, typer.Option("--json", help=say(mark("Answer as JSON.")))]
Seed = Annotated[int, typer.Option(help=say(mark("Seed of the draws.")))]
With = Annotated[
    list[str] | None,
    typer.Option("--with", help=say(mark("Kind of planned sites to switch on: noodsteunpunt."))),
]
Output = Annotated[Path | None, typer.Option(help=say(mark("File to write.")))]


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


@app.command(help=say(mark("Run a scenario on a region and write the answer as a report.")))
def run(
    region: RegionName = DEFAULT_REGION,
    scenario: Annotated[
        str,
        typer.Argument(
            help=say(mark("Name of a scenario, or a TOML file.")), show_default=OF_THE_PLACE
        ),
    ] = "",
    municipality: Annotated[
        str, typer.Option(help=say(mark("Answer for one municipality, such as Buren.")))
    ] = "",
    runs: Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))] = DEFAULT_RUNS,
    hours: Annotated[
        float | None,
        typer.Option(
            help=say(
                mark(
                    "Stop the calculation after so many hours from the start; default: when all "
                    "is normal again."
                )
            )
        ),
    ] = None,
    duration: Annotated[
        float | None,
        typer.Option(
            help=say(mark("Let every shock last so many hours, whatever the scenario says."))
        ),
    ] = None,
    step: Annotated[float, typer.Option(help=say(mark("Hours in one step: 1 or 0.25.")))] = 1.0,
    seed: Seed = 1,
    planned: With = None,
    out: Annotated[
        Path | None, typer.Option(help=say(mark("HTML file; default: in your data folder.")))
    ] = None,
    language: Annotated[
        str, typer.Option(help=say(mark("Language of the report: nl or en.")))
    ] = "",
    csv: Output = None,
    xlsx: Output = None,
    parquet: Output = None,
    full: Annotated[
        bool, typer.Option("--full", help=say(mark("Name objects too; confidential.")))
    ] = False,
    json: AsJson = False,
) -> None:
    """Runs a scenario on a region; writes the report and says in a few lines what it says."""
    with run_or_refuse(json) as spoken:
        named = (("--out", out), ("--csv", csv), ("--xlsx", xlsx), ("--parquet", parquet))
        options = Options(
            runs=runs,
            seed=seed,
            step=step,
            hours=hours,
            duration=duration,
            planned=tuple(planned or ()),
            municipality=municipality,
            language=language,
            outputs=tuple((option, path) for option, path in named if path),
        )
        twin = prepare_twin(region, scenario, options)
        words = read_language(language) if language else spoken
        report = out if out or json else report_path(twin, municipality, full, words)
        make_room(path for path in (report, csv, xlsx, parquet) if path)
        answer = make_answer(twin, municipality, runs, full, words, quiet=json)
        if report:
            write_report(answer, words, report)
        _write_tables(answer, words, csv, xlsx, parquet)
        if json:
            print_json(answer_record(answer, words))
        elif report:
            print_summary(answer, words, report)


@app.command("explain", help=say(mark("Say why an area lacks a need at an hour.")))
def explain_command(
    area: Annotated[str, typer.Argument(help=say(mark("Code or name of an area.")))],
    need: Annotated[str, typer.Argument(help=say(mark("Need, such as heat or help_call.")))],
    hour: Annotated[float, typer.Argument(help=say(mark("Hour after the start.")))],
    region: Annotated[
        str, typer.Option(help=say(mark("Name of a region, or a folder or bundle.")))
    ] = DEFAULT_REGION,
    scenario: Annotated[
        str,
        typer.Option(
            help=say(mark("Name of a scenario, or a TOML file.")), show_default=OF_THE_PLACE
        ),
    ] = "",
    course: Annotated[int, typer.Option(help=say(mark("Which course to trace.")))] = 0,
    seed: Seed = 1,
    planned: With = None,
    full: Annotated[
        bool, typer.Option("--full", help=say(mark("Name objects too; confidential.")))
    ] = False,
    json: AsJson = False,
) -> None:
    """Traces one course and tells the chain from the area back to the root."""
    with run_or_refuse(json) as words:
        options = Options(seed=seed, course=course, planned=tuple(planned or ()))
        twin = prepare_twin(region, scenario, options, _asked(need, hour))
        traced, trace = trace_once(twin, course)
        found = explain(twin, traced, trace, area, need, hour)
        if json:
            print_json(_explanation_record(found, full))
        else:
            _print_explanation(twin, found, words, full)


@app.command(help=say(mark("Run a real outage again and hold it against what was seen.")))
def replay(
    name: Annotated[
        str, typer.Argument(help=say(mark("Name of a replay, such as zoelmond-2017.")))
    ],
    region: Annotated[
        str, typer.Option(help=say(mark("Name of a region, or a folder or bundle.")))
    ] = "",
    runs: Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))] = REPLAY_RUNS,
    seed: Seed = 1,
    json: AsJson = False,
) -> None:
    """Runs a replay and says of each band whether it is met."""
    with run_or_refuse(json) as words:
        chosen = make_replay(read_replay(name))
        place = region or chosen.region
        wrong = out_of_range("--runs", runs, 1, MAX_RUNS)
        options = Options(seed=seed, step=chosen.step_h)
        if place not in region_names() and not region:
            params = {"commands": "; ".join(chosen.commands)}
            not_built = Problem(NOT_BUILT, value=place, params=params)
            raise Refused([*wrong, *_option_problems(options), not_built])
        twin = prepare_twin(place, chosen.scenario, options, wrong)
        refuse_if(check_replay(chosen, twin.network.region))
        with show_progress(runs, json) as tell:
            verdicts = replay_runs(chosen, twin, runs, tell)
        if json:
            print_json(_replay_record(chosen, twin, runs, verdicts))
        else:
            _print_verdicts(twin, verdicts, words)


@scenario_app.command("list", help=say(mark("List the scenarios that ship with Weerbaar.")))
def list_scenarios(json: AsJson = False) -> None:
    """Lists the scenarios by name."""
    with run_or_refuse(json) as words:
        found = [read_scenario(name) for name in scenario_names()]
        if json:
            print_json([_listed(scenario, words) for scenario in found])
            return
        headings = (mark("Scenario"), mark("Name"), mark("NATO objectives"))
        rows = [(s.scenario, s.name(words.code), _objective_names(s, words)) for s in found]
        print_table([words.text(heading) for heading in headings], rows)


def _listed(scenario: Scenario, words: Language) -> dict[str, Any]:
    return {"scenario": scenario.scenario, "name": scenario.name(words.code)} | scenario.tags


@scenario_app.command("show", help=say(mark("Show a scenario with all its defaults.")))
def show_scenario(scenario: ScenarioName, json: AsJson = False) -> None:
    """Shows every key of a scenario, filled in."""
    with run_or_refuse(json) as words:
        found = read_scenario(scenario)
        if json:
            print_json(asdict(found))
            return
        print_table(
            [words.text(head) for head in (mark("Key"), mark("Value"), mark("What it is"))],
            _scenario_rows(found, words),
            found.name(words.code),
        )


@scenario_app.command(
    "check", help=say(mark("Check a scenario file, on a region if you name one."))
)
def check_scenario(
    scenario: ScenarioName,
    region: Annotated[
        str, typer.Option(help=say(mark("Name of a region, or a folder or bundle.")))
    ] = "",
    json: AsJson = False,
) -> None:
    """Checks a scenario; lists all problems at once."""
    with run_or_refuse(json) as words:
        if region:
            prepare_twin(region, scenario)
        found = read_scenario(scenario)
        refuse_if(check_against(found, None, read_library()))
        if json:
            print_json({"scenario": found.scenario, "problems": []})
        else:
            print_note(words.text(mark("{name} is in order."), name=found.name(words.code)))


@scenario_app.command(
    "compose", help=say(mark("Bring scenarios together into one, each from its own hour."))
)
def compose_scenarios(
    parts: Annotated[
        list[str],
        typer.Argument(help=say(mark("Scenarios or TOML files, each as NAME or NAME@HOURS."))),
    ],
    out: Annotated[
        Path | None, typer.Option(help=say(mark("TOML file to write; default: the screen.")))
    ] = None,
    name: Annotated[
        str, typer.Option(help=say(mark("Identifier of the new scenario: letters and dashes.")))
    ] = "",
    name_nl: Annotated[
        str, typer.Option(help=say(mark("Name of the new scenario in Dutch.")))
    ] = "",
    name_en: Annotated[
        str, typer.Option(help=say(mark("Name of the new scenario in English.")))
    ] = "",
    leave_out_element: Annotated[
        list[int] | None,
        typer.Option(help=say(mark("Number of an element that is left out, 1 to 7."))),
    ] = None,
    take: Annotated[
        list[str] | None,
        typer.Option(help=say(mark("Scenario that gives a setting, as temperature_c=NAME."))),
    ] = None,
    json: AsJson = False,
) -> None:
    """Composes scenarios; writes a TOML file and says what was chosen."""
    with run_or_refuse(json) as words:
        found: list[Problem] = output_problems([("--out", out)] if out else [])
        read = [_part(text, found) for text in parts]
        taken = {key: value for key, _, value in (text.partition("=") for text in take or ())}
        refuse_if(found)
        named = {"scenario": name, "name_nl": name_nl, "name_en": name_en}
        made = compose(
            [part for part in read if part],
            {key: text for key, text in named.items() if text},
            leave_out_element or (),
            taken,
        )
        text = toml_of(content_of(made.scenario))
        notes = [note.say(words) for note in made.notes]
        if out:
            make_room([out])
            write_file(out, text.encode())
        if json:
            print_json({"scenario": asdict(made.scenario), "notes": notes, "toml": text})
            return
        for note in notes:
            print_note(note)
        if out:
            print_note(words.text(mark("Scenario: {path}"), path=out))
        else:
            typer.echo(text, nl=False)


def _part(text: str, problems: list[Problem]) -> Part | None:
    """The scenario and hour that NAME@HOURS says, or none where problems are added."""
    name, at, hours = text.rpartition("@")
    try:
        offset = float(hours) if at else 0.0
    except ValueError:
        problems.append(Problem(OFFSET_OUTSIDE, value=text, params={"high": MAX_HOURS}))
        return None
    scenario = _read(read_scenario, name if at else text, problems)
    return Part(scenario, offset) if scenario else None


def prepare_twin(
    region: str,
    scenario: str,
    options: Options = DEFAULT_OPTIONS,
    problems: Sequence[Problem] = (),
) -> Twin:
    """The twin of a region and scenario by name; raises Refused with all that is wrong.

    `problems` are those that the caller found, to be told together with the others.
    """
    wrong = _option_problems(options)
    found = [*problems, *wrong]
    facts = _read(read_region, region, found)
    library = read_library()
    chosen = _read(read_scenario, scenario or usual_scenario(facts, library), found)
    if chosen is not None:
        found += check_against(chosen, facts, library, options.planned)
        if options.duration is not None and _some_hours(options.duration):
            chosen = with_duration(chosen, options.duration)
            found += too_long(chosen, "", "--duration")
    if facts is not None:
        found += check_planned(options.planned, facts, "", "--with")
        asked = [options.municipality] if options.municipality else []
        known = {str(name).lower() for name in facts.areas["municipality"]}
        if options.municipality.lower() not in known:
            found += check_municipalities(asked, facts, "", "--municipality")
    if facts is not None and chosen is not None and not wrong:
        found += _memory_problems(facts, chosen, options)
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
    if not Path(os.environ.get("NUMBA_CACHE_DIR", ".")).exists():
        print_note(say(mark("The first time, the model is compiled: about a minute.")))
    check_quiet(twin)
    return twin


def usual_scenario(region: Region | None, library: Library) -> str:
    """The scenario that is run where none is named: that of the part of the world."""
    usual = extent_of(region.areas, library)["scenario"] if region is not None else ""
    return str(usual or DEFAULT_SCENARIO)


def _read(read: Callable[[str], Found], name: str, problems: list[Problem]) -> Found | None:
    """What there is by this name; where it is refused, its problems are added."""
    try:
        return read(name)
    except Refused as refused:
        problems += refused.problems
        return None


def _memory_problems(region: Region, scenario: Scenario, options: Options) -> list[Problem]:
    """A problem where the curves of all runs would not fit in memory."""
    second = scenario.second_duration_h
    longest = longest_h(scenario)
    if second > 0:
        longest = max(longest, longest_h(with_duration(scenario, second)))
    hours = options.hours or longest + scenario.recovery_h
    steps, areas = math.ceil(hours / options.step), len(region.areas)
    most = MEMORY_BYTES // (steps * areas * len(NEED_ORDER) * BYTES_PER_FIGURE)
    if options.runs <= most:
        return []
    kind = TOO_MUCH if most else TOO_MUCH_FOR_ONE
    params = {"steps": steps, "areas": areas, "most": most, "high": MEMORY_BYTES // 10**9}
    return [Problem(kind, column="--runs", value=options.runs, params=params)]


def make_answer(
    twin: Twin, municipality: str, runs: int, full: bool, words: Language, quiet: bool = False
) -> Answer:
    """Runs the twin and its what-if pictures, and brings them together."""
    scope = scope_of(twin, municipality)
    pictures = _pictures(twin, words)
    with show_progress(runs * (1 + len(pictures)), quiet) as tell:
        made = run_many(twin, runs, tell)
        outcome = summarise(twin, made, scope)
        variants = {}
        for key, (name, other) in pictures.items():
            found = summarise(other, run_many(other, runs, tell), scope)
            variants[key] = Variant(name, found)
    return Answer(
        twin=twin,
        outcome=outcome,
        variants=variants,
        findings=find_gaps(twin, made, outcome, words.code),
        region_hash=region_hash(twin.network.region),
        version=version("weerbaar"),
        full=full,
        indicators=find_indicators(twin, made, outcome),
        area_indicators=area_values(twin, made, outcome),
    )


def report_path(twin: Twin, municipality: str, full: bool, words: Language) -> Path:
    """Where a report is kept when no file is named: always in the folder of reports."""
    scope = scope_of(twin, municipality)
    parts = [twin.network.region.region, twin.scenario.scenario]
    if not scope.whole:
        parts.append(scope.name)
    if full:
        parts.append("full")
    name = "-".join(NOT_IN_NAMES.sub("-", part.lower()).strip("-") for part in parts)
    return data_folder() / "reports" / f"{name}-{words.code}.html"


def write_report(answer: Answer, words: Language, path: Path) -> None:
    """Writes the self-contained HTML report."""
    page = render_report(compose_report(answer, words), words, read_template("report.html"))
    write_file(path, page.encode())


def _write_tables(
    answer: Answer, words: Language, csv: Path | None, xlsx: Path | None, parquet: Path | None
) -> None:
    """Writes the figures; every row says that it is simulated, since files lose their names."""
    columns = (SIMULATION, *AREA_COLUMNS)
    rows = [["yes", *row] for row in area_rows(answer.outcome)] if csv or xlsx else []
    if csv:
        write_file(csv, table_csv(columns, rows).encode())
    if xlsx:
        note = words.text(mark("Simulation. It could go like this; it is not happening now."))
        sheets = {"areas": (columns, rows)} | _more_sheets(answer, words)
        write_file(xlsx, table_xlsx_bytes(sheets, note))
    if parquet:
        hours = _hour_columns(answer)
        marked = {SIMULATION: ["yes"] * len(hours["hour"]), **hours}
        write_file(parquet, parquet_bytes(marked, {SIMULATION: "yes"}))


def _more_sheets(
    answer: Answer, words: Language
) -> dict[str, tuple[Sequence[str], list[list[Any]]]]:
    """Flows and indicators as sheets; every row says that it is simulated."""
    found = {
        "flows": (FLOW_COLUMNS, flow_rows(answer)),
        "indicators": (INDICATOR_COLUMNS, indicator_rows(answer, words)),
        "area indicators": (AREA_INDICATOR_COLUMNS, area_indicator_rows(answer.area_indicators)),
    }
    return {
        name: ((SIMULATION, *columns), [["yes", *row] for row in rows])
        for name, (columns, rows) in found.items()
    }


def print_summary(answer: Answer, words: Language, path: Path) -> None:
    """Says in the terminal what the report says: sentences, figures, what rests on estimates."""
    report = compose_report(answer, words)
    console = Console()
    console.print()
    console.print(Text(report.title, style="bold"))
    console.print(Text(f"{report.place} · {report.subtitle}"))
    console.print(Text(report.mark, style="yellow"))
    console.print()
    for sentence in report.sentences:
        line = Text("• ")
        for part, strong in sentence.words.parts:
            line.append(part, style="bold" if strong else None)
        console.print(line)
        console.print(Text(f"  {sentence.note}", style="dim"))
    console.print()
    print_table(
        (
            words.text(mark("Without")),
            words.text(mark("People at the worst moment")),
            words.text(mark("Hours per person")),
            words.text(mark("Rests on estimated objects")),
        ),
        [_summary_row(answer, need.need, words) for need in answer.outcome.needs],
    )
    console.print(Text(words.text(mark("Report: {path}"), path=path)), soft_wrap=True)


def _summary_row(answer: Answer, name: str, words: Language) -> tuple[str, ...]:
    need = answer.outcome.need(name)
    row = answer.twin.library.needs.row(answer.twin.library.needs.positions("need")[name])
    label = str(row[f"name_{words.code}"])
    if need.peak.p90 < 1:
        return (label, words.text(mark("no one")), "0", "")
    low, middle, high = (people_in_words(p, words) for p in asdict(need.peak).values())
    return (
        label,
        middle if low == high else f"{middle} ({low}–{high})",
        words.number(need.per_head.p50, 1),
        f"{words.number(100 * need.estimated_share)} %",
    )


def _pictures(twin: Twin, words: Language) -> dict[str, tuple[str, Twin]]:
    """The what-if pictures beside the first: second duration, rho, support points, kits."""
    out: dict[str, tuple[str, Twin]] = {}
    second = twin.scenario.second_duration_h
    if second > 0:
        name = words.text(mark("If it lasts {hours} hours"), hours=_exact(second, words))
        out["second"] = (name, replace(twin, scenario=with_duration(twin.scenario, second)))
    region, library = twin.network.region, twin.network.library
    if "noodsteunpunt" in _planned_kinds(region) and not twin.scenario.planned_sites:
        network = compile_network(region, library, ("noodsteunpunt",))
        out["support"] = (
            words.text(mark("With the planned support points open")),
            replace(twin, network=network),
        )
    kits = {"prepared_low_income": 1.0, "prepared_other": 1.0}
    out["kits"] = (
        words.text(mark("With an emergency kit in every home")),
        replace(twin, fixed={**twin.fixed, **kits}),
    )
    for value, name in (
        (RHO_LOW, mark("If sites have little in common (rho {rho})")),
        (RHO_HIGH, mark("If sites have much in common (rho {rho})")),
    ):
        other = replace(twin, fixed={**twin.fixed, "rho": value})
        out[f"rho_{value:g}"] = (words.text(name, rho=words.number(value, 1)), other)
    return out


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


def _hour_columns(answer: Answer) -> dict[str, list[Any]]:
    areas = answer.twin.network.region.areas
    codes = [str(code) for code in areas["code"]]
    return hour_columns(answer.outcome, codes)


def _option_problems(options: Options) -> list[Problem]:
    """What is wrong with the options by themselves."""
    problems = []
    if options.language and options.language not in LANGUAGES:
        known = {"known": ", ".join(LANGUAGES)}
        problems.append(
            Problem(UNKNOWN_LANGUAGE, column="--language", value=options.language, params=known)
        )
    for name, hours in (("--hours", options.hours), ("--duration", options.duration)):
        if hours is not None and not _some_hours(hours):
            most = {"high": MAX_HOURS}
            problems.append(Problem(ZERO_HOURS, column=name, value=f"{hours:g}", params=most))
    problems += out_of_range("--runs", options.runs, 1, MAX_RUNS)
    problems += out_of_range("--step", options.step, 0.05, 6)
    problems += out_of_range("--seed", options.seed, 0, MOST_NUMBER)
    problems += out_of_range("--course", options.course, 0, MOST_NUMBER)
    return problems + output_problems(options.outputs)


def out_of_range(option: str, value: float, low: float, high: float) -> list[Problem]:
    """A problem where an option's number does not lie within its bounds."""
    if low <= value <= high:
        return []
    params = {"low": low, "high": high}
    return [Problem(OUT_OF_RANGE, column=option, value=value, params=params)]


def _asked(need: str, hour: float) -> list[Problem]:
    """What is wrong with a question by itself."""
    problems = out_of_range("HOUR", hour, 0, MAX_HOURS)
    if need not in NEED_ORDER:
        known = {"known": ", ".join(NEED_ORDER)}
        problems.append(Problem(NO_NEED, column="NEED", value=need, params=known))
    return problems


def _some_hours(hours: float) -> bool:
    return 0 < hours <= MAX_HOURS


def _planned_kinds(region: Region) -> list[str]:
    return sorted({str(k) for k in region.sites["kind"][region.sites["planned"]]})


def _scenario_rows(scenario: Scenario, words: Language) -> list[tuple[str, str, str]]:
    rows = []
    for column in KEYS:
        meaning = words.text(column.meaning)
        if column.name in scenario.tags:
            text = _tag_text(column.name, scenario.tags[column.name], words)
            rows.append((column.name, text, meaning))
        elif column.name != "schema":
            text = _value_text(getattr(scenario, column.name), words)
            rows.append((column.name, text, meaning))
    for i, shock in enumerate(scenario.shocks):
        for column in SHOCK_KEYS:
            key = f"shocks[{i + 1}].{column.name}"
            text = _value_text(getattr(shock, column.name), words)
            rows.append((key, text, words.text(column.meaning)))
    for i, load in enumerate(scenario.loads):
        for column in LOAD_KEYS:
            key = f"loads[{i + 1}].{column.name}"
            text = _value_text(getattr(load, column.name), words)
            rows.append((key, text, words.text(column.meaning)))
    return rows


def _objective_names(scenario: Scenario, words: Language) -> str:
    """NATO's objectives that a scenario tests, each in a word or two."""
    return ", ".join(words.text(OBJECTIVES[f"{NATO}{tag}"]) for tag in scenario.objectives)


def _tag_text(name: str, tags: Sequence[str], words: Language) -> str:
    """Tags of one list, each with its name."""
    names = tag_names(read_twin_library().taxonomy, name, words.code)
    return "; ".join(f"{tag} {names[tag]}" for tag in tags)


def _value_text(value: object, words: Language) -> str:
    if isinstance(value, Figure):
        parts = (value.p50,) if value.fixed else (value.p10, value.p50, value.p90)
        return " / ".join(_exact(part, words) for part in parts)
    if isinstance(value, Circle):
        lon, lat, km = (_exact(part, words) for part in (value.lon, value.lat, value.km))
        return f"{lon}; {lat}: {km} km"
    if isinstance(value, tuple):
        return ", ".join(str(v) for v in value)
    if value is None:
        return "–"
    return _exact(value, words) if isinstance(value, int | float) else str(value)


def _exact(value: float, words: Language) -> str:
    """A number with as many decimals as it has."""
    decimals = len(f"{value:g}".partition(".")[2])
    return words.number(value, decimals)


def _replay_record(
    chosen: Replay, twin: Twin, runs: int, verdicts: Sequence[Verdict]
) -> dict[str, Any]:
    """A replay as plain values; `high` is null where a band has no upper end."""
    return {
        "schema": REPLAY_SCHEMA,
        "simulation": True,
        "replay": chosen.scenario,
        "region": twin.network.region.region,
        "region_hash": region_hash(twin.network.region),
        "runs": runs,
        "seed": twin.seed,
        "step_h": twin.dt,
        "version": version("weerbaar"),
        "bands": [
            asdict(verdict.band)
            | {
                "measured": verdict.measured,
                "error": verdict.error,
                "verdict": _verdict(verdict),
            }
            for verdict in verdicts
        ],
    }


def _verdict(verdict: Verdict) -> str:
    """Met, missed or not measured; the last counts as missed."""
    if math.isnan(verdict.measured):
        return NOT_MEASURED
    return MET if verdict.met else MISSED


def _measured(verdict: Verdict, words: Language) -> str:
    if math.isnan(verdict.measured):
        return "–"
    error = "" if math.isnan(verdict.error) else words.figure(float(f"{verdict.error:.1g}"))
    measured = words.figure(float(f"{verdict.measured:.3g}"))
    return f"{measured} ± {error}" if error else measured


def _print_verdicts(twin: Twin, verdicts: Sequence[Verdict], words: Language) -> None:
    headings = (mark("Claim"), mark("Low"), mark("High"), mark("Measured"), mark("Verdict"))
    rows = [
        (
            words.text(verdict.band.claim),
            words.figure(verdict.band.low),
            words.figure(verdict.band.high),
            _measured(verdict, words),
            words.text(_verdict(verdict)),
        )
        for verdict in verdicts
    ]
    print_table([words.text(h) for h in headings], rows, twin.scenario.name(words.code))
    met = sum(verdict.met for verdict in verdicts)
    print_note(words.text(mark("{met} of {all} bands are met."), met=met, all=len(verdicts)))


def _explanation_record(found: Explanation, full: bool) -> dict[str, Any]:
    record = {"simulation": True} | asdict(found) | {"persons": shown(found.persons)}
    for part in record["causes"]:
        del part["person_hours"]
        if not full:
            del part["roots"]
    if not full:
        for chain in record["chains"]:
            for link in chain:
                del link["site"]
    return record


def _print_explanation(twin: Twin, found: Explanation, words: Language, full: bool) -> None:
    console = Console()
    mark_text = words.text(mark("Simulation. It could go like this; it is not happening now."))
    console.print(Text(mark_text, style="yellow"))
    needs = twin.library.needs
    name = str(needs.row(needs.positions("need")[found.need])[f"name_{words.code}"])
    line = words.text(
        mark("{area}, hour {hour}: {people} of {all} people without {need}."),
        area=found.area,
        hour=words.number(found.hour, 1 if found.hour % 1 else 0),
        people=people_in_words(found.persons, words),
        all=words.number(found.inhabitants),
        need=name,
    )
    console.print(Text(line, style="bold"))
    kinds = twin.network.library.kinds
    place = kinds.positions("kind")
    told: set[tuple[object, ...]] = set()
    for chain in found.chains:
        alike = tuple((x.kind, round(x.level, 2), round(x.fell_h, 1), x.estimated) for x in chain)
        if alike in told and not full:
            continue
        told.add(alike)
        for depth, link in enumerate(chain):
            label = str(kinds.row(place[link.kind])[f"name_{words.code}"])
            line = words.text(
                mark("{label}: works at {level} %, fell in hour {hour}"),
                label=label,
                level=words.number(100 * link.level),
                hour=words.number(link.fell_h, 1 if link.fell_h % 1 else 0),
            )
            if link.bridged_h >= 0.5:
                line += words.text(
                    mark(", {hours} h after what it depends on"),
                    hours=words.number(link.bridged_h, 1 if link.bridged_h % 1 else 0),
                )
            if link.estimated:
                line += words.text(mark(" (estimated)"))
            if full:
                line += f" [{link.site}]"
            console.print(Text(f"{'  ' * depth}← {line}"))
    if not found.chains:
        console.print(Text(words.text(mark("Every site that serves this area works."))))
    if found.causes:
        console.print(Text(words.text(mark("Over this whole course, by cause:"))))
    for cause in found.causes[:3]:
        part = f"{words.number(100 * cause.share)} % {cause_in_words(twin, cause, words)}"
        console.print(Text(f"  {part}"))
