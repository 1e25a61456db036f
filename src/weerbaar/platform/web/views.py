"""The pages: each asks a query, or hands a filled-in form to an action, past the gate."""

from __future__ import annotations

import uuid
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
    QueryDict,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.common.files import LANGUAGES
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.platform.edits import version_of
from weerbaar.platform.files import read_rights, read_roles
from weerbaar.platform.jobs import OVER, STATES
from weerbaar.platform.organisations import KINDS, kinds_below
from weerbaar.platform.rights import Owner
from weerbaar.platform.web import actions, queries, working
from weerbaar.platform.web.edited import edited
from weerbaar.platform.web.forms import (
    AddressForm,
    JobForm,
    OrganisationForm,
    PartForm,
    PersonForm,
    TogetherForm,
    WordedForm,
)
from weerbaar.platform.web.models import Conflict, Job, Membership, Organisation, Person
from weerbaar.platform.web.signing_in import first_password_path
from weerbaar.platform.web.words import words

ROLES_ELSEWHERE = ProblemKind(
    "roles-elsewhere",
    mark("This person also holds roles in organisations that you do not manage."),
    mark("Let them ask an administrator who stands above all of these."),
)
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
    roles = [(_role_name(held.role), held.organisation) for held in queries.roles_of(request.user)]
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
    form = WordedForm(_sent(request))
    if form.is_valid():
        try:
            person = request.user
            actions.erase_person(person, person)
            logout(request)
            messages.success(request, words().text(mark("Your data are erased.")))
            return redirect("home")
        except Refused as refused:
            _tell(form, refused)
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
    form = OrganisationForm(_sent(request), initial=seen_before("organisation", found))
    return change_together(
        request,
        "organisation",
        found,
        form,
        lambda: _form(request, found, form, mark("Change this organisation"), mark("Save")),
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
            _tell(form, refused)
        else:
            if conflict is None:
                return _done(request, mark("Saved."), organisation.pk, one.page)
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
            return _done(request, mark("Saved."), found.organisation_id, page)
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
    form = PartForm(found, _sent(request))
    if form.is_valid():
        try:
            made = actions.add_organisation(**form.cleaned_data, parent=found, by=request.user)
            return _done(request, mark("Added."), made.pk)
        except Refused as refused:
            _tell(form, refused)
    return _form(request, found, form, mark("Add an organisation below this one"), mark("Add"))


@require_safe
def people(request: HttpRequest, organisation: int) -> HttpResponse:
    """Who holds which role in an organisation."""
    found = get_object_or_404(Organisation, pk=organisation)
    held = [(m, _role_name(m.role)) for m in queries.people_in(found)]
    shown = {"organisation": found, "held": held, "may": queries.may(request.standing, found.pk)}
    return render(request, "platform/people.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest, organisation: int) -> HttpResponse:
    """Gives someone a role; who is new gets an address at which to set a password."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = PersonForm(_sent(request))
    if form.is_valid():
        person = actions.add_person(**form.cleaned_data, organisation=found, by=request.user)
        link = "" if person.has_usable_password() else _password_link(request, person)
        shown = {"organisation": found, "person": person, "link": link}
        return render(request, "platform/person_added.html", shown)
    return _form(request, found, form, mark("Give someone a role"), mark("Give this role"))


@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, membership: int) -> HttpResponse:
    """Gives an address at which someone chooses another password, after asking."""
    held = get_object_or_404(Membership, pk=membership)
    form = WordedForm(_sent(request))
    link = _password_link(request, held.person) if form.is_valid() else ""
    if form.is_valid() and not link:
        _tell(form, Refused([Problem(ROLES_ELSEWHERE)]))
    if link:
        actions.tell_of_new_password(held, request.user)
    shown = {"held": held, "form": form, "link": link}
    return render(request, "platform/new_password.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: HttpRequest, membership: int) -> HttpResponse:
    """Gives somebody another address to sign in with."""
    held = get_object_or_404(Membership, pk=membership)
    found = held.organisation
    form = AddressForm(_sent(request), initial={"email": held.person.email})
    if form.is_valid():
        try:
            if not _manages_all_of(request, held.person):
                raise Refused([Problem(ROLES_ELSEWHERE)])
            email = form.cleaned_data["email"]
            actions.change_address(held.person, email, request.user, found)
            return _done(request, mark("The address is changed."), found.pk, "people")
        except Refused as refused:
            _tell(form, refused)
    return _form(request, found, form, mark("Change the e-mail address"), mark("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
def remove_membership(request: HttpRequest, membership: int) -> HttpResponse:
    """Takes a role away, after asking."""
    held = get_object_or_404(Membership, pk=membership)
    form = WordedForm(_sent(request))
    if form.is_valid():
        try:
            actions.remove_membership(held, request.user)
            return _done(request, mark("The role is taken away."), held.organisation_id, "people")
        except Refused as refused:
            _tell(form, refused)
    shown = {"held": held, "role": _role_name(held.role), "form": form}
    return render(request, "platform/remove_membership.html", shown)


@require_safe
def jobs(request: HttpRequest, organisation: int) -> HttpResponse:
    """What is computed for an organisation."""
    found = get_object_or_404(Organisation, pk=organisation)
    may = queries.may(request.standing, found.pk)
    jobs = queries.jobs_of(found)
    asked = queries.asked_of(jobs, words()) if may["see_runs"] else {}
    rows = [(job, words().text(STATES[job.state]), asked.get(job.pk)) for job in jobs]
    lives = queries.a_worker_lives(timezone.now())
    shown = {
        "organisation": found,
        "jobs": rows,
        "may": may,
        "lives": lives,
    }
    return render(request, "platform/jobs.html", shown | {"new": uuid.uuid4()})


@require_http_methods(["GET", "HEAD", "POST"])
def start_job(request: HttpRequest, organisation: int) -> HttpResponse:
    """Starts a trial job; the form brings the job's own number, so that sending twice is once."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = JobForm(_sent(request), initial={"job": uuid.uuid4()})
    if form.is_valid():
        try:
            key = form.cleaned_data["job"]
            made = working.start_job(found, "trial", {}, request.user, key)
            return redirect("job", made.pk)
        except Refused as refused:
            _tell(form, refused)
    return _form(request, found, form, mark("Start a trial computation"), mark("Start"))


@require_safe
def job(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """How a job stands."""
    found = get_object_or_404(Job.objects.select_related("organisation"), pk=job)
    shown = {
        "job": found,
        "state": words().text(STATES[found.state]),
        "percent": round(100 * found.progress),
        "over": found.state in OVER,
        "lines": [(line.at, words().text(line.text)) for line in found.lines.all()],
        "lives": queries.a_worker_lives(timezone.now()),
        "may": queries.may(request.standing, found.organisation_id),
    }
    return render(request, "platform/job.html", shown)


@require_POST
def cancel_job(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """Stops a job; what cannot be stopped any more is told on its page."""
    found = get_object_or_404(Job, pk=job)
    try:
        working.cancel_job(found, request.user)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message(words()))
    return redirect("job", job)


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


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was filled in; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def _password_link(request: HttpRequest, person: Person) -> str:
    """Where a person chooses a password; "" for who has roles that the one who asks cannot give.

    Else an administrator of a small organisation could become anyone who holds a role in it.
    """
    if not _manages_all_of(request, person):
        return ""
    return request.build_absolute_uri(first_password_path(person))


def _manages_all_of(request: HttpRequest, person: Person) -> bool:
    """Whether who asks manages people wherever this person holds a role."""
    owners = [Owner(queries.path_of(held.organisation_id)) for held in queries.roles_of(person)]
    return all(read_rights().may(request.standing, "manage-people", owner) for owner in owners)


def _role_name(role: str) -> str:
    return str(read_roles()[role][f"name_{words().code}"])


def _tell(form: WordedForm, refused: Refused) -> None:
    """Puts a refusal above the form, which keeps what was typed."""
    for problem in refused.problems:
        form.add_error(None, f"{problem.message(words())} {problem.remedy(words())}")


def _form(
    request: HttpRequest, organisation: Organisation, form: WordedForm, title: str, button: str
) -> HttpResponse:
    shown = {"organisation": organisation, "form": form, "title": title, "button": button}
    status = 200 if request.method != "POST" else 400
    return render(request, "platform/form.html", shown, status=status)


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


def _done(
    request: HttpRequest, told: str, organisation: int, page: str = "organisation"
) -> HttpResponse:
    messages.success(request, words().text(told))
    return redirect(page, organisation)
