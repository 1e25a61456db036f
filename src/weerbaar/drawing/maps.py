"""A map of areas in a few classes, as SVG text that stands alone, prints and works in a page.

The six classes run from light to dark with clearly different lightness, so that they also hold in
grey print and for colour-blind readers; an area that is not shown is hatched. In a page the class
names on the elements (`k0`..`k5`, `kx`) let a style sheet replace the colours.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from weerbaar.drawing.cells import Place, Ring, Shape, to_geometry

SEQUENTIAL = ("#e8f0f3", "#cfe0e7", "#9dc1cf", "#5f9fb4", "#2c738f", "#134a62")
CLASS_LIMITS = (0.05, 0.20, 0.40, 0.60, 0.90)
HAIR = 1e-9
"""What a share may fall short of a limit: 0.1 + 0.1 is not quite 0.2."""
PAPER, INK, OUTLINE = "#ffffff", "#14252d", "#b5321a"
FONT = "'Noto Sans', 'Segoe UI', sans-serif"
PAD = 6.0
LINE = 20.0
GLYPH_WIDTH = 6.8
MANY_AREAS = 400
# On a narrow screen the whole map is drawn this much smaller, so that names must be larger.
NARROW = 2.5


@dataclass(frozen=True)
class Site:
    """A point on the map, in km; `kind` is the worded kind for the legend."""

    x_km: float
    y_km: float
    kind: str
    title: str = ""
    estimated: bool = False


@dataclass(frozen=True)
class PlaceName:
    """A name written on the map, centred on a point in km."""

    text: str
    x_km: float
    y_km: float


@dataclass(frozen=True)
class Frame:
    """How km become drawing units: a scale, the north-west corner, and the size of the picture."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    def place(self, point: Place) -> Place:
        """The point in drawing units, y downwards."""
        x = (point[0] - self.west) * self.scale + PAD
        return x, (self.north - point[1]) * self.scale + PAD


def class_of(share: float) -> int | None:
    """The class 0..5 of a share 0..1, by CLASS_LIMITS; None when it is not a number."""
    if math.isnan(share):
        return None
    # A limit belongs to the class above it.
    return sum(share >= limit - HAIR for limit in CLASS_LIMITS)


def classes_of(shares: ArrayLike) -> NDArray[np.int64]:
    """The class of each share, as `class_of`; -1 where it is not a number."""
    values = np.asarray(shares, dtype=float)
    found = np.searchsorted(np.array(CLASS_LIMITS) - HAIR, values, side="right")
    return np.where(np.isnan(values), -1, found)


def frame_of(shapes: Sequence[Shape], width: float = 640) -> Frame:
    """A frame of this width in which every shape fits; raises ValueError when there is nothing."""
    places = [place for shape in shapes for rings in shape.polygons for place in rings[0]]
    if not places:
        raise ValueError("a map needs at least one area with an outline")
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    # A region taller than it is wide is made narrower rather than longer than a screen.
    room = width - 2 * PAD
    scale = min(room / max(east - west, 1e-6), 1.25 * room / max(north - south, 1e-6))
    margin = (room - (east - west) * scale) / 2
    return Frame(west - margin / scale, north, scale, width, (north - south) * scale + 2 * PAD)


def shape_path(shape: Shape, frame: Frame) -> str:
    """The `d` of an SVG path for one area, rounded to tenths of a unit."""
    return "".join(_ring_path(ring, frame) for rings in shape.polygons for ring in rings)


def shared_shapes_svg(shapes: Sequence[Shape], frame: Frame, ident: str) -> str:
    """An invisible drawing that holds every area once, for maps made with `shared=True`."""
    paths = "".join(
        f'<path id="{ident}-{i}" d="{shape_path(shape, frame)}"/>' for i, shape in enumerate(shapes)
    )
    return (
        f'<svg class="shared" width="0" height="0" aria-hidden="true" focusable="false">'
        f"<defs>{_hatch(ident)}{paths}</defs></svg>"
    )


