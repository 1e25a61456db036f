"""Tools for one question in a browser: each page holds, and a visitor and a firm find their way."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, WIDE, says
from tests.journeys.test_site import nothing_is_wrong

pytestmark = pytest.mark.journey
BROAD = {"width": WIDE[0], "height": WIDE[1]}
NARROW = {"width": PHONE[0], "height": PHONE[1]}
PATIENCE_MS = 120_000
OPEN = (
    *("/service/", "/production/", "/market/", "/routes/", "/practices/", "/base-level/"),
    *("/firm-check/?staff=5", "/contribute/"),
)
OF_THE_TOWN = (
    *("mayor-kit/", "agenda/helps/", "agenda/pillars/", "agenda/offers/", "registers/suppliers/"),
    *("registers/availability/", "registers/banks/", "registers/banks/paying/"),
    *("registers/dependencies/answers/", "registers/practices/", "registers/laws/"),
)


@pytest.mark.parametrize(("language", "size"), [("nl", NARROW), ("en", BROAD)], ids=["nl", "en"])
def test_each_tool_holds_without_an_account(
    browser: Browser, demo_site: str, language: str, size: dict
) -> None:
    context = browser.new_context(viewport=size, locale="nl-NL", base_url=demo_site)
    context.add_cookies([{"name": "language", "value": language, "url": demo_site}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    for address in OPEN:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        expect(page.locator("html")).to_have_attribute("lang", language)
        nothing_is_wrong(page)
    context.close()


@pytest.fixture(scope="module")
def petra(browser: Browser, demo_site: str) -> Iterator[Page]:
    """The programme manager of the example municipality on a phone."""
    context = browser.new_context(viewport=NARROW, locale="nl-NL", base_url=demo_site)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/account/login/?next=/choices/")
    page.get_by_role("button", name=re.compile("programmamanager")).first.click()
    yield page
    context.close()


def test_each_tool_of_a_municipality_holds_on_a_phone(petra: Page) -> None:
    petra.goto("/choices/")
    town = petra.locator("p.over a").first.get_attribute("href")
    for name in OF_THE_TOWN:
        answer = petra.goto(f"{town}{name}")
        assert answer is not None
        assert answer.status == 200, name
        nothing_is_wrong(petra)


def test_a_visitor_offers_something_and_takes_it_back_without_a_script(
    browser: Browser, demo_site: str
) -> None:
    context = browser.new_context(
        viewport=NARROW, java_script_enabled=False, locale="nl-NL", base_url=demo_site
    )
    page = context.new_page()
    page.goto("/contribute/")
    page.get_by_role("link", name=re.compile("Gemeente Buren")).click()
    page.locator("input[name=title]").fill("Een warme zaal")
    page.locator("textarea[name=note]").fill("Bel 06-12345678")
    page.get_by_role("button", name="Bied het aan").click()
    expect(page.locator("input[name=title]")).to_have_value("Een warme zaal")
    page.locator("textarea[name=note]").fill("In het weekend.")
    page.get_by_role("button", name="Bied het aan").click()
    says(page, "Een warme zaal")
    page.get_by_role("button", name=re.compile("wis")).click()
    says(page, "gewist")
    context.close()


def test_a_small_firm_hears_what_to_do_first_without_a_script(
    browser: Browser, demo_site: str
) -> None:
    context = browser.new_context(
        viewport=NARROW, java_script_enabled=False, locale="nl-NL", base_url=demo_site
    )
    page = context.new_page()
    page.goto("/firm-check/")
    page.locator("#staff").fill("5")
    page.locator("form.firm button").click()
    page.locator("form.firm input[type=text], form.firm div.field input").nth(1).fill("8 uur")
    page.locator("form.firm button").first.click()
    says(page, "Doe dit eerst")
    context.close()


def test_a_wrong_number_is_refused_in_words_and_stays(browser: Browser, demo_site: str) -> None:
    context = browser.new_context(
        viewport=NARROW, java_script_enabled=False, locale="nl-NL", base_url=demo_site
    )
    page = context.new_page()
    page.goto("/market/")
    page.locator("input[name=people]").fill("heel veel")
    page.locator("form.filters button[type=submit]").first.click()
    expect(page.locator("input[name=people]")).to_have_value("heel veel")
    says(page, "is geen getal")
    page.locator("input[name=people]").fill("20000")
    page.locator("form.filters button[type=submit]").first.click()
    expect(page.locator("input[name=people]")).to_have_value("20000")
    expect(page.locator("main svg").first).to_be_visible()
    context.close()
