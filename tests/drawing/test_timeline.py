"""A timeline shows every span from its first hour to its last, in its own row."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.drawing.timeline import RIGHT, WIDTH, Span, timeline_svg

HOURS = st.floats(0, 4000, allow_nan=False)
SPANS = st.lists(
    st.tuples(HOURS, HOURS, HOURS, st.booleans()).map(
        lambda t: Span("a name", *sorted(t[:3]), shock=t[3])
    ),
    min_size=1,
    max_size=12,
)
BAR = re.compile(r'<rect class="span (\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"')


def bars(svg: str) -> list[tuple[str, float, float, float]]:
    return [(kind, float(x), float(y), float(w)) for kind, x, y, w in BAR.findall(svg)]


def test_two_that_overlap_stand_under_each_other_at_one_scale() -> None:
    svg = timeline_svg(
        [Span("power fails", 0, 50, 50), Span("people come", 25, 75, 100, shock=False)],
        label="What happens",
    )
    (kind, x, y, width), (other_kind, other_x, other_y, other_width) = bars(svg)
    assert (kind, other_kind) == ("fails", "comes")
    half = (WIDTH - RIGHT) / 2
    assert (x, width) == (0.0, half)
    assert (other_x, other_width) == pytest.approx((half / 2, half), abs=0.1)
    assert other_y > y + 12
    assert svg.count('class="tail comes"') == 1
    assert "power fails: from hour 0 to hour 50" in svg


@given(SPANS)
def test_no_bar_leaves_the_picture_and_no_two_share_a_row(spans: list[Span]) -> None:
    drawn = bars(timeline_svg(spans, label="x"))
    assert len(drawn) == len(spans)
    assert all(x >= 0 and x + width <= WIDTH for _, x, _, width in drawn)
    assert len({y for _, _, y, _ in drawn}) == len(spans)


def test_words_of_others_do_not_become_markup() -> None:
    svg = timeline_svg([Span("<b>&", 0, 1, 1)], label='"><script>')
    assert "<b>" not in svg
    assert "<script>" not in svg


def test_hours_that_go_back_and_an_empty_timeline_are_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        Span("x", 5, 4, 9)
    with pytest.raises(ValueError, match="something"):
        timeline_svg([], label="x")
