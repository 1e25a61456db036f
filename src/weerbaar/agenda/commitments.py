"""A commitment: one record for all that somebody is to do, gives, may do or has to decide.

Rules:
1. There is one shape for every kind; the table `commitment_kinds` says which fields a kind asks
   for, and which kinds end by themselves.
2. A commitment of such a kind stands up to and including its last day. After that it has ended,
   whatever was written down of it: nobody needs to remember to end a paused rule or a power.
3. One of another kind that is neither done nor dropped is late after its last day.
4. That something is done says nothing of the gap it is for: only an answer shows that.
5. Money is whole cents, with the band in which it lies where that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Column, Rows, Table

OPEN, AGREED, WORKING, DONE, DROPPED, ENDED = (
    *("open", "agreed", "working"),
    *("done", "dropped", "ended"),
)
STATUSES: Mapping[str, str] = {
    OPEN: mark("to do"),
    AGREED: mark("agreed"),
    WORKING: mark("under way"),
    DONE: mark("completed"),
    DROPPED: mark("dropped"),
}
"""What people write down of a commitment."""
STANDINGS: Mapping[str, str] = {**STATUSES, ENDED: mark("ended by itself")}
"""How a commitment stands on a day, see `standing`."""
OVER = (DONE, DROPPED, ENDED)

COMMITMENT_KINDS = Table(
    "commitment_kinds",
    "The kinds of commitments on the agenda.",
    ("kind",),
    (
        Column("kind", "text", "", "The kind, as the code names it."),
        Column("name_nl", "text", "", "What it is called, in Dutch."),
        Column("name_en", "text", "", "What it is called, in English."),
        Column("meaning_nl", "text", "", "What it is, in Dutch."),
        Column("meaning_en", "text", "", "What it is, in English."),
        Column(
            "needs", "text", "", "Columns that must be filled in, with spaces between.", default=""
        ),
        Column(
            "done_needs",
            "text",
            "",
            "Columns that must be filled in once it is done, with spaces between.",
            default="",
        ),
        Column("ends", "flag", "", "Whether it ends by itself after its last day."),
    ),
)


KIND_FIELDS = Table(
    "kind_fields",
    "What a column is called in commitments of one kind, where that is other than in all.",
    ("kind", "column"),
    (
        Column("kind", "text", "", "The kind, as the code names it."),
        Column("column", "text", "", "The column, as the code names it."),
        Column("name_nl", "text", "", "What it is called, in Dutch."),
        Column("name_en", "text", "", "What it is called, in English."),
    ),
)


@dataclass(frozen=True)
class Kind:
    """A kind of commitment: its names, what must be filled in, whether it ends by itself.

    `done_needs` are the columns that must be filled in as well once it is done.
    """

    kind: str
    name_nl: str
    name_en: str
    meaning_nl: str
    meaning_en: str
    needs: tuple[str, ...]
    done_needs: tuple[str, ...]
    ends: bool

    def name(self, code: str) -> str:
        """What it is called on screen."""
        return self.name_nl if code == "nl" else self.name_en

    def meaning(self, code: str) -> str:
        """What it is, in a sentence."""
        return self.meaning_nl if code == "nl" else self.meaning_en


Kinds = Mapping[str, Kind]


def kinds_of(rows: Rows) -> dict[str, Kind]:
    """The kinds in the rows of their table, by name, in the order of the table."""
    listed = ("needs", "done_needs")
    return {
        str(row["kind"]): Kind(**row | {name: tuple(str(row[name]).split()) for name in listed})
        for row in rows
    }


def field_names(rows: Rows, code: str) -> dict[tuple[str, str], str]:
    """What a column is called in commitments of a kind, by kind and column, where it is other."""
    return {(str(row["kind"]), str(row["column"])): str(row[f"name_{code}"]) for row in rows}


@dataclass(frozen=True)
class Quantity:
    """How much of something: a number, its unit and of what."""

    number: float
    unit: str
    what: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (f"{self.number:.12g}", self.unit, self.what)))


@dataclass(frozen=True)
class Money:
    """A sum in whole cents: the middle, and the band in which it lies."""

    p10: int
    p50: int
    p90: int


@dataclass(frozen=True)
class Commitment:
    """One line of the agenda.

    `commitment` is its identifier. `owner`, `partners`, `by_whom` and `reviewer` are organisations
    or functions, never names of people; `role` is the role of the site that is reminded. `starts`
    and `until` are its first and last day. `activate` says how an agreement is put in force. `gap`,
    `measure` and `decision` are the identifiers of what it is for and comes from. `shared` lets the
    organisations below the owner of the agenda see it.
    """

    commitment: str
    kind: str
    title: str
    status: str = OPEN
    owner: str = ""
    role: str = ""
    partners: tuple[str, ...] = ()
    starts: date | None = None
    until: date | None = None
    done_on: date | None = None
    quantities: tuple[Quantity, ...] = ()
    activate: str = ""
    by_whom: str = ""
    reviewer: str = ""
    measure: str = ""
    gap: str = ""
    decision: str = ""
    pillar: str = ""
    money: Money | None = None
    payer: str = ""
    shared: bool = False
    source: str = ""
    note: str = ""


def standing(commitment: Commitment, kinds: Kinds, today: date) -> str:
    """How a commitment stands on a day: its status, or ENDED (rule 2)."""
    if commitment.status in (DONE, DROPPED):
        return commitment.status
    past = commitment.until is not None and commitment.until < today
    return ENDED if past and kinds[commitment.kind].ends else commitment.status


def is_late(commitment: Commitment, kinds: Kinds, today: date) -> bool:
    """Whether it should have been done by this day (rule 3)."""
    past = commitment.until is not None and commitment.until < today
    return past and standing(commitment, kinds, today) not in OVER


def is_in_force(commitment: Commitment, kinds: Kinds, today: date) -> bool:
    """Whether a commitment that ends by itself holds on this day."""
    begun = commitment.starts is None or commitment.starts <= today
    over = standing(commitment, kinds, today) in OVER
    return kinds[commitment.kind].ends and begun and not over


def done_by(commitments: Iterable[Commitment], kinds: Kinds, today: date) -> date | None:
    """The first last day of what still has to be done; None where nothing has one."""
    days = (one.until for one in commitments if standing(one, kinds, today) not in OVER)
    return min((day for day in days if day is not None), default=None)


def standing_in_words(commitment: Commitment, kinds: Kinds, today: date, words: Language) -> str:
    """How it stands on a day, in words."""
    return words.text(STANDINGS[standing(commitment, kinds, today)])
