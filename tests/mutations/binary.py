"""Bytes: what a disk, a line or a wrong program does."""

from __future__ import annotations

from tests.mutations.files import NOTHING, Chance, Files, Mutator, bytes_of, pick, text_of


def _span(data: bytes, chance: Chance, most: int = 200) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randint(1, most))


def flip(files: Files, chance: Chance) -> str:
    """One byte becomes another."""
    if not (name := pick(files, chance)):
        return NOTHING
    data = bytearray(bytes_of(files, name))
    at = chance.randrange(len(data))
    data[at] ^= chance.randint(1, 255)
    files[name] = bytes(data)
    return f"{name} at {at}"


def cut(files: Files, chance: Chance) -> str:
    """A piece is gone."""
    if not (name := pick(files, chance)):
        return NOTHING
    data = bytes_of(files, name)
    start, end = _span(data, chance)
    files[name] = data[:start] + data[end:]
    return f"{name} from {start} to {end}"


def truncate(files: Files, chance: Chance) -> str:
    """All after some byte is gone."""
    if not (name := pick(files, chance)):
        return NOTHING
    at = chance.randrange(len(bytes_of(files, name)))
    files[name] = bytes_of(files, name)[:at]
    return f"{name} at {at}"


def insert(files: Files, chance: Chance) -> str:
    """Bytes that are no text, or text that is no table, come in between."""
    if not (name := pick(files, chance)):
        return NOTHING
    data = bytes_of(files, name)
    at = chance.randrange(len(data) + 1)
    odd = (
        b"\x00",
        b"\xff\xfe",
        b"\xc3\x28",
        b'"',
        b",",
        b"\n",
        b"\r",
        b"\xed\xa0\x80",
        b"\xe2\x80",
    )
    new = chance.choice((*odd, chance.randbytes(8), b"," * 2000, b"\n" * 50, b'"' * 3, b"." * 3000))
    files[name] = data[:at] + new + data[at:]
    return f"{new[:10]!r} into {name} at {at}"


def repeat(files: Files, chance: Chance) -> str:
    """A piece stands there twice."""
    if not (name := pick(files, chance)):
        return NOTHING
    data = bytes_of(files, name)
    start, end = _span(data, chance)
    files[name] = data[:end] + data[start:]
    return f"{name} from {start} to {end}"


def zero(files: Files, chance: Chance) -> str:
    """A piece is overwritten with NUL, as after a power cut."""
    if not (name := pick(files, chance)):
        return NOTHING
    data = bytes_of(files, name)
    start, end = _span(data, chance)
    files[name] = data[:start] + bytes(end - start) + data[end:]
    return f"{name} from {start} to {end}"


def recode(files: Files, chance: Chance) -> str:
    """The text is saved in another encoding."""
    if not (name := pick(files, chance)):
        return NOTHING
    code = chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "utf-7", "cp037"))
    files[name] = text_of(files, name).replace("e", "é", 1).encode(code, "replace")
    return f"{name} to {code}"


BYTES: tuple[Mutator, ...] = (flip, cut, truncate, insert, repeat, zero, recode)
