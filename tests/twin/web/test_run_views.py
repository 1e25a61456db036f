"""Asking, watching, reading and taking along an answer, and asking why."""

import re
import uuid

import pytest

from tests.platform.community import Community, client_of, make_person
from tests.twin.web.asking import adviser, answered, ask, filled
from weerbaar.platform.web.models import Job
from weerbaar.platform.web.worker import work
from weerbaar.twin.web.actions import add_scenario
from weerbaar.twin.web.answering import answer_path
from weerbaar.twin.web.models import Run

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_form_that_is_sent_twice_is_one_run(community: Community):
    anna, number = adviser(community), str(uuid.uuid4())
    addresses = {ask(anna, community, run=number) for _ in range(2)}
    assert len(addresses) == 1
    assert (Run.objects.count(), Job.objects.count()) == (1, 1)


def test_a_number_under_which_another_town_asked_is_refused_and_what_was_filled_in_stays(
    community: Community,
):
    number = str(uuid.uuid4())
    ask(adviser(community), community, run=number)
    eve = client_of(make_person("crisis_adviser", community.other_town, "Eve"))
    sent = filled(run=number, place="Tiel", draws="37")
    refused = eve.post(f"/organisations/{community.other_town.pk}/runs/new/", sent)
    assert refused.status_code == 400
    assert "al iets anders gevraagd" in refused.text
    assert 'value="37"' in refused.text
    assert Run.objects.get().organisation_id == community.town.pk


def test_the_form_opens_at_the_place_of_the_organisation_and_a_chosen_scenario(
    community: Community,
):
    page = (
        adviser(community)
        .get(f"/organisations/{community.town.pk}/runs/new/?scenario=zoelmond-2017")
        .text
    )
    assert '<option value="Buren" selected>' in page
    assert '<option value="shipped:zoelmond-2017" selected>' in page
    # A scenario of another region is not offered.
    assert "shipped:amsterdam-2017" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"draws": "9"},
        {"draws": "201"},
        {"draws": "veel"},
        {"scenario": "shipped:amsterdam-2017"},
        {"scenario": "own:1"},
        {"place": "Atlantis"},
        {"run": "1"},
    ],
)
def test_a_wrong_question_is_refused_and_keeps_what_was_filled_in(
    community: Community, wrong: dict[str, str]
):
    anna = adviser(community)
    page = anna.post(f"/organisations/{community.town.pk}/runs/new/", filled(**wrong))
    assert page.status_code == 400
    if "draws" not in wrong:
        assert 'value="10"' in page.text
    assert not Run.objects.exists()


def test_a_run_too_many_is_refused_in_words(community: Community, settings):
    settings.JOBS_FOR_ORGANISATION = 1
    anna = adviser(community)
    ask(anna, community)
    page = anna.post(f"/organisations/{community.town.pk}/runs/new/", filled())
    assert page.status_code == 400
    assert Run.objects.count() == 1


def test_a_run_that_waits_is_shown_and_stopped_on_its_page(community: Community):
    anna = adviser(community)
    address = ask(anna, community)
    waiting = anna.get(address).text
    assert "wacht" in waiting
    assert "Stop deze berekening" in waiting
    stopped = anna.post(address + "cancel/", follow=True).text
    assert "gestopt" in stopped
    assert "Het opnieuw vragen" in stopped
    work(0, until_empty=True)
    assert "gestopt" in anna.get(f"/organisations/{community.town.pk}/runs/").text


def test_an_answer_holds_all_that_was_asked_for_in_both_languages(community: Community):
    anna = adviser(community)
    address, run = answered(anna, community)
    page = anna.get(address).text
    for ident in ("map", "course", "who", "objectives", "if", "not-measured", "sources", "files"):
        assert f'id="{ident}"' in page, ident
        assert f'href="#{ident}"' in page, ident
    assert "Simulatie." in page
    assert "Niet gemeten" in page
    assert page.count("<h1") == 1
    anna.post("/language/", {"language": "en", "next": address})
    assert "The seven objectives of NATO" in anna.get(address).text
    assert str(run.pk) in anna.get(f"/organisations/{community.town.pk}/runs/").text


def maps_in(page: str) -> list[str]:
    """What the small maps are said to show."""
    still = page.partition("<!-- still -->")[2].partition("<!-- /still -->")[0]
    return re.findall(r'<svg [^>]*aria-label="([^"]*)"', still)


