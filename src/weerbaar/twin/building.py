"""What measures build in a region: which sites they take, and points that stand at other sites.

Rules:
1. Sites are taken one by one, each where it lowers people times km to the nearest one most; of a
   kind that is to be equipped, those first that do not last so long yet.
2. A planned site that is opened at a site of another kind (a support point at a fire station) takes
   the place of the planned site nearest to that one, which is not taken twice: the region keeps as
   many planned sites as it has. It stands where the other stands, on the same supply.
3. A measure that opens planned sites takes those whose place was not taken.
4. An island is all that hangs on one site, such as a feeder, with at most one site of each kind
   that is asked, the first by identifier. Islands with most of these kinds are taken first, then in
   the order of rule 1.
5. Where the scenario has all planned sites of a kind on, those are open already: such a measure
   opens none, and those that stand at another site stand there from the start.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from weerbaar.common.tables import joined_rows, rows_of
from weerbaar.region.distance import km_between
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import LINKS, SITES
from weerbaar.twin.knobs import in_order
from weerbaar.twin.levers import OPEN, Lever
from weerbaar.twin.network import compile_network
from weerbaar.twin.twin import Twin

BUILT = "A"
"""Evidence of what a measure builds: it is a supposition."""


@dataclass(frozen=True)
class InOrder:
    """Makes the order of the sites of a kind, planned or there; made once for a twin."""

    kind: str
    planned: bool

    def __call__(self, twin: Twin) -> tuple[str, ...]:
        """The sites in their order (rule 1)."""
        return tuple(in_order(twin.network.region, self.kind, self.planned))


def ordered(twin: Twin, kind: str, planned: bool = False) -> tuple[str, ...]:
    """The sites of a kind in the order in which they are taken."""
    return twin.once(InOrder(kind, planned))


def still_without(twin: Twin, kind: str, name: str, hours: float) -> tuple[str, ...]:
    """The sites of a kind in their order, those first that do not last so long (rule 1).

    `name` is the input that they last without.
    """
    inputs = twin.network.inputs
    lasts = {name for name, h in zip(inputs.names, inputs.p50.tolist(), strict=True) if h >= hours}
    return tuple(sorted(ordered(twin, kind), key=lambda site: f"{site}|{name}" in lasts))


@dataclass(frozen=True)
class HangOn:
    """Makes of each site of a kind what it supplies directly; made once for a twin."""

    kind: str

    def __call__(self, twin: Twin) -> dict[str, tuple[str, ...]]:
        """The consumers of each site of the kind, by identifier."""
        region = twin.network.region
        kinds = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
        found: dict[str, list[str]] = {}
        for link in region.links:
            if kinds.get(link["supplier"]) == self.kind:
                found.setdefault(link["supplier"], []).append(link["consumer"])
        return {name: tuple(sorted(set(those))) for name, those in found.items()}


def one_of_each(twin: Twin, within: str, of: str, kinds: Collection[str]) -> tuple[str, ...]:
    """For each island its site of a kind, "" where it has none (rule 4).

    Islands hang on the sites of the kind `within`; `kinds` are all that are asked of them.
    """
    fed = twin.once(HangOn(within))
    sites = twin.network.region.sites
    kind_of = dict(zip(sites["site"], sites["kind"], strict=True))
    has = {name: {kind_of.get(one) for one in those} & set(kinds) for name, those in fed.items()}
    islands = sorted(ordered(twin, within), key=lambda name: -len(has.get(name, ())))
    own = (next((s for s in fed.get(name, ()) if kind_of.get(s) == of), "") for name in islands)
    return tuple(own)


def site_at(kind: str, host: str) -> str:
    """The identifier of a site of a kind that stands at another site."""
    return f"{kind}:{host}"


def stand_ins(region: Region, kind: str, hosts: Sequence[str]) -> dict[str, str]:
    """For each host the planned site of the kind whose place is taken, while there are (rule 2)."""
    sites = region.sites
    row = sites.positions("site")
    left = np.flatnonzero((sites["kind"] == kind) & sites["planned"])
    left = left[np.argsort(sites["site"][left].astype(str), kind="stable")]
    found: dict[str, str] = {}
    for host in hosts[: len(left)]:
        at = row[host]
        where = float(sites["lon"][at]), float(sites["lat"][at])
        km = km_between(*where, sites["lon"][left], sites["lat"][left])
        nearest = int(np.argmin(km))
        found[host] = str(sites["site"][left[nearest]])
        left = np.delete(left, nearest)
    return found


def build_at(region: Region, library: Library, kind: str, hosts: Sequence[str]) -> Region:
    """The region in which planned sites of the kind stand at these hosts (rule 2)."""
    taken = stand_ins(region, kind, hosts)
    sites, links = region.sites, region.links
    row = sites.positions("site")
    needs = library.dependencies
    inputs = set(needs["input"][needs["consumer"] == kind].tolist())
    made = [_site_at(sites.row(row[host]), kind) for host in taken]
    supplied = [
        {**link, "consumer": site_at(kind, link["consumer"])}
        for link in links.where(np.isin(links["consumer"], list(taken)))
        if link["input"] in inputs
    ]
    gone = list(taken.values())
    kept = links.where(~np.isin(links["consumer"], gone) & ~np.isin(links["supplier"], gone))
    return replace(
        region,
        sites=joined_rows(
            SITES, [sites.where(~np.isin(sites["site"], gone)), rows_of(SITES, made)]
        ),
        links=joined_rows(LINKS, [kept, rows_of(LINKS, supplied)]),
    )


def _site_at(host: dict[str, object], kind: str) -> dict[str, object]:
    """The row of a planned site that stands at its host."""
    own = {"site": site_at(kind, str(host["site"])), "kind": kind, "planned": True, "units": 1.0}
    return {**host, **own, "name": "", "evidence": BUILT, "rule": f"Stands at {host['site']}."}


def with_levers(twin: Twin, levers: Sequence[Lever], hosts: Mapping[str, Sequence[str]]) -> Twin:
    """The twin with these levers: what they open is there, see rule 10 of `levers`.

    `hosts` are the sites, by kind of planned site, at which such a site is built.
    Raises ValueError for a twin in which something was chosen, or measures work, already.
    """
    if twin.choices or twin.levers:
        raise ValueError("measures are taken once, all together, and instead of choices")
    if not levers:
        return twin
    on = twin.scenario.planned_sites
    kept = [lever for lever in levers if lever.what != OPEN or lever.of not in on]
    levers = tuple(sorted(kept, key=lambda lever: lever.name))
    opened = {site for lever in levers if lever.what == OPEN for site in lever.sites}
    if not opened and not any(hosts.values()):
        return replace(twin, levers=levers)
    region, library = twin.network.region, twin.network.library
    for kind, at in sorted(hosts.items()):
        region = build_at(region, library, kind, at)
    network = compile_network(region, library, on, opened)
    return replace(twin, network=network, levers=levers)
