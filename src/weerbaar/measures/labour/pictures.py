"""What ways to let people serve bring, as pictures: curves with a band on both sides of zero."""

from __future__ import annotations

from weerbaar.common.language import Language, mark
from weerbaar.drawing.curves import Curve, curve_svg
from weerbaar.measures.labour.flow import Flow, by_year, calendar
from weerbaar.measures.labour.telling import band_words, rounded, way_words


def balance_svg(flow: Flow, words: Language, ident: str) -> str:
    """The balance of work in each year, with its band."""
    label = words.text(mark("{way}: work on balance, year by year"), way=way_words(flow, words))
    bands = by_year(flow, flow.net)
    said = words.text(
        mark("Full-time jobs in the first year: {first}; in the last: {last}."),
        first=band_words(bands[0], words),
        last=band_words(bands[-1], words),
    )
    curve = Curve(bands, label, said, words.text(mark("year")), ident)
    return curve_svg(curve, lambda value: words.number(rounded(value)))


def called_svg(flow: Flow, words: Language, ident: str) -> str:
    """How many people come when called, in each month of the last year, with its band."""
    label = words.text(
        mark("{way}: people who come when called, month by month in the last year"),
        way=way_words(flow, words),
    )
    bands = calendar(flow)
    middles = [band.p50 for band in bands]
    said = words.text(
        mark("From {low} to {high} people, by month."),
        low=words.number(rounded(min(middles))),
        high=words.number(rounded(max(middles))),
    )
    curve = Curve(bands, label, said, words.text(mark("month")), ident)
    return curve_svg(curve, lambda value: words.number(rounded(value)))
