"""Sums of money in words, the same on a page, in a letter and on the command line.

Rules:
1. A sum that was drawn is told in two digits, since a band of assumptions says no more than that;
   from a million on in millions: “€ 7,6 miljoen”.
2. A sum that somebody gave is told as it is, to whole euros.
3. A band is told behind its middle: “€ 7,6 miljoen (5,6–9,6 miljoen)”; where both its ends read the
   same there is none.
"""

from __future__ import annotations

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.twin.wording import DASH, FIXED_SPACE

MILLION = 1e6
MINUS = "−"
MOST_DIGITS = 2
LEAST_WHOLE = 10.0
"""From so many millions on they are told without a decimal."""


def euros_in_words(eur: float, words: Language) -> str:
    """A sum that was drawn (rule 1)."""
    return _with_sign(_told(rounded_eur(eur), words))


def given_euros(eur: float, words: Language) -> str:
    """A sum that somebody gave (rule 2)."""
    told = _told(eur, words) if eur == rounded_eur(eur) else _number(eur, words)
    return _with_sign(told)


def euro_band(band: Band, words: Language) -> str:
    """The middle of a sum that was drawn, with its band (rule 3)."""
    middle = euros_in_words(band.p50, words)
    low, high = (_told(rounded_eur(end), words) for end in (band.p10, band.p90))
    if low == high:
        return middle
    if _in_millions(rounded_eur(band.p10)) and _in_millions(rounded_eur(band.p90)):
        low = _millions(rounded_eur(band.p10), words)
    return f"{middle} ({low}{DASH}{high})"


def _with_sign(told: str) -> str:
    return f"€{FIXED_SPACE}{told}"


def rounded_eur(eur: float) -> float:
    """A sum that was drawn, in two digits (rule 1)."""
    return float(f"{eur:.{MOST_DIGITS}g}")


def _in_millions(rounded: float) -> bool:
    return abs(rounded) >= MILLION


def _millions(rounded: float, words: Language) -> str:
    millions = rounded / MILLION
    return _number(millions, words, 1 if abs(millions) < LEAST_WHOLE else 0)


def _number(value: float, words: Language, decimals: int = 0) -> str:
    return words.number(value, decimals).replace("-", MINUS)


def _told(rounded: float, words: Language) -> str:
    if not _in_millions(rounded):
        return _number(rounded, words)
    told = words.text(mark("{number} million"), number=_millions(rounded, words))
    return told.replace(" ", FIXED_SPACE)
