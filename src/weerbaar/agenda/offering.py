"""Offers: who could contribute what, who must answer by when, and who is told where nobody does.

Rules:
1. Each offer has one organisation that answers it, and a last day: ANSWER_DAYS after it was made.
   Only an organisation with somebody who can answer takes offers.
2. An offer waits until it is answered: taken up or not, always with words. An answer is given once.
3. The table `offer_moments` says how many days after it was made who is told of an offer that
   waits: the programme manager first, then who governs, then the organisation above. Of the moments
   that are due only the latest is told, each once.
4. An offer of a visitor without an account holds no name and no address. Whoever has its receipt
   reads the answer with it, and takes the offer back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Column, Rows, Table

ANSWER_DAYS = 14
"""Within so many days somebody answers an offer: our assumption."""
ABOVE = "above"
TELLS = ("programme_manager", "governor", ABOVE)
WAITS, LATE, TAKEN, NOT_TAKEN = STATES = ("waits", "late", "taken", "not-taken")
STATE_WORDS: Mapping[str, str] = {
    WAITS: mark("waits for an answer"),
    LATE: mark("waits too long for an answer"),
    TAKEN: mark("taken up"),
    NOT_TAKEN: mark("not taken up"),
}
MOST_DAYS = 365

OFFER_MOMENTS = Table(
    "offer_moments",
    "How many days after an offer was made who is told that it still waits for an answer.",
    ("days",),
    (
        Column("days", "integer", "days", "Days after it was made.", low=1, high=MOST_DAYS),
        Column("tells", "choice", "", "Who is told.", choices=TELLS),
        Column("source", "text", "", "Where the number comes from."),
        Column("evidence", "text", "", "Evidence code of the number."),
    ),
)


@dataclass(frozen=True)
class Offered:
    """An offer as far as answering goes; `told` are the moments of which somebody was told."""

    made_on: date
    answered: bool
    taken: bool
    told: tuple[int, ...] = ()

    @property
    def answer_by(self) -> date:
        """The last day for an answer (rule 1)."""
        return self.made_on + timedelta(days=ANSWER_DAYS)


def state_of(offer: Offered, today: date) -> str:
    """How an offer stands on a day: one of STATES."""
    if offer.answered:
        return TAKEN if offer.taken else NOT_TAKEN
    return LATE if today > offer.answer_by else WAITS


def moments_of(rows: Rows) -> tuple[tuple[int, str], ...]:
    """The moments with who is told, the earliest first."""
    return tuple(sorted((int(row["days"]), str(row["tells"])) for row in rows))


def due_moment(
    offer: Offered, moments: Sequence[tuple[int, str]], today: date
) -> tuple[int, str] | None:
    """Of which moment somebody must be told now, and who; None where nothing is due (rule 3)."""
    if offer.answered:
        return None
    passed = [one for one in moments if offer.made_on + timedelta(days=one[0]) <= today]
    if not passed or passed[-1][0] in offer.told:
        return None
    return passed[-1]


def escalated(offers: Iterable[Offered], moments: Collection[tuple[int, str]], today: date) -> int:
    """How many offers wait so long that the organisation above is asked."""
    days = [days for days, tells in moments if tells == ABOVE]
    return sum(
        any(one.made_on + timedelta(days=day) <= today for day in days)
        for one in offers
        if not one.answered
    )


def receipt_hash(code: str) -> str:
    """By what the site knows a receipt; the receipt itself is not stored."""
    return sha256(code.encode("utf-8", "replace")).hexdigest()


def told_in_words(title: str, by: date, late: bool, words: Language) -> str:
    """What who must answer is told of an offer."""
    text = mark("The offer “{title}” waits for an answer, by {day} at the latest.")
    if late:
        text = mark("The offer “{title}” should have been answered by {day}.")
    return words.text(text, title=title, day=words.day(by.isoformat()))
