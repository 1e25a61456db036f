"""A network for heavy transport: places, and legs of road or railway with what they bear.

Rules:
1. A leg joins two places, both ways. A road has the load class of its weakest bridge, a whole
   number as in STANAG 2021, for vehicles on wheels and on tracks; a railway has a gauge, a profile
   (loading gauge: a wider one lets through what a narrower one does), an axle load and a number of
   trains a day.
2. What is not known is empty and stays so: it is drawn from a stated interval, not filled in. A
   road without a bridge bears everything.
3. Travel takes the minutes of a leg; else its km; else the straight line between its places times
   a detour. A place needs a position only where it is used for that, or for the map.
4. Trips are between places at the edge (`gate`); where none is given, places with a single leg.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.twin.reading import Figure

ROAD, RAIL = KINDS = ("road", "rail")
PROFILES = ("G1", "GA", "GB", "GC")
"""Profiles of railways from narrow to wide (EN 15273)."""
STANDARD_GAUGE = 1435.0
MOST_CLASS, MOST_LEGS, MOST_PLACES = 200.0, 200, 150
KM_PER_DEGREE = 111.2

ROUTE_PLACES = Table(
    "route_places",
    "Places that legs of a network for heavy transport join.",
    ("region", "place"),
    (
        Column("region", "text", "", "The region whose network it belongs to.", ""),
        Column("place", "text", "", "Its name in the code."),
        Column("name", "text", "", "Its name."),
        Column("lon", "number", "degrees", "Longitude.", math.nan, low=-180, high=180),
        Column("lat", "number", "degrees", "Latitude.", math.nan, low=-90, high=90),
        Column("gate", "flag", "", "Whether trips begin and end there.", False),
        Column("terminal", "flag", "", "Whether trains can be loaded there.", True),
        Column("evidence", "text", "", "Evidence codes.", ""),
        Column("source", "text", "", "Where it comes from.", ""),
    ),
)
ROUTE_LEGS = Table(
    "route_legs",
    "Legs of road and railway for heavy transport: what each bears, and how much passes.",
    ("region", "leg"),
    (
        Column("region", "text", "", "The region whose network it belongs to.", ""),
        Column("leg", "text", "", "Its name in the code."),
        Column("from", "text", "", "The place where it begins."),
        Column("to", "text", "", "The place where it ends."),
        Column("kind", "choice", "", "Road or railway.", choices=KINDS),
        Column("name", "text", "", "The road or line it is part of."),
        Column("bridge", "text", "", "Its weakest bridge; empty: none.", ""),
        Column("km", "number", "km", "Its length.", math.nan, low=0.01, high=5000),
        Column("minutes", "number", "min", "Travel of a convoy.", math.nan, low=0.1, high=100_000),
        Column("wheeled", "number", "", "Load class for wheels.", math.nan, low=1, high=MOST_CLASS),
        Column("tracked", "number", "", "Load class for tracks.", math.nan, low=1, high=MOST_CLASS),
        Column(
            "vehicles_h", "number", "1/h", "Convoy vehicles an hour.", math.nan, low=0, high=20_000
        ),
        Column("gauge_mm", "number", "mm", "Track gauge.", STANDARD_GAUGE, low=300, high=3000),
        Column("profile", "choice", "", "Profile; empty: unknown.", "", choices=("", *PROFILES)),
        Column("axle_t", "number", "t", "Load of an axle.", math.nan, low=1, high=60),
        Column("trains_day", "number", "1/d", "Trains that fit.", math.nan, low=0, high=1000),
        Column(
            "civil_trains_day", "number", "1/d", "Civil trains now.", math.nan, low=0, high=1000
        ),
        Column("evidence", "text", "", "Evidence codes.", ""),
        Column("source", "text", "", "Where it comes from.", ""),
        Column("note", "text", "", "What one should know of it.", ""),
    ),
)
FIGURES = (
    *("detour", "road_kmh", "rail_kmh", "wheeled", "tracked", "vehicles_h"),
    *("trains_day", "civil_share", "axle_t", "profile_passes"),
    *("load_h", "gauge_h", "train_vehicles", "second_track"),
)
ROUTE_FIGURES = Table(
    "route_figures",
    "Figures of heavy transport, and the intervals from which what is not known is drawn.",
    ("figure",),
    (
        Column("figure", "choice", "", "Its name in the code.", choices=FIGURES),
        Column("unit", "text", "", "Its unit.", ""),
        Column("p10", "number", "", "1 of 10 cases is lower.", low=0),
        Column("p50", "number", "", "The middle.", low=0),
        Column("p90", "number", "", "1 of 10 cases is higher.", low=0),
        Column("meaning_nl", "text", "", "What it is, in Dutch."),
        Column("meaning_en", "text", "", "What it is, in English."),
        Column("source_nl", "text", "", "Where it comes from, in Dutch."),
        Column("source_en", "text", "", "Where it comes from, in English."),
        Column("evidence", "text", "", "Evidence codes."),
    ),
)
LIBRARY_TABLES = (ROUTE_PLACES, ROUTE_LEGS, ROUTE_FIGURES)

NO_PLACE = ProblemKind(
    "no-such-place",
    mark("There is no place “{value}” in this network."),
    mark("Choose one of: {known}."),
)
TO_ITSELF = ProblemKind(
    "leg-to-itself",
    mark("The leg {value} begins and ends in the same place."),
    mark("Give two places."),
)
NOT_WHOLE = ProblemKind(
    "class-not-whole",
    mark("{column} of the leg {value} is no whole number."),
    mark("A military load class is a whole number, such as 60; empty means unknown."),
)
CLASS_ON_RAIL = ProblemKind(
    "class-of-a-railway-leg",
    mark("The leg {value} is a railway, which has no load class."),
    mark("Leave {column} empty, and give its profile and the load of an axle."),
)
NO_LENGTH = ProblemKind(
    "leg-without-length",
    mark("How far the leg {value} goes is not known."),
    mark("Give its minutes or km, or the positions of both places."),
)
TOO_MANY = ProblemKind(
    "network-too-large",
    mark("The network has {value} {why}; at most {known} can be computed."),
    mark("Leave out those that heavy transport does not use."),
)
NO_TRIPS = ProblemKind(
    "network-without-trips",
    mark("The network has no two places between which trips go."),
    mark("Set `gate` to yes at the places where trips begin and end."),
)
MORE_CIVIL = ProblemKind(
    "more-civil-trains",
    mark("On the leg {value} more civil trains run than fit."),
    mark("Check trains_day and civil_trains_day."),
)


@dataclass(frozen=True)
class Place:
    """A place; lon and lat are NaN where its position is not known."""

    place: str
    name: str
    lon: float
    lat: float
    gate: bool
    terminal: bool


@dataclass(frozen=True)
class Leg:
    """A leg between two places; NaN and "" stand for what is not known."""

    leg: str
    start: str
    end: str
    kind: str
    name: str
    bridge: str
    km: float
    minutes: float
    wheeled: float
    tracked: float
    vehicles_h: float
    gauge_mm: float
    profile: str
    axle_t: float
    trains_day: float
    civil_trains_day: float

    @property
    def is_rail(self) -> bool:
        """Whether it is a railway."""
        return self.kind == RAIL

    @property
    def has_bridge(self) -> bool:
        """Whether a bridge bounds what it bears: one is named, or a class is given."""
        return bool(self.bridge) or math.isfinite(self.wheeled) or math.isfinite(self.tracked)


@dataclass(frozen=True)
class Network:
    """Places and legs, and the figures by name."""

    places: tuple[Place, ...]
    legs: tuple[Leg, ...]
    figures: Mapping[str, Figure]

    def place(self, name: str) -> Place:
        """A place by its name in the code; raises KeyError where there is none."""
        for one in self.places:
            if one.place == name:
                return one
        raise KeyError(name)

    @property
    def gates(self) -> tuple[Place, ...]:
        """Where trips begin and end (rule 4)."""
        return tuple(one for one in self.places if one.gate)


def figures_of(rows: Rows) -> dict[str, Figure]:
    """The figures by name."""
    return {
        str(row["figure"]): Figure(float(row["p10"]), float(row["p50"]), float(row["p90"]))
        for row in rows
    }


def network_of(
    places: Rows, legs: Rows, figures: Mapping[str, Figure], file: str = ""
) -> tuple[Network, list[Problem]]:
    """The network of these rows, with everything that is wrong with it."""
    made = tuple(_leg(row) for row in legs)
    known = tuple(_place(row) for row in places)
    if not known:
        known = tuple(_bare(name) for name in sorted({end for leg in made for end in _ends(leg)}))
    if not any(one.gate for one in known):
        known = _gates_at_ends(known, made)
    network = Network(known, made, figures)
    return network, _problems(network, file)


def _gates_at_ends(places: Sequence[Place], legs: Iterable[Leg]) -> tuple[Place, ...]:
    ways = Counter(end for leg in legs for end in _ends(leg))
    return tuple(replace(one, gate=ways[one.place] == 1) for one in places)


def _place(row: Mapping[str, object]) -> Place:
    lon, lat = float(str(row["lon"])), float(str(row["lat"]))
    return Place(
        str(row["place"]), str(row["name"]), lon, lat, bool(row["gate"]), bool(row["terminal"])
    )


def _bare(name: str) -> Place:
    return Place(name, name, math.nan, math.nan, gate=False, terminal=True)


def _leg(row: Mapping[str, object]) -> Leg:
    numbers = {
        name: float(str(row[name]))
        for name in (
            *("km", "minutes", "wheeled", "tracked", "vehicles_h", "gauge_mm"),
            *("axle_t", "trains_day", "civil_trains_day"),
        )
    }
    texts = {name: str(row[name]) for name in ("leg", "kind", "name", "bridge", "profile")}
    return Leg(start=str(row["from"]), end=str(row["to"]), **texts, **numbers)  # type: ignore[arg-type]


def _ends(leg: Leg) -> tuple[str, str]:
    return leg.start, leg.end


def _problems(network: Network, file: str) -> list[Problem]:
    names = {one.place: one for one in network.places}
    found = [
        *_too_many(len(network.legs), MOST_LEGS, mark("legs"), file),
        *_too_many(len(network.places), MOST_PLACES, mark("places"), file),
    ]
    for i, leg in enumerate(network.legs):
        found += _leg_problems(leg, names, file, i + 2)
    if not found and len(network.gates) < 2:
        found.append(Problem(NO_TRIPS, file))
    return found


def _too_many(count: int, most: int, what: str, file: str) -> list[Problem]:
    params = {"why": what, "known": most}
    return [Problem(TOO_MANY, file, value=count, params=params)] if count > most else []


def _leg_problems(leg: Leg, names: Mapping[str, Place], file: str, row: int) -> list[Problem]:
    lost = [end for end in _ends(leg) if end not in names]
    params = {"known": ", ".join(names)}
    found = [Problem(NO_PLACE, file, row, value=end, params=params) for end in lost]
    if leg.start == leg.end:
        found.append(Problem(TO_ITSELF, file, row, value=leg.leg))
    for column, value in (("wheeled", leg.wheeled), ("tracked", leg.tracked)):
        if math.isfinite(value) and leg.is_rail:
            found.append(Problem(CLASS_ON_RAIL, file, row, column, leg.leg))
        elif math.isfinite(value) and value != round(value):
            found.append(Problem(NOT_WHOLE, file, row, column, leg.leg))
    if leg.civil_trains_day > leg.trains_day:
        found.append(Problem(MORE_CIVIL, file, row, value=leg.leg))
    told = math.isfinite(leg.km) or math.isfinite(leg.minutes)
    if not lost and not told and math.isnan(straight_km(leg, names)):
        found.append(Problem(NO_LENGTH, file, row, value=leg.leg))
    return found


def straight_km(leg: Leg, places: Mapping[str, Place]) -> float:
    """The straight line between both ends, on a flat map around them; NaN where it is not known."""
    one, other = places[leg.start], places[leg.end]
    north = (other.lat - one.lat) * KM_PER_DEGREE
    east = (other.lon - one.lon) * KM_PER_DEGREE * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(north, east)
