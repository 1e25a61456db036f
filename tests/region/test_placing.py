"""Placing: how many sites there are and where, by the rules of the module."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.csv_cells import canonical_text
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import rows_of
from weerbaar.region.build import build_region
from weerbaar.region.placing import cover, deal, slug, station_kv, station_name
from weerbaar.region.region import Library, Region
from weerbaar.region.sources import SourceSet
from weerbaar.region.tables import KINDS


def idents(region: Region, kind: str) -> list[str]:
    return region.sites["site"][region.sites["kind"] == kind].tolist()


def test_each_kind_is_placed_by_its_rule(region: Region) -> None:
    assert idents(region, "grid") == ["grid:outside"]
    assert idents(region, "hospital") == ["hospital:zandbank-ziekenhuis-veldmeer"]
    assert idents(region, "clinic") == ["clinic:zandbank-polikliniek-hoogdal"]
    assert idents(region, "ehv_station") == ["ehv_station:hoogdal-380-kv"]
    assert idents(region, "hv_station") == [
        "hv_station:oeverdam-50-kv",
        "hv_station:veldmeer-150-kv",
    ]
    assert idents(region, "food_dc") == ["food_dc:distributiecentrum-oever"]
    assert idents(region, "town_hall") == [
        "town_hall:GM9001",
        "town_hall:GM9002",
        "town_hall:GM9003",
    ]
    # 6,000 dwellings at one feeder per 1,500.
    assert [s for s in idents(region, "mv_feeder") if "WK900100" in s] == [
        f"mv_feeder:WK900100:{n}" for n in (1, 2, 3, 4)
    ]
    high = region.areas["code"][region.areas["high_rise"] > 0]
    blocks = region.blocks["block"][np.isin(region.blocks["area"], high)]
    assert idents(region, "hydrophore") == [f"hydrophore:{b.replace('/', ':')}" for b in blocks]
    # 38,210 inhabitants at one supermarket per 3,000.
    assert len(idents(region, "supermarket")) == 13
    urban = {s.split(":")[1] for s in idents(region, "mobile_small")}
    assert urban == {"WK900100", "WK900101"}


def test_a_station_in_an_area_without_people_stands_in_the_nearest_area(region: Region) -> None:
    station = region.sites.row(region.sites.positions("site")["hv_station:veldmeer-150-kv"])

    assert station["area"] == "WK900100"
    assert (station["lon"], station["lat"]) == (3.1, 54.1)


def test_positions_of_the_sources_are_not_taken_over(region: Region) -> None:
    centres = {(area["lon"], area["lat"]) for area in region.areas}
    named = region.sites.where((region.sites["name"] != "") & (region.sites["area"] != ""))

    assert len(named) > 0
    assert {(site["lon"], site["lat"]) for site in named} <= centres


def test_blocks_of_an_area_are_equally_large(region: Region) -> None:
    for code in region.areas["code"]:
        shares = region.blocks["share"][region.blocks["area"] == code]
        assert len(set(shares)) == 1
        assert shares.sum() == pytest.approx(1, abs=1e-12)


def test_another_kind_leaves_all_other_sites_where_they_were(
    sources: SourceSet, library: Library, region: Region
) -> None:
    extra = {
        "kind": "bakery",
        "process": "SUP",
        "name_nl": "bakker",
        "name_en": "bakery",
        "basis": "inhabitants",
        "ratio": 2000.0,
        "placing": "share",
        "evidence": "A",
    }
    kinds = rows_of(KINDS, [extra, *library.kinds])

    more = build_region(sources, replace(library, kinds=kinds), "VR99")

    assert (more.sites["kind"] == "bakery").sum() == 19
    others = more.sites.where(more.sites["kind"] != "bakery")
    assert canonical_text(others) == canonical_text(region.sites)


def test_a_name_without_replacement_leaves_the_site_out(
    sources: SourceSet, library: Library
) -> None:
    gone = {"kind": "clinic", "source_name": "Zandbank Polikliniek Hoogdal", "evidence": "A"}
    names = rows_of(library.site_names.table, [gone])

    built = build_region(sources, replace(library, site_names=names), "VR99")

    assert idents(built, "clinic") == []


def with_known(sources: SourceSet, *rows: tuple[str, str, str]) -> SourceSet:
    table = sources.tables["known_sites"].table
    records = [
        {"kind": kind, "name": name, "area": area, "source": "weerbaar-rules", "evidence": "A"}
        for kind, name, area in rows
    ]
    return replace(sources, tables={**sources.tables, "known_sites": rows_of(table, records)})


def test_known_sites_take_the_place_of_estimated_ones(sources: SourceSet, library: Library) -> None:
    known = with_known(
        sources,
        ("pharmacy", "De Linde", "WK900300"),
        ("pharmacy", "De Linde", "WK900100"),
        ("pharmacy", "Haven", "WK900200"),
        ("pharmacy", "Elders", "WK900400"),
    )

    built = build_region(known, library, "VR99")

    assert idents(built, "pharmacy") == [
        "pharmacy:de-linde-wk900100",
        "pharmacy:de-linde-wk900300",
        "pharmacy:haven",
    ]
    assert not built.sites["estimated"][built.sites["kind"] == "pharmacy"].any()


def test_known_sites_of_a_kind_that_takes_no_names_are_refused(
    sources: SourceSet, library: Library
) -> None:
    known = with_known(sources, ("castle", "X", "WK900300"), ("mv_feeder", "Y", "WK900300"))

    with pytest.raises(Refused) as refused:
        build_region(known, library, "VR99")

    assert [(p.code, p.row) for p in refused.value.problems] == [
        ("unknown-kind", 2),
        ("kind-without-names", 3),
    ]


@given(
    st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 1000), min_size=1),
    st.integers(0, 60),
)
def test_dealing_gives_out_everything_and_more_to_larger_ones(
    weights: dict[str, int], total: int
) -> None:
    given_ = deal(weights, total, {})

    assert sum(given_.values()) == total
    for a in weights:
        for b in weights:
            if weights[a] > weights[b]:
                assert given_[a] >= given_[b]


def test_dealing_follows_sainte_lague() -> None:
    # The example of Sainte-Laguë's method with 53, 24 and 23 votes for 7 seats.
    assert deal({"a": 53, "b": 24, "c": 23}, 7, {}) == {"a": 3, "b": 2, "c": 2}
    assert deal({"a": 53, "b": 24, "c": 1}, 4, dict.fromkeys("abc", 1)) == {"a": 2, "b": 1, "c": 1}


@given(st.integers(1, 12), st.integers(0, 14), st.randoms(use_true_random=False))
def test_covering_takes_the_best_next_point_each_time(n: int, total: int, random) -> None:
    lons = np.array([round(5 + random.random(), 3) for _ in range(n)])
    lats = np.array([round(51 + random.random(), 3) for _ in range(n)])
    people = np.array([float(random.randint(1, 1000)) for _ in range(n)])

    chosen = cover(lons, lats, people, total)

    assert len(chosen) == min(n, total)
    assert len(set(chosen)) == len(chosen)
    width = np.cos(np.radians(lats.mean()))
    km = 111.195 * np.hypot((lons[:, None] - lons) * width, lats[:, None] - lats)
    nearest = np.full(n, 1e9)
    for i in chosen:
        costs = [(people * np.minimum(nearest, km[j])).sum() for j in range(n)]
        assert costs[i] <= min(costs) + 1e-3
        nearest = np.minimum(nearest, km[i])


@given(st.integers(1, 12), st.integers(0, 14), st.integers(0, 14), st.integers(0, 2**32 - 1))
def test_who_needs_fewer_sites_takes_the_first_of_the_same(
    n: int, few: int, more: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    lons, lats = random.uniform(4, 6, n), random.uniform(51, 53, n)
    people = random.uniform(0, 9000, n)

    assert cover(lons, lats, people, max(few, more))[:few] == cover(lons, lats, people, few)


def test_covering_nothing_chooses_nothing() -> None:
    empty = np.array([])
    assert cover(empty, empty, empty, 3) == []


@pytest.mark.parametrize(
    ("name", "voltage", "tidied", "kv"),
    [
        ("150kV Teersdijk", "150000", "Teersdijk 150 kV", 150),
        ("150 kV Onderstation Dodewaard", "150000;50000", "Dodewaard 150 kV", 150),
        ("380kV Dodewaard;Maasbracht - Boxmeer", "380000;380000", "Dodewaard 380 kV", 380),
        ("Centrale Gelderland;150kV Nijmegen", "", "Nijmegen 150 kV", 150),
        ("Zonder  spanning", "50000", "Zonder spanning", 50),
        ("Niets", "n/a", "Niets", 0),
    ],
)
def test_station_names_are_tidied(name: str, voltage: str, tidied: str, kv: float) -> None:
    assert station_name(name) == tidied
    assert station_kv(name, voltage) == kv


def test_a_slug_is_plain() -> None:
    assert slug("’s-Gravenzande, Súdwest (1)") == "s-gravenzande-sudwest-1"


def test_a_station_without_a_town_has_no_space_in_front() -> None:
    assert station_name("150 kV") == "150 kV"
    assert station_name("150 kV Onderstation Tiel;Lijn 4") == "Tiel 150 kV"
