"""A cascade without time over a graph of sites: who fails with whom, and which end users lack what.

The meaning is that of the published infrastructure networks of CLIMADA (module networks of
climada_petals); docs/explanation/static-cascade.md says which of its rules are here and which not.

1. A site works or does not. It has a kind. A link goes from a supplier to a consumer.
2. A dependency says that each site of its target kind must receive at least its threshold from
   sites of its source kind. What a site receives is a count: each link from a site of the source
   kind that works gives 1; each link from a site of the target kind that works takes 1 away. Where
   both kinds are one, each such link takes 2 away. Two links between the same sites count twice.
3. A round takes the functional dependencies in their order. In each, all sites of the target kind
   that work and receive too little fail together; the next dependency sees that.
4. Nothing that failed comes back. Rounds go on until one changes nothing; that one counts too.
5. After that the dependencies of end users are looked at once: an end user is supplied where it
   receives at least the threshold. Whether it works itself makes no difference.

A dependency is looked at again only where a site that it rests on failed since. Where few did, each
takes what it gave from its consumers; where many did, all links of the dependency are counted anew,
which costs less for each link. All counts are whole numbers, so that neither the way they are taken
nor any order of sites or links makes a difference.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Short = NDArray[np.int16]
Flags = NDArray[np.int8]

GIVES, TAKES, TAKES_OF_ITSELF = 1, -1, -2
NEVER_FAILED = -1
MANY = 6
"""Count anew once more than one in so many of the sites that a dependency rests on have failed."""


class Dependencies(NamedTuple):
    """What kinds need of kinds, d rows in order: see rule 2; `least` is the threshold rounded up.

    `end_user` (d) is 1 for a dependency of end users, 0 for a functional one.
    """

    source: Ints
    target: Ints
    least: Ints
    end_user: Flags


class StaticGraph(NamedTuple):
    """A graph made ready for many cascades: n sites, t turns, f feeds, s slots, l links that count.

    Sites are numbered anew, kind after kind: `order` (n) is which site stands at a place, and
    `kinds` (k+1) where each kind begins. A turn is a dependency, the functional ones first:
    `rows` (t) is its row, `target` (t) and `least` (t) are those of the row, `slots` (t+1) where
    its slots begin, one for each site of its target kind. A feed is the links of one turn that come
    from one kind: those of turn t run from `feeds[t]` up to `feeds[t + 1]`, its suppliers are of
    `feed_kind` (f), a link gives `gives` (f), and the links of its i-th supplier run from
    `out[feed_out[f] + i]` up to the next. A link goes from place `supplier` (l) to `slot` (l).
    `spare` (s) is what a slot receives above its threshold while all work.
    """

    order: Small
    kinds: Ints
    rows: Ints
    functional: int
    target: Ints
    least: Ints
    slots: Ints
    feeds: Ints
    feed_kind: Ints
    gives: Ints
    feed_out: Ints
    out: Small
    supplier: Small
    slot: Small
    spare: Small


class Cascade(NamedTuple):
    """How it ended: `works` (n), `round` (n) in which a site failed, and `spare` (s) at the end.

    `round` is 0 for who did not work to begin with and NEVER_FAILED for who still works. `rounds`
    counts the last one too, which changed nothing.
    """

    works: Flags
    round: Small
    spare: Small
    rounds: int


def links_that_count(
    kinds: int, kind: Ints, source: Ints, target: Ints, dependencies: Dependencies
) -> int:
    """How many links `make_graph` would keep: one counts in each dependency that it bears on."""
    counts = np.bincount(kind[source] * kinds + kind[target], minlength=kinds * kinds)
    pairs = [
        (int(a), int(b)) for a, b in zip(dependencies.source, dependencies.target, strict=True)
    ]
    return sum(
        int(counts[b * kinds + b]) + (int(counts[a * kinds + b]) if a != b else 0) for a, b in pairs
    )


def make_graph(
    kinds: int, kind: Ints, source: Ints, target: Ints, dependencies: Dependencies
) -> StaticGraph:
    """The graph of n sites with their `kind` (n, below `kinds`) and links (m) from `source`."""
    order, starts, pairs = _places(kinds, kind, source, target)
    place = np.empty(len(kind), np.int32)
    place[order] = np.arange(len(kind), dtype=np.int32)
    rows = np.argsort(dependencies.end_user, kind="stable").astype(np.int64)
    targets, least = dependencies.target[rows], dependencies.least[rows]
    sizes = np.diff(starts)
    slots = np.concatenate(([0], np.cumsum(sizes[targets]))).astype(np.int64)
    feeds, feed_turn, feed_kind, gives = _feeds(kinds, pairs, dependencies.source[rows], targets)
    feed_out = np.concatenate(([0], np.cumsum(sizes[feed_kind]))).astype(np.int64)
    pair = feed_kind * kinds + targets[feed_turn]
    by_pair = np.argsort(pair, kind="stable").astype(np.int64)
    of_pair = np.searchsorted(pair[by_pair], np.arange(kinds * kinds + 1)).astype(np.int64)
    out, supplier, slot = _links(
        kind.astype(np.int16),
        source,
        target,
        place,
        kinds,
        by_pair,
        of_pair,
        pairs[pair],
        feed_out,
        starts[feed_kind],
        slots[feed_turn] - starts[targets[feed_turn]],
    )
    spare = np.empty(slots[-1], np.int32)
    functional = int(np.sum(dependencies.end_user == 0))
    graph = StaticGraph(
        order,
        starts,
        rows,
        functional,
        targets,
        least,
        slots,
        feeds,
        feed_kind,
        gives,
        feed_out,
        out,
        supplier,
        slot,
        spare,
    )
    _count_all(graph, np.ones(len(kind), np.int8), spare)
    return graph


def run_cascade(graph: StaticGraph, works: Flags) -> Cascade:
    """The cascade from who works (n, 1 or 0) to begin with; the graph and `works` stay as is."""
    n = len(works)
    left, when, spare = np.empty(n, np.int8), np.empty(n, np.int32), graph.spare.copy()
    rounds = _cascade(graph, works, left, when, spare)
    return Cascade(left, when, spare, rounds)


def who_is_supplied(graph: StaticGraph, cascade: Cascade, row: int) -> tuple[Small, Flags]:
    """The sites of the target kind of dependency `row`, and 1 for each that receives enough."""
    turn = int(np.flatnonzero(graph.rows == row)[0])
    first, past = graph.kinds[graph.target[turn]], graph.kinds[graph.target[turn] + 1]
    enough = cascade.spare[graph.slots[turn] : graph.slots[turn + 1]] >= 0
    return graph.order[first:past], enough.astype(np.int8)


def _feeds(kinds: int, pairs: Ints, source: Ints, target: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Where the feeds of each turn begin; of each feed its turn, kind of supplier and amount.

    `pairs` counts the links from each kind to each kind; a feed without links is left out.
    """
    starts, found = [0], []
    for turn, (a, b) in enumerate(zip(source.tolist(), target.tolist(), strict=True)):
        of_turn = [(turn, a, GIVES), (turn, b, TAKES)] if a != b else [(turn, a, TAKES_OF_ITSELF)]
        found += [feed for feed in of_turn if pairs[feed[1] * kinds + b] > 0]
        starts.append(len(found))
    turns, kind, gives = np.array(found, np.int64).reshape(-1, 3).T.copy()
    return np.array(starts, np.int64), turns, kind, gives


