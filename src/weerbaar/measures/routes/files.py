"""Reads networks for heavy transport: those that ship, and a file of one's own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.files import read_bytes
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.tables import Rows, Table, rows_of
from weerbaar.measures.routes.network import (
    ROUTE_FIGURES,
    ROUTE_LEGS,
    ROUTE_PLACES,
    Network,
    figures_of,
    network_of,
)

NO_NETWORK = ProblemKind(
    "no-network-here",
    mark("No network for heavy transport is known of {value}."),
    mark("Give your own legs as a CSV file: `weerbaar measure routes --legs`."),
)


@cache
def read_figures() -> Rows:
    """The figures that ship; raises Refused where they are damaged."""
    return _read(ROUTE_FIGURES)


@cache
def read_network(region: str) -> Network:
    """The network that ships for a region; raises Refused where there is none."""
    places, legs = (_of(_read(table), region) for table in (ROUTE_PLACES, ROUTE_LEGS))
    if not len(legs):
        raise Refused([Problem(NO_NETWORK, value=region)])
    network, problems = network_of(places, legs, figures_of(read_figures()), ROUTE_LEGS.file)
    refuse_if(problems)
    return network


def read_own(legs: Path, places: Path | None = None) -> Network:
    """The network of one's own files; raises Refused with every problem."""
    where = _parsed(ROUTE_PLACES, places) if places else rows_of(ROUTE_PLACES, [])
    found = _parsed(ROUTE_LEGS, legs)
    network, problems = network_of(where, found, figures_of(read_figures()), legs.name)
    refuse_if(problems)
    return network


def _parsed(table: Table, path: Path) -> Rows:
    rows, problems = parse_bytes(table, read_bytes(path), path.name)
    refuse_if(problems)
    return rows


def _of(rows: Rows, region: str) -> Rows:
    return rows.where(np.array([str(one) == region for one in rows["region"]], bool))


def _read(table: Table) -> Rows:
    path = files("weerbaar") / "library" / "tables" / table.file
    rows, problems = parse_bytes(table, path.read_bytes(), table.file)
    refuse_if(problems)
    return rows
