"""About which place a page speaks, and on whose facts it rests."""

from dataclasses import replace

import pytest
from django.test import Client, override_settings

from tests.platform.community import client_of, make_community, make_person
from weerbaar.common.files import read_language
from weerbaar.platform.web import actions
from weerbaar.platform.web.models import Membership, Person
from weerbaar.platform.web.queries import organisation_of
from weerbaar.region.overview import municipalities_of
from weerbaar.region.web.facts import keep_region, region_of
from weerbaar.region.web.models import Bundle, Place
from weerbaar.region.web.queries import place_of
from weerbaar.twin.cli import DEFAULT_REGION
from weerbaar.twin.web import ready
from weerbaar.web.choosing import COOKIE, named, shown_to_everybody
from weerbaar.web.serving import prepare_answer

pytestmark = pytest.mark.django_db


def heading(client: Client, path: str = "/") -> str:
    text = client.get(path).text
    return text.split("<h1>")[1].split("</h1>")[0]


def test_a_visitor_sees_the_municipality_of_middle_size_where_nobody_said_which():
    people = municipalities_of(region_of(DEFAULT_REGION))
    sizes = sorted(people.values())
    shown = shown_to_everybody(DEFAULT_REGION)
    assert people[shown] == sizes[(len(sizes) - 1) // 2]
    assert heading(Client()).endswith(f"in {shown}")


def test_whoever_runs_the_site_says_which_comes_first():
    with override_settings(MUNICIPALITY="west maas en waal"):
        assert heading(Client()).endswith("in West Maas en Waal")
    with override_settings(MUNICIPALITY="Nergenshuizen"):
        assert heading(Client()).endswith(shown_to_everybody(DEFAULT_REGION))


def test_the_first_organisation_that_is_about_a_municipality_is_shown_to_everybody():
    community = make_community()
    Place.objects.create(organisation=community.region, region=DEFAULT_REGION)
    Place.objects.create(organisation=community.town, region=DEFAULT_REGION, municipality="Wijchen")
    assert heading(Client()).endswith("in Wijchen")


def test_what_a_visitor_chose_is_kept_in_this_browser():
    client = Client()
    assert heading(client, "/?place=Tiel").endswith("in Tiel")
    assert client.cookies[COOKIE].value == "tiel"
    assert heading(client).endswith("in Tiel")
    assert heading(client, "/?place=all").endswith("Gelderland-Zuid")
    assert heading(client).endswith("Gelderland-Zuid")


def test_a_person_sees_the_municipality_of_their_organisation_and_can_look_elsewhere():
    community = make_community()
    Place.objects.create(organisation=community.town, region=DEFAULT_REGION, municipality="Druten")
    client = client_of(make_person("governor", community.group))
    client.cookies[COOKIE] = "tiel"
    assert heading(client).endswith("in Druten")
    assert "Dit rust op openbare en geschatte gegevens" in client.get("/").text
    assert heading(client, "/?place=Heumen").endswith("in Heumen")
    assert heading(client).endswith("in Druten")


def test_only_who_may_see_the_facts_of_an_organisation_gets_answers_on_them():
    community = make_community()
    Place.objects.create(organisation=community.town, region=DEFAULT_REGION, municipality="Druten")
    stated = replace(region_of(DEFAULT_REGION), name="Vertrouwelijk")
    Bundle.objects.create(
        organisation=community.town,
        region=DEFAULT_REGION,
        hash=keep_region(stated),
        parent="",
        what="import",
        estimated=1.0,
    )
    for role, told in (("programme_manager", "Vertrouwelijk"), ("inhabitant", "Gelderland-Zuid")):
        client = client_of(make_person(role, community.town, role))
        assert f"Heel {told}" in client.get("/").text
        assert f"{told} ·" in client.get("/explore/").text


def test_a_place_that_is_not_there_is_said_so_and_an_old_choice_is_passed_over():
    assert Client().get("/?place=Nergenshuizen").status_code == 404
    assert Client().get("/council/nergenshuizen/").status_code == 404
    assert Client().get("/in/nergenshuizen/").status_code == 404
    client = Client()
    client.cookies[COOKIE] = "<script>"
    assert client.get("/").status_code == 200


def test_a_municipality_goes_by_its_name_or_its_part_of_an_address():
    assert named(DEFAULT_REGION, "West Maas en Waal") == "West Maas en Waal"
    assert named(DEFAULT_REGION, "west-maas-en-waal") == "West Maas en Waal"
    assert named(DEFAULT_REGION, "") == ""


@pytest.fixture
def anna_of_two(db) -> Client:
    """Somebody with a role in the region, in a town of it and in another town."""
    community = make_community()
    for name, place in (("region", ""), ("town", "Druten"), ("other_town", "Heumen")):
        organisation = getattr(community, name)
        Place.objects.create(organisation=organisation, region=DEFAULT_REGION, municipality=place)
        anna = actions.add_person("anna@dijkstad.example", "Anna", "crisis_adviser", organisation)
    actions.add_person("anna@dijkstad.example", "Anna", "crisis_adviser", community.country)
    client = client_of(anna)
    client.community = community
    return client


@pytest.fixture
def community_of_groups(db) -> Person:
    """Somebody with a role in a group, in the municipality above it and in the country."""
    community = make_community()
    for organisation in (community.group, community.town, community.country):
        anna = actions.add_person("anna@dijkstad.example", "Anna", "volunteer", organisation)
    return anna


def menu_of(client: Client) -> str:
    return client.get("/how/").text.split("</nav>")[0]


def works_for(client: Client, name: str, place: str) -> None:
    """The first page, the knobs and the menu are all about one organisation."""
    organisation = getattr(client.community, name)
    assert heading(client).endswith(f"in {place}")
    assert f'<option value="{place}" selected>' in client.get("/explore/").text
    menu = menu_of(client)
    assert f"/organisations/{organisation.pk}/region/" in menu
    assert f'U bent hier voor: <a href="/mine/">{organisation.name}</a>' in menu


def test_first_page_knobs_and_menu_are_about_one_organisation(anna_of_two: Client):
    works_for(anna_of_two, "town", "Druten")


def test_a_municipality_goes_before_a_group_of_it(community_of_groups: Person):
    assert organisation_of(community_of_groups).kind == "municipality"
    community_of_groups.memberships.filter(organisation__kind="municipality").delete()
    assert organisation_of(community_of_groups).kind == "neighbourhood_group"


def test_a_person_of_two_chooses_for_which_they_work_and_it_is_remembered(anna_of_two: Client):
    page = anna_of_two.get("/mine/").text
    other = anna_of_two.community.other_town
    assert f'name="organisation" value="{other.pk}"' in page
    assert anna_of_two.post("/mine/choose/", {"organisation": other.pk}).status_code == 302
    works_for(anna_of_two, "other_town", "Heumen")
    again = client_of(Person.objects.get())
    again.community = anna_of_two.community
    works_for(again, "other_town", "Heumen")


def test_who_lost_the_role_in_what_they_chose_works_for_another(anna_of_two: Client):
    other = anna_of_two.community.other_town
    anna_of_two.post("/mine/choose/", {"organisation": other.pk})
    Membership.objects.filter(organisation=other).delete()
    works_for(anna_of_two, "town", "Druten")


@pytest.mark.parametrize("asked", ["", "x", "0", "9" * 30, "group"])
def test_nobody_works_for_what_they_do_not_belong_to(anna_of_two: Client, asked: str):
    sent = anna_of_two.community.group.pk if asked == "group" else asked
    assert anna_of_two.post("/mine/choose/", {"organisation": sent})["Location"] == "/mine/"
    assert Person.objects.get().works_for is None


def test_a_site_of_another_region_shows_that_one_to_every_visitor(settings):
    settings.REGION = "caribisch-nederland"
    client = Client()
    assert heading(client, "/?place=Saba").endswith("in Saba")
    assert "Heel Caribisch Nederland" in client.get("/").text
    explore = client.get("/explore/").text
    assert "Caribisch Nederland" in explore
    assert "Gelderland-Zuid" not in explore
    assert client.get("/in/saba/").status_code == 200
    assert client.get("/in/tiel/").status_code == 404
    assert client.get("/council/saba/").status_code == 200


def test_a_site_of_another_region_makes_that_one_ready_at_the_start(settings):
    settings.REGION = "caribisch-nederland"
    made: list[int] = []
    prepare_answer(read_language("nl"), made.append)
    usual = ready.usual_of("caribisch-nederland")
    assert ("caribisch-nederland", usual, ready.DEFAULT_RUNS) in ready.runs.made


def test_an_organisation_without_a_place_is_about_the_region_of_the_site(settings):
    settings.REGION = "caribisch-nederland"
    assert place_of(make_community().town).region == "caribisch-nederland"
