"""A network for heavy transport as a picture: roads, railways, bridges and the usual way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import GRID, INK, RED, SOFT, TEAL, Bar, bar_svg, svg_opening
from weerbaar.measures.routes.network import Leg, Network, Place
from weerbaar.measures.routes.telling import way_names
from weerbaar.measures.routes.trials import Answer, Bridge

WIDTH, MARGIN, LEAST, MOST = 640.0, 46.0, 240.0, 560.0
APART = 5.0
"""How far legs between the same two places are drawn apart."""

SAID = mark(
    "The usual way runs over: {way}. Bridges known to bear the transport: {strong}; known to be "
    "too weak: {weak}; not known: {unknown}."
)
NOTHING = mark("none")
Points = Mapping[str, tuple[float, float]]


def network_svg(answer: Answer, words: Language, ident: str) -> str:
    """The map: legs, the usual way in colour, and a mark for what each bridge is known to bear."""
    points, height = _points(answer.network.places)
    states = {i: _state(one) for one in answer.bridges for i in one.legs}
    parts = [_leg(answer, i, points) for i in range(len(answer.network.legs))]
    parts += [
        _bridge(*_middle(answer.network, i, points), state) for i, state in sorted(states.items())
    ]
    parts += [_place(one, points[one.place]) for one in answer.network.places]
    label = words.text(mark("Roads, railways and bridges for this transport"))
    opening = svg_opening(label, _said(answer, words), ident, "network", WIDTH, height)
    return opening + "".join(parts) + "</svg>"


def lost_svg(answer: Answer, words: Language, ident: str) -> str:
    """Which share of all trips is cut when each bridge is lost, with its band."""
    bars = [
        Bar(one.bridge.name, one.trips_cut.p50, one.trips_cut.p10, one.trips_cut.p90)
        for one in sorted(answer.lost, key=lambda one: (-one.trips_cut.p50, one.bridge.name))
    ]
    label = words.text(mark("Trips that are cut when a bridge is lost"))
    return bar_svg(bars, label=label, ident=ident, language=words)


def _state(bridge: Bridge) -> str:
    if bridge.known is None and bridge.roads:
        return "unknown"
    if bridge.bears >= 1.0:
        return "strong"
    return "weak" if bridge.bears <= 0.0 else "unknown"


def _said(answer: Answer, words: Language) -> str:
    named: dict[str, list[str]] = {"strong": [], "weak": [], "unknown": []}
    for one in answer.bridges:
        named[_state(one)].append(one.name)
    told = {state: ", ".join(names) or words.text(NOTHING) for state, names in named.items()}
    return words.text(SAID, way=", ".join(way_names(answer)) or words.text(NOTHING), **told)


def _points(places: Sequence[Place]) -> tuple[Points, float]:
    """Where places stand; on a circle where a position is not known."""
    spots = {one.place: (one.lon, one.lat) for one in places}
    if any(math.isnan(lon + lat) for lon, lat in spots.values()):
        turn = 2 * math.pi / len(spots)
        spots = {
            name: (math.cos(i * turn), math.sin(i * turn)) for i, name in enumerate(sorted(spots))
        }
        stretch = 1.0
    else:
        middle = sum(lat for _, lat in spots.values()) / len(spots)
        stretch = math.cos(math.radians(middle))
    xs, ys = ([spot[axis] for spot in spots.values()] for axis in (0, 1))
    wide, high = (max(xs) - min(xs)) * stretch or 1.0, max(ys) - min(ys) or 1.0
    scale = min((WIDTH - 2 * MARGIN) / wide, (MOST - 2 * MARGIN) / high)
    height = max(LEAST, high * scale + 2 * MARGIN)
    left = (WIDTH - wide * scale) / 2
    return {
        name: (left + (x - min(xs)) * stretch * scale, height - MARGIN - (y - min(ys)) * scale)
        for name, (x, y) in spots.items()
    }, height


def _shift(network: Network, i: int) -> float:
    """Legs between the same two places stand beside each other."""
    leg = network.legs[i]
    alike = [
        j
        for j, other in enumerate(network.legs)
        if {other.start, other.end} == {leg.start, leg.end}
    ]
    return APART * (2 * alike.index(i) - len(alike) + 1)


def _line(network: Network, i: int, points: Points) -> tuple[float, float, float, float]:
    leg, shift = network.legs[i], _shift(network, i)
    first, last = sorted((leg.start, leg.end))
    (x1, y1), (x2, y2) = points[first], points[last]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    dx, dy = -(y2 - y1) / length * shift, (x2 - x1) / length * shift
    return x1 + dx, y1 + dy, x2 + dx, y2 + dy


def _middle(network: Network, i: int, points: Points) -> tuple[float, float]:
    x1, y1, x2, y2 = _line(network, i, points)
    return (x1 + x2) / 2, (y1 + y2) / 2


def _leg(answer: Answer, i: int, points: Points) -> str:
    leg: Leg = answer.network.legs[i]
    x1, y1, x2, y2 = _line(answer.network, i, points)
    used = i in answer.way
    colour, width = (TEAL, 5.0) if used else (SOFT, 2.0)
    dashes = ' stroke-dasharray="7 4"' if leg.is_rail else ""
    told = escape(" · ".join(filter(None, (leg.name, leg.bridge))))
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}"{dashes}><title>{told}</title></line>'
    )


def _bridge(x: float, y: float, state: str) -> str:
    if state == "weak":
        return (
            f'<path d="M{x - 6:.1f} {y - 6:.1f}L{x + 6:.1f} {y + 6:.1f}M{x - 6:.1f} {y + 6:.1f}'
            f'L{x + 6:.1f} {y - 6:.1f}" stroke="{RED}" stroke-width="3.5"/>'
        )
    fill = TEAL if state == "strong" else "#ffffff"
    return (
        f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{fill}" '
        f'stroke="{INK}" stroke-width="1.6"/>'
    )


def _place(one: Place, at: tuple[float, float]) -> str:
    x, y = at
    weight = ' font-weight="700"' if one.gate else ""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{5 if one.gate else 3.5:g}" fill="{INK}" '
        f'stroke="{GRID}"/><text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle" fill="{INK}"'
        f' paint-order="stroke" stroke="#ffffff" stroke-width="3"{weight}>'
        f"{escape(one.name or one.place)}</text>"
    )
