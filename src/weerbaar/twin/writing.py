"""Writes a scenario as a TOML file that reads back the same.

Rules:
1. What has no default is written, and what differs from its default; keys stand in the order in
   which they are declared.
2. A number has the fewest digits that read back the same; a drawn figure is its p10, p50 and p90.
3. Comments of a file that was read are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from weerbaar.common.tables import Column
from weerbaar.twin.reading import Circle, Figure
from weerbaar.twin.scenario import KEYS, LOAD_KEYS, SCHEMA, SHOCK_KEYS, Scenario

LINE = 100


def content_of(scenario: Scenario) -> dict[str, Any]:
    """What the TOML of a scenario holds, as `parse_scenario` takes it."""
    content: dict[str, Any] = {"schema": SCHEMA}
    content |= _given(KEYS[1:], scenario)
    if scenario.shocks:
        content["shocks"] = [_given(SHOCK_KEYS, shock) for shock in scenario.shocks]
    if scenario.loads:
        content["loads"] = [_given(LOAD_KEYS, load) for load in scenario.loads]
    return content


def toml_of(content: Mapping[str, Any]) -> str:
    """The text of a TOML file: keys first, then a table for each shock and each load."""
    lines = [_line(key, value) for key, value in content.items() if not _is_tables(value)]
    for name, tables in content.items():
        if _is_tables(tables):
            for table in tables:
                lines += ["", f"[[{name}]]", *(_line(key, value) for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _given(columns: Iterable[Column], record: object) -> dict[str, Any]:
    values = {column.name: _plain(getattr(record, column.name)) for column in columns}
    default = {column.name: _plain(column.default) for column in columns}
    return {name: value for name, value in values.items() if value != default[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, Figure):
        drawn = {"p10": value.p10, "p50": value.p50, "p90": value.p90}
        return value.p50 if value.fixed else drawn
    if isinstance(value, Circle):
        return {"lon": value.lon, "lat": value.lat, "km": value.km}
    return list(value) if isinstance(value, tuple) else value


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, Mapping) for item in value)


def _line(key: str, value: Any) -> str:
    line = f"{key} = {_text(value)}"
    if isinstance(value, list) and len(line) > LINE:
        return "\n".join([f"{key} = [", *(f"    {_text(item)}," for item in value), "]"])
    return line


def _text(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_text(part)}" for key, part in value.items()) + " }"
    if isinstance(value, Sequence):
        return "[" + ", ".join(_text(item) for item in value) + "]"
    return repr(value)
