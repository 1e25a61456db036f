"""The page of the knobs: what a council can choose, and what becomes different then.

The page itself holds the whole answer. With a script a change asks for the part that differs: first
of a few draws, and that part asks for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from weerbaar.common.language import Language
from weerbaar.common.refusals import Problem, Refused
from weerbaar.drawing.report import GroupTable
from weerbaar.platform.web.words import words
from weerbaar.twin.knob_form import (
    by_theme,
    chosen_in_words,
    common_evidence,
    knob_rows,
    setting_rows,
    uses_settings,
)
from weerbaar.twin.turning import MOST_LETTERS, course_h
from weerbaar.twin.web import knob_queries, turns
from weerbaar.twin.web.knob_queries import Page
from weerbaar.twin.web.turns import ALL, FEW, Busy, Superseded

RETRY_S = 3
BUSY, GONE = 503, 204
PAGE_HEADER = "Page-Turn"


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """The knobs, and the whole answer to how they stand."""
    try:
        page = _page(request)
    except Refused as refused:
        shown = {"problems": _told(refused.problems, words())}
        return render(request, "twin/explore_refused.html", shown, status=400)
    return _whole(request, page)


@require_safe
def explore_answer(request: HttpRequest) -> HttpResponse:
    """The part that is swapped: of a few draws, or of all."""
    try:
        page = _page(request)
    except Refused as refused:
        shown = {"problems": _told(refused.problems, words())}
        return render(request, "twin/explore_answer.html", shown, status=400)
    draws = ALL if request.GET.get("draws") == str(ALL) else FEW
    answer, status = _answer(request, page, draws)
    if status == GONE:
        return HttpResponse(status=GONE)
    response = render(request, "twin/explore_answer.html", answer, status=status)
    if not page.problems and draws == FEW:
        response["HX-Push-Url"] = f"{reverse('explore')}?{page.query}"
    return _with_retry(response)


def _page(request: HttpRequest) -> Page:
    """What stands in the address; raises Refused where its facts cannot be shown at all."""
    facts, place = knob_queries.facts_for(request.user, request.standing)
    typed = {key: values[-1] for key, values in request.GET.lists() if values}
    return knob_queries.page_of(facts, place, typed, words())


def _whole(request: HttpRequest, page: Page) -> HttpResponse:
    language = words()
    answer, status = _answer(request, page, ALL)
    rows = knob_rows(page.form, language)
    shown = answer | {
        "rows": rows,
        "common_evidence": common_evidence(rows),
        "themes": by_theme(setting_rows(page.form, language)),
        "settings_used": uses_settings(page.form),
        "scenarios": knob_queries.scenario_choices(page, language),
        "places": knob_queries.place_choices(page, language),
        "region": page.twin.network.region.name,
        "scenario_name": page.twin.scenario.name(language.code),
        "reset": f"{reverse('explore')}?{page.untouched}",
        "shared": turns.ground_of(page.asked, language).shared,
    }
    return _with_retry(render(request, "twin/explore.html", shown, status=status))


def _with_retry(response: HttpResponse) -> HttpResponse:
    if response.status_code == BUSY:
        response["Retry-After"] = str(RETRY_S)
    return response


def _answer(request: HttpRequest, page: Page, draws: int) -> tuple[dict[str, Any], int]:
    """What the part of the answer shows, and the status of the page."""
    language = words()
    shown: dict[str, Any] = {
        "again": f"{reverse('explore-answer')}?{page.query}&draws={draws}",
        "retry_s": RETRY_S,
    }
    if page.problems:
        return shown | {"problems": _told(page.problems, language)}, 400
    try:
        view = turns.view(page.asked, draws, language, _wanted(request))
    except Refused as refused:
        return shown | {"problems": _told(refused.problems, language)}, 400
    except Busy:
        return shown | {"busy": True}, BUSY
    except Superseded:
        return shown, GONE
    shown |= {
        "view": view,
        "tables": [_labelled(table) for table in view.tables],
        "map_table": view.map_table and _labelled(view.map_table),
        "draws": language.number(draws),
        "whole": draws == ALL,
        "next": f"{reverse('explore-answer')}?{page.query}&draws={ALL}",
        "hours": language.number(course_h(page.twin.scenario)),
        "chosen": chosen_in_words(page.form, language),
        "place_name": page.place or page.twin.network.region.name,
    }
    return shown, 200


def _labelled(table: GroupTable) -> dict[str, Any]:
    """A table with the heading of its column beside each cell: a phone shows it as a list."""
    columns = table.columns[1:]
    rows = [(row.label, list(zip(columns, row.cells, strict=True))) for row in table.rows]
    return {"caption": table.caption, "columns": table.columns, "rows": rows}


def _told(problems: Iterable[Problem], language: Language) -> list[tuple[str, str]]:
    return [(problem.message(language), problem.remedy(language)) for problem in problems]


def _wanted(request: HttpRequest) -> Callable[[], bool]:
    """What tells whether the page still wants this: it may have asked something newer since."""
    page, _, number = request.headers.get(PAGE_HEADER, "").partition(" ")
    if not number.isdecimal() or len(number) > MOST_LETTERS or len(page) > MOST_LETTERS:
        return lambda: True
    return turns.pages.asks(page, int(number))
