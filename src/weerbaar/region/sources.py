"""What a source set holds: the files a region is built from, with the columns that are used.

The columns are declared as for our own tables, so that a missing file or column and a bad figure
are refused alike, all at once. A file may hold other columns; they are passed over.

The neighbourhoods may come from key figures of CBS instead, with the places of their outlines. What
stands in a wijk of 2022 then stands in the area with most inhabitants of that wijk, or, where the
borders have changed, of its municipality.

Another place has its own set: the same columns under plain file names, with three tables that say
what differs there: how kinds are placed, where each column comes from, and the sources themselves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import REQUIRED, Column, Rows, Table, rows_of
from weerbaar.region.key_figures import KeyFigures, code_examples
from weerbaar.region.tables import (
    KNOWN_SITES,
    MERGED,
    PLACED_HERE,
    PROVENANCE,
    RESOURCES,
    SOURCES,
    UNKNOWN,
    URBANITY,
)

MISSING_SOURCE = ProblemKind(
    "missing-source",
    mark("The source set has no file {value}."),
    mark("Add one of: {files}. It holds: {meaning}"),
)
NO_OUTLINE = ProblemKind(
    "area-without-outline",
    mark("There is no outline of area {value}, so its place is not known."),
    mark("Add its outline: a GeoJSON file with the areas of the same year and level."),
)
NO_OUTLINES = ProblemKind(
    "no-outlines-of-areas",
    mark("No area in the file has an outline. The file has {theirs}; the outlines {ours}."),
    mark("Give outlines of the same year and level: a GeoJSON file with these codes."),
)
NOT_GIVEN_FOR_AREA = ProblemKind(
    "key-figure-not-given",
    mark("{column} of area {value} is not given."),
    mark("Fill it in, or take the area out of the file."),
)

PERIODS = {
    "built_before_1945": "before_1945",
    "built_1945_1964": "1945_1964",
    "built_1965_1984": "1965_1984",
    "built_1985_2004": "1985_2004",
    "built_2005_on": "2005_present",
}
APARTMENTS = "apartments"
HOUSES = ("detached_houses", "semi_detached_houses", "terraced_houses")
NOT_KNOWN = ("-99999999", "-99999999.0")

# Of an area's centroid the longitude and latitude in degrees, and its surface in km2.
Place = tuple[float, float, float]
NOWHERE: Mapping[str, Place] = {}


def homes_column(type_: str, period: str) -> str:
    """The name of the source's column with the homes of a type and a building period."""
    return f"present_number_of_{type_}_{period}"


def _percent(name: str, meaning: str) -> Column:
    return Column(name, "number", "%", meaning, UNKNOWN, low=0, high=100)


def _count(name: str, meaning: str, unit: str, high: float, default: object = UNKNOWN) -> Column:
    return Column(name, "number", unit, meaning, default, low=0, high=high)


# Our shares of an area, and the column of neighbourhoods with the percentage.
PERCENTAGES = {
    "share_0_14": "pop_0_14",
    "share_15_24": "pop_15_24",
    "share_25_44": "pop_25_44",
    "share_45_64": "pop_45_64",
    "share_65_plus": "pop_65plus",
    "income_low": "income_low",
    "income_high": "income_high",
    "education_high": "edu_appl_sci",
    "ownership": "dwelling_ownership",
}

WIJKEN = Table(
    "wijken",
    "Key figures of neighbourhoods: people, homes, ages, incomes, centroid.",
    ("code",),
    (
        Column("code", "text", "", "Code of the area."),
        Column("name", "text", "", "Name of the area."),
        Column("gm_code_2023", "text", "", "Code of its municipality."),
        Column("area", "number", "km2", "Surface.", low=0.01, high=1000),
        Column("urbanity", "choice", "", "Density of addresses.", "", choices=(*URBANITY, "")),
        Column("population", "number", "persons", "Inhabitants.", low=0, high=500_000),
        Column("dwelling_total", "number", "dwellings", "Homes.", low=0, high=250_000),
        _percent("pop_0_14", "Aged 0 to 14."),
        _percent("pop_15_24", "Aged 15 to 24."),
        _percent("pop_25_44", "Aged 25 to 44."),
        _percent("pop_45_64", "Aged 45 to 64."),
        _percent("pop_65plus", "Aged 65 or over."),
        _percent("income_low", "Persons in the lowest 40 % of incomes."),
        _percent("income_high", "Persons in the highest 20 % of incomes."),
        _percent("edu_appl_sci", "Adults with a higher education."),
        _percent("dwelling_ownership", "Homes owned by who lives there."),
        Column(
            "dwelling_value", "number", "thousand euro", "Mean value.", UNKNOWN, low=10, high=5000
        ),
        Column("lon", "number", "degrees", "Longitude of the centroid.", low=-180, high=180),
        Column("lat", "number", "degrees", "Latitude of the centroid.", low=-90, high=90),
    ),
    others=True,
)

