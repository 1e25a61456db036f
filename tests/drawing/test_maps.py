from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.drawing.cells import Shape, draw_cells
from weerbaar.drawing.maps import (
    SEQUENTIAL,
    PlaceName,
    Site,
    class_of,
    classes_of,
    frame_of,
    map_svg,
    place_names,
    shared_shapes_svg,
)

SVG = "{http://www.w3.org/2000/svg}"


def three_areas() -> list[Shape]:
    return draw_cells([(0.0, 0.0), (6.0, 1.0), (12.0, 0.0)], [20.0, 30.0, 20.0])


def square(west: float, south: float, side: float) -> Shape:
    east, north = west + side, south + side
    return Shape(((((west, south), (east, south), (east, north), (west, north), (west, south)),),))


def areas_of(drawing: ElementTree.Element) -> list[ElementTree.Element]:
    group = next(g for g in drawing.iter(f"{SVG}g") if g.get("class") == "areas")
    return list(group)


def test_a_map_shows_classes_hides_one_area_and_outlines_another() -> None:
    text = map_svg(
        three_areas(),
        [0, 5, None],
        label="Cold houses at hour 24",
        titles=["East: few", "Middle: almost everyone", "West: not shown"],
        outlined={1},
        legend=["few", "many"],
        hidden_word="not shown",
    )
    drawing = ElementTree.fromstring(text)
    few, many, hidden = areas_of(drawing)
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == "Cold houses at hour 24"
    assert few.get("fill") == SEQUENTIAL[0]
    assert many.get("fill") == SEQUENTIAL[5]
    assert hidden.get("fill") == "url(#map-hatch)"
    assert hidden.findtext(f"{SVG}title") == "West: not shown"
    assert any(path.get("class") == "outline" for path in drawing.iter(f"{SVG}path"))
    assert "5 km" in text or "2 km" in text


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, 0), (0.049, 0), (0.05, 1), (0.2, 2), (0.1 + 0.3, 3), (0.6, 4), (0.9, 5), (1.0, 5)],
)
def test_a_share_falls_in_the_class_that_its_limit_opens(share: float, expected: int) -> None:
    assert class_of(share) == expected


@given(st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.05, 0.2, 0.1 + 0.3, 0.6, 0.9]))))
def test_many_shares_at_once_get_the_classes_they_get_one_by_one(shares: list[float]) -> None:
    found = classes_of([*shares, float("nan")]).tolist()
    assert found == [*(class_of(share) for share in shares), -1]


def test_no_share_has_no_class() -> None:
    assert class_of(float("nan")) is None


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_is_never_in_a_lower_class(one: float, other: float) -> None:
    low, high = class_of(min(one, other)), class_of(max(one, other))
    assert low is not None
    assert high is not None
    assert low <= high


def lightness(colour: str) -> float:
    """Relative luminance of #rrggbb, by WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_classes_differ_in_grey_print() -> None:
    greys = [lightness(colour) for colour in SEQUENTIAL]
    contrasts = [(a + 0.05) / (b + 0.05) for a, b in pairwise(greys)]
    assert min(contrasts) > 1.15
    assert greys == sorted(greys, reverse=True)


@given(st.text(max_size=30))
def test_a_hostile_title_stays_text(title: str) -> None:
    clean = "".join(c for c in title if c.isprintable())
    hostile = f"<script>alert(1)</script>{clean}"
    text = map_svg(three_areas(), [1, 1, 1], label=hostile, titles=[hostile] * 3)
    drawing = ElementTree.fromstring(text)
    assert "<script" not in text
    assert drawing.get("aria-label") == hostile
    assert areas_of(drawing)[0].findtext(f"{SVG}title") == hostile


def test_shared_shapes_are_drawn_once_and_used_by_name() -> None:
    shapes = three_areas()
    library = shared_shapes_svg(shapes, frame_of(shapes), "area")
    text = map_svg(shapes, [0, 1, 2], label="x", ident="area", shared=True)
    assert [f'id="area-{i}"' in library for i in range(3)] == [True] * 3
    assert [area.get("href") for area in areas_of(ElementTree.fromstring(text))] == [
        "#area-0",
        "#area-1",
        "#area-2",
    ]


def test_an_estimated_site_is_hollow_and_kinds_have_their_own_mark() -> None:
    sites = [
        Site(0, 0, "hospital", "Invented hospital"),
        Site(3, 0, "mast", "Invented mast", estimated=True),
    ]
    text = map_svg(
        three_areas(), None, label="Sites", sites=sites, site_words=("recorded", "estimated")
    )
    drawing = ElementTree.fromstring(text)
    group = next(g for g in drawing.iter(f"{SVG}g") if g.get("class") == "sites")
    known, estimated = (mark.find(f"{SVG}path") for mark in group)
    assert known is not None
    assert estimated is not None
    assert known.get("fill") != "#ffffff"
    assert estimated.get("fill") == "#ffffff"
    assert known.get("d") != estimated.get("d")
    assert "recorded" in text
    assert "estimated" in text


def test_names_are_written_once_for_a_group_and_never_over_each_other() -> None:
    crowded = draw_cells([(i * 0.5, 0.0) for i in range(20)], [1.0] * 20)
    names = place_names(crowded, [f"Long made-up name {i // 2}" for i in range(20)])
    assert 0 < len(names) < 10
    assert len({name.text for name in names}) == len(names)


def test_a_chosen_name_goes_before_larger_ones() -> None:
    shapes = draw_cells([(0.0, 0.0), (9.0, 0.0), (18.0, 0.0)], [60.0, 4.0, 60.0])
    names = place_names(shapes, ["Large", "Small", "Larger"], first=["Small"], most=1)
    assert [name.text for name in names] == ["Small"]


def test_a_map_without_areas_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one area"):
        map_svg([], [], label="x")


def test_a_class_too_few_or_beyond_the_colours_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a class"):
        map_svg(three_areas(), [0, 1], label="x")
    with pytest.raises(ValueError, match="position in the colours"):
        map_svg(three_areas(), [0, 1, 6], label="x")


def test_a_title_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a title"):
        map_svg(three_areas(), [0, 1, 2], label="x", titles=["one"])


def test_the_name_of_what_most_people_live_in_goes_first_and_stands_where_they_live() -> None:
    shapes = [square(0, 0, 9), square(9, 0, 1), square(20, 0, 9)]
    names = place_names(
        shapes, ["Town", "Town", "Empty"], most=1, sizes=[0.0, 5000.0, 100.0], width=640
    )

    (town,) = names
    assert town.text == "Town"
    assert (town.x_km, town.y_km) == pytest.approx((9.5, 0.5))


def test_a_middle_outside_the_town_is_not_used() -> None:
    shapes = [square(0, 0, 2), square(8, 0, 2), square(4, 0, 2)]
    (name, *_) = place_names(shapes, ["Town", "Town", "Between"], sizes=[50.0, 50.0, 1.0])

    assert name.text == "Town"
    assert not 2 < name.x_km < 8


def test_names_for_a_narrow_screen_are_larger_and_hidden() -> None:
    shapes = three_areas()
    wide = [PlaceName("Wide", 1, 1)]
    narrow = [PlaceName("Narrow", 1, 1)]

    text = map_svg(shapes, None, label="x", names=wide, names_narrow=narrow)

    drawing = ElementTree.fromstring(text)
    groups = {group.get("class"): group.attrib for group in drawing.iter(f"{SVG}g")}
    assert groups["names-narrow"]["display"] == "none"
    assert "display" not in groups["names"]
    assert float(groups["names-narrow"]["font-size"]) > float(groups["names"]["font-size"])
