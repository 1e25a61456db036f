"""Two weeks, hour by hour, over 100,000 sites and 400,000 links with buffers, beside a ceiling.

The graph is that of random_graph.py; each hour is the twin's own step of all sites
(`weerbaar.twin.cascade.step_sites`), with nothing of areas, households or crews around it. From
hour 24 to hour 96 one root in a hundred is hit, or all of them.

The ceiling is what this core would need to look up the level of a supplier once for each link in
each hour, at random places. A step that looks only at what changes could stay below it where little
does.

Nothing on PyPI does the same, so no peer stands beside it. What is checked in the same run: that
nothing is lost before the shock, and that all is whole again at the end.
"""

from __future__ import annotations

import statistics
import time

import numpy as np
from claim import is_smoke, print_claim
from numba import njit
from random_graph import HOURS_LINKS, HOURS_SITES, hours_graph
from twin_speed import gather_rate

from weerbaar.twin.cascade import Buffers, Graph, Sites, fresh_sites, step_sites

HOURS, FROM, UNTIL = 336, 24, 96
RUNS = 5
TARGETS_S = {"1 per cent of the roots hit": 0.15, "all roots hit": 0.30}


@njit
def run_hours(
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    whole: np.ndarray,
    hit: np.ndarray,
    hours: int,
    lost: np.ndarray,
) -> None:
    """Step all sites hour by hour; `lost` (hours) is how many are not at full level."""
    for hour in range(hours):
        condition = hit if FROM <= hour < UNTIL else whole
        step_sites(graph, buffers, sites, condition, condition, 1.0)
        count = 0
        for i in range(len(whole)):
            if sites.level[i] < 1.0 - 1e-9:
                count += 1
        lost[hour] = count


def measure(
    graph: Graph, buffers: Buffers, hit: np.ndarray, hours: int, runs: int
) -> tuple[float, np.ndarray]:
    """Median CPU time in seconds of a run, and the sites not at full level in each hour."""
    whole, lost = np.ones(len(hit)), np.zeros(hours, np.int64)
    taken = []
    for _ in range(runs):
        sites = fresh_sites(graph, buffers)
        start = time.process_time()
        run_hours(graph, buffers, sites, whole, hit, hours, lost)
        taken.append(time.process_time() - start)
    return statistics.median(taken), lost


def hits(sites: int, roots: int) -> dict[str, np.ndarray]:
    """The condition of all sites while the shock lasts, for one root in a hundred and for all."""
    some, every = np.ones(sites), np.ones(sites)
    some[:roots:100] = 0.0
    every[:roots] = 0.0
    return dict(zip(TARGETS_S, (some, every), strict=True))


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    part, runs = (100, 1) if smoke else (1, RUNS)
    graph, buffers, roots = hours_graph(HOURS_SITES // part, HOURS_LINKS // part)
    n, links = len(graph.kind), len(graph.supplier)
    warm = graph, buffers, np.ones(n), 2, 1
    measure(*warm)
    ceiling = HOURS * links / gather_rate(n)
    name = f"{HOURS} h of {n:,} sites, {len(graph.fades):,} inputs and {links:,} links"
    print_claim(f"ceiling: {name}, each link looked up once an hour", ceiling, "s")
    for told, hit in hits(n, roots).items():
        taken, lost = measure(graph, buffers, hit, HOURS, runs)
        if lost[:FROM].any() or lost[-1]:
            raise SystemExit(f"{told}: sites are lost without a shock")
        said = f"{name}, {told}, at most {lost.max():,} sites not whole, median of {runs}"
        print_claim(said, taken, "s", TARGETS_S[told])
        print_claim(f"{told}, over the ceiling", taken / ceiling, "times")
    quiet, _ = measure(graph, buffers, np.ones(n), HOURS, runs)
    print_claim(f"{name}, nothing hit", quiet, "s")


if __name__ == "__main__":
    main()