@njit(cache=True, **LEAN)
def _places(kinds: int, kind: Ints, source: Ints, target: Ints) -> tuple[Small, Ints, Ints]:
    """The sites kind after kind, where each kind begins, and the links from kind to kind."""
    starts, pairs = np.zeros(kinds + 1, np.int64), np.zeros(kinds * kinds, np.int64)
    for i in range(len(kind)):
        starts[kind[i] + 1] += 1
    for k in range(kinds):
        starts[k + 1] += starts[k]
    free, order = starts.copy(), np.empty(len(kind), np.int32)
    for i in range(len(kind)):
        order[free[kind[i]]] = i
        free[kind[i]] += 1
    for e in range(len(source)):
        pairs[kind[source[e]] * kinds + kind[target[e]]] += 1
    return order, starts, pairs


@njit(cache=True, **LEAN)
def _links(
    kind: Short,
    source: Ints,
    target: Ints,
    place: Small,
    kinds: int,
    by_pair: Ints,
    of_pair: Ints,
    counts: Ints,
    feed_out: Ints,
    starts: Ints,
    base: Ints,
) -> tuple[Small, Small, Small]:
    """`out`, `supplier` and `slot` of the graph.

    The feeds for links of a pair of kinds are `by_pair[of_pair[pair]]` up to the next. Of each feed
    there are `counts` (f) links, its first supplier stands at `starts` (f), and its slot for the
    consumer at place p is `base` (f) + p. Links are dealt over the feeds first and sorted within
    each after that: all at once would be a walk through much memory for every link.
    """
    firsts = np.zeros(len(counts) + 1, np.int64)
    for f in range(len(counts)):
        firsts[f + 1] = firsts[f] + counts[f]
    free = firsts[:-1].copy()
    giver, taker = np.empty(firsts[-1], np.int32), np.empty(firsts[-1], np.int32)
    for e in range(len(source)):
        i, j = source[e], target[e]
        pair = kind[i] * kinds + kind[j]
        for c in range(of_pair[pair], of_pair[pair + 1]):
            f = by_pair[c]
            giver[free[f]], taker[free[f]] = place[i], place[j]
            free[f] += 1
    out = np.zeros(feed_out[-1] + 1, np.int32)
    supplier, slot = np.empty(firsts[-1], np.int32), np.empty(firsts[-1], np.int32)
    for f in range(len(counts)):
        first, past, shift = feed_out[f], feed_out[f + 1], feed_out[f] - starts[f]
        for link in range(firsts[f], firsts[f + 1]):
            out[giver[link] + shift + 1] += 1
        out[first] = firsts[f]
        for a in range(first, past):
            out[a + 1] += out[a]
        at = out[first:past].copy()
        for link in range(firsts[f], firsts[f + 1]):
            a = giver[link] - starts[f]
            supplier[at[a]], slot[at[a]] = giver[link], base[f] + taker[link]
            at[a] += 1
    return out, supplier, slot


