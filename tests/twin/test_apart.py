"""When two answers on the same draws differ, and when that stands out."""

import numpy as np
import pytest

from weerbaar.common.finding import Band
from weerbaar.twin.apart import apart_of, per_head, stands_out


def test_what_differs_by_rounding_only_is_the_same() -> None:
    one = np.array([100.0, 100.0, -100.0, 0.0])
    apart = apart_of(one, one + np.array([1e-5, 1e-3, 1.0, 0.0]))
    assert apart[0] == apart[3] == 0.0
    assert apart[1] == pytest.approx(1e-3)
    assert apart[2] == 1.0


def test_few_runs_never_stand_out() -> None:
    assert not stands_out(Band(1.0, 2.0, 3.0), 9)
    assert stands_out(Band(1.0, 2.0, 3.0), 10)
    assert stands_out(Band(-3.0, -2.0, -1.0), 10)
    assert not stands_out(Band(-1.0, 2.0, 3.0), 10)


def test_hours_of_nobody_are_not_divided_by_zero() -> None:
    assert per_head(np.array([6.0, 0.0]), np.array([3.0, 0.0])).tolist() == [2.0, 0.0]
