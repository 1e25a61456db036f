"""Outlines of areas: our own file of them, and what can be asked of an outline.

Our own file is GeoJSON, read by `parse_outlines`:
1. A file is a FeatureCollection; every feature has the property `code` and is a Polygon or a
   MultiPolygon, and a code stands there once.
2. A ring is a closed list of at least four positions; a position is a longitude and a latitude in
   degrees. A height or anything else beside them is left out.
Whether rings cross themselves is not checked here: the drawing mends them.

Where an area lies and how large it is:
3. The middle of an area is its centroid where that lies inside it; else a point that does.
4. A surface is that on the ellipsoid, not on a map.
5. On the border of two areas the first code in order counts.

The files of others are read in `shapes`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.region.tables import SCHEMA

BAD_OUTLINES = ProblemKind(
    "bad-outlines",
    mark("The outlines cannot be read: {why}."),
    mark("Give a GeoJSON FeatureCollection of polygons, each with the property code."),
)
NOT_JSON = mark("here it is no longer JSON; the file may be damaged or cut off")
NOT_UTF8 = mark("it is not text in UTF-8")
TOO_DEEP = mark("it is nested too deep")
LONG_NUMBER = mark("a number in it is too long")
NO_FEATURES = mark("it has no list of features")
NO_CODE = mark("this outline has no property code, or no geometry")
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
OUTLINES = "outlines.geojson"
FEWEST_POSITIONS = 4
DECIMALS = 6
Geometry = dict[str, Any]
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
    document, problems = read_collection(content, file, BAD_OUTLINES)
    outlines: dict[str, Any] = {}
    for i, feature in enumerate(document.get("features", [])):
        try:
            code, given = str(feature["properties"]["code"]), feature["geometry"]
        except (KeyError, TypeError, ValueError, RecursionError):
            problems.append(
                Problem(BAD_OUTLINES, file, None, f"features[{i}]", params={"why": NO_CODE})
            )
            continue
        geometry = _surface(given)
        if code in outlines:
            problems.append(Problem(OUTLINE_TWICE, file, None, f"features[{i}]", code))
        elif geometry is None:
            problems.append(Problem(BAD_RING, file, None, f"features[{i}]", code))
        else:
            outlines[code] = geometry
    return ({}, problems) if problems else (outlines, [])


def read_collection(
    content: bytes, file: str, refusal: ProblemKind
) -> tuple[dict[str, Any], list[Problem]]:
    """A GeoJSON document, in which `features` is a list of what may be anything.

    `refusal` is the kind of problem of a file that is none; its message may use {why}.
    """
    why, row = "", None
    try:
        document = json.loads(content)
        if isinstance(document, dict) and isinstance(document.get("features"), list):
            return document, []
        why = NO_FEATURES
    except json.JSONDecodeError as error:
        why, row = NOT_JSON, error.lineno
    except UnicodeDecodeError:
        why = NOT_UTF8
    except RecursionError:
        why = TOO_DEEP
    except ValueError:
        # Python reads no integer of more than 4,300 digits.
        why = LONG_NUMBER
    return {}, [Problem(refusal, file, row, params={"why": why})]


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


def centroid_of(geometry: Geometry) -> tuple[float, float]:
    """Longitude and latitude of an area's middle; of a point inside where that lies outside."""
    shape = shape_of(geometry)
    middle = shape.centroid
    if not shape.intersects(middle):
        middle = shape.point_on_surface()
    return round(middle.x, DECIMALS), round(middle.y, DECIMALS)


def surface_km2(geometry: Geometry) -> float:
    """Surface of an area on the ellipsoid, in km2."""
    shape = shapely.orient_polygons(shape_of(geometry))
    surface_m2, _ = Geod(ellps="WGS84").geometry_area_perimeter(shape)
    return abs(surface_m2) / 1e6


def area_finder(outlines: Mapping[str, Geometry]) -> Callable[[float, float], str]:
    """A function from a longitude and latitude to the code of the area; empty where there is none.

    On a border the first code in order counts.
    """
    codes = sorted(outlines)
    shapes = np.array([shape_of(outlines[code]) for code in codes], dtype=object)
    shapely.prepare(shapes)
    tree = shapely.STRtree(shapes)

    def find(lon: float, lat: float) -> str:
        if not (math.isfinite(lon) and math.isfinite(lat)):
            return ""
        found = tree.query(shapely.Point(lon, lat), predicate="intersects")
        return codes[int(found.min())] if len(found) else ""

    return find


def shape_of(geometry: Any) -> Any:
    """A shapely geometry, flat, from a GeoJSON one; None where it is none."""
    try:
        return _shape(geometry)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    except shapely.errors.ShapelyError:
        return None


def _shape(geometry: Any) -> Any:
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return shapely.GeometryCollection([_shape(part) for part in geometry["geometries"]])
    given = geometry["coordinates"]
    if kind == "Polygon":
        return _polygon_shape(given)
    if kind == "MultiPolygon":
        return shapely.MultiPolygon([_polygon_shape(part) for part in given])
    if kind == "Point":
        return shapely.Point(_positions([given])[0])
    if kind == "MultiPoint":
        return shapely.MultiPoint(_positions(given))
    if kind == "LineString":
        return shapely.LineString(_positions(given))
    if kind == "MultiLineString":
        return shapely.MultiLineString([_positions(part) for part in given])
    raise ValueError(kind)


def _polygon_shape(given: Any) -> Any:
    shell, *holes = map(_positions, given)
    return shapely.Polygon(shell, holes)


def _positions(given: Any) -> NDArray[np.float64]:
    """Positions as rows of two finite numbers; raises ValueError or TypeError where they are not.

    NumPy would take text and true for numbers, so their types are looked at first.
    """
    if not set(map(type, chain.from_iterable(given))) <= {int, float}:
        raise TypeError("positions")
    sizes = set(map(len, given))
    if not sizes <= {2, 3, 4} or not sizes:
        raise ValueError("positions")
    same = given if len(sizes) == 1 else [position[:2] for position in given]
    found = np.array(same, dtype=float)[:, :2]
    if not np.isfinite(found).all():
        raise ValueError("positions")
    return found
