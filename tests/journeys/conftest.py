"""What every journey needs: a real browser, and what we ask of a page."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = (1280, 900), (360, 800)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def find_chromium() -> str:
    """The browser to drive; fails rather than skips when there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("WEERBAAR_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    assert found, "No Chromium: install it, or set WEERBAAR_CHROMIUM to the path of one."
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()
