"""Asking for an answer and composing a scenario, as people do it in a browser."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import site_of
from tests.journeys.test_site import BROAD, NARROW, nothing_is_wrong

pytestmark = pytest.mark.journey

PASSWORD = "korenwolf-in-de-wei"
TOWN = "/organisations/1"
MAKE = f"""
from weerbaar.platform.runner import start_django
start_django()
from weerbaar.platform.web import actions
from weerbaar.region.web.models import Place
town = actions.add_organisation("Gemeente Dijkstad", "municipality", None)
Place.objects.create(organisation=town, region="gelderland-zuid", municipality="Buren")
anna = actions.add_person("anna@dijkstad.example", "Anna de Wit", "crisis_adviser", town)
actions.set_password(anna, "{PASSWORD}")
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of its own, with a town and its adviser."""
    folder: Path = tmp_path_factory.mktemp("runs-site")
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | {
        "WEERBAAR_DATA_DIR": str(folder),
        "WEERBAAR_DATABASE": "",
        "WEERBAAR_LANGUAGE": "nl",
    }
    subprocess.run([sys.executable, "-c", MAKE], env=environment, check=True)
    with site_of(folder, "--no-demo") as found:
        yield found.rstrip("/")


@pytest.fixture(scope="module")
def signed_in(browser: Browser, address: str) -> dict:
    """What a browser keeps once the adviser signed in."""
    context = browser.new_context(viewport=NARROW, locale="nl-NL")
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    page.get_by_label("E-mailadres").fill("anna@dijkstad.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.locator("h1")).to_have_text("Gemeente Dijkstad")
    state = context.storage_state()
    context.close()
    return state


def on(browser: Browser, signed_in: dict, size: dict, script: bool = True) -> BrowserContext:
    return browser.new_context(
        viewport=size, locale="nl-NL", storage_state=signed_in, java_script_enabled=script
    )


def ask(page: Page, address: str, draws: str = "10") -> None:
    page.goto(f"{address}{TOWN}/runs/")
    page.get_by_role("link", name="Een antwoord vragen").click()
    page.get_by_label("Wat er gebeurt").select_option("shipped:drie-dagen-januari")
    page.get_by_label("Hoeveel verlopen").fill(draws)
    page.get_by_role("button", name="Reken het uit").click()


@pytest.fixture(scope="module")
def answer(browser: Browser, address: str, signed_in: dict) -> str:
    """The address of an answer, which came by itself while its page was watched."""
    context = on(browser, signed_in, BROAD)
    page = context.new_page()
    ask(page, address)
    nothing_is_wrong(page)
    page.locator("#map").wait_for(timeout=120_000)
    found = page.url.partition("?")[0]
    context.close()
    return found


def test_an_answer_is_read_with_slider_play_and_the_chain_of_an_area_by_mouse(
    browser: Browser, signed_in: dict, answer: str
) -> None:
    context = on(browser, signed_in, BROAD)
    page = context.new_page()
    page.goto(answer)
    assert page.url == answer
    page.get_by_label("De kaart toont").select_option("power")
    slider = page.get_by_role("slider", name="Uur van de kaart")
    slider.fill("30")
    page.wait_for_url(re.compile(r"need=power&hour=30$"))
    area = page.locator("#live-map .areas > *").first
    box = area.bounding_box()
    assert box
    area.dispatch_event("click")
    page.locator("#told-why .chain li").first.wait_for()
    expect(page.locator("#told-why")).to_contain_text("hoogspanningsstation")
    page.wait_for_url(re.compile(r"area=WK\d+"))
    link = page.url
    nothing_is_wrong(page)
    page.get_by_role("button", name="Speel af").click()
    expect(slider).not_to_have_value("30")
    page.get_by_role("button", name="Pauze").click()
    # What was looked at is found again by its address.
    other = context.new_page()
    other.goto(link)
    expect(other.get_by_role("slider", name="Uur van de kaart")).to_have_value("30")
    expect(other.get_by_label("De kaart toont")).to_have_value("power")
    context.close()


def test_every_file_is_taken_along(browser: Browser, signed_in: dict, answer: str) -> None:
    context = on(browser, signed_in, BROAD)
    page = context.new_page()
    page.goto(answer)
    for name in ("areas.csv", "tables.xlsx", "areas.geojson", "hours.parquet", "answer.json"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename == f"drie-dagen-januari-buren-{name}"
    context.close()


def test_an_answer_is_read_on_a_phone_without_javascript(
    browser: Browser, signed_in: dict, answer: str
) -> None:
    context = on(browser, signed_in, NARROW, script=False)
    page = context.new_page()
    page.goto(answer)
    assert page.locator(".multiples figure").count() > 1
    page.get_by_label("Wat ze missen").select_option("power")
    page.get_by_label("Uur", exact=True).fill("30")
    page.get_by_label("Gebied", exact=True).select_option(index=2)
    page.get_by_role("button", name="Toon dit uur op de kaart").click()
    assert page.locator(".multiples figcaption").all_inner_texts() == ["uur 30"]
    page.get_by_role("button", name="Leg uit").click()
    expect(page.locator("h1")).to_have_text("Waarom missen mensen dit hier?")
    assert page.locator(".chain li").count() >= 2
    page.get_by_role("link", name="Drie dagen").click()
    assert "hour=30" in page.url
    context.close()


def test_a_computation_is_stopped_on_a_phone_without_javascript(
    browser: Browser, address: str, signed_in: dict
) -> None:
    context = on(browser, signed_in, NARROW, script=False)
    page = context.new_page()
    ask(page, address, "200")
    page.get_by_role("button", name="Stop deze berekening").click()
    for _ in range(100):
        if page.get_by_role("link", name="Het opnieuw vragen").count():
            break
        page.get_by_role("link", name="Kijk opnieuw").click()
    expect(page.locator("#job")).to_contain_text("gestopt")
    context.close()


def copied(page: Page, address: str, name: str = "zoelmond-2017") -> None:
    page.goto(f"{address}{TOWN}/scenarios/{name}/")
    page.get_by_role("button", name="Maak hier mijn eigen").click()


def test_a_scenario_is_composed_on_its_timeline_by_keyboard_and_by_mouse(
    browser: Browser, address: str, signed_in: dict
) -> None:
    context = on(browser, signed_in, BROAD)
    page = context.new_page()
    copied(page, address)
    page.get_by_role("button", name="Iets wat uitvalt").click()
    second = page.locator("#shocks-1")
    second.get_by_label("Naam").fill("brug dicht")
    second.locator("#shocks-1-kinds summary").click()
    second.get_by_label("brug", exact=True).check()
    bar = page.get_by_role("slider", name="brug dicht")
    bar.focus()
    for key in ("ArrowRight", "ArrowRight", "PageUp", "ArrowLeft", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(bar).to_have_attribute("aria-valuetext", "vanaf uur 25, duurt 25 uur")
    expect(second.get_by_label("Vanaf uur", exact=True)).to_have_value("25")
    box = bar.bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + 10, steps=4)
    page.mouse.up()
    moved = float(second.get_by_label("Vanaf uur", exact=True).input_value())
    assert moved > 25
    expect(second.get_by_label("Duurt, in uren", exact=True)).to_have_value("25")
    box = bar.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 40, box["y"] + 10, steps=4)
    page.mouse.up()
    assert float(second.get_by_label("Duurt, in uren", exact=True).input_value()) > 25
    # A band moves along with the bar of the first one.
    page.get_by_role("slider").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    first = page.locator("#shocks-0")
    expect(first.get_by_label("Duurt, in uren: 1 op de 10 is hoger")).to_have_value("9")
    nothing_is_wrong(page)
    page.get_by_role("button", name="Opslaan").first.click()
    expect(page.locator(".timeline .span")).to_have_count(2)
    page.get_by_role("link", name="Reken uit wat het doet").click()
    expect(page.get_by_label("Wat er gebeurt").locator("option:checked")).to_contain_text("(eigen)")
    context.close()


def test_a_scenario_is_composed_on_a_phone_without_javascript(
    browser: Browser, address: str, signed_in: dict
) -> None:
    context = on(browser, signed_in, NARROW, script=False)
    page = context.new_page()
    copied(page, address)
    page.get_by_label("Een heel scenario").select_option("pandemie")
    page.locator("#part-hour").fill("48")
    page.get_by_role("button", name="Voeg dit scenario toe").click()
    page.locator("#shocks-0 summary").first.click()
    page.locator("#shocks-0").get_by_label("Vanaf uur", exact=True).fill("gisteren")
    page.get_by_role("button", name="Opslaan").first.click()
    expect(page.get_by_role("alert")).to_contain_text("nog niet opgeslagen")
    field = page.locator("#shocks-0").get_by_label("Vanaf uur", exact=True)
    expect(field).to_have_value("gisteren")
    field.fill("1,5")
    page.get_by_role("button", name="Opslaan").first.click()
    expect(page.locator(".timeline .span")).to_have_count(4)
    context.close()


COMBINATIONS = [("nl", "light", NARROW), ("en", "dark", BROAD)]


@pytest.fixture(scope="module")
def pages(browser: Browser, address: str, signed_in: dict, answer: str) -> list[str]:
    """Every page of runs and scenarios, in its main states."""
    context = on(browser, signed_in, BROAD)
    page = context.new_page()
    copied(page, address, "referentiescenario")
    own = page.url
    context.close()
    return [
        f"{address}{TOWN}/runs/",
        f"{address}{TOWN}/runs/new/",
        f"{address}{TOWN}/scenarios/",
        f"{address}{TOWN}/scenarios/upload/",
        f"{address}{TOWN}/scenarios/referentiescenario/",
        own,
        own.replace("compose/", ""),
        own.replace("compose/", "remove/"),
        answer,
        f"{answer}council/",
        f"{answer}?need=heat&hour=20",
        f"{answer}why/?need=power&area=WK021401&hour=20",
        f"{answer}why/?need=power&area=nowhere&hour=20",
    ]


@pytest.mark.parametrize(("language", "scheme", "size"), COMBINATIONS, ids=["nl phone", "en dark"])
def test_axe_finds_nothing_on_any_page(
    browser: Browser, signed_in: dict, pages: list[str], language: str, scheme: str, size: dict
) -> None:
    context = browser.new_context(
        viewport=size, locale="nl-NL", color_scheme=scheme, storage_state=signed_in
    )
    page = context.new_page()
    page.goto(pages[0])
    if page.locator("html").get_attribute("lang") != language:
        page.get_by_role("button", name="English" if language == "en" else "Nederlands").click()
    for path in pages:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        nothing_is_wrong(page)
    context.close()


def test_no_page_tries_what_its_policy_forbids(
    browser: Browser, signed_in: dict, pages: list[str]
) -> None:
    context = on(browser, signed_in, BROAD)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for path in pages:
        page.goto(path)
    assert [text for text in said if "Content Security Policy" in text] == []
    own = pages[0].partition("/organisations")[0]
    assert [url for url in asked if not url.startswith((own, "data:"))] == []
    context.close()
