"""About which place a page speaks, and on which facts it rests.

Rules:
1. What the address names goes first, then the municipality of the organisation that the person
   works for, then what this browser chose before, then the one that is shown to everybody.
2. That last one is the setting WEERBAAR_MUNICIPALITY, else that of the first organisation of this
   site that is about one, else the municipality of middle size.
3. Facts are those of the person's organisation where they may see them, else the region as it
   ships. That is the one of the setting WEERBAAR_REGION for who has no organisation.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.text import slugify

from weerbaar.platform.web import queries as platform_queries
from weerbaar.platform.web.models import Organisation
from weerbaar.region.overview import municipalities_of
from weerbaar.region.web import queries as region_queries
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.models import Place

COOKIE = "place"
YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True)
class Seen:
    """What a visitor looks at: facts by name or hash, and a municipality, "" for all of them.

    `organisation` is the one whose facts they are, None where the region stands as it ships;
    `of` the one that the person belongs to.
    """

    facts: str
    municipality: str
    organisation: Organisation | None = None
    of: Organisation | None = None

    @property
    def region_name(self) -> str:
        """The name of the region."""
        return str(region_of(self.facts).name)

    @property
    def slug(self) -> str:
        """The part of an address that names this place."""
        return slugify(self.municipality) or "all"


def named(facts: str, asked: str) -> str:
    """The municipality of this name or slug, in any case; "" where there is none."""
    known, slug = municipalities_of(region_of(facts)), slugify(asked)
    return next((name for name in known if slugify(name) == slug), "")


def municipality_or_404(facts: str, asked: str) -> str:
    """The municipality that an address names; raises Http404 where there is none."""
    found = named(facts, asked)
    if not found:
        raise Http404
    return found


def shown_to_everybody(facts: str) -> str:
    """The municipality that stands on the first screen where nobody chose one (rule 2)."""
    if found := named(facts, settings.MUNICIPALITY):
        return found
    places = Place.objects.exclude(municipality="").order_by("pk")
    if found := next(filter(None, (named(facts, place.municipality) for place in places)), ""):
        return found
    sizes = municipalities_of(region_of(facts))
    by_size = sorted(sizes, key=lambda name: sizes[name])
    return by_size[(len(by_size) - 1) // 2]


def facts_for(request: HttpRequest) -> Seen:
    """The facts of the person's organisation and its municipality, else the region as it ships."""
    organisation = platform_queries.organisation_of(request.user)
    if organisation is None:
        return Seen(region_queries.shown_region(), "")
    place = region_queries.place_of(organisation)
    facts = region_queries.facts_shown_to(request.standing, organisation)
    bundle = region_queries.bundle_of(organisation) if facts != place.region else None
    own = bundle.organisation if bundle else None
    return Seen(facts, place.municipality, own, organisation)


def seen_by(request: HttpRequest) -> Seen:
    """What this visitor looks at (rules 1 and 3); raises Http404 for a place that is not there."""
    held = facts_for(request)
    asked = request.GET.get("place", "")
    if asked == "all":
        return Seen(held.facts, "", held.organisation, held.of)
    if asked:
        return Seen(held.facts, municipality_or_404(held.facts, asked), held.organisation, held.of)
    kept = request.COOKIES.get(COOKIE, "")
    if held.municipality or (kept == "all"):
        return held
    chosen = named(held.facts, kept) or shown_to_everybody(held.facts)
    return Seen(held.facts, chosen, held.organisation, held.of)
