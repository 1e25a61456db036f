"""Cycles in the links between sites: chains of dependency that come back where they began.

Such sites hold each other up. The twin reckons with them together (`twin.cascade`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from weerbaar.common.language import Language, mark

MOST_CIRCLES = 10


def group_sites(names: Sequence[str], links: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The names in groups that depend on each other, sorted, by the first name of each group.

    Links are pairs (consumer, supplier) of these names. Source of the grouping: strongly connected
    components.
    """
    ordered = sorted(names)
    groups: dict[int, list[str]] = {}
    for name, group in zip(ordered, _groups(ordered, links).tolist(), strict=True):
        groups.setdefault(group, []).append(name)
    return [tuple(group) for group in groups.values()]


def _groups(names: Sequence[str], links: Sequence[tuple[str, str]]) -> NDArray[np.int32]:
    """The number of the group of each name."""
    place = {name: i for i, name in enumerate(names)}
    rows, columns = [place[c] for c, _ in links], [place[s] for _, s in links]
    shape = (len(names), len(names))
    matrix = csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=shape)
    found: NDArray[np.int32] = connected_components(matrix, directed=True, connection="strong")[1]
    return found


def find_cycles(links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """One shortest cycle for every group of sites that depend on each other, by identifier.

    Links are pairs (consumer, supplier). Each cycle starts with the identifier that sorts first and
    goes from consumer to supplier; its last site depends on its first.
    """
    names = sorted({name for link in links for name in link})
    if not names:
        return []
    place = {name: i for i, name in enumerate(names)}
    group = _groups(names, links)
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


def circle_notes(cycles: Sequence[Sequence[str]], language: Language) -> list[str]:
    """What to tell a person about sites that hold each other up; of very many the first."""
    told = mark("These sites hold each other up: {circle}.")
    notes = [language.text(told, circle=circle_text(cycle)) for cycle in cycles[:MOST_CIRCLES]]
    if len(cycles) > MOST_CIRCLES:
        number = language.number(len(cycles) - MOST_CIRCLES)
        notes.append(language.text(mark("And {number} more circles; see --json."), number=number))
    return notes


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