MUNICIPALITIES = Table(
    "municipalities",
    "Municipalities with their safety region.",
    ("gm_code",),
    (
        Column("gm_code", "text", "", "Code of the municipality."),
        Column("gm_naam", "text", "", "Name of the municipality."),
        Column("vr_code", "text", "", "Code of its safety region."),
        Column("vr_naam", "text", "", "Name of its safety region."),
    ),
    others=True,
)

ENERGY = Table(
    "energy",
    "Homes by type and building period, cars and energy, by municipality.",
    ("geo_id",),
    (
        Column("geo_id", "text", "", "Code of the municipality."),
        _count("number_of_cars", "Cars.", "cars", 5e6, REQUIRED),
        _count(
            "households_final_demand_electricity_demand", "Electricity of homes.", "TJ a year", 1e5
        ),
        _count(
            "households_final_demand_network_gas_demand", "Natural gas of homes.", "TJ a year", 1e5
        ),
        *(
            _count(homes_column(type_, period), "Homes of this type and period.", "dwellings", 1e6)
            for type_ in (APARTMENTS, *HOUSES)
            for period in PERIODS.values()
        ),
    ),
    others=True,
)

HOUSEHOLDS = Table(
    "households",
    "Households by municipality; also of municipalities that have merged since.",
    ("gm_code",),
    (
        Column("gm_code", "text", "", "Code of the municipality."),
        _count("aantal_hh", "Households.", "households", 2e6),
        _percent("p_eenp_hh", "Households of one person."),
        Column("gem_hh_gr", "number", "persons", "Persons per household.", UNKNOWN, low=1, high=8),
    ),
    others=True,
    unknown=NOT_KNOWN,
)

HOSPITALS = Table(
    "hospitals",
    "Hospitals and clinics by name and town.",
    ("ziekenhuisnummer",),
    (
        Column("ziekenhuisnummer", "text", "", "Number of the location."),
        Column("naam.ziekenhuis", "text", "", "Name."),
        Column("soort.ziekenhuis", "text", "", "Kind of hospital."),
        Column("plaats", "text", "", "Town."),
        Column("wk_2022", "text", "", "Code of the area it lies in.", default=""),
    ),
    others=True,
)

GRID_NODES = Table(
    "grid_nodes",
    "Nodes of the high-voltage grid.",
    ("v_id",),
    (
        Column("v_id", "text", "", "Number of the node."),
        Column("typ", "text", "", "Kind of node."),
        Column("voltage", "text", "V", "Voltages, separated by semicolons.", default=""),
        Column("name", "text", "", "Name; a node without one is left out.", default=""),
        Column("wk_2022", "text", "", "Code of the area it lies in.", default=""),
    ),
    others=True,
)

SAID = replace(
    PROVENANCE,
    name="said",
    meaning="What the source set itself says of where the columns of the areas come from.",
)
CREDITED = replace(
    SOURCES, name="credited", meaning="The source set's own sources, beside those of the library."
)

# What stands in a wijk of 2022, and the column that says in which.
STANDING = ((HOSPITALS, "wk_2022"), (GRID_NODES, "wk_2022"), (KNOWN_SITES, "area"))
# The parts of an area's code that name its wijk, and its municipality.
PARTS = (slice(2, 8), slice(2, 6))


@dataclass(frozen=True)
class SourceFile:
    """A table of a source set and the file names under which it may stand, the first found counts.

    A file that is not required may be absent; the table then has no rows.
    """

    table: Table
    files: tuple[str, ...]
    required: bool = True


SOURCE_FILES = (
    SourceFile(WIJKEN, ("wijken_2022_tmap.csv", "gz_wijken_2022.csv", "wijken.csv")),
    SourceFile(MUNICIPALITIES, ("gemeenten_vr_2023_minvws.csv", "municipalities.csv")),
    SourceFile(ENERGY, ("etlocal_gemeenten_2023_kern.csv", "energy.csv")),
    SourceFile(HOUSEHOLDS, ("gemeenten_2017_huishoudens_mapnl.csv", "households.csv")),
    SourceFile(HOSPITALS, ("ziekenhuizen_2016_mapnl.csv", "hospitals.csv")),
    SourceFile(GRID_NODES, ("net_nl_osm2017_knopen_heuristisch.csv", "grid_nodes.csv")),
    SourceFile(MERGED, (MERGED.file,), required=False),
    SourceFile(KNOWN_SITES, (KNOWN_SITES.file,), required=False),
    SourceFile(PLACED_HERE, (PLACED_HERE.file,), required=False),
    SourceFile(RESOURCES, (RESOURCES.file,), required=False),
    SourceFile(SAID, (PROVENANCE.file,), required=False),
    SourceFile(CREDITED, (SOURCES.file,), required=False),
)
SOURCE_NAMES = tuple(name for source in SOURCE_FILES for name in source.files)


