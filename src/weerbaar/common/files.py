"""Reads the translations that ship with the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po

from weerbaar.common.language import ENGLISH, Language

LANGUAGES = ("nl", "en")


@cache
def read_language(code: str) -> Language:
    """The language with this code; raises KeyError for one that does not ship with the package."""
    if code == "en":
        return ENGLISH
    if code not in LANGUAGES:
        raise KeyError(code)
    path = files("weerbaar") / "locale" / code / "LC_MESSAGES" / "weerbaar.po"
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=code)
    return Language(
        code,
        {
            str(message.id): str(message.string)
            for message in catalogue
            if message.id and message.string and not message.fuzzy
        },
    )
