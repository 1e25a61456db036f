"""What comes up short and what Defence gets, week by week, as curves with a band."""

from __future__ import annotations

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.curves import Curve, curve_svg
from weerbaar.measures.production.outcome import band_of, made_share
from weerbaar.measures.production.telling import Told, share_words, week_words

MOST_PICTURES = 8
PER_CENT = 100.0


def short_pictures(told: Told, words: Language) -> list[tuple[str, str]]:
    """The share of each product that people come to miss, the shortest first: name and picture."""
    short = [one for one in told.products if one.for_people and one.in_courses > 0]
    short.sort(key=lambda one: -one.share.p50)
    names = told.course.case.products
    found = []
    for at, one in enumerate(short[:MOST_PICTURES]):
        bands = [band_of(row) for row in told.course.short[:, names.index(one.product)]]
        label = words.text(mark("{product}: share that is short, by week"), product=one.product)
        said = words.text(
            mark("First short in week {week}; in the worst week {worst} is missing."),
            week=week_words(one.first_week, words),
            worst=share_words(one.worst, words),
        )
        found.append((one.product, _drawn(bands, label, said, f"short-{at}", words)))
    return found


def defence_pictures(told: Told, words: Language) -> list[tuple[str, str]]:
    """The share of each order that is made: what it is and its picture."""
    found = []
    for at, one in enumerate(told.defence[:MOST_PICTURES]):
        bands = made_share(told.course, one.makes)
        label = words.text(
            mark("{makes}: share of the order that is made, by week"), makes=one.makes
        )
        said = words.text(
            mark("In the first week {first}, in the last {last}."),
            first=share_words(bands[0], words),
            last=share_words(bands[-1], words),
        )
        found.append((one.makes, _drawn(bands, label, said, f"made-{at}", words)))
    return found


def _drawn(bands: list[Band], label: str, said: str, ident: str, words: Language) -> str:
    parts = [Band(*(PER_CENT * end for end in (one.p10, one.p50, one.p90))) for one in bands]
    curve = Curve(parts, label, said, words.text(mark("week")), ident, PER_CENT)
    return curve_svg(curve, lambda value: f"{words.number(value)} %")
