"""Designs: at which quantile each run of an ensemble draws what is drawn once for a whole run.

A quantity is a parameter of the library (`surge`), a figure of the scenario (`temperature_c`,
`shock:NAME:duration_h`, `load:NAME:amount`) or a resource (`resource:crews_power`). Without a
design each is drawn by key alone, see `draws`. What a design does not name is drawn by key too.

Rules:
1. `keyed`: a named quantity keeps its keyed draw; only rule 5 is added.
2. `latin`: of n runs, each draws every named quantity in another of n equal strata of 0..1; which
   run draws which stratum, and where in it, is keyed by the name. Another name leaves the others
   alone, but for those it is correlated with (McKay, Beckman and Conover 1979).
3. `sobol`: run i has point i of a Sobol' sequence of as many dimensions as there are names, in the
   order of the names, scrambled by the seed (Owen 1998). The number of runs is a power of two.
4. `matrix`: the quantiles are given, and rule 5 does not hold. Given too is the number by which a
   run draws all that is not named: runs with the same number differ in what is named alone.
5. Rank correlations stand in the library. With Spearman's r the normal scores z of two quantities
   correlate by 2 sin(pi r / 6); the scores of all that correlate, in the order of the library, are
   L z with L the Cholesky factor of that matrix, and their quantiles Phi(L z) (a Gaussian copula).
   In a Latin hypercube the ranks of L z say which stratum a run has, so that its strata stay whole
   (Iman and Conover 1982). A quantity of the library that correlates with a drawn one takes part
   whether the design names it or not.
6. rho has no interval in the library. In a design that names it, it lies evenly from the low to the
   high end of RHO_ENDS (assumption).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

# Its statistics take a second to load: `scipy.stats` does so when it is first asked.
import scipy
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from weerbaar.twin.draws import key_of, uniform_over

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Draw = Callable[[str], Floats]

KEYED, LATIN, SOBOL, MATRIX = "keyed", "latin", "sobol", "matrix"
KINDS = (KEYED, LATIN, SOBOL)
"""Kinds of design that a person may ask for; a matrix is what an analysis lays out."""
RHO = "rho"
RHO_ENDS = (0.1, 0.9)
MOST_DIMENSIONS = 21_201
"""Of scipy's Sobol' sequence."""
STRATUM, PLACE = key_of("latin stratum"), key_of("latin place")
INSIDE = 2.0**-54


@dataclass(frozen=True)
class Design:
    """How the named quantities of so many runs are drawn.

    Of a matrix, `values` are its quantiles in bytes (float64, little end first, a row for each run
    and a column for each name) and `keyed` the number of each run by which all else is drawn; both
    are empty in other designs. A design is small, equal to another that says the same, and travels
    to other processes.
    """

    kind: str
    runs: int
    names: tuple[str, ...] = ()
    values: bytes = b""
    keyed: tuple[int, ...] = ()

    @property
    def matrix(self) -> Floats:
        """The quantiles of a matrix, (runs, names)."""
        shape = (self.runs, len(self.names))
        return np.frombuffer(self.values, "<f8").astype(np.float64).reshape(shape)

    def facts(self) -> dict[str, object]:
        """What tells this design from another, as plain values: for the identity of an ensemble."""
        facts: dict[str, object] = {"kind": self.kind, "runs": self.runs, "names": list(self.names)}
        if self.kind == MATRIX:
            keyed = np.array(self.keyed, "<i8").tobytes()
            facts["matrix"] = hashlib.sha256(self.values + keyed).hexdigest()
        return facts


def design_of(facts: Mapping[str, Any]) -> Design:
    """The design that gave these facts; raises ValueError for a matrix, whose values they lack."""
    kind, runs, names = str(facts["kind"]), int(facts["runs"]), facts["names"]
    if kind not in KINDS:
        raise ValueError(f"facts alone do not make a design: {kind}")
    return Design(kind, runs, tuple(str(name) for name in names))


class Pair(NamedTuple):
    """Two quantities, and Spearman's rank correlation between them."""

    first: str
    second: str
    correlation: float


@dataclass(frozen=True)
class Laid:
    """A design laid out: names (k), their quantiles (runs, k), and the numbers for all else."""

    names: tuple[str, ...]
    quantiles: Floats
    keyed: tuple[int, ...]

    def column(self, name: str) -> Floats:
        """The quantiles of one name, (runs); raises ValueError for a name it does not have."""
        return np.asarray(self.quantiles[:, self.names.index(name)])

    def row(self, run: int) -> dict[str, float]:
        """The quantile of each name in one run; raises IndexError beyond the runs of the design."""
        if not 0 <= run < len(self.quantiles):
            raise IndexError(f"run {run} is not in a design of {len(self.quantiles)} runs")
        return dict(zip(self.names, self.quantiles[run].tolist(), strict=True))


