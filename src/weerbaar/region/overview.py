"""What may be said about a region in public: its areas, and how many sites of each kind they have.

Where vital objects stand is protected information. The overview is a redacted view: it counts
sites per kind and area and names none. The full tables are for who may know them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from weerbaar.common.tables import Rows
from weerbaar.region.region import Library, Region

Cell = str | int | float | bool | None
Sheet = tuple[Sequence[str], Sequence[Sequence[Cell]]]

AREA_COLUMNS = ("code", "name", "municipality", "inhabitants", "dwellings", "area_km2")


def kind_names(library: Library, code: str) -> dict[str, str]:
    """The name of each kind of site in the language with this code."""
    column = "name_nl" if code == "nl" else "name_en"
    return {kind["kind"]: kind[column] for kind in library.kinds}


def count_sites(region: Region, kinds: Collection[str] = ()) -> dict[str, dict[str, int]]:
    """How many sites of each kind each area has, by area code and kind; all kinds when none given.

    Sites outside the region are not counted.
    """
    counts: dict[str, dict[str, int]] = {str(code): {} for code in region.areas["code"]}
    for kind, area in zip(region.sites["kind"], region.sites["area"], strict=True):
        if area in counts and (not kinds or kind in kinds):
            counts[area][kind] = counts[area].get(kind, 0) + 1
    return counts


def estimated_kinds(region: Region) -> set[str]:
    """The kinds of which at least one site is estimated."""
    return {str(kind) for kind in region.sites["kind"][region.sites["estimated"]]}


def overview_sheet(region: Region, names: Mapping[str, str], kinds: Collection[str] = ()) -> Sheet:
    """One row per area: who lives there and how many sites of each kind it has."""
    counts = count_sites(region, kinds)
    used = sorted({kind for of_area in counts.values() for kind in of_area})
    header = [*AREA_COLUMNS, *(names[kind] for kind in used)]
    rows = [
        [
            *(area[column] for column in AREA_COLUMNS),
            *(counts[area["code"]].get(k, 0) for k in used),
        ]
        for area in region.areas
    ]
    return header, rows


def table_sheet(rows: Rows) -> Sheet:
    """A whole table as a sheet; a number that is not known becomes an empty cell."""
    return rows.table.names, [[_cell(value) for value in row.values()] for row in rows]


def sheets(region: Region, names: Mapping[str, str], full: bool) -> dict[str, Sheet]:
    """The sheets of a workbook: overview, areas and their origin; with `full` every table."""
    shown = region.tables() if full else (region.areas, region.provenance, region.sources)
    return {
        "overview": overview_sheet(region, names),
        **{rows.table.name: table_sheet(rows) for rows in shown},
    }


def geojson_text(region: Region, full: bool) -> str:
    """The areas as GeoJSON with their figures and counts of sites; with `full` the sites as well.

    An area without an outline is a point at its centroid.
    """
    counts = count_sites(region)
    features = [
        _feature(
            region.outlines.get(area["code"]) or _point(area["lon"], area["lat"]),
            {**area, "sites": counts[area["code"]]},
        )
        for area in region.areas
    ]
    if full:
        features += [
            _feature(_point(site["lon"], site["lat"]), {**site, "confidential": True})
            for site in region.sites
            if not np.isnan(site["lon"])
        ]
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1) + "\n"


def _feature(geometry: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: _cell(value) for name, value in properties.items()}
    return {"type": "Feature", "geometry": geometry, "properties": plain}


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def _cell(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value
