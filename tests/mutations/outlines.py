"""Outlines: the ways in which JSON can be wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.mutations.files import NOTHING, Chance, Files, Mutator, bytes_of
from weerbaar.region.bundle import OUTLINES


def change_outlines(files: Files, chance: Chance) -> str:
    """The outlines are wrong in one of the ways in which JSON can be."""
    try:
        whole = json.loads(bytes_of(files, OUTLINES))
        done = _spoil(whole, chance.choice(whole["features"]), chance)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return NOTHING
    files[OUTLINES] = json.dumps(whole).encode()
    return done


def _spoil(whole: dict[str, Any], feature: dict[str, Any], chance: Chance) -> str:
    """Changes one feature or the whole; says how."""
    shape = feature["geometry"]
    ring = shape["coordinates"][0]
    odd = chance.choice((None, float("nan"), float("inf"), "3.1", True, 1e308, [], {}, 10**400))
    ways: dict[str, Callable[[], Any]] = {
        "lon and lat swapped": lambda: [point.reverse() for point in ring[:-1]] + [ring[-1]],
        "all swapped": lambda: shape.update(coordinates=[[p[::-1] for p in ring]]),
        "far away": lambda: shape.update(coordinates=[[[p[0] + 9, p[1]] for p in ring]]),
        "one level less": lambda: shape.update(coordinates=ring),
        "one level more": lambda: shape.update(coordinates=[shape["coordinates"]]),
        "as multipolygon": lambda: shape.update(type="MultiPolygon"),
        "another type": lambda: shape.update(type=chance.choice(("Point", "LineString", 3, None))),
        "an odd number": lambda: ring[0].__setitem__(0, odd),
        "an odd ring": lambda: shape.update(coordinates=[odd]),
        "an odd code": lambda: feature["properties"].update(code=odd),
        "another code": lambda: feature["properties"].update(code="WK900300"),
        "no properties": lambda: feature.pop("properties"),
        "no geometry": lambda: feature.update(geometry=None),
        "not closed": ring.pop,
        "too short": lambda: ring.__delitem__(slice(2, None)),
        "twice": lambda: whole["features"].append(feature),
        "one less": lambda: whole["features"].remove(feature),
        "no list": lambda: whole.update(features=feature),
        "deep": lambda: feature.update(geometry=_nested(300)),
        "a height": lambda: [point.append(7.0) for point in ring],
    }
    way = chance.choice(sorted(ways))
    ways[way]()
    return way


def _nested(depth: int) -> list[Any]:
    deep: list[Any] = []
    for _ in range(depth):
        deep = [deep]
    return deep


JSON: tuple[Mutator, ...] = (change_outlines,)
