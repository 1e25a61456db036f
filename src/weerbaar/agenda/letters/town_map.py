"""The map of a place for a print: where most people lack one need at the worst moment.

It is drawn from the record of an answer, so that a stored one is drawn as one that was just made.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from weerbaar.common.language import Language, mark
from weerbaar.drawing.maps import class_of, map_svg
from weerbaar.drawing.report import CLASS_WORDS
from weerbaar.region.region import Region
from weerbaar.twin.area_map import area_shapes

WIDTH = 400.0


def town_map(
    region: Region, areas: Sequence[Mapping[str, Any]], need: str, town: str, words: Language
) -> str:
    """The map as SVG; "" where the answer tells nothing of this need by area.

    `areas` are rows of an answer's record. With a `town` that has areas of its own only these are
    drawn. A share is of the inhabitants of an area; counts of 1 to 9 people are not shown.
    """
    told = {str(row["area"]): row for row in areas if row["need"] == need}
    own = {code: row for code, row in told.items() if row["municipality"] == town}
    shown = own or told
    shapes = area_shapes(region)
    at = [i for i, code in enumerate(map(str, region.areas["code"])) if code in shown]
    rows = [shown[str(region.areas["code"][i])] for i in at]
    if not rows:
        return ""
    classes = [_class(row) for row in rows]
    label = mark("Map: part of the inhabitants who lack this at the worst moment, by area")
    titles = [
        f"{row['name']}: {words.text(CLASS_WORDS[k]) if k is not None else words.text(HIDDEN)}"
        for row, k in zip(rows, classes, strict=True)
    ]
    return map_svg(
        [shapes[i] for i in at],
        classes,
        label=words.text(label),
        titles=titles,
        legend=[words.text(told) for told in CLASS_WORDS],
        hidden_word=words.text(HIDDEN) if None in classes else "",
        width=WIDTH,
        ident="kit",
    )


HIDDEN = mark("not shown")


def _class(row: Mapping[str, Any]) -> int | None:
    people, inhabitants = row["peak_persons_p50"], float(row["inhabitants"])
    if people is None or inhabitants <= 0:
        return None
    share = min(1.0, float(people) / inhabitants)
    return None if math.isnan(share) else class_of(share)
