"""Variants: measures at knob positions, each from a year on, over a number of years.

Rules:
1. Years are calendar years. A variant without choices is how it goes on now.
2. Of the choices of one measure the latest that is not later than a year holds in that year; it
   replaces the earlier ones whole, so that a knob that it does not name stands at 0 from then on.
3. What stands for one year stands for the next, until another choice replaces it.
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
    """What is chosen, from `first_year` on over so many years.

    `variant` is its identifier: small letters, digits and dashes. Who wrote it in one language has
    the same words in both.
    """

    variant: str
    name_nl: str
    name_en: str
    summary_nl: str
    summary_en: str
    first_year: int
    years: int
    choices: tuple[Choice, ...] = ()

    def name(self, code: str) -> str:
        """The name on screen."""
        return self.name_nl if code == "nl" else self.name_en

    def summary(self, code: str) -> str:
        """What it is about, in a sentence."""
        return self.summary_nl if code == "nl" else self.summary_en

    @property
    def last_year(self) -> int:
        """The last year that it is about."""
        return self.first_year + self.years - 1


def standing_in(variant: Variant, year: int) -> dict[str, Mapping[str, float]]:
    """The knobs of each measure that hold in a year, by measure (rule 2); empty ones left out."""
    found: dict[str, Mapping[str, float]] = {}
    for choice in sorted(variant.choices, key=lambda choice: choice.year):
        if choice.year <= year:
            found[choice.measure] = choice.knobs
    return {name: knobs for name, knobs in found.items() if any(v > 0 for v in knobs.values())}
