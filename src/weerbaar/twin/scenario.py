"""What happens: a scenario, its shocks and weather, and the table of keys with their defaults.

Rules:
1. Every key is declared once in KEYS or SHOCK_KEYS; an unknown key is refused with the known ones.
2. A figure is one number (the scenario fixes it) or p10/p50/p90 (it is drawn in every run).
3. A shock hits sites of some kinds; areas, municipalities and a circle on the map each leave only
   the sites inside, and without these it hits the whole region. Sites that it names are hit too.
4. A file says names that exist: `check_against` holds kinds, areas and municipalities against a
   library and a region, and refuses each that is not there.
5. Restoration `together` ends a shock for all its sites at once; `weibull` gives each site its own
   end, with the drawn duration as the median and steps between sites: a plateau, not an
   exponential. With `crews` the duration is the time before they can start, and a site comes back
   when its crew is done; see `crews`.
6. A shock or load may belong to an element of its scenario, so that a scenario can be composed
   without it (see `composing`). What has no effect in the twin stands in `context`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, first_problems, refuse_if
from weerbaar.common.tables import Column
from weerbaar.region.distance import km_between
from weerbaar.region.placing import UNKNOWN_KIND
from weerbaar.region.region import Library, Region
from weerbaar.sharing.tables import RULE_ORDER
from weerbaar.twin.reading import Circle, Figure, fixed, read_tables, read_values, shown
from weerbaar.twin.tables import LOAD_ORDER

SCHEMA = 1

OTHER_SCHEMA = ProblemKind(
    "other-schema",
    mark("This file has schema {value}; this version reads schema {known}."),
    mark("Use the version of Weerbaar that wrote it, or follow the upgrade notes."),
)
SAME_NAME = ProblemKind(
    "same-name",
    mark("Two shocks, or two loads, are called “{value}”."),
    mark("Give each its own name: draws are keyed by it."),
)
HITS_NO_KIND = ProblemKind(
    "shock-without-target",
    mark("The shock {value} names no kinds of sites and no sites."),
    mark("Fill in kinds or sites."),
)
NO_SHOCK = ProblemKind(
    "no-shock",
    mark("The scenario has no shock and no load."),
    mark("Add at least one [[shocks]] or [[loads]] table."),
)
OVER_ALL = ProblemKind(
    "share-over-all",
    mark("{column} is {value}, but it is a share."),
    mark("Give a number from 0 to 1."),
)
HITS_NOTHING = ProblemKind(
    "hits-nothing",
    mark("The shock {value} hits no site of this region."),
    mark("Check its kinds, places and circle against the region."),
)
ZERO_HOURS = ProblemKind(
    "zero-hours",
    mark("{column} is {value}: there is nothing to simulate."),
    mark("Give at least one hour, and at most {high}."),
)
NOT_LATER = ProblemKind(
    "not-later",
    mark("{column} is {value}, which is not later than {earlier} ({hour})."),
    mark("Give two hours of one day, the later one in {column}; 0 and 24 are the whole day."),
)
LASTS_TOO_LONG = ProblemKind(
    "lasts-too-long",
    mark("With its recovery the scenario can last {value} hours; at most {high} are simulated."),
    mark("Make the shocks or recovery_h shorter, or raise weibull_k: a low one gives a long tail."),
)
TOO_MANY_SHOCKS = ProblemKind(
    "too-many-shocks",
    mark("The scenario has {value} of these; it may have at most {high}."),
    mark("Put sites that are hit alike in one shock."),
)
UNKNOWN_AREA = ProblemKind(
    "unknown-area",
    mark("There is no area with the code “{value}” in this region."),
    mark("Use one of: {known}."),
)
UNKNOWN_MUNICIPALITY = ProblemKind(
    "no-such-municipality",
    mark("There is no municipality “{value}” in this region."),
    mark("Use one of: {known}."),
)
UNKNOWN_SITE = ProblemKind(
    "no-such-site",
    mark("There is no site with the identifier “{value}” in this region."),
    mark("Use one of: {known}."),
)
UNKNOWN_SITES = ProblemKind(
    "unknown-planned-kind",
    mark("There are no planned sites of the kind “{value}” in this region."),
    mark("Use one of: {known}."),
)

MAX_SHOCKS = 100
NEAREST = 5
LISTED = 12
MOST_LOOKED_UP = 20

MAX_HOURS = 24 * 7 * 26
RECOVERY_HOURS = 14 * 24.0
CREWS_HOURS = 28 * 24.0
"""Longest that a run waits for crews to mend what a shock broke."""


@dataclass(frozen=True)
class Shock:
    """One hit: on which sites, from when, how long and how deep (1 = nothing is left)."""

    name: str
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    municipalities: tuple[str, ...]
    circle: Circle | None
    sites: tuple[str, ...]
    from_h: Figure
    duration_h: Figure
    depth: Figure
    restoration: str
    weibull_k: float
    element: int = 0


@dataclass(frozen=True)
class Load:
    """Something that comes over the region for a time: rain, arrivals, convoys, absence ..."""

    name: str
    what: str
    amount: Figure
    from_h: Figure
    duration_h: Figure
    element: int = 0


@dataclass(frozen=True)
class Scenario:
    """One thing that may happen, with all defaults filled in. Hours count from the first shock."""

    scenario: str
    name_nl: str
    name_en: str
    summary_nl: str
    summary_en: str
    source: str
    evidence: str
    extent: str
    context_nl: str
    context_en: str
    pillars: tuple[str, ...]
    interests: tuple[str, ...]
    objectives: tuple[int, ...]
    shocks: tuple[Shock, ...]
    loads: tuple[Load, ...]
    start_hour: Figure
    temperature_c: Figure
    amplitude_c: float
    coldest_hour: float
    day_from: float
    day_to: float
    day_c: float
    night_c: float
    open_from: float
    open_to: float
    support_from: float
    support_to: float
    grid_outside: float
    suppliers_outside: float
    planned_sites: tuple[str, ...]
    shop_demand: Figure | None
    voucher_share: float
    voucher_from_h: float
    sharing_rule: str
    civil_share: float
    military_assistance: Figure
    defence_from_h: float
    shelter_m2: float
    convoy_class: float
    convoy_rail_share: float
    recovery_h: float
    second_duration_h: float

    def name(self, language: str) -> str:
        """The name on screen."""
        return self.name_nl if language == "nl" else self.name_en

    def summary(self, language: str) -> str:
        """What happens, in one or two sentences."""
        return self.summary_nl if language == "nl" else self.summary_en

    def context(self, language: str) -> str:
        """What belongs to it but has no effect in the twin."""
        return self.context_nl if language == "nl" else self.context_en

    @property
    def tags(self) -> dict[str, tuple[str, ...]]:
        """Its tags by list of the taxonomy."""
        objectives = tuple(str(number) for number in self.objectives)
        return {"pillars": self.pillars, "interests": self.interests, "objectives": objectives}


def _text(name: str, meaning: str, **extra: Any) -> Column:
    return Column(name, "text", "", meaning, **extra)


ELEMENT = Column(
    "element",
    "integer",
    "",
    "Element of the reference scenario that it belongs to, 1 to 7; 0 is none.",
    0,
    low=0,
    high=7,
)


def _hour(name: str, meaning: str, default: float) -> Column:
    return Column(name, "number", "hour of day", meaning, default, low=0, high=24, evidence="A")


KEYS: tuple[Column, ...] = (
    Column("schema", "integer", "", "Version of this form.", low=1, high=99),
    _text("scenario", "Identifier: small letters, digits and dashes."),
    _text("name_nl", "Name on screen, Dutch."),
    _text("name_en", "Name on screen, English."),
    _text("summary_nl", "What happens, Dutch."),
    _text("summary_en", "What happens, English."),
    _text("source", "Where the scenario comes from."),
    _text("evidence", "Evidence codes of its figures."),
    _text("extent", "How far it reaches, in words.", default="the whole region"),
    _text("context_nl", "What belongs to it but has no effect in the twin, Dutch.", default=""),
    _text("context_en", "What belongs to it but has no effect in the twin, English.", default=""),
    _text("pillars", "Pillars of resilience that it tests; see the taxonomy.", default=()),
    _text("interests", "National security interests that it harms; see the taxonomy.", default=()),
    Column(
        "objectives",
        "integer",
        "",
        "Resilience objectives of NATO that it touches, 1 to 7; see the taxonomy.",
        (),
        low=1,
        high=7,
    ),
    Column(
        "start_hour",
        "number",
        "hour of day",
        "Hour of the day at which it starts.",
        {"p10": 3.0, "p50": 12.0, "p90": 21.0},
        low=0,
        high=24,
        evidence="A",
    ),
    Column(
        "temperature_c",
        "number",
        "°C",
        "Mean temperature outside; the day's course is added to it.",
        {"p10": 2.0, "p50": 10.0, "p90": 18.0},
        low=-40,
        high=45,
        evidence="M",
    ),
    Column(
        "amplitude_c",
        "number",
        "°C",
        "How far the temperature swings around its mean in a day.",
        3.0,
        low=0,
        high=20,
        evidence="A",
    ),
    _hour("coldest_hour", "Hour of the day at which it is coldest.", 6.0),
    _hour("day_from", "Hour from which homes are heated to the day temperature.", 7.0),
    _hour("day_to", "Hour until which homes are heated to the day temperature.", 23.0),
    Column(
        "day_c",
        "number",
        "°C",
        "Indoors by day, before the shock.",
        20.0,
        low=5,
        high=30,
        evidence="A",
    ),
    Column(
        "night_c",
        "number",
        "°C",
        "Indoors by night, before the shock; people of 65 and over or in need of care stay warm.",
        17.0,
        low=5,
        high=30,
        evidence="A",
    ),
    _hour("open_from", "Hour at which shops open.", 8.0),
    _hour("open_to", "Hour at which shops close.", 20.0),
    _hour("support_from", "Hour at which support points open.", 8.0),
    _hour("support_to", "Hour at which support points close.", 22.0),
    Column(
        "grid_outside",
        "share",
        "1",
        "State of the grid outside the region: 1 works.",
        1.0,
        evidence="A",
    ),
    Column(
        "suppliers_outside",
        "share",
        "1",
        "State of the other suppliers outside the region: 1 works.",
        1.0,
        evidence="A",
    ),
    _text("planned_sites", "Kinds of planned sites that are switched on.", default=()),
    Column(
        "shop_demand",
        "number",
        "times normal",
        "How fast the shops sell out compared with normal, in the whole run. Left out, hoarding "
        "follows from the crisis itself.",
        None,
        low=0.1,
        high=20,
        evidence="V:25",
    ),
    Column(
        "voucher_share",
        "share",
        "1",
        "Share of people who get vouchers that shops take without a card or cash.",
        0.0,
        evidence="A",
    ),
    Column(
        "voucher_from_h",
        "number",
        "h",
        "Hours after the start from which vouchers are there.",
        0.0,
        low=0,
        high=MAX_HOURS,
        evidence="A",
    ),
    Column(
        "sharing_rule",
        "choice",
        "",
        "Rule by which crews, fuel, generators, water and beds are divided where there are too "
        "few.",
        "priority",
        choices=RULE_ORDER,
        evidence="A",
    ),
    Column(
        "civil_share",
        "share",
        "1",
        "Part for the civil side under the rule sides.",
        0.5,
        evidence="A",
    ),
    Column(
        "military_assistance",
        "share",
        "1",
        "How much of what Defence can bring here comes; 0 where the forces are elsewhere.",
        {"p10": 0.5, "p50": 1.0, "p90": 1.0},
        evidence="S A",
    ),
    Column(
        "defence_from_h",
        "number",
        "h",
        "Hours after the start from which what Defence brings is there.",
        24.0,
        low=0,
        high=MAX_HOURS,
        evidence="A",
    ),
    Column(
        "shelter_m2",
        "number",
        "m2 a person",
        "Covered floor that a person has in reception; the norm is 3.5, in the cold 4.5 to 5.5.",
        3.5,
        low=1,
        high=50,
        evidence="M",
        source="Sphere",
    ),
    Column(
        "convoy_class",
        "number",
        "MLC",
        "Military load class of the vehicles of convoys: weaker bridges do not bear them.",
        60.0,
        low=1,
        high=200,
        evidence="A",
    ),
    Column(
        "convoy_rail_share",
        "share",
        "1",
        "Share of the vehicles of convoys that go by rail where they can.",
        0.3,
        evidence="A",
    ),
    Column(
        "recovery_h",
        "number",
        "h",
        "Hours simulated after the last shock; the run stops earlier once 95 % is normal.",
        RECOVERY_HOURS,
        low=1,
        high=RECOVERY_HOURS,
        evidence="A",
    ),
    Column(
        "second_duration_h",
        "number",
        "h",
        "A second duration that the result shows beside the first; 0 for none. Left out, where "
        "every shock's duration is fixed: a third of the longest in whole hours, at least 1. One "
        "that equals the longest is doubled.",
        None,
        low=0,
        high=MAX_HOURS,
        evidence="A",
    ),
)

SHOCK_KEYS: tuple[Column, ...] = (
    _text("name", "What is hit, in words."),
    _text("kinds", "Kinds of sites that are hit, as in the table of kinds.", default=()),
    _text("areas", "Codes of the areas in which they are hit; empty for all.", default=()),
    _text("municipalities", "Names of municipalities in which they are hit.", default=()),
    _text("circle", "Circle on the map in which they are hit: lon, lat and km.", default=None),
    _text("sites", "Identifiers of sites that are hit besides, wherever they are.", default=()),
    Column("from_h", "number", "h", "Hours after the start.", 0.0, low=0, high=MAX_HOURS),
    Column("duration_h", "number", "h", "How long it lasts.", low=0.01, high=MAX_HOURS),
    Column("depth", "share", "1", "How much is lost: 1 is all.", 1.0),
    Column(
        "restoration",
        "choice",
        "",
        "Whether all sites come back together, one by one around the duration, or as crews mend "
        "them: then the duration is the time before crews can start.",
        "together",
        choices=("together", "weibull", "crews"),
    ),
    Column(
        "weibull_k",
        "number",
        "1",
        "Shape of the steps in which sites come back; above 1 is a plateau.",
        2.5,
        low=0.5,
        high=10,
        evidence="C",
        source="Fit of Haaksbergen 2005: 1.84; other events up to 3.4",
    ),
    ELEMENT,
)

LOAD_UNITS = {
    "rain": "mm an hour",
    "arrivals": "persons a day",
    "casualties": "persons a day",
    "sick": "persons a day for each 100,000 inhabitants",
    "convoys": "vehicles a day",
    "absence": "share of staff",
    "school_closure": "share of schools",
    "military_fuel": "L a day",
}
"""What the amount of a load means."""

LOAD_KEYS: tuple[Column, ...] = (
    _text("name", "What comes, in words."),
    Column(
        "what",
        "choice",
        "",
        "What comes: rain (mm an hour), arrivals or casualties (persons a day), sick (persons a "
        "day for each 100,000 inhabitants), convoys (vehicles a day), absence (share of staff), "
        "school_closure (share of schools), military_fuel (L a day).",
        choices=LOAD_ORDER,
    ),
    Column("amount", "number", "see what", "How much comes.", low=0, high=10_000_000),
    Column("from_h", "number", "h", "Hours after the start.", 0.0, low=0, high=MAX_HOURS),
    Column("duration_h", "number", "h", "How long it comes.", low=0.01, high=MAX_HOURS),
    ELEMENT,
)

_SHARES = ("absence", "school_closure")
_SPANS = (("day_from", "day_to"), ("open_from", "open_to"), ("support_from", "support_to"))


def parse_scenario(data: Mapping[str, Any], file: str) -> Scenario:
    """The scenario in the content of a TOML file; raises Refused with every problem found."""
    problems: list[Problem] = []
    top = {key: value for key, value in data.items() if key not in ("shocks", "loads")}
    values = read_values(KEYS, top, file, "", problems, also=("shocks", "loads"))
    if values.get("schema") not in (None, 0, SCHEMA):
        params = {"known": SCHEMA}
        problems.append(
            Problem(OTHER_SCHEMA, file, column="schema", value=values["schema"], params=params)
        )
    if not data.get("shocks") and not data.get("loads"):
        problems.append(Problem(NO_SHOCK, file, column="shocks"))
    shocks = _listed_tables(SHOCK_KEYS, data, "shocks", file, problems)
    loads = _listed_tables(LOAD_KEYS, data, "loads", file, problems)
    problems += [
        Problem(OVER_ALL, file, column=f"loads[{i + 1}].amount", value=load["amount"].p90)
        for i, load in enumerate(loads)
        if load.get("what") in _SHARES and load["amount"].p90 > 1.0
    ]
    problems += [
        Problem(HITS_NO_KIND, file, column=f"shocks[{i + 1}].kinds", value=shock.get("name"))
        for i, shock in enumerate(shocks)
        if shock.get("kinds") == () and shock.get("sites") == ()
    ]
    problems += _spans(values, file, {problem.column for problem in problems})
    refuse_if(first_problems(problems))
    del values["schema"]
    second = values.pop("second_duration_h")
    first = Scenario(
        shocks=tuple(Shock(**shock) for shock in shocks),
        loads=tuple(Load(**load) for load in loads),
        second_duration_h=0.0,
        **values,
    )
    scenario = _with_second(first, _default_second(first) if second is None else second)
    refuse_if(too_long(scenario, file))
    return scenario


def _listed_tables(
    columns: Sequence[Column],
    data: Mapping[str, Any],
    name: str,
    file: str,
    problems: list[Problem],
) -> list[dict[str, Any]]:
    """The tables [[name]] of a file; raises Refused at once where there are too many."""
    listed = data.get(name, [])
    if isinstance(listed, list) and len(listed) > MAX_SHOCKS:
        params = {"high": MAX_SHOCKS}
        raise Refused([Problem(TOO_MANY_SHOCKS, file, None, name, len(listed), params)])
    tables = read_tables(columns, listed, file, name, problems)
    names = [table.get("name") for table in tables]
    problems += [
        Problem(SAME_NAME, file, column=f"{name}[{i + 1}].name", value=own)
        for i, own in enumerate(names)
        if own in names[:i]
    ]
    return tables


def with_duration(scenario: Scenario, hours: float) -> Scenario:
    """The scenario with every shock lasting so many hours; raises Refused for none or too many.

    What crews would mend lasts as long, too, and comes back by itself.
    """
    if not (math.isfinite(hours) and 0 < hours <= MAX_HOURS):
        params = {"high": MAX_HOURS}
        raise_zero = Problem(ZERO_HOURS, column="hours", value=hours, params=params)
        refuse_if([raise_zero])
    shocks = tuple(_lasting(shock, hours) for shock in scenario.shocks)
    name_nl = f"{scenario.name_nl}, maar dan {f'{hours:g}'.replace('.', ',')} uur"
    name_en = f"{scenario.name_en}, but for {hours:g} h"
    made = replace(scenario, shocks=shocks, name_nl=name_nl, name_en=name_en)
    was_drawn = not all(_is_fixed(shock) for shock in scenario.shocks)
    second = scenario.second_duration_h
    return _with_second(made, _default_second(made) if was_drawn and not second else second)


def too_long(scenario: Scenario, file: str, column: str = "shocks") -> list[Problem]:
    """A problem for the scenario, and for its second duration, that ends after MAX_HOURS."""
    problems = []
    shocks = scenario.shocks
    if second := scenario.second_duration_h:
        shocks = tuple(_lasting(shock, second) for shock in shocks)
    other = replace(scenario, shocks=shocks)
    for picture, at in ((scenario, column), (other, "second_duration_h")):
        hours = longest_h(picture) + picture.recovery_h
        if hours > MAX_HOURS:
            params = {"high": MAX_HOURS}
            problems.append(Problem(LASTS_TOO_LONG, file, None, at, math.ceil(hours), params))
    return problems[:1]


def check_against(
    scenario: Scenario,
    region: Region | None,
    library: Library,
    switched_on: Collection[str] = (),
) -> list[Problem]:
    """A problem for each kind, area and municipality that is not there, and each idle shock.

    Without a region only the kinds are checked. `switched_on` are kinds of planned sites that count
    beside those of the scenario. Problems name the scenario and its keys.
    """
    on = {*scenario.planned_sites, *switched_on}
    file = scenario.scenario
    kinds = sorted(str(kind) for kind in library.kinds["kind"])
    problems = _unknown(UNKNOWN_KIND, file, "planned_sites", scenario.planned_sites, kinds)
    if region is not None and not problems:
        problems += check_planned(scenario.planned_sites, region, file, "planned_sites")
    for i, shock in enumerate(scenario.shocks):
        at = f"shocks[{i + 1}]"
        found = _unknown(UNKNOWN_KIND, file, f"{at}.kinds", shock.kinds, kinds)
        if region is not None:
            found += _unknown_places(shock, region, file, at)
            if not found and not _hits(shock, region, on):
                found.append(Problem(HITS_NOTHING, file, column=at, value=shock.name))
        problems += found
    return first_problems(problems)


def check_planned(kinds: Iterable[str], region: Region, file: str, column: str) -> list[Problem]:
    """A problem for each kind of which the region has no planned sites."""
    known = sorted({str(k) for k in region.sites["kind"][region.sites["planned"]]})
    return _unknown(UNKNOWN_SITES, file, column, kinds, known)


def check_municipalities(
    names: Iterable[str], region: Region, file: str, column: str
) -> list[Problem]:
    """A problem for each name that no municipality of the region has."""
    known = sorted({str(name) for name in region.areas["municipality"]})
    return _unknown(UNKNOWN_MUNICIPALITY, file, column, names, known)


def _unknown_places(shock: Shock, region: Region, file: str, at: str) -> list[Problem]:
    codes = sorted(str(code) for code in region.areas["code"])
    by_name = {
        str(name).lower(): str(code)
        for code, name in zip(region.areas["code"], region.areas["name"], strict=True)
    }
    return [
        *_unknown(UNKNOWN_AREA, file, f"{at}.areas", shock.areas, codes, by_name),
        *check_municipalities(shock.municipalities, region, file, f"{at}.municipalities"),
        *_unknown(UNKNOWN_SITE, file, f"{at}.sites", shock.sites, _identifiers(shock, region)),
    ]


def _identifiers(shock: Shock, region: Region) -> list[str]:
    """The identifiers of all sites, sorted; none where the shock names none."""
    return sorted(str(site) for site in region.sites["site"]) if shock.sites else []


def _unknown(
    kind: ProblemKind,
    file: str,
    column: str,
    given: Iterable[str],
    known: Sequence[str],
    also: Mapping[str, str] | None = None,
) -> list[Problem]:
    """A problem for each that is not known, with the nearest known ones; `also` are other names."""
    among = frozenset(known)
    missing = [name for name in dict.fromkeys(given) if name not in among]
    problems = []
    for i, name in enumerate(missing):
        near = [also[name.lower()]] if also and name.lower() in also else []
        if not near and i < MOST_LOOKED_UP:
            near = get_close_matches(name, known, NEAREST)
        params = {"known": _listing(near or known)}
        problems.append(Problem(kind, file, column=column, value=shown(name), params=params))
    return problems


def _listing(names: Sequence[str]) -> str:
    return ", ".join([*names[:LISTED], *(["…"] if len(names) > LISTED else [])]) or "–"


def sites_of(shock: Shock, region: Region) -> NDArray[np.bool_]:
    """Which rows of the region's sites a shock hits, planned ones too; shape (sites)."""
    sites, areas = region.sites, region.areas
    hit: NDArray[np.bool_] = np.isin(sites["kind"], list(shock.kinds))
    if shock.areas or shock.municipalities:
        inside = np.isin(areas["municipality"], list(shock.municipalities))
        hit &= np.isin(sites["area"], [*shock.areas, *areas["code"][inside]])
    if circle := shock.circle:
        hit &= km_between(circle.lon, circle.lat, sites["lon"], sites["lat"]) <= circle.km
    if shock.sites:
        hit |= np.isin(sites["site"], list(shock.sites))
    return hit


