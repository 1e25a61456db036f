"""The part of a page that tells what a question changes: for the page of the knobs, and for others
that turn something else.

Without a script a page holds the part itself. With one, the page asks for it: first of a few draws,
and what then comes asks for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from weerbaar.common.language import Language
from weerbaar.common.refusals import Problem, Refused
from weerbaar.drawing.report import GroupTable
from weerbaar.twin.turning import MOST_LETTERS, course_h
from weerbaar.twin.web import turns
from weerbaar.twin.web.turns import ALL, FEW, Busy, Question, Superseded

RETRY_S = 3
BUSY, GONE = 503, 204
PAGE_HEADER = "Page-Turn"


def asked_draws(request: HttpRequest) -> int:
    """How many draws are asked for: a few, or all."""
    return ALL if request.GET.get("draws") == str(ALL) else FEW


def part_of(
    request: HttpRequest,
    question: Question,
    draws: int,
    language: Language,
    address: Callable[[int], str],
) -> tuple[dict[str, Any], int]:
    """What the part shows of a question, and the status of the page.

    `address` gives where the part stands for so many draws.
    """
    shown: dict[str, Any] = {"again": address(draws), "retry_s": RETRY_S}
    try:
        view = turns.view(question, draws, language, _wanted(request))
    except Refused as refused:
        return shown | {"problems": told_problems(refused.problems, language)}, 400
    except Busy:
        return shown | {"busy": True}, BUSY
    except Superseded:
        return shown, GONE
    twin = turns.base_twin(question.facts, question.scenario)
    shown |= {
        "view": view,
        "tables": [_labelled(table) for table in view.tables],
        "map_table": view.map_table and _labelled(view.map_table),
        "draws": language.number(draws),
        "whole": draws == ALL,
        "next": address(ALL),
        "hours": language.number(course_h(twin.scenario)),
        "place_name": question.place or twin.network.region.name,
    }
    return shown, 200


def with_retry(response: HttpResponse) -> HttpResponse:
    """The answer, which says when to come back where too many ask."""
    if response.status_code == BUSY:
        response["Retry-After"] = str(RETRY_S)
    return response


def told_problems(problems: Iterable[Problem], language: Language) -> list[tuple[str, str]]:
    """What is wrong and what to do, one by one."""
    return [(problem.message(language), problem.remedy(language)) for problem in problems]


def _labelled(table: GroupTable) -> dict[str, Any]:
    """A table with the heading of its column beside each cell: a phone shows it as a list."""
    columns = table.columns[1:]
    rows = [(row.label, list(zip(columns, row.cells, strict=True))) for row in table.rows]
    return {"caption": table.caption, "columns": table.columns, "rows": rows}


def _wanted(request: HttpRequest) -> Callable[[], bool]:
    """What tells whether the page still wants this: it may have asked something newer since."""
    page, _, number = request.headers.get(PAGE_HEADER, "").partition(" ")
    if not number.isdecimal() or len(number) > MOST_LETTERS or len(page) > MOST_LETTERS:
        return lambda: True
    return turns.pages.asks(page, int(number))
