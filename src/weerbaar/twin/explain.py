"""Why this area lacks this need at this hour, told from a traced run.

Rules:
1. A chain starts at a site that serves the area and works less at that hour. It follows the cause
   that the run latched when the spell of that site began (see `cascade`, rule 2), supplier by
   supplier, to the site that failed first. What a buffer still bridges is no cause.
2. A supplier is the next link where its own latched cause is what the chain goes on with; of more
   than one, that which costs most, then the first by identifier. Where no supplier tells that any
   more, because it is back or was hit again since, the chain goes on with the root.
3. Each link comes with the hour at which it fell, from the trace of levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.twin.buffers import FULL
from weerbaar.twin.cascade import CHAIN_BITS, Sites
from weerbaar.twin.ensemble import Run, causes_at
from weerbaar.twin.outcome import REGION_ONLY, Cause, causes_in
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin

NO_AREA = ProblemKind(
    "no-such-area",
    mark("There is no single area “{value}” in this region."),
    mark("Give a code or a name, for example {known}."),
)
NO_NEED = ProblemKind(
    "no-such-need", mark("There is no need “{value}”."), mark("Use one of: {known}.")
)
NO_HOUR = ProblemKind(
    "no-such-hour",
    mark("Hour {value} lies outside this run."),
    mark("Give an hour from 0 to {high}."),
)

SERVES = {
    "power": (),
    "heat": (),
    "device": (),
    "water": ("tap", "upper_tap"),
    "water_basic": ("tap", "upper_tap"),
    "water_hygiene": ("tap", "upper_tap"),
    "food": ("shop", "card"),
    "medicine": ("pharmacy",),
    "help_call": ("fixed", "answer"),
    "information": ("fixed", "radio"),
    "payment": ("shop", "card"),
    "care": ("home_care",),
    "sewage": (),
    "transport": ("fuel",),
}
MOBILE_NEEDS = ("help_call", "information")


@dataclass(frozen=True)
class Link:
    """One site in a chain: its kind, its level at the hour, and the hour at which it first fell."""

    site: str
    kind: str
    estimated: bool
    level: float
    fell_h: float
    bridged_h: float


@dataclass(frozen=True)
class Explanation:
    """How many of an area lack a need at an hour, and why.

    `chains` go from the sites that serve the area and work less to their roots; `causes` are those
    latched over the whole run, largest first.
    """

    area: str
    need: str
    hour: float
    persons: float
    inhabitants: float
    chains: tuple[tuple[Link, ...], ...]
    causes: tuple[Cause, ...]


def explain(
    twin: Twin, run: Run, trace: NDArray[np.float64], area: str, need: str, hour: float
) -> Explanation:
    """The explanation of one area, need and hour; raises Refused for one that is not there."""
    at = find_area(twin, area)
    step = _find_step(twin, run, need, hour)
    sites = _serving(twin, at, need)
    low = [i for i in sites if trace[step, i] < FULL]
    low.sort(key=lambda i: (trace[step, i], twin.network.sites[i]))
    latched = causes_at(twin, run.run, step) if low else None
    chains = tuple(_chain(twin, trace, latched, i, step) for i in low[:3] if latched is not None)
    areas = twin.network.region.areas
    return Explanation(
        area=str(areas["name"][at]),
        need=need,
        hour=hour,
        persons=min(
            float(run.unmet[NEED_ORDER.index(need), step, at]), float(areas["inhabitants"][at])
        ),
        inhabitants=float(areas["inhabitants"][at]),
        chains=chains,
        causes=causes_in(twin, [run], NEED_ORDER.index(need), np.array([at]))[0],
    )


def find_area(twin: Twin, area: str) -> int:
    """The position of an area by code, by name, or by a part of its name that no other has.

    Raises Refused with the nearest names.
    """
    areas = twin.network.region.areas
    codes, names = ([str(v) for v in areas[column]] for column in ("code", "name"))
    wanted = area.lower()
    for values in (codes, names):
        found = [i for i, v in enumerate(values) if v.lower() == wanted]
        if len(found) == 1:
            return found[0]
    part = [i for i, name in enumerate(names) if wanted in name.lower()] if wanted else []
    if len(part) == 1:
        return part[0]
    near = [names[i] for i in part] or get_close_matches(area, names, 3, 0.5) or names[:2]
    known = ", ".join(f"{codes[names.index(name)]} ({name})" for name in near[:5])
    raise Refused([Problem(NO_AREA, column="area", value=area, params={"known": known})])


def _find_step(twin: Twin, run: Run, need: str, hour: float) -> int:
    problems = []
    if need not in NEED_ORDER or need in REGION_ONLY:
        known = ", ".join(name for name in NEED_ORDER if name not in REGION_ONLY)
        problems.append(Problem(NO_NEED, column="need", value=need, params={"known": known}))
    high = run.steps * twin.dt
    if not 0 <= hour < high:
        params = {"high": int(high) - 1}
        problems.append(Problem(NO_HOUR, column="hour", value=f"{hour:g}", params=params))
    if problems:
        raise Refused(problems)
    return int(hour / twin.dt)


def _serving(twin: Twin, area: int, need: str) -> list[int]:
    places, network = twin.network.places, twin.network
    blocks = range(int(places.blocks[area]), int(places.blocks[area + 1]))
    found: list[int] = []
    if not SERVES[need]:
        found += [int(places.block_feeder[b]) for b in blocks]
    for service in SERVES[need]:
        if service == "upper_tap":
            found += [int(places.upper[b]) for b in blocks if places.upper[b] >= 0]
            continue
        serve = getattr(places, service)
        found += [int(s) for s in serve.site[serve.start[area] : serve.start[area + 1]]]
    if need in MOBILE_NEEDS:
        per = places.cover.per_area
        near = places.cover.site[area * per : (area + 1) * per, :2]
        found += [int(s) for s in np.unique(near) if s >= 0]
    return sorted(set(found), key=lambda i: network.sites[i])


def _chain(
    twin: Twin, trace: NDArray[np.float64], sites: Sites, site: int, step: int
) -> tuple[Link, ...]:
    way = _way_back(twin, sites, site)
    suppliers = [*way[1:], None]
    return tuple(_link(twin, trace, i, s, step) for i, s in zip(way, suppliers, strict=True))


def _way_back(twin: Twin, sites: Sites, site: int) -> list[int]:
    """The sites from this one to its root, as latched (rules 1 and 2)."""
    root, way = int(sites.root[site]), [site]
    while way[-1] != root and root >= 0:
        after = _latched_supplier(twin, sites, way[-1], root)
        if after is None or after in way:
            return [*way, root]
        way.append(after)
    return way


def _latched_supplier(twin: Twin, sites: Sites, site: int, root: int) -> int | None:
    """The supplier by which this site was lost, None where no supplier tells it any more."""
    graph = twin.network.graph
    chain = int(sites.chain[site])
    # A chain that is full does not hold the site itself: its supplier has the same one.
    above = (chain >> CHAIN_BITS, chain)
    most: tuple[float, int] | None = None
    for k in range(int(graph.inputs[site]), int(graph.inputs[site + 1])):
        for j in range(int(graph.links[k]), int(graph.links[k + 1])):
            supplier = int(graph.supplier[j])
            if int(sites.root[supplier]) != root or int(sites.chain[supplier]) not in above:
                continue
            lost = float(graph.weight[j] * (1.0 - sites.level[supplier]))
            if most is None or lost > most[0] + 1e-12:
                most = (lost, supplier)
    return None if most is None else most[1]


def _link(
    twin: Twin, trace: NDArray[np.float64], site: int, supplier: int | None, step: int
) -> Link:
    network = twin.network
    fell_h = _fell_h(twin, trace, site, step)
    bridged_h = 0.0 if supplier is None else fell_h - _fell_h(twin, trace, supplier, step)
    row = network.site_rows[site]
    return Link(
        site=network.sites[site],
        kind=network.kinds[int(network.graph.kind[site]) - 1],
        estimated=bool(network.region.sites["estimated"][row]),
        level=float(trace[step, site]),
        fell_h=fell_h,
        bridged_h=max(0.0, bridged_h),
    )


def _fell_h(twin: Twin, trace: NDArray[np.float64], site: int, step: int) -> float:
    """The hour since which this site has worked less than fully."""
    whole = np.flatnonzero(trace[: step + 1, site] >= FULL)
    return float((int(whole[-1]) + 1 if len(whole) else 0) * twin.dt)
