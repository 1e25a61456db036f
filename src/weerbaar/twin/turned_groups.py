"""Who is hit, and who is helped by a choice: hours per person of each group, both ways.

The band is of how they differ. Groups of fewer than 10 people are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.twin.comparison_words import signed_hours
from weerbaar.twin.difference import LACKING, Move
from weerbaar.twin.outcome import LOW_INCOME_CELLS, REGION_ONLY, SUPPRESS_BELOW, Outcome, band
from weerbaar.twin.sides import Floats, Side
from weerbaar.twin.state import CELLS
from weerbaar.twin.tables import GROUP_ORDER, NEED_ORDER
from weerbaar.twin.turned_tiles import that_move
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import group_name

MOST_TABLES = 3


def group_tables_of(
    twin: Twin,
    sides: Sequence[Side],
    now: Outcome,
    moves: Sequence[Move],
    language: Language,
    full: bool,
) -> tuple[GroupTable, ...]:
    """A table for each need that moves, else for the worst one; `full` more than one."""
    moving = [move.need for move in that_move(moves) if move.need not in REGION_ONLY]
    wanted = moving if len(sides) > 1 and moving else [now.worst.need]
    return tuple(
        _group_table(twin, sides, need, language) for need in wanted[: MOST_TABLES if full else 1]
    )


def _group_table(twin: Twin, sides: Sequence[Side], need: str, language: Language) -> GroupTable:
    text, n = language.text, NEED_ORDER.index(need)
    rows = []
    for name, cells in _group_cells(twin, language):
        people = [side.cell_persons[:, n, cells].sum(axis=1) for side in sides]
        if min(np.median(who) for who in people) >= SUPPRESS_BELOW:
            heads = [
                side.cells[:, n, cells].sum(axis=1) / np.maximum(who, 1e-9)
                for side, who in zip(sides, people, strict=True)
            ]
            rows.append(GroupRow(name, _heads_in_words(heads, language)))
    columns = (mark("As it is now"), mark("With your choice"), mark("Difference"))
    return GroupTable(
        text(mark("{need}: hours per person"), need=text(LACKING[need])),
        (text(mark("Group")), *(text(c) for c in columns[: 3 if len(sides) > 1 else 1])),
        tuple(rows),
    )


def _group_cells(twin: Twin, language: Language) -> list[tuple[str, list[int]]]:
    """The groups by name, each with its cells; then those with a low and a higher income."""
    groups = [
        (upper(group_name(twin, group, language)), [2 * g, 2 * g + 1])
        for g, group in enumerate(GROUP_ORDER)
    ]
    low = list(LOW_INCOME_CELLS)
    rest = [cell for cell in range(CELLS) if cell not in low]
    return [
        *groups,
        (language.text(mark("People with a low income")), low),
        (language.text(mark("People with a higher income")), rest),
    ]


def _heads_in_words(heads: Sequence[Floats], language: Language) -> tuple[str, ...]:
    middles = tuple(language.number(np.median(hours), 1) for hours in heads)
    if len(heads) == 1:
        return middles
    return (*middles, signed_hours(band((heads[1] - heads[0]).tolist()), language))