@njit(cache=True, **LEAN)
def _cascade(graph: StaticGraph, fine: Flags, left: Flags, when: Small, spare: Small) -> int:
    """Fill `left` and `when` and change `spare` until a round changes nothing; the rounds.

    `log` holds, kind after kind, the places of who failed in that order, `logged` how many of each
    kind there are, and `seen` how many of them each feed has taken into account.
    """
    order, kinds, out = graph.order, graph.kinds, graph.out
    n, turns = len(order), len(graph.rows)
    works, failed = np.empty(n, np.int8), np.full(n, -1, np.int32)
    log, logged = np.empty(n, np.int32), np.zeros(len(kinds) - 1, np.int64)
    seen, most = np.zeros(len(graph.gives), np.int64), 0
    for t in range(turns):
        most = max(
            most, out[graph.feed_out[graph.feeds[t + 1]]] - out[graph.feed_out[graph.feeds[t]]]
        )
    falling = np.empty(most, np.int32)
    for k in range(len(kinds) - 1):
        for i in range(kinds[k], kinds[k + 1]):
            works[i] = fine[order[i]]
            if works[i] == 0:
                failed[i] = 0
                log[kinds[k] + logged[k]] = i
                logged[k] += 1
    rounds = 0
    while True:
        rounds += 1
        fell = 0
        for t in range(graph.functional):
            count, anew = _renew(graph, t, works, spare, log, logged, seen, falling)
            k = graph.target[t]
            shift, before = kinds[k] - graph.slots[t], logged[k]
            if rounds == 1 or anew:
                for s in range(graph.slots[t], graph.slots[t + 1]):
                    if spare[s] < 0 and works[s + shift] == 1:
                        works[s + shift], failed[s + shift] = 0, rounds
                        log[kinds[k] + logged[k]] = s + shift
                        logged[k] += 1
            else:
                for c in range(count):
                    s = falling[c]
                    # In between it may have received more again: links within a kind take away.
                    if spare[s] < 0 and works[s + shift] == 1:
                        works[s + shift], failed[s + shift] = 0, rounds
                        log[kinds[k] + logged[k]] = s + shift
                        logged[k] += 1
            fell += logged[k] - before
        if fell == 0:
            break
    for t in range(graph.functional, turns):
        _renew(graph, t, works, spare, log, logged, seen, falling)
    for i in range(n):
        left[order[i]], when[order[i]] = works[i], failed[i]
    return rounds


@njit(cache=True, **LEAN)
def _renew(
    graph: StaticGraph,
    t: int,
    works: Flags,
    spare: Small,
    log: Small,
    logged: Ints,
    seen: Ints,
    falling: Small,
) -> tuple[int, bool]:
    """Bring what the slots of turn t receive up to date with who failed.

    Says how many slots it put in `falling`, which fell below their threshold, and whether it
    counted all anew instead; then it put none there.
    """
    fresh, resting = 0, 0
    for f in range(graph.feeds[t], graph.feeds[t + 1]):
        k = graph.feed_kind[f]
        fresh += logged[k] - seen[f]
        resting += graph.kinds[k + 1] - graph.kinds[k]
    if fresh * MANY > resting:
        _count_anew(graph, t, works, spare)
        for f in range(graph.feeds[t], graph.feeds[t + 1]):
            seen[f] = logged[graph.feed_kind[f]]
        return 0, True
    count = 0
    for f in range(graph.feeds[t], graph.feeds[t + 1]):
        k, amount = graph.feed_kind[f], graph.gives[f]
        first = graph.kinds[k]
        for c in range(seen[f], logged[k]):
            a = graph.feed_out[f] + log[first + c] - first
            for link in range(graph.out[a], graph.out[a + 1]):
                s = graph.slot[link]
                had = spare[s]
                spare[s] = had - amount
                if had >= 0 and had < amount:
                    falling[count] = s
                    count += 1
        seen[f] = logged[k]
    return count, False


@njit(cache=True, **LEAN)
def _count_anew(graph: StaticGraph, t: int, works: Flags, spare: Small) -> None:
    """Count what all slots of turn t receive, link by link and without asking anything."""
    spare[graph.slots[t] : graph.slots[t + 1]] = -graph.least[t]
    supplier, slot = graph.supplier, graph.slot
    for f in range(graph.feeds[t], graph.feeds[t + 1]):
        amount = graph.gives[f]
        for link in range(graph.out[graph.feed_out[f]], graph.out[graph.feed_out[f + 1]]):
            spare[slot[link]] += amount * works[supplier[link]]


@njit(cache=True, **LEAN)
def _count_all(graph: StaticGraph, works: Flags, spare: Small) -> None:
    for t in range(len(graph.rows)):
        _count_anew(graph, t, works, spare)
