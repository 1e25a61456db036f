"""The command `weerbaar measure production`: what comes up short where firms make for Defence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.measures.production.course import DRAWS, MOST_DRAWS, MOST_WEEKS, WEEKS
from weerbaar.measures.production.files import (
    checked,
    given_sheets,
    need_names,
    read_example,
    read_given,
)
from weerbaar.measures.production.planning import LEAST, RULES
from weerbaar.measures.production.sheets import sheets_of
from weerbaar.measures.production.telling import (
    Told,
    cost_table,
    defence_table,
    less_missed,
    product_table,
    record_of,
    rule_table,
    sector_table,
    sentences,
    told_by_rule,
)
from weerbaar.twin.cli import AsJson, Output, Seed, out_of_range, write_tables
from weerbaar.twin.files import output_problems

NO_RULE = ProblemKind(
    "no-such-division",
    mark("There is no way “{value}” to divide an order."),
    mark("Choose one of: {known}."),
)
EXAMPLE = mark("This is an example: the firms and all figures are made up.")
SIMULATED = mark("Simulated with the figures that were given; no firm was asked.")


def production(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help=say(mark("CSV or XLSX files; without them the made-up example."))),
    ] = None,
    rule: Annotated[
        str, typer.Option(help=say(mark("How an order is divided over firms: least or size.")))
    ] = LEAST,
    weeks: Annotated[int, typer.Option(help=say(mark("How many weeks.")))] = WEEKS,
    draws: Annotated[int, typer.Option(help=say(mark("How many courses.")))] = DRAWS,
    seed: Seed = 1,
    csv: Output = None,
    xlsx: Output = None,
    json: AsJson = False,
) -> None:
    """Says which civil needs and sectors come up short where firms switch to Defence."""
    with run_or_refuse(json) as words:
        outputs = [(name, path) for name, path in (("--csv", csv), ("--xlsx", xlsx)) if path]
        params = {"known": ", ".join(RULES)}
        refuse_if(
            [
                *([] if rule in RULES else [Problem(NO_RULE, value=rule, params=params)]),
                *out_of_range("--weeks", weeks, 1, MOST_WEEKS),
                *out_of_range("--draws", draws, 1, MOST_DRAWS),
                *output_problems(outputs),
            ]
        )
        given = read_given(files) if files else read_example(words.code)
        told = told_by_rule(checked(given, words.code), weeks, draws, seed)
        if outputs:
            write_tables(sheets_of(told, given_sheets(given, words)), words, csv, xlsx)
        if json:
            print_json({"simulation": True, "example": not files, "rule": rule} | _records(told))
            return
        _print(told, rule, words)
        print_note(words.text(SIMULATED if files else EXAMPLE))


def _records(told: dict[str, Told]) -> dict[str, Any]:
    return {
        "less_missed_each_product_alike": less_missed(told) or None,
        "by_rule": {name: record_of(one) for name, one in told.items()},
    }


def _print(told: dict[str, Told], rule: str, words: Language) -> None:
    needs = need_names(words.code)
    print_table(*product_table(told[rule], needs, words))
    print_table(*sector_table(told[rule], words))
    print_table(*defence_table(told[rule], words))
    print_table(*cost_table(told[rule], words))
    print_table(*rule_table(told, words))
    for line in sentences(told[rule], told, needs, words):
        print_note(f"• {line}")
