from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.drawing.differences import WIDTH, Span, difference_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawing(*spans: Span) -> ElementTree.Element:
    return ElementTree.fromstring(
        difference_svg(spans, label="What changes", less="better", more="worse")
    )


def points(found: ElementTree.Element) -> list[ElementTree.Element]:
    return list(found.iter(f"{SVG}circle"))


def test_less_stands_left_of_the_middle_and_more_right_and_each_says_itself() -> None:
    found = drawing(
        Span("Without heat", -3.0, -2.0, -1.0, "−2.0 hours", clear=True),
        Span("Without food", -1.0, 1.0, 3.0, "+1.0 hours", clear=False),
    )
    left, right = points(found)
    assert float(left.attrib["cx"]) < WIDTH / 2 < float(right.attrib["cx"])
    assert "calm" in left.attrib["class"]
    assert "open" not in left.attrib["class"]
    assert {"accent", "open"} <= set(right.attrib["class"].split())
    said = [text.text for text in found.iter(f"{SVG}text")]
    assert {"Without heat", "−2.0 hours", "Without food", "← better", "worse →"} <= set(said)
    assert found.attrib["aria-label"] == "What changes"
    assert "Without heat: −2.0 hours" in (found.find(f"{SVG}desc").text or "")  # type: ignore[union-attr]


def test_words_from_a_file_are_escaped() -> None:
    found = drawing(Span("<b>& co", 0.0, 0.0, 0.0, "<script>", clear=False))
    assert "<b>& co" in [text.text for text in found.iter(f"{SVG}text")]


@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(0, 1e6)),
        min_size=1,
        max_size=8,
    )
)
def test_every_point_lies_in_the_picture_and_turns_with_its_sign(
    rows: list[tuple[float, float, float]],
) -> None:
    spans = [Span("x", at - low, at, at + high, "x", clear=True) for at, low, high in rows]
    turned = [Span("x", -s.high, -s.middle, -s.low, "x", clear=True) for s in spans]
    for one, other in zip(points(drawing(*spans)), points(drawing(*turned)), strict=True):
        assert 0 <= float(one.attrib["cx"]) <= WIDTH
        assert float(one.attrib["cx"]) + float(other.attrib["cx"]) == pytest.approx(WIDTH, abs=0.11)


def test_a_picture_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="row"):
        drawing()
