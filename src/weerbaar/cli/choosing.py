"""The command `weerbaar twin knobs`, and what `--choose NAME=NUMBER` says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    AsJson,
    Options,
    RegionName,
    ScenarioName,
    prepare_twin,
)
from weerbaar.twin.knob_words import ends_in_words, usual_in_words
from weerbaar.twin.knobs import Knob, knobs_of
from weerbaar.twin.quantities import NAMED_TWICE

Choices = Annotated[
    list[str] | None,
    typer.Option("--choose", help=say(mark("A choice, as NAME=NUMBER; twin knobs lists them."))),
]

NOT_CHOSEN = ProblemKind(
    "not-a-choice",
    mark("“{value}” is not a choice."),
    mark("Write NAME=NUMBER, such as mast_hours=8; weerbaar twin knobs lists the names."),
)


def knobs(
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    json: AsJson = False,
) -> None:
    """Shows what can be chosen in a region, between which ends, and what holds now."""
    with run_or_refuse(json) as words:
        found = knobs_of(prepare_twin(region, scenario, Options(runs=1)))
        if json:
            print_json({"schema": 1, "knobs": [_record(knob) for knob in found]})
        else:
            _show(found, words)


def chosen_values(given: Sequence[str]) -> tuple[dict[str, float], list[Problem]]:
    """The numbers in NAME=NUMBER texts by name, and what is wrong with their form."""
    values, problems = {}, []
    for text in given:
        name, equals, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not equals or not math.isfinite(value):
            problems.append(Problem(NOT_CHOSEN, column="--choose", value=text))
        elif name in values:
            problems.append(Problem(NAMED_TWICE, column="--choose", value=name))
        else:
            values[name] = value
    return values, problems


def _record(knob: Knob) -> dict[str, Any]:
    facts = asdict(knob) | {"what": knob.row["what"], "of": knob.row["of"]}
    facts |= {key: knob.row[key] for key in ("name_nl", "name_en", "evidence", "meaning")}
    del facts["row"]
    return facts


def _show(found: Sequence[Knob], words: Language) -> None:
    headings = (mark("Choice"), mark("Name"), mark("Between"), mark("Now"))
    rows = [
        (knob.title(words), knob.name, ends_in_words(knob, words), usual_in_words(knob, words))
        for knob in found
    ]
    print_table([words.text(heading) for heading in headings], rows, "")
    example = "weerbaar twin compare --choose mast_hours=8"
    print_note(words.text(mark("Compare with what holds now: {command}"), command=example))
