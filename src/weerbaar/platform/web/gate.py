"""The gate before every page: who may open it is asked of the table of rights, in one place.

Rules:
1. A page that the table of pages does not hold does not exist.
2. The owner of what a page is about is found by its address; without one there is no page.
3. Who may not, and is not signed in, is asked to sign in; who is signed in is refused in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from weerbaar.platform.files import read_pages, read_rights
from weerbaar.platform.rights import NOBODY, Owner, Standing
from weerbaar.platform.web import queries


class Gate:
    """Lets a request through to its page, or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, named: Mapping[str, Any]
    ) -> HttpResponse | None:
        """None where the page may be opened."""
        action, kind = asked_by(request)
        standing = queries.standing(request.user)
        request.standing = standing
        if read_rights().may(standing, action, owner_of(kind, standing, named)):
            return None
        if standing.person:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def asked_by(request: HttpRequest) -> tuple[str, str]:
    """The action that this page asks for and by what its owner is found; else there is no page."""
    try:
        return read_pages()[request.resolver_match.view_name]
    except KeyError:
        raise Http404 from None


def owner_of(kind: str, standing: Standing, named: Mapping[str, Any]) -> Owner:
    """The owner of what a page is about; `named` are the parts of its address."""
    if kind == "site":
        return NOBODY
    if kind == "person":
        return Owner(person=standing.person)
    return queries.owner(kind, named[kind])
