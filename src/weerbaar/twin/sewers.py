"""Sewers: homes whose sewer takes no more, because its pumps are dark or because it pours.

Rules:
1. The pumps of a block's sewer run on the feeder of that block; a battery at home is no help, since
   the pump stands in the street. Sewers are pressure sewers or gravity sewers with a pumping
   station; which share of the homes has which follows from the area's urbanity (table `sewers`).
2. A part of the homes (`sewer_pressure_floor`, `sewer_gravity_floor`) drains without any pump. The
   others have room for so many hours of dry weather in their pit and pipes, a distribution over
   homes (`sewer_pressure_h`, `sewer_gravity_h`) in equally likely strata.
3. What flows in, in hours of dry weather an hour: the service of the tap (no water in is no water
   out) and `rain_fill` for each mm of rain an hour. Dark pumps take nothing of it; pumps with power
   take all but the rain above `rain_pumps_mm_h`.

       inflow = tap + rain_fill * rain
       short  = 1 - power + power * rain_fill * max(0, rain - rain_pumps_mm_h) / inflow

4. What is not taken fills the room; a stratum without room lacks `short`. When all is taken again
   a sewer serves at once and empties, the largest room of its sort in `sewer_empties_h`. Where
   nothing flows in, nothing fills, and who has no room keeps none.
5. The cause is the feeder for what it takes, and demand for the rain that is too much.

Hours of room: domain research, V:20 (pressure) and V:21 (gravity); the other figures are A.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.draws import correlated, key_of, normal, quantile, strata
from weerbaar.twin.recording import add_hours, fill_share, take_stock
from weerbaar.twin.services import service
from weerbaar.twin.state import SEWAGE, Blocks, Lack, Serve
from weerbaar.twin.twin import PARAMETER, Twin

Floats = NDArray[np.float64]
SEWERS = ("pressure", "gravity")
SMALL = 1e-12


class Sewers(NamedTuple):
    """Sewers by sort (2) and area: `hours` (2, K) of dry weather that fit, from little to much.

    `share` (A, 2) of the homes that have this sort and need its pumps; `back` (2) hours of dry
    weather that an hour with power takes away; `rain_fill` and `pumps_mm_h` as the parameters.
    """

    hours: Floats
    share: Floats
    back: Floats
    rain_fill: float
    pumps_mm_h: float


def draw_sewers(twin: Twin, run: int, values: Mapping[str, float], count: int) -> Sewers:
    """The sewers of this run in `count` strata; a parameter that is held fixed is their middle."""
    areas, rows = twin.network.region.areas, twin.library.sewers
    at = rows.positions("urbanity")
    pressure = np.array([float(rows["pressure"][at[str(name)]]) for name in areas["urbanity"]])
    dry = [values[f"sewer_{sort}_floor"] for sort in SEWERS]
    needs_pumps = 1.0 - np.clip(np.array(dry), 0.0, 1.0)
    hours = np.stack([_hours(twin, run, f"sewer_{sort}_h", values, count) for sort in SEWERS])
    return Sewers(
        hours=hours,
        share=np.stack([pressure, 1.0 - pressure], axis=1) * needs_pumps,
        back=hours[:, -1] / max(values["sewer_empties_h"], SMALL),
        rain_fill=values["rain_fill"],
        pumps_mm_h=values["rain_pumps_mm_h"],
    )


def _hours(twin: Twin, run: int, name: str, values: Mapping[str, float], count: int) -> Floats:
    """Hours of each stratum: homes share a part of what is unknown, as stocks at home do."""
    rows = twin.library.parameters
    at = rows.positions("parameter")[name]
    low, middle, high = (np.array([rows[column][at]]) for column in ("p10", "p50", "p90"))
    if name in twin.fixed:
        scale = values[name] / max(float(middle[0]), SMALL)
        low, middle, high = low * scale, middle * scale, high * scale
    common = normal(twin.seed, run, np.array([PARAMETER]), key_of(name))
    return quantile(low, middle, high, correlated(common, strata(count), values["rho"]))


@njit(cache=True, **LEAN)
def fill_sewer(
    hours: Floats,
    filled: Floats,
    parts: Floats,
    short: float,
    inflow: float,
    back: float,
    dt: float,
) -> float:
    """Bring the sewers of a block (K strata) one step further; returns the share that lacks.

    The share of each stratum goes to `parts` (K), which is filled only where the result is above 0.
    """
    if inflow > SMALL or short <= SMALL:
        return take_stock(hours, filled, parts, 1.0 - short, inflow, back, dt, 0.0)
    total = 0.0
    for k in range(len(hours)):
        parts[k] = short if filled[k] >= hours[k] else 0.0
        total += parts[k]
    return total / len(hours)


class Drains(NamedTuple):
    """Homes on their sewers: `blocks`, the `taps` that feed them, `total` (A) persons.

    `filled` and `lacked` (2, B, K) are `sewer` and `sewer_lacked` of `Used`; `tolerance` in hours.
    """

    blocks: Blocks
    taps: Serve
    total: Floats
    filled: Floats
    lacked: Floats
    tolerance: float


@njit(cache=True, **LEAN)
def step_sewers(
    sewers: Sewers, drains: Drains, lack: Lack, level: Floats, rain: float, dt: float
) -> None:
    """Who lacks a sewer in this step, block by block; `rain` in mm an hour."""
    blocks, total = drains.blocks, drains.total
    filled, lacked, tolerance = drains.filled, drains.lacked, drains.tolerance
    last = sewers.hours.shape[1] - 1
    parts = np.empty(last + 1)
    start, block_share, feeder = blocks.start, blocks.share, blocks.feeder
    hours, shares, back = sewers.hours, sewers.share, sewers.back
    person_hours, site = lack.person_hours, lack.site
    by_site, by_demand = lack.by_site, lack.by_demand
    above = sewers.rain_fill * max(0.0, rain - sewers.pumps_mm_h)
    for area in range(len(total)):
        lost_all, weighted_all = 0.0, 0.0
        inflow = service(drains.taps, area, level) + sewers.rain_fill * rain
        spilled = above / inflow if above > 0.0 else 0.0
        for b in range(start[area], start[area + 1]):
            off = 1.0 - level[feeder[b]]
            short = off + (1.0 - off) * spilled
            lost, weighted = 0.0, 0.0
            for sort in range(len(back)):
                share = shares[area, sort] * block_share[b]
                if share <= 0.0 or (short <= SMALL and filled[sort, b, last] <= 0.0):
                    continue
                part = fill_sewer(
                    hours[sort], filled[sort, b], parts, short, inflow, back[sort], dt
                )
                if part <= 0.0:
                    continue
                weight = add_hours(lacked[sort, b], parts, 1.0, tolerance, dt)
                lost += part * share
                weighted += part * share * weight
            if lost <= 0.0:
                continue
            lost_all += lost
            weighted_all += weighted
            person_hours[SEWAGE, b] = lost * total[area] * dt
            site[SEWAGE, b] = feeder[b]
            by_site[SEWAGE, b] = off
            by_demand[SEWAGE, b] = (1.0 - off) * spilled
        if lost_all > 0.0:
            fill_share(lack.share, SEWAGE, area, 0, lost_all)
            fill_share(lack.share, SEWAGE, area, 1, lost_all)
            lack.weighted[SEWAGE, area] = weighted_all
            lack.measure[SEWAGE, area] = lost_all
