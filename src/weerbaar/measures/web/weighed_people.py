"""The parts of a comparison about who and where: groups, municipalities and NATO objectives."""

from __future__ import annotations

from collections.abc import Sequence

from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.measures.web.weighed_effects import (
    difference_in_words,
    difference_of,
    hours_difference,
    moves,
    moving_needs,
)
from weerbaar.measures.web.weighed_parts import (
    NO_DIFFERENCE,
    Part,
    as_shown,
    group_in_words,
    needs_of,
    side_names,
    variants_of,
)
from weerbaar.measures.weighing import NOW, Difference, Weighing
from weerbaar.twin.difference import LACKING
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.outcome import BESIDE_HEADLINE
from weerbaar.twin.taxonomy import tag_names
from weerbaar.twin.wording import hours_cell


def groups_part(weighing: Weighing, words: Language) -> Part:
    """Who gains and who does not: each group on the needs that move, and how wide the gaps are."""
    moving = moving_needs(weighing) or needs_of(weighing)[:1]
    tables = [_groups(weighing, need, words) for need in moving]
    tables = [table for table in tables if table.rows]
    return Part(
        "groups",
        words.text(mark("Who gains, and who does not")),
        sentences=_gain_sentences(weighing, moving, words),
        shown=tuple(as_shown(table) for table in tables[:1]),
        folded=(
            *(as_shown(table) for table in tables[1:]),
            *(as_shown(table) for table in (_gaps(weighing, moving, words),) if table.rows),
        ),
        note=words.text(
            mark("A low income is one of the lowest 40 %. Groups of fewer than 10 are left out.")
        ),
    )


def _gain_sentences(weighing: Weighing, needs: Sequence[str], words: Language) -> tuple[str, ...]:
    """Of each variant which groups gain, and which do not, on any need that moves."""
    names, told = side_names(weighing, words), []
    for i, _ in variants_of(weighing):
        signs: dict[tuple[str, bool], set[int]] = {}
        for one in weighing.pair(NOW, i).groups:
            if one.need in needs:
                signs.setdefault((one.group, one.low_income), set()).add(one.per_head.sign)
        gain = [group for group, found in signs.items() if -1 in found]
        lose = [group for group, found in signs.items() if 1 in found]
        neither = [group for group, found in signs.items() if found == {0}]
        told += _gain_of(names[i], gain, lose, neither, words)
    return tuple(told)


def _gain_of(
    name: str,
    gain: Sequence[tuple[str, bool]],
    lose: Sequence[tuple[str, bool]],
    neither: Sequence[tuple[str, bool]],
    words: Language,
) -> list[str]:
    def listed(groups: Sequence[tuple[str, bool]]) -> str:
        return "; ".join(_named(groups, words))

    lines = []
    if gain and not lose and not neither:
        lines.append(words.text(mark("{name}: every group gains."), name=name))
    elif gain:
        lines.append(words.text(mark("{name} helps {groups}."), name=name, groups=listed(gain)))
    else:
        lines.append(words.text(mark("{name} helps no group for sure."), name=name))
    if gain and neither:
        told = mark("With {name} no difference stands out for {groups}.")
        lines.append(words.text(told, name=name, groups=listed(neither)))
    if lose:
        told = mark("{name} makes it worse for {groups}.")
        lines.append(words.text(told, name=name, groups=listed(lose)))
    return lines


def _named(groups: Sequence[tuple[str, bool]], words: Language) -> list[str]:
    """The groups by name; one of which both incomes are among them stands there once."""
    found = []
    for group, low_income in groups:
        both = (group, not low_income) in groups
        if both and low_income:
            continue
        found.append(group_in_words(group, low_income and not both, words).lower())
    return found


def _groups(weighing: Weighing, need: str, words: Language) -> GroupTable:
    """Hours per person of each group: as it is now, and how each variant differs."""
    names, variants = side_names(weighing, words), variants_of(weighing)
    rows = []
    for figure in weighing.sides[NOW].groups:
        if figure.need != need:
            continue
        key = (figure.need, figure.group, figure.low_income)
        cells = [hours_cell(figure.per_head, words)]
        for i, _ in variants:
            pair = weighing.pair(NOW, i)
            same = (g for g in pair.groups if (g.need, g.group, g.low_income) == key)
            found = next(same, None)
            cells.append(
                hours_difference(found.per_head, words) if found else words.text(NO_DIFFERENCE)
            )
        label = group_in_words(figure.group, figure.low_income, words)
        rows.append(GroupRow(label, tuple(cells)))
    caption = words.text(mark("{need}: hours per person"), need=words.text(LACKING[need]))
    return GroupTable(caption, (words.text(mark("Group")), *names), tuple(rows))


