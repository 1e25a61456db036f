"""How people sign in: what allauth asks of a site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
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
    "email_changed": "change-address",
    "totp_activated": "add-second-step",
    "totp_deactivated": "remove-second-step",
    "webauthn_added": "add-second-step",
    "webauthn_removed": "remove-second-step",
    "recovery_codes_generated": "make-recovery-codes",
    "account_connected": "connect-service",
}
"""What allauth would mail somebody about, and the deed that it is."""


ADDRESS_TAKEN = mark("This address cannot be used. Ask the administrator of your organisation.")
AGAIN_BY = {
    "reauthenticate": mark("With your password"),
    "mfa_reauthenticate": mark("With a code from your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": mark("With your passkey or key"),
}


def is_taken(email: str, person: Person) -> bool:
    """Whether somebody else signs in with this address."""
    return Person.objects.filter(email=email.strip().lower()).exclude(pk=person.pk).exists()


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
        "duplicate_email": _worded(mark("This is the address that you have already.")),
        "same_as_current": _worded(mark("This is what you have already.")),
        "email_taken": _worded(ADDRESS_TAKEN),
        "unknown_email": _worded(mark("This address is not known here.")),
        "invalid_login": _worded(mark("With this you cannot sign in.")),
        "invalid_or_expired_key": _worded(mark("This address no longer works.")),
        "invalid_password_reset": _worded(mark("This address no longer works.")),
        "incorrect_code": _worded(mark("This code is not right, or is used already.")),
        "select_only_one": _worded(mark("Choose one.")),
        "cannot_remove_primary_email": _worded(mark("You sign in with this address: it stays.")),
        "max_email_addresses": _worded(mark("You can have one address only.")),
        "unverified_primary_email": _worded(mark("First confirm this address.")),
        # The site has no names to sign in by and no telephone numbers of people.
        **dict.fromkeys(
            (
                *("phone_password_mismatch", "username_password_mismatch", "phone_taken"),
                *("unknown_phone", "username_blacklisted", "username_taken"),
            ),
            _worded(mark("With this you cannot sign in.")),
        ),
    }

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Puts the new address in the place of the old one, where nobody else got it meanwhile."""
        if is_taken(email_address.email, email_address.user):
            messages.error(request, words().text(ADDRESS_TAKEN))
            return False
        return bool(super().confirm_email(request, email_address))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to prove once more who one is, in our words."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        told = {key: words().text(message) for key, message in AGAIN_BY.items()}
        return [way | {"description": told[str(way["id"])]} for way in ways]

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
        if deed == "change-address" and named.get("email"):
            # Whoever reads the old address hears of it: it may not have been them.
            self.send_mail(template_prefix, named["email"], {"to": named["context"]["to_email"]})
            return
        super().send_notification_mail(template_prefix, user, *given, **named)


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step: an app, a passkey or a key."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _worded(mark("This code is not right, or is used already.")),
        "cannot_delete_authenticator": _worded(mark("This second step cannot be switched off.")),
        "cannot_generate_recovery_codes": _worded(
            mark("Recovery codes only make sense with a second step.")
        ),
        "add_email_blocked": _worded(mark("First switch your second step off.")),
        "unverified_email": _worded(mark("First confirm this address.")),
    }

    def generate_authenticator_name(self, user: Person, type: Any) -> str:
        """What a new passkey or key is called until its owner gives it a name."""
        return words().text(mark("my key"))


class ServiceAdapter(DefaultSocialAccountAdapter):
    """Who the organisation's own sign-in service knows has an account here; without a role yet."""

    error_messages: ClassVar = {
        "email_taken": _worded(ADDRESS_TAKEN),
        "invalid_token": _worded(mark("The sign-in service did not say who you are.")),
        "no_password": _worded(mark("You have no password here yet.")),
        "no_verified_email": _worded(mark("First confirm this address.")),
        "disconnect_last": _worded(mark("This is your only way to sign in: it stays.")),
        "connected_other": _worded(mark("Somebody else signs in with this already.")),
    }

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
