"""A timeline as SVG text: what happens from when until when, one bar under the other.

One `<svg>` with role img, an accessible name and a description in words, so that a page needs no
other alternative. Bars may overlap in time; each has a row of its own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from weerbaar.common.language import ENGLISH, Language
from weerbaar.drawing.charts import GRID, INK, SOFT, hour_ticks, svg_opening, tick_words

WIDTH = 420.0
RIGHT = 10.0
LINE, THICK, GAP, AXIS = 16.0, 12.0, 10.0, 22.0
LETTERS_PER_LINE = 46
SHOCK_COLOUR, LOAD_COLOUR = "#b5321a", "#2c738f"
LEAST_WIDTH = 3.0


@dataclass(frozen=True)
class Span:
    """Something that lasts: its words, from and until which hour, and until when at the latest.

    `shock` draws it as something that fails, else as something that comes. Raises ValueError where
    the hours do not go forward.
    """

    label: str
    from_h: float
    until_h: float
    latest_h: float
    shock: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.from_h <= self.until_h <= self.latest_h:
            raise ValueError(f"the hours of '{self.label}' do not go forward")


def timeline_svg(
    spans: Sequence[Span], *, label: str, ident: str = "timeline", language: Language = ENGLISH
) -> str:
    """The spans as bars over the hours, in their order; a thin end is how much longer it may be.

    Raises ValueError without any span.
    """
    if not spans:
        raise ValueError("a timeline needs something that lasts")
    end = max(max(span.latest_h for span in spans), 1.0)
    scale = (WIDTH - RIGHT) / end
    rows, y = [], 2.0
    for span in spans:
        row, y = _row(span, y, scale)
        rows.append(row)
    said = "; ".join(span_in_words(span, language) for span in spans)
    height = y + AXIS
    return "".join(
        [
            svg_opening(label, said, ident, "chart timeline", WIDTH, height),
            _axis(end, y, scale, language),
            *rows,
            "</svg>",
        ]
    )


def span_in_words(span: Span, language: Language) -> str:
    """What lasts, from which hour until which."""
    return language.text(
        "{label}: from hour {start} to hour {end}",
        label=span.label,
        start=language.number(span.from_h),
        end=language.number(span.until_h),
    )


def _row(span: Span, top: float, scale: float) -> tuple[str, float]:
    """One bar with its words above it, and where the next row starts."""
    lines = textwrap.wrap(span.label, LETTERS_PER_LINE) or [""]
    words = "".join(
        f'<text class="bar-label" y="{top + LINE * i + 12:.1f}" font-size="13" '
        f'fill="{INK}">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    y = top + LINE * len(lines) + 2
    kind, colour = ("fails", SHOCK_COLOUR) if span.shock else ("comes", LOAD_COLOUR)
    left, right = span.from_h * scale, span.until_h * scale
    width = max(right - left, LEAST_WIDTH)
    drawn = (
        f'<rect class="span {kind}" x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" '
        f'height="{THICK:g}" rx="2" fill="{colour}"/>'
    )
    if span.latest_h * scale > left + width:
        middle = y + THICK / 2
        drawn += (
            f'<path class="tail {kind}" d="M{left + width:.1f} {middle:.1f}'
            f'H{span.latest_h * scale:.1f}" stroke="{colour}" stroke-width="3" '
            f'stroke-dasharray="3 2"/>'
        )
    return words + drawn, y + THICK + GAP


def _axis(end: float, bottom: float, scale: float, language: Language) -> str:
    ticks, moments = [], hour_ticks(0.0, end)
    step = moments[1] - moments[0] if len(moments) > 1 else 0.0
    for hour in moments:
        x = hour * scale
        words = tick_words(hour, step, end, language)
        anchor = "start" if not hour else "middle"
        at = min(x, WIDTH - 3.6 * len(words))
        ticks.append(
            f'<path class="grid" d="M{x:.1f} 0V{bottom:.1f}" stroke="{GRID}"/>'
            f'<text class="tick" x="{at:.1f}" y="{bottom + 15:.1f}" text-anchor="{anchor}" '
            f'font-size="12" fill="{SOFT}">{escape(words)}</text>'
        )
    return "".join(ticks)
