"""What language a text is shown in, and how numbers are written in it.

Message identifiers are the English texts; a Language holds the catalogue of one other language.
Reading a catalogue from disk is done by `files.read_language`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

DIGITS = 15
LEAST_WRITTEN, MOST_WRITTEN = 1e-6, 1e15
# The largest number with these decimals has 27 digits; decimal arithmetic keeps 28.
ALL_DECIMALS = "#,##0." + "#" * 12


def mark(message: str) -> str:
    """The message itself: marks a text in a table or constant for translation later."""
    return message


def upper(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Language:
    """One language: its code (`nl`, `en`) and its catalogue of English text to translated text."""

    code: str
    catalogue: Mapping[str, str] = field(default_factory=dict)

    def text(self, message: str, **params: object) -> str:
        """The message in this language, its `{params}` filled in; English where it is unknown."""
        template = self.catalogue.get(message) or message
        return template.format(**params) if params else template

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as this language writes it: 1.240,5 in Dutch, 1,240.5 in English."""
        rounded = round(float(value), decimals) + 0.0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return _written(rounded, pattern, self.code)

    def day(self, text: str) -> str:
        """A day that is written as year-month-day, as people say it; other text stays as it is."""
        try:
            return str(format_date(date.fromisoformat(text), "d MMMM y", locale=self.code))
        except ValueError:
            return text

    def figure(self, value: float) -> str:
        """A number with its decimals, DIGITS digits and 12 decimals at most; ∞ without a bound."""
        if not math.isfinite(value):
            return f"{value:g}".replace("inf", "∞")
        # Of a number this large or small the digits say nothing; it comes with its power of ten.
        if value and not LEAST_WRITTEN <= abs(value) < MOST_WRITTEN:
            mantissa, power = f"{value:.{DIGITS - 1}e}".split("e")
            return f"{self.figure(float(mantissa))}e{int(power)}"
        exact = Decimal(f"{value:.{DIGITS}g}") + 0
        return str(format_decimal(exact, format=ALL_DECIMALS, locale=self.code))


@lru_cache(maxsize=20_000)
def _written(value: float, pattern: str, locale: str) -> str:
    """A number as a language writes it; the same few come back on every page."""
    return str(format_decimal(value, format=pattern, locale=locale))


ENGLISH = Language("en")
