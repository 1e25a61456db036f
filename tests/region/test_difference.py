"""What differs between two regions is told by facts, and vital sites are not named in public."""

import json
from dataclasses import replace

from weerbaar.common.tables import Rows, rows_of
from weerbaar.region.difference import compare_regions, difference_record, estimated_share
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import AUTONOMIES, SITES


def changed(region: Region, kind: str, **values: object) -> Region:
    """The region with other values in the first site of a kind."""
    at = int((region.sites["kind"] == kind).argmax())
    rows = [{**site, **values} if i == at else site for i, site in enumerate(region.sites)]
    return replace(region, sites=rows_of(SITES, rows))


def test_a_station_that_became_known_is_told(region: Region, library: Library) -> None:
    after = changed(region, "pharmacy", name="De Linde", estimated=False)

    found = compare_regions(region, after)

    (kind,) = found.kinds
    assert (kind.kind, kind.after - kind.before) == ("pharmacy", 0)
    assert kind.estimated_before - kind.estimated_after == 1
    (site,) = found.sites
    assert (site.what, site.name) == ("better known", "De Linde")
    assert not found.nothing
    assert estimated_share(after) < estimated_share(region)


def test_a_region_does_not_differ_from_itself(region: Region) -> None:
    assert compare_regions(region, region).nothing


def test_added_and_gone_are_each_others_mirror(region: Region) -> None:
    fewer = replace(region, sites=region.sites.where(region.sites["kind"] != "pharmacy"))
    there, back = compare_regions(region, fewer), compare_regions(fewer, region)
    assert {s.what for s in there.sites} == {"gone"}
    assert {s.what for s in back.sites} == {"added"}
    assert [s.site for s in there.sites] == [s.site for s in back.sites]


def test_figures_of_areas_are_told_with_their_mean_by_people(region: Region) -> None:
    columns = dict(region.areas.columns)
    columns["gas_kwh"] = columns["gas_kwh"] + 100
    after = replace(region, areas=Rows(region.areas.table, columns))
    (change,) = compare_regions(region, after).columns
    assert (change.column, change.areas) == ("gas_kwh", len(region.areas))
    assert round(change.after - change.before, 6) == 100


def test_vital_sites_and_what_is_said_of_one_site_are_named_in_full_only(
    region: Region, library: Library
) -> None:
    said = {"input": "power", "t_p10": 1, "t_p50": 2, "t_p90": 3, "organisation": "Pompen"}
    said |= {"confidence": "low", "date": "2026-11-21"}
    waterworks = str(region.sites["site"][region.sites["kind"] == "waterworks"][0])
    rows = [{"consumer": waterworks, **said}, {"consumer": "hospital", **said}]
    after = changed(region, "waterworks", name="Pompstation Zandbank")
    after = replace(after, autonomies=rows_of(AUTONOMIES, rows))
    found = compare_regions(region, after)

    public = json.dumps(difference_record(found, library, full=False))
    full = json.dumps(difference_record(found, library, full=True))

    assert "Zandbank" not in public
    assert waterworks not in public
    assert "hospital" in public
    assert "Zandbank" in full
    assert waterworks in full
