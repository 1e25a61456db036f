"""The page of the knobs and the part that is swapped, as a browser asks them."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.platform.community import client_of, make_community, make_person
from weerbaar.region.web.models import Place
from weerbaar.twin.web import knob_views, turns
from weerbaar.twin.web.turns import Desk

pytestmark = pytest.mark.django_db
PAGE, PART = "/explore/", "/explore/answer/"
STORY = {"scenario": "zoelmond-2017"}


def test_a_visitor_sees_how_it_is_now_with_all_knobs_and_their_evidence() -> None:
    page = Client().get(PAGE, STORY)
    assert page.status_code == 200
    assert "Wat verandert er als u kiest?" in page.text
    assert "Zo is het nu." in page.text
    for name in ("support_points", "mast_hours", "kits_low_income", "rho"):
        assert f'name="{name}"' in page.text
    assert "nu: geen afspraak" in page.text
    assert "bewijs: onze aanname" in page.text
    assert "Simulatie." in page.text
    assert "dezelfde 50 verlopen" in page.text


def test_a_choice_shows_what_differs_and_stands_in_the_form() -> None:
    page = Client().get(PAGE, {**STORY, "mast_hours": "8"})
    assert "Met uw keuze" in page.text
    assert "Kan niet om hulp bellen" in page.text
    assert 'name="mast_hours" value="8"' in page.text
    assert "Uren dat elke zendmast op accu doorgaat: 8 uur (nu: geen afspraak)" in page.text


def test_the_part_comes_with_a_first_band_the_address_and_asks_for_the_whole() -> None:
    part = Client().get(PART, {**STORY, "mast_hours": "9", "surge": "", "draws": "10"})
    assert part["HX-Push-Url"] == "/explore/?scenario=zoelmond-2017&place=&mast_hours=9"
    assert "eerste band van 10 verlopen" in part.text
    assert "mast_hours=9&amp;draws=50" in part.text
    assert "<html" not in part.text
    whole = Client().get(PART, {**STORY, "mast_hours": "9", "draws": "50"})
    assert "dezelfde 50 verlopen" in whole.text
    assert "hx-get" not in whole.text
    assert "HX-Push-Url" not in whole


def test_the_address_of_the_part_gives_the_same_page() -> None:
    part = Client().get(PART, {**STORY, "kits_low_income": "60", "rho": "90", "draws": "10"})
    page = Client().get(part["HX-Push-Url"])
    assert 'name="kits_low_income" value="60"' in page.text
    assert 'name="rho" value="90"' in page.text
    assert '<details class="technical" open>' in page.text


def test_one_municipality_is_outlined_and_told() -> None:
    page = Client().get(PAGE, {**STORY, "place": "Buren", "mast_hours": "8"})
    assert 'class="outline"' in page.text
    assert '<option value="Buren" selected>' in page.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"mast_hours": "acht"}, "“acht” is geen getal"),
        ({"mast_hours": "100"}, "moet tussen 0 en 72 liggen"),
        ({"mast_hours": "1e999"}, "moet tussen 0 en 72 liggen"),
        ({"support_points": "1.5"}, "is geen heel getal"),
        ({"surge": "-3"}, "moet tussen 3 en 8 liggen"),
        ({"toverstaf": "1"}, "Er is hier geen knop “toverstaf”"),
        ({"scenario": "../../etc/passwd"}, "Er is geen scenario"),
        ({"place": "Atlantis"}, "geen gemeente “Atlantis”"),
        ({"mast_hours": "9" * 4000}, "is geen getal"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays_in_its_field(
    typed: dict[str, str], told: str
) -> None:
    for address in (PAGE, PART):
        answer = Client().get(address, {**STORY, **typed})
        assert answer.status_code == 400
        assert told in answer.text
    page = Client().get(PAGE, {**STORY, "kits_other": "44", **typed})
    assert 'name="kits_other" value="44"' in page.text
    for name in {"mast_hours", "support_points", "surge"} & typed.keys():
        assert f'name="{name}" value="{typed[name]}"' in page.text
        assert f'id="knob-{name}-fault"' in page.text


def test_what_is_typed_cannot_become_a_part_of_the_page() -> None:
    page = Client().get(PAGE, {**STORY, "mast_hours": '"><script>x</script>'})
    assert "<script>x" not in page.text
    page = Client().get(PAGE, {**STORY, "<script>x</script>": "1"})
    assert "<script>x" not in page.text


def test_who_comes_when_all_seats_are_taken_waits_in_words_and_is_told_when_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(1, 0, 0.01)
    monkeypatch.setattr(turns, "desk", desk)
    with desk.seat():
        for address in (PAGE, PART):
            answer = Client().get(address, {**STORY, "mast_hours": "13"})
            assert answer.status_code == 503
            assert answer["Retry-After"] == str(knob_views.RETRY_S)
            assert "Even wachten" in answer.text
            assert "mast_hours=13" in answer.text
    assert Client().get(PART, {**STORY, "mast_hours": "13"}).status_code == 200


def test_a_page_that_asked_something_newer_gets_no_older_answer() -> None:
    newer = Client().get(PART, {**STORY, "mast_hours": "14"}, headers={"Page-Turn": "p 2"})
    older = Client().get(PART, {**STORY, "mast_hours": "15"}, headers={"Page-Turn": "p 1"})
    assert (newer.status_code, older.status_code) == (200, 204)


@pytest.mark.parametrize("header", ["", "p", "p x", "p " + "9" * 5000, "p" * 5000 + " 1"])
def test_a_header_that_says_nothing_stops_nothing(header: str) -> None:
    part = Client().get(PART, {**STORY, "mast_hours": "9"}, headers={"Page-Turn": header})
    assert part.status_code == 200


def test_who_is_signed_in_sees_the_place_of_the_organisation() -> None:
    community = make_community()
    Place.objects.create(
        organisation=community.town, region="gelderland-zuid", municipality="Buren"
    )
    page = client_of(make_person("governor", community.town)).get(PAGE, STORY)
    assert '<option value="Buren" selected>' in page.text


def test_a_region_that_is_too_large_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_AREA_HOURS", 10)
    for address in (PAGE, PART):
        answer = Client().get(address, STORY)
        assert answer.status_code == 400
        assert "te groot om uit te rekenen" in answer.text


def test_a_story_of_months_shows_its_first_two_weeks() -> None:
    part = Client().get(PART, {"scenario": "pandemie", "place": "", "draws": "10"})
    assert part.status_code == 200
    assert "de eerste 336 uur" in part.text
