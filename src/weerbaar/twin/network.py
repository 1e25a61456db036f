"""A region compiled for the kernel: sites in topological order, places and who serves them.

Sites that depend on each other in a circle form a part; they stand side by side, by identifier, and
the parts stand in topological order. A network depends on the region, the library and which planned
sites are on, but on no draw: it is made once and used for every run. What a draw changes stands in
`drawing_case`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from weerbaar.common.tables import Rows, sorted_rows
from weerbaar.region.cycles import group_sites
from weerbaar.region.region import Library, Region
from weerbaar.region.stating import agreed
from weerbaar.region.tables import LINEAR
from weerbaar.twin.cascade import Graph, with_consumers
from weerbaar.twin.draws import Keys, keys_of
from weerbaar.twin.state import Cover, Places, Serve, Walk

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KM_PER_DEGREE = 111.195
POINTS_RING = 6
POINTS_PER_AREA = 1 + POINTS_RING
RING_AT = 0.6
NEAR_MACRO = 10
NEAR_SMALL = 3
WALK_WITHIN_KM = 4.0
HELP_POINT = "help_point"
STATED = "O"
"""Evidence of what an organisation says of itself."""


@dataclass(frozen=True)
class Inputs:
    """The inputs of all sites (m) with their quantiles, in the order of the graph."""

    names: tuple[str, ...]
    keys: Keys
    parameter_keys: Keys
    p10: Floats
    p50: Floats
    p90: Floats
    floor: Floats
    lag: Floats
    refill: Floats
    fail_start: Floats
    population: NDArray[np.bool_]
    goods: NDArray[np.bool_]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Network:
    """Everything about a region that no draw changes.

    `sites` are identifiers in graph order; `site_rows` their rows in the region's table of sites.
    """

    region: Region
    library: Library
    sites: tuple[str, ...]
    site_rows: Ints
    graph: Graph
    inputs: Inputs
    places: Places
    kinds: tuple[str, ...]
    outside: NDArray[np.bool_]
    keys: Keys
    switched: NDArray[np.bool_]

    def rows_there(self, kinds: tuple[str, ...]) -> Ints:
        """Rows of these kinds of which there are sites."""
        there = set(self.graph.kind.tolist())
        rows = [i for i, kind in enumerate(self.kinds) if kind in kinds and i + 1 in there]
        return np.array(rows, np.int64)

    def row_there(self, kind: str) -> int:
        """The row of a kind of which there are sites, -1 without."""
        rows = self.rows_there((kind,))
        return int(rows[0]) if len(rows) else -1


def compile_network(
    region: Region,
    library: Library,
    switched_on: Collection[str] = (),
    opened: Collection[str] = (),
) -> Network:
    """The network of a region, its areas by code.

    Planned sites count only when their kind is in `switched_on`, or they are `opened` by name.
    """
    # Sums over areas are floats: their order must not follow the order of the rows.
    region = replace(region, areas=sorted_rows(region.areas))
    keep = ~region.sites["planned"] | np.isin(region.sites["kind"], list(switched_on))
    keep |= np.isin(region.sites["site"], list(opened))
    sites = region.sites.where(keep)
    names = [str(name) for name in sites["site"]]
    wanted = set(names)
    links = [
        (str(c), str(i), str(s), float(w))
        for c, i, s, w in zip(
            region.links["consumer"],
            region.links["input"],
            region.links["supplier"],
            region.links["weight"],
            strict=True,
        )
        if c in wanted and s in wanted
    ]
    groups = topological_groups(names, [(c, s) for c, _, s, _ in links])
    order = [name for group in groups for name in group]
    place = {name: i for i, name in enumerate(order)}
    row = sites.positions("site")
    kept = np.array([row[name] for name in order], dtype=np.int64)
    kinds = tuple(str(kind) for kind in library.kinds["kind"])
    kind_of = [str(sites["kind"][i]) for i in kept]
    graph, inputs = _graph(
        order, kind_of, sites["estimated"][kept], links, kinds, library, agreed(region.autonomies)
    )
    graph = with_consumers(graph._replace(parts=_parts(groups, links, graph)))
    ordered = _take(sites, kept)
    return Network(
        region=region,
        library=library,
        sites=tuple(order),
        site_rows=np.flatnonzero(keep)[kept],
        graph=graph,
        inputs=inputs,
        places=_places(region, ordered, place, library),
        kinds=kinds,
        outside=np.array([str(area) == "" for area in ordered["area"]]),
        keys=keys_of(order),
        switched=np.isin(kind_of, _kinds_placed(library, "feeder")),
    )


def _kinds_placed(library: Library, placing: str) -> list[str]:
    """The kinds that a rule places; feeders are what blocks are on, wholly or not at all."""
    return [str(k) for k in library.kinds["kind"][library.kinds["placing"] == placing]]


def topological_groups(
    names: Sequence[str], links: Sequence[tuple[str, str]]
) -> list[tuple[str, ...]]:
    """Names in groups, every supplier before its consumers; links are (consumer, supplier).

    Names that depend on each other in a circle share a group, sorted; any other has its own. Ties
    go by the first name of a group.
    """
    groups = group_sites(names, links)
    of = {name: at for at, group in enumerate(groups) for name in group}
    suppliers: list[set[int]] = [set() for _ in groups]
    consumers: list[set[int]] = [set() for _ in groups]
    for consumer, supplier in links:
        if of[consumer] != of[supplier]:
            suppliers[of[consumer]].add(of[supplier])
            consumers[of[supplier]].add(of[consumer])
    waiting = [len(own) for own in suppliers]
    layer = [at for at, count in enumerate(waiting) if count == 0]
    order: list[tuple[str, ...]] = []
    while layer:
        order += [groups[at] for at in layer]
        freed = []
        for at in layer:
            for consumer_at in consumers[at]:
                waiting[consumer_at] -= 1
                if waiting[consumer_at] == 0:
                    freed.append(consumer_at)
        layer = sorted(freed)
    return order


def _parts(
    groups: Sequence[Sequence[str]], links: Sequence[tuple[str, str, str, float]], graph: Graph
) -> Ints:
    """First and past of the groups that take more than one look: see `Graph.parts`."""
    alone = {consumer for consumer, _, supplier, _ in links if consumer == supplier}
    adds = np.add.reduceat(np.append(graph.adds, 0), graph.inputs[:-1])
    adds[np.diff(graph.inputs) == 0] = 0
    first, found = 0, []
    for group in groups:
        past = first + len(group)
        if len(group) > 1 or group[0] in alone or adds[first] > 0:
            found.append((first, past))
        first = past
    return np.array(found, np.int64).reshape(-1, 2)


def to_km(lon: Floats, lat: Floats, lon0: float, lat0: float) -> Floats:
    """Positions in km east and north of (lon0, lat0), shape (n, 2); flat, good within a country."""
    east = (lon - lon0) * KM_PER_DEGREE * np.cos(np.radians(lat0))
    return np.stack([east, (lat - lat0) * KM_PER_DEGREE], axis=1)


def _take(rows: Rows, order: Ints) -> Rows:
    return Rows(rows.table, {name: values[order] for name, values in rows.columns.items()})


def _graph(
    order: Sequence[str],
    kind_of: Sequence[str],
    estimated: NDArray[np.bool_],
    links: Sequence[tuple[str, str, str, float]],
    kinds: tuple[str, ...],
    library: Library,
    stated: Rows,
) -> tuple[Graph, Inputs]:
    place = {name: i for i, name in enumerate(order)}
    needs = library.dependencies
    row_of = {
        (str(c), str(i), str(s)): r
        for r, (c, i, s) in enumerate(
            zip(needs["consumer"], needs["input"], needs["supplier"], strict=True)
        )
    }
    grouped: list[dict[str, list[tuple[int, float]]]] = [{} for _ in order]
    for consumer, name, supplier, weight in links:
        grouped[place[consumer]].setdefault(name, []).append((place[supplier], weight))
    kind_row = {kind: i + 1 for i, kind in enumerate(kinds)}
    inputs, offsets = [0], [0]
    supplier_of: list[int] = []
    weight_of: list[float] = []
    rows: list[int] = []
    names: list[str] = []
    for i in range(len(order)):
        for name, unsorted in sorted(grouped[i].items()):
            of = sorted(unsorted)
            supplier_of += [s for s, _ in of]
            weight_of += [w for _, w in of]
            offsets.append(len(supplier_of))
            rows.append(row_of[(kind_of[i], name, kind_of[of[0][0]])])
            names.append(f"{order[i]}|{name}")
        inputs.append(len(rows))
    at_rows = np.array(rows, dtype=np.int64)
    shapes = [str(needs["shape"][r]) for r in rows]
    graph = Graph(
        np.array(inputs, np.int64),
        np.array(offsets, np.int64),
        np.array(supplier_of, np.int64),
        np.array(weight_of, np.float64),
        np.array([shape == "L" for shape in shapes], np.int64),
        np.array([needs["form"][r] == LINEAR for r in rows], np.int64),
        np.array([kind_row[kind] for kind in kind_of], np.int64),
        np.asarray(estimated, np.int64),
        np.zeros((0, 2), np.int64),
    )
    services = library.services
    shops = {str(k) for k in services["kind"][services["service"] == "shop"]}
    shop_goods = {
        f"{name}|goods" for name, kind in zip(order, kind_of, strict=True) if kind in shops
    }
    parameters = [f"{needs['consumer'][r]}|{needs['input'][r]}" for r in rows]
    said = _said(stated, names, parameters)

    def figures(column: str) -> Floats:
        return _own_first(needs[column][at_rows], stated, column, said)

    drawn = Inputs(
        names=tuple(names),
        keys=keys_of(names),
        parameter_keys=keys_of(parameters),
        p10=figures("t_p10"),
        p50=figures("t_p50"),
        p90=figures("t_p90"),
        floor=figures("floor"),
        lag=figures("lag_h"),
        refill=needs["refill_h"][at_rows],
        fail_start=figures("fail_start"),
        population=np.array([shape == "D" for shape in shapes], dtype=bool),
        goods=np.array([name in shop_goods for name in names], dtype=bool),
        evidence=tuple(
            str(needs["evidence"][r]) if own < 0 else STATED
            for r, own in zip(rows, said, strict=True)
        ),
    )
    return graph, drawn


def _said(stated: Rows, names: Sequence[str], parameters: Sequence[str]) -> Ints:
    """The row in which each input's own figures stand, -1 for none: a site goes before its kind."""
    pairs = zip(stated["consumer"], stated["input"], strict=True)
    row_of = {f"{consumer}|{name}": row for row, (consumer, name) in enumerate(pairs)}
    found = [
        row_of.get(name, row_of.get(kind, -1)) for name, kind in zip(names, parameters, strict=True)
    ]
    return np.array(found, np.int64)


