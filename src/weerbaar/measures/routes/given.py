"""What a person knows of bridges, roads and railways, typed as lines; and the transport they ask.

Rules:
1. A line is a name and a number: the load class of that bridge, for wheels and tracks. Or a name, a
   colon and figures such as `trains=90 profile=GC`: see KEYS. `#` begins a remark.
2. A name is that of a bridge, or else of a road or railway, or of a leg; capitals do not matter.
   All legs of that name get the figures.
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
    mark("Write a name, = and a class, such as Waalbrug = 60; or a name, : and one of {known}."),
)
NOT_RIGHT = ProblemKind(
    "figure-of-a-bridge",
    mark("{column} of {why} is “{value}”."),
    mark("Give {expected}."),
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
    for line in lines:
        name, given, wrong = _read_line(line)
        problems += wrong
        at = _places_of(name, legs)
        if not at and not wrong:
            params = {"known": ", ".join(names_of(network))}
            problems.append(Problem(NO_NAME, value=name[:MOST_SHOWN], params=params))
        for i in at:
            legs[i] = replace(legs[i], **given)  # type: ignore[arg-type]
    problems += [
        Problem(NOT_RIGHT, column="civil", value=f"{leg.civil_trains_day:g}", params=_more(leg))
        for leg in legs
        if leg.civil_trains_day > leg.trains_day
    ]
    return replace(network, legs=tuple(legs)), problems


def names_of(network: Network) -> list[str]:
    """The names that a line can have: bridges, roads and railways."""
    bridges = {leg.bridge for leg in network.legs if leg.bridge}
    return [*sorted(bridges), *sorted({leg.name for leg in network.legs} - bridges)]


def _more(leg: Leg) -> dict[str, str]:
    return {"why": leg.name, "expected": f"0 – {leg.trains_day:g}"}


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
        key, equals, value = pair.partition("=")
        if key not in KEYS or not equals:
            return name, {}, [_unread(line)]
        for part in KEYS[key]:
            read, wrong = _value(ROUTE_LEGS.column(part), value, key, name)
            problems += wrong
            if not wrong:
                found[part] = read
    return name, found, problems[:1]


def _unread(line: str) -> Problem:
    return Problem(NOT_A_LINE, value=line[:MOST_SHOWN], params={"known": ", ".join(KEYS)})


def _value(column: Column, text: str, key: str, name: str) -> tuple[float | str, list[Problem]]:
    if column.kind == "choice":
        value = text.upper()
        expected = ", ".join(PROFILES)
        return value, [] if value in PROFILES else [_wrong(key, text, name, expected)]
    number = number_in(text)
    whole = column.name in ("wheeled", "tracked")
    right = column.low <= number <= column.high and not (whole and number != round(number))
    expected = f"{column.low:g} – {column.high:g}"
    return number, [] if right else [_wrong(key, text, name, expected)]


def _wrong(key: str, text: str, name: str, expected: str) -> Problem:
    params = {"why": name[:MOST_SHOWN], "expected": expected}
    return Problem(NOT_RIGHT, column=key, value=text[:MOST_SHOWN], params=params)


def number_in(text: str) -> float:
    """A number as typed, with a point or a comma; NaN where it is none."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


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
        load_class=number_in(chosen["load_class"]),
        tracked=chosen["tracks"] == "tracks",
        vehicles=number_in(chosen["vehicles"]),
        way=chosen["way"],
        profile=chosen["profile"],
        axle_t=number_in(chosen["axle_t"]),
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
        value = number_in(chosen[name])
        if not low <= value <= high or (whole and value != round(value)):
            found.append(_not_asked(name, chosen[name], f"{low:g} – {high:g}"))
    return found


def _not_asked(name: str, value: str, expected: str) -> Problem:
    params = {"why": LABELS[name], "expected": expected}
    return Problem(NOT_ASKED, value=value[:MOST_SHOWN], params=params)
