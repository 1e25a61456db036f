"""Decisions on the site: what was known is frozen, and nobody decides on what they did not see."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.models import RestrictedError
from django.test import Client
from django.utils import timezone

from tests.measures.test_web_variants import form
from tests.measures.web.weighings import example
from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.measures.bill_words import years_of
from weerbaar.measures.deciding import frozen_as_data
from weerbaar.measures.files import read_variant
from weerbaar.measures.own_figures import OwnFigure
from weerbaar.measures.web import actions, decisions, figures
from weerbaar.measures.web.editing import Ground
from weerbaar.measures.web.models import Decision, SavedVariant
from weerbaar.measures.weighing_form import weighing_as_data
from weerbaar.twin.cli import DEFAULT_REGION
from weerbaar.twin.reading import Figure

WHAT, WHY = "De raad stelt geld beschikbaar.", "Het helpt de meeste mensen."


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))


@pytest.fixture
def community(db) -> Community:
    return make_community()


@pytest.fixture
def bas(community: Community) -> Client:
    return client_of(make_person("governor", community.town, "Bas"))


@pytest.fixture
def petra(community: Community) -> Client:
    return client_of(make_person("programme_manager", community.town, "Petra"))


@pytest.fixture
def saved(community: Community) -> SavedVariant:
    shipped = read_variant("36-kazernepunten")
    return actions.add_variant(community.town, shipped, "Kazernes", "", None)


def decision(**more: str) -> dict[str, str]:
    return {
        "number": "1",
        "seen": "1",
        "what": WHAT,
        "why": WHY,
        "power": "council-budget",
        "decided_on": str(timezone.localdate()),
        "weighing": "",
        **more,
    }


def test_a_decision_keeps_what_was_known_then(
    bas: Client, petra: Client, saved: SavedVariant, community: Community
):
    answer = bas.post(f"/variants/{saved.pk}/decide/", decision())
    made = Decision.objects.get()
    assert answer["Location"] == f"/decisions/{made.pk}/"
    page = bas.get(answer["Location"]).content.decode()
    assert WHAT in page
    assert "de gemeenteraad" in page
    assert "Gemeentewet, art. 189" in page
    assert "nog niet nagekeken" in page, "an article from memory says so"
    assert "dezelfde als die toen bekend waren" in page
    then = made.frozen["costs"]["total"]

    own = OwnFigure(
        *("noodsteunpunt-aggregaat", "cost", "0", Figure(9e5, 9e5, 9e5)),
        *("gemeente", "high", "offerte", 2026),
    )
    figures.fill_in(community.town, [own], None)
    later = bas.get(f"/decisions/{made.pk}/").content.decode()

    assert "De cijfers van maatregelen zijn sindsdien gewijzigd." in later
    assert "vandaag €" in later
    made.refresh_from_db()
    assert made.frozen["costs"]["total"] == then


def test_a_decision_costs_as_long_as_the_comparison_that_lay_on_the_table(
    bas: Client, saved: SavedVariant, community: Community
):
    shipped = read_variant("36-kazernepunten")
    sides = tuple(replace(one, variant=replace(one.variant, years=6)) for one in example().sides)
    weighing = weighing_as_data(replace(example(), sides=sides))
    ground = Ground(community.town, DEFAULT_REGION, "", ())
    version = saved.versions.get()
    alone, both = (decisions.freeze(version, ground, one) for one in (None, weighing))
    assert years_of(alone.costs) == (shipped.first_year, shipped.years) == (2028, 4)
    assert years_of(both.costs) == (2028, 6)
    assert both.costs["of_years"][:4] == alone.costs["of_years"]
    assert both.costs["total"][1] > alone.costs["total"][1]

    bas.post(f"/variants/{saved.pk}/decide/", decision())
    made = Decision.objects.get()
    page = f"/decisions/{made.pk}/"
    assert "De bedragen lopen van" not in bas.get(page).text
    made.frozen = frozen_as_data(both)
    made.save()
    assert "De bedragen lopen van 2028 tot en met 2033" in bas.get(page).text


def test_a_decision_on_what_changed_meanwhile_asks_again_and_loses_nothing(
    bas: Client, petra: Client, saved: SavedVariant
):
    petra.post(f"/variants/{saved.pk}/edit/", form(saved, **{"m-0-points": "20"}))

    answer = bas.post(f"/variants/{saved.pk}/decide/", decision())
    page = answer.content.decode()

    assert answer.status_code == 409
    assert not Decision.objects.exists()
    assert WHAT in page
    assert WHY in page
    assert "Petra" in page
    assert "36" in page
    assert 'name="seen" value="2"' in page
    bas.post(f"/variants/{saved.pk}/decide/", decision(seen="2"))
    made = Decision.objects.get()
    assert made.number == 1, "who confirms may mean the version that they saw"
    assert made.frozen["variant"]["choices"][0]["knobs"] == {"points": 36.0}


def test_a_decided_variant_stays_and_goes_on_in_a_new_version(
    bas: Client, petra: Client, saved: SavedVariant
):
    bas.post(f"/variants/{saved.pk}/decide/", decision())
    answer = petra.post(f"/variants/{saved.pk}/remove/", {"version": "1"})
    assert answer.status_code == 409
    with pytest.raises(RestrictedError):
        saved.delete()

    petra.post(f"/variants/{saved.pk}/edit/", form(saved, **{"m-0-points": "20"}))
    frozen = Decision.objects.get().frozen["variant"]["choices"][0]["knobs"]
    assert frozen == {"points": 36.0}
    assert "latere versie" in petra.get(f"/variants/{saved.pk}/").content.decode()


def test_the_same_decision_sent_twice_is_one(bas: Client, saved: SavedVariant):
    for _ in range(2):
        bas.post(f"/variants/{saved.pk}/decide/", decision())
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": ""},
        {"why": ""},
        {"power": "almacht"},
        {"number": "7"},
        {"decided_on": str(date.today() + timedelta(days=3))},
        {"decided_on": "1999-01-01"},
        {"weighing": "nergens"},
    ],
)
def test_what_cannot_be_decided_is_told_and_stays_in_the_form(
    bas: Client, saved: SavedVariant, wrong: dict[str, str]
):
    answer = bas.post(f"/variants/{saved.pk}/decide/", decision(**wrong))
    assert answer.status_code == 400
    assert not Decision.objects.exists()
    kept = {"what": WHAT, "why": WHY} | {k: v for k, v in wrong.items() if k in ("what", "why")}
    assert all(text in answer.content.decode() for text in kept.values())


def test_an_adviser_prepares_and_does_not_decide(community: Community, saved: SavedVariant):
    ada = client_of(make_person("crisis_adviser", community.town, "Ada"))
    assert ada.get(f"/variants/{saved.pk}/decide/").status_code == 403
    assert "Leg een besluit vast" not in ada.get(f"/variants/{saved.pk}/").content.decode()
