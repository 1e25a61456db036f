"""Real sites in the place of estimated ones: what a region knows goes before what a rule placed.

Rules:
1. A place is longitude and latitude, or x and y in the Dutch grid, or the centroid of the area that
   is named. Its area is the one named, else the one whose outline holds the place, else, for areas
   without an outline, the one with the nearest centroid within REACH times the radius of a disc of
   its surface. What lies in no area is left out and told.
2. A real site that the region knows already (same identifier, or same kind and name in reach;
   without a name within SAME_KM) takes new figures. Any other takes the place of the nearest
   estimated site of its kind within the stated distance, each at most one, nearest pairs first. It
   keeps that site's identifier, and so its draws, unless it comes with its own: it is the same
   site, better known.
3. Real sites that find none are added. Estimated ones that no real site takes stay, unless the list
   is said to be complete, for the whole region or for one municipality of it.
4. Links and service of these kinds are made anew by the rules of `linking`; what a person stated of
   a site's suppliers stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows, rows_of, sorted_rows
from weerbaar.region.distance import km_between
from weerbaar.region.grid import RD, to_wgs84
from weerbaar.region.linking import relink_sites
from weerbaar.region.outlines import area_finder
from weerbaar.region.placing import KIND_WITHOUT_NAMES, NOT_BY_NAME, UNKNOWN_KIND, slug
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import LINKS, SITES

Record = Mapping[str, Any]
Point = tuple[float, float]

WITHIN_KM = 5.0
SAME_KM = 0.1
MOST_NAMES = 5
REACH = 2.0
SITE_NAME = re.compile(r"[\w:.-]{1,120}")

NO_POSITION = ProblemKind(
    "no-position",
    mark("“{value}” has no place."),
    mark("Fill in lon and lat, or x and y in the Dutch grid (RD), or the code of its area."),
)
CHANGED_PLACES = ProblemKind(
    "lon-lat-changed-places",
    mark("“{value}” lies outside the region, but inside it with lon and lat the other way round."),
    mark("Swap lon and lat."),
)
UNKNOWN_AREA = ProblemKind(
    "unknown-area",
    mark("“{value}” is not an area of this region."),
    mark("Use the code of one of its areas, such as {example}, or give lon and lat."),
)
BAD_SITE_NAME = ProblemKind(
    "bad-site-identifier",
    mark("“{value}” cannot be an identifier."),
    mark("Use at most 120 letters, digits, dots, colons and dashes, or leave it empty."),
)
ALL_OUTSIDE = ProblemKind(
    "all-outside",
    mark("All places lie outside this region: {value}."),
    mark("Check that this is the right file, and that lon and lat, or x and y, are right."),
)
OTHER_KIND = ProblemKind(
    "identifier-of-other-kind",
    mark("“{value}” is a site of kind {kind} in this region."),
    mark("Give the site another identifier, or leave it empty."),
)
SAME_SITE_TWICE = ProblemKind(
    "same-site-twice",
    mark("“{value}” stands in this file more than once."),
    mark("Keep one row for each site, or give each its own name."),
)
LEFT_OUT = ProblemKind(
    "left-out",
    mark("Left out, because they lie outside the region: {value} ({names})."),
    mark("Nothing to do if that is right; otherwise check their lon and lat."),
)
STILL_ESTIMATED = ProblemKind(
    "still-estimated",
    mark("Estimated sites of kind {kind} that stay, since no real one took their place: {value}."),
    mark("If the list has all of them, say so (--complete); else allow more distance (--within)."),
)


@dataclass(frozen=True)
class KnownSites:
    """Real sites as records of `tables.OWN_SITES`; `rows` are their lines in the file, if any."""

    file: str
    records: Sequence[Record]
    rows: Sequence[int | None]


def replace_estimated(
    region: Region,
    library: Library,
    known: KnownSites,
    within_km: float = WITHIN_KM,
    complete: bool = False,
    municipality: str = "",
) -> tuple[Region, list[Problem]]:
    """The region with these real sites, and notes on what a person should know.

    A list that is `complete` is so for one municipality where that is named, else for the region.
    `source` of the records must stand in the region's sources. Raises Refused with every problem.
    """
    problems = _record_problems(region, library, known)
    placed, notes, misplaced = _placed(region, known)
    refuse_if(problems + misplaced)
    covered = _covered(region, municipality) if complete else frozenset()
    sites, gone, renamed = _replaced(region, placed, within_km, covered)
    kinds = {str(record["kind"]) for record in placed}
    notes += [] if complete else _still_estimated(sites, kinds, known.file)
    made = _without(_renamed(replace(region, sites=sites), renamed), gone)
    return relink_sites(made, library, kinds, stated_links(made)), notes


def stated_links(region: Region) -> set[tuple[str, str]]:
    """The pairs of consumer and input of which a person has stated the suppliers."""
    said = region.provenance
    at = (said["table"] == LINKS.name) & (said["column"] == "supplier") & (said["key"] != "")
    pairs = (str(key).partition("|") for key in said["key"][at])
    return {(consumer, input_) for consumer, _, input_ in pairs}


def link_key(consumer: str, input_: str) -> str:
    """The key under which provenance speaks of a site's suppliers of an input."""
    return f"{consumer}|{input_}"


