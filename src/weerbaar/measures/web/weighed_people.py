"""The parts of a comparison about who and where: groups, municipalities and NATO objectives."""

from __future__ import annotations

from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.measures.objectives import Objective, objectives_of
from weerbaar.measures.verdict_words import equity_sentences, gain_sentences, town_sentences
from weerbaar.measures.web.weighed_effects import hours_difference, moving_needs
from weerbaar.measures.web.weighed_parts import (
    NO_DIFFERENCE,
    Part,
    as_shown,
    by_side,
    group_in_words,
    need_in_words,
    needs_of,
    side_names,
    variants_of,
)
from weerbaar.measures.weighing import NOW, Weighing
from weerbaar.twin.difference import LACKING
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.outcome import BESIDE_HEADLINE
from weerbaar.twin.taxonomy import tag_names
from weerbaar.twin.wording import hours_cell


def groups_part(weighing: Weighing, words: Language) -> Part:
    """Who gains and who does not: each group on the needs that move, and how wide the gaps are."""
    groups = read_twin_library().groups

    def told(place: int) -> list[str]:
        gains = gain_sentences(weighing, place, groups, words)
        none = words.text(mark("No group gains or loses for sure."))
        return [*(gains or [none]), *equity_sentences(weighing, place, words)]

    tables = [
        _groups(weighing, need, words) for need in moving_needs(weighing) or needs_of(weighing)[:1]
    ]
    return Part(
        "groups",
        words.text(mark("Who gains, and who does not")),
        beside=by_side(weighing, words, told),
        folded=tuple(as_shown(table) for table in tables if table.rows),
        note=words.text(
            mark("A low income is one of the lowest 40 %. Groups of fewer than 10 are left out.")
        ),
    )


def _groups(weighing: Weighing, need: str, words: Language) -> GroupTable:
    """Hours per person of each group: as it is now, and how each variant differs."""
    names, variants = side_names(weighing, words), variants_of(weighing)
    differing = [
        {
            (one.need, one.group, one.low_income): one.per_head
            for one in weighing.pair(NOW, i).groups
        }
        for i, _ in variants
    ]
    rows = []
    for figure in weighing.sides[NOW].groups:
        if figure.need != need:
            continue
        found = [known.get((need, figure.group, figure.low_income)) for known in differing]
        cells = [hours_cell(figure.per_head, words)]
        cells += [
            words.text(NO_DIFFERENCE) if one is None else hours_difference(one, words)
            for one in found
        ]
        label = group_in_words(figure.group, figure.low_income, words)
        rows.append(GroupRow(label, tuple(cells)))
    caption = words.text(mark("{need}: hours per person"), need=words.text(LACKING[need]))
    return GroupTable(caption, (words.text(mark("Group")), *names), tuple(rows))


def towns_part(weighing: Weighing, town: str, words: Language) -> Part | None:
    """Where it helps: each municipality on the needs that move; the one asked about by itself."""
    tables = [
        _towns(weighing, need, words) for need in moving_needs(weighing) or needs_of(weighing)[:1]
    ]
    tables = [table for table in tables if table.rows]
    own = _own_town(weighing, town, words) if town else None
    if not tables and own is None:
        return None
    nowhere = words.text(mark("No municipality gains or loses for sure."))
    return Part(
        "towns",
        words.text(mark("Where it helps")),
        beside=by_side(weighing, words, lambda i: town_sentences(weighing, i, words) or [nowhere]),
        shown=(as_shown(own),) if own is not None and own.rows else (),
        folded=tuple(as_shown(table) for table in tables),
        note=words.text(
            mark("Municipalities stand by name: what differs between them rests on estimates too.")
        ),
    )


def _towns(weighing: Weighing, need: str, words: Language) -> GroupTable:
    names = side_names(weighing, words)
    now = sorted(
        (one for one in weighing.sides[NOW].towns if one.need == need),
        key=lambda one: one.municipality,
    )
    rows = []
    for one in now:
        cells = _town_cells(weighing, need, one.municipality, words)
        rows.append(GroupRow(one.municipality, (hours_cell(one.per_head, words), *cells)))
    told = mark("{need}: hours per person in each municipality")
    caption = words.text(told, need=words.text(LACKING[need]))
    return GroupTable(caption, (words.text(mark("Municipality")), *names), tuple(rows))


def _town_cells(weighing: Weighing, need: str, town: str, words: Language) -> tuple[str, ...]:
    cells = []
    for i, _ in variants_of(weighing):
        rows = weighing.pair(NOW, i).towns
        found = next((t for t in rows if (t.need, t.municipality) == (need, town)), None)
        told = words.text(NO_DIFFERENCE)
        cells.append(told if found is None else hours_difference(found.per_head, words))
    return tuple(cells)


def _own_town(weighing: Weighing, town: str, words: Language) -> GroupTable:
    """Every need in one municipality."""
    names = side_names(weighing, words)
    mine = {one.need: one for one in weighing.sides[NOW].towns if one.municipality == town}
    rows = [
        GroupRow(
            words.text(LACKING[need]),
            (hours_cell(mine[need].per_head, words), *_town_cells(weighing, need, town, words)),
        )
        for need in needs_of(weighing)
        if need in mine and need not in BESIDE_HEADLINE
    ]
    caption = words.text(mark("{place}: hours per person"), place=town)
    return GroupTable(caption, (words.text(mark("Need")), *names), tuple(rows))


def objectives_part(weighing: Weighing, words: Language) -> Part:
    """Each objective of NATO: its needs and indicators that move, and what is not measured."""
    library = read_twin_library()
    titles = tag_names(library.taxonomy, "objectives", words.code)
    names, variants = side_names(weighing, words), variants_of(weighing)
    sides = [
        {
            one.objective: one
            for one in objectives_of(weighing, i, library.needs, library.indicators)
        }
        for i, _ in variants
    ]
    rows = [
        GroupRow(
            f"{number}. {upper(title)}",
            tuple(_objective(side[int(number)], words) for side in sides),
        )
        for number, title in titles.items()
        if int(number) in sides[0]
    ]
    columns = (words.text(mark("Objective")), *(names[i] for i, _ in variants))
    caption = words.text(mark("What changes for each objective, in hours per person"))
    table = GroupTable(caption, columns, tuple(rows))
    return Part(
        "objectives",
        words.text(mark("NATO objectives")),
        shown=(as_shown(table),),
        note=words.text(mark("Nothing is added up within an objective.")),
    )


def _objective(objective: Objective, words: Language) -> str:
    """What moves of one objective, or that nothing does; and what only a register would tell."""
    told = [
        f"{need_in_words(one.need, words)}: {hours_difference(one.per_head, words)}"
        for one in objective.needs
        if one.per_head.stands_out and one.need not in BESIDE_HEADLINE
    ]
    told += [
        words.text(
            mark("{name}: lower") if one.value.sign < 0 else mark("{name}: higher"),
            name=upper(_indicator(one.indicator, words)),
        )
        for one in objective.flows
        if one.value.stands_out
    ]
    if not told and (objective.needs or objective.flows):
        told = [words.text(NO_DIFFERENCE)]
    if objective.unmeasured:
        lacking = ", ".join(_indicator(name, words) for name in objective.unmeasured)
        told.append(words.text(mark("not measured: {names}"), names=lacking))
    return "; ".join(told) or words.text(mark("not measured"))


def _indicator(indicator: str, words: Language) -> str:
    rows = read_twin_library().indicators
    return str(rows.row(rows.positions("indicator")[indicator])[f"name_{words.code}"])
