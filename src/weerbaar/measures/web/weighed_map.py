"""The map of a comparison: for one need the share of the people of each municipality, side by side.

A comparison holds figures by municipality, so that all areas of one have one colour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import Language, mark
from weerbaar.drawing.maps import class_of
from weerbaar.drawing.page import Picture
from weerbaar.drawing.report import CLASS_WORDS
from weerbaar.measures.web.weighed_effects import BEYOND, moving_needs, told_by
from weerbaar.measures.web.weighed_parts import Part, needs_of, side_names
from weerbaar.measures.weighing import Side, TownFigure, Weighing
from weerbaar.twin.difference import LACKING
from weerbaar.twin.turned_maps import Ground, coloured

HIDDEN = -1


@dataclass(frozen=True)
class MapOf:
    """The shapes of a region without colours, and the municipality of each of its areas."""

    ground: Ground
    towns: tuple[str, ...]


def map_part(weighing: Weighing, drawn: MapOf, words: Language) -> Part | None:
    """A map for each side, of the need that moves for most people."""
    need = mapped_need(weighing)
    if need is None:
        return None
    what = told_by(weighing, need)
    names = side_names(weighing, words)
    sides = [_classes(side, need, what, drawn) for side in weighing.sides]
    told = mark("Part of the people of each municipality who lack this at the worst moment.")
    if what == BEYOND:
        told = mark("Part of the people of each municipality who lack this too long.")
    hidden = any(bool((classes == HIDDEN).any()) for classes in sides)
    legend = [(f"k{k}", words.text(word)) for k, word in enumerate(CLASS_WORDS)]
    if hidden:
        legend.append(("kx", words.text("not shown: fewer than 10 people")))
    return Part(
        "map",
        words.text(mark("On the map: {need}"), need=words.text(LACKING[need]).lower()),
        pictures=tuple(
            Picture(coloured(drawn.ground.drawn, classes), name)
            for name, classes in zip(names, sides, strict=True)
        ),
        legend=tuple(legend),
        note=words.text(told),
    )


def mapped_need(weighing: Weighing) -> str | None:
    """The first need that moves and is told by municipality; else the first one that is told."""
    towns = {town.need for side in weighing.sides for town in side.towns}
    wanted = [*moving_needs(weighing), *needs_of(weighing)]
    return next((need for need in wanted if need in towns), None)


def _classes(side: Side, need: str, what: str, drawn: MapOf) -> NDArray[np.int64]:
    """The class of each area of the region."""
    known = {town.municipality: _class(town, what) for town in side.towns if town.need == need}
    return np.array([known.get(town, HIDDEN) for town in drawn.towns], np.int64)


def _class(town: TownFigure, what: str) -> int:
    band = town.beyond if what == BEYOND else town.peak
    if band is None or town.persons <= 0:
        return HIDDEN
    found = class_of(min(1.0, band.p50 / town.persons))
    return HIDDEN if found is None else found
