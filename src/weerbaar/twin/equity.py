"""How unevenly a loss falls: the measures of inequality that indicators are made of.

Each takes persons and a figure for each of their cells (area, group, income), shape (n,). Cells
without people count for nothing; where nobody lacks anything no inequality is measured (NaN), but
for shares that are served, which are then equal.

1. Worst-off part: the mean of the part of the people with the highest figures; the cell at the edge
   counts for the piece that is needed.
2. Concentration index: C = 2 / mean * sum(p x R) - 1, with p the shares of people and R the middle
   rank of the class a cell is in, from poor to rich (Kakwani, Wagstaff and Van Doorslaer 1997).
3. Atkinson: 1 - EDE / mean, with EDE = (sum p x^(1 - e))^(1 / (1 - e)), and for e = 1 the weighted
   geometric mean (Atkinson 1970).
4. Gini: the mean absolute difference of two people over twice the mean.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

UNKNOWN = float("nan")


def worst_off(persons: Floats, figure: Floats, part: float) -> float:
    """Mean figure of the `part` (0..1) of the people with the highest figures."""
    wanted = part * persons.sum()
    if wanted <= 0:
        return UNKNOWN
    order = np.argsort(-figure, kind="stable")
    before = np.cumsum(persons[order]) - persons[order]
    taken = np.clip(wanted - before, 0.0, persons[order])
    return float(np.sum(taken * figure[order]) / wanted)


def concentration(persons: Floats, figure: Floats, ranked: Floats) -> float:
    """Concentration index of a figure over classes, `ranked` from poor (low) to rich; -1..1."""
    total = persons.sum()
    mean = float(np.sum(persons * figure) / total) if total > 0 else 0.0
    if mean <= 0:
        return UNKNOWN
    classes, of = np.unique(ranked, return_inverse=True)
    size = np.bincount(of, persons, len(classes)) / total
    middle = np.cumsum(size) - 0.5 * size
    return float(2.0 / mean * np.sum(persons / total * figure * middle[of]) - 1.0)


def atkinson(persons: Floats, served: Floats, aversion: float) -> float:
    """Atkinson index of what is served (0..1) at an aversion to inequality above 0."""
    keep = persons > 0
    if not keep.any():
        return UNKNOWN
    part, x = persons[keep] / persons[keep].sum(), served[keep]
    mean = float(np.sum(part * x))
    if mean <= 0:
        return UNKNOWN
    if aversion >= 1 and np.any(x <= 0):
        return 1.0
    if aversion == 1:
        equal = float(np.exp(np.sum(part * np.log(x))))
    else:
        equal = float(np.sum(part * x ** (1 - aversion)) ** (1 / (1 - aversion)))
    return max(0.0, 1.0 - equal / mean)


def gini(persons: Floats, figure: Floats) -> float:
    """Gini coefficient of a figure over people, 0..1."""
    total = persons.sum()
    mean = float(np.sum(persons * figure) / total) if total > 0 else 0.0
    if mean <= 0:
        return UNKNOWN
    part = persons / total
    apart = np.abs(figure[:, None] - figure[None, :])
    return float(part @ apart @ part / (2 * mean))


def weighted_median(persons: Floats, figure: Floats) -> float:
    """The figure that half of the people stay under or at."""
    if persons.sum() <= 0:
        return UNKNOWN
    order = np.argsort(figure, kind="stable")
    reached = np.cumsum(persons[order])
    at = int(np.searchsorted(reached, 0.5 * reached[-1]))
    return float(figure[order][min(at, len(order) - 1)])