def test_the_address_chooses_need_and_hour_without_a_script(community: Community):
    anna = adviser(community)
    address, _ = answered(anna, community)
    assert len(maps_in(anna.get(address).text)) > 1
    page = anna.get(address + "?need=heat&hour=6&area=WK021401").text
    (said,) = maps_in(page)
    assert said.startswith("Warmte, uur 6.")
    assert '<option value="heat" selected>' in page
    assert '<option value="WK021401" selected>' in page


@pytest.mark.parametrize("query", ["need=gold", "hour=nan", "hour=-1", "hour=1e9", "need=&hour="])
def test_an_address_that_asks_for_what_is_not_there_shows_the_answer(
    community: Community, query: str
):
    anna = adviser(community)
    address, _ = answered(anna, community)
    assert len(maps_in(anna.get(f"{address}?{query}").text)) > 1


def test_every_file_is_taken_along_under_a_name_that_says_what_it_is(community: Community):
    anna = adviser(community)
    address, _ = answered(anna, community)
    for name in ("areas.csv", "tables.xlsx", "areas.geojson", "hours.parquet", "answer.json"):
        file = anna.get(f"{address}files/{name}")
        assert file.status_code == 200
        assert f'filename="zoelmond-2017-buren-{name}"' in file["Content-Disposition"]
        assert file["Content-Disposition"].startswith("attachment")
        assert file["X-Content-Type-Options"] == "nosniff"
        assert b"".join(file.streaming_content)
    for name in ("map.npz", "answer.nl.html", "..%2F..%2Fsecret-key", "no.csv"):
        assert anna.get(f"{address}files/{name}").status_code == 404


WHY = "why/?need=power&area=WK021401&hour=2"


def test_the_chain_is_told_by_process_and_names_objects_only_to_who_may_see_them(
    community: Community,
):
    anna = adviser(community)
    address, _ = answered(anna, community, place="*")
    contact = client_of(make_person("point_leader", community.town, "Bert"))
    named, plain = anna.get(address + WHY).text, contact.get(address + WHY).text
    assert "middenspanningskabel" in plain
    assert "mv_feeder:" in named
    assert "mv_feeder:" not in plain


@pytest.mark.parametrize(
    "asked",
    [
        "why/",
        "why/?need=power&area=Atlantis&hour=2",
        "why/?need=gold&area=WK021401&hour=2",
        "why/?need=device&area=WK021401&hour=2",
        "why/?need=power&area=WK021401&hour=9999999",
        "why/?need=power&area=WK021401&hour=nan",
        "why/?need=power&area=WK021401&hour=-3",
    ],
)
def test_a_question_why_without_an_answer_is_refused_in_words(community: Community, asked: str):
    anna = adviser(community)
    page = anna.get(ask(anna, community) + asked)
    assert page.status_code == 400
    assert 'role="alert"' in page.text


HALF_A_YEAR = """
schema = 1
scenario = "half-een-jaar"
name_nl = "Een half jaar"
name_en = "Half a year"
summary_nl = "Alle hoogspanning weg."
summary_en = "All high voltage gone."
evidence = "A"
source = "made up"
recovery_h = 24

[[shocks]]
name = "stations"
kinds = ["hv_station"]
duration_h = 4300
"""


def test_what_does_not_fit_in_memory_is_refused_on_the_form_before_it_starts(
    community: Community,
):
    own = add_scenario(community.town, HALF_A_YEAR, None)
    anna, address = adviser(community), f"/organisations/{community.town.pk}/runs/new/"
    page = anna.post(address, filled(scenario=f"own:{own.pk}", draws="200"))
    assert page.status_code == 400
    assert "past niet in 4 GB geheugen" in page.text
    assert "Trek hooguit" in page.text
    assert 'value="200"' in page.text
    assert (Run.objects.count(), Job.objects.count()) == (0, 0)


def test_the_list_of_computations_says_what_was_asked_and_leads_to_it(community: Community):
    anna = adviser(community)
    address = ask(anna, community)
    page = anna.get(f"/organisations/{community.town.pk}/jobs/").text
    assert f'<a href="{address}">Zoelmond 2017' in page
    assert "in Buren</a>" in page


def test_an_answer_has_a_sheet_of_its_own_for_the_council(community: Community):
    anna = adviser(community)
    address, run = answered(anna, community)
    assert 'href="council/"' in anna.get(address).text
    page = anna.get(address + "council/").text
    assert "Buren" in page
    assert 'class="sheet"' in page
    assert "Simulatie" in page
    assert f'href="{address}"' in page
    stranger = client_of(make_person("crisis_adviser", community.other_town, "Chris"))
    assert stranger.get(address + "council/").status_code in (403, 404)
    (answer_path(run.pk) / "council.nl.json").unlink()
    assert anna.get(address + "council/")["Location"] == address
