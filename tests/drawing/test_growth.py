"""Growth on logarithmic axes: its slope, and a picture that says it in words too."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.drawing.growth import HEIGHT, WIDTH, growth_svg, slope_of

SVG = "{http://www.w3.org/2000/svg}"
LINEAR = [(24.0, 12.0), (48.0, 24.0), (96.0, 48.0), (336.0, 168.0)]


def drawn(points, **words):
    named = {"label": "Time against hours", "size": "hours", "taken": "ms"} | words
    return ElementTree.fromstring(growth_svg(points, **named))


def test_what_grows_in_step_has_slope_1_and_the_picture_says_so():
    assert slope_of(LINEAR) == pytest.approx(1.0)
    picture = drawn(LINEAR)
    assert len(picture.findall(f"{SVG}circle")) == 4
    words = [text.text for text in picture.findall(f"{SVG}text")]
    assert {"slope 1", "hours", "ms"} <= set(words)
    described = picture.find(f"{SVG}desc").text
    assert described == "24: 12; 48: 24; 96: 48; 336: 168. Slope 1."


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0, -1.0])
def test_the_slope_is_the_power_of_the_growth(power):
    points = [(size, 3.0 * size**power) for size in (1.0, 2.0, 7.0, 30.0)]
    assert slope_of(points) == pytest.approx(power, abs=1e-12)


def test_faster_than_linear_stands_in_red():
    (red,) = (t for t in drawn([(1, 1), (10, 100)]).findall(f"{SVG}text") if "slope" in t.text)
    assert red.attrib["fill"] == "#b5321a"


sizes = st.floats(1e-6, 1e9)


def test_a_line_that_is_nearly_flat_is_drawn():
    picture = drawn([(1.0, 1.0), (2.0, 1.0), (4.0, 1.0 + 1e-9)])
    assert len([path for path in picture if path.attrib.get("class") == "line"]) == 2


@given(st.lists(st.tuples(sizes, sizes), min_size=2, max_size=12, unique_by=lambda p: p[0]))
def test_all_stays_within_the_picture(points):
    picture = drawn(points)
    for dot in picture.findall(f"{SVG}circle"):
        assert 0 <= float(dot.attrib["cx"]) <= WIDTH
        assert 0 <= float(dot.attrib["cy"]) <= HEIGHT
    for path in picture.findall(f"{SVG}path"):
        numbers = [
            float(n)
            for n in path.attrib["d"].replace("L", " ")[1:].split()
            if "V" not in n and "H" not in n
        ]
        assert all(-1 <= number <= WIDTH + 1 for number in numbers)


def test_names_cannot_break_the_picture():
    picture = drawn(LINEAR, label='a"<b>', size="<i>", ident='x"')
    assert picture.attrib["aria-label"] == 'a"<b>'


@pytest.mark.parametrize(
    "points", [[], [(1, 1)], [(2, 1), (2, 3)], [(0, 1), (1, 1)], [(1, -1), (2, 1)]]
)
def test_what_has_no_slope_is_refused(points):
    with pytest.raises(ValueError, match="slope"):
        slope_of(points)
