"""Outlines of areas from the files of others, GeoJSON or GeoPackage, made into ours.

Read by `import_outlines`:
1. The area code of an outline is its first property in CODE_NAMES, whatever the case, that is not
   empty: a file of several levels leaves those below an area's own empty.
2. A file that does not name its coordinate system is in degrees (WGS84), unless more of its
   outlines lie where the Dutch grid (RD) counts than where degrees do.
3. Of a code with a part on land, the parts marked as water are left out; else a code stands once.
4. Polygons that cross themselves are mended; lines and points that this leaves are dropped. A
   polygon so tangled that this might not end is refused.
5. Borders are simplified where they are shared too, so that neighbours still touch: see
   `coverage_simplify` of GEOS, which takes away the corners of the smallest triangles (Visvalingam
   and Whyatt 1993). Positions are rounded to DECIMALS, about 0.1 m.
6. The order of the features does not matter to the result.

The features of any GeoJSON, of whatever geometry, are read by `read_geojson`; a GeoPackage's in
`geopackage`. Our own strict file of outlines is read in `outlines`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import CONTROL, MOST_CHARACTERS
from weerbaar.region.geopackage import (
    Feature,
    is_geopackage,
    read_columns,
    read_features,
    read_layers,
)
from weerbaar.region.grid import (
    RD,
    SYSTEM_NAMES,
    SYSTEMS,
    WGS84,
    crs_of,
    plane_around,
    to_wgs84,
)
from weerbaar.region.outlines import (
    BAD_OUTLINES,
    DECIMALS,
    OUTLINE_TWICE,
    Geometry,
    read_collection,
    shape_of,
)

NO_CODES = ProblemKind(
    "no-area-codes",
    mark("No outline has the code of its area. These were looked for: {value}."),
    mark("Give one of the file's properties such a name. It has: {found}."),
)
BAD_CODE = ProblemKind(
    "bad-area-code",
    mark("“{value}” cannot be the code of an area."),
    mark("Fill in the property {name} with a code, such as WK021400, or take the outline out."),
)
EMPTY_CODES = ProblemKind(
    "outlines-without-code",
    mark("Outlines without the code of their area: {value} of {total}, the first of them {first}."),
    mark("Fill in the property {name} with a code, such as WK021400, or take these outlines out."),
)
NO_SURFACE = ProblemKind(
    "no-surface",
    mark("The outline of area {value} is no polygon."),
    mark(
        "Give a Polygon or MultiPolygon of rings of at least four positions, or take the area out "
        "of the file; points and lines are not read."
    ),
)
TANGLED = ProblemKind(
    "tangled-outline",
    mark("The outline of area {value} crosses itself too often."),
    mark("Mend it with a program for maps, or give it fewer positions."),
)
UNKNOWN_SYSTEM = ProblemKind(
    "unknown-coordinates",
    mark("The coordinate system “{value}” is not read here."),
    mark("Save the file in one of these: {systems}."),
)
OUT_OF_SYSTEM = ProblemKind(
    "coordinates-out-of-range",
    mark("The outline of area {value} has positions that do not exist in {system}."),
    mark("Save the file in one of these, and let it say in which: {systems}."),
)
NO_OUTLINES = ProblemKind(
    "no-outlines",
    mark("The file has no outlines."),
    mark("Give a file with a polygon for each area."),
)
CODE_NAMES = (
    "code",
    "gwb_code",
    "gwb_code_10",
    "statcode",
    "buurtcode",
    "wijkcode",
    "gemeentecode",
    "bu_code",
    "wk_code",
    "gm_code",
)
WATER_NAMES = ("water", "h2o")
WATER = "ja"
MOST_FOUND = 20
# How many pairs of segments may lie side by side before a polygon is looked at, and before it is
# mended: the work grows with their number, up to the square of that of the positions.
MOST_PAIRS = 30_000_000
MOST_PAIRS_MENDED = 150_000


@dataclass(frozen=True)
class _Outline:
    """One outline on its way in: its place in the file, its code and its shape."""

    place: str
    code: str
    shape: Any
    water: bool = False


def import_outlines(
    content: bytes,
    file: str,
    detail_m: float = 25,
    wanted: Collection[str] = (),
    layer: str = "",
) -> tuple[dict[str, Geometry], list[Problem]]:
    """GeoJSON geometries in WGS84 by area code, from GeoJSON or a GeoPackage; rules 1 to 6.

    `detail_m` is about how far a border may shift, 0 keeps every position. Of a GeoPackage with
    several layers `layer` is read, or the one with the most of the `wanted` area codes. A problem
    names the feature, counted from 0, where a table's would name the column.
    """
    stated, features, names, problems = _features_of(content, file, wanted, layer)
    if problems:
        return {}, problems
    if not features:
        return {}, [Problem(NO_OUTLINES, file)]
    crs, problems = system_of(stated, features, file)
    given, more = _coded(features, names, file)
    outlines, found = _surfaces(_on_land(given), crs, file)
    problems += more + found
    problems += [
        Problem(OUTLINE_TWICE, file, None, outline.place, outline.code)
        for outline in _repeated(outlines)
    ]
    if problems:
        return {}, problems
    outlines, problems = _mended(outlines, file)
    return ({}, problems) if problems else _drawn(outlines, crs, detail_m, file)


def read_geojson(
    content: bytes, file: str, refusal: ProblemKind = BAD_OUTLINES
) -> tuple[str, list[Feature], list[Problem]]:
    """The stated coordinate system, and properties with geometry for each feature of GeoJSON.

    The system is empty where the file names none. A geometry is a shapely one of any type, None
    where there is none that can be read. `refusal` is the kind of problem of a file that is no
    GeoJSON; its message may use {why}.
    """
    document, problems = read_collection(content, file, refusal)
    if problems:
        return "", [], problems
    found = document["features"]
    features: list[Feature] = [(_properties(given), _geometry(given)) for given in found]
    return _stated(document.get("crs")), features, []


def read_properties(content: bytes) -> list[Mapping[str, Any]]:
    """The properties of each feature of GeoJSON; none where it is no GeoJSON."""
    document, problems = read_collection(content, "", BAD_OUTLINES)
    return [] if problems else list(map(_properties, document["features"]))


def _properties(feature: Any) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _geometry(feature: Any) -> Any:
    return shape_of(feature.get("geometry")) if isinstance(feature, dict) else None


def _stated(crs: Any) -> str:
    """The name in GeoJSON's former member `crs`; empty where there is none."""
    if crs is None:
        return ""
    try:
        return str(crs["properties"]["name"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return "crs"


def _features_of(
    content: bytes, file: str, wanted: Collection[str], layer: str
) -> tuple[str, list[Feature], list[str], list[Problem]]:
    """The stated system, the features, and the names of all properties there are."""
    if not is_geopackage(content):
        stated, features, problems = read_geojson(content, file)
        found = Counter(chain.from_iterable(properties for properties, _ in features))
        return stated, features, list(found), problems
    layers, problems = read_layers(content, file)
    if problems:
        return "", [], [], problems
    if len(layers) > 1 and wanted and not layer:
        layer = _most_wanted(content, file, wanted)
    stated, features, problems = read_features(content, file, layer, {*CODE_NAMES, *WATER_NAMES})
    only = layer or "".join(layers)
    return stated, features, list(layers.get(only, ())), problems


def _most_wanted(content: bytes, file: str, wanted: Collection[str]) -> str:
    """The layer with most of these area codes; empty where none has any."""
    layers, _ = read_columns(content, file, set(CODE_NAMES))
    codes = set(wanted)
    counts = {
        name: len(codes & {_code(value) for row in rows for value in row.values()})
        for name, rows in layers.items()
    }
    best = max(counts, key=lambda name: counts[name], default="")
    return best if counts.get(best) else ""


def system_of(stated: str, features: Sequence[Feature], file: str) -> tuple[str, list[Problem]]:
    """The key in SYSTEMS of the file's system, empty where it is not read; see rule 2."""
    if stated:
        known = crs_of(stated)
        params = {"systems": SYSTEM_NAMES}
        refusal = Problem(UNKNOWN_SYSTEM, file, value=stated, params=params)
        return (known, []) if known else ("", [refusal])
    bounds = [shape.bounds for _, shape in features if shape is not None]
    count = {crs: sum(map(SYSTEMS[crs].holds, bounds)) for crs in (RD, WGS84)}
    return RD if count[RD] > count[WGS84] else WGS84, []


def _code(value: Any) -> str:
    """An area code as text; empty where it cannot be one."""
    if type(value) not in (str, int):
        return ""
    try:
        text = str(value).strip()
    except ValueError:
        return ""
    return "" if CONTROL.search(text) or len(text) > MOST_CHARACTERS else text


def _coded(
    features: Sequence[Feature], names: Collection[str], file: str
) -> tuple[list[_Outline], list[Problem]]:
    """The outlines with their codes; rule 1."""
    lowered = {name.lower() for name in names}
    known = [name for name in CODE_NAMES if name in lowered]
    if not known:
        found = ", ".join(list(names)[:MOST_FOUND]) or "—"
        return [], [Problem(NO_CODES, file, value=", ".join(CODE_NAMES), params={"found": found})]
    outlines: list[_Outline] = []
    problems: list[Problem] = []
    empty: list[str] = []
    for i, (properties, shape) in enumerate(features):
        small = {key.lower(): value for key, value in properties.items()}
        name = next((name for name in known if not _is_empty(small.get(name))), None)
        code = _code(small[name]) if name else ""
        if name is None:
            empty.append(f"features[{i}]")
        elif not code:
            params = {"name": name}
            problems.append(Problem(BAD_CODE, file, None, f"features[{i}]", small[name], params))
        else:
            outlines.append(_Outline(f"features[{i}]", code, shape, _is_water(small)))
    if empty:
        told = {"total": len(features), "first": empty[0], "name": known[0]}
        problems.append(Problem(EMPTY_CODES, file, value=len(empty), params=told))
    return outlines, problems


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _is_water(properties: Mapping[str, Any]) -> bool:
    return any(str(properties.get(key)).strip().lower() == WATER for key in WATER_NAMES)


def _on_land(outlines: Sequence[_Outline]) -> list[_Outline]:
    """The outlines without the water of areas that have land; rule 3."""
    land = {outline.code for outline in outlines if not outline.water}
    return [outline for outline in outlines if not outline.water or outline.code not in land]


def _repeated(outlines: Iterable[_Outline]) -> list[_Outline]:
    """The outlines of which the code stood there before."""
    seen: set[str] = set()
    found = []
    for outline in outlines:
        if outline.code in seen:
            found.append(outline)
        seen.add(outline.code)
    return found


def _surfaces(
    outlines: Iterable[_Outline], crs: str, file: str
) -> tuple[list[_Outline], list[Problem]]:
    """The outlines as polygons within their system, and those that are none."""
    found, problems = [], []
    system = SYSTEMS.get(crs)
    for outline in outlines:
        shape = _joined(outline.shape)
        found.append(replace(outline, shape=shape))
        if shape is None:
            problems.append(Problem(NO_SURFACE, file, None, outline.place, outline.code))
        elif system is not None and not system.holds(shape.bounds):
            place, code = outline.place, outline.code
            params = {"system": system.name, "systems": SYSTEM_NAMES}
            problems.append(Problem(OUT_OF_SYSTEM, file, None, place, code, params))
    return found, problems


def _joined(shape: Any) -> Any:
    """The polygons of a shape as one, without heights; None where it holds none or another."""
    parts = list(_parts(shape))
    if not parts or any(part.geom_type != "Polygon" or part.is_empty for part in parts):
        return None
    return shapely.force_2d(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))


def _parts(shape: Any) -> Iterable[Any]:
    if shape is None:
        return []
    if not hasattr(shape, "geoms"):
        return [shape]
    return chain.from_iterable(map(_parts, shape.geoms))


def _mended(outlines: Iterable[_Outline], file: str) -> tuple[list[_Outline], list[Problem]]:
    """The outlines as valid polygons; rule 4."""
    found, problems = [], []
    for outline in outlines:
        pairs = _pairs_side_by_side(outline.shape)
        if pairs > MOST_PAIRS or (pairs > MOST_PAIRS_MENDED and not outline.shape.is_valid):
            problems.append(Problem(TANGLED, file, None, outline.place, outline.code))
            continue
        shape = outline.shape if outline.shape.is_valid else _valid(outline.shape)
        if shape is None:
            problems.append(Problem(NO_SURFACE, file, None, outline.place, outline.code))
        else:
            found.append(replace(outline, shape=shape))
    return found, problems


def _valid(shape: Any) -> Any:
    """The polygon parts of a shape that was mended; None where none is left."""
    whole = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in _parts(whole) if part.geom_type == "Polygon" and not part.is_empty]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _pairs_side_by_side(shape: Any) -> int:
    """At least how many pairs of segments share both a range of x and a range of y, times two."""
    ends = shapely.get_coordinates(shape)
    shares = [_sharing(values[:-1], values[1:]) for values in ends.T]
    return int(np.minimum(*shares).sum())


