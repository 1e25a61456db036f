"""The command `weerbaar twin compare`: two variants of one scenario, course by course.

Rules:
1. The first variant is a scenario as it stands, the second what the options change in it; both are
   run on the same draws. Or both are ensembles that `weerbaar twin ensemble` keeps in folders.
2. Of two ensembles the runs are compared that both have; they must have one seed, step and design.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from weerbaar.cli.choosing import Choices, chosen_values
from weerbaar.cli.fixing import fixed_values, variant
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
    Seed,
    Step,
    With,
    given_options,
    prepare_twin,
    read_named,
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
    sheets_of,
    standing_svg,
    told_sentences,
)
from weerbaar.twin.difference import compare_answers
from weerbaar.twin.ensemble import Run
from weerbaar.twin.files import make_room, output_problems, read_twin_library, write_file
from weerbaar.twin.outcome import scope_of
from weerbaar.twin.runner import run_many
from weerbaar.twin.stored.files import StoredRuns, is_ensemble, read_ensemble
from weerbaar.twin.stored.identity import design_of
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED

SAME_VARIANT = ProblemKind(
    "same-variant",
    mark("The second variant is the same as the first."),
    mark("Change something in it: --choose, --with, --fixed, --scenario or --duration."),
)
NO_PARTNER = ProblemKind(
    "not-the-same-draws",
    mark("These two ensembles are not of the same draws: {meaning} is {value} and {other}."),
    mark("Make one of them again with the {meaning} of the other."),
)
NO_SHARED_RUNS = ProblemKind(
    "no-shared-runs",
    mark("These two ensembles have no finished run in common."),
    mark("Let weerbaar twin ensemble go on with one of them."),
)
NOT_OF_FOLDERS = ProblemKind(
    "option-not-of-folders",
    mark("{column} cannot go together with a folder of runs: they are there already."),
    mark("Leave it out, or name a region and a scenario."),
)
ONE_FOLDER = ProblemKind(
    "one-folder",
    mark("With what shall {value} be compared?"),
    mark("Name a second folder of runs."),
)
OTHER_AREAS = ProblemKind(
    "other-areas",
    mark("The regions of these two ensembles do not have the same areas."),
    mark("Compare them as a whole: leave out {column}."),
)
NOT_FOR_FOLDERS = {
    "planned": "--with",
    "fixed": "--fixed",
    "choice": "--choose",
    "scenario": "--scenario",
    "duration": "--duration",
    "runs": "--runs",
    "step": "--step",
    "seed": "--seed",
}
"""What runs that are kept already cannot take, by parameter."""


def compare(
    context: typer.Context,
    region: Annotated[
        str,
        typer.Argument(help=say(mark("Name of a region, or the folder of the first ensemble."))),
    ] = DEFAULT_REGION,
    first: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            help=say(mark("Name of a scenario, or the folder of the second ensemble.")),
            show_default=OF_THE_PLACE,
        ),
    ] = "",
    planned: With = None,
    fixed: Annotated[
        list[str] | None,
        typer.Option(help=say(mark("Fix a parameter in the second variant, as NAME=NUMBER."))),
    ] = None,
    choice: Choices = None,
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
    step: Step = 1.0,
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
        if is_ensemble(region) or is_ensemble(first):
            wrong = given_options(context, NOT_FOR_FOLDERS)
            ensembles = _ensembles(region, first, municipality, outputs, wrong)
            make_room(path for _, path in outputs)
            found = _compared(*ensembles, municipality, words)
        else:
            before, after = _variants(
                region, first, scenario, base, other, fixed or (), choice or ()
            )
            make_room(path for _, path in outputs)
            with show_progress(2 * runs, json) as tell:
                one, two = (run_many(twin, runs, tell) for twin in (before, after))
            found = _compared(before, after, one, two, municipality, words)
        write_told(sheets_of(found), lambda: compose_page(found, words), words, csv, xlsx, html)
        if svg:
            write_file(svg, standing_svg(found, words).encode())
        if json:
            print_json(comparison_record(found))
        else:
            _print_comparison(found, words)
            if html:
                print_note(words.text(mark("Page: {path}"), path=html))


def _variants(
    region: str,
    first: str,
    second: str,
    base: Options,
    other: Options,
    fixed: Sequence[str],
    choices: Sequence[str],
) -> tuple[Twin, Twin]:
    """Both twins; raises Refused with all that is wrong with either."""
    values, problems = fixed_values(fixed, read_twin_library())
    chosen, wrong = chosen_values(choices)
    problems += wrong
    if not (second or other.planned or fixed or choices or other.duration is not None):
        problems.append(Problem(SAME_VARIANT))
    before = _prepared(region, first, base, problems)
    after = _prepared(region, second or first, other, problems)
    refuse_if(problems)
    assert before is not None
    assert after is not None
    after = variant(after, values, chosen)
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


def _ensembles(
    first: str,
    second: str,
    municipality: str,
    outputs: Sequence[tuple[str, Path]],
    options: Sequence[str],
) -> tuple[Twin, Twin, StoredRuns, StoredRuns]:
    """Both twins and the runs that both have; raises Refused with all that is wrong."""
    problems = [Problem(NOT_OF_FOLDERS, column=option) for option in options]
    problems += output_problems(outputs)
    if not second:
        problems.append(Problem(ONE_FOLDER, value=first))
    refuse_if(problems)
    read = [_ensemble(name, problems) for name in (first, second)]
    refuse_if(problems)
    (before, one), (after, two) = (found for found in read if found is not None)
    facts = (
        (mark("seed"), before.seed, after.seed),
        (mark("step"), before.dt, after.dt),
        (mark("hours to calculate"), before.hours, after.hours),
        (mark("design"), _design_in_words(before), _design_in_words(after)),
    )
    problems = [
        Problem(NO_PARTNER, value=str(x), params={"meaning": say(name), "other": str(y)})
        for name, x, y in facts
        if x != y
    ]
    if not problems and before.design != after.design:
        params = {"meaning": say(mark("what the design spreads")), "other": second}
        problems.append(Problem(NO_PARTNER, value=first, params=params))
    codes = [twin.network.region.areas["code"].tolist() for twin in (before, after)]
    if municipality and codes[0] != codes[1]:
        problems.append(Problem(OTHER_AREAS, column="--municipality"))
    shared = sorted(set(one.numbers) & set(two.numbers))
    if not shared:
        problems.append(Problem(NO_SHARED_RUNS))
    refuse_if(problems)
    both = [StoredRuns(runs.folder, runs.labels, shared) for runs in (one, two)]
    return before, after, both[0], both[1]


def _design_in_words(twin: Twin) -> str:
    """A design as short as it can be told, so that two that differ are told apart."""
    facts = design_of(twin)
    if facts is None:
        return say(mark("none"))
    return f"{facts['kind']}, {facts['runs']} ({len(facts['names'])})"


def _ensemble(name: str, problems: list[Problem]) -> tuple[Twin, StoredRuns] | None:
    return read_named(lambda folder: read_ensemble(Path(folder)), name, problems)


def _compared(
    before: Twin,
    after: Twin,
    one: Sequence[Run],
    two: Sequence[Run],
    municipality: str,
    words: Language,
) -> Comparison:
    scope = scope_of(before, municipality)
    moves = compare_answers(before, after, one, two, scope, other_scenario=True)
    hashes = [region_hash(twin.network.region) for twin in (before, after)]
    changes = [change_in_words(before, after, words)]
    if hashes[0] != hashes[1]:
        name = after.network.region.name
        changes.insert(0, words.text(mark("other facts of region {name}"), name=name))
    change = "; ".join(part for part in changes if part)
    return Comparison(
        before=before,
        after=after,
        scope=scope,
        inhabitants=float(before.network.region.areas["inhabitants"][scope.areas].sum()),
        change=change or words.text(mark("nothing else")),
        runs=len(one),
        moves=tuple(moves),
        region_hash=hashes[0],
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
    print_note(text(SIMULATED))
