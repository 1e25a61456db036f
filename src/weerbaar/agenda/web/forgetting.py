"""Takes the name and address of somebody who is erased out of what people wrote on the agenda.

Rules:
1. Only rows of organisations in which the person has or had a role, or who is said to work there.
2. Only the address, in any capitals, and a name of two words or more, with the capitals it has. A
   first name alone may be a street, a shop or another person.
3. Not the acceptance of a gap and no letter that is kept: these are decisions and documents that
   the Archives Act keeps as they were (`personal_data.csv` says so).
4. Not the columns by which a row of a register is known: these are in its history and in files.
5. Each organisation of which something was changed gets a line in its audit trail.
"""

from __future__ import annotations

import re
from typing import Any

from weerbaar.agenda.registers.files import read_registers
from weerbaar.agenda.web import models
from weerbaar.agenda.web.offer_models import Offer
from weerbaar.agenda.web.register_models import RegisterChange, RegisterRow
from weerbaar.platform.web.models import AuditEntry, Organisation, Person
from weerbaar.platform.web.trail import called, record

PUT_THERE = "–"
LEAST_WORDS = 2
WRITTEN = {
    models.Commitment: (
        *("title", "owner", "partners", "activate", "by_whom", "reviewer", "source", "note"),
    ),
    models.Gap: ("owner",),
    Offer: ("by_whom", "title", "quantities", "note", "answer"),
    models.Change: ("title", "values"),
    RegisterRow: ("contact", "values"),
    RegisterChange: ("cells",),
}
"""The fields of each model in which people write as they like."""


def forget(person: Person) -> None:
    """Puts a dash in the place of the person's name and address, where they had a role."""
    pattern = _pattern(person)
    for organisation in Organisation.objects.filter(pk__in=_organisations(person)):
        if _forget_in(organisation, pattern):
            record("forget-in-agenda", None, organisation, called(person))


def _pattern(person: Person) -> re.Pattern[str]:
    """What finds the address of a person, and their name where it is whole (rule 2)."""
    found = [f"(?i:{re.escape(person.email)})"]
    words = person.name.split()
    if len(words) >= LEAST_WORDS:
        found.append(r"\s+".join(re.escape(word) for word in words))
    return re.compile("|".join(rf"(?<!\w){one}(?!\w)" for one in found))


def _organisations(person: Person) -> set[int]:
    """Where a person has a role, works, or had a role by the audit trail (rule 1)."""
    given = AuditEntry.objects.filter(subject=called(person)).exclude(organisation=None)
    found = set(person.memberships.values_list("organisation", flat=True))
    found |= set(given.values_list("organisation", flat=True))
    return found | ({person.works_for_id} if person.works_for_id else set())


def _forget_in(organisation: Organisation, pattern: re.Pattern[str]) -> bool:
    """Changes the rows of one organisation; whether any held what is sought."""
    any_changed = False
    for model, names in WRITTEN.items():
        rows = model.objects.filter(organisation=organisation)  # type: ignore[attr-defined]
        for row in rows.only("pk", *names):
            new = {name: _without(getattr(row, name), pattern) for name in names}
            if isinstance(row, RegisterRow):
                new["values"] |= _key_of(row)
            changed = {name: value for name, value in new.items() if value != getattr(row, name)}
            if changed:
                rows.filter(pk=row.pk).update(**changed)
                any_changed = True
    return any_changed


def _key_of(row: RegisterRow) -> dict[str, Any]:
    """The columns by which a row of a register is known (rule 4).

    None of a register that this version does not have: then nothing is known by them any more.
    """
    register = read_registers().get(row.register)
    key = register.table.key if register else ()
    return {name: row.values[name] for name in key if name in row.values}


def _without(value: Any, pattern: re.Pattern[str]) -> Any:
    """Text, or texts in lists and tables, without what the pattern finds."""
    if isinstance(value, str):
        return pattern.sub(PUT_THERE, value)
    if isinstance(value, dict):
        return {name: _without(part, pattern) for name, part in value.items()}
    if isinstance(value, list):
        return [_without(part, pattern) for part in value]
    return value
