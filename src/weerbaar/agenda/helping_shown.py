"""What would help most in words, as tables and drawn; the same for a screen, a file and a page.

Hours are those of all people together, to two digits: a band says no more than that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from weerbaar.agenda.gap_words import GapNames, gap_title
from weerbaar.agenda.gaps import GAP_STATES
from weerbaar.agenda.helping import (
    COMPARED,
    OFFERED,
    PROMISED,
    SEARCHED,
    Help,
    Helping,
    Measured,
    Placed,
    Short,
)
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import Bar, bar_svg

MOST_DRAWN = 12
SORT_WORDS: Mapping[str, str] = {
    COMPARED: mark("compared"),
    SEARCHED: mark("found by a search"),
    OFFERED: mark("offered, not checked"),
    PROMISED: mark("agreed, not checked"),
}
SIMULATION, YES = mark("Simulation"), mark("yes")
HELP_HEADS = (
    mark("For which need"),
    mark("Place for that need"),
    mark("What helps"),
    mark("Of which sort"),
    mark("With what"),
    mark("Hours less short"),
    mark("What then remains"),
    mark("Measures"),
    mark("By whom"),
)
GAP_HEADS = (
    mark("For which need"),
    mark("Place for that need"),
    mark("Gap"),
    mark("How it stands"),
    mark("Hours short of all together"),
    mark("Who lacks it longest"),
    mark("Agreed, not checked"),
    mark("Offered, not checked"),
    mark("What remains if what is agreed comes"),
)
ENDS = ("p10", "p50", "p90")


def hours_in_words(band: Band | None, words: Language) -> str:
    """Hours of all people together, with their band."""
    if band is None:
        return words.text(mark("not known"))
    low, middle, high = (_hours(value, words) for value in (band.p10, band.p50, band.p90))
    if low == high:
        return words.text(mark("{hours} hours"), hours=middle)
    told = mark("{hours} hours ({low} to {high})")
    return words.text(told, hours=middle, low=low, high=high)


def at_most_in_words(band: Band, words: Language) -> str:
    """Hours that somebody typed and nobody checked: what they would bring at most."""
    if not band.p90:
        return words.text(mark("nothing"))
    return words.text(mark("at most {hours} hours"), hours=_hours(band.p90, words))


def help_hours_in_words(one: Help, words: Language) -> str:
    """What something spares: computed with its band, typed as at most so many hours."""
    if one.is_computed:
        return hours_in_words(one.hours, words)
    return at_most_in_words(one.hours, words)


def _ends_in_words(band: Band, words: Language) -> str:
    low, high = _hours(band.p10, words), _hours(band.p90, words)
    return words.text(mark("8 of 10 courses: {band}"), band=low if low == high else f"{low}–{high}")


def _hours(value: float, words: Language) -> str:
    return words.number(float(f"{value:.2g}") if math.isfinite(value) else 0.0)


def place_in_words(place: int, shared: int, words: Language) -> str:
    """A place, and with how many others it is shared; nothing where there is none."""
    if not place:
        return "–"
    if shared < 2:
        return str(place)
    return words.text(mark("{place} (shared by {count})"), place=place, count=shared)


def worst_in_words(measured: Measured | None, names: GapNames, words: Language) -> str:
    """Who lacks it longest, and how long each of them."""
    if measured is not None and measured.alike:
        return words.text(mark("no group clearly longer than the others"))
    if measured is None or not measured.group:
        return words.text(mark("not known"))
    group = upper(names.group(measured.group))
    if measured.low_income:
        group = words.text(mark("{group}, low income"), group=group)
    told = mark("{group}: {hours} hours for each person")
    return words.text(told, group=group, hours=words.number(measured.group_h, 1))


def help_cells(
    one: Placed, title: str, names: GapNames, measures: Mapping[str, str], words: Language
) -> list[str]:
    """The cells of something that helps, under HELP_HEADS; `title` is the gap in words."""
    found = one.help
    return [
        upper(names.need(one.need)),
        place_in_words(one.place, one.shared, words),
        help_name(found, measures, words),
        words.text(SORT_WORDS[found.sort]),
        title,
        help_hours_in_words(found, words),
        hours_in_words(found.left, words) if found.left else "–",
        ", ".join(measures.get(name, name) for name in found.measures) or "–",
        found.by_whom or "–",
    ]


def help_name(found: Help, measures: Mapping[str, str], words: Language) -> str:
    """What helps; a set of a search is told by its measures."""
    told = ", ".join(measures.get(name, name) for name in found.measures)
    return found.name(words.code) or told


def gap_cells(short: Short, names: GapNames, words: Language) -> list[str]:
    """The cells of a gap, under GAP_HEADS."""
    hours = short.measured.hours if short.measured else None
    return [
        upper(names.need(short.gap.need)),
        place_in_words(short.place, short.shared, words),
        gap_title(short.gap, names, words),
        words.text(GAP_STATES[short.state]),
        hours_in_words(hours, words),
        worst_in_words(short.measured, names, words),
        at_most_in_words(short.covered(PROMISED), words),
        at_most_in_words(short.covered(OFFERED), words),
        hours_in_words(short.left, words),
    ]


def helping_sheets(
    found: Helping, names: GapNames, measures: Mapping[str, str], words: Language
) -> dict[str, tuple[list[str], list[list[str]]]]:
    """Both tables by the name of their sheet: the gaps, and what helps."""
    titles = titles_of(found, names, words)
    helps = [help_cells(one, titles[one.help.gap], names, measures, words) for one in found.helps]
    return {
        words.text(mark("what helps")): ([words.text(head) for head in HELP_HEADS], helps),
        words.text(mark("gaps")): (
            [words.text(head) for head in GAP_HEADS],
            [gap_cells(one, names, words) for one in found.shorts],
        ),
    }


def titles_of(found: Helping, names: GapNames, words: Language) -> dict[str, str]:
    """Each gap in a line, by its name."""
    return {one.gap.gap: gap_title(one.gap, names, words) for one in found.shorts}


def marked_sheets(
    sheets: Mapping[str, tuple[list[str], list[list[str]]]], words: Language
) -> dict[str, tuple[list[str], list[list[str]]]]:
    """The tables for a file: each row says that it comes from a simulation."""
    head, yes = words.text(SIMULATION), words.text(YES)
    return {
        name: ([head, *heads], [[yes, *row] for row in rows])
        for name, (heads, rows) in sheets.items()
    }


def headlines(
    found: Helping, names: GapNames, measures: Mapping[str, str], words: Language
) -> dict[str, str]:
    """For each need that falls short, what of what was computed helps most, in a sentence."""
    return {
        need: f"{upper(names.need(need))}: {_headline(found, need, measures, words)}"
        for need in found.needs
    }


def _headline(found: Helping, need: str, measures: Mapping[str, str], words: Language) -> str:
    helps = [one for one in found.helps if one.need == need]
    computed = [one for one in helps if one.help.is_computed]
    first = [one for one in computed if one.place == computed[0].place]
    told = "; ".join(help_name(one.help, measures, words) for one in first)
    if len(first) > 1:
        many = mark("nobody can say which of these helps most, for their bands overlap: {what}.")
        return words.text(many, what=told)
    if len(computed) > 1:
        return words.text(mark("of what was computed, {what} helps most."), what=told)
    if computed:
        only = mark("only of {what} was computed that it helps.")
        return words.text(only, what=told)
    if helps:
        return words.text(mark("nothing computed helps for sure; something is offered or agreed."))
    return words.text(mark("nothing that was computed or offered helps yet."))


def gaps_pictures(found: Helping, names: GapNames, words: Language) -> dict[str, str]:
    """For each need with more gaps than one, their hours short with the band."""
    title = mark("Hours short of all people together, by gap: {need}")
    made = {}
    for need in found.needs:
        drawn = [
            (one.gap.place, one.measured.hours, _note(one, words))
            for one in found.shorts
            if one.gap.need == need and one.measured and one.measured.hours
        ]
        told = words.text(title, need=names.need(need))
        if len(drawn) > 1:
            made[need] = _bars(drawn[:MOST_DRAWN], told, f"helping-gaps-{need}", words)
    return made


def helps_pictures(
    found: Helping, names: GapNames, measures: Mapping[str, str], words: Language
) -> dict[str, str]:
    """For each need, the hours that each thing that was computed spares with their band."""
    place, title = mark("place {place}"), mark("Hours less short, by what helps: {need}")
    made = {}
    for need in found.needs:
        drawn = [
            (
                help_name(one.help, measures, words),
                one.help.hours,
                words.text(place, place=place_in_words(one.place, one.shared, words)),
            )
            for one in found.helps
            if one.need == need and one.help.is_computed
        ]
        told = words.text(title, need=names.need(need))
        if drawn:
            made[need] = _bars(drawn[:MOST_DRAWN], told, f"helping-helps-{need}", words)
    return made


def _note(one: Short, words: Language) -> str:
    place = place_in_words(one.place, one.shared, words)
    return words.text(mark("place {place}"), place=place)


def _bars(drawn: Sequence[tuple[str, Band, str]], title: str, ident: str, words: Language) -> str:
    ceiling = max(band.p90 for _, band, _ in drawn) or 1.0
    bars = [
        Bar(
            label,
            band.p50,
            band.p10,
            band.p90,
            f"{note} · {_ends_in_words(band, words)}",
            _hours(band.p50, words),
        )
        for label, band, note in drawn
    ]
    return bar_svg(bars, label=title, ceiling=ceiling, ident=ident, language=words)


def helping_record(found: Helping) -> dict[str, Any]:
    """All of it as plain values."""
    return {
        "simulation": True,
        "gaps": [
            {
                "place": one.place or None,
                "shared_by": one.shared,
                "gap": one.gap.gap,
                "need": one.gap.need,
                "in": one.gap.place,
                "state": one.state,
                "hours": _band(one.measured.hours if one.measured else None),
                "worst_off": (one.measured.group or None) if one.measured else None,
                "worst_off_low_income": bool(one.measured and one.measured.low_income),
                "worst_off_hours_each": one.measured.group_h if one.measured else None,
                "groups_alike": bool(one.measured and one.measured.alike),
                "agreed_hours_at_most": round(one.covered(PROMISED).p90, 1),
                "offered_hours_at_most": round(one.covered(OFFERED).p90, 1),
                "remains": _band(one.left),
                "not_counted": [
                    {"title": o.title, "by_whom": o.by_whom, "amount": o.amount}
                    for o in one.uncounted
                ],
                "not_computed": list(one.named),
            }
            for one in found.shorts
        ],
        "helps": [
            {
                "need": one.need,
                "place": one.place or None,
                "shared_by": one.shared,
                "sort": one.help.sort,
                "checked": one.help.is_computed,
                "name_nl": one.help.names[0],
                "name_en": one.help.names[1],
                "gap": one.help.gap,
                "hours": _band(one.help.hours) if one.help.is_computed else None,
                "hours_at_most": round(one.help.hours.p90, 1),
                "remains": _band(one.help.left),
                "measures": list(one.help.measures),
                "by_whom": one.help.by_whom,
            }
            for one in found.helps
        ],
        "accepted": found.accepted,
    }


def _band(band: Band | None) -> dict[str, float] | None:
    return None if band is None else {end: round(getattr(band, end), 1) for end in ENDS}
