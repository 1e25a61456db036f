"""What may be said about a region in public: its areas, and how many sites of each kind they have.

Where vital objects stand and what they lack is protected information (the table of kinds says which
are vital). Every view is redacted unless it is asked for in full:
1. it names no site;
2. other sites are counted per area, vital ones for the whole region only, since in many an area
   there is just one of a kind.
The full views are for who may know them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from weerbaar.common.tables import Rows
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import OPTIONAL

Cell = str | int | float | bool | None
Sheet = tuple[Sequence[str], Sequence[Sequence[Cell]]]

AREA_COLUMNS = ("code", "name", "municipality", "inhabitants", "dwellings", "area_km2")


def kind_names(library: Library, code: str) -> dict[str, str]:
    """The name of each kind of site in the language with this code."""
    column = "name_nl" if code == "nl" else "name_en"
    return {kind["kind"]: kind[column] for kind in library.kinds}


def municipalities_of(region: Region) -> dict[str, float]:
    """The municipalities of a region by name, with how many people live in each."""
    areas = region.areas
    found = dict.fromkeys(sorted({str(name) for name in areas["municipality"]} - {""}), 0.0)
    for name, people in zip(areas["municipality"], areas["inhabitants"], strict=True):
        if name:
            found[str(name)] += float(people)
    return found


def vital_kinds(library: Library) -> frozenset[str]:
    """The kinds of which the places are not shown in public."""
    return frozenset(str(kind) for kind in library.kinds["kind"][library.kinds["vital"]])


def count_vital(
    region: Region, library: Library, kinds: Collection[str] = ()
) -> dict[str, tuple[int, int]]:
    """How many sites of each vital kind the region has, and how many of those are estimated.

    All vital kinds when none given. Sites outside the region are not counted.
    """
    vital = vital_kinds(library)
    counts: dict[str, tuple[int, int]] = {}
    for site in sorted(region.sites, key=lambda site: str(site["kind"])):
        kind = site["kind"]
        if site["area"] and kind in vital and (not kinds or kind in kinds):
            number, estimated = counts.get(kind, (0, 0))
            counts[kind] = (number + 1, estimated + int(site["estimated"]))
    return counts


def count_sites(
    region: Region, library: Library, kinds: Collection[str] = (), full: bool = False
) -> dict[str, dict[str, int]]:
    """How many sites of each kind each area has, by area code and kind; all kinds when none given.

    Sites outside the region are not counted, and vital ones only in full.
    """
    hidden = frozenset() if full else vital_kinds(library)
    counts: dict[str, dict[str, int]] = {str(code): {} for code in region.areas["code"]}
    for kind, area in zip(region.sites["kind"], region.sites["area"], strict=True):
        if area in counts and kind not in hidden and (not kinds or kind in kinds):
            counts[area][kind] = counts[area].get(kind, 0) + 1
    return counts


def estimated_kinds(region: Region) -> set[str]:
    """The kinds of which at least one site is estimated."""
    return {str(kind) for kind in region.sites["kind"][region.sites["estimated"]]}


def overview_sheet(
    region: Region,
    library: Library,
    names: Mapping[str, str],
    kinds: Collection[str] = (),
    full: bool = False,
) -> Sheet:
    """One row per area: who lives there and how many sites of each kind it has."""
    counts = count_sites(region, library, kinds, full)
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


def vital_sheet(
    region: Region, library: Library, names: Mapping[str, str], kinds: Collection[str] = ()
) -> Sheet:
    """One row per vital kind: its sites in the whole region, and how many are estimated."""
    counts = count_vital(region, library, kinds)
    return ("kind", "number", "estimated"), [
        [names[kind], number, estimated] for kind, (number, estimated) in counts.items()
    ]


def table_sheet(rows: Rows) -> Sheet:
    """A whole table as a sheet; a number that is not known becomes an empty cell."""
    return rows.table.names, [[_cell(value) for value in row.values()] for row in rows]


def sheets(
    region: Region, library: Library, names: Mapping[str, str], full: bool
) -> dict[str, Sheet]:
    """The sheets of a workbook: overview, vital kinds, areas and their origin; in full every table.

    What is said of the origin of single sites is left out where it is not in full.
    """
    said = region.provenance
    of_areas = said.where((said["table"] == region.areas.table.name) | (said["key"] == ""))
    every = [r for r in region.tables() if len(r) or r.table not in OPTIONAL]
    shown = every if full else (region.areas, of_areas, region.sources)
    return {
        "overview": overview_sheet(region, library, names, full=full),
        **({} if full else {"vital": vital_sheet(region, library, names)}),
        **{rows.table.name: table_sheet(rows) for rows in shown},
    }


def geojson_text(region: Region, library: Library, full: bool) -> str:
    """The areas as GeoJSON with their figures and counts of sites; with `full` the sites as well.

    An area without an outline is a point at its centroid. Where it is not in full the collection's
    member `vital` counts the vital sites of the whole region.
    """
    counts = count_sites(region, library, full=full)
    features = [
        _feature(
            region.outlines.get(area["code"]) or _point(area["lon"], area["lat"]),
            {**area, "sites": counts[area["code"]]},
        )
        for area in region.areas
    ]
    if full:
        sizes = {row["site"]: {"size": row["size"]} for row in region.sizes}
        features += [
            _feature(
                _point(site["lon"], site["lat"]),
                {**site, **sizes.get(site["site"], {}), "confidential": True},
            )
            for site in region.sites
            if not np.isnan(site["lon"])
        ]
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if not full:
        counted = count_vital(region, library)
        collection["vital"] = {kind: number for kind, (number, _) in counted.items()}
    return json.dumps(collection, indent=1) + "\n"


def _feature(geometry: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: _cell(value) for name, value in properties.items()}
    return {"type": "Feature", "geometry": geometry, "properties": plain}


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def _cell(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value
