"""What each kind of site needs: its inputs, and the rows of the library that say who supplies them.

A row tells of one kind that can supply an input, and how long the site lasts without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from weerbaar.region.region import Library

Need = dict[str, Any]


def inputs_by_kind(library: Library) -> dict[str, dict[str, list[Need]]]:
    """Of each kind its inputs, and of each input its rows, in the order of the table."""
    found: dict[str, dict[str, list[Need]]] = {}
    for need in library.dependencies:
        found.setdefault(need["consumer"], {}).setdefault(need["input"], []).append(need)
    return found


def suppliers_in(needs: Iterable[Need]) -> frozenset[str]:
    """The kinds that can supply an input, by its rows."""
    return frozenset(need["supplier"] for need in needs)
