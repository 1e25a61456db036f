"""A scenario from the content of its file: every key read, or refused with all that is wrong.

Rules:
1. Keys, with their types, bounds and defaults, stand in KEYS, SHOCK_KEYS and LOAD_KEYS of
   `scenario`; an unknown key is refused with the known ones.
2. A scenario has a shock or a load. A shock names kinds of sites or sites. No two shocks, and no
   two loads, have one name: draws are keyed by it.
3. Of two hours of one day that belong together, the second is the later one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.records import OTHER_SCHEMA
from weerbaar.common.refusals import Problem, ProblemKind, Refused, first_problems, refuse_if
from weerbaar.common.tables import Column
from weerbaar.twin.lasting import too_long, with_second
from weerbaar.twin.reading import read_tables, read_values
from weerbaar.twin.scenario import (
    KEYS,
    LOAD_KEYS,
    PER_REGION,
    SCHEMA,
    SHOCK_KEYS,
    Load,
    Scenario,
    Shock,
)
from weerbaar.twin.tables import LOAD_ORDER

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
NOT_LATER = ProblemKind(
    "not-later",
    mark("{column} is {value}, which is not later than {earlier} ({hour})."),
    mark("Give two hours of one day, the later one in {column}; 0 and 24 are the whole day."),
)
NOT_SCALED = ProblemKind(
    "load-not-scaled",
    mark("{column} is given for {value}, which is the same for every region."),
    mark("Leave it out, or use it for one of: {known}."),
)
TOO_MANY_SHOCKS = ProblemKind(
    "too-many-shocks",
    mark("The scenario has {value} of these; it may have at most {high}."),
    mark("Put sites that are hit alike in one shock."),
)

MAX_SHOCKS = 100
_SHARES = ("absence", "school_closure")
_ALIKE = tuple(what for what in LOAD_ORDER if what not in PER_REGION)
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
    scaled = {"known": ", ".join(PER_REGION)}
    problems += [
        Problem(NOT_SCALED, file, None, f"loads[{i + 1}].for_inhabitants", load["what"], scaled)
        for i, load in enumerate(loads)
        if load.get("for_inhabitants") is not None and load.get("what") in _ALIKE
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
    scenario = with_second(first, second)
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
