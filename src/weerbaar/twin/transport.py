"""Transport: desired trips that cannot be made, by car without fuel or by rail that is out.

Rules:
1. The share of people with a car in their household is min(1, cars_per_household) of their area: as
   if no household had two before each had one. They make all trips by car, all others by public
   transport.
2. A full tank is `car_days` of ordinary driving. When it starts tanks hold from `tank_least` to
   `tank_most` of that, evenly over ten equally likely strata. While the filling stations of an area
   serve in part, the rest comes from the tank; when they all serve, `days_fuel_return` comes back.
   An area that no filling station serves in the region's tables counts as served.
3. Public transport works at the mean level of the railways of the region (`rail_line`); a region
   without any loses none. Buses, bicycles and lifts are not counted.

       unmet = car * (strata past their tank) * (1 - fuel) + (1 - car) * (1 - rail)

4. All trips count alike. The cause is the filling station or the railway that lost most, of
   whichever of the two terms is larger.

All figures: A.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.causes import most_lost
from weerbaar.twin.recording import add_hours, fill_share, lack_nested, take_stock
from weerbaar.twin.services import service
from weerbaar.twin.shops import BY_AREA
from weerbaar.twin.state import TRANSPORT, Lack, Serve
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
RAILWAY = "rail_line"
DAY = 24.0
SMALL = 1e-12


class Transport(NamedTuple):
    """Who drives: `car` (A) the share of people with a car, `tank` (K) days of driving left in it.

    `back` days of driving come back in an hour; `rail` are the railways, by identifier.
    """

    car: Floats
    tank: Floats
    back: float
    rail: Ints


def draw_transport(twin: Twin, values: Mapping[str, float], count: int) -> Transport:
    """Cars, tanks in `count` strata, and the railways."""
    network = twin.network
    row = network.kinds.index(RAILWAY) + 1 if RAILWAY in network.kinds else -1
    rail = [int(i) for i in np.flatnonzero(network.graph.kind == row)]
    least, most = values["tank_least"], max(values["tank_least"], values["tank_most"])
    full = least + (most - least) * (np.arange(count) + 0.5) / count
    return Transport(
        car=np.minimum(1.0, network.region.areas["cars_per_household"]),
        tank=full * values["car_days"],
        back=values["days_fuel_return"] / DAY,
        rail=np.array(sorted(rail, key=lambda i: network.sites[i]), np.int64),
    )


@njit(cache=True, **LEAN)
def mean_rail(rail: Ints, level: Floats) -> tuple[float, int]:
    """Mean level of the railways, 1 without any; and the one that lost most, -1 for none."""
    if len(rail) == 0:
        return 1.0, -1
    total, worst, lowest = 0.0, -1, 1.0 - SMALL
    for i in rail:
        total += level[i]
        if level[i] < lowest - SMALL:
            worst, lowest = i, level[i]
    return total / len(rail), worst


@njit(cache=True, **LEAN)
def fuel_service(serve: Serve, area: int, level: Floats) -> float:
    """Service of the filling stations; 1 where the region's tables name none."""
    if serve.start[area] == serve.start[area + 1]:
        return 1.0
    return service(serve, area, level)


class Trips(NamedTuple):
    """Trips by area: the filling stations, `pumps`, days taken from each `tank` (A, K), and hours.

    `tank_lacked` and `rail_lacked` (A, K) as in `Used`; `tolerance` in hours.
    """

    pumps: Serve
    tank: Floats
    tank_lacked: Floats
    rail_lacked: Floats
    tolerance: float


@njit(cache=True, **LEAN)
def step_transport(
    transport: Transport, trips: Trips, lack: Lack, level: Floats, dt: float
) -> None:
    """Desired trips of this step that are not made, by area."""
    pumps, tank, tolerance = trips.pumps, trips.tank, trips.tolerance
    tank_lacked, rail_lacked = trips.tank_lacked, trips.rail_lacked
    blocks = lack.person_hours.shape[1] - lack.measure.shape[1]
    parts = np.empty(len(transport.tank))
    works, line = mean_rail(transport.rail, level)
    for area in range(len(transport.car)):
        fuel = fuel_service(pumps, area, level)
        car, driven = transport.car[area], 0.0
        weighted = 0.0
        part = take_stock(
            transport.tank, tank[area], parts, fuel, 1.0 / DAY, transport.back, dt, 0.0
        )
        if part > 0.0 and car > 0.0:
            driven = car * part
            weight = add_hours(tank_lacked[area], parts, 1.0, tolerance, dt)
            weighted += driven * weight
        ridden = (1.0 - car) * (1.0 - works)
        if ridden > SMALL:
            weight = lack_nested(1.0 - works, rail_lacked[area], tolerance, dt)
            weighted += ridden * weight
        lost = driven + ridden
        if lost <= SMALL:
            continue
        fill_share(lack.share, TRANSPORT, area, 0, lost)
        fill_share(lack.share, TRANSPORT, area, 1, lost)
        lack.weighted[TRANSPORT, area] = weighted
        lack.measure[TRANSPORT, area] = lost
        lack.person_hours[TRANSPORT, blocks + area] = BY_AREA
        by_car = driven >= ridden
        lack.site[TRANSPORT, blocks + area] = most_lost(pumps, area, level) if by_car else line
        lack.by_site[TRANSPORT, blocks + area] = max(driven, ridden)
