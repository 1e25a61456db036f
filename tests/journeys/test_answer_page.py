"""A page of an answer in a real browser: it reads, reflows, prints and asks for nothing."""

from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.drawing.test_page import page as example_page
from tests.journeys.conftest import PHONE, RULES, WIDE
from tests.journeys.test_report_page import open_page
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.differences import Span, difference_svg
from weerbaar.drawing.files import read_template
from weerbaar.drawing.page import Page, Picture, render_page

pytestmark = pytest.mark.journey

SPANS = (
    Span("Without heat", -3.0, -2.0, -1.0, "−2.0 hours; better in 20 of 20 courses", clear=True),
    Span("Without food", -1.0, 1.0, 3.0, "+1.0 hours; worse in 12 of 20 courses", clear=False),
)


def compared() -> Page:
    drawn = difference_svg(SPANS, label="What changes", less="better", more="worse")
    return example_page(share_map=None, pictures=(Picture(drawn, "What changes", "Pale: chance."),))


@pytest.fixture(scope="module", params=["findings", "comparison"])
def page_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    shown = compared() if request.param == "comparison" else example_page()
    path.write_text(render_page(shown, ENGLISH, read_template("page.html")), encoding="utf-8")
    return path


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, page_file: Path, size: tuple[int, int], scheme: str
) -> None:
    opened = open_page(browser, page_file, size, color_scheme=scheme)
    for line in opened.page.get_by_text("The map as a table").all():
        line.click()
    results = Axe().run(opened.page, options=RULES)
    assert results.violations_count == 0, results.generate_report()
    assert opened.asked == []


def test_a_phone_needs_no_sideways_scrolling(browser: Browser, page_file: Path) -> None:
    page = open_page(browser, page_file, PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_printed_sheet_carries_the_mark(browser: Browser, page_file: Path) -> None:
    page = open_page(browser, page_file).page
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages
    assert 1 <= len(sheets) <= 3
    for sheet in sheets:
        assert "Simulation." in sheet.extract_text()
