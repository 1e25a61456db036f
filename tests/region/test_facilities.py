"""Sites from OpenStreetMap: objects become sites by their tags, and each real one counts once."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import weerbaar
from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.refusals import Problem
from weerbaar.common.tables import Rows, rows_of
from weerbaar.region.facilities import holds_facilities, parse_facilities
from weerbaar.region.tables import KINDS, OSM_TAGS, OWN_SITES

LIBRARY = Path(weerbaar.__file__).parent / "library" / "tables"
# Proefland lies around here; a thousandth of a degree is about 69 m east, 111 m north.
LON, LAT = 5.5, 51.9


def table(name: str) -> Rows:
    declared = {"osm_tags": OSM_TAGS, "kinds": KINDS}[name]
    rows, problems = parse_bytes(declared, (LIBRARY / f"{name}.csv").read_bytes(), name)
    assert problems == []
    return rows


TAGS = table("osm_tags")


def point(east: float = 0, north: float = 0) -> dict[str, Any]:
    """A point so many thousandths of a degree from the middle of Proefland."""
    return {"type": "Point", "coordinates": [LON + east / 1000, LAT + north / 1000]}


def block(east: float = 0, north: float = 0, size: float = 1) -> dict[str, Any]:
    """A square polygon with its corner there, so many thousandths of a degree wide."""
    west, south = LON + east / 1000, LAT + north / 1000
    far, high = west + size / 1000, south + size / 1000
    ring = [[west, south], [far, south], [far, high], [west, high], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def export(*objects: tuple[Any, Any], crs: Any = None) -> bytes:
    """A GeoJSON file of pairs of properties and geometry."""
    found = [{"type": "Feature", "properties": p, "geometry": g} for p, g in objects]
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": found}).encode()


def sites(*objects: tuple[Any, Any]) -> list[dict[str, Any]]:
    """The sites of an export in which nothing is wrong."""
    records, _, problems = parse_facilities(export(*objects), "proefland.geojson", TAGS)
    assert problems == []
    return records


def kinds(*objects: tuple[Any, Any]) -> list[str]:
    return [record["kind"] for record in sites(*objects)]


def refused(content: bytes, tags: Rows = TAGS) -> Sequence[Problem]:
    records, passed, problems = parse_facilities(content, "proefland.geojson", tags)
    assert (records, passed) == ([], [])
    assert all(problem.message() and problem.remedy() for problem in problems)
    return problems


def test_an_export_becomes_sites_whichever_program_made_it() -> None:
    content = export(
        ({"@id": "node/1", "amenity": "pharmacy", "name": "De Ster"}, point()),
        ({"id": 2, "tags": {"shop": "supermarket", "brand": "Proefmarkt"}}, block(5)),
        ({"osm_id": "3", "other_tags": '"amenity"=>"fuel","operator"=>"Tank \\"T\\""'}, point(9)),
        ({"amenity": "bench"}, point(1)),
        ({"amenity": "bench"}, point(2)),
        ({"leisure": "park"}, point(2)),
    )

    records, passed, problems = parse_facilities(content, "proefland.geojson", TAGS)

    assert problems == []
    assert [(record["kind"], record["name"]) for record in records] == [
        ("pharmacy", "De Ster"),
        ("supermarket", "Proefmarkt"),
        ("filling_station", 'Tank "T"'),
    ]
    assert (records[0]["lon"], records[0]["lat"]) == (LON, LAT)
    assert (records[1]["lon"], records[1]["lat"]) == (5.5055, 51.9005)
    assert {(record["source"], record["evidence"]) for record in records} == {
        ("openstreetmap", "V")
    }
    assert passed == ["amenity=bench (2)", "— (1)"]
    assert len(rows_of(OWN_SITES, records)) == 3
    assert all(set(record) == set(OWN_SITES.names) for record in records)


def test_an_export_is_told_from_outlines_by_its_tags() -> None:
    assert holds_facilities(export(({}, None), ({"tags": {"amenity": "bench"}}, None)), TAGS)
    assert holds_facilities(export(({"other_tags": '"shop"=>"bakery"'}, point())), TAGS)
    assert not holds_facilities(export(({"code": "WK1"}, block())), TAGS)
    assert not holds_facilities(export((3, None)), TAGS)
    assert not holds_facilities(b"SQLite format 3\0", TAGS)
    assert not holds_facilities(b'{"features": [3]}', TAGS)


def test_every_kind_in_the_table_of_tags_exists() -> None:
    assert set(TAGS["kind"]) <= set(table("kinds")["kind"])


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"amenity": "fire_station"}, ["fire_station"]),
        ({"amenity": "doctors", "healthcare": "doctor"}, ["gp_practice"]),
        ({"healthcare": "doctor"}, ["gp_practice"]),
        ({"amenity": "atm"}, ["atm"]),
        ({"amenity": "bank", "atm": "yes"}, ["atm"]),
        ({"amenity": "hospital"}, ["hospital"]),
        ({"amenity": "clinic"}, ["clinic"]),
        ({"amenity": "townhall"}, ["town_hall"]),
        ({"amenity": "social_facility", "social_facility": "nursing_home"}, ["nursing_home"]),
        ({"amenity": "nursing_home"}, ["nursing_home"]),
        ({"man_made": "water_works"}, ["waterworks"]),
        ({"man_made": "mast", "tower:type": "communication"}, ["mobile_macro"]),
        ({"man_made": "tower", "tower:type": "communication"}, ["mobile_macro"]),
        ({"power": "substation", "voltage": "150000;10000"}, ["hv_station"]),
        ({"power": "substation", "voltage": "50000"}, ["hv_station"]),
        ({"power": "substation", "voltage": 150_000}, ["hv_station"]),
        ({"power": "substation", "voltage": "10000; 380000"}, ["ehv_station"]),
        ({"telecom": "exchange"}, ["fixed_pop"]),
        ({"amenity": "fuel;atm", "shop": "supermarket"}, ["supermarket", "filling_station", "atm"]),
    ],
)
def test_tags_say_what_an_object_is(tags: dict[str, str], expected: list[str]) -> None:
    assert kinds((tags, point())) == expected


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "bank"},
        {"amenity": "fuel", "access": "private"},
        {"amenity": "pharmacy", "disused": "yes"},
        {"man_made": "tower", "tower:type": "bell_tower"},
        {"power": "substation", "voltage": "10000"},
        {"power": "substation", "voltage": "high;nan;inf"},
        {"power": "substation"},
        {"power": "substation", "voltage": "150000", "substation": "traction"},
        {"amenity": ["pharmacy"]},
        {"amenity": True},
        {"tags": "amenity=pharmacy"},
        {"other_tags": '"amenity"=>NULL'},
        {"other_tags": '"amenity"="pharmacy"'},
        {"other_tags": '"' * 100_000},
        {"other_tags": '"' + '\\"' * 100_000},
        None,
        3,
    ],
)
def test_without_the_right_tags_an_object_is_no_site(tags: Any) -> None:
    (problem,) = refused(export((tags, point())))

    assert problem.code == "no-facilities"
    assert "amenity=fire_station" in problem.remedy()


def test_an_object_mapped_twice_counts_once() -> None:
    shop = {"shop": "supermarket"}
    content = export(
        (shop, block(0, 0, 2)),
        ({**shop, "name": "Proefmarkt"}, point(1, 1)),
        ({**shop, "name": "PROEFMARKT"}, point(1.1, 1)),
        ({**shop, "name": "Andermarkt"}, point(1.2, 1)),
        ({"amenity": "pharmacy"}, point(1, 1)),
        (shop, point(9)),
    )

    records, passed, _ = parse_facilities(content, "x", TAGS)

    assert [(record["kind"], record["name"]) for record in records] == [
        ("supermarket", "Proefmarkt"),
        ("supermarket", "Andermarkt"),
        ("pharmacy", ""),
        ("supermarket", ""),
    ]
    assert passed == ["2× shop=supermarket (2)"]


def test_only_the_most_frequent_of_what_is_passed_over_is_told() -> None:
    benches = [({"amenity": f"bench {i}" + "x" * 99}, point()) for i in range(30)]
    content = export(({"amenity": "atm"}, point()), *benches)

    _, passed, _ = parse_facilities(content, "x", TAGS)

    assert len(passed) == 21
    assert passed[-1] == "…"
    assert max(map(len, passed)) < 50


def test_distance_decides_whether_two_are_one() -> None:
    pharmacy = {"amenity": "pharmacy", "name": "De Ster"}

    assert len(sites((pharmacy, point()), (pharmacy, point(0, 0.4)))) == 1
    assert len(sites((pharmacy, point()), (pharmacy, point(0, 0.5)))) == 2


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(["", "A", "B"]))))
def test_counting_again_changes_nothing(places: list[tuple[int, int, str]]) -> None:
    objects = [
        ({"amenity": "pharmacy", "name": name}, point(east / 5, north / 5))
        for east, north, name in [*places, (0, 0, "A")]
    ]
    once = sites(*objects)

    again = [
        (
            {"amenity": "pharmacy", "name": record["name"]},
            {"type": "Point", "coordinates": [record["lon"], record["lat"]]},
        )
        for record in once
    ]
    assert sites(*again) == once
    assert {name for _, _, name in places} - {""} <= {record["name"] for record in once}


def test_many_objects_at_one_place_are_counted_in_time() -> None:
    same = [({"amenity": "atm"}, point())] * 20_000
    named = [({"amenity": "atm", "name": f"{i}"}, point()) for i in range(20_000)]

    assert len(sites(*same)) == 1
    assert len(sites(*same, *named)) == 20_000


def test_lines_and_areas_lie_at_a_point_on_them_and_rd_is_read() -> None:
    line = {"type": "LineString", "coordinates": [[LON, LAT], [LON + 0.001, LAT]]}
    rd = {"type": "name", "properties": {"name": "EPSG:28992"}}
    middle = {"type": "Point", "coordinates": [155_000, 463_000]}

    assert sites(({"amenity": "clinic"}, line))[0]["lat"] == LAT
    for crs in (rd, None):
        content = export(({"amenity": "clinic"}, middle), crs=crs)
        records, _, _ = parse_facilities(content, "x", TAGS)
        assert records[0]["lon"] == pytest.approx(5.38720621, abs=1e-5)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        3,
        {"type": "Point"},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [5.5]},
        {"type": "Point", "coordinates": ["5.5", "51.9"]},
        {"type": "Point", "coordinates": [float("nan"), 51.9]},
        {"type": "Point", "coordinates": [5.5, float("inf")]},
        {"type": "Point", "coordinates": [5.5, 151.9]},
        {"type": "LineString", "coordinates": [[5.5, 51.9]]},
        {"type": "GeometryCollection", "geometries": []},
    ],
)
def test_a_site_without_a_place_is_refused_with_its_place_in_the_file(geometry: Any) -> None:
    (problem,) = refused(
        export(({"amenity": "atm"}, point()), ({"amenity": "clinic", "name": "X"}, geometry))
    )

    assert (problem.code, problem.column, problem.value) == (
        "no-place-of-facility",
        "features[1]",
        "X",
    )


def test_what_is_no_site_needs_no_place() -> None:
    assert len(sites(({"amenity": "atm"}, point()), ({"amenity": "bench"}, None))) == 1


@pytest.mark.parametrize(
    ("name", "code"), [("a\x00b", "control-character"), ("x" * 3000, "cell-too-long")]
)
def test_a_name_that_could_not_be_shown_is_refused(name: str, code: str) -> None:
    (problem,) = refused(export(({"amenity": "atm", "name": name}, point())))

    assert (problem.code, problem.column) == (code, "features[0]")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"3", b"\xff", b'{"features": {}}', b"[" * 100_000]
)
def test_a_file_that_is_no_geojson_is_refused(content: bytes) -> None:
    assert [problem.code for problem in refused(content)] == ["bad-facilities"]


def test_a_file_in_another_system_is_refused() -> None:
    crs = {"type": "name", "properties": {"name": "EPSG:31370"}}

    (problem,) = refused(export(({"amenity": "atm"}, point()), crs=crs))

    assert problem.code == "unknown-coordinates"


@pytest.mark.parametrize("condition", ["atm", "=yes", "voltage>=high", "voltage>=nan", "a<=3"])
def test_a_condition_that_cannot_be_read_is_refused_with_its_row(condition: str) -> None:
    needs = np.array([*TAGS["needs"][:-1], condition], dtype=object)
    tags = replace(TAGS, columns={**TAGS.columns, "needs": needs})

    (problem,) = refused(export(({"amenity": "atm"}, point())), tags)

    assert (problem.code, problem.row) == ("bad-tag-condition", len(TAGS) + 1)
    assert (problem.file, problem.column) == ("osm_tags.csv", "needs")


SOUND = export(({"amenity": "atm", "name": "A"}, point()), ({"shop": "supermarket"}, block()))
WORDS = st.sampled_from([b"", b"null", b"[", b"]", b"{}", b"-", b"9" * 30, b'"', b"NaN", b"true"])


@given(st.lists(st.tuples(st.integers(0, len(SOUND)), st.integers(0, 9), WORDS), max_size=4))
def test_mutated_files_are_read_or_refused(changes: list[tuple[int, int, bytes]]) -> None:
    content = SOUND
    for at, length, word in changes:
        content = content[:at] + word + content[at + length :]

    records, _, problems = parse_facilities(content, "x", TAGS)

    assert bool(records) != bool(problems)
    assert all(problem.message() and problem.remedy() for problem in problems)


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["tags", "other_tags", "name", "atm"]), VALUES), VALUES)
def test_values_of_any_type_are_read_or_refused(properties: Any, geometry: Any) -> None:
    content = export(({"amenity": "bank", **properties}, geometry), ({"amenity": "atm"}, point()))

    records, _, problems = parse_facilities(content, "x", TAGS)

    assert bool(records) != bool(problems)
