"""What is needed held against what was agreed or pledged: what is covered, and what is short.

Rules:
1. A row names commitments of the agenda by title or identifier. A quantity of one counts where its
   unit is that of the row and it is of the same thing, or says of nothing in particular.
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
    able = [one for one in commitments if one.kind in outcome.kinds]
    found: list[Covered] = []
    for group in dict.fromkeys(_group(row, outcome) for row in rows):
        within = [row for row in rows if _group(row, outcome) == group]
        found += _cover_group(sorted(within, key=_rank), group, outcome, able, kinds, today)
    used = {name for row in rows for name in _names(row, outcome)}
    spare = (o.title for o in able if _counts(o, kinds, today) and not used & set(_called(o)))
    return Cover(tuple(found), tuple(spare))


def _cover_group(
    rows: Sequence[Row],
    group: str,
    outcome: Outcome,
    able: Sequence[Commitment],
    kinds: Kinds,
    today: date,
) -> list[Covered]:
    """The rows of one group, in the order of their rank."""
    named = [_named(row, outcome, able, kinds, today) for row in rows]
    needs = [band_of(row, outcome.of) for row in rows]
    left = {
        (one.commitment, at): quantity.number
        for one in able
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
    for rank in sorted(set(ranks)):
        rows = [at for at, one in enumerate(ranks) if one == rank]
        askers = {
            pool: [at for at in rows if pool in pools[at]] for at in rows for pool in pools[at]
        }
        for pool, asking in sorted(askers.items(), key=lambda item: (len(item[1]), item[0])):
            wants = {at: max(needs[at] - given[at], 0.0) for at in asking}
            together = math.fsum(wants.values())
            taken = min(left[pool], together)
            for at, want in wants.items():
                given[at] += taken * (want / together) if together else 0.0
            left[pool] -= taken
    return given


def _named(
    row: Row, outcome: Outcome, able: Sequence[Commitment], kinds: Kinds, today: date
) -> tuple[tuple[Pool, ...], tuple[tuple[str, str], ...]]:
    """The quantities that count for a row, and what it names that does not, with why."""
    pools: list[Pool] = []
    refused = []
    for written, name in _names(row, outcome).items():
        found = [one for one in able if written in _called(one)]
        fits = [
            (one.commitment, at)
            for one in found
            if _counts(one, kinds, today)
            for at, quantity in enumerate(one.quantities)
            if _same(quantity.unit, row["unit"])
            and (not quantity.what or _same(quantity.what, row["what"]))
        ]
        pools += [pool for pool in fits if pool not in pools]
        if not found:
            refused.append((name, NOT_THERE))
        elif not any(_counts(one, kinds, today) for one in found):
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


def _counts(commitment: Commitment, kinds: Kinds, today: date) -> bool:
    return standing(commitment, kinds, today) in (AGREED, WORKING)


def _group(row: Row, outcome: Outcome) -> str:
    return str(row[outcome.by]) if outcome.by else ""


def _rank(row: Row) -> float:
    rank = float(row["rank"])
    return math.inf if math.isnan(rank) else rank


def _same(one: Any, other: Any) -> bool:
    return _plain(str(one)) == _plain(str(other))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
