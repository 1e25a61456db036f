"""A chain of boxes: each step below the one before, and every tie between boxes that are there."""

import re

import pytest

from weerbaar.drawing.chains import Box, chain_svg

STEPS = [
    [Box("mast", "Zendmast", ("6, geschat",), estimated=True)],
    [Box("cable", "Kabel"), Box("core", "Kern"), Box("net", "Net")],
    [Box("station", "Hoogspanningsstation")],
]
TIES = [("mast", "cable"), ("cable", "station"), ("mast", "nowhere"), ("net", "net")]


def test_steps_stand_below_each_other_and_estimates_have_a_dashed_edge():
    svg = chain_svg(STEPS, TIES, label="Op wie het leunt")
    tops = [float(y) for y in re.findall(r'<rect class="box" x="\d+" y="(\d+)"', svg)]
    assert tops == sorted(tops)
    assert tops[0] < tops[1] == tops[2] < tops[3] < tops[4]
    assert svg.count("stroke-dasharray") == 1
    assert svg.count('class="tie"') == 2, "ties to what is not there, or to itself, are left out"


def test_words_are_written_and_never_run():
    assert "<script>" not in chain_svg([[Box("x", "<script>", ("<b>",))]], [], label="<i>")


def test_long_words_stay_in_their_box():
    svg = chain_svg([[Box("x", "woord " * 40), Box("y", "kort")]], [], label="x")
    assert len(re.findall("<text", svg)) > 5


def test_a_chain_without_boxes_is_a_mistake():
    with pytest.raises(ValueError, match="at least one box"):
        chain_svg([[]], [], label="x")
