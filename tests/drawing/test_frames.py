"""A picture that stands alone."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.frames import framed_svg

SVG = "{http://www.w3.org/2000/svg}"


def chart() -> str:
    return bar_svg([Bar(label="warmte", value=0.5)], label="wat")


def test_a_picture_says_what_it_is_of_above_it_and_what_to_know_below_it() -> None:
    root = ET.fromstring(
        framed_svg(chart(), ["Wat mist u?", "Buren · 50 verlopen"], ["Simulatie."])
    )
    texts = [text.text for text in root.findall(f"{SVG}text")]
    assert texts == ["Wat mist u?", "Buren · 50 verlopen", "Simulatie."]
    assert root.get("aria-label") == "Wat mist u? · Buren · 50 verlopen"
    (inside,) = root.findall(f"{SVG}svg")
    assert inside.get("role") is None
    ys = [float(text.get("y") or 0) for text in root.findall(f"{SVG}text")]
    top, height = float(inside.get("y") or 0), float(inside.get("height") or 0)
    assert ys[1] < top
    assert top + height < ys[2]


@given(st.lists(st.text("abc <&\"'", min_size=1, max_size=120), min_size=1, max_size=4))
def test_whatever_is_said_the_picture_stays_a_picture(heading: list[str]) -> None:
    root = ET.fromstring(framed_svg(chart(), heading))
    _, _, _, height = (float(part) for part in (root.get("viewBox") or "").split())
    ys = [float(text.get("y") or 0) for text in root.findall(f"{SVG}text")]
    assert all(0 < y < height for y in ys)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="picture"):
        framed_svg("<p></p>", ["x"])
