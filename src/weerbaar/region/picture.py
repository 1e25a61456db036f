"""The region as a map and as a page: who lives where, and which sites there are.

The public picture colours areas by inhabitants per square kilometre and counts their sites, vital
ones for the whole region only. The full one draws each site, filled where it is known and hollow
where it is estimated, and carries the watermark *vertrouwelijk*.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from weerbaar.common.language import Language, mark
from weerbaar.drawing.cells import (
    Place,
    Shape,
    draw_cells,
    middle_of,
    outline_from_geojson,
    to_plane,
)
from weerbaar.drawing.islands import bring_together, moved
from weerbaar.drawing.maps import NARROW, SEQUENTIAL, Site, map_svg, place_names, site_marks
from weerbaar.region.overview import (
    Sheet,
    count_sites,
    estimated_kinds,
    kind_names,
    overview_sheet,
    vital_sheet,
)
from weerbaar.region.region import Library, Region

DENSITY_LIMITS = (100, 250, 500, 1000, 2500)
WIDTH = 900
MOST_NAMES, MOST_NAMES_NARROW = 20, 8
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
CONFIDENTIAL = mark("confidential")
SIDE_BY_SIDE = mark(
    "What lies far apart stands side by side here, at one scale. A dashed line parts it."
)
PARTED = 'class="parted"'

STYLE = """
body { font-family: 'Noto Sans', 'Segoe UI', sans-serif; color: #14252d; margin: 2rem auto;
  max-width: 60rem; padding: 0 1rem; line-height: 1.5; }
svg { max-width: 100%; height: auto; }
.classes { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem;
  font-size: .9rem; }
@media screen and (max-width: 40rem) { .map .names, .map .scale { display: none; }
  .map .names-narrow { display: inline; } }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; }
