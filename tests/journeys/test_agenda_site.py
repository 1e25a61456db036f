"""From nothing to a line that is late and one that ended: a programme manager keeps the agenda."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PHONE, says
from tests.journeys.test_site import nothing_is_wrong

pytestmark = pytest.mark.journey


def test_a_programme_manager_keeps_the_agenda_on_a_phone_without_scripts(
    browser: Browser, demo_site: str
):
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{demo_site}/account/login/")
    page.locator("form").filter(has_text="Petra").get_by_role("button").click()
    page.get_by_role("link", name="Agenda", exact=True).click()
    says(page, "Er staat nog niets op de agenda")
    for kind, title, until in (
        ("Opdracht", "Tankwagens huren", "2026-01-31"),
        ("Gepauzeerde regel", "Rijtijden gelden niet", "2026-02-28"),
    ):
        page.get_by_role("link", name="Een regel toevoegen").click()
        page.get_by_role("link", name=kind, exact=True).click()
        page.get_by_label("Wat", exact=True).fill(title)
        page.get_by_label("Wie ervoor zorgt").fill("team veiligheid")
        page.get_by_label("Laatste dag").fill(until)
        if kind != "Opdracht":
            page.get_by_role("button", name="Opslaan").click()
            says(page, "Wat u invulde, staat er nog")
            page.get_by_label("Wie erover besloot").fill("burgemeester")
            page.get_by_label("Wie kijkt of het door mag gaan").fill("gemeentesecretaris")
            page.get_by_label("Wettelijke grondslag").fill("Arbeidstijdenwet")
            page.get_by_label("Effect en risico").fill("Chauffeurs rijden door en worden moe")
        page.get_by_role("button", name="Opslaan").click()
        expect(page.locator("h1")).to_have_text(title)
        page.get_by_role("main").get_by_role("link", name="Agenda", exact=True).click()
    says(page, "te laat: moest af zijn op 31 januari 2026")
    says(page, "laatste dag 28 februari 2026")
    for name in ("Planning", "Hoe het loopt", "Geschiedenis", "Lacunes", "Bord"):
        page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
        expect(page.locator("h1")).to_be_visible()
    context.close()
    checked = browser.new_page()
    checked.goto(f"{demo_site}/account/login/")
    checked.locator("form").filter(has_text="Petra").get_by_role("button").click()
    checked.get_by_role("link", name="Agenda", exact=True).click()
    nothing_is_wrong(checked)
    checked.close()
