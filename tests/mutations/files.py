"""Files to change, by name: what every mutator needs, and what happens to whole files.

Rules:
1. A mutator takes the files and a source of chance, changes the files and says in words what it
   did; where it finds nothing to change it says NOTHING.
2. None in the place of a file's bytes is a folder of that name.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from weerbaar.region.bundle import MANIFEST, OUTLINES
from weerbaar.region.tables import TABLES

Chance = random.Random
Files = dict[str, bytes | None]
Mutator = Callable[[Files, Chance], str]

NOTHING = "nothing"
FACTORS = (1000.0, 0.001, 100.0, 0.01, -1.0, 10.0, 1.5)


def pick(files: Files, chance: Chance, ends: tuple[str, ...] = ("",)) -> str:
    """The name of a file that has bytes and ends so; no name where there is none."""
    names = [name for name in sorted(files) if files[name] and name.endswith(ends)]
    return chance.choice(names) if names else ""


def bytes_of(files: Files, name: str) -> bytes:
    return files.get(name) or b""


def text_of(files: Files, name: str) -> str:
    return bytes_of(files, name).decode("utf-8-sig", "replace")


def scaled_text(text: str, factor: float) -> str:
    try:
        return f"{float(text) * factor:g}"
    except ValueError:
        return text + text


def delete_file(files: Files, chance: Chance) -> str:
    """A file is gone."""
    if not (name := pick(files, chance)):
        return NOTHING
    del files[name]
    return name


def empty_file(files: Files, chance: Chance) -> str:
    """A file holds nothing, or no more than a line end or a mark."""
    if not (name := pick(files, chance)):
        return NOTHING
    files[name] = chance.choice((b"", b"\n", b"\xef\xbb\xbf", b"\x00" * 100, b"\r\n\r\n", b" "))
    return f"{name} to {files[name]!r}"[:80]


def swap_files(files: Files, chance: Chance) -> str:
    """Two files change names."""
    one, two = pick(files, chance), pick(files, chance)
    if one and two:
        files[one], files[two] = files[two], files[one]
    return f"{one} and {two}"


def copy_file(files: Files, chance: Chance) -> str:
    """A file holds what another holds, also one that was not there."""
    one = pick(files, chance)
    tables = [f"{folder}{table.file}" for table in TABLES for folder in ("", "osm/")]
    two = chance.choice((*tables, MANIFEST, OUTLINES, "notes.txt"))
    if one:
        files[two] = files[one]
    return f"{one} as {two}"


def folder_for_file(files: Files, chance: Chance) -> str:
    """A folder stands where a file should."""
    if not (name := pick(files, chance)):
        return NOTHING
    files[name] = None
    return name


def repeat_file(files: Files, chance: Chance) -> str:
    """A file's content stands there twice, with its header in the middle."""
    if not (name := pick(files, chance)):
        return NOTHING
    files[name] = bytes_of(files, name) * 2
    return name


FILES: tuple[Mutator, ...] = (
    *(delete_file, empty_file, swap_files, copy_file, folder_for_file, repeat_file),
)
