"""The page of what others do: for everybody, with one's own beside it for who may see these."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.platform.community import Community, client_of, make_person
from weerbaar.agenda.web.register_models import RegisterRow
from weerbaar.measures.practices.files import read_practices
from weerbaar.platform.web.models import Organisation

pytestmark = pytest.mark.django_db


def page(client: Client | None = None, language: str = "en", **asked: str) -> str:
    reader = client or Client()
    reader.cookies["language"] = language
    answer = reader.get("/practices/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def write_down(town: Organisation) -> None:
    values = {"practice": "Shelters <b>", "country": "Norway; Finland", "what": "Below houses."}
    values |= {"measures": "opvang-ruimte; magic", "status": "trying", "source": "A visit"}
    RegisterRow.objects.create(
        organisation=town, register="practices", key="Shelters <b> | Norway; Finland", values=values
    )


def test_a_newcomer_goes_from_a_country_to_a_measure_and_back() -> None:
    shown = page(country="FI")
    assert "Contracts with product guarantees" in shown
    assert "Banks that went on working" not in shown
    assert "Letter to Parliament on resilience of 6 December 2024, part 5" in shown
    assert "/measures/leveringscontract/" in shown
    card = Client(headers={"accept-language": "en"})
    card.cookies["language"] = "en"
    measure = card.get("/measures/leveringscontract/").content.decode()
    assert "Done elsewhere" in measure
    assert "/practices/?measure=leveringscontract#fi-product-guarantees" in measure
    assert "Done elsewhere" not in card.get("/measures/noodradio/").content.decode()
    assert "/practices/" in card.get("/choices/").content.decode()


def test_a_dutch_page_speaks_dutch() -> None:
    shown = page(language="nl", measure="phishingschild")
    assert "Een schild tegen phishing" in shown
    assert "Wat er moet gelden" in shown
    assert "A shield" not in shown


def test_what_a_region_wrote_down_is_shown_beside_it_to_who_may_see_that(
    community: Community,
) -> None:
    write_down(community.town)
    manager = client_of(make_person("programme_manager", community.town))
    shown = page(manager, country="FI")
    assert "Shelters &lt;b&gt;" in shown
    assert "written down by" in shown
    assert "Contracts with product guarantees" in shown
    assert f"/organisations/{community.town.pk}/registers/practices/add/" in shown
    assert "Shelters" not in page(country="FI")
    inhabitant = client_of(make_person("inhabitant", community.town, "Ida"))
    assert "Shelters" not in page(inhabitant, country="FI")
    assert "registers/practices" not in page(inhabitant)
    elsewhere = client_of(make_person("programme_manager", community.other_town, "Otto"))
    assert "Shelters" not in page(elsewhere)
    # A country that only they name can be asked for, and by nobody else.
    assert "Shelters" in page(manager, country="Norway")
    assert "is no country of this library" in page(country="Norway")
    kept = manager.get("/practices.csv", {"country": "FI"}).content.decode()
    assert "Shelters" in kept
    assert "Shelters" not in Client().get("/practices.csv").content.decode()


@pytest.mark.parametrize("value", ["XX", "9" * 500, "\x00", "<script>x", "\u202e"])
def test_what_is_not_there_is_refused_in_words_and_never_falls_over(value: str) -> None:
    shown = page(country=value, measure=value)
    assert "is no country of this library" in shown
    assert "is no measure of the catalogue" in shown
    assert "<script>x" not in shown
    assert Client().get("/practices.xlsx", {"country": value}).status_code == 200


def test_the_list_is_taken_along_as_it_is_asked_for() -> None:
    lines = Client().get("/practices.csv", {"country": "UA"}).content.decode().splitlines()
    wanted = sum("UA" in one.countries for one in read_practices())
    assert len(lines) == wanted + 1
