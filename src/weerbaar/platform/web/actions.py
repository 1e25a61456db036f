"""One function for each thing that a person does; what the rules say no to raises Refused.

Whether the person may do it was asked at the gate. `by` is who does it, None for whoever runs the
machine; what was done stands in the audit trail, with the deed or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.module_loading import import_string

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.platform.edits import differing, settled
from weerbaar.platform.files import read_table
from weerbaar.platform.organisations import place_problems
from weerbaar.platform.personal_data import PERSONAL_DATA, Due, due
from weerbaar.platform.rights import ROLE_ORDER
from weerbaar.platform.web import queries
from weerbaar.platform.web.edited import edited
from weerbaar.platform.web.models import Conflict, Membership, Organisation, Person
from weerbaar.platform.web.trail import called, record

NO_SUCH_ROLE = ProblemKind(
    "no-such-role",
    mark("There is no role {value}."),
    mark("Use one of: {known}."),
)
ADDRESS_OF_ANOTHER = ProblemKind(
    "address-of-another",
    mark("Somebody else signs in with {value}."),
    mark("Give another address, or give that person the role."),
)
NOT_YOURS = ProblemKind(
    "not-your-organisation",
    mark("You hold no role in {value}."),
    mark("Choose one of the organisations in the list."),
)
LAST_ADMINISTRATOR = ProblemKind(
    "last-administrator",
    mark("This is the last administrator; without one nobody can give roles."),
    mark("First make someone else administrator."),
)


@transaction.atomic
def add_organisation(
    name: str, kind: str, parent: Organisation | None, by: Person | None = None
) -> Organisation:
    """A new organisation below another, or at the top of the tree."""
    path = queries.path_of(parent.pk) if parent else ()
    refuse_if(place_problems(kind, path, parent.kind if parent else "", None))
    made = Organisation.objects.create(name=name.strip(), kind=kind, parent=parent)
    record("add-organisation", by, made, details={"kind": kind})
    return made


def change_organisation(
    organisation: Organisation, values: Mapping[str, str], version: int, by: Person | None = None
) -> Conflict | None:
    """Changes the facts of an organisation, see `change_together`."""
    return change_together("organisation", organisation, values, version, by)


@transaction.atomic
def change_together(
    about: str,
    organisation: Organisation,
    values: Mapping[str, str],
    version: int,
    by: Person | None = None,
) -> Conflict | None:
    """Changes what settings.EDITED has under this name; on an older version it is kept, and given
    back. `values` are those that the person changed. Raises Refused where they do not go together.
    """
    one = edited(about)
    if one.write(organisation, values, version):
        record(one.deed, by, organisation)
        return None
    if not differing(one.stands(organisation), values):
        return None
    # The same form sent twice is one change.
    conflict, _ = Conflict.objects.get_or_create(
        organisation=organisation,
        person=by,
        about=about,
        values=dict(values),
        on_version=version,
        settled_at=None,
    )
    return conflict


@transaction.atomic
def settle_conflict(
    conflict: Conflict, picks: Mapping[str, str], version: int, by: Person | None = None
) -> bool:
    """Carries out what was picked; False where somebody changed it again meanwhile.

    Raises Refused where what was picked does not go together.
    """
    if conflict.settled_at is not None:
        return True
    one = edited(conflict.about)
    chosen = settled(one.stands(conflict.organisation), conflict.values, picks)
    if not one.write(conflict.organisation, chosen, version):
        return False
    Conflict.objects.filter(pk=conflict.pk).update(settled_at=timezone.now())
    record("settle-edits", by, conflict.organisation)
    return True


@transaction.atomic
def add_person(
    email: str, name: str, role: str, organisation: Organisation, by: Person | None = None
) -> Person:
    """Gives a role to the person with this address, who is added where they are not there yet."""
    params = {"known": ", ".join(ROLE_ORDER)}
    refuse_if([] if role in ROLE_ORDER else [Problem(NO_SUCH_ROLE, value=role, params=params)])
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        person = Person.objects.create_user(email, name=name.strip())
    Membership.objects.get_or_create(person=person, organisation=organisation, role=role)
    record("give-role", by, organisation, called(person), {"role": role})
    return person


@transaction.atomic
def remove_membership(membership: Membership, by: Person | None = None) -> None:
    """Takes a role away; the last administrator of the top of the tree stays."""
    _refuse_last([membership])
    membership.delete()
    subject, details = called(membership.person), {"role": membership.role}
    record("take-role", by, membership.organisation, subject, details)


def _refuse_last(held: Sequence[Membership]) -> None:
    # Two administrators who take each other's role away at once wait for each other here.
    keys = [membership.organisation_id for membership in held]
    list(Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    last = [membership for membership in held if queries.is_last_administrator(membership)]
    refuse_if([Problem(LAST_ADMINISTRATOR)] if last else [])


@transaction.atomic
def change_address(person: Person, email: str, by: Person, organisation: Organisation) -> None:
    """Another address to sign in with, checked by the administrator who gives it.

    Raises Refused where somebody else has it.
    """
    wanted = email.strip().lower()
    taken = Person.objects.filter(email=wanted).exclude(pk=person.pk).exists()
    refuse_if([Problem(ADDRESS_OF_ANOTHER, column="email", value=wanted)] if taken else [])
    # What the sign-in part knew of the old address counts no longer.
    apps.get_model("account.EmailAddress").objects.filter(user=person).delete()
    Person.objects.filter(pk=person.pk).update(email=wanted)
    record("change-address", by, organisation, called(person))


def tell_of_new_password(membership: Membership, by: Person) -> None:
    """Tells in the trail that someone was given an address to choose another password."""
    record("give-password-address", by, membership.organisation, called(membership.person))


def set_password(person: Person, password: str) -> None:
    """Another password; raises Django's ValidationError where it is too weak."""
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])


@transaction.atomic
def erase_person(person: Person, by: Person | None = None) -> None:
    """Removes all that is kept of a person; their entries in the trail become nobody's."""
    _refuse_last(queries.roles_of(person))
    record("erase-person", by, subject=called(person))
    for name in settings.FORGET:
        import_string(name)(person)
    # Their sessions end too: a session that names nobody signs nobody in.
    person.delete()


def erase_what_is_due(now: datetime) -> int:
    """Erases what is kept no longer, as the table of personal data says, and then the files of
    rows that are gone; how many rows and folders."""
    rows = sum(_erase(kind) for kind in due(read_table(PERSONAL_DATA), now))
    return rows + sum(int(import_string(name)(now)) for name in settings.TIDY)


def _erase(kind: Due) -> int:
    known = Coalesce(*kind.since) if len(kind.since) > 1 else F(*kind.since)
    rows = apps.get_model(kind.model).objects.annotate(known=known).filter(known__lt=kind.before)
    if kind.model != Person._meta.label:
        return int(rows.delete()[0])
    return sum(_erase_unless_last(person) for person in rows)


def _erase_unless_last(person: Person) -> int:
    try:
        erase_person(person)
    except Refused:
        # Without this administrator nobody could give roles; it is tried again the next day.
        return 0
    return 1


def choose_organisation(person: Person, organisation: Organisation) -> None:
    """The organisation for which this person works from now on: one to which they belong."""
    known = organisation in queries.organisations_of(person)
    refuse_if([] if known else [Problem(NOT_YOURS, value=organisation.name)])
    person.works_for = organisation
    person.save(update_fields=["works_for"])


def choose_language(person: Person, code: str) -> None:
    """The language in which the site speaks to this person from now on."""
    Person.objects.filter(pk=person.pk).update(language=code)
