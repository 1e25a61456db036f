"""The commands that say how good an answer is: its indicators, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.region.bundle import region_hash
from weerbaar.twin.answer import Answer
from weerbaar.twin.answer_tables import SIMULATION
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    OF_THE_PLACE,
    Options,
    Output,
    Seed,
    out_of_range,
    prepare_twin,
    show_progress,
)
from weerbaar.twin.ensemble import Run
from weerbaar.twin.files import make_room, write_file
from weerbaar.twin.indicator_words import indicator_tables, not_measured
from weerbaar.twin.indicators import area_values, find_indicators
from weerbaar.twin.influence import (
    CODES,
    FEWEST_RUNS,
    Evidence,
    Influence,
    chance_bound,
    evidence_rows,
    evidence_shares,
    factors_of,
    hours_per_head,
    influences,
    paired_effect,
    rho_influence,
)
from weerbaar.twin.influence_words import factor_name, interval_in_words
from weerbaar.twin.outcome import Outcome, scope_of, summarise
from weerbaar.twin.runner import run_many
from weerbaar.twin.sampling import RHO, RHO_ENDS
from weerbaar.twin.tabulate import (
    AREA_INDICATOR_COLUMNS,
    INDICATOR_COLUMNS,
    area_indicator_rows,
    indicator_records,
    indicator_rows,
)
from weerbaar.twin.twin import Twin
from weerbaar.twin.usable import idle_figures, may_count
from weerbaar.twin.wording import SIMULATED, need_name

INDICATOR_RUNS = 50
SOURCE_RUNS = 200
MAX_SOURCE_RUNS = 10_000
RHO_PART = 5
"""One in so many runs is made again at each end of rho; pairs need few."""
TOP = 10
WIDE = 120
"""Characters from which a screen shows every column of a table."""
FEW_COLUMNS = ("robustness", "autonomy", "ttr95", "Q1_elder", "Q1_income", "Q3")
"""Indicators of a need that a narrow screen shows."""
SCHEMA = 1
SOURCE_COLUMNS = (
    "what",
    "name",
    "unit",
    "p10",
    "p50",
    "p90",
    "evidence",
    "rows",
    "share",
    "correlation_headline",
    "correlation_headline_error",
    "effect_headline_h",
    "effect_headline_error",
    "correlation_calls",
    "correlation_calls_error",
    "effect_calls_h",
    "effect_calls_error",
)

RegionArgument = Annotated[
    str, typer.Argument(help=say(mark("Name of a region, or a folder or bundle.")))
]
ScenarioArgument = Annotated[
    str,
    typer.Argument(
        help=say(mark("Name of a scenario, or a TOML file.")), show_default=OF_THE_PLACE
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=say(mark("Answer as JSON.")))]
Runs = Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))]


def indicators(
    region: RegionArgument = DEFAULT_REGION,
    scenario: ScenarioArgument = "",
    municipality: Annotated[
        str, typer.Option(help=say(mark("Answer for one municipality only.")))
    ] = "",
    runs: Runs = INDICATOR_RUNS,
    seed: Seed = 1,
    csv: Output = None,
    xlsx: Output = None,
    json: AsJson = False,
) -> None:
    """Answers a scenario by its indicators, and names the register behind each that is missing."""
    with run_or_refuse(json) as words:
        named = tuple((o, p) for o, p in (("--csv", csv), ("--xlsx", xlsx)) if p)
        options = Options(runs=runs, seed=seed, municipality=municipality, outputs=named)
        twin = prepare_twin(region, scenario, options)
        make_room(path for _, path in named)
        scope = scope_of(twin, municipality)
        with show_progress(runs, json) as tell:
            made = run_many(twin, runs, tell)
        answer = _answer(twin, made, summarise(twin, made, scope))
        _write_indicators(answer, words, csv, xlsx)
        if json:
            print_json(_indicator_record(answer, words))
        else:
            _print_indicators(answer, words)


def sources(
    region: RegionArgument = DEFAULT_REGION,
    scenario: ScenarioArgument = "",
    runs: Runs = SOURCE_RUNS,
    seed: Seed = 1,
    csv: Output = None,
    picture: Annotated[
        Path | None, typer.Option(help=say(mark("SVG file for a picture of the influences.")))
    ] = None,
    json: AsJson = False,
) -> None:
    """Says on what evidence an answer rests, and which assumptions move it most."""
    with run_or_refuse(json) as words:
        named = tuple((o, p) for o, p in (("--csv", csv), ("--picture", picture)) if p)
        wrong = out_of_range("--runs", runs, FEWEST_RUNS, MAX_SOURCE_RUNS)
        twin = prepare_twin(region, scenario, Options(runs=1, seed=seed, outputs=named), wrong)
        make_room(path for _, path in named)
        outcome, found, bound = _screen(twin, runs, json)
        shares = evidence_shares(e for rows in evidence_rows(twin).values() for e in rows)
        if csv:
            write_file(csv, table_csv(SOURCE_COLUMNS, _source_rows(shares, found)).encode())
        if picture:
            write_file(picture, _picture(twin, outcome, found, bound, words).encode())
        if json:
            print_json(_source_record(twin, outcome, shares, found, bound))
        else:
            _print_sources(twin, outcome, shares, found, bound, words)


# Indicators


def _answer(twin: Twin, made: Sequence[Run], outcome: Outcome) -> Answer:
    return Answer(
        twin=twin,
        outcome=outcome,
        variants={},
        findings=(),
        region_hash=region_hash(twin.network.region),
        version=version("weerbaar"),
        full=False,
        indicators=find_indicators(twin, made, outcome),
        area_indicators=area_values(twin, made, outcome),
    )


def _indicator_record(answer: Answer, words: Language) -> dict[str, Any]:
    twin = answer.twin
    return {
        "schema": SCHEMA,
        "simulation": True,
        "region": twin.network.region.region,
        "region_hash": answer.region_hash,
        "scenario": twin.scenario.scenario,
        "place": answer.outcome.scope.name,
        "runs": answer.outcome.runs,
        "seed": twin.seed,
        "version": answer.version,
        "indicators": indicator_records(answer, words),
        "area_indicators": [
            dict(zip(AREA_INDICATOR_COLUMNS, row, strict=True))
            for row in area_indicator_rows(answer.area_indicators)
        ],
    }


def _write_indicators(answer: Answer, words: Language, csv: Path | None, xlsx: Path | None) -> None:
    columns = (SIMULATION, *INDICATOR_COLUMNS)
    rows = [["yes", *row] for row in indicator_rows(answer, words)]
    if csv:
        write_file(csv, table_csv(columns, rows).encode())
    if xlsx:
        note = words.text(SIMULATED)
        areas = [["yes", *row] for row in area_indicator_rows(answer.area_indicators)]
        sheets = {
            "indicators": (columns, rows),
            "area indicators": ((SIMULATION, *AREA_INDICATOR_COLUMNS), areas),
        }
        write_file(xlsx, table_xlsx_bytes(sheets, note))


def _print_indicators(answer: Answer, words: Language) -> None:
    """Tables of what is measured, as on the page; then what is not, with the register it asks."""
    twin, text = answer.twin, words.text
    wide = Console().width >= WIDE
    tables = indicator_tables(
        twin, answer.outcome, answer.indicators, words, None if wide else FEW_COLUMNS
    )
    console = Console()
    for table in tables:
        by_need = table is not tables[0]
        shown = slice(None if wide or by_need else -1)
        rows = [(row.label, *row.cells)[shown] for row in table.rows]
        print_table(table.columns[shown], rows, table.caption)
        console.print(Text(table.note, style="dim"))
        console.print()
    missing = not_measured(twin, words)
    headings = (text(mark("Not measured")), text(mark("What would give it")))
    print_table(headings, missing)
    if not wide:
        print_note(text(mark("A wider screen shows more columns; --json and --csv hold them all.")))
    print_note(text(SIMULATED))


# Sources


def _screen(twin: Twin, runs: int, quiet: bool) -> tuple[Outcome, list[Influence], float]:
    """Makes the runs, and a part of them again at both ends of rho."""
    few = max(FEWEST_RUNS // 2, runs // RHO_PART)
    with show_progress(runs + 2 * few, quiet) as tell:
        made = run_many(twin, runs, tell)
        ends = [
            run_many(replace(twin, fixed={**twin.fixed, RHO: value}), few, tell)
            for value in RHO_ENDS
        ]
    outcome = summarise(twin, made, scope_of(twin))
    needs = (outcome.worst.need, "help_call")
    headline, calls = (hours_per_head(made, need) for need in needs)
    idle = idle_figures(twin, outcome)
    factors = [
        factor
        for factor in factors_of(twin, [run.run for run in made])
        if may_count(factor.name, idle)
    ]
    found = influences(factors, headline, calls)
    rho = [paired_effect(*(hours_per_head(end, need) for end in ends)) for need in needs]
    return outcome, [rho_influence(twin, *rho), *found], chance_bound(len(factors), runs)


def _source_rows(shares: Sequence[Evidence], found: Sequence[Influence]) -> list[list[Any]]:
    rows: list[list[Any]] = [
        ["evidence", *[None] * 5, share.code, share.rows, round(share.share, 6), *[None] * 8]
        for share in shares
    ]
    for one in found:
        effects = [*asdict(one.headline).values(), *asdict(one.calls).values()]
        rows.append(
            [
                "influence",
                one.name,
                one.unit,
                one.p10,
                one.p50,
                one.p90,
                one.evidence,
                None,
                None,
                *(None if value != value else round(value, 6) for value in effects),
            ]
        )
    return rows


def _source_record(
    twin: Twin,
    outcome: Outcome,
    shares: Sequence[Evidence],
    found: Sequence[Influence],
    bound: float,
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "simulation": True,
        "region": twin.network.region.region,
        "region_hash": region_hash(twin.network.region),
        "scenario": twin.scenario.scenario,
        "runs": outcome.runs,
        "seed": twin.seed,
        "version": version("weerbaar"),
        "evidence": [asdict(share) | {"words": CODES[share.code]} for share in shares],
        "evidence_by_table": {
            table: [asdict(share) for share in evidence_shares(rows)]
            for table, rows in evidence_rows(twin).items()
        },
        "headline": outcome.worst.need,
        "headline_hours_per_head": asdict(outcome.worst.per_head),
        "headline_estimated_share": outcome.worst.estimated_share,
        "method": "rank correlation of each drawn quantile with the outcome, over the runs; "
        "rho: difference between 0.9 and 0.1 on the same draws",
        "correlation_by_chance": bound,
        "influences": [asdict(one) for one in found],
    }


def _print_sources(
    twin: Twin,
    outcome: Outcome,
    shares: Sequence[Evidence],
    found: Sequence[Influence],
    bound: float,
    words: Language,
) -> None:
    text = words.text
    by_table = evidence_rows(twin)
    total = sum(len(rows) for rows in by_table.values())
    print_table(
        [text(h) for h in (mark("Evidence"), mark("Rows"), mark("Share"))],
        [
            (
                f"{share.code or '–'}  {text(CODES[share.code])}",
                words.number(share.rows),
                f"{words.number(100 * share.share)} %",
            )
            for share in shares
        ],
        text(mark("What this answer rests on: {rows} rows"), rows=words.number(total)),
    )
    if sum(share.rows for share in shares) > total:
        more = mark("A row with more codes counts with each of them, and is shared in the shares.")
        Console().print(Text(text(more), style="dim"))
    need = need_name(twin, outcome.worst.need, words).lower()
    headings = (
        text(mark("Assumption, from – to")),
        text(mark("Evidence")),
        text(mark("Correlation")),
        text(mark("Hours per person: {need}"), need=need),
        text(mark("Hours per person: calling for help")),
    )
    rows = [_influence_row(twin, one, bound, words) for one in found[: TOP + 1]]
    print_table(headings, rows, _heading(twin, outcome, found, bound, words))
    notes = (
        mark(
            "Correlation: how strongly the outcome goes along, from -1 to 1, over {runs} courses. "
            "Between brackets: below {bound}, so it may be chance."
        ),
        mark(
            "Hours per person: how much longer where the draw is in the highest third than in the "
            "lowest, ± its standard error. First row: 90 % minus 10 % on the same draws."
        ),
        mark("Figures that nothing in this scenario uses are left out."),
        mark("--json and --csv hold all assumptions, with their codes and errors."),
    )
    console = Console()
    for note in notes:
        said = text(note, runs=words.number(outcome.runs), bound=words.number(bound, 2))
        console.print(Text(said, style="dim"))


def _heading(
    twin: Twin, outcome: Outcome, found: Sequence[Influence], bound: float, words: Language
) -> str:
    """What moves the headline most; or that nothing does more than chance would."""
    need = need_name(twin, outcome.worst.need, words).lower()
    if any(one.headline.size >= bound for one in found):
        return words.text(mark("What moves it most: {need}"), need=need)
    return words.text(
        mark("Nothing stands out from chance in {runs} courses: {need}"),
        runs=words.number(outcome.runs),
        need=need,
    )


def _influence_row(twin: Twin, one: Influence, bound: float, words: Language) -> tuple[str, ...]:
    found = one.headline
    correlation = "–"
    if found.correlation == found.correlation:
        correlation = words.number(found.correlation, 2)
        if found.size < bound:
            correlation = f"({correlation})"
    return (
        f"{upper(factor_name(twin, one.name, words))}\n{interval_in_words(one, words)}",
        " ".join(dict.fromkeys(code[:1] for code in one.evidence.split())),
        correlation,
        _with_error(found.effect, found.effect_error, 1, words),
        _with_error(one.calls.effect, one.calls.effect_error, 1, words),
    )


def _with_error(value: float, error: float, decimals: int, words: Language) -> str:
    return f"{words.number(value, decimals)} ± {words.number(error, decimals)}"


def _picture(
    twin: Twin, outcome: Outcome, found: Sequence[Influence], bound: float, words: Language
) -> str:
    """Bars of the strongest correlations with the headline, with their standard error."""
    drawn = [one for one in found if one.name != RHO][:TOP]
    bars = [
        Bar(
            label=upper(factor_name(twin, one.name, words)),
            value=one.headline.size,
            low=max(0.0, one.headline.size - one.headline.correlation_error),
            high=min(1.0, one.headline.size + one.headline.correlation_error),
            note=f"{_direction(one, bound, words)} · {one.evidence}",
            said=words.number(one.headline.correlation, 2),
        )
        for one in drawn
    ]
    label = _heading(twin, outcome, found, bound, words)
    return bar_svg(bars, label=label, ident="influence", language=words)


def _direction(one: Influence, bound: float, words: Language) -> str:
    """Which way the outcome goes with it, where that is more than chance."""
    if one.headline.size < bound:
        return words.text(mark("may be chance"))
    if one.headline.correlation > 0:
        return words.text(mark("higher: lasts longer"))
    return words.text(mark("higher: lasts shorter"))
