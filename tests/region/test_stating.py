"""What a person states of a region goes before rules and library, and names who said it."""

from typing import Any

import pytest

from weerbaar.common.refusals import Refused
from weerbaar.common.tables import Table, rows_of
from weerbaar.region.check import check_region
from weerbaar.region.linking import relink_sites
from weerbaar.region.region import Library, Region
from weerbaar.region.replacing import stated_links
from weerbaar.region.stating import (
    Stated,
    agreed,
    holds_personal_data,
    with_autonomies,
    with_links,
    with_resources,
    with_routes,
    with_source,
    with_stocks,
)
from weerbaar.region.tables import AUTONOMIES, OWN_LINKS, RESOURCES, ROUTES, STOCKS


def stated(table: Table, *records: dict[str, Any]) -> Stated:
    return Stated("eigen.csv", rows_of(table, records), [i + 2 for i in range(len(records))])


def said(consumer: str, input_: str, hours: tuple[float, float, float], **more: Any) -> dict:
    t = dict(zip(("t_p10", "t_p50", "t_p90"), hours, strict=True))
    who = {"organisation": "Netbeheerder", "confidence": "high", "date": "2026-11-21"}
    return {"consumer": consumer, "input": input_, **t, **who, **more}


@pytest.fixture
def credited(region: Region) -> Region:
    return with_source(region, "own", "Our own figures", "2026")


def hospital(region: Region) -> str:
    return str(region.sites["site"][region.sites["kind"] == "hospital"][0])


def test_a_hospital_says_how_long_it_lasts(credited: Region, library: Library) -> None:
    name = hospital(credited)
    shown = credited.sites.row(credited.sites.positions("site")[name])["name"]
    record = said(shown, "power", (100, 120, 140))

    made, notes = with_autonomies(credited, library, stated(AUTONOMIES, record), "own")

    assert notes == []
    row = made.autonomies.row(0)
    assert (row["consumer"], row["t_p50"], row["source"]) == (name, 120, "own")
    assert check_region(made, library) == []


def test_the_later_day_stays_whatever_the_order(credited: Region, library: Library) -> None:
    old = said("hospital", "power", (1, 2, 3), date="2025-01-01")
    new = said("hospital", "power", (4, 5, 6), date="2026-01-01")
    for first, second, codes in (
        (old, new, ["replaced-statement"]),
        (new, old, ["later-stands"]),
    ):
        made, _ = with_autonomies(credited, library, stated(AUTONOMIES, first), "own")
        made, notes = with_autonomies(made, library, stated(AUTONOMIES, second), "own")
        assert [note.code for note in notes] == codes
        assert made.autonomies["t_p50"].tolist() == [5]


def test_stated_suppliers_stay_when_links_are_made_anew(credited: Region, library: Library) -> None:
    name = hospital(credited)
    zones = sorted(credited.sites["site"][credited.sites["kind"] == "pressure_zone"])
    link = {"consumer": name, "input": "water", "supplier": zones[-1], "weight": 1.0}

    made = with_links(credited, library, stated(OWN_LINKS, link), "own")
    again = relink_sites(made, library, {"pressure_zone", "hospital"}, stated_links(made))

    assert stated_links(made) == {(name, "water")}
    for region in (made, again):
        assert check_region(region, library) == []
        of_pair = [x for x in region.links if (x["consumer"], x["input"]) == (name, "water")]
        assert [x["supplier"] for x in of_pair] == [zones[-1]]


def test_stocks_of_the_region_take_the_place_of_earlier_ones(credited: Region) -> None:
    first = {"stock": "water", "prepared": False, "p10": 1, "p50": 2, "p90": 3}
    made, _ = with_stocks(credited, stated(STOCKS, first), "own")
    made, _ = with_stocks(made, stated(STOCKS, first | {"p90": 9}), "own")
    assert made.stocks["p90"].tolist() == [9]


def test_what_a_region_has_of_crews_takes_the_place_of_what_was_said_earlier(
    credited: Region,
) -> None:
    row = {"resource": "fuel_trucks", "amount": 3, "organisation": "VR", "date": "2026-11-01"}
    made, _ = with_resources(credited, stated(RESOURCES, row), "own")
    later, notes = with_resources(made, stated(RESOURCES, row | {"amount": 5}), "own")
    older = row | {"amount": 1, "date": "2020-01-01"}
    kept, told = with_resources(later, stated(RESOURCES, older), "own")

    assert later.resources["amount"].tolist() == kept.resources["amount"].tolist() == [5]
    assert [note.code for note in (*notes, *told)] == ["replaced-statement", "later-stands"]