def _own_first(library: Floats, stated: Rows, column: str, said: Ints) -> Floats:
    """The library's figures, with those that were stated in their place."""
    figures = library.copy()
    has = said >= 0
    own = stated[column][said[has]]
    figures[has] = np.where(np.isnan(own), figures[has], own)
    return figures


def _places(region: Region, sites: Rows, place: Mapping[str, int], library: Library) -> Places:
    codes = [str(code) for code in region.areas["code"]]
    area_at = {code: i for i, code in enumerate(codes)}
    blocks = sorted(
        (area_at[str(a)], str(b), float(share), place[str(f)])
        for b, a, f, share in zip(
            region.blocks["block"],
            region.blocks["area"],
            region.blocks["feeder"],
            region.blocks["share"],
            strict=True,
        )
    )
    block_area = np.array([b[0] for b in blocks], np.int64)
    served = _served(region, place)
    block_names = [b[1] for b in blocks]
    upper = [served.get(("upper_tap", name), [(-1, 0.0)])[0][0] for name in block_names]
    support, start, area, km = _support(region, sites)
    return Places(
        block_area=block_area,
        block_share=np.array([b[2] for b in blocks]),
        block_feeder=np.array([b[3] for b in blocks], np.int64),
        upper=np.array(upper, np.int64),
        blocks=np.searchsorted(block_area, np.arange(len(codes) + 1)).astype(np.int64),
        tap=_serve(served, "tap", codes),
        shop=_serve(served, "shop", codes),
        card=_serve(served, "card", codes),
        cash_machine=_serve(served, "cash_machine", codes),
        pharmacy=_serve(served, "pharmacy", codes),
        fixed=_serve(served, "fixed", codes),
        radio=_serve(served, "radio", codes),
        answer=_serve(served, "answer", codes),
        home_care=_serve(served, "home_care", codes),
        fuel=_serve(served, "fuel", codes),
        cover=_cover(region, sites),
        support=support,
        support_start=start,
        support_area=area,
        support_km=km,
        help=_help_points(region, sites, library),
    )


