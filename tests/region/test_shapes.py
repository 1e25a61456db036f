"""Outlines of others: GeoJSON or a GeoPackage becomes ours; what cannot be is named."""

import json
import math
import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.refusals import Problem
from weerbaar.region.outlines import (
    area_finder,
    centroid_of,
    outlines_text,
    parse_outlines,
    shape_of,
    surface_km2,
)
from weerbaar.region.shapes import import_outlines

# Proefland: two neighbouring squares of a kilometre in the Dutch grid, around 5.5 and 51.9.
WEST, EAST = 164_000, 165_000
SOUTH = 435_000
RD_MEMBER = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}


def square(x: float, y: float = SOUTH, side: float = 1000, steps: int = 20) -> Any:
    """A square in RD of which each side has many positions."""
    return shapely.segmentize(shapely.box(x, y, x + side, y + side), side / steps)


def geojson(*features: tuple[Any, Any], crs: Any = None) -> bytes:
    """A GeoJSON file of pairs of properties and shapely geometry or raw value."""
    found = []
    for properties, shape in features:
        geometry = json.loads(shapely.to_geojson(shape)) if hasattr(shape, "wkb") else shape
        found.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": found}).encode()


def blob(shape: Any) -> bytes:
    """A geometry as a cell of a GeoPackage holds it."""
    return b"GP" + struct.pack("<BBi", 0, 1, 28992) + bytes(shape.wkb)


