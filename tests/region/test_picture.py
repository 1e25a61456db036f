"""The picture of a region: areas for everyone, objects only in full and with a watermark."""

import re
from xml.etree import ElementTree

from weerbaar.common.language import Language
from weerbaar.region.picture import View, known_kinds, region_page, region_svg
from weerbaar.region.region import Library, Region

DUTCH = Language("nl", {"Map of {name}": "Kaart van {name}"})


def test_the_public_map_counts_sites_and_places_none(region: Region, library: Library) -> None:
    svg = region_svg(region, library, View(DUTCH))

    ElementTree.fromstring(svg)
    assert 'aria-label="Kaart van Proefland"' in svg
    assert "ziekenhuis: 1" in svg
    assert "supermarkt *: 4" in svg
    assert 'class="sites"' not in svg
    assert "watermark" not in svg


def test_the_full_map_places_sites_and_has_a_watermark(region: Region, library: Library) -> None:
    view = View(DUTCH, frozenset({"hospital", "fire_station"}), full=True)

    svg = region_svg(region, library, view)

    ElementTree.fromstring(svg)
    assert svg.count("Zandbank Ziekenhuis") == 1
    assert "CONFIDENTIAL" in svg
    assert "supermarkt" not in svg


def test_the_page_stands_alone_and_credits_its_sources(region: Region, library: Library) -> None:
    page = region_page(region, library, View(DUTCH))

    assert not re.search(r'(src|href)="(?!#)', page)
    assert "Bron: CBS" in page
    assert "OpenStreetMap" in page
    assert "38.210" in page


def test_on_a_narrow_screen_the_legend_is_text_and_names_are_larger(
    region: Region, library: Library
) -> None:
    page = region_page(region, library, View(DUTCH))

    assert page.count("<li><svg") == 6
    assert 'class="names-narrow"' in page
    assert 'class="legend"' not in page
    assert 'class="legend"' in region_svg(region, library, View(DUTCH))


def test_kinds_asked_for_are_told_apart(library: Library) -> None:
    assert known_kinds(library, ["hospital", "castle"]) == (frozenset({"hospital"}), ["castle"])
