"""A newcomer on the first screen: from a map to the sheet that a mayor takes to the council.

The demonstration is Zoelmond 2017, which lies in Buren, but three days long and in January.
"""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, WIDE, says
from tests.journeys.test_site import nothing_is_wrong

pytestmark = pytest.mark.journey

NARROW = {"width": PHONE[0], "height": PHONE[1]}
BROAD = {"width": WIDE[0], "height": WIDE[1]}
COMBINATIONS = [("nl", "light", NARROW), ("en", "dark", BROAD)]
IDS = ["nl phone", "en dark"]
PATHS = ["/", "/?place=all", "/how/", "/council/buren/", "/account/login/"]
PATHS += ["/firm-check/?staff=4"]
OPEN = {"nl": "/in/buren/", "en": "/in/buren/en/"}
PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def site(demo_site: str) -> str:
    return demo_site


def speaking(context: BrowserContext, site: str, language: str) -> None:
    context.add_cookies([{"name": "language", "value": language, "url": site}])


def sheets_of(page: Page) -> int:
    return len(PAGE.findall(page.pdf(prefer_css_page_size=True)))


def choices_of(page: Page) -> list[str]:
    return page.get_by_label("Andere gemeente").locator("option").all_inner_texts()


def test_zoelmond_2017_but_three_days_in_january_from_first_screen_to_a_sheet_for_the_council(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(viewport=BROAD, locale="nl-NL")
    page = context.new_page()
    page.goto(site)
    page.get_by_label("Andere gemeente").select_option(label="Buren")
    page.get_by_role("button", name="Toon").click()
    expect(page.locator("h1")).to_have_text("72 uur zonder stroom in Buren")
    expect(page.get_by_role("region", name="Dit is eerder gebeurd")).to_contain_text("Zoelmond")
    told = page.locator("#map-summary").inner_text()
    page.get_by_label("Uur van de kaart").fill("1")
    expect(page.locator("#map-hour-words")).to_have_text("uur 1")
    assert page.locator("#map-summary").inner_text() != told
    page.get_by_role("link", name="Bespreek het met de raad").click()
    expect(page.locator(".gap")).to_have_count(3)
    expect(page.get_by_role("button", name="Druk dit blad af")).to_be_visible()
    expect(page.locator(".sheet")).to_contain_text("Kan niet")
    assert sheets_of(page) == 1
    context.close()


def test_on_a_phone_without_javascript_the_way_to_the_sheet_is_the_same(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(viewport=NARROW, locale="nl-NL", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/?place=tiel")
    expect(page.locator("h1")).to_have_text("72 uur zonder stroom in Tiel")
    assert page.locator(".multiples figure").count() >= 3
    page.get_by_role("link", name="Bespreek het met de raad").click()
    expect(page.locator("h1")).to_contain_text("Tiel")
    assert not page.get_by_role("button", name="Druk dit blad af").is_visible()
    page.goto(site)
    expect(page.locator("h1")).to_contain_text("Tiel")
    context.close()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sheet_of_every_municipality_is_one_page(
    browser: Browser, site: str, language: str
) -> None:
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    page.goto(site)
    names = [name for name in choices_of(page) if not name.startswith("Heel")]
    assert len(names) == 14
    speaking(context, site, language)
    for name in names:
        page.goto(f"{site}/council/{name.lower().replace(' ', '-')}/")
        assert page.locator("html").get_attribute("lang") == language
        assert sheets_of(page) == 1, name
    context.close()


def test_somebody_looks_around_as_an_example_person_and_goes_again(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(viewport=NARROW, locale="nl-NL", java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("link", name="Vul uw eigen brandweerkazernes in").click()
    page.get_by_role("button", name="Inloggen als programmamanager (voorbeeld)").click()
    # They land where they were going: on the form for their own facts.
    assert page.url.endswith("/region/import/")
    says(page, "Gemeente Buren")
    page.get_by_role("link", name="Mijn gemeente").click()
    says(page, "Dit rust op openbare en geschatte gegevens")
    card = page.get_by_role("link", name="Vul uw eigen brandweerkazernes in")
    assert "/organisations/" in str(card.get_attribute("href"))
    page.get_by_role("button", name="Uitloggen").click()
    assert page.get_by_role("link", name="Inloggen").count()
    context.close()


@pytest.mark.parametrize(("language", "scheme", "size"), COMBINATIONS, ids=IDS)
def test_axe_finds_nothing_on_the_pages_that_a_visitor_meets_first(
    browser: Browser, site: str, language: str, scheme: str, size: dict
) -> None:
    context = browser.new_context(viewport=size, locale="nl-NL", color_scheme=scheme)
    page = context.new_page()
    speaking(context, site, language)
    for path in [*PATHS, OPEN[language]]:
        page.goto(site + path)
        assert page.locator("html").get_attribute("lang") == language
        nothing_is_wrong(page)
    page.goto(f"{site}/account/login/")
    page.locator(".examples button").first.click()
    town = page.url
    for path in ["/", "/council/buren/", town.removeprefix(site) + "domains/"]:
        page.goto(site + path)
        nothing_is_wrong(page)
    context.close()


def test_no_page_tries_what_its_policy_forbids_or_asks_elsewhere(
    browser: Browser, site: str
) -> None:
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for path in [*PATHS, *OPEN.values()]:
        page.goto(site + path)
    assert said == []
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    page.close()
