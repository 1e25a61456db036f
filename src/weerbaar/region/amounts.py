"""A time or a percentage as a person writes it in a cell.

Rules:
1. A time is a number of hours, or a number with u, uur, uren, h, d, dag, dagen, week, weken or the
   English words.
2. A percentage is a number from 0 to 100, with or without %. A bare number between 0 and 1 is
   refused: a spreadsheet may have made it of a percentage.
3. A decimal comma or point is read; 1.240 and 1,240 are refused, since they can mean two things.
4. An empty cell is an amount that is not known.
In a table all numbers have one decimal sign, see `common.notation`; in a form each cell was written
by itself, and has to be clear by itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from weerbaar.common.language import mark
from weerbaar.common.refusals import ProblemKind
from weerbaar.common.sheets import Cell, one_line
from weerbaar.region.tables import UNKNOWN

NOT_A_TIME = ProblemKind(
    "not-a-time",
    mark("{column} is “{value}”, which is not a number of hours."),
    mark("Write hours, such as 36 or 2,5; or write 3 days or 2 weeks."),
)
TWO_MEANINGS = ProblemKind(
    "number-with-two-meanings",
    mark("{column} is “{value}”, which can mean two numbers."),
    mark("Leave out the sign between thousands: write 1240, or 1,24."),
)
NOT_A_PERCENTAGE = ProblemKind(
    "not-a-percentage",
    mark("{column} is “{value}”, which is not a percentage from 0 to 100."),
    mark("Write a number from 0 to 100, such as 25."),
)
SMALL_PERCENTAGE = ProblemKind(
    "percentage-below-1",
    mark("{column} is “{value}”: less than 1 %, or a share of 1?"),
    mark("Write 25 for a quarter; for less than one percent write the sign too: 0,5 %."),
)

AMOUNT = re.compile(r"(\d{1,12}(?:[.,]\d{1,12})?)\s*([a-z%]*)")
THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}(?!\d)")
HOURS_PER: Mapping[str, float] = {
    **dict.fromkeys(("", "u", "uur", "uren", "h", "hour", "hours"), 1),
    **dict.fromkeys(("d", "dag", "dagen", "day", "days"), 24),
    **dict.fromkeys(("week", "weken", "weeks"), 168),
}


def hours_of(cell: Cell) -> float | ProblemKind:
    """The hours in a cell, unknown where it is empty; what is wrong with it where it has none."""
    found = _amount(cell, NOT_A_TIME)
    if isinstance(found, ProblemKind):
        return found
    number, unit = found
    return number * HOURS_PER[unit] if unit in HOURS_PER else NOT_A_TIME


def share_of(cell: Cell) -> float | ProblemKind:
    """The share in a cell, from 0 to 1, for the percentage there; else as `hours_of`."""
    found = _amount(cell, NOT_A_PERCENTAGE)
    if isinstance(found, ProblemKind):
        return found
    number, unit = found
    if number > 100 or unit not in ("", "%"):
        return NOT_A_PERCENTAGE
    return SMALL_PERCENTAGE if 0 < number < 1 and not unit else number / 100


def _amount(cell: Cell, refusal: ProblemKind) -> tuple[float, str] | ProblemKind:
    """The number in a cell and the unit behind it."""
    text = one_line(cell).lower()
    if not text:
        return UNKNOWN, ""
    if isinstance(cell, float) and 0 <= cell < math.inf:
        return cell, ""
    found = AMOUNT.fullmatch(text)
    if found is None or not isinstance(cell, str):
        return refusal
    if THOUSANDS.fullmatch(found[1]):
        return TWO_MEANINGS
    return float(found[1].replace(",", ".")), found[2]
