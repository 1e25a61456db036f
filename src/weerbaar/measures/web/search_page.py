"""The page of what a search found, and of how wrong variants can turn out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.page import Picture
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.euro_words import euros_in_words
from weerbaar.measures.search.found import Asked, Found, Regret
from weerbaar.measures.search.search_words import (
    PART_HEADS,
    SET_HEADS,
    WRONG_HEAD,
    amount,
    closing,
    group_names,
    left_out_names,
    need_names,
    opening,
    part_rows,
    regret_sentences,
    set_name,
    set_notes,
    set_rows,
    too_few_courses,
    verdict,
    wrong_rows,
)
from weerbaar.measures.web.weighed_costs import ROOM
from weerbaar.measures.web.weighed_parts import Part, Told, as_shown
from weerbaar.twin.files import read_twin_library

SHORT_HASH = 12


@dataclass(frozen=True)
class FoundPage:
    """The whole page; `sets` are places with names, to keep one as a variant.

    `needs` are the need that is told of, and all by which it can be told, with their names.
    """

    told: Told
    sets: tuple[tuple[int, str], ...]
    needs: tuple[str, tuple[tuple[str, str], ...]] = ("", ())


def page_of(found: Found, catalogue: Mapping[str, Measure], words: Language) -> FoundPage:
    """The page of what a search found; names of measures are those of the catalogue."""
    parts = [_sets(found, catalogue, words)]
    if found.front:
        parts.append(_drawn(found, words))
    parts += [
        _set(found, place, catalogue, words)
        for place in range(len(found.sets) if found.front else min(1, len(found.sets)))
    ]
    told = Told("", opening(found, words), tuple(parts), _identity(found.asked, words))
    names = tuple(
        (place, f"{place + 1}. {set_name(one, catalogue, words)}")
        for place, one in enumerate(found.sets)
        if one.parts
    )
    return FoundPage(told, names)


def regret_page(found: Regret, words: Language) -> FoundPage:
    """The page of how wrong variants can turn out over scenarios."""
    names = [one.name(words.code) for one in found.variants]
    table = _table(
        mark("How much worse than the best in each crisis, for each person"),
        [words.text(WRONG_HEAD), words.text(mark("As it is now")), *names],
        wrong_rows(found, words),
        words,
    )
    out = mark("Crises that do not fit this region: {names}.")
    left = words.text(out, names=left_out_names(found, words)) if found.left_out else ""
    part = Part(
        "regret",
        words.text(mark("How wrong it can turn out")),
        sentences=tuple(regret_sentences(found, words)),
        shown=(as_shown(table),),
        note=" ".join(filter(None, (too_few_courses(found, words), left))),
    )
    about = mark("Crises: {number}, each by itself. Nobody knows how likely they are.")
    told = words.text(about, number=words.number(len(found.scenarios)))
    needs = (found.asked.need, tuple(need_names(found, words)))
    return FoundPage(Told("", told, (part,), _identity(found.asked, words)), (), needs)


def _sets(found: Found, catalogue: Mapping[str, Measure], words: Language) -> Part:
    """What was found: which set is best or that nobody can say, and all sets side by side."""
    groups = group_names(read_twin_library(), words)
    rows = set_rows(found, groups, words)
    named = [
        [f"{row[0]}. {set_name(one, catalogue, words)}", *row[1:]]
        for row, one in zip(rows[1:], found.sets, strict=True)
    ]
    heads = [words.text(head) for head in SET_HEADS]
    table = _table(mark("The sets, side by side"), heads, [rows[0], *named], words)
    return Part(
        "found",
        words.text(mark("What we found")),
        sentences=(verdict(found, words),),
        shown=(as_shown(table),),
        note=" ".join(closing(found, catalogue, words)),
    )


def _set(found: Found, place: int, catalogue: Mapping[str, Measure], words: Language) -> Part:
    """One set: its measures, and what must be known of it."""
    one = found.sets[place]
    heads = [words.text(head) for head in PART_HEADS]
    rows = part_rows(found, one, catalogue, words)
    table = as_shown(_table(mark("The measures of this set"), heads, rows, words))
    # The first one is what somebody came for; on a front none comes before another.
    open_ = not found.front
    return Part(
        f"set-{place + 1}",
        words.text(mark("Set {number}"), number=place + 1),
        sentences=tuple(set_notes(found, one, words)),
        shown=(table,) if rows and open_ else (),
        folded=(table,) if rows and not open_ else (),
    )


def _drawn(found: Found, words: Language) -> Part:
    """What each set of a front costs, and what is left with it in the worst courses."""
    most = ROOM * max((one.eur.p90 for one in found.sets), default=0.0) or 1.0
    costs = [
        Bar(
            words.text(mark("Set {number}"), number=i),
            one.eur.p50 / most,
            one.eur.p10 / most,
            one.eur.p90 / most,
            said=euros_in_words(one.eur.p50, words),
        )
        for i, one in enumerate(found.sets, start=1)
    ]
    ends = [one.left.p90 for one in found.sets if one.left is not None]
    highest = ROOM * max(ends, default=0.0) or 1.0
    left = [
        Bar(
            words.text(mark("Set {number}"), number=i),
            one.left.p50 / highest if one.left else 0.0,
            one.left.p10 / highest if one.left else None,
            one.left.p90 / highest if one.left else None,
            said=amount(found, one.left, words).partition(" (")[0],
        )
        for i, one in enumerate(found.sets, start=1)
    ]
    pictures = (
        _picture(costs, words.text(mark("What each set costs")), "front-costs", words),
        _picture(left, words.text(mark("What is left with each set")), "front-left", words),
    )
    return Part("front", words.text(mark("What more money would bring")), pictures=pictures)


def _picture(bars: Sequence[Bar], heading: str, ident: str, words: Language) -> Picture:
    return Picture(bar_svg(bars, label=heading, ident=ident, language=words), heading)


def _table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], words: Language
) -> GroupTable:
    listed = tuple(GroupRow(row[0], tuple(row[1:])) for row in rows)
    return GroupTable(words.text(caption), tuple(heads), listed)


def _identity(asked: Asked, words: Language) -> tuple[tuple[str, str], ...]:
    pairs = (
        (mark("Facts"), asked.region_hash[:SHORT_HASH]),
        (mark("Scenario"), asked.scenario),
        (mark("Catalogue with own figures"), asked.catalogue_hash[:SHORT_HASH]),
        (mark("Seed"), str(asked.seed)),
        (mark("Version"), asked.version),
    )
    return tuple((upper(words.text(name)), value) for name, value in pairs)
