"""For which futures it goes wrong: boxes of what is drawn in which most runs are bad.

Each run has a quantile of every quantity and is bad or not. A box is an interval of some of the
quantities; its density is the share of its runs that are bad, its coverage the share of all bad
runs that lie in it.

Rules:
1. Boxes are found by PRIM (Friedman and Fisher 1999; Bryant and Lempert 2010) of the EMA workbench:
   from a box of everything it peels off, again and again, the 5 % at one end of one quantity that
   raises the density most for what it gives up. Of all boxes on the way the one is taken whose
   density and coverage have the highest harmonic mean; the widest of equals.
2. Looked at are the MOST_LOOKED_AT quantities whose rank correlation with the outcome is strongest.
3. An end stays only if its quasi-p-value (the chance of as many bad runs in the box if that end
   made no difference) is at most 0.05 / (2 x those looked at). Quantities that keep no end are
   taken out, and the box is looked for anew, until every quantity of it keeps one.
4. A box counts if its density is at least 1.5 times that of all runs, or halfway from it to 1.
5. The next box is looked for in the runs outside the boxes before it; at most MOST_BOXES.
6. Two of three runs find the boxes. The third part only checks them: its density and coverage are
   the ones to believe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

# Its statistics take a second to load: `scipy.stats` does so when it is first asked.
import scipy
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.twin.extras import extra, quiet

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEWEST_RUNS = 100
FEWEST_BAD = 10
MOST_BOXES = 3
MOST_LOOKED_AT = 12
CHANCE = 0.05
PEEL = 0.05
LEAST_MASS = 0.05
LIFT = 1.5
CHECK_EVERY = 3
WORST = 0.2
"""What counts as bad where nobody says: the worst part of the runs."""

NOTHING_TO_FIND = ProblemKind(
    "nothing-to-find",
    mark("It goes wrong in {value} of {runs} runs: too few, or too many, to tell apart."),
    mark("Give another --above, or more --runs. Here 1 in 10 runs is above {high}."),
)


class Limit(NamedTuple):
    """The interval of one quantity, in quantiles; 0 and 1 are no limit."""

    name: str
    low: float
    high: float


class Fit(NamedTuple):
    """How well a box tells bad runs: runs in it, bad ones of them, density and coverage."""

    runs: int
    bad: int
    density: float
    coverage: float


@dataclass(frozen=True)
class Box:
    """Futures in which it goes wrong: limits, and the fit where found and where checked."""

    limits: tuple[Limit, ...]
    found: Fit
    checked: Fit


def count_problems(bad: Flags, outcome: Floats) -> list[Problem]:
    """A problem where there are too few bad runs, or too few others, to tell them apart."""
    count = int(np.count_nonzero(bad))
    if FEWEST_BAD <= count <= len(bad) - FEWEST_BAD:
        return []
    params = {"runs": len(bad), "high": round(float(np.quantile(outcome, 0.9)), 2)}
    return [Problem(NOTHING_TO_FIND, column="--above", value=count, params=params)]


def usual_level(outcome: Floats) -> float:
    """The outcome above which the worst part of the runs lies."""
    return float(np.quantile(outcome, 1.0 - WORST))


def find_boxes(
    names: Sequence[str], quantiles: Floats, outcome: Floats, bad: Flags
) -> tuple[Box, ...]:
    """The boxes of quantiles (runs, names) in which an outcome is bad, the first found first."""
    finding = np.arange(len(bad)) % CHECK_EVERY != CHECK_EVERY - 1
    looked_at = strongest(quantiles[finding], outcome[finding], MOST_LOOKED_AT)
    boxes: list[Box] = []
    left = finding.copy()
    while len(boxes) < MOST_BOXES and np.count_nonzero(bad & left) >= FEWEST_BAD:
        limits = _peel(names, quantiles, bad, left, looked_at)
        if not limits:
            break
        inside = within(limits, names, quantiles)
        # What a box before it holds already is not counted twice.
        fresh = inside & ~_in_any(boxes, names, quantiles)
        found = _fit(fresh, bad, finding)
        if found.density < _least_density(float(bad[finding].mean())):
            break
        boxes.append(Box(limits, found, _fit(fresh, bad, ~finding)))
        left &= ~inside
    return tuple(boxes)


def strongest(quantiles: Floats, outcome: Floats, most: int) -> list[int]:
    """The columns whose rank correlation with the outcome is strongest, in their own order."""
    if np.ptp(outcome) <= 0.0:
        return list(range(min(most, quantiles.shape[1])))
    ranks = scipy.stats.rankdata(outcome)
    sizes = [
        abs(float(np.corrcoef(scipy.stats.rankdata(column), ranks)[0, 1]))
        if np.ptp(column) > 0
        else 0.0
        for column in quantiles.T
    ]
    return sorted(sorted(range(len(sizes)), key=lambda i: (-sizes[i], i))[:most])


def within(limits: Sequence[Limit], names: Sequence[str], quantiles: Floats) -> Flags:
    """Which runs lie inside all limits, (runs)."""
    inside = np.ones(len(quantiles), dtype=bool)
    for name, low, high in limits:
        column = quantiles[:, list(names).index(name)]
        inside &= (column >= low) & (column <= high)
    return inside


def _in_any(boxes: Sequence[Box], names: Sequence[str], quantiles: Floats) -> Flags:
    inside = np.zeros(len(quantiles), dtype=bool)
    for box in boxes:
        inside |= within(box.limits, names, quantiles)
    return inside


def _fit(inside: Flags, bad: Flags, part: Flags) -> Fit:
    runs, hits = int(np.sum(inside & part)), int(np.sum(inside & bad & part))
    return Fit(runs, hits, hits / max(runs, 1), hits / max(int(np.sum(bad & part)), 1))


def _least_density(base: float) -> float:
    return min(LIFT * base, (1.0 + base) / 2.0)


def _peel(
    names: Sequence[str], quantiles: Floats, bad: Flags, left: Flags, looked_at: Sequence[int]
) -> tuple[Limit, ...]:
    """The limits that PRIM finds in the runs that are left (rules 1 to 3)."""
    sure = CHANCE / (2 * len(looked_at))
    # Of two ends that are equally good PRIM takes the first: by name, wherever they stand.
    chosen = sorted(looked_at, key=lambda i: names[i])
    while chosen:
        table = quantiles[np.ix_(left, np.array(chosen))]
        limits = _limits(*_best_box([names[i] for i in chosen], table, bad[left]), sure)
        kept = [i for i in chosen if names[i] in {limit.name for limit in limits}]
        if kept == chosen:
            return tuple(limits)
        chosen = kept
    return ()


def _best_box(names: Sequence[str], quantiles: Floats, bad: Flags) -> tuple[Any, Any]:
    """The ends, and the chance of each end, of the best box on the way that PRIM goes (rule 1)."""
    pandas, prim = extra("pandas"), extra("ema_workbench.analysis.prim")
    table = pandas.DataFrame(quantiles, columns=list(names))
    with quiet():
        # A box below the threshold would be thrown away, with all on the way to it.
        search = prim.Prim(
            table, bad.astype(float), threshold=1e-9, peel_alpha=PEEL, mass_min=LEAST_MASS
        )
        box = search.find_box()
    way = box.peeling_trajectory
    coverage, density = way["coverage"].to_numpy(float), way["density"].to_numpy(float)
    best = int(np.argmax(2 * coverage * density / np.maximum(coverage + density, 1e-12)))
    return box.box_lims[best], box.qp[best]


def _limits(ends: Any, chances: Any, sure: float) -> list[Limit]:
    """The ends of a box that are not chance; -1 stands for an end that was never moved."""
    limits = []
    for name, (low_chance, high_chance) in chances.items():
        low, high = (float(end) for end in ends[name])
        low = low if 0.0 <= low_chance <= sure else 0.0
        high = high if 0.0 <= high_chance <= sure else 1.0
        if low > 0.0 or high < 1.0:
            limits.append(Limit(str(name), low, high))
    return sorted(limits)
