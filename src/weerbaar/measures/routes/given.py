"""What a person knows of bridges, roads and railways, typed as lines; and the transport they ask.

Rules:
1. A line is a name and a number: the load class of that bridge, for wheels and tracks. Or a name, a
   colon and figures such as `trains=90 profile=GC`: see KEYS, in Dutch or English. `#` begins a
   remark.
2. A name is that of a bridge, or else of a road or railway, or of a leg; capitals do not matter.
   All legs of that name get the figures. What only a road has is refused of a railway, and the
   other way round; a figure of a name is given once.
3. Nothing of it is kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column
from weerbaar.measures.routes.network import (
    MOST_CLASS,
    PROFILES,
    ROUTE_LEGS,
    Leg,
    Network,
)
from weerbaar.measures.routes.passing import DRAWN, UNKNOWN, WAYS, Asked
from weerbaar.measures.typed_number import number_in

KEYS: Mapping[str, tuple[str, ...]] = {
    "class": ("wheeled", "tracked"),
    "wheeled": ("wheeled",),
    "tracked": ("tracked",),
    "minutes": ("minutes",),
    "km": ("km",),
    "vehicles": ("vehicles_h",),
    "gauge": ("gauge_mm",),
    "profile": ("profile",),
    "axle": ("axle_t",),
    "trains": ("trains_day",),
    "civil": ("civil_trains_day",),
}
DUTCH: Mapping[str, str] = {
    "klasse": "class",
    "wielen": "wheeled",
    "rupsen": "tracked",
    "minuten": "minutes",
    "voertuigen": "vehicles",
    "spoorwijdte": "gauge",
    "profiel": "profile",
    "aslast": "axle",
    "treinen": "trains",
    "civiel": "civil",
}
KEY_WORDS = mark(
    "class, wheeled, tracked, minutes, km, vehicles, gauge, profile, axle, trains, civil"
)
CLASSES = ("wheeled", "tracked")
OF_ROADS = frozenset({*CLASSES, "vehicles_h"})
OF_RAILWAYS = frozenset({"gauge_mm", "profile", "axle_t", "trains_day", "civil_trains_day"})
COUNTED = frozenset({"vehicles", "vehicles_h", "trains_day", "civil_trains_day"})
MOST_LINES, MOST_SHOWN = 400, 40
MOST_VEHICLES = 100_000.0
MOST_AXLE = 60.0
STATED: Mapping[str, str] = {
    "load_class": "60",
    "vehicles": "100",
    "axle_t": "20",
    "profile": "GB",
    "way": "road",
    "tracks": "tracks",
    "unknown": DRAWN,
}
"""What is asked where nothing is filled in."""

NO_NAME = ProblemKind(
    "no-such-bridge",
    mark("There is no bridge, road or railway “{value}” in this network."),
    mark("Use one of: {known}."),
)
NOT_A_LINE = ProblemKind(
    "not-a-line-of-a-bridge",
    mark("“{value}” cannot be read."),
    mark("Write a name, = and a class, such as Waalbrug = 60; or a name, : and one of {expected}."),
)
NOT_RIGHT = ProblemKind(
    "figure-of-a-transport",
    mark("{why}: “{value}” is not possible here."),
    mark("Give a number from {low} to {high}."),
)
NOT_WHOLE = ProblemKind(
    "figure-not-whole",
    mark("{why}: “{value}” is not possible here."),
    mark("Give a whole number from {low} to {high}."),
)
NO_PROFILE = ProblemKind(
    "no-such-profile",
    mark("{why}: “{value}” is not possible here."),
    mark("Use one of: {known}."),
)
ON_RAIL = ProblemKind(
    "class-of-a-railway",
    mark("“{value}” is a railway: it has no load class, and no vehicles an hour."),
    mark("Give what its railway lets pass, such as {value}: profile=GC axle=22.5."),
)
ON_ROAD = ProblemKind(
    "railway-figure-of-a-road",
    mark("“{value}” is a road: gauge, profile, axle and trains are of a railway."),
    mark("Give its load class, such as {value} = 60."),
)
SAID_TWICE = ProblemKind(
    "bridge-said-twice",
    mark("Two lines say the same figure of “{value}”."),
    mark("Leave one of them out."),
)
TOO_MANY_LINES = ProblemKind(
    "too-many-lines",
    mark("These are {value} lines; at most {known} are read."),
    mark("Leave out what does not matter here."),
)
NOT_ASKED = ProblemKind(
    "transport-not-right",
    mark("{why}: “{value}” is not possible here."),
    mark("Fill in {expected}."),
)
SAME_PLACE = ProblemKind(
    "transport-to-itself",
    mark("The transport begins and ends in {value}."),
    mark("Choose two places."),
)


@dataclass(frozen=True)
class Typed:
    """What was filled in: the transport and the network with one's own figures, or problems."""

    asked: Asked | None
    network: Network
    problems: tuple[Problem, ...]


