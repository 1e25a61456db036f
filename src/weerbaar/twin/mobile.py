"""Mobile service at points inside an area: the best live site by distance, cut by congestion.

Rules:
1. A call over d km succeeds with chance 1 / (1 + (d / range)^steepness): half at the range. A point
   is served by the site where level x chance is largest, so edges of an outage are served from
   outside it.
2. Service is measured against the same point with every site live: normal service is 1.
3. Calls surge where power is lost: to `surge` times normal at the start, halving every `half_life`.
   They load the site that serves the point, whichever that is now, as far as they reach it; a site
   carries `headroom` times its normal load, at least the mean of its kind, and cuts service to
   capacity / demand beyond.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.state import Cover, Knobs

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


PARTS = 4
CALM = 0.01
"""Share of people who still call more than usual, below which a step is not taken in parts."""


class Mobile(NamedTuple):
    """Mobile service of one run: a areas, p points, k sites near a point, n sites.

    `per_area` points, the sites `near` (p, k) each of them, and the `chances` (p, k) of rule 1;
    `usual` (p) is the site that serves a point when all are live, `capacity` (n) the load that fits
    a site once, `masts` the sites that any point can reach, `people` (a). What a step fills:
    `calls` (a) in times normal, `coverage` and `congestion` (a), each 0..1, of which service is the
    product. The rest is room to work in.
    """

    per_area: int
    near: Ints
    chances: Floats
    usual: Ints
    capacity: Floats
    masts: Ints
    people: Floats
    surge: float
    half_life_h: float
    headroom: float
    calls: Floats
    coverage: Floats
    congestion: Floats
    now: Floats
    load: Floats
    best: Ints
    got: Floats
    reached: Floats
    full: Floats


@njit(cache=True, **LEAN)
def chance(km: float, reach_km: float, steepness: float) -> float:
    """Chance that a call over this distance succeeds."""
    return float(1.0 / (1.0 + (km / reach_km) ** steepness))


@njit(cache=True, **LEAN)
def cover_chances(cover: Cover, macro_km: float, small_km: float, steepness: float) -> Floats:
    """The chance of rule 1 for each point and near site, (points, k); 0 where there is none."""
    out = np.zeros(cover.site.shape)
    for q in range(cover.site.shape[0]):
        for k in range(cover.site.shape[1]):
            if cover.site[q, k] >= 0:
                reach = small_km if cover.small[q, k] == 1 else macro_km
                out[q, k] = chance(cover.km[q, k], reach, steepness)
    return out


@njit(cache=True, **LEAN)
def surge_in_step(since: float, dt: float, surge: float, half_life: float) -> float:
    """Mean calls over a step that begins `since` hours after power was lost, in times normal."""
    rate = math.log(2.0) / half_life
    mean = (math.exp(-rate * since) - math.exp(-rate * (since + dt))) / (rate * dt)
    return 1.0 + (surge - 1.0) * mean


@njit(cache=True, **LEAN)
def usual_sites(cover: Cover, chances: Floats) -> Ints:
    """The site that serves each point when every site is live, shape (points,); -1 for none."""
    best = np.full(cover.site.shape[0], -1, np.int64)
    for q in range(cover.site.shape[0]):
        top = 0.0
        for k in range(cover.site.shape[1]):
            if chances[q, k] > top:
                top, best[q] = chances[q, k], cover.site[q, k]
    return best


@njit(cache=True, **LEAN)
def normal_load(cover: Cover, best: Ints, people: Floats, sites: int) -> Floats:
    """People whose `usual_sites` each site is, shape (sites,)."""
    load = np.zeros(sites)
    for q in range(cover.site.shape[0]):
        if best[q] >= 0:
            load[best[q]] += people[q // cover.per_area] / cover.per_area
    return load


@njit(cache=True, **LEAN)
def site_capacity(cover: Cover, usual: Floats) -> Floats:
    """Load that each site is built for: its normal load, at least the mean of its kind (sites,)."""
    small = np.zeros(len(usual), np.int64)
    for q in range(cover.site.shape[0]):
        for k in range(cover.site.shape[1]):
            if cover.site[q, k] >= 0:
                small[cover.site[q, k]] = cover.small[q, k]
    total, count = np.zeros(2), np.zeros(2)
    for i in range(len(usual)):
        if usual[i] > 0.0:
            total[small[i]] += usual[i]
            count[small[i]] += 1.0
    capacity = np.zeros(len(usual))
    for i in range(len(usual)):
        mean = total[small[i]] / count[small[i]] if count[small[i]] > 0.0 else 1.0
        capacity[i] = max(usual[i], mean)
    return capacity


@njit(cache=True, **LEAN)
def masts_of(cover: Cover, sites: int) -> Ints:
    """The sites that any point can reach, in order, of so many `sites`."""
    near = np.zeros(sites, np.int64)
    for q in range(cover.site.shape[0]):
        for k in range(cover.site.shape[1]):
            if cover.site[q, k] >= 0:
                near[cover.site[q, k]] = 1
    return np.flatnonzero(near)


@njit(cache=True, **LEAN)
def open_mobile(cover: Cover, people: Floats, knobs: Knobs, sites: int) -> Mobile:
    """Normal service and normal calls, for the `people` of areas (a) and so many `sites`."""
    chances = cover_chances(cover, knobs.range_macro_km, knobs.range_small_km, knobs.call_steepness)
    usual = usual_sites(cover, chances)
    areas, points = len(people), cover.site.shape[0]
    return Mobile(
        cover.per_area,
        cover.site,
        chances,
        usual,
        site_capacity(cover, normal_load(cover, usual, people, sites)),
        masts_of(cover, sites),
        people,
        knobs.surge,
        knobs.surge_half_life_h,
        knobs.headroom,
        np.ones(areas),
        np.ones(areas),
        np.ones(areas),
        np.ones(sites),
        np.zeros(sites),
        np.full(points, -1, np.int64),
        np.zeros(points),
        np.zeros(points),
        np.zeros(points),
    )


@njit(cache=True, **LEAN)
def find_sites(mobile: Mobile, level: Floats) -> None:
    """The site that serves each point (rule 1): fills `best` (points), -1 for none.

    Also fills service against rule 2, `got`, the chance to reach that site, `reached`, and the best
    chance with every site live, `full`.
    """
    near, chances, best = mobile.near, mobile.chances, mobile.best
    got, reached, full = mobile.got, mobile.reached, mobile.full
    for q in range(near.shape[0]):
        best[q] = -1
        top, most, reach = 0.0, 0.0, 0.0
        for k in range(near.shape[1]):
            i = near[q, k]
            if i < 0:
                continue
            most = max(most, chances[q, k])
            if level[i] * chances[q, k] > top:
                top, best[q], reach = level[i] * chances[q, k], i, chances[q, k]
        got[q] = top / most if most > 0.0 else 0.0
        reached[q], full[q] = reach, most


@njit(cache=True, **LEAN)
def carry_calls(mobile: Mobile) -> None:
    """Load the sites that `find_sites` found, and fill `coverage` and `congestion`."""
    per_area, best, load, got = mobile.per_area, mobile.best, mobile.load, mobile.got
    people, calls, reached, full = mobile.people, mobile.calls, mobile.reached, mobile.full
    capacity, headroom = mobile.capacity, mobile.headroom
    for i in mobile.masts:
        load[i] = 0.0
    for area in range(len(people)):
        for q in range(area * per_area, (area + 1) * per_area):
            if best[q] >= 0:
                load[best[q]] += people[area] * calls[area] / per_area * reached[q] / full[q]
    for area in range(len(people)):
        reach = 0.0
        through = 0.0
        for q in range(area * per_area, (area + 1) * per_area):
            if best[q] < 0:
                continue
            room = headroom * capacity[best[q]]
            reach += got[q]
            through += got[q] * min(1.0, room / max(load[best[q]], 1e-9))
        mobile.coverage[area] = reach / per_area
        mobile.congestion[area] = through / reach if reach > 0.0 else 1.0


@njit(cache=True, **LEAN)
def serve_surge(
    mobile: Mobile, level: Floats, before: Floats, after: Floats, stirred: Floats, dt: float
) -> None:
    """Fill `calls`, `coverage` and `congestion` of one step of dt hours.

    `level` (sites) is the mean of the step, `before` and `after` its ends. `stirred` (areas) is the
    share of people who call because they lost power; it halves every `half_life_h`.
    """
    areas, now = len(stirred), mobile.now
    calls, coverage, congestion = mobile.calls, mobile.coverage, mobile.congestion
    parts, moves = 1, False
    for area in range(areas):
        if stirred[area] > CALM:
            parts = PARTS
    for i in mobile.masts:
        now[i] = level[i]
        if before[i] != after[i]:
            parts, moves = PARTS, True
    all_calls, reached, through = np.zeros(areas), np.zeros(areas), np.zeros(areas)
    for part in range(parts):
        if moves:
            for i in mobile.masts:
                now[i] = level_in_part(level[i], before[i], after[i], part, parts)
        # Where no site changes within the step the same sites serve in all its parts.
        if moves or part == 0:
            find_sites(mobile, now)
        peak = surge_in_step(part * dt / parts, dt / parts, mobile.surge, mobile.half_life_h)
        for area in range(areas):
            calls[area] = 1.0 + (peak - 1.0) * stirred[area]
        carry_calls(mobile)
        for area in range(areas):
            all_calls[area] += calls[area] / parts
            reached[area] += coverage[area] / parts
            through[area] += coverage[area] * congestion[area] / parts
    for area in range(areas):
        calls[area] = all_calls[area]
        coverage[area] = reached[area]
        congestion[area] = through[area] / reached[area] if reached[area] > 0.0 else 1.0
        stirred[area] *= 0.5 ** (dt / mobile.half_life_h)


@njit(cache=True, **LEAN)
def level_in_part(mean: float, before: float, after: float, part: int, parts: int) -> float:
    """Level of a site in a part of a step: what falls works first, what returns works last."""
    high, low = max(before, after), min(before, after)
    if high - low < 1e-9 or not low <= mean <= high:
        return mean
    works = (mean - low) / (high - low) * parts
    share = works - part if before > after else works - (parts - 1 - part)
    return low + (high - low) * min(1.0, max(0.0, share))
