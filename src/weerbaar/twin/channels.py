"""Calling for help and getting information, over whichever channel still works.

Who cannot call but walks to a manned help point lacks no help; the cause of what is left is that of
the channels.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.causes import most_lost
from weerbaar.twin.mobile import Mobile
from weerbaar.twin.recording import fill_share, lack_nested
from weerbaar.twin.services import service
from weerbaar.twin.shops import BY_AREA
from weerbaar.twin.state import (
    HELP_CALL,
    INFORMATION,
    Blocks,
    Knobs,
    Lack,
    Lacked,
    People,
    Places,
    Serve,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SMALL = 1e-12


class Channels(NamedTuple):
    """Every way to call and to hear: `lines` serve fixed telephony, `masts` radio, `desks` answer.

    `works` (2, B, 2) as in `Phones` and `island` (B) as in `Power`; hours lacked `calling` and
    `hearing` (A, 2, K). Shares by area that others fill before each step: `informed` and `near` of
    support points, `helped` who reports in person; filled here: `dead` (A), phones that are empty.
    """

    blocks: Blocks
    lines: Serve
    masts: Serve
    desks: Serve
    mobile: Mobile
    works: Floats
    island: Floats
    islanded: Floats
    fixed_home: float
    radio: Floats
    answer_floor: float
    answer_headroom: float
    calling: Floats
    hearing: Floats
    tolerance: Floats
    informed: Floats
    near: Floats
    helped: Floats
    dead: Floats


@njit(cache=True, **LEAN)
def open_channels(
    blocks: Blocks,
    places: Places,
    people: People,
    knobs: Knobs,
    mobile: Mobile,
    works: Floats,
    island: Floats,
    lacked: Lacked,
    tolerance: Floats,
) -> Channels:
    """Every channel works; the arrays as in `Channels`, `tolerance` (N) hours."""
    areas = len(people.total)
    return Channels(
        blocks,
        places.fixed,
        places.radio,
        places.answer,
        mobile,
        works,
        island,
        people.islanded,
        knobs.fixed_home,
        people.radio,
        knobs.answer_floor,
        knobs.answer_headroom,
        lacked.help_call,
        lacked.information,
        tolerance,
        np.zeros(areas),
        np.zeros(areas),
        np.zeros(areas),
        np.zeros(areas),
    )


@njit(cache=True, **LEAN)
def answered(total: Floats, calls: Floats, floor: float, headroom: float) -> float:
    """Share of 112 calls that is answered: all areas share one queue. `calls` is times normal.

    `total` (A) persons; `headroom` is how many times normal can be answered, `floor` the least
    share.
    """
    made, usual = 0.0, 0.0
    for area in range(len(total)):
        made += calls[area] * total[area]
        usual += total[area]
    pressed = made / usual if usual > 0.0 else 1.0
    return min(1.0, max(floor, headroom / pressed))


@njit(cache=True, **LEAN)
def step_channels(channels: Channels, lack: Lack, level: Floats, dt: float) -> None:
    """Who reaches no help and no news: mobile, fixed, radio and support points all fail."""
    mobile = channels.mobile
    queue = answered(mobile.people, mobile.calls, channels.answer_floor, channels.answer_headroom)
    reach_people(channels, lack, level, queue, dt)
    blame_channels(channels, lack, level, queue)


@njit(cache=True, **LEAN)
def reach_people(channels: Channels, lack: Lack, level: Floats, queue: float, dt: float) -> None:
    """Who cannot call and who hears nothing, where a share `queue` of calls is answered."""
    start, shares = channels.blocks.start, channels.blocks.share
    feeder, works, island = channels.blocks.feeder, channels.works, channels.island
    coverage, congestion = channels.mobile.coverage, channels.mobile.congestion
    informed, near, helped, dead = channels.informed, channels.near, channels.helped, channels.dead
    share, weighted, measure = lack.share, lack.weighted, lack.measure
    tolerance, calling, hearing = channels.tolerance, channels.calling, channels.hearing
    for area in range(len(dead)):
        mobile = coverage[area] * congestion[area]
        fixed = service(channels.lines, area, level) * channels.fixed_home
        radio = service(channels.masts, area, level)
        answer = service(channels.desks, area, level) * queue
        empty, own_power = 0.0, channels.islanded[area]
        for prepared in range(2):
            own = channels.radio[area, prepared]
            silent = 0.0
            for b in range(start[area], start[area + 1]):
                home = fixed * level[feeder[b]]
                air = mobile * works[0, b, prepared]
                alone = (1.0 - air) * (1.0 - home)
                if own_power > 0.0:
                    home, air = fixed * island[b], mobile * works[1, b, prepared]
                    alone += own_power * ((1.0 - air) * (1.0 - home) - alone)
                silent += shares[b] * alone
                empty += 0.5 * shares[b] * (1.0 - works[0, b, prepared])
            if fixed >= channels.fixed_home and mobile >= 1.0 and empty <= 0.0:
                silent = 0.0
            call = 1.0 - (1.0 - silent * (1.0 - near[area])) * answer
            call *= 1.0 - helped[area]
            news = silent * (1.0 - own * radio) * (1.0 - informed[area])
            for need, part, hours in ((HELP_CALL, call, calling), (INFORMATION, news, hearing)):
                if part > SMALL:
                    weight = lack_nested(part, hours[area, prepared], tolerance[need], dt)
                    fill_share(share, need, area, prepared, part)
                    weighted[need, area] += weight * part
                    measure[need, area] += part
        dead[area] = empty


@njit(cache=True, **LEAN)
def blame_channels(channels: Channels, lack: Lack, level: Floats, queue: float) -> None:
    """What is to blame in each area: a lost site, too many calls, or phones that are empty."""
    mobile, start, feeder = channels.mobile, channels.blocks.start, channels.blocks.feeder
    blocks = len(feeder)
    for area in range(len(channels.dead)):
        served = mobile.coverage[area] * mobile.congestion[area]
        desk = service(channels.desks, area, level)
        # What a whole network would lose to the surge is demand; all else is lost masts.
        jam = max(0.0, 1.0 - mobile.headroom / mobile.calls[area])
        lost = max(0.0, 1.0 - served / max(1.0 - jam, SMALL))
        site = lost_mast(mobile.usual, mobile.per_area, level, area)
        if site < 0:
            site = dark_feeder(start, feeder, level, area)
        unit = blocks + area
        for need in (HELP_CALL, INFORMATION):
            lack.site[need, unit] = site
            lack.by_site[need, unit] = lost
            lack.by_demand[need, unit] = jam
            lack.by_stock[need, unit] = channels.dead[area]
            lack.person_hours[need, unit] = BY_AREA
        if 1.0 - desk > lost:
            lack.site[HELP_CALL, unit] = most_lost(channels.desks, area, level)
            lack.by_site[HELP_CALL, unit] = 1.0 - desk
        lack.by_demand[HELP_CALL, unit] = max(jam, 1.0 - queue)


@njit(cache=True, **LEAN)
def dark_feeder(start: Ints, feeder: Ints, level: Floats, area: int) -> int:
    """The feeder of an area that lost most power; -1 where none did."""
    worst, lost = -1, SMALL
    for b in range(start[area], start[area + 1]):
        i = feeder[b]
        if 1.0 - level[i] > lost + 1e-12:
            worst, lost = i, 1.0 - level[i]
    return worst


@njit(cache=True, **LEAN)
def lost_mast(best: Ints, per_area: int, level: Floats, area: int) -> int:
    """Of the sites that normally serve the points of an area, the one that lost most."""
    worst, lost = -1, SMALL
    for q in range(area * per_area, (area + 1) * per_area):
        i = best[q]
        if i >= 0 and 1.0 - level[i] > lost + 1e-12:
            worst, lost = i, 1.0 - level[i]
    return worst
