"""What follows from the rows of a list, worked out by its declaration.

Rules:
1. `times`: from the day in the one column to the day in the other. A row without the second day
   waits, unless a choice says that nothing is waited for any more; a day to come counts as today.
2. Turnaround is told as the median with the shortest and the longest, never alone.
3. What a limit would change is arithmetic on what has been: had each been done by its limit. It
   says nothing of what speed would cost.
4. `sum`: amounts of one unit are added, low ends with low ends and high with high, for who says
   them may well err to the same side; so the band is the widest there is.
5. `missing`: rows of which a column is still empty, unless nothing is waited for any more.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from weerbaar.agenda.registers.register import Outcome, Register, band_of
from weerbaar.common.finding import Band

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Waiting:
    """A row that waits: its key, since when and how many days."""

    row: Row
    since: str
    days: int


@dataclass(frozen=True)
class Times:
    """The days of a group: of each row that is done, and the rows that wait, longest first."""

    group: str
    days: tuple[int, ...]
    waiting: tuple[Waiting, ...]

    @property
    def middle(self) -> float | None:
        """The median of the days that it took; None where nothing is done yet."""
        return median(self.days) if self.days else None


@dataclass(frozen=True)
class Sooner:
    """How many rows took longer than the limit, of how many, and by how many days together."""

    rows: int
    of: int
    days: int


def counts_of(register: Register, rows: Sequence[Row], outcome: Outcome) -> dict[str, int]:
    """How many rows have each value of a column, in the order of its choices."""
    found = Counter(str(row[outcome.by]) for row in rows)
    order = list(register.choices.get(outcome.by, {})) or sorted(found)
    return {value: found[value] for value in order}


def times_of(register: Register, rows: Sequence[Row], outcome: Outcome, today: date) -> list[Times]:
    """The days of each group, as far as it has any; groups in the order of its choices."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row[outcome.of]:
            groups.setdefault(str(row[outcome.by]) if outcome.by else "", []).append(row)
    found = []
    for group in list(register.choices.get(outcome.by, {})) or sorted(groups):
        own = groups.get(group, [])
        took = sorted(_days(row[outcome.of], row[outcome.to]) for row in own if row[outcome.to])
        waits = [
            Waiting(row, str(row[outcome.of]), max(_days(row[outcome.of], today.isoformat()), 0))
            for row in own
            if not row[outcome.to] and not is_over(register, row)
        ]
        if took or waits:
            longest = sorted(waits, key=lambda one: (-one.days, one.since))
            found.append(Times(group, tuple(took), tuple(longest)))
    return found


def sooner_of(times: Sequence[Times], limit: float) -> Sooner:
    """What had come sooner, had each been done within the limit (rule 3)."""
    days = [day for one in times for day in one.days]
    late = [day - limit for day in days if day > limit]
    return Sooner(len(late), len(days), round(math.fsum(late)))


def is_over(register: Register, row: Row) -> bool:
    """Whether nothing is waited for any more at a row."""
    return any(str(row[name]) in values for name, values in register.over.items())


def sums_of(
    register: Register, rows: Sequence[Row], outcome: Outcome
) -> list[tuple[str, str, Band, int]]:
    """For each value of a column and each unit: the sum with its band, and of how many rows."""
    bands: dict[tuple[str, str], list[Band]] = {}
    for row in rows:
        band = band_of(row, outcome.of)
        if band is not None:
            value = str(row[outcome.by]) if outcome.by else ""
            bands.setdefault((value, str(row[outcome.to]).strip()), []).append(band)
    order = {value: at for at, value in enumerate(register.choices.get(outcome.by, {}))}
    return [
        (value, unit, _sum(bands[value, unit]), len(bands[value, unit]))
        for value, unit in sorted(bands, key=lambda pair: order.get(pair[0], 0))
    ]


def _sum(bands: Sequence[Band]) -> Band:
    return Band(*(math.fsum(getattr(band, e) for band in bands) for e in ("p10", "p50", "p90")))


def missing_of(register: Register, rows: Sequence[Row], outcome: Outcome) -> list[Row]:
    """The rows of which a column is still empty (rule 5)."""
    return [row for row in rows if not row[outcome.of] and not is_over(register, row)]


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days
