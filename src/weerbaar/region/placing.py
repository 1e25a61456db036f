"""Where sites stand: known ones by name and town, all others by the rule of their kind.

Rules, by the column `placing` of the table of kinds:
1. outside: one, without a place.
2. named: those in the sources, at the centroid of their area. Positions in the sources are not
   taken over: where vital objects stand is protected, and some positions may not be passed on.
3. feeder: the area's dwellings divided by the ratio, rounded up; each feeds one block, and the
   blocks of an area are equally large.
4. high_rise: one for each block of an area with high-rise.
5. share: the total (basis divided by ratio, rounded, at least one) is dealt to areas by
   Sainte-Laguë's method on the basis, after each area, or the largest area of each municipality,
   got its least. urban: likewise, only over areas that are extremely or strongly urbanised.
6. cover: the total is placed one by one in the area of the block where it lowers the sum of
   inhabitants times kilometres to the nearest of the kind most.
7. main: one for each municipality, in its most populous area.
8. A kind of which the table of known sites has one in this region is not placed by rule. Sites
   of one kind with the same name in several areas have the area's code behind their name.
9. Ties go by code. Inside an area a site takes the next point of a sequence keyed by kind and area,
   so that other kinds, other areas and the order of rows have no influence.
10. Where the source set has a table of placing, that goes before basis, ratio, least and placing of
   the table of kinds. A kind that it places as named and of which no site is known is not there.
"""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Rows, rows_of, sorted_rows
from weerbaar.region.distance import KM_PER_DEGREE, Floats, km_between, point_in_disc
from weerbaar.region.region import Library
from weerbaar.region.sources import GRID_NODES, HOSPITALS, WIJKEN, SourceSet
from weerbaar.region.spread import OWN, Record
from weerbaar.region.tables import BLOCKS, KNOWN_SITES, PLACED_HERE, SITES, URBANITY

URBAN = URBANITY[:2]
CARE_HOSPITALS = ("Algemeen", "Academisch")
STATION_TYPES = ("substation", "sub_station", "merge")
EXTRA_HIGH_KV, HIGH_KV = 220, 50
VOLTAGE_IN_NAME = re.compile(r"(\d+)\s*kV\b", re.IGNORECASE)
NOT_BY_NAME = ("outside", "feeder", "high_rise")
UNKNOWN_KIND = ProblemKind(
    "unknown-kind",
    mark("There is no kind of site {value}."),
    mark("Use one of: {known}."),
)
KIND_WITHOUT_NAMES = ProblemKind(
    "kind-without-names",
    mark("Sites of kind {value} cannot be given by name; a rule places them."),
    mark("Remove the row."),
)
OTHER_FEEDER = ProblemKind(
    "other-feeder",
    mark("How {value} is placed cannot change here: it is about which kind feeds the blocks."),
    mark("Leave “feeder” with the kind that has it in kinds.csv, and with no other."),
)
NO_RATIO = ProblemKind(
    "no-ratio",
    mark("The ratio is {value}; it must be above 0."),
    mark("Fill in how many basis units there are for each site."),
)
NAMED_RULE = "By name and town; at the centroid of its area."


@dataclass(frozen=True)
class Placed:
    """Blocks and sites; `block_of` says which block a site of rule 3 or 4 belongs to."""

    blocks: Rows
    sites: Rows
    block_of: Mapping[str, str]


@dataclass(frozen=True)
class _Ground:
    """What the placing rules look at: areas by code, blocks and the points of the blocks.

    `cover_order` holds positions of blocks in the order in which rule 6 takes them; it is the same
    for every kind, of which the first take as many as they need.
    """

    areas: Mapping[str, Record]
    blocks: Sequence[Record]
    points: Mapping[str, tuple[float, float]]
    cover_order: Sequence[int]


