"""What is kept about people: of each field why, on which ground, how long, and how it is erased.

Rules:
1. Every field about a person stands in the table, with the model that holds it.
2. Where days are given, a row of the model is erased when that many days have passed since the time
   in the field `since`; where that is not known, since the time in the field after it.
3. Fields without days go with what they belong to: with the person, or with the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from weerbaar.common.tables import Column, Rows, Table

MOST_DAYS = 36_500

PERSONAL_DATA = Table(
    "personal_data",
    "What is kept about people, why and how long.",
    ("model", "fields"),
    (
        Column("model", "text", "", "What holds it, as the code names it."),
        Column("fields", "text", "", "Its fields, with spaces between them."),
        Column("holds_nl", "text", "", "What it is, in Dutch."),
        Column("holds_en", "text", "", "What it is, in English."),
        Column("purpose_nl", "text", "", "Why it is kept, in Dutch."),
        Column("purpose_en", "text", "", "Why it is kept, in English."),
        Column("ground_nl", "text", "", "The legal ground, in Dutch."),
        Column("ground_en", "text", "", "The legal ground, in English."),
        Column(
            "keep_days",
            "integer",
            "days",
            "After how many days it is erased; 0 goes with what it belongs to.",
            default=0,
            low=0,
            high=MOST_DAYS,
        ),
        Column("since", "text", "", "Fields from which the days count, best first.", default=""),
        Column("source", "text", "", "Where the number of days comes from."),
        Column("evidence", "text", "", "Evidence code of the number of days."),
    ),
)


@dataclass(frozen=True)
class Due:
    """Rows of a model to erase: where the first known field of `since` lies before `before`."""

    model: str
    since: tuple[str, ...]
    before: datetime


def due(rows: Rows, now: datetime) -> tuple[Due, ...]:
    """What must be erased now, one for each row of the table that has days."""
    return tuple(
        Due(row["model"], tuple(row["since"].split()), now - timedelta(days=row["keep_days"]))
        for row in rows
        if row["keep_days"]
    )
