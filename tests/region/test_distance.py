"""Distances, and points that fill a disc evenly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.region.distance import keyed_fraction, km_between, point_in_disc


def test_nijmegen_to_tiel_is_thirty_kilometres() -> None:
    km = km_between(5.8631, 51.8462, np.array([5.4356, np.nan]), np.array([51.8882, 51.9]))

    assert km[0] == pytest.approx(29.8, abs=0.2)
    assert np.isnan(km[1])


@given(st.text(), st.integers(1, 400))
def test_points_lie_within_the_disc_of_the_area(key: str, number: int) -> None:
    lon, lat = point_in_disc(5.5, 51.9, 12.0, key, number)

    km = km_between(5.5, 51.9, np.array([lon]), np.array([lat]))[0]
    assert km <= np.sqrt(12.0 / np.pi) + 0.01
    assert point_in_disc(5.5, 51.9, 12.0, key, number) == (lon, lat)


def test_points_fill_the_disc_evenly() -> None:
    points = [point_in_disc(0.0, 0.0, np.pi * 100, "k", n) for n in range(1, 401)]
    km = km_between(0.0, 0.0, *(np.array(axis) for axis in zip(*points, strict=True)))

    # A quarter of the surface lies within half the radius.
    assert (km < 5).mean() == pytest.approx(0.25, abs=0.02)


def test_a_key_gives_always_the_same_fraction() -> None:
    fractions = [keyed_fraction(f"key {n}") for n in range(2000)]

    assert fractions == [keyed_fraction(f"key {n}") for n in range(2000)]
    assert 0 <= min(fractions) < max(fractions) < 1
    assert np.mean(fractions) == pytest.approx(0.5, abs=0.02)
