"""What people do on the pages of the room: as in the browser, with forms."""

import re

import pytest
from django.test import Client

from tests.platform.community import PASSWORD, Community, client_of, make_person
from weerbaar.platform.web import actions
from weerbaar.platform.web.models import Membership, Organisation, Person


@pytest.fixture
def anna(community: Community) -> Client:
    """The administrator of the town, signed in."""
    return client_of(make_person("administrator", community.town))


def test_an_administrator_gives_someone_a_role_who_then_chooses_a_password_and_signs_in(
    anna: Client, community: Community
):
    given = {"email": "Bert@Dijkstad.example", "name": "Bert", "role": "point_leader"}
    page = anna.post(f"/organisations/{community.town.pk}/people/add/", given)
    link = re.search(r"http://testserver(/account/password/reset/key/[^<]+)", page.text)
    assert link, page.text
    bert = Client()
    form = bert.get(link[1], follow=True)
    chosen = {"password1": "zonnebloem-op-dinsdag", "password2": "zonnebloem-op-dinsdag"}
    bert.post(form.redirect_chain[-1][0], chosen)
    signed_in = {"login": "bert@dijkstad.example", "password": chosen["password1"]}
    moved = bert.post("/account/login/", signed_in, follow=True)
    assert moved.redirect_chain[-1][0] == f"/organisations/{community.town.pk}/"
    assert "Dijkstad" in moved.text
    assert "Bert" in bert.get(f"/organisations/{community.town.pk}/people/").text
    again = Client().get(link[1], follow=True)
    assert "password1" not in again.text


def test_who_belongs_to_two_organisations_chooses(community: Community):
    bert = make_person("contact", community.town, "Bert")
    actions.add_person(bert.email, bert.name, "volunteer", community.group)
    page = client_of(bert).get("/mine/")
    assert "Dijkstad" in page.text
    assert "Buurtgroep Kade" in page.text


def test_who_has_no_role_yet_reads_what_to_do(db):
    page = client_of(Person.objects.create_user("jan@elders.example")).get("/mine/")
    assert "Vraag de beheerder" in page.text
    assert "jan@elders.example" in page.text


def test_an_organisation_is_added_below_another(anna: Client, community: Community):
    given = {"name": "Drinkwater Rivierland", "kind": "partner"}
    anna.post(f"/organisations/{community.town.pk}/add/", given)
    assert Organisation.objects.get(name=given["name"]).parent == community.town


def test_a_kind_that_cannot_stand_there_is_refused_and_what_was_typed_stays(
    anna: Client, community: Community
):
    given = {"name": "Landje", "kind": "country"}
    page = anna.post(f"/organisations/{community.town.pk}/add/", given)
    assert page.status_code == 400
    assert 'value="Landje"' in page.text
    assert not Organisation.objects.filter(name="Landje").exists()


def test_a_role_is_taken_away(anna: Client, community: Community):
    bert = make_person("volunteer", community.town, "Bert")
    anna.post(f"/roles/{bert.memberships.get().pk}/remove/")
    assert not bert.memberships.exists()
    assert client_of(bert).get(f"/organisations/{community.town.pk}/").status_code == 403


def test_who_forgot_the_password_gets_an_address_from_the_administrator(
    anna: Client, community: Community
):
    bert = make_person("volunteer", community.town, "Bert")
    address = f"/roles/{bert.memberships.get().pk}/password/"
    assert "/account/password/reset/key/" not in anna.get(address).text
    assert "/account/password/reset/key/" in anna.post(address).text


def test_an_administrator_cannot_become_who_also_has_roles_elsewhere(
    anna: Client, community: Community
):
    eva = make_person("administrator", community.region, "Eva")
    actions.add_person(eva.email, "", "volunteer", community.town)
    held = eva.memberships.get(organisation=community.town)
    page = anna.post(f"/roles/{held.pk}/password/")
    assert "ook rollen in organisaties" in page.text
    assert "/account/password/reset/key/" not in page.text
    # Nor by giving a role to somebody who signs in elsewhere and has no password here.
    Person.objects.filter(pk=eva.pk).update(password="!")
    given = {"email": eva.email, "name": "", "role": "contact"}
    page = anna.post(f"/organisations/{community.town.pk}/people/add/", given)
    assert "/account/password/reset/key/" not in page.text


def test_the_last_administrator_at_the_top_stays(community: Community):
    eva = make_person("administrator", community.country, "Eva")
    held = eva.memberships.get()
    page = client_of(eva).post(f"/roles/{held.pk}/remove/")
    assert "laatste beheerder" in page.text
    assert Membership.objects.filter(pk=held.pk).exists()
    make_person("administrator", community.country, "Fien")
    client_of(eva).post(f"/roles/{held.pk}/remove/")
    assert not Membership.objects.filter(pk=held.pk).exists()


def test_a_name_of_a_person_cannot_run_in_the_page(anna: Client, community: Community):
    given = {"email": "x@dijkstad.example", "name": "<script>alert(1)</script>", "role": "contact"}
    anna.post(f"/organisations/{community.town.pk}/people/add/", given)
    assert "<script>alert" not in anna.get(f"/organisations/{community.town.pk}/people/").text


def test_a_chosen_language_goes_along_to_another_computer(community: Community):
    bert = make_person("contact", community.town, "Bert")
    client_of(bert).post("/language/", {"language": "en"})
    assert "My organisation" in client_of(bert).get("/me/").text


def test_a_person_sees_what_is_kept_of_them(community: Community):
    bert = make_person("point_leader", community.town, "Bert")
    page = client_of(bert).get("/me/")
    assert "bert@dijkstad.example" in page.text
    assert "teamleider noodsteunpunt" in page.text
    assert page["Cache-Control"] == "private, no-store"


def test_the_password_of_the_tests_is_no_ones_hash(community: Community):
    assert PASSWORD not in make_person("contact", community.town).password


def test_an_organisation_shows_no_link_to_one_that_one_may_not_open(community: Community):
    inhabitant = client_of(make_person("inhabitant", community.town, "Ilse"))
    address = f"/organisations/{community.group.pk}/"
    assert inhabitant.get(address).status_code == 403
    assert address not in inhabitant.get(f"/organisations/{community.town.pk}/").text
    administrator = client_of(make_person("administrator", community.country, "Bea"))
    assert address in administrator.get(f"/organisations/{community.town.pk}/").text


def test_how_long_is_kept_what_is_kept_is_said_in_years(community: Community):
    page = client_of(make_person("inhabitant", community.town)).get("/me/").text
    assert "Gewist na 2 jaar zonder gebruik." in page
    assert "730" not in page
