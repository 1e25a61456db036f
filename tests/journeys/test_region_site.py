"""A place on the site, in a real browser: the map, own facts over estimates, a chain session."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, RULES, WIDE, says, site_of

pytestmark = pytest.mark.journey

SLOW_MS = 60_000
PASSWORD = "korenwolf-in-de-wei"
NARROW = {"width": PHONE[0], "height": PHONE[1]}
BROAD = {"width": WIDE[0], "height": WIDE[1]}
COMBINATIONS = [("nl", "light", NARROW), ("en", "dark", BROAD)]


def weerbaar(environment: dict[str, str], *arguments: str) -> dict:
    command = [sys.executable, "-m", "weerbaar", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a site of its own, and where Anna chooses her first password."""
    folder: Path = tmp_path_factory.mktemp("site")
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | {
        "WEERBAAR_DATA_DIR": str(folder),
        "WEERBAAR_DATABASE": "",
        "WEERBAAR_LANGUAGE": "nl",
    }
    weerbaar(environment, "organisation", "add", "Gemeente Buren", "--kind", "municipality")
    given = ["--organisation", "1", "--name", "Anna de Wit"]
    anna = ["person", "add", "anna@buren.example", *given, "--role"]
    path = weerbaar(environment, *anna, "crisis_adviser")["path"]
    weerbaar(environment, *anna, "programme_manager")
    with site_of(folder, "--no-demo") as found:
        yield found, path


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: tuple[str, str]) -> dict:
    """What a browser keeps once Anna signed in."""
    address, path = site
    context = browser.new_context(viewport=NARROW, locale="nl-NL", java_script_enabled=False)
    page = context.new_page()
    page.goto(address + path)
    page.get_by_label("Nieuw wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Het nieuwe wachtwoord nog een keer").fill(PASSWORD)
    page.get_by_role("button", name="Mijn wachtwoord opslaan").click()
    page.get_by_role("link", name="Inloggen").last.click()
    page.get_by_label("E-mailadres").fill("anna@buren.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.locator("h1")).to_have_text("Gemeente Buren")
    state = context.storage_state()
    context.close()
    return state


def open_site(browser: Browser, state: dict, size: dict, script: bool = True) -> BrowserContext:
    return browser.new_context(
        viewport=size, locale="nl-NL", storage_state=state, java_script_enabled=script
    )


def test_on_a_phone_without_javascript_the_example_makes_less_estimated_and_goes_back(
    browser: Browser, site: tuple[str, str], signed_in: dict
) -> None:
    context = open_site(browser, signed_in, NARROW, script=False)
    page = context.new_page()
    page.goto(site[0] + "/mine/")
    page.get_by_role("link", name="Uw eerste uur").click()
    page.get_by_role("link", name="Een ander gebied kiezen").click()
    page.get_by_label("Over welk gebied gaat dit?").select_option(label="Buren")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name="Uw eerste uur").click()
    says(page, "Dit gaat over Buren.")
    page.get_by_role("link", name="Bekijk de kaart").click()
    expect(page.locator("#still-map svg.map")).to_be_visible()
    page.go_back()

    page.get_by_role("button", name="Geen lijst bij de hand?").click()
    says(page, "was 98,3 % geschat; nu 96,5 %")
    page.get_by_role("button", name="Ja, dit zijn vanaf nu de feiten").click()
    says(page, "Dit zijn vanaf nu de feiten.")

    page.set_default_timeout(SLOW_MS)
    page.get_by_role("link", name="Bekijk hoe het antwoord verandert").click()
    assert "SIMULATIE" in page.locator(".strip").inner_text().upper()
    says(page, "Kan niet om hulp bellen")

    page.goto(site[0] + "/organisations/1/first-hour/")
    page.get_by_role("link", name="Alles terugzetten").click()
    page.get_by_role("button", name="Zet de feiten terug zoals ze bij Weerbaar zaten").click()
    says(page, "was 96,5 % geschat; nu 98,3 %")
    context.close()


def test_what_is_refused_stays_on_a_phone_without_javascript(
    browser: Browser, site: tuple[str, str], signed_in: dict
) -> None:
    context = open_site(browser, signed_in, NARROW, script=False)
    page = context.new_page()
    page.goto(site[0] + "/organisations/1/region/import/")
    pasted = "soort\tnaam\tx\ty\nbrandweerkazerne\tKazerne Zuid\tveel\t433000\n"
    page.get_by_label("Plak cellen uit uw rekenblad").fill(pasted)
    page.get_by_role("button", name="Bekijk wat er zou veranderen").click()
    expect(page.get_by_role("alert")).to_contain_text("regel 2")
    box = page.get_by_label("Plak cellen uit uw rekenblad")
    assert "Kazerne Zuid" in box.input_value()
    box.fill(pasted.replace("veel", "152000"))
    page.get_by_role("button", name="Bekijk wat er zou veranderen").click()
    expect(page.locator("h1")).to_contain_text("Wat er zou veranderen")
    context.close()


