"""Makes the pictures of the site in docs/pictures anew: `python -m tests.journeys.pictures`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.conftest import ARGUMENTS, PHONE, WIDE, find_chromium, site_of

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
ADVISER = "Inloggen als adviseur crisisbeheersing (voorbeeld)"


def opened(browser: Browser, size: tuple[int, int], site: str) -> Page:
    view = {"width": size[0], "height": size[1]}
    page = browser.new_context(viewport=view, locale="nl-NL").new_page()
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name=ADVISER).click()
    page.get_by_role("link", name="Mijn organisatie").wait_for()
    return page


def keep(page: Page, name: str) -> None:
    page.wait_for_timeout(1000)
    page.screenshot(path=PICTURES / f"{name}-nl.png")


def main() -> None:
    """Starts a site with its example people, and takes a picture of each of its main pages."""
    with (
        tempfile.TemporaryDirectory() as folder,
        site_of(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        phone = opened(browser, PHONE, site)
        phone.goto(site)
        keep(phone, "first-screen-phone")
        page = opened(browser, WIDE, site)
        place = page.url
        page.goto(site)
        keep(page, "first-screen")
        page.goto(f"{site}/council/buren/")
        keep(page, "council")
        page.goto(f"{place}region/")
        keep(page, "region")
        page.goto(f"{place}scenarios/polycrisis/")
        page.get_by_role("heading", name="Wat er wanneer gebeurt").evaluate(
            "e => e.scrollIntoView()"
        )
        keep(page, "scenario")
        page.goto(f"{site}/explore/?support_points=60&mast_hours=8")
        page.locator("#answer[aria-busy=false]").wait_for()
        keep(page, "knobs")
        browser.close()


if __name__ == "__main__":
    main()
