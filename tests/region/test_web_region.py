"""The pages of a place: its map, its table, and what one area leans on."""

import json
import re

import pytest
from django.test import Client

from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.platform.edits import KEPT
from weerbaar.platform.web.models import Conflict
from weerbaar.region.files import read_region
from weerbaar.region.web.models import Place
from weerbaar.twin.cli import DEFAULT_REGION

REGION = read_region(DEFAULT_REGION)
BEUSICHEM = "WK021401"


@pytest.fixture
def community(db) -> Community:
    return make_community()


@pytest.fixture
def anna(community: Community) -> Client:
    return client_of(make_person("programme_manager", community.town))


def page(community: Community, rest: str = "") -> str:
    return f"/organisations/{community.town.pk}/region/{rest}"


def test_the_map_is_there_without_a_script_with_the_chosen_sites(
    anna: Client, community: Community
):
    text = anna.get(page(community)).content.decode()
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="map"' in text
    assert "brandweerkazerne" in text
    none = anna.get(page(community), {"chosen": "1"}).content.decode()
    assert 'class="sites"' in text
    assert 'class="sites"' not in none


def test_the_data_of_the_map_come_from_an_address_and_are_kept_by_no_browser(
    anna: Client, community: Community
):
    text = anna.get(page(community)).content.decode()
    address = text.split('data-map="')[1].split('"')[0]
    answer = anna.get(address)
    assert "no-store" in answer["Cache-Control"], "it says where vital sites stand"
    data = json.loads(answer.content)
    assert len(data["areas"]["features"]) == len(REGION.areas)
    marks = {f["properties"]["known"] for f in data["sites"]["features"]}
    assert marks == {"bekend", "geschat"}
    # Every area lies around its own centre, in degrees.
    for feature, area in zip(data["areas"]["features"], REGION.areas, strict=True):
        west, east = (
            find(x for polygon in feature["geometry"]["coordinates"] for x, _ in polygon[0])
            for find in (min, max)
        )
        assert west - 0.02 <= area["lon"] <= east + 0.02


def test_the_table_is_of_one_municipality_where_one_asks(anna: Client, community: Community):
    text = anna.get(page(community), {"municipality": "Buren"}).content.decode()
    table = text.split("<tbody>")[1]
    assert "Wijk 01 Beusichem" in table
    assert "Nijmegen" not in table


def test_the_whole_table_is_a_file(anna: Client, community: Community):
    csv = anna.get(page(community, "areas.csv")).content.decode("utf-8-sig")
    assert len(csv.splitlines()) == len(REGION.areas) + 1
    book = anna.get(page(community, "areas.xlsx"))
    assert book.content.startswith(b"PK")


def test_an_area_tells_its_people_what_serves_them_and_how_sure_that_is(
    anna: Client, community: Community
):
    text = anna.get(page(community, f"areas/{BEUSICHEM}/")).content.decode()
    assert "3.920" in text
    assert "geschat: 4 van 4" in text
    assert "hoogspanningsstation" in text
    other = anna.get(page(community, f"areas/{BEUSICHEM}/"), {"chain": "pharmacy"})
    assert "Apotheek" in other.content.decode()


def test_an_area_that_is_not_there_is_no_page(anna: Client, community: Community):
    assert anna.get(page(community, "areas/WK999999/")).status_code == 404
    assert anna.get(page(community, "areas/"), {"area": BEUSICHEM}).status_code == 302


def test_a_place_is_chosen_from_those_there_are(anna: Client, community: Community):
    address = f"/organisations/{community.town.pk}/place/"
    anna.post(address, {"place": "gelderland-zuid|Buren", "version": "0"})
    place = Place.objects.get()
    assert (place.region, place.municipality) == ("gelderland-zuid", "Buren")
    sent = {"place": "gelderland-zuid|Atlantis", "version": "1"}
    assert anna.post(address, sent).status_code == 400


def test_of_two_places_chosen_at_once_both_are_kept_shown_and_one_is_chosen(
    anna: Client, community: Community
):
    address = f"/organisations/{community.town.pk}/place/"
    assert anna.get(address)["ETag"] == '"0"'
    anna.post(address, {"place": "gelderland-zuid|Buren", "version": "0"})
    late = anna.post(address, {"place": "gelderland-zuid|Tiel", "version": "0"})
    assert late.status_code == 409
    for shown in ("Buren", "Tiel"):
        assert f"<br>{shown}" in late.text
    assert Place.objects.get().municipality == "Buren"
    settle = f"/conflicts/{Conflict.objects.get().pk}/"
    assert settle in anna.get(f"/organisations/{community.town.pk}/").text
    assert anna.post(settle, {"version": "1", "pick-place": KEPT}).status_code == 302
    place = Place.objects.get()
    assert (place.municipality, place.version) == ("Tiel", 2)


def test_an_organisation_makes_the_place_above_its_own_and_twice_the_same_is_no_conflict(
    anna: Client, community: Community
):
    Place.objects.create(
        organisation=community.region, region="gelderland-zuid", municipality="Tiel"
    )
    address = f"/organisations/{community.town.pk}/place/"
    sent = {
        "place": "gelderland-zuid|Tiel",
        "initial-place": "gelderland-zuid|Tiel",
        "version": "0",
    }
    for _ in range(2):
        assert anna.post(address, sent).status_code == 302
    assert Place.objects.get(organisation=community.town).municipality == "Tiel"
    assert not Conflict.objects.exists()


def test_a_program_says_by_if_match_on_which_place_its_change_was_made(
    anna: Client, community: Community
):
    address = f"/organisations/{community.town.pk}/place/"
    first, other = (
        {"place": f"gelderland-zuid|{name}", "version": "0"} for name in ("Buren", "Tiel")
    )
    assert anna.post(address, first, headers={"if-match": '"0"'}).status_code == 302
    assert anna.post(address, other, headers={"if-match": '"0"'}).status_code == 412


def test_a_source_that_most_rows_share_is_said_once(anna: Client, community: Community):
    text = anna.get(page(community, f"areas/{BEUSICHEM}/")).content.decode()
    assert text.count("via de gegevens van het pakket tmap") == 1
    assert text.count("Regels en aannames van Weerbaar zelf") < 5


def test_each_cell_of_a_table_names_its_column_for_a_narrow_screen(
    anna: Client, community: Community
):
    text = anna.get(page(community)).content.decode()
    rows = re.search(r'id="areas".*?<tbody>(.*?)</tbody>', text, re.S)[1]
    assert rows.count("<td") == rows.count("data-label=") > 0


def test_what_the_marks_on_the_drawn_map_mean_stands_as_text(anna: Client, community: Community):
    text = anna.get(page(community), {"chosen": "1", "kind": "pharmacy"}).content.decode()
    legend = re.search(r'<ul class="legend-list marks">(.*?)</ul>', text, re.S)[1]
    assert "apotheek" in legend
    assert "geschat (open)" in legend
