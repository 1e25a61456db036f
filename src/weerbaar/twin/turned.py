"""What a page shows of turned knobs: the same draws without and with them, in pictures and words.

Rules:
1. Every difference is taken draw by draw, see `difference`; nothing is said to move that does not
   stand out from chance.
2. The order of needs is that without choices, so that nothing jumps while a knob is turned.
3. The equity table holds hours per person of each group in the hours that are shown, both ways, and
   the band of how they differ. Groups of fewer than 10 people are left out.
4. Of both maps only the classes are drawn anew; the shapes stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from weerbaar.common.language import Language
from weerbaar.drawing.charts import hour_words
from weerbaar.drawing.report import CLASS_WORDS, GroupTable
from weerbaar.twin.area_map import ON_ESTIMATES, RANK_THRESHOLD, key_hours
from weerbaar.twin.difference import Move
from weerbaar.twin.outcome import REGION_ONLY, SUPPRESS_BELOW, NeedOutcome, Outcome
from weerbaar.twin.sides import Side
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.turned_curves import Pictured, picture_of
from weerbaar.twin.turned_groups import group_tables_of
from weerbaar.twin.turned_maps import Ground, captions_of, coloured, map_data, map_table, need_title
from weerbaar.twin.turned_tiles import MOST_TILES, Tile, that_move, tiles_of, told_above
from weerbaar.twin.twin import Twin


@dataclass(frozen=True)
class TurnedView:
    """All that the part of the page holds; words are in its language, pictures are SVG.

    `maps` are the map as it is now and that with the choices, the first alone where nothing was
    chosen. `data` is JSON for the script of the map; `start` and `last` are positions of hours.
    `still` are the curves of needs that do not move, where others do.
    """

    tiles: tuple[Tile, ...]
    told: str
    maps: tuple[tuple[str, str], ...]
    layers: tuple[tuple[str, str], ...]
    chosen: str
    data: str
    start: int
    last: int
    start_words: str
    legend: tuple[str, ...]
    hides: bool
    warning: str
    curves: tuple[Pictured, ...]
    still: tuple[Pictured, ...]
    tables: tuple[GroupTable, ...]
    map_table: GroupTable | None


def view_of(
    twin: Twin,
    now: Outcome,
    sides: Sequence[Side],
    moves: Sequence[Move],
    ground: Ground,
    language: Language,
    full: bool,
) -> TurnedView:
    """What is shown of the same draws as it is now and, where something was chosen, with that.

    `now` is the outcome without choices, `sides` are one or two. `full` adds what takes room: the
    map as a table, the curves of needs that do not move, and the groups of more than one need.
    """
    nothing = len(sides) == 1
    needs = _shown(now, sides)
    mapped = [need for need in needs if need.need not in REGION_ONLY] or [now.worst]
    moving = [move.need for move in that_move(moves)]
    chosen = min(mapped, key=lambda n: moving.index(n.need) if n.need in moving else MOST_TILES)
    told = [need.need for need in needs if not moving or need.need in (*moving, now.worst.need)]
    hours = sides[0].curves.shape[2]
    start = min(_start(now, mapped[0]), hours - 1)
    classes = {
        need.need: [side.classes(NEED_ORDER.index(need.need)) for side in sides] for need in mapped
    }
    captions = captions_of(nothing, language)
    return TurnedView(
        tiles=() if nothing else tiles_of(moves, language),
        told=told_above(moves, nothing, language),
        maps=tuple(
            (caption, coloured(ground.drawn, side[start]))
            for caption, side in zip(captions, classes[chosen.need], strict=True)
        ),
        layers=tuple((need.need, need_title(twin, need, language)) for need in mapped),
        chosen=chosen.need,
        data=map_data(
            twin, mapped, chosen.need, classes, ground.names, now, hours, start, language, nothing
        ),
        start=start,
        last=hours - 1,
        start_words=hour_words(float(now.hours[start]), language),
        legend=tuple(language.text(word) for word in CLASS_WORDS),
        hides=any(bool((c < 0).any()) for both in classes.values() for c in both),
        warning=language.text(ON_ESTIMATES) if chosen.estimated_share > RANK_THRESHOLD else "",
        curves=tuple(picture_of(twin, now, sides, name, language) for name in told),
        still=tuple(
            picture_of(twin, now, sides, need.need, language)
            for need in needs
            if full and need.need not in told
        ),
        tables=group_tables_of(twin, sides, now, moves, language, full),
        map_table=map_table(classes[chosen.need], start, ground.names, captions, language)
        if full
        else None,
    )


def _shown(now: Outcome, sides: Sequence[Side]) -> list[NeedOutcome]:
    """The needs that anyone lacks on either side, as they stand without choices (rule 2)."""
    worst = now.worst.need
    lacked = [
        need
        for need in now.needs
        if any(side.peak(NEED_ORDER.index(need.need)).p90 >= SUPPRESS_BELOW for side in sides)
    ]
    return sorted(lacked, key=lambda n: (n.need != worst, n.family != "survival", -n.per_head.p50))


def _start(now: Outcome, need: NeedOutcome) -> int:
    """The position of the hour at which the map opens."""
    keys = key_hours(now, need)
    hour = keys[(len(keys) - 1) // 2]
    return int(np.argmin(np.abs(now.hours - hour)))
