"""How long things last, as bars on a line of hours: what was said, above what was estimated.

A bar runs from the shortest to the longest time, a line across it marks the usual one. The line of
hours is logarithmic, so that an hour and a week both have room. An estimate is an empty bar with a
dashed edge, what somebody said is filled; the words beside say so too.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

SVG = "http://www.w3.org/2000/svg"
WIDTH = 480.0
PAD = 4.0
LINE, BAR, GAP = 20.0, 16.0, 16.0
FONT_SIZE, SMALL = 15, 13
LETTERS = 58
ENDS_H = (12.0, 24.0, 72.0, 168.0, 336.0, 720.0)
TICKS_H = (0, 1, 4, 12, 24, 72, 168, 336, 720)


@dataclass(frozen=True)
class Bar:
    """A band in hours, what it says in words, and whether somebody said it."""

    p10: float
    p50: float
    p90: float
    words: str
    said: bool


def lasting_svg(rows: Sequence[tuple[str, Sequence[Bar]]], *, label: str, hours: str) -> str:
    """One name for each row, with its bars below it; `hours` is the word under the line.

    Raises ValueError where there is no row.
    """
    if not rows:
        raise ValueError("a picture of hours needs at least one row")
    longest = max((bar.p90 for _, bars in rows for bar in bars), default=0.0)
    end = next((e for e in ENDS_H if e >= longest), ENDS_H[-1])
    drawn, y = [], PAD
    for name, bars in rows:
        for line in textwrap.wrap(name, LETTERS):
            y += LINE
            drawn.append(f'<text x="{PAD:g}" y="{y:.0f}" font-weight="700">{escape(line)}</text>')
        for bar in bars:
            drawn.append(_bar(bar, y + 7, end))
            y += BAR + 7
            for line in textwrap.wrap(bar.words, LETTERS + 8):
                y += LINE - 2
                drawn.append(_small(line, y))
        y += GAP
    axis = _axis(end, y, hours)
    return (
        f'<svg xmlns="{SVG}" class="lasting" role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {WIDTH:g} {y + 2 * LINE:.0f}" font-size="{FONT_SIZE}">'
        f"{axis}{''.join(drawn)}</svg>"
    )


def _x(hours: float, end: float) -> float:
    return PAD + (WIDTH - 2 * PAD) * math.log1p(min(hours, end)) / math.log1p(end)


def _bar(bar: Bar, y: float, end: float) -> str:
    left, middle, right = (_x(hours, end) for hours in (bar.p10, bar.p50, bar.p90))
    look = "bar-said" if bar.said else "bar-ours"
    return (
        f'<rect class="{look}" x="{left:.1f}" y="{y:.1f}" width="{max(right - left, 3):.1f}" '
        f'height="{BAR:g}" rx="2"/>'
        f'<path class="middle" d="M{middle:.1f} {y - 2:.1f}V{y + BAR + 2:.1f}"/>'
    )


def _small(line: str, y: float) -> str:
    return (
        f'<text class="axis-words" x="{PAD:g}" y="{y:.0f}" font-size="{SMALL}">'
        f"{escape(line)}</text>"
    )


def _axis(end: float, y: float, hours: str) -> str:
    """Lines down at round hours up to the end, with their hours below."""
    parts = []
    for at in TICKS_H:
        if at > end:
            break
        x = _x(at, end)
        side = "start" if at == 0 else "end" if at == end else "middle"
        word = f"{at} {hours}" if at == end else f"{at}"
        parts.append(f'<path class="axis" d="M{x:.1f} 0V{y:.0f}"/>')
        parts.append(
            f'<text class="axis-words" x="{x:.1f}" y="{y + LINE:.0f}" font-size="{SMALL}" '
            f'text-anchor="{side}">{escape(word)}</text>'
        )
    return "".join(parts)
