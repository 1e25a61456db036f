import csv
import json
import time
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from weerbaar.drawing.cells import (
    Shape,
    draw_cells,
    middle_of,
    outline_from_geojson,
    to_geometry,
    to_plane,
)

SQUARE = Shape(((((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)),),))

# Whole kilometres keep centres apart, as the centres of real neighbourhoods are.
PLACES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=25, unique=True
)


def test_areas_without_an_outline_become_neighbouring_cells_and_an_outline_stays() -> None:
    centres = [(1.0, 1.0), (4.0, 1.0), (7.0, 1.0)]
    shapes = draw_cells(centres, [4.0, 9.0, 9.0], [SQUARE, None, None])
    surfaces = [to_geometry(shape) for shape in shapes]
    assert shapes[0] == SQUARE
    assert surfaces[1].covers(Point(4.0, 1.0))
    assert surfaces[1].touches(surfaces[2])
    assert surfaces[0].intersection(surfaces[1]).area == 0


@given(PLACES, st.floats(0.5, 60))
def test_cells_cover_their_centre_and_do_not_overlap(
    places: list[tuple[int, int]], area: float
) -> None:
    centres = [(float(x), float(y)) for x, y in places]
    cells = [to_geometry(shape) for shape in draw_cells(centres, [area] * len(centres))]
    assert all(c.buffer(1e-6).covers(Point(p)) for c, p in zip(cells, centres, strict=True))
    total = sum(cell.area for cell in cells)
    assert shapely.union_all(cells).area == pytest.approx(total, rel=1e-6)


@given(PLACES)
def test_neighbours_leave_no_holes(places: list[tuple[int, int]]) -> None:
    centres = [(float(x), float(y)) for x, y in places]
    cells = [to_geometry(shape) for shape in draw_cells(centres, [8.0] * len(centres))]
    # Points on a shared edge are rounded on their own; a metre closes that.
    whole = shapely.union_all(cells).buffer(0.001)
    assert all(len(part.interiors) == 0 for part in shapely.get_parts(whole))


@given(PLACES)
def test_the_same_points_give_the_same_cells(places: list[tuple[int, int]]) -> None:
    centres = [(float(x), float(y)) for x, y in places]
    areas = [5.0] * len(centres)
    assert draw_cells(centres, areas) == draw_cells(centres, areas)


def test_two_areas_with_one_centre_are_drawn_side_by_side() -> None:
    cells = [to_geometry(s) for s in draw_cells([(3.0, 3.0)] * 3 + [(9.0, 3.0)], [10.0] * 4)]
    assert all(cell.area > 1 for cell in cells)
    assert cells[0].intersection(cells[1]).area == pytest.approx(0, abs=1e-9)


def test_an_unknown_surface_gets_the_usual_one() -> None:
    nothing_known = draw_cells([(0.0, 0.0), (50.0, 0.0)], [float("nan"), 7.0])
    assert to_geometry(nothing_known[0]).area == pytest.approx(to_geometry(nothing_known[1]).area)


def test_a_degree_of_latitude_is_111_km_and_longitude_shrinks_northwards() -> None:
    (west, south), (east, north) = to_plane([5.0, 6.0], [51.5, 52.5])
    assert north - south == pytest.approx(111.2, abs=0.1)
    assert east - west == pytest.approx(68.5, abs=0.2)
    assert to_plane([], []) == []


def test_a_geojson_outline_comes_into_the_same_plane() -> None:
    ring = [[5.0, 52.0], [5.1, 52.0], [5.1, 52.1], [5.0, 52.0]]
    shape = outline_from_geojson({"type": "Polygon", "coordinates": [ring]}, (5.0, 52.0))
    assert shape.polygons[0][0][0] == (0.0, 0.0)
    several = outline_from_geojson({"type": "MultiPolygon", "coordinates": [[ring]]}, (5.0, 52.0))
    assert several == shape


@pytest.mark.shared
def test_a_whole_country_is_drawn_in_a_few_seconds(shared: Path) -> None:
    with (shared / "data" / "wijken_2022_tmap.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    centres = to_plane([float(r["lon"]) for r in rows], [float(r["lat"]) for r in rows])
    started = time.perf_counter()
    cells = draw_cells(centres, [float(r["area"]) for r in rows])
    assert time.perf_counter() - started < 8
    assert len(cells) == 3340


@pytest.mark.shared
def test_real_outlines_are_kept(shared: Path) -> None:
    text = (shared / "data" / "gz_wijken_2022.geojson").read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    shapes = [outline_from_geojson(f["geometry"], (5.6, 51.85)) for f in features]
    centres = [to_geometry(shape).centroid.coords[0] for shape in shapes]
    assert draw_cells(centres, [5.0] * len(shapes), shapes) == shapes


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="equally many"):
        draw_cells([(0.0, 0.0)], [1.0, 2.0])


def test_a_centre_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        draw_cells([(float("nan"), 0.0)], [1.0])


def test_another_kind_of_geometry_is_refused() -> None:
    with pytest.raises(ValueError, match="not Point"):
        outline_from_geojson({"type": "Point", "coordinates": [5, 52]}, (5, 52))


def test_no_points_have_no_middle() -> None:
    with pytest.raises(ValueError, match="non-empty"):
        middle_of([], [])
