"""Variants: measures at knob positions, each from a year on, over a number of years.

Years are calendar years. A variant without choices is how it goes on now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """A measure that is taken: its knobs by name, and the year in which it is decided and paid."""

    measure: str
    knobs: Mapping[str, float]
    year: int


@dataclass(frozen=True)
class Variant:
    """What is chosen, from `first_year` on over so many years."""

    name: str
    first_year: int
    years: int
    choices: tuple[Choice, ...] = ()
