"""What a browser may do with our pages: nothing from elsewhere, no script or style inside."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


def policy() -> str:
    """The content security policy; forms go to this site and the sign-in service alone."""
    targets = " ".join(["'self'", *settings.FORM_TARGETS])
    return "; ".join(
        f"{name} {value}" for name, value in (POLICY | {"form-action": targets}).items()
    )


def headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Adds the headers to every answer; what is for one person is kept by no cache."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if getattr(getattr(request, "user", None), "is_authenticated", False):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return answer
