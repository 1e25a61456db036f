"""The example people: one for each role, on this computer alone."""

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.test import Client, override_settings

from weerbaar.platform.rights import ROLE_ORDER
from weerbaar.platform.web import actions
from weerbaar.platform.web.models import AuditEntry, Membership, Organisation, Person
from weerbaar.region.web.models import Place
from weerbaar.web import demo, environment

pytestmark = pytest.mark.django_db

HERE = {"host": "localhost:8700"}
STARTED = {
    "DEMO": True,
    "AUTHENTICATION_BACKENDS": [*settings.AUTHENTICATION_BACKENDS, demo.BACKEND],
}


@pytest.fixture
def people() -> list[Person]:
    demo.make_community()
    return [person for person, _, _ in demo.people()]


def send(client: Client, person: Person, **more):
    return client.post("/demo/sign-in/", {"person": person.pk}, **more)


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_there_is_one_example_person_for_each_role_in_a_small_community(people):
    held = Membership.objects.values_list("role", flat=True)
    assert sorted(held) == sorted(ROLE_ORDER)
    assert {place.municipality for place in Place.objects.all()} >= {"Buren", ""}
    assert set(Organisation.objects.values_list("kind", flat=True)) == {
        "country",
        "safety_region",
        "municipality",
        "partner",
        "neighbourhood_group",
    }


def test_on_this_computer_a_button_signs_in_as_one_of_them(people):
    with override_settings(**STARTED):
        client = Client(headers=HERE)
        page = client.get("/account/login/").text
        assert page.count("(voorbeeld)</button>") == len(ROLE_ORDER)
        assert "remove-examples" in page
        assert send(client, people[0])["Location"] == "/mine/"
        assert is_in(client)


def test_it_goes_on_where_somebody_was_and_nowhere_else(people):
    with override_settings(**STARTED):
        for back, to in (("/me/", "/me/"), ("https://elsewhere.example/", "/mine/")):
            sent = {"person": people[0].pk, "next": back}
            assert Client(headers=HERE).post("/demo/sign-in/", sent)["Location"] == to


@pytest.mark.parametrize(
    "more",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"headers": {"host": "testserver"}},
        {"secure": True},
    ],
    ids=["from elsewhere", "from nowhere", "under another name", "by https"],
)
def test_from_elsewhere_nobody_signs_in_as_one_of_them(people, more):
    with override_settings(**STARTED):
        client = Client(headers=HERE)
        assert send(client, people[0], **more).status_code == 403
        assert not is_in(client)
        assert "(voorbeeld)" not in client.get("/account/login/", **more).text


def test_where_the_site_was_not_started_so_nobody_does_either(people):
    client = Client(headers=HERE)
    assert send(client, people[0]).status_code == 403
    assert not is_in(client)
    assert "(voorbeeld)" not in client.get("/account/login/").text


def test_only_an_example_person_can_be_chosen(people):
    country = Organisation.objects.get(parent=None)
    real = actions.add_person("els@dijkstad.example", "Els", "administrator", country)
    with override_settings(**STARTED):
        client = Client(headers=HERE)
        assert send(client, real).status_code == 403
        assert client.post("/demo/sign-in/", {"person": "x"}).status_code == 403
        assert client.get("/demo/sign-in/").status_code == 405
        assert not is_in(client)


def test_when_the_site_is_started_otherwise_their_sessions_are_over(people):
    client = Client(headers=HERE)
    with override_settings(**STARTED):
        send(client, people[0])
        assert is_in(client)
    assert not is_in(client)
    with override_settings(**STARTED | {"DEMO": False}):
        assert not is_in(client)


def test_a_password_that_one_of_them_got_opens_no_door(people):
    actions.set_password(people[0], "korenwolf-in-de-wei")
    assert authenticate(None, email=people[0].email, password="korenwolf-in-de-wei") is None
    client = Client(headers=HERE)
    client.post("/account/login/", {"login": people[0].email, "password": "korenwolf-in-de-wei"})
    assert not is_in(client)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEERBAAR_TLS", "yes"),
        ("WEERBAAR_HOSTS", "weerbaar.example"),
        ("WEERBAAR_HOSTS", "localhost,weerbaar.example"),
        ("WEERBAAR_PROXIES", "1"),
        ("WEERBAAR_OIDC_SERVER", "https://id.example"),
    ],
)
def test_a_site_that_others_can_reach_is_never_started_so(monkeypatch, name, value):
    for setting in ("WEERBAAR_TLS", "WEERBAAR_HOSTS", "WEERBAAR_PROXIES", "WEERBAAR_OIDC_SERVER"):
        monkeypatch.delenv(setting, raising=False)
    assert environment.only_here()
    monkeypatch.setenv(name, value)
    assert not environment.only_here()


def test_examples_come_in_an_empty_database_alone(people):
    assert not demo.is_wanted()


def test_taking_them_away_leaves_what_others_made(people):
    town = Organisation.objects.get(kind="municipality", place__municipality="Buren")
    actions.add_person("els@dijkstad.example", "Els", "governor", town)
    assert demo.remove_community() == len(ROLE_ORDER)
    assert not Person.objects.filter(email__endswith=demo.DOMAIN).exists()
    # The town has somebody of its own, so it stays, with what stands above it.
    kinds = list(Organisation.objects.values_list("kind", flat=True))
    assert sorted(kinds) == ["country", "municipality", "safety_region"]
    assert AuditEntry.objects.filter(action="erase-person").count() == len(ROLE_ORDER)
    assert demo.remove_community() == 0


def test_who_goes_to_fill_in_facts_sees_first_who_can(people):
    with override_settings(**STARTED):
        page = Client(headers=HERE).get("/account/login/", {"next": "/mine/facts/"}).text
        able = page.split("kan gegevens invullen")
        assert len(able) == 3, "the crisis adviser and the programme manager"
        assert page.rindex("kan gegevens invullen") < page.index("Bas Bestuur")
        assert "kan gegevens invullen" not in Client(headers=HERE).get("/account/login/").text


def test_the_example_organisations_say_what_they_do_and_on_which_number(people):
    rows = Organisation.objects.values_list("telephone", "about")
    assert all(number.startswith("088-000000") and about for number, about in rows)