def _gaps(weighing: Weighing, needs: Sequence[str], words: Language) -> GroupTable:
    """How each variant changes what the vulnerable lack more than others."""
    names, variants = side_names(weighing, words), variants_of(weighing)
    kinds = (
        ("elder_gap", mark("{need}: people of 65 and over or in need of care, against others")),
        ("income_gap", mark("{need}: people with a low income, against others")),
    )
    rows = []
    for need in needs:
        for kind, label in kinds:
            found = [difference_of(weighing.pair(NOW, i), need) for i, _ in variants]
            gaps = [None if one is None else getattr(one, kind) for one in found]
            if any(gap is not None for gap in gaps):
                cells = tuple(
                    words.text(NO_DIFFERENCE) if gap is None else hours_difference(gap, words)
                    for gap in gaps
                )
                named = words.text(label, need=words.text(LACKING[need]))
                rows.append(GroupRow(named, cells))
    caption = words.text(mark("How the gap between people changes, in hours per person"))
    columns = (words.text(mark("Gap")), *(names[i] for i, _ in variants))
    return GroupTable(caption, columns, tuple(rows))


def towns_part(weighing: Weighing, town: str, words: Language) -> Part | None:
    """Where it helps: each municipality on the need that moves most; the chosen one by itself."""
    moving = moving_needs(weighing) or needs_of(weighing)[:1]
    tables = [_towns(weighing, need, words) for need in moving]
    tables = [table for table in tables if table.rows]
    own = _own_town(weighing, town, words) if town else None
    if not tables and own is None:
        return None
    shown = [table for table in (own,) if table is not None and table.rows]
    return Part(
        "towns",
        words.text(mark("Where it helps")),
        shown=tuple(as_shown(table) for table in shown),
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
    rows = [
        GroupRow(
            one.municipality,
            (
                hours_cell(one.per_head, words),
                *_town_cells(weighing, need, one.municipality, words),
            ),
        )
        for one in now
    ]
    told = mark("{need}: hours per person in each municipality")
    caption = words.text(told, need=words.text(LACKING[need]))
    return GroupTable(caption, (words.text(mark("Municipality")), *names), tuple(rows))


def _town_cells(weighing: Weighing, need: str, town: str, words: Language) -> tuple[str, ...]:
    cells = []
    for i, _ in variants_of(weighing):
        rows = weighing.pair(NOW, i).towns
        found = next((t for t in rows if (t.need, t.municipality) == (need, town)), None)
        cells.append(
            hours_difference(found.per_head, words) if found else words.text(NO_DIFFERENCE)
        )
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
    """NATO's seven objectives: on each the needs and indicators that move, or that none does."""
    library = read_twin_library()
    nato = dict(zip(library.needs["need"].tolist(), library.needs["nato"].tolist(), strict=True))
    names, variants = side_names(weighing, words), variants_of(weighing)
    rows = []
    for number, name in tag_names(library.taxonomy, "objectives", words.code).items():
        needs = [
            n for n in needs_of(weighing) if str(nato[n]) == number and n not in BESIDE_HEADLINE
        ]
        cells = tuple(_objective_cell(weighing, i, int(number), needs, words) for i, _ in variants)
        rows.append(GroupRow(f"{number}. {upper(name)}", cells))
    columns = (words.text(mark("Objective")), *(names[i] for i, _ in variants))
    table = GroupTable(words.text(mark("By NATO objective")), columns, tuple(rows))
    return Part("objectives", words.text(mark("NATO objectives")), folded=(as_shown(table),))


def _objective_cell(
    weighing: Weighing, place: int, number: int, needs: Sequence[str], words: Language
) -> str:
    pair = weighing.pair(NOW, place)
    told = []
    for need in needs:
        found = difference_of(pair, need)
        if found is not None and moves(pair, need):
            told.append(f"{words.text(LACKING[need])}: {difference_in_words(found, words)}")
    flows = {one.indicator: one for one in weighing.sides[place].flows if one.objective == number}
    moving = [f for f in pair.flows if f.indicator in flows and f.value.stands_out]
    told += [_flow(flows[f.indicator].indicator, f.value, words) for f in moving]
    if told:
        return "; ".join(told)
    return words.text(NO_DIFFERENCE if needs or flows else mark("not measured"))


def _flow(indicator: str, difference: Difference, words: Language) -> str:
    rows = read_twin_library().indicators
    row = rows.row(rows.positions("indicator")[indicator])
    less = difference.sign < 0
    told = mark("{name}: lower") if less else mark("{name}: higher")
    return words.text(told, name=upper(str(row[f"name_{words.code}"])))
