"""Islands: what lies far apart is drawn side by side, and nothing else is moved."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.drawing.cells import Shape
from weerbaar.drawing.islands import bring_together, moved
from weerbaar.drawing.maps import frame_of, map_svg, place_names

SVG = "{http://www.w3.org/2000/svg}"


def square(west: float, south: float, side: float) -> Shape:
    east, north = west + side, south + side
    return Shape(((((west, south), (east, south), (east, north), (west, north), (west, south)),),))


def together(shapes: list[Shape]) -> list[Shape]:
    return [moved(s, by) for s, by in zip(shapes, bring_together(shapes).moves, strict=True)]


def west_of(shape: Shape) -> float:
    return min(x for rings in shape.polygons for x, _ in rings[0])


def test_three_islands_stand_side_by_side_from_west_to_east_at_one_scale() -> None:
    big, east, middle = square(0, 0, 10), square(640, 590, 4), square(600, 610, 5)

    found = bring_together([big, east, middle])
    drawn = together([big, east, middle])

    assert [west_of(shape) for shape in drawn] == [0, 21, 13]
    assert found.parted == (11.5, 19.5)
    assert frame_of(drawn).scale > 20 * frame_of([big, east, middle]).scale


def test_a_region_in_one_piece_stays_as_it_is() -> None:
    shapes = [square(0, 0, 5), square(5, 0, 5), square(14, 3, 5)]

    assert bring_together(shapes).moves == ((0, 0),) * 3
    assert bring_together(shapes).parted == ()
    assert bring_together([]).moves == ()
    assert bring_together([Shape(())]).moves == ((0, 0),)


def test_villages_of_one_island_are_not_parted() -> None:
    village, town, other = square(0, 12, 3), square(4, 0, 9), square(700, 0, 3)

    drawn = together([village, town, other])

    assert west_of(drawn[1]) - west_of(drawn[0]) == 4
    assert west_of(drawn[2]) == pytest.approx(13 + 0.3 * 15)


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=9))
def test_no_two_parts_ever_lie_over_one_another(corners: list[tuple[int, int]]) -> None:
    shapes = [square(x, y, 5) for x, y in corners]
    found = bring_together(shapes)

    for shape in together(shapes):
        places = [x for rings in shape.polygons for x, _ in rings[0]]
        assert not any(min(places) < line < max(places) for line in found.parted)


def test_a_dashed_line_and_a_whole_name_are_drawn() -> None:
    shapes = together([square(0, 0, 10), square(600, 0, 2)])
    names = ["Groot eiland", "Een klein eiland met een lange naam"]

    parted = bring_together([square(0, 0, 10), square(600, 0, 2)]).parted
    drawing = ElementTree.fromstring(map_svg(shapes, None, label="Kaart", parted=parted))
    lines = [path for path in drawing.iter(f"{SVG}path") if path.get("class") == "parted"]

    assert len(lines) == 1
    assert [name.text for name in place_names(shapes, names)] == names[:1]
    assert {name.text for name in place_names(shapes, names, inwards=True)} == set(names)
