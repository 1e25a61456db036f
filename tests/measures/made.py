"""Figures of runs made by hand: what sides come to on one need, without running anything."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from weerbaar.measures.drawn import FLOWS, Drawn
from weerbaar.twin.state import CELLS
from weerbaar.twin.tables import NEED_ORDER

WATER = NEED_ORDER.index("water")
PEOPLE = 10_000.0
N = len(NEED_ORDER)


def side(hours: ArrayLike, peak: ArrayLike | None = None, beyond: ArrayLike | None = None) -> Drawn:
    """A side on which 10,000 people lack drinking water so many hours each, a value a draw.

    One municipality; the hours are the same for every group. Without them nobody lacks it at the
    worst moment or beyond the tolerance.
    """
    heads = np.asarray(hours, float)
    runs = len(heads)
    return Drawn(
        hours=_only(PEOPLE * heads),
        persons=np.full((runs, N), PEOPLE),
        peak=_only(_or_none(peak, runs)),
        beyond=_only(_or_none(beyond, runs)),
        cell_hours=np.repeat(_only(PEOPLE * heads / CELLS)[:, :, None], CELLS, axis=2),
        cell_persons=np.full((runs, N, CELLS), PEOPLE / CELLS),
        cell_beyond=np.zeros((runs, N, CELLS)),
        town_hours=_only(PEOPLE * heads)[:, :, None],
        town_persons=np.full((runs, N, 1), PEOPLE),
        town_peak=np.zeros((runs, N, 1)),
        town_beyond=np.zeros((runs, N, 1)),
        lost=_only(PEOPLE * heads),
        sure=_only(PEOPLE * heads),
        flows=np.zeros((runs, len(FLOWS))),
        used=np.zeros((runs, len(FLOWS)), bool),
    )


def _or_none(values: ArrayLike | None, runs: int) -> NDArray[np.float64]:
    return np.zeros(runs) if values is None else np.asarray(values, float)


def _only(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values of the runs for drinking water, and nothing for any other need."""
    found = np.zeros((len(values), N))
    found[:, WATER] = values
    return found