def place_sites(areas: Rows, sources: SourceSet, library: Library) -> Placed:
    """The blocks and sites of a region with these areas, by the rules of this module."""
    by_code = {area["code"]: area for area in areas}
    kinds = sorted(_kinds_here(sources, library), key=lambda kind: str(kind["kind"]))
    named = _named_sites(by_code, sources, library)
    known = {site["kind"] for site in named}
    feeders, blocks = _place_feeders(by_code, kinds)
    points = {
        block["block"]: (f["lon"], f["lat"]) for block, f in zip(blocks, feeders, strict=True)
    }
    most = max((_total(k, by_code) for k in kinds if k["placing"] == "cover"), default=0)
    order = _cover_order(by_code, blocks, points, most)
    ground = _Ground(by_code, blocks, points, order)
    block_of = {f["site"]: block["block"] for block, f in zip(blocks, feeders, strict=True)}
    sites = [*named, *feeders]
    for kind in kinds:
        if kind["kind"] in known or kind["placing"] not in PLACE:
            continue
        placed = PLACE[kind["placing"]](kind, ground)
        sites += placed
        if kind["placing"] == "high_rise":
            block_of.update({site["site"]: _block_named(site) for site in placed})
    return Placed(
        sorted_rows(rows_of(BLOCKS, blocks)), sorted_rows(rows_of(SITES, sites)), block_of
    )


def known_site_problems(sources: SourceSet, library: Library) -> list[Problem]:
    """Problems of the source set's own known sites: kinds that do not exist or take no names."""
    placing = {kind["kind"]: kind["placing"] for kind in _kinds_here(sources, library)}
    file, problems = sources.files[KNOWN_SITES.name], []
    for i, kind in enumerate(sources[KNOWN_SITES]["kind"]):
        if kind not in placing:
            params = {"known": ", ".join(sorted(placing))}
            problems.append(Problem(UNKNOWN_KIND, file, i + 2, "kind", kind, params))
        elif placing[kind] in NOT_BY_NAME:
            problems.append(Problem(KIND_WITHOUT_NAMES, file, i + 2, "kind", kind))
    return problems


def placing_problems(sources: SourceSet, library: Library) -> list[Problem]:
    """Problems of how the source set places kinds: kinds that do not exist, or feed blocks."""
    placing = {kind["kind"]: kind["placing"] for kind in library.kinds}
    file, problems = sources.files[PLACED_HERE.name], []
    for i, row in enumerate(sources[PLACED_HERE]):
        kind = row["kind"]
        if kind not in placing:
            params = {"known": ", ".join(sorted(placing))}
            problems.append(Problem(UNKNOWN_KIND, file, i + 2, "kind", kind, params))
        elif (placing[kind] == "feeder") != (row["placing"] == "feeder"):
            problems.append(Problem(OTHER_FEEDER, file, i + 2, "placing", kind))
        elif row["ratio"] <= 0:
            problems.append(Problem(NO_RATIO, file, i + 2, "ratio", row["ratio"]))
    return problems


def _kinds_here(sources: SourceSet, library: Library) -> list[Record]:
    """The kinds of the library, placed as the source set says where it does."""
    said = {row["kind"]: row for row in sources[PLACED_HERE]}
    columns = ("basis", "ratio", "least", "placing", "evidence")
    return [
        {**kind, **{name: said[kind["kind"]][name] for name in columns}, "source": ""}
        if kind["kind"] in said
        else kind
        for kind in library.kinds
    ]


def deal(weights: Mapping[str, float], total: int, least: Mapping[str, int]) -> dict[str, int]:
    """How many of `total` each code gets by Sainte-Laguë's method, having `least` to begin with.

    Ties go to the code that sorts first. Source: Sainte-Laguë 1910, divisors 1, 3, 5, ...
    """
    given = {code: least.get(code, 0) for code in sorted(weights)}
    queue = [(-weights[code] / (2 * count + 1), code) for code, count in given.items()]
    heapq.heapify(queue)
    for _ in range(total - sum(given.values())):
        _, code = heapq.heappop(queue)
        given[code] += 1
        heapq.heappush(queue, (-weights[code] / (2 * given[code] + 1), code))
    return given


def cover(lons: Floats, lats: Floats, people: Floats, total: int) -> list[int]:
    """Positions of the points chosen one by one, each lowering people x km to the nearest most.

    Ties go to the first point. A gain can only shrink as points are added, so that most need not
    be computed again (Minoux 1978), and only points in reach count. At most as many as there are.
    """
    if not len(lons):
        return []
    far = KM_PER_DEGREE * math.hypot(np.ptp(lats), np.ptp(lons)) + 1
    around = _Surroundings(lons, lats, people, far)
    queue = [(-around.gain(i), i) for i in range(len(lons))]
    heapq.heapify(queue)
    chosen: list[int] = []
    while queue and len(chosen) < total:
        _, i = heapq.heappop(queue)
        current = (-around.gain(i), i)
        if queue and current > queue[0]:
            heapq.heappush(queue, current)
            continue
        chosen.append(i)
        around.choose(i)
    return chosen


