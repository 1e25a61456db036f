"""How wide the columns of a table on a screen are, and to which side their text stands.

Rules:
1. Every column is as wide as its longest word, so that no word is cut; where that does not fit,
   there is no answer.
2. What room is left goes to the columns that would like more, each in proportion to what it lacks.
3. A column of which half of the cells or more begin with a figure stands to the right, others to
   the left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len

FIGURE = re.compile(r"^\(?[<±–-]?\s?[\d∞]")
NOTHING = ("", "–", "·")


def column_widths(
    headings: Sequence[str], rows: Sequence[Sequence[str]], room: int
) -> list[int] | None:
    """The width of each column in characters, `room` at most in all; None without an answer."""
    columns = [list(cells) for cells in zip(headings, *rows, strict=True)]
    least = [max(_longest(cell.split()) for cell in cells) for cells in columns]
    liked = [max(_longest(cell.split("\n")) for cell in cells) for cells in columns]
    if sum(least) > room:
        return None
    spare, lacks = room - sum(least), [a - b for a, b in zip(liked, least, strict=True)]
    if sum(lacks) <= spare:
        return liked
    return [width + spare * lack // sum(lacks) for width, lack in zip(least, lacks, strict=True)]


def holds_figures(cells: Sequence[str]) -> bool:
    """Whether a column holds figures, but for a word here and there; blanks do not count."""
    known = [cell for cell in cells if cell.strip() not in NOTHING]
    return bool(known) and 2 * sum(bool(FIGURE.match(cell)) for cell in known) >= len(known)


def _longest(parts: Sequence[str]) -> int:
    return max((cell_len(part) for part in parts), default=0)