def _record_problems(region: Region, library: Library, known: KnownSites) -> list[Problem]:
    placing = {kind["kind"]: kind["placing"] for kind in library.kinds}
    areas = set(region.areas["code"])
    example = str(region.areas["code"][0])
    problems: list[Problem] = []
    kind_of = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
    seen: set[str] = set()
    for record, row in zip(known.records, known.rows, strict=True):
        kind, name = str(record["kind"]), str(record["name"])
        key = str(record["site"]) or f"{kind} {name} {_place_text(record)}"
        if kind not in placing:
            params = {"known": ", ".join(sorted(placing))}
            problems.append(Problem(UNKNOWN_KIND, known.file, row, "kind", kind, params))
        elif placing[kind] in NOT_BY_NAME:
            problems.append(Problem(KIND_WITHOUT_NAMES, known.file, row, "kind", kind))
        if record["site"] and not SITE_NAME.fullmatch(record["site"]):
            problems.append(Problem(BAD_SITE_NAME, known.file, row, "site", record["site"]))
        if kind_of.get(record["site"], kind) != kind:
            params = {"kind": kind_of[record["site"]]}
            problems.append(Problem(OTHER_KIND, known.file, row, "site", record["site"], params))
        if record["area"] and record["area"] not in areas:
            params = {"example": example}
            problems.append(Problem(UNKNOWN_AREA, known.file, row, "area", record["area"], params))
        if not record["area"] and position_of(record) is None:
            problems.append(Problem(NO_POSITION, known.file, row, "lon", name))
        if key in seen:
            problems.append(Problem(SAME_SITE_TWICE, known.file, row, "name", name))
        seen.add(key)
    return problems


def position_of(record: Record) -> Point | None:
    """Longitude and latitude of a record, or None where it gives no whole position."""
    lon, lat, x, y = (float(record.get(name, np.nan)) for name in ("lon", "lat", "x", "y"))
    if not np.isnan(lon) and not np.isnan(lat):
        return lon, lat
    if np.isnan(x) or np.isnan(y):
        return None
    lons, lats = to_wgs84(np.array([x]), np.array([y]), RD)
    return float(lons[0]), float(lats[0])


def _place_text(record: Record) -> str:
    return " ".join(f"{record.get(name)}" for name in ("lon", "lat", "x", "y", "area"))


