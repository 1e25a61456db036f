"""The commands `weerbaar twin` and `weerbaar scenario`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

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
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.drawing.files import read_template, table_xlsx_bytes
from weerbaar.drawing.report import render_report
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.region.bundle import region_hash
from weerbaar.region.files import read_library, read_region
from weerbaar.region.region import Library, Region
from weerbaar.twin.answer import (
    Answer,
    Variant,
    compose_report,
    people_in_words,
)
from weerbaar.twin.ensemble import Twin, check_quiet, check_shocks, trace_once
from weerbaar.twin.explain import Explanation, explain
from weerbaar.twin.files import (
    parquet_bytes,
    read_profile,
    read_scenario,
    read_twin_library,
    scenario_names,
)
from weerbaar.twin.findings import find_gaps
from weerbaar.twin.network import compile_network
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.runner import run_many
from weerbaar.twin.scenario import (
    KEYS,
    MAX_HOURS,
    SHOCK_KEYS,
    ZERO_HOURS,
    Figure,
    Scenario,
    with_duration,
)
from weerbaar.twin.tabulate import AREA_COLUMNS, answer_record, area_rows, hour_columns

DEFAULT_REGION = "gelderland-zuid"
DEFAULT_SCENARIO = "drie-dagen-januari"
DEFAULT_RUNS = 50
MAX_RUNS = 100_000
RHO_LOW, RHO_HIGH = 0.1, 0.9

OUT_OF_RANGE = ProblemKind(
    "option-out-of-range",
    mark("{column} is {value}; it must lie between {low} and {high}."),
    mark("Give another number."),
)
UNKNOWN_SITES = ProblemKind(
    "unknown-planned-kind",
    mark("There are no planned sites of the kind “{value}” in this region."),
    mark("Use one of: {known}."),
)

app = typer.Typer(no_args_is_help=True, help=say(mark("Simulate who lacks what, and why.")))
scenario_app = typer.Typer(no_args_is_help=True, help=say(mark("List, show and check scenarios.")))

RegionName = Annotated[
    str, typer.Argument(help=say(mark("Name of a region, or a folder or bundle.")))
]
ScenarioName = Annotated[str, typer.Argument(help=say(mark("Name of a scenario, or a TOML file.")))]
AsJson = Annotated[bool, typer.Option("--json", help=say(mark("Answer as JSON.")))]
Seed = Annotated[int, typer.Option(help=say(mark("Seed of the draws.")))]
With = Annotated[
    list[str] | None,
    typer.Option("--with", help=say(mark("Kind of planned sites to switch on: noodsteunpunt."))),
]
Output = Annotated[Path | None, typer.Option(help=say(mark("File to write.")))]


@app.command(help=say(mark("Run a scenario on a region and write the answer as a report.")))
def run(
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = DEFAULT_SCENARIO,
    municipality: Annotated[
        str, typer.Option(help=say(mark("Answer for one municipality, such as Buren.")))
    ] = "",
    runs: Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))] = DEFAULT_RUNS,
    hours: Annotated[
        float | None,
        typer.Option(help=say(mark("Hours to simulate; default: until all is normal again."))),
    ] = None,
    duration: Annotated[
        float | None, typer.Option(help=say(mark("Hours that every shock lasts.")))
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
        _check_options(runs, hours, duration, step, language)
        words = read_language(language) if language else spoken
        twin = prepare_twin(region, scenario, seed, step, hours, duration, tuple(planned or ()))
        answer = make_answer(twin, municipality, runs, full, words, quiet=json)
        if csv:
            csv.write_text(table_csv(AREA_COLUMNS, area_rows(answer.outcome)), encoding="utf-8")
        if xlsx:
            note = words.text(mark("Simulation. It could go like this; it is not happening now."))
            sheets = {"areas": (AREA_COLUMNS, area_rows(answer.outcome))}
            xlsx.write_bytes(table_xlsx_bytes(sheets, note))
        if parquet:
            parquet.write_bytes(parquet_bytes(_hour_columns(answer)))
        if json:
            print_json(answer_record(answer, words))
            return
        path = out or report_path(answer, words)
        write_report(answer, words, path)
        print_summary(answer, words, path)


@app.command("explain", help=say(mark("Say why an area lacks a need at an hour.")))
def explain_command(
    area: Annotated[str, typer.Argument(help=say(mark("Code or name of an area.")))],
    need: Annotated[str, typer.Argument(help=say(mark("Need, such as heat or help_call.")))],
    hour: Annotated[float, typer.Argument(help=say(mark("Hour after the start.")))],
    region: Annotated[
        str, typer.Option(help=say(mark("Name of a region, or a folder or bundle.")))
    ] = DEFAULT_REGION,
    scenario: Annotated[
        str, typer.Option(help=say(mark("Name of a scenario, or a TOML file.")))
    ] = DEFAULT_SCENARIO,
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
        twin = prepare_twin(region, scenario, seed, 1.0, None, None, tuple(planned or ()))
        traced, trace = trace_once(twin, course)
        found = explain(twin, traced, trace, area, need, hour)
        if json:
            print_json(_explanation_record(found, full))
        else:
            _print_explanation(twin, found, words, full)


@scenario_app.command("list", help=say(mark("List the scenarios that ship with Weerbaar.")))
def list_scenarios(json: AsJson = False) -> None:
    """Lists the scenarios by name."""
    with run_or_refuse(json) as words:
        found = [read_scenario(name) for name in scenario_names()]
        if json:
            print_json([{"scenario": s.scenario, "name": s.name(words.code)} for s in found])
            return
        headings = (words.text(mark("Scenario")), words.text(mark("Name")))
        print_table(headings, [(s.scenario, s.name(words.code)) for s in found])


@scenario_app.command("show", help=say(mark("Show a scenario with all its defaults.")))
def show_scenario(scenario: ScenarioName, json: AsJson = False) -> None:
    """Shows every key of a scenario, filled in."""
    with run_or_refuse(json) as words:
        found = read_scenario(scenario)
        if json:
            print_json(asdict(found))
            return
        print_table(
            (words.text(mark("Key")), words.text(mark("Value"))),
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
            prepare_twin(region, scenario, 1, 1.0, None, None, ())
        found = read_scenario(scenario)
        if json:
            print_json({"scenario": found.scenario, "problems": []})
        else:
            print_note(words.text(mark("{name} is in order."), name=found.name(words.code)))


def prepare_twin(
    region: str,
    scenario: str,
    seed: int = 1,
    step: float = 1.0,
    hours: float | None = None,
    duration: float | None = None,
    planned: tuple[str, ...] = (),
) -> Twin:
    """The twin of a region and scenario by name; raises Refused with all that is wrong."""
    facts, chosen = _read_both(region, scenario)
    library = read_library()
    if duration is not None:
        chosen = with_duration(chosen, duration)
    on = tuple(sorted({*chosen.planned_sites, *planned}))
    _check_planned(facts, library, on)
    twin = Twin(
        network=compile_network(facts, library, on),
        library=read_twin_library(),
        scenario=replace(chosen, planned_sites=on),
        norms=read_profile().norms,
        seed=seed,
        dt=step,
        hours=hours or 0.0,
    )
    check_shocks(twin)
    check_quiet(twin)
    return twin


def _read_both(region: str, scenario: str) -> tuple[Region, Scenario]:
    """The region and the scenario; what is wrong with either is told together."""
    problems: list[Problem] = []
    found: list[Any] = []
    for read, name in ((read_region, region), (read_scenario, scenario)):
        try:
            found.append(read(name))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return found[0], found[1]


def make_answer(
    twin: Twin, municipality: str, runs: int, full: bool, words: Language, quiet: bool = False
) -> Answer:
    """Runs the twin and its what-if pictures, and brings them together."""
    scope = scope_of(twin, municipality)
    pictures = _pictures(twin, words)
    with _progress(runs * (1 + len(pictures)), quiet) as tell:
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
    )


def report_path(answer: Answer, words: Language) -> Path:
    """Where a report is kept when no file is named."""
    parts = [answer.twin.network.region.region, answer.twin.scenario.scenario]
    if not answer.outcome.scope.whole:
        parts.append(answer.outcome.scope.name.lower().replace(" ", "-"))
    if answer.full:
        parts.append("full")
    return data_folder() / "reports" / f"{'-'.join([*parts, words.code])}.html"


def write_report(answer: Answer, words: Language, path: Path) -> None:
    """Writes the self-contained HTML report."""
    page = render_report(compose_report(answer, words), words, read_template("report.html"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def print_summary(answer: Answer, words: Language, path: Path) -> None:
    """Says in the terminal what the report says: sentences, figures, what rests on estimates."""
    report = compose_report(answer, words)
    console = Console()
    console.print()
    console.print(report.title, style="bold", highlight=False)
    console.print(f"{report.place} · {report.subtitle}", highlight=False)
    console.print(report.mark, style="yellow", highlight=False)
    console.print()
    for sentence in report.sentences:
        line = "".join(f"[bold]{t}[/bold]" if strong else t for t, strong in sentence.words.parts)
        console.print(f"• {line}", highlight=False)
        console.print(f"  {sentence.note}", style="dim", highlight=False)
    console.print()
    print_table(
        (
            words.text(mark("Without")),
            words.text(mark("People at the worst moment")),
            words.text(mark("Hours per person")),
            words.text(mark("Rests on estimates")),
        ),
        [_summary_row(answer, need.need, words) for need in answer.outcome.needs],
    )
    console.print(words.text(mark("Report: {path}"), path=path), highlight=False, soft_wrap=True)


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
        name = words.text(mark("If it lasts {hours} hours"), hours=words.number(second))
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
def _progress(total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
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
    return hour_columns(answer.outcome, codes, areas["inhabitants"])


def _check_options(
    runs: int, hours: float | None, duration: float | None, step: float, language: str
) -> None:
    problems = []
    if language and language not in LANGUAGES:
        known = {"known": ", ".join(LANGUAGES)}
        problems.append(
            Problem(UNKNOWN_LANGUAGE, column="--language", value=language, params=known)
        )
    for name, value in (("--hours", hours), ("--duration", duration)):
        if value is not None and not 0 < value <= MAX_HOURS:
            most = {"high": MAX_HOURS}
            problems.append(Problem(ZERO_HOURS, column=name, value=f"{value:g}", params=most))
    for name, number, low, high in (("--runs", runs, 1, MAX_RUNS), ("--step", step, 0.05, 6)):
        if not low <= number <= high:
            params: dict[str, float] = {"low": low, "high": high}
            problems.append(Problem(OUT_OF_RANGE, column=name, value=f"{number:g}", params=params))
    if problems:
        raise Refused(problems)


def _planned_kinds(region: Region) -> list[str]:
    return sorted({str(k) for k in region.sites["kind"][region.sites["planned"]]})


def _check_planned(region: Region, library: Library, kinds: tuple[str, ...]) -> None:
    known = _planned_kinds(region)
    problems = [
        Problem(UNKNOWN_SITES, column="--with", value=kind, params={"known": ", ".join(known)})
        for kind in kinds
        if kind not in known
    ]
    if problems:
        raise Refused(problems)


def _scenario_rows(scenario: Scenario, words: Language) -> list[tuple[str, str]]:
    rows = []
    for column in KEYS:
        if column.name != "schema":
            rows.append((column.name, _value_text(getattr(scenario, column.name), words)))
    for i, shock in enumerate(scenario.shocks):
        for column in SHOCK_KEYS:
            key = f"shocks[{i + 1}].{column.name}"
            rows.append((key, _value_text(getattr(shock, column.name), words)))
    return rows


def _value_text(value: object, words: Language) -> str:
    if isinstance(value, Figure):
        parts = (value.p50,) if value.fixed else (value.p10, value.p50, value.p90)
        return " / ".join(_exact(part, words) for part in parts)
    if isinstance(value, tuple):
        return ", ".join(str(v) for v in value)
    return _exact(value, words) if isinstance(value, int | float) else str(value)


def _exact(value: float, words: Language) -> str:
    """A number with as many decimals as it has."""
    decimals = len(f"{value:g}".partition(".")[2])
    return words.number(value, decimals)


def _explanation_record(found: Explanation, full: bool) -> dict[str, Any]:
    record = asdict(found)
    if not full:
        for chain in record["chains"]:
            for link in chain:
                del link["site"]
    return record


def _print_explanation(twin: Twin, found: Explanation, words: Language, full: bool) -> None:
    console = Console()
    needs = twin.library.needs
    name = str(needs.row(needs.positions("need")[found.need])[f"name_{words.code}"])
    console.print(
        words.text(
            mark("{area}, hour {hour}: {people} of {all} people without {need}."),
            area=found.area,
            hour=words.number(found.hour, 1 if found.hour % 1 else 0),
            people=people_in_words(found.persons, words),
            all=words.number(found.inhabitants),
            need=name,
        ),
        style="bold",
        highlight=False,
    )
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
            console.print(f"{'  ' * depth}← {line}", highlight=False, markup=False)
    if not found.chains:
        console.print(words.text(mark("Every site that serves this area works.")), highlight=False)
