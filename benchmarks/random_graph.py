"""Makes the random graphs of the benchmarks, the same on every machine: a seed gives one graph.

Two graphs. Each site has a place on a line from 0 to 1, and its suppliers lie near it: that makes
them local, as real networks are.

1. `static_arrays`: sites of six kinds and who depends on whom, in the form of file that
   `weerbaar twin cascade` reads (docs/how-to/cascade-of-a-graph.md). Power and telecom need each
   other. Every site gets one link for each thing that it needs; the links that are left over go to
   sites at random, as a second or third supplier. Sites are numbered at random.
2. `hours_graph`: sites in five levels, each with up to three inputs that have buffers, in the form
   that the twin's own step takes. Suppliers stand in a level above. Sites are numbered by level
   and, within it, by place.

    python benchmarks/random_graph.py --out graph.npz --sites 100000 --links 380000 --hit 0.01

writes the first graph as a file. Without `--out` it makes both graphs and says how long that took.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from claim import is_smoke, print_claim

from weerbaar.twin.cascade import Buffers, Graph, with_consumers

STATIC_SITES, STATIC_LINKS = 100_000, 380_000
HOURS_SITES, HOURS_LINKS = 100_000, 400_000
SEED = 1
HIT = 0.01
REACH = 0.002
"""Spread, on the line from 0 to 1, of how far a supplier lies from its consumer."""

KINDS = ("power", "telecom", "water", "care", "shop", "people")
SHARES = (0.10, 0.15, 0.15, 0.10, 0.20, 0.30)
FUNCTIONAL = (
    ("telecom", "power"),
    ("power", "telecom"),
    ("power", "water"),
    ("telecom", "water"),
    ("power", "care"),
    ("water", "care"),
    ("power", "shop"),
    ("telecom", "shop"),
)
END_USER = tuple((kind, "people") for kind in KINDS[:-1])

LEVELS = (0.01, 0.04, 0.15, 0.30, 0.50)
"""Share of the sites in each level of the second graph; the first are the roots."""
MOST_INPUTS = 3

Arrays = dict[str, np.ndarray]


def static_arrays(
    sites: int = STATIC_SITES, links: int = STATIC_LINKS, seed: int = SEED, hit: float = HIT
) -> Arrays:
    """The arrays of the first graph; a share `hit` of all sites but people does not work.

    There are more links than asked where `links` is less than one for each need of each site.
    """
    generator = np.random.default_rng([seed, 1])
    place = generator.random(sites)
    kind = generator.choice(len(KINDS), sites, p=SHARES)
    by_place = np.argsort(place, kind="stable")
    of_kind = [by_place[kind[by_place] == k] for k in range(len(KINDS))]
    pairs = [(KINDS.index(a), KINDS.index(b)) for a, b in (*FUNCTIONAL, *END_USER)]
    consumer = np.concatenate([of_kind[b] for _, b in pairs])
    needed = np.concatenate([np.full(len(of_kind[b]), a) for a, b in pairs])
    more = generator.integers(0, len(consumer), max(0, links - len(consumer)))
    consumer = np.concatenate([consumer, consumer[more]])
    needed = np.concatenate([needed, needed[more]])
    near = place[consumer] + generator.normal(0.0, REACH, len(consumer))
    source = np.empty(len(consumer), np.int64)
    for k, members in enumerate(of_kind):
        of_this = needed == k
        if np.any(of_this):
            source[of_this] = members[_nearest(place[members], near[of_this])]
    works = (generator.random(sites) >= hit) | (kind == KINDS.index("people"))
    people = np.where(kind == KINDS.index("people"), generator.integers(1, 400, sites), 0)
    order = generator.permutation(len(source))
    return {
        "kinds": np.array(KINDS),
        "kind": kind.astype(np.int32),
        "works": works,
        "people": people.astype(np.int32),
        "source": source[order].astype(np.int32),
        "target": consumer[order].astype(np.int32),
        "dependency_source": np.array([a for a, _ in pairs], np.int32),
        "dependency_target": np.array([b for _, b in pairs], np.int32),
        "dependency_threshold": np.ones(len(pairs)),
        "dependency_end_user": np.arange(len(pairs)) >= len(FUNCTIONAL),
    }


def hours_graph(
    sites: int = HOURS_SITES, links: int = HOURS_LINKS, seed: int = SEED
) -> tuple[Graph, Buffers, int]:
    """The second graph with its buffers, and how many of its sites, the first ones, are roots.

    Four inputs in ten have no buffer, the others last up to 24 h; one in ten is of shape L. An
    input with one supplier rests on it; with more, any one of them is enough for half of these
    inputs, and the others divide the load over all of their suppliers.
    """
    generator = np.random.default_rng([seed, 2])
    edges = np.round(np.cumsum((0.0, *LEVELS)) * sites).astype(np.int64)
    level = np.searchsorted(edges, np.arange(sites), side="right") - 1
    place = np.concatenate([np.sort(generator.random(size)) for size in np.diff(edges)])
    roots = int(edges[1])
    wanted = generator.integers(1, MOST_INPUTS + 1, sites)
    wanted[:roots] = 0
    inputs = np.concatenate(([0], np.cumsum(wanted))).astype(np.int64)
    owner = np.repeat(np.arange(sites), wanted)
    extra = generator.integers(0, len(owner), max(0, links - len(owner)))
    of_input = np.sort(np.concatenate([np.arange(len(owner)), extra]))
    consumer = owner[of_input]
    above = (generator.random(len(of_input)) * level[consumer]).astype(np.int64)
    near = place[consumer] + generator.normal(0.0, REACH, len(of_input))
    supplier = np.empty(len(of_input), np.int64)
    for at in range(len(LEVELS) - 1):
        of_this = above == at
        found = _nearest(place[edges[at] : edges[at + 1]], near[of_this])
        supplier[of_this] = edges[at] + found
    count = np.bincount(of_input, minlength=len(owner))
    shared = (generator.random(len(owner)) < 0.5)[of_input]
    weight = np.where(shared, 1.0 / count[of_input], 1.0)
    m = len(owner)
    size = np.where(generator.random(m) < 0.4, 0.0, generator.uniform(0.5, 24.0, m))
    graph = Graph(
        inputs,
        np.concatenate(([0], np.cumsum(count))).astype(np.int64),
        supplier,
        weight,
        ((generator.random(m) < 0.1) & (size > 0.0)).astype(np.int64),
        np.zeros(m, np.int64),
        level + 1,
        np.zeros(sites, np.int64),
        np.zeros((0, 2), np.int64),
    )
    lag = np.where(generator.random(m) < 0.5, 0.0, generator.uniform(0.25, 2.0, m))
    refill = generator.uniform(4.0, 24.0, m)
    graph = with_consumers(graph)
    return graph, Buffers(size, np.zeros(m), lag, refill, np.zeros(sites)), roots


def _nearest(places: np.ndarray, near: np.ndarray) -> np.ndarray:
    """For each wanted place the first of the sorted places from there on, or else the last."""
    return np.minimum(np.searchsorted(places, near), len(places) - 1)


def main() -> None:
    """Writes a graph where a file is given; else makes both and prints how long that took."""
    if "--out" in sys.argv:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--out", type=Path, required=True, help="npz file to write")
        parser.add_argument("--sites", type=int, default=STATIC_SITES)
        parser.add_argument("--links", type=int, default=STATIC_LINKS)
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--hit", type=float, default=HIT, help="share of sites that fail first")
        asked = parser.parse_args()
        arrays = static_arrays(asked.sites, asked.links, asked.seed, asked.hit)
        np.savez_compressed(asked.out, **arrays)
        print(f"{asked.out}: {len(arrays['kind']):,} sites, {len(arrays['source']):,} links")
        return
    smoke = is_smoke(__doc__ or "")
    part = 100 if smoke else 1
    start = time.process_time()
    arrays = static_arrays(STATIC_SITES // part, STATIC_LINKS // part)
    name = f"{len(arrays['kind']):,} sites and {len(arrays['source']):,} links without time"
    print_claim(f"make {name}", time.process_time() - start, "s")
    start = time.process_time()
    graph, _, _ = hours_graph(HOURS_SITES // part, HOURS_LINKS // part)
    name = f"{len(graph.kind):,} sites and {len(graph.supplier):,} links with buffers"
    print_claim(f"make {name}", time.process_time() - start, "s")


if __name__ == "__main__":
    main()
