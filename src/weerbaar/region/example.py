"""An example that a newcomer can paste straight away: made-up fire stations for a region.

They stand in the middle of the areas where our rule placed estimated ones, and every name says that
it is an example. As many as there are estimated ones, so that one sees the share of estimates fall.
"""

from __future__ import annotations

from weerbaar.common.language import Language, mark
from weerbaar.region.overview import kind_names
from weerbaar.region.region import Library, Region

KIND = "fire_station"
DIGITS = 5
BESIDE = 0.004
"""Degrees between two examples in one area."""


def example_text(region: Region, library: Library, words: Language) -> str:
    """Cells divided by tabs, as a spreadsheet gives them; empty where none is estimated."""
    names = {area["code"]: area for area in region.areas}
    sites = region.sites
    chosen = sites.where((sites["kind"] == KIND) & sites["estimated"])
    kind = kind_names(library, words.code)[KIND]
    lines, seen = [], dict[str, int]()
    for site in chosen:
        area = names.get(site["area"])
        if area is None:
            continue
        number = seen[site["area"]] = seen.get(site["area"], 0) + 1
        called = words.text(mark("Example station {area}"), area=area["name"])
        called += f" {number}" if number > 1 else ""
        east = round(area["lon"] + BESIDE * (number - 1), DIGITS)
        lines.append("\t".join((kind, called, f"{east:.{DIGITS}f}", f"{area['lat']:.{DIGITS}f}")))
    if not lines:
        return ""
    headings = (mark("kind"), mark("name"), mark("longitude"), mark("latitude"))
    return "\n".join(["\t".join(words.text(h) for h in headings), *lines]) + "\n"
