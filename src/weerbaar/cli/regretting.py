"""The command `weerbaar measure regret`: how wrong variants can turn out over scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from weerbaar.cli.search_options import Month, Own, Region, catalogue_with, progress_bar
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.measures.effects import variant_problems
from weerbaar.measures.files import read_variant
from weerbaar.measures.search.asking import Plan, plan_over, plan_problems
from weerbaar.measures.search.form import as_data
from weerbaar.measures.search.found import Told
from weerbaar.measures.search.runner import CONFIRM, regret_of, told_of
from weerbaar.measures.search.search_words import (
    WRONG_HEAD,
    left_out_names,
    need_names,
    regret_sentences,
    too_few_courses,
    wrong_rows,
)
from weerbaar.region.files import read_region
from weerbaar.twin.cli import DEFAULT_REGION, AsJson, Options, Seed, prepare_twin
from weerbaar.twin.discovery import FEWEST_RUNS
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED

MOST_REGRET = 6
RegretNeed = Annotated[
    str,
    typer.Option(
        help=say(
            mark("The need to go by; default: the one by which they differ in the most scenarios.")
        ),
        show_default=False,
    ),
]

VARIANTS_OUTSIDE = ProblemKind(
    "variants-to-hold-apart",
    mark("{value} variants are given; give 1 to {high}."),
    mark("Choose other variants."),
)


def regret(
    variants: Annotated[
        list[str], typer.Argument(help=say(mark("Names of variants, or TOML files.")))
    ],
    region: Region = DEFAULT_REGION,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            help=say(mark("A scenario; give it more than once.")),
            show_default=say(mark("all that fit the region")),
        ),
    ] = None,
    need: RegretNeed = "",
    month: Month = None,
    runs: Annotated[
        int, typer.Option(help=say(mark("How many courses to draw of each, in each scenario.")))
    ] = Plan.confirm_draws,
    own: Own = None,
    seed: Seed = 1,
    json: AsJson = False,
) -> None:
    """Says how wrong variants can turn out over scenarios, and in which courses."""
    plan = Plan(need=need, month=month, confirm_draws=runs, seed=seed)
    with run_or_refuse(json) as words:
        problems = plan_problems(plan)
        if not 1 <= len(variants) <= MOST_REGRET:
            params = {"high": MOST_REGRET}
            problems.append(Problem(VARIANTS_OUTSIDE, value=len(variants), params=params))
        refuse_if(problems)
        catalogue = catalogue_with(own)
        chosen = [read_variant(name, catalogue) for name in variants]
        plan = plan_over(plan, chosen)
        facts = read_region(region)
        refuse_if(p for one in chosen for p in variant_problems(one, catalogue, facts))
        twins, left_out = _twins(region, scenario or [], seed)
        with progress_bar(len(twins) * (len(chosen) + 1), json, CONFIRM) as tell:
            found = regret_of(twins, chosen, catalogue, plan, left_out=left_out, tell=tell)
        if json:
            print_json(as_data(found))
            return
        heads = [WRONG_HEAD, mark("As it is now")]
        names = [one.name(words.code) for one in chosen]
        title = words.text(mark("How much longer without per person than with the best there"))
        rows = wrong_rows(found, words)
        print_table([*(words.text(head) for head in heads), *names], rows, title)
        for line in regret_sentences(found, words):
            typer.echo(line)
        if left_out:
            told = mark("These scenarios do not fit this region: {names}.")
            print_note(words.text(told, names=left_out_names(found, words)))
        others = "; ".join(f"{need}: {name}" for need, name in need_names(found, words))
        if not need:
            told = mark("Choose another need with --need. {needs}.")
            print_note(words.text(told, needs=others))
        if few := too_few_courses(found, words):
            print_note(few)
            told = mark("Give --runs {runs} or more to hear in which courses they do badly.")
            print_note(words.text(told, runs=FEWEST_RUNS))
        print_note(words.text(SIMULATED))


def _twins(region: str, named: Sequence[str], seed: int) -> tuple[list[Twin], list[Told]]:
    """A twin for each scenario; of all that ship those that fit, and the names of the others."""
    options = Options(runs=1, seed=seed)
    if named:
        return [prepare_twin(region, name, options) for name in dict.fromkeys(named)], []
    # What is wrong with the region itself is told as such, and not as scenarios that do not fit.
    first = prepare_twin(region, "", options)
    twins = [first]
    left_out: list[Told] = []
    for name in scenario_names():
        scenario = read_scenario(name)
        if scenario.scenario == first.scenario.scenario:
            continue
        try:
            twins.append(prepare_twin(region, name, options))
        except Refused:
            left_out.append(told_of(scenario))
    return twins, left_out
