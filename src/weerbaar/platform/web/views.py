"""The pages: each asks a query, or hands a filled-in form to an action, past the gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.common.files import LANGUAGES
from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.platform.edits import version_of
from weerbaar.platform.organisations import KINDS, kinds_below
from weerbaar.platform.web import actions, queries
from weerbaar.platform.web.answering import done_at, form_page, role_name, sent_with, tell_in
from weerbaar.platform.web.edited import edited
from weerbaar.platform.web.forms import (
    OrganisationForm,
    PartForm,
    TogetherForm,
    WordedForm,
)
from weerbaar.platform.web.models import Conflict, Organisation, Person
from weerbaar.platform.web.words import words

SEE = "see_organisation"
YEAR_S = 365 * 24 * 3600
Settle = Callable[[Conflict, Mapping[str, str], int, Person | None], bool]


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Goes on in another language, on the page where the visitor was."""
    code, back = request.POST.get("language", ""), request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if safe else reverse("home"))
    if code in LANGUAGES:
        name = settings.LANGUAGE_COOKIE_NAME
        response.set_cookie(
            name, code, YEAR_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
        )
        if request.user.is_authenticated:
            actions.choose_language(request.user, code)
    return response


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The organisations one belongs to; where it is one, that one."""
    found = queries.organisations_of(request.user)
    if len(found) == 1:
        return redirect("organisation", found[0].pk)
    return render(
        request,
        "platform/mine.html",
        {"organisations": found, "works_for": queries.organisation_of(request.user)},
    )


@require_POST
def choose_organisation(request: HttpRequest) -> HttpResponse:
    """Goes on working for another organisation of one's own."""
    asked = request.POST.get("organisation", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0
    found = queries.organisation_or_none(number)
    if found is None:
        return redirect("mine")
    try:
        actions.choose_organisation(request.user, found)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, f"{problem.message(words())} {problem.remedy(words())}")
        return redirect("mine")
    told = words().text(mark("From now on you are here for {name}."), name=found.name)
    messages.success(request, told)
    return redirect("organisation", found.pk)


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """What is kept of the person who asks."""
    roles = [(role_name(held.role), held.organisation) for held in queries.roles_of(request.user)]
    shown = {"roles": roles, "kept": queries.kept_about_people(words().code)}
    return render(request, "platform/me.html", shown)


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """All that is kept of the person who asks, as a file."""
    name = words().text(mark("my-data"))
    named = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    kept = queries.all_about(request.user)
    return JsonResponse(kept, json_dumps_params={"indent": 2, "ensure_ascii": False}, headers=named)


@require_http_methods(["GET", "HEAD", "POST"])
def erase_me(request: HttpRequest) -> HttpResponse:
    """Erases the account of who asks, after asking once more."""
    form = WordedForm(sent_with(request))
    if form.is_valid():
        try:
            person = request.user
            actions.erase_person(person, person)
            logout(request)
            messages.success(request, words().text(mark("Your data are erased.")))
            return redirect("home")
        except Refused as refused:
            tell_in(form, refused)
    return render(request, "platform/erase_me.html", {"form": form})


@require_safe
def trail(request: HttpRequest, organisation: int) -> HttpResponse:
    """What was done to an organisation, the newest first."""
    found = get_object_or_404(Organisation, pk=organisation)
    shown = {"organisation": found, "told": queries.told_of(found, words())}
    return render(request, "platform/trail.html", shown)


