"""What upgrading a railway does to military and to civil transport.

Rules:
1. A line can get a second track (`second_track` times as many trains), a profile as wide as is
   asked, a track that bears the axle load, or the standard gauge; and all of it.
2. The vehicles of a day make so many military trains. Where civil trains go first, as many military
   trains run as they leave room for; where military trains go first, civil trains are taken off. A
   line that does not let the transport pass has no military trains, and takes no civil train off.
3. Hours are those of the transport by rail alone, from and to where it goes; a break of gauge costs
   hours, so another gauge can spare them without a train more.
4. What a line is not known to be is drawn: an upgrade of what may be there already gains nothing in
   those courses, and the band begins at 0.

Works take years in which a line carries less: that is left out, and so is what they cost.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.common.language import mark
from weerbaar.measures.routes.network import PROFILES, RAIL, STANDARD_GAUGE, Leg, Network
from weerbaar.measures.routes.passing import (
    Asked,
    Drawn,
    band_of,
    draw_legs,
    fastest,
    graph_of,
)

Floats = NDArray[np.float64]

TRACK, PROFILE, AXLE, GAUGE, EVERYTHING = UPGRADES = ("track", "profile", "axle", "gauge", "all")
UPGRADE_WORDS: Mapping[str, str] = {
    TRACK: mark("a second track"),
    PROFILE: mark("a wider profile"),
    AXLE: mark("heavier axles"),
    GAUGE: mark("the standard gauge"),
    EVERYTHING: mark("all of it"),
}


@dataclass(frozen=True)
class Line:
    """A railway as it is: its legs, the share of courses in which the transport passes, military
    trains asked a day, those that run when civil trains go first, and civil trains that are taken
    off when military trains go first."""

    name: str
    legs: tuple[int, ...]
    passes: float
    asked: Band
    military: Band
    displaced: Band


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade brings: military trains a day more where civil trains go first, civil trains
    a day more that are spared where military trains go first, hours of the transport that are
    spared, and the share of courses in which it gets a way by rail. Less than 0 is a loss."""

    line: Line
    upgrade: str
    military: Band
    spared: Band
    hours: Band
    opened: float


def lines_of(
    network: Network, asked: Asked, draws: int, seed: int = 1
) -> tuple[list[Line], list[Upgraded]]:
    """All railways as they are, and what each upgrade of each brings."""
    by_rail = replace(asked, way=RAIL)
    now = _Course.of(network, by_rail, draws, seed)
    named: dict[str, list[int]] = {}
    for i, leg in enumerate(network.legs):
        if leg.is_rail:
            named.setdefault(leg.name, []).append(i)
    lines, found = list[Line](), list[Upgraded]()
    for name, legs in sorted(named.items()):
        line = now.line(name, tuple(legs))
        lines.append(line)
        for upgrade in upgrades_of([network.legs[i] for i in legs], by_rail):
            better = _upgraded(network, legs, upgrade, by_rail)
            then = _Course.of(better, by_rail, draws, seed)
            if upgrade in (TRACK, EVERYTHING):
                then = then.with_second_track(now, legs)
            found.append(_gain(now, then, line, upgrade))
    return lines, found


def upgrades_of(legs: Sequence[Leg], asked: Asked) -> list[str]:
    """The upgrades that can bring something to these legs; what is known to be there is not."""
    wide = PROFILES.index(asked.profile)
    narrow = asked.profile != PROFILES[0] and any(
        not leg.profile or PROFILES.index(leg.profile) < wide for leg in legs
    )
    light = any(not leg.axle_t >= asked.axle_t for leg in legs)
    other = any(leg.gauge_mm != STANDARD_GAUGE for leg in legs)
    found = [TRACK]
    found += [one for one, may in ((PROFILE, narrow), (AXLE, light), (GAUGE, other)) if may]
    return [*found, EVERYTHING] if len(found) > 1 else found


def _upgraded(network: Network, legs: Sequence[int], upgrade: str, asked: Asked) -> Network:
    """The network after an upgrade, apart from a second track (rule 1)."""
    made = list(network.legs)
    for i in legs:
        leg = made[i]
        if upgrade in (PROFILE, EVERYTHING):
            known = PROFILES.index(leg.profile) if leg.profile else 0
            leg = replace(leg, profile=PROFILES[max(known, PROFILES.index(asked.profile))])
        if upgrade in (AXLE, EVERYTHING):
            known_t = leg.axle_t if math.isfinite(leg.axle_t) else 0.0
            leg = replace(leg, axle_t=max(known_t, asked.axle_t))
        if upgrade in (GAUGE, EVERYTHING):
            leg = replace(leg, gauge_mm=STANDARD_GAUGE)
        made[i] = leg
    return replace(network, legs=tuple(made))


@dataclass(frozen=True)
class _Course:
    """All railways in all courses, and the hours of the transport by rail (draws)."""

    drawn: Drawn
    asked: Floats
    hours: Floats

    @classmethod
    def of(cls, network: Network, asked: Asked, draws: int, seed: int) -> _Course:
        drawn = draw_legs(network, asked, draws, seed)
        graph = graph_of(network, RAIL)
        hours = fastest(graph, drawn, [asked.start])[graph.road[asked.end], 0]
        trains = asked.vehicles / np.maximum(drawn.figures["train_vehicles"], 1.0)
        return cls(drawn, trains, hours)

    def with_second_track(self, before: _Course, legs: Sequence[int]) -> _Course:
        """The same with so many times as many trains on these legs; civil trains stay."""
        trains = self.drawn.trains.copy()
        trains[legs] = before.drawn.trains[legs] * self.drawn.figures["second_track"]
        return replace(self, drawn=replace(self.drawn, trains=trains, civil=before.drawn.civil))

    def passes(self, legs: Sequence[int]) -> NDArray[np.bool_]:
        """In which courses the transport passes the whole line."""
        return np.asarray(self.drawn.passes[list(legs)].all(axis=0))

    def military(self, legs: Sequence[int]) -> Floats:
        """Military trains a day, where civil trains go first: as its fullest leg allows."""
        at = list(legs)
        free = (self.drawn.trains[at] - self.drawn.civil[at]).min(axis=0)
        return np.where(self.passes(legs), np.minimum(self.asked, np.maximum(free, 0.0)), 0.0)

    def displaced(self, legs: Sequence[int]) -> Floats:
        """Civil trains a day that are taken off where military trains go first."""
        at = list(legs)
        runs = np.minimum(self.asked, self.drawn.trains[at].min(axis=0))
        over = (self.drawn.civil[at] + runs - self.drawn.trains[at]).max(axis=0)
        return np.where(self.passes(legs), np.maximum(over, 0.0), 0.0)

    def line(self, name: str, legs: tuple[int, ...]) -> Line:
        """A line as it is."""
        return Line(
            name,
            legs,
            float(self.passes(legs).mean()),
            band_of(self.asked),
            band_of(self.military(legs)),
            band_of(self.displaced(legs)),
        )


def _gain(now: _Course, then: _Course, line: Line, upgrade: str) -> Upgraded:
    had, has = np.isfinite(now.hours), np.isfinite(then.hours)
    both = had & has
    return Upgraded(
        line=line,
        upgrade=upgrade,
        military=band_of(then.military(line.legs) - now.military(line.legs)),
        spared=band_of(now.displaced(line.legs) - then.displaced(line.legs)),
        hours=band_of(now.hours[both] - then.hours[both]),
        opened=float((has & ~had).mean()),
    )
