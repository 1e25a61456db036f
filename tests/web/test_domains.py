"""An organisation names the domains by which it sees its place."""

import pytest
from django.test import Client

from tests.platform.community import client_of, make_community, make_person
from weerbaar.platform.edits import KEPT
from weerbaar.platform.web.models import AuditEntry, Conflict
from weerbaar.region.web.models import Place
from weerbaar.twin.cli import DEFAULT_REGION
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.web.models import OwnDomains

pytestmark = pytest.mark.django_db

NOWHERE = {f"need_{need}": "0" for need in NEED_ORDER} | {"version": "0"}
NO_NAMES = {f"name_{number}": "" for number in range(1, 6)}


@pytest.fixture
def client() -> Client:
    community = make_community()
    Place.objects.create(organisation=community.town, region=DEFAULT_REGION, municipality="Druten")
    made = client_of(make_person("programme_manager", community.town))
    made.organisation = f"/organisations/{community.town.pk}/"
    made.page = f"/organisations/{community.town.pk}/domains/"
    return made


def test_the_page_of_the_municipality_shows_the_domains_of_the_organisation(client):
    assert "Warm en droog wonen" in client.get("/council/druten/").text
    sent = NOWHERE | NO_NAMES | {"name_1": "Thuis", "need_heat": "1"}
    assert client.post(client.page, sent).status_code == 302
    page = client.get("/council/druten/").text
    assert "<caption>Thuis</caption>" in page
    assert "Warm en droog wonen" not in page
    assert 'value="Thuis"' in client.get(client.page).text
    assert AuditEntry.objects.filter(action="change-domains").exists()
    assert "Warm en droog wonen" in Client().get("/council/druten/").text


def test_without_names_the_first_division_comes_back(client):
    client.post(client.page, NOWHERE | NO_NAMES | {"name_1": "Thuis", "need_heat": "1"})
    sent = NOWHERE | NO_NAMES | {"version": "1"}
    assert client.post(client.page, sent).status_code == 302
    assert "Warm en droog wonen" in client.get("/council/druten/").text


def test_a_refusal_keeps_what_was_typed(client):
    sent = NOWHERE | NO_NAMES | {"name_1": "Thuis", "need_heat": "2"}
    page = client.post(client.page, sent)
    assert page.status_code == 400
    assert "bevat geen behoefte" in page.text
    assert 'value="Thuis"' in page.text
    assert not OwnDomains.objects.exists()
    assert client.post(client.page, {"need_heat": "9"}).status_code == 400


HOME = NOWHERE | NO_NAMES | {"name_1": "Thuis", "need_heat": "1"}
STREET = NOWHERE | NO_NAMES | {"name_1": "Straat", "need_heat": "1"}


def names_that_stand() -> list[str]:
    return [domain["name"] for domain in OwnDomains.objects.get().domains]


def test_of_two_divisions_at_once_both_are_kept_shown_and_one_is_chosen(client):
    assert client.get(client.page)["ETag"] == '"0"'
    client.post(client.page, HOME)
    page = client.post(client.page, STREET)
    assert page.status_code == 409
    assert "Thuis" in page.text
    assert "Straat" in page.text
    assert names_that_stand() == ["Thuis"]
    conflict = Conflict.objects.get()
    assert f"/conflicts/{conflict.pk}/" in client.get(client.organisation).text
    sent = {"version": "1", "pick-name_1": KEPT}
    assert client.post(f"/conflicts/{conflict.pk}/", sent).status_code == 302
    assert names_that_stand() == ["Straat"]


def test_what_is_picked_must_go_together_and_nothing_is_lost_where_it_does_not(client):
    client.post(client.page, HOME)
    client.post(client.page, NOWHERE | NO_NAMES | {"name_2": "Buiten", "need_water": "2"})
    conflict = Conflict.objects.get()
    page = client.post(f"/conflicts/{conflict.pk}/", {"version": "1", "pick-name_2": KEPT})
    assert page.status_code == 400
    assert "bevat geen behoefte" in page.text
    assert names_that_stand() == ["Thuis"]
    assert Conflict.objects.get().settled_at is None


def test_only_what_somebody_changed_is_laid_over_what_stands(client):
    client.post(client.page, HOME)
    saw = {f"initial-{name}": value for name, value in HOME.items()}
    client.post(client.page, HOME | saw | {"need_medical": "1", "version": "1"})
    late = client.post(client.page, HOME | saw | {"name_1": "Wonen", "version": "1"})
    assert 'name="pick-name_1"' in late.text
    assert "pick-need_medical" not in late.text


def test_a_program_says_by_if_match_on_what_its_division_was_made(client):
    assert client.post(client.page, HOME, headers={"if-match": '"0"'}).status_code == 302
    assert client.post(client.page, STREET, headers={"if-match": '"0"'}).status_code == 412
    assert client.post(client.page, STREET, headers={"if-match": '"1"'}).status_code == 302


def test_a_need_is_put_in_a_domain_by_its_name(client):
    client.post(client.page, NOWHERE | NO_NAMES | {"name_1": "Thuis", "need_heat": "1"})
    page = client.get(client.page).text
    assert '<option value="1" selected>Thuis</option>' in page
    assert '<option value="2">Domein 2</option>' in page
