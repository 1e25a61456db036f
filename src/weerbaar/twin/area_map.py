"""The map of an answer: the share of the people of each area who lack a need, hour by hour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from weerbaar.common.language import Language, mark
from weerbaar.drawing.cells import Shape, draw_cells, middle_of, outline_from_geojson, to_plane
from weerbaar.drawing.islands import bring_together, moved
from weerbaar.drawing.report import AreaMap, MapLayer
from weerbaar.region.region import Region
from weerbaar.twin.outcome import REGION_ONLY, SUPPRESS_BELOW, NeedOutcome, Outcome
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import area_name, need_name

RANK_THRESHOLD = 0.5
LONG_HOURS = (6, 12, 24, 48)
SHORT_HOURS = (1, 2, 4, 6)
SHORT_OUTAGE_H, LONG_OUTAGE_H = 12, 120


def area_shapes(region: Region) -> list[Shape]:
    """The shape of each area in km: its outline where there is one, else a cell."""
    areas = region.areas
    lon, lat = areas["lon"].tolist(), areas["lat"].tolist()
    middle = middle_of(lon, lat)
    outlines = [
        outline_from_geojson(region.outlines[code], middle) if code in region.outlines else None
        for code in (str(c) for c in areas["code"])
    ]
    return draw_cells(to_plane(lon, lat, middle), areas["area_km2"].tolist(), outlines)


def draw_map(
    twin: Twin, outcome: Outcome, needs: Sequence[NeedOutcome], language: Language
) -> AreaMap:
    """The map of the needs that may be shown by area; of the worst one where there are none."""
    region = twin.network.region
    areas = region.areas
    shapes = area_shapes(region)
    together = bring_together(shapes)
    shown = [n for n in needs if n.need not in REGION_ONLY] or [outcome.worst]
    layers = tuple(
        MapLayer(
            need.need,
            need_name(twin, need.need, language),
            language.text(mark("Part of the people of each area who lack this.")),
            _layer(outcome, need.need),
        )
        for need in shown
    )
    warning = ""
    if shown[0].estimated_share > RANK_THRESHOLD:
        warning = language.text(
            mark("More than half of this map rests on estimated objects. So we rank no wijken.")
        )
    codes = [str(c) for c in areas["code"]]
    own = () if outcome.scope.whole else tuple(codes[a] for a in outcome.scope.areas)
    return AreaMap(
        codes=tuple(codes),
        names=tuple(area_name(str(n)) for n in areas["name"]),
        municipality_of=tuple(str(n) for n in areas["municipality"]),
        shapes=tuple(moved(s, by) for s, by in zip(shapes, together.moves, strict=True)),
        parted=together.parted,
        outlined=frozenset(own),
        hours=tuple(float(h) for h in outcome.hours),
        layers=layers,
        chosen_layer=layers[0].key,
        key_hours=_key_hours(outcome, shown[0]),
        warning=warning,
    )


def _key_hours(outcome: Outcome, need: NeedOutcome) -> tuple[int, ...]:
    """The hours of the small maps; the second is the one that the large map opens at.

    In a crisis of weeks that is the hour at which most people lack the need that is shown.
    """
    outage_h, last = outcome.outage_h.p50, outcome.hours[-1]
    if outage_h > LONG_OUTAGE_H:
        peak, end = int(need.peak_h), int(min(max(outage_h, need.peak_h), last))
        return tuple(sorted({peak // 2, peak, (peak + end) // 2, end}))
    chosen = SHORT_HOURS if outage_h <= SHORT_OUTAGE_H else LONG_HOURS
    return tuple(h for h in chosen if h <= last) or (0,)


def _layer(outcome: Outcome, need: str) -> tuple[tuple[float, ...], ...]:
    """Shares by hour and area; NaN where between 1 and 9 people lack the need."""
    n = NEED_ORDER.index(need)
    shares = outcome.shares[n]
    counts = shares * outcome.area_persons[n]
    hidden = (counts >= 0.5) & (counts < SUPPRESS_BELOW)
    visible = np.where(hidden, np.nan, np.clip(shares, 0.0, 1.0))
    return tuple(tuple(float(v) for v in hour) for hour in visible)
