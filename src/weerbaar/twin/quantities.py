"""The quantities that are drawn once for a whole run, by name, and designs over them.

Names are those of `sampling`: a parameter, a figure of the scenario, or `resource:` and a resource.
What has no spread in this twin (one figure, a key that the scenario fixes, a resource that the
region states) is no quantity of it. rho is one: see rule 6 there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.twin.draws import quantile, uniform_over
from weerbaar.twin.reading import Figure
from weerbaar.twin.sampling import (
    KINDS,
    LATIN,
    MOST_DIMENSIONS,
    RHO,
    RHO_ENDS,
    SOBOL,
    Design,
)
from weerbaar.twin.twin import (
    OF_RESOURCES,
    Twin,
    key_pair,
    prepare_design,
    prepare_parameters,
    prepare_resources,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NO_DESIGN = ProblemKind(
    "no-such-design",
    mark("There is no design “{value}”."),
    mark("Use one of: {known}."),
)
NO_QUANTITY = ProblemKind(
    "no-such-quantity",
    mark("Nothing by the name “{value}” is drawn here."),
    mark("Perhaps you mean one of: {known}. weerbaar twin sensitivity --screen --csv names all."),
)
NO_SPREAD = ProblemKind(
    "no-spread",
    mark("“{value}” is one figure here: it is not drawn."),
    mark("Leave it out, or give it an interval first."),
)
NAMED_TWICE = ProblemKind(
    "named-twice", mark("“{value}” is named twice."), mark("Name each quantity once.")
)
TOO_MANY = ProblemKind(
    "too-many-quantities",
    mark("{value} quantities are more than a Sobol' sequence has: {high}."),
    mark("Name fewer quantities."),
)
NOT_A_POWER = ProblemKind(
    "not-a-power-of-two",
    mark("{column} is {value}; a Sobol' sequence is even only at a power of two."),
    mark("Give {low} or {high}."),
)
TOO_FEW = ProblemKind(
    "too-few-runs",
    mark("{column} is {value}; this asks at least {low}."),
    mark("Give a larger number."),
)
NEAR = 3
PARTS = (":depth", "military_assistance")
"""Figures of the scenario that are a part of a whole."""
HOUR, CELSIUS, TIMES, SHARE = "hour of day", "°C", "times normal", "1"


@dataclass(frozen=True)
class Quantity:
    """Something that is drawn once for each run: its name, unit, interval and evidence."""

    name: str
    unit: str
    p10: float
    p50: float
    p90: float
    evidence: str

    def value(self, quantiles: Floats) -> Floats:
        """Its values at these quantiles."""
        if self.name == RHO:
            return np.asarray(self.p10 + (self.p90 - self.p10) * quantiles)
        low, middle, high = (np.asarray(p) for p in (self.p10, self.p50, self.p90))
        least = -np.inf if self.unit == CELSIUS else 0.0
        most = 1.0 if self.name.endswith(PARTS) else np.inf
        return quantile(low, middle, high, quantiles, least, most)


def quantities_of(twin: Twin) -> list[Quantity]:
    """Everything that this twin draws once for each run, rho first."""
    found = [_rho(twin), *parameters(twin), *resources(twin), *figures(twin)]
    return [one for one in found if one.p10 < one.p90 and one.name not in twin.fixed]


def named(twin: Twin, names: Sequence[str], option: str = "--of") -> list[Quantity]:
    """The quantities of these names, in their order; raises Refused for what is not drawn here."""
    known = {one.name: one for one in quantities_of(twin)}
    refuse_if(_name_problems(twin, names, list(known), option))
    return [known[name] for name in names]


def make_design(twin: Twin, kind: str, runs: int, names: Sequence[str] = ()) -> Design:
    """The design of this kind over the named quantities, or over all; raises Refused.

    All are those of the twin before anything is fixed: variants have one design.
    """
    problems = []
    known = [one.name for one in quantities_of(twin)]
    if kind not in KINDS:
        params = {"known": ", ".join(KINDS)}
        problems.append(Problem(NO_DESIGN, column="--design", value=kind, params=params))
    problems += _name_problems(twin, names, known, "--of")
    # rho is left as it is where nobody names it, so that a design of everything shifts no answer.
    every = (one.name for one in quantities_of(replace(twin, fixed={})))
    wanted = tuple(names) or tuple(sorted(name for name in every if name != RHO))
    if kind == LATIN and runs < 2:
        problems.append(Problem(TOO_FEW, column="--runs", value=runs, params={"low": 2}))
    if kind == SOBOL:
        problems += not_a_power("--runs", runs)
        if len(wanted) > MOST_DIMENSIONS:
            most = {"high": MOST_DIMENSIONS}
            problems.append(Problem(TOO_MANY, column="--of", value=len(wanted), params=most))
    refuse_if(problems)
    return Design(kind, runs, tuple(sorted(wanted)))


def not_a_power(option: str, count: int) -> list[Problem]:
    """A problem where a number of runs is not a power of two, from 2."""
    if count >= 2 and count & (count - 1) == 0:
        return []
    low = max(2, 1 << max(count, 2).bit_length() - 1)
    return [Problem(NOT_A_POWER, column=option, value=count, params={"low": low, "high": 2 * low})]


def quantile_column(twin: Twin, runs: Sequence[int], name: str) -> Floats:
    """The quantile of a quantity in each of these runs, by the design or by key, (runs)."""
    at = np.array(runs, dtype=np.int64)
    if twin.design is None:
        return uniform_over(twin.seed, at, *key_pair(twin, name))
    laid = twin.once(prepare_design)
    if name in laid.names:
        return np.asarray(laid.column(name)[at])
    return uniform_over(twin.seed, run_numbers(twin, runs), *key_pair(twin, name))


def run_numbers(twin: Twin, runs: Sequence[int]) -> Ints:
    """The number by which each of these runs draws what no design names, (runs)."""
    if twin.design is None:
        return np.array(runs, dtype=np.int64)
    return np.array(twin.once(prepare_design).keyed, dtype=np.int64)[np.array(runs, np.int64)]


def _name_problems(
    twin: Twin, names: Sequence[str], known: Sequence[str], option: str
) -> list[Problem]:
    problems = []
    still = {*twin.once(prepare_parameters).names, *_figure_names(twin)}
    still |= {OF_RESOURCES + str(name) for name in twin.library.resources["resource"]}
    for place, name in enumerate(names):
        if name in names[:place]:
            problems.append(Problem(NAMED_TWICE, column=option, value=name))
        elif name not in known and name in still:
            problems.append(Problem(NO_SPREAD, column=option, value=name))
        elif name not in known:
            near = get_close_matches(name, known, NEAR, 0.3) or list(known[:NEAR])
            params = {"known": ", ".join(near)}
            problems.append(Problem(NO_QUANTITY, column=option, value=name, params=params))
    return problems


def _rho(twin: Twin) -> Quantity:
    rows = twin.library.parameters
    row = rows.row(rows.positions("parameter")[RHO])
    low, high = RHO_ENDS
    return Quantity(RHO, str(row["unit"]), low, (low + high) / 2, high, str(row["evidence"]))


def parameters(twin: Twin) -> list[Quantity]:
    """The parameters of the library that are drawn, but for rho."""
    return [
        Quantity(str(row["parameter"]), str(row["unit"]), *_ends(row), str(row["evidence"]))
        for row in twin.library.parameters
        if row["p10"] < row["p90"] and str(row["parameter"]) not in twin.fixed
    ]


def resources(twin: Twin) -> list[Quantity]:
    """The resources that the region does not state itself, for the whole region."""
    own = twin.once(prepare_resources).own
    each = twin.network.region.inhabitants / 1e5
    found = []
    for row in twin.library.resources:
        if str(row["resource"]) not in own:
            low, middle, high = (p * each for p in _ends(row))
            name = OF_RESOURCES + str(row["resource"])
            found.append(Quantity(name, str(row["unit"]), low, middle, high, str(row["evidence"])))
    return found


def figures(twin: Twin) -> list[Quantity]:
    """What the scenario leaves to be drawn."""
    evidence = twin.scenario.evidence
    return [
        Quantity(name, unit, figure.p10, figure.p50, figure.p90, evidence)
        for name, figure, unit in _figures(twin)
        if figure is not None and not figure.fixed
    ]


def _figures(twin: Twin) -> list[tuple[str, Figure | None, str]]:
    scenario = twin.scenario
    found: list[tuple[str, Figure | None, str]] = [
        ("start_hour", scenario.start_hour, HOUR),
        ("temperature_c", scenario.temperature_c, CELSIUS),
        ("shop_demand", scenario.shop_demand, TIMES),
        ("military_assistance", scenario.military_assistance, SHARE),
    ]
    for shock in scenario.shocks:
        found += [
            (f"shock:{shock.name}:from_h", shock.from_h, "h"),
            (f"shock:{shock.name}:duration_h", shock.duration_h, "h"),
            (f"shock:{shock.name}:depth", shock.depth, SHARE),
        ]
    for load in scenario.loads:
        found += [
            (f"load:{load.name}:from_h", load.from_h, "h"),
            (f"load:{load.name}:duration_h", load.duration_h, "h"),
            (f"load:{load.name}:amount", load.amount, ""),
        ]
    return found


def _figure_names(twin: Twin) -> set[str]:
    return {name for name, _, _ in _figures(twin)}


def _ends(row: Mapping[str, Any]) -> tuple[float, float, float]:
    return float(row["p10"]), float(row["p50"]), float(row["p90"])
