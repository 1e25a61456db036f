"""Figures of service and counts of vacancies as a person types them, checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows, rows_of
from weerbaar.measures.labour.schemes import (
    ASKS,
    BOUNDS,
    DUTY,
    LABOUR_FIGURES,
    OF_ASKS,
    SCHEMES,
    SECTORS,
    VOLUNTARY,
    figure_problems,
    overlaid,
)
from weerbaar.measures.typed_number import number_in

MOST_VACANCIES = 10_000_000.0
GIVEN = "O"
OF_SERVICE = (DUTY, VOLUNTARY)
COUNTS = ("cohort", "cohort_nation", "nation", "units")
"""Figures that count people or goods, which are typed in thousands."""

NOT_A_COUNT = ProblemKind(
    "not-vacancies",
    mark("“{value}” is no count of vacancies."),
    mark("Write a sector, = and a number, such as care=800. Sectors are: {known}."),
)
NOT_A_FIGURE = ProblemKind(
    "not-a-labour-figure",
    mark("“{value}” is no figure of service."),
    mark(
        "Write a figure, = and a number, such as months=6, or orders.units=500 for one way. "
        "Figures are: {known}."
    ),
)


def with_given(rows: Rows, given: Sequence[str]) -> Rows:
    """The figures with those that were typed as figure=number, or way.figure=number, before them.

    Without a way it is for the duty and for voluntary service. Raises Refused with every problem.
    """
    problems, found = list[Problem](), dict[tuple[str, str], float]()
    for text in given:
        name, value = _pair(text)
        way, dot, figure = name.partition(".")
        figure = figure if dot else way
        ways = (way,) if dot else OF_SERVICE
        misplaced = any((figure in OF_ASKS) > (one in ASKS) for one in ways)
        if value is None or figure not in BOUNDS or misplaced or not set(ways) <= set(SCHEMES):
            params = {"known": ", ".join(BOUNDS)}
            problems.append(Problem(NOT_A_FIGURE, value=text, params=params))
            continue
        found |= {(one, figure): value for one in ways}
    refuse_if(problems)
    records = [
        {"scheme": way, "figure": figure, "p10": v, "p50": v, "p90": v, "evidence": GIVEN}
        for (way, figure), v in found.items()
    ]
    own = rows_of(LABOUR_FIGURES, records)
    refuse_if([replace(one, row=None) for one in figure_problems(own)])
    both = overlaid(rows, own)
    refuse_if([replace(one, row=None) for one in figure_problems(both)])
    return both


def read_vacancies(given: Sequence[str]) -> dict[str, float]:
    """The counts that were typed as sector=number; raises Refused with every problem."""
    problems, found = list[Problem](), dict[str, float]()
    for text in given:
        sector, value = _pair(text)
        if value is None or sector not in SECTORS or not 0 <= value <= MOST_VACANCIES:
            params = {"known": ", ".join(SECTORS)}
            problems.append(Problem(NOT_A_COUNT, value=text, params=params))
            continue
        found[sector] = value
    refuse_if(problems)
    return found


def _pair(text: str) -> tuple[str, float | None]:
    """What was typed as name=number, read as a page does; None where it is no number."""
    name, _, number = text.partition("=")
    name = name.strip()
    counts = name.rpartition(".")[2] in (*COUNTS, *SECTORS)
    return name, number_in(number, name, (-math.inf, math.inf), counts=counts)[0]
