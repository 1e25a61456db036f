"""Reads the translations that ship with the package, and says where the user's data lie."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from pathlib import Path

import platformdirs
from babel.messages.pofile import read_po

from weerbaar.common.language import ENGLISH, Language

LANGUAGES = ("nl", "en")


@cache
def read_language(code: str) -> Language:
    """The language with this code; raises KeyError for one that does not ship with the package.

    Where its catalogue is absent, texts stay in English.
    """
    if code == "en":
        return ENGLISH
    if code not in LANGUAGES:
        raise KeyError(code)
    path = files("weerbaar") / "locale" / code / "LC_MESSAGES" / "weerbaar.po"
    if not path.is_file():
        return Language(code)
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


def data_folder() -> Path:
    """The user's data folder: WEERBAAR_DATA_DIR, else where this system keeps a program's data."""
    return Path(os.environ.get("WEERBAAR_DATA_DIR") or platformdirs.user_data_dir("weerbaar"))
