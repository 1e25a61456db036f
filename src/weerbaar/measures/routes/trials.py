"""What a network means for trips, bridge by bridge: lost, and strengthened; side by side.

Rules:
1. Trips are one transport (`Asked`) and, for what hangs on a bridge, all pairs of places at the
   edge of the network that are joined at all when every leg lets the transport pass.
2. A bridge is named by its leg, or several with the same name together. Lost: nothing passes, and
   the rest stays as drawn. Strengthened: the transport passes, and no more is changed.
3. A trip is cut in a course when it has no way. Hours are compared over courses in which a trip
   has a way in both; how many trips are cut, or opened, is told beside it.
4. Most trips hang on a bridge where no other is felt as much; trips that are cut count first, hours
   longer after that. Where several are felt alike, as bridges in line are, most hang on all of
   these, and on none of them alone. They are named only where they are the same in at least 8 of 10
   courses in which any trip hangs on one.
5. Bridges known to bear the transport are not strengthened. One of which nothing is known may bear
   it already: then nothing is gained, and the band begins at 0.
6. A bridge in a railway can be lost, but has no load class and is not strengthened here: a profile
   and an axle load are of its railway, and what those bring says `railways`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.measures.routes.network import Leg, Network
from weerbaar.measures.routes.passing import (
    Asked,
    Drawn,
    Graph,
    band_of,
    draw_legs,
    fastest,
    graph_of,
    strengthened,
    vehicles_a_day,
    way_in,
    without,
)

Floats = NDArray[np.float64]
SURE = 0.8
ALIKE = 1e-6
"""Weights that lie nearer than this are the same: a single trip cut weighs more than 1."""


@dataclass(frozen=True)
class Bridge:
    """A bridge: its name, its legs by place, those of them that are roads, the class it is known to
    have (None: not known, or a railway alone), and the share of courses in which it lets the
    transport pass: over the road, where it has one."""

    name: str
    legs: tuple[int, ...]
    roads: tuple[int, ...]
    known: float | None
    bears: float


@dataclass(frozen=True)
class Lost:
    """What is felt when a bridge is lost: for the transport the share of courses in which it loses
    the way it had and the hours longer; of all trips the share that is cut, and their hours longer.
    """

    bridge: Bridge
    cut: float
    longer: Band
    trips_cut: Band
    trips_longer: Band


@dataclass(frozen=True)
class Gained:
    """What strengthening brings the transport: the share of courses in which it gets a way, hours
    spared where it had one, vehicles a day more; and the share of all trips that get a way."""

    bridges: tuple[Bridge, ...]
    opened: float
    spared: Band
    more: Band
    trips_opened: Band


@dataclass(frozen=True)
class Answer:
    """A transport over a network.

    `way` are the legs of the way that is fastest in most courses and `chosen` the share of them;
    `joined` the share of courses with any way; `hours` over those, `last` until the last vehicle of
    a day is there; `most` are the bridges that most trips hang on alike (rule 4), none where that
    cannot be said.
    """

    network: Network
    asked: Asked
    trips: int
    joined: float
    hours: Band
    room: Band
    last: Band
    way: tuple[int, ...]
    chosen: float
    bridges: tuple[Bridge, ...]
    lost: tuple[Lost, ...]
    gained: tuple[Gained, ...]
    most: tuple[Bridge, ...]
    most_in: float


def answer_of(network: Network, asked: Asked, draws: int, seed: int = 1) -> Answer:
    """All that is asked of a transport over a network."""
    drawn, graph = draw_legs(network, asked, draws, seed), graph_of(network, asked.way)
    case = _Case(network, asked, graph, drawn)
    bridges = bridges_of(network, asked, drawn)
    hours = case.hours(drawn)
    own = hours[case.own]
    room = vehicles_a_day(graph, drawn, asked.start, asked.end)
    way, chosen = _usual_way(case, drawn)
    joined = np.isfinite(own)
    losses = [case.lose(bridge, hours) for bridge in bridges]
    most, most_in = _hangs_on(bridges, [one[1] for one in losses])
    flows = np.maximum(room[joined], 1.0)
    return Answer(
        network=network,
        asked=asked,
        trips=len(case.pairs) - 1,
        joined=float(joined.mean()),
        hours=band_of(own[joined]),
        room=band_of(room),
        last=band_of(own[joined] + 24.0 * max(asked.vehicles - 1.0, 0.0) / flows),
        way=way,
        chosen=chosen,
        bridges=tuple(bridges),
        lost=tuple(one[0] for one in losses),
        gained=tuple(case.gain(each, hours, room) for each in _to_strengthen(bridges)),
        most=most,
        most_in=most_in,
    )


def bridges_of(network: Network, asked: Asked, drawn: Drawn) -> list[Bridge]:
    """The bridges of roads, and of railways, that the transport may use, by name."""
    named: dict[str, list[int]] = {}
    for i, leg in enumerate(network.legs):
        if leg.has_bridge and (leg.kind == asked.way or asked.way == "either"):
            named.setdefault(leg.bridge or leg.leg, []).append(i)
    return [_bridge(name, at, network, asked, drawn) for name, at in sorted(named.items())]


def _bridge(name: str, at: Sequence[int], network: Network, asked: Asked, drawn: Drawn) -> Bridge:
    roads = [i for i in at if not network.legs[i].is_rail]
    known = _class_of([network.legs[i] for i in roads], asked.tracked) if roads else None
    bears = float(drawn.passes[roads or list(at)].all(axis=0).mean())
    return Bridge(name, tuple(at), tuple(roads), known, bears)


def _class_of(legs: Sequence[Leg], tracked: bool) -> float | None:
    classes = [leg.tracked if tracked else leg.wheeled for leg in legs]
    known = [one for one in classes if one == one]
    return min(known) if len(known) == len(classes) else None


class _Case:
    """One transport with all trips: computes hours and what a change of legs does to them."""

    def __init__(self, network: Network, asked: Asked, graph: Graph, drawn: Drawn) -> None:
        self.network, self.asked, self.graph, self.drawn = network, asked, graph, drawn
        gates = [one.place for one in network.gates]
        self.sources = sorted({*gates, asked.start})
        self.own = 0
        every = fastest(graph, strengthened(drawn, range(len(network.legs))), self.sources)
        pairs = [(asked.start, asked.end)]
        for a, one in enumerate(gates):
            for other in gates[a + 1 :]:
                reached = every[graph.road[other], self.sources.index(one), 0]
                pairs += [(one, other)] if np.isfinite(reached) else []
        self.pairs = pairs

    def hours(self, drawn: Drawn) -> Floats:
        """Hours of each trip in each course, (trips, draws); the transport itself is the first."""
        found = fastest(self.graph, drawn, self.sources)
        rows = [(self.graph.road[b], self.sources.index(a)) for a, b in self.pairs]
        return np.array([found[state, source] for state, source in rows])

    def lose(self, bridge: Bridge, now: Floats) -> tuple[Lost, Floats]:
        """What is felt when a bridge is lost, and its weight by course (rule 4)."""
        then = self.hours(without(self.drawn, bridge.legs))
        had, has = np.isfinite(now), np.isfinite(then)
        cut, both = had & ~has, had & has
        longer = np.where(both, then, 0.0) - np.where(both, now, 0.0)
        all_trips = max(1, len(now) - 1)
        trips_cut = cut[1:].sum(axis=0) / all_trips
        mean = longer[1:].sum(axis=0) / all_trips
        weight = trips_cut * 1e6 + mean
        own = both[self.own]
        found = Lost(
            bridge=bridge,
            cut=float(cut[self.own].mean()),
            longer=band_of(longer[self.own][own]),
            trips_cut=band_of(trips_cut),
            trips_longer=band_of(mean),
        )
        return found, weight

    def gain(self, bridges: Sequence[Bridge], now: Floats, room: Floats) -> Gained:
        """What strengthening these bridges brings."""
        legs = [i for one in bridges for i in one.roads]
        better = strengthened(self.drawn, legs)
        then = self.hours(better)
        had, has = np.isfinite(now), np.isfinite(then)
        opened, own = has & ~had, had[self.own]
        changed = np.flatnonzero(~self.drawn.passes[legs].all(axis=0))
        flow = room.copy()
        flow[changed] = vehicles_a_day(
            self.graph, courses(better, changed), self.asked.start, self.asked.end
        )
        spared = now[self.own][own] - then[self.own][own]
        return Gained(
            bridges=tuple(bridges),
            opened=float(opened[self.own].mean()),
            spared=band_of(spared),
            more=band_of(flow - room),
            trips_opened=band_of(opened[1:].sum(axis=0) / max(1, len(now) - 1)),
        )


def courses(drawn: Drawn, which: NDArray[np.int64]) -> Drawn:
    """Only these courses."""
    return Drawn(
        drawn.hours[:, which],
        drawn.passes[:, which],
        drawn.room[:, which],
        drawn.trains[:, which],
        drawn.civil[:, which],
        {name: values[which] for name, values in drawn.figures.items()},
    )


def _to_strengthen(bridges: Sequence[Bridge]) -> list[tuple[Bridge, ...]]:
    """Each bridge in a road that may be too weak, then all of them together (rules 5 and 6)."""
    weak = [one for one in bridges if one.roads and one.bears < 1.0]
    return [*((one,) for one in weak), *([tuple(weak)] if len(weak) > 1 else [])]


def _usual_way(case: _Case, drawn: Drawn) -> tuple[tuple[int, ...], float]:
    """The way that is fastest in most courses, and in which share of all."""
    start, end = case.asked.start, case.asked.end
    hours = fastest(case.graph, drawn, [start])[:, 0]
    ways = Counter(
        tuple(way_in(case.graph, drawn, hours, start, end, d)) for d in range(drawn.draws)
    )
    ways.pop((), None)
    if not ways:
        return (), 0.0
    way, count = min(ways.items(), key=lambda item: (-item[1], item[0]))
    return way, count / drawn.draws


def _hangs_on(
    bridges: Sequence[Bridge], weights: Sequence[Floats]
) -> tuple[tuple[Bridge, ...], float]:
    """The bridges that most trips hang on, and in which share of courses (rule 4)."""
    if not bridges:
        return (), 0.0
    table = np.array(weights)
    heaviest = table.max(axis=0)
    felt = heaviest > ALIKE
    if not felt.any():
        return (), 0.0
    largest = table[:, felt] > heaviest[felt] - ALIKE
    sets = Counter(tuple(np.flatnonzero(column).tolist()) for column in largest.T)
    first, count = min(sets.items(), key=lambda item: (-item[1], item[0]))
    share = float(count / felt.sum())
    return (tuple(bridges[i] for i in first) if share >= SURE else ()), share
