"""What all runs have in common, and what is drawn for one of them by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from weerbaar.twin.draws import Keys, key_of, keys_of, quantile, uniform
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.network import Network
from weerbaar.twin.profile import Norm
from weerbaar.twin.reading import Figure
from weerbaar.twin.scenario import Scenario

PARAMETER = key_of("parameter")
SCENARIO = key_of("scenario")
RESOURCE = key_of("resource")

Part = TypeVar("Part")


@dataclass(frozen=True)
class Twin:
    """All that runs have in common.

    `hours` cuts the run off after so many hours (0 = until all is normal); `fixed` overrides
    parameters by a value, for sensitivity and what-if pictures. What hangs on no run is made once,
    see `once`: nothing in it changes.
    """

    network: Network
    library: TwinLibrary
    scenario: Scenario
    norms: tuple[Norm, ...]
    seed: int = 1
    dt: float = 1.0
    hours: float = 0.0
    fixed: Mapping[str, float] = field(default_factory=dict)
    _made: dict[Callable[[Twin], Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def once(self, prepare: Callable[[Twin], Part]) -> Part:
        """What `prepare` makes of this twin: made when first asked, and kept for all runs.

        `prepare` is a function of a module. What it makes hangs on no run and on no parameter, and
        nobody may write to it: runs are made side by side.
        """
        if prepare not in self._made:
            # Two threads may both make it; both go on with the one that was kept.
            self._made.setdefault(prepare, prepare(self))
        return cast(Part, self._made[prepare])


class Named(NamedTuple):
    """Names of the parameters and their keys, in the order of their rows."""

    names: tuple[str, ...]
    keys: Keys


class Resources(NamedTuple):
    """What the region says it has of resources itself, and the row of each in the library."""

    own: dict[str, float]
    rows: dict[str, int]


def prepare_parameters(twin: Twin) -> Named:
    """The parameters of the library by name."""
    names = tuple(str(name) for name in twin.library.parameters["parameter"])
    return Named(names, keys_of(names))


def prepare_resources(twin: Twin) -> Resources:
    """Where the figures of each resource stand."""
    stated = twin.network.region.resources
    own: dict[str, float] = {}
    for name, amount in zip(stated["resource"], stated["amount"], strict=True):
        own.setdefault(str(name), float(amount))
    return Resources(own, twin.library.resources.positions("resource"))


def parameter_values(twin: Twin, run: int) -> dict[str, float]:
    """The drawn value of every parameter in this run; raises KeyError for an unknown fixed one."""
    rows = twin.library.parameters
    names, keys = twin.once(prepare_parameters)
    q = uniform(twin.seed, run, np.full(len(names), PARAMETER), keys)
    drawn = quantile(rows["p10"], rows["p50"], rows["p90"], q)
    values = dict(zip(names, (float(v) for v in drawn), strict=True))
    unknown = set(twin.fixed) - set(values)
    if unknown:
        raise KeyError(f"no such parameter: {', '.join(sorted(unknown))}")
    return {**values, **{name: float(value) for name, value in twin.fixed.items()}}


def draw_figure(
    twin: Twin, run: int, name: str, figure: Figure, least: float = 0.0, most: float = np.inf
) -> float:
    """The value of a figure of the scenario in this run, clipped to [least, most]."""
    if figure.fixed:
        return figure.p50
    q = uniform(twin.seed, run, np.array([SCENARIO]), key_of(name))
    p10, p50, p90 = (np.array([p]) for p in (figure.p10, figure.p50, figure.p90))
    return float(quantile(p10, p50, p90, q, least, most)[0])


def draw_resource(twin: Twin, run: int, resource: str) -> float:
    """How much of a resource the whole region has in this run, in the unit of its row.

    The region's own figure goes first; else the library's, for each 100,000 inhabitants.
    """
    own, row_of = twin.once(prepare_resources)
    if resource in own:
        return own[resource]
    rows, at = twin.library.resources, row_of[resource]
    q = uniform(twin.seed, run, np.array([RESOURCE]), key_of(resource))
    low, middle, high = (np.array([rows[column][at]]) for column in ("p10", "p50", "p90"))
    return float(quantile(low, middle, high, q)[0]) * twin.network.region.inhabitants / 1e5
