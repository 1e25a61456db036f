"""What happens: a scenario, its shocks and weather, and the table of keys with their defaults.

Rules:
1. Every key is declared once in KEYS or SHOCK_KEYS; an unknown key is refused with the known ones.
2. A figure is one number (the scenario fixes it) or p10/p50/p90 (it is drawn in every run).
3. A shock hits sites of some kinds; without areas or municipalities it hits the whole region.
4. A file says names that exist: `check_against` holds kinds, areas and municipalities against a
   library and a region, and refuses each that is not there.
5. Restoration `together` ends a shock for all its sites at once; `weibull` gives each site its own
   end, with the drawn duration as the median and steps between sites: a plateau, not an
   exponential.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, first_problems, refuse_if
from weerbaar.common.tables import REQUIRED, Column
from weerbaar.region.placing import UNKNOWN_KIND
from weerbaar.region.region import Library, Region

SCHEMA = 1

UNKNOWN_KEY = ProblemKind(
    "unknown-key", mark("The key {column} is not known here."), mark("Use one of: {known}.")
)
MISSING_KEY = ProblemKind(
    "missing-key", mark("The key {column} is missing."), mark("Add it: {meaning}")
)
WRONG_TYPE = ProblemKind(
    "wrong-type", mark("{column} is “{value}”."), mark("Give {expected}: {meaning}")
)
OUT_OF_BOUNDS = ProblemKind(
    "out-of-bounds",
    mark("{column} is {value}; it must lie between {low} and {high} {unit}."),
    mark("Check the figure and its unit."),
)
QUANTILES_FALL = ProblemKind(
    "quantiles-fall",
    mark("The quantiles of {column} fall: {value}."),
    mark("Give p10, p50 and p90 from low to high."),
)
OTHER_SCHEMA = ProblemKind(
    "other-schema",
    mark("This file has schema {value}; this version reads schema {known}."),
    mark("Use the version of Weerbaar that wrote it, or follow the upgrade notes."),
)
SAME_NAME = ProblemKind(
    "same-name",
    mark("Two shocks are called “{value}”."),
    mark("Give each its own name: draws are keyed by it."),
)
NO_SHOCK = ProblemKind(
    "no-shock", mark("The scenario has no shock."), mark("Add at least one [[shocks]] table.")
)
HITS_NOTHING = ProblemKind(
    "hits-nothing",
    mark("The shock {value} hits no site of this region."),
    mark("Check its kinds, areas and municipalities against the region."),
)
ZERO_HOURS = ProblemKind(
    "zero-hours",
    mark("{column} is {value}: there is nothing to simulate."),
    mark("Give at least one hour, and at most {high}."),
)
NOT_AN_ID = ProblemKind(
    "not-an-identifier",
    mark("{column} is “{value}”, which cannot be part of the name of a file."),
    mark("Use small letters, digits and dashes, at most {high}, and no dash first."),
)
CONTROL_CHARACTER = ProblemKind(
    "control-character",
    mark("{column} holds a line break or another control character: “{value}”."),
    mark("Write it on one line, in letters, digits and signs."),
)
TEXT_TOO_LONG = ProblemKind(
    "text-too-long",
    mark("{column} has {value} characters; it may have at most {high}."),
    mark("Shorten it."),
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
    mark("The scenario has {value} shocks; it may have at most {high}."),
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
UNKNOWN_SITES = ProblemKind(
    "unknown-planned-kind",
    mark("There are no planned sites of the kind “{value}” in this region."),
    mark("Use one of: {known}."),
)

IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]*")
ID_LENGTH = 64
TEXT_LENGTH = 500
LONG_TEXTS = {"summary_nl": 2000, "summary_en": 2000}
SHOWN_LENGTH = 60
MAX_SHOCKS = 100
NEAREST = 5
LISTED = 12
MOST_LOOKED_UP = 20

MAX_HOURS = 24 * 7 * 26
RECOVERY_HOURS = 14 * 24.0


@dataclass(frozen=True)
class Figure:
    """A number that is fixed (p10 = p50 = p90) or drawn from a piecewise-linear distribution."""

    p10: float
    p50: float
    p90: float

    @property
    def fixed(self) -> bool:
        """Whether the scenario fixes it."""
        return self.p10 == self.p50 == self.p90


def fixed(value: float) -> Figure:
    """A figure that is not drawn."""
    return Figure(value, value, value)


@dataclass(frozen=True)
class Shock:
    """One hit: on which sites, from when, how long and how deep (1 = nothing is left)."""

    name: str
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    municipalities: tuple[str, ...]
    from_h: Figure
    duration_h: Figure
    depth: Figure
    restoration: str
    weibull_k: float


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
    shocks: tuple[Shock, ...]
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
    recovery_h: float
    second_duration_h: float

    def name(self, language: str) -> str:
        """The name on screen."""
        return self.name_nl if language == "nl" else self.name_en

    def summary(self, language: str) -> str:
        """What happens, in one or two sentences."""
        return self.summary_nl if language == "nl" else self.summary_en


def _text(name: str, meaning: str, **extra: Any) -> Column:
    return Column(name, "text", "", meaning, **extra)


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
    _text("kinds", "Kinds of sites that are hit, as in the table of kinds."),
    _text("areas", "Codes of the areas in which they are hit; empty for all.", default=()),
    _text("municipalities", "Names of municipalities in which they are hit.", default=()),
    Column("from_h", "number", "h", "Hours after the start.", 0.0, low=0, high=MAX_HOURS),
    Column("duration_h", "number", "h", "How long it lasts.", low=0.01, high=MAX_HOURS),
    Column("depth", "share", "1", "How much is lost: 1 is all.", 1.0),
    Column(
        "restoration",
        "choice",
        "",
        "Whether all sites come back together, or one by one around the duration.",
        "together",
        choices=("together", "weibull"),
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
)

_FIGURES = {"start_hour", "temperature_c", "shop_demand", "from_h", "duration_h", "depth"}
_LISTS = {"planned_sites", "kinds", "areas", "municipalities"}
_IDENTIFIERS = {"scenario", "profile", "norm"}
_SPANS = (("day_from", "day_to"), ("open_from", "open_to"), ("support_from", "support_to"))


def parse_scenario(data: Mapping[str, Any], file: str) -> Scenario:
    """The scenario in the content of a TOML file; raises Refused with every problem found."""
    problems: list[Problem] = []
    top = {key: value for key, value in data.items() if key != "shocks"}
    values = read_values(KEYS, top, file, "", problems, also="shocks")
    if values.get("schema") not in (None, 0, SCHEMA):
        params = {"known": SCHEMA}
        problems.append(
            Problem(OTHER_SCHEMA, file, column="schema", value=values["schema"], params=params)
        )
    if not data.get("shocks"):
        problems.append(Problem(NO_SHOCK, file, column="shocks"))
    listed = data.get("shocks", [])
    if isinstance(listed, list) and len(listed) > MAX_SHOCKS:
        params = {"high": MAX_SHOCKS}
        raise Refused([Problem(TOO_MANY_SHOCKS, file, None, "shocks", len(listed), params)])
    shocks = read_tables(SHOCK_KEYS, listed, file, "shocks", problems)
    names = [shock.get("name") for shock in shocks]
    problems += [
        Problem(SAME_NAME, file, column=f"shocks[{i + 1}].name", value=name)
        for i, name in enumerate(names)
        if name in names[:i]
    ]
    problems += _spans(values, file, {problem.column for problem in problems})
    refuse_if(first_problems(problems))
    del values["schema"]
    second = values.pop("second_duration_h")
    first = Scenario(
        shocks=tuple(Shock(**shock) for shock in shocks), second_duration_h=0.0, **values
    )
    scenario = _with_second(first, _default_second(first) if second is None else second)
    refuse_if(too_long(scenario, file))
    return scenario


def with_duration(scenario: Scenario, hours: float) -> Scenario:
    """The scenario with every shock lasting so many hours; raises Refused for none or too many."""
    if not (math.isfinite(hours) and 0 < hours <= MAX_HOURS):
        params = {"high": MAX_HOURS}
        raise_zero = Problem(ZERO_HOURS, column="hours", value=hours, params=params)
        refuse_if([raise_zero])
    shocks = tuple(replace(shock, duration_h=fixed(hours)) for shock in scenario.shocks)
    name_nl = f"{scenario.name_nl}, maar dan {f'{hours:g}'.replace('.', ',')} uur"
    name_en = f"{scenario.name_en}, but for {hours:g} h"
    made = replace(scenario, shocks=shocks, name_nl=name_nl, name_en=name_en)
    was_drawn = not all(shock.duration_h.fixed for shock in scenario.shocks)
    second = scenario.second_duration_h
    return _with_second(made, _default_second(made) if was_drawn and not second else second)


def too_long(scenario: Scenario, file: str, column: str = "shocks") -> list[Problem]:
    """A problem for the scenario, and for its second duration, that ends after MAX_HOURS."""
    problems = []
    shocks = scenario.shocks
    if second := scenario.second_duration_h:
        shocks = tuple(replace(shock, duration_h=fixed(second)) for shock in shocks)
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
    ]


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
        problems.append(Problem(kind, file, column=column, value=_shown(name), params=params))
    return problems


def _listing(names: Sequence[str]) -> str:
    return ", ".join([*names[:LISTED], *(["…"] if len(names) > LISTED else [])]) or "–"


def _hits(shock: Shock, region: Region, switched_on: Collection[str]) -> bool:
    """Whether a site that counts is of a kind and in a place that the shock hits."""
    inside = set(shock.areas)
    areas = region.areas
    for code, name in zip(areas["code"], areas["municipality"], strict=True):
        if name in shock.municipalities:
            inside.add(str(code))
    anywhere = not (shock.areas or shock.municipalities)
    sites = region.sites
    return any(
        kind in shock.kinds
        and (anywhere or area in inside)
        and (not planned or kind in switched_on)
        for kind, area, planned in zip(sites["kind"], sites["area"], sites["planned"], strict=True)
    )


def _default_second(scenario: Scenario) -> float:
    """A third of the longest duration in whole hours, at least 1; none where one is drawn."""
    durations = [shock.duration_h for shock in scenario.shocks]
    if not all(duration.fixed for duration in durations):
        return 0.0
    return max(1.0, float(round(max(duration.p50 for duration in durations) / 3)))


def _with_second(scenario: Scenario, second: float) -> Scenario:
    """The scenario with this second duration; doubled where it is the first one too."""
    durations = [shock.duration_h for shock in scenario.shocks]
    if all(duration.fixed for duration in durations):
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
    """The latest hour at which a shock can end, in the longest draw with every site's step."""
    ends = []
    for shock in scenario.shocks:
        top = shock.duration_h.p90 + 0.25 * (shock.duration_h.p90 - shock.duration_h.p50)
        start = shock.from_h.p90 + 0.25 * (shock.from_h.p90 - shock.from_h.p50)
        stretch = 1.0
        if shock.restoration == "weibull":
            stretch = weibull_factor(0.999, shock.weibull_k)
        ends.append(start + top * stretch)
    return max(ends)


