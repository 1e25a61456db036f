"""Which site supplies which, and which sites serve which area.

Rules, by the column `linking` of the table of dependencies:
1. all: every site of the supplying kind. nearest: the `reach` nearest by distance; a kind without
   places gives its first sites.
2. feeder: a feeder of the site's own area; numbered sites of a kind take the area's feeders in
   turn from a start keyed by kind and area, named ones the feeder their identifier points to.
3. block: the feeder of the block the site belongs to.
   Where there are fewer of them than `reach`, they weigh at least their part of 1: in peace those
   that are there supply all.
4. drawn: one of the supplying kinds by market share, drawn with the site's identifier as key;
   kinds that have no site within `reach_km` are passed over, unless that leaves none. Of that kind
   the nearest, with weight 1.
5. A planned site supplies nothing until it is switched on, and so no site depends on it.
Services: an area is divided over the `reach` nearest sites in inverse proportion to distance plus
half a kilometre. A block has the feeder that feeds it and, for a kind placed on blocks, the site
on it. Sites further than `reach_km` are passed over, unless that leaves none: nobody takes a boat
to the shop. Reach 0 is not stored: there distance decides while the model runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from weerbaar.common.tables import Rows, joined_rows, rows_of, sorted_rows
from weerbaar.region.distance import Floats, keyed_fraction, km_between
from weerbaar.region.inputs import inputs_by_kind
from weerbaar.region.placing import Placed
from weerbaar.region.region import Library, Region
from weerbaar.region.spread import Record
from weerbaar.region.tables import LINEAR, LINKS, SERVICE

NEAREST_KM = 0.5
Pair = tuple[str, str]
Asked = Callable[[Pair], bool]


@dataclass(frozen=True)
class _Suppliers:
    """The sites of one kind that are not planned, sorted by identifier."""

    idents: Sequence[str]
    lons: Floats
    lats: Floats

    def nearest(self, lon: float, lat: float, count: int) -> list[tuple[str, float]]:
        """The nearest `count` with their distance in km; ties and unknown places by identifier."""
        known = km_between(lon, lat, self.lons, self.lats)
        km = np.where(np.isnan(known), np.inf, known)
        near = np.arange(len(km))
        if count < len(km):
            near = np.flatnonzero(km <= np.partition(km, count - 1)[count - 1])
        order = near[np.argsort(km[near], kind="stable")[:count]]
        return [(self.idents[i], 0.0 if np.isinf(km[i]) else float(km[i])) for i in order]


@dataclass(frozen=True)
class _Ground:
    """Where links come from: suppliers by kind, feeders by area and block, blocks by site."""

    suppliers: Mapping[str, _Suppliers]
    feeders: Mapping[str, Sequence[str]]
    fed_by: Mapping[str, str]
    block_of: Mapping[str, str]


def link_sites(placed: Placed, library: Library) -> Rows:
    """The dependencies of every site of a region."""
    return _linked(placed, library, _every)


def serve_places(areas: Rows, placed: Placed, library: Library) -> Rows:
    """Which sites serve each area and block; the weights of a place and service add up to 1."""
    return _served(areas, placed, library, _every)


def relink_sites(
    region: Region,
    library: Library,
    kinds: Collection[str],
    kept: Collection[Pair] = (),
) -> Region:
    """The region with anew, by rule, all links and service that sites of these kinds take part in.

    Anew are all links of an input that such a site needs or may supply, and all service that such a
    site may give. The inputs in `kept`, as (consumer, input), stay as they are. Links and service
    of sites that are no longer there go.
    """
    needs = inputs_by_kind(library)
    inputs = {
        (site, input_)
        for site, kind in zip(region.sites["site"], region.sites["kind"], strict=True)
        for input_, rows in needs.get(kind, {}).items()
        if kind in kinds or any(row["supplier"] in kinds for row in rows)
    }
    given = {row["service"] for row in library.services if row["kind"] in kinds}
    places = [*region.areas["code"], *region.blocks["block"], *set(region.service["place"])]
    services = {(place, service) for place in places for service in given}
    return relink(region, library, inputs - set(kept), services)


def relink(
    region: Region, library: Library, inputs: Collection[Pair], services: Collection[Pair]
) -> Region:
    """The region with the links of these inputs and the service of these places anew, by rule.

    `inputs` holds pairs of a consumer and an input, `services` pairs of a place and a service.
    Links and service of sites and places that are no longer there go.
    """
    placed = placed_of(region, library)
    sites = set(region.sites["site"])
    places = {*region.areas["code"], *region.blocks["block"]}
    links, service = region.links, region.service
    linked = zip(links["consumer"], links["input"], strict=True)
    stay = [pair[0] in sites and pair not in inputs for pair in linked]
    served = zip(service["place"], service["service"], service["site"], strict=True)
    serve = [
        p in places and site in sites and (p, name) not in services for p, name, site in served
    ]
    anew = _linked(placed, library, inputs.__contains__)
    anew_served = _served(region.areas, placed, library, services.__contains__)
    return replace(
        region, links=_renewed(links, stay, anew), service=_renewed(service, serve, anew_served)
    )


def placed_of(region: Region, library: Library) -> Placed:
    """The blocks and sites of a region, and which block its sites on blocks belong to."""
    placing = {kind["kind"]: kind["placing"] for kind in library.kinds}
    kinds = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
    blocks = set(region.blocks["block"])
    block_of = dict(zip(region.blocks["feeder"], region.blocks["block"], strict=True))
    for place, site in zip(region.service["place"], region.service["site"], strict=True):
        if place in blocks and placing.get(kinds.get(site, "")) == "high_rise":
            block_of[site] = place
    return Placed(region.blocks, region.sites, block_of)


def _every(pair: Pair) -> bool:
    return True


def _renewed(rows: Rows, stay: Sequence[bool], anew: Rows) -> Rows:
    kept = rows.where(np.array(stay, dtype=bool))
    return sorted_rows(joined_rows(rows.table, [kept, anew]))


def _linked(placed: Placed, library: Library, asked: Asked) -> Rows:
    """The links of the inputs asked for, as (consumer, input)."""
    ground = _Ground(
        _suppliers(placed.sites),
        _feeders_by_area(placed.blocks),
        dict(zip(placed.blocks["block"], placed.blocks["feeder"], strict=True)),
        placed.block_of,
    )
    needs = inputs_by_kind(library)
    links = [
        {"consumer": site["site"], "input": input_, "supplier": name, "weight": weight}
        for site in placed.sites
        for input_, rows in needs.get(site["kind"], {}).items()
        if asked((site["site"], input_))
        for name, weight in _supply(site, rows, ground).items()
    ]
    return sorted_rows(rows_of(LINKS, links))


def _supply(site: Record, rows: Sequence[Record], ground: _Ground) -> dict[str, float]:
    """The suppliers of one input of a site, with their weights."""
    found: dict[str, float] = {}
    for row in _drawn(site, rows, ground.suppliers):
        if row["linking"] == "feeder":
            names = _dealt_feeder(site, ground.feeders.get(site["area"], []))
        elif row["linking"] == "block":
            names = _own_feeder(site, ground)
        else:
            names = _of_kind(site, row, ground.suppliers.get(row["supplier"]))
        weight = 1.0 if row["linking"] == "drawn" else _weight(row, len(names))
        found.update(dict.fromkeys(names, weight))
    return found


def _served(areas: Rows, placed: Placed, library: Library, asked: Asked) -> Rows:
    """The service of the places asked for, as (place, service)."""
    suppliers = _suppliers(placed.sites)
    placing = {kind["kind"]: kind["placing"] for kind in library.kinds}
    on_block = _sites_on_blocks(placed)
    records: list[Record] = []
    for row in library.services:
        kind, name = row["kind"], row["service"]
        if row["reach"] == 0 or kind not in suppliers:
            continue
        if placing.get(kind) in ("feeder", "high_rise"):
            shares = [(block, [(site, 1.0)]) for block, site in on_block.get(kind, [])]
        else:
            places = [place for place in _places(row, areas, placed) if asked((place[0], name))]
            shares = _shares_by_distance(places, suppliers[kind], row["reach"], row["reach_km"])
        records += [
            {"place": place, "service": name, "site": site, "weight": weight}
            for place, sites in shares
            if asked((place, name))
            for site, weight in sites
        ]
    return sorted_rows(rows_of(SERVICE, records))


def divided(km: Sequence[float], digits: int = 4) -> list[float]:
    """Shares in inverse proportion to distance plus half a km, that add up to exactly 1."""
    weights = [1 / (distance + NEAREST_KM) for distance in km]
    shares = [round(weight / sum(weights), digits) for weight in weights]
    shares[0] = round(1 - sum(shares[1:]), digits)
    return shares


def _suppliers(sites: Rows) -> dict[str, _Suppliers]:
    live = sorted_rows(sites.where(~sites["planned"]))
    return {
        kind: _Suppliers(list(own["site"]), own["lon"], own["lat"])
        for kind in sorted(set(live["kind"]))
        for own in [live.where(live["kind"] == kind)]
    }


def _feeders_by_area(blocks: Rows) -> dict[str, list[str]]:
    feeders: dict[str, list[str]] = {}
    for block in sorted(blocks, key=lambda block: (block["area"], _number(block["feeder"]))):
        feeders.setdefault(block["area"], []).append(block["feeder"])
    return feeders


def _drawn(
    site: Record, rows: Sequence[Record], suppliers: Mapping[str, _Suppliers]
) -> list[Record]:
    """The rows that hold for this site: all, but only one of those that are drawn."""
    present = [r for r in rows if r["linking"] == "drawn" and r["supplier"] in suppliers]
    kept = [row for row in rows if row["linking"] != "drawn"]
    if not present:
        return kept
    near = [row for row in present if _in_reach(site, row, suppliers[row["supplier"]])]
    drawn = sorted(near or present, key=lambda row: str(row["supplier"]))
    lot = keyed_fraction(f"{site['site']}:{drawn[0]['input']}") * sum(r["weight"] for r in drawn)
    for row in drawn:
        lot -= row["weight"]
        if lot < 0:
            return [*kept, row]
    return [*kept, drawn[-1]]


def _in_reach(site: Record, row: Record, suppliers: _Suppliers) -> bool:
    """Whether a supplier is near enough; one without a place, and no bound, always are."""
    ((_, km),) = suppliers.nearest(site["lon"], site["lat"], 1)
    return not km > row["reach_km"]


def _dealt_feeder(site: Record, feeders: Sequence[str]) -> list[str]:
    if not feeders:
        return []
    numbered = site["site"] == f"{site['kind']}:{site['area']}:{_number(site['site'])}"
    key = f"{site['kind']}:{site['area']}" if numbered else site["site"]
    start = int(keyed_fraction(f"{key}:feeder") * len(feeders))
    turn = _number(site["site"]) if numbered else 0
    return [feeders[(start + turn) % len(feeders)]]


def _number(ident: str) -> int:
    last = ident.rsplit(":", 1)[-1]
    return int(last) if last.isdigit() else 0


def _own_feeder(site: Record, ground: _Ground) -> list[str]:
    block = ground.block_of.get(site["site"], "")
    return [ground.fed_by[block]] if block in ground.fed_by else []


def _of_kind(site: Record, row: Record, suppliers: _Suppliers | None) -> list[str]:
    if suppliers is None:
        return []
    if row["linking"] == "all":
        return list(suppliers.idents)
    count = 1 if row["linking"] == "drawn" else row["reach"]
    return [name for name, _ in suppliers.nearest(site["lon"], site["lat"], count)]


def _weight(row: Record, count: int) -> float:
    """The weight of each link; more than the table's where the region has fewer suppliers.

    Not where losses add up: there a weight says what a supplier costs, and need not add up to 1.
    """
    weight = float(row["weight"])
    if row["form"] == LINEAR:
        return weight
    if row["linking"] == "nearest" and 0 < count < row["reach"]:
        return max(weight, math.ceil(10_000 / count) / 10_000)
    return weight


def _sites_on_blocks(placed: Placed) -> dict[str, list[tuple[str, str]]]:
    kinds = dict(zip(placed.sites["site"], placed.sites["kind"], strict=True))
    on_block: dict[str, list[tuple[str, str]]] = {}
    feeders = zip(placed.blocks["block"], placed.blocks["feeder"], strict=True)
    others = ((block, site) for site, block in placed.block_of.items())
    # A feeder may feed several blocks, of which `block_of` names but one.
    for block, site in {*feeders, *others}:
        if site in kinds:
            on_block.setdefault(kinds[site], []).append((block, site))
    return on_block


def _places(service: Record, areas: Rows, placed: Placed) -> list[tuple[str, float, float]]:
    """Code, longitude and latitude of each place the service is given to."""
    if service["place"] == "area":
        return [(area["code"], area["lon"], area["lat"]) for area in areas]
    points = {site["site"]: (site["lon"], site["lat"]) for site in placed.sites}
    return [(block["block"], *points[block["feeder"]]) for block in placed.blocks]


def _shares_by_distance(
    places: Iterable[tuple[str, float, float]],
    suppliers: _Suppliers,
    count: int,
    reach_km: float,
) -> list[tuple[str, list[tuple[str, float]]]]:
    shares = []
    for place, lon, lat in places:
        found = suppliers.nearest(lon, lat, count)
        near = [pair for pair in found if not pair[1] > reach_km] or found[:1]
        weights = divided([km for _, km in near])
        shares.append((place, list(zip((name for name, _ in near), weights, strict=True))))
    return shares
