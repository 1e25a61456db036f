"""How people sign in: what allauth asks of a site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import lazy
from requests import RequestException

from weerbaar.common.language import mark
from weerbaar.platform.web.models import Person
from weerbaar.platform.web.trail import record
from weerbaar.platform.web.words import words

TOLD_BY_MAIL = {
    "password_changed": "change-password",
    "password_set": "change-password",
    "password_reset": "change-password",
    "totp_activated": "add-second-step",
    "totp_deactivated": "remove-second-step",
    "webauthn_added": "add-second-step",
    "webauthn_removed": "remove-second-step",
    "recovery_codes_generated": "make-recovery-codes",
    "account_connected": "connect-service",
}
"""What allauth would mail somebody about, and the deed that it is."""


def _worded(message: str) -> Any:
    """Our own words for one of allauth's, found when it is shown."""
    return lazy(lambda: words().text(message), str)()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, not by whoever passes."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "account_inactive": _worded(mark("This account is switched off.")),
        "email_password_mismatch": _worded(mark("This address and password do not go together.")),
        "enter_current_password": _worded(mark("Fill in the password that you have now.")),
        "incorrect_password": _worded(mark("This is not your password.")),
        "too_many_login_attempts": _worded(
            mark("Too many attempts. Wait five minutes and try again.")
        ),
        "rate_limited": _worded(mark("Too many attempts. Wait five minutes and try again.")),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves."""
        return False

    def login(self, request: HttpRequest, user: Person) -> None:
        """Signs in, and says so in the audit trail."""
        super().login(request, user)
        record("sign-in", user)

    def logout(self, request: HttpRequest) -> None:
        """Signs out, and says so in the audit trail."""
        if request.user.is_authenticated:
            record("sign-out", request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the attempt, and tells it of whom we know; an unknown address is not kept."""
        super().authentication_failed(request, **credentials)
        email = str(credentials.get("email", "")).strip().lower()
        person = Person.objects.filter(email=email).first()
        if person:
            record("sign-in-failed", person)

    def send_notification_mail(
        self, template_prefix: str, user: Person, *given: Any, **named: Any
    ) -> None:
        """Tells the audit trail what changed in how somebody signs in; mail goes as it is set."""
        deed = TOLD_BY_MAIL.get(template_prefix.rpartition("/")[2])
        if deed:
            record(deed, user)
        super().send_notification_mail(template_prefix, user, *given, **named)


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step: an app, a passkey or a key."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _worded(mark("This code is not right, or is used already.")),
        "cannot_delete_authenticator": _worded(mark("This second step cannot be switched off.")),
        "cannot_generate_recovery_codes": _worded(
            mark("Recovery codes only make sense with a second step.")
        ),
    }

    def generate_authenticator_name(self, user: Person, type: Any) -> str:
        """What a new passkey or key is called until its owner gives it a name."""
        return words().text(mark("my key"))


class ServiceAdapter(DefaultSocialAccountAdapter):
    """Who the organisation's own sign-in service knows has an account here; without a role yet."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whoever the service vouches for."""
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        """The name as one text, as this site keeps it."""
        person: Person = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        person.name = data.get("name") or " ".join(filter(None, parts))
        return person


class ServiceFaults:
    """Tells in words when the organisation's sign-in service does not answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A page where the fault is of the network; None leaves it to Django."""
        if isinstance(fault, RequestException):
            return render(request, "socialaccount/authentication_error.html", status=502)
        return None


def first_password_path(person: Person) -> str:
    """The address at which someone sets their password; it works once and for three days."""
    key = default_token_generator.make_token(person)
    named = {"uidb36": user_pk_to_url_str(person), "key": key}
    return reverse("account_reset_password_from_key", kwargs=named)
