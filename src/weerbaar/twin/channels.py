"""Calling for help and getting information, over whichever channel still works.

Who cannot call but walks to a manned help point lacks no help; the cause of what is left is that of
the channels.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.causes import most_lost
from weerbaar.twin.recording import fill_share, lack_nested
from weerbaar.twin.services import service
from weerbaar.twin.shops import BY_AREA
from weerbaar.twin.state import HELP_CALL, INFORMATION, Blocks, Knobs, Lack, Lacked, Serve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SMALL = 1e-12


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
def step_channels(
    places: Blocks,
    lines: Serve,
    masts: Serve,
    desks: Serve,
    per_area: int,
    total: Floats,
    islanded: Floats,
    knobs: Knobs,
    lacked: Lacked,
    lack: Lack,
    level: Floats,
    tolerance: Floats,
    dt: float,
    coverage: Floats,
    congestion: Floats,
    phones: Floats,
    informed: Floats,
    near: Floats,
    helped: Floats,
    calls: Floats,
    best: Ints,
    island: Floats,
) -> None:
    """Who reaches no help and no news: mobile, fixed, radio and support points all fail.

    `coverage`, `congestion`, `informed`, `near` and `helped` (areas), and `phones` (2, blocks, 2),
    are shares; `lines` serve fixed telephony, `masts` radio, `desks` answer calls for help, and
    `total` and `islanded` (A) are those of people; `island` (blocks) is the power of homes with a
    battery that works without the grid.
    """
    blocks, start, shares, feeder = len(places.share), places.start, places.share, places.feeder
    queue = answered(total, calls, knobs.answer_floor, knobs.answer_headroom)
    fixed_home, radio_prepared, radio_other = (
        knobs.fixed_home,
        knobs.radio_prepared,
        knobs.radio_other,
    )
    share, weighted, measure = lack.share, lack.weighted, lack.measure
    for area in range(len(total)):
        mobile = coverage[area] * congestion[area]
        fixed = service(lines, area, level) * fixed_home
        radio = service(masts, area, level)
        desk = service(desks, area, level)
        answer = desk * queue
        dead, own_power = 0.0, islanded[area]
        for prepared in range(2):
            own = radio_prepared if prepared == 1 else radio_other
            silent = 0.0
            for b in range(start[area], start[area + 1]):
                home = fixed * level[feeder[b]]
                air = mobile * phones[0, b, prepared]
                alone = (1.0 - air) * (1.0 - home)
                if own_power > 0.0:
                    home, air = fixed * island[b], mobile * phones[1, b, prepared]
                    alone += own_power * ((1.0 - air) * (1.0 - home) - alone)
                silent += shares[b] * alone
                dead += 0.5 * shares[b] * (1.0 - phones[0, b, prepared])
            if fixed >= fixed_home and mobile >= 1.0 and dead <= 0.0:
                silent = 0.0
            call = 1.0 - (1.0 - silent * (1.0 - near[area])) * answer
            call *= 1.0 - helped[area]
            news = silent * (1.0 - own * radio) * (1.0 - informed[area])
            for need, part, hours in (
                (HELP_CALL, call, lacked.help_call),
                (INFORMATION, news, lacked.information),
            ):
                if part > SMALL:
                    weight = lack_nested(part, hours[area, prepared], tolerance[need], dt)
                    fill_share(share, need, area, prepared, part)
                    weighted[need, area] += weight * part
                    measure[need, area] += part
        # What a whole network would lose to the surge is demand; all else is lost masts.
        jam = max(0.0, 1.0 - knobs.headroom / calls[area])
        lost = max(0.0, 1.0 - mobile / max(1.0 - jam, SMALL))
        site = lost_mast(best, per_area, level, area)
        if site < 0:
            site = dark_feeder(start, feeder, level, area)
        for need in (HELP_CALL, INFORMATION):
            unit = blocks + area
            lack.site[need, unit] = site
            lack.by_site[need, unit] = lost
            lack.by_demand[need, unit] = jam
            lack.by_stock[need, unit] = dead
            lack.person_hours[need, unit] = BY_AREA
        unit = blocks + area
        if 1.0 - desk > lost:
            lack.site[HELP_CALL, unit] = most_lost(desks, area, level)
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
