"""Two people change the same organisation: in rules, and on its pages."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.platform.community import Community, client_of, make_person
from weerbaar.platform.edits import KEPT, STANDS, changed, differing, settled, version_of
from weerbaar.platform.web.models import Conflict


def test_anna_renames_while_bert_gives_a_telephone_number_and_both_remain():
    stands = {"name": "Dijkstad aan Zee", "telephone": ""}
    berts = {"name": "Dijkstad", "telephone": "14 0123"}
    assert differing(stands, berts) == ("name", "telephone")
    picks = {"name": STANDS, "telephone": KEPT}
    assert settled(stands, berts, picks) == {"name": "Dijkstad aan Zee", "telephone": "14 0123"}


def test_what_a_person_left_as_they_saw_it_is_no_part_of_their_change():
    saw = {"name": "Dijkstad", "telephone": ""}
    assert changed(saw | {"telephone": "14 0123"}, saw) == {"telephone": "14 0123"}
    assert changed({"name": "Dijkstad"}, {}) == {"name": "Dijkstad"}


VALUES = st.fixed_dictionaries({name: st.sampled_from(["", "x", "y"]) for name in "abc"})
PICKS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from([STANDS, KEPT, "neither"]))


@given(VALUES, VALUES, PICKS)
def test_every_value_after_settling_is_one_of_the_two(stands, kept, picks):
    after = settled(stands, kept, picks)
    assert set(after) == set(stands)
    for name, value in after.items():
        assert value == (kept[name] if picks.get(name) == KEPT else stands[name])


@given(VALUES, VALUES)
def test_picking_the_kept_one_everywhere_leaves_no_difference(stands, kept):
    assert differing(settled(stands, kept, dict.fromkeys(kept, KEPT)), kept) == ()


@pytest.mark.parametrize(
    ("if_match", "typed", "version"),
    [
        ('"3"', "2", 3),
        ('W/"3"', "", 3),
        ("", "2", 2),
        ("", "", None),
        ('"x"', "2", None),
        ("*", "", None),
        ("9" * 30, "", None),
    ],
)
def test_the_header_goes_before_the_form(if_match: str, typed: str, version: int | None):
    assert version_of(if_match, typed) == version


@pytest.fixture
def anna(community: Community) -> Client:
    return client_of(make_person("administrator", community.town))


@pytest.fixture
def bert(community: Community) -> Client:
    return client_of(make_person("contact", community.town, "Bert"))


def change(client: Client, community: Community, version: int, **values: str):
    sent = {"name": "Dijkstad", "telephone": "", "about": "", "version": version} | values
    return client.post(f"/organisations/{community.town.pk}/change/", sent, follow=True)


def test_of_two_changes_on_the_same_version_the_second_is_kept_shown_and_settled(
    anna: Client, bert: Client, community: Community
):
    change(anna, community, 1, name="Dijkstad aan Zee")
    page = change(bert, community, 1, telephone="14 0123")
    assert page.status_code == 409
    assert "Dijkstad aan Zee" in page.text
    assert "14 0123" in page.text
    community.town.refresh_from_db()
    assert (community.town.name, community.town.telephone) == ("Dijkstad aan Zee", "")
    conflict = Conflict.objects.get()
    picks = {"version": 2, "pick-name": STANDS, "pick-telephone": KEPT}
    bert.post(f"/conflicts/{conflict.pk}/", picks)
    community.town.refresh_from_db()
    assert (community.town.name, community.town.telephone) == ("Dijkstad aan Zee", "14 0123")
    assert community.town.version == 3
    assert Conflict.objects.get().settled_at is not None


def test_what_is_not_settled_yet_waits_on_the_page_of_the_organisation(
    anna: Client, bert: Client, community: Community
):
    change(anna, community, 1, name="Dijkstad aan Zee")
    change(bert, community, 1, telephone="14 0123")
    page = anna.get(f"/organisations/{community.town.pk}/")
    assert f"/conflicts/{Conflict.objects.get().pk}/" in page.text


def test_of_a_change_only_what_the_person_changed_is_shown(
    anna: Client, bert: Client, community: Community
):
    change(anna, community, 1, about="Vangt mensen op.")
    saw = {"initial-name": "Dijkstad", "initial-telephone": "", "initial-about": ""}
    page = change(bert, community, 1, telephone="14 0123", **saw)
    assert 'name="pick-telephone"' in page.text
    assert 'name="pick-about"' not in page.text
    assert Conflict.objects.get().values == {"telephone": "14 0123"}


def test_settling_on_an_old_version_shows_both_again(
    anna: Client, bert: Client, community: Community
):
    change(anna, community, 1, name="Dijkstad aan Zee")
    change(bert, community, 1, name="Dijkstad aan de Rivier")
    change(anna, community, 2, name="Dijkstad aan het Meer")
    conflict = Conflict.objects.get()
    page = bert.post(f"/conflicts/{conflict.pk}/", {"version": 2, "pick-name": KEPT})
    assert page.status_code == 409
    assert "Dijkstad aan het Meer" in page.text
    community.town.refresh_from_db()
    assert community.town.name == "Dijkstad aan het Meer"


def test_the_same_change_twice_is_no_conflict(anna: Client, bert: Client, community: Community):
    change(anna, community, 1, name="Dijkstad aan Zee")
    assert change(bert, community, 1, name="Dijkstad aan Zee").status_code == 200
    assert not Conflict.objects.exists()


def test_a_program_says_by_if_match_on_what_its_change_was_made(anna: Client, community: Community):
    address = f"/organisations/{community.town.pk}/change/"
    assert anna.get(address)["ETag"] == '"1"'
    sent = {"name": "Dijkstad aan Zee", "version": 1}
    assert anna.post(address, sent, headers={"if-match": '"1"'}).status_code == 302
    late = anna.post(address, sent | {"name": "X"}, headers={"if-match": '"1"'})
    assert late.status_code == 412


def test_a_change_without_a_version_is_refused_and_what_was_typed_stays(
    anna: Client, community: Community
):
    page = change(anna, community, "", name="Dijkstad aan Zee")
    assert page.status_code == 400
    assert 'value="Dijkstad aan Zee"' in page.text
