"""In which language a page speaks, and what every page needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from babel import Locale
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from weerbaar.common.files import LANGUAGES, read_language
from weerbaar.common.language import Language
from weerbaar.platform.files import read_pages
from weerbaar.platform.rights import NOBODY, VISITOR, Owner
from weerbaar.platform.web import queries
from weerbaar.platform.web.models import Organisation

# Each language in its own words.
LANGUAGE_NAMES = {code: Locale.parse(code).get_language_name() for code in LANGUAGES}


@cache
def language(code: str) -> Language:
    """The language with this code; its catalogue is read once."""
    return read_language(code)


def words() -> Language:
    """The language of the request that is being answered."""
    code = translation.get_language()
    return language(code if code in LANGUAGES else settings.LANGUAGE_CODE)


def choose_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answers in the language that the person chose, else the visitor's choice, else our own.

    What a browser asks for by itself does not count: it is often the language of the computer.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "")
        chosen = chosen or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(code):
            response = get_response(request)
            # A page that is rendered late must still be in this language.
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
        response.headers.setdefault("Content-Language", code)
        return response

    return answer


def of_every_page(request: HttpRequest) -> Mapping[str, Any]:
    """What the layout needs: the language, the others to choose from, and the form's safety."""
    code = words().code
    user = getattr(request, "user", None)
    own = queries.organisation_of(user) if user is not None else None
    return {
        "language_code": code,
        "other_languages": [(c, n) for c, n in LANGUAGE_NAMES.items() if c != code],
        "mail_is_sent": settings.MAIL_IS_SENT,
        "menu": menu(request, own),
        "works_for": own,
    }


def menu(request: HttpRequest, own: Organisation | None) -> list[tuple[str, str, bool]]:
    """The main menu: the address of each page, what it is called, and whether one is there.

    What is about the organisation for which the person works stands there where they may open it.
    """
    match = request.resolver_match
    here = match.view_name if match else ""
    owner = Owner(queries.path_of(own.pk)) if own else NOBODY
    standing = getattr(request, "standing", VISITOR)
    return [
        (_address(name, own), words().text(label), name == here)
        for name, label, of_organisation in settings.MENU
        if not of_organisation or (own and queries.may_open(name, standing, owner))
    ]


def _address(page: str, own: Organisation | None) -> str:
    """The address of a page, of the person's organisation where it asks for one."""
    _, kind = read_pages()[page]
    parts = {"organisation": own.pk} if own and kind == "organisation" else {}
    return str(reverse(page, kwargs=parts))
