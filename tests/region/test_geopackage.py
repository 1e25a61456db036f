"""GeoPackages: layers with their rows and geometries; a hostile or damaged file is refused."""

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.region.geopackage import (
    geometry_of,
    is_geopackage,
    read_columns,
    read_features,
    read_layers,
)

SQUARE = shapely.box(155_000, 463_000, 156_000, 464_000)
TABLES = """
    CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
        organization_coordsys_id INTEGER, definition TEXT);
    CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, srs_id INTEGER);
    CREATE TABLE gpkg_geometry_columns (
        table_name TEXT PRIMARY KEY, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER);
    INSERT INTO gpkg_spatial_ref_sys VALUES ('RD New', 28992, 'EPSG', 28992, 'x');
"""


def blob(shape: Any, envelope: int = 0, body: bytes | None = None) -> bytes:
    """A geometry as a cell holds it, with a little-endian header."""
    box = struct.pack("<4d", *([0.0] * 4)) if envelope else b""
    header = b"GP" + struct.pack("<BBi", 0, 1 | envelope << 1, 28992)
    return header + box + (shape.wkb if body is None else body)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def register(database: sqlite3.Connection, table: str) -> None:
    database.execute("INSERT INTO gpkg_contents VALUES (?, 'features', 28992)", [table])
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', 28992)", [table]
    )


def package(
    *layers: tuple[str, Sequence[tuple[str, Any]]], column: str = "code", more: str = ""
) -> bytes:
    """A GeoPackage of our own making: of each layer the rows with a code and a geometry cell."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(TABLES)
        for table, rows in layers:
            name, code = quoted(table), quoted(column)
            database.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY, {code} TEXT, geom)")
            database.executemany(f"INSERT INTO {name} ({code}, geom) VALUES (?, ?)", rows)
            register(database, table)
        database.executescript(more)
        database.commit()
        return database.serialize()


def test_a_layer_gives_its_rows_with_shapes_and_its_system() -> None:
    content = package(("buurten", [("BU1", blob(SQUARE)), ("BU2", blob(SQUARE, envelope=1))]))

    crs, features, problems = read_features(content, "proefland.gpkg")

    assert is_geopackage(content)
    assert (crs, problems) == ("EPSG:28992", [])
    assert [properties for properties, _ in features] == [
        {"fid": 1, "code": "BU1"},
        {"fid": 2, "code": "BU2"},
    ]
    assert all(shape.equals(SQUARE) for _, shape in features)
    assert read_layers(content, "x") == ({"buurten": ("fid", "code")}, [])
    assert read_columns(content, "x", {"code"}) == (
        {"buurten": [{"code": "BU1"}, {"code": "BU2"}]},
        [],
    )


def test_of_several_layers_one_must_be_named() -> None:
    content = package(("wijken", [("WK1", blob(SQUARE))]), ("buurten", [("BU1", blob(SQUARE))]))

    _, features, problems = read_features(content, "x", "wijken", {"code"})
    assert (features[0][0], problems) == ({"code": "WK1"}, [])

    _, _, [several] = read_features(content, "x")
    assert (several.code, several.value) == ("several-layers", "buurten, wijken")
    _, _, [unknown] = read_features(content, "x", "straten")
    assert unknown.code == "unknown-layer"
    assert "buurten, wijken" in unknown.remedy()


@pytest.mark.parametrize("name", ['a"b', "a'b", "order", "x; DROP TABLE y", "a b", "]"])
def test_a_table_may_have_any_name(name: str) -> None:
    content = package((name, [("A", blob(SQUARE))]), column=name)

    _, features, problems = read_features(content, "x")

    assert problems == []
    assert features[0][0][name] == "A"


def test_a_file_in_the_middle_of_a_journal_is_read() -> None:
    content = package(("wijken", [("WK1", blob(SQUARE))]))

    _, features, problems = read_features(content[:18] + b"\2\2" + content[20:], "x")

    assert (len(features), problems) == (1, [])


def test_polygons_with_heights_and_nested_ones_are_read() -> None:
    high = shapely.force_3d(SQUARE, 7)
    for shape in (high, shapely.MultiPolygon([SQUARE]), shapely.GeometryCollection([SQUARE])):
        body = shapely.to_wkb(shape, flavor="iso", byte_order=0)
        assert geometry_of(blob(None, body=body)).equals(shape)


def deep(levels: int) -> bytes:
    return b"".join(struct.pack("<BII", 1, 7, 1) for _ in range(levels)) + SQUARE.wkb


@pytest.mark.parametrize(
    "cell",
    [
        None,
        3,
        "text",
        b"",
        b"GP",
        b"XX" + blob(SQUARE)[2:],
        blob(SQUARE)[:-1],
        blob(SQUARE) + b"\0",
        blob(SQUARE)[:3] + b"\x0f" + blob(SQUARE)[4:],
        blob(SQUARE)[:3] + b"\x21" + blob(SQUARE)[4:],
        blob(shapely.Point(1, 2)),
        blob(shapely.LineString([(0, 0), (1, 1)])),
        blob(None, body=b"\5" + SQUARE.wkb[1:]),
        blob(None, body=struct.pack("<BII", 1, 3, 2**32 - 1) + bytes(50)),
        blob(None, body=struct.pack("<BIII", 1, 3, 1, 2**32 - 1) + bytes(50)),
        blob(None, body=struct.pack("<BIII", 1, 3, 1, 2) + bytes(32)),
        blob(None, body=struct.pack("<BII", 1, 9003, 0)),
        blob(None, body=deep(100_000)),
    ],
)
def test_a_cell_that_is_no_surface_gives_none(cell: Any) -> None:
    assert geometry_of(cell) is None


ENDLESS = """
    CREATE VIEW wijken AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT i AS fid, NULL AS code, NULL AS geom FROM n;
    INSERT INTO gpkg_contents VALUES ('wijken', 'features', 28992);
    INSERT INTO gpkg_geometry_columns VALUES ('wijken', 'geom', 'POLYGON', 28992);
