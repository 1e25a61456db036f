"""A search on the site: asked, watched, stopped with the best so far, and kept as a variant."""

import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.measures.web.test_comparing import HOMES, NIGHT, ask, compare
from tests.platform.community import Community, client_of, make_person
from weerbaar.measures.search.runner import SCREEN, Progress
from weerbaar.measures.web import search_actions
from weerbaar.measures.web.models import SavedVariant, Searched
from weerbaar.measures.web.search_queries import found_of
from weerbaar.platform.web.models import Job, JobLine, Organisation
from weerbaar.platform.web.worker import work
from weerbaar.platform.web.working import Stopped

pytestmark = pytest.mark.django_db(transaction=True)

BUDGET = 400_000


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that looks at a few sets: how thorough it is, is for the tests of the search."""
    usual = search_actions.Plan

    def few(**asked: object) -> search_actions.Plan:
        asked |= {"evaluations": 4, "screen_draws": 2, "confirm_draws": 10, "confirm_sets": 2}
        return usual(**asked)

    monkeypatch.setattr(search_actions, "Plan", few)


def manager(community: Community) -> Client:
    return client_of(make_person("programme_manager", community.town))


def search(client: Client, community: Community, **changes: object):
    filled: dict[str, object] = {
        "way": "best",
        "budget": str(BUDGET),
        "scenario": NIGHT,
        "place": "Tiel",
        "first_year": "2027",
        "years": "4",
        "need": "",
        "outcome": "hours",
        "effort": "60",
        "searched": str(uuid.uuid4()),
    }
    return client.post(f"/organisations/{community.town.pk}/search/", filled | changes)


def test_a_search_is_asked_watched_and_kept_as_a_variant(quick: None, community: Community):
    anna = manager(community)
    assert anna.get(f"/organisations/{community.town.pk}/search/").status_code == 200
    page = search(anna, community)
    assert page.status_code == 302, page.text
    assert "wacht" in anna.get(page["Location"]).text
    work(0, until_empty=True)
    shown = anna.get(page["Location"])
    assert "Wat we vonden" in shown.text
    found, wrong = found_of(Searched.objects.get())
    assert (wrong, Job.objects.get().state) == ([], "done")
    assert found.sets[0].eur.p50 <= BUDGET
    kept = anna.post(f"{page['Location']}keep/", {"place": "0", "title": "Gevonden"})
    assert kept.status_code == 302
    saved = SavedVariant.objects.get()
    assert (saved.title, saved.data["first_year"]) == ("Gevonden", 2027)
    assert f"/variants/{saved.pk}/" in kept["Location"]


class StopsSoon:
    """A job that is asked to stop at its second sign of life."""

    attempt, told, share = 1, 0, 0.0

    def say(self, text: str) -> None:
        self.said = text

    def tell(self, share: float, kept: object = None) -> None:
        assert share >= self.share
        self.share = share
        self.told += 1
        if self.told >= 2:
            raise Stopped


def test_a_search_that_is_stopped_keeps_the_best_so_far(quick: None, community: Community):
    anna = manager(community)
    page = search(anna, community)
    asked = Searched.objects.get()
    with pytest.raises(Stopped):
        search_actions.make(StopsSoon(), str(asked.pk))
    found, _ = found_of(Searched.objects.get())
    assert found.stopped
    Job.objects.update(state="cancelled")
    assert "Dit zoeken is gestopt" in anna.get(page["Location"]).text


def test_the_best_so_far_is_shown_while_it_goes_on(quick: None, community: Community):
    anna = manager(community)
    page = search(anna, community)
    asked = Searched.objects.get()
    held = StopsSoon()
    told = search_actions.Listening(held, asked.pk)
    told(Progress(SCREEN, 1, 4, ("noodradio share=1",), 5.0))
    assert told.wanted()
    assert told.share == pytest.approx(0.2)
    assert "Het beste tot nu toe" in anna.get(page["Location"]).text
    told(Progress(SCREEN, 2, 4, (), 0.0))
    assert not told.wanted()


def test_how_long_a_regret_still_takes_is_told_from_the_speed_so_far(community: Community):
    anna = manager(community)
    filled = {"variant": [HOMES], "scenario": NIGHT, "place": "Tiel", "searched": uuid.uuid4()}
    page = anna.post(f"/organisations/{community.town.pk}/compare/regret/", filled)
    assert "Nog ongeveer" not in anna.get(page["Location"]).text
    job, now = Job.objects.get(), timezone.now()
    JobLine.objects.create(job=job, text="Begun.")
    JobLine.objects.update(at=now - timedelta(minutes=2))
    Job.objects.update(state="running", progress=0.2, lease_until=now + timedelta(minutes=1))
    assert "Nog ongeveer 9 minuten" in anna.get(page["Location"]).text
    Job.objects.update(progress=0.01)
    assert "Nog ongeveer" not in anna.get(page["Location"]).text


class Listens:
    """A job that is never asked to stop."""

    shares: list[float]

    def __init__(self) -> None:
        self.shares = []

    def tell(self, share: float, kept: object = None) -> None:
        self.shares.append(share)


@pytest.mark.parametrize("shares", [search_actions.SHARES, search_actions.ALL])
def test_how_far_it_is_never_goes_back(shares: search_actions.Shares) -> None:
    held = Listens()
    listening = search_actions.Listening(held, uuid.uuid4(), shares)
    for stage in shares:
        for done, of in ((1, 4), (4, 4), (5, 4), (1, 9)):
            listening(Progress(stage, done, of))
    assert held.shares == sorted(held.shares)
    assert held.shares[-1] < 1.0


def test_how_wrong_variants_can_turn_out_is_asked_from_a_comparison(
    quick: None, community: Community, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search_actions, "fitting_facts", one_crisis)
    anna = manager(community)
    filled = {"variant": [HOMES], "scenario": NIGHT, "place": "Tiel", "searched": uuid.uuid4()}
    page = anna.post(f"/organisations/{community.town.pk}/compare/regret/", filled)
    assert page.status_code == 302
    work(0, until_empty=True)
    shown = anna.get(page["Location"]).text
    assert "Hoe verkeerd het kan uitvallen" in shown
    assert "wordt hier niet gevraagd" in shown
    # Another need is told of the same answer, without computing again.
    need = re.findall(r'<option value="(\w+)"', shown)[0]
    other = anna.get(f"{page['Location']}?need={need}").text
    assert f'value="{need}" selected' in other
    assert "U hebt die gekozen" in other
    assert anna.get(f"{page['Location']}?need={'9' * 400}").status_code == 200
    # From there it can be asked with as many courses as are needed to tell it.
    sent = re.findall(r'name="(variant|scenario|place|effort|searched)" value="([^"]*)"', shown)
    again = anna.post(f"/organisations/{community.town.pk}/compare/regret/", dict(sent))
    assert again.status_code == 302
    assert Searched.objects.get(pk=dict(sent)["searched"]).question["draws"] == 100
    thorough = anna.get(again["Location"]).text
    assert "Grondig uitrekenen" not in thorough


def test_how_thoroughly_is_one_of_the_list(community: Community):
    filled = {"variant": [HOMES], "scenario": NIGHT, "place": "Tiel", "searched": uuid.uuid4()}
    at = f"/organisations/{community.town.pk}/compare/regret/"
    assert manager(community).post(at, filled | {"effort": "9" * 400}).status_code == 400


def one_crisis(facts: str) -> dict:
    """Of the crises that fit only a short one, since each takes a second."""
    from weerbaar.twin.files import read_scenario

    name = NIGHT.partition(":")[2]
    return {name: read_scenario(name)}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"budget": ""}, "budget"),
        ({"budget": "9" * 400}, "euro"),
        ({"budget": "\x00"}, ""),
        ({"years": "-1"}, ""),
        ({"need": "geluk"}, ""),
        ({"required": ["noodradio"], "excluded": ["noodradio"]}, "noodradio"),
        ({"required": ["noodradio"], "budget": "1"}, "noodradio"),
        ({"limit_municipality": "1e999"}, ""),
        ({"searched": "x"}, ""),
    ],
)
def test_what_cannot_be_searched_is_refused_and_what_was_filled_in_stays(
    changes: dict, says: str, community: Community
):
    page = search(manager(community), community, **changes)
    assert page.status_code == 400
    assert says in page.text
    assert 'value="2027"' in page.text
    assert not Searched.objects.exists()


def test_a_number_under_which_another_town_searched_is_refused(community: Community):
    key = str(uuid.uuid4())
    assert search(manager(community), community, searched=key).status_code == 302
    other = community.other_town
    eve = client_of(make_person("programme_manager", other, "Eve"))
    theirs = replace(community, town=other)
    asked = {"variant": [HOMES], "scenario": NIGHT, "place": "Tiel", "searched": key}
    for refused in (
        search(eve, theirs, searched=key),
        eve.post(f"/organisations/{other.pk}/compare/regret/", asked),
    ):
        assert refused.status_code == 400
        assert "al iets anders gevraagd" in refused.text


def test_a_search_is_read_after_a_measure_with_an_own_figure_left_the_catalogue(
    community: Community,
):
    anna = manager(community)
    page = search(anna, community)
    figure = {"p10": 1.0, "p50": 1.0, "p90": 1.0}
    told = {
        "owner": "wij",
        "confidence": "high",
        "source": "offerte",
        "year": 2026,
        "assumed": False,
    }
    gone = {"measure": "maanreis", "part": "cost", "key": "0", "figure": figure, **told}
    Searched.objects.update(own_figures=[gone])
    assert anna.get(page["Location"]).status_code == 200


def test_a_set_that_is_not_there_is_not_kept(quick: None, community: Community):
    anna = manager(community)
    page = search(anna, community, way="front")
    work(0, until_empty=True)
    for form in ({"place": "99", "title": "x"}, {"place": "x"}, {"title": ""}):
        assert anna.post(f"{page['Location']}keep/", form).status_code == 400
    assert not SavedVariant.objects.exists()


def test_who_belongs_to_another_town_sees_nothing_of_a_search(community: Community):
    page = search(manager(community), community)
    other = Organisation.objects.get(name="Polderdorp")
    eve = client_of(make_person("programme_manager", other, "Eve"))
    assert eve.get(page["Location"]).status_code == 403
    assert eve.post(f"{page['Location']}stop/").status_code == 403
    assert eve.post(f"{page['Location']}keep/", {"place": "0", "title": "x"}).status_code == 403


def test_a_search_and_a_comparison_are_told_in_the_list_of_jobs(community: Community):
    anna = manager(community)
    search(anna, community)
    ask(anna, community, HOMES)
    listed = anna.get(f"/organisations/{community.town.pk}/jobs/")
    assert "Wat is het beste voor € 400.000" in listed.text.replace("\u00a0", " ")
    assert "Eerst thuis naast hoe het nu is" in listed.text
    assert compare(anna, community, "own:1").status_code == 400
