"""From a source set to a region: areas, sites, what they depend on and whom they serve.

Spreading, placing and linking each have a module with their rules; this one puts the parts together
and says for every column where its figures come from. What the source set itself says of that and
of its sources, and of what the place has of crews, vehicles and beds, goes before what we know of
the national files. The time zone is that of the part of
the world in which the areas lie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows, rows_of, sorted_rows
from weerbaar.region.check import check_whole, identifier_problems
from weerbaar.region.extent import extent_of
from weerbaar.region.key_figures import key_figures_source
from weerbaar.region.linking import link_sites, serve_places
from weerbaar.region.placing import Placed, known_site_problems, place_sites, placing_problems, slug
from weerbaar.region.region import Library, Region
from weerbaar.region.sources import CREDITED, MUNICIPALITIES, SAID, WIJKEN, SourceSet
from weerbaar.region.spread import OWN, Record, spread_areas
from weerbaar.region.tables import (
    BLOCKS,
    KNOWN_ROUTES,
    LINKS,
    PROVENANCE,
    RESOURCES,
    ROUTES,
    SERVICE,
    SOURCES,
)

NO_NAME = ProblemKind(
    "no-name",
    mark("The areas lie in more than one safety region, so the region has no name of its own."),
    mark("Choose one with --safety-region, or give --id and --name."),
)
UNKNOWN_SOURCE = ProblemKind(
    "unknown-source",
    mark("Source {value} does not stand in the table of sources."),
    mark("Add it to sources.csv, with its title and licence."),
)

CARRIED = set(KNOWN_ROUTES.names) & set(ROUTES.names)
RULE_TABLES = {
    BLOCKS.name: "Dwellings of the area divided by the ratio of the feeder; see kinds.",
    LINKS.name: "Column linking of the table of dependencies.",
    SERVICE.name: "Column reach of the table of services.",
}


def build_region(
    sources: SourceSet,
    library: Library,
    safety_region: str = "",
    ident: str = "",
    name: str = "",
    outlines: Mapping[str, Any] | None = None,
) -> Region:
    """The region of one safety region, or of the whole source set where none is named.

    Identifier and name follow from the safety region where they are not given. Outlines of areas
    that are not in the region are passed over. Raises Refused with every problem.
    """
    areas, problems = spread_areas(sources, library, safety_region)
    found = [*placing_problems(sources, library), *known_site_problems(sources, library)]
    refuse_if([*problems, *found])
    ordered = sorted_rows(areas.rows)
    name = name or _name(ordered, sources)
    ident = ident or slug(name)
    refuse_if(identifier_problems(ident, "", "--id") if ident else [Problem(NO_NAME)])
    placed = place_sites(ordered, sources, library)
    provenance = _provenance(_said_here(areas.provenance, sources))
    routes = _routes(placed, library)
    resources = sorted_rows(sources[RESOURCES])
    used = [*provenance["source"], *placed.sites["source"], *routes["source"], *resources["source"]]
    credited, problems = _credited(used, library, sources)
    refuse_if(problems)
    region = Region(
        region=ident,
        name=name,
        timezone=str(extent_of(ordered, library)["timezone"]),
        areas=ordered,
        blocks=placed.blocks,
        sites=placed.sites,
        links=link_sites(placed, library),
        service=serve_places(ordered, placed, library),
        resources=resources,
        routes=routes,
        provenance=provenance,
        sources=credited,
        outlines={c: g for c, g in (outlines or {}).items() if c in set(ordered["code"])},
    )
    refuse_if(check_whole(region, library))
    return region


def _routes(placed: Placed, library: Library) -> Rows:
    """What the roads and railways among the sites carry, as far as it is known."""
    known = {(row["kind"], row["name"]): row for row in library.known_routes}
    carried = [
        {
            name: known[site["kind"], site["name"]].get(name)
            for name in ROUTES.names
            if name in CARRIED
        }
        | {"site": site["site"], "estimated": True}
        for site in placed.sites
        if (site["kind"], site["name"]) in known
    ]
    return sorted_rows(rows_of(ROUTES, carried))


@dataclass(frozen=True)
class Taken:
    """How many areas of the sources were read for a region, and what was left out of it."""

    read: int
    left_out: int
    inhabitants_left_out: float


def count_taken(sources: SourceSet, region: Region) -> Taken:
    """What became of the areas of the source set that lie in the region's safety regions.

    An area where nobody lives or that has no homes is left out, see the rules of spreading.
    """
    regions, codes = set(region.areas["safety_region"]), set(region.areas["code"])
    towns = {row["gm_code"] for row in sources[MUNICIPALITIES] if row["vr_code"] in regions}
    wijken = [row for row in sources[WIJKEN] if row["gm_code_2023"] in towns]
    out = [row["population"] for row in wijken if row["code"] not in codes]
    # CBS says nothing, or a figure below zero, where there are too few to tell.
    people = [float(figure) for figure in out if figure > 0]
    return Taken(len(wijken), len(out), sum(people))


def _name(areas: Rows, sources: SourceSet) -> str:
    names = {row["vr_code"]: row["vr_naam"] for row in sources[MUNICIPALITIES]}
    codes = set(areas["safety_region"])
    return names[codes.pop()] if len(codes) == 1 else ""


def _provenance(of_areas: Sequence[Record]) -> Rows:
    of_rules = [
        {"table": table.name, "column": column, "source": OWN, "evidence": "A", "rule": rule}
        | {"estimated": True}
        for table in (BLOCKS, LINKS, SERVICE)
        for column in table.names
        for rule in [RULE_TABLES[table.name]]
    ]
    return sorted_rows(rows_of(PROVENANCE, [*of_areas, *of_rules]))


def _said_here(made: Sequence[Record], sources: SourceSet) -> list[Record]:
    """The provenance of areas, what the source set says in the place of what was made.

    A cell that was filled by a rule has the source of its column.
    """
    said = {(row["table"], row["column"], row["key"]): row for row in sources[SAID]}
    kept = []
    for row in made:
        column = said.get((row["table"], row["column"], ""))
        if (row["table"], row["column"], row["key"]) not in said:
            kept.append(row if column is None else {**row, "source": column["source"]})
    return [*kept, *said.values()]


def _credited(
    used: Sequence[str], library: Library, sources: SourceSet
) -> tuple[Rows, list[Problem]]:
    """The sources that are used, and a problem for each that nobody knows."""
    known = {row["source"]: row for row in (*library.sources, *sources[CREDITED])}
    if sources.key_figures is not None:
        known |= {row["source"]: row for row in key_figures_source(sources.key_figures)}
    names = sorted({name for name in used if name})
    unknown = [
        Problem(UNKNOWN_SOURCE, SOURCES.file, None, "source", name)
        for name in names
        if name not in known
    ]
    return rows_of(SOURCES, [known[name] for name in names if name in known]), unknown
