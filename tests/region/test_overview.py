"""The overview: counts per area, never an object."""

import json

from weerbaar.region.overview import (
    count_sites,
    estimated_kinds,
    geojson_text,
    kind_names,
    overview_sheet,
    sheets,
)
from weerbaar.region.region import Library, Region


def test_sites_are_counted_per_area_and_kind(region: Region, library: Library) -> None:
    counts = count_sites(region)

    assert counts["WK900101"]["hospital"] == 1
    assert sum(c.get("supermarket", 0) for c in counts.values()) == 13
    assert not any("grid" in of_area for of_area in counts.values())
    assert set(count_sites(region, {"hospital"})["WK900101"]) == {"hospital"}
    assert "supermarket" in estimated_kinds(region)
    assert "hospital" not in estimated_kinds(region)
    assert kind_names(library, "nl")["hospital"] == "ziekenhuis"
    assert kind_names(library, "en")["hospital"] == "hospital"


def test_the_overview_has_a_row_for_each_area(region: Region, library: Library) -> None:
    header, rows = overview_sheet(region, kind_names(library, "en"), {"hospital"})

    assert header == [
        "code", "name", "municipality", "inhabitants", "dwellings", "area_km2", "hospital",
    ]  # fmt: skip
    assert rows[1] == ["WK900101", "Veldmeer Zuid", "Veldmeer", 9000, 4000, 6.0, 1]


def test_no_public_form_names_a_site(region: Region, library: Library) -> None:
    idents = [site for site in region.sites["site"] if not site.endswith(":outside")]
    public = [
        geojson_text(region, full=False),
        str(sheets(region, kind_names(library, "nl"), False)),
    ]

    for text in public:
        assert not [ident for ident in idents if ident in text]


def test_the_full_forms_name_them_and_say_that_they_are_confidential(
    region: Region, library: Library
) -> None:
    features = json.loads(geojson_text(region, full=True))["features"]
    sites = [f for f in features if "site" in f["properties"]]

    assert len(sites) == (region.sites["area"] != "").sum()
    assert all(f["properties"]["confidential"] for f in sites)
    assert "links" in sheets(region, kind_names(library, "nl"), True)
