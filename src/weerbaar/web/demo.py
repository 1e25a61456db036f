"""The example community, in which a newcomer looks around as one of its people.

Rules:
1. It is made in an empty database alone, by `weerbaar up`, where the site is reached from this
   computer alone.
2. The people are not active, have no password, and an address under a name that can never exist:
   by no ordinary way of signing in does anybody become one of them.
3. A button signs in as one of them where the site was started so (settings.DEMO), the request comes
   from this computer, and is sent to it by its own name.
4. Their sessions are of a way of signing in that is there only while the site is started so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from weerbaar.platform.files import read_rights, read_roles
from weerbaar.platform.rights import Owner
from weerbaar.platform.web import actions, queries
from weerbaar.platform.web.models import Membership, Organisation, Person
from weerbaar.platform.web.trail import called, record
from weerbaar.platform.web.words import words
from weerbaar.region.web.models import Place

DOMAIN = "@voorbeeld.invalid"
"""No mail server or sign-in service can ever have addresses here (RFC 2606)."""
BACKEND = "weerbaar.web.demo.DemoBackend"
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""What a request carries that came through another server: its address is not the visitor's."""
OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
SIGN_IN_PAGE, OWN_FACTS = "account_login", "own-facts"


class DemoBackend:
    """Knows example people by their number, and nobody by a password."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nobody: an example person has nothing to prove themselves with."""

    def get_user(self, key: Any) -> Person | None:
        """The example person with this number, while the site is started so."""
        if not settings.DEMO:
            return None
        return Person.objects.filter(pk=key, email__endswith=DOMAIN).first()


@cache
def _community() -> Mapping[str, Any]:
    path = files("weerbaar") / "library" / "demo.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def is_wanted() -> bool:
    """Whether nothing is stored yet, so that examples are in nobody's way."""
    return not (Organisation.objects.exists() or Person.objects.exists())


@transaction.atomic
def make_community() -> None:
    """Stores the example organisations, the places they are about, and their people."""
    made: dict[str, Organisation] = {}
    for row in _community()["organisations"]:
        above = made.get(row.get("below", ""))
        made[row["key"]] = actions.add_organisation(row["name"], row["kind"], above)
        told = {name: row[name] for name in ("telephone", "about") if name in row}
        Organisation.objects.filter(pk=made[row["key"]].pk).update(**told)
        if "region" in row:
            about = {"region": row["region"], "municipality": row.get("municipality", "")}
            Place.objects.create(organisation=made[row["key"]], **about)
    for row in _community()["people"]:
        email = row["key"] + DOMAIN
        person = actions.add_person(email, row["name"], row["role"], made[row["organisation"]])
        Person.objects.filter(pk=person.pk).update(is_active=False)


def people() -> list[tuple[Person, str, Organisation]]:
    """The example people in the order of the library: each with their role and organisation."""
    held = Membership.objects.filter(person__email__endswith=DOMAIN)
    order = [row["key"] + DOMAIN for row in _community()["people"]]
    rows = list(held.select_related("person", "organisation"))
    found = [row for row in rows if row.person.email in order]
    found.sort(key=lambda row: order.index(row.person.email))
    code = words().code
    return [
        (row.person, str(read_roles()[row.role][f"name_{code}"]), row.organisation) for row in found
    ]


def is_open(request: HttpRequest) -> bool:
    """Whether this request may sign in as an example person (rule 3)."""
    if not settings.DEMO or request.is_secure() or any(h in request.headers for h in PASSED_ON):
        return False
    host = request.get_host()
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return name in OWN_NAMES and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def sign_in(request: HttpRequest, key: str) -> None:
    """Goes on as the example person with this number; raises PermissionDenied where it may not."""
    if not is_open(request):
        raise PermissionDenied
    person = next((p for p, _, _ in people() if str(p.pk) == key), None)
    if person is None:
        raise PermissionDenied
    login(request, person, backend=BACKEND)


@transaction.atomic
def remove_community() -> int:
    """Erases the example people, and their organisations where nobody else belongs; how many.

    An organisation under which others were put stays, and so do those above it.
    """
    held = Membership.objects.filter(person__email__endswith=DOMAIN)
    keys = set(held.values_list("organisation_id", flat=True))
    found = list(Person.objects.filter(email__endswith=DOMAIN))
    for person in found:
        record("erase-person", None, subject=called(person))
        person.delete()
    below_first = sorted(keys, key=lambda key: -len(queries.path_of(key)))
    for key in below_first:
        _remove_if_empty(Organisation.objects.get(pk=key))
    return len(found)


def _remove_if_empty(organisation: Organisation) -> None:
    if not (organisation.memberships.exists() or organisation.parts.exists()):
        organisation.delete()


def on_sign_in(request: HttpRequest) -> Mapping[str, Any]:
    """The example people, for the page on which one signs in and no other."""
    match = request.resolver_match
    if match is None or match.view_name != SIGN_IN_PAGE or not is_open(request):
        return {}
    return {"examples": _who_can_first(request.GET.get("next", ""))}


def _who_can_first(going_to: str) -> list[tuple[Person, str, Organisation, bool]]:
    """The example people, with first those who may fill in facts where that is where one goes."""
    wanted = going_to == reverse(OWN_FACTS)
    found = [(*one, wanted and _may_fill_in(one[0], one[2])) for one in people()]
    return sorted(found, key=lambda one: not one[3])


def _may_fill_in(person: Person, organisation: Organisation) -> bool:
    owner = Owner(queries.path_of(organisation.pk))
    return read_rights().may(queries.standing(person), "change-facts", owner)
