"""The command `weerbaar agenda payments`: who can pay, by what banks say."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from weerbaar.agenda.registers.banking.said import ENDS, MIDDLE, payments_of
from weerbaar.agenda.registers.banking.shown import banks_shown
from weerbaar.agenda.registers.files import read_lists, read_register
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import mark
from weerbaar.common.parsing import NOT_A_CHOICE
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    AsJson,
    Options,
    RegionName,
    ScenarioName,
    Seed,
    prepare_twin,
    show_progress,
)
from weerbaar.twin.difference import compare_answers, moves_record, sentences
from weerbaar.twin.payments import with_payments
from weerbaar.twin.runner import run_many
from weerbaar.twin.wording import SIMULATED

BANKS = "banks"
RUNS = 20
NOTHING_OF_BANKS = ProblemKind(
    "nothing-of-banks",
    mark("Nothing in this register of banks can go to the model."),
    mark("Fill in hours, or who is needed, who can come and what goes on by itself."),
)


def payments(
    file: Annotated[Path, typer.Argument(help=say(mark("CSV or XLSX file of the register.")))],
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    staff: Annotated[
        str, typer.Option(help=say(mark("Staff that is left: low, middle or high of its band.")))
    ] = MIDDLE,
    runs: Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))] = RUNS,
    seed: Seed = 1,
    json: AsJson = False,
) -> None:
    """Puts what banks say into the model, and tells who can pay and what else moves by it."""
    with run_or_refuse(json) as words:
        refuse_if(_wrong_end(staff))
        one = read_lists()[BANKS]
        rows = list(read_register(one, file))
        said = payments_of(rows, staff)
        refuse_if([] if said else [Problem(NOTHING_OF_BANKS, file.name)])
        twin = prepare_twin(region, scenario, Options(runs=runs, seed=seed))
        after = with_payments(twin, said)
        with show_progress(2 * runs, json) as tell:
            made = run_many(twin, runs, tell)
            turned = run_many(after, runs, lambda done: tell(runs + done))
        moves = compare_answers(twin, after, made, turned)
        if json:
            print_json({"said": asdict(said), "moves": moves_record(moves)})
            return
        found = banks_shown(one, rows, words, BANKS)
        for table in found.tables:
            print_table(table.headings, table.rows, table.title)
        for sentence in (*found.sentences, *sentences(moves, words)):
            print_note(f"• {sentence}")
        print_note(words.text(SIMULATED))


def _wrong_end(staff: str) -> list[Problem]:
    params = {"choices": ", ".join(ENDS)}
    wrong = Problem(NOT_A_CHOICE, column="--staff", value=staff, params=params)
    return [] if staff in ENDS else [wrong]
