"""Places in the Dutch grid (RD New) as longitudes and latitudes and back; which system is meant.

Rules:
1. A system is known by its EPSG code: RD New, RD New with heights (NAP), WGS84 and ETRS89. Heights
   are left out, and ETRS89 is taken as WGS84: the two lie less than a metre apart.
2. East comes before north and longitude before latitude, as files have them, whatever order the
   register of systems gives.
3. RD is converted without the national correction grid, so that a file gives the same bytes on
   every machine and nothing is fetched. That is right to about 0.3 m: the centre of RD, 155000 and
   463000, should be at 5.38720621 and 52.15517440 and lands 0.3 m away.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer, network

from weerbaar.region.distance import KM_PER_DEGREE

Floats = NDArray[np.float64]
Bounds = tuple[float, float, float, float]
Convert = Callable[[Floats, Floats], tuple[Floats, Floats]]

RD = "EPSG:28992"
RD_NAP = "EPSG:7415"
WGS84 = "EPSG:4326"
ETRS89 = "EPSG:4258"


@dataclass(frozen=True)
class System:
    """A coordinate system: its name on screen, and the lowest and highest x and y it is read in."""

    name: str
    low_x: float
    low_y: float
    high_x: float
    high_y: float
    flat: bool = False

    def holds(self, bounds: Bounds) -> bool:
        """Whether the least and greatest x and y lie inside; false where one is not finite."""
        low_x, low_y, high_x, high_y = bounds
        return (
            self.low_x <= low_x <= high_x <= self.high_x
            and self.low_y <= low_y <= high_y <= self.high_y
        )


# Somewhat wider than where RD is exact: municipalities reach into the sea.
_DUTCH = (-10_000, 280_000, 310_000, 650_000)
_GLOBE = (-180, -90, 180, 90)
SYSTEMS = {
    RD: System("RD New", *_DUTCH, flat=True),
    RD_NAP: System("RD New + NAP", *_DUTCH, flat=True),
    WGS84: System("WGS84", *_GLOBE),
    ETRS89: System("ETRS89", *_GLOBE),
}
SYSTEM_NAMES = ", ".join(f"{system.name} ({code})" for code, system in SYSTEMS.items())

# As it is written by hand, as a URN, as a web address, and as older files have it.
WRITTEN = re.compile(
    r"(?:(?:EPSG|OGC):"
    r"|urn:(?:x-)?ogc:def:crs:(?:EPSG|OGC):[0-9.]*:"
    r"|https?://www\.opengis\.net/def/crs/(?:EPSG|OGC)/[0-9.]+/"
    r"|http://www\.opengis\.net/gml/srs/epsg\.xml#)?(CRS84|[0-9]{1,6})",
    re.IGNORECASE,
)


def crs_of(name: str) -> str | None:
    """The key in SYSTEMS of a coordinate system as files name it; None where it is not known."""
    found = WRITTEN.fullmatch(name.strip())
    if found is None:
        return None
    code = WGS84 if found[1].upper() == "CRS84" else f"EPSG:{int(found[1])}"
    return code if code in SYSTEMS else None


def to_wgs84(x: Floats, y: Floats, crs: str) -> tuple[Floats, Floats]:
    """Longitudes and latitudes of positions in one of SYSTEMS; infinite where there is none."""
    if not SYSTEMS[crs].flat:
        return x, y
    lon, lat = _from_rd().transform(x, y)
    return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)


def from_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """East and north in RD, in m, of longitudes and latitudes; infinite where there is none."""
    x, y = _to_rd().transform(lon, lat)
    return np.asarray(x, dtype=float), np.asarray(y, dtype=float)


def plane_around(bounds: Bounds) -> tuple[Convert, Convert]:
    """The conversions from longitudes and latitudes within bounds to a flat plane in m, and back.

    The plane is RD where that holds all corners; elsewhere one that is true to scale at the middle
    latitude.
    """
    west, south, east, north = bounds
    x, y = from_wgs84(np.array([west, west, east, east]), np.array([south, north, south, north]))
    if SYSTEMS[RD].holds((x.min(), y.min(), x.max(), y.max())):
        return from_wgs84, lambda x, y: to_wgs84(x, y, RD)
    tall = KM_PER_DEGREE * 1000
    # At a pole the plane has no width; a hundredth keeps the way back open.
    wide = tall * max(math.cos(math.radians((south + north) / 2)), 0.01)
    return lambda lon, lat: (lon * wide, lat * tall), lambda x, y: (x / wide, y / tall)


@cache
def _from_rd() -> Transformer:
    network.set_network_enabled(False)  # type: ignore[attr-defined]
    return Transformer.from_crs(RD, WGS84, always_xy=True)


@cache
def _to_rd() -> Transformer:
    network.set_network_enabled(False)  # type: ignore[attr-defined]
    return Transformer.from_crs(WGS84, RD, always_xy=True)
