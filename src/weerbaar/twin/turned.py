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

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.cells import Shape
from weerbaar.drawing.charts import band_chart_svg, hour_words
from weerbaar.drawing.islands import bring_together, moved
from weerbaar.drawing.maps import (
    classes_of,
    frame_of,
    map_svg,
    place_names,
    shared_shapes_svg,
)
from weerbaar.drawing.report import (
    CLASS_WORDS,
    HALF_CLASS,
    Curve,
    GroupRow,
    GroupTable,
    described,
    runs_of,
)
from weerbaar.region.region import Region
from weerbaar.twin.area_map import ON_ESTIMATES, RANK_THRESHOLD, hide_few, key_hours
from weerbaar.twin.area_map import area_shapes as shapes_of
from weerbaar.twin.comparison_words import is_hidden, signed_hours
from weerbaar.twin.difference import LACKING, Move, tells_people
from weerbaar.twin.ensemble import Run
from weerbaar.twin.outcome import (
    BESIDE_HEADLINE,
    LOW_INCOME_CELLS,
    REGION_ONLY,
    SUPPRESS_BELOW,
    NeedOutcome,
    Outcome,
    Scope,
    band,
)
from weerbaar.twin.state import CELLS
from weerbaar.twin.tables import GROUP_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import (
    area_name,
    band_in_words,
    counted_people,
    group_name,
    need_name,
    people_in_words,
)

Floats = NDArray[np.float64]

Made = TypeVar("Made")

MOST_TILES = 4
MOST_NAMES = 6
MOST_TABLES = 3
CEILINGS = (0.01, 0.04, 0.1, 0.2, 0.5, 1.0)
PLAIN_AREA = re.compile(r'class="k-plain" fill="[^"]*" href="#area-(\d+)"')


@dataclass(frozen=True)
class Ground:
    """What stays of the map of a place whatever is turned: the shapes once, and a map of them."""

    shared: str
    drawn: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Tile:
    """One difference: of what, how much, its band, from how much to how much; `better` or not."""

    label: str
    figure: str
    unit: str
    band: str
    change: str
    estimated: str
    better: bool


@dataclass(frozen=True)
class Pictured:
    """A curve: what it is of, its picture as SVG, and a line below it."""

    label: str
    svg: str
    note: str


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


def draw_ground(region: Region, scope: Scope, language: Language) -> Ground:
    """The shapes of a region and a map of them without classes, the place outlined."""
    shapes = shapes_of(region)
    together = bring_together(shapes)
    shapes = [moved(shape, by) for shape, by in zip(shapes, together.moves, strict=True)]
    areas = region.areas
    places = [str(name) for name in areas["municipality"]]
    names = tuple(
        f"{name}, {place}" if place != name else name
        for name, place in zip((area_name(str(n)) for n in areas["name"]), places, strict=True)
    )
    drawn = map_svg(
        shapes,
        None,
        label=language.text(mark("Map of the areas")),
        titles=names,
        outlined=[] if scope.whole else scope.areas.tolist(),
        names=_written(shapes, places, region, scope, bool(together.parted)),
        parted=together.parted,
        ident="area",
        shared=True,
    )
    return Ground(shared_shapes_svg(shapes, frame_of(shapes), "area"), drawn, names)


def _written(
    shapes: Sequence[Shape], places: Sequence[str], region: Region, scope: Scope, parted: bool
) -> Any:
    first = [] if scope.whole else [scope.name]
    people = region.areas["inhabitants"].tolist()
    return place_names(shapes, places, first=first, most=MOST_NAMES, sizes=people, inwards=parted)


