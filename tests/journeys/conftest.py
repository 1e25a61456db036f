"""What every journey needs: a real browser, and what we ask of a page."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

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
ADDRESS = re.compile(r"http://localhost:\d+")
PATIENCE_S = 300
FIRST_PORT, PORTS = 18700, 40
# What a page says is waited for: a click gives the word back before a busy machine has drawn.
expect.set_options(timeout=30_000)


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


def port_of_ones_own() -> int:
    """A free port of this test worker, so that no site of another takes it as this one begins."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for port in range(FIRST_PORT + PORTS * worker, FIRST_PORT + PORTS * (worker + 1)):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no port is free")


@contextmanager
def site_of(folder: Path, *options: str, **more: str) -> Iterator[str]:
    """The address of a site that was started by its command, with a data folder of its own."""
    with server_of(folder, *options, **more) as (found, _):
        yield found


@contextmanager
def server_of(folder: Path, *options: str, **more: str) -> Iterator[tuple[str, int]]:
    """The same, with the number of the process that serves it."""
    clean = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    environment = clean | {
        "WEERBAAR_DATA_DIR": str(folder),
        "WEERBAAR_DATABASE": "",
        "WEERBAAR_LANGUAGE": "nl",
        **more,
    }
    command = [sys.executable, "-m", "weerbaar", "up", "--no-browser", *options]
    command += ["--port", str(port_of_ones_own())]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    timer = threading.Timer(PATIENCE_S, server.kill)
    timer.start()
    try:
        assert server.stdout is not None
        found = next((m.group() for line in server.stdout if (m := ADDRESS.search(line))), "")
        assert found, "no address was printed"
        timer.cancel()
        yield found, server.pid
    finally:
        timer.cancel()
        server.terminate()
        server.wait(30)
        if server.stdout:
            server.stdout.close()


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The site of `demo_site` and the number of its process."""
    with server_of(tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture(scope="session")
def demo_site(demo_server: tuple[str, int]) -> str:
    """A site with the example people, for journeys that leave it as they found it, or leave there
    only what no other journey looks at (the lines of the agenda are those of one journey)."""
    return demo_server[0]


def says(page: Page, text: str) -> None:
    """Fails unless the page comes to say this."""
    expect(page.locator("main")).to_contain_text(text, use_inner_text=True)
