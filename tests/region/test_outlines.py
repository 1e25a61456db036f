"""Outlines: polygons by area code from GeoJSON, and each that could not be drawn is named."""

import json
from typing import Any

import pytest

from weerbaar.region.outlines import outlines_text, parse_outlines

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
    "content",
    [
        b"{",
        b"[]",
        b'{"features": [{"properties": {}}]}',
        b'{"features": [{"properties": {"code": "A"}, "geometry": ' + b"[" * 100_000,
        b'{"features": [{"properties": {"code": "A"}, "geometry": ' + b"9" * 5001 + b"}]}",
        b"\xff{}",
        b'{"features": 3}',
    ],
)
def test_outlines_that_cannot_be_read_are_refused(content: bytes) -> None:
    outlines, problems = parse_outlines(content, "outlines.geojson")

    assert outlines == {}
    assert [problem.code for problem in problems] == ["bad-outlines"]
    assert problems[0].message()


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
