"""When reservists can come, in words, pictures and tables; totals alone, small numbers hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import get_month_names

from weerbaar.agenda.registers.availability.counts import (
    FEWEST,
    PER_CENT,
    Claims,
    Coming,
    claims_of,
    coming_of,
    counts,
    days_of,
    has_few,
    left_of,
    told_share,
)
from weerbaar.agenda.registers.curves import Line, Scale, curves_svg
from weerbaar.agenda.registers.register import Outcome, Register, shown
from weerbaar.agenda.registers.shown import Picture, Shown, ShownTable
from weerbaar.agenda.registers.suppression import LITTLE, is_small, rounded
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper

Row = Mapping[str, Any]
NOT_SHOWN = mark("not shown")
LATER, STOP = 1.4, 1.8
"""How much further than the last window with an end who comes later is drawn, and the axis ends."""


@dataclass(frozen=True)
class Teller:
    """Tells counts as they may be shown: `few` where a small number could be worked out."""

    words: Language
    whole: bool
    few: bool

    def count(self, value: float) -> float:
        """A total as it may be drawn: to tens where a small number could be worked out."""
        return value if self.whole or not self.few else rounded(value)

    def told(self, value: float) -> str:
        """A total in words."""
        if not self.whole and is_small(value):
            return LITTLE
        return self.words.number(self.count(value))

    def band(self, band: Band) -> str:
        """A total with its band in words."""
        low, middle, high = (self.told(end) for end in (band.p10, band.p50, band.p90))
        return middle if low == high else f"{middle} ({low}–{high})"


def coming_shown(
    register: Register,
    rows: Sequence[Row],
    outcome: Outcome,
    published: float,
    today: date,
    whole: bool,
    words: Language,
    ident: str,
) -> Shown:
    """How many can come by which day and in which month, and what work stands empty."""
    by, of, to = (list(register.choices[name]) for name in (outcome.by, outcome.of, outcome.to))
    phases = coming_of(rows, (by, of, to), today, published)
    everyone = claims_of([row for row in rows if counts(row, today)], published)
    tell = Teller(words, whole, has_few(rows))
    shares = [told_share(one, everyone, whole) for one in phases]
    pairs = list(zip(phases, shares, strict=True))
    sentences = [_sentence(register, one, share, tell) for one, share in pairs]
    sentences += _claims_words(everyone, shares, published, tell)
    pictures = [
        _picture(register, one, share, tell, f"{ident}-{at}")
        for at, (one, share) in enumerate(pairs)
        if one.promised
    ]
    tables = [_days_table(register, outcome, pairs, tell), _months_table(register, pairs, tell)]
    empty = _empty_table(register, outcome, phases, tell)
    return Shown(sentences, pictures, [*tables, *([empty] if empty else [])])


def _sentence(register: Register, one: Coming, share: Band | None, tell: Teller) -> str:
    words = tell.words
    phase = upper(shown(register, "phase", one.phase, words))
    told = mark("{phase}: {promised} reservists are promised.")
    given = {"phase": phase, "promised": tell.told(one.promised)}
    found = [words.text(told, **given)]
    if share is not None and one.promised:
        told = mark("Without those whom others count on too {left} can come.")
        found.append(words.text(told, left=tell.band(left_of(one.promised, share))))
    if one.talking:
        told = mark("About {count} more it is being discussed.")
        found.append(words.text(told, count=tell.told(one.talking)))
    return " ".join(found)


def _claims_words(
    everyone: Claims, shares: Sequence[Band | None], published: float, tell: Teller
) -> list[str]:
    """What is taken off, and why it may not be shown."""
    words, share = tell.words, everyone.share
    if share is None:
        return [words.text(mark("Nothing is agreed yet that still holds."))]
    if not any(shares):
        told = mark(
            "How many of them others count on too is not shown: that takes at least {fewest} "
            "employers that say so and 10 people."
        )
        return [words.text(told, fewest=FEWEST)]
    told = mark(
        "Others count on {share} % of them too. That is told and taken off as one share, never by "
        "employer. Where nobody counted, none to all may be so; the middle is the {published} % "
        "of KVBK."
    )
    shown_share = share if tell.whole else next(one for one in shares if one is not None)
    low, middle, high = (
        words.number(PER_CENT * end) for end in (shown_share.p10, shown_share.p50, shown_share.p90)
    )
    band = middle if low == high else f"{middle} ({low}–{high})"
    return [words.text(told, share=band, published=words.number(PER_CENT * published))]


def _picture(
    register: Register, one: Coming, share: Band | None, tell: Teller, ident: str
) -> Picture:
    """How many can come by which day, as a line that steps up at the end of each window."""
    words = tell.words
    phase = shown(register, "phase", one.phase, words)
    title = words.text(mark("How many can come by which day: {phase}"), phase=phase)
    ends = [days_of(window)[1] for window, _ in one.by_window]
    last = max([end for end in ends if end is not None], default=1)
    later, stop = (max(round(part * last), at) for at, part in ((1, LATER), (2, STOP)))
    days = [later if end is None else end for end in ends]
    promised = [tell.count(count) for _, count in one.by_window]
    at = _steps_at(days, stop)
    lines = [Line(words.text(mark("promised")), at, _steps(promised))]
    if share is not None:
        left = [left_of(count, share) for count in promised]
        bands = ([getattr(b, end) for b in left] for end in ("p50", "p10", "p90"))
        middle, low, high = (_steps(values) for values in bands)
        name = words.text(mark("without those whom others count on too"))
        lines.append(Line(name, at, middle, low, high))
    top = max(promised[-1], 1.0)
    up = Scale(0, top, [(top * p, words.number(top * p)) for p in (0, 0.5, 1)], _people(words))
    ticks = [(float(day), words.number(day)) for day in dict.fromkeys(days) if day != later]
    across = Scale(0, stop, [*ticks, ((later + stop) / 2, words.text(mark("later (days)")))])
    told = mark("{window}: {count}")
    said = "; ".join(
        words.text(told, window=shown(register, "window", w, words), count=tell.told(count))
        for w, count in one.by_window
    )
    svg = curves_svg(lines, across, up, label=title, description=said, ident=ident)
    return Picture(title, svg)


def _people(words: Language) -> str:
    return words.text(mark("people"))


def _steps_at(days: Sequence[int], stop: int) -> list[float]:
    """Where a line stands that steps up at each day: before it and after it."""
    found = [0.0]
    for day in days:
        found += [float(day), float(day)]
    return [*found, float(stop)]


def _steps(values: Sequence[float]) -> list[float]:
    found = [0.0, 0.0]
    for value in values:
        found += [value, value]
    return found


Pairs = Sequence[tuple[Coming, Band | None]]


def _days_table(register: Register, outcome: Outcome, pairs: Pairs, tell: Teller) -> ShownTable:
    """Promised and left by the end of each window, cumulative."""
    words, lines = tell.words, []
    for one, share in pairs:
        for window, promised in one.by_window:
            left = words.text(NOT_SHOWN) if share is None else tell.band(left_of(promised, share))
            lines.append(
                [
                    shown(register, outcome.by, one.phase, words),
                    shown(register, outcome.of, window, words),
                    tell.told(promised),
                    left,
                ]
            )
    heads = [register.heading(outcome.by, words), words.text(mark("By the end of"))]
    heads += [words.text(mark("Promised")), words.text(mark("Left without double claims"))]
    return ShownTable(words.text(mark("Who can come by which day")), heads, lines)


def _months_table(register: Register, pairs: Pairs, tell: Teller) -> ShownTable:
    """Promised and left in each month of the year."""
    words = tell.words
    names = get_month_names("wide", locale=words.code)
    phases = [shown(register, "phase", one.phase, words) for one, _ in pairs]
    lines = [
        [
            str(names[month]),
            *(
                tell.told(one.by_month[month - 1])
                if share is None
                else tell.band(left_of(one.by_month[month - 1], share))
                for one, share in pairs
            ),
        ]
        for month in range(1, 13)
    ]
    told = mark("Who can come in which month")
    if any(share is not None for _, share in pairs):
        told = mark("Who can come in which month, without double claims")
    return ShownTable(words.text(told), [words.text(mark("Month")), *phases], lines)


def _empty_table(
    register: Register, outcome: Outcome, phases: Sequence[Coming], tell: Teller
) -> ShownTable | None:
    """What work stands empty by sector when all of a phase are called."""
    words = tell.words
    lines = [
        [
            shown(register, outcome.by, one.phase, words),
            shown(register, outcome.to, sector.sector, words),
            tell.told(sector.leave),
            tell.band(sector.empty),
        ]
        for one in phases
        for sector in one.sectors
    ]
    if not lines:
        return None
    heads = [register.heading(name, words) for name in (outcome.by, outcome.to)]
    heads += [words.text(mark("Leave their work")), words.text(mark("Jobs that nobody takes over"))]
    return ShownTable(words.text(mark("What work stands empty when all are called")), heads, lines)
