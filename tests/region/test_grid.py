"""The Dutch grid: places go to degrees and back; systems are known by however files name them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.region.distance import km_between
from weerbaar.region.grid import (
    ETRS89,
    RD,
    RD_NAP,
    SYSTEMS,
    WGS84,
    crs_of,
    from_wgs84,
    plane_around,
    to_wgs84,
)

EAST = st.floats(10_000, 280_000)
NORTH = st.floats(305_000, 620_000)


def test_the_centre_of_the_dutch_grid_lies_in_amersfoort() -> None:
    lon, lat = to_wgs84(np.array([155_000.0]), np.array([463_000.0]), RD)

    metres = 1000 * km_between(5.38720621, 52.15517440, lon, lat)
    assert metres[0] < 0.3
    assert to_wgs84(lon, lat, WGS84) == (lon, lat)
    assert to_wgs84(np.array([155_000.0]), np.array([463_000.0]), RD_NAP) == (lon, lat)


@given(EAST, NORTH)
def test_a_place_comes_back_within_a_millimetre(x: float, y: float) -> None:
    back = from_wgs84(*to_wgs84(np.array([x]), np.array([y]), RD))

    assert np.hypot(back[0] - x, back[1] - y)[0] < 1e-3


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("EPSG:28992", RD),
        (" epsg:28992 ", RD),
        ("28992", RD),
        ("urn:ogc:def:crs:EPSG::28992", RD),
        ("urn:ogc:def:crs:EPSG:9.9.1:7415", RD_NAP),
        ("urn:x-ogc:def:crs:EPSG::4326", WGS84),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", WGS84),
        ("OGC:CRS84", WGS84),
        ("http://www.opengis.net/def/crs/EPSG/0/28992", RD),
        ("https://www.opengis.net/def/crs/OGC/1.3/CRS84", WGS84),
        ("http://www.opengis.net/gml/srs/epsg.xml#4258", ETRS89),
    ],
)
def test_a_system_is_known_however_it_is_written(name: str, code: str) -> None:
    assert crs_of(name) == code


@pytest.mark.parametrize("name", ["", "EPSG:31370", "RD", "EPSG:", "EPSG:28992 ; x", "9" * 5000])
def test_another_system_is_not_known(name: str) -> None:
    assert crs_of(name) is None


@given(st.text())
def test_no_name_upsets_it(name: str) -> None:
    assert crs_of(name) in (None, *SYSTEMS)


def test_bounds_that_are_not_finite_or_lie_elsewhere_do_not_fit() -> None:
    assert SYSTEMS[RD].holds((0, 300_000, 10, 300_010))
    assert not SYSTEMS[RD].holds((5, 51, 6, 52))
    assert not SYSTEMS[WGS84].holds((0, 300_000, 10, 300_010))
    assert not SYSTEMS[WGS84].holds((float("nan"),) * 4)


@pytest.mark.parametrize("bounds", [(5.4, 51.8, 5.6, 52.0), (-71.3, -33.6, -71.2, -33.5)])
def test_a_plane_keeps_distances_and_leads_back(bounds: tuple[float, float, float, float]) -> None:
    west, south, east, north = bounds
    there, back = plane_around(bounds)
    lon, lat = np.array([west, east]), np.array([south, north])

    x, y = there(lon, lat)

    km = km_between(west, south, lon[1:], lat[1:])[0]
    assert np.hypot(x[1] - x[0], y[1] - y[0]) / 1000 == pytest.approx(km, rel=0.005)
    np.testing.assert_allclose(back(x, y), (lon, lat), atol=1e-8)


def test_a_plane_around_a_pole_leads_back_too() -> None:
    there, back = plane_around((-180, 90, 180, 90))

    lon, lat = back(*there(np.array([-180.0, 180.0]), np.array([90.0, 90.0])))

    np.testing.assert_allclose(lon, [-180, 180])
    np.testing.assert_allclose(lat, [90, 90])
