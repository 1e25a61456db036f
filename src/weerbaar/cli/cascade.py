"""The command `weerbaar twin cascade`: who fails with whom in a graph, and who lacks what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from weerbaar.common.cli import (
    print_good_to_know,
    print_json,
    print_table,
    run_or_refuse,
    say,
)
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.twin.answer_tables import SIMULATION
from weerbaar.twin.cli import AsJson, Output
from weerbaar.twin.files import make_room, output_problems, write_file
from weerbaar.twin.static_graph import (
    KIND_COLUMNS,
    USER_COLUMNS,
    GivenGraph,
    StaticAnswer,
    answer_graph,
    good_to_know,
    kind_rows,
    outcome_arrays,
    totals,
    user_rows,
)
from weerbaar.twin.wire import npz_bytes, read_graph
from weerbaar.twin.wording import SIMULATED

OVER_ITSELF = ProblemKind(
    "over-the-graph",
    mark("{value} is the graph itself; it would be written over."),
    mark("Give the answer another name."),
)
HEADINGS = (
    mark("Kind"),
    mark("Sites"),
    mark("Hit"),
    mark("Failed after that"),
    mark("Works"),
)
USER_HEADINGS = (
    mark("Lacking"),
    mark("Who"),
    mark("Sites"),
    mark("Disrupted"),
    mark("Never supplied"),
    mark("People disrupted"),
)


def cascade(
    graph: Annotated[
        Path, typer.Argument(help=say(mark("Graph of sites and links, an .npz file.")))
    ],
    out: Annotated[
        Path | None, typer.Option(help=say(mark("File to write, .npz: the outcome site by site.")))
    ] = None,
    csv: Output = None,
    xlsx: Output = None,
    json: AsJson = False,
) -> None:
    """Runs a cascade without time over a graph; prints who works and which end users lack what."""
    with run_or_refuse(json) as words:
        named = (("--out", out), ("--csv", csv), ("--xlsx", xlsx))
        outputs = [(option, path) for option, path in named if path]
        problems = [*output_problems(outputs), *_over_itself(graph, outputs)]
        given = _read(graph, problems)
        make_room(path for _, path in outputs)
        answer = answer_graph(given)
        _write(answer, words, out, csv, xlsx)
        notes = good_to_know(given, graph.name)
        if json:
            print_json(_record(answer, notes, words))
            return
        print_good_to_know(notes)
        _print_answer(answer, words)


def _read(path: Path, problems: list[Problem]) -> GivenGraph:
    """The graph; raises Refused with these problems and all that is wrong with the file."""
    try:
        given = read_graph(path)
    except Refused as refused:
        raise Refused([*problems, *refused.problems]) from refused
    refuse_if(problems)
    return given


def _over_itself(graph: Path, outputs: list[tuple[str, Path]]) -> list[Problem]:
    return [
        Problem(OVER_ITSELF, column=option, value=path.name)
        for option, path in outputs
        if graph.exists() and path.exists() and graph.samefile(path)
    ]


def _write(
    answer: StaticAnswer, words: Language, out: Path | None, csv: Path | None, xlsx: Path | None
) -> None:
    if out:
        write_file(out, npz_bytes(outcome_arrays(answer)))
    users = ((SIMULATION, *USER_COLUMNS), [("yes", *row) for row in user_rows(answer)])
    if csv:
        write_file(csv, table_csv(*users).encode())
    if xlsx:
        kinds = ((SIMULATION, *KIND_COLUMNS), [("yes", *row) for row in kind_rows(answer)])
        note = _sentence(answer, words)
        write_file(xlsx, table_xlsx_bytes({"end users": users, "kinds": kinds}, note))


def _record(answer: StaticAnswer, notes: list[Problem], words: Language) -> dict[str, Any]:
    return {
        SIMULATION: True,
        **totals(answer),
        "kinds": [dict(zip(KIND_COLUMNS, row, strict=True)) for row in kind_rows(answer)],
        "end_users": [dict(zip(USER_COLUMNS, row, strict=True)) for row in user_rows(answer)],
        "good_to_know": [note.as_record(words) for note in notes],
    }


def _sentence(answer: StaticAnswer, words: Language) -> str:
    counts = {name: words.number(count) for name, count in totals(answer).items()}
    return words.text(
        mark(
            "{sites} sites with {links} links: {hit} hit, {fell} more failed, {works} work, "
            "after {rounds} rounds."
        ),
        **counts,
    )


def _print_answer(answer: StaticAnswer, words: Language) -> None:
    console = Console()
    told = words.text(SIMULATED)
    console.print(Text(told, style="yellow"))
    console.print(Text(_sentence(answer, words), style="bold"))
    kinds = [(kind, *map(words.number, counts)) for kind, *counts in _counts(answer)]
    print_table([words.text(heading) for heading in HEADINGS], kinds)
    rows = [
        (
            user.lacks,
            user.who,
            *map(words.number, (user.sites, user.disrupted, user.never, user.people_disrupted)),
        )
        for user in answer.users
    ]
    if rows:
        print_table([words.text(heading) for heading in USER_HEADINGS], rows)


def _counts(answer: StaticAnswer) -> list[tuple[str, int, int, int, int]]:
    return [(kind.kind, kind.sites, kind.hit, kind.fell, kind.works) for kind in answer.kinds]
