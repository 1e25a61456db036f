"""The gate before every page: who may open it is asked of the table of rights, in one place.

Rules:
1. A page that the table of pages does not hold does not exist.
2. The owner of what a page is about is found by its address; without one there is no page.
3. Where the action asks for a second step and the site is set so, who has none is sent to get one.
4. Who may not, and is not signed in, is asked to sign in; who is signed in is refused in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from weerbaar.common.language import mark
from weerbaar.platform.files import read_pages, read_rights
from weerbaar.platform.rights import NOBODY, Owner, Standing
from weerbaar.platform.web import queries
from weerbaar.platform.web.words import words

SECOND_STEP_FIRST = mark("For this you need a second step at sign-in. Switch one on here first.")


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
            return second_step_first(request, action)
        if standing.person:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def second_step_first(request: HttpRequest, action: str) -> HttpResponse | None:
    """Where somebody is sent who must have a second step and has none; None for all others."""
    asks = settings.SECOND_STEP and action in read_rights().second_step
    if not asks or is_mfa_enabled(request.user):
        return None
    messages.warning(request, words().text(SECOND_STEP_FIRST))
    return redirect("mfa_index")


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
