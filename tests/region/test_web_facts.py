"""Own facts on the site: looked at first, kept as a state, put back, and never lost on the way."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.common.files import read_language
from weerbaar.region.difference import estimated_share
from weerbaar.region.example import example_text
from weerbaar.region.files import read_library, read_region
from weerbaar.region.web.facts import hash_of, region_of
from weerbaar.region.web.models import Bundle, Place
from weerbaar.region.web.queries import facts_of, standing_hash
from weerbaar.twin.cli import DEFAULT_REGION

EXAMPLE = example_text(read_region(DEFAULT_REGION), read_library(), read_language("nl"))
SENT = {"within_km": "5", "complete": "region", "source": "voorbeeld"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))


@pytest.fixture
def community(db) -> Community:
    return make_community()


@pytest.fixture
def anna(community: Community) -> Client:
    return client_of(make_person("crisis_adviser", community.town))


def page(community: Community, rest: str = "") -> str:
    return f"/organisations/{community.town.pk}/region/{rest}"


def look(client: Client, community: Community, **sent: object) -> str:
    """Sends facts, and gives the address at which one sees what would change."""
    answer = client.post(page(community, "import/"), SENT | sent)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def seen_on(client: Client, address: str) -> str:
    """The mark of the facts that somebody saw on a page."""
    text = client.get(address).content.decode()
    return re.search(r'name="parent" value="(\w+)"', text)[1]


def confirm(client: Client, address: str) -> Bundle:
    answer = client.post(address, {"parent": seen_on(client, address)})
    assert answer.status_code == 302
    return Bundle.objects.latest("pk")


def test_pasted_fire_stations_make_a_new_state_with_less_that_is_estimated(
    anna: Client, community: Community
):
    address = look(anna, community, pasted=EXAMPLE)
    assert "98,3 %" in anna.get(address).content.decode()
    assert not Bundle.objects.exists(), "looking changes nothing"

    made = confirm(anna, address)

    assert (made.what, made.parent, made.person.name) == ("paste", hash_of(DEFAULT_REGION), "Anna")
    assert made.estimated < estimated_share(region_of(DEFAULT_REGION))
    assert facts_of(community.town) == made.hash
    assert facts_of(community.other_town) == DEFAULT_REGION
    told = anna.get(f"/bundles/{made.pk}/").content.decode()
    assert "brandweerkazerne" in told
    assert "Voorbeeldkazerne" in told


def test_a_file_does_the_same_as_pasted_cells(anna: Client, community: Community):
    file = SimpleUploadedFile("kazernes.csv", EXAMPLE.encode())
    by_file = confirm(anna, look(anna, community, files=[file]))
    assert by_file.what == "import"
    assert "sites\tkazernes.csv" in by_file.about
    anna.post(page(community, "bundles/restore/"), {"parent": by_file.hash})
    by_paste = confirm(anna, look(anna, community, pasted=EXAMPLE))
    assert by_paste.hash == by_file.hash


def test_what_is_refused_is_told_by_row_and_stays_in_the_form(anna: Client, community: Community):
    wrong = "soort\tnaam\tx\ty\nbrandweerkazerne\tKazerne Zuid\tveel\t433000\n"
    answer = anna.post(page(community, "import/"), SENT | {"pasted": wrong})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "regel 2" in text
    assert "Kazerne Zuid" in text
    assert not Bundle.objects.exists()


def test_a_refused_file_stays_for_the_next_try_and_can_be_left_out(
    anna: Client, community: Community
):
    bad = SimpleUploadedFile("plan.csv", b"a;b\n1;2\n")
    text = anna.post(page(community, "import/"), SENT | {"files": [bad]}).content.decode()
    assert "plan.csv" in text
    held = re.search(r'name="held" value="([\w-]+)"', text)[1]
    again = anna.post(page(community, "import/"), SENT | {"pasted": EXAMPLE, "held": held})
    assert again.status_code == 400, "the file is still there, and still refused"
    held = re.search(r'name="held" value="([\w-]+)"', again.content.decode())[1]
    sent = SENT | {"pasted": EXAMPLE, "held": held, "without_files": "1"}
    assert anna.post(page(community, "import/"), sent).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"pasted": "  "},
        {"pasted": EXAMPLE, "within_km": "-1"},
        {"sort": "no-such", "pasted": "x"},
    ],
    ids=["nothing", "blank", "below zero", "unknown sort"],
)
def test_a_form_that_says_nothing_useful_is_refused_in_words(
    sent: dict, anna: Client, community: Community
):
    answer = anna.post(page(community, "import/"), SENT | sent)
    assert answer.status_code == 400


def test_too_many_files_are_refused(anna: Client, community: Community):
    files = [SimpleUploadedFile(f"{n}.csv", b"a") for n in range(11)]
    answer = anna.post(page(community, "import/"), SENT | {"files": files})
    assert "10 bestanden" in answer.content.decode()


def test_who_confirms_second_sees_what_the_first_changed_and_chooses_again(
    anna: Client, community: Community
):
    bert = client_of(make_person("programme_manager", community.town, "Bert"))
    station = "soort\tnaam\tlon\tlat\nziekenhuis\tKliniek Kade\t5.42\t51.96\n"
    first, second = look(anna, community, pasted=EXAMPLE), look(bert, community, pasted=station)
    seen = seen_on(bert, second)
    confirm(anna, first)

    late = bert.post(second, {"parent": seen})

    assert late.status_code == 409
    assert "Anna" in late.content.decode()
    assert Bundle.objects.count() == 1
    made = confirm(bert, second)
    names = set(region_of(made.hash).sites["name"])
    assert "Kliniek Kade" in names
    assert any(name.startswith("Voorbeeldkazerne") for name in names), "nothing of Anna is lost"


def test_an_earlier_state_is_put_back_as_a_new_one(anna: Client, community: Community):
    one = confirm(anna, look(anna, community, pasted=EXAMPLE))
    anna.post(page(community, "bundles/restore/"), {"parent": one.hash})
    back = Bundle.objects.latest("pk")
    assert (back.what, back.hash) == ("restore", hash_of(DEFAULT_REGION))
    anna.post(f"/bundles/{one.pk}/restore/", {"parent": back.hash})
    assert standing_hash(community.town) == one.hash
    assert Bundle.objects.count() == 3
    refused = anna.post(f"/bundles/{back.pk}/restore/", {"parent": back.hash}, follow=True)
    assert "terwijl u keek" in refused.content.decode()


def test_the_same_facts_again_make_no_new_state(anna: Client, community: Community):
    confirm(anna, look(anna, community, pasted=EXAMPLE))
    again = look(anna, community, pasted=EXAMPLE)
    assert "blijven de feiten zoals ze zijn" in anna.get(again).content.decode()
    anna.post(again, {"parent": standing_hash(community.town)})
    assert Bundle.objects.count() == 1


def test_what_was_sent_to_one_organisation_is_not_seen_in_another(
    anna: Client, community: Community
):
    address = look(anna, community, pasted=EXAMPLE)
    bert = client_of(make_person("crisis_adviser", community.other_town, "Bert"))
    other = address.replace(f"/{community.town.pk}/", f"/{community.other_town.pk}/")
    assert bert.get(other).status_code == 302
    assert bert.get(address).status_code == 403


def test_the_facts_of_a_state_are_one_zip_file_that_reads_back(
    anna: Client, community: Community, tmp_path
):
    made = confirm(anna, look(anna, community, pasted=EXAMPLE))
    answer = anna.get(f"/bundles/{made.pk}/facts.zip")
    path = tmp_path / "facts.zip"
    path.write_bytes(answer.content)
    assert estimated_share(read_region(path)) == pytest.approx(made.estimated)


def test_the_first_hour_goes_on_where_one_is(anna: Client, community: Community):
    address = f"/organisations/{community.town.pk}/first-hour/"
    assert "Komt na stap 2." in anna.get(address).content.decode()
    confirm(anna, look(anna, community, pasted=EXAMPLE))
    text = anna.get(address).content.decode()
    assert "Komt na stap 2." not in text
    assert "98,3 %" in text


def test_the_example_can_be_pasted_as_it_is(anna: Client, community: Community):
    file = anna.get(page(community, "import/example.csv")).content.decode("utf-8-sig")
    assert file == EXAMPLE
    assert all("Voorbeeld" in line for line in EXAMPLE.splitlines()[1:])


def test_a_complete_list_of_a_town_takes_only_what_stands_in_that_town(
    anna: Client, community: Community
):
    Place.objects.update_or_create(
        organisation=community.town, defaults={"region": DEFAULT_REGION, "municipality": "Buren"}
    )
    station = "soort\tnaam\tlon\tlat\taggregaat\nbrandweerkazerne\tPost Kade\t5.33\t51.91\tja\n"
    region = region_of(DEFAULT_REGION)
    town_of = {area["code"]: area["municipality"] for area in region.areas}

    def stations(facts: str) -> list:
        return [s for s in region_of(facts).sites if s["kind"] == "fire_station"]

    outside = [s for s in stations(DEFAULT_REGION) if town_of.get(s["area"]) != "Buren"]
    everywhere = look(anna, community, pasted=station)
    warned = anna.get(everywhere).content.decode()
    assert f"Daarvan staan er {len(outside)} buiten Buren" in warned
    assert "Deze kolommen worden niet gebruikt: aggregaat." in warned

    made = confirm(anna, look(anna, community, pasted=station, complete="municipality"))

    left = [s for s in stations(made.hash) if town_of.get(s["area"]) != "Buren"]
    assert {s["site"] for s in left} == {s["site"] for s in outside}
    assert [s["name"] for s in stations(made.hash) if s not in left] == ["Post Kade"]


def test_own_facts_lead_to_the_form_for_who_may_and_else_to_what_one_may_see(
    anna: Client, community: Community
):
    assert anna.get("/mine/facts/")["Location"] == page(community, "import/")
    governor = client_of(make_person("governor", community.town, "Bas"))
    assert governor.get("/mine/facts/")["Location"] == page(community)
    inhabitant = client_of(make_person("inhabitant", community.town, "Ilse"))
    told = inhabitant.get("/mine/facts/", follow=True).content.decode()
    assert "In uw rol wijzigt u geen feiten." in told
    assert "next=/mine/facts/" in Client().get("/mine/facts/")["Location"]
