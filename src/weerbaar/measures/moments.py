"""When who pays must decide: the moments of the budget cycle for the money of a year.

Rules:
1. The moments stand in a table: of whom, how many years before the year of the money, on which day
   at the latest. A payer without rows decides by itself, and has no moment here.
2. A decision is needed for what is paid once in a year, and for what rises of what is paid yearly
   (see `budget`): what goes on needs none.
3. A moment is missed when its day lies before today. The year can still be paid from the ordinary
   budget while its DECIDE moment is not missed; it is late where an earlier moment of it is. After
   that only AMEND is left, and then nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from weerbaar.common.finding import Band
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.weighing import Spent
from weerbaar.region.tables import EVIDENCE

FRAME, DRAFT, VIEW, DECIDE, AMEND = KINDS = ("frame", "draft", "view", "decide", "amend")
OPEN, LATE, ONLY_AMEND, MISSED, NO_CYCLE = "open", "late", "only_amend", "missed", "no_cycle"
TUESDAY = 1
WEEK = 7
LEAST_EUR = 1.0
"""Euros below which nobody decides on anything."""

BUDGET_MOMENTS = Table(
    "budget_moments",
    "The moments at which who pays decides on the money of a year.",
    ("payer", "moment"),
    (
        Column("payer", "choice", "", "Who pays.", choices=tuple(PAYERS)),
        Column("moment", "text", "", "Identifier of the moment."),
        Column("kind", "choice", "", "What is done at it.", choices=KINDS),
        Column("years_before", "integer", "years", "Before the year of the money.", low=0, high=3),
        Column("month", "integer", "", "Month of the last day.", low=1, high=12),
        Column("day", "integer", "", "The last day.", low=1, high=31),
        Column("third_tuesday", "flag", "", "The third Tuesday of that month instead."),
        Column("name_nl", "text", "", "Name on screen, in Dutch."),
        Column("name_en", "text", "", "Name on screen, in English."),
        Column("who_nl", "text", "", "Who does what, in Dutch."),
        Column("who_en", "text", "", "Who does what, in English."),
        Column("source", "text", "", "Where it stands."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)


@dataclass(frozen=True)
class Moment:
    """One moment for the money of one year; `last` is the last one of the ordinary budget."""

    moment: str
    kind: str
    name_nl: str
    name_en: str
    who_nl: str
    who_en: str
    source: str
    evidence: str
    on: date
    missed: bool
    last: bool

    def name(self, code: str) -> str:
        """The name on screen."""
        return self.name_nl if code == "nl" else self.name_en

    def who(self, code: str) -> str:
        """Who does what."""
        return self.who_nl if code == "nl" else self.who_en


@dataclass(frozen=True)
class Decision:
    """What a payer must decide for the money of a year: `once` and `rise` in euros.

    `state` is OPEN, LATE, ONLY_AMEND, MISSED or NO_CYCLE (rules 1 and 3).
    """

    payer: str
    year: int
    once: Band
    rise: Band
    state: str
    moments: tuple[Moment, ...]


def moments_of(spent: Iterable[Spent], rows: Rows, today: date) -> tuple[Decision, ...]:
    """The decisions that a bill asks for, by year and then by payer, as they stand today."""
    found = []
    for one in spent:
        if max(one.once.p90, one.rise.p90) < LEAST_EUR:
            continue
        moments = cycle_of(rows, one.payer, one.year, today)
        state = _state(moments)
        found.append(Decision(one.payer, one.year, one.once, one.rise, state, moments))
    order = list(PAYERS)
    return tuple(sorted(found, key=lambda one: (one.year, order.index(one.payer))))


def cycle_of(rows: Rows, payer: str, year: int, today: date) -> tuple[Moment, ...]:
    """The moments of one payer for the money of one year, in order of time."""
    own = [row for row in rows if row["payer"] == payer]
    days = [_day(row, year) for row in own]
    ordinary = [day for row, day in zip(own, days, strict=True) if row["kind"] != AMEND]
    last = max(ordinary, default=None)
    words = ("moment", "kind", "name_nl", "name_en", "who_nl", "who_en", "source", "evidence")
    moments = [
        Moment(
            **{name: str(row[name]) for name in words},
            on=day,
            missed=day < today,
            last=day == last and row["kind"] != AMEND,
        )
        for row, day in zip(own, days, strict=True)
    ]
    return tuple(sorted(moments, key=lambda moment: moment.on))


def _day(row: dict[str, object], year: int) -> date:
    """The last day of a moment for the money of a year."""
    before, month, day = (int(str(row[name])) for name in ("years_before", "month", "day"))
    if not row["third_tuesday"]:
        return date(year - before, month, day)
    first = date(year - before, month, 1)
    return first + timedelta(days=(TUESDAY - first.weekday()) % WEEK + 2 * WEEK)


def _state(moments: Sequence[Moment]) -> str:
    ordinary = [moment for moment in moments if moment.kind != AMEND]
    if not ordinary:
        return NO_CYCLE
    if any(moment.last and not moment.missed for moment in ordinary):
        return LATE if any(moment.missed for moment in ordinary) else OPEN
    later = [moment for moment in moments if moment.kind == AMEND and not moment.missed]
    return ONLY_AMEND if later else MISSED
