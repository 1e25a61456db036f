"""A picture that stands alone: its heading, what it rests on, and room around it.

In a page the words stand beside a picture; a file that is sent on has to say them itself.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from html import escape

from weerbaar.drawing.charts import FONT, INK, SOFT

PAD, LINE, BOLD, PLAIN = 10.0, 17.0, 14, 12
LETTER = 0.56
"""Width of a letter as a part of its size."""
BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
ROLE = re.compile(r' role="img"| aria-label="[^"]*"| aria-describedby="[^"]*"')


def framed_svg(picture: str, heading: Sequence[str], notes: Sequence[str] = ()) -> str:
    """The picture under its heading, of which the first line is bold, and above its notes.

    `picture` is one `<svg>` of which the view starts at 0 0. Raises ValueError for another text.
    """
    found = BOX.search(picture)
    if found is None:
        raise ValueError("not a picture with a view from 0 0")
    width, height = float(found[1]), float(found[2])
    top, above = _lines(heading, PAD, width, bold=True)
    below, under = _lines(notes, above + height + LINE / 2, width)
    label = escape(" · ".join(heading))
    inside = ROLE.sub("", picture, count=3).replace(
        "<svg ", f'<svg x="{PAD:g}" y="{above:g}" width="{width:g}" height="{height:g}" ', 1
    )
    whole = f"0 0 {width + 2 * PAD:g} {under + PAD:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" '
        f'viewBox="{whole}" font-family="{FONT}"><rect width="100%" height="100%" fill="#fff"/>'
        f"{top}{inside}{below}</svg>"
    )


def _lines(texts: Sequence[str], top: float, width: float, bold: bool = False) -> tuple[str, float]:
    """These texts as lines that fit, and where what follows them begins."""
    written, y = [], top
    for i, text in enumerate(texts):
        first = bold and i == 0
        size = BOLD if first else PLAIN
        for line in textwrap.wrap(text, int(width / (LETTER * size))):
            y += LINE
            written.append(
                f'<text x="{PAD:g}" y="{y:g}" font-size="{size}" '
                f'font-weight="{"bold" if first else "normal"}" '
                f'fill="{INK if first else SOFT}">{escape(line)}</text>'
            )
    return "".join(written), y + LINE / 2
