"""One function for each question that a page or another room asks of places and their facts."""

from __future__ import annotations

from weerbaar.platform.web import queries as platform_queries
from weerbaar.platform.web.models import Organisation
from weerbaar.region.web.models import Bundle, Place

DEFAULT_REGION = "gelderland-zuid"


def place_of(organisation: Organisation) -> Place:
    """The place that an organisation is about: its own, else that of the nearest one above it.

    Without any it is the whole default region; that one is not stored.
    """
    path = platform_queries.path_of(organisation.pk)
    found = Place.objects.in_bulk(path, field_name="organisation_id")
    nearest = next((found[key] for key in reversed(path) if key in found), None)
    return nearest or Place(organisation=organisation, region=DEFAULT_REGION)


def bundle_of(organisation: Organisation) -> Bundle | None:
    """The facts that stand for an organisation: its newest bundle, else that of the nearest one
    above it; None where the region stands as it ships."""
    region = place_of(organisation).region
    for key in reversed(platform_queries.path_of(organisation.pk)):
        newest = Bundle.objects.filter(organisation_id=key, region=region).first()
        if newest is not None:
            return newest
    return None


def facts_of(organisation: Organisation) -> str:
    """The name or hash by which `facts.region_of` reads what stands for an organisation."""
    bundle = bundle_of(organisation)
    return bundle.hash if bundle else place_of(organisation).region
