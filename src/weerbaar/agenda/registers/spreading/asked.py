"""How far ahead somebody looks, and with how many exercises more, as it is typed on the page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from weerbaar.agenda.registers.spreading.courses import MOST_YEARS, YEARS
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind

MOST_MORE = 52.0
MOST_TYPED = 20

NOT_YEARS = ProblemKind(
    "not-years-ahead",
    mark("“{value}” is no number of years."),
    mark("Fill in a whole number from 1 to {most}."),
)
NOT_MORE = ProblemKind(
    "not-exercises-more",
    mark("“{value}” is no number of exercises."),
    mark("Fill in a number from 0 to {most}."),
)


@dataclass(frozen=True)
class LookAhead:
    """For how many years, and with how many exercises a year more for each firm."""

    years: int = YEARS
    more: float = 1.0


USUAL = LookAhead()


def read_look_ahead(values: Mapping[str, str]) -> tuple[LookAhead, list[Problem]]:
    """What was typed, and what is wrong with it; what is wrong is taken as if left empty."""
    problems, years, more = list[Problem](), YEARS, 1.0
    typed = values.get("years", "").strip()
    if typed.isascii() and typed.isdigit() and len(typed) < 4 and 1 <= int(typed) <= MOST_YEARS:
        years = int(typed)
    elif typed:
        params = {"most": str(MOST_YEARS)}
        problems.append(Problem(NOT_YEARS, value=typed[:MOST_TYPED], params=params))
    typed = values.get("more", "").strip()
    if typed:
        number = _number(typed)
        if 0 <= number <= MOST_MORE:
            more = number
        else:
            params = {"most": f"{MOST_MORE:g}"}
            problems.append(Problem(NOT_MORE, value=typed[:MOST_TYPED], params=params))
    return LookAhead(years, more), problems


def _number(typed: str) -> float:
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        return math.nan
