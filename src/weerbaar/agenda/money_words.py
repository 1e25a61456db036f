"""Money of the agenda in words."""

from __future__ import annotations

from weerbaar.agenda.commitments import Money
from weerbaar.common.finding import Band
from weerbaar.common.language import Language
from weerbaar.measures.euro_words import euro_band, euros_in_words, given_euros

CENTS = 100


def money_in_words(money: Money, words: Language) -> str:
    """A sum as it was given, to whole euros; where it has a band in two digits, with that band."""
    if money.p10 == money.p90:
        return middle_in_words(money, words)
    return euro_band(Band(money.p10 / CENTS, money.p50 / CENTS, money.p90 / CENTS), words)


def middle_in_words(money: Money, words: Language) -> str:
    """The middle of a sum alone, as `money_in_words` tells it."""
    told = given_euros if money.p10 == money.p90 else euros_in_words
    return told(money.p50 / CENTS, words)
