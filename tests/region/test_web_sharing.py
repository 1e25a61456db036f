"""Whose facts stand for whom: what is vulnerable goes down to governments, and to who is named."""

from dataclasses import replace

import pytest
from django.test import Client

from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.platform.web import actions as platform_actions
from weerbaar.platform.web.models import AuditEntry, Organisation
from weerbaar.region.web.facts import keep_region, region_of
from weerbaar.region.web.models import Bundle, Place, Shared
from weerbaar.region.web.queries import bundle_of, facts_of, whose

SHIPPED = "gelderland-zuid"
SECRET = "Onderstation dat niemand hoort te kennen"
ROLES = ("crisis_adviser", "care_officer", "programme_manager", "governor", "administrator")


def keep_facts(organisation: Organisation, name: str) -> str:
    """Facts of an organisation's own, told by the name of the region."""
    facts = keep_region(replace(region_of(SHIPPED), name=name))
    values = {"region": SHIPPED, "hash": facts, "parent": facts, "what": "import"}
    Bundle.objects.create(organisation=organisation, estimated=0.5, **values)
    return facts


@pytest.fixture
def community(db, tmp_path, monkeypatch) -> Community:
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    made = make_community()
    Place.objects.create(organisation=made.region, region=SHIPPED)
    Place.objects.create(organisation=made.town, region=SHIPPED, municipality="Druten")
    return made


@pytest.fixture
def partner(community: Community) -> Organisation:
    return platform_actions.add_organisation("Supermarkt", "partner", community.town)


def region_page(client: Client, organisation: Organisation) -> str:
    return client.get(f"/organisations/{organisation.pk}/region/").text


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["partner", "neighbourhood_group"])
def test_in_a_partner_or_group_no_role_sees_the_facts_of_who_stands_above(
    role: str, kind: str, community: Community
):
    keep_facts(community.region, SECRET)
    below = platform_actions.add_organisation("Onder", kind, community.town)
    client = client_of(make_person(role, below))
    assert SECRET not in region_page(client, below)
    for page in ("/", "/explore/", f"/organisations/{below.pk}/region/map.json"):
        assert SECRET not in client.get(page).text
    assert facts_of(below) == SHIPPED


@pytest.mark.parametrize("role", ROLES)
def test_a_municipality_sees_the_facts_of_its_safety_region(role: str, community: Community):
    keep_facts(community.region, SECRET)
    page = region_page(client_of(make_person(role, community.town)), community.town)
    assert SECRET in page
    assert "Dit zijn de feiten van Veiligheidsregio Rivier" in page


def test_the_home_page_says_whose_facts_they_are(community: Community):
    keep_facts(community.region, SECRET)
    page = client_of(make_person("governor", community.town)).get("/").text
    assert "Dit rust op de gegevens van Veiligheidsregio Rivier" in page


def test_who_is_named_sees_the_facts_of_who_named_it_and_of_nobody_else(
    community: Community, partner: Organisation
):
    regions = keep_facts(community.region, SECRET)
    towns = keep_facts(community.town, "Druten zelf")
    Shared.objects.create(organisation=community.region, partner=partner)
    assert facts_of(partner) == regions
    Shared.objects.create(organisation=community.town, partner=partner)
    assert facts_of(partner) == towns
    Shared.objects.filter(organisation=community.region).delete()
    Bundle.objects.filter(organisation=community.town).delete()
    assert bundle_of(partner) is None


def test_an_adviser_names_a_partner_and_takes_it_back(community: Community, partner: Organisation):
    facts = keep_facts(community.town, SECRET)
    client = client_of(make_person("crisis_adviser", community.town))
    page = f"/organisations/{community.town.pk}/region/shared/"
    assert "Supermarkt" in client.get(page).text
    for _ in range(2):
        assert client.post(page, {"partner": partner.pk, "show": "1"}).status_code == 302
    assert facts_of(partner) == facts
    assert "Supermarkt" in region_page(client, community.town)
    assert client.post(page, {"partner": partner.pk, "stop": "1"}).status_code == 302
    assert facts_of(partner) == SHIPPED
    done = AuditEntry.objects.filter(organisation=community.town.pk, action__contains="shar")
    assert [entry.action for entry in done] == ["share-facts", "stop-sharing-facts"]


@pytest.mark.parametrize("asked", ["", "x", "0", "other"])
def test_nobody_but_a_partner_or_group_below_can_be_named(asked: str, community: Community):
    client = client_of(make_person("crisis_adviser", community.town))
    sent = {"partner": community.other_town.pk if asked == "other" else asked, "show": "1"}
    client.post(f"/organisations/{community.town.pk}/region/shared/", sent)
    assert not Shared.objects.exists()


def test_what_a_municipality_takes_in_parts_from_its_region_and_the_page_says_so(
    community: Community,
):
    keep_facts(community.region, "Samen")
    client = client_of(make_person("crisis_adviser", community.town))
    page = client.get(f"/organisations/{community.town.pk}/region/import/").text
    assert "worden de feiten van alleen Dijkstad" in page
    keep_facts(community.town, "Druten zelf")
    assert whose(community.town).parted == community.region
    assert "Veiligheidsregio Rivier heeft andere feiten" in region_page(client, community.town)


def test_the_first_hour_of_a_municipality_does_not_lead_to_pages_of_its_region(
    community: Community,
):
    keep_facts(community.region, "Samen")
    client = client_of(make_person("crisis_adviser", community.town))
    page = client.get(f"/organisations/{community.town.pk}/first-hour/").text
    assert f"/bundles/{Bundle.objects.get().pk}/" not in page
