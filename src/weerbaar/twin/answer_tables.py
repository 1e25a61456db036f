"""The tables of an answer as files hold them: every row says that it is simulated.

Files lose their names on the way; a row that says it itself does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from weerbaar.common.finding import Band
from weerbaar.common.language import Language
from weerbaar.region.region import Region
from weerbaar.twin.answer import Answer
from weerbaar.twin.outcome import AreaOutcome, hidden_band, shown
from weerbaar.twin.tabulate import (
    AREA_COLUMNS,
    AREA_INDICATOR_COLUMNS,
    FLOW_COLUMNS,
    INDICATOR_COLUMNS,
    area_indicator_rows,
    area_rows,
    flow_rows,
    hour_columns,
    indicator_rows,
    named_column,
)

SIMULATION = "simulation"

Table = tuple[Sequence[str], list[list[Any]]]


def area_table(answer: Answer) -> Table:
    """Columns and rows: one row for each area and need."""
    return (SIMULATION, *AREA_COLUMNS), [["yes", *row] for row in area_rows(answer.outcome)]


def answer_sheets(answer: Answer, words: Language) -> dict[str, Table]:
    """Areas, flows, indicators and those by area, as sheets by name."""
    found: Mapping[str, Table] = {
        "flows": (FLOW_COLUMNS, flow_rows(answer, words)),
        "indicators": (INDICATOR_COLUMNS, indicator_rows(answer, words)),
        "area indicators": (AREA_INDICATOR_COLUMNS, area_indicator_rows(answer.area_indicators)),
    }
    return {"areas": area_table(answer)} | {
        name: ((SIMULATION, *columns), [["yes", *row] for row in rows])
        for name, (columns, rows) in found.items()
    }


def hour_table(answer: Answer) -> dict[str, Any]:
    """Columns for Parquet: median persons by need, hour and area."""
    codes = [str(code) for code in answer.twin.network.region.areas["code"]]
    hours = hour_columns(answer.outcome, codes)
    same = np.zeros(len(hours["hour"]), np.int32)
    return {SIMULATION: named_column(same, ["yes"]), **hours}


def area_features(answer: Answer) -> dict[str, Any]:
    """The areas of the answer as GeoJSON (RFC 7946), each with its figures at the worst moment.

    An area without an outline is the point in its middle. For each need that is told by area:
    `<need>_people_p10`, `_p50`, `_p90` without it at the worst moment, null where it may not be
    shown, and `<need>_estimated_share`.
    """
    region, outcome = answer.twin.network.region, answer.outcome
    place = {str(code): at for at, code in enumerate(region.areas["code"])}
    estimated = {need.need: need.estimated_share for need in outcome.needs}
    by_area: dict[str, list[AreaOutcome]] = {}
    for area in outcome.areas:
        by_area.setdefault(area.code, []).append(area)
    return {
        "type": "FeatureCollection",
        SIMULATION: True,
        "region": region.region,
        "region_hash": answer.region_hash,
        "scenario": answer.twin.scenario.scenario,
        "runs": outcome.runs,
        "features": [
            {
                "type": "Feature",
                "id": code,
                "geometry": _geometry(region, place[code]),
                "properties": _properties(found, estimated),
            }
            for code, found in by_area.items()
        ],
    }


def _geometry(region: Region, at: int) -> Any:
    code = str(region.areas["code"][at])
    if code in region.outlines:
        return region.outlines[code]
    lon, lat = (round(float(region.areas[name][at]), 6) for name in ("lon", "lat"))
    return {"type": "Point", "coordinates": [lon, lat]}


def _properties(
    found: Sequence[AreaOutcome], estimated: Mapping[str, float]
) -> dict[str, str | float | None]:
    first = found[0]
    told: dict[str, str | float | None] = {
        SIMULATION: "yes",
        "area": first.code,
        "name": first.name,
        "municipality": first.municipality,
        "inhabitants": round(first.inhabitants),
    }
    for area in found:
        for name, people in zip(("p10", "p50", "p90"), _people(area.peak), strict=True):
            told[f"{area.need}_people_{name}"] = people
        share = estimated[area.need]
        told[f"{area.need}_estimated_share"] = round(share, 4) if share == share else None
    return told


def _people(band: Band) -> list[float | None]:
    """The three figures of a band; none where one of them may not be shown."""
    if hidden_band(band):
        return [None] * 3
    return [None if shown(v) is None else round(v, 1) for v in (band.p10, band.p50, band.p90)]
