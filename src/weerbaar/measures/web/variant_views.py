"""The pages on which one chooses: what there is, one variant with what people say of it, and what
can be done with a variant as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.measures.bill_words import cost_table
from weerbaar.measures.files import variant_text
from weerbaar.measures.typed_variant import read_typed
from weerbaar.measures.variants import Variant
from weerbaar.measures.web import actions, queries
from weerbaar.measures.web.asked import MOMENT, costs_of, moment_of, year_choices
from weerbaar.measures.web.editing import (
    Ground,
    choices_in_words,
    ground_for,
    ground_of,
    sent_with,
    told_warnings,
)
from weerbaar.measures.web.editor_views import answer_inline, saved_or_404
from weerbaar.measures.web.forms import CommentForm, NewVariantForm
from weerbaar.measures.web.models import Comment, SavedVariant
from weerbaar.measures.web.weighed_queries import own_key
from weerbaar.platform.edits import version_of
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import above
from weerbaar.platform.web.words import words
from weerbaar.twin.web.knob_queries import place_choices, scenario_choices
from weerbaar.twin.web.turned_part import told_problems

SLUG = "variant"
MOST_SLUG = 60
MOST_TOLD = 20
NEXT_STEPS = (
    ("compare", mark("Lay variants side by side"), mark("What each costs and whom it helps.")),
    ("search-measures", mark("Search under a budget"), mark("Which measures bring most for it.")),
)
"""Pages of an organisation that go on from here, where they are there."""


# What there is


@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """What can be chosen: the variants of one's own organisation, and those that ship."""
    return _overview(request, queries.reader_of(request))


@require_safe
def variants(request: HttpRequest, organisation: int) -> HttpResponse:
    """The same of one organisation."""
    return _overview(request, get_object_or_404(Organisation, pk=organisation))


def _overview(request: HttpRequest, organisation: Organisation | None) -> HttpResponse:
    catalogue = queries.catalogue_of(organisation)
    own = queries.variants_of(organisation) if organisation else []
    decided = queries.decided_numbers(organisation) if organisation else {}
    shipped = queries.shipped_variants()
    shown = {
        "organisation": organisation,
        "own": [(one, decided.get(one.pk), _count(one)) for one in own],
        "shipped": sorted(
            (variant.name(words().code), name, variant.summary(words().code))
            for name, variant in shipped.items()
        ),
        "over": [
            (one, len(queries.variants_of(one)))
            for one in (above(organisation) if organisation else [])
            if queries.may_of(request, one).get("see_variants")
        ],
        "decisions": queries.decisions_of(organisation) if organisation else [],
        "measures": len(catalogue),
        "computed": sum(measure.is_computed for measure in catalogue.values()),
        "figures": len(queries.own_figures_of(organisation)) if organisation else 0,
        "next_steps": _next_steps(organisation),
        "may": queries.may_of(request, organisation),
    }
    return render(request, "measures/choices.html", shown)


def _count(saved: SavedVariant) -> int:
    """How many measures a stored variant holds."""
    return len({str(one.get("measure")) for one in saved.data.get("choices", [])})


def _next_steps(organisation: Organisation | None) -> list[tuple[str, str, str]]:
    found = []
    for page, label, told in NEXT_STEPS:
        try:
            address = reverse(page, args=[organisation.pk] if organisation else [])
        except NoReverseMatch:
            continue
        found.append((address, words().text(label), words().text(told)))
    return found


# One variant


@require_safe
def variant(request: HttpRequest, variant: int) -> HttpResponse:
    """A variant of an organisation: what is in it, what it costs and changes, and what is said."""
    return variant_page(request, saved_or_404(variant), CommentForm())


