"""Variants on the site: made, changed as versions, talked over, and never lost by two at once."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from tests.platform.community import Community, client_of, make_community, make_person
from weerbaar.common.refusals import Refused
from weerbaar.measures.files import read_variant
from weerbaar.measures.web import actions, queries
from weerbaar.measures.web.models import Comment, SavedVariant, VariantVersion
from weerbaar.platform.web.models import AuditEntry

SHIPPED = "36-kazernepunten"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))


@pytest.fixture
def community(db) -> Community:
    return make_community()


@pytest.fixture
def petra(community: Community) -> Client:
    return client_of(make_person("programme_manager", community.town, "Petra"))


@pytest.fixture
def saved(community: Community) -> SavedVariant:
    return actions.add_variant(community.town, read_variant(SHIPPED), "Kazernes", "", None)


def form(saved: SavedVariant, **more: str) -> dict[str, str]:
    """The form as a browser sends it for this variant: 36 points, from 2027 on."""
    (choice,) = saved.data["choices"]
    return {
        "version": str(saved.version),
        "title": saved.data["name_nl"],
        "summary": saved.data["summary_nl"],
        "first_year": "2027",
        "years": "4",
        "m-0-measure": choice["measure"],
        "m-0-year": "2027",
        "m-0-points": "36",
        "do": "save",
        **more,
    }


def stands(saved: SavedVariant) -> SavedVariant:
    saved.refresh_from_db()
    return saved


def test_a_shipped_variant_is_made_ones_own_and_changed(petra: Client, community: Community):
    town = community.town.pk
    answer = petra.post(f"/organisations/{town}/variants/copy/{SHIPPED}/")
    mine = SavedVariant.objects.get()
    assert answer["Location"] == f"/variants/{mine.pk}/edit/"

    page = petra.get(answer["Location"]).content.decode()
    assert 'name="m-0-points" value="36"' in page
    assert "€" in page, "the costs stand on the page at once"

    sent = form(mine, **{"m-0-points": "20", "why": "Minder geld"})
    done = petra.post(f"/variants/{mine.pk}/edit/", sent)

    assert done["Location"] == f"/variants/{mine.pk}/"
    assert stands(mine).data["choices"][0]["knobs"] == {"points": 20.0}
    versions = petra.get(f"/variants/{mine.pk}/versions/").content.decode()
    assert "Versie 2" in versions
    assert "Minder geld" in versions
    assert "Petra" in versions


def test_an_earlier_version_is_put_back_as_the_next_one(petra: Client, saved: SavedVariant):
    before = saved.data
    petra.post(f"/variants/{saved.pk}/edit/", form(saved, **{"m-0-points": "20"}))

    page = petra.get(f"/variants/{saved.pk}/versions/1/").content.decode()
    assert "toen: " in page
    petra.post(f"/variants/{saved.pk}/versions/1/restore/", {"version": "2"})

    assert stands(saved).data == before
    assert saved.version == 3
    assert VariantVersion.objects.get(variant=saved, number=2).data["choices"][0]["knobs"] == {
        "points": 20.0
    }


def test_who_saves_second_loses_nothing_and_chooses(petra: Client, saved: SavedVariant):
    petra.post(f"/variants/{saved.pk}/edit/", form(saved, title="Eerst van een ander"))

    mine = form(saved, **{"m-0-points": "12", "why": "Mijn reden"})
    answer = petra.post(f"/variants/{saved.pk}/edit/", mine)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Eerst van een ander" in page
    assert 'value="12"' in page, "what was typed stands in the form"
    assert 'value="Mijn reden"' in page
    assert 'name="version" value="2"' in page
    again = petra.post(
        f"/variants/{saved.pk}/edit/", mine | {"version": "2", "take-title": "stands"}
    )
    assert again.status_code == 302
    assert stands(saved).title == "Eerst van een ander"
    assert saved.data["choices"][0]["knobs"] == {"points": 12.0}


def test_the_same_saved_twice_is_no_version(petra: Client, saved: SavedVariant):
    petra.post(f"/variants/{saved.pk}/edit/", form(saved))
    title = stands(saved).title
    petra.post(f"/variants/{saved.pk}/edit/", form(saved))
    assert (stands(saved).title, saved.versions.count()) == (title, saved.version)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"m-0-points": "37"}, "36"),
        ({"m-0-points": "1e400"}, "1e400"),
        ({"m-0-points": "9" * 400}, "9999"),
        ({"title": ""}, "geen naam"),
        ({"title": "x\x00y"}, "x"),
        ({"first_year": "ooit"}, "ooit"),
        ({"years": "31"}, "31"),
        ({"m-0-year": "2031"}, "2031"),
        ({"m-0-measure": "maanreis"}, "maanreis"),
    ],
)
def test_what_cannot_be_is_told_and_stays_in_the_form(
    petra: Client, saved: SavedVariant, wrong: dict[str, str], told: str
):
    answer = petra.post(f"/variants/{saved.pk}/edit/", form(saved, **wrong))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert stands(saved).version == 1


def test_a_measure_is_added_and_removed_without_saving(petra: Client, saved: SavedVariant):
    added = petra.post(
        f"/variants/{saved.pk}/edit/", form(saved, do="add", add="noodpakket")
    ).content.decode()
    assert 'name="m-1-measure" value="noodpakket"' in added
    gone = petra.post(f"/variants/{saved.pk}/edit/", form(saved, do="remove-0")).content.decode()
    assert "m-0-measure" not in gone
    assert stands(saved).version == 1


def test_what_it_changes_comes_with_a_band_and_with_its_costs(petra: Client, saved: SavedVariant):
    sent = form(saved, **{"cards": "yes", "m-0-points": "30"})
    page = petra.get(f"/variants/{saved.pk}/answer/", sent).content.decode()
    assert 'data-draws="10"' in page
    assert 'id="costs" hx-swap-oob="true"' in page
    assert "draws=50" in page, "it asks for all of them by itself"
    refused = petra.get(f"/variants/{saved.pk}/answer/", sent | {"m-0-points": "99"})
    assert refused.status_code == 400


def test_people_comment_and_take_back_their_own_alone(
    petra: Client, saved: SavedVariant, community: Community
):
    bas = client_of(make_person("governor", community.town, "Bas"))
    for _ in range(2):
        petra.post(f"/variants/{saved.pk}/comments/", {"text": "Wie bedient dit?"})
    comment = Comment.objects.get()
    assert "Wie bedient dit?" in bas.get(f"/variants/{saved.pk}/").content.decode()

    bas.post(f"/variants/{saved.pk}/comments/{comment.pk}/remove/")
    assert Comment.objects.exists()
    petra.post(f"/variants/{saved.pk}/comments/{comment.pk}/remove/")
    assert not Comment.objects.exists()


def test_what_is_too_long_to_say_stays_in_its_form(petra: Client, saved: SavedVariant):
    answer = petra.post(f"/variants/{saved.pk}/comments/", {"text": "a" * 5000})
    assert answer.status_code == 400
    assert "a" * 5000 in answer.content.decode()


def test_laying_it_beside_others_ticks_it(petra: Client, saved: SavedVariant):
    page = petra.get(f"/variants/{saved.pk}/").text
    address = unescape(re.search(r'href="([^"]*/compare/[^"]*)"', page)[1])
    ticked = re.findall(r'name="variant" value="([^"]*)"[^>]* checked', petra.get(address).text)
    assert ticked == [f"own:{saved.pk}"]


def test_a_variant_is_removed_after_asking_and_not_on_an_old_version(
    petra: Client, saved: SavedVariant
):
    assert petra.get(f"/variants/{saved.pk}/remove/").status_code == 200
    assert petra.post(f"/variants/{saved.pk}/remove/", {"version": "9"}).status_code == 409
    petra.post(f"/variants/{saved.pk}/remove/", {"version": "1"})
    assert not SavedVariant.objects.exists()
    assert AuditEntry.objects.filter(action="remove-variant").count() == 1


def test_a_variant_that_this_version_does_not_read_is_told_and_kept(
    petra: Client, saved: SavedVariant
):
    data = json.loads(json.dumps(saved.data))
    data["choices"][0]["measure"] = "maanreis"
    SavedVariant.objects.filter(pk=saved.pk).update(data=data)
    for rest in ("", "edit/", "remove/"):
        assert petra.get(f"/variants/{saved.pk}/{rest}").status_code == 200
    assert "maanreis" in petra.get(f"/variants/{saved.pk}/edit/").content.decode()


def test_an_organisation_keeps_no_more_variants_than_may_be(
    community: Community, monkeypatch: pytest.MonkeyPatch, saved: SavedVariant
):
    monkeypatch.setattr(actions, "MOST_VARIANTS", 1)
    with pytest.raises(Refused, match="There are 1 variants"):
        actions.add_variant(community.town, read_variant(SHIPPED), "Nog een", "", None)
    assert queries.variants_of(community.town) == [saved]


def test_a_new_variant_begins_empty(petra: Client, community: Community):
    sent = {"title": "Eerst thuis", "first_year": "2027", "years": "2"}
    answer = petra.post(f"/organisations/{community.town.pk}/variants/new/", sent)
    page = petra.get(answer["Location"]).content.decode()
    assert "Er zit nog geen maatregel in deze variant" in page
    assert "Het kost nog niets" in page
