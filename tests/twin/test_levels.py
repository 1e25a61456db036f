"""Levels: when the share that is served falls, and when it comes back."""

import numpy as np
import pytest

from weerbaar.twin.levels import (
    hysteresis_of,
    level_of,
    return_h,
    slope_of,
    time_to_recover,
    time_until_below,
)

LEVEL = np.array([1.0, 0.6, 0.2, 0.4, 0.92, 1.0])


def test_a_level_falls_for_two_hours_and_comes_back_in_steps() -> None:
    """Loss 0.8 by the end of hour 3, shock at 1: 0.4 an hour. Half is back in hour 4, all in 5."""
    assert slope_of(LEVEL, 1.0, 1.0) == pytest.approx(0.4)
    assert [return_h(LEVEL, share, 1.0) for share in (0.5, 0.9, 0.95)] == [4.0, 4.0, 5.0]
    assert time_to_recover(LEVEL, 0.95, 1.0, 1.0) == 4.0
    assert hysteresis_of(LEVEL, 0.95, 3.0, 1.0) == 2.0
    assert time_until_below(LEVEL, 1.0, 1.0) == 0.0


def test_a_service_that_is_back_before_its_supplier_is_no_hours_late() -> None:
    assert hysteresis_of(LEVEL, 0.95, 9.0, 1.0) == 0.0


def test_a_level_that_never_falls_needs_no_return_and_one_that_stays_low_has_none() -> None:
    whole, low = np.ones(5), np.full(5, 0.3)
    assert slope_of(whole, 0.0, 1.0) == return_h(whole, 0.95, 1.0) == 0.0
    assert np.isnan(hysteresis_of(whole, 0.95, 0.0, 1.0))
    assert return_h(low, 0.5, 1.0) == np.inf
    assert time_until_below(whole, 3.0, 1.0) == np.inf


def test_a_level_is_the_share_that_is_served() -> None:
    unmet = np.array([[0, 0], [100, 50]], np.float32)
    assert level_of(unmet, 300.0).tolist() == [1.0, 0.5]