def _sharing(begin: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each range how many ranges share a part of it, itself included."""
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    after = len(low) - np.searchsorted(np.sort(low), high, side="right")
    before = np.searchsorted(np.sort(high), low, side="left")
    return np.asarray(len(low) - after - before, dtype=np.int64)


def _drawn(
    outlines: Iterable[_Outline], crs: str, detail_m: float, file: str
) -> tuple[dict[str, Geometry], list[Problem]]:
    """The outlines in degrees, with no more detail than is asked for; rules 5 and 6."""
    ordered = sorted(outlines, key=lambda outline: outline.code)
    shapes = np.array([outline.shape for outline in ordered], dtype=object)
    finished = [_rounded(shape) for shape in _in_degrees(shapes, crs, detail_m)]
    problems = [
        Problem(NO_SURFACE, file, None, outline.place, outline.code)
        for outline, shape in zip(ordered, finished, strict=True)
        if shape is None
    ]
    if problems:
        return {}, problems
    codes = [outline.code for outline in ordered]
    return dict(zip(codes, map(_geojson, finished), strict=True)), []


def _in_degrees(shapes: NDArray[Any], crs: str, detail_m: float) -> NDArray[Any]:
    if SYSTEMS[crs].flat:
        simpler = shapely.coverage_simplify(shapes, detail_m) if detail_m > 0 else shapes
        return _moved(simpler, lambda x, y: to_wgs84(x, y, crs))
    if detail_m <= 0:
        return shapes
    flat, back = plane_around(tuple(shapely.total_bounds(shapes).tolist()))
    return _moved(shapely.coverage_simplify(_moved(shapes, flat), detail_m), back)


def _moved(shapes: NDArray[Any], convert: Callable[..., Any]) -> NDArray[Any]:
    moved: NDArray[Any] = shapely.transform(shapes, convert, interleaved=False)
    return moved


def _rounded(shape: Any) -> Any:
    """The shape on whole steps of a millionth degree; None where it is too small for that."""
    found = shapely.transform(shape, lambda places: places.round(DECIMALS))
    if not found.is_valid:
        found = shapely.transform(
            shapely.set_precision(shape, 10**-DECIMALS), lambda places: places.round(DECIMALS)
        )
    whole = _joined(found)
    return None if whole is None else shapely.orient_polygons(shapely.normalize(whole))


def _geojson(shape: Any) -> Geometry:
    polygons = [
        [shapely.get_coordinates(ring).tolist() for ring in (part.exterior, *part.interiors)]
        for part in _parts(shape)
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}
