"""Back-ups that measures add to the inputs of sites, as one run draws them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from weerbaar.twin.draws import key_of, uniform
from weerbaar.twin.levers import Added, add_backups
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STARTS = key_of("back-up starts")


def prepare_lever_inputs(twin: Twin) -> tuple[Ints, ...]:
    """The inputs of the sites of each lever, in their order; -1 for what is not there."""
    if not any(lever.input for lever in twin.levers):
        return tuple(np.zeros(0, np.int64) for _ in twin.levers)
    at = {name: i for i, name in enumerate(twin.network.inputs.names)}
    return tuple(
        np.array([at.get(f"{site}|{lever.input}", -1) for site in lever.sites], np.int64)
        for lever in twin.levers
    )


def draw_starts(twin: Twin, run: int) -> Floats:
    """By which the back-up of each input (m) starts in this run, 0..1."""
    inputs = twin.network.inputs
    return uniform(twin.seed, run, inputs.keys, STARTS)


def draw_backups(twin: Twin, run: int, starts: Floats) -> Added | None:
    """What levers add to the inputs in this run, None where they add nothing."""
    if not twin.levers:
        return None
    places, fails = twin.once(prepare_lever_inputs), twin.network.inputs.fail_start
    return add_backups(twin.levers, places, twin.seed, run, starts, fails)
