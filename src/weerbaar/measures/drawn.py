"""What the runs of one side come to, figure by figure, so that no run itself has to be kept.

N needs, A areas, M municipalities, F indicators from flows, 10 cells by group and income; of R runs
together each figure has R in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.twin.ensemble import Run
from weerbaar.twin.measures import FLOW_INDICATORS
from weerbaar.twin.regionwide import is_used, worst_values
from weerbaar.twin.tables import FLOW_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]

FLOWS = tuple(FLOW_INDICATORS)


@dataclass(frozen=True)
class Towns:
    """The municipalities of a region by name, and which areas are theirs, (A, M) of 0 and 1."""

    names: tuple[str, ...]
    of: NDArray[np.float32]


@dataclass(frozen=True)
class Drawn:
    """The figures of one run, or of all runs of a side.

    `hours`, `persons`, `peak`, `beyond` (N): person-hours, people who have the need, people who
    lack it at the worst moment, and longer than the tolerance. The same by cell (N, 10) without the
    peak, and by municipality (N, M). `lost` and `sure` (N) are person-hours by cause, all and those
    that rest on no estimate. `flows` (F) are the values that say most, `used` whether a flow ever
    left its value of an ordinary day.
    """

    hours: Floats
    persons: Floats
    peak: Floats
    beyond: Floats
    cell_hours: Floats
    cell_persons: Floats
    cell_beyond: Floats
    town_hours: Floats
    town_persons: Floats
    town_peak: Floats
    town_beyond: Floats
    lost: Floats
    sure: Floats
    flows: Floats
    used: NDArray[np.bool_]

    @property
    def runs(self) -> int:
        """How many runs they are of."""
        return len(self.hours)


def prepare_towns(twin: Twin) -> Towns:
    """The municipalities of the region of a twin; areas without one are in none."""
    of = twin.network.region.areas["municipality"]
    names = tuple(sorted({str(name) for name in of} - {""}))
    return Towns(names, np.array([[town == name for name in names] for town in of], np.float32))


def figures_of(twin: Twin, run: Run) -> Drawn:
    """The figures of one run."""
    towns = twin.once(prepare_towns).of
    beyond = run.counts[len(twin.norms) : len(twin.norms) + len(NEED_ORDER)]
    lost, sure = _by_cause(run)
    flows = [_flow(twin, run, *FLOW_INDICATORS[name]) for name in FLOWS]
    return Drawn(
        hours=run.cells.sum(axis=(1, 2)),
        persons=run.persons.sum(axis=(1, 2)),
        peak=run.unmet.sum(axis=2, dtype=np.float64).max(axis=1),
        beyond=beyond.sum(axis=(1, 2)),
        cell_hours=run.cells.sum(axis=1),
        cell_persons=run.persons.sum(axis=1),
        cell_beyond=beyond.sum(axis=1),
        town_hours=run.cells.sum(axis=2) @ towns,
        town_persons=run.persons.sum(axis=2) @ towns,
        town_peak=(run.unmet @ towns).max(axis=1).astype(np.float64),
        town_beyond=beyond.sum(axis=2) @ towns,
        lost=lost,
        sure=sure,
        flows=np.array([value for value, _ in flows]),
        used=np.array([used for _, used in flows]),
    )


def stacked(drawn: Sequence[Drawn]) -> Drawn:
    """The figures of several runs together, with the runs in front."""
    parts: dict[str, Any] = {
        field.name: np.stack([getattr(one, field.name) for one in drawn]) for field in fields(Drawn)
    }
    return Drawn(**parts)


def _by_cause(run: Run) -> tuple[Floats, Floats]:
    rows, needs = run.causes, len(NEED_ORDER)
    lost: Floats = np.zeros(needs)
    lost += np.bincount(rows.need, rows.hours, needs)
    sure: Floats = np.zeros(needs)
    sure += np.bincount(rows.need, rows.hours * (1 - rows.estimated), needs)
    return lost, sure


def _flow(twin: Twin, run: Run, flow: str, worst: str) -> tuple[float, bool]:
    """The value of a flow that says most, and whether the run used it."""
    rows = twin.library.flows
    unit = str(rows["unit"][rows.positions("flow")[flow]])
    curve = np.asarray(run.flows[FLOW_ORDER.index(flow)], np.float64)
    return worst_values([curve], worst, twin.dt)[0], is_used([curve], unit, worst)
