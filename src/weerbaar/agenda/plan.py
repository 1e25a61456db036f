"""The plan in time: which commitments last from when until when, to draw and to tell.

Rules:
1. What has two days lasts from the one to the other; a milestone with two days is reached somewhere
   between them. What has one day alone is a point, or has a beginning and no end yet.
2. What has no day stands apart: it is told, not drawn.
3. The first to begin stands first; of those that begin alike the first to end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from weerbaar.agenda.commitments import OVER, Commitment, Kinds, is_late, standing
from weerbaar.common.language import Language, mark

MOST_ROWS = 60


@dataclass(frozen=True)
class PlanRow:
    """A line of the plan; `first` and `last` are its days, `last` is None without an end."""

    commitment: Commitment
    first: date
    last: date | None
    standing: str
    late: bool

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done for it."""
        return self.standing in OVER

    @property
    def is_point(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last


@dataclass(frozen=True)
class Plan:
    """A page of the plan, which page it is of how many, and what has no day."""

    rows: tuple[PlanRow, ...]
    page: int
    pages: int
    count: int
    without: tuple[Commitment, ...]


def make_plan(commitments: Iterable[Commitment], kinds: Kinds, today: date, page: int = 1) -> Plan:
    """A page of the plan of these commitments; a page that is not there gives the nearest."""
    rows, without = [], []
    for one in commitments:
        first = one.starts or one.until or one.done_on
        if first is None:
            without.append(one)
            continue
        last = one.until or one.done_on
        late = is_late(one, kinds, today)
        rows.append(PlanRow(one, first, last, standing(one, kinds, today), late))
    rows.sort(key=_first)
    pages = max(1, -(-len(rows) // MOST_ROWS))
    at = min(max(page, 1), pages)
    start = (at - 1) * MOST_ROWS
    return Plan(tuple(rows[start : start + MOST_ROWS]), at, pages, len(rows), tuple(without))


def days_in_words(row: PlanRow, words: Language) -> str:
    """From when until when, in words."""
    first = words.day(row.first.isoformat())
    if row.last is None:
        return words.text(mark("from {first}"), first=first)
    if row.is_point:
        return words.text(mark("on {day}"), day=first)
    return words.text(mark("{first} to {last}"), first=first, last=words.day(row.last.isoformat()))


def _first(row: PlanRow) -> tuple[date, date, str, str]:
    one = row.commitment
    return (row.first, row.last or date.max, one.title.casefold(), one.commitment)
