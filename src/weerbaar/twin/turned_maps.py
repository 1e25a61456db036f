"""The maps as it is now and with a choice: shapes that stay, classes that come anew."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import Language, mark
from weerbaar.drawing.cells import Shape
from weerbaar.drawing.charts import hour_words
from weerbaar.drawing.islands import bring_together, moved
from weerbaar.drawing.maps import frame_of, map_svg, place_names, shared_shapes_svg
from weerbaar.drawing.report import CLASS_WORDS, HALF_CLASS, GroupRow, GroupTable, runs_of
from weerbaar.region.region import Region
from weerbaar.twin.area_map import area_shapes as shapes_of
from weerbaar.twin.outcome import NeedOutcome, Outcome, Scope
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import area_name, need_name

MOST_NAMES = 6
PLAIN_AREA = re.compile(r'class="k-plain" fill="[^"]*" href="#area-(\d+)"')


@dataclass(frozen=True)
class Ground:
    """What stays of the map of a place whatever is turned: the shapes once, and a map of them."""

    shared: str
    drawn: str
    names: tuple[str, ...]


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


def captions_of(nothing: bool, language: Language) -> tuple[str, ...]:
    """What stands above the maps: one where nothing was chosen, else two."""
    now = language.text(mark("As it is now"))
    return (now,) if nothing else (now, language.text(mark("With your choice")))


def coloured(drawn: str, classes: NDArray[np.int64]) -> str:
    """The map with a class for each area."""
    looks = [f"k{k}" if k >= 0 else "kx" for k in classes.tolist()]
    return PLAIN_AREA.sub(
        lambda found: f'class="{looks[int(found[1])]}" href="#area-{found[1]}"', drawn
    )


def map_data(
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


def need_title(twin: Twin, need: NeedOutcome, language: Language) -> str:
    """What a layer of the map is called."""
    return need_name(twin, need.need, language)


def map_table(
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
