"""What follows from the rows of a list, in words, pictures and tables, by its declaration."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from weerbaar.agenda.commitments import Commitment, Kinds
from weerbaar.agenda.registers.availability.shown import coming_shown
from weerbaar.agenda.registers.banking.shown import banks_shown
from weerbaar.agenda.registers.cover_shown import MOST_BARS, cover_shown, short_shown
from weerbaar.agenda.registers.doubles_shown import doubles_shown
from weerbaar.agenda.registers.employers import double_of
from weerbaar.agenda.registers.list_outcomes import (
    Sooner,
    Times,
    counts_of,
    missing_of,
    sooner_of,
    sums_of,
    times_of,
)
from weerbaar.agenda.registers.lists import (
    ANSWERS,
    COMING,
    COUNT,
    COVER,
    DOUBLES,
    MISSING,
    PAYING,
    SHORT,
    SPREADING,
    SUM,
    TIMES,
)
from weerbaar.agenda.registers.register import Outcome, Register, shown
from weerbaar.agenda.registers.shown import Picture, Shown, ShownTable
from weerbaar.agenda.registers.spreading.asked import USUAL, LookAhead
from weerbaar.agenda.registers.spreading.shown import spreading_shown
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import Bar, bar_svg

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Asked:
    """In which language, whether small numbers are shown, on which day.

    `commitments` are those of the agenda, None where these may not be seen; `kinds` theirs.
    `figures` say how firms learn; without them nothing is computed ahead. `published` is the share
    of reservists whom others need too, 0..1, where nobody counted. `ahead` is how far ahead firms
    that learn are computed. `missing` are the rows of what is missing, for who stands ready there.
    """

    words: Language
    whole: bool
    today: date
    commitments: Sequence[Commitment] | None
    kinds: Kinds
    figures: Sequence[Mapping[str, Any]] = ()
    published: float = math.nan
    ahead: LookAhead = USUAL
    missing: Rows = ()


def list_shown(register: Register, rows: Rows, asked: Asked) -> Shown:
    """All that follows from the rows of a list; nothing where it has none."""
    found = Shown()
    for at, outcome in enumerate(register.outcomes if rows else ()):
        found += SHOWN[outcome.kind](register, rows, outcome, asked, f"outcome-{at}")
    return found


def _counts(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    words = asked.words
    counts = counts_of(register, rows, outcome)
    bars = [
        Bar(_value(register, outcome.by, value, words), n / len(rows), said=words.number(n))
        for value, n in counts.items()
    ]
    heading = register.heading(outcome.by, words)
    title = words.text(mark("How many rows: {heading}"), heading=heading.lower())
    return Shown((), [Picture(title, bar_svg(bars, label=title, ident=ident, language=words))])


def _times(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    words = asked.words
    times = times_of(register, rows, outcome, asked.today)
    title = words.text(mark("How long it takes, in days"))
    heads = [register.heading(outcome.by, words) if outcome.by else words.text(mark("What"))]
    heads += [
        words.text(head)
        for head in (
            *(mark("Done"), mark("Days it took: middle (shortest to longest)")),
            *(mark("Waiting"), mark("Days waited: longest")),
        )
    ]
    lines = [
        [
            _group_words(register, outcome, one.group, words),
            words.number(len(one.days)),
            took_words(one, words),
            words.number(len(one.waiting)),
            words.number(one.waiting[0].days) if one.waiting else "",
        ]
        for one in times
    ]
    told = words.text(mark("Done and waiting"))
    tables = [ShownTable(told, heads, lines)] if lines else []
    sentences = _sooner_words(sooner_of(times, outcome.limit), outcome, words)
    svg = _times_svg(register, times, outcome, title, ident, words)
    return Shown(
        sentences,
        [Picture(title, svg, _times_note(words))] if svg else [],
        [*tables, *_waiting(register, times, words)],
    )


def took_words(times: Times, words: Language) -> str:
    """How many days it took: the median with the shortest and the longest; "" where unknown."""
    if times.middle is None:
        return ""
    middle = words.figure(times.middle)
    low, high = (words.number(end) for end in (times.days[0], times.days[-1]))
    return middle if low == high else f"{middle} ({low}–{high})"


def _times_note(words: Language) -> str:
    return words.text(
        mark("A bar is the middle of what is done; the line runs from the shortest to the longest.")
    )


def _times_svg(
    register: Register,
    times: Sequence[Times],
    outcome: Outcome,
    title: str,
    ident: str,
    w: Language,
) -> str:
    done = [one for one in times if one.days][:MOST_BARS]
    top = max([*(one.days[-1] for one in done), outcome.limit if outcome.limit > 0 else 1, 1])
    bars = [
        Bar(
            _group_words(register, outcome, one.group, w),
            (one.middle or 0) / top,
            one.days[0] / top if len(one.days) > 1 else None,
            one.days[-1] / top if len(one.days) > 1 else None,
            w.text(mark("{count} done, {waiting} waiting"), **_numbers(one, w)),
            w.figure(one.middle or 0),
            None if math.isnan(outcome.limit) else outcome.limit / top,
        )
        for one in done
    ]
    return bar_svg(bars, label=title, ident=ident, language=w) if bars else ""


def _group_words(register: Register, outcome: Outcome, group: str, words: Language) -> str:
    """What a group is called; the whole list where it is not grouped."""
    if not outcome.by:
        return register.say(register.title, words)
    return _value(register, outcome.by, group, words)


def _numbers(one: Times, words: Language) -> dict[str, str]:
    return {"count": words.number(len(one.days)), "waiting": words.number(len(one.waiting))}


def _sooner_words(found: Sooner, outcome: Outcome, words: Language) -> list[str]:
    if math.isnan(outcome.limit) or not found.of:
        return []
    told = mark(
        "Speed: {rows} of {of} took longer than {limit} days ({source}). Within these, they would "
        "have come {days} days sooner together."
    )
    numbers = {"rows": found.rows, "of": found.of, "days": found.days, "limit": outcome.limit}
    given = {name: words.number(value) for name, value in numbers.items()}
    return [words.text(told, source=outcome.source, **given)]


def _waiting(register: Register, times: Sequence[Times], words: Language) -> list[ShownTable]:
    """The rows that wait, longest first."""
    waits = sorted((w for one in times for w in one.waiting), key=lambda one: -one.days)
    if not waits:
        return []
    names = [name for name in register.table.key if register.table.column(name).kind != "date"]
    heads = [register.heading(name, words) for name in names]
    heads += [words.text(head) for head in (mark("Waits since"), mark("Days waited"))]
    lines = [
        [
            *(shown(register, name, one.row[name], words) for name in names),
            words.day(one.since),
            words.number(one.days),
        ]
        for one in waits
    ]
    return [ShownTable(words.text(mark("What waits")), heads, lines)]


def _sums(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    words = asked.words
    found = sums_of(register, rows, outcome)
    if not found:
        return Shown()
    heads = [register.heading(outcome.by, words), register.heading(outcome.of, words)]
    lines = [
        [_value(register, outcome.by, value, words), _band(band, unit, words), words.number(n)]
        for value, unit, band, n in found
    ]
    title = register.heading(outcome.of, words)
    return Shown(
        (), (), [ShownTable(title, [*heads, words.text(mark("From how many rows"))], lines)]
    )


def _band(band: Any, unit: str, words: Language) -> str:
    low, middle, high = (words.figure(end) for end in (band.p10, band.p50, band.p90))
    return f"{middle} {unit}" if low == high else f"{middle} ({low}–{high}) {unit}"


def _missing(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    words, found = asked.words, missing_of(register, rows, outcome)
    if not found:
        return Shown()
    name = register.table.key[0]
    title = words.text(
        mark("Still empty: {heading}"), heading=register.heading(outcome.of, words).lower()
    )
    lines = [[shown(register, name, row[name], words)] for row in found]
    return Shown((), (), [ShownTable(title, [register.heading(name, words)], lines)])


def _doubles(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    doubles = [double_of(row, (outcome.of, outcome.to)) for row in rows]
    heads = (register.heading(name, asked.words) for name in ("employer", "function"))
    return doubles_shown(doubles, asked.whole, asked.words, *heads)


def _cover(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    words = asked.words
    if asked.commitments is None:
        told = mark("What was agreed stands on the agenda, which you may not see.")
        return Shown([words.text(told)])
    given = (asked.commitments, asked.kinds, asked.today)
    return cover_shown(register, rows, outcome, given, words, ident)


def _short(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    return short_shown(register, rows, outcome, asked.whole, asked.words, ident)


def _spreading(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    given = (asked.figures, asked.today, asked.words, ident, asked.ahead, asked.missing)
    return spreading_shown(register, rows, *given)


def _coming(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    given = (asked.published, asked.today, asked.whole, asked.words, ident)
    return coming_shown(register, rows, outcome, *given)


def _paying(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    return banks_shown(register, rows, asked.words, ident)


def _answers(register: Register, rows: Rows, outcome: Outcome, asked: Asked, ident: str) -> Shown:
    told = mark("How they compare stands on the page of strategic dependencies.")
    return Shown([asked.words.text(told)])


def _value(register: Register, column: str, value: str, words: Language) -> str:
    return shown(register, column, value, words) or words.text(mark("not said"))


SHOWN: Mapping[str, Callable[[Register, Rows, Outcome, Asked, str], Shown]] = {
    COUNT: _counts,
    TIMES: _times,
    SUM: _sums,
    MISSING: _missing,
    COVER: _cover,
    SHORT: _short,
    DOUBLES: _doubles,
    SPREADING: _spreading,
    COMING: _coming,
    PAYING: _paying,
    ANSWERS: _answers,
}
