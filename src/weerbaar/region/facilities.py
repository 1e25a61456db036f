"""Sites from OpenStreetMap: what in a GeoJSON export is a site here, its name and its place.

Rules:
1. Tags stand flat among the properties, in a property `tags`, or as text in `other_tags`, as the
   usual export programs write them. A tag may list several values with semicolons.
2. The library's table of tags says which tags make which kind. One object can be sites of several
   kinds: a filling station with a cash machine is both.
3. Points lie where they are; a line or polygon at a point on it.
4. Objects of one kind within `same_m` of each other are one when they have the same name, or when
   at least one has none: people map a building, and the shop in it once more. The first with a name
   is kept. Distances are between the shapes, so that a point in a building is at none.
5. A name is the object's own, else its brand, else who runs it; else empty.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.parsing import strange_text
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Rows
from weerbaar.region.geopackage import Feature
from weerbaar.region.grid import SYSTEMS, plane_around, to_wgs84
from weerbaar.region.shapes import read_geojson, read_properties, system_of

Record = dict[str, Any]
Tags = Mapping[str, str]

BAD_FACILITIES = ProblemKind(
    "bad-facilities",
    mark("The map objects cannot be read: {why}."),
    mark("Give a GeoJSON FeatureCollection with objects of OpenStreetMap and their tags."),
)
NO_FACILITIES = ProblemKind(
    "no-facilities",
    mark("The file has no object that is a site here."),
    mark("Export objects with one of these tags, and the tags with them: {tags}."),
)
NO_PLACE = ProblemKind(
    "no-place-of-facility",
    mark("The object “{value}” ({kind}) has no place that can be read."),
    mark("Give it a point, a line or a polygon in degrees, or take it out of the file."),
)
BAD_CONDITION = ProblemKind(
    "bad-tag-condition",
    mark("{column} is “{value}”, which is no condition on tags."),
    mark("Write key=value or key>=number; put a semicolon between two."),
)

SOURCE, EVIDENCE = "openstreetmap", "V"
ANY = "*"
MOST_TOLD, MOST_SHOWN = 20, 40
NAMES = ("name", "brand", "operator")
DECIMALS = 6
CONDITION = re.compile(r"([^<>=;]+)(>=|=)([^<>=;]+)")
PAIR = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*=>\s*(?:"((?:[^"\\]|\\.)*)"|NULL)\s*,?', re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class _Condition:
    """A condition on one tag: it has a value, or a number that is at least as high."""

    key: str
    value: str
    least: float | None = None

    def holds(self, tags: Tags) -> bool:
        """Whether these tags meet it."""
        values = _values(tags.get(self.key, ""))
        if self.least is not None:
            return max(map(_number, values), default=-math.inf) >= self.least
        return bool(values) if self.value == ANY else self.value in values


@dataclass(frozen=True)
class _Rule:
    """A row of the table of tags."""

    kind: str
    same_m: float
    needs: tuple[_Condition, ...]
    excludes: tuple[_Condition, ...]

    def holds(self, tags: Tags) -> bool:
        """Whether an object with these tags is of the kind."""
        return all(condition.holds(tags) for condition in self.needs) and not any(
            condition.holds(tags) for condition in self.excludes
        )


@dataclass(frozen=True)
class _Found:
    """An object that is a site: its place in the file, kind, name, shape and telling tag."""

    place: str
    kind: str
    name: str
    shape: Any
    tag: str


def holds_facilities(content: bytes, tags: Rows) -> bool:
    """Whether a file is GeoJSON of which an object has a tag with a key in the table of tags."""
    keys = set(tags["key"])
    return any(keys & _tags(properties).keys() for properties in read_properties(content))


def parse_facilities(
    content: bytes, file: str, tags: Rows
) -> tuple[list[Record], list[str], list[Problem]]:
    """Sites as rows of OWN_SITES in the order of the file, what was passed over, and problems.

    `tags` is the library's table OSM_TAGS. What was passed over comes as tags with a count, the
    most frequent first, such as "amenity=bench (12)"; with "2×" before it where the same objects
    stood on the map twice. A problem names the object, counted from 0, where a table's would name
    the column; with a problem there are no sites.
    """
    rules, problems = _rules(tags)
    stated, features, more = read_geojson(content, file, BAD_FACILITIES)
    crs, unknown = system_of(stated, features, file)
    problems += more + unknown
    if problems:
        return [], [], problems
    found, passed = _found(features, rules)
    problems = _misplaced(found, crs, file) + _misnamed(found, file)
    if not found:
        listed = ", ".join(f"{row['key']}={row['value']}" for row in tags)
        problems = [Problem(NO_FACILITIES, file, params={"tags": listed})]
    if problems:
        return [], [], problems
    shapes = _in_degrees(found, crs)
    kept = _kept(found, shapes, {rule.kind: rule.same_m for rule in reversed(rules)})
    twice = Counter(found[i].tag for i in set(range(len(found))).difference(kept))
    return [_record(found[i], shapes[i]) for i in kept], _told(passed) + _told(twice, "2× "), []


def _told(counts: Counter[str], sign: str = "") -> list[str]:
    """The counted tags as text, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{sign}{tag[:MOST_SHOWN]} ({count})" for tag, count in ordered[:MOST_TOLD]]
    return [*told, "…"] if len(ordered) > MOST_TOLD else told


