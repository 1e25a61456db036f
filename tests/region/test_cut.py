"""Cutting: a part of a region stands alone, with what lies in it and nothing else."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.common.refusals import Refused
from weerbaar.common.tables import Rows, joined_rows, rows_of
from weerbaar.region.build import Taken, build_region, count_taken
from weerbaar.region.bundle import parse_region, region_files, region_hash
from weerbaar.region.check import check_region
from weerbaar.region.cut import cut_region
from weerbaar.region.files import read_region, read_sources
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import AUTONOMIES, PROVENANCE, SOURCES

FUZZ = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"


@pytest.fixture(scope="session")
def default() -> Region:
    return read_region("gelderland-zuid")


def with_rows(region: Region, table: str, records: Sequence[dict[str, object]]) -> Region:
    rows: Rows = getattr(region, table)
    return replace(region, **{table: joined_rows(rows.table, [rows, rows_of(rows.table, records)])})


def test_two_municipalities_are_cut_out_with_all_that_lies_in_them(
    region: Region, library: Library
) -> None:
    cut = cut_region(region, library, municipalities=["Veldmeer", "GM9003"])

    assert (cut.region, cut.name) == ("hoogdal-veldmeer", "Hoogdal, Veldmeer")
    assert cut.timezone == region.timezone
    assert list(cut.areas["code"]) == ["WK900100", "WK900101", "WK900300", "WK900301"]
    own = {*cut.areas["code"], ""}
    assert set(cut.blocks["area"]) == own - {""}
    assert set(cut.sites["area"]) == own
    assert len(cut.sites) == sum(area in own for area in region.sites["area"])
    sites = set(cut.sites["site"])
    assert {*cut.links["consumer"], *cut.links["supplier"], *cut.service["site"]} <= sites
    assert set(cut.service["place"]) <= {*cut.areas["code"], *cut.blocks["block"]}
    assert check_region(cut, library) == []


def test_who_lost_a_supplier_gets_another_that_is_left(region: Region, library: Library) -> None:
    cut = cut_region(region, library, municipalities=["Veldmeer"])

    ends = set(zip(region.links["consumer"], region.links["input"], strict=True))
    for consumer, input_ in zip(cut.links["consumer"], cut.links["input"], strict=True):
        assert (consumer, input_) in ends
    left = set(cut.sites["site"])
    pairs = {
        (c, i)
        for c, i, s in zip(
            *(region.links[n] for n in ("consumer", "input", "supplier")), strict=True
        )
        if c in left and s not in left
    }
    assert pairs
    assert pairs <= set(zip(cut.links["consumer"], cut.links["input"], strict=True))


def test_a_part_can_be_written_and_read_back(region: Region, library: Library) -> None:
    cut = cut_region(region, library, municipalities=["Veldmeer"], ident="mijn", name="Mijn deel")

    read = parse_region(region_files(cut), library)

    assert (read.region, read.name) == ("mijn", "Mijn deel")
    assert region_hash(read) == region_hash(cut)


@pytest.mark.parametrize("by", ["safety_regions", "municipalities", "areas"])
def test_cutting_everything_gives_the_same_region(
    default: Region, library: Library, by: str
) -> None:
    column = {"safety_regions": "safety_region", "municipalities": "municipality", "areas": "code"}
    everything = {by: set(default.areas[column[by]])}

    cut = cut_region(default, library, **everything, ident=default.region, name=default.name)

    assert region_files(cut) == region_files(default)


@settings(max_examples=15)
@given(st.data())
def test_the_people_of_a_part_are_those_of_its_areas(
    default: Region, library: Library, data
) -> None:
    # Together these three have what no part can do without: stations, a waterworks, a hospital.
    alone = {"Nijmegen", "West Betuwe", "Zaltbommel"}
    towns = sorted(set(default.areas["municipality"]) - alone)
    chosen = data.draw(st.sets(st.sampled_from(towns))) | alone

    cut = cut_region(default, library, municipalities=chosen)

    own = np.isin(default.areas["municipality"].astype(str), sorted(chosen))
    assert cut.inhabitants == default.areas["inhabitants"][own].sum()
    assert set(cut.areas["municipality"]) == chosen


def test_what_is_said_comes_along_as_far_as_it_speaks_of_what_is_left(
    region: Region, library: Library
) -> None:
    hospital = "hospital:zandbank-ziekenhuis-veldmeer"
    dealt = {"date": "2026-01-05", "organisation": "x", "confidence": "high", "input": "power"}
    hours = {"t_p10": 1.0, "t_p50": 2.0, "t_p90": 3.0}
    gone = next(s for s in region.sites["site"] if s.startswith("fire_station:WK9003"))
    said = [{**dealt, **hours, "consumer": c} for c in (hospital, gone, "pharmacy")]
    sources = [{"source": s, "title": s} for s in ("said-gone", "unused")]
    told = {"evidence": "O", "source": "said-gone"}
    keys = [
        {**told, "table": AUTONOMIES.name, "column": "t_p50", "key": f"{gone}|power"},
        {**told, "table": "areas", "column": "inhabitants", "key": "WK900300"},
    ]
    whole = with_rows(region, AUTONOMIES.name, said)
    whole = with_rows(whole, PROVENANCE.name, keys)
    whole = with_rows(whole, SOURCES.name, sources)

    cut = cut_region(whole, library, municipalities=["Veldmeer"])

    assert set(cut.autonomies["consumer"]) == {hospital, "pharmacy"}
    assert set(cut.provenance["key"]) == {""}
    assert "said-gone" not in set(cut.sources["source"])
    assert "unused" in set(cut.sources["source"])


def test_what_was_stated_of_a_supplier_goes_with_it(region: Region, library: Library) -> None:
    left = {
        s
        for s, a in zip(region.sites["site"], region.sites["area"], strict=True)
        if a.startswith("WK9001") or a == ""
    }
    consumer, input_ = next(
        (c, i)
        for c, i, s in zip(
            *(region.links[n] for n in ("consumer", "input", "supplier")), strict=True
        )
        if c in left and s not in left
    )
    stated = {"table": "links", "column": "supplier", "key": f"{consumer}|{input_}"}
    known = str(region.sources["source"][0])
    whole = with_rows(region, PROVENANCE.name, [{**stated, "evidence": "O", "source": known}])

    cut = cut_region(whole, library, municipalities=["Veldmeer"])

    assert f"{consumer}|{input_}" not in set(cut.provenance["key"])


def test_outlines_come_along(region: Region, library: Library) -> None:
    square = {"type": "Polygon", "coordinates": [[[3, 54], [3.1, 54], [3.1, 54.1], [3, 54]]]}
    drawn = replace(region, outlines={"WK900100": square, "WK900300": square})

    assert cut_region(drawn, library, municipalities=["Veldmeer"]).outlines == {"WK900100": square}


@pytest.mark.parametrize(
    ("asked", "words", "remedy"),
    [
        ({"safety_regions": ["VR01"]}, "no area in safety region VR01", "Use one of: VR99."),
        ({"municipalities": ["Nergens"]}, "no area in a municipality Nergens", "Hoogdal, Oeverdam"),
        ({"areas": ["WK1"]}, "no area WK1", "Use one of: WK900100, WK900101"),
        ({}, "which part of the region", "Name at least one"),
    ],
)
def test_what_the_region_does_not_have_is_refused(
    region: Region, library: Library, asked: dict[str, list[str]], words: str, remedy: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        cut_region(region, library, **asked)

    assert remedy in refused.value.problems[0].remedy()


def test_a_part_that_cannot_stand_alone_is_refused_with_what_it_lacks(
    region: Region, library: Library
) -> None:
    with pytest.raises(Refused) as refused:
        cut_region(region, library, municipalities=["Hoogdal"])

    assert {p.code for p in refused.value.problems} == {"cannot-stand-alone"}
    assert {"hv_station", "waterworks"} <= {p.value for p in refused.value.problems}


def test_an_identifier_that_cannot_be_one_is_refused(region: Region, library: Library) -> None:
    with pytest.raises(Refused, match="identifier"):
        cut_region(region, library, municipalities=["Veldmeer"], ident="../weg")


@pytest.mark.fuzz
@pytest.mark.shared
@pytest.mark.slow
def test_the_country_is_whole_and_every_safety_region_can_be_cut_out_of_it(
    shared: Path, library: Library
) -> None:
    sources = read_sources(shared / "data")
    country = build_region(sources, library, "", "nederland", "Nederland")

    assert count_taken(sources, country) == Taken(3_340, 32, 90)
    assert len(country.areas) == 3_308
    assert len(set(country.areas["municipality_code"])) == 342
    assert len(set(country.areas["safety_region"])) == 25
    assert country.inhabitants == 17_588_835
    filled = country.provenance.where(country.provenance["key"] != "")
    assert len(filled) > 100
    assert filled["estimated"].all()
    assert all(filled["rule"])
    codes = sorted(set(country.areas["safety_region"]))
    for code in codes if FUZZ else codes[::8]:
        cut = cut_region(country, library, [code])
        assert (cut.region, cut.name) == (code.lower(), code)
        assert check_region(cut, library) == []
        own = country.areas["safety_region"] == code
        assert cut.inhabitants == country.areas["inhabitants"][own].sum()
