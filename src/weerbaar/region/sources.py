"""What a source set holds: the files a region is built from, with the columns that are used.

The columns are declared as for our own tables, so that a missing file or column and a bad figure
are refused alike, all at once. A file may hold other columns; they are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import REQUIRED, Column, Rows, Table, parse_bytes
from weerbaar.region.tables import KNOWN_SITES, MERGED, UNKNOWN, URBANITY

MISSING_SOURCE = ProblemKind(
    "missing-source",
    mark("The source set has no file {value}."),
    mark("Add one of: {files}. It holds: {meaning}"),
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


def homes_column(type_: str, period: str) -> str:
    """The name of the source's column with the homes of a type and a building period."""
    return f"present_number_of_{type_}_{period}"


def _percent(name: str, meaning: str) -> Column:
    return Column(name, "number", "%", meaning, UNKNOWN, low=0, high=100)


def _count(name: str, meaning: str, unit: str, high: float, default: object = UNKNOWN) -> Column:
    return Column(name, "number", unit, meaning, default, low=0, high=high)


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


@dataclass(frozen=True)
class SourceFile:
    """A table of a source set and the file names under which it may stand, the first found counts.

    A file that is not required may be absent; the table then has no rows.
    """

    table: Table
    files: tuple[str, ...]
    required: bool = True


SOURCE_FILES = (
    SourceFile(WIJKEN, ("wijken_2022_tmap.csv", "gz_wijken_2022.csv")),
    SourceFile(MUNICIPALITIES, ("gemeenten_vr_2023_minvws.csv",)),
    SourceFile(ENERGY, ("etlocal_gemeenten_2023_kern.csv",)),
    SourceFile(HOUSEHOLDS, ("gemeenten_2017_huishoudens_mapnl.csv",)),
    SourceFile(HOSPITALS, ("ziekenhuizen_2016_mapnl.csv",)),
    SourceFile(GRID_NODES, ("net_nl_osm2017_knopen_heuristisch.csv",)),
    SourceFile(MERGED, (MERGED.file,), required=False),
    SourceFile(KNOWN_SITES, (KNOWN_SITES.file,), required=False),
)
SOURCE_NAMES = tuple(name for source in SOURCE_FILES for name in source.files)


@dataclass(frozen=True)
class SourceSet:
    """The parsed tables of a source set, by table name, and the file each came from."""

    tables: Mapping[str, Rows]
    files: Mapping[str, str]

    def __getitem__(self, table: Table) -> Rows:
        return self.tables[table.name]


def parse_sources(contents: Mapping[str, bytes]) -> tuple[SourceSet, list[Problem]]:
    """A source set from the bytes of its files by name, with every problem found in them."""
    tables, files, problems = {}, {}, []
    for source in SOURCE_FILES:
        name = next((name for name in source.files if name in contents), "")
        if not name and source.required:
            problems.append(_missing(source))
        header = ",".join(source.table.names).encode()
        rows, found = parse_bytes(source.table, contents.get(name, header), name)
        tables[source.table.name] = rows
        files[source.table.name] = name
        problems += found
    return SourceSet(tables, files), problems


def _missing(source: SourceFile) -> Problem:
    params = {"files": ", ".join(source.files), "meaning": source.table.meaning}
    return Problem(MISSING_SOURCE, source.files[0], value=source.files[0], params=params)
