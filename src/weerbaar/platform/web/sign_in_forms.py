"""allauth's forms in our words: each field has its label above it and no text inside it."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.conf import settings
from django.http import HttpRequest

from weerbaar.common.language import mark
from weerbaar.platform.web.signing_in import ADDRESS_TAKEN, is_taken
from weerbaar.platform.web.words import words

NAME = mark("Name")
CODE = mark("Code")
NEW_ADDRESS = mark("Your new e-mail address")
NO_MAIL = mark("This site sends no e-mail. Ask the administrator to change your address.")
NOT_THE_SAME = mark("This is not the same password.")
EMAIL = mark("E-mail address")
PASSWORD = mark("Password")
PASSWORD_NOW = mark("The password that you have now")
NEW_PASSWORD = mark("New password")
ONCE_MORE = mark("The new password once more")
WITHOUT_PASSWORD = mark("Also sign in with this alone, without a password")
ASKS_MORE = mark("Then it always asks for your fingerprint, face or PIN: it is a passkey.")
AT_LEAST = mark("At least 12 characters, and not a well-known password, your name or a number.")


def word(form: forms.Form, labels: dict[str, str], helps: dict[str, str] | None = None) -> None:
    """Gives fields their labels and help in the language of the page."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = words().text(label)
        field.help_text = words().text(helps[name]) if helps and name in helps else ""
        field.widget.attrs.pop("placeholder", None)


class LoginForm(account.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        word(self, {"login": EMAIL, "password": PASSWORD})


class PasswordAgainForm(account.ReauthenticateForm):
    """The password before something that matters."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        word(self, {"password": PASSWORD})


class AddressForm(account.AddEmailForm):
    """Another address, which counts once a message to it was answered."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        word(self, {"email": NEW_ADDRESS})

    def clean_email(self) -> str:
        """An address that nobody else signs in with, on a site that can ask whether it works."""
        if not settings.MAIL_IS_SENT:
            raise forms.ValidationError(words().text(NO_MAIL))
        email: str = super().clean_email()
        if is_taken(email, self.user):
            raise forms.ValidationError(words().text(ADDRESS_TAKEN))
        return email

    def save(self, request: HttpRequest) -> EmailAddress:
        """Sends the message; the address that an administrator gave counts until it is answered."""
        of_now = {"primary": True, "verified": True}
        key = {"user": self.user, "email": self.user.email}
        EmailAddress.objects.update_or_create(**key, defaults=of_now)
        made: EmailAddress = super().save(request)
        return made


class TwiceForm(forms.Form):
    """Says in our words that two passwords are not the same."""

    def clean(self) -> Any:
        """The passwords, which must be the same."""
        found = super().clean() or self.cleaned_data
        if found.get("password1") and "password2" in self.errors and self.data.get("password2"):
            self.errors["password2"] = self.error_class([words().text(NOT_THE_SAME)])
        return found


class PasswordForm(TwiceForm, account.ChangePasswordForm):
    """Another password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        labels = {"oldpassword": PASSWORD_NOW, "password1": NEW_PASSWORD, "password2": ONCE_MORE}
        word(self, labels, {"password1": AT_LEAST})


class FirstPasswordForm(TwiceForm, account.ResetPasswordKeyForm):
    """A password, at an address that works once."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        word(self, {"password1": NEW_PASSWORD, "password2": ONCE_MORE}, {"password1": AT_LEAST})


class ForgottenForm(account.ResetPasswordForm):
    """The address of who forgot the password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        word(self, {"email": EMAIL})


class CodeForm(second_step.AuthenticateForm):
    """A code after the password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        word(self, {"code": CODE})


class CodeAgainForm(second_step.ReauthenticateForm):
    """A code before something that matters."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        word(self, {"code": CODE})


class AppForm(app.ActivateTOTPForm):
    """The first code of an app."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        word(self, {"code": CODE})


class KeyForm(keys.AddWebAuthnForm):
    """A new passkey or security key."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        word(self, {"name": NAME, "passwordless": WITHOUT_PASSWORD}, {"passwordless": ASKS_MORE})


class KeyNameForm(keys.EditWebAuthnForm):
    """Another name for a passkey or key."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        word(self, {"name": NAME})
