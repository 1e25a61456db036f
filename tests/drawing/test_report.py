import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.language import ENGLISH, Language
from weerbaar.drawing.files import read_template
from weerbaar.drawing.maps import MANY_AREAS
from weerbaar.drawing.report import (
    Action,
    AreaMap,
    GroupRow,
    GroupTable,
    MapLayer,
    Report,
    curve_in_words,
    day_by_day,
    described,
    render_report,
    runs_of,
    safe_link,
    words,
)

from .example_report import AREAS, HOURS, SUPPRESSED_AREA, example_report


class Page(HTMLParser):
    """What the tests ask of a page: its tags with attributes, and its headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def names(self) -> list[str]:
        return [tag for tag, _ in self.tags]


def page_of(report: Report, language: Language = ENGLISH) -> str:
    return render_report(report, language, read_template("report.html"))


def map_data(text: str) -> dict[str, object]:
    found = re.search(r'id="map-data">(.*?)</script>', text, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


def test_a_page_says_what_happens_to_whom_what_to_do_and_what_we_do_not_know() -> None:
    text = page_of(example_report())
    order = [
        "Simulation. It could go like this",
        "Municipality of Verzonnendam",
        "<h1>72 hours without power in Verzonnendam</h1>",
        '<strong class="hit">2 to 3 hours</strong>',
        "What you can do",
        "Fill in your own fire stations",
        'aria-label="Living in a house below 16 degrees, hour 6.',
        "What we do not know",
        "How it goes, hour by hour",
        "Who is hit",
        "What it comes from",
        "What falls short",
        "What if it goes differently",
        "What we did not measure",
        'id="sources"',
        "About this calculation",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in text


def test_a_page_asks_nothing_from_a_network() -> None:
    text = page_of(example_report())
    for tag, attributes in Page(text).tags:
        address = attributes.get("src") or (attributes.get("href") if tag != "a" else None)
        assert address is None or address.startswith(("#", "data:")), (tag, address)
    assert "@import" not in text
    assert re.findall(r"url\((?!#)", text) == []
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text) == []


def test_headings_go_down_one_level_at_a_time_and_there_is_one_first_heading() -> None:
    levels = [
        int(tag[1]) for tag in Page(page_of(example_report())).names() if re.match("h[1-6]", tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_identifier_stands_once() -> None:
    idents = [a["id"] for _, a in Page(page_of(example_report())).tags if "id" in a]
    assert len(idents) == len(set(idents))


def test_an_area_that_is_not_shown_is_hatched_in_every_small_map() -> None:
    text = page_of(example_report())
    hidden = f'<use class="kx" fill="url(#area-hatch)" href="#area-{SUPPRESSED_AREA}">'
    assert text.count(hidden) == 5
    assert "not shown: fewer than 10 people" in text


def test_the_script_gets_classes_and_not_shares() -> None:
    data = map_data(page_of(example_report()))
    layers = data["layers"]
    assert isinstance(layers, list)
    cells = layers[0]["cells"]
    assert len(cells) == AREAS
    assert cells[SUPPRESSED_AREA] == f"x{len(HOURS)}"
    assert all(re.fullmatch(r"([a-fx]\d*)+", runs) for runs in cells)


def test_ten_needs_over_130_hours_stay_a_small_file() -> None:
    report = example_report()
    hours = tuple(float(i) for i in range(130))
    restless = tuple(
        tuple((i * i + 7 * area) % 23 / 23 for area in range(AREAS)) for i in range(len(hours))
    )
    layers = tuple(MapLayer(f"n{i}", f"Need {i}", "", restless) for i in range(10))
    area_map = replace(report.area_map, hours=hours, layers=layers, chosen_layer="n0")
    assert len(page_of(replace(report, area_map=area_map))) < 400_000


@given(
    st.integers(1, 20).flatmap(
        lambda hours: st.lists(
            st.lists(st.integers(-1, 5), min_size=hours, max_size=hours), min_size=1, max_size=4
        )
    )
)
def test_runs_unfold_to_the_classes_they_came_from(classes: list[list[int]]) -> None:
    for area, runs in zip(classes, runs_of(np.array(classes)), strict=True):
        unfolded = "".join(
            letter * int(count or 1) for letter, count in re.findall(r"([a-fx])(\d*)", runs)
        )
        assert [-1 if c == "x" else ord(c) - ord("a") for c in unfolded] == area


def test_small_maps_of_very_many_areas_do_not_repeat_their_names() -> None:
    named = "<title>Made-up area 7, "
    few = example_report()
    many = replace(few, area_map=many_times(few.area_map, MANY_AREAS // AREAS + 1))
    small, large = page_of(many).split('id="live-map"')
    assert named not in small
    assert named in large
    assert named in page_of(few).split('id="live-map"')[0]


def test_the_large_map_names_the_places_where_most_people_live() -> None:
    few = example_report()
    small = few.area_map.municipality_of[-1]
    people = tuple(1e6 if town == small else 1.0 for town in few.area_map.municipality_of)
    page = page_of(
        replace(few, area_map=replace(few.area_map, people=people, outlined=frozenset()))
    )
    names = page.split('class="names"')[1].split("</g>")[0]
    assert re.findall(r">([^<>]+)</text>", names)[0] == small


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "</script><img src=x>", "\"'&<!--"]
)
def test_hostile_words_stay_words(hostile: str) -> None:
    report = example_report(watermark=hostile, title=hostile)
    area_map = replace(
        report.area_map,
        names=(hostile,) * AREAS,
        municipality_of=(hostile,) * AREAS,
        layers=tuple(replace(layer, label=hostile) for layer in report.area_map.layers),
    )
    text = page_of(
        replace(
            report,
            place=hostile,
            area_map=area_map,
            unknowns=(words(hostile),),
            causes_by_need=((hostile, report.causes_by_need[0][1]),),
            curves=(replace(report.curves[0], label=hostile, note=hostile),),
        )
    )
    names = Page(text).names()
    assert names.count("script") == 3
    assert "img" not in names
    assert map_data(text)["names"] == [hostile] * AREAS


@pytest.mark.parametrize(
    "href",
    ["https://example.org/x", "sites.html", "#map", "../a", "mailto:a@example.org", "agenda/"],
)
def test_an_ordinary_address_becomes_a_link(href: str) -> None:
    assert safe_link(href) == href


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", " javascript:x", ""])
def test_another_address_becomes_no_link(href: str) -> None:
    assert safe_link(href) == ""
    actions = (Action("Do it", "now", href),)
    assert "<b>Do it</b>" in page_of(replace(example_report(), actions=actions))


def test_a_watermark_stands_in_the_strip_and_across_the_page() -> None:
    text = page_of(example_report(watermark="vertrouwelijk"))
    assert "<strong>vertrouwelijk</strong>" in text
    assert 'class="watermark" aria-hidden="true" data-word="vertrouwelijk"' in text
    assert 'class="watermark"' not in page_of(example_report())


def test_a_page_without_its_optional_parts_still_reads() -> None:
    report = replace(
        example_report(),
        findings=None,
        what_if=None,
        causes_by_need=(),
        groups=(),
        curves=(),
        not_measured=(),
        not_modelled_note="",
        unknowns=(),
        actions=(),
    )
    text = page_of(report)
    for heading in ("What falls short", "Who is hit", "What it comes from", "What you can do"):
        assert heading not in text


ROW = '<th role="rowheader" scope="row">Made-up area'


def test_the_map_is_also_a_table() -> None:
    assert page_of(example_report()).count(ROW) == AREAS


def many_times(few: AreaMap, times: int) -> AreaMap:
    """The map with all of its areas so many times; the first two are outlined."""
    return replace(
        few,
        codes=tuple(f"{code}-{i}" for i in range(times) for code in few.codes),
        names=few.names * times,
        municipality_of=few.municipality_of * times,
        shapes=few.shapes * times,
        outlined=frozenset({f"{few.codes[0]}-0", f"{few.codes[1]}-0"}),
        layers=tuple(replace(x, shares=np.tile(x.shares, times)) for x in few.layers),
    )


def test_the_table_of_a_map_with_very_many_areas_holds_the_outlined_ones_only() -> None:
    many = many_times(example_report().area_map, 3)
    assert page_of(replace(example_report(), area_map=many)).count(ROW) == 2
    assert ROW not in page_of(
        replace(example_report(), area_map=replace(many, outlined=frozenset()))
    )


def test_headings_come_in_the_language_of_the_page() -> None:
    dutch = Language("nl", {"Who is hit": "Wie wordt geraakt", "hour {hour}": "uur {hour}"})
    text = page_of(replace(example_report(), language_code="nl"), dutch)
    assert "Wie wordt geraakt" in text
    assert "<figcaption>uur 24</figcaption>" in text


def test_a_curve_is_also_told_in_words() -> None:
    said = curve_in_words(example_report().curves[0], ENGLISH)
    assert said == "At most 92 %, at hour 120 (between 85 % and 100 %)."


def test_a_curve_whose_lowest_hour_counts_is_told_by_that() -> None:
    said = curve_in_words(replace(example_report().curves[0], worst="lowest"), ENGLISH)
    assert said.startswith("At its lowest 1 %, at hour 0")


def test_a_course_of_weeks_is_drawn_by_the_worst_hour_of_each_day() -> None:
    """Paying goes up and down with the opening hours: 20 days, lost from 8 to 20 o'clock."""
    hours = tuple(float(h) for h in range(20 * 24))
    closed = tuple(1.0 if 8 <= h % 24 < 20 else 0.0 for h in hours)
    curve = replace(example_report().curves[0], hours=hours, p10=closed, p50=closed, p90=closed)
    assert curve.by_day
    days, _, middle, _ = day_by_day(curve)
    assert (len(days), days[1], days[-1]) == (20, 24.0, hours[-1])
    assert set(middle) == {1.0}
    assert set(day_by_day(replace(curve, worst="lowest"))[2]) == {0.0}
    assert set(day_by_day(replace(curve, worst="total"))[2]) == {0.5}
    assert "for each day its worst hour" in page_of(replace(example_report(), curves=(curve,)))
    assert "for each day its worst hour" not in page_of(example_report())


