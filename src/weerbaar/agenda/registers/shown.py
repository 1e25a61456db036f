"""What stands above the rows of a register: sentences, pictures and tables, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A picture with its heading and a line below it."""

    title: str
    svg: str
    note: str = ""


@dataclass(frozen=True)
class ShownTable:
    """A table in words."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Shown:
    """What stands above the rows of a register."""

    sentences: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[ShownTable] = ()

    def __add__(self, other: Shown) -> Shown:
        return Shown(
            (*self.sentences, *other.sentences),
            (*self.pictures, *other.pictures),
            (*self.tables, *other.tables),
        )
