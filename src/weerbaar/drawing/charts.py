"""Charts as SVG text: a curve with its band over the hours, and bars with their band.

Each chart is one `<svg>` with role img, an accessible name and a description in words, so that the
page needs no other alternative. Sizes are drawing units; a page scales the chart to its column.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from weerbaar.common.language import ENGLISH, Language

INK, SOFT, GRID = "#14252d", "#45565f", "#d6dee2"
TEAL, RED = "#134a62", "#b5321a"
SHOCK, NIGHT = "#f6e9c8", "#dfe5e9"
FONT = "'Noto Sans', 'Segoe UI', sans-serif"
WIDTH, HEIGHT = 360.0, 196.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 12.0, 14.0, 24.0
HOUR_STEPS = (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2688)
MOST_TICKS = 7
HOURS_ALONE = 120.0
"""Up to this hour a moment is told in hours alone; then its day stands with it."""
LONG_HOURS = 240.0
"""Where a course lasts longer, its axis has days and weeks instead of hours."""
DAY_STEPS = (2, 4, 7, 14, 28, 56, 112)
MOST_LONG_TICKS = 5
DAY_H, WEEK_D = 24, 7
BAR_WIDTH = 360.0
BAR_LINE, BAR_THICK = 17.0, 12.0
LETTERS_PER_LINE = 46


@dataclass(frozen=True)
class Bar:
    """A bar: its words, its share 0..1, the band around it (None: no band), a note behind it.

    `said` stands behind the bar in the place of its share as per cent. `limit` is a share that
    should not be passed: a line across the bar.
    """

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    note: str = ""
    said: str = ""
    limit: float | None = None


def band_chart_svg(
    hours: Sequence[float],
    p10: Sequence[float],
    p50: Sequence[float],
    p90: Sequence[float],
    *,
    label: str,
    description: str = "",
    ceiling: float = 1.0,
    shock: tuple[float, float] | None = None,
    nights: Sequence[tuple[float, float]] = (),
    accent: bool = False,
    unit: str = "",
    beside: Sequence[float] = (),
    ident: str = "chart",
    language: Language = ENGLISH,
) -> str:
    """The middle curve with the band from p10 to p90, shares 0..1 against hours.

    `ceiling` is the share at the top of the axis; what lies above it is cut off. `shock` and
    `nights` are periods in hours that are shaded. `accent` draws in red instead of blue. With a
    `unit` the values are numbers of it instead of shares, and the unit stands on the axis. `beside`
    is another middle curve on the same hours, dashed. Raises ValueError when the series differ in
    length, hold fewer than two hours or the ceiling is not above zero.
    """
    lengths = {len(p10), len(p50), len(p90), len(beside or hours)}
    if lengths != {len(hours)} or len(hours) < 2:
        raise ValueError("a curve needs at least two hours, with three values each")
    if ceiling <= 0 or hours[-1] <= hours[0]:
        raise ValueError("a chart needs a ceiling above zero and hours that go forward")
    ticks = [
        language.number(value, 0 if ceiling >= 2 else 1) if unit else percent(value, language)
        for value in (0.0, ceiling / 2, ceiling)
    ]
    axes = _Axes(hours[0], hours[-1], ceiling, max(LEFT, 12 + 6.6 * max(map(len, ticks))))
    colour, kind = (RED, "accent") if accent else (TEAL, "calm")
    upper, lower = axes.points(hours, p90), axes.points(hours, p10)
    return "".join(
        [
            svg_opening(label, description, ident, "chart", WIDTH, HEIGHT),
            axes.period(*shock, SHOCK, "shock") if shock else "",
            *(axes.period(*night, NIGHT, "night") for night in nights),
            _value_axis(axes, ticks, unit),
            _hour_axis(axes, language),
            f'<polygon class="band {kind}" fill="{colour}" fill-opacity="0.2" '
            f'points="{_pairs([*upper, *reversed(lower)])}"/>',
            f'<polyline class="curve {kind}" fill="none" stroke="{colour}" stroke-width="2.2" '
            f'stroke-linejoin="round" points="{_pairs(axes.points(hours, p50))}"/>',
            _dashed(axes.points(hours, beside)) if beside else "",
            "</svg>",
        ]
    )


def bar_svg(
    bars: Sequence[Bar],
    *,
    label: str,
    description: str = "",
    ceiling: float = 1.0,
    ident: str = "bars",
    language: Language = ENGLISH,
) -> str:
    """Horizontal bars under their words, with the share behind each and a whisker for its band.

    Values are shares 0..1; `ceiling` is the share of a full bar. Raises ValueError when the ceiling
    is not above zero.
    """
    if ceiling <= 0:
        raise ValueError("a chart needs a ceiling above zero")
    drawn, y = [], 4.0
    for bar in bars:
        part, y = _bar(bar, y, ceiling, language)
        drawn.append(part)
    said = description or "; ".join(f"{bar.label}: {_said(bar, language)}" for bar in bars)
    opening = svg_opening(label, said, ident, "bars", BAR_WIDTH, max(y, 1))
    return opening + "".join(drawn) + "</svg>"


def percent(share: float, language: Language) -> str:
    """A share 0..1 in words such as `40 %`; one decimal below two per cent."""
    decimals = 1 if 0 < abs(share) < 0.0195 else 0
    return f"{language.number(100 * share, decimals)} %"


def hour_words(hour: float, language: Language) -> str:
    """A moment after the start: `hour 40`; far on its day too, as `day 24 (hour 570)`."""
    hours = language.number(hour, 0 if hour == int(hour) else 2)
    if hour <= HOURS_ALONE:
        return language.text("hour {hour}", hour=hours)
    day = language.number(hour // DAY_H + 1)
    return language.text("day {day} (hour {hour})", day=day, hour=hours)


def hour_ticks(start: float, end: float) -> list[float]:
    """Round hours between two hours, at most seven, a whole number of steps apart.

    In a course of weeks the steps are whole days or weeks, and fewer, for their longer words.
    """
    steps: Sequence[float] = HOUR_STEPS
    most = MOST_TICKS
    if end - start > LONG_HOURS:
        steps, most = [DAY_H * days for days in DAY_STEPS], MOST_LONG_TICKS
    fitting = [step for step in steps if (end - start) / step <= most - 1]
    step = fitting[0] if fitting else steps[-1]
    first = -(-start // step) * step
    count = int((end - first) // step) + 1
    return [first + step * i for i in range(count)]


@dataclass(frozen=True)
class _Axes:
    start: float
    end: float
    ceiling: float
    left: float = LEFT

    def x(self, hour: float) -> float:
        inside = min(max(hour, self.start), self.end)
        part = (inside - self.start) / (self.end - self.start)
        return self.left + part * (WIDTH - self.left - RIGHT)

    def y(self, share: float) -> float:
        inside = min(max(share, 0.0), self.ceiling)
        return TOP + (1 - inside / self.ceiling) * (HEIGHT - TOP - BOTTOM)

    def points(self, hours: Sequence[float], shares: Sequence[float]) -> list[tuple[float, float]]:
        pairs = zip(hours, shares, strict=True)
        return [(self.x(h), self.y(s)) for h, s in pairs if s == s]

    def period(self, start: float, end: float, colour: str, kind: str) -> str:
        left, right = self.x(start), self.x(end)
        return (
            f'<rect class="{kind}" x="{left:.1f}" y="{TOP:g}" width="{right - left:.1f}" '
            f'height="{HEIGHT - TOP - BOTTOM:g}" fill="{colour}" fill-opacity="0.7"/>'
        )


def svg_opening(
    label: str, description: str, ident: str, kind: str, width: float, height: float
) -> str:
    """The start of an `<svg>` that is one picture with a name and a description."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" '
        f'aria-label="{escape(label)}" aria-describedby="{escape(ident)}-desc" '
        f'viewBox="0 0 {width:g} {height:.0f}" font-family="{FONT}" font-size="12">'
        f'<desc id="{escape(ident)}-desc">{escape(description)}</desc>'
    )


