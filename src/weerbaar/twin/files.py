"""Reads the twin's library, scenarios and profiles; writes results."""

from __future__ import annotations

import csv
import io
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.tables import Rows, Table, parse
from weerbaar.twin.library import TwinLibrary, check_library
from weerbaar.twin.profile import Profile, parse_profile
from weerbaar.twin.scenario import Scenario, parse_scenario
from weerbaar.twin.tables import GROUPS, HOMES, NEEDS, PARAMETERS, STOCKS

NO_SCENARIO = ProblemKind(
    "no-such-scenario",
    mark("There is no scenario “{value}”."),
    mark("Use one of {known}, or the path of a TOML file."),
)
NOT_TOML = ProblemKind(
    "not-toml", mark("This is not a TOML file: {value}."), mark("Mend that line and try again.")
)
TOO_LARGE = ProblemKind(
    "too-large",
    mark("The file is {value} bytes; a scenario is at most {high}."),
    mark("Check that this is the right file."),
)
MAX_BYTES = 1_000_000


def _library() -> Traversable:
    return files("weerbaar") / "library"


def read_table(table: Table, path: Traversable | Path) -> tuple[Rows, list[Problem]]:
    """A library table from a CSV file, with its problems."""
    with path.open("r", encoding="utf-8") as stream:
        header, *lines = list(csv.reader(stream))
    return parse(table, header, lines, table.file)


@cache
def read_twin_library() -> TwinLibrary:
    """The library that ships with the package; raises Refused where it is damaged."""
    folder = _library() / "tables"
    read = [
        read_table(table, folder / table.file)
        for table in (NEEDS, GROUPS, HOMES, STOCKS, PARAMETERS)
    ]
    refuse_if(problem for _, problems in read for problem in problems)
    library = TwinLibrary(*(rows for rows, _ in read))
    check_library(library)
    return library


def scenario_names() -> list[str]:
    """Names of the scenarios that ship with the package, sorted."""
    folder = _library() / "scenarios"
    return sorted(
        p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")
    )


def read_scenario(name: str) -> Scenario:
    """A scenario by name, or from the path of a TOML file; raises Refused."""
    if name in scenario_names():
        path: Traversable | Path = _library() / "scenarios" / f"{name}.toml"
    else:
        path = Path(name)
        if not name.endswith(".toml") or not path.is_file():
            params = {"known": ", ".join(scenario_names())}
            raise Refused([Problem(NO_SCENARIO, value=name, params=params)])
    return parse_scenario(_toml(path), path.name)


def read_profile(name: str = "basisniveau") -> Profile:
    """A profile of norms that ships with the package."""
    path = _library() / "profiles" / f"{name}.toml"
    return parse_profile(_toml(path), path.name)


def read_replay(name: str) -> dict[str, Any]:
    """The pass bands of a replay that ships with the package."""
    return _toml(_library() / "replays" / f"{name}.toml")


def _toml(path: Traversable | Path) -> dict[str, Any]:
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise Refused([Problem(TOO_LARGE, path.name, value=len(data), params={"high": MAX_BYTES})])
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused([Problem(NOT_TOML, path.name, value=error)]) from error


def parquet_bytes(columns: dict[str, list[Any]]) -> bytes:
    """Columns as a Parquet file."""
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, compression="zstd")
    return buffer.getvalue()
