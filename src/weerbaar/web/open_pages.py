"""Pages that are the same for everybody, so that any cache may keep them.

What says who asks is taken off the request before anything can read it: no session, no chosen
language. So nothing in the answer can depend on it, and the answer need not say that it does.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

OPEN = "/in/"
"""Under this path all pages are open."""


def open_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answers open pages without knowing who asks; must stand before what reads cookies."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(OPEN):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = get_response(request)
        response.cookies.clear()
        kept = [part.strip() for part in response.headers.get("Vary", "").split(",")]
        kept = [part for part in kept if part and part.lower() != "cookie"]
        response.headers.pop("Vary", None)
        if kept:
            response.headers["Vary"] = ", ".join(kept)
        return response

    return answer
