"""Care at home: people who depend on it and do not get their visits.

Rules:
1. The service of an area is that of its home-care teams (`home_care`); what it does not give is
   lacked, by people who need care only. There is no stock of it.
2. Who lacks first lacks longest: hours are kept in nested parts, as for channels.
3. Where no team serves an area the need counts as met: nothing is known of it.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.causes import most_lost
from weerbaar.twin.recording import fill_share, lack_nested
from weerbaar.twin.services import service
from weerbaar.twin.shops import BY_AREA
from weerbaar.twin.state import CARE, Lack, Serve

Floats = NDArray[np.float64]
NONE = 1e-12


@njit(cache=True, **LEAN)
def step_homecare(
    teams: Serve, lacked: Floats, lack: Lack, level: Floats, tolerance: float, dt: float
) -> None:
    """Visits of `teams` that are not made in this step; `lacked` (A, K) hours."""
    blocks = lack.person_hours.shape[1] - lack.measure.shape[1]
    for area in range(lack.measure.shape[1]):
        if teams.start[area] == teams.start[area + 1]:
            continue
        part = 1.0 - service(teams, area, level)
        if part <= NONE:
            continue
        unit = blocks + area
        weight = lack_nested(part, lacked[area], tolerance, dt)
        fill_share(lack.share, CARE, area, 0, part)
        fill_share(lack.share, CARE, area, 1, part)
        lack.weighted[CARE, area] = part * weight
        lack.measure[CARE, area] = part
        lack.site[CARE, unit] = most_lost(teams, area, level)
        lack.by_site[CARE, unit] = part
        lack.person_hours[CARE, unit] = BY_AREA
