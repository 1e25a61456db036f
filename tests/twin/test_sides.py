"""What some runs say of a place."""

from __future__ import annotations

import numpy as np
import pytest

from tests.twin.turned import runs_of, side
from weerbaar.drawing.maps import classes_of
from weerbaar.twin.area_map import visible_shares
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.tables import NEED_ORDER


@pytest.mark.parametrize("need", NEED_ORDER)
def test_a_side_says_the_same_as_the_outcome_of_the_same_runs(need: str) -> None:
    """The page makes only what it shows; it must be what `outcome` makes."""
    twin, runs = runs_of(())
    outcome = summarise(twin, runs, scope_of(twin))
    found, n = side(), NEED_ORDER.index(need)
    expected = outcome.need(need)
    assert np.allclose(found.bands(n), np.minimum(expected.shares, 1.0))
    assert found.peak(n) == pytest.approx(expected.peak)
    assert np.array_equal(found.classes(n), classes_of(visible_shares(outcome, need)))
