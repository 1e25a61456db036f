"""A plan over days as SVG text: what lasts from when until when, one bar under the other.

One `<svg>` with role img, an accessible name and a description in words. Each bar has its words
above it, so that it can be read on a narrow screen; a line over each bar marks today, and crosses
no words. A point is a diamond; what is reached on some day between two is a thin line that ends in
a diamond. What has no end is pale and goes on to the edge.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from weerbaar.common.language import ENGLISH, Language, mark
from weerbaar.drawing.charts import GRID, INK, RED, SOFT, TEAL, svg_opening

WIDTH, RIGHT = 360.0, 12.0
LINE, THICK, GAP, AXIS = 18.0, 13.0, 10.0, 24.0
LETTERS_PER_LINE = 44
THIN, BEYOND = 3.0, 4.0
LEAST_WIDTH = 4.0
MOST_TICKS = 5
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 6000, 12_000, 120_000)
MONTHS = 12
OVER_COLOUR = "#8b999f"
CALM, LATE, OVER = "calm", "late", "over"
COLOURS = {CALM: TEAL, LATE: RED, OVER: OVER_COLOUR}


@dataclass(frozen=True)
class DayBar:
    """Something that lasts: its words, first and last day (None: no end yet), and how it looks.

    `look` is CALM, LATE or OVER; `point` says that it is reached on some day between the two.
    Raises ValueError where the days do not go forward.
    """

    label: str
    first: date
    last: date | None
    look: str = CALM
    point: bool = False

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"the days of '{self.label}' do not go forward")


@dataclass(frozen=True)
class _Days:
    """How days lie over the width of the picture."""

    first: int
    last: int

    def x(self, day: int) -> float:
        return (day - self.first) / max(self.last - self.first, 1) * (WIDTH - RIGHT)


def gantt_svg(
    bars: Sequence[DayBar],
    today: date,
    *,
    label: str,
    ident: str = "gantt",
    language: Language = ENGLISH,
) -> str:
    """The bars over the days, in their order. Raises ValueError without any bar."""
    if not bars:
        raise ValueError("a plan needs something that lasts")
    months = [_month(bar.first) for bar in bars]
    ends = [_month(bar.last or bar.first) + 1 for bar in bars]
    step = next((s for s in MONTH_STEPS if max(ends) - min(months) <= s * MOST_TICKS), None)
    step = step or MONTH_STEPS[-1]
    start = min(months) // step * step
    end = -(-max(ends) // step) * step
    days = _Days(_first_day(start), _first_day(end))
    rows, y = [], 4.0
    for bar in bars:
        row, y = _row(bar, y, days, today, language)
        rows.append(row)
    said = "; ".join(f"{bar.label}" for bar in bars)
    return "".join(
        [
            svg_opening(label, said, ident, "chart gantt", WIDTH, y + AXIS),
            _axis(range(start, end + 1, step), step, days, y),
            *rows,
            "</svg>",
        ]
    )


def _row(
    bar: DayBar, top: float, days: _Days, today: date, language: Language
) -> tuple[str, float]:
    """One bar with its words above it, and where the next row starts."""
    lines = textwrap.wrap(bar.label, LETTERS_PER_LINE) or [""]
    words = "".join(
        f'<text class="bar-label" y="{top + LINE * i + 13:.1f}" font-size="15" '
        f'fill="{INK}" stroke="#ffffff" stroke-width="3" paint-order="stroke">'
        f"{escape(line)}</text>"
        for i, line in enumerate(lines)
    )
    y = top + LINE * len(lines) + 2
    return words + _mark(bar, y, days) + _today(today, days, y, language), y + THICK + GAP


def _mark(bar: DayBar, y: float, days: _Days) -> str:
    colour, kind = COLOURS[bar.look], f"span {bar.look}"
    left = days.x(bar.first.toordinal())
    if bar.last is not None and (bar.point or bar.first == bar.last):
        r, middle = THICK / 2, y + THICK / 2
        x = min(max(days.x(bar.last.toordinal()), r), WIDTH - r)
        line = (
            f'<rect class="within {bar.look}" x="{left:.1f}" y="{middle - THIN / 2:.1f}" '
            f'width="{max(x - left, 0.0):.1f}" height="{THIN:g}" fill="{colour}"/>'
        )
        return (line if bar.first < bar.last else "") + (
            f'<path class="{kind}" d="M{x - r:.1f} {middle:.1f}L{x:.1f} {y:.1f}'
            f'L{x + r:.1f} {middle:.1f}L{x:.1f} {y + THICK:.1f}Z" fill="{colour}"/>'
        )
    right = days.x(bar.last.toordinal() + 1) if bar.last else WIDTH - RIGHT
    width = max(right - left, LEAST_WIDTH)
    faded = "" if bar.last else ' fill-opacity="0.35"'
    return (
        f'<rect class="{kind}" x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" '
        f'height="{THICK:g}" rx="2" fill="{colour}"{faded}/>'
    )


def _axis(months: range, step: int, days: _Days, bottom: float) -> str:
    ticks = []
    for month in months:
        x = days.x(_first_day(month))
        words = _month_words(month, step)
        anchor = "start" if month == months[0] else "middle"
        at = min(x, WIDTH - 4.0 * len(words))
        ticks.append(
            f'<path class="grid" d="M{x:.1f} 0V{bottom:.1f}" stroke="{GRID}"/>'
            f'<text class="tick" x="{at:.1f}" y="{bottom + 16:.1f}" text-anchor="{anchor}" '
            f'font-size="13" fill="{SOFT}">{escape(words)}</text>'
        )
    return "".join(ticks)


def _today(today: date, days: _Days, y: float, language: Language) -> str:
    """The line of today beside one bar, a little longer than the bar is thick."""
    at = today.toordinal()
    if not days.first <= at <= days.last:
        return ""
    said, end = escape(language.text(mark("today"))), y + THICK + BEYOND
    return (
        f'<path class="today" d="M{days.x(at):.1f} {y:.1f}V{end:.1f}" stroke="{RED}" '
        f'stroke-width="1.5"><title>{said}</title></path>'
    )


def _month(day: date) -> int:
    return day.year * MONTHS + day.month - 1


def _first_day(month: int) -> int:
    """The day on which a month begins; before year 1 and after 9999 the nearest that there is."""
    year = min(max(month // MONTHS, 1), 9999)
    return date(year, month % MONTHS + 1, 1).toordinal()


def _month_words(month: int, step: int) -> str:
    year = min(max(month // MONTHS, 1), 9999)
    if step % MONTHS == 0:
        return str(year)
    return f"{month % MONTHS + 1}-{year}"
