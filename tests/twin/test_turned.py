"""What a page shows of turned knobs, in pictures and words."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.twin.small import blackout, drawn_twin
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.maps import classes_of
from weerbaar.twin.area_map import visible_shares
from weerbaar.twin.difference import compare_answers
from weerbaar.twin.ensemble import Run, run_once
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.turned import Side, TurnedView, draw_ground, side_of, view_of
from weerbaar.twin.twin import Twin

RUNS = 10


@cache
def runs_of(twin_key: tuple[tuple[str, float], ...]) -> tuple[Twin, tuple[Run, ...]]:
    twin = replace(drawn_twin(blackout(24.0)), fixed=dict(twin_key))
    return twin, tuple(run_once(twin, run) for run in range(RUNS))


def side(**fixed: float) -> Side:
    twin, runs = runs_of(tuple(fixed.items()))
    return side_of(runs, scope_of(twin), steps())


def steps() -> int:
    return max(run.steps for run in runs_of(())[1])


def view(full: bool = True, **fixed: float) -> TurnedView:
    """What is shown where these parameters are set; without any, as it is now."""
    twin, before = runs_of(())
    scope = scope_of(twin)
    now = summarise(twin, before, scope)
    sides, moves = [side()], []
    if fixed:
        other, after = runs_of(tuple(fixed.items()))
        moves = compare_answers(twin, other, before, after, scope)
        sides.append(side(**fixed))
    ground = draw_ground(twin.network.region, scope, ENGLISH)
    return view_of(twin, now, sides, moves, ground, ENGLISH, full)


def test_kits_for_everybody_are_told_as_a_difference_with_both_maps_and_for_each_group() -> None:
    shown = view(prepared_low_income=1.0, prepared_other=1.0)
    assert [caption for caption, _ in shown.maps] == ["As it is now", "With your choice"]
    assert shown.tiles
    assert all(tile.better for tile in shown.tiles)
    assert all(tile.figure.startswith("−") for tile in shown.tiles)
    table = shown.tables[0]
    assert table.columns == ("Group", "As it is now", "With your choice", "Difference")
    assert {"People with a low income", "People with a higher income"} <= {
        row.label for row in table.rows
    }
    assert all('class="beside"' in curve.svg for curve in shown.curves)


def test_without_a_choice_there_is_one_map_and_no_difference() -> None:
    shown = view()
    assert len(shown.maps) == 1
    assert not shown.tiles
    assert not shown.still
    assert "as it is now" in shown.told.lower().replace("how it is now", "as it is now")
    assert all('class="beside"' not in curve.svg for curve in shown.curves)
    assert all(len(table.columns) == 2 for table in shown.tables)


def test_a_choice_that_changes_nothing_says_so() -> None:
    shown = view(rain_pumps_mm_h=15.0)
    assert not shown.tiles
    assert "No difference stands out" in shown.told


def test_the_data_of_the_script_hold_both_maps_for_each_hour() -> None:
    shown = view(prepared_low_income=1.0)
    data = json.loads(shown.data)
    areas = len(runs_of(())[0].network.region.areas)
    assert len(data["hours"]) == steps() == shown.last + 1
    assert data["names"][:areas] == data["names"][areas:]
    assert [layer["key"] for layer in data["layers"]] == [key for key, _ in shown.layers]
    for layer in data["layers"]:
        assert len(layer["cells"]) == 2 * areas


def test_the_first_band_leaves_out_what_takes_room() -> None:
    few, whole = (view(full, prepared_low_income=1.0, prepared_other=1.0) for full in (False, True))
    assert few.map_table is None
    assert len(few.tables) == 1
    assert whole.map_table is not None
    assert len(whole.map_table.rows) == len(json.loads(whole.data)["names"]) // 2


def test_what_a_name_holds_cannot_end_the_script_element() -> None:
    assert "<" not in view().data


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