def map_svg(
    shapes: Sequence[Shape],
    classes: Sequence[int | None] | None,
    *,
    label: str,
    colours: Sequence[str] = SEQUENTIAL,
    titles: Sequence[str] = (),
    outlined: Collection[int] = frozenset(),
    names: Sequence[PlaceName] = (),
    names_narrow: Sequence[PlaceName] = (),
    sites: Sequence[Site] = (),
    site_words: tuple[str, str] = ("", ""),
    legend: Sequence[str] = (),
    hidden_word: str = "",
    parted: Sequence[float] = (),
    scale_bar: bool = True,
    width: float = 640,
    ident: str = "map",
    shared: bool = False,
    heading: Sequence[str] = (),
) -> str:
    """The map as one `<svg>` element with role img and `label` as its accessible name.

    `classes` holds a number into `colours` per area, None where nothing may be shown; without
    classes all areas are plain. `titles` appear on hovering. `outlined` are positions of areas
    drawn together with a red line around them. `names_narrow` are written larger and stay hidden
    until a style sheet shows them instead of `names`, on a narrow screen. `legend` names the
    classes under the map, `hidden_word` the hatched areas; `site_words` are the words for a known
    and an estimated site. `parted` holds where (x in km) a dashed line parts what lies far apart.
    `shared` refers to `shared_shapes_svg` with the same `ident` and frame instead of repeating
    every path. `heading` are lines above the map, for a file that stands alone; the first is the
    title. Raises ValueError when classes or titles do not match the shapes.
    """
    _check(shapes, classes, titles, colours)
    frame = frame_of(shapes, width)
    below: list[str] = []
    height = frame.height + (LINE if scale_bar else 0)
    if legend:
        drawn, height = _class_legend(legend, hidden_word, colours, height, width, ident)
        below.append(drawn)
    if sites:
        drawn, height = _site_legend(sites, site_words, height, width)
        below.append(drawn)
    above, top = _heading(heading, width)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="img" '
            f'aria-label="{escape(label)}" viewBox="0 {-top:g} {width:g} {height + top:.0f}" '
            f'font-family="{FONT}">',
            above,
            "" if shared else f"<defs>{_hatch(ident)}</defs>",
            _areas(shapes, classes, titles, colours, frame, ident, shared),
            _red_line(shapes, outlined, frame),
            _parting_lines(parted, frame),
            _sites(sites, frame),
            _names(names, frame),
            _names(names_narrow, frame, narrow=True),
            _scale_bar(frame) if scale_bar else "",
            *below,
            "</svg>",
        ]
    )


def place_names(
    shapes: Sequence[Shape],
    names: Sequence[str],
    first: Collection[str] = (),
    most: int = 12,
    width: float = 640,
    sizes: Sequence[float] = (),
    inwards: bool = False,
) -> list[PlaceName]:
    """Where to write the name shared by several areas: the largest first, none over another.

    `names` holds one name per area, such as its municipality; names in `first` go before others.
    Large is what has much of `sizes`, one figure per area; without them what has much surface.
    A name that runs out of the picture is left out, or moved `inwards`.
    """
    groups: dict[str, list[tuple[BaseGeometry, float]]] = {}
    for shape, name, size in zip(shapes, names, sizes or [0.0] * len(shapes), strict=True):
        groups.setdefault(name, []).append((to_geometry(shape), size))
    surfaces = {name: shapely.union_all([part for part, _ in groups[name]]) for name in groups}
    order = sorted(
        (name for name in surfaces if name and not surfaces[name].is_empty),
        key=lambda name: (
            name not in first,
            -sum(size for _, size in groups[name]),
            -surfaces[name].area,
            name,
        ),
    )
    middles = {name: _middle(surfaces[name], groups[name]) for name in order}
    frame = frame_of(shapes, width)
    if inwards:
        middles = {name: _inwards(name, middle, frame) for name, middle in middles.items()}
    return _without_overlap(middles, frame, most)