@dataclass(frozen=True)
class Side:
    """What some runs say in a scope: R runs, N needs, T hours.

    `curves` (R, N, T) are the people who lack a need, `persons` (R, N) those who have it at all;
    `cells` and `cell_persons` (R, N, 10) are hours and people by group and income.
    """

    runs: tuple[Run, ...]
    curves: Floats
    persons: Floats
    cells: Floats
    cell_persons: Floats
    _made: dict[tuple[str, int], Any] = field(default_factory=dict, repr=False, compare=False)

    def _once(self, what: Callable[[int], Made], n: int) -> Made:
        """What is made of need n: the side without choices is asked again and again."""
        key = what.__name__, n
        if key not in self._made:
            self._made[key] = what(n)
        found: Made = self._made[key]
        return found

    def bands(self, n: int) -> Floats:
        """p10, p50 and p90 of the share that lacks need n, (3, T)."""
        return self._once(self._bands, n)

    def peak(self, n: int) -> Band:
        """The people who lack need n at the worst moment of a run."""
        return self._once(self._peak, n)

    def classes(self, n: int) -> NDArray[np.int64]:
        """The class of each hour and area (T, A) for need n, as `area_map` shows it."""
        return self._once(self._classes, n)

    def _bands(self, n: int) -> Floats:
        shares = self.curves[:, n] / np.maximum(self.persons[:, n, None], 1e-9)
        found: Floats = np.minimum(np.quantile(shares, (0.1, 0.5, 0.9), axis=0), 1.0)
        return found

    def _peak(self, n: int) -> Band:
        return band(self.curves[:, n].max(axis=1).tolist())

    def _classes(self, n: int) -> NDArray[np.int64]:
        steps = self.curves.shape[2]
        unmet = np.zeros((len(self.runs), steps, self.runs[0].unmet.shape[2]), np.float32)
        for r, run in enumerate(self.runs):
            unmet[r, : run.steps] = run.unmet[n]
        people = np.median([run.persons[n].sum(axis=1) for run in self.runs], axis=0)
        shares = np.median(unmet, axis=0, overwrite_input=True) / np.maximum(people, 1e-9)
        return classes_of(hide_few(np.minimum(1.0, shares.astype(np.float64)), people))


def side_of(runs: Sequence[Run], scope: Scope, steps: int) -> Side:
    """What these runs say in a scope in the first hours; what is met after a run stays met."""
    at = slice(None) if scope.whole else scope.areas
    curves = np.zeros((len(runs), len(NEED_ORDER), steps))
    for r, run in enumerate(runs):
        curves[r, :, : run.steps] = run.unmet[:, :, at].sum(axis=2, dtype=np.float64)
    cell_persons = np.array([run.persons[:, at].sum(axis=1) for run in runs])
    return Side(
        runs=tuple(runs),
        curves=curves,
        persons=cell_persons.sum(axis=2),
        cells=np.array([run.cells[:, at].sum(axis=1) for run in runs]),
        cell_persons=cell_persons,
    )


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
    moving = [move.need for move in _that_move(moves)]
    chosen = min(mapped, key=lambda n: moving.index(n.need) if n.need in moving else MOST_TILES)
    told = [need.need for need in needs if not moving or need.need in (*moving, now.worst.need)]
    hours = sides[0].curves.shape[2]
    start = min(_start(now, mapped[0]), hours - 1)
    classes = {
        need.need: [side.classes(NEED_ORDER.index(need.need)) for side in sides] for need in mapped
    }
    captions = _captions(nothing, language)
    return TurnedView(
        tiles=() if nothing else _tiles(moves, language),
        told=_told(moves, nothing, language),
        maps=tuple(
            (caption, _coloured(ground.drawn, side[start]))
            for caption, side in zip(captions, classes[chosen.need], strict=True)
        ),
        layers=tuple((need.need, need_title(twin, need, language)) for need in mapped),
        chosen=chosen.need,
        data=_data(
            twin, mapped, chosen.need, classes, ground.names, now, hours, start, language, nothing
        ),
        start=start,
        last=hours - 1,
        start_words=hour_words(float(now.hours[start]), language),
        legend=tuple(language.text(word) for word in CLASS_WORDS),
        hides=any(bool((c < 0).any()) for both in classes.values() for c in both),
        warning=language.text(ON_ESTIMATES) if chosen.estimated_share > RANK_THRESHOLD else "",
        curves=tuple(_picture(twin, now, sides, name, language) for name in told),
        still=tuple(
            _picture(twin, now, sides, need.need, language)
            for need in needs
            if full and need.need not in told
        ),
        tables=_groups(twin, sides, now, moves, language, full),
        map_table=_map_table(classes[chosen.need], start, ground.names, captions, language)
        if full
        else None,
    )


