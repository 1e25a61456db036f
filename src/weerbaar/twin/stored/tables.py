"""A run as tables of columns, and a row of a run back from a few of those columns.

Rules:
1. Each table of `RUN_TABLES` is one Parquet file of a run. Rows stand in a fixed order: by hour,
   then by area or by group; by area, then by group. Columns that only name a row (`LABELS`) are for
   whoever reads the file; a run is read back from the others.
2. Figures keep their precision, so that a run reads back the same to the last bit.
3. A figure by need has a column for each need: `persons_heat`, `hours_heat`, `beyond_heat`.
4. What is shared with others (`shared_columns`) has no people on a device by area, no kinds of
   which there are few sites, no root sites and no hours by severity of an area. Counts of 1 to 9
   persons are empty, and so are hours by area below 10, and hours of a cell of which 1 to 9 persons
   have the need or passed its tolerance.

N needs, A areas, T steps, C cells (group and income), Q norms; see `ensemble.Run`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weerbaar.twin.ensemble import CauseRows, Run
from weerbaar.twin.outcome import FEW_SITES, HOW, REGION_ONLY, SUPPRESS_BELOW
from weerbaar.twin.state import CELLS
from weerbaar.twin.tables import FLOW_ORDER, GROUP_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin

Array = NDArray[Any]

RUNS, DRAWS, HOURS = "runs", "draws", "hours"
HOURS_BY_AREA, HOURS_BY_GROUP = "hours_by_area", "hours_by_group"
AREAS, AREAS_BY_GROUP, CAUSES = "areas", "areas_by_group", "causes"
RUN_TABLES = (RUNS, DRAWS, HOURS, HOURS_BY_AREA, HOURS_BY_GROUP, AREAS, AREAS_BY_GROUP, CAUSES)
LABELS = ("hour", "area", "group", "low_income", "need", "how", "name")
CAUSE_NUMBERS = ("chain", "root", "estimated", "hours")
FACTS = ("steps", "outage_h", "start_hour", "unsettled")


@dataclass(frozen=True)
class Place:
    """Where a field of a run stands: its table, and the columns of its rows, in order."""

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Labels:
    """What the columns and rows of a run are called, the same in all runs of an ensemble.

    `private` are columns that would tell of one object, or of people on a device in one area.
    """

    areas: tuple[str, ...]
    kinds: tuple[str, ...]
    norms: tuple[str, ...]
    dt: float
    private: frozenset[str]

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each field of a run that is an array stands."""
        counts = [f"norm_{q}_{name}" for q, name in enumerate(self.norms)]
        return {
            "unmet": Place(HOURS_BY_AREA, _by_need("without")),
            "mobile": Place(HOURS_BY_AREA, ("mobile",)),
            "queue": Place(HOURS_BY_AREA, ("queue",)),
            "cell_curve": Place(HOURS_BY_GROUP, _by_need("without")),
            "kinds": Place(HOURS, tuple(f"works_{kind}" for kind in self.kinds)),
            "flows": Place(HOURS, tuple(f"flow_{flow}" for flow in FLOW_ORDER)),
            "visits": Place(AREAS, ("visits",)),
            "unserved": Place(AREAS, ("unserved",)),
            "weighted": Place(AREAS, _by_need("weighted")),
            "persons": Place(AREAS_BY_GROUP, _by_need("persons")),
            "cells": Place(AREAS_BY_GROUP, _by_need("hours")),
            "counts": Place(AREAS_BY_GROUP, (*counts, *_by_need("beyond"))),
        }


def labels_of(twin: Twin) -> Labels:
    """The labels of the runs of a twin."""
    codes = tuple(str(code) for code in twin.network.region.areas["code"])
    norms = tuple(norm.norm for norm in twin.norms)
    sites = np.bincount(twin.network.graph.kind, minlength=len(twin.network.kinds) + 1)[1:]
    private = {
        f"works_{kind}"
        for kind, count in zip(twin.network.kinds, sites, strict=True)
        if count < FEW_SITES
    }
    private |= {
        f"norm_{q}_{norm.norm}" for q, norm in enumerate(twin.norms) if norm.need in REGION_ONLY
    }
    return Labels(codes, twin.network.kinds, norms, twin.dt, frozenset(private))


def _by_need(what: str) -> tuple[str, ...]:
    return tuple(f"{what}_{need}" for need in NEED_ORDER)


def tables_of(run: Run, labels: Labels) -> dict[str, dict[str, Any]]:
    """The columns of a run by table, in the order of RUN_TABLES."""
    tables: dict[str, dict[str, Any]] = {
        RUNS: {name: np.array([getattr(run, name)]) for name in FACTS},
        DRAWS: {
            "name": pa.array(list(run.drawn), pa.string()),
            "value": np.array(list(run.drawn.values()), np.float64),
        },
        HOURS: {"hour": np.arange(run.steps) * labels.dt},
        HOURS_BY_AREA: _hours_of(run.steps, labels.dt, len(labels.areas))
        | {"area": _named(np.tile(np.arange(len(labels.areas)), run.steps), labels.areas)},
        HOURS_BY_GROUP: _hours_of(run.steps, labels.dt, CELLS) | _groups(run.steps),
        AREAS: {"area": _named(np.arange(len(labels.areas)), labels.areas)},
        AREAS_BY_GROUP: {
            "area": _named(np.repeat(np.arange(len(labels.areas)), CELLS), labels.areas)
        }
        | _groups(len(labels.areas)),
        CAUSES: _causes(run.causes, labels),
    }
    for field, place in labels.places.items():
        rows = getattr(run, field).reshape(len(place.columns), -1)
        tables[place.table] |= dict(zip(place.columns, rows, strict=True))
    return tables


