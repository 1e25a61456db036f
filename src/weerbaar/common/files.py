"""Reads the translations that ship with the package, says where the user's data lie, and writes.

A file is written beside its place and then put there at once, so that what stands there is whole
whatever happens: a full disk, a lost connection, a computer that stops.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

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


def kernels_folder() -> Path:
    """Where compiled kernels are kept: a folder for each state of their sources (decision 0006)."""
    sources = sorted((files("weerbaar") / "twin").iterdir(), key=lambda source: source.name)
    texts = [source.read_bytes() for source in sources if source.name.endswith(".py")]
    kernels = b"".join(text for text in texts if b"from numba import" in text)
    return data_folder() / "kernels" / hashlib.sha256(kernels).hexdigest()[:16]


def write_whole(
    folder: Path, files: Mapping[str, bytes], last: str = "", remove: Collection[str] = ()
) -> None:
    """Writes files by name into a folder: first all of them beside, then each to its place.

    Names may hold slashes; folders are made. While the files change places the one called `last`
    is absent, and it is put there last: who finds it finds all of them. Those in `remove` go, where
    they are there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".weerbaar-", dir=folder) as beside:
        for name, content in files.items():
            path = Path(beside, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if last in files:
            (folder / last).unlink(missing_ok=True)
        for name in remove:
            (folder / name).unlink(missing_ok=True)
        for name in sorted(files, key=lambda name: name == last):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(Path(beside, name), folder / name)