def need_title(twin: Twin, need: NeedOutcome, language: Language) -> str:
    """What a layer of the map is called."""
    return need_name(twin, need.need, language)


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


def _captions(nothing: bool, language: Language) -> tuple[str, ...]:
    now = language.text(mark("As it is now"))
    return (now,) if nothing else (now, language.text(mark("With your choice")))


def _coloured(drawn: str, classes: NDArray[np.int64]) -> str:
    """The map with a class for each area."""
    looks = [f"k{k}" if k >= 0 else "kx" for k in classes.tolist()]
    return PLAIN_AREA.sub(
        lambda found: f'class="{looks[int(found[1])]}" href="#area-{found[1]}"', drawn
    )


def _data(
    twin: Twin,
    needs: Sequence[NeedOutcome],
    chosen: str,
    classes: Mapping[str, Sequence[NDArray[np.int64]]],
    names: Sequence[str],
    now: Outcome,
    hours: int,
    start: int,
    language: Language,
    nothing: bool,
) -> str:
    """The classes of all layers and the words that the script of the map needs, as JSON.

    Both maps are one to the script: the areas of the first, then those of the second.
    """
    sides = 1 if nothing else 2
    both = mark("Left as it is now, right with your choice.")
    data = {
        "hours": [hour_words(float(hour), language) for hour in now.hours[:hours]],
        "names": list(names) * sides,
        "layers": [
            {
                "key": need.need,
                "label": need_title(twin, need, language),
                "note": language.text(mark("Part of the people of each area who lack this.")),
                "cells": [run for side in classes[need.need] for run in runs_of(side.T)],
            }
            for need in needs
        ],
        "chosen": chosen,
        "start": start,
        "words": {
            "classes": [language.text(word) for word in CLASS_WORDS],
            "hidden": language.text("not shown"),
            "summary": language.text(
                "In {count} of {total} areas: about half of the people or more."
            )
            if nothing
            else language.text(both),
            "play": language.text("Play"),
            "pause": language.text("Pause"),
        },
        "half": HALF_CLASS,
    }
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # A closing tag or comment inside the JSON would end the script element.
    return plain.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


# Differences


def _told(moves: Sequence[Move], nothing: bool, language: Language) -> str:
    """What to say above the tiles; empty where the tiles say it."""
    if nothing:
        return language.text(
            mark("This is how it is now. Turn a knob and see what becomes different.")
        )
    if not _that_move(moves):
        return language.text(mark("No difference stands out from chance with this choice."))
    return ""


def _that_move(moves: Sequence[Move]) -> list[Move]:
    """What differs and may be told, where it differs for most people and hours first."""
    told = [
        move
        for move in moves
        if move.moves
        and move.need not in BESIDE_HEADLINE
        and (not is_hidden(move) or tells_people(move))
    ]
    return sorted(told, key=lambda move: -abs(move.person_hours.difference.p50))


def _tiles(moves: Sequence[Move], language: Language) -> tuple[Tile, ...]:
    return tuple(_tile(move, language) for move in _that_move(moves)[:MOST_TILES])


def _tile(move: Move, language: Language) -> Tile:
    text = language.text
    estimated = ""
    if move.estimated_after:
        share = language.number(100 * move.estimated_after)
        estimated = text(mark("{share} % rests on estimated objects"), share=share)
    if not tells_people(move):
        return _hours_tile(move, estimated, language)
    peak = move.peak
    figure, between = _signed_people(peak.difference, language)
    return Tile(
        label=text(LACKING[move.need]),
        figure=figure,
        unit=text(mark("people at the worst moment")),
        band=between,
        change=_from_to(
            people_in_words(peak.before.p50, language),
            people_in_words(peak.after.p50, language),
            language,
        ),
        estimated=estimated,
        better=peak.difference.p50 < 0,
    )


