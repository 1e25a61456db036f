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
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weerbaar.measures.weighing import COST, NOW, Beaten, Difference, Pair, Verdict

Held = Mapping[tuple[int, int], Difference]


def verdicts_of(sides: int, pairs: Sequence[Pair]) -> tuple[Verdict, ...]:
    """The verdict on each need that the pairs tell, by hours per person, and on costs last."""
    needs = [one.need for one in pairs[0].needs] if pairs else []
    found = []
    for i, need in enumerate(needs):
        held = {(pair.one, pair.other): pair.needs[i].per_head for pair in pairs}
        found.append(verdict_on(need, range(sides), held))
    costs = {(pair.one, pair.other): pair.cost for pair in pairs if pair.one != NOW}
    return (*found, verdict_on(COST, range(1, sides), costs))


def verdict_on(question: str, sides: Sequence[int], held: Held) -> Verdict:
    """The verdict on a question of which less is better; `held` by pair, the lower side first.

    Of one side alone nothing is the best.
    """
    beaten, alike = [], []
    for (one, other), apart in sorted(held.items()):
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
    return Verdict(question, unbeaten, tuple(beaten), tuple(alike), best)