@require_safe
def organisation(request: HttpRequest, organisation: int) -> HttpResponse:
    """An organisation: where it stands, what stands below it, what one may do here."""
    found = get_object_or_404(Organisation, pk=organisation)
    shown = {
        "organisation": found,
        "kind": words().text(KINDS[found.kind]),
        "above": queries.above(found),
        "parts": [
            part for part in queries.parts_of(found) if queries.may(request.standing, part.pk)[SEE]
        ],
        "can_have_parts": bool(kinds_below(found.kind)),
        "conflicts": [
            (one, words().text(told.title), reverse(told.settle, kwargs={"conflict": one.pk}))
            for one, told in queries.open_edits(found)
        ],
        "may": queries.may(request.standing, found.pk),
    }
    return render(request, "platform/organisation.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def change_organisation(request: HttpRequest, organisation: int) -> HttpResponse:
    """Changes the facts of an organisation."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = OrganisationForm(sent_with(request), initial=seen_before("organisation", found))
    return change_together(
        request,
        "organisation",
        found,
        form,
        lambda: form_page(request, found, form, mark("Change this organisation"), mark("Save")),
    )


def seen_before(about: str, organisation: Organisation) -> dict[str, Any]:
    """What a form begins with on which people change something together."""
    one = edited(about)
    return one.stands(organisation) | {"version": one.version(organisation)}


def change_together(
    request: HttpRequest,
    about: str,
    organisation: Organisation,
    form: TogetherForm,
    again: Callable[[], HttpResponse],
) -> HttpResponse:
    """Carries out a change on the version on which it was made; `again` gives the form once more.

    Made on an older version it is kept, and both are shown side by side.
    """
    one = edited(about)
    if_match = request.headers.get("If-Match", "")
    version = version_of(if_match, request.POST.get("version"))
    if form.is_valid() and version is not None:
        try:
            conflict = actions.change_together(
                about, organisation, form.facts, version, request.user
            )
        except Refused as refused:
            tell_in(form, refused)
        else:
            if conflict is None:
                return done_at(request, mark("Saved."), organisation.pk, one.page)
            return both(request, conflict, 412 if if_match else 409)
    answer = again()
    answer["ETag"] = f'"{one.version(organisation)}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def settle_edits(
    request: HttpRequest, conflict: int, settle: Settle = actions.settle_conflict
) -> HttpResponse:
    """Shows two versions side by side, and carries out which one picks for each field."""
    found = get_object_or_404(Conflict.objects.select_related("organisation"), pk=conflict)
    # Who may pick is asked at the gate, by the page that is meant for what this is about.
    if edited(found.about).settle != request.resolver_match.view_name:
        raise Http404
    version = version_of("", request.POST.get("version"))
    if request.method != "POST" or version is None:
        return both(request, found, 200)
    picks = {name: request.POST.get(f"pick-{name}", "") for name in found.values}
    try:
        if settle(found, picks, version, request.user):
            page = edited(found.about).page
            return done_at(request, mark("Saved."), found.organisation_id, page)
    except Refused as refused:
        for problem in refused.problems:
            told = f"{problem.message(words())} {problem.remedy(words())}"
            messages.error(request, told)
        return both(request, found, 400)
    return both(request, found, 409)


@require_http_methods(["GET", "HEAD", "POST"])
def add_organisation(request: HttpRequest, organisation: int) -> HttpResponse:
    """Adds an organisation below another."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = PartForm(found, sent_with(request))
    if form.is_valid():
        try:
            made = actions.add_organisation(**form.cleaned_data, parent=found, by=request.user)
            return done_at(request, mark("Added."), made.pk)
        except Refused as refused:
            tell_in(form, refused)
    return form_page(request, found, form, mark("Add an organisation below this one"), mark("Add"))


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No right to this page, in words."""
    return render(request, "platform/refused.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page, in words."""
    return render(request, "platform/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Our fault, in words; asks nothing of the database, which may be the trouble."""
    return render(request, "platform/failed.html", status=500)


def old_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere, in words."""
    return render(request, "platform/old_form.html", status=403)


def both(request: HttpRequest, conflict: Conflict, status: int) -> HttpResponse:
    """Two versions side by side, to choose from."""
    conflict.organisation.refresh_from_db()
    one = edited(conflict.about)
    shown = {
        "conflict": conflict,
        "what": words().text(one.title),
        "settle": reverse(one.settle, kwargs={"conflict": conflict.pk}),
        "version": one.version(conflict.organisation),
        "fields": queries.side_by_side(conflict, words()),
    }
    return render(request, "platform/settle_edits.html", shown, status=status)
