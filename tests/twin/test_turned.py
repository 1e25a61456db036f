"""What a page shows of turned knobs, in pictures and words."""

from __future__ import annotations

import json

from tests.twin.turned import view


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


def test_the_first_band_leaves_out_what_takes_room() -> None:
    few, whole = (view(full, prepared_low_income=1.0, prepared_other=1.0) for full in (False, True))
    assert few.map_table is None
    assert len(few.tables) == 1
    assert whole.map_table is not None
    assert len(whole.map_table.rows) == len(json.loads(whole.data)["names"]) // 2
