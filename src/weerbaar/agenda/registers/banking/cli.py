"""The command `weerbaar agenda payments`: who can pay, by what banks say."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from weerbaar.agenda.registers.banking.said import ENDS, MIDDLE, banks_of
from weerbaar.agenda.registers.banking.shown import END_WORDS, banks_shown
from weerbaar.agenda.registers.files import read_lists, read_register
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
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
from weerbaar.twin.difference import Move, compare_answers, moves_record, sentences
from weerbaar.twin.ensemble import Run
from weerbaar.twin.mixing import mixed_runs
from weerbaar.twin.payments import Banks, twins_of
from weerbaar.twin.runner import run_many
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED

BANKS = "banks"
RUNS = 20
STAFF_USED = mark("Computed with the staff that is left: {end}.")
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
        said = banks_of(rows, staff)
        refuse_if([] if said else [Problem(NOTHING_OF_BANKS, file.name)])
        twin = prepare_twin(region, scenario, Options(runs=runs, seed=seed))
        moves = _moves(twin, said, runs, json)
        if json:
            print_json({"said": asdict(said), "moves": moves_record(moves)})
            return
        found = banks_shown(one, rows, words, BANKS)
        for table in found.tables:
            print_table(table.headings, table.rows, table.title)
        _print_paying(moves, words)
        told = words.text(STAFF_USED, end=words.text(END_WORDS[staff]))
        for sentence in (*found.sentences, told, *sentences(moves, words)):
            print_note(f"• {sentence}")
        print_note(words.text(SIMULATED))


def _moves(twin: Twin, said: Banks, runs: int, json: bool) -> list[Move]:
    """What moves by what the banks say: the runs of each bank, mixed by its customers."""
    after = twins_of(twin, said)
    with show_progress((1 + len(after)) * runs, json) as tell:

        def runs_of(at: int, one: Twin) -> list[Run]:
            return run_many(one, runs, lambda done: tell(at * runs + done))

        made = runs_of(0, twin)
        turned = mixed_runs([runs_of(at, one) for at, one in enumerate(after, 1)], said.shares)
    return compare_answers(twin, after[0], made, turned)


def _print_paying(moves: list[Move], words: Language) -> None:
    """Who cannot pay, without and with what the banks say."""
    (paying,) = (move for move in moves if move.need == "payment")
    change = paying.per_head
    lines = [
        [words.text(told), *(words.number(end, 1) for end in (band.p50, band.p10, band.p90))]
        for told, band in (
            (mark("as we assume"), change.before),
            (mark("as the banks say"), change.after),
            (mark("difference"), change.difference),
        )
    ]
    heads = (mark("Unable to pay"), mark("Middle"), mark("Low"), mark("High"))
    title = words.text(mark("Hours that each person cannot pay"))
    print_table([words.text(head) for head in heads], lines, title)


def _wrong_end(staff: str) -> list[Problem]:
    params = {"choices": ", ".join(ENDS)}
    wrong = Problem(NOT_A_CHOICE, column="--staff", value=staff, params=params)
    return [] if staff in ENDS else [wrong]
