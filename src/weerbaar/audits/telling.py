"""A light audit in words: how long a firm goes on, its weakest points first, and tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.audits.questions import FAIL_WORDS, FULL, TAKES_WORDS, Audit
from weerbaar.audits.reckoning import FOREVER, Checked, Failure, Lasts, Point
from weerbaar.audits.together import ALL, BySize, Part
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import Bar, bar_svg

DAY, WEEK = 24.0, 168.0
WEAKEST = 3
TIED = mark(
    "{count} points are equally weak; all stand here. Begin with what stops you at most failures: "
    "{first}."
)
TIED_ALL = mark("{count} points are equally weak; all stand here. Begin where it takes least time.")
MOST_NAMED = 5
NOT_CHECKED = mark(
    "This is arithmetic on what you said; nobody checked it. We count as if internet and payments "
    "fail at once with the power: our assumption, on the careful side."
)
FULL_AUDIT = mark(
    "For a firm of this size this is a beginning: it needs a full audit, in which somebody else "
    "looks at the evidence."
)
PART_WORDS: Mapping[str, str] = {
    "work": mark("your own work without power"),
    "line": mark("your work without internet and telephone"),
    "pay": mark("buying and selling without card or bank"),
    "staff": mark("your work with half of the people"),
    "person": mark("the person who knows it all"),
    "stock": mark("your stock and supplier"),
    "water": mark("your work without tap water"),
    "customer": mark("your money without your largest customer"),
}


@dataclass(frozen=True)
class Weak:
    """A weak point in words: what it is, how long it goes on, what it stops, what to do first,
    how much time that costs, and the measure that it leads to."""

    what: str
    lasts: str
    stops: str
    first: str
    takes: str
    measure: str


def hours_words(hours: float, words: Language) -> str:
    """A time as people say it."""
    if hours == FOREVER:
        return words.text(mark("it does not stop you"))
    if hours == 0:
        return words.text(mark("it stops at once"))
    if hours < 2 * DAY:
        told = mark("1 hour") if hours == 1 else mark("{number} hours")
        return words.text(told, number=words.figure(round(hours, 1)))
    if hours < 2 * WEEK:
        return words.text(mark("{number} days"), number=words.figure(round(hours / DAY, 1)))
    return words.text(mark("{number} weeks"), number=words.figure(round(hours / WEEK, 1)))


def lasts_words(lasts: Lasts, words: Language) -> str:
    """How long something goes on, as sure as that is."""
    if lasts.known:
        return hours_words(lasts.low, words)
    if lasts.unknown:
        return words.text(mark("not known yet"))
    if lasts.high == FOREVER:
        return words.text(mark("at least {low}"), low=hours_words(lasts.low, words))
    high = hours_words(lasts.high, words)
    if lasts.low == 0:
        return words.text(mark("at most {high}"), high=high)
    return words.text(mark("{low} to {high}"), low=hours_words(lasts.low, words), high=high)


def failure_rows(checked: Checked, words: Language) -> tuple[list[str], list[list[str]]]:
    """How long the firm goes on at each failure, and what stops it."""
    heads = [words.text(h) for h in (mark("What fails"), mark("You go on"), mark("Stops first"))]
    rows = [
        [
            upper(words.text(FAIL_WORDS[one.fails])),
            lasts_words(one.lasts, words),
            "" if one.lasts.unknown else ", ".join(part_words(p, words) for p in one.stops),
        ]
        for one in checked.failures
    ]
    return heads, rows


def failures_svg(checked: Checked, words: Language) -> str:
    """How long the firm goes on at each failure, as bars; a full one is a week or longer."""
    bars = [_bar(one, words) for one in checked.failures]
    label = words.text(mark("How long you go on"))
    return bar_svg(bars, label=label, ident="firm", language=words)


def _bar(one: Failure, words: Language) -> Bar:
    """A bar with how long in its words: beside a full bar there is no room for them."""
    low, high = (min(end, WEEK) / WEEK for end in (one.lasts.low, one.lasts.high))
    told = upper(words.text(FAIL_WORDS[one.fails]))
    label = f"{told}: {lasts_words(one.lasts, words)}"
    return Bar(label, low, said=" ") if one.lasts.known else Bar(label, low, low, high, said=" ")


def weakest(audit: Audit, checked: Checked, words: Language) -> list[Weak]:
    """The weakest points in words: WEAKEST, and all that are as weak as the last of these."""
    return [_weak(point, words) for point in weakest_points(checked)]


def weakest_points(checked: Checked) -> tuple[Point, ...]:
    """The weakest points: WEAKEST, and all that go on no longer than the last of these."""
    first = checked.weakest[:WEAKEST]
    return tuple(p for p in checked.weakest if first and p.lasts.low <= first[-1].lasts.low)


def tied_words(checked: Checked, words: Language) -> str:
    """That the weakest points are equally weak, and with which to begin; "" where one is alone."""
    points = checked.weakest
    tied = [one for one in points if one.lasts.low == points[0].lasts.low]
    if len(tied) < 2:
        return ""
    most = max(len(one.fails) for one in tied)
    begin = [one for one in tied if len(one.fails) == most]
    count = words.number(len(tied))
    if len(begin) == len(tied):
        return words.text(TIED_ALL, count=count)
    first = ", ".join(_name(one, words) for one in begin)
    return words.text(TIED, count=count, first=first)


def _name(point: Point, words: Language) -> str:
    if point.name in PART_WORDS:
        return words.text(PART_WORDS[point.name])
    return point.question.what[words.code]


def _weak(point: Point, words: Language) -> Weak:
    own, code, name = point.question, words.code, _name(point, words)
    lasts = lasts_words(point.lasts, words) if point.name in PART_WORDS else ""
    stops = ", ".join(words.text(FAIL_WORDS[one]) for one in point.fails)
    if not lasts:
        lasts = words.text(mark("not arranged"))
    if not stops:
        told = words.text(mark("not what stops you first"))
    else:
        told = words.text(mark("stops you first at: {fails}"), fails=stops)
    takes = words.text(TAKES_WORDS[own.takes])
    return Weak(upper(name), lasts, told, own.first[code], takes, own.measure)


def part_words(part: str, words: Language) -> str:
    """The name of a part."""
    return words.text(PART_WORDS.get(part, part))


def notes(audit: Audit, checked: Checked, words: Language) -> list[str]:
    """What has to be known of the outcome."""
    found = []
    if audit.size(checked.size).audit == FULL:
        found.append(words.text(FULL_AUDIT))
    if checked.find_out:
        asked = ", ".join(one.what[words.code] for one in checked.find_out[:MOST_NAMED])
        more = len(checked.find_out) - MOST_NAMED
        told = mark("Find out first: {questions}.")
        if more > 0:
            told = mark("Find out first: {questions}, and {more} more.")
        found.append(words.text(told, questions=asked, more=words.number(more)))
    return [*found, words.text(NOT_CHECKED)]


def together_rows(
    audit: Audit, found: Sequence[BySize], words: Language
) -> tuple[list[str], list[list[str]]]:
    """The table of many firms by size and failure."""
    heads = [words.text(mark("Size")), words.text(mark("What fails")), words.text(mark("Firms"))]
    heads += [
        words.text(mark("Longer than {hours} hours"), hours=words.number(part.over))
        for part in (found[0].parts or _limits(found) if found else ())
    ]
    rows = []
    for one in found:
        size = words.text(mark("all sizes")) if one.size == ALL else ""
        size = size or audit.size(one.size).names[words.code]
        cells = [part_cell(part, words) for part in one.parts]
        cells += [words.text(mark("not shown"))] * (len(heads) - 3 - len(cells))
        firms = "<10" if one.firms is None else words.number(one.firms)
        rows.append([size, upper(words.text(FAIL_WORDS[one.fails])), firms, *cells])
    return heads, rows


def _limits(found: Sequence[BySize]) -> tuple[Part, ...]:
    return next((one.parts for one in found if one.parts), ())


def part_cell(part: Part, words: Language) -> str:
    """A share with its band; what is not told says so."""
    if part.surely is None or part.maybe is None or part.low is None or part.high is None:
        return words.text(mark("not shown"))
    surely, maybe = (words.number(100 * share) for share in (part.surely, part.maybe))
    told = f"{surely} %" if math.isclose(part.surely, part.maybe) else f"{surely}–{maybe} %"
    low, high = words.number(100 * part.low), words.number(100 * part.high)
    return words.text(mark("{share} (band {low} to {high})"), share=told, low=low, high=high)
