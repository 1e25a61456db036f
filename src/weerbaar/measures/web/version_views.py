"""The pages of earlier versions of a variant: look back, see what differs, put one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.measures.bill_words import cost_table
from weerbaar.measures.typed_variant import differences, typed_of
from weerbaar.measures.web import actions, queries
from weerbaar.measures.web.asked import costs_of
from weerbaar.measures.web.editing import both_in_words, choices_in_words, ground_of
from weerbaar.measures.web.editor_views import saved_or_404
from weerbaar.measures.web.models import SavedVariant, VariantVersion
from weerbaar.platform.edits import version_of
from weerbaar.platform.web.words import words
from weerbaar.twin.web.turned_part import told_problems

CHANGED_MEANWHILE = mark(
    "Somebody saved another version while you looked. Look at it first; nothing was put back."
)


@require_safe
def versions(request: HttpRequest, variant: int) -> HttpResponse:
    """All versions of a variant: who saved each, when and why."""
    saved = saved_or_404(variant)
    decided = set(saved.decisions.values_list("number", flat=True))
    listed = [(one, one.number in decided) for one in queries.versions_of(saved)]
    shown = {"saved": saved, "organisation": saved.organisation, "versions": listed}
    return render(request, "measures/versions.html", shown)


@require_safe
def version(request: HttpRequest, variant: int, number: int) -> HttpResponse:
    """One version as it stood, and in what it differs from what stands now."""
    saved = saved_or_404(variant)
    found = _version_or_404(saved, number)
    ground = ground_of(request, saved.organisation)
    then, wrong = queries.read_saved(found, ground.catalogue)
    now, _ = queries.read_saved(saved, ground.catalogue)
    shown = {
        "saved": saved,
        "version": found,
        "organisation": saved.organisation,
        "problems": told_problems(wrong, words()),
        "may": queries.may_of(request, saved.organisation),
        "decisions": list(saved.decisions.filter(number=number)),
    }
    if then is not None:
        costs = costs_of(then, ground.catalogue, ground.facts)
        shown |= {
            "summary": then.summary(words().code),
            "choices": choices_in_words(then, ground.catalogue, words()),
            "costs": cost_table(costs, words()),
        }
    if then is not None and now is not None:
        forms = [typed_of(one, ground.catalogue, words().code) for one in (then, now)]
        shown["both"] = both_in_words(differences(*forms), ground.catalogue, words())
    return render(request, "measures/version.html", shown)


def _version_or_404(saved: SavedVariant, number: int) -> VariantVersion:
    found = queries.version_of(saved, number)
    if found is None:
        raise Http404
    return found


@require_POST
def restore_variant(request: HttpRequest, variant: int, number: int) -> HttpResponse:
    """Puts an earlier version back, as the next one."""
    saved = saved_or_404(variant)
    found = _version_or_404(saved, number)
    seen = version_of(request.headers.get("If-Match", ""), request.POST.get("version"))
    why = words().text(mark("Version {number} put back"), number=number)
    try:
        made = queries.as_variant(found.data, queries.catalogue_of(saved.organisation))
        done = seen is not None and actions.save_variant(
            saved, made, found.title, seen, why, request.user
        )
    except Refused as refused:
        for message, remedy in told_problems(refused.problems, words()):
            messages.error(request, f"{message} {remedy}")
        return redirect("variant-version", saved.pk, number)
    if not done:
        messages.warning(request, words().text(CHANGED_MEANWHILE))
        return redirect("variant-versions", saved.pk)
    messages.success(request, words().text(mark("Put back. This is the variant from now on.")))
    return redirect("variant", saved.pk)
