"""The commands `weerbaar measure search` and `front`: which measures for the money."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from weerbaar.cli.search_options import (
    Month,
    Need,
    Own,
    Region,
    catalogue_with,
    progress_bar,
    until_stopped,
)
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.effects import variant_problems
from weerbaar.measures.files import (
    read_variant,
    write_variant,
)
from weerbaar.measures.search.asking import (
    Plan,
    make_question,
    month_problems,
    plan_problems,
)
from weerbaar.measures.search.form import as_data
from weerbaar.measures.search.found import Found
from weerbaar.measures.search.question import Question
from weerbaar.measures.search.refusing import question_problems
from weerbaar.measures.search.runner import (
    front_of,
    search_measures,
)
from weerbaar.measures.search.search_words import (
    PART_HEADS,
    SET_HEADS,
    closing,
    group_names,
    opening,
    part_rows,
    set_name,
    set_notes,
    set_rows,
    verdict,
)
from weerbaar.measures.variants import Variant
from weerbaar.region.files import read_region
from weerbaar.region.placing import slug
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    OF_THE_PLACE,
    AsJson,
    Options,
    Seed,
    prepare_twin,
)
from weerbaar.twin.files import make_room, output_problems
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED

ENDING = ".toml"

NOT_A_LIMIT = ProblemKind(
    "not-a-limit",
    mark("“{value}” is no limit."),
    mark("Write who pays, = and euros, such as municipality=500000."),
)
NOT_A_PAIR = ProblemKind(
    "not-a-pair",
    mark("“{value}” names no two measures."),
    mark("Write two measures with + between them, such as noodpakket+waterpakket."),
)
PICK_OUTSIDE = ProblemKind(
    "set-not-there",
    mark("There is no set {value} to write; the answer has {high}."),
    mark("Give a number from 1 to {high}."),
)
NOT_TOML = ProblemKind(
    "variant-file-not-toml",
    mark("A variant is written as a TOML file; {value} is none."),
    mark("Let its name end with .toml."),
)

Scenario = Annotated[
    str,
    typer.Option(help=say(mark("Name of a scenario, or a TOML file.")), show_default=OF_THE_PLACE),
]
Budget = Annotated[
    float | None,
    typer.Option(help=say(mark("Euros that all who pay may spend together, over all years."))),
]
Limit = Annotated[
    list[str] | None,
    typer.Option(help=say(mark("What one payer may spend, such as municipality=500000."))),
]
Require = Annotated[
    list[str] | None, typer.Option(help=say(mark("A measure that has to be in every set.")))
]
Exclude = Annotated[
    list[str] | None, typer.Option(help=say(mark("A measure that may be in no set.")))
]
Apart = Annotated[
    list[str] | None,
    typer.Option(help=say(mark("Two measures that may not go together, such as a+b."))),
]
Most = Annotated[int | None, typer.Option(help=say(mark("At most so many measures.")))]
Outcome = Annotated[
    str, typer.Option(help=say(mark("hours: time without it; too_long: people too long without.")))
]
Years = Annotated[int | None, typer.Option(help=say(mark("How many years.")))]
FirstYear = Annotated[int | None, typer.Option(help=say(mark("The first of these years.")))]
Evaluations = Annotated[int, typer.Option(help=say(mark("How many sets to try.")))]
ScreenDraws = Annotated[
    int, typer.Option(help=say(mark("On how many short courses each set is tried.")))
]
ConfirmDraws = Annotated[
    int, typer.Option(help=say(mark("On how many other, whole courses the best are looked at.")))
]
OfVariant = Annotated[
    str, typer.Option(help=say(mark("A variant of which every measure has to be in every set.")))
]
Start = Annotated[str, typer.Option(help=say(mark("A variant to start from.")))]
Write = Annotated[
    Path | None, typer.Option(help=say(mark("Write a set as a variant to this TOML file.")))
]
Pick = Annotated[int, typer.Option(help=say(mark("Which set is written.")))]

Look = Callable[..., Found]
"""A way to look for sets: `search_measures` or `front_of`."""


@dataclass(frozen=True)
class _Asked:
    """What a search or front is asked, read and checked."""

    twin: Twin
    catalogue: Mapping[str, Measure]
    question: Question
    plan: Plan
    start: Variant | None
    write: Path | None
    pick: int


@dataclass(frozen=True)
class _Terms:
    """What sets must keep to, as it was typed."""

    budget: float | None
    limit: Sequence[str] | None
    require: Sequence[str] | None
    exclude: Sequence[str] | None
    apart: Sequence[str] | None
    most: int | None


def _asked(
    region: str,
    scenario: str,
    plan: Plan,
    typed_years: bool,
    terms: _Terms,
    own: Path | None,
    variant: str,
    start: str,
    write: Path | None,
    pick: int,
) -> _Asked:
    """Everything that was asked, read; raises Refused with what is wrong.

    Where no years were typed, those of the variant that is required, or begun from, hold.
    """
    problems = plan_problems(plan)
    limits, wrong_limits = _limits(terms.limit or ())
    pairs, wrong_pairs = _pairs(terms.apart or ())
    problems += [*wrong_limits, *wrong_pairs, *_write_problems(write, pick)]
    refuse_if(problems)
    catalogue = catalogue_with(own)
    held = read_variant(variant, catalogue) if variant else None
    first = read_variant(start, catalogue) if start else None
    facts = read_region(region)
    given = [one for one in (held, first) if one is not None]
    if given and not typed_years:
        plan = replace(plan, first_year=given[0].first_year, years=given[0].years)
    refuse_if(month_problems(plan))
    refuse_if(p for one in given for p in variant_problems(one, catalogue, facts))
    question = make_question(
        catalogue,
        facts,
        plan,
        budget_eur=terms.budget,
        limits=limits,
        required=terms.require or (),
        excluded=terms.exclude or (),
        apart=pairs,
        most=terms.most,
        required_variant=held,
        start=first,
    )
    refuse_if(question_problems(question))
    twin = prepare_twin(region, scenario, Options(runs=1, seed=plan.seed))
    if write is not None:
        make_room([write])
    return _Asked(twin, catalogue, question, plan, first, write, pick)


def _write_problems(write: Path | None, pick: int) -> list[Problem]:
    if write is None:
        return []
    problems = list(output_problems([("--write", write)]))
    if write.suffix != ENDING or not slug(write.stem):
        problems.append(Problem(NOT_TOML, column="--write", value=write.name))
    if pick < 1:
        problems.append(Problem(PICK_OUTSIDE, column="--pick", value=pick, params={"high": 1}))
    return problems


def _limits(given: Sequence[str]) -> tuple[dict[str, float], list[Problem]]:
    found, problems = {}, []
    for text in given:
        payer, _, number = text.partition("=")
        try:
            found[payer.strip()] = float(number.replace(",", "."))
        except ValueError:
            problems.append(Problem(NOT_A_LIMIT, column="--limit", value=text))
    return found, problems


def _pairs(given: Sequence[str]) -> tuple[list[tuple[str, str]], list[Problem]]:
    found, problems = [], []
    for text in given:
        names = [name.strip() for name in text.split("+")]
        if len(names) == 2 and all(names):
            found.append((names[0], names[1]))
        else:
            problems.append(Problem(NOT_A_PAIR, column="--not-together", value=text))
    return found, problems


def _tell_found(asked: _Asked, found: Found, words: Language, json: bool) -> None:
    """Prints what was found, and writes the set that was asked."""
    if asked.write is not None:
        _write(found, asked.write, asked.pick)
    if json:
        print_json(as_data(found))
        return
    text = words.text
    typer.echo(opening(found, words))
    groups = group_names(asked.twin.library, words)
    print_table([text(head) for head in SET_HEADS], set_rows(found, groups, words))
    for number, one in enumerate(found.sets, start=1):
        if not found.front and number > 1:
            told = mark("Set {number}: {names}")
            typer.echo(text(told, number=number, names=set_name(one, asked.catalogue, words)))
            continue
        typer.echo("")
        title = text(mark("Set {number}"), number=number)
        print_table(
            [text(head) for head in PART_HEADS],
            part_rows(found, one, asked.catalogue, words),
            title,
        )
        for line in set_notes(found, one, words):
            typer.echo(f"  • {line}")
    typer.echo(verdict(found, words))
    for line in closing(found, asked.catalogue, words):
        print_note(line)
    print_note(text(SIMULATED))


def _write(found: Found, path: Path, pick: int) -> None:
    if not 1 <= pick <= len(found.sets):
        params = {"high": len(found.sets)}
        raise Refused([Problem(PICK_OUTSIDE, column="--pick", value=pick, params=params)])
    made = found.variant(slug(path.stem), path.stem, path.stem, pick - 1)
    years = f"{made.first_year}–{made.last_year}"
    told = replace(made, summary_nl=f"Gevonden door te zoeken, {years}.")
    write_variant(replace(told, summary_en=f"Found by a search, {years}."), path)


def _command(name: str, look: Look) -> Callable[..., None]:
    """The command that asks everything a search or a front can be asked, and looks in this way."""

    def command(
        region: Region = DEFAULT_REGION,
        scenario: Scenario = "",
        budget: Budget = None,
        limit: Limit = None,
        require: Require = None,
        exclude: Exclude = None,
        not_together: Apart = None,
        most: Most = None,
        need: Need = "",
        outcome: Outcome = Plan.outcome,
        first_year: FirstYear = None,
        years: Years = None,
        month: Month = None,
        evaluations: Evaluations = Plan.evaluations,
        screen_draws: ScreenDraws = Plan.screen_draws,
        confirm_draws: ConfirmDraws = Plan.confirm_draws,
        own: Own = None,
        variant: OfVariant = "",
        start: Start = "",
        write: Write = None,
        pick: Pick = 1,
        seed: Seed = 1,
        json: AsJson = False,
    ) -> None:
        """Looks, and prints what was found."""
        plan = Plan(
            need=need,
            outcome=outcome,
            first_year=Plan.first_year if first_year is None else first_year,
            years=Plan.years if years is None else years,
            month=month,
            evaluations=evaluations,
            screen_draws=screen_draws,
            confirm_draws=confirm_draws,
            seed=seed,
        )
        terms = _Terms(budget, limit, require, exclude, not_together, most)
        with run_or_refuse(json) as words:
            typed = first_year is not None or years is not None
            asked = _asked(region, scenario, plan, typed, terms, own, variant, start, write, pick)
            with progress_bar(plan.evaluations, json) as tell, until_stopped() as wanted:
                found = look(
                    asked.twin,
                    asked.catalogue,
                    asked.question,
                    asked.plan,
                    start=asked.start,
                    tell=tell,
                    wanted=wanted,
                )
            _tell_found(asked, found, words, json)

    command.__name__ = name
    return command


search, front = _command("search", search_measures), _command("front", front_of)
