"""Bars of hours: what was said is filled, an estimate is not, and longer reaches further."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.drawing.lasting import Bar, lasting_svg


def bars(svg: str) -> list[tuple[str, float, float]]:
    found = re.findall(r'<rect class="(bar-\w+)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
    return [(look, float(x), float(width)) for look, x, width in found]


def test_what_was_said_is_filled_and_stands_beside_the_estimate():
    rows = [("Mast", [Bar(6, 8, 10, "Telecom: 8", True), Bar(1, 2, 5, "eerst: 2", False)])]
    svg = lasting_svg(rows, label="Hoe lang", hours="uren")
    (said, ours) = bars(svg)
    assert (said[0], ours[0]) == ("bar-said", "bar-ours")
    assert said[1] > ours[1]
    assert 'role="img"' in svg
    assert "12 uren" in svg


@given(st.lists(st.floats(0, 2000), min_size=3, max_size=3).map(sorted))
def test_every_bar_stays_in_the_picture(hours: list[float]):
    svg = lasting_svg([("X", [Bar(*hours, "x", True)])], label="x", hours="h")
    ((_, x, width),) = bars(svg)
    assert x >= 0
    assert x + width <= 480 + 3


def test_a_name_is_written_and_never_run():
    assert "<script>" not in lasting_svg([("<script>", [])], label="<b>", hours="h")


def test_nothing_to_draw_is_a_mistake():
    with pytest.raises(ValueError, match="at least one row"):
        lasting_svg([], label="x", hours="h")
