"""The page of the knobs: what a council can choose, and what becomes different then.

The page itself holds the whole answer. With a script a change asks for the part that differs: first
of a few draws, and that part asks for all of them.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from weerbaar.common.refusals import Refused
from weerbaar.platform.web.words import words
from weerbaar.twin.knob_form import (
    by_theme,
    chosen_in_words,
    common_evidence,
    knob_rows,
    setting_rows,
    uses_settings,
)
from weerbaar.twin.web import knob_queries, turns
from weerbaar.twin.web.knob_queries import Page
from weerbaar.twin.web.turned_part import (
    GONE,
    RETRY_S,
    asked_draws,
    part_of,
    told_problems,
    with_retry,
)
from weerbaar.twin.web.turns import ALL, FEW


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """The knobs, and the whole answer to how they stand."""
    try:
        page = _page(request)
    except Refused as refused:
        shown = {"problems": told_problems(refused.problems, words())}
        return render(request, "twin/explore_refused.html", shown, status=400)
    return _whole(request, page)


@require_safe
def explore_answer(request: HttpRequest) -> HttpResponse:
    """The part that is swapped: of a few draws, or of all."""
    try:
        page = _page(request)
    except Refused as refused:
        shown = {"problems": told_problems(refused.problems, words())}
        return render(request, "twin/explore_answer.html", shown, status=400)
    draws = asked_draws(request)
    answer, status = _answer(request, page, draws)
    if status == GONE:
        return HttpResponse(status=GONE)
    response = render(request, "twin/explore_answer.html", answer, status=status)
    if not page.problems and draws == FEW:
        response["HX-Push-Url"] = f"{reverse('explore')}?{page.query}"
    return with_retry(response)


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
    return with_retry(render(request, "twin/explore.html", shown, status=status))


def _answer(request: HttpRequest, page: Page, draws: int) -> tuple[dict[str, Any], int]:
    """What the part of the answer shows, and the status of the page."""
    language = words()

    def address(draws: int) -> str:
        return f"{reverse('explore-answer')}?{page.query}&draws={draws}"

    if page.problems:
        problems = told_problems(page.problems, language)
        return {"again": address(draws), "retry_s": RETRY_S, "problems": problems}, 400
    shown, status = part_of(request, page.asked, draws, language, address)
    return shown | {"chosen": chosen_in_words(page.form, language)}, status
