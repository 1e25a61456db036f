"""Why this area lacks this need at this hour, told from a traced run.

The trace holds the level of every site in every step, so the chain is walked from the sites that
serve the area back to the site that failed first, each with the hour at which it fell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.twin.buffers import FULL
from weerbaar.twin.ensemble import Run
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
    chains = tuple(_chain(twin, trace, i, step) for i in low[:3])
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


def _chain(twin: Twin, trace: NDArray[np.float64], site: int, step: int) -> tuple[Link, ...]:
    chain: list[Link] = []
    here: int | None = site
    while here is not None and len(chain) < 12:
        chain.append(_link(twin, trace, here, step))
        here = _lost_supplier(twin, trace, here, step)
    return tuple(chain)


def _link(twin: Twin, trace: NDArray[np.float64], site: int, step: int) -> Link:
    network = twin.network
    levels = trace[: step + 1, site]
    whole = np.flatnonzero(levels >= FULL)
    fell = int(whole[-1]) + 1 if len(whole) else 0
    supplier = _lost_supplier(twin, trace, site, step)
    lost_h = 0.0
    if supplier is not None:
        above = np.flatnonzero(trace[: step + 1, supplier] >= FULL)
        lost_h = float((int(above[-1]) + 1 if len(above) else 0) * twin.dt)
    row = network.site_rows[site]
    return Link(
        site=network.sites[site],
        kind=network.kinds[int(network.graph.kind[site]) - 1],
        estimated=bool(network.region.sites["estimated"][row]),
        level=float(trace[step, site]),
        fell_h=fell * twin.dt,
        bridged_h=max(0.0, fell * twin.dt - lost_h) if supplier is not None else 0.0,
    )


def _lost_supplier(twin: Twin, trace: NDArray[np.float64], site: int, step: int) -> int | None:
    graph = twin.network.graph
    worst: tuple[float, int] | None = None
    for k in range(int(graph.inputs[site]), int(graph.inputs[site + 1])):
        suppliers: Sequence[int] = range(int(graph.links[k]), int(graph.links[k + 1]))
        supplied = sum(graph.weight[j] * trace[step, graph.supplier[j]] for j in suppliers)
        if supplied >= FULL:
            continue
        for j in suppliers:
            lost = float(graph.weight[j] * (1 - trace[step, graph.supplier[j]]))
            if worst is None or lost > worst[0] + 1e-12:
                worst = (lost, int(graph.supplier[j]))
    return None if worst is None or worst[0] <= 1e-9 else worst[1]
