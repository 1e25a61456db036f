"""Writes the audit trail and reads it back; every action that changes something calls `record`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields

from django.db import transaction
from django.utils import timezone

from weerbaar.platform.audit import GENESIS, MACHINE, Deed, Entry, next_entry, pseudonym
from weerbaar.platform.web.models import AuditEnd, AuditEntry, Organisation, Person, PersonKey

ONE = 1


@transaction.atomic
def record(
    action: str,
    by: Person | None,
    organisation: Organisation | None = None,
    subject: str = "",
    details: Mapping[str, str] | None = None,
) -> None:
    """Adds an entry; `by` is None for whoever runs the machine. Goes or stays with the deed."""
    start = {"number": 0, "hash": GENESIS}
    end, _ = AuditEnd.objects.select_for_update().get_or_create(pk=ONE, defaults=start)
    deed = Deed(
        timezone.now(),
        called(by) if by else MACHINE,
        action,
        organisation.pk if organisation else None,
        subject,
        details or {},
    )
    entry = next_entry(deed, end.number, end.hash)
    AuditEntry.objects.create(**asdict(entry))
    AuditEnd.objects.filter(pk=ONE).update(number=entry.number, hash=entry.hash)


def called(person: Person) -> str:
    """The pseudonym of a person; their key is made when it is first needed."""
    key, _ = PersonKey.objects.get_or_create(person=person)
    return pseudonym(bytes(key.key), str(person.pk))


def entries() -> Iterator[Entry]:
    """The whole trail, one entry after the other."""
    for row in AuditEntry.objects.iterator():
        yield Entry(**{field.name: getattr(row, field.name) for field in fields(Entry)})


def expected_end() -> str:
    """What the site itself holds to be the end; "" where nothing was done yet."""
    end = AuditEnd.objects.filter(pk=ONE).first()
    return str(end) if end else ""


def names() -> dict[str, Person]:
    """Whose pseudonym is whose, for as long as there is a key."""
    keys = PersonKey.objects.select_related("person")
    return {pseudonym(bytes(k.key), str(k.person_id)): k.person for k in keys}