class _Surroundings:
    """The distance from each point to the nearest chosen one, kept as points are chosen.

    Points are held from south to north, so that those in reach of a point are one slice; distance
    is that in the flat plane at their mean latitude.
    """

    def __init__(self, lons: Floats, lats: Floats, people: Floats, far: float) -> None:
        order = np.argsort(lats, kind="stable")
        width = math.cos(math.radians(math.fsum(lats) / len(lats)))
        x_km, y_km = lons * (width * KM_PER_DEGREE), lats * KM_PER_DEGREE
        self.at = list(zip(x_km.tolist(), y_km.tolist(), strict=True))
        self.x_km, self.y_km, self.people = x_km[order], y_km[order], people[order]
        self.nearest = np.full(len(lons), far)
        self.reach = far

    def gain(self, i: int) -> float:
        """People x km less when point i is chosen, rounded so that it is alike on any machine."""
        near, km = self._near(i)
        saved = np.maximum(self.nearest[near] - km, 0)
        return round(float((self.people[near] * saved).sum()), 6)

    def choose(self, i: int) -> None:
        """Takes point i among the chosen."""
        near, km = self._near(i)
        self.nearest[near] = np.minimum(self.nearest[near], km)
        self.reach = float(self.nearest.max())

    def _near(self, i: int) -> tuple[slice, Floats]:
        x, y = self.at[i]
        first, last = np.searchsorted(self.y_km, (y - self.reach, y + self.reach))
        near = slice(int(first), int(last) + 1)
        return near, np.hypot(self.x_km[near] - x, self.y_km[near] - y)


def slug(text: str) -> str:
    """The text in small letters, digits and single hyphens, without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def station_name(name: str) -> str:
    """A high-voltage station's name, tidied: `150 kV Onderstation Tiel;Lijn 4` -> `Tiel 150 kV`.

    Without a voltage in the name it is the name itself.
    """
    parts = name.split(";")
    part = next((part for part in parts if VOLTAGE_IN_NAME.search(part)), parts[0])
    found = VOLTAGE_IN_NAME.search(part)
    if found is None:
        return " ".join(part.split())
    town = VOLTAGE_IN_NAME.sub(" ", part).replace("Onderstation", " ")
    return " ".join([*town.split(), f"{found[1]} kV"])


def station_kv(name: str, voltage: str) -> float:
    """The highest voltage in kV that the name or the voltages in V mention; 0 where none does."""
    named = [float(kv) for kv in VOLTAGE_IN_NAME.findall(name)]
    given = [float(volt) / 1000 for volt in voltage.split(";") if volt.strip().isdigit()]
    return max(named or given or [0.0])


def _named_sites(areas: Mapping[str, Record], sources: SourceSet, library: Library) -> list[Record]:
    kinds = {kind["kind"]: kind for kind in library.kinds}
    names = {(row["kind"], row["source_name"]): row["name"] for row in library.site_names}
    homes = _homes_of_left_out(areas, sources)
    found: dict[tuple[str, str], dict[str, Record]] = {}
    for kind, name, town, code, source, evidence in [
        *_hospitals(sources),
        *_stations(sources),
        *_known(library.known_sites),
        *_known(sources[KNOWN_SITES]),
    ]:
        area = areas.get(homes.get(code, code))
        name = names.get((kind, name), name)
        if area is None or not name:
            continue
        full = name if not town or town in name else f"{name}, {town}"
        site = _named_site(kinds[kind], full, area, source, evidence)
        found.setdefault((kind, site["site"]), {}).setdefault(area["code"], site)
    return [site for alike in found.values() for site in _told_apart(alike)]


def _told_apart(alike: Mapping[str, Record]) -> list[Record]:
    """Sites of one kind and name, by area; where there are more, the area's code names them."""
    if len(alike) == 1:
        return list(alike.values())
    return [{**site, "site": f"{site['site']}-{slug(code)}"} for code, site in alike.items()]


Named = tuple[str, str, str, str, str, str]