def test_a_route_is_found_by_its_name_and_refused_where_there_is_none(credited: Region) -> None:
    name = str(credited.sites["name"][credited.sites["kind"] == "hospital"][0])
    row = {"mode": "road", "capacity_h": 10, "freight_t_h": 1, "length_km": 2, "load_class": 60}
    row |= {"site": name, "evidence": "O"}
    made, _ = with_routes(credited, stated(ROUTES, row), "own")
    with pytest.raises(Refused) as refused:
        with_routes(credited, stated(ROUTES, row | {"site": "nergens"}), "own")

    assert made.routes["site"].tolist() == [hospital(credited)]
    assert [(p.code, p.column) for p in refused.value.problems] == [("unknown-site", "site")]


@pytest.mark.parametrize(
    ("record", "code", "column"),
    [
        (said("castle", "power", (1, 2, 3)), "unknown-site", "consumer"),
        (said("hospital", "gold", (1, 2, 3)), "not-an-input", "input"),
        (said("hospital", "power", (3, 2, 1)), "not-rising", "t_p50"),
    ],
)
def test_an_autonomy_that_cannot_be_is_refused(
    credited: Region, library: Library, record: dict[str, Any], code: str, column: str
) -> None:
    with pytest.raises(Refused) as refused:
        with_autonomies(credited, library, stated(AUTONOMIES, record), "own")
    places = [(p.code, p.file, p.row, p.column) for p in refused.value.problems]
    assert places == [(code, "eigen.csv", 2, column)]


def test_links_that_cannot_be_are_refused_all_at_once(credited: Region, library: Library) -> None:
    name = hospital(credited)
    zone = str(credited.sites["site"][credited.sites["kind"] == "pressure_zone"][0])
    shop = str(credited.sites["site"][credited.sites["kind"] == "supermarket"][0])
    links = [
        {"consumer": name, "input": "water", "supplier": "nowhere", "weight": 1.0},
        {"consumer": name, "input": "water", "supplier": shop, "weight": 1.0},
        {"consumer": shop, "input": "power", "supplier": zone, "weight": 1.0},
        {"consumer": name, "input": "water", "supplier": zone, "weight": 0.0},
    ]
    with pytest.raises(Refused) as refused:
        with_links(credited, library, stated(OWN_LINKS, *links), "own")
    assert {(p.code, p.row) for p in refused.value.problems} >= {
        ("unknown-site", 2),
        ("unknown-dependency", 3),
        ("unknown-dependency", 4),
        ("link-without-weight", 5),
    }


def test_too_little_supply_is_refused_at_its_line(credited: Region, library: Library) -> None:
    zone = str(credited.sites["site"][credited.sites["kind"] == "pressure_zone"][0])
    link = {"consumer": hospital(credited), "input": "water", "supplier": zone, "weight": 0.4}
    with pytest.raises(Refused) as refused:
        with_links(credited, library, stated(OWN_LINKS, link), "own")
    assert [(p.code, p.row) for p in refused.value.problems] == [("too-little-supply", 2)]


def test_two_organisations_stand_side_by_side_and_the_widest_span_holds(
    credited: Region, library: Library
) -> None:
    one = said("supermarket", "power", (1, 2, 3), organisation="Super A")
    two = said("supermarket", "power", (50, 60, 70), organisation="Super B", floor=0.5)

    made, notes = with_autonomies(credited, library, stated(AUTONOMIES, one, two), "own")

    assert notes == []
    assert len(made.autonomies) == 2
    (together,) = agreed(made.autonomies)
    assert (together["t_p10"], together["t_p50"], together["t_p90"]) == (1, 31, 70)
    assert together["floor"] == 0.5
    assert check_region(made, library) == []


@pytest.mark.parametrize("note", ["bel 06-12345678", "+31 6 1234 5678", "jan@voorbeeld.nl"])
def test_what_leads_to_a_person_is_refused(credited: Region, library: Library, note: str) -> None:
    record = said("hospital", "power", (1, 2, 3), note=note)
    with pytest.raises(Refused) as refused:
        with_autonomies(credited, library, stated(AUTONOMIES, record), "own")
    assert [p.code for p in refused.value.problems] == ["personal-data"]


def test_hours_and_years_are_no_telephone_number() -> None:
    assert not holds_personal_data("sinds 2019, 0,5 tot 1.240 uur, 12 34 56")
