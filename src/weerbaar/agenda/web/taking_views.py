"""Between variants and the agenda: a decided variant comes on it, what is agreed becomes one.

Both show first what that would bring.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from weerbaar.agenda.agreed import agreed_lines, what_is_agreed
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.taking_up import Line
from weerbaar.agenda.web import actions, queries
from weerbaar.agenda.web.field_words import changed_in_words
from weerbaar.common.files import LANGUAGES, read_language
from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused, refuse_if
from weerbaar.measures.effects import variant_problems
from weerbaar.measures.variant_form import variant_as_data
from weerbaar.measures.variants import Variant
from weerbaar.measures.web.actions import add_variant
from weerbaar.measures.web.models import Decision, SavedVariant
from weerbaar.measures.web.queries import catalogue_of
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.queries import facts_shown_to


@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, decision: int) -> HttpResponse:
    """Shows the lines that a decision brings, and takes over those that are not left alone."""
    found = get_object_or_404(Decision.objects.select_related("organisation"), pk=decision)
    # Before what stands is read: of what changes meanwhile the person sees nothing.
    stands = actions.state_of(found.organisation)
    lines, problems = queries.lines_of_decision(found, words())
    shown: dict[str, Any] = {
        "organisation": found.organisation,
        "decision": found,
        "problems": [f"{p.message(words())} {p.remedy(words())}" for p in problems],
        "may": may(request.standing, found.organisation_id),
    }
    if request.method == "POST":
        left = set(request.POST.getlist("keep"))
        try:
            count = actions.take_up(found, lines, left, request.user, request.POST.get("seen", ""))
        except Refused as refused:
            told = [f"{p.message(words())} {p.remedy(words())}" for p in refused.problems]
            shown["problems"] += told
            shown["left"] = left
        else:
            messages.success(request, words().text(mark("Lines changed: {count}."), count=count))
            return redirect("agenda", found.organisation_id)
    shown |= {
        "lines": [_told(line) for line in lines],
        "new": sum(line.before is None for line in lines),
        "changed": sum(bool(line.changed) and line.before is not None for line in lines),
        "same": sum(not line.changed for line in lines),
        "seen": stands,
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "agenda/take_up.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def agreed_variant(request: HttpRequest, organisation: int) -> HttpResponse:
    """Shows which quantities of agreements the model can compute, and makes a variant of them."""
    found, spoken = get_object_or_404(Organisation, pk=organisation), words()
    rights = may(request.standing, found.pk)
    if not rights["change_variants"]:
        raise PermissionDenied
    catalogue, languages = catalogue_of(found), [read_language(code) for code in LANGUAGES]
    lines = queries.commitments_of(found)
    try:
        region = region_of(facts_shown_to(request.standing, found))
    except Refused as refused:
        _say(request, refused)
        return redirect("agenda", found.pk)
    agreed = what_is_agreed(lines, catalogue, read_kinds(), queries.today(), region, languages)
    if request.method == "POST" and agreed.counted:
        why = spoken.text(mark("From the agreements on the agenda."))
        title = agreed.variant.name(spoken.code)
        try:
            refuse_if(variant_problems(agreed.variant, catalogue, region))
            made = _kept(found, agreed.variant, title, why, request.user)
        except Refused as refused:
            _say(request, refused)
            return redirect("agreed-variant", found.pk)
        return redirect("variant", made.pk)
    heads = (mark("What"), mark("How much"), mark("Measure"), mark("Sets"))
    shown = {
        "organisation": found,
        "headings": [spoken.text(head) for head in heads],
        "rows": agreed_lines(agreed, catalogue, spoken),
        "counted": len(agreed.counted),
        "may": rights,
    }
    return render(request, "agenda/agreed.html", shown)


@transaction.atomic
def _kept(
    organisation: Organisation, variant: Variant, title: str, why: str, by: Person
) -> SavedVariant:
    """The variant of what is agreed; the one that stands where nothing else is agreed since.

    So a form that is sent twice makes one. Raises Refused where there are too many.
    """
    # Whoever comes second waits here, and then finds what whoever came first made.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    there = organisation.variants.filter(data=variant_as_data(variant)).first()
    return there or add_variant(organisation, variant, title, why, by)


def _say(request: HttpRequest, refused: Refused) -> None:
    for problem in refused.problems:
        messages.error(request, f"{problem.message(words())} {problem.remedy(words())}")


def _told(line: Line) -> dict[str, Any]:
    kind = read_kinds()[line.after.kind].name(words().code)
    return {"line": line, "kind": kind, "changed": changed_in_words(line.changed, words())}
