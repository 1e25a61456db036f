"""Outlines: our own file of polygons by area code comes back, or is refused; what they tell."""

import json
import math
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.region.outlines import (
    area_finder,
    centroid_of,
    outlines_text,
    parse_outlines,
    shape_of,
    surface_km2,
)

RING = [[3, 54], [3.1, 54], [3.1, 54.1], [3, 54]]
SQUARE = {"type": "Polygon", "coordinates": [RING]}


def collection(*features: tuple[str, Any]) -> bytes:
    found = [{"type": "Feature", "properties": {"code": c}, "geometry": g} for c, g in features]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


def test_outlines_come_back_the_same_in_order_of_code() -> None:
    islands = {"type": "MultiPolygon", "coordinates": [[RING], [RING]]}
    text = outlines_text({"B": SQUARE, "A": islands})

    outlines, problems = parse_outlines(text.encode(), "x")

    assert problems == []
    assert outlines == {"A": islands, "B": SQUARE}
    assert list(outlines) == ["A", "B"]
    assert json.loads(text)["schema"] == 1
    assert parse_outlines(b"", "x") == ({}, [])


def test_heights_and_what_else_stands_beside_a_polygon_are_left_out() -> None:
    high = {**SQUARE, "coordinates": [[[*place, 7.5] for place in RING]], "bbox": [0, 0, 1, 1]}

    assert parse_outlines(collection(("A", high)), "x") == ({"A": SQUARE}, [])


@pytest.mark.parametrize(
    ("content", "place", "why"),
    [
        (b'{\n"features": [,\n', "row 2", "no longer JSON"),
        (b"[]", "", "no list of features"),
        (b'{"features": 3}', "", "no list of features"),
        (b'{"features": [{"properties": {}}]}', "column features[0]", "no property code"),
        (b'{"features": [' + b"[" * 100_000, "", "nested too deep"),
        (b'{"features": [' + b"9" * 5001 + b"]}", "", "number in it is too long"),
        (b"\xff{}", "", "not text in UTF-8"),
    ],
)
def test_outlines_that_cannot_be_read_are_refused_in_plain_words(
    content: bytes, place: str, why: str
) -> None:
    outlines, problems = parse_outlines(content, "outlines.geojson")

    assert outlines == {}
    assert [problem.code for problem in problems] == ["bad-outlines"]
    assert why in problems[0].message()
    assert problems[0].place().removeprefix("outlines.geojson").removeprefix(", ") == place


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        3,
        {"type": "Point", "coordinates": [3, 54]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": None},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [None]},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [RING[:3]]},
        {"type": "Polygon", "coordinates": [[*RING[:3], [3, 54.1]]]},
        {"type": "Polygon", "coordinates": [RING, None]},
        {"type": "Polygon", "coordinates": [[[3, 54], ["3.1", 54], [3.1, 54.1], [3, 54]]]},
        {"type": "Polygon", "coordinates": [[[3, 54], [True, 54], [3.1, 54.1], [3, 54]]]},
        {"type": "Polygon", "coordinates": [[[3, 54], [float("nan"), 54], [3.1, 54.1], [3, 54]]]},
        {"type": "Polygon", "coordinates": [[[3, 54], [float("inf"), 54], [3.1, 54.1], [3, 54]]]},
        {"type": "Polygon", "coordinates": [[[3, 54], [10**401, 54], [3.1, 54.1], [3, 54]]]},
        {"type": "Polygon", "coordinates": [[[3, 54], [3, 454_000], [3.1, 54.1], [3, 54]]]},
        {"type": "Polygon", "coordinates": [[[3, 54], [3], [3.1, 54.1], [3, 54]]]},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": [RING]},
        {"type": "MultiPolygon", "coordinates": [[RING], None]},
    ],
)
def test_an_outline_that_cannot_be_drawn_is_named(geometry: Any) -> None:
    outlines, problems = parse_outlines(collection(("A", SQUARE), ("B", geometry)), "x")

    assert outlines == {}
    (problem,) = problems
    assert (problem.code, problem.column, problem.value) == ("bad-outline", "features[1]", "B")
    assert problem.remedy()


def test_two_outlines_of_one_area_are_refused() -> None:
    _, problems = parse_outlines(collection(("A", SQUARE), ("A", SQUARE)), "x")

    assert [problem.code for problem in problems] == ["outline-twice"]


def outline(shape: Any) -> dict[str, Any]:
    """An outline as a region has it, of a shape in degrees."""
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return geometry


def test_the_middle_of_a_ring_road_lies_on_it() -> None:
    ring = shapely.box(5, 51, 6, 52).difference(shapely.box(5.1, 51.1, 5.9, 51.9))
    outlines = {"A": outline(ring)}

    find = area_finder(outlines)

    assert find(*centroid_of(outlines["A"])) == "A"
    middle = shape_of(outlines["A"]).centroid
    assert find(middle.x, middle.y) == ""
    assert find(float("nan"), 51.9) == ""
    assert area_finder({})(5.5, 51.9) == ""


def test_on_a_border_the_first_code_counts() -> None:
    west, east = shapely.box(5, 51, 6, 52), shapely.box(6, 51, 7, 52)

    assert area_finder({"B": outline(west), "A": outline(east)})(6, 51.5) == "A"


@given(st.floats(-179, 178), st.floats(-80, 80))
def test_a_surface_is_that_of_the_ellipsoid_whatever_way_round(lon: float, lat: float) -> None:
    box = shapely.box(lon, lat, lon + 0.1, lat + 0.1)

    # A degree is about 111.2 km, and the less in longitude the nearer to a pole.
    expected = 11.12**2 * math.cos(math.radians(lat + 0.05))
    assert surface_km2(outline(box)) == pytest.approx(expected, rel=0.01)
    assert surface_km2(outline(box.reverse())) == surface_km2(outline(box))


@pytest.mark.parametrize("geometry", [None, 3, {}, {"type": "Polygon"}, {"type": "Circle"}])
def test_what_is_no_geometry_has_no_shape(geometry: Any) -> None:
    assert shape_of(geometry) is None
