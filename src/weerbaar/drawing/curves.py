"""A curve of bands over numbered steps (years, months, weeks) as SVG text, also below zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from weerbaar.common.finding import Band
from weerbaar.drawing.charts import GRID, INK, SOFT, TEAL, svg_opening

WIDTH, HEIGHT = 360.0, 200.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 12.0, 14.0, 34.0
MOST_TICKS = 6


@dataclass(frozen=True)
class Curve:
    """A curve: a band for each step, its name and description in words, and what a step is.

    `ident` is unique on the page; `ceiling` is the least height of the axis.
    """

    bands: Sequence[Band]
    label: str
    said: str
    step: str
    ident: str
    ceiling: float = 0.0


def curve_svg(curve: Curve, written: Callable[[float], str]) -> str:
    """The middle of each band as a line, and the bands around it; `written` writes a level."""
    bands = curve.bands
    low = min(0.0, *(band.p10 for band in bands))
    high = max(curve.ceiling, 0.0, *(band.p90 for band in bands))
    axes = _Axes(len(bands), low, high if high > low else low + 1.0)
    upper = [(axes.x(i), axes.y(band.p90)) for i, band in enumerate(bands)]
    lower = [(axes.x(i), axes.y(band.p10)) for i, band in enumerate(bands)]
    middle = [(axes.x(i), axes.y(band.p50)) for i, band in enumerate(bands)]
    return "".join(
        [
            svg_opening(curve.label, curve.said, curve.ident, "chart", WIDTH, HEIGHT),
            *(_level(axes, value, written) for value in sorted({axes.low, 0.0, axes.high})),
            *(_tick(axes, i) for i in _ticks(len(bands))),
            f'<text x="{WIDTH - RIGHT:g}" y="{HEIGHT - 4:g}" text-anchor="end" fill="{SOFT}">'
            f"{escape(curve.step)}</text>",
            f'<polygon fill="{TEAL}" fill-opacity="0.2" '
            f'points="{_pairs([*upper, *reversed(lower)])}"/>',
            f'<polyline fill="none" stroke="{TEAL}" stroke-width="2.2" stroke-linejoin="round" '
            f'points="{_pairs(middle)}"/>',
            "</svg>",
        ]
    )


class _Axes:
    def __init__(self, count: int, low: float, high: float) -> None:
        self.count, self.low, self.high = count, low, high

    def x(self, i: int) -> float:
        """Where the i-th value stands."""
        part = i / (self.count - 1) if self.count > 1 else 0.5
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """How high a value stands."""
        part = (value - self.low) / (self.high - self.low)
        return TOP + (1.0 - part) * (HEIGHT - TOP - BOTTOM)


def _level(axes: _Axes, value: float, written: Callable[[float], str]) -> str:
    y, colour = axes.y(value), INK if value == 0 else GRID
    return (
        f'<line x1="{LEFT:g}" x2="{WIDTH - RIGHT:g}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}"/>'
        f'<text x="{LEFT - 6:g}" y="{y + 4:.1f}" text-anchor="end" fill="{SOFT}">'
        f"{escape(written(value))}</text>"
    )


def _tick(axes: _Axes, i: int) -> str:
    return (
        f'<text x="{axes.x(i):.1f}" y="{HEIGHT - BOTTOM + 16:g}" text-anchor="middle" '
        f'fill="{SOFT}">{i + 1}</text>'
    )


def _ticks(count: int) -> list[int]:
    step = max(1, -(-count // MOST_TICKS))
    return list(range(0, count, step))


def _pairs(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
