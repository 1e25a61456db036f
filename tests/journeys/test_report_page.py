"""The report page in a real browser: it reads, moves, reflows, prints and asks for nothing."""

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.drawing.example_report import example_report
from tests.journeys.conftest import PHONE, RULES, WIDE
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import GroupRow, GroupTable, render_report

pytestmark = pytest.mark.journey


@dataclass
class Opened:
    """A page that was opened, and every address it asked for besides itself."""

    page: Page
    asked: list[str]


@pytest.fixture(scope="module")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    report = example_report(watermark="vertrouwelijk")
    text = render_report(report, ENGLISH, read_template("report.html"))
    path.write_text(text, encoding="utf-8")
    return path


def open_page(browser: Browser, path: Path, size: tuple[int, int] = WIDE, **options: Any) -> Opened:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, offline=True, **options
    )
    page = context.new_page()
    address = path.as_uri()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    asked.remove(address)
    return Opened(page, asked)


def classes_of(page: Page) -> list[str]:
    """The classes of the areas of the moving map."""
    found: list[str] = page.eval_on_selector_all(
        "#live-map .areas > *", "cells => cells.map(cell => cell.getAttribute('class'))"
    )
    return found


def test_the_slider_moves_the_map_and_the_words(browser: Browser, report_file: Path) -> None:
    opened = open_page(browser, report_file)
    page = opened.page
    slider = page.get_by_label("Hour of the map")
    before = classes_of(page)
    expect(page.locator("#map-hour-words")).to_have_text("hour 24")
    slider.focus()
    slider.press("End")
    expect(page.locator("#map-hour-words")).to_have_text("hour 120")
    assert classes_of(page) != before
    assert classes_of(page).count("kx") == 1
    assert "In 59 of 60 areas" in (slider.get_attribute("aria-valuetext") or "")
    page.get_by_label("The map shows").select_option("calling")
    slider.press("Home")
    assert "k0" in classes_of(page)
    assert opened.asked == []


def test_playing_moves_the_hours_and_can_be_paused(browser: Browser, report_file: Path) -> None:
    page = open_page(browser, report_file).page
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#map-hour-words")).not_to_have_text("hour 24")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_without_script_small_maps_stand_in(browser: Browser, report_file: Path) -> None:
    page = open_page(browser, report_file, java_script_enabled=False).page
    expect(page.locator(".multiples svg")).to_have_count(4)
    expect(page.locator(".multiples svg").first).to_be_visible()
    assert not page.locator("#map-hour").is_visible()
    assert not page.locator("#live-map").is_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("moment", ["opened", "with the table open", "without script"])
def test_axe_finds_nothing(
    browser: Browser, report_file: Path, size: tuple[int, int], scheme: str, moment: str
) -> None:
    opened = open_page(browser, report_file, size, color_scheme=scheme)
    if moment == "without script":
        # The checker is a script itself, so the page is put in its scriptless state by hand.
        opened.page.evaluate("document.documentElement.classList.remove('js')")
    if moment == "with the table open":
        opened.page.get_by_text("The map as a table").click()
    results = Axe().run(opened.page, options=RULES)
    assert results.violations_count == 0, results.generate_report()
    assert opened.asked == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_phone_needs_no_sideways_scrolling(
    browser: Browser, report_file: Path, script: bool
) -> None:
    page = open_page(browser, report_file, PHONE, java_script_enabled=script).page
    page.get_by_text("The map as a table").click()
    page.mouse.wheel(500, 0)
    body = page.locator("main").bounding_box()
    assert body is not None
    assert body["x"] == 0
    for selector in ("main", "h1", "table", "svg.chart", ".multiples", "#live-map"):
        for box in (element.bounding_box() for element in page.locator(selector).all()):
            assert box is None or box["x"] + box["width"] <= 360
    if script:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [360, 600, 768, 960, 1200])
def test_a_table_of_many_columns_fits_every_screen(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    needs = tuple(f"Without something {i}" for i in range(10))
    rows = tuple(GroupRow(f"People of group {i}", ("204 (139–473)",) * 10) for i in range(3))
    many = GroupTable("Hours per person without", ("Group", *needs), rows)
    path = tmp_path / "wide.html"
    report = replace(example_report(), groups=(many,))
    path.write_text(render_report(report, ENGLISH, read_template("report.html")), encoding="utf-8")
    page = open_page(browser, path, (width, 800)).page
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    expect(page.get_by_role("cell", name="204 (139–473)")).to_have_count(30)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_later_parts_wait_to_be_opened_and_are_printed_all_the_same(
    browser: Browser, report_file: Path
) -> None:
    page = open_page(browser, report_file, PHONE).page
    assert not page.locator("#who + details table").first.is_visible()
    page.get_by_text("Show: Who is hit").click()
    expect(page.locator("#who + details table").first).to_be_visible()
    assert not page.locator("#why + details svg").first.is_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#why + details svg").first).to_be_visible()
    wide = open_page(browser, report_file).page
    expect(wide.locator("#why + details svg").first).to_be_visible()
    assert not wide.get_by_text("Show: Who is hit").is_visible()


def test_targets_are_large_enough_for_a_finger(browser: Browser, report_file: Path) -> None:
    page = open_page(browser, report_file, PHONE).page
    for target in page.locator("main a, nav a, button, select, summary, input").all():
        box = target.bounding_box()
        if box is not None:
            assert box["height"] >= 24, target.evaluate("element => element.outerHTML")


def test_the_strip_stays_in_sight(browser: Browser, report_file: Path) -> None:
    page = open_page(browser, report_file).page
    page.evaluate("window.scrollTo({top: 2000, behavior: 'instant'})")
    strip = page.get_by_text("Simulation. It could go like this").bounding_box()
    assert strip is not None
    assert 0 <= strip["y"] < 30


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_every_printed_sheet_carries_the_mark(
    browser: Browser, report_file: Path, script: bool
) -> None:
    page = open_page(browser, report_file, java_script_enabled=script).page
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages
    texts = [" ".join(sheet.extract_text().split()) for sheet in sheets]
    assert 2 <= len(texts) <= 5
    for text in texts:
        assert "Simulation. It could go like this" in text
        assert text.lower().count("vertrouwelijk") == 2
    whole = " ".join(texts)
    assert all(f"hour {hour}" in whole for hour in (6, 24, 48, 72))
    assert "The map shows" not in whole
    assert round(float(sheets[0].mediabox.width)) == 595
