"""What holds for every page: its language, its headers, and what a visitor reads when it fails."""

from importlib.resources import files

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


def test_a_visitor_reads_the_start_page_in_dutch_and_can_go_on_in_english():
    client = Client(headers={"accept-language": "en"})
    page = client.get("/")
    assert page.status_code == 200
    assert 'lang="nl"' in page.text
    assert "Inloggen" in page.text
    moved = client.post("/language/", {"language": "en", "next": "/account/login/"})
    assert moved["Location"] == "/account/login/"
    assert 'lang="en"' in client.get("/").text
    assert "Sign in" in client.get("/").text


def test_nothing_in_a_page_comes_from_elsewhere_or_runs_inside_it():
    policy = Client().get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    text = Client().get("/account/login/").text
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text
    assert " style=" not in text
    assert "<style" not in text


def test_scripts_and_styles_of_what_is_drawn_are_served_and_its_templates_are_not():
    drawn = files("weerbaar.drawing")
    served = [file.name for file in (drawn / "static").iterdir()]
    assert "report.js" in served
    assert all(find(f"drawing/{name}") for name in served)
    for file in (drawn / "templates").iterdir():
        assert find(f"drawing/{file.name}") is None
        assert Client().get(f"/static/drawing/{file.name}").status_code == 404


def test_plain_http_on_this_computer_is_not_sent_to_https():
    page = Client().get("/")
    assert page.status_code == 200
    assert "Strict-Transport-Security" not in page


@override_settings(
    SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31536000, SESSION_COOKIE_SECURE=True
)
def test_under_tls_the_browser_is_told_to_stay_there():
    assert Client().get("/").status_code == 301
    page = Client().get("/", secure=True)
    assert page["Strict-Transport-Security"] == "max-age=31536000"


def test_a_language_we_do_not_have_and_an_address_elsewhere_are_passed_over():
    client = Client()
    moved = client.post("/language/", {"language": "xx", "next": "https://elsewhere.example/"})
    assert moved["Location"] == "/"
    assert 'lang="nl"' in client.get("/").text


@pytest.mark.parametrize("address", ["/no-such-page/", "/organisations/999999/", "/admin/"])
def test_an_address_that_leads_nowhere_says_so_in_words(address):
    page = Client().get(address)
    assert page.status_code == 404
    assert "Deze pagina is er niet" in page.text


def test_a_form_from_elsewhere_is_refused_in_words():
    page = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert page.status_code == 403
    assert "formulier" in page.text


def test_another_host_name_is_refused():
    assert Client(headers={"host": "elsewhere.example"}).get("/").status_code == 400