def _served(
    region: Region, place: Mapping[str, int]
) -> dict[tuple[str, str], list[tuple[int, float]]]:
    served: dict[tuple[str, str], list[tuple[int, float]]] = {}
    rows = region.service
    for where, service, site, weight in zip(
        rows["place"], rows["service"], rows["site"], rows["weight"], strict=True
    ):
        if str(site) in place:
            served.setdefault((str(service), str(where)), []).append(
                (place[str(site)], float(weight))
            )
    return {key: sorted(value) for key, value in served.items()}


def _serve(
    served: Mapping[tuple[str, str], list[tuple[int, float]]], service: str, places: Sequence[str]
) -> Serve:
    start, site, weight = [0], [], []
    for where in places:
        for s, w in served.get((service, where), []):
            site.append(s)
            weight.append(w)
        start.append(len(site))
    return Serve(np.array(start, np.int64), np.array(site, np.int64), np.array(weight, np.float64))


def area_points(region: Region) -> tuple[Floats, float, float]:
    """Seven points in each area, its centroid and a ring, (areas x 7, 2) km; and the origin."""
    areas = region.areas
    lon0, lat0 = float(areas["lon"].mean()), float(areas["lat"].mean())
    centre = to_km(areas["lon"], areas["lat"], lon0, lat0)
    radius = RING_AT * np.sqrt(areas["area_km2"] / np.pi)
    angle = 2 * np.pi * np.arange(POINTS_RING) / POINTS_RING
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    offsets = np.concatenate([np.zeros((1, 2)), ring])
    points = centre[:, None, :] + radius[:, None, None] * offsets[None, :, :]
    return points.reshape(-1, 2), lon0, lat0


