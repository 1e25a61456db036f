"""What all runs have in common, and what is drawn for one of them by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from weerbaar.common.tables import Rows
from weerbaar.twin.draws import Keys, key_of, keys_of, quantile, uniform, uniform_over
from weerbaar.twin.levers import Lever, Mix, added_resource, change_parameters
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.network import Network
from weerbaar.twin.profile import Norm
from weerbaar.twin.reading import Figure
from weerbaar.twin.sampling import RHO, RHO_ENDS, Design, Floats, Laid, Pair, lay_out
from weerbaar.twin.scenario import Scenario

PARAMETER = key_of("parameter")
SCENARIO = key_of("scenario")
RESOURCE = key_of("resource")
OF_RESOURCES = "resource:"
"""Before the name of a resource where quantities of all sorts are named."""

Part = TypeVar("Part")


@dataclass(frozen=True)
class Twin:
    """All that runs have in common.

    `hours` cuts the run off after so many hours (0 = until all is normal); `fixed` overrides
    parameters by a value, for sensitivity and what-if pictures. What hangs on no run is made once,
    see `once`: nothing in it changes. `choices` are what `knobs.choose` made of it, by knob,
    and `levers` what measures change in it, see `levers`.

    A `design` says at which quantile each run draws what it names; without one all is drawn by key.
    `at` are the quantiles of one run that were laid out so, see `placed`.
    """

    network: Network
    library: TwinLibrary
    scenario: Scenario
    norms: tuple[Norm, ...]
    seed: int = 1
    dt: float = 1.0
    hours: float = 0.0
    fixed: Mapping[str, float] = field(default_factory=dict)
    choices: Mapping[str, float] = field(default_factory=dict)
    levers: tuple[Lever, ...] = ()
    design: Design | None = None
    at: Mapping[str, float] = field(default_factory=dict)
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

    def __getstate__(self) -> dict[str, Any]:
        """What travels to another process: a design is laid out anew there, it is small itself."""
        made = {prepare: part for prepare, part in self._made.items() if prepare != prepare_design}
        return {**self.__dict__, "_made": made}

    def placed(self, run: int) -> tuple[Twin, int]:
        """The twin of one run of the design, and the number by which it draws all else.

        Without a design that is this twin and the run itself. Raises IndexError for a run that the
        design does not have.
        """
        if self.design is None:
            return self, run
        laid = self.once(prepare_design)
        own = replace(self, design=None, at=laid.row(run))
        # What is made once hangs on no run: every run shares it.
        object.__setattr__(own, "_made", self._made)
        return own, laid.keyed[run]


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


def _older(areas: Rows) -> Floats:
    """The share of 65 and over in each area."""
    ages = ("share_0_14", "share_15_24", "share_25_44", "share_45_64", "share_65_plus")
    older: Floats = areas["share_65_plus"] / sum(areas[age] for age in ages)
    return older


def prepare_mix(twin: Twin) -> Mix:
    """The shares of people of the region by whom uptake differs."""
    areas = twin.network.region.areas
    people = areas["inhabitants"]
    older = _older(areas)
    total = max(float(people.sum()), 1e-9)
    low = float((people * areas["income_low"]).sum())
    return Mix(low / total, float((people * older).sum()) / total)


def prepare_mixes(twin: Twin) -> tuple[Mix, ...]:
    """The same shares of the people of each area."""
    areas = twin.network.region.areas
    older = _older(areas)
    pairs = zip(areas["income_low"].tolist(), older.tolist(), strict=True)
    return tuple(Mix(low, old) for low, old in pairs)


def prepare_design(twin: Twin) -> Laid:
    """The design of a twin laid out, with what correlates of what is drawn."""
    design = twin.design
    assert design is not None
    runs = np.arange(design.runs)

    def draw(name: str) -> Floats:
        return uniform_over(twin.seed, runs, *key_pair(twin, name))

    return lay_out(design, twin.seed, draw, correlated_pairs(twin))


def key_pair(twin: Twin, name: str) -> tuple[np.uint64, np.uint64]:
    """The keys of entity and parameter by which a quantity is drawn."""
    if name.startswith(OF_RESOURCES):
        return RESOURCE, key_of(name.removeprefix(OF_RESOURCES))
    sort = PARAMETER if name in twin.once(prepare_parameters).names else SCENARIO
    return sort, key_of(name)


def correlated_pairs(twin: Twin) -> list[Pair]:
    """The pairs of the library, whatever this twin fixes and its region states.

    What is fixed is drawn all the same and set afterwards: else what goes with it would be drawn
    otherwise, and variants would not compare run by run.
    """
    rows = twin.library.parameters
    drawn = {str(name) for name in rows["parameter"][rows["p10"] < rows["p90"]]}
    drawn |= {OF_RESOURCES + str(name) for name in twin.library.resources["resource"]}
    pairs = (
        Pair(str(row["first"]), str(row["second"]), float(row["correlation"]))
        for row in twin.library.correlations
    )
    return [pair for pair in pairs if pair.first in drawn and pair.second in drawn]


def parameter_values(twin: Twin, run: int) -> dict[str, float]:
    """The drawn value of every parameter in this run; raises KeyError for an unknown fixed one."""
    twin, run = twin.placed(run)
    rows = twin.library.parameters
    names, keys = twin.once(prepare_parameters)
    q = uniform(twin.seed, run, np.full(len(names), PARAMETER), keys)
    if twin.at:
        q = np.array([twin.at.get(name, drawn) for name, drawn in zip(names, q, strict=True)])
    drawn = quantile(rows["p10"], rows["p50"], rows["p90"], q)
    values = dict(zip(names, (float(v) for v in drawn), strict=True))
    if RHO in twin.at:
        low, high = RHO_ENDS
        values[RHO] = low + (high - low) * twin.at[RHO]
    unknown = set(twin.fixed) - set(values)
    if unknown:
        raise KeyError(f"no such parameter: {', '.join(sorted(unknown))}")
    values |= {name: float(value) for name, value in twin.fixed.items()}
    if not twin.levers:
        return values
    return change_parameters(twin.levers, twin.seed, run, values, twin.once(prepare_mix))


def draw_figure(
    twin: Twin, run: int, name: str, figure: Figure, least: float = 0.0, most: float = np.inf
) -> float:
    """The value of a figure of the scenario in this run, clipped to [least, most]."""
    if figure.fixed:
        return figure.p50
    twin, run = twin.placed(run)
    q = _drawn(twin, run, SCENARIO, name, name)
    p10, p50, p90 = (np.array([p]) for p in (figure.p10, figure.p50, figure.p90))
    return float(quantile(p10, p50, p90, q, least, most)[0])


def draw_resource(twin: Twin, run: int, resource: str) -> float:
    """How much of a resource the whole region has in this run, in the unit of its row.

    The region's own figure goes first; else the library's, for each 100,000 inhabitants. What
    levers bring comes on top.
    """
    twin, run = twin.placed(run)
    more = draw_added(twin, run, resource)
    own, row_of = twin.once(prepare_resources)
    if resource in own:
        return own[resource] + more
    rows, at = twin.library.resources, row_of[resource]
    q = _drawn(twin, run, RESOURCE, resource, OF_RESOURCES + resource)
    low, middle, high = (np.array([rows[column][at]]) for column in ("p10", "p50", "p90"))
    return float(quantile(low, middle, high, q)[0]) * twin.network.region.inhabitants / 1e5 + more


def draw_added(twin: Twin, run: int, resource: str) -> float:
    """How much of a resource levers bring in this run."""
    twin, run = twin.placed(run)
    return added_resource(twin.levers, twin.seed, run, resource)


def _drawn(twin: Twin, run: int, sort: np.uint64, key: str, name: str) -> Floats:
    """The quantile of one quantity: that of the design if it names it, else the keyed draw, (1)."""
    if name in twin.at:
        return np.array([twin.at[name]])
    return uniform(twin.seed, run, np.array([sort]), key_of(key))
