"""One step of all sites, in topological order, so that a failure runs through all its hops at once.

Rules:
1. An input's satisfaction is min(1, sum of weight x level of its suppliers); its buffer answers for
   it (see `buffers`). A site's level is its condition times the smallest of its effective inputs.
2. The cause of a spell is latched when the spell starts: the site's own condition, or the input
   that lost most and, of its suppliers, the one that lost most; ties go to the first identifier.
3. A chain of kinds is packed into one integer, 6 bits a kind, the site itself in the lowest bits.
4. Sites that are on or off (the feeders of blocks) are on while they are offered at least their own
   draw: with 73 % of the power, 27 % of them are off, each wholly. Mobile generators behind them
   keep them on for the part of the step that they run.
5. A loss rests on estimates when its root site is estimated, or a site of which the buffer set the
   timing is.
6. The losses of some inputs add up: such an input has lost the sum of weight x loss of its
   suppliers, and the site has lost that beside its own condition and its other inputs.
7. Sites that hold each other up form a part. In every step its levels fall from full, sweep by
   sweep, until none moves more than SETTLED, SWEEPS times at most; what buffers held at the start
   of the step holds for every sweep. The outcome is the highest level that the part can hold.
   Where lags run that is done twice: as if no lag held anybody back, and from there with the lags.
   A lag starts and restarts on a loss of the first, and counts down while the first gives full
   supply: sites that only wait for each other start up side by side.
8. The cause of a spell in a part is that of rule 2. Where those go round, the first site by
   identifier that lost something by another way than the circle is told by that.
9. A site is looked at only while it is awake, which makes no difference to what comes out: it falls
   asleep in a step in which nothing of it changed, to the last bit, and wakes when its condition or
   a supplier changes. Parts, and sites whose buffers others reach into, are always awake.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.buffers import FULL, step_input, step_lag

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.uint8]

CHAIN_BITS = 6
CHAIN_LEVELS = 10
SETTLED = 1e-6
SWEEPS = 50
ASLEEP, AWAKE, ALWAYS = 0, 1, 2
NOBODY: Ints = np.zeros(0, np.int64)


class Graph(NamedTuple):
    """Sites in topological order, their inputs and links; n sites, m inputs, l links.

    `inputs` (n+1) and `links` (m+1) are offsets; `supplier` and `weight` (l) belong to links;
    `fades` (m) is 1 where a buffer has shape L, `adds` (m) where losses of an input add up;
    `kind` (n) is the row of the kind plus 1; `estimated` (n) is 0 or 1. `parts` (p, 2) are the
    first site and the one past the last of each part that `parts.step_part` brings further, in
    order: sites that depend on each other, and single sites of which losses add up.

    `consumed` (n+1) are offsets of the consumers of each site in `consumer` (l), as
    `with_consumers` makes them; where they are left out no site ever sleeps (rule 9).
    """

    inputs: Ints
    links: Ints
    supplier: Ints
    weight: Floats
    fades: Ints
    adds: Ints
    kind: Ints
    estimated: Ints
    parts: Ints
    consumed: Ints = NOBODY
    consumer: Ints = NOBODY


class Buffers(NamedTuple):
    """What one run draws for each input (m): hours, floor, lag in hours, refill in hours.

    `switch` (n) is for sites that are on or off: such a site is on while its level is at least
    this; 0 for all other sites.
    """

    size: Floats
    floor: Floats
    lag: Floats
    refill: Floats
    switch: Floats


class Sites(NamedTuple):
    """What changes over time.

    Per site: `level` is its mean over the step, `end` at the end of it, `offered` what a site that
    is on or off had at the end; `chain`, `root` and `estimated` are its latched cause. Per input:
    hours `left` in the buffer, and `lag_left`. `unsettled` (1) counts steps in which some part did
    not settle. What mobile generators bring in the next step, as its mean and at its end: `fed` and
    `fed_end` (m) is the share of an input, `behind` and `behind_end` (n) the least level of a site
    that is on or off: they stand behind its cable. `awake` (n) is ASLEEP, AWAKE or ALWAYS
    (rule 9); `seen` and `seen_end` (n) are the conditions at which a site was looked at last. The
    first `filled` (1) of `fills` (m) are inputs of which the buffer fills up at full supply;
    `filling` (m) is 1 for them.
    """

    level: Floats
    end: Floats
    offered: Floats
    chain: Ints
    root: Ints
    estimated: Ints
    left: Floats
    lag_left: Floats
    unsettled: Ints
    fed: Floats
    fed_end: Floats
    behind: Floats
    behind_end: Floats
    awake: Flags
    seen: Floats
    seen_end: Floats
    fills: Ints
    filling: Flags
    filled: Ints


def with_consumers(graph: Graph) -> Graph:
    """The graph with the consumers of each site, for rule 9."""
    n = len(graph.kind)
    of_input = np.repeat(np.arange(len(graph.fades)), np.diff(graph.links))
    owner = np.repeat(np.arange(n), np.diff(graph.inputs))[of_input]
    counts = np.bincount(graph.supplier, minlength=n)
    return graph._replace(
        consumed=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        consumer=owner[np.argsort(graph.supplier, kind="stable")].astype(np.int64),
    )


def keep_awake(graph: Graph, sites: Sites, inputs: Ints) -> None:
    """Keep the sites of these inputs awake: others reach into their buffers, or feed them."""
    sites.awake[np.searchsorted(graph.inputs, inputs, side="right") - 1] = ALWAYS


def fresh_sites(graph: Graph, buffers: Buffers) -> Sites:
    """All sites at full level with full buffers, and awake."""
    n, m = len(graph.kind), len(graph.fades)
    awake = np.full(n, AWAKE if len(graph.consumed) else ALWAYS, np.uint8)
    for first, past in graph.parts:
        awake[first:past] = ALWAYS
    return Sites(
        np.ones(n),
        np.ones(n),
        np.ones(n),
        np.zeros(n, np.int64),
        np.full(n, -1, np.int64),
        np.zeros(n, np.int64),
        buffers.size.copy(),
        np.zeros(m),
        np.zeros(1, np.int64),
        np.zeros(m),
        np.zeros(m),
        np.zeros(n),
        np.zeros(n),
        awake,
        np.ones(n),
        np.ones(n),
        np.zeros(m, np.int64),
        np.zeros(m, np.uint8),
        np.zeros(1, np.int64),
    )


@njit(cache=True, **LEAN)
def on_or_off(before: float, mean: float, after: float, switch: float) -> tuple[float, float]:
    """Mean and end of a step of a site that is on while it is offered at least `switch`.

    What it is offered goes from `before` to `after` within the step and is `mean` on average.
    """
    was = 1.0 if before >= switch else 0.0
    ends = 1.0 if after >= switch else 0.0
    if abs(before - after) < 1e-12:
        # A dip that begins and ends within the step is a loss of all for its part of the step.
        return min(ends, mean / after) if after > 0.0 else 0.0, ends
    share = min(1.0, max(0.0, (mean - after) / (before - after)))
    return share * was + (1.0 - share) * ends, ends


@njit(cache=True, **LEAN)
def most_lost_by(graph: Graph, sites: Sites, k: int) -> tuple[int, float]:
    """The supplier that costs input k most, and how much; the first of those that cost as much."""
    lost, supplier = -1.0, -1
    for j in range(graph.links[k], graph.links[k + 1]):
        share = graph.weight[j] * (1.0 - sites.level[graph.supplier[j]])
        if share > lost + 1e-12:
            lost, supplier = share, graph.supplier[j]
    return supplier, lost


@njit(cache=True, **LEAN)
def latch_cause(graph: Graph, sites: Sites, i: int, supplier: int, bridged: bool) -> None:
    """Latch the cause of a spell of site i: a supplier that lost, or -1 for the site itself.

    `bridged` says that a buffer of the site set the timing.
    """
    limit = np.int64(1) << np.int64(CHAIN_BITS * (CHAIN_LEVELS - 1))
    # A supplier that is back while this site waits out its lag: the site itself is the cause.
    if supplier < 0 or sites.root[supplier] < 0:
        sites.chain[i], sites.root[i] = graph.kind[i], i
        sites.estimated[i] = graph.estimated[i]
        return
    above = sites.chain[supplier]
    # A chain that is full keeps its kinds nearest the root; the site itself does not fit.
    sites.chain[i] = (above << CHAIN_BITS) | graph.kind[i] if above < limit else above
    sites.root[i] = sites.root[supplier]
    sites.estimated[i] = sites.estimated[supplier]
    if bridged and graph.estimated[i] == 1:
        sites.estimated[i] = 1


@njit(cache=True, **LEAN)
def step_sites(
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    condition: Floats,
    condition_end: Floats,
    dt: float,
) -> None:
    """Bring every site one step of dt hours further.

    `condition` (n) is the mean over the step and `condition_end` (n) its end: 1 where nothing hits.
    """
    inputs = len(graph.fades) if len(graph.parts) > 0 else 0
    most, most_end = np.ones(inputs), np.ones(inputs)
    settled, knows = True, len(graph.consumed) > 0
    awake, seen, seen_end = sites.awake, sites.seen, sites.seen_end
    p, first, past = next_part(graph, -1)
    for i in range(len(graph.kind)):
        if awake[i] == ASLEEP and condition[i] == seen[i] and condition_end[i] == seen_end[i]:
            continue
        if i >= first:
            if i == first and not step_part(
                graph, buffers, sites, condition, condition_end, dt, first, past, most, most_end
            ):
                settled = False
            if knows:
                wake_consumers(graph.consumed, graph.consumer, awake, i)
            if i == past - 1:
                p, first, past = next_part(graph, p)
            continue
        seen[i], seen_end[i] = condition[i], condition_end[i]
        before, before_end, moved = sites.level[i], sites.end[i], False
        lowest, lowest_end, worst, bridged = 1.0, 1.0, -1, False
        for k in range(graph.inputs[i], graph.inputs[i + 1]):
            s, s_end = sites.fed[k], sites.fed_end[k]
            for j in range(graph.links[k], graph.links[k + 1]):
                s += graph.weight[j] * sites.level[graph.supplier[j]]
                s_end += graph.weight[j] * sites.end[graph.supplier[j]]
            # What is whole and has nothing to wait for or to fill stays as it is.
            left, lag_left = sites.left[k], sites.lag_left[k]
            if s >= FULL and lag_left <= 0.0 and left >= buffers.size[k]:
                continue
            if s >= FULL and lag_left <= 0.0:
                # It is whole and only fills up, which `fill_buffers` does for all.
                if sites.filling[k] == 0:
                    sites.filling[k] = 1
                    sites.fills[sites.filled[0]] = k
                    sites.filled[0] += 1
                continue
            sites.filling[k] = 0
            effective, end, sites.left[k], sites.lag_left[k] = step_input(
                min(1.0, s),
                min(1.0, s_end),
                left,
                lag_left,
                buffers.size[k],
                buffers.floor[k],
                buffers.lag[k],
                buffers.refill[k],
                graph.fades[k] == 1,
                dt,
            )
            if sites.left[k] != left or sites.lag_left[k] != lag_left:
                moved = True
            lowest_end = min(lowest_end, end)
            if effective < lowest - 1e-12:
                lowest, worst, bridged = effective, k, buffers.size[k] > 0.0
        sites.level[i] = condition[i] * lowest
        sites.end[i] = condition_end[i] * lowest_end
        if buffers.switch[i] > 0.0:
            offered = sites.end[i]
            sites.level[i], sites.end[i] = on_or_off(
                sites.offered[i], sites.level[i], offered, buffers.switch[i]
            )
            if sites.offered[i] != offered:
                moved = True
            sites.offered[i] = offered
            sites.level[i] = max(sites.level[i], sites.behind[i])
            sites.end[i] = max(sites.end[i], sites.behind_end[i])
        if sites.level[i] != before or sites.end[i] != before_end:
            moved = True
            if knows:
                wake_consumers(graph.consumed, graph.consumer, awake, i)
        if awake[i] != ALWAYS:
            awake[i] = AWAKE if moved else ASLEEP
        if sites.level[i] >= FULL:
            sites.root[i] = -1
            continue
        if before < FULL and sites.root[i] >= 0:
            continue
        if worst < 0 or 1.0 - condition[i] >= 1.0 - lowest:
            latch_cause(graph, sites, i, -1, False)
            continue
        latch_cause(graph, sites, i, most_lost_by(graph, sites, worst)[0], bridged)
    fill_buffers(buffers, sites, dt)
    if not settled:
        sites.unsettled[0] += 1


@njit(cache=True, **LEAN)
def fill_buffers(buffers: Buffers, sites: Sites, dt: float) -> None:
    """Fill the buffers at full supply by one step, and forget those that are full or lost it."""
    kept = 0
    for c in range(sites.filled[0]):
        k = sites.fills[c]
        if sites.filling[k] == 0:
            continue
        size, refill = buffers.size[k], buffers.refill[k]
        more = size if refill <= 0.0 else min(size, sites.left[k] + size * dt / refill)
        sites.left[k] = more
        if more < size:
            sites.fills[kept] = k
            kept += 1
        else:
            sites.filling[k] = 0
    sites.filled[0] = kept


@njit(cache=True, **LEAN)
def wake_consumers(consumed: Ints, consumer: Ints, awake: Flags, i: int) -> None:
    """Wake who depends on site i."""
    for c in range(consumed[i], consumed[i + 1]):
        if awake[consumer[c]] == ASLEEP:
            awake[consumer[c]] = AWAKE


@njit(cache=True, **LEAN)
def next_part(graph: Graph, p: int) -> tuple[int, int, int]:
    """The part after part p: its number, its first site and the one past its last.

    Past all sites where there is none.
    """
    if p + 1 >= len(graph.parts):
        return p, len(graph.kind), len(graph.kind)
    return p + 1, graph.parts[p + 1, 0], graph.parts[p + 1, 1]


@njit(cache=True, **LEAN)
def satisfaction(graph: Graph, level: Floats, k: int) -> float:
    """How far input k is met at these levels of sites: rule 1, or rule 6 where losses add up."""
    return met(graph.adds, graph.links, graph.supplier, graph.weight, level, k)


@njit(cache=True, **LEAN)
def met(adds: Ints, links: Ints, supplier: Ints, weight: Floats, level: Floats, k: int) -> float:
    """As `satisfaction`, for who asks it often: whole records are dear to hand over."""
    if adds[k] == 1:
        lost = 0.0
        for j in range(links[k], links[k + 1]):
            lost += weight[j] * (1.0 - level[supplier[j]])
        return max(0.0, 1.0 - lost)
    s = 0.0
    for j in range(links[k], links[k + 1]):
        s += weight[j] * level[supplier[j]]
    return min(1.0, s)


@njit(cache=True, **LEAN)
def input_in_part(
    graph: Graph, buffers: Buffers, sites: Sites, k: int, dt: float
) -> tuple[float, float, float, float, float]:
    """Input k at the levels of now as if no lag held it back: mean and end of the step.

    After those: its satisfaction, mean and end, and what would be left in its buffer. What a buffer
    took in during a lag is of no use before the lag is over.
    """
    s = min(1.0, sites.fed[k] + satisfaction(graph, sites.level, k))
    s_end = min(1.0, sites.fed_end[k] + satisfaction(graph, sites.end, k))
    left = sites.left[k] if s >= FULL or sites.lag_left[k] <= 0.0 else 0.0
    mean, end, left, _ = step_input(
        s,
        s_end,
        left,
        0.0,
        buffers.size[k],
        buffers.floor[k],
        0.0,
        buffers.refill[k],
        graph.fades[k] == 1,
        dt,
    )
    return mean, end, s, s_end, left


@njit(cache=True, **LEAN)
def site_in_part(
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    condition: Floats,
    condition_end: Floats,
    dt: float,
    i: int,
    most: Floats,
    most_end: Floats,
) -> tuple[float, float, float, int]:
    """Level of site i at the levels of now: mean and end of the step.

    After those: what it is offered at the end if it is on or off, and the input that lost most, -1
    for its own condition. `most` and `most_end` (m) are what each input can be while lags last.
    """
    lowest, lowest_end, added, added_end = 1.0, 1.0, 0.0, 0.0
    worst, least = -1, 1.0
    for k in range(graph.inputs[i], graph.inputs[i + 1]):
        mean, end, _, _, _ = input_in_part(graph, buffers, sites, k, dt)
        mean, end = min(mean, most[k]), min(end, most_end[k])
        if graph.adds[k] == 1:
            added += 1.0 - mean
            added_end += 1.0 - end
        else:
            lowest, lowest_end = min(lowest, mean), min(lowest_end, end)
        if mean < least - 1e-12:
            worst, least = k, mean
    if 1.0 - condition[i] >= 1.0 - least:
        worst = -1
    level = max(0.0, condition[i] * lowest - added)
    offered = max(0.0, condition_end[i] * lowest_end - added_end)
    end = offered
    if buffers.switch[i] > 0.0:
        level, end = on_or_off(sites.offered[i], level, offered, buffers.switch[i])
        level, end = max(level, sites.behind[i]), max(end, sites.behind_end[i])
    return level, end, offered, worst


@njit(cache=True, **LEAN)
def settle_part(
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    condition: Floats,
    condition_end: Floats,
    dt: float,
    first: int,
    past: int,
    most: Floats,
    most_end: Floats,
) -> bool:
    """Sweep a part down from the levels of now until no level moves; says whether it settled.

    What buffers hold is read and not changed. Levels only fall, so that sweeps cannot go round.
    """
    for _ in range(SWEEPS):
        moved = 0.0
        for i in range(first, past):
            level, end, _, _ = site_in_part(
                graph, buffers, sites, condition, condition_end, dt, i, most, most_end
            )
            moved = max(moved, sites.level[i] - level, sites.end[i] - end)
            sites.level[i] = min(sites.level[i], level)
            sites.end[i] = min(sites.end[i], end)
        if moved <= SETTLED:
            return True
    return False


@njit(cache=True, **LEAN)
def step_part(
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    condition: Floats,
    condition_end: Floats,
    dt: float,
    first: int,
    past: int,
    most: Floats,
    most_end: Floats,
) -> bool:
    """Bring the sites from `first` up to `past`, a part, one step further; whether it settled.

    `most` and `most_end` (m) are room to work in.
    """
    before = sites.level[first:past].copy()
    start, stop = graph.inputs[first], graph.inputs[past]
    most[start:stop], most_end[start:stop] = 1.0, 1.0
    lag_left = np.zeros(stop - start)
    held = False
    sites.level[first:past] = 1.0
    sites.end[first:past] = 1.0
    settled = settle_part(
        graph, buffers, sites, condition, condition_end, dt, first, past, most, most_end
    )
    for k in range(start, stop):
        mean, end, s, s_end, _ = input_in_part(graph, buffers, sites, k, dt)
        waiting, lag_left[k - start] = step_lag(
            s, s_end, sites.left[k], sites.lag_left[k], buffers.lag[k], dt
        )
        most[k] = mean - (1.0 - buffers.floor[k]) * waiting / dt
        still = s_end >= FULL and lag_left[k - start] > 0.0
        most_end[k] = buffers.floor[k] if still else end
        held = held or still or waiting > 0.0
        if sites.lag_left[k] > 0.0 and s < FULL:
            sites.left[k] = 0.0
    if held and not settle_part(
        graph, buffers, sites, condition, condition_end, dt, first, past, most, most_end
    ):
        settled = False
    worst = np.full(past - first, -1)
    for i in range(first, past):
        _, _, offered, worst[i - first] = site_in_part(
            graph, buffers, sites, condition, condition_end, dt, i, most, most_end
        )
        sites.offered[i] = offered
    for k in range(start, stop):
        mean, _, s, _, left = input_in_part(graph, buffers, sites, k, dt)
        most[k] = min(mean, most[k])
        if s >= FULL or sites.lag_left[k] <= 0.0:
            sites.left[k] = left
        sites.lag_left[k] = lag_left[k - start]
    latch_part(graph, buffers, sites, condition, before, worst, most, first, past)
    return settled


@njit(cache=True, **LEAN)
def latch_part(
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    condition: Floats,
    before: Floats,
    worst: Ints,
    effective: Floats,
    first: int,
    past: int,
) -> None:
    """Latch the causes of the spells that start in a part (rule 8).

    `before` and `worst` (sites of the part) are the levels of the last step and the inputs that
    lost most, -1 for the own condition; `effective` (m) is what came of each input.
    """
    waits = np.zeros(past - first, np.bool_)
    via = np.full(past - first, -1)
    waiting = 0
    for i in range(first, past):
        at = i - first
        if sites.level[i] >= FULL:
            sites.root[i] = -1
        elif before[at] >= FULL or sites.root[i] < 0:
            sites.root[i] = -1
            waits[at] = True
            waiting += 1
            if worst[at] >= 0:
                via[at] = most_lost_by(graph, sites, worst[at])[0]
    while waiting > 0:
        waiting -= latch_known(graph, buffers, sites, worst, via, waits, first, past)
        if waiting > 0:
            open_circle(graph, sites, condition, worst, via, effective, waits, first, past)


@njit(cache=True, **LEAN)
def latch_known(
    graph: Graph,
    buffers: Buffers,
    sites: Sites,
    worst: Ints,
    via: Ints,
    waits: NDArray[np.bool_],
    first: int,
    past: int,
) -> int:
    """Latch all sites of which the way to the root is known; how many those were.

    `via` (sites of the part) is the supplier that each lost most by, -1 for itself.
    """
    latched = 0
    walked = np.full(past - first, -1)
    way = np.zeros(past - first, np.int64)
    for start in range(past - first):
        length, at = 0, start
        while waits[at] and walked[at] < 0:
            walked[at] = start
            way[length] = at
            length += 1
            if not first <= via[at] < past:
                break
            at = via[at] - first
        # The way ends in itself, or in one that did: a circle.
        if length == 0 or (waits[at] and (first <= via[at] < past)):
            continue
        for step in range(length - 1, -1, -1):
            i = way[step]
            bridged = worst[i] >= 0 and buffers.size[worst[i]] > 0.0
            latch_cause(graph, sites, first + i, via[i], bridged)
            waits[i] = False
            latched += 1
    return latched


@njit(cache=True, **LEAN)
def open_circle(
    graph: Graph,
    sites: Sites,
    condition: Floats,
    worst: Ints,
    via: Ints,
    effective: Floats,
    waits: NDArray[np.bool_],
    first: int,
    past: int,
) -> None:
    """Let the first site that lost something by another way than the circle be told by that.

    Where there is none, the first site of all is its own cause.
    """
    chosen = -1
    for i in range(first, past):
        if not waits[i - first]:
            continue
        if chosen < 0:
            chosen = i
        if condition[i] < FULL:
            worst[i - first], via[i - first] = -1, -1
            return
        most = 0.0
        for k in range(graph.inputs[i], graph.inputs[i + 1]):
            # What a buffer bridges has cost nothing yet.
            for j in range(graph.links[k], graph.links[k + 1]):
                supplier = graph.supplier[j]
                known = sites.root[supplier] >= 0 and effective[k] < FULL
                lost = graph.weight[j] * (1.0 - sites.level[supplier])
                if known and lost > most + 1e-12:
                    most, worst[i - first], via[i - first] = lost, k, supplier
        if most > 0.0:
            return
    worst[chosen - first], via[chosen - first] = -1, -1


def kinds_in(chain: int) -> tuple[int, ...]:
    """The kinds in a packed chain, the lacking site first and the root last (rows of the kinds)."""
    mask = (1 << CHAIN_BITS) - 1
    kinds = []
    while chain:
        kinds.append((chain & mask) - 1)
        chain >>= CHAIN_BITS
    return tuple(kinds)
