"""Parts of a region that lie far apart, such as islands, drawn side by side on one map.

Where the empty space between two parts is wider than any part, a map of the whole shows only that
space. Then:

1. a part is a group of areas with an empty strip around it, along the map's edges, that is wider
   than the widest or tallest part; parts are cut off one by one at the widest strip that is left;
2. parts stand side by side from west to east, in the middle of the height, at one scale, so that
   the scale bar holds within each; a dashed line parts them;
3. a map without such a strip stays as it is.

What this leaves out: how far and in which direction the parts lie from each other; the page says
so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weerbaar.drawing.cells import Place, Shape

# West, south, east and north in km.
Box = tuple[float, float, float, float]
MOST_PARTS = 12
# Between two parts stays this share of the widest or tallest part.
BETWEEN = 0.3


@dataclass(frozen=True)
class Together:
    """By how many km to move each shape, and where dashed lines part the map (x in km)."""

    moves: tuple[Place, ...]
    parted: tuple[float, ...] = ()


def bring_together(shapes: Sequence[Shape]) -> Together:
    """How to draw these shapes side by side where they lie far apart; no move where they do not."""
    boxes = [_box_of(shape) for shape in shapes]
    parts = _parts([i for i, box in enumerate(boxes) if box is not None], boxes)
    if len(parts) < 2:
        return Together(((0.0, 0.0),) * len(shapes))
    wholes = sorted((_around([boxes[i] for i in part]), part) for part in parts)
    apart = BETWEEN * max(_extent(whole) for whole, _ in wholes)
    moves: list[Place] = [(0.0, 0.0)] * len(shapes)
    x, parted = 0.0, []
    for (west, south, east, north), part in wholes:
        for i in part:
            moves[i] = (x - west, -(south + north) / 2)
        x += east - west + apart
        parted.append(x - apart / 2)
    return Together(tuple(moves), tuple(parted[:-1]))


def moved(shape: Shape, by: Place) -> Shape:
    """The shape, moved by so many km to the east and to the north."""
    return Shape(
        tuple(
            tuple(tuple((x + by[0], y + by[1]) for x, y in ring) for ring in rings)
            for rings in shape.polygons
        )
    )


def _box_of(shape: Shape) -> Box | None:
    places = [place for rings in shape.polygons for place in rings[0]]
    if not places:
        return None
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return min(xs), min(ys), max(xs), max(ys)


def _around(boxes: Sequence[Box | None]) -> Box:
    wests, souths, easts, norths = zip(*(box for box in boxes if box is not None), strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _extent(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _parts(every: list[int], boxes: Sequence[Box | None]) -> list[list[int]]:
    """The most parts of which none is as wide as the narrowest strip that was cut; else one."""
    kept = parts = [every]
    strip = float("inf")
    while every and len(parts) < MOST_PARTS:
        cuts = [(_widest_strip(part, boxes), n) for n, part in enumerate(parts)]
        (width, sides), n = max(cuts, key=lambda cut: cut[0][0])
        if not sides:
            break
        strip = min(strip, width)
        parts = [*parts[:n], *sides, *parts[n + 1 :]]
        if strip > max(_extent(_around([boxes[i] for i in part])) for part in parts):
            kept = parts
    return kept


def _widest_strip(
    part: Sequence[int], boxes: Sequence[Box | None]
) -> tuple[float, list[list[int]]]:
    """The widest empty strip through a part, in km, and what lies on either side of it."""
    best: tuple[float, list[list[int]]] = (0.0, [])
    for low, high in ((0, 2), (1, 3)):
        edges = sorted((box[low], box[high], i) for i in part if (box := boxes[i]) is not None)
        reach = [edges[0][1]]
        for _, end, _ in edges[1:]:
            reach.append(max(reach[-1], end))
        starts = [start for start, _, _ in edges]
        for k, (before, start) in enumerate(zip(reach, starts[1:], strict=False), 1):
            if start - before > best[0]:
                order = [i for _, _, i in edges]
                best = (start - before, [order[:k], order[k:]])
    return best
