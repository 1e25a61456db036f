"""What follows from a list of firms that learn from each other: in words, pictures and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from weerbaar.agenda.registers.curves import Line, Scale, curves_svg
from weerbaar.agenda.registers.register import Register, shown
from weerbaar.agenda.registers.shown import Picture, Shown, ShownTable
from weerbaar.agenda.registers.spreading.asked import USUAL, LookAhead
from weerbaar.agenda.registers.spreading.courses import (
    LEARNS,
    MONTHS,
    SURE,
    TENTHS_UP_TO,
    YEARS,
    Fitted,
    Floats,
    Spread,
    asked_places,
    band_of,
    fitted,
    gaps,
    means,
    next_leaders,
    reached,
    spread,
    with_leaders,
)
from weerbaar.agenda.registers.spreading.firms import (
    Firm,
    Network,
    firm_places,
    network_of,
    overdue,
    with_rhythm,
)
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.twin.apart import stands_out

Row = Mapping[str, Any]
PER_CENT = 100.0
MOST_NAMES = 6
DAYS_A_YEAR = 365.25

YES, NO, UNSURE = mark("yes"), mark("no"), mark("cannot be said")


@dataclass(frozen=True)
class Ahead:
    """What is computed ahead, up to a year: as it goes on, with more exercises a year for each,
    and with one more leader, or all of whom it cannot be said who is the strongest, for all who are
    below what is asked (None where there is none)."""

    year: int
    now: Spread
    more: Spread
    leaders: Sequence[Firm]
    led: Spread | None
    rate: Fitted


def look_ahead(
    network: Network, figures: Mapping[str, Band], today: date, years: int = YEARS, more: float = 1
) -> Ahead:
    """The courses of the firms, on the same draws, by their own rate of learning where measured."""
    rate = fitted(network, figures, today)
    used = {**figures, LEARNS: rate.learns} if rate.learns else figures
    leaders = next_leaders(network)
    led = None
    if leaders:
        led = spread(with_leaders(network, leaders), used, today, years)
    return Ahead(
        today.year + years,
        spread(network, used, today, years),
        spread(network, used, today, years, more),
        leaders,
        led,
        rate,
    )


def spreading_shown(
    register: Register,
    rows: Sequence[Row],
    figures: Sequence[Row],
    today: date,
    words: Language,
    ident: str,
    ahead_by: LookAhead = USUAL,
    missing: Sequence[Row] = (),
) -> Shown:
    """The levels as measured and ahead, who stays behind, what more would bring, and the rhythm.

    `missing` are the rows of what is missing, with the experienced people who stand ready for it.
    """
    network = network_of(rows, missing)
    found = Shown(_rhythm_words(network, today, words))
    if figures and firm_places(network):
        known = {str(r["figure"]): Band(r["p10"], r["p50"], r["p90"]) for r in figures}
        ahead = look_ahead(network, known, today, ahead_by.years, ahead_by.more)
        found += Shown(
            ahead_words(ahead, figures, words),
            [_picture(ahead, today, words, ident, ahead_by.more)],
            [
                firm_table(register, ahead, words),
                more_table(ahead, words, ahead_by.more),
                part_table(register, ahead, words),
            ],
        )
    late = _overdue_table(register, network, today, words)
    return found + Shown(_left_out(network, words), (), [late] if late else [])


def ahead_words(ahead: Ahead, figures: Sequence[Row], words: Language) -> list[str]:
    """How many firms reach what is asked, how far apart they are, and on what that rests."""
    found, places = [], asked_places(ahead.now.network)
    if places:
        there = reached(ahead.now).sum(axis=1)
        told = mark(
            "At the level that is asked: {now} of {count} firms. In {year} that is {then}, if they "
            "go on as they do."
        )
        counts = {"now": _count(there[0], words), "then": _count(there[-1], words)}
        found.append(words.text(told, count=len(places), year=ahead.year, **counts))
    apart = gaps(ahead.now)
    if len(firm_places(ahead.now.network)) > 1:
        told = mark("The strongest and the weakest firm are {now} apart, and {then} in {year}.")
        top = ahead.now.network.top
        ends = {"now": _level(apart[0], top, words), "then": _level(apart[-1], top, words)}
        found.append(words.text(told, year=ahead.year, **ends))
    return [*found, _rate_words(ahead.rate, figures, words)]


def _rate_words(rate: Fitted, figures: Sequence[Row], words: Language) -> str:
    if rate.learns is not None:
        told = mark(
            "How fast they learn comes from your own measurements of {count} firms: one exercise "
            "closes {share} of the gap; the band is that of the next firm like these."
        )
        return words.text(told, count=rate.firms, share=_share(rate.learns, words))
    band = next(Band(r["p10"], r["p50"], r["p90"]) for r in figures if r["figure"] == LEARNS)
    told = mark(
        "How fast they learn is an assumption (A): one exercise closes {share} of the gap. It "
        "can be measured once three firms were measured twice; so far these are {count}."
    )
    return words.text(told, count=rate.firms, share=_share(band, words))


def _picture(ahead: Ahead, today: date, words: Language, ident: str, more: float = 1.0) -> Picture:
    """The mean level as measured, and ahead with its band."""
    network, title = ahead.now.network, words.text(mark("How far the firms are, and come"))
    dots = [(_years(on, today), level * network.top) for on, level in measured_means(network)]
    lines = [
        _line(words.text(mark("if they go on as they do")), ahead.now),
        _line(
            words.text(mark("exercises a year more for each: {count}"), count=words.figure(more)),
            ahead.more,
            banded=False,
        ),
    ]
    if ahead.led is not None:
        told = words.text(mark("if all who stay below learn from the strongest too"))
        lines.append(_line(told, ahead.led, banded=False))
    years = (ahead.now.levels.shape[0] - 1) // MONTHS
    first = min([0.0, *(at for at, _ in dots)])
    up = Scale(0.0, network.top, _ticks(network.top, words), words.text(mark("level")))
    across = Scale(first, float(years), _year_ticks(first, years, today))
    said = "; ".join(
        f"{line.name}: {_figure(line.middle[-1], network.top, words)}" for line in lines
    )
    svg = curves_svg(lines, across, up, label=title, description=said, ident=ident, dots=dots)
    note = words.text(
        mark(
            "Dots are the mean of all firms by what was measured by then; a firm counts with its "
            "first level before that. The lines are means that are computed; the band of the "
            "first holds 8 of 10 courses."
        )
    )
    return Picture(title, svg, note)


def measured_means(network: Network) -> list[tuple[str, float]]:
    """By each day of measuring the mean of the newest levels by then, pools of experts left out.

    A firm that was not measured yet counts with its first level, so that the mean moves only by
    what was measured to change.
    """
    firms = [network.firms[at] for at in firm_places(network)]
    days = sorted({one.on for firm in firms for one in firm.measured})
    found = []
    for day in days:
        known = [[m.level.p50 for m in firm.measured if m.on <= day] for firm in firms]
        newest = [
            levels[-1] if levels else firm.measured[0].level.p50
            for levels, firm in zip(known, firms, strict=True)
        ]
        found.append((day, float(np.mean(newest))))
    return found


def _line(name: str, found: Spread, banded: bool = True) -> Line:
    top = found.network.top
    low, middle, high = (top * np.percentile(means(found), (10, 50, 90), axis=1)).tolist()
    at = [month / MONTHS for month in range(len(middle))]
    return Line(name, at, middle, low, high) if banded else Line(name, at, middle)


def _years(on: str, today: date) -> float:
    return (date.fromisoformat(on) - today).days / DAYS_A_YEAR


def _ticks(top: float, words: Language) -> list[tuple[float, str]]:
    return [(top * part, words.figure(top * part)) for part in (0.0, 0.25, 0.5, 0.75, 1.0)]


def _year_ticks(first: float, years: int, today: date) -> list[tuple[float, str]]:
    """The first days of years on the axis, seven at most."""
    now = today.year + (today.timetuple().tm_yday - 1) / DAYS_A_YEAR
    begins = [y for y in range(int(now + first), int(now + years) + 1) if y >= now + first]
    step = -(-len(begins) // 7) or 1
    return [(year - now, str(year)) for year in begins[::step]]


def firm_table(register: Register, ahead: Ahead, words: Language) -> ShownTable:
    """Each firm: first and last measured, ahead, and whether it reaches what is asked; those that
    stay behind first."""
    network, levels = ahead.now.network, ahead.now.levels
    there, places = reached(ahead.now)[-1], asked_places(network)
    shares = {place: float(there[at].mean()) for at, place in enumerate(places)}
    lines = []
    for at in sorted(range(len(network.firms)), key=lambda at: (shares.get(at, 2.0), at)):
        one = network.firms[at]
        lines.append(
            [
                one.name,
                shown(register, "part", one.part, words),
                _measured_words(one, network.top, words),
                "" if one.asked is None else _figure(one.asked * network.top, network.top, words),
                _level(levels[-1, at], network.top, words),
                "" if at not in shares else words.text(verdict(shares[at])),
                ", ".join(network.firms[place].name for place in sorted(network.sources(at))[:6]),
            ]
        )
    heads = [register.heading(name, words) for name in ("firm", "part")]
    heads += [words.text(mark("Measured")), register.heading("asked", words)]
    heads += [words.text(mark("In {year}"), year=ahead.year)]
    heads += [words.text(mark("Reaches it")), register.heading("leaders", words)]
    return ShownTable(words.text(mark("Each firm, those that stay behind first")), heads, lines)


def verdict(share: float) -> str:
    """Whether a firm reaches what is asked, where at least 9 of 10 courses say the same."""
    return YES if share >= SURE else NO if share <= 1.0 - SURE else UNSURE


def _measured_words(one: Firm, top: float, words: Language) -> str:
    """The first and the newest measured level, with their days."""
    known = one.measured[:1] + one.measured[1:][-1:]
    return " → ".join(
        _figure(each.level.p50 * top, top, words) + (f" ({words.day(each.on)})" if each.on else "")
        for each in known
    )


def more_table(ahead: Ahead, words: Language, more: float = 1.0) -> ShownTable:
    """What one exercise a year more, and one more leader, would bring on the same draws."""
    told = words.text(mark("Exercises a year more for each: {count}"), count=words.figure(more))
    lines = [_more(told, ahead.now, ahead.more, words)]
    if ahead.led is not None:
        lines.append(_more(_leaders_words(ahead.leaders, words), ahead.now, ahead.led, words))
    heads = (mark("What"), mark("Firms more at the level asked"), mark("Mean level higher by"))
    title = words.text(mark("What more would bring"))
    return ShownTable(title, [words.text(head) for head in heads], lines)


def _leaders_words(leaders: Sequence[Firm], words: Language) -> str:
    """Of whom all who stay below learn as well: the one that stands out, else all who may be it."""
    names = ", ".join(one.name for one in leaders[:MOST_NAMES])
    if len(leaders) == 1:
        return words.text(mark("One more leader for all who stay below: {firm}"), firm=names)
    told = mark(
        "For all who stay below these {count} too; who is strongest cannot be said: {names}"
    )
    names += " …" if len(leaders) > MOST_NAMES else ""
    return words.text(told, count=words.number(len(leaders)), names=names)


def part_table(register: Register, ahead: Ahead, words: Language) -> ShownTable:
    """Who gains: the mean level of each part now, ahead, and with more exercises or a leader."""
    network, lines = ahead.now.network, []
    runs = [ahead.now, ahead.more, *([ahead.led] if ahead.led is not None else [])]
    for part in register.choices["part"]:
        own = [at for at in firm_places(network) if network.firms[at].part == part]
        if not own:
            continue
        means_of = [one.levels[:, own].mean(axis=1) for one in runs]
        lines.append(
            [
                shown(register, "part", part, words),
                words.number(len(own)),
                _level(means_of[0][0], network.top, words),
                *(_level(each[-1], network.top, words) for each in means_of),
            ]
        )
    heads = [register.heading("part", words)]
    told = (mark("How many"), mark("Mean level now"), mark("As it goes"), mark("Exercise more"))
    heads += [words.text(head) for head in told]
    heads += [words.text(mark("One more leader"))] if ahead.led is not None else []
    title = words.text(mark("Who gains, by {year}"), year=ahead.year)
    return ShownTable(title, heads, lines)


def _more(name: str, now: Spread, then: Spread, words: Language) -> list[str]:
    more = reached(then)[-1].sum(axis=0) - reached(now)[-1].sum(axis=0)
    higher = means(then)[-1] - means(now)[-1]
    told = (_count(more, words), _level(higher, now.network.top, words))
    return [name, *(_sure(one, by, words) for one, by in zip(told, (more, higher), strict=True))]


def _sure(told: str, values: Floats, words: Language) -> str:
    """A difference in words; that it cannot be said where its band does not leave out zero."""
    if stands_out(band_of(values), values.size):
        return told
    return f"{told}, {words.text(UNSURE)}" if values.any() else words.number(0)


def _rhythm_words(network: Network, today: date, words: Language) -> list[str]:
    agreed = with_rhythm(network)
    if not agreed:
        return []
    late = len(overdue(network, today))
    told = mark("{kept} of the {agreed} firms that agreed on a rhythm of exercise keep it.")
    return [words.text(told, kept=agreed - late, agreed=agreed)]


def _overdue_table(
    register: Register, network: Network, today: date, words: Language
) -> ShownTable | None:
    found = overdue(network, today)
    if not found:
        return None
    names = ("firm", "rhythm", "last_on", "trained")
    heads = [*(register.heading(n, words) for n in names), words.text(mark("Days late"))]
    lines = [
        [
            one.name,
            words.figure(one.rhythm_weeks or 0.0),
            words.day(one.last_on) if one.last_on else words.text(mark("never")),
            one.trained,
            "" if late is None else words.number(late),
        ]
        for one, late in found
    ]
    return ShownTable(words.text(mark("Whose exercise is overdue")), heads, lines)


def _left_out(network: Network, words: Language) -> list[str]:
    found = []
    if network.others:
        told = mark("Without a level, so not computed: {names}.")
        found.append(words.text(told, names=", ".join(one.name for one in network.others)))
    if network.unknown:
        told = mark("Named as an example to learn from, but not measured: {names}.")
        found.append(words.text(told, names=", ".join(network.unknown)))
    return found


def _count(values: Floats, words: Language) -> str:
    return _band(band_of(values), 0, words)


def _level(values: Floats, top: float, words: Language) -> str:
    band = band_of(values * top)
    return _band(band, 1 if top <= TENTHS_UP_TO else 0, words)


def _share(band: Band, words: Language) -> str:
    told = _band(Band(*(PER_CENT * end for end in (band.p10, band.p50, band.p90))), 0, words)
    return f"{told} %"


def _band(band: Band, decimals: int, words: Language) -> str:
    low, middle, high = (words.number(e, decimals) for e in (band.p10, band.p50, band.p90))
    if low == high:
        return middle
    return words.text(mark("{middle} ({low} to {high})"), middle=middle, low=low, high=high)


def _figure(value: float, top: float, words: Language) -> str:
    return words.number(value, 1 if top <= TENTHS_UP_TO else 0)
