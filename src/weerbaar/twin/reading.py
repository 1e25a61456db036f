"""Reads the values of a TOML form key by key: words, numbers, figures, lists and circles.

Rules:
1. Each key is declared once as a Column; an unknown key is refused with the known ones, a missing
   one with its meaning.
2. FIGURES are one number, or p10, p50 and p90; LISTS are lists of words (of whole numbers where the
   column is an integer); CIRCLES are tables of lon, lat and km.
3. Every problem is added to a list; nothing is raised here.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import REQUIRED, Column

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

IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]*")
ID_LENGTH = 64
TEXT_LENGTH = 500
LONG_TEXTS = dict.fromkeys(
    (
        *("summary_nl", "summary_en", "context_nl", "context_en", "source", "extent"),
        *("source_nl", "source_en", "meaning_nl", "meaning_en"),
    ),
    2000,
)
SHOWN_LENGTH = 60

FIGURES = {"start_hour", "temperature_c", "shop_demand", "from_h", "duration_h", "depth"}
FIGURES |= {"military_assistance", "amount"}
FIGURES |= {"hours", "fuel_l_h", "fail_start"}
FIGURES |= {"lead_months", "eur", "half_life_months", "has_already", "low_income", "other", "older"}
LISTS = {"planned_sites", "kinds", "areas", "municipalities", "sites"}
LISTS |= {"pillars", "interests", "objectives"}
LISTS |= {"ids", "owners", "proposals"}
CIRCLES = {"circle"}
IDENTIFIERS = {"scenario", "profile", "norm", "measure", "variant"}
"""Names of the keys that hold more, or less, than their kind tells."""


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
class Circle:
    """All places on the map within `km` kilometres of a point."""

    lon: float
    lat: float
    km: float


CIRCLE_KEYS: tuple[Column, ...] = (
    Column("lon", "number", "degrees", "Longitude of its middle.", low=-180, high=180),
    Column("lat", "number", "degrees", "Latitude of its middle.", low=-90, high=90),
    Column("km", "number", "km", "Its radius.", low=0.01, high=1000),
)


def read_tables(
    columns: Sequence[Column], listed: Any, file: str, name: str, problems: list[Problem]
) -> list[dict[str, Any]]:
    """Values of each TOML table in a list; what is no table is added to the problems."""
    if not isinstance(listed, list | tuple) or not all(isinstance(t, Mapping) for t in listed):
        params = {"expected": f"[[{name}]]", "meaning": mark("one table for each entry.")}
        value = shown(listed)
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
    also: Collection[str] = (),
) -> dict[str, Any]:
    """Values of the declared keys in a TOML table; problems are added to the list given."""
    known = {column.name for column in columns}
    listed = ", ".join(sorted(known | set(also)))
    for key in data:
        if key not in known:
            at = prefix + shown(key)
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
    if column.name in CIRCLES:
        return _circle(column, raw, at, file)
    if column.name in LISTS:
        return _list(column, raw, at, file)
    if column.kind in ("text", "choice"):
        if not isinstance(raw, str):
            return "", [_wrong(column, at, raw, file, mark("words"))]
        if column.kind == "choice" and raw not in column.choices:
            return "", [_wrong(column, at, raw, file, " / ".join(column.choices))]
        return raw, _text_problems(column, at, raw, file)
    if column.name in FIGURES:
        return _figure(column, raw, at, file)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return 0, [_wrong(column, at, raw, file, mark("one number"))]
    number = _float(raw)
    if column.kind == "integer" and not number.is_integer():
        return 0, [_wrong(column, at, raw, file, mark("a whole number"))]
    # A number is a float also where the file has 7 for 7.0: the kernel is compiled for floats.
    value = int(number) if column.kind == "integer" else number
    return value, _bounds(column, number, at, file)


def _list(column: Column, raw: Any, at: str, file: str) -> tuple[Any, list[Problem]]:
    listed = isinstance(raw, Sequence) and not isinstance(raw, str)
    if column.kind == "integer":
        if listed and all(isinstance(item, int) and not isinstance(item, bool) for item in raw):
            return tuple(raw), [p for item in raw for p in _bounds(column, _float(item), at, file)]
        return (), [_wrong(column, at, raw, file, mark("a list of whole numbers"))]
    if listed and all(isinstance(item, str) for item in raw):
        return tuple(raw), [p for item in raw for p in _text_problems(column, at, item, file)]
    return (), [_wrong(column, at, raw, file, mark("a list of words"))]


def _circle(column: Column, raw: Any, at: str, file: str) -> tuple[Circle | None, list[Problem]]:
    if not isinstance(raw, Mapping):
        return None, [_wrong(column, at, raw, file, mark("a table of lon, lat and km"))]
    problems: list[Problem] = []
    values = read_values(CIRCLE_KEYS, raw, file, f"{at}.", problems)
    return (None if problems else Circle(**values)), problems


def _float(number: int | float) -> float:
    """The number as a float; infinite where it has more digits than a float can hold."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _text_problems(column: Column, at: str, text: str, file: str) -> list[Problem]:
    """What is wrong with words: control characters, too many, or no identifier."""
    if any(unicodedata.category(character) == "Cc" for character in text):
        return [Problem(CONTROL_CHARACTER, file, column=at, value=shown(text))]
    if column.name in IDENTIFIERS:
        if len(text) <= ID_LENGTH and IDENTIFIER.fullmatch(text):
            return []
        params = {"high": ID_LENGTH}
        return [Problem(NOT_AN_ID, file, column=at, value=shown(text), params=params)]
    most = LONG_TEXTS.get(column.name, TEXT_LENGTH)
    if len(text) <= most:
        return []
    return [Problem(TEXT_TOO_LONG, file, column=at, value=len(text), params={"high": most})]


def shown(raw: Any) -> str:
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
    params = {"low": float(low), "high": float(high), "unit": column.unit}
    return [Problem(OUT_OF_BOUNDS, file, column=at, value=value, params=params)]


def _wrong(column: Column, at: str, raw: Any, file: str, expected: str) -> Problem:
    params = {"expected": expected, "meaning": column.meaning}
    return Problem(WRONG_TYPE, file, column=at, value=shown(raw), params=params)
