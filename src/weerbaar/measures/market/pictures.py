"""A market as pictures: what options bring against what they disturb, and early against late."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import (
    GRID,
    RED,
    SOFT,
    TEAL,
    Bar,
    bar_svg,
    percent,
    svg_opening,
)
from weerbaar.measures.market.rules import PER_CENT
from weerbaar.measures.market.scoring import Answer, Outcome
from weerbaar.measures.market.telling import WITHOUT_WORDS, Named, aspect_words, number_words

WIDTH, HEIGHT = 360.0, 210.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 14.0, 14.0, 46.0
LEAST = 1e-9
ROOM = 1.15
"""So much longer than the longest is the scale of bars, so that numbers stand beside them."""


def brings_svg(answer: Answer, named: Named, words: Language, ident: str) -> str:
    """Bars of the missed days of each option, with their bands."""
    ends = [one.people_days for one in answer.outcomes]
    most = max(max(band.p90 for band in ends), LEAST) * ROOM
    return _bars(answer, ends, most, WITHOUT_WORDS, named, words, ident)


def limits_svg(answer: Answer, named: Named, words: Language, ident: str) -> str:
    """Bars of the days on which somebody is held to less, of each option, with their bands."""
    ends = [one.bands["limited"] for one in answer.outcomes]
    most = max(max(band.p90 for band in ends), LEAST) * ROOM
    label = mark("Days on which somebody is held to less, a person")
    return _bars(answer, ends, most, label, named, words, ident)


def _bars(
    answer: Answer,
    bands: Sequence[Band],
    most: float,
    label: str,
    named: Named,
    words: Language,
    ident: str,
) -> str:
    bars = [
        Bar(
            upper(named.option(one.option, words)),
            band.p50 / most,
            band.p10 / most,
            band.p90 / most,
            said=number_words(band.p50, words),
        )
        for one, band in zip(answer.outcomes, bands, strict=True)
    ]
    return bar_svg(bars, label=words.text(label), ident=ident, language=words)


def early_svg(answer: Answer, named: Named, words: Language, ident: str) -> str:
    """Missed days from early to late, with their band."""
    along = answer.curve.outcomes if answer.curve else ()
    bands = [one.people_days for one in along]
    return _curve(along, bands, WITHOUT_WORDS, TEAL, named, words, ident)


def alarms_svg(answer: Answer, named: Named, words: Language, ident: str) -> str:
    """How often a rule starts though nothing is wrong, from early to late."""
    along = answer.curve.outcomes if answer.curve else ()
    bands = [one.bands["false"] for one in along]
    label = mark("Share of ordinary years in which it starts though nothing is wrong")
    return _curve(along, bands, label, RED, named, words, ident, shares=True)


def _curve(
    along: Sequence[Outcome],
    bands: Sequence[Band],
    label: str,
    colour: str,
    named: Named,
    words: Language,
    ident: str,
    shares: bool = False,
) -> str:
    """A line over the thresholds, evenly spaced from early to late, with its band."""
    top = 1.0 if shares else max(max((band.p90 for band in bands), default=0.0), LEAST)
    x, y = _places(len(bands)), _Up(top)
    upper_line = [(at, y(band.p90)) for at, band in zip(x, bands, strict=True)]
    lower_line = [(at, y(band.p10)) for at, band in zip(x, bands, strict=True)]
    middle = [(at, y(band.p50)) for at, band in zip(x, bands, strict=True)]
    said = "; ".join(
        f"{named.threshold(one.option, words)}: "
        + (aspect_words(one, "false", words) if shares else number_words(band.p50, words))
        for one, band in zip(along, bands, strict=True)
    )
    return "".join(
        [
            svg_opening(words.text(label), said, ident, "chart", WIDTH, HEIGHT),
            *(_level(y(part * top), _told(part * top, shares, words)) for part in (0, 0.5, 1)),
            *(_tick(at, _threshold(one, words)) for at, one in zip(x, along, strict=True)),
            _ends(words),
            f'<polygon fill="{colour}" fill-opacity="0.2" '
            f'points="{_pairs([*upper_line, *reversed(lower_line)])}"/>',
            f'<polyline fill="none" stroke="{colour}" stroke-width="2.2" '
            f'stroke-linejoin="round" points="{_pairs(middle)}"/>',
            "</svg>",
        ]
    )


def _told(value: float, shares: bool, words: Language) -> str:
    return percent(value, words) if shares else number_words(value, words)


def _threshold(one: Outcome, words: Language) -> str:
    return words.figure(one.option.threshold)


def _places(count: int) -> list[float]:
    room = WIDTH - LEFT - RIGHT
    return [LEFT + room * (i / (count - 1) if count > 1 else 0.5) for i in range(count)]


class _Up:
    def __init__(self, top: float) -> None:
        self.top = top

    def __call__(self, value: float) -> float:
        part = min(1.0, max(0.0, value / self.top))
        return TOP + (1.0 - part) * (HEIGHT - TOP - BOTTOM)


def _level(y: float, told: str) -> str:
    return (
        f'<line x1="{LEFT:g}" x2="{WIDTH - RIGHT:g}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
        f'<text x="{LEFT - 6:g}" y="{y + 4:.1f}" text-anchor="end" fill="{SOFT}">'
        f"{escape(told)}</text>"
    )


def _tick(x: float, told: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16:g}" text-anchor="middle" fill="{SOFT}">'
        f"{escape(told)}</text>"
    )


def _ends(words: Language) -> str:
    early, late = (escape(words.text(one)) for one in (mark("starts early"), mark("starts late")))
    y = HEIGHT - 6
    return (
        f'<text x="{LEFT:g}" y="{y:g}" fill="{SOFT}">{early}</text>'
        f'<text x="{WIDTH - RIGHT:g}" y="{y:g}" text-anchor="end" fill="{SOFT}">{late}</text>'
    )


def _pairs(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def unit_words(answer: Answer, named: Named, words: Language) -> str:
    """What the thresholds under a curve are: `stock in trade, in %`."""
    if answer.curve is None:
        return ""
    rows = named.indicators
    row = rows.row(rows.positions("indicator")[answer.curve.outcomes[0].option.indicator])
    name = str(row[f"name_{words.code}"])
    return words.text(mark("{what}, in %"), what=name) if row["unit"] == PER_CENT else name
