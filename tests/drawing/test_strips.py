"""Strips: the part that is meant, and cases on both sides of the line."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from weerbaar.drawing.strips import MOST_TICKS, SIDE, WIDTH, Strip, strip_svg

SVG = "{http://www.w3.org/2000/svg}"


def strip(**changes) -> Strip:
    given = {"label": "Frost", "low": 0.25, "high": 0.75, "least": "-5 °C", "most": "5 °C"}
    return Strip(**(given | {"said": "from -2 to 2"} | changes))


def drawn(*strips: Strip) -> ET.Element:
    return ET.fromstring(strip_svg(strips, label="When it goes wrong"))


def test_the_part_that_is_meant_covers_its_share_of_the_strip() -> None:
    picture = drawn(strip())
    part = next(r for r in picture.iter(f"{SVG}rect") if r.get("class") == "part")
    room = WIDTH - 2 * SIDE
    assert float(part.get("x")) == pytest.approx(SIDE + 0.25 * room, abs=0.1)
    assert float(part.get("width")) == pytest.approx(0.5 * room, abs=0.1)
    words = [text.text for text in picture.iter(f"{SVG}text")]
    assert words == ["Frost", "from -2 to 2", "-5 °C", "5 °C"]


def test_every_case_is_a_tick_on_its_own_side() -> None:
    picture = drawn(strip(marked=[0.1, 0.2], others=[0.5, 0.6, 0.7]))
    paths = {path.get("class"): path.get("d") for path in picture.iter(f"{SVG}path")}
    assert paths["marked"].count("M") == 2
    assert paths["other"].count("M") == 3
    assert "v-" in paths["marked"]
    assert "v-" not in paths["other"]


def test_of_very_many_cases_a_part_is_drawn() -> None:
    picture = drawn(strip(others=[i / 5000 for i in range(5000)]))
    (path,) = (p for p in picture.iter(f"{SVG}path") if p.get("class") == "other")
    assert MOST_TICKS / 2 <= path.get("d").count("M") <= MOST_TICKS


def test_a_picture_has_a_name_and_says_itself_in_words() -> None:
    picture = drawn(strip(label="A < B & C"), strip())
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == "When it goes wrong"
    assert picture.find(f"{SVG}desc").text == "A < B & C: from -2 to 2; Frost: from -2 to 2"
    assert float(picture.get("viewBox").split()[3]) > float(
        drawn(strip()).get("viewBox").split()[3]
    )
    assert ET.fromstring(strip_svg([], label="Nothing")).get("role") == "img"


def test_a_part_outside_the_strip_is_refused() -> None:
    for low, high in ((-0.1, 0.5), (0.5, 1.1), (0.7, 0.6)):
        with pytest.raises(ValueError, match="within"):
            drawn(strip(low=low, high=high))
