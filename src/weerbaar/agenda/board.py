"""The board: commitments in columns by how they stand, and a picture of how it goes.

Rules:
1. A column holds what stands so on this day; what ended by itself or was dropped stands together in
   the last one. Late comes first, then by last day, what has none at the end.
2. A column shows MOST_CARDS at once. Where there are more it says how many, and a next page shows
   them: nothing is left out in silence.
3. Sums count what is not dropped. Low and high ends are added as they are, so that the band of the
   sum is at its widest: lines that fall out apart from each other make it narrower.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from weerbaar.agenda.commitments import (
    DONE,
    DROPPED,
    ENDED,
    OPEN,
    STANDINGS,
    STATUSES,
    WORKING,
    Commitment,
    Kinds,
    Money,
    is_late,
    standing,
)
from weerbaar.common.language import mark
from weerbaar.measures.catalogue import PAYERS

MOST_CARDS = 30
OVER = "over"
AGREED_COLUMN = "agreed"
COLUMNS: Mapping[str, str] = {
    OPEN: STANDINGS[OPEN],
    AGREED_COLUMN: STANDINGS[AGREED_COLUMN],
    WORKING: STANDINGS[WORKING],
    DONE: STANDINGS[DONE],
    OVER: mark("ended or dropped"),
}


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see; what is empty asks nothing. `text` is looked for in words.

    `pillars` are those of a track, or "" and those of other lists for what is not assigned.
    """

    owner: str = ""
    kind: str = ""
    pillar: str = ""
    gap: str = ""
    measure: str = ""
    late: bool = False
    text: str = ""
    pillars: tuple[str, ...] = ()

    def fits(self, one: Commitment, kinds: Kinds, today: date) -> bool:
        """Whether a commitment is what is asked."""
        named = ("kind", "pillar", "gap", "measure")
        wanted = self.text.casefold().strip()
        told = " ".join((one.title, one.owner, *one.partners, one.note, one.source)).casefold()
        return (
            all(getattr(self, name) in ("", getattr(one, name)) for name in named)
            and self.owner in ("", one.owner)
            and (not self.pillars or one.pillar in self.pillars)
            and wanted in told
            and (not self.late or is_late(one, kinds, today))
        )


@dataclass(frozen=True)
class Card:
    """A commitment on the board, and whether it is late."""

    commitment: Commitment
    standing: str
    late: bool


@dataclass(frozen=True)
class BoardColumn:
    """One column: the cards of this page, how many stand before them and how many after."""

    column: str
    cards: tuple[Card, ...]
    before: int
    after: int

    @property
    def all(self) -> int:
        """How many stand in it on all pages."""
        return self.before + len(self.cards) + self.after


@dataclass(frozen=True)
class Board:
    """A page of the board: its columns, which page it is of how many, and what it holds in all."""

    columns: tuple[BoardColumn, ...]
    page: int
    pages: int
    count: int


def make_board(
    commitments: Iterable[Commitment], kinds: Kinds, today: date, asked: Asked, page: int = 1
) -> Board:
    """A page of the board of what is asked; a page that is not there gives the nearest that is."""
    cards = [
        Card(one, standing(one, kinds, today), is_late(one, kinds, today))
        for one in commitments
        if asked.fits(one, kinds, today)
    ]
    parted: dict[str, list[Card]] = {column: [] for column in COLUMNS}
    for card in sorted(cards, key=_first):
        over = card.standing in (DROPPED, ENDED)
        parted[OVER if over else card.standing].append(card)
    longest = max(len(column) for column in parted.values())
    pages = max(1, -(-longest // MOST_CARDS))
    at = min(max(page, 1), pages)
    return Board(
        tuple(_column(name, held, at) for name, held in parted.items()), at, pages, len(cards)
    )


def _column(name: str, held: Sequence[Card], page: int) -> BoardColumn:
    start = min((page - 1) * MOST_CARDS, len(held))
    shown = tuple(held[start : start + MOST_CARDS])
    return BoardColumn(name, shown, start, len(held) - start - len(shown))


def _first(card: Card) -> tuple[bool, date, str, str]:
    one = card.commitment
    return (not card.late, one.until or date.max, one.title.casefold(), one.commitment)


@dataclass(frozen=True)
class StatusPicture:
    """How it goes: how many stand how and are of which kind, how many are late, and the money."""

    count: int
    by_status: Mapping[str, int]
    by_kind: Mapping[str, int]
    late: int
    money: Mapping[str, Money]
    total: Money


def status_of(commitments: Sequence[Commitment], kinds: Kinds, today: date) -> StatusPicture:
    """The picture of these commitments on this day; a payer of "" is not named."""
    standings = [standing(one, kinds, today) for one in commitments]
    paid = [one for one in commitments if one.money is not None and one.status != DROPPED]
    money = {
        payer: _added(one.money for one in paid if one.payer == payer) for payer in (*PAYERS, "")
    }
    return StatusPicture(
        count=len(commitments),
        by_status={name: standings.count(name) for name in (*STATUSES, ENDED)},
        by_kind={kind: sum(one.kind == kind for one in commitments) for kind in kinds},
        late=sum(is_late(one, kinds, today) for one in commitments),
        money={payer: sums for payer, sums in money.items() if sums.p90},
        total=_added(one.money for one in paid),
    )


def _added(sums: Iterable[Money | None]) -> Money:
    """Sums added end by end (rule 3)."""
    known = [one for one in sums if one is not None]
    return Money(*(sum(getattr(one, end) for one in known) for end in ("p10", "p50", "p90")))