def test_a_curve_of_a_unit_is_told_in_that_unit() -> None:
    curve = replace(example_report().curves[0], unit="crews", ceiling=2.0)
    said = curve_in_words(curve, ENGLISH)
    assert said == "At most 1 crews, at hour 120 (between 1 and 1)."


def test_what_the_region_uses_and_is_measured_by_stands_on_the_page_where_there_is_any() -> None:
    report = example_report()
    headings = ("What it asks of the whole region", "What it is measured by")
    assert not any(heading in page_of(report) for heading in headings)
    flow = replace(report.curves[0], unit="crews", label="Crews at work")
    table = GroupTable("By objective", ("Indicator", "Value"), (GroupRow("Beds", ("12",)),))
    other = replace(table, caption="How fairly it falls")
    text = page_of(
        replace(report, flows=(flow,), flows_note="Not used: fuel.", indicators=(table, other))
    )
    for words_on_page in (*headings, "Crews at work", "Not used: fuel.", "How fairly it falls"):
        assert words_on_page in text
    assert text.count('id="flow-0-desc"') == 1


def test_double_stars_give_emphasis() -> None:
    assert words("After **2 hours** it stops.").parts == (
        ("After ", False),
        ("2 hours", True),
        (" it stops.", False),
    )
    assert words("**All** of it").parts[0] == ("All", True)


def test_a_layer_without_a_share_for_every_area_is_refused() -> None:
    area_map = example_report().area_map
    short = replace(area_map.layers[0], shares=((0.1,),) * len(HOURS))
    with pytest.raises(ValueError, match="share per hour and area"):
        replace(area_map, layers=(short,))


def test_a_chosen_layer_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="not among the layers"):
        replace(example_report().area_map, chosen_layer="joy")


def test_areas_without_a_name_are_refused() -> None:
    with pytest.raises(ValueError, match="a code, a name"):
        replace(example_report().area_map, names=())


def test_a_row_that_does_not_match_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="does not match its columns"):
        GroupTable("Table", ("Group", "People"), (GroupRow("Low income", ("1", "2")),))


def test_a_picture_is_described_by_its_caption_and_then_by_its_line() -> None:
    """The lowest hour of each run lies under the lowest of the middle line: both are told."""
    curve = replace(example_report().curves[0], worst="lowest", note="At its lowest 41 beds.")
    page = described(curve, ENGLISH)
    assert page.startswith("At its lowest 41 beds. The line, which is the middle of all courses")
    assert page.endswith(curve_in_words(curve, ENGLISH))
