"""The command `weerbaar twin run`: a scenario on a region, answered as a report and as figures."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from weerbaar.common.cli import print_json, print_table, run_or_refuse, say
from weerbaar.common.files import data_folder, read_language
from weerbaar.common.language import Language, mark
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import Report, render_report
from weerbaar.twin import runner
from weerbaar.twin.answer import Answer
from weerbaar.twin.area_maps import need_maps
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    DEFAULT_RUNS,
    AsJson,
    Duration,
    Hours,
    Options,
    Output,
    RegionName,
    ScenarioName,
    Seed,
    Step,
    With,
    prepare_twin,
    show_progress,
)
from weerbaar.twin.files import (
    answer_csv_bytes,
    answer_parquet_bytes,
    answer_xlsx_bytes,
    make_room,
    write_file,
)
from weerbaar.twin.outcome import Outcome, scope_of
from weerbaar.twin.reporting import compose_report
from weerbaar.twin.tabulate import answer_record
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import people_in_words

MapsFolder = Annotated[
    Path | None,
    typer.Option(
        "--maps", help=say(mark("Folder for maps as SVG files: hours without, and the worst hour."))
    ),
]
NOT_IN_NAMES = re.compile(r"[^\w]+")


def run(
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    municipality: Annotated[
        str, typer.Option(help=say(mark("Answer for one municipality, such as Buren.")))
    ] = "",
    runs: Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))] = DEFAULT_RUNS,
    hours: Hours = None,
    duration: Duration = None,
    step: Step = 1.0,
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
    maps: MapsFolder = None,
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
        make_room([*room_for(report, maps), *(path for path in (csv, xlsx, parquet) if path)])
        answer = make_answer(twin, municipality, runs, full, words, quiet=json)
        told = compose_report(answer, words) if report else None
        if report and told:
            write_report(told, words, report)
        _write_tables(answer, words, csv, xlsx, parquet)
        if maps:
            write_maps(answer.twin, answer.outcome, words, maps)
        if json:
            print_json(answer_record(answer, words))
        elif report and told:
            print_summary(answer, told, words, report)


def make_answer(
    twin: Twin, municipality: str, runs: int, full: bool, words: Language, quiet: bool = False
) -> Answer:
    """The answer of a twin with its what-if pictures, with a bar that shows how far it is."""
    total = runs * runner.pictures_of(twin)
    with show_progress(total, quiet) as tell:
        return runner.make_answer(twin, municipality, runs, full, words, tell)


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


def write_report(report: Report, words: Language, path: Path) -> None:
    """Writes the self-contained HTML report."""
    page = render_report(report, words, read_template("report.html"))
    write_file(path, page.encode())


def room_for(report: Path | None, maps: Path | None) -> list[Path]:
    """The files for which there must be room before anything is made."""
    return [path for path in (report, maps / "map.svg" if maps else None) if path]


def write_maps(twin: Twin, outcome: Outcome, words: Language, folder: Path) -> list[Path]:
    """Writes two maps of each need that is lacked as SVG files in a folder; gives their paths."""
    drawn = need_maps(twin, outcome, words)
    paths = [folder / f"{name}.svg" for name in drawn]
    make_room(paths)
    for path, picture in zip(paths, drawn.values(), strict=True):
        write_file(path, picture.encode())
    return paths


def _write_tables(
    answer: Answer, words: Language, csv: Path | None, xlsx: Path | None, parquet: Path | None
) -> None:
    """Writes the figures to the files that were asked for."""
    if csv:
        write_file(csv, answer_csv_bytes(answer))
    if xlsx:
        write_file(xlsx, answer_xlsx_bytes(answer, words))
    if parquet:
        write_file(parquet, answer_parquet_bytes(answer))


def print_summary(answer: Answer, report: Report, words: Language, path: Path) -> None:
    """Says in the terminal what the report says: sentences, figures, what rests on estimates."""
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
        console.print(Text("  " + f"{sentence.cause} {sentence.note}".strip(), style="dim"))
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