def _hospitals(sources: SourceSet) -> Iterable[Named]:
    for row in sorted(sources[HOSPITALS], key=lambda row: str(row["ziekenhuisnummer"])):
        cares = row["soort.ziekenhuis"].startswith(CARE_HOSPITALS)
        kind = "hospital" if cares else "clinic"
        yield kind, " ".join(row["naam.ziekenhuis"].split()), row["plaats"], row["wk_2022"], "", ""


def _stations(sources: SourceSet) -> Iterable[Named]:
    for row in sorted(sources[GRID_NODES], key=lambda row: str(row["v_id"])):
        kv = station_kv(row["name"], row["voltage"])
        if row["typ"] in STATION_TYPES and row["name"] and kv >= HIGH_KV:
            kind = "ehv_station" if kv >= EXTRA_HIGH_KV else "hv_station"
            yield kind, station_name(row["name"]), "", row["wk_2022"], "", ""


def _known(rows: Rows) -> Iterable[Named]:
    for row in sorted(rows, key=lambda row: (row["kind"], row["name"], row["area"])):
        yield row["kind"], row["name"], "", row["area"], row["source"], row["evidence"]


def _homes_of_left_out(areas: Mapping[str, Record], sources: SourceSet) -> dict[str, str]:
    """For areas without inhabitants, in the municipalities of the region: the nearest area kept."""
    inside = {area["municipality_code"] for area in areas.values()}
    codes = sorted(areas)
    lons = np.array([areas[code]["lon"] for code in codes])
    lats = np.array([areas[code]["lat"] for code in codes])
    return {
        row["code"]: codes[int(np.argmin(km_between(row["lon"], row["lat"], lons, lats)))]
        for row in sources[WIJKEN]
        if row["code"] not in areas and row["gm_code_2023"] in inside
    }


def _named_site(kind: Record, name: str, area: Record, source: str, evidence: str) -> Record:
    site = _site(kind, f"{kind['kind']}:{slug(name)}", area, NAMED_RULE)
    given = {"source": source or kind["source"], "evidence": evidence or kind["evidence"]}
    return {**site, "name": name, "estimated": False, **given}


def _site(
    kind: Record, ident: str, area: Record, rule: str, point: tuple[float, float] | None = None
) -> Record:
    lon, lat = point or (area["lon"], area["lat"])
    return {
        "site": ident,
        "kind": kind["kind"],
        "area": area["code"],
        "lon": lon,
        "lat": lat,
        "planned": kind["planned"],
        "estimated": True,
        "rule": rule,
        "source": kind["source"] or OWN,
        "evidence": kind["evidence"],
    }


def _numbered(kind: Record, area: Record, number: int, rule: str) -> Record:
    """Site `number` (from 1) of a kind in an area, on its own point."""
    key = f"{kind['kind']}:{area['code']}"
    point = point_in_disc(area["lon"], area["lat"], area["area_km2"], key, number)
    return _site(kind, f"{key}:{number}", area, rule, point)


def _place_feeders(
    areas: Mapping[str, Record], kinds: Sequence[Record]
) -> tuple[list[Record], list[Record]]:
    """The feeders and, in the same order, the blocks they feed."""
    sites, blocks = [], []
    for kind in kinds:
        if kind["placing"] != "feeder":
            continue
        rule = f"1 per {kind['ratio']:g} dwellings of an area, rounded up."
        for code in sorted(areas):
            count = max(math.ceil(areas[code]["dwellings"] / kind["ratio"]), 1)
            for number in range(1, count + 1):
                site = _numbered(kind, areas[code], number, rule)
                block = {"block": f"{code}/{number}", "area": code, "feeder": site["site"]}
                sites.append(site)
                blocks.append({**block, "share": 1 / count})
    return sites, blocks


def _place_outside(kind: Record, ground: _Ground) -> list[Record]:
    unknown = {"code": "", "lon": math.nan, "lat": math.nan}
    rule = "One, outside the region."
    return [{**_site(kind, f"{kind['kind']}:outside", unknown, rule), "estimated": False}]


def _place_high_rise(kind: Record, ground: _Ground) -> list[Record]:
    rule = "One for each block of an area with high-rise."
    sites = []
    for block in ground.blocks:
        area = ground.areas[block["area"]]
        if area["high_rise"] > 0:
            ident = f"{kind['kind']}:{block['block'].replace('/', ':')}"
            sites.append(_site(kind, ident, area, rule, ground.points[block["block"]]))
    return sites


