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
    """All rows by group and rank, and the commitments of these kinds that no row names."""

    rows: tuple[Covered, ...]
    spare: tuple[str, ...]


Pool = tuple[str, int]
"""A quantity: the identifier of its commitment, and which of its quantities it is."""


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
    return Cover(tuple(found), tuple(o.title for o in able.counting if not used & set(_called(o))))


class _Able:
    """The commitments that may count, by what they are called."""

    def __init__(self, commitments: Sequence[Commitment], kinds: Kinds, today: date) -> None:
        counts = (AGREED, WORKING)
        self.counting = [o for o in commitments if standing(o, kinds, today) in counts]
        self._counting = {one.commitment for one in self.counting}
        self._called: dict[str, list[Commitment]] = {}
        for one in commitments:
            for name in dict.fromkeys(_called(one)):
                self._called.setdefault(name, []).append(one)

    def counts(self, one: Commitment) -> bool:
        """Whether it is agreed or under way, and has not ended (rule 2)."""
        return one.commitment in self._counting

    def called(self, name: str) -> Sequence[Commitment]:
        """Those with this title or identifier."""
        return self._called.get(name, ())


def _cover_group(rows: Sequence[Row], group: str, outcome: Outcome, able: _Able) -> list[Covered]:
    """The rows of one group, in the order of their rank."""
    named = [_named(row, outcome, able) for row in rows]
    needs = [band_of(row, outcome.of) for row in rows]
    left = {
        (one.commitment, at): quantity.number
        for one in able.counting
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
        fits = [
            (one.commitment, at)
            for one in found
            if able.counts(one)
            for at, quantity in enumerate(one.quantities)
            if same_unit(quantity.unit, str(row["unit"]))
            and (not quantity.what or _plain(quantity.what) == _plain(str(row["what"])))
        ]
        pools |= dict.fromkeys(fits)
        if not found:
            refused.append((name, NOT_THERE))
        elif not any(able.counts(one) for one in found):
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
