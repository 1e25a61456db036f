"""What is needed held against what was agreed or pledged: what is covered, and what is short.

Rules:
1. A row names commitments of the agenda by title or identifier. A quantity of one counts where its
   unit is that of the row (see `units`) and it is of the same thing, or says of nothing in
   particular.
2. A commitment counts that is agreed or under way and has not ended. One that is not on the agenda,
   not agreed yet or over, in another unit or of something else does not count, and it is said.
3. Within a group (a phase) a quantity is used once. Rows go by rank, the lowest first and those
   without one last. Rows of one rank share a quantity in proportion to what they still need.
   What fewest rows of that rank name is divided first. Each group begins anew: what serves the one
   phase may serve the next.
4. A need has a band where it is estimated. It is divided by the middle; what is short has the band.
5. A row without an amount takes nothing, and shows what is left for it.
6. What is shared with the organisations below its owner counts in full on the agenda of each,
   though there is one of it: such ones are named. Commitments of two agendas with one identifier
   are two.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from weerbaar.agenda.commitment_table import BETWEEN
from weerbaar.agenda.commitments import AGREED, WORKING, Commitment, Kinds, standing
from weerbaar.agenda.registers.register import Outcome, band_of
from weerbaar.agenda.units import same_unit
from weerbaar.common.finding import Band
from weerbaar.common.language import mark

NOT_THERE, NOT_AGREED, OTHERWISE = WHY_NOT = ("not-there", "not-agreed", "otherwise")
WHY_WORDS: Mapping[str, str] = {
    NOT_THERE: mark("not on the agenda"),
    NOT_AGREED: mark("not agreed yet, or over"),
    OTHERWISE: mark("in another unit, or of something else"),
}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Covered:
    """One row: what it needs, how much of that is given, and which that it names do not count.

    `need` is None where it is not known; `refused` are titles with the reason, of WHY_NOT.
    """

    row: Row
    group: str
    unit: str
    need: Band | None
    given: float
    refused: tuple[tuple[str, str], ...]

    @property
    def short(self) -> Band | None:
        """What is short of it, none below nought; None where the need is not known."""
        if self.need is None:
            return None
        ends = (max(end - self.given, 0.0) for end in (self.need.p10, self.need.p50, self.need.p90))
        return Band(*ends)


@dataclass(frozen=True)
class Cover:
    """All rows by group and rank, and titles of commitments of these kinds.

    No row names the `spare` ones; others may count on the `shared` ones, which rows name (rule 6).
    """

    rows: tuple[Covered, ...]
    spare: tuple[str, ...]
    shared: tuple[str, ...]


Pool = tuple[int, int]
"""A quantity: the place of its commitment among those that may count, and its own in it."""


def cover(
    rows: Sequence[Row],
    outcome: Outcome,
    commitments: Sequence[Commitment],
    kinds: Kinds,
    today: date,
) -> Cover:
    """What is covered of each row on a day; groups in the order of the first row of each.

    `outcome` says in which columns the amount, the names and the group stand.
    """
    able = _Able([one for one in commitments if one.kind in outcome.kinds], kinds, today)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row[outcome.by]) if outcome.by else "", []).append(row)
    found = [
        covered
        for group, within in groups.items()
        for covered in _cover_group(sorted(within, key=_rank), group, outcome, able)
    ]
    used = {name for row in rows for name in _names(row, outcome)}
    named = [one for one in able.counting.values() if used & set(_called(one))]
    return Cover(
        tuple(found),
        tuple(one.title for one in able.counting.values() if not used & set(_called(one))),
        tuple(dict.fromkeys(one.title for one in named if one.shared)),
    )


class _Able:
    """The commitments that may count, by their place and by what they are called.

    An identifier is of one agenda, so it is no key where those of several come together (rule 6).
    """

    def __init__(self, commitments: Sequence[Commitment], kinds: Kinds, today: date) -> None:
        counts = (AGREED, WORKING)
        placed = dict(enumerate(commitments))
        self.counting = {at: o for at, o in placed.items() if standing(o, kinds, today) in counts}
        self._called: dict[str, list[int]] = {}
        for at, one in placed.items():
            for name in dict.fromkeys(_called(one)):
                self._called.setdefault(name, []).append(at)

    def called(self, name: str) -> Sequence[int]:
        """The places of those with this title or identifier."""
        return self._called.get(name, ())


def _cover_group(rows: Sequence[Row], group: str, outcome: Outcome, able: _Able) -> list[Covered]:
    """The rows of one group, in the order of their rank."""
    named = [_named(row, outcome, able) for row in rows]
    needs = [band_of(row, outcome.of) for row in rows]
    left = {
        (place, at): quantity.number
        for place, one in able.counting.items()
        for at, quantity in enumerate(one.quantities)
    }
    middles = [need.p50 if need else 0.0 for need in needs]
    given = _divide(middles, [pools for pools, _ in named], list(map(_rank, rows)), left)
    return [
        Covered(
            row,
            group,
            str(row["unit"]).strip(),
            need,
            got if need else math.fsum(left[pool] for pool in pools),
            refused,
        )
        for row, need, got, (pools, refused) in zip(rows, needs, given, named, strict=True)
    ]


def _divide(
    needs: Sequence[float],
    pools: Sequence[Sequence[Pool]],
    ranks: Sequence[float],
    left: dict[Pool, float],
) -> list[float]:
    """How much each row gets (rule 3); takes it out of what is `left`."""
    given = [0.0] * len(needs)
    ranked: dict[float, list[int]] = {}
    for at, rank in enumerate(ranks):
        ranked.setdefault(rank, []).append(at)
    for _, rows in sorted(ranked.items()):
        askers: dict[Pool, list[int]] = {}
        for at in rows:
            for pool in pools[at]:
                askers.setdefault(pool, []).append(at)
        for pool, asking in sorted(askers.items(), key=lambda item: (len(item[1]), item[0])):
            wants = {at: max(needs[at] - given[at], 0.0) for at in asking}
            together = math.fsum(wants.values())
            taken = min(left[pool], together)
            for at, want in wants.items():
                given[at] += taken * (want / together) if together else 0.0
            left[pool] -= taken
    return given


def _named(
    row: Row, outcome: Outcome, able: _Able
) -> tuple[tuple[Pool, ...], tuple[tuple[str, str], ...]]:
    """The quantities that count for a row, and what it names that does not, with why."""
    pools: dict[Pool, None] = {}
    refused = []
    for written, name in _names(row, outcome).items():
        found = able.called(written)
        counting = [place for place in found if place in able.counting]
        fits = [
            (place, at)
            for place in counting
            for at, quantity in enumerate(able.counting[place].quantities)
            if same_unit(quantity.unit, str(row["unit"]))
            and (not quantity.what or _plain(quantity.what) == _plain(str(row["what"])))
        ]
        pools |= dict.fromkeys(fits)
        if not found:
            refused.append((name, NOT_THERE))
        elif not counting:
            refused.append((name, NOT_AGREED))
        elif not fits:
            refused.append((name, OTHERWISE))
    return tuple(pools), tuple(refused)


def _names(row: Row, outcome: Outcome) -> dict[str, str]:
    """What a row names, as it is compared and as it was written."""
    parts = (part.strip() for part in str(row[outcome.to]).split(BETWEEN))
    return {_plain(part): part for part in parts if part}


def _called(commitment: Commitment) -> tuple[str, str]:
    return _plain(commitment.title), _plain(commitment.commitment)


def _rank(row: Row) -> float:
    rank = float(row["rank"])
    return math.inf if math.isnan(rank) else rank


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
