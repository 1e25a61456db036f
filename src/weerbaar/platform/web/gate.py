"""The gate before every page: who may open it is asked of the table of rights, in one place.

Rules:
1. A page that the table of pages does not hold does not exist.
2. The owner of what a page is about is found by its address; without one there is no page.
3. Where the action asks for a second step and the site is set so, who has none is sent to get one.
4. Who may not, and is not signed in, is asked to sign in; who is signed in is refused in words.
5. Nothing of what is sent is read before: the gate stands before whatever looks for a token in a
   form, since reading a form stores its files. Who is signed in may send MOST_SENT bytes at once,
   so that a form can still say itself that a file is too large; all others only a small form.
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
from django.shortcuts import redirect, render

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.platform.files import read_pages, read_rights
from weerbaar.platform.rights import NOBODY, Owner, Standing
from weerbaar.platform.web import queries
from weerbaar.platform.web.words import words

MOST_SENT, MOST_OF_STRANGERS = 100_000_000, 100_000
SENT_TOO_MUCH = ProblemKind(
    "sent-too-much",
    mark("You sent {value} bytes; here at most {high} can be taken in at once."),
    mark("Sign in first if you have not, or send less at once."),
)
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
            return sent_too_much(request, standing) or second_step_first(request, action)
        if standing.person:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def sent_too_much(request: HttpRequest, standing: Standing) -> HttpResponse | None:
    """A refusal of more than may be sent, none of it read; None where it may be read."""
    # The server that stands before us gives no more bytes than are announced.
    announced = request.META.get("CONTENT_LENGTH") or ""
    most = MOST_SENT if standing.person else MOST_OF_STRANGERS
    if not announced.isdecimal() or int(announced) <= most:
        return None
    problem = Problem(SENT_TOO_MUCH, value=int(announced), params={"high": most})
    told = [(problem.message(words()), problem.remedy(words()))]
    return render(request, "platform/impossible.html", {"told": told}, status=413)


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
