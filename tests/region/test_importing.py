"""A person's files go in together or not at all, and each is known by what it holds."""

import json
from itertools import permutations

import pytest

from weerbaar.common.refusals import Problem, Refused
from weerbaar.common.sheets import text_sheet
from weerbaar.region.bundle import region_hash
from weerbaar.region.importing import Imported, Options, OwnFile, import_facts, sort_of
from weerbaar.region.region import Library, Region

STATIONS = """Soort;Naam;Lengtegraad;Breedtegraad;Adres
brandweerkazerne;Kazerne Veldmeer;3,101;54,1;Dorpsstraat 1
brandweerkazerne;Kazerne Oever;3,21;54,12;Dijk 2
"""
HOURS = """object;zonder;kortste;meestal;langste;organisatie;zekerheid;datum
ziekenhuis;stroom;60;72;96;Ziekenhuis Zandbank;hoog;1 november 2026
"""
AT_HOME = """voorraad;noodpakket;p10;p50;p90
drinkwater;nee;1;2,5;9
"""


def table(name: str, text: str) -> OwnFile:
    return OwnFile(name, text.encode(), (text_sheet(text.encode(), name),))


def shapes(name: str, *features: dict) -> OwnFile:
    return OwnFile(name, json.dumps({"type": "FeatureCollection", "features": features}).encode())


def around(code: str, lon: float, lat: float) -> dict:
    half = 0.02
    ring = [
        [lon - half, lat - half],
        [lon + half, lat - half],
        [lon + half, lat + half],
        [lon - half, lat + half],
        [lon - half, lat - half],
    ]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"statcode": code}, "geometry": geometry}


def pharmacy(name: str, lon: float, lat: float) -> dict:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    properties = {"amenity": "pharmacy", "name": name}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def taken(region: Region, library: Library, *files: OwnFile, **options: object) -> Imported:
    return import_facts(region, library, files, Options(**options))  # type: ignore[arg-type]


def refused(region: Region, library: Library, *files: OwnFile, **options: object) -> list[Problem]:
    with pytest.raises(Refused) as found:
        taken(region, library, *files, **options)
    return list(found.value.problems)


def test_a_region_takes_its_lists_shapes_and_statements_at_once(
    region: Region, library: Library
) -> None:
    files = [
        table("kazernes.csv", STATIONS),
        table("uren.csv", HOURS),
        table("thuis.csv", AT_HOME),
        shapes("omtrek.geojson", around("WK900100", 3.1, 54.1)),
        shapes("osm.geojson", pharmacy("De Linde", 3.1, 54.1)),
    ]

    found = taken(region, library, *files)

    assert dict(found.sorts) == {
        "kazernes.csv": "sites",
        "uren.csv": "autonomies",
        "thuis.csv": "stocks",
        "omtrek.geojson": "outlines",
        "osm.geojson": "facilities",
    }
    made = found.region
    assert {"Kazerne Veldmeer", "Kazerne Oever", "De Linde"} <= set(made.sites["name"])
    assert made.autonomies.row(0)["organisation"] == "Ziekenhuis Zandbank"
    assert made.autonomies.row(0)["date"] == "2026-11-01"
    assert made.stocks["p50"].tolist() == [2.5]
    assert set(made.outlines) == {"WK900100"}
    credited = dict(zip(made.sources["source"], made.sources["licence"], strict=True))
    assert credited["openstreetmap"].startswith("ODbL")
    assert any(note.value == "Adres" for note in found.notes)


def test_the_order_of_the_files_does_not_matter(region: Region, library: Library) -> None:
    files = [
        table("kazernes.csv", STATIONS),
        table("uren.csv", HOURS),
        shapes("omtrek.geojson", around("WK900100", 3.1, 54.1)),
    ]
    hashes = {region_hash(taken(region, library, *order).region) for order in permutations(files)}
    assert len(hashes) == 1


def test_all_problems_of_all_files_come_together(region: Region, library: Library) -> None:
    problems = refused(
        region,
        library,
        table("kazernes.csv", STATIONS.replace("3,101", "drie")),
        table("uren.csv", HOURS.replace("hoog", "zeker weten").replace("72", "")),
        shapes("omtrek.geojson", around("WK900100", 400.0, 54.1)),
    )
    places = {(p.file, p.row) for p in problems}
    assert places >= {("kazernes.csv", 2), ("uren.csv", 2)}
    assert {p.file for p in problems} == {"kazernes.csv", "uren.csv", "omtrek.geojson"}


def test_problems_that_show_only_inside_the_region_come_together_too(
    region: Region, library: Library
) -> None:
    problems = refused(
        region,
        library,
        table("kazernes.csv", STATIONS.replace("brandweerkazerne", "kasteel")),
        table("uren.csv", HOURS.replace("ziekenhuis", "kasteel")),
    )
    assert {(p.file, p.code) for p in problems} == {
        ("kazernes.csv", "unknown-kind"),
        ("uren.csv", "unknown-site"),
    }


def test_a_sheet_beside_a_known_one_is_passed_over_and_told(
    region: Region, library: Library
) -> None:
    text = "zomaar\nwat tekst\n"
    sheets = (
        text_sheet(STATIONS.encode(), "boek.xlsx [lijst]"),
        text_sheet(text.encode(), "boek.xlsx [uitleg]"),
    )
    found = taken(region, library, OwnFile("boek.xlsx", b"", sheets))
    assert ("boek.xlsx [uitleg]", "sheet-passed-over") in {(n.file, n.code) for n in found.notes}


@pytest.mark.parametrize(
    ("file", "options", "code"),
    [
        (table("wat.csv", "a;b\n1;2\n"), {}, "unknown-content"),
        (table("wat.csv", STATIONS), {"sort": "outlines"}, "unknown-content"),
        (table("wat.csv", STATIONS), {"sort": "toverij"}, "unknown-sort"),
        (table("leeg.csv", "soort;naam\n"), {}, "nothing-in-it"),
        (
            table("spelling.csv", STATIONS.replace("Lengtegraad", "Lengtegrad")),
            {},
            "unknown-column",
        ),
        (shapes("ver.geojson", around("WK999999", 3.1, 54.1)), {}, "no-outline-fits"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused(
    region: Region, library: Library, file: OwnFile, options: dict, code: str
) -> None:
    assert code in [problem.code for problem in refused(region, library, file, **options)]


def test_what_a_file_holds_is_told_by_its_content(library: Library) -> None:
    figures = text_sheet(b"gwb_code_10;recs;a_inw\nWK900100;Wijk;100\n", "kwb.csv")
    assert sort_of(OwnFile("kwb.csv", b"", (figures,)), figures, library) == "key-figures"
    unclear = text_sheet(b"x;y\n1;2\n", "x.csv")
    assert sort_of(OwnFile("x.csv", b"", (unclear,)), unclear, library) == ""


def test_a_problem_names_the_column_as_the_file_does(region: Region, library: Library) -> None:
    text = STATIONS.replace("brandweerkazerne;Kazerne Oever", "brandweerpost;Kazerne Oever")
    (problem,) = refused(region, library, table("kazernes.csv", text))
    assert (problem.code, problem.column, problem.row) == ("unknown-kind", "Soort", 3)


def test_a_file_that_only_is_called_a_workbook_is_refused_as_such(
    region: Region, library: Library
) -> None:
    (problem,) = refused(region, library, table("plan.xlsx", "Wat we nodig hebben\n"))
    assert problem.code == "not-a-workbook"
