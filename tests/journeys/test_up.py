"""What a newcomer meets: `weerbaar up` says an address, and their municipality stands there."""

import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PHONE, RULES, WIDE, site_of

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module", params=["nl", "en"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("data")
    with site_of(folder, "--no-demo", WEERBAAR_LANGUAGE=request.param) as found:
        yield found


def test_the_first_page_stands_ready_when_the_address_is_said(
    browser: Browser, address: str
) -> None:
    """It stands first here: nobody has asked this site anything yet."""
    page = browser.new_page()
    begun = time.monotonic()
    page.goto(address)
    assert page.locator("h1").inner_text()
    assert time.monotonic() - begun < 5
    page.close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_real_answer_reads_for_everyone(
    browser: Browser, address: str, size: tuple[int, int], script: bool
) -> None:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=script
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert "Buren" in page.title()
    expect(page.locator("h1")).to_have_count(1)
    words = page.locator("body").inner_text()
    assert "27.145" in words or "27,145" in words
    assert "simula" in words.lower()
    if script:
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0
        results = Axe().run(page, options=RULES)
        assert results.violations_count == 0, results.generate_report()
    context.close()


def test_the_answer_prints_with_its_mark(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    assert len(page.pdf(format="A4")) > 10_000
    page.close()
