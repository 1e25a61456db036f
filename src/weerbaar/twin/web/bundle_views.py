"""What a change of facts does to the answer: the same crisis and draws, before and after."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from weerbaar.platform.web.words import words
from weerbaar.region.bundle import region_hash
from weerbaar.region.difference import estimated_share
from weerbaar.region.web import queries as region_queries
from weerbaar.region.web.facts import hash_of, region_of
from weerbaar.region.web.models import Bundle, ChainSession
from weerbaar.twin.web.comparing import answer_words, comparison_of

DRAWS = 20
FEW_DRAWS = 10


@require_safe
def bundle_answer(request: HttpRequest, bundle: int) -> HttpResponse:
    """How the answer changes from the facts before a bundle to those of it."""
    rows = Bundle.objects.select_related("organisation", "person")
    found = get_object_or_404(rows, pk=bundle)
    spoken = words()
    place = region_queries.place_of(found.organisation)
    town = place.municipality if place.region == found.region else ""
    answer = comparison_of(found.parent, found.hash, town, DRAWS, spoken)
    shares = [100 * estimated_share(region_of(facts)) for facts in (found.parent, found.hash)]
    shown = {
        "bundle": found,
        "organisation": found.organisation,
        "municipality": town,
        **answer_words(answer, spoken),
        "estimated": [spoken.number(share, 1) for share in shares],
        "hash": hash_of(found.hash)[:12],
    }
    return render(request, "twin/bundle_answer.html", shown)


@require_safe
def chain_session_answer(request: HttpRequest, session: int) -> HttpResponse:
    """What is said in a session so far does to the answer; as a part for the page of the session
    where that asks for it, else as a page."""
    rows = ChainSession.objects.select_related("organisation")
    found = get_object_or_404(rows, pk=session)
    spoken = words()
    place = region_queries.place_of(found.organisation)
    # Who looks keeps nothing: these facts are written once the session is finished.
    region = region_queries.facts_with_said(found)
    after = region_hash(region)
    told = {}
    if after != found.facts:
        answer = comparison_of(found.facts, after, place.municipality, FEW_DRAWS, spoken, region)
        told = answer_words(answer, spoken)
    shown = {"session": found, "organisation": found.organisation, **told}
    shown["is_part"] = is_part = request.headers.get("HX-Request") == "true"
    name = "session_answer_part" if is_part else "session_answer"
    return render(request, f"twin/{name}.html", shown)
