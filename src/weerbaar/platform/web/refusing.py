"""What a rule says no to, and no page of its own told, is told in words: never a fault of ours."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weerbaar.common.refusals import Refused
from weerbaar.platform.web.words import words


class InWords:
    """Makes a page of a refusal that reached the edge of the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """What is wrong and what to do, with status 409; None for any other fault."""
        if not isinstance(fault, Refused):
            return None
        told = [(problem.message(words()), problem.remedy(words())) for problem in fault.problems]
        return render(request, "platform/impossible.html", {"told": told[:MOST]}, status=409)


MOST = 20
