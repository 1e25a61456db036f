"""One step of all sites, in topological order, so that a failure runs through all its hops at once.

Rules:
1. An input's satisfaction is min(1, sum of weight x level of its suppliers); its buffer answers for
   it (see `buffers`). A site's level is its condition times the smallest of its effective inputs.
2. The cause of a spell is latched when the spell starts: the site's own condition, or the input
   that lost most and, of its suppliers, the one that lost most; ties go to the first identifier.
3. A chain of kinds is packed into one integer, 6 bits a kind, the site itself in the lowest bits.
4. Sites that are on or off (the feeders of blocks) are on while they are offered at least their own
   draw: with 73 % of the power, 27 % of them are off, each wholly.
5. A loss rests on estimates when its root site is estimated, or a site of which the buffer set the
   timing is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.twin.buffers import FULL, step_input

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CHAIN_BITS = 6
CHAIN_LEVELS = 10


class Graph(NamedTuple):
    """Sites in topological order, their inputs and links; n sites, m inputs, l links.

    `inputs` (n+1) and `links` (m+1) are offsets; `supplier` and `weight` (l) belong to links;
    `kind` (n) is the row of the kind plus 1; `estimated` (n) is 0 or 1.
    """

    inputs: Ints
    links: Ints
    supplier: Ints
    weight: Floats
    linear: Ints
    kind: Ints
    estimated: Ints


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
    hours `left` in the buffer, and `lag_left`.
    """

    level: Floats
    end: Floats
    offered: Floats
    chain: Ints
    root: Ints
    estimated: Ints
    left: Floats
    lag_left: Floats


def fresh_sites(graph: Graph, buffers: Buffers) -> Sites:
    """All sites at full level with full buffers."""
    n, m = len(graph.kind), len(graph.linear)
    return Sites(
        np.ones(n),
        np.ones(n),
        np.ones(n),
        np.zeros(n, np.int64),
        np.full(n, -1, np.int64),
        np.zeros(n, np.int64),
        buffers.size.copy(),
        np.zeros(m),
    )


@njit(cache=True)
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


@njit(cache=True)
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
    limit = np.int64(1) << np.int64(CHAIN_BITS * (CHAIN_LEVELS - 1))
    for i in range(len(graph.kind)):
        before = sites.level[i]
        lowest, lowest_end, worst, bridged = 1.0, 1.0, -1, False
        for k in range(graph.inputs[i], graph.inputs[i + 1]):
            s, s_end = 0.0, 0.0
            for j in range(graph.links[k], graph.links[k + 1]):
                s += graph.weight[j] * sites.level[graph.supplier[j]]
                s_end += graph.weight[j] * sites.end[graph.supplier[j]]
            effective, end, sites.left[k], sites.lag_left[k] = step_input(
                min(1.0, s),
                min(1.0, s_end),
                sites.left[k],
                sites.lag_left[k],
                buffers.size[k],
                buffers.floor[k],
                buffers.lag[k],
                buffers.refill[k],
                graph.linear[k] == 1,
                dt,
            )
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
            sites.offered[i] = offered
        if sites.level[i] >= FULL:
            sites.root[i] = -1
            continue
        if before < FULL and sites.root[i] >= 0:
            continue
        if worst < 0 or 1.0 - condition[i] >= 1.0 - lowest:
            sites.chain[i], sites.root[i] = graph.kind[i], i
            sites.estimated[i] = graph.estimated[i]
            continue
        lost, supplier = -1.0, -1
        for j in range(graph.links[worst], graph.links[worst + 1]):
            share = graph.weight[j] * (1.0 - sites.level[graph.supplier[j]])
            if share > lost + 1e-12:
                lost, supplier = share, graph.supplier[j]
        if sites.root[supplier] < 0:
            # The supplier is back while this site waits out its lag: the site itself is the cause.
            sites.chain[i], sites.root[i] = graph.kind[i], i
            sites.estimated[i] = graph.estimated[i]
            continue
        above = sites.chain[supplier]
        # A chain that is full keeps its kinds nearest the root; the site itself does not fit.
        sites.chain[i] = (above << CHAIN_BITS) | graph.kind[i] if above < limit else above
        sites.root[i] = sites.root[supplier]
        sites.estimated[i] = sites.estimated[supplier]
        if bridged and graph.estimated[i] == 1:
            sites.estimated[i] = 1


def kinds_in(chain: int) -> tuple[int, ...]:
    """The kinds in a packed chain, the lacking site first and the root last (rows of the kinds)."""
    mask = (1 << CHAIN_BITS) - 1
    kinds = []
    while chain:
        kinds.append((chain & mask) - 1)
        chain >>= CHAIN_BITS
    return tuple(kinds)
