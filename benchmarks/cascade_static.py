"""A cascade without time over 100,000 sites and 380,000 links, beside a yardstick and a ceiling.

The graph is that of random_graph.py. The meaning is the published one of CLIMADA's infrastructure
networks (docs/explanation/static-cascade.md). CLIMADA needs packages that do not install from PyPI
alone, so the yardstick is the same calculation as CLIMADA does it, written anew: of each dependency
a sparse matrix (scipy) from sites to what they receive, all of them multiplied in every round until
a round changes nothing. Its matrices are made beforehand, which CLIMADA does in every round; so it
flatters the yardstick. Both must give the same answer: the same sites, end users and rounds.

The ceiling is what this core would need to touch each link once at a random place. A cascade
touches only the links of what fails, so that a small one can lie below it.
"""

from __future__ import annotations

import statistics
import time
from typing import NamedTuple

import numpy as np
from claim import is_smoke, print_claim
from random_graph import STATIC_LINKS, STATIC_SITES, static_arrays
from scipy import sparse
from twin_speed import gather_rate

from weerbaar.twin.static_cascade import (
    Cascade,
    Dependencies,
    StaticGraph,
    make_graph,
    run_cascade,
    who_is_supplied,
)

TARGET_MS = 10.0
ROUNDS = 51
YARDSTICK_ROUNDS = 5


class Matrix(NamedTuple):
    """One dependency as the yardstick sees it: sites of the target kind x all sites."""

    received: sparse.csr_matrix
    sites: np.ndarray
    threshold: float
    end_user: bool


def graph_of(arrays: dict[str, np.ndarray]) -> StaticGraph:
    """The graph as the program makes it from the arrays of a file."""
    dependencies = Dependencies(
        arrays["dependency_source"].astype(np.int64),
        arrays["dependency_target"].astype(np.int64),
        np.ceil(arrays["dependency_threshold"]).astype(np.int64),
        arrays["dependency_end_user"].astype(np.int8),
    )
    links = (arrays[name].astype(np.int64) for name in ("source", "target"))
    return make_graph(len(arrays["kinds"]), arrays["kind"].astype(np.int64), *links, dependencies)


def matrices_of(arrays: dict[str, np.ndarray]) -> list[Matrix]:
    """Of each dependency who gives what to whom; see rule 2 of the program."""
    kind, n = arrays["kind"], len(arrays["kind"])
    ones = np.ones(len(arrays["source"]))
    links = sparse.csr_matrix((ones, (arrays["target"], arrays["source"])), (n, n))
    found = []
    for a, b, threshold, end_user in zip(
        arrays["dependency_source"],
        arrays["dependency_target"],
        arrays["dependency_threshold"],
        arrays["dependency_end_user"],
        strict=True,
    ):
        sites = np.flatnonzero(kind == b)
        gives = np.where(kind == b, -1.0, np.where(kind == a, 1.0, 0.0)) * (1 + (a == b))
        received = links[sites] @ sparse.diags(gives)
        found.append(Matrix(received.tocsr(), sites, float(threshold), bool(end_user)))
    return found


def yardstick(
    matrices: list[Matrix], works: np.ndarray
) -> tuple[np.ndarray, int, list[np.ndarray | None]]:
    """Who works in the end, how many rounds that took, and of each end user dependency who gets."""
    left, rounds = works.astype(float), 0
    while True:
        rounds += 1
        before = left.sum()
        for one in matrices:
            if not one.end_user:
                enough = one.received @ left >= one.threshold
                left[one.sites] = np.minimum(left[one.sites], enough)
        if left.sum() == before:
            break
    gets = [one.received @ left >= one.threshold if one.end_user else None for one in matrices]
    return left, rounds, gets


def same(graph: StaticGraph, found: Cascade, wanted: tuple) -> bool:
    """Whether the program and the yardstick say the same of every site and every end user."""
    left, rounds, gets = wanted
    users = all(
        np.array_equal(who_is_supplied(graph, found, row)[1], gets[row])
        for row in range(len(gets))
        if gets[row] is not None
    )
    return bool(np.array_equal(found.works, left)) and found.rounds == rounds and users


def milliseconds(work: object, rounds: int) -> float:
    """Median CPU time of one call; the first is not counted."""
    assert callable(work)
    work()
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(1e3 * (time.process_time() - start))
    return statistics.median(taken)


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    part, rounds = (100, 3) if smoke else (1, ROUNDS)
    arrays = static_arrays(STATIC_SITES // part, STATIC_LINKS // part)
    graph, matrices = graph_of(arrays), matrices_of(arrays)
    n, m = len(arrays["kind"]), len(arrays["source"])
    print_claim(
        f"make the graph of {n:,} sites and {m:,} links ready", _ready(arrays, rounds), "ms"
    )
    ceiling = 1e3 * len(graph.slot) / gather_rate(n)
    print_claim(f"ceiling: {len(graph.slot):,} links touched once at random", ceiling, "ms")
    power = arrays["kind"] == list(arrays["kinds"]).index("power")
    generator = np.random.default_rng(1)
    hits = {
        "1 per cent of the sites hit": arrays["works"],
        "10 per cent of the sites hit": generator.random(n) >= 0.1,
        "all power sites hit": ~power,
    }
    for name, fine in hits.items():
        works = fine.astype(np.int8)
        found, wanted = run_cascade(graph, works), yardstick(matrices, works)
        if not same(graph, found, wanted):
            raise SystemExit(f"{name}: the answers differ")
        fell = int(works.sum()) - int(found.works.sum())
        said = f"static cascade, {name}, {fell:,} more fail in {found.rounds} rounds"
        taken = milliseconds(lambda works=works: run_cascade(graph, works), rounds)
        print_claim(said, taken, "ms", TARGET_MS)
        slow = milliseconds(lambda works=works: yardstick(matrices, works), YARDSTICK_ROUNDS)
        print_claim(f"yardstick with sparse matrices, {name}, the same answer", slow, "ms")
        print_claim(f"yardstick over cascade, {name}", slow / taken, "times")
        print_claim(f"cascade over ceiling, {name}", taken / ceiling, "times")


def _ready(arrays: dict[str, np.ndarray], rounds: int) -> float:
    return milliseconds(lambda: graph_of(arrays), rounds)


if __name__ == "__main__":
    main()
