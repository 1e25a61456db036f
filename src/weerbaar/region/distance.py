"""Distances and places on the earth's surface, for placing and linking sites.

Kilometres between two points come from a flat plane at their mean latitude, right to 0.2 % within
300 km; they are rounded to a millimetre, so that equal distances are equal on any machine.
"""

from __future__ import annotations

import math
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

KM_PER_DEGREE = 111.195
Floats = NDArray[np.float64]

# The plane's low-discrepancy sequence of Roberts (2018): powers of the plastic number.
PLASTIC = 1.32471795724474602596
STEPS = (1 / PLASTIC, 1 / PLASTIC**2)


def km_between(lon: float, lat: float, lons: Floats, lats: Floats) -> Floats:
    """Kilometres from one point to each of the others; NaN where a place is not known."""
    width = np.cos(np.radians((lats + lat) / 2))
    return np.round(KM_PER_DEGREE * np.hypot((lons - lon) * width, lats - lat), 6)


def keyed_fraction(key: str) -> float:
    """A number from 0 up to 1 that follows from the key alone, evenly spread over keys."""
    return int.from_bytes(blake2b(key.encode(), digest_size=7).digest()) / 2**56


def point_in_disc(
    lon: float, lat: float, area_km2: float, key: str, number: int
) -> tuple[float, float]:
    """Longitude and latitude of point `number` (from 1) of the key's sequence in an area.

    The area is taken as a disc around its centroid; the points of one key fill it evenly. Rounded
    to 5 decimals (about a metre).
    """
    u = (keyed_fraction(f"{key}:u") + number * STEPS[0]) % 1
    v = (keyed_fraction(f"{key}:v") + number * STEPS[1]) % 1
    radius, angle = math.sqrt(area_km2 / math.pi * u), 2 * math.pi * v
    east = radius * math.cos(angle) / (KM_PER_DEGREE * math.cos(math.radians(lat)))
    north = radius * math.sin(angle) / KM_PER_DEGREE
    return round(lon + east, 5), round(lat + north, 5)
