"""What is needed beside what is agreed, pledged or ready: sentences, bars and tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from weerbaar.agenda.commitments import Commitment, Kinds
from weerbaar.agenda.registers.covering import WHY_WORDS, Cover, Covered, cover
from weerbaar.agenda.registers.employers import people_words
from weerbaar.agenda.registers.register import Outcome, Register, band_of, shown
from weerbaar.agenda.registers.shown import Picture, Shown, ShownTable
from weerbaar.agenda.registers.suppression import is_small
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import Bar, bar_svg

MOST_BARS = 40
Rows = Sequence[Mapping[str, Any]]
PLEDGE = "pledge"


def cover_shown(
    register: Register,
    rows: Rows,
    outcome: Outcome,
    given: tuple[Sequence[Commitment], Kinds, date],
    words: Language,
    ident: str,
) -> Shown:
    """What is covered of each row by the agenda, group by group.

    `given` are the commitments, their kinds and the day.
    """
    order = list(register.choices.get(outcome.by, {}))
    if order:
        rows = sorted(rows, key=lambda row: order.index(row[outcome.by]))
    found = cover(rows, outcome, *given)
    pictures: list[Picture] = []
    for at, group in enumerate(dict.fromkeys(one.group for one in found.rows)):
        own = [one for one in found.rows if one.group == group]
        title = shown(register, outcome.by, group, words) if outcome.by else ""
        title = title or words.text(mark("Needed and covered"))
        pictures += _picture(register, own, title, f"{ident}-{at}", words)
    if pictures:
        told = mark(
            "A full bar is all that is needed; the line through it is the band of the need."
        )
        pictures[-1] = replace(pictures[-1], note=words.text(told))
    return Shown(
        _sentences(found, outcome, words),
        pictures,
        [_table(register, found.rows, outcome, words)],
    )


def _sentences(found: Cover, outcome: Outcome, words: Language) -> list[str]:
    short = sum(1 for one in found.rows if one.short and one.short.p50 > 0)
    unknown = sum(1 for one in found.rows if one.need is None)
    told = mark(
        "Not covered whole: {short} of {rows} rows. Not said how much is needed: {unknown}."
    )
    numbers = {"rows": len(found.rows), "short": short, "unknown": unknown}
    sentences = [words.text(told, **{name: words.number(n) for name, n in numbers.items()})]
    if PLEDGE in outcome.kinds and found.spare:
        spare = mark("Pledges that no row uses yet: {names}.")
        sentences.append(words.text(spare, names="; ".join(found.spare)))
    if found.shared:
        shared = mark(
            "Counted in full here, while others below its owner count on it too: {names}."
        )
        sentences.append(words.text(shared, names="; ".join(found.shared)))
    return sentences


def _picture(
    register: Register, rows: Sequence[Covered], title: str, ident: str, words: Language
) -> list[Picture]:
    """Bars of which share of each need is covered; rows without an amount are left out."""
    bars = [
        Bar(
            _name(register, one.row, words),
            _share(one.given, one.need.p50),
            *_ends(one.given, one.need),
            words.text(
                mark("{given} of {need}"),
                given=words.figure(one.given),
                need=amount_words(one.need, one.unit, words),
            ),
        )
        for one in rows
        if one.need is not None
    ]
    if not bars:
        return []
    svg = bar_svg(bars[:MOST_BARS], label=title, ident=ident, language=words)
    return [Picture(title, svg)]


def _share(given: float, need: float) -> float:
    return min(given / need, 1.0) if need > 0 else 1.0


def _ends(given: float, need: Band) -> tuple[float | None, float | None]:
    """Which share is covered where more or less is needed; none where the need has no band."""
    if need.p10 == need.p90:
        return None, None
    return _share(given, need.p90), _share(given, need.p10)


def _name(register: Register, row: Mapping[str, Any], words: Language) -> str:
    """A row by its keys that are text."""
    keys = register.table.key
    told = [str(row[n]) for n in keys if register.table.column(n).kind == "text" and row[n]]
    return ", ".join(told)


def _table(
    register: Register, rows: Sequence[Covered], outcome: Outcome, words: Language
) -> ShownTable:
    keys = register.table.key
    is_pledge = PLEDGE in outcome.kinds
    heads = [register.heading(name, words) for name in keys]
    more = (mark("Needed"), mark("Pledged") if is_pledge else mark("Agreed"), mark("Short"))
    heads += [words.text(head) for head in (*more, mark("Does not count"))]
    lines = [
        [
            *(shown(register, name, one.row[name], words) for name in keys),
            amount_words(one.need, one.unit, words),
            f"{words.figure(one.given)} {one.unit}".strip(),
            amount_words(one.short, one.unit, words),
            "; ".join(f"{name} ({words.text(WHY_WORDS[why])})" for name, why in one.refused),
        ]
        for one in rows
    ]
    return ShownTable(words.text(mark("Needed, covered and short")), heads, lines)


def amount_words(band: Band | None, unit: str, words: Language) -> str:
    """An amount with its band and unit; that it is unknown where it is."""
    if band is None:
        return words.text(mark("unknown"))
    low, middle, high = (words.figure(end) for end in (band.p10, band.p50, band.p90))
    told = middle if low == high else f"{middle} ({low}–{high})"
    return f"{told} {unit}".strip()


def short_shown(
    register: Register, rows: Rows, outcome: Outcome, whole: bool, words: Language, ident: str
) -> Shown:
    """People that are needed beside those who stand ready in the row itself."""
    lines, drawn = [], []
    for row in rows:
        need, ready = band_of(row, outcome.of), float(row[outcome.to])
        one = Covered(row, "", "", need, ready, ())
        hidden, unknown = not whole and is_small(ready), math.isnan(ready)
        # What is short would give away what is ready.
        short = amount_words(None if unknown else one.short, "", words)
        short = words.text(mark("not shown")) if hidden else short
        keys = (shown(register, name, row[name], words) for name in register.table.key)
        told = people_words(ready, whole, words) or words.text(mark("nobody counted"))
        lines.append([*keys, amount_words(need, "", words), told, short])
        drawn += [] if hidden or unknown else [one]
    heads = [register.heading(name, words) for name in register.table.key]
    heads += [register.heading(name, words) for name in (outcome.of, outcome.to)]
    title = words.text(mark("People needed and ready"))
    told = words.text(mark("Needed, ready and short"))
    table = ShownTable(told, [*heads, words.text(mark("Short"))], lines)
    where = _where_short(register, rows, outcome, whole, words) if outcome.by else []
    return Shown((), _picture(register, drawn, title, ident, words), [*where, table])


def _where_short(
    register: Register, rows: Rows, outcome: Outcome, whole: bool, words: Language
) -> list[ShownTable]:
    """What is missing by the column `by` and the first of the key, where most is short first.

    What is solved is left out. Ends of bands are added end by end, so that the band is the widest
    there is; what nobody counted stands beside it. A group with a small number tells no sum.
    """
    first = register.table.key[0]
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        if not any(row[name] in values for name, values in register.over.items()):
            groups.setdefault((str(row[outcome.by]), str(row[first])), []).append(row)
    lines = []
    for (place, field), own in groups.items():
        pairs = [(band_of(row, outcome.of), float(row[outcome.to])) for row in own]
        gaps = [Covered({}, "", "", need, ready, ()).short for need, ready in pairs]
        known = [
            gap
            for gap, (_, ready) in zip(gaps, pairs, strict=True)
            if gap and not math.isnan(ready)
        ]
        ends = [(gap.p10, gap.p50, gap.p90) for gap in known]
        short = Band(*map(sum, zip(*ends, strict=True))) if ends else None
        told = amount_words(short, "", words)
        if not whole and any(is_small(ready) for _, ready in pairs):
            told = words.text(mark("not shown"))
        lines.append(
            (
                -1.0 if short is None else short.p50,
                [
                    place or words.text(mark("not said")),
                    field,
                    words.number(len(own)),
                    told,
                    words.number(len(own) - len(known)),
                ],
            )
        )
    heads = [register.heading(name, words) for name in (outcome.by, first)]
    heads += [words.text(mark("What is missing")), words.text(mark("People short"))]
    heads += [words.text(mark("Of which nobody counted"))]
    title = words.text(mark("Where something is missing"))
    ordered = [line for _, line in sorted(lines, key=lambda pair: (-pair[0], pair[1]))]
    return [ShownTable(title, heads, ordered)] if ordered else []
