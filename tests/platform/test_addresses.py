"""Another e-mail address: asked for, answered by mail, or given by an administrator."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import translation

from tests.platform.community import PASSWORD, Community, client_of, make_person
from weerbaar.platform.web.models import AuditEntry, Person
from weerbaar.platform.web.signing_in import AccountAdapter, SecondStepAdapter, ServiceAdapter

PAGE = "/account/email/"
NEW = "anna@polderdorp.example"


@pytest.fixture
def anna(community: Community) -> Person:
    return make_person("crisis_adviser", community.town)


@pytest.fixture
def client(anna: Person) -> Client:
    made = Client()
    made.post("/account/login/", {"login": anna.email, "password": PASSWORD})
    made.post("/account/reauthenticate/", {"password": PASSWORD})
    return made


def ask(client: Client, email: str):
    return client.post(PAGE, {"email": email, "action_add": "1"}, follow=True)


def address_in(message) -> str:
    return re.search(r"http://testserver(/account/confirm-email/\S+)", message.body)[1]


def test_a_new_address_counts_once_the_message_to_it_is_answered(client, anna, settings):
    settings.MAIL_IS_SENT = True
    assert "wijzigen" in client.get("/me/").text
    page = ask(client, NEW)
    assert f"We stuurden een bericht naar {NEW}" in page.text
    anna.refresh_from_db()
    assert anna.email == "anna@dijkstad.example"
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([NEW], "Bevestig uw nieuwe e-mailadres")
    where = address_in(message)
    # Also where the message is opened on another device.
    elsewhere = Client()
    assert "Ja, dit is mijn adres" in elsewhere.get(where).text
    elsewhere.post(where)
    anna.refresh_from_db()
    assert anna.email == NEW
    signed_in = Client().post("/account/login/", {"login": NEW, "password": PASSWORD})
    assert signed_in.status_code == 302
    old = {"login": "anna@dijkstad.example", "password": PASSWORD}
    assert Client().post("/account/login/", old).status_code == 200
    assert AuditEntry.objects.filter(action="change-address").count() == 1


def test_the_password_is_asked_once_more_and_what_was_typed_goes_on(anna, settings):
    settings.MAIL_IS_SENT = True
    client = Client()
    client.post("/account/login/", {"login": anna.email, "password": PASSWORD})
    assert "Bent u het nog?" in ask(client, NEW).text
    sent = {"password": PASSWORD, "next": PAGE}
    page = client.post("/account/reauthenticate/", sent, follow=True)
    assert f"We stuurden een bericht naar {NEW}" in page.text


def test_the_old_address_hears_of_the_change(client, anna, settings):
    settings.MAIL_IS_SENT = True
    ask(client, NEW)
    Client().post(address_in(mail.outbox[0]))
    told = mail.outbox[-1]
    assert (told.to, told.subject) == (["anna@dijkstad.example"], "Uw e-mailadres is gewijzigd")


def test_a_second_thought_takes_the_place_of_the_first_and_one_can_keep_what_one_has(
    client, anna, settings
):
    settings.MAIL_IS_SENT = True
    ask(client, "ana@polderdorp.example")
    ask(client, NEW)
    assert sorted(EmailAddress.objects.values_list("email", flat=True)) == [anna.email, NEW]
    client.post(PAGE, {"email": NEW, "action_remove": "1"})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [anna.email]


def test_the_address_of_somebody_else_is_refused_also_where_they_got_it_meanwhile(
    client, anna, settings, community
):
    settings.MAIL_IS_SENT = True
    make_person("governor", community.town, "Bert")
    assert "kan niet worden gebruikt" in ask(client, "bert@dijkstad.example").text
    assert not mail.outbox
    ask(client, NEW)
    Person.objects.filter(name="Bert").update(email=NEW)
    page = Client().post(address_in(mail.outbox[0]), follow=True)
    assert page.status_code == 200
    anna.refresh_from_db()
    assert anna.email == "anna@dijkstad.example"


def test_without_mail_the_page_leads_to_the_administrator_and_nothing_can_be_asked(client, anna):
    page = client.get(PAGE).text
    assert "De beheerder van uw organisatie kan het wijzigen" in page
    assert 'name="email"' not in page
    assert "Deze site stuurt geen e-mail" in ask(client, NEW).text
    assert not EmailAddress.objects.filter(email=NEW).exists()


def test_an_administrator_gives_somebody_another_address(community: Community, anna: Person):
    bea = client_of(make_person("administrator", community.town, "Bea"))
    assert "Ander e-mailadres" in bea.get(f"/organisations/{community.town.pk}/people/").text
    page = f"/roles/{anna.memberships.get().pk}/address/"
    assert f'value="{anna.email}"' in bea.get(page).text
    taken = bea.post(page, {"email": "bea@dijkstad.example"})
    assert taken.status_code == 400
    assert "Iemand anders logt in met bea@dijkstad.example" in taken.text
    assert bea.post(page, {"email": NEW.upper()}).status_code == 302
    signed_in = Client().post("/account/login/", {"login": NEW, "password": PASSWORD})
    assert signed_in.status_code == 302
    entry = AuditEntry.objects.get(action="change-address")
    assert entry.organisation == community.town.pk


def test_an_administrator_cannot_take_over_who_has_roles_elsewhere(
    community: Community, anna: Person
):
    key = anna.memberships.get().pk
    make_person("governor", community.region)
    bea = client_of(make_person("administrator", community.town, "Bea"))
    assert bea.post(f"/roles/{key}/address/", {"email": NEW}).status_code == 400
    anna.refresh_from_db()
    assert anna.email == "anna@dijkstad.example"


@pytest.mark.parametrize("adapter", [AccountAdapter, SecondStepAdapter, ServiceAdapter])
def test_every_refusal_of_the_sign_in_part_says_u(adapter: type):
    with translation.override("nl"):
        for name, message in adapter.error_messages.items():
            told = str(message)
            assert not re.search(r"\b(je|jij|jou|jouw)\b", told, re.IGNORECASE), (name, told)
            assert not re.search(r"\b(you|your|please|the)\b", told), (name, told)


def test_two_passwords_that_differ_are_told_in_our_words(client: Client):
    sent = {"oldpassword": PASSWORD, "password1": "vier losse woorden", "password2": "drie woorden"}
    page = client.post("/account/password/change/", sent).text
    assert "Dit is niet hetzelfde wachtwoord." in page
    assert "Je moet" not in page


def test_a_message_for_a_new_password_says_u_and_who_is_not_known_gets_none(anna, settings):
    settings.MAIL_IS_SENT = True
    Client().post("/account/password/reset/", {"email": "niemand@elders.example"})
    assert not mail.outbox
    Client().post("/account/password/reset/", {"email": anna.email})
    (message,) = mail.outbox
    assert message.subject == "Kies een nieuw wachtwoord"
    assert not re.search(r"\b(je|jij|jouw)\b", message.body, re.IGNORECASE)
