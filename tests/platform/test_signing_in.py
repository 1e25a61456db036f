"""Signing in: by password, a second step, the organisation's own service; and by no trick."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client

from tests.platform.community import PASSWORD, Community, client_of, make_person
from tests.platform.provider import running_provider, sign_in_by
from weerbaar.platform.web.models import AuditEntry, Person

EVA = {"sub": "eva", "email": "eva@dijkstad.example", "email_verified": True, "name": "Eva de Wit"}
UNSURE = {"sub": "unsure", "email": "anna@dijkstad.example", "email_verified": False}
SURE = {"sub": "sure", "email": "anna@dijkstad.example", "email_verified": True}


def totp(secret: str) -> str:
    """The code an app shows now (RFC 6238)."""
    key = base64.b32decode(secret)
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def sign_in(client: Client, person: Person, password: str = PASSWORD):
    sent = {"login": person.email, "password": password}
    return client.post("/account/login/", sent, follow=True)


@pytest.fixture
def anna(community: Community) -> Person:
    return make_person("crisis_adviser", community.town)


def test_with_address_and_password_one_comes_to_ones_organisation(anna: Person):
    client = Client()
    page = sign_in(client, anna)
    assert "Dijkstad" in page.text
    assert client.post("/account/logout/", follow=True).redirect_chain[-1][0] == "/"
    assert client.get("/mine/").status_code == 302


def test_an_address_in_capitals_is_the_same_address(anna: Person):
    sent = {"login": anna.email.upper(), "password": PASSWORD}
    assert "Dijkstad" in Client().post("/account/login/", sent, follow=True).text


def test_after_signing_in_one_comes_where_one_wanted_to_be(anna: Person, community: Community):
    client = Client()
    wanted = f"/organisations/{community.town.pk}/people/"
    asked = client.get(wanted)
    sent = {"login": anna.email, "password": PASSWORD, "next": wanted}
    assert client.post(asked["Location"], sent)["Location"] == wanted


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(anna: Person):
    wrong = sign_in(Client(), anna, "iets anders dan dat")
    unknown = sign_in(Client(), Person(email="nobody@dijkstad.example"))
    told = "Dit adres en wachtwoord horen niet bij elkaar."
    assert told in wrong.text
    assert told in unknown.text


def test_after_five_wrong_passwords_the_right_one_waits_too(anna: Person):
    client = Client()
    for _ in range(5):
        sign_in(client, anna, "iets anders dan dat")
    assert "Te veel pogingen" in sign_in(client, anna).text
    assert "_auth_user_id" not in client.session


def test_nobody_makes_an_account_by_themselves(db):
    sent = {"email": "x@y.example", "password1": PASSWORD, "password2": PASSWORD}
    assert Client().post("/account/signup/", sent).status_code == 302
    assert not Person.objects.exists()


@pytest.mark.parametrize("password", ["kort", "938201938201", "anna@dijkstad"])
def test_a_weak_password_is_refused(anna: Person, password: str):
    client = Client()
    sign_in(client, anna)
    sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/account/password/change/", sent).status_code == 200
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_an_account_that_is_switched_off_gets_nowhere(anna: Person):
    Person.objects.filter(pk=anna.pk).update(is_active=False)
    client = Client()
    sign_in(client, anna)
    assert client.get("/mine/").status_code == 302


def with_app(person: Person) -> tuple[Client, str]:
    """A browser in which the person switched the code from an app on, and the app's secret."""
    client = Client()
    sign_in(client, person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    form = client.get("/account/2fa/totp/activate/")
    secret = re.search(r"<code>([A-Z2-7]+)</code>", form.text)
    assert secret, form.text
    client.post("/account/2fa/totp/activate/", {"code": totp(secret[1])})
    return client, secret[1]


def test_with_a_code_from_an_app_the_password_alone_is_not_enough(anna: Person, settings):
    settings.MFA_TOTP_TOLERANCE = 1
    _, secret = with_app(anna)
    client = Client()
    page = sign_in(client, anna)
    assert "De tweede stap" in page.text
    assert client.get("/mine/").status_code == 302
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "Deze code klopt niet" in wrong.text
    client.post("/account/2fa/authenticate/", {"code": totp(secret)})
    assert client.get("/me/").status_code == 200


def test_a_recovery_code_opens_the_account_once(anna: Person):
    client, _ = with_app(anna)
    client.post("/account/2fa/recovery-codes/generate/")
    shown = client.get("/account/2fa/recovery-codes/")
    code = re.search(r"<li><code>([^<]+)</code>", shown.text)
    assert code, shown.text
    for works in (True, False):
        other = Client()
        sign_in(other, anna)
        other.post("/account/2fa/authenticate/", {"code": code[1]})
        assert (other.get("/me/").status_code == 200) == works


@pytest.mark.django_db(transaction=True)
def test_what_changes_in_how_somebody_signs_in_is_told_in_the_trail(anna: Person):
    client, _ = with_app(anna)
    client.post("/account/2fa/recovery-codes/generate/")
    other = "een-heel-ander-wachtwoord"
    sent = {"oldpassword": PASSWORD, "password1": other, "password2": other}
    client.post("/account/password/change/", sent)
    sign_in(client, anna, other)
    client.post("/account/reauthenticate/", {"password": other})
    client.post("/account/2fa/totp/deactivate/")
    deeds = list(AuditEntry.objects.values_list("action", flat=True))
    for deed in ("add-second-step", "make-recovery-codes", "change-password", "remove-second-step"):
        assert deed in deeds


def test_where_the_site_asks_for_it_who_manages_people_needs_a_second_step(
    community: Community, settings
):
    settings.SECOND_STEP = True
    eva = make_person("administrator", community.town, "Eva")
    client = client_of(eva)
    page = client.get(f"/organisations/{community.town.pk}/people/add/", follow=True)
    assert page.redirect_chain == [("/account/2fa/", 302)]
    assert "een tweede stap nodig" in page.text
    assert client.get(f"/organisations/{community.town.pk}/").status_code == 200
    client, _ = with_app(eva)
    assert client.get(f"/organisations/{community.town.pk}/people/add/").status_code == 200


def test_what_touches_safety_asks_for_the_password_again(anna: Person):
    client = client_of(anna)
    moved = client.get("/account/2fa/totp/activate/")
    assert moved.status_code == 302
    assert moved["Location"].startswith("/account/reauthenticate/")
    assert "Bent u het nog?" in client.get(moved["Location"]).text


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with running_provider(EVA, UNSURE, SURE) as address:
        yield address


@pytest.fixture
def service(provider: str, settings, db) -> str:
    """The site, set to sign in by the provider."""
    app = {
        "provider_id": "organisation",
        "name": "Gemeente-inlog",
        "client_id": "weerbaar",
        "secret": "of the tests",
        "settings": {"server_url": provider, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return provider


def test_who_the_own_service_knows_is_signed_in_and_has_no_role_yet(service: str):
    client = Client()
    assert "Inloggen met Gemeente-inlog" in client.get("/account/login/").text
    page = sign_in_by(client, "eva")
    assert "U hebt nog geen rol" in page.text
    eva = Person.objects.get()
    assert (eva.email, eva.name) == ("eva@dijkstad.example", "Eva de Wit")
    assert not eva.has_usable_password()
    sign_in_by(Client(), "eva")
    assert Person.objects.count() == 1


def test_an_address_that_the_service_checked_is_the_person_we_know(service: str, anna: Person):
    assert "Dijkstad" in sign_in_by(Client(), "sure").text
    assert Person.objects.count() == 1


def test_an_address_that_the_service_did_not_check_takes_nobodys_account(
    service: str, anna: Person
):
    client = Client()
    page = sign_in_by(client, "unsure")
    assert "Uw adres is al in gebruik" in page.text
    assert client.get("/mine/").status_code == 302


def test_the_second_step_is_asked_after_the_service_too(service: str, anna: Person):
    with_app(anna)
    client = Client()
    assert "De tweede stap" in sign_in_by(client, "sure").text
    assert client.get("/mine/").status_code == 302


def test_an_answer_that_the_service_was_not_asked_for_is_refused(service: str):
    client = Client()
    page = client.get("/account/oidc/organisation/login/callback/?code=x&state=y")
    assert "Inloggen lukte niet" in page.text
    assert client.get("/mine/").status_code == 302


def test_a_service_that_does_not_answer_is_told_in_words(service: str, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    page = Client().post("/account/oidc/organisation/login/", {"process": "login"})
    assert page.status_code == 502
    assert "Inloggen lukte niet" in page.text


def test_without_a_mail_server_a_forgotten_password_leads_to_the_administrator(anna: Person):
    page = Client().get("/account/password/reset/")
    assert "stuurt geen e-mail" in page.text
    assert 'type="email"' not in page.text


def test_with_a_mail_server_the_message_holds_an_address_for_a_new_password(anna, settings):
    settings.MAIL_IS_SENT = True
    page = Client().post("/account/password/reset/", {"email": anna.email}, follow=True)
    assert "Kijk in uw e-mail" in page.text
    assert "/account/password/reset/key/" in mail.outbox[0].body
