"""How two sides differ, draw by draw: of one figure, and of every figure of a pair.

Rules:
1. A difference is taken in each draw and its band is of these differences; when two figures are the
   same, and when a difference stands out, `twin/apart` says.
2. A difference of 1 to 9 people becomes FEW. Groups and municipalities of fewer than 10 people are
   left out, all of them for needs of the whole region only, and those that differ in no draw.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.measures.drawn import FLOWS, Drawn, Floats
from weerbaar.measures.weighing import (
    FEW,
    Difference,
    FlowDifference,
    GroupDifference,
    NeedDifference,
    TownDifference,
)
from weerbaar.twin.apart import SAME, apart_of, per_head, stands_out
from weerbaar.twin.outcome import (
    ELDER_CELLS,
    LOW_INCOME_CELLS,
    REGION_ONLY,
    SUPPRESS_BELOW,
    bands,
)
from weerbaar.twin.state import CELLS
from weerbaar.twin.tables import GROUP_ORDER, NEED_ORDER

INCOMES = 2


def difference_of(one: Floats, other: Floats, people: bool = False) -> Difference:
    """The second figure minus the first, both (R,); `people` hides 1 to 9 of them."""
    return differences_of(one[:, None], other[:, None], people)[0]


def differences_of(one: Floats, other: Floats, people: bool = False) -> list[Difference]:
    """The differences of K figures at once, both (R, K)."""
    return _told(apart_of(one, other), people)


def _told(apart: Floats, people: bool = False) -> list[Difference]:
    lower, higher = np.count_nonzero(apart < 0, axis=0), np.count_nonzero(apart > 0, axis=0)
    return [
        Difference(
            coarse(band) if people else band,
            stands_out(band, len(apart)),
            int(less),
            int(more),
        )
        for band, less, more in zip(bands(apart), lower, higher, strict=True)
    ]


def coarse(people: Band) -> Band:
    """A band of people, or of a difference of people, in which FEW stands for 1 to 9 (rule 2)."""
    ends = (
        math.copysign(FEW, end) if 0.5 <= abs(end) < SUPPRESS_BELOW else end
        for end in (people.p10, people.p50, people.p90)
    )
    return Band(*ends)


def need_differences(one: Drawn, other: Drawn, needs: Sequence[int]) -> tuple[NeedDifference, ...]:
    """How two sides differ on each of these needs, by their number."""
    at = list(needs)
    one_heads, other_heads = (
        per_head(side.hours[:, at], side.persons[:, at]) for side in (one, other)
    )
    columns = zip(
        at,
        differences_of(one_heads, other_heads),
        differences_of(one.peak[:, at], other.peak[:, at], people=True),
        differences_of(one.beyond[:, at], other.beyond[:, at], people=True),
        strict=True,
    )
    return tuple(
        NeedDifference(
            NEED_ORDER[n],
            head,
            peak,
            beyond,
            _gap_difference(one, other, n, ELDER_CELLS),
            _gap_difference(one, other, n, LOW_INCOME_CELLS),
        )
        for n, head, peak, beyond in columns
    )


def _gap_difference(one: Drawn, other: Drawn, n: int, cells: Sequence[int]) -> Difference | None:
    gaps = [_gap(side, n, cells) for side in (one, other)]
    if any(np.isnan(gap).any() for gap in gaps):
        return None
    # A gap may be near zero itself, so that what is the same is judged by the hours behind it.
    top = max(float(per_head(s.hours[:, n], s.persons[:, n]).max()) for s in (one, other))
    apart = gaps[1] - gaps[0]
    return _told(np.where(np.abs(apart) <= SAME * top, 0.0, apart)[:, None])[0]


def _gap(side: Drawn, n: int, cells: Sequence[int]) -> Floats:
    """Hours per person of the cells less those of all others; NaN where one has nobody."""
    chosen = np.isin(np.arange(CELLS), cells)
    rates = []
    for part in (chosen, ~chosen):
        people = side.cell_persons[:, n, part].sum(axis=1)
        hours = side.cell_hours[:, n, part].sum(axis=1)
        rates.append(np.where(people >= SUPPRESS_BELOW, per_head(hours, people), np.nan))
    gap: Floats = rates[0] - rates[1]
    return gap


def told_cells(side: Drawn, n: int) -> NDArray[np.int64]:
    """The cells of group and income of which need n may be told (rule 2)."""
    if NEED_ORDER[n] in REGION_ONLY:
        return np.zeros(0, np.int64)
    return np.flatnonzero((side.cell_persons[:, n] >= SUPPRESS_BELOW).all(axis=0))


def told_towns(side: Drawn, n: int) -> NDArray[np.int64]:
    """The municipalities of which need n may be told (rule 2)."""
    if NEED_ORDER[n] in REGION_ONLY:
        return np.zeros(0, np.int64)
    return np.flatnonzero((side.town_persons[:, n] >= SUPPRESS_BELOW).all(axis=0))


def group_differences(
    one: Drawn, other: Drawn, needs: Sequence[int]
) -> tuple[GroupDifference, ...]:
    """How two sides differ for each group and income on each of these needs."""
    found = []
    for n in needs:
        at = told_cells(one, n)
        one_heads, other_heads = (
            per_head(side.cell_hours[:, n, at], side.cell_persons[:, n, at])
            for side in (one, other)
        )
        for cell, apart in zip(at.tolist(), differences_of(one_heads, other_heads), strict=True):
            if apart.lower or apart.higher:
                found.append(GroupDifference(NEED_ORDER[n], *group_of(cell), apart))
    return tuple(found)


def town_differences(
    one: Drawn, other: Drawn, needs: Sequence[int], names: Sequence[str]
) -> tuple[TownDifference, ...]:
    """How two sides differ for each municipality on each of these needs."""
    found = []
    for n in needs:
        at = told_towns(one, n)
        one_heads, other_heads = (
            per_head(side.town_hours[:, n, at], side.town_persons[:, n, at])
            for side in (one, other)
        )
        for town, apart in zip(at.tolist(), differences_of(one_heads, other_heads), strict=True):
            if apart.lower or apart.higher:
                found.append(TownDifference(NEED_ORDER[n], names[town], apart))
    return tuple(found)


def flow_differences(one: Drawn, other: Drawn, flows: Sequence[int]) -> tuple[FlowDifference, ...]:
    """How two sides differ on each of these indicators from flows, by their number."""
    at = list(flows)
    apart = differences_of(one.flows[:, at], other.flows[:, at])
    return tuple(FlowDifference(FLOWS[f], d) for f, d in zip(at, apart, strict=True))


def group_of(cell: int) -> tuple[str, bool]:
    """The group of a cell, and whether it is that of low incomes."""
    return GROUP_ORDER[cell // INCOMES], bool(cell % INCOMES)