"""
ENDLESS_CONTENTS = """
    DROP TABLE gpkg_contents;
    CREATE VIEW gpkg_contents AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT 'wijken' AS table_name, 'features' AS data_type FROM n;
"""


@pytest.mark.parametrize("more", ["", ENDLESS, ENDLESS_CONTENTS])
def test_views_are_not_read_and_a_file_without_tables_is_refused(more: str) -> None:
    content = package(more=more)

    for problems in (read_features(content, "x")[2], read_features(content, "x", "wijken")[2]):
        assert [problem.code for problem in problems] == ["no-layer"]
        assert problems[0].message()
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.execute("CREATE TABLE a (b)")
        assert read_features(empty.serialize(), "x")[2][0].code == "no-layer"


def test_a_computed_column_is_passed_over() -> None:
    more = "ALTER TABLE wijken ADD COLUMN large AS (hex(zeroblob(400000000)));"
    content = package(("wijken", [("WK1", blob(SQUARE))]), more=more)

    _, features, problems = read_features(content, "x")

    assert (features[0][0], problems) == ({"fid": 1, "code": "WK1"}, [])


def test_work_without_end_is_stopped() -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40000)"
    more = f"""
        DROP TABLE gpkg_contents; DROP TABLE gpkg_geometry_columns;
        CREATE TABLE gpkg_contents (table_name, data_type);
        CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);
        {many} INSERT INTO gpkg_contents SELECT 'a', 'features' FROM n;
        {many} INSERT INTO gpkg_geometry_columns SELECT 'a', 'geom', 1 FROM n;
    """

    layers, problems = read_layers(package(more=more), "x")

    assert layers == {}
    assert [problem.code for problem in problems] == ["bad-geopackage"]
    assert "takes too long" in problems[0].message()


def test_rows_that_give_more_than_the_file_holds_are_refused() -> None:
    rows = [(f"WK{i}", None) for i in range(1000)]
    more = f"ALTER TABLE wijken ADD COLUMN note TEXT DEFAULT '{'x' * 10_000}';"

    _, features, problems = read_features(package(("wijken", rows), more=more), "x")

    assert features == []
    assert [problem.code for problem in problems] == ["bad-geopackage"]
    assert "more than a file of its size can hold" in problems[0].message()


def test_a_geometry_column_that_is_not_there_is_refused() -> None:
    content = package(
        ("wijken", []), more="UPDATE gpkg_geometry_columns SET column_name = 'shape';"
    )

    problem = read_features(content, "x")[2][0]
    assert problem.code == "bad-geopackage"
    assert "geometries that it names is not there" in problem.message()
    assert read_layers(content, "x")[1][0].code == "bad-geopackage"
    assert read_columns(content, "x", {"code"})[1][0].code == "bad-geopackage"


def test_text_that_is_no_text_is_read_with_a_mark() -> None:
    content = package(("wijken", [("x", None)]))
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        database.execute("UPDATE wijken SET code = CAST(x'57ff' AS TEXT)")
        database.commit()
        content = database.serialize()

    assert read_features(content, "x")[1][0][0]["code"] == "W\ufffd"


SOUND = package(("wijken", [(f"WK{i}", blob(SQUARE)) for i in range(50)]))


@pytest.mark.parametrize("content", [b"", SOUND[:16], SOUND[:100], SOUND[:5000], b"{}"])
def test_a_cut_file_is_refused(content: bytes) -> None:
    assert read_features(content, "x")[2]
    assert read_layers(content, "x")[0] == {}


@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=20))
def test_a_damaged_file_never_gives_another_error(changes: list[tuple[int, int]]) -> None:
    content = bytearray(SOUND)
    for at, byte in changes:
        content[at] = byte

    _, features, problems = read_features(bytes(content), "x")

    assert not (features and problems)
    assert all(problem.message() and problem.remedy() for problem in problems)


@given(st.binary(max_size=200))
def test_no_bytes_upset_the_reading_of_a_geometry(body: bytes) -> None:
    shape = geometry_of(blob(None, body=body))

    assert shape is None or shape.geom_type in ("Polygon", "MultiPolygon", "GeometryCollection")


def test_a_file_that_is_damaged_is_refused_in_plain_words() -> None:
    _, (problem,) = read_layers(b"SQLite format 3\0 and no more", "x")

    assert problem.message() == "The GeoPackage cannot be read: it is damaged or cut off."
