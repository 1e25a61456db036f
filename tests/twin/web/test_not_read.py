"""What an earlier version stored and this one refuses costs its own row and nothing beside it."""

from pathlib import Path

import pytest

from tests.platform.community import Community
from tests.twin.web.asking import adviser, answered, ask
from tests.twin.web.test_scenario_views import form_of
from weerbaar.platform.web.worker import work
from weerbaar.region.web import facts
from weerbaar.region.web.facts import bundle_path
from weerbaar.twin.files import parse_scenario_text, scenario_text
from weerbaar.twin.web.actions import add_scenario
from weerbaar.twin.web.models import OwnScenario, Run

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = scenario_text("zoelmond-2017")
REFUSED = {
    "another schema": GOOD.replace("schema = 1", "schema = 99"),
    "a key that is gone": f'smoke = "a lot"\n{GOOD}',
    "no table": "shocks = 3\nloads = 2020-01-01\n",
    "no TOML": "x = ",
}
refused = pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())


def old_one(community: Community, text: str) -> OwnScenario:
    """A scenario as an earlier version stored it."""
    return OwnScenario.objects.create(organisation=community.town, name="Van vroeger", text=text)


@refused
def test_the_list_of_scenarios_tells_the_row_and_shows_the_others(community: Community, text: str):
    old, other = old_one(community, text), add_scenario(community.town, GOOD, None)
    anna, address = adviser(community), f"/organisations/{community.town.pk}/scenarios/"
    for page in (anna.get(address), anna.get(f"{address}?tag=objectives:5")):
        assert page.status_code == 200
        assert "Van vroeger" in page.text
        assert "kan dit scenario niet lezen" in page.text
        for deed in ("", "compose/", "file/", "remove/"):
            assert f'"/scenarios/{old.pk}/{deed}"' in page.text
    assert f"/scenarios/{other.pk}/" in anna.get(address).text


@refused
def test_its_own_page_says_what_is_wrong_and_its_text_is_taken_along(
    community: Community, text: str
):
    anna, old = adviser(community), old_one(community, text)
    page = anna.get(f"/scenarios/{old.pk}/")
    assert page.status_code == 200
    assert "<h1>Van vroeger</h1>" in page.text
    assert "<li>" in page.text.partition("kan dit scenario niet lezen")[2]
    assert anna.get(f"/scenarios/{old.pk}/file/").text == text
    anna.post(f"/scenarios/{old.pk}/remove/", {"version": old.version})
    assert not OwnScenario.objects.exists()


@refused
def test_it_is_mended_as_text_and_what_was_typed_is_not_lost(community: Community, text: str):
    anna, old = adviser(community), old_one(community, text)
    address = f"/scenarios/{old.pk}/compose/"
    page = anna.get(address)
    assert page.status_code == 200
    assert 'name="text"' in page.text
    typed = f"# van mij\n{text}"
    wrong = anna.post(address, {"text": typed, "version": "1"})
    assert wrong.status_code == 400
    assert "# van mij" in wrong.text
    assert OwnScenario.objects.get().text == text
    mended = anna.post(address, {"text": GOOD.replace("\n", "\r\n"), "version": "1"})
    assert mended["Location"] == f"/scenarios/{old.pk}/"
    stands = OwnScenario.objects.get()
    assert parse_scenario_text(stands.text, "") == parse_scenario_text(GOOD, "")
    assert 'name="shocks-0-from_h"' in anna.get(address).text


def test_who_mends_an_older_version_sees_both(community: Community):
    anna, old = adviser(community), old_one(community, REFUSED["no TOML"])
    OwnScenario.objects.update(version=2)
    page = anna.post(f"/scenarios/{old.pk}/compose/", {"text": GOOD, "version": "1"})
    assert page.status_code == 409
    assert "Twee versies" in page.text
    assert OwnScenario.objects.get().text == REFUSED["no TOML"]


def test_a_form_that_was_open_while_the_program_was_renewed_still_saves(community: Community):
    anna, own = adviser(community), add_scenario(community.town, GOOD, None)
    form = form_of(own)
    OwnScenario.objects.update(text=REFUSED["another schema"])
    assert anna.post(f"/scenarios/{own.pk}/compose/", form).status_code == 302


def test_asking_an_answer_of_it_is_refused_on_the_form(community: Community):
    anna, old = adviser(community), old_one(community, REFUSED["another schema"])
    address = f"/organisations/{community.town.pk}/runs/new/"
    form = {"scenario": f"own:{old.pk}", "place": "Buren", "draws": "10"}
    page = anna.post(address, form | {"run": "12345678-1234-4234-8234-123456789012"})
    assert page.status_code == 400
    assert "99" in page.text
    assert not Run.objects.exists()


@refused
def test_the_list_of_answers_tells_the_row_and_shows_the_others(community: Community, text: str):
    anna = adviser(community)
    first, second = ask(anna, community), ask(anna, community)
    Run.objects.filter(pk=first.split("/")[-2]).update(scenario=text)
    page = anna.get(f"/organisations/{community.town.pk}/runs/")
    assert page.status_code == 200
    assert "Een scenario dat deze versie niet leest in Buren" in page.text
    assert page.text.count("kan de vraag niet lezen") == 1
    assert first in page.text
    assert second in page.text
    alone = anna.get(first)
    assert alone.status_code == 200
    assert "kan de vraag niet lezen" in alone.text
    work(0, until_empty=True)
    assert "Een antwoord vragen" in anna.get(first).text


def test_an_answer_that_was_made_still_stands_with_its_files(community: Community):
    anna = adviser(community)
    address, run = answered(anna, community)
    Run.objects.update(scenario=REFUSED["another schema"])
    page = anna.get(f"{address}?need=heat&hour=6")
    assert page.status_code == 200
    assert "Het antwoord staat er nog" in page.text
    assert 'id="objectives"' in page.text
    assert 'id="ask-why"' not in page.text
    file = anna.get(f"{address}files/areas.csv")
    assert 'filename="scenario-buren-areas.csv"' in file["Content-Disposition"]
    assert b"".join(file.streaming_content)
    assert anna.get(f"{address}why/?need=power&area=WK021401&hour=2").status_code == 400
    assert str(run.pk) in anna.get(f"/organisations/{community.town.pk}/runs/").text


def test_an_answer_of_facts_that_cannot_be_read_still_stands(community: Community, folder: Path):
    anna = adviser(community)
    address, run = answered(anna, community, place="*")
    bundle_path(run.facts).write_bytes(b"of another time")
    # As a site that is started anew: facts by hash never change, so they are read once.
    facts._region_of.cache_clear()
    for query in ("", "?need=heat&hour=6"):
        assert anna.get(address + query).status_code == 200
    assert b"".join(anna.get(f"{address}files/areas.csv").streaming_content)
    page = anna.get(f"/organisations/{community.town.pk}/runs/")
    assert "een regio die deze versie niet leest" in page.text
