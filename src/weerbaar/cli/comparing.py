"""The command `weerbaar twin compare`: two variants of one scenario, course by course."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.region.bundle import region_hash
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    DEFAULT_RUNS,
    OF_THE_PLACE,
    AsJson,
    Options,
    Output,
    RegionName,
    Seed,
    With,
    prepare_twin,
    show_progress,
    write_told,
)
from weerbaar.twin.comparison_words import (
    Comparison,
    change_in_words,
    comparison_record,
    compose_page,
    fairness_table,
    move_table,
    picture_svg,
    sheets_of,
    told_sentences,
)
from weerbaar.twin.difference import compare_answers
from weerbaar.twin.ensemble import check_quiet
from weerbaar.twin.files import make_room, read_twin_library, write_file
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.outcome import scope_of
from weerbaar.twin.runner import run_many
from weerbaar.twin.twin import Twin

SHARE = "1"
MOST_TIMES = 100
"""A parameter may be fixed at so many times its p90: far beyond that is a slip of the pen."""

NOT_FIXED = ProblemKind(
    "not-a-fixed-parameter",
    mark("“{value}” does not fix a parameter."),
    mark("Write NAME=NUMBER, such as rho=0.9."),
)
NO_PARAMETER = ProblemKind(
    "no-such-parameter",
    mark("There is no parameter “{value}”."),
    mark("weerbaar twin sources --json lists all parameters."),
)
FIXED_OUTSIDE = ProblemKind(
    "fixed-outside",
    mark("{name} is {value}; it must lie between {low} and {high}."),
    mark("Check the figure and its unit."),
)
SAME_VARIANT = ProblemKind(
    "same-variant",
    mark("The second variant is the same as the first."),
    mark("Change something in it: --with, --fixed, --scenario or --duration."),
)


def compare(
    region: RegionName = DEFAULT_REGION,
    first: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            help=say(mark("Name of a scenario, or a TOML file.")),
            show_default=OF_THE_PLACE,
        ),
    ] = "",
    planned: With = None,
    fixed: Annotated[
        list[str] | None,
        typer.Option(help=say(mark("Fix a parameter in the second variant, as NAME=NUMBER."))),
    ] = None,
    scenario: Annotated[
        str, typer.Option(help=say(mark("Another scenario, or a TOML file, as second variant.")))
    ] = "",
    duration: Annotated[
        float | None,
        typer.Option(help=say(mark("Hours that every shock lasts in the second variant."))),
    ] = None,
    municipality: Annotated[
        str, typer.Option(help=say(mark("Answer for one municipality only.")))
    ] = "",
    runs: Annotated[
        int, typer.Option(help=say(mark("How many courses to draw of each variant.")))
    ] = DEFAULT_RUNS,
    step: Annotated[float, typer.Option(help=say(mark("Hours in one step: 1 or 0.25.")))] = 1.0,
    seed: Seed = 1,
    csv: Output = None,
    xlsx: Output = None,
    html: Output = None,
    svg: Output = None,
    json: AsJson = False,
) -> None:
    """Runs two variants on the same draws; says what differs, how surely, and for whom."""
    with run_or_refuse(json) as words:
        named = (("--csv", csv), ("--xlsx", xlsx), ("--html", html), ("--svg", svg))
        outputs = tuple((option, path) for option, path in named if path)
        base = Options(runs=runs, seed=seed, step=step, municipality=municipality, outputs=outputs)
        other = replace(base, duration=duration, planned=tuple(planned or ()), outputs=())
        before, after = _variants(region, first, scenario, base, other, fixed or ())
        make_room(path for _, path in outputs)
        found = _compared(before, after, municipality, runs, words, quiet=json)
        write_told(sheets_of(found), lambda: compose_page(found, words), words, csv, xlsx, html)
        if svg:
            write_file(svg, picture_svg(found, words).encode())
        if json:
            print_json(comparison_record(found))
        else:
            _print_comparison(found, words)
            if html:
                print_note(words.text(mark("Page: {path}"), path=html))


def _variants(
    region: str, first: str, second: str, base: Options, other: Options, fixed: Sequence[str]
) -> tuple[Twin, Twin]:
    """Both twins; raises Refused with all that is wrong with either."""
    values, problems = fixed_values(fixed, read_twin_library())
    if not (second or other.planned or fixed or other.duration is not None):
        problems.append(Problem(SAME_VARIANT))
    before = _prepared(region, first, base, problems)
    after = _prepared(region, second or first, other, problems)
    refuse_if(problems)
    assert before is not None
    assert after is not None
    if values:
        after = replace(after, fixed={**after.fixed, **values})
        check_quiet(after)
    if not change_in_words(before, after, Language("en", {})):
        raise Refused([Problem(SAME_VARIANT)])
    return before, after


def _prepared(region: str, scenario: str, options: Options, problems: list[Problem]) -> Twin | None:
    """A twin; where it is refused, its problems are added once."""
    try:
        return prepare_twin(region, scenario, options)
    except Refused as refused:
        problems += [problem for problem in refused.problems if problem not in problems]
        return None


def fixed_values(
    fixed: Sequence[str], library: TwinLibrary
) -> tuple[dict[str, float], list[Problem]]:
    """The values of NAME=NUMBER by parameter, and what is wrong with them."""
    rows, values = library.parameters, {}
    place, problems = rows.positions("parameter"), []
    for text in fixed:
        name, equals, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not equals or math.isnan(value):
            problems.append(Problem(NOT_FIXED, column="--fixed", value=text))
        elif name not in place:
            problems.append(Problem(NO_PARAMETER, column="--fixed", value=name))
        else:
            row = rows.row(place[name])
            part = row["unit"] == SHARE and row["p90"] <= 1
            high = 1.0 if part else MOST_TIMES * float(row["p90"])
            if 0 <= value <= high:
                values[name] = value
            else:
                params = {"name": name, "low": 0, "high": f"{high:g}"}
                problems.append(Problem(FIXED_OUTSIDE, "", None, "--fixed", f"{value:g}", params))
    return values, problems


def _compared(
    before: Twin, after: Twin, municipality: str, runs: int, words: Language, *, quiet: bool
) -> Comparison:
    scope = scope_of(before, municipality)
    with show_progress(2 * runs, quiet) as tell:
        one = run_many(before, runs, tell)
        other = run_many(after, runs, tell)
    moves = compare_answers(before, after, one, other, scope, other_scenario=True)
    return Comparison(
        before=before,
        after=after,
        scope=scope,
        inhabitants=float(before.network.region.areas["inhabitants"][scope.areas].sum()),
        change=change_in_words(before, after, words),
        runs=runs,
        moves=tuple(moves),
        region_hash=region_hash(before.network.region),
        version=version("weerbaar"),
    )


def _print_comparison(found: Comparison, words: Language) -> None:
    console, text = Console(), words.text
    console.print(Text(text(mark("Second variant: {change}"), change=found.change), style="bold"))
    for line in told_sentences(found, words):
        console.print(Text(f"• {line}"))
    for table in (move_table(found, words), fairness_table(found, words)):
        if table and table.rows:
            rows = [(row.label, *row.cells) for row in table.rows]
            print_table(table.columns, rows, table.caption)
            console.print(Text(table.note, style="dim"))
    print_note(text(mark("Simulation. It could go like this; it is not happening now.")))