def _placed(region: Region, known: KnownSites) -> tuple[list[Record], list[Problem], list[Problem]]:
    """The records that lie in the region with lon, lat and area; what was left out; what is wrong.

    Wrong is when all lie outside, or when lon and lat have changed places.
    """
    find = _area_of(region)
    centres = {area["code"]: (area["lon"], area["lat"]) for area in region.areas}
    placed: list[Record] = []
    wrong: list[Problem] = []
    outside: list[str] = []
    for record, row in zip(known.records, known.rows, strict=True):
        at = position_of(record) or centres.get(record["area"])
        if at is None:
            continue
        lon, lat = at
        area = record["area"] or find(lon, lat)
        name = str(record["name"] or record["kind"])
        if area:
            placed.append({**record, "lon": round(lon, 5), "lat": round(lat, 5), "area": area})
        elif find(lat, lon):
            wrong.append(Problem(CHANGED_PLACES, known.file, row, "lon", name))
        else:
            outside.append(name)
    if outside and not placed and not wrong:
        wrong.append(Problem(ALL_OUTSIDE, known.file, value=len(outside)))
    return placed, _left_out(outside, known.file), wrong


def _left_out(names: Sequence[str], file: str) -> list[Problem]:
    shown = ", ".join(names[:MOST_NAMES]) + (", …" if len(names) > MOST_NAMES else "")
    return [Problem(LEFT_OUT, file, value=len(names), params={"names": shown})] if names else []


def _area_of(region: Region) -> Any:
    """A function from a place to the code of its area, empty where it lies in none; rule 1."""
    in_outline = area_finder(region.outlines)
    bare = [i for i, code in enumerate(region.areas["code"]) if code not in region.outlines]
    codes = region.areas["code"][bare]
    lons, lats = region.areas["lon"][bare], region.areas["lat"][bare]
    reach = REACH * np.sqrt(region.areas["area_km2"][bare] / np.pi)

    def find(lon: float, lat: float) -> str:
        found = in_outline(lon, lat)
        if found or not len(codes):
            return found
        km = km_between(lon, lat, lons, lats)
        nearest = int(np.argmin(km))
        return str(codes[nearest]) if km[nearest] <= reach[nearest] else ""

    return find


def _replaced(
    region: Region, placed: Sequence[Record], within_km: float, covered: Collection[str]
) -> tuple[Rows, set[str], dict[str, str]]:
    """The sites with the real ones among them, the identifiers that are gone, and new names.

    `covered` are the codes of the areas for which the list is complete.
    """
    sites: dict[str, Record] = {site["site"]: site for site in region.sites}
    gone: set[str] = set()
    renamed: dict[str, str] = {}
    given = {str(record["site"]) for record in placed}
    for kind in sorted({str(record["kind"]) for record in placed}):
        own = [record for record in placed if record["kind"] == kind]
        old = [site for site in sites.values() if site["kind"] == kind]
        taken = _taken(own, old, within_km)
        for i, record in enumerate(own):
            ident = record["site"] or taken.get(i) or _new_name(record, {*sites, *given})
            sites[ident] = _known_site(ident, record)
            if taken.get(i, ident) != ident:
                renamed[taken[i]] = ident
                del sites[taken[i]]
        here = [site["site"] for site in old if site["area"] in covered and site["site"] in sites]
        gone |= {ident for ident in here if sites[ident]["estimated"]}
    left = [site for ident, site in sites.items() if ident not in gone]
    return sorted_rows(rows_of(SITES, left)), gone, renamed


def _covered(region: Region, municipality: str) -> frozenset[str]:
    """The codes of the areas for which a complete list speaks; "" is the code of those outside."""
    if not municipality:
        return frozenset({"", *region.areas["code"].tolist()})
    return frozenset(region.areas["code"][region.areas["municipality"] == municipality].tolist())


def _taken(own: Sequence[Record], old: Sequence[Record], within_km: float) -> dict[int, str]:
    """For each real site, by number, the identifier of the site whose place it takes; rule 2."""
    named = {site["site"] for site in old}
    taken = {i: str(record["site"]) for i, record in enumerate(own) if record["site"] in named}
    known = [site for site in old if not site["estimated"]]
    names = {site["site"]: slug(site["name"]) for site in known}
    same = [
        (km, i, ident)
        for km, i, ident in _pairs(own, known, within_km)
        if names[ident] == slug(own[i]["name"]) and (own[i]["name"] or km <= SAME_KM)
    ]
    _take_nearest(same, taken)
    estimated = [site for site in old if site["estimated"]]
    _take_nearest(_pairs(own, estimated, within_km), taken)
    return taken


