"""Which variant does best on one question, and when nobody can say.

Rules:
1. One side beats another where the difference of the two stands out, draw by draw (see
   `differing`): nothing else counts, least of all which middle is lower.
2. `best` is the side that beats every other side, also how it is now. Where it overlaps with one of
   them there is no winner, even if nobody beats it.
3. `unbeaten` are the sides that no other side beats. Who is beaten is told with by whom: a side may
   be beaten by one and overlap with another.
4. A side that beats one which beats a third need not beat the third for sure. Nothing is inferred:
   each pair is held against each other in the draws themselves. A circle cannot be, since in each
   draw some side is lowest: with bands that leave out 1 in 10 it would take ten sides.
5. Questions are needs, each by itself, and costs. They are never put together. Costs are asked of
   the variants only: how it is now costs nothing more.
6. On common draws a trifle is as sure as anything. A side beats no other where the middle of the
   difference is below the least hours per person that matter, unless the people at the worst
   moment or beyond the tolerance are fewer for sure too, by the least number that matters. Both
   stand in a table with their reason; such pairs are told as too small to matter. Costs have none.
7. Of many needs and pairs some seem sure by chance. A side beats another only where that holds when
   it is reckoned with how many differences the verdicts look at together (see `chance`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from weerbaar.common.tables import Column, Rows, Table
from weerbaar.measures.chance import held as held_of
from weerbaar.measures.weighing import (
    COST,
    NOW,
    Beaten,
    Difference,
    NeedDifference,
    Pair,
    Verdict,
)
from weerbaar.region.tables import EVIDENCE

Held = Mapping[tuple[int, int], Difference]
HOURS, PEOPLE = "hours", "people"

LEAST_DIFFERENCES = Table(
    "least_differences",
    "The smallest difference between two variants that matters when it is said which does best.",
    ("difference",),
    (
        Column("difference", "choice", "", "Of what.", choices=(HOURS, PEOPLE)),
        Column("least", "number", "unit", "Below this the difference does not matter.", low=0),
        Column("unit", "text", "", "Hours for each person who has the need (h), or persons."),
        Column("source", "text", "", "Why this much."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)


@dataclass(frozen=True)
class Least:
    """The smallest difference that matters: in hours per person, or in people (rule 6)."""

    hours: float = 0.0
    people: float = 0.0


def least_of(rows: Rows) -> Least:
    """What the rows of LEAST_DIFFERENCES say; what has no row has no least."""
    return Least(**{str(row["difference"]): float(str(row["least"])) for row in rows})


def verdicts_of(sides: int, pairs: Sequence[Pair], least: Least) -> tuple[Verdict, ...]:
    """The verdict on each need that the pairs tell, by hours per person, and on costs last."""
    needs = [one.need for one in pairs[0].needs] if pairs else []
    lucky = _by_chance(pairs)
    found = []
    for i, need in enumerate(needs):
        held = {(pair.one, pair.other): pair.needs[i].per_head for pair in pairs}
        slight = [(pair.one, pair.other) for pair in pairs if _is_slight(pair.needs[i], least)]
        made = verdict_on(need, range(sides), held, slight, lucky.get(need, ()))
        found.append(replace(made, least=least.hours))
    costs = {(pair.one, pair.other): pair.cost for pair in pairs if pair.one != NOW}
    return (*found, verdict_on(COST, range(1, sides), costs, chance=lucky.get(COST, ())))


def _by_chance(pairs: Sequence[Pair]) -> dict[str, list[tuple[int, int]]]:
    """The pairs of which a difference stands out and may be chance, by question (rule 7)."""
    every = [(one.need, pair.one, pair.other, one.per_head) for pair in pairs for one in pair.needs]
    every += [(COST, pair.one, pair.other, pair.cost) for pair in pairs if pair.one != NOW]
    found: dict[str, list[tuple[int, int]]] = {}
    for (question, one, other, apart), holds in zip(
        every, held_of([one[3] for one in every]), strict=True
    ):
        if apart.stands_out and not holds:
            found.setdefault(question, []).append((one, other))
    return found


def _is_slight(one: NeedDifference, least: Least) -> bool:
    return is_slight(one.per_head, (one.peak, one.beyond), least)


def is_slight(hours: Difference, people: Sequence[Difference], least: Least) -> bool:
    """Whether a difference in hours per person is sure and yet too small to matter (rule 6).

    `people` are the differences in people that may make it matter after all.
    """
    if hours.sign == 0 or abs(hours.band.p50) >= least.hours:
        return False
    return not any(p.sign == hours.sign and abs(p.band.p50) >= least.people for p in people)


def verdict_on(
    question: str,
    sides: Sequence[int],
    held: Held,
    slight: Sequence[tuple[int, int]] = (),
    chance: Sequence[tuple[int, int]] = (),
) -> Verdict:
    """The verdict on a question of which less is better; `held` by pair, the lower side first.

    In `slight` and `chance` pairs nobody beats the other. Of one side alone nothing is the best.
    """
    beaten, alike = [], []
    for (one, other), apart in sorted(held.items()):
        if (one, other) in slight or (one, other) in chance:
            continue
        if apart.sign > 0:
            beaten.append(Beaten(one, other))
        elif apart.sign < 0:
            beaten.append(Beaten(other, one))
        elif not apart.lower and not apart.higher:
            alike.append((one, other))
    losers = {one.side for one in beaten}
    unbeaten = tuple(side for side in sides if side not in losers)
    wins = {side: sum(one.by == side for one in beaten) for side in sides}
    alone = len(sides) < 2
    best = next((s for s in unbeaten if not alone and wins[s] == len(sides) - 1), None)
    told = tuple(slight), 0.0, tuple(chance)
    return Verdict(question, unbeaten, tuple(beaten), tuple(alike), best, *told)