def _block_named(site: Record) -> str:
    _, code, number = site["site"].split(":")
    return f"{code}/{number}"


def _place_by_share(kind: Record, ground: _Ground) -> list[Record]:
    return _dealt(kind, ground, ground.areas, "dealt over areas by Sainte-Laguë")


def _place_urban(kind: Record, ground: _Ground) -> list[Record]:
    urban = {code: area for code, area in ground.areas.items() if area["urbanity"] in URBAN}
    return _dealt(kind, ground, urban, "dealt over urban areas by Sainte-Laguë") if urban else []


def _dealt(kind: Record, ground: _Ground, areas: Mapping[str, Record], words: str) -> list[Record]:
    weights = {code: _basis(kind, area) for code, area in areas.items()}
    least = _least(kind, areas, weights)
    total = max(_total(kind, areas), sum(least.values()))
    rule = f"{_ratio_words(kind)}; {words}."
    return [
        _numbered(kind, areas[code], number, rule)
        for code, count in deal(weights, total, least).items()
        for number in range(1, count + 1)
    ]


def _least(
    kind: Record, areas: Mapping[str, Record], weights: Mapping[str, float]
) -> dict[str, int]:
    if kind["least"] == "area":
        return dict.fromkeys(areas, 1)
    if kind["least"] == "municipality":
        return dict.fromkeys(_largest(areas, lambda area: weights[area["code"]]).values(), 1)
    return {}


def _largest(areas: Mapping[str, Record], size: Callable[[Record], float]) -> dict[str, str]:
    """For each municipality's code the code of its largest area; ties go to the first code."""
    largest: dict[str, str] = {}
    for code in sorted(areas):
        municipality = areas[code]["municipality_code"]
        best = largest.get(municipality)
        if best is None or size(areas[code]) > size(areas[best]):
            largest[municipality] = code
    return dict(sorted(largest.items()))


def _cover_order(
    areas: Mapping[str, Record],
    blocks: Sequence[Record],
    points: Mapping[str, tuple[float, float]],
    most: int,
) -> list[int]:
    where = [points[block["block"]] for block in blocks]
    people = [areas[b["area"]]["inhabitants"] * b["share"] for b in blocks]
    lons, lats = np.array([p[0] for p in where]), np.array([p[1] for p in where])
    return cover(lons, lats, np.array(people), most)


def _place_to_cover(kind: Record, ground: _Ground) -> list[Record]:
    rule = f"{_ratio_words(kind)}; each where it lowers people times km to the nearest most."
    counts: dict[str, int] = {}
    sites = []
    for i in ground.cover_order[: _total(kind, ground.areas)]:
        code = ground.blocks[i]["area"]
        counts[code] = counts.get(code, 0) + 1
        sites.append(_numbered(kind, ground.areas[code], counts[code], rule))
    return sites


def _place_main(kind: Record, ground: _Ground) -> list[Record]:
    rule = "One for each municipality, in its most populous area."
    largest = _largest(ground.areas, lambda area: float(area["inhabitants"]))
    return [
        _site(kind, f"{kind['kind']}:{municipality}", ground.areas[code], rule)
        for municipality, code in largest.items()
    ]


def _basis(kind: Record, area: Record) -> float:
    """The basis units of an area: persons, dwellings or km2; 1 where the basis is not a sum."""
    if kind["basis"] == "inhabitants_65_plus":
        return float(area["inhabitants"] * area["share_65_plus"])
    return float(area.get(kind["basis"], 1.0))


def _total(kind: Record, areas: Mapping[str, Record]) -> int:
    if kind["basis"] == "count":
        return round(float(kind["ratio"]))
    whole = math.fsum(_basis(kind, area) for area in areas.values())
    return int(max(math.floor(whole / kind["ratio"] + 0.5), 1))


def _ratio_words(kind: Record) -> str:
    if kind["basis"] == "count":
        return f"{kind['ratio']:g} in the region"
    return f"1 per {kind['ratio']:g} {kind['basis']}"


PLACE: Mapping[str, Callable[[Record, _Ground], list[Record]]] = {
    "outside": _place_outside,
    "high_rise": _place_high_rise,
    "share": _place_by_share,
    "urban": _place_urban,
    "cover": _place_to_cover,
    "main": _place_main,
}
