"""What a newcomer meets: `weerbaar up` prints an address, and the real answer stands there."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.journeys.conftest import PHONE, RULES, WIDE

pytestmark = pytest.mark.journey

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S+")
PATIENCE_S = 300


@pytest.fixture(scope="module", params=["nl", "en"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("data")
    environment = os.environ | {
        "WEERBAAR_DATA_DIR": str(folder),
        "WEERBAAR_LANGUAGE": request.param,
    }
    command = [sys.executable, "-m", "weerbaar", "up", "--runs", "8"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    timer = threading.Timer(PATIENCE_S, server.kill)
    timer.start()
    try:
        assert server.stdout is not None
        found = next((m.group() for line in server.stdout if (m := ADDRESS.search(line))), "")
        assert found, "no address was printed"
        yield found
    finally:
        timer.cancel()
        server.terminate()
        server.wait(30)
        if server.stdout:
            server.stdout.close()


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
    assert [url for url in asked if url != address] == []
    assert "Gelderland-Zuid" in page.title()
    assert page.locator("h1").count() == 1
    words = page.locator("body").inner_text()
    assert "568.930" in words or "568,930" in words
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
