"""One function for each question that a page or an action asks of what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.utils.module_loading import import_string

from weerbaar.common.language import Language, mark
from weerbaar.platform.audit import DEEDS, MACHINE
from weerbaar.platform.edits import differing
from weerbaar.platform.files import read_pages, read_rights, read_roles, read_table
from weerbaar.platform.jobs import HELD
from weerbaar.platform.organisations import KINDS
from weerbaar.platform.personal_data import PERSONAL_DATA
from weerbaar.platform.rights import VISITOR, Owner, Standing
from weerbaar.platform.web.edited import Edited, edited
from weerbaar.platform.web.models import (
    AuditEntry,
    Conflict,
    Job,
    Membership,
    Organisation,
    Person,
    WorkerSeen,
)
from weerbaar.platform.web.trail import called, names

MOST_LEVELS = 20
UPWARDS = ("pk", *(f"{'parent__' * above}parent_id" for above in range(4)))
"""An organisation and those above it that are asked for at once: a tree is seldom higher."""
TOLD_DETAILS = ("title", "letter")
MOST_TOLD = 200
MOST_JOBS = 50
SILENT = timedelta(seconds=60)

DAYS_OF_YEAR = 365
NETWORK, TOWN = "safety_region", "municipality"
CONTACTS = ("point_leader", "contact", "crisis_adviser", "care_officer", "programme_manager")
"""Roles in which somebody speaks for an organisation."""

SECRETS = ("password", "key", "data", "session_key", "session_data")
"""Fields by which somebody signs in, or is found in the audit trail."""

SOMEBODY = mark("somebody whose data are erased")
THE_MACHINE = mark("whoever runs the machine")


@dataclass(frozen=True)
class Listed:
    """An organisation of the directory, and who speaks for it in which role."""

    organisation: Organisation
    contacts: tuple[Membership, ...]


@dataclass(frozen=True)
class Told:
    """An entry of the audit trail in words."""

    number: int
    at: datetime
    who: str
    did: str
    whom: str
    details: str


def standing(person: Any) -> Standing:
    """Who asks, with the roles they hold; a visitor without any where nobody is signed in."""
    if not person.is_authenticated:
        return VISITOR
    held = Membership.objects.filter(person=person).values_list("role", "organisation_id")
    return Standing(str(person.pk), frozenset(held))


def owner(kind: str, key: Any) -> Owner:
    """The owner of what has this key; raises Http404 where there is none."""
    if kind == "organisation":
        return Owner(path_of(int(key)))
    if kind not in settings.OWNED:
        raise Http404
    rows = apps.get_model(settings.OWNED[kind]).objects.filter(pk=key)
    return Owner(path_of(rows.values_list("organisation_id", flat=True).first()))


def may(standing: Standing, organisation: int) -> dict[str, bool]:
    """What who stands so may do to an organisation, by names that a template can ask for."""
    rights, owner = read_rights(), Owner(path_of(organisation))
    return {
        action.replace("-", "_"): rights.may(standing, action, owner) for action in rights.cells
    }


def may_open(page: str, standing: Standing, owner: Owner) -> bool:
    """Whether who stands so may open a page of this owner, or one of their own.

    Nobody may where there is no such page.
    """
    action, kind = read_pages().get(page, ("", ""))
    whose = Owner(person=standing.person) if kind == "person" else owner
    return read_rights().may(standing, action, whose)


def path_of(organisation: int | None) -> tuple[int, ...]:
    """The organisation and all above it, from the top of the tree; Http404 where there is none."""
    path: list[int] = []
    while organisation is not None and len(path) < MOST_LEVELS:
        # One row at most: putting it in order would only take time.
        rows = Organisation.objects.filter(pk=organisation).order_by()
        found = next(iter(rows.values_list(*UPWARDS)), None)
        if found is None:
            raise Http404
        *keys, organisation = found
        path += [key for key in keys if key is not None]
    if not path:
        raise Http404
    return tuple(reversed(path))


def above(organisation: Organisation) -> list[Organisation]:
    """The organisations above this one, from the top of the tree."""
    path = path_of(organisation.pk)
    found = Organisation.objects.in_bulk(path)
    return [found[key] for key in path[:-1]]


def organisations_of(person: Person) -> list[Organisation]:
    """The organisations in which someone holds a role."""
    return list(Organisation.objects.filter(memberships__person=person).distinct())


def organisation_of(person: Any) -> Organisation | None:
    """For which organisation somebody works; every page asks it here. None for a visitor.

    It is the one that they chose, while they belong to it; else the first by name that is a
    municipality, then the first that stands below one, then the first.
    """
    found = organisations_of(person) if person.is_authenticated else []
    if len(found) < 2:
        return found[0] if found else None
    chosen = (one for one in found if one.pk == person.works_for_id)
    towns = (one for one in found if one.kind == TOWN)
    below = (one for one in found if any(over.kind == TOWN for over in above(one)))
    return next(chosen, None) or next(towns, None) or next(below, found[0])


def parts_of(organisation: Organisation) -> list[Organisation]:
    """The organisations right below this one."""
    return list(organisation.parts.all())


def network_of(organisation: Organisation) -> list[Listed]:
    """Those who work together with this organisation, and who speaks for each of them.

    They are all that stand in the same safety region, else in the same tree, by kind and name.
    """
    path = [*above(organisation), organisation]
    top = next((o for o in reversed(path) if o.kind == NETWORK), path[0])
    found, level = [top], [top]
    while level:
        level = list(Organisation.objects.filter(parent__in=level))
        found += level
    speaking = Membership.objects.filter(organisation__in=found, role__in=CONTACTS)
    contacts: dict[int, list[Membership]] = {}
    for held in speaking.select_related("person"):
        contacts.setdefault(held.organisation_id, []).append(held)
    kinds = list(KINDS)
    found.sort(key=lambda o: (kinds.index(o.kind), o.name, o.pk))
    return [Listed(o, tuple(contacts.get(o.pk, ()))) for o in found]


def people_in(organisation: Organisation) -> list[Membership]:
    """Who holds which role in this organisation."""
    return list(organisation.memberships.select_related("person"))


def roles_of(person: Person) -> list[Membership]:
    """Which roles someone holds, and where."""
    return list(person.memberships.select_related("organisation"))


def is_last_administrator(membership: Membership) -> bool:
    """Whether nobody else can give roles where this one can, at the top of the tree."""
    held = Membership.objects.filter(organisation=membership.organisation, role="administrator")
    at_top = membership.organisation.parent_id is None
    is_one = membership.role == "administrator"
    return at_top and is_one and not held.exclude(person=membership.person).exists()


def all_organisations() -> list[Organisation]:
    """Every organisation, with the one above it."""
    return list(Organisation.objects.select_related("parent"))


def organisation_or_none(number: int) -> Organisation | None:
    """The organisation with this number, where there is one."""
    return Organisation.objects.filter(pk=number).first()


def told_of(organisation: Organisation, words: Language) -> list[Told]:
    """The newest MOST_TOLD entries about an organisation, in words."""
    known = {code: str(person) for code, person in names().items()}
    known |= {MACHINE: words.text(THE_MACHINE), "": ""}
    newest = AuditEntry.objects.filter(organisation=organisation.pk).order_by("-number")
    return [
        Told(
            entry.number,
            datetime.fromisoformat(entry.at),
            known.get(entry.actor, words.text(SOMEBODY)),
            words.text(DEEDS[entry.action]),
            known.get(entry.subject, words.text(SOMEBODY)),
            _details(entry.details, words),
        )
        for entry in newest[:MOST_TOLD]
    ]


def _details(details: dict[str, str], words: Language) -> str:
    role = details.get("role", "")
    if role:
        return str(read_roles()[role][f"name_{words.code}"])
    told = (details.get(name, "") for name in TOLD_DETAILS)
    return " · ".join(filter(None, told))


def kept_about_people(code: str) -> list[dict[str, Any]]:
    """What is kept about people, in words of this language."""
    return [
        {
            "holds": row[f"holds_{code}"],
            "purpose": row[f"purpose_{code}"],
            "ground": row[f"ground_{code}"],
            "years": row["keep_days"] // DAYS_OF_YEAR,
            "days": row["keep_days"] % DAYS_OF_YEAR,
        }
        for row in read_table(PERSONAL_DATA)
    ]


def all_about(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept about a person, by model: what the table of personal data names.

    Secrets by which somebody signs in are left out: who holds the file could use them.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for row in read_table(PERSONAL_DATA):
        model = apps.get_model(row["model"])
        fields = [name for name in row["fields"].split() if name not in SECRETS]
        rows = _rows_about(model, person, fields)
        if rows:
            found[row["model"]] = rows
    return found


def _rows_about(model: Any, person: Person, fields: Sequence[str]) -> list[dict[str, Any]]:
    if model is Person:
        return list(model.objects.filter(pk=person.pk).values(*fields))
    if model is AuditEntry:
        mine = called(person)
        about = model.objects.filter(Q(actor=mine) | Q(subject=mine))
        return list(about.values("at", "action", *fields))
    names = [f.name for f in model._meta.fields if f.related_model is Person]
    return list(model.objects.filter(**{names[0]: person}).values(*fields)) if names else []


def person_or_none(email: str) -> Person | None:
    """The person with this address, where there is one."""
    return Person.objects.filter(email=email.strip().lower()).first()


def jobs_of(organisation: Organisation) -> list[Job]:
    """The newest MOST_JOBS jobs of an organisation."""
    return list(organisation.jobs.select_related("person")[:MOST_JOBS])


def asked_of(jobs: Sequence[Job], words: Language) -> dict[UUID, tuple[str, str]]:
    """What each job was asked and where its page is, for those of a kind that can tell."""
    found: dict[UUID, tuple[str, str]] = {}
    for kind, name in settings.JOB_TOLD.items():
        found |= import_string(name)([job.pk for job in jobs if job.kind == kind], words)
    return found


def waits_for(job: Job | None, words: Language) -> str:
    """For what a waiting job waits, in words; empty where it does not wait or nothing is running.

    What another organisation computes is not told by name.
    """
    if job is None or job.state != "waiting":
        return ""
    running = list(Job.objects.filter(state__in=HELD)[:MOST_JOBS])
    if not running:
        return ""
    asked = asked_of([one for one in running if one.organisation_id == job.organisation_id], words)
    of_another = words.text(mark("a computation of another organisation"))
    names = [
        words.text(
            mark("{name} ({percent} %)"),
            name=asked[one.pk][0] if one.pk in asked else words.text(mark("a computation")),
            percent=round(100 * one.progress),
        )
        if one.organisation_id == job.organisation_id
        else of_another
        for one in running
    ]
    told = mark("Another computation is still running: {names}. Yours begins after it, by itself.")
    return words.text(told, names="; ".join(dict.fromkeys(names)))


def a_worker_lives(now: datetime) -> bool:
    """Whether a worker gave a sign of life lately, or is at a job that it still holds."""
    seen = WorkerSeen.objects.filter(at__gt=now - SILENT).exists()
    return seen or Job.objects.filter(lease_until__gt=now).exists()


def open_conflicts(organisation: Organisation) -> list[Conflict]:
    """Changes of an organisation between which nobody has chosen yet."""
    return list(organisation.conflicts.filter(settled_at=None).select_related("person"))


def open_edits(organisation: Organisation) -> list[tuple[Conflict, Edited]]:
    """Those changes, each with what it is of; what is gone by now is left out."""
    found = []
    for conflict in open_conflicts(organisation):
        try:
            found.append((conflict, edited(conflict.about)))
        except Http404:
            continue
    return found


def side_by_side(conflict: Conflict, words: Language) -> list[tuple[str, str, str, str]]:
    """For each field that differs: its name, its label, what stands, and what is kept."""
    one = edited(conflict.about)
    stands, kept = one.stands(conflict.organisation), conflict.values
    told = [
        (name, one.told(name, stands.get(name, ""), words), one.told(name, kept[name], words))
        for name in differing(stands, kept)
    ]
    return [(name, now[0], now[1], other[1]) for name, now, other in told]


def has_people() -> bool:
    """Whether there is anyone yet."""
    return Person.objects.exists()
