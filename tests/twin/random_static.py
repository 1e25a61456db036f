"""Random small graphs without time: circles, links within a kind, several suppliers, thresholds."""

from __future__ import annotations

import math
import random

import numpy as np

from tests.twin.slow import static_cascade as slow
from weerbaar.twin.static_cascade import Dependencies, StaticGraph, make_graph

THRESHOLDS = (1, 1, 1, 2, 3, 0.6, 1.5, 0, -1)


def random_case(number: int) -> slow.Plain:
    """A graph of up to 14 sites of up to four kinds; half have no links within a kind."""
    chance = random.Random(f"static cascade {number}")
    names = [f"kind {k}" for k in range(chance.randint(1, 4))]
    sites = chance.randint(1, 14)
    kinds = [chance.choice(names) for _ in range(sites)]
    links = [
        (chance.randrange(sites), chance.randrange(sites)) for _ in range(chance.randint(0, 40))
    ]
    pairs = [(a, b, user) for a in names for b in names for user in (False, True)]
    if chance.random() < 0.5:
        pairs = [(a, b, user) for a, b, user in pairs if a != b]
        links = [(i, j) for i, j in links if kinds[i] != kinds[j]]
    chosen = chance.sample(pairs, min(len(pairs), chance.randint(1, 6)))
    needs = [(a, b, float(chance.choice(THRESHOLDS)), user) for a, b, user in chosen]
    works = [chance.random() < 0.8 for _ in range(sites)]
    return slow.Plain(kinds, works, links, needs)


def large_case(number: int, sites: int = 300) -> slow.Plain:
    """A graph in which many and few fail by turns, so that both ways of counting are used."""
    chance = random.Random(f"large static cascade {number}")
    names = [f"kind {k}" for k in range(5)]
    kinds = [chance.choice(names) for _ in range(sites)]
    links = [(chance.randrange(sites), chance.randrange(sites)) for _ in range(8 * sites)]
    pairs = [(a, b) for a in names for b in names if a != b]
    needs = [(a, b, float(chance.choice((1, 1, 2))), False) for a, b in chance.sample(pairs, 6)]
    needs += [(a, "kind 0", 1.0, True) for a in names[1:]]
    hit = chance.choice((0.01, 0.1, 0.3))
    return slow.Plain(kinds, [chance.random() >= hit for _ in range(sites)], links, needs)


def arrays_of(plain: slow.Plain) -> dict[str, np.ndarray]:
    """The case as the arrays of a file."""
    names = sorted(
        {
            *plain.kinds,
            *(a for a, *_ in plain.dependencies),
            *(b for _, b, *_ in plain.dependencies),
        }
    )
    place = {name: at for at, name in enumerate(names)}
    needs = plain.dependencies
    return {
        "kinds": np.array(names),
        "kind": np.array([place[kind] for kind in plain.kinds], np.int64),
        "works": np.array(plain.works, bool),
        "source": np.array([i for i, _ in plain.links], np.int64),
        "target": np.array([j for _, j in plain.links], np.int64),
        "dependency_source": np.array([place[a] for a, *_ in needs], np.int64),
        "dependency_target": np.array([place[b] for _, b, *_ in needs], np.int64),
        "dependency_threshold": np.array([threshold for *_, threshold, _ in needs], float),
        "dependency_end_user": np.array([user for *_, user in needs], bool),
    }


def graph_of(plain: slow.Plain) -> StaticGraph:
    """The case as the kernel takes it."""
    arrays = arrays_of(plain)
    needs = Dependencies(
        arrays["dependency_source"],
        arrays["dependency_target"],
        np.array([math.ceil(t) for t in arrays["dependency_threshold"]], np.int64),
        arrays["dependency_end_user"].astype(np.int8),
    )
    kinds = len(arrays["kinds"])
    return make_graph(kinds, arrays["kind"], arrays["source"], arrays["target"], needs)
