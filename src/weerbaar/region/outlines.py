"""Outlines of areas as GeoJSON, and whether they can be drawn.

Rules:
1. A file is a FeatureCollection; every feature has the property `code` and is a Polygon or a
   MultiPolygon, and a code stands there once.
2. A ring is a closed list of at least four positions; a position is a longitude and a latitude in
   degrees. A height or anything else beside them is left out.
Whether rings cross themselves is not checked here: the drawing mends them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.region.tables import SCHEMA

BAD_OUTLINES = ProblemKind(
    "bad-outlines",
    mark("The outlines cannot be read: {value}."),
    mark("Give a GeoJSON FeatureCollection of polygons, each with the property code."),
)
BAD_RING = ProblemKind(
    "bad-outline",
    mark("The outline of area {value} is no polygon that can be drawn."),
    mark(
        "Give a Polygon or MultiPolygon of closed rings of at least four positions, each a "
        "longitude and a latitude in degrees."
    ),
)
OUTLINE_TWICE = ProblemKind(
    "outline-twice",
    mark("There is more than one outline of area {value}."),
    mark("Join them in one MultiPolygon."),
)
FEWEST_POSITIONS = 4

Position = list[float]
Polygon = list[list[Position]]


def outlines_text(outlines: Mapping[str, Any]) -> str:
    """Outlines by area code as a GeoJSON FeatureCollection, one area per line, sorted by code."""
    features = [
        json.dumps(
            {"type": "Feature", "properties": {"code": code}, "geometry": outlines[code]},
            sort_keys=True,
            separators=(",", ":"),
        )
        for code in sorted(outlines)
    ]
    body = ",\n".join(features)
    return f'{{"type":"FeatureCollection","schema":{SCHEMA},"features":[\n{body}\n]}}\n'


def parse_outlines(content: bytes, file: str) -> tuple[dict[str, Any], list[Problem]]:
    """Geometries by area code from a GeoJSON FeatureCollection; none from no bytes at all.

    A problem names the feature, counted from 0, where a table's would name the column.
    """
    if not content:
        return {}, []
    try:
        features = [
            (str(feature["properties"]["code"]), feature["geometry"])
            for feature in json.loads(content)["features"]
        ]
    except json.JSONDecodeError as error:
        return {}, [Problem(BAD_OUTLINES, file, error.lineno, value=error.msg)]
    except RecursionError:
        return {}, [Problem(BAD_OUTLINES, file, value="RecursionError")]
    except (ValueError, KeyError, TypeError) as error:
        return {}, [Problem(BAD_OUTLINES, file, value=f"{type(error).__name__} {error}")]
    outlines: dict[str, Any] = {}
    problems = []
    for i, (code, given) in enumerate(features):
        geometry = _surface(given)
        if code in outlines:
            problems.append(Problem(OUTLINE_TWICE, file, None, f"features[{i}]", code))
        elif geometry is None:
            problems.append(Problem(BAD_RING, file, None, f"features[{i}]", code))
        else:
            outlines[code] = geometry
    return ({}, problems) if problems else (outlines, [])


def _surface(geometry: Any) -> dict[str, Any] | None:
    """The geometry with nothing but type and coordinates; None where it is no surface."""
    if not isinstance(geometry, dict):
        return None
    given = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        polygon = _polygon(given)
        return None if polygon is None else {"type": "Polygon", "coordinates": polygon}
    if geometry.get("type") != "MultiPolygon" or not isinstance(given, list):
        return None
    polygons = [polygon for polygon in map(_polygon, given) if polygon is not None]
    if not polygons or len(polygons) < len(given):
        return None
    return {"type": "MultiPolygon", "coordinates": polygons}


def _polygon(given: Any) -> Polygon | None:
    if not isinstance(given, list):
        return None
    rings = [ring for ring in map(_ring, given) if ring is not None]
    return rings if rings and len(rings) == len(given) else None


def _ring(given: Any) -> list[Position] | None:
    if not isinstance(given, list) or len(given) < FEWEST_POSITIONS:
        return None
    ring = [position for position in map(_position, given) if position is not None]
    return ring if len(ring) == len(given) and ring[0] == ring[-1] else None


def _position(given: Any) -> Position | None:
    if not isinstance(given, list) or not 2 <= len(given) <= 3:
        return None
    lon, lat = given[0], given[1]
    if not _is_degrees(lon, 180) or not _is_degrees(lat, 90):
        return None
    return [lon, lat]


def _is_degrees(value: Any, most: int) -> bool:
    # NaN, which JSON does not know but its readers take, fails the comparison.
    return type(value) in (int, float) and -most <= value <= most