def _hours_tile(move: Move, estimated: str, language: Language) -> Tile:
    head = move.per_head
    before, after = (language.number(b.p50, 1) for b in (head.before, head.after))
    figure, _, between = signed_hours(head.difference, language).partition(" (")
    return Tile(
        label=language.text(LACKING[move.need]),
        figure=figure,
        unit=language.text(mark("hours per person")),
        band=between.rstrip(")"),
        change=_from_to(before, after, language),
        estimated=estimated,
        better=head.difference.p50 < 0,
    )


def _from_to(before: str, after: str, language: Language) -> str:
    """From how much to how much; empty where rounding makes them the same."""
    if before == after:
        return ""
    return language.text(mark("from {before} to {after}"), before=before, after=after)


def _signed_people(difference: Band, language: Language) -> tuple[str, str]:
    """How many people more or fewer with their sign, and the band of that."""
    less = difference.p50 < 0
    size = Band(-difference.p90, -difference.p50, -difference.p10) if less else difference
    sign = "−" if less else "+"
    return sign + people_in_words(size.p50, language), band_in_words(size, language)


# Curves


def _picture(
    twin: Twin, now: Outcome, sides: Sequence[Side], need: str, language: Language
) -> Pictured:
    n = NEED_ORDER.index(need)
    p10, p50, p90 = sides[-1].bands(n).tolist()
    beside = sides[0].bands(n)[1].tolist() if len(sides) > 1 else []
    top = max(max(p90), max(beside, default=0.0))
    hours = now.hours[: len(p50)].tolist()
    note = counted_people(sides[-1].peak(n), language)
    if beside:
        people = {"after": note, "before": people_in_words(sides[0].peak(n).p50, language)}
        note = language.text(mark("{after}. Now: {before}."), **people)
    curve = Curve(
        key=need,
        label=need_name(twin, need, language),
        note=note,
        hours=tuple(hours),
        p10=tuple(p10),
        p50=tuple(p50),
        p90=tuple(p90),
        ceiling=next(c for c in CEILINGS if top <= c or c == 1.0),
        shock=(now.outage_from_h, now.outage_h.p50),
        accent=need == now.worst.need,
    )
    svg = band_chart_svg(
        curve.hours,
        curve.p10,
        curve.p50,
        curve.p90,
        label=curve.label,
        description=described(curve, language),
        ceiling=curve.ceiling,
        shock=curve.shock,
        accent=curve.accent,
        beside=beside,
        ident=f"curve-{need}",
        language=language,
    )
    return Pictured(curve.label, svg, note)


# Who is hit, and who is helped


def _groups(
    twin: Twin,
    sides: Sequence[Side],
    now: Outcome,
    moves: Sequence[Move],
    language: Language,
    full: bool,
) -> tuple[GroupTable, ...]:
    moving = [move.need for move in _that_move(moves) if move.need not in REGION_ONLY]
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


def _map_table(
    classes: Sequence[NDArray[np.int64]],
    start: int,
    names: Sequence[str],
    captions: Sequence[str],
    language: Language,
) -> GroupTable:
    """The maps in words at the hour at which they open."""
    words = [language.text(word) for word in CLASS_WORDS]
    hidden = language.text("not shown")
    sides = [[words[k] if k >= 0 else hidden for k in side[start].tolist()] for side in classes]
    rows = sorted(
        (GroupRow(name, cells) for name, *cells in zip(names, *sides, strict=True)),
        key=lambda row: row.label,
    )
    return GroupTable(
        language.text(mark("The map as a table")),
        (language.text(mark("Area")), *captions),
        tuple(GroupRow(row.label, tuple(row.cells)) for row in rows),
    )
