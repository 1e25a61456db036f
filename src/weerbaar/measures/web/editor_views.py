"""The editor of a variant: measures as cards with sliders, what they cost and what they change.

The page itself holds the costs. What the variant changes is the part that is swapped, as on the
page of the knobs; without a script a button gives the page with all of it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from weerbaar.common.language import mark
from weerbaar.common.parsing import strange_text
from weerbaar.common.refusals import Problem
from weerbaar.measures.typed_variant import (
    differences,
    merged,
    pairs_of,
    typed_of,
    with_measure,
    without_choice,
)
from weerbaar.measures.variants import Variant
from weerbaar.measures.web import actions, queries
from weerbaar.measures.web.asked import MOMENT
from weerbaar.measures.web.editing import (
    Edit,
    Ground,
    both_in_words,
    cost_words,
    edit_of,
    edit_of_typed,
    form_words,
    ground_for,
    ground_of,
    sent_with,
    whose_effects,
)
from weerbaar.measures.web.models import MOST_WHY, SavedVariant
from weerbaar.platform.edits import version_of
from weerbaar.platform.web.words import words
from weerbaar.twin.web.turned_part import (
    GONE,
    asked_draws,
    part_of,
    told_problems,
    with_retry,
)
from weerbaar.twin.web.turns import ALL

TAKE, REMOVE = "take-", "remove-"
CARDS = "cards"
"""What a page sends that shows costs beside the part, so that they come along with it."""
MOST_TOLD = 20
STRANGE_WHY = mark("At “why” stands a sign that cannot be kept. Type the text anew.")


def saved_or_404(variant: int) -> SavedVariant:
    """The variant with this number."""
    rows = SavedVariant.objects.select_related("organisation")
    return get_object_or_404(rows, pk=variant)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_variant(request: HttpRequest, variant: int) -> HttpResponse:
    """Shows the form of a variant, changes it, and saves it as the next version."""
    saved = saved_or_404(variant)
    ground = ground_of(request, saved.organisation)
    stands, wrong = queries.read_saved(saved, ground.catalogue)
    if stands is None:
        return _not_read(request, saved, wrong)
    sent = sent_with(request)
    edit = edit_of(ground, stands, sent, words())
    do = request.POST.get("do", "")
    if do == "save":
        return _save(request, saved, edit, sent)
    if do == "add":
        changed = with_measure(edit.typed, request.POST.get("add", "")[:100])
    elif do.startswith(REMOVE) and do.removeprefix(REMOVE).isdecimal():
        changed = without_choice(edit.typed, int(do.removeprefix(REMOVE)[:4]))
    else:
        return _form(request, saved, edit, sent, with_answer=do == "show")
    again = edit_of_typed(ground, stands, changed, sent, words())
    return _form(request, saved, again, sent)


def _not_read(request: HttpRequest, saved: SavedVariant, wrong: Any) -> HttpResponse:
    shown = {"saved": saved, "problems": told_problems(wrong[:MOST_TOLD], words())}
    return render(request, "measures/not_read.html", shown)


def _save(
    request: HttpRequest, saved: SavedVariant, edit: Edit, sent: dict[str, str]
) -> HttpResponse:
    """Saves what was typed; made on an older version it shows both instead."""
    version = version_of(request.headers.get("If-Match", ""), request.POST.get("version"))
    kept = [name.removeprefix(TAKE) for name, value in sent.items() if _takes(name, value)]
    if kept and version == saved.version:
        stands = typed_of(edit.stands, edit.ground.catalogue, words().code)
        typed = merged(edit.typed, stands, kept)
        edit = edit_of_typed(edit.ground, edit.stands, typed, sent, words())
    why = sent.get("why", "").strip()[:MOST_WHY]
    strange = strange_text(why, "", None, "why") is not None
    if edit.variant is None or strange or version is None:
        told = {"why_fault": words().text(STRANGE_WHY) if strange else ""}
        return _form(request, saved, edit, sent, told, 400)
    title = edit.variant.name(words().code)
    if actions.save_variant(saved, edit.variant, title, version, why, request.user):
        messages.success(request, words().text(mark("Saved.")))
        return redirect("variant", saved.pk)
    return _stale(request, saved, edit, sent)


def _takes(name: str, value: str) -> bool:
    return name.startswith(TAKE) and value == "stands"


def _stale(
    request: HttpRequest, saved: SavedVariant, edit: Edit, sent: dict[str, str]
) -> HttpResponse:
    """Both versions, where somebody else saved first; nothing that was typed is lost."""
    saved.refresh_from_db()
    status = 412 if request.headers.get("If-Match") else 409
    newest = queries.version_of(saved, saved.version)
    stands, _ = queries.read_saved(saved, edit.ground.catalogue)
    if stands is None:
        return _form(request, saved, edit, sent, {"stale": True, "newest": newest}, status)
    fresh = edit_of_typed(edit.ground, stands, edit.typed, sent, words())
    now = typed_of(stands, edit.ground.catalogue, words().code)
    differ = differences(edit.typed, now)
    both = both_in_words(differ, edit.ground.catalogue, words())
    more = {"stale": True, "both": both, "newest": newest}
    return _form(request, saved, fresh, sent, more, status)


def _form(
    request: HttpRequest,
    saved: SavedVariant,
    edit: Edit,
    sent: dict[str, str],
    more: dict[str, Any] | None = None,
    status: int = 200,
    with_answer: bool = False,
) -> HttpResponse:
    address = reverse("variant-answer", args=[saved.pk])
    shown = {
        "saved": saved,
        "organisation": saved.organisation,
        "why": sent.get("why", "")[:MOST_WHY],
        "address": address,
        "shared": edit.moment.shared(words()),
        "may": queries.may_of(request, saved.organisation),
        **form_words(edit, words()),
        **cost_words(edit, words()),
        **(more or {}),
    }
    if with_answer and edit.variant is not None:
        part, _ = _part(request, edit, ALL, address)
        shown |= part | {"answered": True}
    answer = render(request, "measures/edit_variant.html", shown, status=status)
    answer["ETag"] = f'"{saved.version}"'
    return answer


# What it changes


@require_safe
def variant_answer(request: HttpRequest, variant: int) -> HttpResponse:
    """What a variant of an organisation changes: as it stands, or as it is typed."""
    saved = saved_or_404(variant)
    ground = ground_of(request, saved.organisation)
    stands, _ = queries.read_saved(saved, ground.catalogue)
    if stands is None:
        raise Http404
    return _answer(request, ground, stands, reverse("variant-answer", args=[saved.pk]))


@require_safe
def shipped_variant_answer(request: HttpRequest, shipped: str) -> HttpResponse:
    """What a variant that ships changes."""
    stands = queries.shipped_variants().get(shipped)
    if stands is None:
        raise Http404
    address = reverse("shipped-variant-answer", args=[shipped])
    return _answer(request, ground_for(request), stands, address)


def answer_inline(
    request: HttpRequest, ground: Ground, stands: Variant, address: str
) -> dict[str, Any]:
    """The whole part of what stands, for a page without a script."""
    moment = {name: text for name, text in sent_with(request).items() if name in MOMENT}
    part, _ = _part(request, edit_of(ground, stands, moment, words()), ALL, address)
    return part | {"answered": True}


def _answer(request: HttpRequest, ground: Ground, stands: Variant, address: str) -> HttpResponse:
    edit = edit_of(ground, stands, sent_with(request), words())
    shown, status = _part(request, edit, asked_draws(request), address)
    if status == GONE:
        return HttpResponse(status=GONE)
    if CARDS in request.GET:
        shown |= cost_words(edit, words()) | {"swapped": True}
    return with_retry(render(request, "measures/variant_answer.html", shown, status=status))


def _part(request: HttpRequest, edit: Edit, draws: int, address: str) -> tuple[dict[str, Any], int]:
    """What the part of the page shows, and its status."""
    wrong: list[Problem] = [*edit.read.problems.values(), *edit.moment.problems]
    if edit.variant is None or wrong:
        return {"problems": told_problems(wrong[:MOST_TOLD], words())}, 400
    cards = [(CARDS, "yes")] if CARDS in request.GET else []
    query = urlencode([*pairs_of(edit.typed), *edit.moment.pairs, *cards])
    question = edit.moment.asks(edit.variant, edit.ground.own)
    shown, status = part_of(
        request, question, draws, words(), lambda n: f"{address}?{query}&draws={n}"
    )
    return shown | {"whose": whose_effects(edit, words())}, status
