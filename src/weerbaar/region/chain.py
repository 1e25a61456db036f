"""On whom sites lean: from a kind of site to the kinds that supply it, up to where it ends.

Rules:
1. The links of the region say which site supplies which; here they are brought together by kind.
2. A kind stands as many steps away as the shortest way to it; whoever leans on each other in a
   circle is met once.
3. How long a kind lasts without an input is what organisations say of it (`stating.agreed`), else
   the library's figure. Where several kinds can supply, the figures are those of the first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from weerbaar.region.inputs import inputs_by_kind
from weerbaar.region.region import Library, Region
from weerbaar.region.stating import agreed

MOST_STEPS = 8


@dataclass(frozen=True)
class Lasting:
    """How long a kind lasts without an input, in hours, and on which ground that is said.

    `organisation` is empty where it is our own figure, of which `evidence` holds the codes.
    """

    consumer: str
    input: str
    p10: float
    p50: float
    p90: float
    organisation: str = ""
    date: str = ""
    confidence: str = ""
    evidence: str = ""

    @property
    def stated(self) -> bool:
        """Whether an organisation said it."""
        return bool(self.organisation)


@dataclass(frozen=True)
class Step:
    """A kind in a chain: how many steps away, its sites, and how many of them are estimated."""

    kind: str
    step: int
    sites: int
    estimated: int


@dataclass(frozen=True)
class Tie:
    """That one kind gets an input of another, and how long it lasts without."""

    consumer: str
    input: str
    supplier: str
    lasting: Lasting


@dataclass(frozen=True)
class Chain:
    """The kinds in order of their step, and what ties them."""

    steps: tuple[Step, ...]
    ties: tuple[Tie, ...]


def chain_from(region: Region, library: Library, sites: Collection[str]) -> Chain:
    """The chain behind these sites, which are its first step."""
    rows = {site["site"]: site for site in region.sites}
    links: dict[str, list[dict[str, Any]]] = {}
    for link in region.links:
        links.setdefault(link["consumer"], []).append(link)
    found: dict[str, set[str]] = {}
    steps: dict[str, int] = {}
    ties: dict[tuple[str, str, str], Tie] = {}
    lasting = _Lasting(region, library)
    level, met = sorted(set(sites) & rows.keys()), set(sites)
    for step in range(MOST_STEPS):
        following: set[str] = set()
        for site in level:
            kind = rows[site]["kind"]
            steps.setdefault(kind, step)
            found.setdefault(kind, set()).add(site)
            for link in links.get(site, ()):
                supplier = rows[link["supplier"]]["kind"]
                key = (kind, link["input"], supplier)
                ties.setdefault(key, Tie(*key, lasting.of(kind, link["input"])))
                following.add(link["supplier"])
        level = sorted(following - met)
        met |= following
        if not level:
            break
    told = [
        Step(kind, steps[kind], len(those), sum(bool(rows[s]["estimated"]) for s in those))
        for kind, those in found.items()
    ]
    kept = [tie for tie in ties.values() if tie.supplier in found]
    return Chain(tuple(sorted(told, key=lambda one: (one.step, one.kind))), tuple(kept))


def lasting_of(region: Region, library: Library, consumer: str, input_: str) -> Lasting:
    """How long a kind, or one site, lasts without an input, as far as is known now."""
    return _Lasting(region, library).of(consumer, input_)


class _Lasting:
    """What is known of hours, ready to ask: of a site, else of its kind, else of the library."""

    def __init__(self, region: Region, library: Library) -> None:
        self.kind_of = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
        self.needs = inputs_by_kind(library)
        self.said = {(row["consumer"], row["input"]): row for row in agreed(region.autonomies)}
        spoken: dict[tuple[str, str], set[str]] = {}
        for row in region.autonomies:
            spoken.setdefault((row["consumer"], row["input"]), set()).add(row["organisation"])
        self.spoken = {key: ", ".join(sorted(names)) for key, names in spoken.items()}

    def of(self, consumer: str, input_: str) -> Lasting:
        kind = self.kind_of.get(consumer, consumer)
        for name in (consumer, kind):
            if (name, input_) in self.said:
                row = self.said[name, input_]
                return Lasting(
                    consumer,
                    input_,
                    row["t_p10"],
                    row["t_p50"],
                    row["t_p90"],
                    self.spoken[name, input_],
                    row["date"],
                    row["confidence"],
                )
        needs = self.needs.get(kind, {}).get(input_)
        if not needs:
            return Lasting(consumer, input_, 0.0, 0.0, 0.0)
        need = needs[0]
        hours = (need["t_p10"], need["t_p50"], need["t_p90"])
        return Lasting(consumer, input_, *hours, evidence=need["evidence"])