def _dashed(points: Sequence[tuple[float, float]]) -> str:
    return (
        f'<polyline class="beside" fill="none" stroke="{SOFT}" stroke-width="1.6" '
        f'stroke-dasharray="5 4" stroke-linejoin="round" points="{_pairs(points)}"/>'
    )


def _pairs(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _value_axis(axes: _Axes, ticks: Sequence[str], unit: str) -> str:
    """Lines at nought, half and the top with their words; the unit stands above the top one."""
    rows = []
    for value, words in zip((0.0, axes.ceiling / 2, axes.ceiling), ticks, strict=True):
        y = axes.y(value)
        rows.append(
            f'<path class="grid" d="M{axes.left:g} {y:.1f}H{WIDTH - RIGHT:g}" stroke="{GRID}"/>'
            f'<text class="tick" x="{axes.left - 6:g}" y="{y + 4:.1f}" text-anchor="end" '
            f'fill="{SOFT}">{escape(words)}</text>'
        )
    if unit:
        rows.append(
            f'<text class="tick" x="{axes.left + 2:g}" y="{TOP - 3:g}" fill="{SOFT}">'
            f"{escape(unit)}</text>"
        )
    return "".join(rows)


def _hour_axis(axes: _Axes, language: Language) -> str:
    ticks, moments = [], hour_ticks(axes.start, axes.end)
    step = moments[1] - moments[0] if len(moments) > 1 else 0.0
    for hour in moments:
        words = tick_words(hour, step, axes.end - axes.start, language)
        # The first and last words stay inside the picture.
        x = min(axes.x(hour), WIDTH - 3.4 * len(words))
        ticks.append(
            f'<text class="tick" x="{x:.1f}" y="{HEIGHT - 7:g}" text-anchor="middle" '
            f'fill="{SOFT}">{escape(words)}</text>'
        )
    return "".join(ticks)


def tick_words(hour: float, step: float, length: float, language: Language) -> str:
    """A moment on an axis of this length: in hours, in days and weeks where it is long."""
    days = hour / DAY_H
    if length <= LONG_HOURS or days != int(days):
        return language.text("{hours} h", hours=language.number(hour))
    if not days:
        return language.number(0)
    if step % (DAY_H * WEEK_D):
        return language.text("{days} days", days=language.number(days))
    if days == WEEK_D:
        return language.text("1 week")
    return language.text("{weeks} weeks", weeks=language.number(days / WEEK_D))


def _bar(bar: Bar, top: float, ceiling: float, language: Language) -> tuple[str, float]:
    """One bar with its words above it, and where the next one starts."""
    lines = textwrap.wrap(bar.label, LETTERS_PER_LINE) or [""]
    words = "".join(
        f'<text class="bar-label" y="{top + BAR_LINE * i + 12:.1f}" font-size="13" '
        f'fill="{INK}">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    y = top + BAR_LINE * len(lines)
    room = BAR_WIDTH - 56
    length = room * min(max(bar.value, 0.0), ceiling) / ceiling
    shape = (
        f'<rect class="bar-back" y="{y:.1f}" width="{room:g}" height="{BAR_THICK:g}" rx="2" '
        f'fill="#edf3f6"/><rect class="bar" y="{y:.1f}" width="{length:.1f}" '
        f'height="{BAR_THICK:g}" rx="2" fill="#2c738f"/>'
        f'<text class="bar-value" x="{BAR_WIDTH:g}" y="{y + 11:.1f}" text-anchor="end" '
        f'font-size="13" font-weight="600" fill="{INK}">{escape(_said(bar, language))}</text>'
    )
    drawn = words + shape + _whisker(bar, y, room / ceiling, room)
    drawn += _limit(bar, y, room / ceiling, room)
    bottom = y + BAR_THICK
    for line in textwrap.wrap(bar.note, LETTERS_PER_LINE + 6):
        bottom += 15
        drawn += (
            f'<text class="tick" y="{bottom:.1f}" font-size="12" fill="{SOFT}">'
            f"{escape(line)}</text>"
        )
    return drawn, bottom + 12


def _said(bar: Bar, language: Language) -> str:
    return bar.said or percent(bar.value, language)


def _whisker(bar: Bar, y: float, per_share: float, room: float) -> str:
    if bar.low is None or bar.high is None:
        return ""
    low, high = (min(max(v, 0.0) * per_share, room) for v in (bar.low, bar.high))
    middle, top, bottom = y + BAR_THICK / 2, y + 2, y + BAR_THICK - 2
    return (
        f'<path class="whisker" fill="none" stroke="{INK}" stroke-width="1.4" '
        f'd="M{low:.1f} {top:.1f}V{bottom:.1f}M{low:.1f} {middle:.1f}H{high:.1f}'
        f'M{high:.1f} {top:.1f}V{bottom:.1f}"/>'
    )


def _limit(bar: Bar, y: float, per_share: float, room: float) -> str:
    if bar.limit is None:
        return ""
    # A limit of nothing at all stays in sight.
    x = min(max(bar.limit * per_share, 1.2), room)
    return (
        f'<path class="limit" fill="none" stroke="{RED}" stroke-width="2.4" '
        f'd="M{x:.1f} {y - 3:.1f}V{y + BAR_THICK + 3:.1f}"/>'
    )
