"""Searching measures: the question, how far it is with the best so far, and what was found."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.search.found import Found, Regret
from weerbaar.measures.web import search_queries
from weerbaar.measures.web.actions import add_variant
from weerbaar.measures.web.compare_views import refused_comparison
from weerbaar.measures.web.search_actions import start_regret, start_search
from weerbaar.measures.web.search_forms import (
    COURSES,
    LIMIT,
    THOROUGHLY,
    KeepForm,
    SearchForm,
    WrongForm,
)
from weerbaar.measures.web.search_page import FoundPage, page_of, regret_page
from weerbaar.measures.web.stored_models import Searched
from weerbaar.measures.web.weighed_actions import catalogue_to_show
from weerbaar.measures.web.weighed_queries import job_of
from weerbaar.platform.web import queries as platform_queries
from weerbaar.platform.web import working
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.web.queries import facts_of, place_of
from weerbaar.twin.web.forms import SHIPPED, WHOLE
from weerbaar.twin.web.ready import usual_of
from weerbaar.twin.web.run_views import told

FOUND_BY = mark("Found by a search.")
KEPT = mark("Kept as a variant of your own.")
NO_TITLE = mark("Give the variant a name of at most 200 characters.")
PLAIN = ("way", "budget", "scenario", "place", "first_year", "years", "need", "outcome", "effort")


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, organisation: int) -> HttpResponse:
    """Asks for a search; the form brings its number, so that sending twice is once."""
    found = get_object_or_404(Organisation, pk=organisation)
    sent = request.POST if request.method == "POST" else None
    form = SearchForm(found, sent, initial=_initial(found))
    if form.is_valid():
        key = form.cleaned_data["searched"]
        try:
            made = start_search(
                found, form.text, form.municipality, form.question, request.user, key
            )
            return redirect("searched", made.pk)
        except Refused as refused:
            for line in told(refused):
                form.add_error(None, line)
    shown = {
        "organisation": found,
        "form": form,
        "plain": [form[name] for name in PLAIN],
        "limits": [form["most"], *(form[name] for name in form.fields if name.startswith(LIMIT))],
        "lists": [(form[name], _ticked(form, name)) for name in ("required", "excluded")],
        "earlier": search_queries.searches_of(found, words()),
        "may": may(request.standing, organisation),
    }
    return render(request, "measures/search.html", shown, status=400 if sent else 200)


def _initial(organisation: Organisation) -> dict[str, Any]:
    usual = usual_of(facts_of(organisation))
    return {
        "place": place_of(organisation).municipality or WHOLE,
        "scenario": f"{SHIPPED}:{usual}",
        "searched": uuid.uuid4(),
    }


def _ticked(form: SearchForm, name: str) -> list[str]:
    value = form[name].value()
    return [str(key) for key in value] if isinstance(value, list | tuple) else []


@require_safe
def searched(request: HttpRequest, searched: uuid.UUID) -> HttpResponse:
    """A search that was asked: how far it is with the best so far, and then what was found."""
    found = _searched_or_404(searched)
    return _page(request, found)


def _page(request: HttpRequest, found: Searched, status: int = 200) -> HttpResponse:
    one = search_queries.told_search(found, words())
    catalogue = catalogue_to_show(found.own_figures)
    answer, wrong = search_queries.found_of(found)
    job = one.job
    shown = {
        "told": one,
        "searched": found,
        "organisation": found.organisation,
        "wrong": wrong,
        "page": _told(answer, catalogue, request.GET.get("need", "")),
        "again": _thoroughly(found),
        "thorough": COURSES[THOROUGHLY],
        "best": search_queries.best_so_far(found, catalogue, words()),
        "job": job,
        "over": one.over,
        "percent": round(100 * job.progress) if job else 0,
        "lines": [(line.at, words().text(line.text)) for line in job.lines.all()] if job else [],
        "lives": platform_queries.a_worker_lives(timezone.now()),
        "waits_for": platform_queries.waits_for(job, words()),
        "minutes_left": search_queries.minutes_left(found, job, timezone.now()),
        "may": may(request.standing, found.organisation_id),
    }
    return render(request, "measures/searched.html", shown, status=status)


def _thoroughly(found: Searched) -> list[tuple[str, str]]:
    """What a form sends to ask thoroughly how wrong these variants can turn out.

    Empty where something else was asked, or it was asked so.
    """
    asked = found.question
    if "about" not in asked or found.draws >= COURSES[THOROUGHLY]:
        return []
    return [
        *(("variant", str(one["from"])) for one in asked["variants"]),
        ("scenario", asked["about"]),
        ("place", found.municipality or WHOLE),
        ("effort", THOROUGHLY),
        ("searched", str(uuid.uuid4())),
    ]


def _told(
    answer: Found | Regret | None, catalogue: Mapping[str, Measure], need: str
) -> FoundPage | None:
    if isinstance(answer, Regret):
        return regret_page(answer.told_by(need), words())
    return None if answer is None else page_of(answer, catalogue, words())


@require_POST
def regret(request: HttpRequest, organisation: int) -> HttpResponse:
    """Asks how wrong the variants that stand side by side can turn out over all crises."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = WrongForm(found, request.POST)
    if form.is_valid():
        key = form.cleaned_data["searched"]
        try:
            made = start_regret(
                found, form.text, form.municipality, form.sides, form.asked, request.user, key
            )
            return redirect("searched", made.pk)
        except Refused as refused:
            for line in told(refused):
                form.add_error(None, line)
    return refused_comparison(request, found, form)


@require_POST
def stop_search(request: HttpRequest, searched: uuid.UUID) -> HttpResponse:
    """Stops a search; the best so far is kept."""
    found = _searched_or_404(searched)
    job = job_of(found.pk)
    if job is None:
        raise Http404
    try:
        working.cancel_job(job, request.user)
    except Refused as refused:
        for line in told(refused):
            messages.error(request, line)
    return redirect("searched", found.pk)


@require_POST
def keep_found(request: HttpRequest, searched: uuid.UUID) -> HttpResponse:
    """Keeps a set that was found as a variant of one's own."""
    found = _searched_or_404(searched)
    answer, _ = search_queries.found_of(found)
    form = KeepForm(request.POST)
    if not isinstance(answer, Found):
        raise Http404
    if not form.is_valid() or form.cleaned_data["place"] >= len(answer.sets):
        messages.error(request, words().text(NO_TITLE))
        return _page(request, found, status=400)
    filled = form.cleaned_data
    title = filled["title"]
    variant = answer.variant(f"found-{found.pk.hex[:8]}", title, title, filled["place"])
    try:
        made = add_variant(found.organisation, variant, title, words().text(FOUND_BY), request.user)
    except Refused as refused:
        for line in told(refused):
            messages.error(request, line)
        return _page(request, found, status=400)
    messages.success(request, words().text(KEPT))
    return redirect("variant", made.pk)


def _searched_or_404(key: uuid.UUID) -> Searched:
    return get_object_or_404(Searched.objects.select_related("organisation", "person"), pk=key)
