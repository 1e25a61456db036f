"""The knobs as people meet them in a browser: by mouse and keyboard, on a phone, on paper."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.test_site import COMBINATIONS, nothing_is_wrong

pytestmark = pytest.mark.journey
NARROW = {"width": PHONE[0], "height": PHONE[1]}
BROAD = {"width": WIDE[0], "height": WIDE[1]}
PATIENCE_MS = 120_000
STORY = "scenario=zoelmond-2017&place="
DONE = "Het hele antwoord is er."


@pytest.fixture
def address(demo_site: str) -> str:
    """Where the site is reached."""
    return demo_site


def opened(browser: Browser, url: str, **how: object) -> Page:
    context = browser.new_context(**({"viewport": BROAD, "locale": "nl-NL"} | how))
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    return page


def told(page: Page) -> list[str]:
    """The differences, as they stand in the tiles."""
    return page.locator(".tile .figure").all_inner_texts()


def colours(page: Page) -> list[str]:
    """The class of each area of the last map."""
    areas = page.locator("#live-map figure").last.locator(".areas > *")
    return areas.evaluate_all("found => found.map(one => one.getAttribute('class'))")


def drag(page: Page, knob: str, to: float) -> None:
    slider = page.locator(f"input[data-for=knob-{knob}]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()


def test_letting_go_of_a_knob_changes_map_numbers_and_address_and_the_address_gives_the_same(
    browser: Browser, address: str
) -> None:
    page = opened(browser, f"{address}/explore/?{STORY}")
    assert told(page) == []
    page.locator("#map-hour").fill("5")
    page.locator("#map-layer").select_option("help_call")
    before = colours(page)
    drag(page, "mast_hours", 0.5)
    expect(page.locator("#explore-said")).to_have_text(DONE, timeout=PATIENCE_MS)
    assert page.locator("#answer").get_attribute("aria-busy") == "false"
    hours = page.locator("#knob-mast_hours").input_value()
    assert float(hours) > 20
    assert page.url == f"{address}/explore/?{STORY}&mast_hours={hours}"
    figures = told(page)
    assert any("−" in figure for figure in figures)
    expect(page.locator("#map-hour")).to_have_value("5")
    expect(page.locator("#map-layer")).to_have_value("help_call")
    expect(page.locator("#live-map figure")).to_have_count(2)
    assert colours(page) != before
    expect(page.locator(".draws")).to_contain_text("dezelfde 50 verlopen")
    again = opened(browser, page.url)
    assert told(again) == figures
    page.go_back()
    expect(page.locator(".tile")).to_have_count(0)
    expect(page.locator("#knob-mast_hours")).to_have_value("0")
    again.context.close()
    page.context.close()


def test_by_keyboard_alone_a_knob_is_turned_and_an_older_answer_never_stays(
    browser: Browser, address: str
) -> None:
    page = opened(browser, f"{address}/explore/?{STORY}")
    slider = page.get_by_role("slider", name="Uren dat elke zendmast op accu doorgaat")
    slider.focus()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "answer" in request.url else 0)
    page.keyboard.down("ArrowRight")
    for _ in range(3):
        page.keyboard.down("ArrowRight")
    assert asked == []
    page.keyboard.up("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("mast_hours=5$"), timeout=PATIENCE_MS)
    expect(page.locator("#explore-said")).to_have_text(DONE, timeout=PATIENCE_MS)
    expect(page.locator("#knob-mast_hours")).to_have_value("5")
    assert "mast_hours=5&" in [url for url in asked if "draws=50" in url][-1]
    assert page.evaluate("document.activeElement.dataset.for") == "knob-mast_hours"
    page.context.close()


def test_what_cannot_be_is_told_and_what_was_typed_stays(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/explore/?{STORY}")
    page.locator("#knob-mast_hours").fill("99")
    page.locator("#knob-kits_low_income").focus()
    page.get_by_role("alert").wait_for()
    expect(page.get_by_role("alert")).to_contain_text("moet tussen 0 en 72 liggen")
    expect(page.locator("#knob-mast_hours")).to_have_value("99")
    page.locator("#knob-mast_hours").fill("9")
    page.locator("#knob-kits_low_income").focus()
    expect(page.locator("#explore-said")).to_have_text(DONE, timeout=PATIENCE_MS)
    assert told(page)
    page.context.close()


def test_on_a_phone_without_javascript_a_form_gives_the_same(
    browser: Browser, address: str
) -> None:
    page = opened(
        browser, f"{address}/explore/?{STORY}", viewport=NARROW, java_script_enabled=False
    )
    page.get_by_role("spinbutton", name="Uren dat elke zendmast op accu").fill("9")
    page.get_by_text("Technische instellingen").click()
    page.get_by_role("button", name="Laat zien wat er verandert").click()
    assert "mast_hours=9" in page.url
    plain = told(page)
    assert plain
    expect(page.locator("svg.map")).to_have_count(2)
    assert not page.locator("#map-hour").is_visible()
    with_script = opened(browser, page.url)
    assert told(with_script) == plain
    with_script.context.close()
    page.context.close()


@pytest.mark.parametrize(("language", "scheme", "size"), COMBINATIONS, ids=["en dark", "nl phone"])
def test_axe_finds_nothing_in_any_state(
    browser: Browser, address: str, language: str, scheme: str, size: dict
) -> None:
    page = opened(browser, address, viewport=size, color_scheme=scheme)
    if language == "en":
        page.get_by_role("button", name="English").click()
    for query in (STORY, f"{STORY}&mast_hours=9&rho=90", f"{STORY}&mast_hours=99", "place=Buren"):
        page.goto(f"{address}/explore/?{query}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        nothing_is_wrong(page)
    page.goto(f"{address}/explore/?{STORY}")
    drag(page, "kits_low_income", 0.8)
    page.locator("#drawn[data-whole=yes] .told-now, #drawn[data-whole=yes] .tile").first.wait_for()
    nothing_is_wrong(page)
    page.context.close()


def test_turning_knobs_tries_nothing_that_the_policy_forbids_and_asks_nobody_else(
    browser: Browser, address: str
) -> None:
    page = opened(browser, f"{address}/explore/?{STORY}&mast_hours=9")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.locator("#map-play").click()
    drag(page, "mast_hours", 0.7)
    expect(page.locator("#explore-said")).to_have_text(DONE, timeout=PATIENCE_MS)
    assert [text for text in said if "Content Security Policy" in text] == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    page.context.close()


def test_on_paper_stand_the_choices_and_the_maps_and_no_knobs(
    browser: Browser, address: str
) -> None:
    page = opened(browser, f"{address}/explore/?{STORY}&mast_hours=9")
    page.emulate_media(media="print")
    assert not page.locator("#knobs").is_visible()
    expect(page.locator(".chosen")).to_be_visible()
    expect(page.locator("svg.map").first).to_be_visible()
    page.context.close()
