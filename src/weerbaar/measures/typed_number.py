"""One number that a person types in a field of a tool, checked and refused in words.

Rules:
1. An empty field is no number and no mistake.
2. Where people or goods are counted, 7.588 and 7,588 are thousands: nobody fills in parts of people
   in thousandths.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind

MOST_TYPED = 20
THOUSANDS = re.compile(r"[0-9]{1,3}([.,][0-9]{3})+")

NO_NUMBER = ProblemKind(
    "typed-no-number",
    mark("{why}: “{value}” is not a number."),
    mark("Fill in a number, or leave it empty."),
)
OUTSIDE = ProblemKind(
    "typed-outside",
    mark("{why}: {value} is not possible here."),
    mark("Fill in a number from {low} to {high}."),
)
NOT_LISTED = ProblemKind(
    "typed-not-listed",
    mark("{why}: {value} is not possible here."),
    mark("Fill in one of: {known}."),
)


def number_in(
    text: str,
    label: str,
    ends: tuple[float, float],
    known: Sequence[float] = (),
    counts: bool = False,
) -> tuple[float | None, list[Problem]]:
    """The number that was typed, None where nothing was, and what is wrong with it.

    `ends` are the lowest and highest that can be; `known`, where given, all that can be; `counts`
    says that people or goods are counted (rule 2).
    """
    text = text.strip()
    if not text:
        return None, []
    shown, params = text[:MOST_TYPED], {"why": label}
    if counts and THOUSANDS.fullmatch(text):
        text = re.sub("[.,]", "", text)
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        return None, [Problem(NO_NUMBER, value=shown, params=params)]
    low, high = ends
    if not low <= value <= high:
        told = {"low": _written(low), "high": _written(high)}
        return None, [Problem(OUTSIDE, value=shown, params=params | told)]
    if known and value not in known:
        listed = ", ".join(f"{one:g}" for one in known)
        return None, [Problem(NOT_LISTED, value=shown, params=params | {"known": listed})]
    return value, []


def _written(end: float) -> str:
    """An end of what can be, written out: no 1e+09 for a thousand million, no 1 for 0.9."""
    return f"{end:.0f}" if float(end).is_integer() else f"{end:g}"
