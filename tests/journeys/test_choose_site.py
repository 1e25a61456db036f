"""Choosing in a browser: a slider shows costs and effect, and a variant becomes a decision."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.test_site import nothing_is_wrong

pytestmark = pytest.mark.journey
BROAD = {"width": WIDE[0], "height": WIDE[1]}
NARROW = {"width": PHONE[0], "height": PHONE[1]}
PATIENCE_MS = 120_000
WHOLE = "#drawn[data-whole=yes]"


@pytest.fixture(scope="module")
def petra(browser: Browser, demo_site: str) -> Iterator[Page]:
    """The programme manager of the example municipality, in one browser for all of these tests."""
    context = browser.new_context(viewport=BROAD, locale="nl-NL", base_url=demo_site)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/account/login/?next=/choices/")
    page.get_by_role("button", name=re.compile("programmamanager")).first.click()
    yield page
    context.close()


def test_a_slider_changes_costs_and_effect_and_a_decision_keeps_them(petra: Page) -> None:
    petra.goto("/choices/")
    nothing_is_wrong(petra)
    petra.get_by_role("link", name="36 kazernepunten met aggregaat", exact=True).click()
    petra.locator("form[action*='/variants/copy/'] button").click()
    petra.wait_for_selector(WHOLE)
    before = petra.locator("#costs .all strong").last.inner_text()
    slider = petra.locator("input[data-for=knob-m-0-points]")
    slider.fill("12")
    slider.dispatch_event("change")
    expect(petra.locator("#costs .all strong").last).not_to_have_text(before)
    expect(petra.locator("#explore-said")).to_have_text("Het hele antwoord is er.")
    nothing_is_wrong(petra)
    petra.locator(".sends button[value=save]").click()

    petra.get_by_role("link", name="Leg een besluit vast").click()
    petra.get_by_label("Wat is er besloten?").fill("De raad stelt geld beschikbaar.")
    petra.get_by_label("Wie besloot, en met welke bevoegdheid?").select_option("council-budget")
    petra.get_by_label("Waarom?").fill("Het helpt de meeste mensen.")
    nothing_is_wrong(petra)
    petra.get_by_role("button", name="Leg vast").click()
    expect(petra.locator("main")).to_contain_text("dezelfde als die toen bekend waren")
    nothing_is_wrong(petra)


def test_the_catalogue_and_own_figures_fit_a_phone(petra: Page) -> None:
    petra.set_viewport_size(NARROW)
    for address in ("/measures/?owner=local", "/measures/noodpakket/"):
        petra.goto(address)
        nothing_is_wrong(petra)
    petra.get_by_role("link", name="Vul uw eigen cijfers in").click()
    nothing_is_wrong(petra)


def test_without_a_script_a_button_shows_what_changes(browser: Browser, demo_site: str) -> None:
    context = browser.new_context(viewport=NARROW, java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{demo_site}/variants/shipped/36-kazernepunten/")
    expect(page.locator("#costs")).to_contain_text("€")
    page.get_by_role("button", name="Laat zien wat er verandert").click()
    expect(page.locator(".tile").first).to_be_visible()
    context.close()
