"""Which named quantities decide how bad it gets: Sobol' indices, and a screening by Morris.

The outcome is one number of each run, Y. Quantities are drawn apart, each evenly over its quantiles
0..1, as independent as the method asks: correlations of the library do not hold here.

Rules:
1. The first-order index of a quantity is the share of the variance of Y that is left to explain
   when it is known, Var(E[Y | X]) / Var(Y): what it does by itself. Its total index is the share
   that remains when all others are known, 1 - Var(E[Y | all others]) / Var(Y): what it does
   together with others too. First-order indices add up to at most 1, total ones to at least 1.
2. Design (Saltelli 2002): n points of a scrambled Sobol' sequence in twice as many dimensions as
   there are quantities give two sets A and B; for each quantity a third set is A with its column
   from B. First-order indices are estimated as Saltelli and others 2010, total ones as Jansen 1999,
   by SALib; n is a power of two.
3. All that is not named is one quantity more, `rest`: it is drawn by number 2i for point i of A and
   by 2i + 1 for that of B. What the named leave unexplained thus has indices of its own, and runs
   that differ in one named quantity differ in nothing else.
4. Errors are half a 95 % interval, from resampling the points.
5. Screening (Morris 1991; Campolongo, Cariboni and Saltelli 2007): along each path every quantity
   is moved once, by two thirds of its range over a grid of four levels, all else the same. Its
   effect is the mean size of the change in Y over the paths, for its whole range; `spread` is the
   standard deviation of that change: large where it hangs on the other quantities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.twin.extras import extra, quiet
from weerbaar.twin.quantities import TOO_FEW, not_a_power
from weerbaar.twin.sampling import Design, matrix_design

Floats = NDArray[np.float64]

REST = "rest"
"""All that is drawn and not named, as one quantity."""
FEWEST_POINTS = 16
FEWEST_PATHS = 4
RESAMPLES = 400
LEVELS = 4
TOO_LONG = ProblemKind(
    "too-many-runs",
    mark("{value} runs are asked; at most {high}."),
    mark("Give fewer --points or --paths, or name fewer quantities."),
)


@dataclass(frozen=True)
class Index:
    """What one quantity does to the outcome, by itself and in all, each with its error."""

    name: str
    first: float
    first_error: float
    total: float
    total_error: float


@dataclass(frozen=True)
class Moved:
    """How much an outcome moves with one quantity: mean size, its error, and the spread."""

    name: str
    effect: float
    effect_error: float
    spread: float


def saltelli_runs(names: int, points: int) -> int:
    """How many runs the indices of so many quantities ask, with the rest."""
    return points * (names + 3)


def morris_runs(names: int, paths: int) -> int:
    """How many runs a screening of so many quantities asks."""
    return paths * (names + 1)


def point_problems(points: int, most: int, names: int) -> list[Problem]:
    """What is wrong with a number of points: few, no power of two, or more runs than `most`."""
    problems = not_a_power("--points", points)
    if points < FEWEST_POINTS:
        problems = [
            Problem(TOO_FEW, column="--points", value=points, params={"low": FEWEST_POINTS})
        ]
    return problems + _too_long(saltelli_runs(names, points), most, "--points")


def path_problems(paths: int, most: int, names: int) -> list[Problem]:
    """What is wrong with a number of paths."""
    problems = []
    if paths < FEWEST_PATHS:
        params = {"low": FEWEST_PATHS}
        problems.append(Problem(TOO_FEW, column="--paths", value=paths, params=params))
    return problems + _too_long(morris_runs(names, paths), most, "--paths")


def saltelli_design(names: Sequence[str], points: int, seed: int) -> Design:
    """The design of rule 2 with the rest of rule 3: runs (points x (names + 3))."""
    with quiet():
        sampled = extra("SALib.sample.sobol").sample(
            _problem([*names, REST]), points, calc_second_order=False, seed=seed
        )
    # Of each point: A, A with each column from B, the rest last, and B itself.
    rows = len(names) + 3
    from_b = np.array([False] * (len(names) + 1) + [True, True])
    numbers = 2 * np.repeat(np.arange(points), rows) + np.tile(from_b, points)
    return matrix_design(names, sampled[:, : len(names)], numbers.tolist())


def sobol_indices(names: Sequence[str], outcome: Floats, seed: int) -> list[Index]:
    """The indices of the quantities and the rest, from the outcome in each run of the design.

    The largest total first. An outcome that never moves is moved by nothing.
    """
    every = [*names, REST]
    if np.ptp(outcome) <= 0.0:
        return [Index(name, 0.0, 0.0, 0.0, 0.0) for name in every]
    with quiet():
        # Seed 0 would mean no seed to the library.
        found = extra("SALib.analyze.sobol").analyze(
            _problem(every),
            np.asarray(outcome, dtype=float),
            calc_second_order=False,
            num_resamples=RESAMPLES,
            seed=seed + 1,
        )
    columns = (found[key] for key in ("S1", "S1_conf", "ST", "ST_conf"))
    rows = zip(every, *columns, strict=True)
    indices = [Index(name, *(float(value) for value in values)) for name, *values in rows]
    return sorted(indices, key=lambda one: (-one.total, one.name))


def morris_design(names: Sequence[str], paths: int, seed: int) -> Design:
    """The design of rule 5: runs (paths x (names + 1)); all runs of a path draw the rest alike."""
    with quiet():
        sampled = extra("SALib.sample.morris").sample(
            _problem(names), paths, num_levels=LEVELS, seed=seed
        )
    numbers = np.repeat(np.arange(paths), len(names) + 1)
    return matrix_design(names, np.clip(sampled, 0.0, 1.0), numbers.tolist())


def morris_effects(design: Design, outcome: Floats, seed: int) -> list[Moved]:
    """The effects of the quantities of a screening, from the outcome in each of its runs.

    The largest effect first.
    """
    with quiet():
        found = extra("SALib.analyze.morris").analyze(
            _problem(design.names),
            design.matrix,
            np.asarray(outcome, dtype=float),
            num_levels=LEVELS,
            num_resamples=RESAMPLES,
            seed=seed,
        )
    columns = (np.asarray(found[key], float) for key in ("mu_star", "mu_star_conf", "sigma"))
    rows = zip(design.names, *columns, strict=True)
    moved = [Moved(name, *(float(value) for value in values)) for name, *values in rows]
    return sorted(moved, key=lambda one: (-one.effect, one.name))


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _too_long(runs: int, most: int, option: str) -> list[Problem]:
    if runs <= most:
        return []
    return [Problem(TOO_LONG, column=option, value=runs, params={"high": most})]