def _hours_of(steps: int, dt: float, each: int) -> dict[str, Any]:
    return {"hour": np.repeat(np.arange(steps) * dt, each)}


def _groups(times: int) -> dict[str, Any]:
    """The group and income of each cell, so many times."""
    cells = np.tile(np.arange(CELLS), times)
    return {"group": _named(cells // 2, GROUP_ORDER), "low_income": cells % 2 == 1}


def _named(at: Array, names: Sequence[str]) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(at, pa.int32()), pa.array(names, pa.string()))


def _causes(rows: CauseRows, labels: Labels) -> dict[str, Any]:
    return {
        "need": _named(rows.need, NEED_ORDER),
        "area": _named(rows.area, labels.areas),
        "how": _named(rows.how, HOW),
        **{name: getattr(rows, name) for name in CAUSE_NUMBERS},
    }


def shape_of(field: str, labels: Labels) -> tuple[int, ...]:
    """The shape of one row of a field, -1 where its steps are; a field of one row has no other."""
    areas = len(labels.areas)
    shapes: dict[str, tuple[int, ...]] = {
        HOURS_BY_AREA: (-1, areas),
        HOURS_BY_GROUP: (-1, CELLS),
        HOURS: (-1,),
        AREAS: (areas,),
        AREAS_BY_GROUP: (areas, CELLS),
    }
    return shapes[labels.places[field].table]


def causes_from(columns: Mapping[str, Any], labels: Labels) -> CauseRows:
    """The causes of a run from the columns of its table; raises ValueError for unknown names."""
    return CauseRows(
        need=_numbers(columns["need"], NEED_ORDER),
        area=_numbers(columns["area"], labels.areas),
        how=_numbers(columns["how"], HOW),
        chain=columns["chain"],
        root=columns["root"],
        estimated=columns["estimated"],
        hours=columns["hours"],
    )


def _numbers(texts: Any, names: Sequence[str]) -> NDArray[np.int64]:
    """The positions of texts in `names`."""
    place = {name: i for i, name in enumerate(names)}
    try:
        found = np.array([place[text] for text in texts.dictionary.to_pylist()], np.int64)
    except KeyError as error:
        raise ValueError(f"unknown name {error}") from error
    return found[texts.indices.to_numpy()] if len(texts) else np.zeros(0, np.int64)


def shared_columns(table: str, columns: Mapping[str, Any], labels: Labels) -> dict[str, Any]:
    """The columns of a table as they may be given to others, see rule 4."""
    places = labels.places
    columns = {name: c for name, c in columns.items() if name not in labels.private}
    if table in (HOURS_BY_AREA, AREAS, AREAS_BY_GROUP):
        endings = tuple(f"_{need}" for need in REGION_ONLY)
        columns = {name: c for name, c in columns.items() if not name.endswith(endings)}
    if table == HOURS_BY_AREA:
        return _hide(columns, (*places["unmet"].columns, *places["queue"].columns))
    if table == AREAS:
        kept = {name: c for name, c in columns.items() if name not in places["weighted"].columns}
        return _hide(kept, (*places["visits"].columns, *places["unserved"].columns))
    if table == HOURS_BY_GROUP:
        return _hide(columns, places["cell_curve"].columns)
    if table == AREAS_BY_GROUP:
        return _hide_cells(columns, places["counts"].columns)
    if table == CAUSES:
        device = np.isin(
            _numbers(columns["need"], NEED_ORDER), [NEED_ORDER.index(name) for name in REGION_ONLY]
        )
        keep = pa.array(~device)
        kept = {
            name: c.filter(keep) if isinstance(c, pa.Array) else c[~device]
            for name, c in columns.items()
            if name != "root"
        }
        return _hide(kept, ("hours",))
    return dict(columns)


def _hide(columns: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The columns with every count of 1 to 9 persons in those of `names` made empty."""
    return {
        name: pa.array(c, mask=_is_small(c)) if name in names else c for name, c in columns.items()
    }


def _hide_cells(columns: Mapping[str, Any], counts: Sequence[str]) -> dict[str, Any]:
    """Counts, persons and their hours, empty where they are of few persons (rule 4)."""
    found = _hide(columns, counts)
    for need in NEED_ORDER:
        if f"persons_{need}" not in columns:
            continue
        few = _is_small(columns[f"persons_{need}"])
        hours = columns[f"hours_{need}"]
        passed = _is_small(columns[f"beyond_{need}"])
        found[f"persons_{need}"] = pa.array(columns[f"persons_{need}"], mask=few)
        found[f"hours_{need}"] = pa.array(hours, mask=few | passed | _is_small(hours))
    return found


def _is_small(persons: Array) -> NDArray[np.bool_]:
    """Where there are people, and fewer than are told; hours below as many are of fewer still."""
    return np.asarray((persons >= 0.5) & (persons < SUPPRESS_BELOW))
