"""Divides a supply over claims for one period, compiled: for every step of a simulation.

Each grant lies between 0 and its claim, and together they are min(supply, all claims), to a part in
10^9 of all claims. Rules, with their names in the literature on claims problems (O'Neill 1982;
Aumann and Maschler 1985; Thomson, Mathematical Social Sciences 45, 2003):

1. `equal`, constrained equal awards: the same for everyone, and for nobody more than is asked.
2. `loss`, constrained equal losses: everyone is short of the same, and of no more than is asked.
3. `need`, the proportional rule with weights: as much a unit of claim x need weight.
4. `priority`, lexicographic (Moulin, Econometrica 68, 2000): class by class; equal in the class in
   which the supply ends.
5. `sides`: a stated share for the civil side, the rest for the military; what one side does not ask
   goes to the other; equal within a side.
6. `lottery`, random priority: in order of the lots each claim gets all, as long as there is some;
   `claims` says what a lot is.
7. Whole units: claims are whole numbers and the supply is rounded down. Under 1, 2, 4 and 5 the
   units that cannot be split evenly go one each in order of the lots; under 3 by the largest
   remainders (Hamilton's method; Balinski and Young 1982), and equal remainders by lot. That one is
   not monotone: with more to divide a claim can get one unit less (the Alabama paradox).
8. Claims stand in the order of their names and are added up in that order: the order in which they
   came makes no difference, to the last bit.

Under 1 to 3 a level is sought: the grant is min(claim, level x rate). From below, each pass adds up
the claims that the level meets and the rates of the others, and lifts the level; it ends when no
further claim is met. A pass either meets a quarter of those left or cuts the lift to a third, so
there are O(log n) passes and no sorting. Sums are in float64; fast-math is off.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.sharing.claims import (
    BITS,
    GOLDEN,
    MIX_1,
    MIX_2,
    SHIFTS,
    Claim,
    Rule,
    key_of,
    side_of,
)
from weerbaar.sharing.tables import RULE_ORDER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

EQUAL, LOSS, NEED, PRIORITY, SIDES, LOTTERY = range(len(RULE_ORDER))
REMAINDERS = 1e6
"""Remainders that differ by less than a part in this are equal: rounding decides nothing."""
SLACK = 1e-9

_GOLDEN = np.uint64(GOLDEN)
_MIX_1, _MIX_2 = np.uint64(MIX_1), np.uint64(MIX_2)
_SHIFT_1, _SHIFT_2, _SHIFT_3 = (np.uint64(shift) for shift in SHIFTS)


class Claims(NamedTuple):
    """n claims in the order of their names.

    `amount` >= 0 and `weight` > 0; `rank` is 0 for the class that comes first, 1 for the next;
    `side` is 0 for civil, 1 for military; `key` is the hash of the name.
    """

    amount: Floats
    weight: Floats
    rank: Ints
    side: Ints
    key: Keys


class Terms(NamedTuple):
    """A rule as numbers: its place in RULE_ORDER, whether units are whole, civil share, seed."""

    rule: int
    whole: bool
    civil_share: float
    seed: np.uint64


class Scratch(NamedTuple):
    """Room to compute in, made once: of n claims, and `total` of the classes."""

    cap: Floats
    rate: Floats
    first: Floats
    lot: Keys
    order: Ints
    total: Floats


def make_terms(rule: Rule) -> Terms:
    """The rule as numbers."""
    place = RULE_ORDER.index(rule.rule)
    return Terms(place, rule.whole, float(rule.civil_share), np.uint64(rule.seed & BITS))


def make_claims(claims: Sequence[Claim]) -> tuple[Claims, Ints]:
    """The claims in the order of their names, and for each its place in what was given.

    Raises ValueError for a name that comes twice, an amount that is not a number or below 0, and a
    need weight that is not above 0.
    """
    _check(claims)
    order = sorted(range(len(claims)), key=lambda i: claims[i].claim)
    ranks = {level: rank for rank, level in enumerate(sorted({c.priority for c in claims}))}
    sorted_claims = [claims[i] for i in order]
    arrays = Claims(
        np.array([c.amount for c in sorted_claims], dtype=np.float64),
        np.array([c.need for c in sorted_claims], dtype=np.float64),
        np.array([ranks[c.priority] for c in sorted_claims], dtype=np.int64),
        np.array([side_of(c.side) for c in sorted_claims], dtype=np.int64),
        np.array([key_of(c.claim) for c in sorted_claims], dtype=np.uint64),
    )
    return arrays, np.array(order, dtype=np.int64)


def make_scratch(claims: Claims) -> Scratch:
    """Room to divide over these claims, to be used again each period."""
    n = len(claims.amount)
    classes = int(claims.rank.max()) + 1 if n else 0
    return Scratch(
        np.zeros(n),
        np.ones(n),
        np.zeros(n),
        np.zeros(n, np.uint64),
        np.zeros(n, np.int64),
        np.zeros(classes),
    )


def divide(claims: Sequence[Claim], supply: float, rule: Rule, period: int = 0) -> Floats:
    """The grant of each claim, shape (n,), in the order in which the claims were given.

    For one call; a simulation keeps Claims, Terms and Scratch and calls `divide_period`. Raises
    ValueError as `make_claims` does, for a supply that is not a number or below 0, and for claims
    that are not whole under a rule of whole units.
    """
    if not 0 <= supply < np.inf:
        raise ValueError(f"the supply is {supply}")
    if rule.whole and any(c.amount != int(c.amount) for c in claims):
        raise ValueError("claims on whole units are whole numbers")
    arrays, order = make_claims(claims)
    grant = np.zeros(len(claims))
    divide_period(make_terms(rule), arrays, float(supply), period, make_scratch(arrays), grant)
    given = np.empty_like(grant)
    given[order] = grant
    return given


@njit(cache=True, **LEAN)
def divide_period(
    terms: Terms, claims: Claims, supply: float, period: int, scratch: Scratch, grant: Floats
) -> None:
    """Fill in `grant` (n) for one period: the rules of this module. Nothing is checked here."""
    if terms.whole:
        supply = np.floor(supply)
    if _total(claims.amount) <= supply:
        _copy(claims.amount, grant)
        return
    grant[:] = 0.0
    if supply <= 0.0:
        return
    if terms.whole or terms.rule == LOTTERY:
        _draw_lots(terms.seed, period, claims.key, scratch.lot)
    if terms.rule == EQUAL:
        _copy(claims.amount, scratch.cap)
        _equally(supply, terms.whole, scratch, grant)
    elif terms.rule == LOSS:
        _by_loss(claims, supply, terms.whole, scratch, grant)
    elif terms.rule == NEED:
        _by_need(claims, supply, terms.whole, scratch, grant)
    elif terms.rule == PRIORITY:
        _by_class(claims, supply, terms.whole, scratch, grant)
    elif terms.rule == SIDES:
        _by_side(claims, supply, terms.civil_share, terms.whole, scratch, grant)
    else:
        _by_lot(claims, supply, scratch, grant)


@njit(cache=True, **LEAN)
def level_of(cap: Floats, rate: Floats, supply: float) -> float:
    """The level at which min(cap, level x rate) adds up to the supply; the caps are more than it.

    Where the caps are no more than the supply, a level that meets all of them.
    """
    level, before = 0.0, len(cap) + 1
    while True:
        met, open_rate, count = 0.0, 0.0, 0
        for i in range(len(cap)):
            # Chosen, not branched: which claims are met is not foreseeable.
            is_open = cap[i] > level * rate[i]
            open_rate += rate[i] if is_open else 0.0
            met += 0.0 if is_open else cap[i]
            count += is_open
        if count == 0 or count >= before or open_rate <= 0.0:
            return level
        before = count
        level = max(level, (supply - met) / open_rate)


@njit(cache=True, **LEAN)
def _copy(source: Floats, target: Floats) -> None:
    # Copying a whole slice is slow to compile.
    for i in range(len(source)):
        target[i] = source[i]


@njit(cache=True, **LEAN)
def _total(values: Floats) -> float:
    total = 0.0
    for i in range(len(values)):
        total += values[i]
    return total


@njit(cache=True, **LEAN)
def _equally(supply: float, whole: bool, scratch: Scratch, grant: Floats) -> None:
    """Grants of rule 1 for the claims whose `scratch.cap` is above 0; others are left alone."""
    cap = scratch.cap
    if _total(cap) <= supply:
        for i in range(len(cap)):
            if cap[i] > 0.0:
                grant[i] = cap[i]
        return
    scratch.rate[:] = 1.0
    level = level_of(cap, scratch.rate, supply)
    if whole:
        level = _whole_level(cap, level, supply)
    spent, size = 0.0, 0
    for i in range(len(cap)):
        part = min(cap[i], level)
        grant[i] = part if cap[i] > 0.0 else grant[i]
        spent += part
        scratch.order[size] = i
        size += cap[i] > level
    if whole:
        scratch.first[:] = 0.0
        _hand_out(int(supply - spent), size, scratch, grant)


@njit(cache=True, **LEAN)
def _whole_level(cap: Floats, near: float, supply: float) -> float:
    """The highest whole level at which min(cap, level) adds up to no more than the supply."""
    level, highest = float(np.floor(near)), float(np.max(cap))
    while _spent(cap, level) > supply:
        level -= 1.0
    while level < highest and _spent(cap, level + 1.0) <= supply:
        level += 1.0
    return level


@njit(cache=True, **LEAN)
def _spent(cap: Floats, level: float) -> float:
    spent = 0.0
    for i in range(len(cap)):
        spent += min(cap[i], level)
    return spent


@njit(cache=True, **LEAN)
def _by_loss(claims: Claims, supply: float, whole: bool, scratch: Scratch, grant: Floats) -> None:
    """Grants of rule 2: what is lacking is divided by rule 1, and taken off the claims."""
    amount, size = claims.amount, 0
    lacking = _total(amount) - supply
    scratch.rate[:] = 1.0
    level = level_of(amount, scratch.rate, lacking)
    if not whole:
        for i in range(len(amount)):
            grant[i] = amount[i] - min(amount[i], level)
        return
    level = _whole_level(amount, level, lacking)
    for i in range(len(amount)):
        grant[i] = amount[i] - min(amount[i], level)
        scratch.order[size] = i
        size += grant[i] > 0.0
    # Of those with something left, the last lots give up one unit more; the first ones do not.
    more = int(lacking - _spent(amount, level))
    if more > 0:
        for at in range(size):
            grant[scratch.order[at]] -= 1.0
        scratch.first[:] = 0.0
        _hand_out(size - more, size, scratch, grant)


@njit(cache=True, **LEAN)
def _by_need(claims: Claims, supply: float, whole: bool, scratch: Scratch, grant: Floats) -> None:
    amount = claims.amount
    for i in range(len(amount)):
        scratch.rate[i] = amount[i] * claims.weight[i]
    level = level_of(amount, scratch.rate, supply)
    for i in range(len(amount)):
        grant[i] = min(amount[i], level * scratch.rate[i])
    if not whole:
        return
    spent, size = 0.0, 0
    for i in range(len(amount)):
        down = min(amount[i], np.floor(grant[i] + SLACK))
        scratch.first[i] = np.floor((grant[i] - down) * REMAINDERS + 0.5)
        grant[i] = down
        spent += down
        scratch.order[size] = i
        size += down < amount[i]
    _hand_out(int(supply - spent), size, scratch, grant)


@njit(cache=True, **LEAN)
def _by_class(claims: Claims, supply: float, whole: bool, scratch: Scratch, grant: Floats) -> None:
    total = scratch.total
    total[:] = 0.0
    for i in range(len(claims.amount)):
        total[claims.rank[i]] += claims.amount[i]
    last, left = 0, supply
    while last < len(total) - 1 and total[last] <= left:
        left -= total[last]
        last += 1
    for i in range(len(claims.amount)):
        scratch.cap[i] = claims.amount[i] if claims.rank[i] == last else 0.0
        grant[i] = claims.amount[i] if claims.rank[i] < last else 0.0
    _equally(left, whole, scratch, grant)


@njit(cache=True, **LEAN)
def _by_side(
    claims: Claims,
    supply: float,
    civil_share: float,
    whole: bool,
    scratch: Scratch,
    grant: Floats,
) -> None:
    civil, military = 0.0, 0.0
    for i in range(len(claims.amount)):
        civil += claims.amount[i] if claims.side[i] == 0 else 0.0
        military += claims.amount[i] if claims.side[i] == 1 else 0.0
    stated = civil_share * supply
    if whole:
        stated = np.floor(stated + 0.5 + SLACK)
    part = min(civil, max(stated, supply - military))
    for side in range(2):
        for i in range(len(claims.amount)):
            scratch.cap[i] = claims.amount[i] if claims.side[i] == side else 0.0
        _equally(part if side == 0 else supply - part, whole, scratch, grant)


@njit(cache=True, **LEAN)
def _by_lot(claims: Claims, supply: float, scratch: Scratch, grant: Floats) -> None:
    size, left = len(claims.amount), supply
    for i in range(size):
        scratch.order[i] = i
    scratch.first[:] = 0.0
    _heap(size, scratch)
    while left > 0.0 and size > 0:
        i = scratch.order[0]
        grant[i] = min(claims.amount[i], left)
        left -= grant[i]
        size -= 1
        scratch.order[0] = scratch.order[size]
        _sift(0, size, scratch)


@njit(cache=True, **LEAN)
def _hand_out(units: int, size: int, scratch: Scratch, grant: Floats) -> None:
    """One unit more for the first so many of the `size` claims in `scratch.order`."""
    _heap(size, scratch)
    for _ in range(min(units, size)):
        grant[scratch.order[0]] += 1.0
        size -= 1
        scratch.order[0] = scratch.order[size]
        _sift(0, size, scratch)


@njit(cache=True, **LEAN)
def _heap(size: int, scratch: Scratch) -> None:
    """Put the first of the `size` claims in front: a binary heap, in place."""
    for at in range(size // 2 - 1, -1, -1):
        _sift(at, size, scratch)


@njit(cache=True, **LEAN)
def _sift(at: int, size: int, scratch: Scratch) -> None:
    order = scratch.order
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and _comes_before(order[child + 1], order[child], scratch):
            child += 1
        if not _comes_before(order[child], order[at], scratch):
            return
        order[at], order[child] = order[child], order[at]
        at = child


@njit(cache=True, **LEAN)
def _comes_before(a: int, b: int, scratch: Scratch) -> bool:
    """Whether claim a comes before b: the larger `first`, else the lower lot, else the name."""
    if scratch.first[a] != scratch.first[b]:
        return bool(scratch.first[a] > scratch.first[b])
    if scratch.lot[a] != scratch.lot[b]:
        return bool(scratch.lot[a] < scratch.lot[b])
    return a < b


@njit(cache=True, **LEAN)
def _draw_lots(seed: np.uint64, period: int, key: Keys, lot: Keys) -> None:
    state = _mix(_mix(seed) ^ _mix(np.uint64(period)))
    for i in range(len(key)):
        lot[i] = _mix(key[i] ^ state)


@njit(cache=True, **LEAN)
def _mix(number: np.uint64) -> np.uint64:
    z = number + _GOLDEN
    z = (z ^ (z >> _SHIFT_1)) * _MIX_1
    z = (z ^ (z >> _SHIFT_2)) * _MIX_2
    return z ^ (z >> _SHIFT_3)


def _check(claims: Sequence[Claim]) -> None:
    if len({c.claim for c in claims}) < len(claims):
        raise ValueError("a name comes twice")
    for c in claims:
        if not 0 <= c.amount < np.inf:
            raise ValueError(f"{c.claim} asks {c.amount}")
        if not 0 < c.need < np.inf:
            raise ValueError(f"the need weight of {c.claim} is {c.need}")
