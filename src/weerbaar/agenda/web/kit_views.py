"""The page of the kit of a mayor: the own municipality, next steps, and words to use."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from weerbaar.agenda.letters.kit import AUDIENCE_WORDS, Kit, Step, step_texts
from weerbaar.agenda.letters.mayor_kit import by_when
from weerbaar.agenda.web import actions, letter_queries, queries
from weerbaar.agenda.web.views import tell_refused
from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words

MOST_GAPS = 3


@require_safe
def mayor_kit(request: HttpRequest, organisation: int) -> HttpResponse:
    """The kit on a page; it rests on the newest answer of the organisation."""
    found = get_object_or_404(Organisation, pk=organisation)
    sources = letter_queries.sources_of(found, letter_queries.KIT, words())
    kit, source, wrong = _kit(request, found, [key for key, _ in sources])
    shown = {
        "organisation": found,
        "kit": kit,
        "page": kit.situation.page if kit.situation else None,
        "gaps": _gaps(kit),
        "steps": [{"step": one, "until": by_when(one, words())} for one in kit.steps],
        "all_on": all(one.on_agenda for one in kit.steps),
        "open": [one for one in kit.work.gaps if one.state != "closed"][:MOST_GAPS]
        if kit.work
        else [],
        "speeches": [
            {"title": words().text(AUDIENCE_WORDS[one.audience]), "one": one}
            for one in kit.speeches
        ],
        "wrong": wrong,
        "print": _print_address(found, source),
        "may": may(request.standing, organisation),
    }
    return render(request, "agenda/mayor_kit.html", shown)


def _kit(
    request: HttpRequest, organisation: Organisation, sources: list[str]
) -> tuple[Kit, str, list[str]]:
    """The kit on the newest answer that it can rest on, that answer, and why others cannot."""
    wrong: list[str] = []
    absolute = request.build_absolute_uri
    for source in sources[:1]:
        try:
            return letter_queries.kit_for(organisation, source, words(), absolute), source, wrong
        except Refused as refused:
            wrong = [f"{one.message(words())} {one.remedy(words())}" for one in refused.problems]
    return letter_queries.kit_for(organisation, "", words(), absolute), "", wrong


def _gaps(kit: Kit) -> list[dict[str, Any]]:
    if kit.situation is None:
        return []
    return [
        {
            "told": [{"words": told, "strong": strong} for told, strong in gap.told.parts],
            "sure": gap.sure,
            "whom": gap.whom,
            "estimated": gap.estimated,
        }
        for gap in kit.situation.page.gaps
    ]


def _print_address(organisation: Organisation, source: str) -> str:
    kwargs = {"organisation": organisation.pk, "kind": letter_queries.KIT}
    return f"{reverse('make-letter', kwargs=kwargs)}{f'?source={source}' if source else ''}"


@require_POST
def put_steps(request: HttpRequest, organisation: int) -> HttpResponse:
    """Puts the steps that are not on the agenda yet on it; again it adds none twice."""
    found = get_object_or_404(Organisation, pk=organisation)
    try:
        count = _put(found, request.user)
    except Refused as refused:
        tell_refused(request, refused)
    else:
        told = mark("Steps put on the agenda: {count}.")
        messages.success(request, words().text(told, count=count))
    return redirect("mayor-kit", organisation)


@transaction.atomic
def _put(organisation: Organisation, by: Person) -> int:
    """How many steps were put on the agenda; raises Refused where it is full."""
    list(Organisation.objects.select_for_update().filter(pk=organisation.pk))
    steps: list[Step] = [
        one for one in letter_queries.steps_for(organisation, words()) if not one.on_agenda
    ]
    for one in steps:
        texts = step_texts(one, queries.today())
        actions.add_commitment(organisation, texts, by, actions.BY_HAND, one.key)
    return len(steps)
