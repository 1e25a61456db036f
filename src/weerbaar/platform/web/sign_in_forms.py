"""allauth's forms in our words: each field has its label above it and no text inside it."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as keys
from django import forms

from weerbaar.common.language import mark
from weerbaar.platform.web.words import words

NAME = mark("Name")
CODE = mark("Code")
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


class PasswordForm(account.ChangePasswordForm):
    """Another password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        labels = {"oldpassword": PASSWORD_NOW, "password1": NEW_PASSWORD, "password2": ONCE_MORE}
        word(self, labels, {"password1": AT_LEAST})


class FirstPasswordForm(account.ResetPasswordKeyForm):
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
