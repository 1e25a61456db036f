"""The registers as pictures: SVG text, each with a description in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from weerbaar.agenda.registers.barometer import Point, Series, band_in_words
from weerbaar.agenda.registers.dependencies import Concentration, class_words
from weerbaar.agenda.registers.employers import Double, count_words
from weerbaar.agenda.registers.lead_time import Courses, LeadTime, histogram
from weerbaar.agenda.registers.matrix import LEVELS
from weerbaar.agenda.registers.processes import VERSION_WORDS, Process
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Rows
from weerbaar.drawing.charts import GRID, INK, RED, SOFT, TEAL, Bar, bar_svg, svg_opening
from weerbaar.measures.catalogue import OWNERS

WIDTH, HEIGHT = 480.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 22.0, 16.0, 36.0
PER_CENT = 100
STEP = 40.0
MOST_NAME = 44
BAR = "#2c738f"


def days_words(band: Band, words: Language) -> str:
    """A band of days in words: the middle, and 8 of 10 courses."""
    low, middle, high = (words.number(end) for end in (band.p10, band.p50, band.p90))
    told = mark("{middle} days ({low} to {high})")
    return words.text(told, middle=middle, low=low, high=high)


def bottleneck_words(one: Process, times: LeadTime, words: Language) -> str:
    """Which step is the bottleneck, in a sentence."""
    if times.bottleneck is None:
        return words.text(mark("No step stands out as the bottleneck."))
    step = next(step for step in one.steps if step.number == times.bottleneck)
    told = mark("The bottleneck is step {number}: {name}.")
    return words.text(told, number=step.number, name=step.name)


def steps_svg(courses: Courses, found: LeadTime, top_days: float, words: Language, at: int) -> str:
    """When each step runs in the middle course: a bar from its begin to its end, one below another.

    `top_days` ends the axis. The bottleneck is red, and its words say so.
    """
    process = courses.process
    line = _Line(0.0, top_days)
    height = TOP + STEP * len(process.steps) + BOTTOM
    label = words.text(mark("Steps of {process}, {version}"), **_named(process, words))
    begins, ends = courses.middles()
    rows, said = [], []
    for row, step in enumerate(process.steps):
        is_neck = step.number == found.bottleneck
        told = [f"{step.number}. {step.name}", days_words(found.steps[row].spent, words)]
        told += [words.text(mark("bottleneck"))] if is_neck else []
        said.append(", ".join(told))
        y = TOP + STEP * row
        left, right = line.at(begins[row]), line.at(ends[row])
        name = told[0] if len(told[0]) <= MOST_NAME else told[0][: MOST_NAME - 1].rstrip() + "…"
        rows.append(f"<g><title>{escape(told[0])}</title>{_words(0, y + 12, name)}</g>")
        rows.append(_words(WIDTH - 4, y + 12, ", ".join(told[1:]), "end", SOFT))
        rows.append(
            f'<rect x="{left:.1f}" y="{y + 17:.1f}" width="{max(right - left, 2):.1f}" '
            f'height="11" rx="2" fill="{RED if is_neck else BAR}"/>'
        )
    axis = _axis(line, _ticks(top_days), words, words.text(mark("working days")), base=height)
    opening = svg_opening(label, "; ".join(said), f"steps-{at}", "steps", WIDTH, height)
    return "".join([opening, *rows, axis, "</svg>"])


def _named(process: Process, words: Language) -> dict[str, str]:
    return {"process": process.name, "version": words.text(VERSION_WORDS[process.version])}


def days_svg(courses: Courses, found: LeadTime, top_days: float, words: Language, at: int) -> str:
    """How many courses take how many days, with the norm as a line; `top_days` ends the axis."""
    process = courses.process
    edges, shares = histogram(courses.days)
    highest, top_days = max(shares), max(top_days, edges[-1])
    label = words.text(mark("How long {process} takes, {version}"), **_named(process, words))
    said = days_words(found.days, words)
    x = _Line(0.0, top_days)
    bars = [
        f'<rect x="{x.at(a):.1f}" y="{_y(share / highest):.1f}" '
        f'width="{max(x.at(b) - x.at(a) - 0.6, 0.6):.1f}" '
        f'height="{_y(0) - _y(share / highest):.1f}" fill="#2c738f"/>'
        for a, b, share in zip(edges, edges[1:], shares, strict=False)
        if share
    ]
    parts = [svg_opening(label, said, f"days-{at}", "bars", WIDTH, HEIGHT), *bars]
    parts += [_axis(x, _ticks(top_days), words, words.text(mark("working days")))]
    if process.norm_days is not None and process.norm_days <= top_days:
        norm = words.text(mark("norm: {days}"), days=words.figure(process.norm_days))
        parts.append(_norm(x.at(process.norm_days), norm))
    return "".join([*parts, "</svg>"])


def concentration_svg(found: Sequence[Concentration], classes: Rows, words: Language) -> str:
    """The concentration of each thing as a bar with its band, from spread out to one supplier."""
    bars = [
        Bar(
            one.what,
            one.index.p50,
            one.index.p10,
            one.index.p90,
            ", ".join(class_words(one.index, classes, words.code)),
            words.number(one.index.p50, 2),
        )
        for one in sorted(found, key=lambda one: -(one.index.p50 if one.index else 0))
        if one.index is not None
    ]
    label = words.text(mark("Concentration: 0 is spread out, 1 is one supplier"))
    return bar_svg(bars, label=label, ident="concentration", language=words) if bars else ""


def doubles_svg(doubles: Sequence[Double], words: Language) -> str:
    """Which share of the people with a vital function is counted on twice, by employer.

    Rows that are not measured are left out.
    """
    bars = []
    for one in doubles:
        if one.count is None or not one.people:
            continue
        count = one.count
        ends = [min(end / one.people, 1.0) for end in (count.p10, count.p50, count.p90)]
        note = words.text(
            mark("{count} of {people} people"),
            count=count_words(one, words),
            people=words.number(one.people),
        )
        bars.append(Bar(f"{one.employer}: {one.function}", ends[1], ends[0], ends[2], note))
    label = words.text(mark("Share that is counted on twice"))
    return bar_svg(bars, label=label, ident="doubles", language=words) if bars else ""


def bars_of_waves_svg(series: Sequence[Series], words: Language) -> str:
    """The newest wave of each series as a bar with its band, where that is known."""
    bars = [
        Bar(
            f"{one.statement} ({one.points[-1].wave})",
            one.points[-1].share,
            one.points[-1].low,
            one.points[-1].high,
            band_in_words(one.points[-1], words),
        )
        for one in series
    ]
    label = words.text(mark("What people said last"))
    return bar_svg(bars, label=label, ident="waves", language=words) if bars else ""


def series_svg(series: Series, words: Language, at: int) -> str:
    """One series over the years: a dot for each wave, its band where known, a line between."""
    first, last = series.points[0].at, series.points[-1].at
    line = _Line(math.floor(first), max(math.ceil(last), math.floor(first) + 1))
    said = "; ".join(
        f"{p.wave}: {words.number(PER_CENT * p.share)} %, {band_in_words(p, words)}"
        for p in series.points
    )
    dots = [_dot(point, line, words) for point in series.points]
    path = " ".join(f"{line.at(p.at):.1f},{_y(p.share):.1f}" for p in series.points)
    return "".join(
        [
            svg_opening(series.statement, said, f"series-{at}", "series", WIDTH, HEIGHT),
            *(_level(share, words) for share in (0.0, 0.5, 1.0)),
            _axis(line, _years(line), words, "", plain=True),
            f'<polyline points="{path}" fill="none" stroke="{TEAL}" stroke-width="1.6" '
            f'stroke-dasharray="5 4"/>',
            *dots,
            "</svg>",
        ]
    )


def matrix_svg(counts: Sequence[tuple[str, Mapping[str, int]]], words: Language) -> str:
    """How many rows each level does in each group, as squares with numbers."""
    row, left, cell = 30.0, 210.0, 86.0
    height = 30 + row * len(counts) + 4
    most = max((n for _, levels in counts for n in levels.values()), default=1) or 1
    label = words.text(mark("How many things each level does"))
    said = "; ".join(
        f"{name}: " + ", ".join(f"{words.text(OWNERS[k])} {v}" for k, v in levels.items())
        for name, levels in counts
    )
    parts = [svg_opening(label, said, "matrix", "levels", WIDTH, height)]
    for at, level in enumerate(LEVELS):
        parts.append(_words(left + cell * at + cell / 2, 18, words.text(OWNERS[level]), "middle"))
    for i, (name, levels) in enumerate(counts):
        y = 30 + row * i
        short = name if len(name) <= 32 else name[:31].rstrip() + "…"
        parts.append(f"<g><title>{escape(name)}</title>{_words(0, y + 19, short)}</g>")
        for at, level in enumerate(LEVELS):
            shade = 0.08 + 0.5 * levels[level] / most if levels[level] else 0
            parts.append(
                f'<rect x="{left + cell * at:g}" y="{y:g}" width="{cell - 4:g}" '
                f'height="{row - 4:g}" rx="3" fill="{TEAL}" fill-opacity="{shade:.2f}" '
                f'stroke="{GRID}"/>'
            )
            middle = left + cell * at + (cell - 4) / 2
            parts.append(_words(middle, y + 18, str(levels[level]), "middle"))
    return "".join([*parts, "</svg>"])


class _Line:
    """A line from one value to another over the width of a picture."""

    def __init__(self, start: float, end: float) -> None:
        self.start, self.end = start, end if end > start else start + 1.0

    def at(self, value: float) -> float:
        """Where a value stands."""
        part = (value - self.start) / (self.end - self.start)
        return LEFT + part * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return TOP + (1 - min(max(share, 0.0), 1.0)) * (HEIGHT - TOP - BOTTOM)


def _ticks(top: float) -> list[float]:
    step = next(s for s in (5, 10, 20, 25, 50, 100, 250, 500, 1000, 5000) if top / s <= 8)
    return [step * i for i in range(int(top // step) + 1)]


def _years(line: _Line) -> list[float]:
    step = max(1, math.ceil((line.end - line.start) / 8))
    return [float(year) for year in range(int(line.start), int(line.end) + 1, step)]


def _axis(
    line: _Line,
    ticks: Sequence[float],
    words: Language,
    unit: str,
    plain: bool = False,
    base: float = HEIGHT,
) -> str:
    y = base - BOTTOM
    marks = [
        f'<path d="M{line.at(tick):.1f} {y:g}v5" stroke="{SOFT}"/>'
        + _words(
            line.at(tick), y + 18, f"{tick:.0f}" if plain else words.number(tick), "middle", SOFT
        )
        for tick in ticks
    ]
    end = _words(WIDTH - RIGHT, y + 33, unit, "end", SOFT) if unit else ""
    return f'<path d="M{LEFT:g} {y:g}H{WIDTH - RIGHT:g}" stroke="{SOFT}"/>' + "".join(marks) + end


def _level(share: float, words: Language) -> str:
    y = _y(share)
    return f'<path d="M{LEFT:g} {y:.1f}H{WIDTH - RIGHT:g}" stroke="{GRID}"/>' + _words(
        LEFT - 6, y + 4, f"{words.number(PER_CENT * share)} %", "end", SOFT
    )


def _dot(point: Point, line: _Line, words: Language) -> str:
    x, y = line.at(point.at), _y(point.share)
    band = ""
    if point.low is not None and point.high is not None:
        low, high = _y(point.low), _y(point.high)
        band = (
            f'<path d="M{x - 5:.1f} {low:.1f}h10M{x:.1f} {low:.1f}V{high:.1f}M{x - 5:.1f} '
            f'{high:.1f}h10" stroke="{INK}" stroke-width="1.6" fill="none"/>'
        )
    fill = TEAL if band else "#fff"
    told = f"{words.number(PER_CENT * point.share)} %"
    anchor = "end" if x > WIDTH - RIGHT - 40 else "start"
    beside = x - 9 if anchor == "end" else x + 9
    return (
        f'{band}<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{fill}" stroke="{TEAL}" '
        f'stroke-width="2"/>' + _words(beside, y - 6, told, anchor)
    )


def _norm(x: float, told: str) -> str:
    anchor = "end" if x > WIDTH * 0.6 else "start"
    beside = x - 5 if anchor == "end" else x + 5
    return (
        f'<path d="M{x:.1f} {TOP - 6:g}V{HEIGHT - BOTTOM:g}" stroke="{RED}" stroke-width="2.2" '
        f'stroke-dasharray="6 4"/>' + _words(beside, TOP + 4, told, anchor, RED)
    )


def _words(x: float, y: float, told: str, anchor: str = "start", colour: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" text-anchor="{anchor}" '
        f'fill="{colour}">{escape(told)}</text>'
    )
