"""What passes over a network: the fastest way, and how many vehicles a day, in many courses.

Rules:
1. A course draws each figure once, and for each leg what is not known of it: of a road by the name
   of the leg, of a railway by that of its line. A change of one leg leaves all other draws alone.
   Or all that is not known lets the transport pass, or none of it (`unknown`).
2. A road lets a vehicle pass when its bridge bears the class of the vehicle; a railway when its
   profile is at least the one asked and it bears the axle load.
3. A vehicle goes by road, by rail, or by either: then it changes at places where trains are loaded,
   which takes `load_h`, also at the beginning and end of a journey by rail. Where the gauge of a
   railway changes, `gauge_h` is added.
4. The fastest way has the least hours; there may be none. Vehicles a day are the most that all ways
   together let through: of a road its vehicles an hour, of a railway the trains that civil trains
   leave, times the vehicles on a train. Places have no limit of their own.

Nothing is jammed, planned or refused by a permit, and an empty way back is left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from weerbaar.common.finding import Band
from weerbaar.measures.routes.network import PROFILES, RAIL, ROAD, Leg, Network, straight_km
from weerbaar.twin.draws import key_of, quantile, uniform_over
from weerbaar.twin.reading import Figure

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

DRAWS, MOST_DRAWS = 200, 2_000
ROUTES = key_of("routes")
DAY, HOUR = 24.0, 60.0
QUANTILES = (10, 50, 90)
EITHER = "either"
WAYS = (ROAD, RAIL, EITHER)
DRAWN, BEARS, WEAK = UNKNOWN = ("drawn", "bears", "weak")
SHARES = ("civil_share", "profile_passes")
NEVER = math.inf
MOST_FLOW = 1e8


@dataclass(frozen=True)
class Asked:
    """A transport: where to, its load class on wheels or tracks, how many vehicles a day, and by
    which way; on a train it asks for a profile and an axle load. `unknown` says what is taken of
    what is not known."""

    start: str
    end: str
    load_class: float
    tracked: bool
    vehicles: float
    way: str
    profile: str
    axle_t: float
    unknown: str = DRAWN


@dataclass(frozen=True)
class Drawn:
    """What each leg is in each course, all (legs, draws): hours of travel, whether it lets the
    transport pass, vehicles a day, and of railways trains that fit and civil trains; by course
    (draws) the figures."""

    hours: Floats
    passes: Flags
    room: Floats
    trains: Floats
    civil: Floats
    figures: Mapping[str, Floats]

    @property
    def draws(self) -> int:
        """How many courses there are."""
        return int(self.hours.shape[1])


@dataclass(frozen=True)
class Arc:
    """A step between two states; `leg` is the place of the leg, -1 where trains are changed, and
    then `figure` says how long that takes."""

    tail: int
    head: int
    leg: int
    figure: str


@dataclass(frozen=True)
class Graph:
    """States are a place on the road, or on a railway of one gauge; `road` the state of a place."""

    states: int
    road: Mapping[str, int]
    arcs: tuple[Arc, ...]


def draw_legs(network: Network, asked: Asked, draws: int = DRAWS, seed: int = 1) -> Drawn:
    """What each leg is in each course (rules 1 and 2)."""
    drawn = {name: _over(one, "", name, draws, seed) for name, one in network.figures.items()}
    legs, shape = network.legs, (len(network.legs), draws)
    hours, room, trains, civil = (np.zeros(shape) for _ in range(4))
    passes = np.zeros(shape, bool)
    places = {one.place: one for one in network.places}
    for i, leg in enumerate(legs):
        hours[i] = _hours(leg, straight_km(leg, places), drawn)
        passes[i] = _passes(leg, asked, network.figures, draws, seed)
        if leg.is_rail:
            trains[i] = _known(leg.trains_day, network.figures, leg, "trains_day", draws, seed)
            share = _over(network.figures["civil_share"], leg.name, "civil_share", draws, seed)
            known = leg.civil_trains_day
            civil[i] = np.minimum(trains[i], known if known >= 0 else trains[i] * share)
            room[i] = (trains[i] - civil[i]) * drawn["train_vehicles"]
        else:
            an_hour = _known(leg.vehicles_h, network.figures, leg, "vehicles_h", draws, seed)
            room[i] = an_hour * DAY
    return Drawn(hours, passes, room, trains, civil, drawn)


def _hours(leg: Leg, straight: float, drawn: Mapping[str, Floats]) -> Floats:
    """Travel over a leg (rule 3 of `network`)."""
    if math.isfinite(leg.minutes):
        return np.full(len(drawn["detour"]), leg.minutes / HOUR)
    km = leg.km if math.isfinite(leg.km) else straight * drawn["detour"]
    speed = drawn["rail_kmh" if leg.is_rail else "road_kmh"]
    found: Floats = np.maximum(km / np.maximum(speed, 1.0), 1e-6)
    return found


def _passes(leg: Leg, asked: Asked, figures: Mapping[str, Figure], draws: int, seed: int) -> Flags:
    if not leg.is_rail:
        if not leg.has_bridge:
            return np.ones(draws, bool)
        what = "tracked" if asked.tracked else "wheeled"
        value = getattr(leg, what)
        if math.isnan(value) and asked.unknown != DRAWN:
            return np.full(draws, asked.unknown == BEARS)
        bears = _known(value, figures, leg, what, draws, seed, "class")
        found: Flags = bears >= asked.load_class
        return found
    return _bears_axle(leg, asked, figures, draws, seed) & _is_wide(
        leg, asked, figures, draws, seed
    )


def _bears_axle(
    leg: Leg, asked: Asked, figures: Mapping[str, Figure], draws: int, seed: int
) -> Flags:
    if math.isnan(leg.axle_t) and asked.unknown != DRAWN:
        return np.full(draws, asked.unknown == BEARS)
    found: Flags = _known(leg.axle_t, figures, leg, "axle_t", draws, seed) >= asked.axle_t
    return found


def _is_wide(leg: Leg, asked: Asked, figures: Mapping[str, Figure], draws: int, seed: int) -> Flags:
    if leg.profile:
        return np.full(draws, PROFILES.index(leg.profile) >= PROFILES.index(asked.profile))
    if asked.profile == PROFILES[0]:
        return np.ones(draws, bool)
    if asked.unknown != DRAWN:
        return np.full(draws, asked.unknown == BEARS)
    chance = _over(figures["profile_passes"], "", "profile_passes", draws, seed)
    found: Flags = (
        uniform_over(seed, np.arange(draws), key_of(leg.name), key_of("profile")) < chance
    )
    return found


def _known(
    value: float,
    figures: Mapping[str, Figure],
    leg: Leg,
    name: str,
    draws: int,
    seed: int,
    key: str = "",
) -> Floats:
    """What is known of a leg, or else a draw. A bridge is as strong for wheels as for tracks."""
    if math.isfinite(value):
        return np.full(draws, value)
    entity = leg.name if leg.is_rail else leg.leg
    return _over(figures[name], entity, key or name, draws, seed)


def _over(figure: Figure, entity: str, name: str, draws: int, seed: int) -> Floats:
    if figure.fixed:
        return np.full(draws, figure.p50)
    entity_key = key_of(entity) if entity else ROUTES
    q = uniform_over(seed, np.arange(draws), entity_key, key_of(name))
    low, middle, high = (np.array([end]) for end in (figure.p10, figure.p50, figure.p90))
    return quantile(low, middle, high, q, most=1.0 if name in SHARES else np.inf)


def graph_of(network: Network, way: str) -> Graph:
    """States and arcs for transports that go this way (rule 3)."""
    road = {one.place: i for i, one in enumerate(network.places)}
    rails: dict[tuple[str, float], int] = {}
    arcs: list[Arc] = []
    for i, leg in enumerate(network.legs):
        if way not in (EITHER, leg.kind):
            continue
        ends = [road[leg.start], road[leg.end]]
        if leg.is_rail:
            ends = [
                rails.setdefault((place, leg.gauge_mm), len(road) + len(rails))
                for place in (leg.start, leg.end)
            ]
        arcs += [Arc(ends[0], ends[1], i, ""), Arc(ends[1], ends[0], i, "")]
    for (place, gauge), state in rails.items():
        if network.place(place).terminal:
            arcs += [Arc(road[place], state, -1, "load_h"), Arc(state, road[place], -1, "load_h")]
        arcs += [
            Arc(state, other, -1, "gauge_h")
            for (where, wide), other in rails.items()
            if where == place and wide != gauge
        ]
    return Graph(len(road) + len(rails), road, tuple(arcs))


def fastest(graph: Graph, drawn: Drawn, sources: Sequence[str]) -> Floats:
    """Hours from each source to each state in each course, (states, sources, draws); infinite where
    there is no way.

    All courses are relaxed at once, arc by arc, until nothing gets faster (Bellman and Ford).
    """
    weights = _weights(graph, drawn)
    found = np.full((graph.states, len(sources), drawn.draws), NEVER)
    for s, place in enumerate(sources):
        found[graph.road[place], s] = 0.0
    for _ in range(graph.states):
        before = found.copy()
        for arc, weight in zip(graph.arcs, weights, strict=True):
            np.minimum(found[arc.head], found[arc.tail] + weight, out=found[arc.head])
        if np.array_equal(before, found):
            break
    return found


def _weights(graph: Graph, drawn: Drawn) -> list[Floats]:
    open_hours = np.where(drawn.passes, drawn.hours, NEVER)
    return [drawn.figures[arc.figure] if arc.leg < 0 else open_hours[arc.leg] for arc in graph.arcs]


def way_in(graph: Graph, drawn: Drawn, hours: Floats, start: str, end: str, draw: int) -> list[int]:
    """The legs of the fastest way in one course, from start to end; none where there is no way.

    `hours` are those of `fastest` from the start, (states, draws).
    """
    at, legs = graph.road[end], list[int]()
    if not math.isfinite(hours[at, draw]):
        return []
    weights = _weights(graph, drawn)
    into: dict[int, list[int]] = {}
    for a, arc in enumerate(graph.arcs):
        into.setdefault(arc.head, []).append(a)
    for _ in range(graph.states):
        if at == graph.road[start]:
            break
        best = min(into[at], key=lambda a: hours[graph.arcs[a].tail, draw] + weights[a][draw])
        arc = graph.arcs[best]
        if arc.leg >= 0:
            legs.append(arc.leg)
        at = arc.tail
    return legs[::-1]


def vehicles_a_day(graph: Graph, drawn: Drawn, start: str, end: str) -> Floats:
    """The most vehicles a day that all ways together let through, by course (rule 4)."""
    tails, heads = ([getattr(arc, end_) for arc in graph.arcs] for end_ in ("tail", "head"))
    room = np.where(drawn.passes, np.minimum(np.floor(drawn.room), MOST_FLOW), 0.0)
    found = np.zeros(drawn.draws)
    shape = (graph.states, graph.states)
    source, sink = graph.road[start], graph.road[end]
    for d in range(drawn.draws):
        capacity = [MOST_FLOW if arc.leg < 0 else room[arc.leg, d] for arc in graph.arcs]
        made = csr_matrix((np.array(capacity, np.int32), (tails, heads)), shape=shape)
        found[d] = maximum_flow(made, source, sink).flow_value
    return found


def without(drawn: Drawn, legs: Sequence[int]) -> Drawn:
    """The same courses where these legs let nothing pass."""
    passes = drawn.passes.copy()
    passes[list(legs)] = False
    return replace(drawn, passes=passes)


def strengthened(drawn: Drawn, legs: Sequence[int]) -> Drawn:
    """The same courses where these legs let the transport pass."""
    passes = drawn.passes.copy()
    passes[list(legs)] = True
    return replace(drawn, passes=passes)


def band_of(values: Floats) -> Band:
    """The middle, and the ends that 1 in 10 courses pass; NaN where there is no value."""
    if not len(values):
        return Band(math.nan, math.nan, math.nan)
    low, middle, high = (float(value) for value in np.percentile(values, QUANTILES))
    return Band(low, middle, high)
