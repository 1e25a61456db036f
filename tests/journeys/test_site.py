"""The site as people meet it in a browser: started by its command, on a database of its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, RULES, WIDE, says, site_of

pytestmark = pytest.mark.journey

PASSWORD = "korenwolf-in-de-wei"
NARROW = {"width": PHONE[0], "height": PHONE[1]}
BROAD = {"width": WIDE[0], "height": WIDE[1]}


@dataclass(frozen=True)
class Site:
    """A running site: its address, and where its administrator chooses a password."""

    address: str
    first_password: str


def weerbaar(environment: dict[str, str], *arguments: str) -> dict:
    command = [sys.executable, "-m", "weerbaar", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("site")
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | {
        "WEERBAAR_DATA_DIR": str(folder),
        "WEERBAAR_DATABASE": "",
        "WEERBAAR_LANGUAGE": "nl",
    }
    weerbaar(environment, "organisation", "add", "Gemeente Dijkstad", "--kind", "municipality")
    given = ["--organisation", "1", "--role", "administrator", "--name", "Anna de Wit"]
    path = weerbaar(environment, "person", "add", "anna@dijkstad.example", *given)["path"]
    with site_of(folder, "--no-demo") as found:
        yield Site(found.rstrip("/"), path)


def sign_in(page: Page, site: Site, address: str = "anna@dijkstad.example") -> None:
    page.goto(f"{site.address}/account/login/")
    page.get_by_label("E-mailadres").fill(address)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()


def nothing_is_wrong(page: Page) -> None:
    """Axe finds nothing, nothing sticks out, and nothing came from elsewhere."""
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, page.url
    results = Axe().run(page, options=RULES)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: Site) -> dict:
    """What a browser keeps once the administrator chose a password and signed in."""
    context = browser.new_context(viewport=NARROW, locale="nl-NL", java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address + site.first_password)
    page.get_by_label("Nieuw wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Het nieuwe wachtwoord nog een keer").fill(PASSWORD)
    page.get_by_role("button", name="Mijn wachtwoord opslaan").click()
    page.get_by_role("link", name="Inloggen").last.click()
    sign_in(page, site)
    expect(page.locator("h1")).to_have_text("Gemeente Dijkstad")
    state = context.storage_state()
    context.close()
    return state


def test_an_administrator_gives_a_role_on_a_phone_without_javascript(
    browser: Browser, site: Site, signed_in: dict
) -> None:
    context = browser.new_context(
        viewport=NARROW, locale="nl-NL", java_script_enabled=False, storage_state=signed_in
    )
    page = context.new_page()
    page.goto(f"{site.address}/mine/")
    page.get_by_role("link", name="Bekijk wie welke rol heeft").click()
    page.get_by_role("link", name="Iemand een rol geven").click()
    page.get_by_label("E-mailadres").fill("bert@dijkstad.example")
    page.get_by_label("Naam").fill("Bert Jansen")
    page.get_by_label("Rol", exact=True).select_option(label="teamleider noodsteunpunt")
    page.get_by_role("button", name="Deze rol geven").click()
    says(page, "/account/password/reset/key/")
    page.locator("#main").get_by_role("link", name="Gemeente Dijkstad").click()
    says(page, "Bert Jansen")
    context.close()


PAGES = [
    "/",
    "/mine/",
    "/me/",
    "/me/erase/",
    "/organisations/1/",
    "/organisations/1/change/",
    "/organisations/1/add/",
    "/organisations/1/trail/",
    "/organisations/1/jobs/",
    "/organisations/1/jobs/start/",
    "/organisations/1/people/",
    "/organisations/1/people/add/",
    "/roles/1/password/",
    "/roles/1/address/",
    "/account/email/",
    "/roles/1/remove/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/webauthn/",
    "/account/reauthenticate/",
    "/no-such-page/",
]
OPEN_PAGES = ["/", "/account/login/", "/account/password/reset/", "/account/inactive/"]
# Dutch last: the site keeps the language of who is signed in.
COMBINATIONS = [("en", "dark", BROAD), ("nl", "light", NARROW)]


@pytest.mark.parametrize(("language", "scheme", "size"), COMBINATIONS, ids=["en dark", "nl phone"])
def test_axe_finds_nothing_on_any_page(
    browser: Browser, site: Site, signed_in: dict, language: str, scheme: str, size: dict
) -> None:
    for state, paths in ((None, OPEN_PAGES), (signed_in, PAGES)):
        context = browser.new_context(
            viewport=size, locale="nl-NL", color_scheme=scheme, storage_state=state
        )
        page = context.new_page()
        page.goto(site.address)
        name = "English" if language == "en" else "Nederlands"
        if page.locator("html").get_attribute("lang") != language:
            page.get_by_role("button", name=name).click()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        for path in paths:
            page.goto(site.address + path)
            assert page.locator("html").get_attribute("lang") == language
            nothing_is_wrong(page)
        assert [url for url in asked if not url.startswith((site.address, "data:"))] == []
        context.close()


def test_no_page_tries_what_its_policy_forbids(
    browser: Browser, site: Site, signed_in: dict
) -> None:
    for state, paths in ((None, OPEN_PAGES), (signed_in, PAGES)):
        context = browser.new_context(viewport=BROAD, storage_state=state)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        for path in paths:
            page.goto(site.address + path)
        assert [text for text in said if "Content Security Policy" in text] == []
        context.close()


def test_two_changes_at_once_are_both_kept_and_one_chooses_on_a_phone_without_javascript(
    browser: Browser, site: Site, signed_in: dict
) -> None:
    context = browser.new_context(
        viewport=NARROW, locale="nl-NL", java_script_enabled=False, storage_state=signed_in
    )
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.goto(f"{site.address}/organisations/1/change/")
    first.get_by_label("Wat die doet in een crisis").fill("Vangt mensen op.")
    first.get_by_role("button", name="Opslaan").click()
    second.get_by_label("Telefoonnummer voor een crisis").fill("14 0123")
    second.get_by_role("button", name="Opslaan").click()
    expect(second.locator("h1")).to_contain_text("Twee versies")
    conflict = re.search(r"/conflicts/\d+/", second.locator("main").inner_html())
    assert conflict
    looked = browser.new_context(viewport=NARROW, locale="nl-NL", storage_state=signed_in)
    with_script = looked.new_page()
    with_script.goto(site.address + conflict[0])
    nothing_is_wrong(with_script)
    looked.close()
    second.get_by_role("group", name="Telefoonnummer").get_by_label("De andere").check()
    second.get_by_role("button", name="Sla deze keuze op").click()
    text = second.locator("main").inner_text()
    assert "14 0123" in text
    assert "Vangt mensen op." in text
    context.close()


def test_a_computation_shows_how_far_it_is_and_when_it_is_done(
    browser: Browser, site: Site, signed_in: dict
) -> None:
    context = browser.new_context(viewport=BROAD, locale="nl-NL", storage_state=signed_in)
    page = context.new_page()
    page.goto(f"{site.address}/organisations/1/")
    page.get_by_role("link", name="Bekijk waaraan wordt gerekend").click()
    page.get_by_role("link", name="Een proefberekening starten").click()
    page.get_by_role("button", name="Start").click()
    nothing_is_wrong(page)
    page.get_by_text("klaar", exact=True).wait_for(timeout=60_000)
    expect(page.get_by_text("klaar", exact=True)).to_be_visible()
    nothing_is_wrong(page)
    context.close()


def test_a_passkey_opens_the_door_without_a_password(
    browser: Browser, site: Site, signed_in: dict
) -> None:
    context = browser.new_context(viewport=BROAD, locale="nl-NL", storage_state=signed_in)
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{site.address}/account/2fa/webauthn/add/")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Ga verder").click()
    page.get_by_label("Naam").fill("mijn telefoon")
    page.get_by_label("Ook hiermee alleen inloggen").check()
    page.get_by_role("button", name="Toevoegen").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    page.goto(f"{site.address}/account/2fa/webauthn/")
    says(page, "mijn telefoon")
    nothing_is_wrong(page)
    page.get_by_role("button", name="Uitloggen").click()
    page.goto(f"{site.address}/account/login/")
    page.get_by_role("button", name="Inloggen met een passkey").click()
    page.wait_for_url("**/organisations/1/")
    context.close()