def with_lines(network: Network, text: str) -> tuple[Network, list[Problem]]:
    """The network with what was typed before what is known of it, and what cannot be read."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > MOST_LINES:
        most = {"known": MOST_LINES}
        return network, [Problem(TOO_MANY_LINES, value=len(lines), params=most)]
    legs, problems = list(network.legs), list[Problem]()
    said = set[tuple[str, str]]()
    for line in lines:
        name, given, wrong = _read_line(line)
        at = _places_of(name, legs)
        wrong = wrong or _fits_not(name, given, [legs[i] for i in at], network)
        wrong = wrong or _twice(name, given, said)
        problems += wrong
        for i in [] if wrong else at:
            own = {part: value for part, value in given.items() if _has(legs[i], part)}
            legs[i] = replace(legs[i], **own)  # type: ignore[arg-type]
    full = {leg.name: leg for leg in legs if leg.civil_trains_day > leg.trains_day}
    problems += [
        _wrong(name, f"{leg.civil_trains_day:g}", (0.0, leg.trains_day))
        for name, leg in full.items()
    ]
    return replace(network, legs=tuple(legs)), problems


def _has(leg: Leg, part: str) -> bool:
    """Whether a leg can have this figure: a road, or a railway."""
    return part not in (OF_ROADS if leg.is_rail else OF_RAILWAYS)


def _fits_not(
    name: str, given: Mapping[str, float | str], legs: Sequence[Leg], network: Network
) -> list[Problem]:
    """That there is no such name, or none of its legs can have one of these figures."""
    if not legs:
        params = {"known": ", ".join(names_of(network))}
        return [Problem(NO_NAME, value=name[:MOST_SHOWN], params=params)]
    lost = [part for part in given if not any(_has(leg, part) for leg in legs)]
    if not lost:
        return []
    return [Problem(ON_RAIL if lost[0] in OF_ROADS else ON_ROAD, value=name[:MOST_SHOWN])]


def _twice(
    name: str, given: Mapping[str, float | str], said: set[tuple[str, str]]
) -> list[Problem]:
    """That a line before says the same figure of this name; notes what this line says."""
    now = {(name.casefold(), part) for part in given}
    both = now & said
    said |= now
    return [Problem(SAID_TWICE, value=name[:MOST_SHOWN])] if both else []


def names_of(network: Network) -> list[str]:
    """The names that a line can have: bridges, roads and railways."""
    bridges = {leg.bridge for leg in network.legs if leg.bridge}
    return [*sorted(bridges), *sorted({leg.name for leg in network.legs} - bridges)]


def _places_of(name: str, legs: Sequence[Leg]) -> list[int]:
    low = name.casefold()
    for part in ("bridge", "name", "leg"):
        found = [i for i, leg in enumerate(legs) if getattr(leg, part).casefold() == low]
        if low and found:
            return found
    return []


def _read_line(line: str) -> tuple[str, dict[str, float | str], list[Problem]]:
    name, colon, rest = line.partition(":")
    if not colon:
        name, equals, number = line.rpartition("=")
        if not equals:
            return line, {}, [_unread(line)]
        rest = f"class={number.strip()}"
    name, found, problems = name.strip(), dict[str, float | str](), list[Problem]()
    pairs = rest.split()
    if not pairs:
        return name, {}, [_unread(line)]
    for pair in pairs:
        typed, equals, value = pair.partition("=")
        key = DUTCH.get(typed.casefold(), typed.casefold())
        if key not in KEYS or not equals:
            return name, {}, [_unread(line)]
        label = f"{name[:MOST_SHOWN]}, {typed}" if colon else name[:MOST_SHOWN]
        for part in KEYS[key]:
            read, wrong = _value(ROUTE_LEGS.column(part), value, label)
            problems += wrong
            if part in found:
                problems.append(Problem(SAID_TWICE, value=name[:MOST_SHOWN]))
            found[part] = read
    return name, found, problems[:1]


def _unread(line: str) -> Problem:
    return Problem(NOT_A_LINE, value=line[:MOST_SHOWN], params={"expected": KEY_WORDS})


def _value(column: Column, text: str, label: str) -> tuple[float | str, list[Problem]]:
    if column.kind == "choice":
        value = text.upper()
        params = {"why": label, "known": ", ".join(PROFILES)}
        wrong = Problem(NO_PROFILE, value=text[:MOST_SHOWN], params=params)
        return value, [] if value in PROFILES else [wrong]
    ends, whole = (column.low, column.high), column.name in CLASSES
    number = _number(text, ends, whole, column.name in COUNTED)
    return number, [] if number == number else [_wrong(label, text, ends, whole)]


def _wrong(label: str, text: str, ends: tuple[float, float], whole: bool = False) -> Problem:
    params = {"why": label, "low": float(ends[0]), "high": float(ends[1])}
    return Problem(NOT_WHOLE if whole else NOT_RIGHT, value=text[:MOST_SHOWN], params=params)


def _number(text: str, ends: tuple[float, float], whole: bool, counts: bool) -> float:
    """A number as typed; NaN where it is none, lies outside its ends or is not whole."""
    value, wrong = number_in(text, "", ends, counts=counts)
    if value is None or wrong or (whole and value != round(value)):
        return math.nan
    return value


LABELS: Mapping[str, str] = {
    "start": mark("From which place"),
    "end": mark("To which place"),
    "load_class": mark("Load class of the heaviest vehicle (MLC)"),
    "tracks": mark("Wheels or tracks"),
    "vehicles": mark("Vehicles a day"),
    "way": mark("By road or railway"),
    "profile": mark("Profile that the load needs on a railway"),
    "axle_t": mark("Load of an axle of the train, in t"),
    "unknown": mark("What is not known of a bridge or railway"),
}
TRACKS = ("wheels", "tracks")
CHOICES: Mapping[str, Sequence[str]] = {
    "tracks": TRACKS,
    "way": WAYS,
    "profile": PROFILES,
    "unknown": UNKNOWN,
}
NUMBERS: Mapping[str, tuple[float, float, bool]] = {
    "load_class": (1.0, MOST_CLASS, True),
    "vehicles": (1.0, MOST_VEHICLES, True),
    "axle_t": (1.0, MOST_AXLE, False),
}


def read_typed(values: Mapping[str, str], network: Network) -> Typed:
    """The transport and the network that were filled in; empty fields hold what is STATED."""
    network, problems = with_lines(network, values.get("known", ""))
    chosen = {name: values.get(name, "").strip() or stated for name, stated in STATED.items()}
    problems += _asked_problems(chosen)
    known = {one.place: one.name for one in network.places}
    ends = _ends(values, network)
    for name, place in zip(("start", "end"), ends, strict=True):
        if place not in known:
            problems.append(_not_asked(name, place, ", ".join(known)))
    if ends[0] == ends[1] and ends[0] in known:
        problems.append(Problem(SAME_PLACE, value=known[ends[0]]))
    if problems:
        return Typed(None, network, tuple(problems))
    asked = Asked(
        start=ends[0],
        end=ends[1],
        load_class=_figure("load_class", chosen),
        tracked=chosen["tracks"] == "tracks",
        vehicles=_figure("vehicles", chosen),
        way=chosen["way"],
        profile=chosen["profile"],
        axle_t=_figure("axle_t", chosen),
        unknown=chosen["unknown"],
    )
    return Typed(asked, network, ())


def _ends(values: Mapping[str, str], network: Network) -> tuple[str, str]:
    """Where the transport begins and ends; the first and last place at the edge where not said."""
    gates = network.gates
    start = values.get("start", "").strip() or gates[0].place
    return start, values.get("end", "").strip() or gates[-1].place


def _asked_problems(chosen: Mapping[str, str]) -> list[Problem]:
    found = []
    for name, known in CHOICES.items():
        if chosen[name] not in known:
            found.append(_not_asked(name, chosen[name], ", ".join(known)))
    for name, (low, high, whole) in NUMBERS.items():
        if math.isnan(_figure(name, chosen)):
            found.append(_wrong(LABELS[name], chosen[name], (low, high), whole))
    return found


def _figure(name: str, chosen: Mapping[str, str]) -> float:
    low, high, whole = NUMBERS[name]
    return _number(chosen[name], (low, high), whole, name in COUNTED)


def _not_asked(name: str, value: str, expected: str) -> Problem:
    params = {"why": LABELS[name], "expected": expected}
    return Problem(NOT_ASKED, value=value[:MOST_SHOWN], params=params)