def _cover(region: Region, sites: Rows) -> Cover:
    points, lon0, lat0 = area_points(region)
    at, km, small = [], [], []
    for kind, near, is_small in (("mobile_macro", NEAR_MACRO, 0), ("mobile_small", NEAR_SMALL, 1)):
        where = np.flatnonzero(sites["kind"] == kind)
        index, distance = _nearest(points, sites, where, near, lon0, lat0)
        at.append(index)
        km.append(distance)
        small.append(np.full(index.shape, is_small, np.int64))
    return Cover(
        POINTS_PER_AREA,
        np.concatenate(at, axis=1),
        np.concatenate(km, axis=1),
        np.concatenate(small, axis=1),
    )


def _nearest(
    points: Floats, sites: Rows, where: Ints, near: int, lon0: float, lat0: float
) -> tuple[Ints, Floats]:
    index = np.full((len(points), near), -1, np.int64)
    distance = np.full((len(points), near), np.inf)
    if len(where) == 0:
        return index, distance
    positions = to_km(sites["lon"][where], sites["lat"][where], lon0, lat0)
    count = min(near, len(where))
    km, found = cKDTree(positions).query(points, k=count)
    index[:, :count] = where[found.reshape(len(points), count)]
    distance[:, :count] = km.reshape(len(points), count)
    return index, distance


def _support(region: Region, sites: Rows) -> tuple[Ints, Ints, Ints, Floats]:
    where = np.flatnonzero(sites["kind"] == "noodsteunpunt")
    points, lon0, lat0 = area_points(region)
    start, areas, km = [0], [], []
    if len(where):
        positions = to_km(sites["lon"][where], sites["lat"][where], lon0, lat0)
        tree = cKDTree(points)
        for position in positions:
            for q in sorted(tree.query_ball_point(position, WALK_WITHIN_KM)):
                areas.append(q // POINTS_PER_AREA)
                km.append(float(np.hypot(*(points[q] - position))))
            start.append(len(areas))
    return (
        np.asarray(where, np.int64),
        np.array(start, np.int64),
        np.array(areas, np.int64),
        np.array(km, np.float64),
    )


def _help_points(region: Region, sites: Rows, library: Library) -> Walk:
    services = library.services
    kinds = [str(kind) for kind in services["kind"][services["service"] == HELP_POINT]]
    where = np.flatnonzero(np.isin(sites["kind"], kinds))
    points, lon0, lat0 = area_points(region)
    positions = to_km(sites["lon"][where], sites["lat"][where], lon0, lat0)
    tree = cKDTree(positions) if len(where) else None
    start, site, km = [0], [], []
    for own in points.reshape(-1, POINTS_PER_AREA, 2):
        near = tree.query_ball_point(own, WALK_WITHIN_KM) if tree else []
        for s in sorted({s for of_point in near for s in of_point}):
            site.append(int(where[s]))
            km.append(np.hypot(*(own - positions[s]).T))
        start.append(len(site))
    return Walk(
        np.array(start, np.int64),
        np.array(site, np.int64),
        np.array(km, np.float64).reshape(-1, POINTS_PER_AREA),
    )
