"""What each run comes to for each need, as one small table: for questions about many runs.

Of a need a run has its person-hours and the persons who have the need; hours per person are the one
divided by the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from weerbaar.twin import apart
from weerbaar.twin.ensemble import Run
from weerbaar.twin.outcome import BESIDE_HEADLINE
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]
SURVIVAL = "survival"


def hours_of(run: Run) -> Floats:
    """Person-hours without each need, and persons who have it, (needs, 2)."""
    return np.stack([run.cells.sum(axis=(1, 2)), run.persons.sum(axis=(1, 2))], axis=1)


def per_head(hours: Floats, need: str) -> Floats:
    """Hours without a need for each person who has it, in each of the runs (runs, needs, 2)."""
    of_need = hours[:, NEED_ORDER.index(need)]
    return apart.per_head(of_need[:, 0], of_need[:, 1])


def worst_need(twin: Twin, hours: Floats) -> str:
    """The survival need that is lacked for most person-hours in these runs (runs, needs, 2)."""
    family = dict(zip(twin.library.needs["need"], twin.library.needs["family"], strict=True))
    asked = [n for n in NEED_ORDER if family[n] == SURVIVAL and n not in BESIDE_HEADLINE]
    middle = np.median(hours[:, :, 0], axis=0)
    return max(asked, key=lambda name: float(middle[NEED_ORDER.index(name)]))
