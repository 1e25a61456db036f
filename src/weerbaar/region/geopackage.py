"""The features of a GeoPackage: a database in one file, as map offices publish them.

The file may come from anyone. It is read by SQLite, which is made to read and to stop in time, and
by us: the geometry's header (OGC 12-128, clause 2.1.3) and the outer form of what follows it.

Rules:
1. Only real tables are read, never views, virtual tables or computed columns: what they say is
   worked out while reading, and that work may have no end. SQLite is allowed to select and read,
   nothing else: no function, no extension.
2. A reading stops after MOST_STEPS steps of the database, and as soon as it gave more than
   the file can hold; both refuse the file.
3. A geometry is a polygon, a multipolygon or a collection of those, at most MOST_NESTED deep.
   Any other comes back as None, as does an empty cell; the caller says what that means.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from typing import Any

import shapely

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind

Feature = tuple[Mapping[str, Any], Any]

BAD_GEOPACKAGE = ProblemKind(
    "bad-geopackage",
    mark("The GeoPackage cannot be read: {why}."),
    mark("Save it again as GeoPackage, or as GeoJSON, with a program for maps."),
)
NO_LAYER = ProblemKind(
    "no-layer",
    mark("The GeoPackage has no table with geometries."),
    mark("Give a GeoPackage with a table of features; a view is not read."),
)
UNKNOWN_LAYER = ProblemKind(
    "unknown-layer",
    mark("The GeoPackage has no layer {value}."),
    mark("Use one of: {layers}."),
)
SEVERAL_LAYERS = ProblemKind(
    "several-layers",
    mark("The GeoPackage has more than one layer: {value}."),
    mark("Say which layer to read."),
)

MAGIC = b"SQLite format 3\0"
# Enough for millions of cells: a country's neighbourhoods take a tenth of it.
MOST_STEPS = 30_000_000
STEPS_A_LOOK = 100_000
# A column that was added later says its default for each older row, though it stands there once.
MOST_REPEATED = 4
MOST_NESTED = 8
POLYGON, MULTIPOLYGON, COLLECTION = SURFACES = (3, 6, 7)
# By the thousands of the type's number: plain, with heights, with measures, with both.
DIMENSIONS = {0: 2, 1: 3, 2: 3, 3: 4}
ENVELOPE_BYTES = (0, 32, 48, 48, 64)
LAYERS = """
    SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id
    FROM gpkg_contents c
    JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
    LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
    WHERE c.data_type = 'features'
