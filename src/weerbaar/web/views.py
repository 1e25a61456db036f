"""The pages that a visitor meets first: each asks a query and shows what it gives."""

from __future__ import annotations

import uuid
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.common.files import LANGUAGES
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may_open
from weerbaar.platform.web.views import change_together, seen_before
from weerbaar.platform.web.words import LANGUAGE_NAMES, words
from weerbaar.region.web.facts import version_of
from weerbaar.region.web.queries import shown_region
from weerbaar.twin.web.answering import sheet_kept
from weerbaar.twin.web.models import Run
from weerbaar.twin.web.ready import Kept
from weerbaar.web import choosing, demo, queries
from weerbaar.web.forms import DomainsForm

KEEP_S = 3600
"""How long a cache may show a public page without asking again."""
PAGES_KEPT = 100
public_pages = Kept(PAGES_KEPT)
"""Public pages as they are sent, each with its mark for caches, by facts, place and language."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What happens here, to whom, what one can do, and what we do not know."""
    seen = choosing.seen_by(request)
    response = render(
        request, "web/home.html", queries.first_screen(seen, request.standing, words())
    )
    if request.GET.get("place"):
        response.set_cookie(
            choosing.COOKIE,
            seen.slug,
            choosing.YEAR_S,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How the figures come about, in plain words."""
    return render(request, "web/how.html", {"outages": queries.real_outages(words())})


@require_safe
def council(request: HttpRequest, municipality: str) -> HttpResponse:
    """One page for mayor and council, to print."""
    held = choosing.facts_for(request)
    name = choosing.municipality_or_404(held.facts, municipality)
    shown = queries.council_page(
        choosing.Seen(held.facts, name, held.organisation, held.of), words()
    )
    shown["may_change_domains"] = held.of is not None and may_open(
        "domains", request.standing, queries.owner_of(held.of)
    )
    return render(request, "web/council.html", shown | {"today": timezone.localdate()})


@require_safe
def run_council(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """The same page of an answer that was asked for; of one without it, the answer itself."""
    found = get_object_or_404(Run, pk=run)
    sheet = sheet_kept(found.pk, words().code)
    if sheet is None:
        return redirect("run", found.pk)
    return render(
        request, "web/council.html", sheet | {"run": found, "today": timezone.localdate()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def domains(request: HttpRequest, organisation: int) -> HttpResponse:
    """Names the domains by which an organisation sees its place."""
    found = get_object_or_404(Organisation, pk=organisation)
    sent = request.POST if request.method == "POST" else None
    form = DomainsForm(sent, initial=seen_before("domains", found))
    shown = {"organisation": found, "form": form}
    status = 200 if sent is None else 400
    return change_together(
        request,
        "domains",
        found,
        form,
        lambda: render(request, "web/domains.html", shown, status=status),
    )


@require_safe
def public(request: HttpRequest, municipality: str, language: str = "") -> HttpResponse:
    """What inhabitants may see; the same for everybody, so that any cache may keep it.

    The language stands in the address; `open_pages` took off what says who asks.
    """
    region = shown_region()
    name = choosing.municipality_or_404(region, municipality)
    code = language or settings.LANGUAGE_CODE
    if code not in LANGUAGES:
        raise Http404
    key = (region, version_of(region), name, code)
    content, etag = public_pages.get(key, lambda: _composed(request, name, code))
    headers = {
        "Content-Language": code,
        "Cache-Control": f"public, max-age={KEEP_S}",
        "ETag": etag,
    }
    return get_conditional_response(request, etag, None, HttpResponse(content, headers=headers))


def _composed(request: HttpRequest, municipality: str, code: str) -> tuple[bytes, str]:
    """A public page as it is sent, and the mark by which a cache knows it again."""
    with translation.override(code):
        shown = {"others": [(c, n) for c, n in LANGUAGE_NAMES.items() if c != code]}
        told = queries.public_page(municipality, words())
        content = render(request, "web/public.html", told | shown).content
    return content, f'"{sha256(content).hexdigest()[:32]}"'


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Signs in as an example person, on this computer alone."""
    demo.sign_in(request, request.POST.get("person", ""))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else settings.LOGIN_REDIRECT_URL)
