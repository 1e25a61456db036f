"""How something grows with its size: points on two logarithmic axes, with the line through them.

On such axes everything that grows as a power of the size is straight, and its slope is that power:
1 where twice the size takes twice as much. A dashed line of slope 1 through the first point shows
what that would be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from weerbaar.common.language import ENGLISH, Language
from weerbaar.drawing.charts import FONT, GRID, INK, RED, SOFT, TEAL

WIDTH, HEIGHT = 360.0, 216.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 16.0, 22.0, 40.0
STEPS = (1.0, 2.0, 5.0)
ROOM = 1.15
"""How far the axes go on beyond the first and the last point: a factor."""

Points = Sequence[tuple[float, float]]


def slope_of(points: Points) -> float:
    """The power with which the second of each pair grows with the first: least squares on logs.

    Raises ValueError for fewer than two sizes, or for a number that is not above zero.
    """
    if len({size for size, _ in points}) < 2 or min(min(point) for point in points) <= 0:
        raise ValueError("a slope needs two sizes, and numbers above zero")
    logs = [(math.log(size), math.log(taken)) for size, taken in points]
    x = sum(a for a, _ in logs) / len(logs)
    y = sum(b for _, b in logs) / len(logs)
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def growth_svg(
    points: Points,
    *,
    label: str,
    size: str,
    taken: str,
    ident: str = "growth",
    language: Language = ENGLISH,
) -> str:
    """The points (size, what it takes), the line through them and one of slope 1, as SVG text.

    `size` and `taken` stand on the axes. Raises ValueError as `slope_of` does.
    """
    slope = slope_of(points)
    x = _Axis([a for a, _ in points], LEFT, WIDTH - RIGHT)
    y = _Axis([b for _, b in points], HEIGHT - BOTTOM, TOP)
    middle = math.exp(sum(math.log(a) for a, _ in points) / len(points))
    height = math.exp(sum(math.log(b) for _, b in points) / len(points))
    first = min(points)
    words = f"{language.figure(round(slope, 2))}"
    said = "; ".join(f"{language.figure(a)}: {language.figure(b)}" for a, b in sorted(points))
    dots = "".join(
        f'<circle class="dot" cx="{x.at(a):.1f}" cy="{y.at(b):.1f}" r="3.6" fill="{TEAL}"/>'
        for a, b in points
    )
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="growth" role="img" '
            f'aria-label="{escape(label)}" aria-describedby="{escape(ident)}-desc" '
            f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" font-family="{FONT}" font-size="12">'
            f'<desc id="{escape(ident)}-desc">{escape(f"{said}. Slope {words}.")}</desc>',
            _lines(x, y, language),
            _line(x, y, first, 1.0, SOFT, ' stroke-dasharray="4 4"'),
            _line(x, y, (middle, height), slope, TEAL, ""),
            dots,
            _text(WIDTH - RIGHT, HEIGHT - 6, size, "end", SOFT),
            _text(4, 13, taken, "start", SOFT),
            _text(WIDTH - RIGHT, 13, f"slope {words}", "end", RED if slope > 1.2 else INK),
            "</svg>",
        ]
    )


class _Axis:
    """A logarithmic axis over these values, drawn from one place to another."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low, self.high = min(values) / ROOM, max(values) * ROOM
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        part = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + part * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Round values on the axis: 1, 2 and 5 times a power of ten, or only the powers."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        found = [step * 10.0**power for power in powers for step in STEPS]
        found = [value for value in found if self.low <= value <= self.high]
        return found if len(found) <= 6 else [v for v in found if f"{v:e}".startswith("1.0")]


def _lines(x: _Axis, y: _Axis, language: Language) -> str:
    upright = [
        f'<path class="grid" d="M{x.at(v):.1f} {TOP:g}V{HEIGHT - BOTTOM:g}" stroke="{GRID}"/>'
        + _text(x.at(v), HEIGHT - BOTTOM + 15, language.figure(v), "middle", SOFT)
        for v in x.ticks()
    ]
    flat = [
        f'<path class="grid" d="M{LEFT:g} {y.at(v):.1f}H{WIDTH - RIGHT:g}" stroke="{GRID}"/>'
        + _text(LEFT - 6, y.at(v) + 4, language.figure(v), "end", SOFT)
        for v in y.ticks()
    ]
    return "".join([*upright, *flat])


def _line(
    x: _Axis, y: _Axis, through: tuple[float, float], slope: float, colour: str, dashes: str
) -> str:
    """The line of this slope through a point, as far as it stays within both axes."""
    size, taken = (math.log(value) for value in through)
    low, high = math.log(x.low), math.log(x.high)
    if slope != 0.0:
        # In logarithms: for a line that is nearly flat the powers would be too large to write.
        edges = (math.log(edge) for edge in (y.low, y.high))
        ends = sorted(size + (edge - taken) / slope for edge in edges)
        low, high = max(low, ends[0]), min(high, ends[1])
    (x1, y1), (x2, y2) = (
        (x.at(math.exp(end)), y.at(math.exp(taken + slope * (end - size))))
        for end in (low, max(low, high))
    )
    return (
        f'<path class="line" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" '
        f'stroke-width="1.6" fill="none"{dashes}/>'
    )


def _text(x: float, y: float, words: str, anchor: str, colour: str) -> str:
    return (
        f'<text class="tick" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(words)}</text>"
    )