"""
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"


DAMAGED = mark("it is damaged or cut off")
TAKES_LONG = mark("reading it takes too long")
NO_GEOMETRIES = mark("the column of geometries that it names is not there")
HOLDS_MORE = mark("it gives more than a file of its size can hold")


class _Unreadable(Exception):
    """The file holds what a sound one cannot; the text says what."""


UNREADABLE = (sqlite3.Error, _Unreadable, ValueError, OverflowError, MemoryError)


def is_geopackage(content: bytes) -> bool:
    """Whether the bytes begin as those of a database in the form of a GeoPackage."""
    return content.startswith(MAGIC)


def read_layers(content: bytes, file: str) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """Of each table with geometries, by name, its other columns."""
    try:
        with closing(_opened(content)) as database:
            layers = sorted(_layers(database).items())
            return {name: _shown(database, name, column) for name, (column, _) in layers}, []
    except UNREADABLE as error:
        return {}, [_damaged(error, file)]


def read_columns(
    content: bytes, file: str, names: Collection[str]
) -> tuple[dict[str, list[Mapping[str, Any]]], list[Problem]]:
    """Of each table with geometries its rows, of which only the columns with these names.

    Names are in small letters and match columns in any.
    """
    found: dict[str, list[Mapping[str, Any]]] = {}
    try:
        with closing(_opened(content)) as database:
            for layer, (column, _) in sorted(_layers(database).items()):
                shown = _named(_shown(database, layer, column), names)
                rows = _rows(database, layer, shown, MOST_REPEATED * len(content))
                found[layer] = [dict(zip(shown, row, strict=False)) for row in rows]
    except UNREADABLE as error:
        return {}, [_damaged(error, file)]
    return found, []


def read_features(
    content: bytes, file: str, layer: str = "", names: Collection[str] | None = None
) -> tuple[str, list[Feature], list[Problem]]:
    """Name of the coordinate system, and properties with geometry for each row of a layer.

    Without `layer` the file must have one only. Properties are those in `names`, as for
    `read_columns`, or all. A geometry is a shapely one or None, see rule 3.
    """
    try:
        with closing(_opened(content)) as database:
            layers = _layers(database)
            problem = _not_chosen(layers, layer, file)
            if problem is not None:
                return "", [], [problem]
            layer = layer or next(iter(layers))
            column, crs = layers[layer]
            shown = _named(_shown(database, layer, column), names)
            rows = _rows(database, layer, [column, *shown], MOST_REPEATED * len(content))
            return crs, [_feature(shown, row) for row in rows], []
    except UNREADABLE as error:
        return "", [], [_damaged(error, file)]


def _feature(shown: Collection[str], row: tuple[Any, ...]) -> Feature:
    return dict(zip(shown, row[1:], strict=True)), geometry_of(row[0])


def _damaged(error: Exception, file: str) -> Problem:
    why = str(error) if isinstance(error, _Unreadable) else DAMAGED
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        why = TAKES_LONG
    return Problem(BAD_GEOPACKAGE, file, params={"why": why})


def _not_chosen(layers: Collection[str], layer: str, file: str) -> Problem | None:
    names = ", ".join(sorted(layers))
    if not layers:
        return Problem(NO_LAYER, file)
    if layer and layer not in layers:
        return Problem(UNKNOWN_LAYER, file, value=layer, params={"layers": names})
    if not layer and len(layers) > 1:
        return Problem(SEVERAL_LAYERS, file, value=names)
    return None


def _opened(content: bytes) -> sqlite3.Connection:
    """The database in memory, fenced in: see rules 1 and 2."""
    database = sqlite3.connect(":memory:")
    try:
        # Bytes 18 and 19 ask for a journal beside the file, which a database in memory has not.
        database.deserialize(content[:18] + b"\1\1" + content[20:])
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(len(content), 1_000_000))
        database.text_factory = lambda text: text.decode("utf-8", "replace")
        looks = iter(range(MOST_STEPS // STEPS_A_LOOK))
        database.set_progress_handler(lambda: next(looks, None) is None, STEPS_A_LOOK)
    except BaseException:
        database.close()
        raise
    return database


def _fence(database: sqlite3.Connection, tables: Collection[str]) -> None:
    """From here on let the database do nothing but read these tables."""
    known = {*tables, "", None}

    def judge(action: int, first: str | None, *_: object) -> int:
        allowed = action == sqlite3.SQLITE_SELECT or (
            action == sqlite3.SQLITE_READ and first in known
        )
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    database.set_authorizer(judge)


def _layers(database: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Of each table with geometries its geometry column and the name of its system."""
    tables = {name for (name,) in database.execute(TABLES)}
    needed = {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"}
    if not needed <= tables:
        return {}
    _fence(database, needed)
    try:
        return {
            str(name): (str(column), f"{organisation}:{number}")
            for name, column, organisation, number in database.execute(LAYERS)
            if name in tables
        }
    finally:
        database.set_authorizer(None)


def _shown(database: sqlite3.Connection, layer: str, column: str) -> tuple[str, ...]:
    """The columns of a layer beside that of its geometries."""
    # Computed columns are not in this list; they are in the longer one, table_xinfo.
    found = database.execute(f"PRAGMA table_info({_quoted(layer)})").fetchall()
    names = tuple(name for _, name, *_ in found)
    if column not in names:
        raise _Unreadable(NO_GEOMETRIES)
    return tuple(name for name in names if name != column)


def _named(shown: Collection[str], names: Collection[str] | None) -> list[str]:
    return [name for name in shown if names is None or name.lower() in names]


def _rows(
    database: sqlite3.Connection, layer: str, columns: Collection[str], most: int
) -> Iterator[tuple[Any, ...]]:
    _fence(database, {layer})
    listed = ", ".join(map(_quoted, columns)) or "1"
    for row in database.execute(f"SELECT {listed} FROM {_quoted(layer)}"):
        most -= 1 + sum(len(cell) for cell in row if isinstance(cell, (str, bytes)))
        if most < 0:
            raise _Unreadable(HOLDS_MORE)
        yield row
    database.set_authorizer(None)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def geometry_of(blob: Any) -> Any:
    """The shapely geometry in a cell of a GeoPackage; None where it is no surface, see rule 3."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return None
    flags = blob[3]
    envelope = flags >> 1 & 7
    if envelope >= len(ENVELOPE_BYTES) or flags & 0b110000:
        # Larger numbers are reserved; bit 4 says that it is empty, bit 5 that it is not standard.
        return None
    body = blob[8 + ENVELOPE_BYTES[envelope] :]
    try:
        return shapely.from_wkb(body) if _surface_end(body, 0, 0) == len(body) else None
    except (struct.error, shapely.errors.ShapelyError, ValueError):
        return None


def _surface_end(body: bytes, start: int, depth: int) -> int | None:
    """Where the surface that starts here ends; None where it is none or nests too deep.

    The library's own reader goes down as deep as the bytes say, until the program ends.
    """
    if body[start : start + 1] not in (b"\0", b"\1"):
        return None
    order = "><"[body[start]]
    number, count = struct.unpack_from(f"{order}II", body, start + 1)
    kind, dimensions = number % 1000, DIMENSIONS.get(number // 1000)
    if kind not in SURFACES or dimensions is None or depth > MOST_NESTED:
        return None
    end: int | None = start + 9
    for _ in range(count):
        if end is None:
            return None
        if kind == POLYGON:
            (positions,) = struct.unpack_from(f"{order}I", body, end)
            end += 4 + 8 * dimensions * positions
        else:
            end = _surface_end(body, end, depth + 1)
    return end
