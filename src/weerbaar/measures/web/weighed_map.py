"""The map of a comparison: who lacks a need now, and how much of that each variant takes away.

A comparison holds figures by municipality, so that all areas of one have one colour. Where a
difference does not stand out from chance, nothing is coloured. What is lacked and what is taken
away of it have each their own colours and legend: dark is bad in the first, good in the second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import Language, mark
from weerbaar.drawing.maps import class_of
from weerbaar.drawing.page import Picture
from weerbaar.drawing.report import CLASS_WORDS
from weerbaar.measures.web.weighed_effects import BEYOND, moving_needs, told_by
from weerbaar.measures.web.weighed_parts import Part, needs_of, side_names, variants_of
from weerbaar.measures.weighing import NOW, TownFigure, Weighing
from weerbaar.twin.difference import LACKING
from weerbaar.twin.turned_maps import Ground, coloured

HIDDEN = -1
SPARED = "s"
"""The scale of what a variant takes away: dark is good, so it has colours of its own."""
CLASS = re.compile(r'class="k(\d)"')
LACK_WORDS = (*CLASS_WORDS, mark("not shown"))
SPARED_WORDS = (
    mark("less than 1 in 20 of the hours"),
    mark("up to 1 in 5 of the hours"),
    mark("up to 2 in 5 of the hours"),
    mark("about half of the hours"),
    mark("more than half of the hours"),
    mark("almost all hours"),
    mark("no clear difference, or not shown"),
)
LEAST = 1e-9


@dataclass(frozen=True)
class MapOf:
    """The shapes of a region without colours, and the municipality of each of its areas."""

    ground: Ground
    towns: tuple[str, ...]


def mapped_needs(weighing: Weighing) -> list[str]:
    """The needs that are told by municipality, those that move for most people first."""
    towns = {town.need for side in weighing.sides for town in side.towns}
    wanted = dict.fromkeys((*moving_needs(weighing), *needs_of(weighing)))
    return [need for need in wanted if need in towns]


def map_part(weighing: Weighing, drawn: MapOf, asked: str, words: Language) -> Part | None:
    """A map of how it is now and one of each variant, for the need that was asked if it has one."""
    needs = mapped_needs(weighing)
    if not needs:
        return None
    need = asked if asked in needs else needs[0]
    names = side_names(weighing, words)
    maps = [_picture(drawn, _lacking(weighing, need), names[NOW], "k")]
    maps += [
        _picture(drawn, _spared(weighing, i, need), names[i], SPARED)
        for i, _ in variants_of(weighing)
    ]
    long = told_by(weighing, need) == BEYOND
    first = mark("As it is now: the part of the people who lack this at the worst moment.")
    if long:
        first = mark("As it is now: the part of the people who lack this too long.")
    then = mark(
        "With a variant: the part of their hours without it that is taken away. The stronger "
        "the green, the more it helps."
    )
    return Part(
        "map",
        words.text(mark("On the map: {need}"), need=words.text(LACKING[need]).lower()),
        pictures=tuple(maps),
        legends=(
            (words.text(first), _legend("k", LACK_WORDS, words)),
            (words.text(then), _legend(SPARED, SPARED_WORDS, words)),
        ),
    )


def _legend(scale: str, told: Sequence[str], words: Language) -> tuple[tuple[str, str], ...]:
    """The colours of a scale in words; the last is that of what is not coloured."""
    kinds = [*(f"{scale}{k}" for k in range(len(told) - 1)), "kx"]
    return tuple((kind, words.text(one)) for kind, one in zip(kinds, told, strict=True))


def _picture(drawn: MapOf, known: Mapping[str, int], name: str, scale: str) -> Picture:
    """A map in the colours of a scale: what is lacked, or what is taken away of that."""
    classes: NDArray[np.int64] = np.array([known.get(t, HIDDEN) for t in drawn.towns], np.int64)
    return Picture(CLASS.sub(rf'class="{scale}\1"', coloured(drawn.ground.drawn, classes)), name)


def _lacking(weighing: Weighing, need: str) -> dict[str, int]:
    """The class of each municipality as it is now."""
    what = told_by(weighing, need)
    towns = weighing.sides[NOW].towns
    return {town.municipality: _class(town, what) for town in towns if town.need == need}


def _class(town: TownFigure, what: str) -> int:
    band = town.beyond if what == BEYOND else town.peak
    if band is None or town.persons <= 0:
        return HIDDEN
    found = class_of(min(1.0, band.p50 / town.persons))
    return HIDDEN if found is None else found


def _spared(weighing: Weighing, place: int, need: str) -> dict[str, int]:
    """The class of the part of the hours that a variant takes away in each municipality."""
    now = {t.municipality: t.per_head.p50 for t in weighing.sides[NOW].towns if t.need == need}
    found = {}
    for one in weighing.pair(NOW, place).towns:
        hours, band = now.get(one.municipality, 0.0), one.per_head.band
        if one.need != need or one.per_head.sign >= 0 or band is None or hours <= LEAST:
            continue
        part = class_of(min(1.0, max(0.0, -band.p50 / hours)))
        found[one.municipality] = HIDDEN if part is None else part
    return found
