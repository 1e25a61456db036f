"""The overview: counts per area, never an object."""

import json
from dataclasses import replace

from weerbaar.common.tables import joined_rows, rows_of
from weerbaar.region.overview import (
    count_sites,
    count_vital,
    estimated_kinds,
    geojson_text,
    kind_names,
    municipalities_of,
    overview_sheet,
    sheets,
    vital_kinds,
)
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import AREAS


def test_sites_are_counted_per_area_and_kind(region: Region, library: Library) -> None:
    counts = count_sites(region, library)

    assert counts["WK900101"]["hospital"] == 1
    assert sum(c.get("supermarket", 0) for c in counts.values()) == 13
    assert not any("grid" in of_area for of_area in counts.values())
    assert set(count_sites(region, library, {"hospital"})["WK900101"]) == {"hospital"}
    assert "supermarket" in estimated_kinds(region)
    assert "hospital" not in estimated_kinds(region)
    assert kind_names(library, "nl")["hospital"] == "ziekenhuis"
    assert kind_names(library, "en")["hospital"] == "hospital"


def test_municipalities_come_by_name_with_all_their_people(region: Region) -> None:
    found = municipalities_of(region)
    assert list(found) == sorted({str(name) for name in region.areas["municipality"]})
    assert sum(found.values()) == region.areas["inhabitants"].sum()


def test_an_area_of_no_municipality_makes_none(region: Region) -> None:
    areas = [row | {"municipality": ""} for row in region.areas]
    assert municipalities_of(replace(region, areas=rows_of(AREAS, areas))) == {}


def test_the_overview_has_a_row_for_each_area(region: Region, library: Library) -> None:
    header, rows = overview_sheet(region, library, kind_names(library, "en"), {"hospital"})

    assert header == [
        "code", "name", "municipality", "inhabitants", "dwellings", "area_km2", "hospital",
    ]  # fmt: skip
    assert rows[1] == ["WK900101", "Veldmeer Zuid", "Veldmeer", 9000, 4000, 6.0, 1]


def test_no_public_form_names_a_site(region: Region, library: Library) -> None:
    idents = [site for site in region.sites["site"] if not site.endswith(":outside")]
    public = [
        geojson_text(region, library, full=False),
        str(sheets(region, library, kind_names(library, "nl"), False)),
    ]

    for text in public:
        assert not [ident for ident in idents if ident in text]


def test_vital_kinds_are_counted_for_the_whole_region_only(
    region: Region, library: Library
) -> None:
    vital = vital_kinds(library)

    assert {"ehv_station", "hv_station", "mv_feeder", "waterworks", "c2000_mast"} <= vital
    assert not {"hospital", "supermarket", "fire_station", "noodsteunpunt"} & vital
    public = {kind for counts in count_sites(region, library).values() for kind in counts}
    assert not public & vital
    full = {kind for counts in count_sites(region, library, full=True).values() for kind in counts}
    assert full & vital == set(count_vital(region, library))
    for kind, (number, estimated) in count_vital(region, library).items():
        own = region.sites.where(region.sites["kind"] == kind)
        assert (number, estimated) == (len(own), own["estimated"].sum())
    assert set(count_vital(region, library, {"hospital", "hv_station"})) == {"hv_station"}


def test_where_the_figures_of_one_site_come_from_is_not_public(
    region: Region, library: Library
) -> None:
    row = {**region.provenance.row(0), "table": "sites", "column": "area", "key": "waterworks:X:1"}
    rows = joined_rows(region.provenance.table, [
        region.provenance, rows_of(region.provenance.table, [row])
    ])  # fmt: skip
    told = replace(region, provenance=rows)

    assert "waterworks:X:1" not in str(sheets(told, library, kind_names(library, "nl"), False))
    assert "waterworks:X:1" in str(sheets(told, library, kind_names(library, "nl"), True))


def test_the_full_forms_name_them_and_say_that_they_are_confidential(
    region: Region, library: Library
) -> None:
    features = json.loads(geojson_text(region, library, full=True))["features"]
    sites = [f for f in features if "site" in f["properties"]]

    assert len(sites) == (region.sites["area"] != "").sum()
    assert all(f["properties"]["confidential"] for f in sites)
    assert "links" in sheets(region, library, kind_names(library, "nl"), True)