def _middle(surface: BaseGeometry, parts: Sequence[tuple[BaseGeometry, float]]) -> Place:
    """A point in the surface: the middle weighted by size, where it lies in it."""
    total = sum(size for _, size in parts)
    if total > 0:
        centres = [(part.centroid, size / total) for part, size in parts if not part.is_empty]
        x = sum(centre.x * share for centre, share in centres)
        y = sum(centre.y * share for centre, share in centres)
        if surface.contains(shapely.Point(x, y)):
            return x, y
    inside = shapely.point_on_surface(surface)
    return inside.x, inside.y


def _inwards(name: str, middle: Place, frame: Frame) -> Place:
    """The middle, moved east or west until the whole name stands in the picture."""
    x, half = frame.place(middle)[0], len(name) * GLYPH_WIDTH / 2 + 5
    by = max(half - x, 0.0) or min(frame.width - half - x, 0.0)
    return middle[0] + by / frame.scale, middle[1]


def _without_overlap(middles: Mapping[str, Place], frame: Frame, most: int) -> list[PlaceName]:
    """The first names that fit, each with the middle of what it names."""
    boxes: list[BaseGeometry] = []
    written: list[PlaceName] = []
    for name, middle in middles.items():
        x, y = frame.place(middle)
        half = len(name) * GLYPH_WIDTH / 2 + 4
        box = shapely.box(x - half, y - 12, x + half, y + 6)
        inside = half < x < frame.width - half
        if inside and len(written) < most and not any(box.intersects(other) for other in boxes):
            boxes.append(box)
            written.append(PlaceName(name, *middle))
    return written


def _check(
    shapes: Sequence[Shape],
    classes: Sequence[int | None] | None,
    titles: Sequence[str],
    colours: Sequence[str],
) -> None:
    if classes is not None and len(classes) != len(shapes):
        raise ValueError("every area needs a class, or None")
    if titles and len(titles) != len(shapes):
        raise ValueError("every area needs a title, or no area has one")
    if classes and not all(k is None or 0 <= k < len(colours) for k in classes):
        raise ValueError("a class is a position in the colours")


def _ring_path(ring: Ring, frame: Frame) -> str:
    places = [frame.place(place) for place in ring]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places[:-1]) + "Z"


def _hatch(ident: str) -> str:
    return (
        f'<pattern id="{ident}-hatch" class="hatch" width="6" height="6" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{PAPER}"/>'
        f'<rect width="2" height="6" fill="#8a979d"/></pattern>'
    )


def _areas(
    shapes: Sequence[Shape],
    classes: Sequence[int | None] | None,
    titles: Sequence[str],
    colours: Sequence[str],
    frame: Frame,
    ident: str,
    shared: bool,
) -> str:
    drawn = []
    for i, shape in enumerate(shapes):
        look = _look("plain" if classes is None else classes[i], colours, ident)
        where = f'href="#{ident}-{i}"' if shared else f'd="{shape_path(shape, frame)}"'
        tag = "use" if shared else "path"
        title = f"<title>{escape(titles[i])}</title>" if titles else ""
        drawn.append(f"<{tag} {look} {where}>{title}</{tag}>")
    # Between thousands of small cells a full line would wash out their colour.
    line = 1 if len(shapes) <= MANY_AREAS else 0.4
    return (
        f'<g class="areas" fill-rule="evenodd" stroke="{PAPER}" stroke-width="{line}" '
        f'stroke-linejoin="round">{"".join(drawn)}</g>'
    )


def _look(value: int | str | None, colours: Sequence[str], ident: str) -> str:
    if value is None:
        return f'class="kx" fill="url(#{ident}-hatch)"'
    if isinstance(value, str):
        return f'class="k-plain" fill="{colours[min(1, len(colours) - 1)]}"'
    return f'class="k{value}" fill="{escape(colours[value])}"'


