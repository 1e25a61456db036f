"""The command `weerbaar agenda answers`: what helps when the largest supplier falls away."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.agenda.registers.answers.asked import (
    DAYS,
    NO_SUCH_THING,
    NOT_A_CUT,
    NOT_AN_ANSWER,
    read_question,
)
from weerbaar.agenda.registers.answers.shown import NO_SHARE, answers_shown
from weerbaar.agenda.registers.answers.weighed import (
    MOST_ANSWERS,
    Side,
    Weighed,
    answers_to,
    band_over,
    weigh_answers,
)
from weerbaar.agenda.registers.dependencies import (
    DEPENDENCIES,
    SUPPLIER,
    country_code,
    hands_of,
    things,
)
from weerbaar.agenda.registers.files import read_lists, read_register
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, refuse_if
from weerbaar.twin.cli import AsJson

ANSWERS = "answers"


def answers(
    file: Annotated[
        Path, typer.Argument(help=say(mark("CSV or XLSX file of the register of dependencies.")))
    ],
    answers_file: Annotated[
        Path, typer.Argument(metavar="ANSWERS", help=say(mark("CSV or XLSX file of the answers.")))
    ],
    what: Annotated[
        str, typer.Option(help=say(mark("Which dependency; without it the first.")))
    ] = "",
    days: Annotated[
        int, typer.Option(help=say(mark("For how many days somebody falls away.")))
    ] = DAYS,
    over: Annotated[
        str, typer.Option(help=say(mark("Whether a supplier or a country falls away.")))
    ] = SUPPLIER,
    cut: Annotated[
        str, typer.Option(help=say(mark("Who falls away; without it the largest.")))
    ] = "",
    together: Annotated[
        list[str] | None,
        typer.Option("--with", help=say(mark("Answers that are taken together; give it twice."))),
    ] = None,
    json: AsJson = False,
) -> None:
    """Prints the answers to a dependency side by side when somebody falls away."""
    with run_or_refuse(json) as words:
        rows = things(read_register(DEPENDENCIES, file))
        known = {key: str(found[0]["what"]) for key, found in rows.items()}
        given = {"what": what, "over": over, "days": str(days)}
        question, problems = read_question(given, together or (), known)
        refuse_if(problems)
        own = answers_to(list(read_register(read_lists()[ANSWERS], answers_file)), question.what)
        hands = hands_of(rows[question.what], question.over) if question.what else None
        if hands is None:
            value = known.get(question.what, file.name)
            refuse_if([Problem(NO_SUCH_THING, value=value, params={"known": ", ".join(known)})])
            return
        gone = (country_code(cut) or cut) if over != SUPPLIER else cut
        refuse_if(_not_one_of(NOT_A_CUT, [gone] if gone else [], list(hands.totals)))
        names = [str(row["answer"]) for row in own[:MOST_ANSWERS]]
        refuse_if(_not_one_of(NOT_AN_ANSWER, list(question.together), names))
        found = weigh_answers(
            rows[question.what], own, question.over, question.days, question.together, gone
        )
        if found is None:
            print_note(words.text(NO_SHARE, what=question.what))
            return
        if json:
            print_json(_record(found))
            return
        shown = answers_shown(found, words)
        for table in shown.tables:
            print_table(table.headings, table.rows, table.title)
        for sentence in shown.sentences:
            print_note(sentence)


def _not_one_of(kind: Any, values: list[str], known: list[str]) -> list[Problem]:
    params = {"known": ", ".join(known)}
    return [Problem(kind, value=one, params=params) for one in values if one not in known]


def _record(found: Weighed) -> dict[str, Any]:
    return {
        "what": found.what,
        "falls_away": found.cut,
        "over": found.over,
        "days": found.days,
        "share": asdict(found.share),
        "sides": [_side(side) for side in found.sides],
        "least_unmet": None if found.least is None else found.sides[found.least].answers,
        "less_for_sure": [
            [list(found.sides[at].answers) for at in pair] for pair in sorted(found.less)
        ],
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "answers": list(side.answers),
        "short_days": asdict(band_over(side.short_days)),
        "unmet_days": asdict(band_over(side.unmet)),
        "met_by_day": [asdict(band_over(row)) for row in side.met],
        "cost_eur_a_year": None if side.cost is None else asdict(band_over(side.cost)),
        "extra_eur_in_the_cut": asdict(band_over(side.cut_cost)),
        "concentration": {over: asdict(band) for over, band in side.index.items()},
    }
