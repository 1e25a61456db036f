"""What an ensemble is of: two are the same where each of their runs is.

Rules:
1. An identity names region, scenario, planned sites, seed, step, hours, fixed parameters, choices,
   levers of measures, design, the figures and norms that ship, and the version with the state of
   its model. How many runs there are is no part of it, nor how they are made.
2. It is plain values, the same whatever the order of rows in the region's files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from hashlib import sha256
from typing import Any

from weerbaar.common.csv_cells import canonical_text
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Rows
from weerbaar.region.bundle import region_hash
from weerbaar.twin.twin import Twin
from weerbaar.twin.writing import content_of, toml_of

SCHEMA = 1
KIND = "weerbaar-ensemble"
SHOWN = 16
"""Digits of a hash that are told to a person."""

MEANINGS: Mapping[str, str] = {
    "region": mark("the region"),
    "region_hash": mark("the facts of the region"),
    "scenario": mark("the scenario"),
    "scenario_hash": mark("the content of the scenario"),
    "planned": mark("the planned sites that are on"),
    "seed": mark("the seed"),
    "step_h": mark("the hours in a step"),
    "hours": mark("the hours to calculate"),
    "fixed": mark("the fixed parameters"),
    "choices": mark("the choices"),
    "levers": mark("the measures"),
    "design": mark("the design of the draws"),
    "library_hash": mark("the figures that ship with Weerbaar"),
    "version": mark("the version of Weerbaar"),
}
"""What each entry of an identity says."""

OTHER_ENSEMBLE = ProblemKind(
    "other-ensemble",
    mark("The runs in this folder differ in {meaning}: there {found}, asked {value}."),
    mark("Ask for the same as before, or give another folder."),
)


def identity_of(twin: Twin, version: str) -> dict[str, Any]:
    """The identity of the runs of a twin, as plain values."""
    region = twin.network.region
    return {
        "region": region.region,
        "region_hash": region_hash(region),
        "scenario": twin.scenario.scenario,
        "scenario_hash": _hash(scenario_text(twin)),
        "planned": sorted(twin.scenario.planned_sites),
        "seed": twin.seed,
        "step_h": float(twin.dt),
        "hours": float(twin.hours),
        "fixed": {name: float(twin.fixed[name]) for name in sorted(twin.fixed)},
        "choices": {name: float(twin.choices[name]) for name in sorted(twin.choices)},
        # Those of choices follow from the choices, and the figures that ship.
        "levers": [] if twin.choices else [lever.facts() for lever in twin.levers],
        "design": design_of(twin),
        "library_hash": _library_hash(twin),
        "version": version,
    }


def design_of(twin: Twin) -> dict[str, Any] | None:
    """What tells the design of the draws from another; None where each draw goes by key alone."""
    return None if twin.design is None else twin.design.facts()


def scenario_text(twin: Twin) -> str:
    """The scenario as TOML, with the planned sites that are on."""
    return toml_of(content_of(twin.scenario))


def differences(found: Mapping[str, Any], asked: Mapping[str, Any], file: str) -> list[Problem]:
    """A problem for each entry in which the ensemble on disk is not the one that is asked."""
    return [
        Problem(
            OTHER_ENSEMBLE,
            file,
            column=name,
            value=_shown(asked[name]),
            params={"meaning": meaning, "found": _shown(found.get(name))},
        )
        for name, meaning in MEANINGS.items()
        if found.get(name) != asked[name]
    ]


def _shown(value: Any) -> str:
    """A value of an identity in one short line."""
    if isinstance(value, Mapping) and set(value) >= {"kind", "runs", "names"}:
        return f"{value['kind']}, {value['runs']} ({len(value['names'])})"
    if isinstance(value, Mapping):
        value = [f"{name}={part}" for name, part in value.items()]
    if isinstance(value, list):
        value = ", ".join(str(part) for part in value)
    text = "–" if value is None or value == "" else str(value)
    is_hash = len(text) == 64 and set(text) <= set("0123456789abcdef")
    return text[:SHOWN] if is_hash else text


def _library_hash(twin: Twin) -> str:
    """The SHA-256 of the tables that experts edit and of the norms."""
    parts = []
    for library in (twin.network.library, twin.library):
        for field in fields(library):
            part = getattr(library, field.name)
            if isinstance(part, Rows):
                parts.append(f"{field.name}\n{canonical_text(part)}")
    parts.append(json.dumps([asdict(norm) for norm in twin.norms], sort_keys=True))
    return _hash("\n".join(parts))


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