def _record(found: _Found, shape: Any) -> Record:
    point = shape.point_on_surface()
    return {
        "kind": found.kind,
        "name": found.name,
        "site": "",
        "lon": round(point.x, DECIMALS),
        "lat": round(point.y, DECIMALS),
        "x": math.nan,
        "y": math.nan,
        "area": "",
        "planned": False,
        "units": 1.0,
        "source": SOURCE,
        "evidence": EVIDENCE,
    }


def _rules(tags: Rows) -> tuple[list[_Rule], list[Problem]]:
    """The rules of the table, and the conditions in it that cannot be read."""
    rules, problems = [], []
    for i, row in enumerate(tags):
        read: dict[str, list[_Condition]] = {}
        for column in ("needs", "excludes"):
            texts = [text for text in row[column].split(";") if text.strip()]
            made = [_condition(text.strip()) for text in texts]
            read[column] = [condition for condition in made if condition is not None]
            if None in made:
                problems.append(Problem(BAD_CONDITION, tags.table.file, i + 2, column, row[column]))
        needs = (_Condition(row["key"], row["value"]), *read["needs"])
        rules.append(_Rule(row["kind"], row["same_m"], needs, tuple(read["excludes"])))
    return rules, problems


def _condition(text: str) -> _Condition | None:
    found = CONDITION.fullmatch(text)
    if found is None:
        return None
    key, sign, value = (part.strip() for part in found.groups())
    if sign == "=":
        return _Condition(key, value)
    least = _number(value)
    return _Condition(key, value, least) if math.isfinite(least) else None


def _number(text: str) -> float:
    """The number in a text; less than any where it holds none."""
    try:
        number = float(text)
    except ValueError:
        return -math.inf
    return number if math.isfinite(number) else -math.inf