def _pairs(
    own: Sequence[Record], old: Sequence[Record], within_km: float
) -> list[tuple[float, int, str]]:
    """Distance, number of a real site and identifier of an old one, of all pairs in reach."""
    lons, lats = (np.array([site[name] for site in old], float) for name in ("lon", "lat"))
    return [
        (float(km[at]), i, str(old[at]["site"]))
        for i, record in enumerate(own)
        if old
        for km in [km_between(record["lon"], record["lat"], lons, lats)]
        for at in np.flatnonzero(km <= within_km).tolist()
    ]


def _take_nearest(pairs: Sequence[tuple[float, int, str]], taken: dict[int, str]) -> None:
    """Adds the nearest pairs first, of real and old sites that have no other yet."""
    used = set(taken.values())
    for _, i, ident in sorted(pairs):
        if i not in taken and ident not in used:
            taken[i] = ident
            used.add(ident)


def _new_name(record: Record, taken: Collection[str]) -> str:
    words = slug(record["name"]) or f"{record['lon']:.5f}-{record['lat']:.5f}"
    ident, number = f"{record['kind']}:{words}", 1
    while ident in taken:
        number += 1
        ident = f"{record['kind']}:{words}-{number}"
    return ident


def _known_site(ident: str, record: Record) -> Record:
    shown = {name: record[name] for name in ("kind", "name", "area", "lon", "lat", "units")}
    origin = {"source": record["source"], "evidence": record["evidence"]}
    planned = bool(record["planned"])
    return {"site": ident, **shown, "planned": planned, "estimated": False, "rule": "", **origin}


def _still_estimated(sites: Rows, kinds: Collection[str], file: str) -> list[Problem]:
    left = sites.where(sites["estimated"] & np.isin(sites["kind"], list(kinds)))
    return [
        Problem(STILL_ESTIMATED, file, None, "", count, {"kind": kind})
        for kind, count in sorted(Counter(left["kind"].tolist()).items())
    ]


def _renamed(region: Region, names: Mapping[str, str]) -> Region:
    """The region with other identifiers of sites wherever it speaks of them."""
    if not names:
        return region
    said = region.provenance
    keys = [
        link_key(names.get(consumer, consumer), input_) if input_ else names.get(key, key)
        for key in said["key"]
        for consumer, _, input_ in [str(key).partition("|")]
    ]
    return replace(
        region,
        links=_with(region.links, names, "consumer", "supplier"),
        service=_with(region.service, names, "site"),
        blocks=_with(region.blocks, names, "feeder"),
        autonomies=_with(region.autonomies, names, "consumer"),
        sizes=_with(region.sizes, names, "site"),
        provenance=Rows(said.table, {**said.columns, "key": _texts(keys)}),
    )


def _with(rows: Rows, names: Mapping[str, str], *columns: str) -> Rows:
    changed = {
        column: _texts([names.get(value, value) for value in rows[column]]) for column in columns
    }
    return Rows(rows.table, {**rows.columns, **changed})


def _texts(values: Sequence[str]) -> NDArray[Any]:
    texts = np.empty(len(values), dtype=object)
    texts[:] = values
    return texts


def _without(region: Region, gone: Collection[str]) -> Region:
    """The region without links, service and statements of sites that are gone."""
    if not gone:
        return region
    names = list(gone)
    lost = np.isin(region.links["consumer"], names) | np.isin(region.links["supplier"], names)
    said = region.provenance
    about = np.array([str(key).partition("|")[0] in gone for key in said["key"]], dtype=bool)
    return replace(
        region,
        links=region.links.where(~lost),
        service=region.service.where(~np.isin(region.service["site"], names)),
        autonomies=region.autonomies.where(~np.isin(region.autonomies["consumer"], names)),
        sizes=region.sizes.where(~np.isin(region.sizes["site"], names)),
        provenance=said.where(~(about & (said["table"] == LINKS.name))),
    )
