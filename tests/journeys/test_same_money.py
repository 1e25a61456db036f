"""The same money: 114 simple points or 36 in fire stations, from the comparison to the memo.

Each click and each field that a newcomer fills in is a step; there may be at most 25.
"""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import says, site_of
from tests.journeys.test_site import BROAD, NARROW, nothing_is_wrong

pytestmark = pytest.mark.journey

PASSWORD = "korenwolf-in-de-wei"
MOST_STEPS = 25
COMPUTED_MS = 420_000
POINTS = "114 lichte noodsteunpunten"
STATIONS = "36 kazernepunten met aggregaat"
MAKE = f"""
from weerbaar.platform.runner import start_django
start_django()
from weerbaar.platform.web import actions
from weerbaar.region.web.models import Place
town = actions.add_organisation("Gemeente Dijkstad", "municipality", None)
Place.objects.create(organisation=town, region="gelderland-zuid", municipality="Buren")
anna = actions.add_person("anna@dijkstad.example", "Anna de Wit", "programme_manager", town)
actions.set_password(anna, "{PASSWORD}")
"""


@dataclass
class Newcomer:
    """Somebody who sees the site for the first time; counts what they do."""

    page: Page
    steps: int = 0

    def clicks(self, what: Locator) -> None:
        what.click()
        self.steps += 1

    def fills(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.steps += 1


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of its own, with a town and who steers its programme."""
    folder: Path = tmp_path_factory.mktemp("same-money")
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | {
        "WEERBAAR_DATA_DIR": str(folder),
        "WEERBAAR_DATABASE": "",
        "WEERBAAR_LANGUAGE": "nl",
    }
    subprocess.run([sys.executable, "-c", MAKE], env=environment, check=True)
    with site_of(folder, "--no-demo") as found:
        yield found.rstrip("/")


def test_a_newcomer_goes_from_two_variants_to_the_memo_in_few_steps(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(viewport=BROAD, locale="nl-NL")
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    anna = Newcomer(page)
    anna.fills(page.get_by_label("E-mailadres"), "anna@dijkstad.example")
    anna.fills(page.get_by_label("Wachtwoord"), PASSWORD)
    anna.clicks(page.get_by_role("button", name="Inloggen", exact=True))
    anna.clicks(page.get_by_role("link", name="Kiezen", exact=True))
    anna.clicks(page.get_by_role("link", name="Leg varianten naast elkaar"))
    anna.clicks(page.get_by_label(POINTS))
    anna.clicks(page.get_by_label(STATIONS))
    anna.clicks(page.get_by_role("button", name="Zet ze naast elkaar"))
    says(page, "Een eerste indicatie, uit 10 verlopen.")
    nothing_is_wrong(page)
    anna.clicks(page.get_by_role("button", name="Reken het goed door"))
    page.get_by_role("link", name="Schrijf een beslisnota").wait_for(timeout=COMPUTED_MS)
    says(page, "Wat de keuze zou veranderen")
    nothing_is_wrong(page)
    kept = page.url
    anna.clicks(page.get_by_text("per jaar").first)
    anna.clicks(page.get_by_role("link", name="Schrijf een beslisnota"))
    with page.expect_download() as download:
        anna.clicks(page.get_by_role("button", name="Maak de brief"))
    memo = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    text = " ".join("\n".join(one.extract_text() for one in memo.pages).split())
    assert memo.metadata is not None
    assert memo.metadata.title
    assert "Beslisnota" in f"{memo.metadata.title} {text}"
    assert POINTS in text
    assert STATIONS in text
    assert kept.rsplit("/", 2)[1] in str([a for p in memo.pages for a in links_of(p)])
    assert anna.steps <= MOST_STEPS
    reads_on_a_phone(browser, context.storage_state(), kept)
    context.close()


def links_of(page: object) -> list[str]:
    """The addresses to which a page of a print links."""
    notes = page.get("/Annots") or []  # type: ignore[attr-defined]
    return [str(note.get_object().get("/A", {}).get("/URI", "")) for note in notes]


def reads_on_a_phone(browser: Browser, state: object, kept: str) -> None:
    """The same comparison on a phone without a script: nothing stands out of the screen."""
    context = browser.new_context(
        viewport=NARROW, locale="nl-NL", storage_state=state, java_script_enabled=True
    )
    page = context.new_page()
    page.goto(kept)
    expect(page.locator("h1")).to_contain_text("naast")
    nothing_is_wrong(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="costs.csv").click()
    assert download.value.suggested_filename.endswith("costs.csv")
    context.close()