def _hits(shock: Shock, region: Region, switched_on: Collection[str]) -> bool:
    """Whether a site that counts is hit."""
    sites = region.sites
    counts = ~sites["planned"] | np.isin(sites["kind"], list(switched_on))
    return bool((sites_of(shock, region) & counts).any())


def _lasting(shock: Shock, hours: float) -> Shock:
    """The shock lasting so many hours, whatever restores it."""
    restoration = "together" if shock.restoration == "crews" else shock.restoration
    return replace(shock, duration_h=fixed(hours), restoration=restoration)


def _is_fixed(shock: Shock) -> bool:
    """Whether the scenario fixes how long a shock lasts; what crews mend is a result."""
    return shock.duration_h.fixed and shock.restoration != "crews"


def _default_second(scenario: Scenario) -> float:
    """A third of the longest duration in whole hours, at least 1; none where one is drawn."""
    durations = [shock.duration_h for shock in scenario.shocks]
    if not durations or not all(_is_fixed(shock) for shock in scenario.shocks):
        return 0.0
    return max(1.0, float(round(max(duration.p50 for duration in durations) / 3)))


def _with_second(scenario: Scenario, second: float) -> Scenario:
    """The scenario with this second duration; doubled where it is the first one too."""
    durations = [shock.duration_h for shock in scenario.shocks]
    if durations and all(_is_fixed(shock) for shock in scenario.shocks):
        longest = max(duration.p50 for duration in durations)
        if second == longest:
            second = 2 * longest
    return replace(scenario, second_duration_h=second)


