"""Strips as SVG text: of each quantity its whole range, the part of it that is meant, and cases.

On a strip every case is a tick: the marked ones stand above the line in red, the others below it.
One `<svg>` with role img, an accessible name and a description in words.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from weerbaar.drawing.charts import FONT, INK, RED, SOFT, TEAL

WIDTH, SIDE = 360.0, 2.0
LINE, STRIP, TICK, AFTER = 17.0, 14.0, 11.0, 30.0
LETTERS = 50
MOST_TICKS = 400


@dataclass(frozen=True)
class Strip:
    """One quantity: its words, the part meant (0..1), and words for both ends and for that part.

    `marked` and `others` are where the cases lie, 0..1.
    """

    label: str
    low: float
    high: float
    least: str
    most: str
    said: str
    marked: Sequence[float] = ()
    others: Sequence[float] = ()


def strip_svg(
    strips: Sequence[Strip], *, label: str, description: str = "", ident: str = "strips"
) -> str:
    """The strips under each other. Raises ValueError for a part that does not lie within 0..1."""
    drawn, y = [], 4.0
    for strip in strips:
        if not 0.0 <= strip.low <= strip.high <= 1.0:
            raise ValueError("a part of a strip lies within 0 and 1")
        part, y = _strip(strip, y)
        drawn.append(part)
    said = description or "; ".join(f"{strip.label}: {strip.said}" for strip in strips)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="strips" role="img" '
        f'aria-label="{escape(label)}" aria-describedby="{escape(ident)}-desc" '
        f'viewBox="0 0 {WIDTH:g} {max(y, 1.0):.0f}" font-family="{FONT}" font-size="12">'
        f'<desc id="{escape(ident)}-desc">{escape(said)}</desc>{"".join(drawn)}</svg>'
    )


def _x(share: float) -> float:
    return SIDE + min(max(share, 0.0), 1.0) * (WIDTH - 2 * SIDE)


def _strip(strip: Strip, top: float) -> tuple[str, float]:
    """One strip with its words, and where the next one starts."""
    words = [(line, 13, INK) for line in textwrap.wrap(strip.label, LETTERS) or [""]]
    words += [(line, 12, SOFT) for line in textwrap.wrap(strip.said, LETTERS)]
    text = "".join(
        f'<text class="strip-label" y="{top + LINE * i + 12:.1f}" font-size="{size}" '
        f'fill="{colour}">{escape(line)}</text>'
        for i, (line, size, colour) in enumerate(words)
    )
    middle = top + LINE * len(words) + STRIP + 2
    left, right = _x(strip.low), _x(strip.high)
    shape = (
        f'<rect class="part" x="{left:.1f}" y="{middle - STRIP:.1f}" '
        f'width="{right - left:.1f}" height="{2 * STRIP:g}" fill="{TEAL}" fill-opacity="0.16"/>'
        f'<path class="line" d="M{_x(0):g} {middle:.1f}H{_x(1):g}" stroke="{SOFT}"/>'
    )
    ticks = _ticks(strip.marked, middle - 1, -TICK, RED, "marked")
    ticks += _ticks(strip.others, middle + 1, TICK, SOFT, "other")
    y = middle + AFTER
    ends = (
        f'<text class="end" x="{SIDE:g}" y="{y - 3:.1f}" font-size="11" fill="{SOFT}">'
        f"{escape(strip.least)}</text>"
        f'<text class="end" x="{WIDTH - SIDE:g}" y="{y - 3:.1f}" font-size="11" '
        f'text-anchor="end" fill="{SOFT}">{escape(strip.most)}</text>'
    )
    return text + shape + ticks + ends, y + 10


def _ticks(places: Sequence[float], y: float, length: float, colour: str, kind: str) -> str:
    """One path with a tick for each case; of many, evenly chosen ones."""
    if not len(places):
        return ""
    step = -(-len(places) // MOST_TICKS)
    path = "".join(f"M{_x(place):.1f} {y:.1f}v{length:g}" for place in places[::step])
    return f'<path class="{kind}" d="{path}" stroke="{colour}" stroke-opacity="0.55"/>'
