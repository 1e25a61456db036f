"""An organisation names the domains by which it sees its place."""

import pytest
from django.test import Client

from tests.platform.community import client_of, make_community, make_person
from weerbaar.platform.web.models import AuditEntry
from weerbaar.region.web.models import Place
from weerbaar.region.web.queries import DEFAULT_REGION
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.web.models import OwnDomains

pytestmark = pytest.mark.django_db

NOWHERE = {f"need_{need}": "0" for need in NEED_ORDER}
NO_NAMES = {f"name_{number}": "" for number in range(1, 6)}


@pytest.fixture
def client() -> Client:
    community = make_community()
    Place.objects.create(organisation=community.town, region=DEFAULT_REGION, municipality="Druten")
    made = client_of(make_person("programme_manager", community.town))
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
    assert client.post(client.page, NOWHERE | NO_NAMES).status_code == 302
    assert "Warm en droog wonen" in client.get("/council/druten/").text


def test_a_refusal_keeps_what_was_typed(client):
    sent = NOWHERE | NO_NAMES | {"name_1": "Thuis", "need_heat": "2"}
    page = client.post(client.page, sent)
    assert page.status_code == 400
    assert "bevat geen behoefte" in page.text
    assert 'value="Thuis"' in page.text
    assert not OwnDomains.objects.exists()
    assert client.post(client.page, {"need_heat": "9"}).status_code == 400


def test_a_need_is_put_in_a_domain_by_its_name(client):
    client.post(client.page, NOWHERE | NO_NAMES | {"name_1": "Thuis", "need_heat": "1"})
    page = client.get(client.page).text
    assert '<option value="1" selected>Thuis</option>' in page
    assert '<option value="2">Domein 2</option>' in page
