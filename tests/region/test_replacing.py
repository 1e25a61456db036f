"""Real sites take the place of estimated ones; nothing else of the region changes."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.common.refusals import Refused
from weerbaar.common.tables import rows_of
from weerbaar.region.check import check_region
from weerbaar.region.region import Library, Region
from weerbaar.region.replacing import KnownSites, replace_estimated
from weerbaar.region.tables import AUTONOMIES, SOURCES

UNKNOWN = math.nan


def site(kind: str, name: str, **more: Any) -> dict[str, Any]:
    record = {"kind": kind, "name": name, "site": "", "lon": UNKNOWN, "lat": UNKNOWN}
    record |= {"x": UNKNOWN, "y": UNKNOWN, "area": "", "planned": False, "units": 1.0}
    return record | {"source": "own-list", "evidence": "O"} | more


def known(*records: Mapping[str, Any]) -> KnownSites:
    return KnownSites("kazernes.csv", records, [i + 2 for i in range(len(records))])


@pytest.fixture
def credited(region: Region) -> Region:
    row = {"source": "own-list", "title": "Our own list"}
    return replace(region, sources=rows_of(SOURCES, [*region.sources, row]))


def of_kind(region: Region, kind: str) -> list[dict[str, Any]]:
    return [site for site in region.sites if site["kind"] == kind]


def codes(problems: list[Any]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_real_station_takes_the_place_of_the_nearest_estimated_one(
    credited: Region, library: Library
) -> None:
    old = of_kind(credited, "pharmacy")
    first = old[0]
    near = site("pharmacy", "De Linde", lon=first["lon"] + 0.005, lat=first["lat"])

    made, notes = replace_estimated(credited, library, known(near))

    assert len(of_kind(made, "pharmacy")) == len(old)
    real = next(s for s in of_kind(made, "pharmacy") if s["site"] == first["site"])
    assert (real["name"], real["estimated"], real["source"]) == ("De Linde", False, "own-list")
    assert real["lon"] == round(first["lon"] + 0.005, 5)
    assert codes(notes) == (["still-estimated"] if len(old) > 1 else [])
    assert check_region(made, library) == []


def test_a_complete_list_leaves_no_estimated_one(credited: Region, library: Library) -> None:
    record = site("supermarket", "Markt", area="WK900100")
    made, notes = replace_estimated(credited, library, known(record), complete=True)
    assert [s["name"] for s in of_kind(made, "supermarket")] == ["Markt"]
    assert notes == []
    served = set(made.service["site"][made.service["service"] == "shop"])
    assert served == {of_kind(made, "supermarket")[0]["site"]}
    assert check_region(made, library) == []


def test_beyond_the_distance_it_is_added_and_the_estimated_one_stays(
    credited: Region, library: Library
) -> None:
    before = of_kind(credited, "pharmacy")
    far = max(credited.areas, key=lambda a: min(abs(a["lon"] - s["lon"]) for s in before))
    record = site("pharmacy", "Ver Weg", lon=far["lon"], lat=far["lat"])
    made, notes = replace_estimated(credited, library, known(record), within_km=0.0)
    assert len(of_kind(made, "pharmacy")) == len(before) + 1
    assert "pharmacy:ver-weg" in set(made.sites["site"])
    assert codes(notes) == ["still-estimated"]


def test_the_same_list_twice_changes_nothing(credited: Region, library: Library) -> None:
    area = credited.areas.row(0)
    records = [
        site("supermarket", "Markt", lon=area["lon"], lat=area["lat"]),
        site("supermarket", "Markt", lon=area["lon"] + 0.01, lat=area["lat"]),
        site("mobile_macro", "", lon=area["lon"], lat=area["lat"]),
    ]
    once, _ = replace_estimated(credited, library, known(*records))
    twice, _ = replace_estimated(once, library, known(*records))
    for rows, again in zip(once.tables(), twice.tables(), strict=True):
        assert [str(row) for row in rows] == [str(row) for row in again]


def test_a_site_with_its_own_identifier_keeps_it(credited: Region, library: Library) -> None:
    old = of_kind(credited, "pharmacy")[0]
    record = site("pharmacy", "De Linde", site="AP-1", lon=old["lon"], lat=old["lat"])
    made, _ = replace_estimated(credited, library, known(record))
    names = set(made.sites["site"])
    assert "AP-1" in names
    assert old["site"] not in names
    assert check_region(made, library) == []


@settings(max_examples=25, deadline=None)
@given(
    places=st.lists(
        st.tuples(st.sampled_from(range(7)), st.floats(-0.01, 0.01)), min_size=1, max_size=6
    ),
    within=st.sampled_from([0.0, 1.0, 5.0, 50.0]),
    complete=st.booleans(),
)
def test_other_kinds_keep_their_sites_and_the_region_stays_in_order(
    region: Region,
    library: Library,
    places: list[tuple[int, float]],
    within: float,
    complete: bool,
) -> None:
    source = {"source": "own-list", "title": "Our own list"}
    start = replace(region, sources=rows_of(SOURCES, [*region.sources, source]))
    records = []
    for i, (at, off) in enumerate(places):
        area = region.areas.row(at)
        records.append(site("supermarket", f"M{i}", lon=area["lon"] + off, lat=area["lat"]))
    made, _ = replace_estimated(start, library, known(*records), within, complete)
    assert check_region(made, library) == []
    real = [s for s in of_kind(made, "supermarket") if not s["estimated"]]
    assert sorted(s["name"] for s in real) == sorted(r["name"] for r in records)
    for row, again in zip(
        (s for s in start.sites if s["kind"] != "supermarket"),
        (s for s in made.sites if s["kind"] != "supermarket"),
        strict=True,
    ):
        assert str(row) == str(again)


@pytest.mark.parametrize(
    ("record", "code", "row"),
    [
        (site("castle", "Slot", area="WK900100"), "unknown-kind", 2),
        (site("mv_feeder", "Kabel", area="WK900100"), "kind-without-names", 2),
        (site("pharmacy", "Nergens"), "no-position", 2),
        (site("pharmacy", "Half", lon=3.1), "no-position", 2),
        (site("pharmacy", "Elders", area="WK000000"), "unknown-area", 2),
        (site("pharmacy", "Vreemd", area="WK900100", site="a b/c"), "bad-site-identifier", 2),
        (site("pharmacy", "Om", lon=54.1, lat=3.1), "lon-lat-changed-places", 2),
        (site("pharmacy", "Parijs", lon=2.35, lat=48.86), "all-outside", None),
    ],
)
def test_a_site_that_cannot_be_placed_is_refused(
    credited: Region, library: Library, record: dict[str, Any], code: str, row: int | None
) -> None:
    with pytest.raises(Refused) as refused:
        replace_estimated(credited, library, known(record))
    places = [(p.code, p.file, p.row) for p in refused.value.problems]
    assert places == [(code, "kazernes.csv", row)]


def test_the_same_row_twice_is_refused(credited: Region, library: Library) -> None:
    record = site("pharmacy", "De Linde", area="WK900100")
    with pytest.raises(Refused) as refused:
        replace_estimated(credited, library, known(record, record))
    assert [(p.code, p.row) for p in refused.value.problems] == [("same-site-twice", 3)]


def test_what_lies_outside_is_left_out_and_told(credited: Region, library: Library) -> None:
    here = site("pharmacy", "Hier", area="WK900100")
    there = site("pharmacy", "Parijs", lon=2.35, lat=48.86)
    made, notes = replace_estimated(credited, library, known(here, there))
    assert "Hier" in set(made.sites["name"])
    assert "Parijs" not in set(made.sites["name"])
    assert "left-out" in codes(notes)


def test_an_identifier_of_another_kind_is_refused(credited: Region, library: Library) -> None:
    hall = str(credited.sites["site"][credited.sites["kind"] == "town_hall"][0])
    record = site("pharmacy", "De Linde", area="WK900100", site=hall)
    with pytest.raises(Refused) as refused:
        replace_estimated(credited, library, known(record))
    assert [p.code for p in refused.value.problems] == ["identifier-of-other-kind"]


def test_what_was_said_of_an_estimated_site_goes_with_its_new_name(
    credited: Region, library: Library
) -> None:
    old = of_kind(credited, "pharmacy")[0]
    said = {"consumer": old["site"], "input": "power", "t_p10": 1, "t_p50": 2, "t_p90": 3}
    said |= {"organisation": "Apotheek", "confidence": "high", "date": "2026-11-21"}
    told = replace(credited, autonomies=rows_of(AUTONOMIES, [said]))
    record = site("pharmacy", "De Linde", site="AP-1", lon=old["lon"], lat=old["lat"])

    made, _ = replace_estimated(told, library, known(record))

    assert made.autonomies["consumer"].tolist() == ["AP-1"]
    assert check_region(made, library) == []


def test_a_list_that_is_complete_for_one_municipality_leaves_the_others_alone(
    credited: Region, library: Library
) -> None:
    old = of_kind(credited, "pharmacy")
    town_of = {area["code"]: area["municipality"] for area in credited.areas}
    towns = {site["site"]: town_of.get(site["area"], "") for site in old}
    town = towns[old[0]["site"]]
    assert len(set(towns.values())) > 1, "the example tells the towns apart"
    first = old[0]
    record = site("pharmacy", "De Linde", lon=first["lon"], lat=first["lat"])

    made, _ = replace_estimated(
        credited, library, known(record), within_km=0.5, complete=True, municipality=town
    )

    left = {one["site"] for one in of_kind(made, "pharmacy") if one["estimated"]}
    assert left == {name for name, where in towns.items() if where != town}
