"""Figures in words: people, spans of time, bands, names of what the library holds.

Whole sentences are messages, so that each language keeps its own order. Small counts are
suppressed here too.
"""

from __future__ import annotations

import math
import re

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.twin.outcome import SUPPRESS_BELOW, Cause
from weerbaar.twin.twin import Twin

NUMBERED = re.compile(r"^Wijk \d+ ")
FIXED_SPACE = "\u00a0"
DASH = "\u2060–\u2060"
"""A dash at which no line breaks."""
SIMULATED = mark("Simulation. It could go like this; it is not happening now.")
"""The mark that every answer carries."""
MANY_TIMES = 10
DAY_H, DAYS_FROM_H = 24, 120
MINUTES = 60
MANY = 10_000


def people_in_words(persons: float, language: Language) -> str:
    """A count for a sentence: rounded as its uncertainty asks, small ones suppressed."""
    if 0.5 <= persons < SUPPRESS_BELOW:
        return language.text(mark("fewer than 10"))
    step = 1 if persons < 100 else 10 if persons < 1000 else 100 if persons < MANY else 1000
    return language.number(round(persons / step) * step)


def span_in_words(hours: float, language: Language) -> str:
    """A span of time for a sentence, in whole hours; in whole days from DAYS_FROM_H on."""
    whole = max(1, math.ceil(hours - 1e-9))
    if whole >= DAYS_FROM_H:
        days = math.ceil(whole / DAY_H)
        return language.text(mark("{number} days"), number=language.number(days))
    if whole == 1:
        return language.text(mark("1 hour"))
    return language.text(mark("{number} hours"), number=language.number(whole))


def limit_in_words(hours: float, language: Language) -> str:
    """How long people can do without something: below an hour in minutes, else a span."""
    if hours >= 1:
        return span_in_words(hours, language)
    minutes = language.number(round(MINUTES * hours))
    return language.text(mark("{number} minutes"), number=minutes)


def band_in_words(band: Band, language: Language) -> str:
    """“between 2,400 and 4,000”, or “about 2,400” where the band is narrow."""
    low, high = people_in_words(band.p10, language), people_in_words(band.p90, language)
    if low == high:
        return language.text(mark("about {number}"), number=low)
    return language.text(mark("between {low} and {high}"), low=low, high=high)


def counted_people(band: Band, language: Language) -> str:
    """“3,100 people (between 2,400 and 4,000)”, without brackets where the band is narrow.

    “mostly no one”, with what 1 in 10 courses passes, where the middle is nobody.
    """
    if band.p50 < 0.5 and band.p90 >= SUPPRESS_BELOW:
        most = people_in_words(band.p90, language)
        return language.text(mark("mostly no one (in 1 of 10 courses {most} people)"), most=most)
    people = people_in_words(band.p50, language)
    if people_in_words(band.p10, language) == people_in_words(band.p90, language):
        return language.text(mark("{people} people"), people=people)
    words_of_band = band_in_words(band, language)
    return language.text(mark("{people} people ({band})"), people=people, band=words_of_band)


def area_name(name: str) -> str:
    """The name of an area without the number that some municipalities put before it."""
    return NUMBERED.sub("", name) or name


def need_name(twin: Twin, need: str, language: Language) -> str:
    """The name of a need, with a capital."""
    rows = twin.library.needs
    return upper(str(rows.row(rows.positions("need")[need])[f"name_{language.code}"]))


def group_name(twin: Twin, group: str, language: Language) -> str:
    """The name of a group, as the library has it."""
    rows = twin.library.groups
    return str(rows.row(rows.positions("group")[group])[f"name_{language.code}"])


def kind_name(twin: Twin, kind: str, language: Language) -> str:
    """The name of a kind of site, as the library has it."""
    rows = twin.network.library.kinds
    return str(rows.row(rows.positions("kind")[kind])[f"name_{language.code}"])


def times_in_words(ratio: float, language: Language) -> str:
    """How many times as long, for a sentence."""
    if ratio > MANY_TIMES:
        return language.text(mark("more than 10"))
    return language.number(ratio, 1)


def hours_cell(band: Band, language: Language) -> str:
    """Hours with their band, for a cell of a table."""
    digits = 1 if band.p90 < 10 else 0
    low, mid, high = (language.number(v, digits) for v in (band.p10, band.p50, band.p90))
    return f"{mid} ({low}{DASH}{high})" if low != high else mid


def cause_in_words(twin: Twin, cause: Cause, language: Language) -> str:
    """The chain from what is lacking to its root, by process; or what else is the cause."""
    if cause.how == "demand":
        return language.text(mark("too many people call at once"))
    if cause.how == "rain":
        return language.text(mark("it rains harder than the sewers can take"))
    if cause.how == "stock":
        return language.text(mark("batteries and cupboards at home are empty"))
    if cause.how == "allocation":
        return language.text(mark("what is scarce went to others"))
    return " ← ".join(kind_name(twin, kind, language) for kind in cause.chain)


def exact_number(value: float, language: Language) -> str:
    """A number with as many decimals as it has."""
    decimals = len(f"{value:g}".partition(".")[2])
    return language.number(value, decimals)
