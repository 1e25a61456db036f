import math
import re

import pytest

from weerbaar.common.language import ENGLISH
from weerbaar.drawing.cells import draw_cells
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.files import read_template
from weerbaar.drawing.page import Page, PagePart, Picture, ShareMap, render_page
from weerbaar.drawing.report import GroupRow, GroupTable, Sentence, words

SHAPES = tuple(draw_cells([(0.0, 0.0), (3.0, 0.0), (0.0, 3.0)], [4.0] * 3))


def share_map(**changes: object) -> ShareMap:
    values: dict[str, object] = {
        "heading": "No one is cold.",
        "note": "Part of the people.",
        "names": ("North", "South", "West"),
        "municipality_of": ("Town", "Town", "Other"),
        "shapes": SHAPES,
        "shares": (0.95, math.nan, 0.0),
        "outlined": (0, 1),
        **changes,
    }
    return ShareMap(**values)  # type: ignore[arg-type]


def page(**changes: object) -> Page:
    table = GroupTable("Tasks", ("Norm", "Where"), (GroupRow("Cold", ("3 areas",)),))
    bars = bar_svg([Bar("Everyone", 0.4, 0.3, 0.5, limit=0.1)], label="Cold")
    values: dict[str, object] = {
        "language_code": "en",
        "place": "Region X",
        "subtitle": "20 courses",
        "title": "Held against a base level",
        "mark": "Simulation.",
        "sentences": (Sentence(words("**6 of 8 norms** are not met."), "Own list."),),
        "pictures": (),
        "share_map": share_map(),
        "parts": (
            PagePart("norms", "Norm by norm", "Worst first.", (Picture(bars, "Cold", "Note."),)),
            PagePart("tasks", "Tasks", tables=(table,), pairs=(("Seed", "1"),), wordy=True),
        ),
        **changes,
    }
    return Page(**values)  # type: ignore[arg-type]


def rendered(**changes: object) -> str:
    return render_page(page(**changes), ENGLISH, read_template("page.html"))


def test_a_page_says_its_sentences_draws_its_norms_and_maps_the_worst() -> None:
    html = rendered()
    assert '<strong class="hit">6 of 8 norms</strong> are not met.' in html
    assert html.count('class="limit"') == 1
    assert "North, Town" in html
    assert "almost everyone" in html
    assert "not shown: fewer than 10 people" in html
    assert "outlined in red: Town" in html
    assert '<a href="#tasks">Tasks</a>' in html
    assert 'class="tables words"' in html


def test_it_holds_no_script_and_asks_nothing_from_a_network() -> None:
    html = rendered()
    assert "<script" not in html
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", html)
    assert "default-src 'none'" in html


def test_words_are_escaped() -> None:
    assert "<script>" not in rendered(title="<script>alert(1)</script>")


def test_a_page_without_a_map_shows_its_pictures() -> None:
    html = rendered(share_map=None, pictures=(Picture("<svg></svg>", "What changes"),))
    assert 'id="map"' not in html
    assert "What changes" in html


def test_a_map_of_which_areas_lack_a_share_is_refused() -> None:
    with pytest.raises(ValueError, match="every area"):
        share_map(shares=(0.1,))
