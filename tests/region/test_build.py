"""Building: a source set becomes a region, alike for any order of rows."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.common.refusals import Refused
from weerbaar.common.tables import Rows
from weerbaar.region.build import build_region, count_taken
from weerbaar.region.bundle import region_files, region_hash
from weerbaar.region.files import read_library, read_region, read_sources
from weerbaar.region.region import Library, Region
from weerbaar.region.sources import GRID_NODES, SourceSet


def test_a_region_has_people_homes_sites_and_what_joins_them(region: Region) -> None:
    assert (region.region, region.name, region.timezone) == (
        "proefland",
        "Proefland",
        "Europe/Amsterdam",
    )
    assert region.inhabitants == 38_210
    assert len(region.areas) == 7
    assert {"hospital", "hv_station", "supermarket", "noodsteunpunt"} <= set(region.sites["kind"])
    hospital = region.sites["site"] == "hospital:zandbank-ziekenhuis-veldmeer"
    assert hospital.sum() == 1
    assert not region.sites["estimated"][hospital].any()
    needs = region.links.where(region.links["consumer"] == "hospital:zandbank-ziekenhuis-veldmeer")
    assert set(needs["input"]) == {"oxygen", "power", "water"}
    assert set(region.service["place"]) >= set(region.areas["code"])


def test_every_column_of_the_areas_says_where_its_figures_come_from(region: Region) -> None:
    said = {
        row["column"]: row
        for row in region.provenance
        if row["table"] == "areas" and row["key"] == ""
    }

    assert set(said) == set(region.areas.table.names)
    assert not said["inhabitants"]["estimated"]
    assert said["household_size"]["estimated"]
    assert {row["source"] for row in said.values()} <= set(region.sources["source"])


def test_only_what_is_placed_by_rule_is_estimated(region: Region) -> None:
    for site in region.sites:
        assert site["estimated"] == (site["name"] == "" and site["area"] != "")
        assert site["rule"]
        assert site["evidence"]
        assert site["source"]


@settings(max_examples=5)
@given(st.randoms())
def test_the_order_of_rows_in_the_sources_does_not_matter(
    sources: SourceSet, library: Library, region: Region, random
) -> None:
    def shuffled(rows: Rows) -> Rows:
        order = list(range(len(rows)))
        random.shuffle(order)
        chosen = np.array(order, dtype=int)
        return Rows(rows.table, {name: values[chosen] for name, values in rows.columns.items()})

    mixed = replace(sources, tables={n: shuffled(rows) for n, rows in sources.tables.items()})

    assert region_hash(build_region(mixed, library, "VR99")) == region_hash(region)


def test_areas_without_people_or_homes_are_counted_as_left_out(
    sources: SourceSet, library: Library
) -> None:
    wijken = sources.tables["wijken"]
    homes = wijken["dwelling_total"].copy()
    at = wijken.positions("code")["WK900300"]
    homes[at] = 0
    tables = {**sources.tables}
    tables["wijken"] = Rows(wijken.table, {**wijken.columns, "dwelling_total": homes})
    fewer = replace(sources, tables=tables)
    whole, part = (build_region(kept, library, "VR99") for kept in (sources, fewer))

    before, after = count_taken(sources, whole), count_taken(fewer, part)

    assert before.read == after.read == before.left_out + 7
    assert after.left_out == before.left_out + 1
    people = wijken["population"][at]
    assert after.inhabitants_left_out == before.inhabitants_left_out + people


def test_identifier_name_and_outlines_can_be_given(sources: SourceSet, library: Library) -> None:
    square = {"type": "Polygon", "coordinates": [[[3, 54], [3.1, 54], [3.1, 54.1], [3, 54]]]}

    built = build_region(
        sources, library, "VR99", "mijn", "Mijn regio", {"WK900300": square, "WK1": square}
    )

    assert (built.region, built.name) == ("mijn", "Mijn regio")
    assert built.outlines == {"WK900300": square}


def test_a_safety_region_without_areas_is_refused(sources: SourceSet, library: Library) -> None:
    with pytest.raises(Refused, match="no area with inhabitants in safety region VR01") as refused:
        build_region(sources, library, "VR01")

    assert refused.value.problems[0].remedy() == "Use one of: VR98, VR99."


def test_a_municipality_without_figures_is_refused(sources: SourceSet, library: Library) -> None:
    with pytest.raises(Refused, match="no figures of municipality GM9004"):
        build_region(sources, library, "VR98")


def test_several_safety_regions_need_a_name(sources: SourceSet, library: Library) -> None:
    kept = sources.tables["households"]
    figures = {**kept.columns, "gem_hh_gr": np.full(len(kept), 2.2)}
    tables = {**sources.tables, "households": Rows(kept.table, figures)}

    with pytest.raises(Refused, match="more than one safety region"):
        build_region(replace(sources, tables=tables), library)


def test_a_source_that_nobody_declared_is_refused(sources: SourceSet, library: Library) -> None:
    fewer = library.sources.where(library.sources["source"] != "etlocal-2023")

    with pytest.raises(Refused, match="etlocal-2023 does not stand in the table of sources"):
        build_region(sources, replace(library, sources=fewer), "VR99")


def test_the_default_region_is_as_the_sources_say() -> None:
    region = read_region("gelderland-zuid")
    kinds = region.sites["kind"].tolist()

    assert len(region.areas) == 87
    assert region.inhabitants == 568_930
    assert region.areas["dwellings"].sum() == 247_946
    assert len(set(region.areas["municipality"])) == 14
    assert kinds.count("fire_station") == 36
    assert kinds.count("noodsteunpunt") == 114
    planned = region.sites["planned"]
    assert set(region.sites["kind"][planned]) == {"noodsteunpunt"}
    assert planned.sum() == 114


@pytest.mark.shared
def test_the_default_region_is_rebuilt_to_the_byte(shared: Path) -> None:
    built = build_region(read_sources(shared / "data"), read_library(), "VR08")

    embedded = region_files(read_region("gelderland-zuid"))
    assert region_files(built) == embedded
    top = Path(__file__).resolve().parents[2] / "src/weerbaar/library/regions/gelderland-zuid"
    found = {p.relative_to(top).as_posix(): p.read_bytes() for p in top.rglob("*") if p.is_file()}
    assert found == embedded


@pytest.mark.shared
def test_known_figures_are_exactly_those_of_the_source(shared: Path) -> None:
    region = read_region("gelderland-zuid")
    source = read_sources(shared / "data").tables["wijken"]
    rows = source.positions("code")
    filled = {(row["key"], row["column"]) for row in region.provenance if row["key"]}

    for area in region.areas:
        given_ = source.row(rows[area["code"]])
        assert area["inhabitants"] == given_["population"]
        assert area["dwellings"] == given_["dwelling_total"]
        assert (area["lon"], area["lat"]) == (given_["lon"], given_["lat"])
        for ours, theirs in (("share_65_plus", "pop_65plus"), ("income_low", "income_low")):
            if (area["code"], ours) not in filled:
                assert area[ours] * 100 == pytest.approx(given_[theirs])
    assert {key for key, _ in filled} == {"WK194511", "WK194512"}


def test_a_kind_that_is_not_there_is_said_once_and_not_for_each_feeder(
    sources: SourceSet, library: Library
) -> None:
    nodes = sources[GRID_NODES]
    without = {**sources.tables, GRID_NODES.name: nodes.where(nodes["v_id"] == "")}
    with pytest.raises(Refused) as refused:
        build_region(replace(sources, tables=without), library, "VR99")
    told = [(p.code, p.value) for p in refused.value.problems]
    assert told == [("cannot-stand-alone", "hv_station, power_plant")]
