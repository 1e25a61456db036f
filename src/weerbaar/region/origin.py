"""Which rows of a region come from a source under the Open Database License.

Such rows, and rows that name a site made from them, are kept apart from the others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.tables import Rows
from weerbaar.region.region import Region
from weerbaar.region.tables import LINKS, SITES

OPEN_DATABASE = "ODbL"


def open_database_rows(region: Region, rows: Rows) -> NDArray[np.bool_]:
    """For each row of one of the region's tables whether it falls under the licence."""
    if rows.table.name == SITES.name:
        return _open_sites(region, rows)
    if rows.table.name == LINKS.name:
        sites = set(region.sites["site"][_open_sites(region, region.sites)])
        return np.array(
            [
                c in sites or s in sites
                for c, s in zip(rows["consumer"], rows["supplier"], strict=True)
            ],
            dtype=bool,
        )
    return np.zeros(len(rows), dtype=bool)


def _open_sites(region: Region, sites: Rows) -> NDArray[np.bool_]:
    licences = zip(region.sources["source"], region.sources["licence"], strict=True)
    names = {source for source, licence in licences if licence.startswith(OPEN_DATABASE)}
    return np.array([source in names for source in sites["source"]], dtype=bool)
