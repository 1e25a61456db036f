"""The shapes on which a comparison is mapped, kept while they are asked for."""

from __future__ import annotations

import numpy as np

from weerbaar.common.language import Language
from weerbaar.common.refusals import Refused
from weerbaar.measures.web.weighed_map import MapOf
from weerbaar.region.region import Region
from weerbaar.region.web.facts import region_of, version_of
from weerbaar.twin.outcome import Scope
from weerbaar.twin.turned_maps import draw_ground
from weerbaar.twin.web.ready import Kept

GROUNDS_KEPT = 8
grounds = Kept(GROUNDS_KEPT)


def map_of(facts: str, town: str, words: Language) -> MapOf:
    """The map of a region without colours, one municipality outlined where it is named."""

    def make() -> MapOf:
        region = region_of(facts)
        towns = tuple(str(name) for name in region.areas["municipality"])
        return MapOf(draw_ground(region, _scope(region, town), words), towns)

    found: MapOf = grounds.get((version_of(facts), town, words.code), make)
    return found


def map_of_stored(facts: str, town: str, words: Language) -> MapOf | None:
    """The same of facts that were kept; None where this version does not read them."""
    try:
        return map_of(facts, town, words)
    except Refused:
        return None


def _scope(region: Region, town: str) -> Scope:
    names = region.areas["municipality"]
    if not town:
        return Scope(region.name, np.arange(len(names)), True)
    return Scope(town, np.flatnonzero(names == town), False)
