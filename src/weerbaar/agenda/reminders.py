"""Reminders: who is told of which last day, before and after it.

Rules:
1. The table `reminder_moments` says how many days before (negative) or after its last day a
   commitment is told of. A moment is due from its day on.
2. Of the moments that are due only the latest is told; those that it overtook are told no more.
3. Each moment of each last day is told once, however often it is asked; with another last day the
   moments begin anew.
4. Nobody is told of what is done or dropped, nor of what has no last day. What ends by itself is
   told of up to the first moment after its end: then there is nothing left to do.
5. The role of the commitment is told; where it has none, DEFAULT_ROLE.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from weerbaar.agenda.commitments import DONE, DROPPED, Commitment, Kinds
from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Column, Rows, Table

DEFAULT_ROLE = "programme_manager"
MOST_DAYS = 365

REMINDER_MOMENTS = Table(
    "reminder_moments",
    "How many days before or after its last day people are told of a commitment.",
    ("days",),
    (
        Column(
            "days",
            "integer",
            "days",
            "Days after the last day; before it they are negative.",
            low=-MOST_DAYS,
            high=MOST_DAYS,
        ),
        Column("source", "text", "", "Where the number comes from."),
        Column("evidence", "text", "", "Evidence code of the number."),
    ),
)

Told = tuple[str, int, date]
"""A commitment, a moment and a last day: what a reminder was of."""


@dataclass(frozen=True)
class Reminder:
    """Somebody in this role is told of a commitment, `moment` days after its last day."""

    commitment: Commitment
    moment: int
    until: date
    role: str

    @property
    def told(self) -> Told:
        """By what it is known that this one was given."""
        return (self.commitment.commitment, self.moment, self.until)


def moments_of(rows: Rows) -> tuple[int, ...]:
    """The moments in the rows of their table, the earliest first."""
    return tuple(sorted(int(row["days"]) for row in rows))


def due_reminders(
    commitments: Iterable[Commitment],
    kinds: Kinds,
    moments: Sequence[int],
    given: Collection[Told],
    today: date,
) -> list[Reminder]:
    """The reminders to give on this day; those of `given` were given before."""
    found = []
    for one in commitments:
        reminder = _reminder(one, kinds[one.kind].ends, moments, today)
        if reminder is not None and reminder.told not in given:
            found.append(reminder)
    return found


def _reminder(one: Commitment, ends: bool, moments: Sequence[int], today: date) -> Reminder | None:
    if one.until is None or one.status in (DONE, DROPPED):
        return None
    passed = [days for days in moments if one.until + timedelta(days) <= today]
    after = [days for days in moments if days > 0]
    if ends and after:
        passed = [days for days in passed if days <= after[0]]
    if not passed:
        return None
    return Reminder(one, passed[-1], one.until, one.role or DEFAULT_ROLE)


def reminder_in_words(reminder: Reminder, ends: bool, words: Language) -> str:
    """What is told of a commitment, in a sentence."""
    day = words.day(reminder.until.isoformat())
    if reminder.moment <= 0:
        text = mark("“{title}” ends on {day}.") if ends else mark("“{title}” is due on {day}.")
    else:
        text = mark("“{title}” ended on {day}.") if ends else mark("“{title}” was due on {day}.")
    return words.text(text, title=reminder.commitment.title, day=day)
