"""Places on a flat map: seven points of each area, and who is how far from them."""

from __future__ import annotations

import math

KM_PER_DEGREE = 111.195
WALKED_KM = 4.0


class Map:
    """Kilometres east and north of the mean of the areas' centroids."""

    def __init__(self, world):
        rows = list(world.areas.values())
        self.lon = sum(row["lon"] for row in rows) / len(rows)
        self.lat = sum(row["lat"] for row in rows) / len(rows)
        self.points = {code: self.points_of(row) for code, row in world.areas.items()}
        self.at = {site: self.place(row) for site, row in world.sites.items()}

    def place(self, row):
        """Where a row with lon and lat lies."""
        narrow = math.cos(math.radians(self.lat))
        return (
            (row["lon"] - self.lon) * KM_PER_DEGREE * narrow,
            (row["lat"] - self.lat) * KM_PER_DEGREE,
        )

    def points_of(self, area):
        """The centroid, and six points around it at 0.6 of the radius of a round area."""
        x, y = self.place(area)
        far = 0.6 * math.sqrt(area["area_km2"] / math.pi)
        turns = [math.pi / 3.0 * i for i in range(6)]
        return [(x, y)] + [(x + far * math.cos(t), y + far * math.sin(t)) for t in turns]

    def km(self, point, site):
        """Distance from a point to a site."""
        return math.dist(point, self.at[site])


def curve(km, half, steepness):
    """A share that is a half at `half` km."""
    return 1.0 / (1.0 + (km / half) ** steepness)