def _red_line(shapes: Sequence[Shape], outlined: Collection[int], frame: Frame) -> str:
    if not outlined:
        return ""
    chosen = [to_geometry(shapes[i]) for i in sorted(outlined)]
    # Outlines from different sources rarely meet exactly; ten metres close the cracks.
    surface = shapely.union_all([geometry.buffer(0.01) for geometry in chosen])
    rings = [
        tuple((float(x), float(y)) for x, y in shapely.get_coordinates(part.exterior))
        for part in shapely.get_parts(surface)
    ]
    path = "".join(_ring_path(ring, frame) for ring in rings)
    return (
        f'<path class="outline" d="{path}" fill="none" stroke="{OUTLINE}" stroke-width="2.5" '
        f'stroke-linejoin="round"/>'
    )


def _parting_lines(parted: Sequence[float], frame: Frame) -> str:
    places = [frame.place((x, frame.north))[0] for x in parted]
    lines = "".join(f"M{x:.1f} {PAD:g}V{frame.height - PAD:.1f}" for x in places)
    look = 'class="parted" fill="none" stroke="#5b6b73" stroke-width="1" stroke-dasharray="4 4"'
    return f'<path {look} d="{lines}"/>' if lines else ""


def _names(names: Sequence[PlaceName], frame: Frame, narrow: bool = False) -> str:
    size = 12 * NARROW if narrow else 12
    written = []
    for name in names:
        x, y = frame.place((name.x_km, name.y_km))
        written.append(f'<text x="{x:.1f}" y="{y + size / 3:.1f}">{escape(name.text)}</text>')
    look = 'class="names-narrow" display="none"' if narrow else 'class="names"'
    return (
        f'<g {look} font-size="{size:g}" text-anchor="middle" fill="{INK}" stroke="{PAPER}" '
        f'stroke-width="{size / 4:g}" stroke-linejoin="round" paint-order="stroke">'
        f"{''.join(written)}</g>"
        if written
        else ""
    )


