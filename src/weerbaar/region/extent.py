"""In which part of the world areas lie, and what is usual there.

That is its time zone, its emergency number and the scenario that is run where none is named.

The parts of the world are the library's table of extents; a new one is a row, not a change of code.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.tables import Rows
from weerbaar.region.region import Library

NOWHERE = {"extent": "", "timezone": "UTC", "emergency_number": "", "scenario": ""}


def within(areas: Rows, extent: dict[str, Any]) -> NDArray[np.bool_]:
    """For each area whether its centroid lies in the extent; not where it is unknown."""
    lons, lats = areas["lon"], areas["lat"]
    return np.asarray(
        (extent["lon_low"] <= lons)
        & (lons <= extent["lon_high"])
        & (extent["lat_low"] <= lats)
        & (lats <= extent["lat_high"])
    )


def extent_of(areas: Rows, library: Library) -> dict[str, Any]:
    """The row of the extent in which most areas lie, the first of two alike; NOWHERE for none."""
    best, most = dict(NOWHERE), 0.0
    for extent in library.extents:
        count = math.fsum(within(areas, extent))
        if count > most:
            best, most = extent, count
    return best
