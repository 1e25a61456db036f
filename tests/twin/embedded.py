"""The twin of the region that ships, and what tests ask of a run."""

from __future__ import annotations

from functools import cache

import numpy as np

from weerbaar.region import files as region_files
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.network import compile_network
from weerbaar.twin.twin import Twin

FIELDS = ("unmet", "cells", "cell_curve", "weighted", "counts", "kinds", "mobile", "visits")


@cache
def embedded(switched_on=()):
    """The network of the region that ships with the package."""
    region = region_files.read_region("gelderland-zuid")
    return compile_network(region, region_files.read_library(), switched_on)


def embedded_twin(scenario, switched_on=(), **changes):
    """The twin of that region with a scenario, without norms."""
    return Twin(embedded(switched_on), read_twin_library(), scenario, norms=(), **changes)


def totals(run, dt=1.0):
    """Person-hours of every need over the whole region."""
    return run.unmet.astype(float).sum(axis=(1, 2)) * dt


def same(a, b):
    """Whether two runs are alike to the last bit."""
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in FIELDS)
