"""A plan over days as a picture that tells itself in words too."""

from datetime import date
from xml.etree import ElementTree

import pytest

from weerbaar.drawing.gantt import LATE, WIDTH, DayBar, gantt_svg

BAR = DayBar("Zendmasten <8 uur>", date(2026, 1, 1), date(2026, 12, 31))
POINT = DayBar("Besluit", date(2026, 6, 1), date(2026, 6, 1), LATE)
ENDLESS = DayBar("Waken", date(2026, 3, 1), None)


def parts(bars: list[DayBar], today: date = date(2026, 5, 1)) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(gantt_svg(bars, today, label="Planning")).iter())


def of_kind(found: list[ElementTree.Element], kind: str) -> list[ElementTree.Element]:
    return [one for one in found if one.get("class", "").startswith(kind)]


def test_each_bar_stands_under_its_words_in_order_and_today_is_marked():
    found = parts([BAR, POINT, ENDLESS])
    assert [one.text for one in of_kind(found, "bar-label")] == [
        "Zendmasten <8 uur>",
        "Besluit",
        "Waken",
    ]
    whole, point, endless = of_kind(found, "span")
    assert float(whole.get("width")) > float(endless.get("width"))
    assert "late" in point.get("class")
    assert of_kind(found, "today")
    assert not of_kind(parts([BAR], date(2030, 1, 1)), "today")


def test_what_is_reached_on_some_day_is_a_diamond_at_the_end_of_a_thin_line():
    found = parts([DayBar("Werkt", date(2026, 1, 1), date(2026, 12, 31), point=True), BAR])
    point, bar = of_kind(found, "span")
    (line,) = of_kind(found, "within")
    assert point.tag.endswith("path")
    assert float(line.get("height")) < float(bar.get("height")) / 2


def test_the_line_of_today_crosses_no_words():
    found = parts([BAR, POINT, ENDLESS])
    words = [float(one.get("y")) for one in of_kind(found, "bar-label")]
    lines = [one.get("d").split()[1].split("V") for one in of_kind(found, "today")]
    assert len(lines) == 3
    # A letter stands on its line, and reaches 12 above it.
    assert all(float(low) < at - 12 or float(high) > at + 4 for at in words for high, low in lines)


@pytest.mark.parametrize("last", [date(2026, 1, 1), date(2026, 2, 1), date(2040, 1, 1), date.max])
def test_bars_and_ticks_stay_inside_the_picture_however_long_it_lasts(last: date):
    found = parts([DayBar("x", date(2026, 1, 1), last)])
    rect = of_kind(found, "span")[0]
    if rect.get("width"):
        assert 0 <= float(rect.get("x")) < float(rect.get("x")) + float(rect.get("width")) <= WIDTH
    assert 2 <= len(of_kind(found, "tick")) <= 8


def test_days_that_go_back_and_a_plan_of_nothing_are_refused():
    with pytest.raises(ValueError, match="forward"):
        DayBar("x", date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(ValueError, match="lasts"):
        gantt_svg([], date(2026, 1, 1), label="x")
