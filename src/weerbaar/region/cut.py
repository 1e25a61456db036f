"""A part of a region as a region of its own: some safety regions, municipalities or areas.

Rules:
1. What is asked for adds up: an area is in when its code, its municipality (code or name) or its
   safety region is named.
2. With an area come its blocks, its sites, their links and the service of its places; sites
   outside the region come too. Provenance, outlines and what organisations say come as far as they
   speak of what is left, sources as far as they were not only cited for what is not.
3. Where a supplier of an input, or a site that serves a place, was cut away, all suppliers of that
   input, or all sites that serve that place, are found anew by the rules of linking, among the
   sites that are left. A part that has no site of a kind it cannot do without is refused: one
   municipality seldom has a station, a waterworks and a hospital of its own.
All else is as it was, so a cut of all areas gives the same region.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows, rows_of
from weerbaar.region.check import check_whole, identifier_problems
from weerbaar.region.linking import relink
from weerbaar.region.placing import slug
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import LINKS, RESOURCES

NO_RESOURCES = rows_of(RESOURCES, [])
"""What a whole region has of crews or beds says nothing of a part of it."""

UNKNOWN_SAFETY_REGION = ProblemKind(
    "unknown-safety-region",
    mark("The region has no area in safety region {value}."),
    mark("Use one of: {known}."),
)
UNKNOWN_MUNICIPALITY = ProblemKind(
    "unknown-municipality-in-region",
    mark("The region has no area in a municipality {value}."),
    mark("Use the code or the name of one of: {known}."),
)
UNKNOWN_AREA = ProblemKind(
    "unknown-area-in-region",
    mark("The region has no area {value}."),
    mark("Use one of: {known}."),
)
NOTHING_TO_CUT = ProblemKind(
    "nothing-to-cut",
    mark("Nothing says which part of the region is wanted."),
    mark("Name at least one safety region, municipality or area."),
)
# A list of known codes longer than this helps nobody.
MOST_KNOWN = 400
LONGEST_IDENTIFIER = 63
KEY_PARTS = "|"
Flags = NDArray[np.bool_]


def cut_region(
    region: Region,
    library: Library,
    safety_regions: Collection[str] = (),
    municipalities: Collection[str] = (),
    areas: Collection[str] = (),
    ident: str = "",
    name: str = "",
) -> Region:
    """The part of a region in these safety regions, municipalities (code or name) and areas.

    The name follows from the municipalities where it is not given, or else from the codes, and the
    identifier from the name. Raises Refused for what the region does not have, and where the part
    cannot stand alone.
    """
    refuse_if(_unknown(region, safety_regions, municipalities, areas))
    kept = region.areas.where(
        _among(region.areas["safety_region"], safety_regions)
        | _among(region.areas["municipality_code"], municipalities)
        | _among(region.areas["municipality"], municipalities)
        | _among(region.areas["code"], areas)
    )
    name = name or _name(kept, safety_regions, municipalities, areas)
    ident = ident or slug(name)[:LONGEST_IDENTIFIER].strip("-")
    refuse_if(identifier_problems(ident, "", "ident"))
    part = replace(_part(region, kept), region=ident, name=name)
    cut = _with_own_sources(_linked_again(part, library), region)
    had = set(region.sites["kind"])
    refuse_if(check_whole(cut, library, parsed=True, had=had))
    return cut


def _unknown(
    region: Region,
    safety_regions: Collection[str],
    municipalities: Collection[str],
    areas: Collection[str],
) -> list[Problem]:
    if not (safety_regions or municipalities or areas):
        return [Problem(NOTHING_TO_CUT)]
    towns = [*region.areas["municipality_code"], *region.areas["municipality"]]
    columns = region.areas
    towns = [*columns["municipality_code"], *columns["municipality"]]
    return [
        Problem(kind, "areas.csv", None, column, value, {"known": _listed(columns[column])})
        for kind, column, asked, known in (
            (UNKNOWN_SAFETY_REGION, "safety_region", safety_regions, columns["safety_region"]),
            (UNKNOWN_MUNICIPALITY, "municipality", municipalities, towns),
            (UNKNOWN_AREA, "code", areas, columns["code"]),
        )
        for value in sorted(set(asked) - set(known))
    ]


def _listed(known: Iterable[str]) -> str:
    names = sorted(set(known) - {""})
    return ", ".join(names[:MOST_KNOWN]) + (", …" if len(names) > MOST_KNOWN else "")


def _among(values: Iterable[str], wanted: Collection[str]) -> Flags:
    chosen = set(wanted)
    return np.array([value in chosen for value in values], dtype=bool)


def _name(
    kept: Rows,
    safety_regions: Collection[str],
    municipalities: Collection[str],
    areas: Collection[str],
) -> str:
    if municipalities and not (safety_regions or areas):
        return ", ".join(sorted(set(kept["municipality"])))
    return ", ".join(sorted({*safety_regions, *municipalities, *areas}))


def _part(region: Region, kept: Rows) -> Region:
    """What lies in the areas kept, with links and service that may miss an end."""
    codes = set(kept["code"])
    blocks = region.blocks.where(_among(region.blocks["area"], codes))
    sites = region.sites.where(_among(region.sites["area"], {*codes, ""}))
    places, left = {*codes, *blocks["block"]}, set(sites["site"])
    gone = _named(region) - places - left
    return replace(
        region,
        areas=kept,
        blocks=blocks,
        sites=sites,
        links=region.links.where(_among(region.links["consumer"], left)),
        service=region.service.where(_among(region.service["place"], places)),
        outlines={code: shape for code, shape in region.outlines.items() if code in codes},
        autonomies=region.autonomies.where(~_among(region.autonomies["consumer"], gone)),
        resources=region.resources if len(kept) == len(region.areas) else NO_RESOURCES,
        routes=region.routes.where(~_among(region.routes["site"], gone)),
        sizes=region.sizes.where(~_among(region.sizes["site"], gone)),
        provenance=region.provenance.where(~_among(_subjects(region.provenance), gone)),
    )


def _named(region: Region) -> set[str]:
    return {*region.areas["code"], *region.blocks["block"], *region.sites["site"]}


def _subjects(provenance: Rows) -> list[str]:
    """What each row speaks of: the first part of its key."""
    return [str(key).partition(KEY_PARTS)[0] for key in provenance["key"]]


def _linked_again(part: Region, library: Library) -> Region:
    """The part with what lost a supplier or a serving site found anew."""
    left = set(part.sites["site"])
    inputs = {
        (consumer, input_)
        for consumer, input_, supplier in zip(
            part.links["consumer"], part.links["input"], part.links["supplier"], strict=True
        )
        if supplier not in left
    }
    services = {
        (place, service)
        for place, service, site in zip(
            part.service["place"], part.service["service"], part.service["site"], strict=True
        )
        if site not in left
    }
    # Who said so spoke of suppliers that are not there any more.
    anew = {KEY_PARTS.join(pair) for pair in inputs}
    of_links = part.provenance["table"] == LINKS.name
    said = part.provenance.where(~(of_links & _among(part.provenance["key"], anew)))
    return relink(replace(part, provenance=said), library, inputs, services)


def _with_own_sources(part: Region, region: Region) -> Region:
    """The part without the sources that were only cited for what was cut away."""
    lost = _cited(region) - _cited(part)
    return replace(part, sources=part.sources.where(~_among(part.sources["source"], lost)))


def _cited(region: Region) -> set[str]:
    tables = (
        *(region.sites, region.autonomies, region.stocks, region.resources, region.routes),
        *(region.sizes, region.provenance),
    )
    return {source for rows in tables for source in rows["source"]}