caption { text-align: left; font-weight: bold; padding: .5rem 0; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid #cfd8dc; text-align: right; }
.named-1 :is(th, td):nth-child(-n+1), .named-3 :is(th, td):nth-child(-n+3) { text-align: left;
  white-space: nowrap; }
thead th { vertical-align: bottom; }
.mark { border: 2px solid #b5321a; color: #8d2413; padding: .3rem .8rem; font-weight: bold;
  text-transform: uppercase; letter-spacing: .1em; display: inline-block; }
"""


@dataclass(frozen=True)
class View:
    """What is shown: the language, the kinds of sites (all when empty), and whether objects are."""

    language: Language
    kinds: frozenset[str] = frozenset()
    full: bool = False


def region_svg(region: Region, library: Library, view: View) -> str:
    """The map of a region as SVG text that stands alone."""
    return _map(region, library, view, legend_words(view.language))


def bare_map(region: Region, library: Library, view: View) -> str:
    """The map as SVG without the legend of its classes, for a page that writes it as text."""
    return _map(region, library, view, ())


def site_legend(region: Region, library: Library, view: View) -> str:
    """The legend of the sites on that map as a list of the page, which stays readable where the map
    is small."""
    shown = [site for site in region.sites if site["area"] and site["kind"] in view.kinds]
    if not shown:
        return ""
    names, language = kind_names(library, view.language.code), view.language
    kinds = [names[site["kind"]] for site in shown]
    entries = "".join(
        f"<li>{drawn} {escape(word)}</li>"
        for drawn, word in site_marks(kinds, _sure_words(language))
    )
    return f'<ul class="legend-list marks">{entries}</ul>'


def _sure_words(language: Language) -> tuple[str, str]:
    return language.text(mark("known")), language.text(mark("estimated (hollow)"))


def _map(region: Region, library: Library, view: View, legend: Sequence[str]) -> str:
    areas, language = region.areas, view.language
    about = middle_of(list(areas["lon"]), list(areas["lat"]))
    cells = draw_cells(
        to_plane(list(areas["lon"]), list(areas["lat"]), about),
        list(areas["area_km2"]),
        [_outline(region, str(code), about) for code in areas["code"]],
    )
    together = bring_together(cells)
    shapes = [moved(cell, by) for cell, by in zip(cells, together.moves, strict=True)]
    moves = dict(zip((str(code) for code in areas["code"]), together.moves, strict=True))
    density = areas["inhabitants"] / areas["area_km2"]
    towns, people = list(areas["municipality"]), list(areas["inhabitants"])
    apart = bool(together.parted)
    drawn = map_svg(
        shapes,
        [sum(value >= limit for limit in DENSITY_LIMITS) for value in density],
        label=language.text(mark("Map of {name}"), name=region.name),
        titles=_titles(region, library, view),
        names=place_names(shapes, towns, most=MOST_NAMES, width=WIDTH, sizes=people, inwards=apart),
        names_narrow=place_names(
            shapes,
            towns,
            most=MOST_NAMES_NARROW,
            width=WIDTH / NARROW,
            sizes=people,
            inwards=apart,
        ),
        parted=together.parted,
        sites=_sites(region, library, view, about, moves) if view.full else (),
        site_words=_sure_words(language),
        legend=legend,
        width=WIDTH,
    )
    return _watermarked(drawn, language.text(CONFIDENTIAL)) if view.full else drawn


def region_page(region: Region, library: Library, view: View) -> str:
    """The region as one HTML page without outside parts: map, figures, sources."""
    language = view.language
    notes = [
        language.text(
            mark("Inhabitants: {inhabitants}. Areas: {areas}. Municipalities: {municipalities}."),
            inhabitants=language.number(region.inhabitants),
            areas=language.number(len(region.areas)),
            municipalities=language.number(len(set(region.areas["municipality_code"]))),
        ),
        language.text(mark("Kinds of sites with * are estimated: placed by a rule, not known.")),
    ]
    drawn = _map(region, library, view, ())
    if PARTED in drawn:
        notes.append(language.text(SIDE_BY_SIDE))
    if not view.full:
        public = mark(
            "Sites are counted per area, vital ones for the whole region only; their places are "
            "not shown."
        )
        notes.append(language.text(public))
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="{language.code}">\n<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(region.name)}</title><style>{STYLE}</style></head>\n<body><main>",
            _mark(language) if view.full else "",
            f"<h1>{escape(region.name)}</h1>",
            *(f"<p>{escape(note)}</p>" for note in notes),
            drawn,
            _legend_list(language),
            *_tables(region, library, view),
            _sources(region, language),
            "</main></body>\n</html>\n",
        ]
    )


def _outline(region: Region, code: str, about: tuple[float, float]) -> Shape | None:
    geometry = region.outlines.get(code)
    return outline_from_geojson(geometry, about) if geometry else None


def _titles(region: Region, library: Library, view: View) -> list[str]:
    names = _starred(region, kind_names(library, view.language.code))
    counts = count_sites(region, library, view.kinds, view.full)
    people = mark("{inhabitants} inhabitants")
    titles = []
    for area in region.areas:
        number = view.language.number(area["inhabitants"])
        lines = [f"{area['name']}, {area['municipality']}"]
        lines.append(view.language.text(people, inhabitants=number))
        lines += [f"{names[k]}: {count}" for k, count in sorted(counts[area["code"]].items())]
        titles.append("\n".join(lines))
    return titles


def _starred(region: Region, names: dict[str, str]) -> dict[str, str]:
    estimated = estimated_kinds(region)
    return {kind: f"{name} *" if kind in estimated else name for kind, name in names.items()}


def legend_words(language: Language) -> list[str]:
    numbers = [language.number(limit) for limit in DENSITY_LIMITS]
    between = [f"{low}–{high}" for low, high in pairwise(numbers)]
    first = language.text(mark("under {limit} per km²"), limit=numbers[0])
    last = language.text(mark("{limit} and more"), limit=numbers[-1])
    return [first, *between, last]


def _legend_list(language: Language) -> str:
    """The legend as text of the page, which stays readable where the map is small."""
    swatch = (
        '<svg width="14" height="11" aria-hidden="true"><rect width="14" height="11" '
        'fill="{colour}" stroke="#5b6b73"/></svg>'
    )
    entries = "".join(
        f"<li>{swatch.format(colour=colour)} {escape(words)}</li>"
        for colour, words in zip(SEQUENTIAL, legend_words(language), strict=True)
    )
    return f'<ul class="classes">{entries}</ul>'


def _sites(
    region: Region, library: Library, view: View, about: Place, moves: Mapping[str, Place]
) -> list[Site]:
    names = kind_names(library, view.language.code)
    placed = [
        site
        for site in region.sites
        if site["area"] and (not view.kinds or site["kind"] in view.kinds)
    ]
    points = to_plane([s["lon"] for s in placed], [s["lat"] for s in placed], about)
    return [
        Site(x + east, y + north, names[s["kind"]], s["name"] or s["site"], s["estimated"])
        for s, (x, y) in zip(placed, points, strict=True)
        for east, north in [moves[s["area"]]]
    ]


def _watermarked(svg: str, word: str) -> str:
    found = VIEW_BOX.search(svg)
    width, height = (float(found[1]), float(found[2])) if found else (WIDTH, WIDTH)
    stamp = (
        f'<g class="watermark" aria-hidden="true" fill="#b5321a" fill-opacity="0.18" '
        f'font-weight="bold" text-anchor="middle" font-size="{width / 9:.0f}" '
        f'transform="translate({width / 2:.0f} {height / 2:.0f}) rotate(-24)">'
        f"<text>{escape(word.upper())}</text></g>"
    )
    return svg.removesuffix("</svg>") + stamp + "</svg>"


def _mark(language: Language) -> str:
    return f'<p class="mark">{escape(language.text(CONFIDENTIAL))}</p>'


def _tables(region: Region, library: Library, view: View) -> list[str]:
    language = view.language
    names = _starred(region, kind_names(library, language.code))
    areas = overview_sheet(region, library, names, view.kinds, view.full)
    vital = vital_sheet(region, library, names, view.kinds)
    per_area = mark("Areas and how many sites of each kind they have")
    in_region = mark("Vital sites in the whole region")
    tables = [_table(areas, language.text(per_area), language)]
    if not view.full and vital[1]:
        tables.append(_table(vital, language.text(in_region), language, 1))
    return tables


def _table(sheet: Sheet, words_above: str, language: Language, named: int = 3) -> str:
    """A table whose first `named` columns are text."""
    words = {
        "code": language.text(mark("code")),
        "name": language.text(mark("area")),
        "municipality": language.text(mark("municipality")),
        "inhabitants": language.text(mark("inhabitants")),
        "dwellings": language.text(mark("dwellings")),
        "area_km2": language.text(mark("km²")),
        "kind": language.text(mark("kind of site")),
        "number": language.text(mark("number")),
        "estimated": language.text(mark("of which estimated")),
    }
    header, rows = sheet
    heads = "".join(f'<th scope="col">{escape(words.get(name, name))}</th>' for name in header)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(_text(cell, language))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    caption = escape(words_above)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="named-{named}">'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table></div>"
    )


def _text(cell: object, language: Language) -> str:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return str(cell)
    return language.number(cell, 0 if cell == int(cell) else 2)


def _sources(region: Region, language: Language) -> str:
    lines = "".join(
        f"<li>{escape(', '.join(filter(None, (s['title'], s['year'], s['licence'], s['credit']))))}"
        "</li>"
        for s in region.sources
    )
    return f"<h2>{escape(language.text(mark('Sources')))}</h2><ul>{lines}</ul>"


def known_kinds(library: Library, asked: Collection[str]) -> tuple[frozenset[str], list[str]]:
    """The kinds asked for that exist, and those that do not."""
    kinds = set(library.kinds["kind"])
    return frozenset(asked) & kinds, sorted(set(asked) - kinds)
