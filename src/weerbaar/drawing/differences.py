"""Differences as SVG text: for each row a point with its band, left or right of no difference.

Rules:
1. All rows share one axis, alike to both sides, so that lengths may be compared.
2. A band that leaves out zero is drawn full; one that holds it is drawn pale, with an open point.
3. Every row says its figure in words, so that the picture needs no scale of its own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from weerbaar.drawing.charts import FONT, GRID, INK, RED, SOFT, TEAL

WIDTH = 360.0
EDGE = 8.0
LINE, ROW, NOTE = 17.0, 18.0, 16.0
LETTERS, NOTE_LETTERS = 46, 58
HEAD = 20.0
FAINT = 0.35


@dataclass(frozen=True)
class Span:
    """One row: its words, its band around a middle, and the figure in words.

    `clear` says whether the difference stands out from chance.
    """

    label: str
    low: float
    middle: float
    high: float
    said: str
    clear: bool


def difference_svg(
    spans: Sequence[Span],
    *,
    label: str,
    less: str,
    more: str,
    description: str = "",
    ident: str = "differences",
) -> str:
    """The rows under each other around one line of no difference.

    `less` and `more` are the words above the left and the right side. Raises ValueError without
    rows.
    """
    if not spans:
        raise ValueError("a picture of differences needs a row")
    reach = max(max(abs(s.low), abs(s.middle), abs(s.high)) for s in spans) or 1.0
    said = description or "; ".join(f"{span.label}: {span.said}" for span in spans)
    drawn, y = [], HEAD + 6
    for span in spans:
        part, y = _row(span, y, reach)
        drawn.append(part)
    head = (
        f'<text class="tick" x="0" y="13" fill="{SOFT}">← {escape(less)}</text>'
        f'<text class="tick" x="{WIDTH:g}" y="13" text-anchor="end" fill="{SOFT}">'
        f"{escape(more)} →</text>"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bars" role="img" '
        f'aria-label="{escape(label)}" aria-describedby="{escape(ident)}-desc" '
        f'viewBox="0 0 {WIDTH:g} {y:.0f}" font-family="{FONT}" font-size="12">'
        f'<desc id="{escape(ident)}-desc">{escape(said)}</desc>{head}{"".join(drawn)}</svg>'
    )


def _x(value: float, reach: float) -> float:
    return WIDTH / 2 + value / reach * (WIDTH / 2 - EDGE)


def _row(span: Span, top: float, reach: float) -> tuple[str, float]:
    """One row, and where the next one starts."""
    lines = textwrap.wrap(span.label, LETTERS) or [""]
    words = "".join(
        f'<text class="bar-label" y="{top + LINE * i + 11:.1f}" font-size="13" '
        f'fill="{INK}">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    middle = top + LINE * len(lines) + ROW / 2 - 2
    low, at, high = (_x(value, reach) for value in (span.low, span.middle, span.high))
    worse = span.middle > 0
    colour, kind = (RED, "accent") if worse else (TEAL, "calm")
    faint = "" if span.clear else f' stroke-opacity="{FAINT}"'
    inside = colour if span.clear else "#ffffff"
    filled = kind if span.clear else f"{kind} open"
    zero = _x(0.0, reach)
    shape = (
        f'<path class="grid" d="M0 {middle:.1f}H{WIDTH:g}" stroke="{GRID}"/>'
        f'<path class="whisker" d="M{zero:.1f} {middle - ROW / 2:.1f}'
        f'V{middle + ROW / 2:.1f}" stroke="{INK}"/>'
        f'<path class="curve {kind}" fill="none" stroke="{colour}" stroke-width="5"{faint} '
        f'stroke-linecap="round" d="M{low:.1f} {middle:.1f}H{high:.1f}"/>'
        f'<circle class="point {filled}" cx="{at:.1f}" cy="{middle:.1f}" r="5.5" '
        f'fill="{inside}" stroke="{colour}" stroke-width="2"/>'
    )
    bottom = middle + ROW / 2
    for line in textwrap.wrap(span.said, NOTE_LETTERS):
        bottom += NOTE - 2
        words += f'<text class="tick" y="{bottom:.1f}" fill="{SOFT}">{escape(line)}</text>'
    return words + shape, bottom + 14
