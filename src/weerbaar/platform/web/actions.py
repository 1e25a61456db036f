"""One function for each thing that a person does; what the rules say no to raises Refused.

Whether the person may do it was asked at the gate, or is the word of whoever runs the machine.
"""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.platform.organisations import place_problems
from weerbaar.platform.rights import ROLE_ORDER
from weerbaar.platform.web import queries
from weerbaar.platform.web.models import Membership, Organisation, Person

NO_SUCH_ROLE = ProblemKind(
    "no-such-role",
    mark("There is no role {value}."),
    mark("Use one of: {known}."),
)
LAST_ADMINISTRATOR = ProblemKind(
    "last-administrator",
    mark("This is the last administrator; without one nobody can give roles."),
    mark("First make someone else administrator."),
)


@transaction.atomic
def add_organisation(name: str, kind: str, parent: Organisation | None) -> Organisation:
    """A new organisation below another, or at the top of the tree."""
    path = queries.path_of(parent.pk) if parent else ()
    refuse_if(place_problems(kind, path, parent.kind if parent else "", None))
    return Organisation.objects.create(name=name.strip(), kind=kind, parent=parent)


@transaction.atomic
def change_organisation(organisation: Organisation, name: str) -> None:
    """Another name; counts as a change."""
    Organisation.objects.filter(pk=organisation.pk).update(name=name, version=F("version") + 1)


@transaction.atomic
def add_person(email: str, name: str, role: str, organisation: Organisation) -> Person:
    """Gives a role to the person with this address, who is added where they are not there yet."""
    params = {"known": ", ".join(ROLE_ORDER)}
    refuse_if([] if role in ROLE_ORDER else [Problem(NO_SUCH_ROLE, value=role, params=params)])
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        person = Person.objects.create_user(email, name=name.strip())
    Membership.objects.get_or_create(person=person, organisation=organisation, role=role)
    return person


@transaction.atomic
def remove_membership(membership: Membership) -> None:
    """Takes a role away; the last administrator of the top of the tree stays."""
    refuse_if([Problem(LAST_ADMINISTRATOR)] if queries.is_last_administrator(membership) else [])
    membership.delete()


def set_password(person: Person, password: str) -> None:
    """Another password; raises Django's ValidationError where it is too weak."""
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])


def choose_language(person: Person, code: str) -> None:
    """The language in which the site speaks to this person from now on."""
    Person.objects.filter(pk=person.pk).update(language=code)
