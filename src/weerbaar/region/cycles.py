"""Cycles in the links between sites: chains of dependency that come back where they began."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from weerbaar.common.language import mark
from weerbaar.common.refusals import ProblemKind

CYCLE = ProblemKind(
    "cyclic-dependency",
    mark("These sites depend on each other in a circle: {value}."),
    mark("Remove one of the links; circles cannot be reckoned with yet."),
)


def find_cycles(links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """One shortest cycle for every group of sites that depend on each other, by identifier.

    Links are pairs (consumer, supplier). Each cycle starts with the identifier that sorts first and
    goes from consumer to supplier; its last site depends on its first. Source of the grouping:
    strongly connected components.
    """
    names = sorted({name for link in links for name in link})
    if not names:
        return []
    place = {name: i for i, name in enumerate(names)}
    rows, columns = [place[c] for c, _ in links], [place[s] for _, s in links]
    shape = (len(names), len(names))
    matrix = csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=shape)
    _, group = connected_components(matrix, directed=True, connection="strong")
    inside: dict[str, list[str]] = {}
    for consumer, supplier in links:
        if group[place[consumer]] == group[place[supplier]]:
            inside.setdefault(consumer, []).append(supplier)
    first: dict[int, str] = {}
    for name in sorted(inside):
        first.setdefault(int(group[place[name]]), name)
    return [_shortest(name, inside) for name in sorted(first.values())]


def circle_text(cycle: Sequence[str]) -> str:
    """A cycle as people read it, from its first site back to it: `a → b → a`."""
    return " → ".join([*cycle, cycle[0]])


def _shortest(start: str, suppliers: Mapping[str, Sequence[str]]) -> list[str]:
    """The shortest way from a site back to itself; there must be one."""
    came_from: dict[str, str] = {}
    queue = deque([start])
    while queue:
        name = queue.popleft()
        for supplier in sorted(suppliers.get(name, ())):
            if supplier == start:
                return _way_back(start, name, came_from)
            if supplier not in came_from:
                came_from[supplier] = name
                queue.append(supplier)
    raise ValueError(f"{start} is on no cycle")


def _way_back(start: str, last: str, came_from: Mapping[str, str]) -> list[str]:
    way = [last]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]
