"""Who leans on whom, as a picture: boxes in steps from top to bottom, with lines between them.

It is narrow, so that its letters stay readable on a phone. A box of which what it tells is
estimated has a dashed edge, and its words say so too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

SVG = "http://www.w3.org/2000/svg"
WIDTH = 480.0
PER_ROW = 2
GAP_X, GAP_Y, GAP_STEP = 16.0, 14.0, 44.0
PAD, LINE = 10.0, 19.0
GLYPH = 7.9
FONT_SIZE = 15


@dataclass(frozen=True)
class Box:
    """A box: its key, its heading, lines below it, and whether it is estimated."""

    key: str
    heading: str
    lines: tuple[str, ...] = ()
    estimated: bool = False


@dataclass(frozen=True)
class _Placed:
    x: float
    y: float
    width: float
    height: float
    heading: tuple[str, ...]
    lines: tuple[str, ...]


def chain_svg(
    steps: Sequence[Sequence[Box]], ties: Sequence[tuple[str, str]], *, label: str
) -> str:
    """The boxes of each step in order, and a line for each tie (key above, key below).

    Raises ValueError where there is no box.
    """
    placed, height = _place(steps)
    if not placed:
        raise ValueError("a chain needs at least one box")
    boxes = {box.key: box for step in steps for box in step}
    lines = [
        _tie(placed[above], placed[below])
        for above, below in ties
        if above in placed and below in placed and above != below
    ]
    drawn = [_box(boxes[key], at) for key, at in placed.items()]
    return (
        f'<svg xmlns="{SVG}" class="chain" role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {WIDTH:g} {height:.0f}" font-size="{FONT_SIZE}">'
        f'<g class="ties">{"".join(lines)}</g>{"".join(drawn)}</svg>'
    )


def _place(steps: Sequence[Sequence[Box]]) -> tuple[Mapping[str, _Placed], float]:
    """Where each box stands, and how high the whole is."""
    placed: dict[str, _Placed] = {}
    top = 1.0
    for step in filter(None, steps):
        for first in range(0, len(step), PER_ROW):
            row = step[first : first + PER_ROW]
            width = (WIDTH - 2 - GAP_X * (len(row) - 1)) / len(row)
            told = [_wrapped(box, width) for box in row]
            high = max(2 * PAD + LINE * (len(head) + len(rest)) for head, rest in told)
            for at, (box, (head, rest)) in enumerate(zip(row, told, strict=True)):
                left = 1 + at * (width + GAP_X)
                placed[box.key] = _Placed(left, top, width, high, head, rest)
            top += high + GAP_Y
        top += GAP_STEP - GAP_Y
    return placed, top - GAP_STEP + 2


def _wrapped(box: Box, width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    room = max(int((width - 2 * PAD) / GLYPH), 8)
    rest = [part for line in box.lines for part in textwrap.wrap(line, room)]
    return tuple(textwrap.wrap(box.heading, room - 2)), tuple(rest)


def _tie(above: _Placed, below: _Placed) -> str:
    x1, y1 = above.x + above.width / 2, above.y + above.height
    x2, y2 = below.x + below.width / 2, below.y
    if y2 < y1:
        # What leans on something higher up: the line goes round the side.
        x1, y1, x2, y2 = above.x, above.y + above.height / 2, below.x, below.y + below.height / 2
    bend = (y2 - y1) / 2
    return (
        f'<path class="tie" fill="none" d="M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + bend:.0f} '
        f'{x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2:.0f}"/>'
    )


def _box(box: Box, at: _Placed) -> str:
    dashes = ' stroke-dasharray="5 4"' if box.estimated else ""
    texts = [(line, ' font-weight="700"') for line in at.heading]
    texts += [(line, "") for line in at.lines]
    written = "".join(
        f'<text x="{at.x + PAD:.0f}" y="{at.y + PAD + LINE * (i + 0.75):.0f}"{bold}>'
        f"{escape(line)}</text>"
        for i, (line, bold) in enumerate(texts)
    )
    return (
        f'<rect class="box" x="{at.x:.0f}" y="{at.y:.0f}" width="{at.width:.0f}" '
        f'height="{at.height:.0f}" rx="6"{dashes}/>{written}'
    )
