"""Runs of several twins taken together: a share of the people lives in each of them.

Rules:
1. Twins are of the same draws and the same people; the shares add up to 1.
2. What a run counts is mixed by share: half of the people in a twin in which nobody pays, and half
   in one in which everybody does, are half of the people who cannot pay, in every run.
3. Where a run ends before another nobody lacks anything or waits any more, and all else stays as it
   was in its last step.
4. Causes stand beside each other, each with the hours of its share. An outage lasts until it is
   over in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Literal

import numpy as np

from weerbaar.twin.ensemble import CauseRows, Run

WHOLE = ("cells", "weighted", "counts", "visits", "unserved")
"""What of a run is mixed as it is; who has a need at all is the same in each."""
Mode = Literal["constant", "edge"]
ENDS: Mode = "constant"
STAYS: Mode = "edge"
BY_STEP: Mapping[str, tuple[int, Mode]] = {
    "unmet": (1, ENDS),
    "cell_curve": (1, ENDS),
    "queue": (0, ENDS),
    "kinds": (1, STAYS),
    "flows": (1, STAYS),
    "mobile": (0, STAYS),
}
"""What is mixed step by step: its axis of steps, and how it goes on after the last (rule 3)."""


def mixed_runs(made: Sequence[Sequence[Run]], shares: Sequence[float]) -> list[Run]:
    """The runs of all people, of those of the twins in which such shares of them live.

    Raises ValueError where these are not of the same draws.
    """
    if len(made) == 1:
        return list(made[0])
    return [_mixed(runs, shares) for runs in zip(*made, strict=True)]


def _mixed(runs: Sequence[Run], shares: Sequence[float]) -> Run:
    first = runs[0]
    if {run.run for run in runs} != {first.run}:
        raise ValueError("what is mixed is not made of the same draws")
    steps = max(run.steps for run in runs)
    counted: dict[str, Any] = {
        name: sum(_part(run, name, steps, share) for run, share in zip(runs, shares, strict=True))
        for name in (*WHOLE, *BY_STEP)
    }
    return replace(
        first,
        **counted,
        steps=steps,
        causes=_beside([run.causes for run in runs], shares),
        outage_h=max(run.outage_h for run in runs),
        unsettled=max(run.unsettled for run in runs),
    )


def _part(run: Run, name: str, steps: int, share: float) -> Any:
    """Its share of what a run counts, as if it took so many steps."""
    found = getattr(run, name)
    if name in BY_STEP:
        axis, mode = BY_STEP[name]
        longer = [(0, 0)] * found.ndim
        longer[axis] = (0, steps - run.steps)
        found = np.pad(found, longer, mode=mode)
    return found * found.dtype.type(share)


def _beside(causes: Sequence[CauseRows], shares: Sequence[float]) -> CauseRows:
    parts = [
        replace(one, hours=one.hours * share) for one, share in zip(causes, shares, strict=True)
    ]
    names = [field.name for field in fields(CauseRows)]
    return CauseRows(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in names})
