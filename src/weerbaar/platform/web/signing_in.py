"""How people sign in: what allauth asks of a site."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from weerbaar.platform.web.models import Person


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, not by whoever passes."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves."""
        return False


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


def first_password_path(person: Person) -> str:
    """The address at which someone sets their password; it works once and for three days."""
    key = default_token_generator.make_token(person)
    named = {"uidb36": user_pk_to_url_str(person), "key": key}
    return reverse("account_reset_password_from_key", kwargs=named)