def variant_page(
    request: HttpRequest, saved: SavedVariant, form: CommentForm, status: int = 200
) -> HttpResponse:
    """The page of a variant, with the form of a comment as it was filled in."""
    organisation = saved.organisation
    ground = ground_of(request, organisation)
    stands, wrong = queries.read_saved(saved, ground.catalogue)
    shown = {
        "saved": saved,
        "organisation": organisation,
        "newest": queries.version_of(saved, saved.version),
        "comments": queries.comments_of(saved),
        "decisions": list(saved.decisions.select_related("person")),
        "form": form,
        "may": queries.may_of(request, organisation),
        "problems": told_problems(wrong[:MOST_TOLD], words()),
        "in_compare": _compare_address(organisation, own_key(saved.pk)),
    }
    if stands is not None:
        address = reverse("variant-answer", args=[saved.pk])
        shown |= _told_variant(request, ground, stands, address)
    return render(request, "measures/variant.html", shown, status=status)


@require_safe
def shipped_variant(request: HttpRequest, shipped: str) -> HttpResponse:
    """A variant that ships: what is in it, what it costs here, and what it changes."""
    stands = queries.shipped_variants().get(shipped)
    if stands is None:
        raise Http404
    ground = ground_for(request)
    shown = {
        "name": shipped,
        "organisation": ground.organisation,
        "may": queries.may_of(request, ground.organisation),
        **_told_variant(request, ground, stands, reverse("shipped-variant-answer", args=[shipped])),
    }
    return render(request, "measures/shipped_variant.html", shown)


def _told_variant(
    request: HttpRequest, ground: Ground, stands: Variant, address: str
) -> dict[str, Any]:
    """What the page of any variant shows of it."""
    sent = {name: text for name, text in sent_with(request).items() if name in MOMENT}
    moment = moment_of(ground.facts, ground.place, sent, stands.first_year, stands.last_year)
    first, last = stands.first_year, stands.last_year
    inline = "show" in request.GET and not moment.problems
    part = answer_inline(request, ground, stands, address) if inline else {}
    return part | {
        "address": address,
        "variant": stands,
        "title": stands.name(words().code),
        "summary": stands.summary(words().code),
        "choices": choices_in_words(stands, ground.catalogue, words()),
        "costs": cost_table(costs_of(stands, ground.catalogue, ground.facts), words()),
        "warnings": told_warnings(stands, ground, words()),
        "first_year": first,
        "last_year": last,
        "region": ground.region.name,
        "moment_problems": told_problems(moment.problems, words()),
        "scenarios": scenario_choices(moment, words()),
        "places": place_choices(moment, words()),
        "moments": year_choices(first, last, moment.year, words()),
        "shared": moment.shared(words()),
    }


def _compare_address(organisation: Organisation, key: str) -> str:
    try:
        return f"{reverse('compare', args=[organisation.pk])}?{urlencode({'variant': key})}"
    except NoReverseMatch:
        return ""


