"""The main way of each role, on a phone in Dutch; each with scripts and without them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, says, site_of
from tests.journeys.test_site import nothing_is_wrong

pytestmark = pytest.mark.journey

NARROW = {"width": PHONE[0], "height": PHONE[1]}
PATIENCE_MS = 120_000


@pytest.fixture(scope="module", params=[True, False], ids=["with scripts", "without scripts"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, bool]]:
    """A site of its own with the example people, and whether scripts run in the browser."""
    with site_of(tmp_path_factory.mktemp("roles")) as found:
        yield found, request.param


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name).first.click()


def reads_what_to_do_at_home(page: Page) -> None:
    page.get_by_role("link", name="Mijn gemeente").click()
    expect(page.locator("h1")).to_have_text("72 uur zonder stroom in Buren")
    follow(page, "Wat inwoners thuis kunnen doen")
    says(page, "Wat u thuis kunt doen")


def sees_what_the_neighbourhood_can_expect(page: Page) -> None:
    expect(page.locator("h1")).to_contain_text("Buurtgroep Beusichem")
    page.get_by_role("link", name="Mijn gemeente").click()
    expect(page.locator("h1")).to_contain_text("in Buren")
    says(page, "Wat we niet weten")


def finds_whom_to_call(page: Page) -> None:
    follow(page, "Open de wie-is-wie")
    page.get_by_label("Zoek op naam, soort of taak").fill("veiligheidsregio")
    page.get_by_role("button", name="Zoeken").click()
    says(page, "Ada Advies")
    expect(page.locator("main")).not_to_contain_text("Supermarkt")


def fills_in_what_is_known(page: Page) -> None:
    follow(page, "Uw eerste uur")
    follow(page, "Mijn eigen lijst plakken")
    example = page.get_by_role("link", name="Bekijk een voorbeeld").get_attribute("href")
    assert example
    copied = page.request.get(page.url.split("/organisations/")[0] + example).text()
    page.get_by_label("Plak cellen uit uw rekenblad").fill(copied)
    page.get_by_role("button", name="Bekijk wat er zou veranderen").click()
    expect(page.locator("h1")).to_have_text("Wat er zou veranderen")
    page.get_by_role("button", name="Ja, dit zijn vanaf nu de feiten").click()
    says(page, "Gelukt. Dit zijn vanaf nu de feiten.")


def keeps_the_number_right(page: Page) -> None:
    follow(page, "Deze organisatie wijzigen")
    page.get_by_label("Telefoonnummer voor een crisis").fill("0344-123456")
    page.get_by_role("button", name="Opslaan").click()
    says(page, "0344-123456")
    assert page.goto(page.url + "region/").status == 403


def asks_for_an_answer_and_reads_who_is_hit(page: Page, courses: str = "") -> None:
    follow(page, "Vraag wat er gebeurt in een crisis")
    follow(page, "Een antwoord vragen")
    if courses:
        page.get_by_label("Hoeveel verlopen").fill(courses)
    page.get_by_role("button", name="Reken het uit").click()
    address = page.url
    for _ in range(PATIENCE_MS // 1000):
        page.wait_for_timeout(1000)
        page.goto(address)
        if page.locator("#who").count():
            break
    expect(page.locator("#who")).to_have_text("Wie wordt geraakt")
    expect(page.get_by_role("heading", name="Meenemen")).to_have_count(1)


def asks_for_a_quick_answer(page: Page) -> None:
    asks_for_an_answer_and_reads_who_is_hit(page, "10")


def reads_who_is_hit_first(page: Page) -> None:
    follow(page, "Vraag wat er gebeurt in een crisis")
    expect(page.locator("h1")).to_have_text("Wat er gebeurt in een crisis")
    page.get_by_role("link", name="Mijn gemeente").click()
    expect(page.locator(".sentences li")).to_have_count(3)


def fills_in_and_weighs_a_choice(page: Page) -> None:
    fills_in_what_is_known(page)
    page.get_by_role("link", name="Verkennen").click()
    page.get_by_label("Noodsteunpunten die open zijn").first.fill("40")
    button = page.get_by_role("button", name="Laat zien wat er verandert")
    if button.is_visible():
        button.click()
    else:
        page.keyboard.press("Tab")
    page.get_by_role("heading", name="Wie wordt geraakt, en wie helpt dit?").wait_for()


def takes_the_sheet_to_the_council(page: Page) -> None:
    page.get_by_role("link", name="Mijn gemeente").click()
    follow(page, "Bespreek het met de raad")
    expect(page.locator(".gap")).to_have_count(3)
    says(page, "Kan niet")


def sees_how_it_is_calculated(page: Page) -> None:
    page.get_by_role("link", name="Berekeningen").click()
    expect(page.locator("h1")).to_have_text("Wat er gebeurt in een crisis")
    page.get_by_role("link", name="Mijn gemeente").click()
    expect(page.locator("h1")).to_contain_text("West Maas en Waal")
    page.get_by_role("link", name="Hoe rekenen we?").first.click()
    expect(page.locator("h1")).to_have_text("Hoe rekenen we?")


def gives_a_role(page: Page) -> None:
    follow(page, "Bekijk wie welke rol heeft")
    follow(page, "Iemand een rol geven")
    page.get_by_label("E-mailadres").fill("nieuw@dijkstad.example")
    page.get_by_label("Rol", exact=True).select_option(label="bestuurder")
    page.get_by_role("button", name="Deze rol geven").click()
    says(page, "nieuw@dijkstad.example")


WAYS: list[tuple[str, Callable[[Page], None]]] = [
    ("inwoner", reads_what_to_do_at_home),
    ("vrijwilliger", sees_what_the_neighbourhood_can_expect),
    ("teamleider noodsteunpunt", finds_whom_to_call),
    ("contactpersoon organisatie", keeps_the_number_right),
    ("adviseur crisisbeheersing", asks_for_an_answer_and_reads_who_is_hit),
    ("officier van dienst bevolkingszorg", reads_who_is_hit_first),
    ("programmamanager", fills_in_and_weighs_a_choice),
    ("bestuurder", takes_the_sheet_to_the_council),
    ("landelijk analist", asks_for_a_quick_answer),
    ("organisator burgerberaad", sees_how_it_is_calculated),
    ("beheerder", gives_a_role),
]


@pytest.mark.parametrize(("role", "way"), WAYS, ids=[role for role, _ in WAYS])
def test_each_role_finds_its_way_on_a_phone(
    browser: Browser, site: tuple[str, bool], role: str, way: Callable[[Page], None]
) -> None:
    address, scripts = site
    context = browser.new_context(viewport=NARROW, locale="nl-NL", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    page.get_by_role("button", name=f"Inloggen als {role} (voorbeeld)").click()
    way(page)
    if scripts:
        nothing_is_wrong(page)
    context.close()