def test_the_map_moves_by_keyboard_and_its_layers_come_and_go(
    browser: Browser, site: tuple[str, str], signed_in: dict
) -> None:
    context = open_site(browser, signed_in, BROAD)
    page = context.new_page()
    page.goto(site[0] + "/organisations/1/region/")
    page.wait_for_selector("#region-map[data-ready=yes]", timeout=SLOW_MS)
    assert page.locator("#still-map").is_hidden()
    marks = page.locator("#region-map .site-mark")
    before = marks.count()
    assert page.locator("#region-map .site-mark.guess").count() > 0
    page.get_by_label("apotheek").focus()
    page.keyboard.press("Space")
    assert marks.count() > before
    page.keyboard.press("Space")
    expect(marks).to_have_count(before)

    listed = page.locator("#shown-sites summary").filter(has_text="ziekenhuis")
    listed.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup-content")
    popup.wait_for()
    assert "bekend" in popup.inner_text()

    page.get_by_label("Ga naar een gebied").select_option(label="Wijk 01 Beusichem, Buren")
    page.get_by_role("button", name="Bekijk dit gebied").click()
    page.wait_for_url("**/areas/WK021401/")
    assert "Zendmast" in (page.locator("svg.chain").text_content() or "")
    context.close()


def test_at_a_chain_session_an_answer_shows_what_it_moves_and_survives_a_reload(
    browser: Browser, site: tuple[str, str], signed_in: dict
) -> None:
    context = open_site(browser, signed_in, BROAD)
    page = context.new_page()
    page.set_default_timeout(SLOW_MS)
    page.goto(site[0] + "/organisations/1/chain-sessions/")
    page.get_by_label("Hoe noemt u deze sessie?").fill("Telecom, 3 maart")
    page.get_by_role("button", name="Een sessie beginnen").click()
    page.goto(page.url + "?consumer=mobile_macro&input=power")
    page.get_by_label("Meestal (uren)").fill("8")
    page.get_by_label("zeker", exact=True).check()
    page.get_by_label("Welke organisatie zegt dit?").fill("Telecombedrijf")
    page.get_by_role("button", name="Schrijf op en zie wat het verandert").click()
    page.locator(".answer-part").wait_for()
    expect(page.locator(".answer-part")).to_contain_text("Kan niet om hulp bellen")
    page.reload()
    says(page, "Telecombedrijf: 8 uur")
    page.get_by_role("button", name="Afronden").click()
    page.wait_for_url("**/bundles/*/")
    says(page, "Telecombedrijf")
    context.close()


def paths_of(page: Page, address: str) -> list[str]:
    """Every page of a place, with a state of the facts and a session that are there."""
    page.goto(address + "/organisations/1/region/bundles/")
    bundle = page.locator(".cards a").first.get_attribute("href") or ""
    page.goto(address + "/organisations/1/chain-sessions/")
    session = page.locator(".cards a").first.get_attribute("href") or ""
    here = "/organisations/1/"
    return [
        *(here, here + "place/", here + "region/", here + "region/areas/WK021401/"),
        *(here + "region/import/", here + "region/bundles/", here + "first-hour/"),
        here + "region/shared/",
        *(here + "chain-sessions/", bundle, bundle + "answer/", session, session + "answer/"),
    ]


@pytest.mark.parametrize(("language", "scheme", "size"), COMBINATIONS, ids=["nl phone", "en dark"])
def test_axe_finds_nothing_on_any_page_of_a_place(
    browser: Browser,
    site: tuple[str, str],
    signed_in: dict,
    language: str,
    scheme: str,
    size: dict,
) -> None:
    context = browser.new_context(
        viewport=size, locale="nl-NL", color_scheme=scheme, storage_state=signed_in
    )
    page = context.new_page()
    page.set_default_timeout(SLOW_MS)
    page.goto(site[0])
    if page.locator("html").get_attribute("lang") != language:
        page.get_by_role("button", name="English" if language == "en" else "Nederlands").click()
    for path in paths_of(page, site[0]):
        page.goto(site[0] + path)
        page.wait_for_load_state("networkidle")
        assert page.locator("html").get_attribute("lang") == language
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, page.url
        results = Axe().run(page, options=RULES)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    context.close()


def test_no_page_of_a_place_tries_what_its_policy_forbids(
    browser: Browser, site: tuple[str, str], signed_in: dict
) -> None:
    context = open_site(browser, signed_in, BROAD)
    page = context.new_page()
    page.set_default_timeout(SLOW_MS)
    said: list[str] = []
    asked: list[str] = []
    paths = paths_of(page, site[0])
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for path in paths:
        page.goto(site[0] + path)
        page.wait_for_load_state("networkidle")
    assert said == []
    assert [url for url in asked if not url.startswith((site[0], "data:"))] == []
    context.close()