@require_safe
def variant_file(request: HttpRequest, variant: int) -> HttpResponse:
    """A variant as TOML, which the command line reads too."""
    saved = saved_or_404(variant)
    catalogue = queries.catalogue_of(saved.organisation)
    made = queries.as_variant(saved.data, catalogue)
    name = slugify(saved.title)[:MOST_SLUG] or SLUG
    answer = HttpResponse(variant_text(made), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return answer


# Make and remove


@require_http_methods(["GET", "HEAD", "POST"])
def new_variant(request: HttpRequest, organisation: int) -> HttpResponse:
    """Makes a variant without measures, and goes on to its editor."""
    found = get_object_or_404(Organisation, pk=organisation)
    sent = request.POST if request.method == "POST" else None
    form = NewVariantForm(sent, initial={"first_year": timezone.localdate().year + 1})
    if form.is_valid():
        filled = form.cleaned_data
        title = read_typed({"title": filled["title"]}).title
        made = Variant(
            variant=slugify(title)[:MOST_SLUG] or SLUG,
            name_nl=title,
            name_en=title,
            summary_nl="",
            summary_en="",
            first_year=filled["first_year"],
            years=filled["years"],
        )
        added = _added(request, found, made, title)
        if added is not None:
            return redirect("edit-variant", added.pk)
        return redirect("variants", found.pk)
    shown = {
        "organisation": found,
        "form": form,
        "title": mark("Make a variant"),
        "button": mark("Make it, and add measures"),
    }
    status = 200 if sent is None else 400
    return render(request, "measures/form.html", shown, status=status)


@require_POST
def copy_shipped_variant(request: HttpRequest, organisation: int, shipped: str) -> HttpResponse:
    """Makes an own variant of one that ships, to change."""
    found = get_object_or_404(Organisation, pk=organisation)
    stands = queries.shipped_variants().get(shipped)
    if stands is None:
        raise Http404
    own = replace(stands, name_nl=f"{stands.name_nl} (eigen)", name_en=f"{stands.name_en} (own)")
    added = _added(request, found, own, own.name(words().code))
    if added is None:
        return redirect("shipped-variant", shipped)
    return redirect("edit-variant", added.pk)


@require_POST
def copy_variant(request: HttpRequest, variant: int) -> HttpResponse:
    """Makes a copy of an own variant, to change."""
    saved = saved_or_404(variant)
    catalogue = queries.catalogue_of(saved.organisation)
    stands = queries.as_variant(saved.data, catalogue)
    dutch, english = f"{stands.name_nl} (kopie)", f"{stands.name_en} (copy)"
    copy = replace(stands, name_nl=dutch, name_en=english)
    added = _added(request, saved.organisation, copy, copy.name(words().code))
    if added is None:
        return redirect("variant", saved.pk)
    return redirect("edit-variant", added.pk)


def _added(
    request: HttpRequest, organisation: Organisation, made: Variant, title: str
) -> SavedVariant | None:
    """The variant as it was stored; None, and said why, where it cannot be."""
    try:
        return actions.add_variant(organisation, made, title, "", request.user)
    except Refused as refused:
        for message, remedy in told_problems(refused.problems, words()):
            messages.error(request, f"{message} {remedy}")
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def remove_variant(request: HttpRequest, variant: int) -> HttpResponse:
    """Removes a variant, after asking; one on which was decided stays."""
    saved = saved_or_404(variant)
    shown: dict[str, Any] = {"saved": saved, "decided": saved.decisions.exists()}
    if request.method != "POST":
        return render(request, "measures/remove_variant.html", shown)
    if_match = request.headers.get("If-Match", "")
    version = version_of(if_match, request.POST.get("version"))
    try:
        if version is not None and actions.remove_variant(saved, version, request.user):
            messages.success(request, words().text(mark("The variant is removed.")))
            return redirect("variants", saved.organisation_id)
    except Refused as refused:
        shown["problems"] = told_problems(refused.problems, words())
        return render(request, "measures/remove_variant.html", shown, status=409)
    saved.refresh_from_db()
    status = 412 if if_match else 409
    return render(request, "measures/remove_variant.html", shown | {"stale": True}, status=status)


# Comments


@require_http_methods(["GET", "HEAD", "POST"])
def comment_variant(request: HttpRequest, variant: int) -> HttpResponse:
    """Adds a comment; what cannot be stays in its form on the page of the variant."""
    saved = saved_or_404(variant)
    if request.method != "POST":
        return redirect("variant", saved.pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            actions.add_comment(saved, form.cleaned_data["text"], request.user)
            return redirect(f"{reverse('variant', args=[saved.pk])}#comments")
        except Refused as refused:
            for message, remedy in told_problems(refused.problems, words()):
                form.add_error(None, f"{message} {remedy}")
    return variant_page(request, saved, form, 400)


@require_POST
def remove_comment(request: HttpRequest, variant: int, comment: int) -> HttpResponse:
    """Removes one's own comment."""
    found = get_object_or_404(
        Comment.objects.select_related("variant"), pk=comment, variant=variant
    )
    try:
        actions.remove_comment(found, request.user)
    except Refused as refused:
        for message, remedy in told_problems(refused.problems, words()):
            messages.error(request, f"{message} {remedy}")
    return redirect(f"{reverse('variant', args=[variant])}#comments")
