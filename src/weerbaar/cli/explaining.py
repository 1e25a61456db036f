"""The command `weerbaar twin explain`: why an area lacks a need at an hour, back to the root."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from weerbaar.common.cli import print_json, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    OF_THE_PLACE,
    AsJson,
    Options,
    Seed,
    With,
    out_of_range,
    prepare_twin,
)
from weerbaar.twin.ensemble import trace_once
from weerbaar.twin.explain import NO_NEED, Explanation, explain
from weerbaar.twin.explain_words import headline, link_in_words, told_once
from weerbaar.twin.outcome import shown
from weerbaar.twin.scenario import MAX_HOURS
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED, cause_in_words


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


def _asked(need: str, hour: float) -> list[Problem]:
    """What is wrong with a question by itself."""
    problems = out_of_range("HOUR", hour, 0, MAX_HOURS)
    if need not in NEED_ORDER:
        known = {"known": ", ".join(NEED_ORDER)}
        problems.append(Problem(NO_NEED, column="NEED", value=need, params=known))
    return problems


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
    simulated = words.text(SIMULATED)
    console.print(Text(simulated, style="yellow"))
    console.print(Text(headline(twin, found, words), style="bold"))
    for chain in told_once(found.chains, full):
        for depth, link in enumerate(chain):
            console.print(Text(f"{'  ' * depth}← {link_in_words(twin, link, words, full)}"))
    if not found.chains:
        console.print(Text(words.text(mark("Every site that serves this area works."))))
    if found.causes:
        console.print(Text(words.text(mark("Over this whole course, by cause:"))))
    for cause in found.causes[:3]:
        part = f"{words.number(100 * cause.share)} % {cause_in_words(twin, cause, words)}"
        console.print(Text(f"  {part}"))
