"""A region as data for a map on a screen: its areas and its sites, worded and ready to draw.

An area has its outline where one is given, else a cell around its centre. Every site says whether
it is estimated, in a mark and in words. The map is of all sites: it is for who may see them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from weerbaar.common.language import Language, mark
from weerbaar.drawing.cells import (
    Shape,
    draw_cells,
    middle_of,
    outline_from_geojson,
    to_degrees,
    to_plane,
)
from weerbaar.region.overview import kind_names
from weerbaar.region.picture import DENSITY_LIMITS
from weerbaar.region.region import Library, Region

SHOWN_FIRST = ("fire_station", "hospital")
DIGITS = 5


@dataclass(frozen=True)
class KindOfSite:
    """A kind that a map can show: how many sites, and how many of those are estimated."""

    kind: str
    name: str
    sites: int
    estimated: int


def area_shapes(region: Region) -> list[Shape]:
    """The shape of each area in km: its outline where there is one, else a cell."""
    areas = region.areas
    lon, lat = areas["lon"].tolist(), areas["lat"].tolist()
    middle = middle_of(lon, lat)
    outlines = [
        outline_from_geojson(region.outlines[code], middle) if code in region.outlines else None
        for code in (str(c) for c in areas["code"])
    ]
    return draw_cells(to_plane(lon, lat, middle), areas["area_km2"].tolist(), outlines)


def kinds_on_map(region: Region, library: Library, code: str) -> list[KindOfSite]:
    """The kinds that have a place in the region, by name; `code` is that of the language."""
    names = kind_names(library, code)
    counts: dict[str, list[int]] = {}
    for site in region.sites:
        if site["area"] and not np.isnan(site["lon"]):
            counted = counts.setdefault(site["kind"], [0, 0])
            counted[0] += 1
            counted[1] += bool(site["estimated"])
    found = [KindOfSite(kind, names[kind], *counted) for kind, counted in counts.items()]
    return sorted(found, key=lambda one: one.name.casefold())


def map_record(
    region: Region, library: Library, words: Language, page_of: Callable[[str], str]
) -> dict[str, Any]:
    """The areas and the sites as two GeoJSON collections; `page_of` gives the page of an area."""
    return {
        "areas": _collection(_area_features(region, words, page_of)),
        "sites": _collection(_site_features(region, library, words)),
    }


def site_name(site: Any, names: Any) -> str:
    """The name of a site, else its kind and identifier."""
    return str(site["name"] or f"{names[site['kind']]} {site['site'].partition(':')[2]}")


def _area_features(
    region: Region, words: Language, page_of: Callable[[str], str]
) -> list[dict[str, Any]]:
    middle = middle_of(region.areas["lon"].tolist(), region.areas["lat"].tolist())
    features = []
    for area, shape in zip(region.areas, area_shapes(region), strict=True):
        density = area["inhabitants"] / area["area_km2"]
        people = mark("{inhabitants} inhabitants")
        told = {
            "code": area["code"],
            "name": f"{area['name']}, {area['municipality']}",
            "people": words.text(people, inhabitants=words.number(area["inhabitants"])),
            "class": sum(density >= limit for limit in DENSITY_LIMITS),
            "drawn": "outline" if area["code"] in region.outlines else "cell",
            "page": page_of(area["code"]),
        }
        geometry = {"type": "MultiPolygon", "coordinates": to_degrees(shape, middle)}
        features.append({"type": "Feature", "geometry": geometry, "properties": told})
    return features


def _site_features(region: Region, library: Library, words: Language) -> list[dict[str, Any]]:
    names = kind_names(library, words.code)
    places = {area["code"]: area["name"] for area in region.areas}
    sure, guess = words.text(mark("known")), words.text(mark("estimated"))
    features = []
    for site in region.sites:
        if not site["area"] or np.isnan(site["lon"]):
            continue
        told = {
            "kind": site["kind"],
            "name": site_name(site, names),
            "of": names[site["kind"]],
            "area": places.get(site["area"], site["area"]),
            "estimated": bool(site["estimated"]),
            "known": guess if site["estimated"] else sure,
        }
        place = [round(float(site["lon"]), DIGITS), round(float(site["lat"]), DIGITS)]
        geometry = {"type": "Point", "coordinates": place}
        features.append({"type": "Feature", "geometry": geometry, "properties": told})
    return features


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
