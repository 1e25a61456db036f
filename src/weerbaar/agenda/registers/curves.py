"""Curves of the registers as SVG: middles with their bands, and dots for what was measured.

A picture holds up to six lines that differ by colour and by dashes; their names stand below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from weerbaar.drawing.charts import GRID, INK, RED, SOFT, TEAL, svg_opening

WIDTH, PLOT = 360.0, 180.0
LEFT, RIGHT, TOP, FOOT, NAME = 52.0, 14.0, 16.0, 22.0, 18.0
MOST_LETTERS = 48
COLOURS = (TEAL, RED, "#6a4c93", "#3d6b1f", INK, SOFT)
DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 2", "1 4")


@dataclass(frozen=True)
class Line:
    """A named line: where its points stand, their middles and, where known, their bands."""

    name: str
    at: Sequence[float]
    middle: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


@dataclass(frozen=True)
class Scale:
    """An axis: its ends, its ticks with their words, and what stands at its end."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    unit: str = ""


def curves_svg(
    lines: Sequence[Line],
    across: Scale,
    up: Scale,
    *,
    label: str,
    description: str,
    ident: str,
    dots: Sequence[tuple[float, float]] = (),
) -> str:
    """The lines with their bands between two axes, dots on top, and the names of the lines below.

    Raises ValueError where an axis has no length.
    """
    if across.high <= across.low or up.high <= up.low:
        raise ValueError("an axis needs a length")
    base = TOP + PLOT
    height = base + FOOT + NAME * len(lines) + 4
    parts = [svg_opening(label, description, ident, "curves", WIDTH, height)]
    for value, words in up.ticks:
        y = _y(up, value)
        parts.append(
            f'<path d="M{LEFT:g} {y:.1f}H{WIDTH - RIGHT:g}" stroke="{GRID}"/>'
            + _text(LEFT - 6, y + 4, words, "end")
        )
    parts += [_text(_x(across, at), base + 15, words, "middle") for at, words in across.ticks]
    parts.append(_text(LEFT + 2, TOP - 4, up.unit, "start"))
    parts += [_band(line, at, across, up) for at, line in enumerate(lines) if line.low]
    parts += [_line(line, at, across, up) for at, line in enumerate(lines)]
    parts += [
        f'<circle cx="{_x(across, x):.1f}" cy="{_y(up, y):.1f}" r="4" fill="{INK}"/>'
        for x, y in dots
    ]
    parts += [_name(line, at, base + FOOT + NAME * at) for at, line in enumerate(lines)]
    return "".join([*parts, "</svg>"])


def _x(scale: Scale, value: float) -> float:
    part = (min(max(value, scale.low), scale.high) - scale.low) / (scale.high - scale.low)
    return LEFT + part * (WIDTH - LEFT - RIGHT)


def _y(scale: Scale, value: float) -> float:
    part = (min(max(value, scale.low), scale.high) - scale.low) / (scale.high - scale.low)
    return TOP + (1.0 - part) * PLOT


def _points(xs: Sequence[float], ys: Sequence[float], across: Scale, up: Scale) -> str:
    pairs = zip(xs, ys, strict=True)
    return " ".join(f"{_x(across, x):.1f},{_y(up, y):.1f}" for x, y in pairs)


def _band(line: Line, at: int, across: Scale, up: Scale) -> str:
    there, back = line.at, list(reversed(line.at))
    edge = _points([*there, *back], [*line.high, *reversed(line.low)], across, up)
    return f'<polygon fill="{_colour(at)}" fill-opacity="0.14" points="{edge}"/>'


def _line(line: Line, at: int, across: Scale, up: Scale) -> str:
    return (
        f'<polyline fill="none" stroke="{_colour(at)}" stroke-width="2.2" '
        f'stroke-linejoin="round" stroke-dasharray="{DASHES[at % len(DASHES)]}" '
        f'points="{_points(line.at, line.middle, across, up)}"/>'
    )


def _name(line: Line, at: int, y: float) -> str:
    told = line.name if len(line.name) <= MOST_LETTERS else line.name[: MOST_LETTERS - 1] + "…"
    return (
        f'<line x1="{LEFT:g}" x2="{LEFT + 26:g}" y1="{y + 9:g}" y2="{y + 9:g}" '
        f'stroke="{_colour(at)}" stroke-width="2.2" '
        f'stroke-dasharray="{DASHES[at % len(DASHES)]}"/>' + _text(LEFT + 33, y + 13, told, "start")
    )


def _colour(at: int) -> str:
    return COLOURS[at % len(COLOURS)]


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{SOFT}">{escape(words)}</text>'
        if words
        else ""
    )
