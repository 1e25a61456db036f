"""Where a region lies says its time zone and its emergency number."""

from dataclasses import replace

import numpy as np
import pytest

from weerbaar.common.tables import Rows
from weerbaar.region.extent import NOWHERE, extent_of, within
from weerbaar.region.files import read_region
from weerbaar.region.region import Library, Region


@pytest.mark.parametrize(
    ("region", "timezone", "number"),
    [
        ("gelderland-zuid", "Europe/Amsterdam", "112"),
        ("caribisch-nederland", "America/Kralendijk", "911"),
    ],
)
def test_a_place_has_its_own_time_and_number(
    region: str, timezone: str, number: str, library: Library
) -> None:
    found = extent_of(read_region(region).areas, library)

    assert (found["timezone"], found["emergency_number"]) == (timezone, number)
    assert read_region(region).timezone == timezone


def test_most_areas_decide_and_nowhere_is_no_error(region: Region, library: Library) -> None:
    areas, empty = region.areas, replace(library, extents=library.extents.where(np.zeros(2, bool)))
    lons = areas["lon"].copy()
    lons[0] = -68.3
    moved = Rows(areas.table, {**areas.columns, "lon": lons})

    assert extent_of(moved, library)["timezone"] == "Europe/Amsterdam"
    assert extent_of(areas, empty) == NOWHERE
    assert not within(
        Rows(areas.table, {**areas.columns, "lon": lons * np.nan}),
        NOWHERE | {"lon_low": -180, "lon_high": 180, "lat_low": -90, "lat_high": 90},
    ).any()
