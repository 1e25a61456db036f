"""The directory: everybody who works together in a safety region, as a page and as a file."""

import io

import pytest
from openpyxl import load_workbook

from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.platform.web import actions, queries
from weerbaar.platform.web.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def community(db) -> Community:
    return make_community()


def test_anna_finds_whom_to_call_in_the_other_town(community: Community):
    Organisation.objects.filter(pk=community.other_town.pk).update(telephone="0344-123456")
    make_person("care_officer", community.other_town, "Bert")
    anna = client_of(make_person("crisis_adviser", community.town))
    page = anna.get(f"/organisations/{community.town.pk}/directory/").text
    assert "0344-123456" in page
    assert "Bert (officier van dienst bevolkingszorg)" in page
    assert "Buurtgroep Kade" in page


def test_a_search_shows_only_what_holds_the_words(community: Community):
    anna = client_of(make_person("crisis_adviser", community.town))
    page = anna.get(f"/organisations/{community.town.pk}/directory/", {"q": "polder"}).text
    assert "Polderdorp" in page
    assert "Buurtgroep Kade" not in page
    empty = anna.get(f"/organisations/{community.town.pk}/directory/", {"q": "<script>"}).text
    assert "Niets gevonden" in empty
    assert '<script>"' not in empty


def test_the_network_stops_at_the_safety_region(community: Community):
    elsewhere = actions.add_organisation("Veiligheidsregio Zee", "safety_region", community.country)
    names = [str(listed.organisation) for listed in queries.network_of(community.group)]
    assert names == ["Veiligheidsregio Rivier", "Dijkstad", "Polderdorp", "Buurtgroep Kade"]
    assert [str(x.organisation) for x in queries.network_of(elsewhere)] == ["Veiligheidsregio Zee"]


def test_inhabitants_and_volunteers_are_not_listed_as_speaking(community: Community):
    make_person("inhabitant", community.town, "Cees")
    make_person("volunteer", community.town, "Dora")
    assert [listed.contacts for listed in queries.network_of(community.town)] == [()] * 4


def test_the_files_hold_what_the_page_shows(community: Community):
    Organisation.objects.filter(pk=community.town.pk).update(telephone="=1+1")
    anna = client_of(make_person("crisis_adviser", community.town))
    csv = anna.get(f"/organisations/{community.town.pk}/directory.csv")
    assert csv["Content-Disposition"] == 'attachment; filename="wie-is-wie.csv"'
    assert "Dijkstad;gemeente;'=1+1" in csv.text
    xlsx = anna.get(f"/organisations/{community.town.pk}/directory.xlsx")
    sheet = load_workbook(io.BytesIO(xlsx.content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
        "Veiligheidsregio Rivier",
        "Dijkstad",
        "Polderdorp",
        "Buurtgroep Kade",
    ]
