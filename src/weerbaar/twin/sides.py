"""What some runs say of a place: its curves, peaks, classes of the map, and hours by group.

Only what is asked is made, and kept: the side without choices is asked again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.drawing.maps import classes_of
from weerbaar.twin.area_map import hide_few
from weerbaar.twin.ensemble import Run
from weerbaar.twin.outcome import Scope, band
from weerbaar.twin.tables import NEED_ORDER

Floats = NDArray[np.float64]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Side:
    """What some runs say in a scope: R runs, N needs, T hours.

    `curves` (R, N, T) are the people who lack a need, `persons` (R, N) those who have it at all;
    `cells` and `cell_persons` (R, N, 10) are hours and people by group and income.
    """

    runs: tuple[Run, ...]
    curves: Floats
    persons: Floats
    cells: Floats
    cell_persons: Floats
    _made: dict[tuple[str, int], Any] = field(default_factory=dict, repr=False, compare=False)

    def _once(self, what: Callable[[int], Made], n: int) -> Made:
        """What is made of need n: the side without choices is asked again and again."""
        key = what.__name__, n
        if key not in self._made:
            self._made[key] = what(n)
        found: Made = self._made[key]
        return found

    def bands(self, n: int) -> Floats:
        """p10, p50 and p90 of the share that lacks need n, (3, T)."""
        return self._once(self._bands, n)

    def peak(self, n: int) -> Band:
        """The people who lack need n at the worst moment of a run."""
        return self._once(self._peak, n)

    def classes(self, n: int) -> NDArray[np.int64]:
        """The class of each hour and area (T, A) for need n, as `area_map` shows it."""
        return self._once(self._classes, n)

    def _bands(self, n: int) -> Floats:
        shares = self.curves[:, n] / np.maximum(self.persons[:, n, None], 1e-9)
        found: Floats = np.minimum(np.quantile(shares, (0.1, 0.5, 0.9), axis=0), 1.0)
        return found

    def _peak(self, n: int) -> Band:
        return band(self.curves[:, n].max(axis=1).tolist())

    def _classes(self, n: int) -> NDArray[np.int64]:
        steps = self.curves.shape[2]
        unmet = np.zeros((len(self.runs), steps, self.runs[0].unmet.shape[2]), np.float32)
        for r, run in enumerate(self.runs):
            unmet[r, : run.steps] = run.unmet[n]
        people = np.median([run.persons[n].sum(axis=1) for run in self.runs], axis=0)
        shares = np.median(unmet, axis=0, overwrite_input=True) / np.maximum(people, 1e-9)
        return classes_of(hide_few(np.minimum(1.0, shares.astype(np.float64)), people))


def side_of(runs: Sequence[Run], scope: Scope, steps: int) -> Side:
    """What these runs say in a scope in the first hours; what is met after a run stays met."""
    at = slice(None) if scope.whole else scope.areas
    curves = np.zeros((len(runs), len(NEED_ORDER), steps))
    for r, run in enumerate(runs):
        curves[r, :, : run.steps] = run.unmet[:, :, at].sum(axis=2, dtype=np.float64)
    cell_persons = np.array([run.persons[:, at].sum(axis=1) for run in runs])
    return Side(
        runs=tuple(runs),
        curves=curves,
        persons=cell_persons.sum(axis=2),
        cells=np.array([run.cells[:, at].sum(axis=1) for run in runs]),
        cell_persons=cell_persons,
    )
