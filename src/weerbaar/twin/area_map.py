"""The map of an answer: the share of the people of each area who lack a need, hour by hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from weerbaar.common.language import Language, mark, upper
from weerbaar.common.tables import Rows
from weerbaar.drawing.cells import Shape, draw_cells, middle_of, outline_from_geojson, to_plane
from weerbaar.drawing.islands import bring_together, moved
from weerbaar.drawing.maps import CLASS_LIMITS
from weerbaar.drawing.report import AreaMap, MapLayer
from weerbaar.region.region import Region
from weerbaar.twin.outcome import REGION_ONLY, SUPPRESS_BELOW, Floats, NeedOutcome, Outcome
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import area_name

RANK_THRESHOLD = 0.5
ON_ESTIMATES = mark("More than half of this map rests on estimated objects. So we rank no areas.")
ON_CELLS = mark("The borders of areas are estimated: a cell around the middle of each.")
SHORT_HOURS = (1, 2, 4, 6)
ROUND_HOURS = (1, 2, 3, 4, 5, 6, 9, 12, 18, 24, 30, 36, 48, 60, 72, 84, 96, 108, 120, 144, 168)
LONG_OUTAGE_H = 120
QUIET_H = 12
"""How long the map goes on once nothing shows any more."""
ALIKE = 0.9
"""Part of the highest point from which a need is as lacked as it gets."""


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


@dataclass(frozen=True)
class Shown:
    """What the map of an answer shows, without words, so that it can be kept and drawn again.

    `shares` (needs, T, A) are parts of the people of each area of the region, NaN where a count may
    not be shown. `outlined` holds codes of areas. The first need is the one that the map opens
    with; `guessed` says whether more than RANK_THRESHOLD of it rests on estimated objects. The
    hours end QUIET_H after the last in which an area has a colour.
    """

    needs: tuple[str, ...]
    shares: Floats
    hours: tuple[float, ...]
    outlined: tuple[str, ...]
    key_hours: tuple[int, ...]
    guessed: bool


def draw_map(
    twin: Twin, outcome: Outcome, needs: Sequence[NeedOutcome], language: Language
) -> AreaMap:
    """The map of the needs that may be shown by area; of the worst one where there are none."""
    region = twin.network.region
    return map_of(what_is_shown(region, outcome, needs), region, twin.library.needs, language)


def what_is_shown(region: Region, outcome: Outcome, needs: Sequence[NeedOutcome]) -> Shown:
    """What the map of an outcome shows: of these needs those that may be told by area."""
    shown = [n for n in needs if n.need not in REGION_ONLY] or [outcome.worst]
    codes = [str(c) for c in region.areas["code"]]
    own = () if outcome.scope.whole else tuple(codes[a] for a in outcome.scope.areas)
    shares = np.stack([visible_shares(outcome, need.need) for need in shown])
    telling = key_hours(outcome, shown[0])
    steps = _steps_shown(shares, outcome.dt, telling[-1])
    return Shown(
        needs=tuple(need.need for need in shown),
        shares=shares[:, :steps],
        hours=tuple(float(h) for h in outcome.hours[:steps]),
        outlined=own,
        key_hours=telling,
        guessed=shown[0].estimated_share > RANK_THRESHOLD,
    )


def _steps_shown(shares: Floats, dt: float, at_least_h: float) -> int:
    """How many steps the map shows: the longest course may go on for weeks when nothing shows."""
    colours = np.flatnonzero((np.nan_to_num(shares) >= CLASS_LIMITS[0]).any(axis=(0, 2)))
    last_h = max(at_least_h, float(colours[-1] * dt) if len(colours) else 0.0)
    return min(int(shares.shape[1]), int((last_h + QUIET_H) / dt) + 1)


def map_of(
    shown: Shown,
    region: Region,
    needs: Rows,
    language: Language,
    need: str = "",
    hour: float | None = None,
) -> AreaMap:
    """The map in a language; with `need` and `hour` it opens there instead, and has that hour only.

    `needs` is the library's table of them. A need that the map does not hold is not chosen.
    """
    areas = region.areas
    shapes = area_shapes(region)
    together = bring_together(shapes)
    place = needs.positions("need")
    layers = tuple(
        MapLayer(
            name,
            upper(str(needs[f"name_{language.code}"][place[name]])),
            language.text(mark("Part of the people of each area who lack this.")),
            shares,
        )
        for name, shares in zip(shown.needs, shown.shares, strict=True)
    )
    return AreaMap(
        codes=tuple(str(c) for c in areas["code"]),
        names=tuple(area_name(str(n)) for n in areas["name"]),
        municipality_of=tuple(str(n) for n in areas["municipality"]),
        shapes=tuple(moved(s, by) for s, by in zip(shapes, together.moves, strict=True)),
        parted=together.parted,
        people=tuple(areas["inhabitants"].tolist()),
        outlined=frozenset(shown.outlined),
        hours=shown.hours,
        layers=layers,
        chosen_layer=need if need in shown.needs else shown.needs[0],
        key_hours=shown.key_hours if hour is None else (int(hour),),
        warning=language.text(ON_ESTIMATES) if shown.guessed else "",
        borders="" if set(areas["code"]) <= set(region.outlines) else language.text(ON_CELLS),
    )


def key_hours(outcome: Outcome, need: NeedOutcome) -> tuple[int, ...]:
    """The hours of the small maps; the large map opens at the second.

    That is the hour in which half of the highest point is reached, as in the sentence that opens
    the page, as a round hour: then areas differ most, and not nobody or everybody lacks the need.
    Before it comes half that time, after it what lies between it and the end. In a crisis of weeks
    it is the hour at which most people lack the need that is shown, unless as many already lack it
    at half that time: then all maps would be alike.
    """
    outage_h, last = outcome.outage_h.p50, int(outcome.hours[-1])
    end = int(min(max(outage_h, need.peak_h), last))
    halfway = need.p50[int(need.peak_h / 2 / outcome.dt)]
    if outage_h > LONG_OUTAGE_H and halfway < ALIKE * need.p50.max():
        telling = int(need.peak_h)
        return tuple(sorted({telling // 2, telling, (telling + end) // 2, end}))
    telling = min(_round_up(_telling_hour(need, outcome.dt)), last - 1)
    if telling < 1:
        return tuple(hour for hour in SHORT_HOURS if hour <= last) or (0,)
    end = max(end, telling + 1)
    later = {min(_round_up((telling + end) / 2), end), end} - {telling}
    return tuple(sorted({telling // 2, telling, *later}))


def _telling_hour(need: NeedOutcome, dt: float) -> float:
    """The hour after the first step in which half of the highest point is reached."""
    curve = need.p50 if need.p50.max() >= SUPPRESS_BELOW else need.p90
    return float((np.flatnonzero(curve >= 0.5 * curve.max())[0] + 1) * dt)


def _round_up(hour: float) -> int:
    """The first round hour that is not before this one."""
    return next((h for h in ROUND_HOURS if h >= hour), ROUND_HOURS[-1])


def visible_shares(outcome: Outcome, need: str) -> Floats:
    """Shares by hour and area; NaN where between 1 and 9 people lack the need."""
    n = NEED_ORDER.index(need)
    return hide_few(outcome.shares[n], outcome.area_persons[n])


def hide_few(shares: Floats, persons: Floats) -> Floats:
    """Shares (T, A) of the persons (A); NaN where that is 1 to 9 of them."""
    counts = shares * persons
    hidden = (counts >= 0.5) & (counts < SUPPRESS_BELOW)
    visible: Floats = np.where(hidden, np.nan, np.clip(shares, 0.0, 1.0))
    return visible
