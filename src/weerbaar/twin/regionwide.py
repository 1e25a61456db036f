"""What the runs count for the whole region, hour by hour: staff, crews, fuel, beds, convoys.

Rules:
1. A flow is used where it ever leaves its value of an ordinary day: 1 for a share of which the
   lowest value says most, the first value of the run for a number of which it does, 0 for all
   others. A flow that is 0 in every step of every run was counted by nothing. What is not used is
   no result, and is not shown as one.
2. The value of a run is its highest or its lowest hour, or its total: the sum over the steps times
   their hours.
3. After a run has stopped, a flow of which the total counts is 0; others keep their last value.
4. Flows are of the whole region, so they come with no areas and no groups. What of them rests on
   estimates is that of the sites behind them, see `behind`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.twin.behind import REGION, Behind, behind_flow
from weerbaar.twin.ensemble import Run
from weerbaar.twin.tables import FLOW_ORDER
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]

PERSONS = "persons"
A_RATE = " an hour"
MOST_BYTES = 16_000_000
"""Bytes of curves that are held at once: more runs are passed more often."""
SAME = 1e-6
"""Part of a value below which two are the same: flows are kept in single precision."""


@dataclass(frozen=True)
class FlowOutcome:
    """One flow that the scenario and the region use.

    `worst` says which value of a run counts (highest, lowest or total) and `value` is its band over
    the runs; `p10`, `p50`, `p90` (T) are quantiles of the flow in each step; `worst_h` is the hour
    in which the middle is highest, or lowest; where the middle is 0 throughout, the p90 is asked.
    `behind` says what of it rests on estimates.
    """

    flow: str
    unit: str
    worst: str
    value: Band
    value_unit: str
    p10: Floats
    p50: Floats
    p90: Floats
    worst_h: float
    behind: Behind = REGION

    @property
    def counts_people(self) -> bool:
        """Whether it counts people, so that 1 to 9 of them are not shown."""
        return self.unit == PERSONS


def flows_in(twin: Twin, runs: Sequence[Run]) -> tuple[tuple[FlowOutcome, ...], tuple[str, ...]]:
    """The flows that are used, in the order of the table; and the names of those that are not."""
    rows = twin.library.flows
    found, unused = [], []
    each = sum(run.steps for run in runs) * np.dtype(np.float32).itemsize
    for f, name, curves in _curves(runs, max(1, MOST_BYTES // each)):
        row = rows.row(f)
        unit, worst = str(row["unit"]), str(row["worst"])
        if is_used(curves, unit, worst):
            flow = _flow(name, unit, worst, curves, twin.dt)
            found.append(replace(flow, behind=behind_flow(twin, name)))
        else:
            unused.append(name)
    return tuple(found), tuple(unused)


def _curves(runs: Sequence[Run], at_once: int) -> Iterator[tuple[int, str, list[Floats]]]:
    """Each flow in each run, in order; `at_once` flows in each pass over the runs."""
    for low in range(0, len(FLOW_ORDER), at_once):
        high = min(low + at_once, len(FLOW_ORDER))
        several = [run.rows("flows", low, high) for run in runs]
        for f in range(low, high):
            yield f, FLOW_ORDER[f], [np.asarray(some[f - low], np.float64) for some in several]


def is_used(curves: Sequence[Floats], unit: str, worst: str) -> bool:
    """Whether a flow ever leaves its value of an ordinary day (rule 1)."""
    if all(not curve.any() for curve in curves):
        return False
    return any(
        bool(np.any(np.abs(curve - usual) > SAME * max(1.0, abs(usual))))
        for curve in curves
        for usual in [_usual(curve, unit, worst)]
    )


def worst_values(curves: Sequence[Floats], worst: str, dt: float) -> list[float]:
    """The value of each run that says most (rule 2)."""
    if worst == "total":
        return [float(curve.sum()) * dt for curve in curves]
    return [float(curve.min() if worst == "lowest" else curve.max()) for curve in curves]


def _usual(curve: Floats, unit: str, worst: str) -> float:
    if worst != "lowest":
        return 0.0
    return 1.0 if unit == "1" else float(curve[0])


def _flow(name: str, unit: str, worst: str, curves: Sequence[Floats], dt: float) -> FlowOutcome:
    steps = max(len(curve) for curve in curves)
    after = [0.0 if worst == "total" else float(curve[-1]) for curve in curves]
    padded = np.stack(
        [
            np.append(curve, np.full(steps - len(curve), rest))
            for curve, rest in zip(curves, after, strict=True)
        ]
    )
    p10, p50, p90 = np.quantile(padded, (0.1, 0.5, 0.9), axis=0)
    low, middle, high = np.quantile(worst_values(curves, worst, dt), (0.1, 0.5, 0.9))
    at = np.argmin(p50) if worst == "lowest" else np.argmax(p50 if p50.any() else p90)
    return FlowOutcome(
        flow=name,
        unit=unit,
        worst=worst,
        value=Band(float(low), float(middle), float(high)),
        value_unit=unit.removesuffix(A_RATE) if worst == "total" else unit,
        p10=p10,
        p50=p50,
        p90=p90,
        worst_h=float(at * dt),
    )
