"""Runs of several twins taken together: a share of the people lives in each of them.

Rules:
1. Twins are of the same draws and the same people; the shares add up to 1.
2. What a run counts is mixed by share: half of the people in a twin in which nobody pays, and half
   in one in which everybody does, are half of the people who cannot pay, in every run.
3. Causes stand beside each other, each with the hours of its share. An outage lasts until it is
   over in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from weerbaar.twin.ensemble import CauseRows, Run

COUNTED = (
    *("unmet", "cells", "cell_curve", "weighted", "counts", "kinds", "mobile"),
    *("visits", "unserved", "queue", "flows"),
)
"""What of a run is mixed; who has a need at all is the same in each."""


def mixed_runs(made: Sequence[Sequence[Run]], shares: Sequence[float]) -> list[Run]:
    """The runs of all people, of those of the twins in which such shares of them live.

    Raises ValueError where these are not of the same draws.
    """
    if len(made) == 1:
        return list(made[0])
    return [_mixed(runs, shares) for runs in zip(*made, strict=True)]


def _mixed(runs: Sequence[Run], shares: Sequence[float]) -> Run:
    first = runs[0]
    if {(run.run, run.steps) for run in runs} != {(first.run, first.steps)}:
        raise ValueError("what is mixed is not made of the same draws")
    counted: dict[str, Any] = {
        name: sum(
            getattr(run, name) * getattr(run, name).dtype.type(share)
            for run, share in zip(runs, shares, strict=True)
        )
        for name in COUNTED
    }
    return replace(
        first,
        **counted,
        causes=_beside([run.causes for run in runs], shares),
        outage_h=max(run.outage_h for run in runs),
        unsettled=max(run.unsettled for run in runs),
    )


def _beside(causes: Sequence[CauseRows], shares: Sequence[float]) -> CauseRows:
    parts = [
        replace(one, hours=one.hours * share) for one, share in zip(causes, shares, strict=True)
    ]
    names = [field.name for field in fields(CauseRows)]
    return CauseRows(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in names})