@dataclass(frozen=True)
class SourceSet:
    """The parsed tables of a source set, by table name, and the file each came from.

    `key_figures` are there where the neighbourhoods were made from them.
    """

    tables: Mapping[str, Rows]
    files: Mapping[str, str]
    key_figures: KeyFigures | None = None

    def __getitem__(self, table: Table) -> Rows:
        return self.tables[table.name]


def parse_sources(
    contents: Mapping[str, bytes],
    key_figures: KeyFigures | None = None,
    places: Mapping[str, Place] = NOWHERE,
) -> tuple[SourceSet, list[Problem]]:
    """A source set from the bytes of its files by name, with every problem found in them.

    With key figures the neighbourhoods are made from these, and their file need not be there.
    """
    tables, files, problems = {}, {}, []
    for source in SOURCE_FILES:
        name = next((name for name in source.files if name in contents), "")
        if source.table is WIJKEN and key_figures is not None:
            rows, found = wijken_from_key_figures(key_figures, places)
            name = key_figures.file
        else:
            header = ",".join(source.table.names).encode()
            rows, found = parse_bytes(source.table, contents.get(name, header), name)
            problems += [_missing(source)] if source.required and not name else []
        tables[source.table.name] = rows
        files[source.table.name] = name
        problems += found
    if key_figures is not None:
        tables |= _moved(tables)
    return SourceSet(tables, files, key_figures), problems


def wijken_from_key_figures(
    figures: KeyFigures, places: Mapping[str, Place]
) -> tuple[Rows, list[Problem]]:
    """The table WIJKEN, at the level of the figures, of the municipalities that have a place.

    A place is the longitude and latitude of the centroid of an area's outline in degrees, and its
    surface in km2, which counts where the figures give none. An area where people live and that has
    no place, in a municipality that has some, is a problem; an area without people is left out.
    """
    inside = {
        figures.records[code]["municipality_code"] for code in places.keys() & figures.records
    }
    if not inside:
        return rows_of(WIJKEN, []), [_no_outlines(figures, places)]
    records, problems = [], []
    for code, record in figures.records.items():
        if record["municipality_code"] not in inside:
            continue
        lived_in = not (record["inhabitants"] == 0 or record["dwellings"] == 0)
        if code in places:
            problems += _not_given(figures, code) if lived_in else []
            records.append(_wijk(record, places[code]))
        elif lived_in:
            problems.append(Problem(NO_OUTLINE, figures.file, figures.rows[code], value=code))
    return rows_of(WIJKEN, records if not problems else []), problems


def _moved(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """The tables of what stands in an area, with codes of the areas that there are."""
    # Of a wijk or municipality the last counts: with most inhabitants, of two alike the first code.
    areas = sorted(tables[WIJKEN.name], key=lambda row: str(row["code"]), reverse=True)
    areas.sort(key=lambda row: float(row["population"]))
    homes = {str(row["code"])[part]: str(row["code"]) for part in PARTS for row in areas}
    homes |= {code: code for code in tables[WIJKEN.name]["code"]}
    moved = {}
    for table, column in STANDING:
        rows = tables[table.name]
        found = np.array([_area_of(code, homes) for code in rows[column]], dtype=object)
        moved[table.name] = Rows(table, {**rows.columns, column: found})
    return moved


def _area_of(code: str, homes: Mapping[str, str]) -> str:
    """The area of this code, of its wijk or of its municipality; the code where there is none."""
    known = (homes[part] for part in (code, *(code[part] for part in PARTS)) if part in homes)
    return next(known, code)


def _wijk(record: Mapping[str, Any], place: Place) -> dict[str, Any]:
    lon, lat, area_km2 = place
    surface = record["area_km2"]
    return {
        "code": record["code"],
        "name": record["name"] or record["code"],
        "gm_code_2023": record["municipality_code"],
        "area": round(area_km2, 4) if math.isnan(surface) else surface,
        "urbanity": record["urbanity"],
        "population": record["inhabitants"],
        "dwelling_total": record["dwellings"],
        **{theirs: round(record[ours] * 100, 6) for ours, theirs in PERCENTAGES.items()},
        "dwelling_value": record["dwelling_value_keur"],
        "lon": lon,
        "lat": lat,
    }


def _not_given(figures: KeyFigures, code: str) -> list[Problem]:
    """Problems of an area of which it is not known how many people or homes it has."""
    file, row = figures.file, figures.rows[code]
    return [
        Problem(NOT_GIVEN_FOR_AREA, file, row, ", ".join(figures.headers.get(name, (name,))), code)
        for name in ("inhabitants", "dwellings")
        if figures.figure(code, name) is None
    ]


def _no_outlines(figures: KeyFigures, places: Mapping[str, Place]) -> Problem:
    params = {"theirs": code_examples(figures.records), "ours": code_examples(places)}
    return Problem(NO_OUTLINES, figures.file, params=params)


def _missing(source: SourceFile) -> Problem:
    params = {"files": ", ".join(source.files), "meaning": source.table.meaning}
    return Problem(MISSING_SOURCE, source.files[0], value=source.files[0], params=params)
