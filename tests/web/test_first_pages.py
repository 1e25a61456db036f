"""The first screen, the page for the council and the page for inhabitants: what stands on them."""

import re
from cProfile import Profile
from pstats import Stats

import pytest
from django.test import Client

from tests.platform.community import client_of, make_community, make_person
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.models import Place
from weerbaar.twin.cli import DEFAULT_REGION
from weerbaar.web import queries, views

pytestmark = pytest.mark.django_db

TOWN = "/?place=Buren"
PAGES = ("/", "/how/", "/council/buren/", "/in/buren/", "/in/buren/en/")


def test_a_newcomer_reads_what_happens_to_whom_and_what_to_do():
    page = Client().get(TOWN).text
    assert "<h1>72 uur zonder stroom in Buren</h1>" in page
    assert "Gemeente Buren" in page
    assert "27.145 inwoners" in page
    assert "−5" in page
    assert page.count('class="said"') == 3
    assert page.count('<li class="card">') == 3
    assert "Wat we niet weten" in page
    assert 'href="/council/buren/"' in page
    assert 'id="map-hour"' in page


def test_what_happened_before_is_told_with_its_source():
    page = Client().get(TOWN).text
    assert "Dit is eerder gebeurd" in page
    assert "Zoelmond" in page
    assert "Bron: Regionale en landelijke pers, november 2017" in page
    assert "Dit is eerder gebeurd" not in Client().get("/?place=Druten").text


def test_who_is_signed_in_is_led_to_the_facts_of_their_own_organisation():
    community = make_community()
    Place.objects.create(organisation=community.town, region=DEFAULT_REGION, municipality="Buren")
    page = client_of(make_person("programme_manager", community.town)).get("/").text
    assert f'href="/organisations/{community.town.pk}/' in page.split("Vul uw eigen")[0][-80:]
    assert 'href="/account/login/"><' not in page
    assert 'href="/mine/facts/">Vul' in Client().get("/").text


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_script_or_style_of_its_own(path: str):
    page = Client().get(path).text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)


@pytest.mark.parametrize("path", ["/", "/council/buren/", "/in/buren/"])
def test_every_page_with_figures_says_that_it_is_a_simulation(path: str):
    assert "Simulatie. Zo zou het kunnen gaan; zo gaat het nu niet." in Client().get(path).text


def test_the_council_reads_three_gaps_and_who_can_do_what():
    page = Client().get("/council/buren/").text
    assert page.count('class="gap"') == 3
    assert page.count("Veiligheidsregio <sup>") == 3
    assert page.count("Zelf doen:") == 3
    assert "rust op geschatte objecten" in page
    assert "denkvooruit.nl" in page
    assert "person-uren" not in page.lower()


def test_the_calculation_is_explained_in_plain_words_with_what_is_left_out():
    page = Client().get("/how/").text
    assert "Wat er niet in zit" in page
    assert "Zoelmond" in page


def test_inhabitants_see_no_object_of_the_region_and_no_cause():
    page = Client().get("/in/buren/").text
    sites = region_of(DEFAULT_REGION).sites
    names = {str(name) for name in sites["name"]} | {str(site) for site in sites["site"]}
    assert [name for name in names if len(name) > 4 and name in page] == []
    assert "zendmast" not in page.lower()
    assert "Hoofdoorzaak" not in page
    assert "Wat u thuis kunt doen" in page
    assert "denkvooruit.nl" in page


def test_the_public_page_is_the_same_for_everybody_and_any_cache_may_keep_it():
    community = make_community()
    Place.objects.create(organisation=community.town, region=DEFAULT_REGION, municipality="Tiel")
    known = client_of(make_person("governor", community.town))
    known.cookies["language"] = "en"
    for client in (Client(), known):
        page = client.get("/in/buren/")
        assert page["Cache-Control"] == "public, max-age=3600"
        assert "Cookie" not in page.get("Vary", "")
        assert not page.cookies
        assert 'lang="nl"' in page.text
        assert "csrf" not in page.text
    assert known.get("/in/buren/").content == Client().get("/in/buren/").content


def test_a_cache_that_asks_again_hears_that_nothing_changed():
    first = Client().get("/in/buren/")
    again = Client().get("/in/buren/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert Client().get("/in/tiel/")["ETag"] != first["ETag"]


def test_the_public_page_speaks_the_language_of_its_address():
    page = Client().get("/in/buren/en/")
    assert page["Content-Language"] == "en"
    assert "What you can do at home" in page.text
    assert 'href="/in/buren/nl/"' in page.text
    assert Client().get("/in/buren/xx/").status_code == 404


def called_in(client: Client, path: str, **headers: str) -> set[str]:
    """The names of all functions that were called while a page was answered."""
    profile = Profile()
    profile.runcall(client.get, path, headers=headers)
    return {name for _, _, name in Stats(profile).stats}


@pytest.mark.parametrize("path", ["/?place=Druten", "/council/druten/", "/in/druten/"])
def test_what_was_composed_for_one_visitor_is_there_for_the_next(path: str):
    for kept in (queries.openings, queries.sheets, views.public_pages):
        kept.made.clear()
    work = {"compose_report", "render_report"}
    assert work <= called_in(Client(), path)
    assert not work & called_in(Client(), path)


def test_a_public_page_is_laid_out_once_and_a_cache_is_answered_before_that():
    views.public_pages.made.clear()
    assert "public_page" in called_in(Client(), "/in/druten/")
    etag = Client().get("/in/druten/")["ETag"]
    for headers in ({}, {"if-none-match": etag}):
        assert not {"public_page", "render_to_string"} & called_in(
            Client(), "/in/druten/", **headers
        )


def test_what_is_kept_for_one_organisation_is_not_shown_to_another():
    """The three things one can do differ; what is kept of them does too."""
    community = make_community()
    for town in (community.town, community.other_town):
        Place.objects.create(organisation=town, region=DEFAULT_REGION, municipality="Buren")
    for town in (community.town, community.other_town):
        page = client_of(make_person("programme_manager", town, town.name)).get("/").text
        assert f'href="/organisations/{town.pk}/region/import/"' in page
    assert 'href="/mine/facts/">Vul' in Client().get(TOWN).text
