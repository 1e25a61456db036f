"""What becomes different by a choice, in tiles and the line above them."""

from __future__ import annotations

from tests.twin.turned import changes, view
from weerbaar.common.language import ENGLISH
from weerbaar.twin.difference import LACKING
from weerbaar.twin.turned_tiles import MOST_TILES, that_move, tiles_of, told_above


def test_the_largest_differences_come_first_and_only_those_that_stand_out() -> None:
    moves = changes(prepared_low_income=1.0, prepared_other=1.0)
    told = that_move(moves)
    sizes = [abs(move.person_hours.difference.p50) for move in told]
    assert sizes == sorted(sizes, reverse=True)
    assert all(move.moves for move in told)
    tiles = tiles_of(moves, ENGLISH)
    assert [tile.label for tile in tiles] == [LACKING[move.need] for move in told[:MOST_TILES]]
    assert all(tile.better and tile.figure.startswith("−") for tile in tiles)


def test_what_does_not_stand_out_from_chance_makes_no_tile_and_is_said() -> None:
    moves = changes(rain_pumps_mm_h=15.0)
    assert tiles_of(moves, ENGLISH) == ()
    assert "No difference stands out" in told_above(moves, False, ENGLISH)


def test_where_nothing_is_chosen_one_is_told_to_turn_a_knob() -> None:
    assert "Turn a knob" in told_above([], True, ENGLISH)
    assert view().told == told_above([], True, ENGLISH)