def matrix_design(
    names: Sequence[str], quantiles: Floats, keyed: Sequence[int] | None = None
) -> Design:
    """The design of these quantiles (runs, names), each in 0..1.

    `keyed` is the number of each run by which all else is drawn; its own number if not told.
    Raises ValueError for another shape, quantiles outside 0..1, or a name that stands twice.
    """
    quantiles = np.asarray(quantiles, dtype="<f8")
    numbers = tuple(range(len(quantiles))) if keyed is None else tuple(int(k) for k in keyed)
    if quantiles.ndim != 2 or quantiles.shape[1] != len(names) or len(numbers) != len(quantiles):
        raise ValueError("a matrix has a row for each run and a column for each name")
    if len(set(names)) != len(names):
        raise ValueError("a name stands twice")
    if not np.all((quantiles >= 0.0) & (quantiles <= 1.0)):
        raise ValueError("quantiles lie from 0 to 1")
    return Design(MATRIX, len(quantiles), tuple(names), quantiles.tobytes(), numbers)


def lay_out(design: Design, seed: int, draw: Draw, pairs: Sequence[Pair]) -> Laid:
    """The quantiles that a design gives.

    `draw` gives the keyed draws of a name in the runs of the design (runs), `pairs` those that are
    correlated, in the order of the library. Raises ValueError for a kind that is not known.
    """
    if design.kind == MATRIX:
        return Laid(design.names, design.matrix, design.keyed)
    columns = _columns(design, seed, draw)
    together = list(dict.fromkeys(name for pair in pairs for name in pair[:2]))
    for name in together:
        columns.setdefault(name, draw(name))
    named = design.names if design.kind == LATIN else ()
    columns |= _correlate({name: columns[name] for name in together}, pairs, named)
    names = tuple(columns)
    stacked = np.array([columns[name] for name in names]).reshape(len(names), design.runs)
    return Laid(names, stacked.T, tuple(range(design.runs)))


def _columns(design: Design, seed: int, draw: Draw) -> dict[str, Floats]:
    """The quantiles of each name before anything is correlated."""
    if design.kind == KEYED:
        return {name: draw(name) for name in design.names}
    if design.kind == LATIN:
        return {name: latin(seed, design.runs, name) for name in design.names}
    if design.kind == SOBOL:
        if not design.names:
            return {}
        # Points of dyadic fractions may touch 0, where a normal score has no value.
        points = scipy.stats.qmc.Sobol(len(design.names), scramble=True, rng=seed).random(
            design.runs
        )
        return dict(zip(design.names, np.clip(points, INSIDE, 1.0 - INSIDE).T, strict=True))
    raise ValueError(f"no such design: {design.kind}")


def latin(seed: int, runs: int, name: str) -> Floats:
    """Quantiles of one name in a Latin hypercube, (runs): one in each of so many strata."""
    numbers = np.arange(runs)
    stratum = np.argsort(np.argsort(uniform_over(seed, numbers, STRATUM, key_of(name))))
    return np.asarray((stratum + uniform_over(seed, numbers, PLACE, key_of(name))) / runs)


def normal_correlation(rank_correlation: float) -> float:
    """Of two normal scores, the correlation that gives this rank correlation (rule 5)."""
    return float(2.0 * np.sin(np.pi * rank_correlation / 6.0))


def correlation_matrix(names: Sequence[str], pairs: Sequence[Pair]) -> Floats:
    """Correlations of the normal scores of these names, (k, k)."""
    found = np.eye(len(names))
    place = {name: i for i, name in enumerate(names)}
    for first, second, correlation in pairs:
        if first in place and second in place:
            i, j = place[first], place[second]
            found[i, j] = found[j, i] = normal_correlation(correlation)
    return found


def possible(pairs: Sequence[Pair]) -> bool:
    """Whether quantities can be correlated so at all: the matrix is positive definite."""
    names = list(dict.fromkeys(name for pair in pairs for name in pair[:2]))
    return bool(np.all(np.linalg.eigvalsh(correlation_matrix(names, pairs)) > 1e-9)) or not names


def _correlate(
    columns: Mapping[str, Floats], pairs: Sequence[Pair], strata: Sequence[str]
) -> dict[str, Floats]:
    """These columns correlated; those in `strata` keep their values and change only which run."""
    if not columns:
        return {}
    names = list(columns)
    factor = np.linalg.cholesky(correlation_matrix(names, pairs))
    scores = np.array([ndtri(columns[name]) for name in names])
    found = {}
    for i, name in enumerate(names):
        # Added one by one: a product of matrices may add in another order where a name is added.
        mixed = np.zeros(scores.shape[1])
        for j in range(i + 1):
            mixed = mixed + factor[i, j] * scores[j] if factor[i, j] != 0.0 else mixed
        if not np.any(factor[i, :i]):
            found[name] = columns[name]
        elif name in strata:
            rank = scipy.stats.rankdata(mixed, method="ordinal") - 1
            found[name] = np.sort(columns[name])[rank]
        else:
            found[name] = np.asarray(ndtr(mixed))
    return found
