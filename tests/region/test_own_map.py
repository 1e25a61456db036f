"""A region as data for a map: every area around its centre, every site with how sure it is."""

from dataclasses import replace

from weerbaar.common.files import read_language
from weerbaar.drawing.cells import Shape, outline_from_geojson, to_degrees
from weerbaar.region.area import FEWEST_SHOWN, figures_of, serving
from weerbaar.region.area_table import area_rows
from weerbaar.region.example import example_text
from weerbaar.region.files import read_library, read_region
from weerbaar.region.own_map import kinds_on_map, map_record

REGION, LIBRARY, DUTCH = read_region("gelderland-zuid"), read_library(), read_language("nl")
SQUARE = {"type": "Polygon", "coordinates": [[[5.4, 51.9], [5.5, 51.9], [5.5, 52], [5.4, 51.9]]]}


def test_degrees_there_and_back_are_the_same_place():
    shape = outline_from_geojson(SQUARE, (5.5, 51.9))
    ((ring,),) = to_degrees(shape, (5.5, 51.9))
    for (lon, lat), (east, north) in zip(SQUARE["coordinates"][0], ring, strict=True):
        assert abs(lon - east) < 1e-4
        assert abs(lat - north) < 1e-4
    assert to_degrees(Shape(()), (5.5, 51.9)) == []


def test_an_area_with_an_outline_is_drawn_by_it_and_says_so():
    code = str(REGION.areas["code"][0])
    region = replace(REGION, outlines={code: SQUARE})
    first, second, *_ = map_record(region, LIBRARY, DUTCH, str)["areas"]["features"]
    assert (first["properties"]["drawn"], second["properties"]["drawn"]) == ("outline", "cell")
    assert len(first["geometry"]["coordinates"][0][0]) == 4


def test_all_kinds_with_a_place_are_counted_once():
    kinds = kinds_on_map(REGION, LIBRARY, "nl")
    record = map_record(REGION, LIBRARY, DUTCH, str)
    assert sum(kind.sites for kind in kinds) == len(record["sites"]["features"])
    assert all(kind.estimated <= kind.sites for kind in kinds)
    assert [kind.name.casefold() for kind in kinds] == sorted(k.name.casefold() for k in kinds)


def test_fewer_than_ten_people_are_not_told():
    areas = REGION.areas
    people = areas["inhabitants"].copy()
    people[0] = 30.0
    small = replace(REGION, areas=replace(areas, columns={**areas.columns, "inhabitants": people}))
    figures = figures_of(small, str(areas["code"][0]), DUTCH)
    older = next(figure for figure in figures if figure.name == "65 jaar en ouder")
    assert 30 * areas["share_65_plus"][0] < FEWEST_SHOWN
    assert (older.value, older.share) == ("minder dan 10", "")


def test_each_site_that_serves_an_area_is_told_once_for_each_service():
    found = serving(REGION, LIBRARY, "WK020901", DUTCH)
    assert len({(one.service, one.kind) for one in found}) == len(found)
    shops = next(one for one in found if one.kind == "supermarket")
    assert len(shops.sites) == len(set(shops.sites)) == shops.estimated


def test_the_table_of_areas_holds_every_area_and_every_site():
    rows = area_rows(REGION)
    assert len(rows) == len(REGION.areas)
    assert sum(row.sites for row in rows) == int((REGION.sites["area"] != "").sum())
    assert {row.municipality for row in area_rows(REGION, "Buren")} == {"Buren"}


def test_there_is_no_example_where_nothing_is_estimated():
    sites = REGION.sites
    known = replace(REGION, sites=sites.where(~sites["estimated"]))
    assert example_text(known, LIBRARY, DUTCH) == ""