def _heading(heading: Sequence[str], width: float) -> tuple[str, float]:
    """The lines above the map, and the room that they take."""
    most = int((width - 2 * PAD) / GLYPH_WIDTH)
    lines = [part for line in heading for part in textwrap.wrap(line, most)]
    top = len(lines) * LINE + PAD if lines else 0.0
    written = "".join(
        f'<text x="{PAD:g}" y="{(i + 1) * LINE - top:g}" font-size="{12 if i else 15}" '
        f'font-weight="{"normal" if i else "bold"}" fill="{INK}">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    return f'<g class="heading">{written}</g>' if lines else "", top


def _scale_bar(frame: Frame) -> str:
    fifth = frame.width / frame.scale / 5
    power = 10.0 ** math.floor(math.log10(fifth))
    km = max(step * power for step in (1, 2, 5) if step * power <= fifth)
    y, right = frame.height + LINE / 2, PAD + km * frame.scale
    return (
        f'<g class="scale"><path d="M{PAD:g} {y - 4:.1f}V{y:.1f}H{right:.1f}V{y - 4:.1f}" '
        f'fill="none" stroke="{INK}"/><text x="{right + 6:.1f}" y="{y + 3:.1f}" font-size="12" '
        f'fill="{INK}">{km:g} km</text></g>'
    )


def _class_legend(
    legend: Sequence[str],
    hidden_word: str,
    colours: Sequence[str],
    top: float,
    width: float,
    ident: str,
) -> tuple[str, float]:
    """The swatches with their words, and the height of the picture below them."""
    entries: list[tuple[int | None, str]] = list(enumerate(legend))
    if hidden_word:
        entries.append((None, hidden_word))
    places, bottom = _flow([word for _, word in entries], top, width)
    drawn = "".join(
        f'<rect {_look(k, colours, ident)} x="{x:.1f}" y="{y - 10:.1f}" width="14" height="11" '
        f'stroke="#5b6b73" stroke-width="0.5"/>'
        f'<text x="{x + 20:.1f}" y="{y:.1f}" font-size="12" fill="{INK}">{escape(word)}</text>'
        for (k, word), (x, y) in zip(entries, places, strict=True)
    )
    return f'<g class="legend">{drawn}</g>', bottom


def _site_legend(
    sites: Sequence[Site], site_words: tuple[str, str], top: float, width: float
) -> tuple[str, float]:
    kinds = _kinds(sites)
    known, estimated = site_words
    entries = [(_symbol(i, False), kind) for i, kind in enumerate(kinds)]
    entries += [
        (_symbol(0, flag), word) for flag, word in ((False, known), (True, estimated)) if word
    ]
    places, bottom = _flow([word for _, word in entries], top, width)
    drawn = "".join(
        f'<g transform="translate({x + 7:.1f} {y - 4:.1f})">{symbol}</g>'
        f'<text x="{x + 20:.1f}" y="{y:.1f}" font-size="12" fill="{INK}">{escape(word)}</text>'
        for (symbol, word), (x, y) in zip(entries, places, strict=True)
    )
    return f'<g class="legend">{drawn}</g>', bottom


def _flow(words: Sequence[str], top: float, width: float) -> tuple[list[Place], float]:
    """Where each legend entry goes, left to right and wrapping, and the bottom of the last row."""
    places: list[Place] = []
    x, y = PAD, top + LINE - 4
    for word in words:
        needed = 20 + len(word) * GLYPH_WIDTH + 14
        if x > PAD and x + needed > width:
            x, y = PAD, y + LINE
        places.append((x, y))
        x += needed
    return places, y + 8


def site_marks(kinds: Sequence[str], site_words: tuple[str, str]) -> list[tuple[str, str]]:
    """The legend of sites of these worded kinds as drawings of 14 by 14 with their words, for a
    page that writes it as text."""
    known, estimated = site_words
    entries = [(_symbol(i, False), kind) for i, kind in enumerate(sorted(set(kinds)))]
    entries += [(_symbol(0, False), known), (_symbol(0, True), estimated)]
    frame = '<svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">{}</svg>'
    return [(frame.format(symbol), word) for symbol, word in entries]


def _kinds(sites: Sequence[Site]) -> list[str]:
    return sorted({site.kind for site in sites})


def _sites(sites: Sequence[Site], frame: Frame) -> str:
    order = {kind: i for i, kind in enumerate(_kinds(sites))}
    drawn = []
    for site in sites:
        x, y = frame.place((site.x_km, site.y_km))
        title = f"<title>{escape(site.title)}</title>" if site.title else ""
        symbol = _symbol(order[site.kind], site.estimated)
        drawn.append(f'<g transform="translate({x:.1f} {y:.1f})">{title}{symbol}</g>')
    return f'<g class="sites">{"".join(drawn)}</g>' if drawn else ""


SYMBOLS = (
    "M4 0A4 4 0 1 1 -4 0A4 4 0 1 1 4 0Z",
    "M-3.6 -3.6H3.6V3.6H-3.6Z",
    "M0 -4.6L4.4 3.4H-4.4Z",
    "M0 -5L5 0L0 5L-5 0Z",
    "M0 4.6L4.4 -3.4H-4.4Z",
    "M-1.6 -4.8H1.6V-1.6H4.8V1.6H1.6V4.8H-1.6V1.6H-4.8V-1.6H-1.6Z",
    "M-5 -2.6H5V2.6H-5Z",
    "M-2.6 -5H2.6V5H-2.6Z",
)
SYMBOL_COLOURS = (INK, OUTLINE, "#1f6f43", "#6a3d8f")


def _symbol(position: int, estimated: bool) -> str:
    """The mark of the kind with this position: a form, then a colour when the forms run out."""
    colour = SYMBOL_COLOURS[position // len(SYMBOLS) % len(SYMBOL_COLOURS)]
    path = SYMBOLS[position % len(SYMBOLS)]
    fill, line = (PAPER, colour) if estimated else (colour, PAPER)
    return f'<path d="{path}" fill="{fill}" stroke="{line}" stroke-width="1.2"/>'
