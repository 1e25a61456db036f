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
   kinds that the region does not have are passed over. Of that kind the nearest, with weight 1.
5. A planned site supplies nothing until it is switched on, and so no site depends on it.
Services: an area is divided over the `reach` nearest sites in inverse proportion to distance plus
half a kilometre. A block has the feeder that feeds it and, for a kind placed on blocks, the site
on it. Reach 0 is not stored: there distance decides while the model runs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from weerbaar.common.tables import Rows, rows_of, sorted_rows
from weerbaar.region.distance import Floats, keyed_fraction, km_between
from weerbaar.region.placing import Placed
from weerbaar.region.region import Library
from weerbaar.region.spread import Record
from weerbaar.region.tables import LINKS, SERVICE

NEAREST_KM = 0.5


@dataclass(frozen=True)
class _Suppliers:
    """The sites of one kind that are not planned, sorted by identifier."""

    idents: Sequence[str]
    lons: Floats
    lats: Floats

    def nearest(self, lon: float, lat: float, count: int) -> list[tuple[str, float]]:
        """The nearest `count` with their distance in km; ties and unknown places by identifier."""
        km = km_between(lon, lat, self.lons, self.lats)
        order = np.argsort(np.where(np.isnan(km), np.inf, km), kind="stable")[:count]
        return [(self.idents[i], float(np.nan_to_num(km[i]))) for i in order]


def link_sites(placed: Placed, library: Library) -> Rows:
    """The dependencies of every site of a region."""
    suppliers = _suppliers(placed.sites)
    feeders = _feeders_by_area(placed.blocks)
    fed_by = {block["block"]: block["feeder"] for block in placed.blocks}
    needs = _by_consumer(library.dependencies)
    links = []
    for site in placed.sites:
        for input_, rows in needs.get(site["kind"], {}).items():
            found: dict[str, float] = {}
            for row in _drawn(site, rows, suppliers):
                if row["linking"] == "feeder":
                    names = _dealt_feeder(site, feeders.get(site["area"], []))
                elif row["linking"] == "block":
                    names = [fed_by[block] for block in _own_block(site, placed)]
                else:
                    names = _of_kind(site, row, suppliers.get(row["supplier"]))
                weight = 1.0 if row["linking"] == "drawn" else _weight(row, len(names))
                found.update(dict.fromkeys(names, weight))
            links += [
                {"consumer": site["site"], "input": input_, "supplier": name, "weight": weight}
                for name, weight in found.items()
            ]
    return sorted_rows(rows_of(LINKS, links))


def serve_places(areas: Rows, placed: Placed, library: Library) -> Rows:
    """Which sites serve each area and block; the weights of a place and service add up to 1."""
    suppliers = _suppliers(placed.sites)
    kinds = {kind["kind"]: kind["placing"] for kind in library.kinds}
    on_block = _sites_on_blocks(placed)
    records: list[Record] = []
    for row in library.services:
        kind, count = row["kind"], row["reach"]
        if count == 0 or kind not in suppliers:
            continue
        if kinds.get(kind) in ("feeder", "high_rise"):
            shares = [(block, [(site, 1.0)]) for block, site in on_block.get(kind, [])]
        else:
            shares = _shares_by_distance(_places(row, areas, placed), suppliers[kind], count)
        records += [
            {"place": place, "service": row["service"], "site": site, "weight": weight}
            for place, sites in shares
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


def _by_consumer(dependencies: Rows) -> dict[str, dict[str, list[Record]]]:
    needs: dict[str, dict[str, list[Record]]] = {}
    for row in dependencies:
        needs.setdefault(row["consumer"], {}).setdefault(row["input"], []).append(row)
    return needs


def _drawn(
    site: Record, rows: Sequence[Record], suppliers: Mapping[str, _Suppliers]
) -> list[Record]:
    """The rows that hold for this site: all, but only one of those that are drawn."""
    drawn = [r for r in rows if r["linking"] == "drawn" and r["supplier"] in suppliers]
    kept = [row for row in rows if row["linking"] != "drawn"]
    if not drawn:
        return kept
    drawn.sort(key=lambda row: str(row["supplier"]))
    lot = keyed_fraction(f"{site['site']}:{drawn[0]['input']}") * sum(r["weight"] for r in drawn)
    for row in drawn:
        lot -= row["weight"]
        if lot < 0:
            return [*kept, row]
    return [*kept, drawn[-1]]


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


def _own_block(site: Record, placed: Placed) -> Iterable[str]:
    block = placed.block_of.get(site["site"])
    return [block] if block is not None else []


def _of_kind(site: Record, row: Record, suppliers: _Suppliers | None) -> list[str]:
    if suppliers is None:
        return []
    if row["linking"] == "all":
        return list(suppliers.idents)
    count = 1 if row["linking"] == "drawn" else row["reach"]
    return [name for name, _ in suppliers.nearest(site["lon"], site["lat"], count)]


def _weight(row: Record, count: int) -> float:
    """The weight of each link; more than the table's where the region has fewer suppliers."""
    weight = float(row["weight"])
    if row["linking"] == "nearest" and 0 < count < row["reach"]:
        return max(weight, math.ceil(10_000 / count) / 10_000)
    return weight


def _sites_on_blocks(placed: Placed) -> dict[str, list[tuple[str, str]]]:
    kinds = dict(zip(placed.sites["site"], placed.sites["kind"], strict=True))
    on_block: dict[str, list[tuple[str, str]]] = {}
    for site, block in placed.block_of.items():
        on_block.setdefault(kinds[site], []).append((block, site))
    return on_block


def _places(service: Record, areas: Rows, placed: Placed) -> list[tuple[str, float, float]]:
    """Code, longitude and latitude of each place the service is given to."""
    if service["place"] == "area":
        return [(area["code"], area["lon"], area["lat"]) for area in areas]
    points = {site["site"]: (site["lon"], site["lat"]) for site in placed.sites}
    return [(block["block"], *points[block["feeder"]]) for block in placed.blocks]


def _shares_by_distance(
    places: Iterable[tuple[str, float, float]], suppliers: _Suppliers, count: int
) -> list[tuple[str, list[tuple[str, float]]]]:
    shares = []
    for place, lon, lat in places:
        near = suppliers.nearest(lon, lat, count)
        weights = divided([km for _, km in near])
        shares.append((place, list(zip((name for name, _ in near), weights, strict=True))))
    return shares
