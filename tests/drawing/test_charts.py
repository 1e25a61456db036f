from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.language import ENGLISH, Language
from weerbaar.drawing.charts import Bar, band_chart_svg, bar_svg, hour_ticks, hour_words

SVG = "{http://www.w3.org/2000/svg}"
DUTCH = Language("nl", {"{hours} h": "{hours} u"})


def chart(**changes: object) -> str:
    values: dict[str, object] = {
        "label": "Cannot call",
        "description": "At most 90 % at hour 24.",
        "shock": (0.0, 12.0),
        "ident": "calling",
        **changes,
    }
    series = [0.0, 0.5, 0.9]
    return band_chart_svg(
        [0.0, 12.0, 24.0],
        [0.8 * s for s in series],
        series,
        [min(1, 1.1 * s) for s in series],
        **values,  # type: ignore[arg-type]
    )


def numbers(points: str) -> list[tuple[float, float]]:
    pairs = [pair.split(",") for pair in points.split()]
    return [(float(x), float(y)) for x, y in pairs]


def test_a_curve_shows_its_band_the_shock_and_says_itself_in_words() -> None:
    drawing = ElementTree.fromstring(chart(language=DUTCH, nights=[(17.0, 24.0)]))
    texts = [text.text for text in drawing.iter(f"{SVG}text")]
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == "Cannot call"
    assert drawing.findtext(f"{SVG}desc") == "At most 90 % at hour 24."
    assert drawing.find(f"{SVG}desc").get("id") == drawing.get("aria-describedby")  # type: ignore[union-attr]
    assert {"0 %", "50 %", "100 %", "0 u", "12 u", "24 u"} <= set(texts)
    assert {rect.get("class") for rect in drawing.iter(f"{SVG}rect")} == {"shock", "night"}
    curve = drawing.find(f"{SVG}polyline")
    assert curve is not None
    heights = [y for _, y in numbers(curve.get("points", ""))]
    assert heights == sorted(heights, reverse=True)


def test_a_lower_ceiling_is_stated_on_the_axis() -> None:
    texts = [text.text for text in ElementTree.fromstring(chart(ceiling=0.2)).iter(f"{SVG}text")]
    assert {"0 %", "10 %", "20 %"} <= set(texts)


@given(
    st.lists(st.floats(-2, 3), min_size=2, max_size=40),
    st.floats(0.01, 1),
)
def test_a_curve_never_leaves_its_frame(shares: list[float], ceiling: float) -> None:
    hours = [float(i) for i in range(len(shares))]
    text = band_chart_svg(hours, shares, shares, shares, label="x", ceiling=ceiling)
    curve = ElementTree.fromstring(text).find(f"{SVG}polyline")
    assert curve is not None
    assert all(0 <= x <= 360 and 0 <= y <= 196 for x, y in numbers(curve.get("points", "")))


@given(st.floats(0, 500), st.floats(1, 3000))
def test_hour_ticks_are_few_and_evenly_spread(start: float, length: float) -> None:
    ticks = hour_ticks(start, start + length)
    steps = {round(b - a, 6) for a, b in pairwise(ticks)}
    assert len(ticks) <= 7
    assert len(steps) <= 1
    assert all(start <= tick <= start + length for tick in ticks)


def test_a_course_of_weeks_is_told_in_days_and_weeks() -> None:
    assert hour_words(40, ENGLISH) == "hour 40"
    assert hour_words(1086, ENGLISH) == "day 46 (hour 1,086)"
    for length, words in ((360, "4 days"), (1000, "2 weeks"), (600, "1 week")):
        flat = [0.5, 0.5]
        text = band_chart_svg([0.0, length], flat, flat, flat, label="x")
        assert f">{words}<" in text
        assert " h<" not in text


def test_numbers_of_a_unit_stand_on_the_axis_with_room_for_the_largest() -> None:
    """A unit stands above the axis, numbers take the place of per cents, and large ones fit."""
    small, large = (
        ElementTree.fromstring(chart(unit="litres", ceiling=top, language=DUTCH))
        for top in (2.0, 2_000_000.0)
    )
    texts = [text.text for text in large.iter(f"{SVG}text")]
    assert {"0", "1.000.000", "2.000.000", "litres"} <= set(texts)
    assert not any("%" in str(text) for text in texts)
    starts = [
        float(str(path.get("d"))[1:].split()[0])
        for drawing in (small, large)
        for path in list(drawing.iter(f"{SVG}path"))[:1]
    ]
    assert starts[0] < starts[1]
    assert starts[1] >= 6.6 * len("2.000.000")


def test_a_bar_may_say_something_else_than_its_share() -> None:
    assert ">-0.42<" in bar_svg([Bar("rho", 0.42, said="-0.42")], label="x")


def test_bars_are_as_long_as_their_share_and_carry_their_band() -> None:
    text = bar_svg(
        [Bar("The mast is empty", 0.5, low=0.4, high=0.6), Bar("The phone is empty", 0.25)],
        label="Causes",
    )
    drawing = ElementTree.fromstring(text)
    long, short = (r for r in drawing.iter(f"{SVG}rect") if r.get("class") == "bar")
    assert float(long.get("width", 0)) == pytest.approx(2 * float(short.get("width", 0)), abs=0.2)
    assert text.count('class="whisker"') == 1
    assert drawing.findtext(f"{SVG}desc") == "The mast is empty: 50 %; The phone is empty: 25 %"


def test_a_long_label_is_written_on_several_lines() -> None:
    drawing = ElementTree.fromstring(bar_svg([Bar("made-up words " * 9, 0.5)], label="x"))
    lines = [t for t in drawing.iter(f"{SVG}text") if t.get("class") == "bar-label"]
    assert len(lines) > 1


def test_hostile_words_stay_text() -> None:
    hostile = '<script>"&'
    assert "<script" not in chart(label=hostile, description=hostile, ident=hostile)
    assert "<script" not in bar_svg([Bar(hostile, 0.1, note=hostile)], label=hostile)


def test_series_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="three values each"):
        band_chart_svg([0, 1], [0.0], [0.0, 1.0], [0.0, 1.0], label="x")


@pytest.mark.parametrize("ceiling", [0.0, -1.0])
def test_a_ceiling_of_nothing_is_refused(ceiling: float) -> None:
    with pytest.raises(ValueError, match="ceiling above zero"):
        chart(ceiling=ceiling)
    with pytest.raises(ValueError, match="ceiling above zero"):
        bar_svg([], label="x", ceiling=ceiling)


def test_another_middle_curve_stands_dashed_beside_the_first():
    three = [0.0, 0.5, 0.25]
    with_other = band_chart_svg(
        [0, 1, 2], three, three, three, label="Heat", beside=[0.0, 0.9, 0.9]
    )
    assert with_other.count('class="beside"') == 1
    assert 'class="beside"' not in band_chart_svg([0, 1, 2], three, three, three, label="Heat")
    with pytest.raises(ValueError, match="three values each"):
        band_chart_svg([0, 1, 2], three, three, three, label="Heat", beside=[0.1])
