"""What somebody asks of the answers to a dependency: of what, who falls away, and for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.agenda.registers.answers.weighed import CUTS, MOST_DAYS
from weerbaar.agenda.registers.dependencies import SUPPLIER
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind

DAYS = 30
MOST_TYPED = 40

NOT_DAYS = ProblemKind(
    "not-days-of-a-cut",
    mark("“{value}” is no number of days."),
    mark("Fill in a whole number from 1 to {most}."),
)
NO_SUCH_THING = ProblemKind(
    "no-such-dependency",
    mark("“{value}” does not stand in the register of dependencies."),
    mark("Choose one of: {known}."),
)
NOT_A_CUT = ProblemKind(
    "not-a-cut",
    mark("“{value}” is nothing that can fall away."),
    mark("Choose one of: {known}."),
)
NOT_AN_ANSWER = ProblemKind(
    "not-an-answer",
    mark("“{value}” is no answer that was filled in."),
    mark("Choose one of: {known}."),
)


@dataclass(frozen=True)
class Question:
    """Which thing, as its rows are known; over suppliers or countries; who falls away ("" for the
    largest); for how many days; and which answers together."""

    what: str
    over: str
    cut: str
    days: int
    together: tuple[str, ...]


def read_question(
    values: Mapping[str, str], together: Sequence[str], things: Mapping[str, str]
) -> tuple[Question, list[Problem]]:
    """What was typed, and all that is wrong with it; what is wrong is taken as if left empty.

    `things` are the names there are, by how their rows are known.
    """
    problems = list[Problem]()
    what = " ".join(values.get("what", "").casefold().split())
    if what and what not in things:
        known = ", ".join(list(things.values())[:10])
        problems.append(_problem(NO_SUCH_THING, values["what"], known=known))
    over = values.get("over", "") or SUPPLIER
    if over not in CUTS:
        problems.append(_problem(NOT_A_CUT, over, known=", ".join(CUTS)))
        over = SUPPLIER
    days, typed = DAYS, values.get("days", "").strip()
    if typed:
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST_DAYS))
        if is_number and 1 <= int(typed) <= MOST_DAYS:
            days = int(typed)
        else:
            problems.append(_problem(NOT_DAYS, typed, most=str(MOST_DAYS)))
    chosen = what if what in things else next(iter(things), "")
    return Question(chosen, over, values.get("cut", ""), days, tuple(together)), problems


def _problem(kind: ProblemKind, value: str, **params: str) -> Problem:
    return Problem(kind, value=value[:MOST_TYPED], params=params)