def weibull_factor(q: float, k: float) -> float:
    """Duration at quantile q of a Weibull distribution with shape k, relative to its median."""
    return float((math.log(1.0 / (1.0 - q)) / math.log(2.0)) ** (1.0 / k))


def read_tables(
    columns: Sequence[Column], listed: Any, file: str, name: str, problems: list[Problem]
) -> list[dict[str, Any]]:
    """Values of each TOML table in a list; what is no table is added to the problems."""
    if not isinstance(listed, list | tuple) or not all(isinstance(t, Mapping) for t in listed):
        params = {"expected": f"[[{name}]]", "meaning": mark("one table for each entry.")}
        value = _shown(listed)
        problems.append(Problem(WRONG_TYPE, file, column=name, value=value, params=params))
        return []
    return [
        read_values(columns, table, file, f"{name}[{i + 1}].", problems)
        for i, table in enumerate(listed)
    ]


def read_values(
    columns: Sequence[Column],
    data: Mapping[str, Any],
    file: str,
    prefix: str,
    problems: list[Problem],
    also: str = "",
) -> dict[str, Any]:
    """Values of the declared keys in a TOML table; problems are added to the list given."""
    known = {column.name for column in columns}
    listed = ", ".join(sorted(known | {also} - {""}))
    for key in data:
        if key not in known:
            at = prefix + _shown(key)
            problems.append(Problem(UNKNOWN_KEY, file, column=at, params={"known": listed}))
    values: dict[str, Any] = {}
    for column in columns:
        if column.name not in data and column.default is REQUIRED:
            params = {"meaning": column.meaning}
            problems.append(Problem(MISSING_KEY, file, column=prefix + column.name, params=params))
            continue
        raw = data.get(column.name, column.default)
        if raw is None:
            values[column.name] = None
            continue
        value, found = _value(column, raw, file, prefix)
        problems += found
        values[column.name] = value
    return values


