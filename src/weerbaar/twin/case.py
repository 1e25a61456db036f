"""Everything one run reads, drawn: what the kernel is given beside fresh state.

Each mechanism keeps its own record beside its equations; this one puts them together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from weerbaar.twin.beds import Beds
from weerbaar.twin.cascade import Buffers, Graph
from weerbaar.twin.convoys import Convoys
from weerbaar.twin.crews import Crews
from weerbaar.twin.fuel import Fuel
from weerbaar.twin.generators import Generators
from weerbaar.twin.reception import Reception
from weerbaar.twin.sewers import Sewers
from weerbaar.twin.staff import Staff
from weerbaar.twin.state import (
    Clock,
    Knobs,
    Norms,
    People,
    Places,
    Shelves,
    Shocks,
    Stocks,
)
from weerbaar.twin.tankers import Tankers
from weerbaar.twin.transport import Transport

Floats = NDArray[np.float64]


class Case(NamedTuple):
    """Everything one run reads.

    `loads` (L, T) is what comes over the region in each step, see `LOAD_ORDER`.
    """

    graph: Graph
    buffers: Buffers
    shelves: Shelves
    places: Places
    people: People
    stocks: Stocks
    knobs: Knobs
    shocks: Shocks
    clock: Clock
    norms: Norms
    water_norm: Floats
    tolerance: Floats
    loads: Floats
    crews: Crews
    staff: Staff
    beds: Beds
    sewers: Sewers
    reception: Reception
    convoys: Convoys
    transport: Transport
    fuel: Fuel
    generators: Generators
    tankers: Tankers