def package(*layers: tuple[str, Sequence[tuple[str, bytes]]]) -> bytes:
    """A GeoPackage in RD: of each layer the rows with a code and a geometry cell."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            """
            CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id);
            CREATE TABLE gpkg_contents (table_name, data_type);
            CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);
            INSERT INTO gpkg_spatial_ref_sys VALUES (28992, 'EPSG', 28992);
            """
        )
        for table, rows in layers:
            database.execute(f"CREATE TABLE {table} (code, geom)")
            database.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)
            database.execute("INSERT INTO gpkg_contents VALUES (?, 'features')", [table])
            database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 28992)", [table])
        database.commit()
        return database.serialize()


def only_problem(content: bytes, **more: Any) -> Problem:
    outlines, problems = import_outlines(content, "proefland.geojson", **more)
    assert outlines == {}
    (problem,) = problems
    assert problem.message()
    assert problem.remedy()
    return problem


def test_outlines_of_others_become_ours() -> None:
    content = geojson(
        ({"WijkCode": " WK1 ", "naam": "West"}, square(WEST)),
        ({"WijkCode": "WK2", "naam": "Oost"}, square(EAST)),
        crs=RD_MEMBER,
    )

    outlines, problems = import_outlines(content, "wijken.geojson")

    assert problems == []
    assert list(outlines) == ["WK1", "WK2"]
    west, east = (shape_of(outline) for outline in outlines.values())
    assert west.touches(east)
    assert west.intersection(east).length > 0
    assert surface_km2(outlines["WK1"]) == pytest.approx(1, rel=0.001)
    assert len(outlines["WK1"]["coordinates"][0]) < 20
    middle = centroid_of(outlines["WK1"])
    assert middle == pytest.approx((5.52, 51.91), abs=0.02)
    assert area_finder(outlines)(*middle) == "WK1"
    again, _ = parse_outlines(outlines_text(outlines).encode(), "outlines.geojson")
    assert again == outlines


def test_the_same_outlines_come_from_a_geopackage_in_rd_or_degrees() -> None:
    given = [("WK1", square(WEST)), ("WK2", square(EAST))]
    content = package(("wijken", [(code, blob(shape)) for code, shape in given]))
    features = [({"code": code}, shape) for code, shape in given]

    expected, _ = import_outlines(geojson(*features), "x.geojson")
    assert import_outlines(content, "x.gpkg") == (expected, [])
    exact, _ = import_outlines(geojson(*features), "x.geojson", detail_m=0)
    assert len(exact["WK1"]["coordinates"][0]) == 81
    in_degrees = [({"code": code}, exact[code]) for code in reversed(exact)]
    assert import_outlines(geojson(*in_degrees), "x", detail_m=0) == (exact, [])
    simpler, _ = import_outlines(geojson(*in_degrees), "x")
    for code, outline in simpler.items():
        assert shape_of(outline).hausdorff_distance(shape_of(expected[code])) < 1e-5


@given(st.permutations(range(4)), st.floats(0, 200))
def test_neighbours_still_touch_and_order_does_not_matter(order: list[int], detail: float) -> None:
    shapes = [square(WEST + 1000 * (i % 2), SOUTH + 1000 * (i // 2)) for i in range(4)]
    features = [({"code": f"WK{i}"}, shape) for i, shape in enumerate(shapes)]

    outlines, _ = import_outlines(geojson(*(features[i] for i in order)), "x", detail)

    assert outlines == import_outlines(geojson(*features), "x", detail)[0]
    whole = shapely.union_all([shape_of(outline) for outline in outlines.values()])
    assert whole.geom_type == "Polygon"
    assert not whole.interiors


def test_of_several_layers_the_one_with_the_wanted_areas_is_read() -> None:
    content = package(
        ("buurten", [("BU1", blob(square(WEST)))]), ("wijken", [("WK1", blob(square(WEST)))])
    )

    assert list(import_outlines(content, "x", wanted=["WK1", "WK2"])[0]) == ["WK1"]
    assert list(import_outlines(content, "x", layer="buurten")[0]) == ["BU1"]
    assert only_problem(content).code == "several-layers"
    assert only_problem(content, wanted=["GM1"]).code == "several-layers"


def test_water_is_left_out_where_the_area_has_land() -> None:
    features = [
        ({"gm_code": "GM1", "H2O": "NEE"}, square(WEST)),
        ({"gm_code": "GM1", "H2O": "JA"}, square(EAST)),
        ({"gm_code": "GM2", "H2O": "JA"}, square(EAST)),
    ]

    outlines, problems = import_outlines(geojson(*features), "x")

    assert problems == []
    assert outlines["GM1"] == import_outlines(geojson(features[0]), "x")[0]["GM1"]
    assert list(outlines) == ["GM1", "GM2"]
    assert only_problem(geojson(*features, features[0])).code == "outline-twice"
    assert only_problem(geojson(*features, features[2])).code == "outline-twice"


def test_holes_heights_collections_and_crossings_are_read() -> None:
    holed = shapely.Polygon(square(WEST).exterior, [square(WEST + 400, SOUTH + 400, 200).exterior])
    bow = shapely.Polygon(
        [(WEST, SOUTH), (EAST, SOUTH + 1000), (EAST, SOUTH), (WEST, SOUTH + 1000)]
    )
    features = [
        ({"code": "A"}, shapely.force_3d(holed, 3)),
        ({"code": "B"}, shapely.GeometryCollection([square(EAST), square(EAST + 5000)])),
        ({"code": "C"}, bow),
    ]

    outlines, problems = import_outlines(geojson(*features), "x")

    assert problems == []
    assert [outline["type"] for outline in outlines.values()] == [
        "Polygon",
        "MultiPolygon",
        "MultiPolygon",
    ]
    assert surface_km2(outlines["A"]) == pytest.approx(0.96, rel=0.001)
    assert surface_km2(outlines["C"]) == pytest.approx(0.5, rel=0.01)
    assert all(shape_of(outline).is_valid for outline in outlines.values())


def test_outlines_of_another_country_are_read() -> None:
    far = shapely.box(-71.3, -33.6, -71.2, -33.5)

    outlines, problems = import_outlines(geojson(({"code": "CL"}, far)), "x")

    assert problems == []
    assert shape_of(outlines["CL"]).equals(far)


def test_a_file_without_codes_is_refused_once_and_says_what_it_has() -> None:
    problem = only_problem(geojson(({"naam": "W"}, square(WEST)), ({"nr": 1}, square(EAST))))

    assert problem.code == "no-area-codes"
    assert "wijkcode" in problem.message()
    assert "naam, nr" in problem.remedy()


def test_an_empty_code_gives_way_to_the_next_property() -> None:
    content = geojson(
        ({"buurtcode": "BU02140001", "wijkcode": "WK021400"}, square(WEST)),
        ({"buurtcode": None, "wijkcode": "WK021401"}, square(EAST)),
        ({"buurtcode": " ", "wijkcode": None, "gemeentecode": "GM0215"}, square(WEST - 2000)),
    )

    outlines, problems = import_outlines(content, "mixed.geojson")

    assert problems == []
    assert list(outlines) == ["BU02140001", "GM0215", "WK021401"]


def test_outlines_without_any_code_are_refused_together() -> None:
    content = geojson(
        ({"buurtcode": "BU02140001", "wijkcode": "WK021400"}, square(WEST)),
        *(({"buurtcode": empty, "wijkcode": ""}, square(EAST)) for empty in (None, "", " ")),
    )

    problem = only_problem(content)

    assert problem.code == "outlines-without-code"
    assert problem.message().endswith("3 of 4, the first of them features[1].")
    assert "buurtcode" in problem.remedy()


@pytest.mark.parametrize("code", [1.5, True, [], {}, "a\x00b", "x" * 3000])
def test_a_code_that_is_none_is_refused_with_its_place(code: Any) -> None:
    content = geojson(({"code": "A"}, square(WEST)), ({"code": code}, square(EAST)))

    problem = only_problem(content)

    assert (problem.code, problem.column) == ("bad-area-code", "features[1]")


def test_a_whole_number_is_a_code() -> None:
    assert list(import_outlines(geojson(({"statcode": 344}, square(WEST))), "x")[0]) == ["344"]


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        3,
        shapely.Point(WEST, SOUTH),
        shapely.LineString([(WEST, SOUTH), (EAST, SOUTH)]),
        shapely.MultiPoint([(WEST, SOUTH)]),
        shapely.MultiLineString([[(WEST, SOUTH), (EAST, SOUTH)]]),
        shapely.GeometryCollection([square(WEST), shapely.Point(WEST, SOUTH)]),
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [[[WEST, SOUTH], [EAST, SOUTH]]]},
        {
            "type": "Polygon",
            "coordinates": [[[WEST, SOUTH], [EAST, SOUTH], [EAST, SOUTH, 1, 1, 1]]],
        },
        {"type": "Polygon", "coordinates": [[[WEST, SOUTH], [EAST, SOUTH], [EAST, "435900"]]]},
        {"type": "Polygon", "coordinates": [[[WEST, SOUTH], [EAST, SOUTH], [EAST, True]]]},
        {"type": "Polygon", "coordinates": [[[WEST, SOUTH], [EAST, SOUTH], [EAST, 10**400]]]},
        {"type": "Polygon", "coordinates": [[[WEST, SOUTH], [EAST, SOUTH], [EAST, math.nan]]]},
        {"type": "Polygon", "coordinates": [[[WEST, SOUTH], [EAST, SOUTH], [EAST, math.inf]]]},
        {"type": "Polygon", "coordinates": "abc"},
        {"type": "Polygon", "coordinates": [["abc", "def", "ghi"]]},
        {"type": "Polygon", "coordinates": [[[WEST, SOUTH]] * 4]},
        {"type": "CircularString", "coordinates": []},
    ],
)
def test_what_is_no_polygon_is_refused_with_its_place(geometry: Any) -> None:
    content = geojson(({"code": "A"}, square(WEST)), ({"code": "B"}, geometry))

    problem = only_problem(content)

    assert (problem.code, problem.column, problem.value) == ("no-surface", "features[1]", "B")


def test_positions_outside_the_system_are_refused_with_their_place() -> None:
    near = ({"code": "A"}, square(WEST))
    swapped = ({"code": "B"}, shapely.box(SOUTH, WEST, SOUTH + 10, WEST + 10))

    problem = only_problem(geojson(near, swapped))

    assert (problem.code, problem.column) == ("coordinates-out-of-range", "features[1]")
    assert "EPSG:28992" in problem.remedy()
    assert "RD New" in problem.message()
    in_degrees = {"type": "name", "properties": {"name": "EPSG:4326"}}
    assert only_problem(geojson(near, crs=in_degrees)).code == "coordinates-out-of-range"


@pytest.mark.parametrize("crs", [3, {}, {"properties": {"name": "EPSG:31370"}}, "RD", [1]])
def test_a_system_that_is_not_read_is_refused(crs: Any) -> None:
    problem = only_problem(geojson(({"code": "A"}, square(WEST)), crs=crs))

    assert problem.code == "unknown-coordinates"
    assert "EPSG:28992" in problem.remedy()


def test_a_polygon_of_pure_crossings_is_refused_in_time() -> None:
    places = [[WEST + 7919 * i % 1009, SOUTH + 104_729 * i % 1013] for i in range(3000)]
    tangle = {"type": "Polygon", "coordinates": [[*places, places[0]]]}

    assert only_problem(geojson(({"code": "A"}, tangle))).code == "tangled-outline"


def test_a_ring_of_very_many_positions_is_simplified() -> None:
    turn = np.linspace(0, 2 * np.pi, 200_000)
    ring = np.column_stack([WEST + 900 * np.cos(turn), SOUTH + 900 * np.sin(turn)]).tolist()
    circle = {"type": "Polygon", "coordinates": [ring]}

    outlines, problems = import_outlines(geojson(({"code": "A"}, circle)), "x")

    assert problems == []
    assert len(outlines["A"]["coordinates"][0]) < 100


def test_an_outline_smaller_than_a_step_is_refused() -> None:
    speck = shapely.box(WEST, SOUTH, WEST + 0.001, SOUTH + 0.001)

    assert only_problem(geojson(({"code": "A"}, speck))).code == "no-surface"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bad-outlines"),
        (b"{", "bad-outlines"),
        (b"3", "bad-outlines"),
        (b"[]", "bad-outlines"),
        (b"\xff", "bad-outlines"),
        (b'{"features": 3}', "bad-outlines"),
        (b"[" * 100_000, "bad-outlines"),
        (b'{"features": [{"properties": {"code": ' + b"9" * 5001 + b"}}]}", "bad-outlines"),
        (b'{"features": []}', "no-outlines"),
        (b'{"features": [3, null, {"properties": 3}]}', "no-area-codes"),
        (b"SQLite format 3\0 and no more", "bad-geopackage"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(content: bytes, code: str) -> None:
    assert only_problem(content).code == code


def test_collections_nested_very_deep_are_refused() -> None:
    nested = b'{"type":"GeometryCollection","geometries":['
    for levels in (300, 3000):
        geometry = nested * levels + b"]}" * levels
        content = b'{"features":[{"properties":{"code":"A"},"geometry":' + geometry + b"}]}"
        assert only_problem(content).code in ("no-surface", "bad-outlines")


SOUND = geojson(({"code": "A"}, square(WEST, steps=1)), ({"code": "B"}, square(EAST, steps=1)))
WORDS = st.sampled_from([b"", b"null", b"[", b"]", b"{}", b"-", b"9" * 30, b'"', b"NaN", b"true"])


@given(st.lists(st.tuples(st.integers(0, len(SOUND)), st.integers(0, 9), WORDS), max_size=4))
def test_mutated_files_are_read_or_refused(changes: list[tuple[int, int, bytes]]) -> None:
    content = SOUND
    for at, length, word in changes:
        content = content[:at] + word + content[at + length :]

    outlines, problems = import_outlines(content, "x")

    assert bool(outlines) != bool(problems)
    assert all(problem.message() and problem.remedy() for problem in problems)


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)
GEOMETRIES = VALUES | st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "GeometryCollection", "Point", ""]),
        "coordinates": VALUES,
        "geometries": VALUES,
    }
)


@given(st.dictionaries(st.sampled_from(["code", "water", "H2O", "x"]), VALUES), GEOMETRIES, VALUES)
def test_values_of_any_type_are_read_or_refused(properties: Any, geometry: Any, crs: Any) -> None:
    outlines, problems = import_outlines(geojson((properties, geometry), crs=crs), "x")

    assert bool(outlines) != bool(problems)
    assert all(problem.message() and problem.remedy() for problem in problems)