def _spans(values: Mapping[str, Any], file: str, wrong: Collection[str]) -> list[Problem]:
    """A problem for each pair of hours of which the second is not later than the first."""
    problems = []
    for start, end in _SPANS:
        if {start, end} & set(wrong) or not {start, end} <= values.keys():
            continue
        if values[start] >= values[end]:
            params = {"earlier": start, "hour": f"{values[start]:g}"}
            value = f"{values[end]:g}"
            problems.append(Problem(NOT_LATER, file, column=end, value=value, params=params))
    return problems


def longest_h(scenario: Scenario) -> float:
    """The latest hour at which a shock or load can end, in the longest draw with every step."""
    ends = [_latest(load.from_h) + _latest(load.duration_h) for load in scenario.loads]
    for shock in scenario.shocks:
        start, top, stretch = _latest(shock.from_h), _latest(shock.duration_h), 1.0
        if shock.restoration == "weibull":
            stretch = weibull_factor(0.999, shock.weibull_k)
        longer = CREWS_HOURS if shock.restoration == "crews" else 0.0
        ends.append(start + top * stretch + longer)
    return max(ends)


def _latest(figure: Figure) -> float:
    """The highest value that can be drawn."""
    return figure.p90 + 0.25 * (figure.p90 - figure.p50)


def weibull_factor(q: float, k: float) -> float:
    """Duration at quantile q of a Weibull distribution with shape k, relative to its median."""
    return float((math.log(1.0 / (1.0 - q)) / math.log(2.0)) ** (1.0 / k))