def _values(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _found(
    features: Iterable[Feature], rules: Sequence[_Rule]
) -> tuple[list[_Found], Counter[str]]:
    """The objects that are sites, once for each kind, and the tags of the others; rule 2."""
    found = []
    passed: Counter[str] = Counter()
    keys = dict.fromkeys(rule.needs[0].key for rule in rules)
    for i, (properties, shape) in enumerate(features):
        tags = _tags(properties)
        tag = next((f"{key}={tags[key]}" for key in keys if key in tags), "—")
        name = next((tags[key].strip() for key in NAMES if tags.get(key, "").strip()), "")
        kinds = dict.fromkeys(rule.kind for rule in rules if rule.holds(tags))
        found += [_Found(f"features[{i}]", kind, name, shape, tag) for kind in kinds]
        if not kinds:
            passed[tag] += 1
    return found, passed


def _tags(properties: Mapping[str, Any]) -> dict[str, str]:
    """All tags of an object, wherever the export program put them; rule 1."""
    nested, listed = properties.get("tags"), properties.get("other_tags")
    return {
        **(_hstore(listed) if isinstance(listed, str) else {}),
        **(_texts(nested) if isinstance(nested, dict) else {}),
        **_texts(properties),
    }


def _texts(properties: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: str(value)
        for key, value in properties.items()
        if type(value) in (str, float) or (type(value) is int and abs(value) < 2**63)
    }


def _hstore(text: str) -> dict[str, str]:
    """Tags from text such as "amenity"=>"pharmacy","name"=>"De Ster", as far as it is in order."""
    tags = {}
    found = PAIR.match(text)
    while found is not None:
        key, value = found.groups()
        if value is not None:
            tags[ESCAPED.sub(r"\1", key)] = ESCAPED.sub(r"\1", value)
        found = PAIR.match(text, found.end())
    return tags


def _misplaced(found: Iterable[_Found], crs: str, file: str) -> list[Problem]:
    return [
        Problem(NO_PLACE, file, None, one.place, one.name, {"kind": one.kind})
        for one in found
        if one.shape is None or not SYSTEMS[crs].holds(one.shape.bounds)
    ]


def _misnamed(found: Iterable[_Found], file: str) -> list[Problem]:
    problems = (strange_text(one.name, file, None, one.place) for one in found)
    return [problem for problem in problems if problem is not None]


def _in_degrees(found: Sequence[_Found], crs: str) -> NDArray[Any]:
    shapes: NDArray[Any] = np.array([one.shape for one in found], dtype=object)
    moved: NDArray[Any] = shapely.transform(
        shapes, lambda x, y: to_wgs84(x, y, crs), interleaved=False
    )
    return moved


def _kept(found: Sequence[_Found], shapes: NDArray[Any], same_m: Mapping[str, float]) -> list[int]:
    """Which objects are left when each real one counts once, in order; rule 4."""
    flat, _ = plane_around(tuple(shapely.total_bounds(shapes).tolist()))
    flats: NDArray[Any] = shapely.transform(shapes, flat, interleaved=False)
    groups: dict[str, dict[str, list[int]]] = {}
    for i, one in enumerate(found):
        groups.setdefault(one.kind, {}).setdefault(one.name.casefold(), []).append(i)
    kept: list[int] = []
    for kind, names in groups.items():
        bare = _thinned(names.pop("", []), flats, same_m[kind])
        named = [i for same in names.values() for i in _thinned(same, flats, same_m[kind])]
        kept += named + _far_from(named, bare, flats, same_m[kind])
    return sorted(kept)


def _thinned(members: Sequence[int], flats: NDArray[Any], within_m: float) -> list[int]:
    """The members of which no earlier one that was kept lies within the distance."""
    tree = shapely.STRtree(flats[list(members)])
    gone = np.zeros(len(members), dtype=bool)
    kept = []
    for n, i in enumerate(members):
        if not gone[n]:
            kept.append(i)
            gone[tree.query(flats[i], predicate="dwithin", distance=within_m)] = True
    return kept


def _far_from(
    named: Sequence[int], bare: Sequence[int], flats: NDArray[Any], within_m: float
) -> list[int]:
    """Those without a name that have none with a name within the distance."""
    if not named or not bare:
        return list(bare)
    tree = shapely.STRtree(flats[list(named)])
    near, _ = tree.query_nearest(flats[list(bare)], max_distance=within_m, all_matches=False)
    close = set(near.tolist())
    return [i for n, i in enumerate(bare) if n not in close]
