"""Help points: where people report an emergency in person when 112 cannot be called.

Rules:
1. Fire stations and hospitals, the kinds of service `help_point`, have their own way to the control
   room. Their level counts, so one in the dark helps less; planned ones do not help.
2. They are manned from `help_point_from_h` hours after the first shock of the scenario, everywhere:
   the advice to go there is given once. That it does not hang on what fails where keeps more
   autonomy from ever making things worse.
3. Who walks there follows the same curve of distance as for support points, from seven points in
   each area. Of several near one area each is a chance of its own: 1 - the product of misses.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.state import Knobs, Shocks, Walk
from weerbaar.twin.support import walks

Floats = NDArray[np.float64]


@njit(cache=True, **LEAN)
def manned_from(shocks: Shocks, knobs: Knobs) -> float:
    """Hour from which help points are manned; infinite without a shock."""
    first = math.inf
    for k in range(len(shocks.start)):
        if shocks.depth[k] > 0.0:
            first = min(first, shocks.start[k])
    return first + knobs.help_point_from_h


@njit(cache=True, **LEAN)
def reach_on_foot(walk: Walk, knobs: Knobs) -> Floats:
    """Share of an area's people who would walk to each of its help points, shape (pairs,)."""
    out = np.zeros(walk.km.shape[0])
    for j in range(len(out)):
        for q in range(walk.km.shape[1]):
            out[j] += walks(knobs, walk.km[j, q]) / walk.km.shape[1]
    return out


@njit(cache=True, **LEAN)
def step_help_points(
    walk: Walk, reach: Floats, level: Floats, opens: float, now: float, dt: float, helped: Floats
) -> None:
    """Fill `helped` (areas): share of people who can report an emergency on foot in this step."""
    manned = min(1.0, max(0.0, (now + dt - opens) / dt))
    for area in range(len(helped)):
        missed = 1.0
        for j in range(walk.start[area], walk.start[area + 1]):
            missed *= 1.0 - reach[j] * level[walk.site[j]] * manned
        helped[area] = 1.0 - missed