def _value(column: Column, raw: Any, file: str, prefix: str) -> tuple[Any, list[Problem]]:
    at = prefix + column.name
    if column.name in _LISTS:
        listed = isinstance(raw, Sequence) and not isinstance(raw, str)
        if listed and all(isinstance(item, str) for item in raw):
            return tuple(raw), [p for item in raw for p in _text_problems(column, at, item, file)]
        return (), [_wrong(column, at, raw, file, mark("a list of words"))]
    if column.kind in ("text", "choice"):
        if not isinstance(raw, str):
            return "", [_wrong(column, at, raw, file, mark("words"))]
        if column.kind == "choice" and raw not in column.choices:
            return "", [_wrong(column, at, raw, file, " / ".join(column.choices))]
        return raw, _text_problems(column, at, raw, file)
    if column.name in _FIGURES:
        return _figure(column, raw, at, file)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return 0, [_wrong(column, at, raw, file, mark("one number"))]
    number = _float(raw)
    if column.kind == "integer" and not number.is_integer():
        return 0, [_wrong(column, at, raw, file, mark("a whole number"))]
    # A number is a float also where the file has 7 for 7.0: the kernel is compiled for floats.
    value = int(number) if column.kind == "integer" else number
    return value, _bounds(column, number, at, file)


def _float(number: int | float) -> float:
    """The number as a float; infinite where it has more digits than a float can hold."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _text_problems(column: Column, at: str, text: str, file: str) -> list[Problem]:
    """What is wrong with words: control characters, too many, or no identifier."""
    if any(unicodedata.category(character) == "Cc" for character in text):
        return [Problem(CONTROL_CHARACTER, file, column=at, value=_shown(text))]
    if column.name in _IDENTIFIERS:
        if len(text) <= ID_LENGTH and IDENTIFIER.fullmatch(text):
            return []
        params = {"high": ID_LENGTH}
        return [Problem(NOT_AN_ID, file, column=at, value=_shown(text), params=params)]
    most = LONG_TEXTS.get(column.name, TEXT_LENGTH)
    if len(text) <= most:
        return []
    return [Problem(TEXT_TOO_LONG, file, column=at, value=len(text), params={"high": most})]


def _shown(raw: Any) -> str:
    """A value from a file, short enough for a refusal."""
    try:
        text = str(raw)
    except (ValueError, RecursionError):  # thousands of digits, or tables in tables
        return "…"
    return text if len(text) <= SHOWN_LENGTH else text[:SHOWN_LENGTH] + "…"


def _figure(column: Column, raw: Any, at: str, file: str) -> tuple[Figure, list[Problem]]:
    if isinstance(raw, Mapping) and set(raw) == {"p10", "p50", "p90"}:
        parts = [raw["p10"], raw["p50"], raw["p90"]]
    else:
        parts = [raw, raw, raw]
    if not all(isinstance(p, int | float) and not isinstance(p, bool) for p in parts):
        expected = mark("one number, or p10, p50 and p90")
        return fixed(0), [_wrong(column, at, raw, file, expected)]
    p10, p50, p90 = (_float(p) for p in parts)
    problems = [p for part in sorted({p10, p50, p90}) for p in _bounds(column, part, at, file)]
    if p10 > p50 or p50 > p90:
        value = f"{p10:g}, {p50:g}, {p90:g}"
        problems.append(Problem(QUANTILES_FALL, file, column=at, value=value))
    return Figure(p10, p50, p90), problems


def _bounds(column: Column, value: float, at: str, file: str) -> list[Problem]:
    low, high = (0.0, 1.0) if column.kind == "share" else (column.low, column.high)
    if low <= value <= high:
        return []
    params = {"low": f"{low:g}", "high": f"{high:g}", "unit": column.unit}
    return [Problem(OUT_OF_BOUNDS, file, column=at, value=value, params=params)]


def _wrong(column: Column, at: str, raw: Any, file: str, expected: str) -> Problem:
    params = {"expected": expected, "meaning": column.meaning}
    return Problem(WRONG_TYPE, file, column=at, value=_shown(raw), params=params)
