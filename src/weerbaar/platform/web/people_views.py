"""The pages of who holds which role in an organisation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.platform.files import read_rights
from weerbaar.platform.rights import Owner
from weerbaar.platform.web import actions, queries
from weerbaar.platform.web.answering import done_at, form_page, role_name, sent_with, tell_in
from weerbaar.platform.web.forms import AddressForm, PersonForm, WordedForm
from weerbaar.platform.web.models import Membership, Organisation, Person
from weerbaar.platform.web.signing_in import first_password_path

ROLES_ELSEWHERE = ProblemKind(
    "roles-elsewhere",
    mark("This person also holds roles in organisations that you do not manage."),
    mark("Let them ask an administrator who stands above all of these."),
)


@require_safe
def people(request: HttpRequest, organisation: int) -> HttpResponse:
    """Who holds which role in an organisation."""
    found = get_object_or_404(Organisation, pk=organisation)
    held = [(m, role_name(m.role)) for m in queries.people_in(found)]
    shown = {"organisation": found, "held": held, "may": queries.may(request.standing, found.pk)}
    return render(request, "platform/people.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest, organisation: int) -> HttpResponse:
    """Gives someone a role; who is new gets an address at which to set a password."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = PersonForm(sent_with(request))
    if form.is_valid():
        person = actions.add_person(**form.cleaned_data, organisation=found, by=request.user)
        link = "" if person.has_usable_password() else _password_link(request, person)
        shown = {"organisation": found, "person": person, "link": link}
        return render(request, "platform/person_added.html", shown)
    return form_page(request, found, form, mark("Give someone a role"), mark("Give this role"))


@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, membership: int) -> HttpResponse:
    """Gives an address at which someone chooses another password, after asking."""
    held = get_object_or_404(Membership, pk=membership)
    form = WordedForm(sent_with(request))
    link = _password_link(request, held.person) if form.is_valid() else ""
    if form.is_valid() and not link:
        tell_in(form, Refused([Problem(ROLES_ELSEWHERE)]))
    if link:
        actions.tell_of_new_password(held, request.user)
    shown = {"held": held, "form": form, "link": link}
    return render(request, "platform/new_password.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: HttpRequest, membership: int) -> HttpResponse:
    """Gives somebody another address to sign in with."""
    held = get_object_or_404(Membership, pk=membership)
    found = held.organisation
    form = AddressForm(sent_with(request), initial={"email": held.person.email})
    if form.is_valid():
        try:
            if not _manages_all_of(request, held.person):
                raise Refused([Problem(ROLES_ELSEWHERE)])
            email = form.cleaned_data["email"]
            actions.change_address(held.person, email, request.user, found)
            return done_at(request, mark("The address is changed."), found.pk, "people")
        except Refused as refused:
            tell_in(form, refused)
    return form_page(request, found, form, mark("Change the e-mail address"), mark("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
def remove_membership(request: HttpRequest, membership: int) -> HttpResponse:
    """Takes a role away, after asking."""
    held = get_object_or_404(Membership, pk=membership)
    form = WordedForm(sent_with(request))
    if form.is_valid():
        try:
            actions.remove_membership(held, request.user)
            return done_at(request, mark("The role is taken away."), held.organisation_id, "people")
        except Refused as refused:
            tell_in(form, refused)
    shown = {"held": held, "role": role_name(held.role), "form": form}
    return render(request, "platform/remove_membership.html", shown)


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
