"""A cheap estimate of what sets of options bring, learned from the sets that were looked at.

Rules:
1. The benefit of a set is taken to be a sum of what each option brings by itself and what each
   pair brings more, or less, together: a quadratic function of the set. What triples do is noise.
2. The weights are those of a Bayesian ridge regression: normal, around 0, wider for options than
   for pairs. How wide, and how much is noise, is chosen from a small grid by how likely it makes
   what was seen (marginal likelihood).
3. A set counts for less the further it is below the best that was seen: the estimate is to be right
   where the good sets are. Its noise is (1 + FAR x d^2) times as much, d in standard deviations.
4. A draw of the weights (Thompson 1933; for sets Baptista and Poloczek 2018) is made through the
   sets that were seen, which are far fewer than the pairs (Bhattacharya and others 2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

ALONE = (0.3, 1.0, 3.0)
TOGETHER = (0.01, 0.05, 0.2)
NOISE = (1e-3, 1e-2, 5e-2)
FAR = 4.0
CENTRE = 100.0
"""How wide the mean of all sets is: so wide that it is not held back."""
SMALL = 1e-12


class Widths(NamedTuple):
    """Variances, in units of the variance of what was seen: of options, of pairs, of noise."""

    alone: float
    together: float
    noise: float


@dataclass(frozen=True)
class Quadratic:
    """A function of a set: a constant, a weight for each option (n), and for each pair (n, n)."""

    constant: float
    alone: Floats
    together: Floats

    def of(self, sets: Flags) -> Floats:
        """The value of each of the sets (S, n)."""
        taken = sets.astype(np.float64)
        pairs = ((taken @ self.together) * taken).sum(axis=1)
        found: Floats = self.constant + taken @ self.alone + pairs
        return found


@dataclass(frozen=True)
class Estimate:
    """What was learned of S sets: features (S, F), their variances (F), noise (S) and weights (F).

    `factor` (S, S) is that of the covariance of what was seen.
    """

    options: int
    middle: float
    spread: float
    features: Floats
    variances: Floats
    noise: Floats
    widths: Widths
    factor: Floats
    weights: Floats

    def mean(self) -> Quadratic:
        """The estimate itself."""
        return self._quadratic(self.weights)

    def draw(self, chance: np.random.Generator) -> Quadratic:
        """One of the functions that fit what was seen, as likely as it is (rule 4)."""
        prior = chance.normal(size=len(self.variances)) * np.sqrt(self.variances)
        error = np.sqrt(self.noise) * chance.normal(size=len(self.features))
        seen = self.features @ prior + error
        back = cho_solve((self.factor, True), seen)
        return self._quadratic(self.weights + prior - self.variances * (self.features.T @ back))

    def _quadratic(self, weights: Floats) -> Quadratic:
        n = self.options
        together = np.zeros((n, n))
        together[np.triu_indices(n, 1)] = weights[1 + n :]
        scaled = self.spread * weights
        constant = self.middle + float(scaled[0])
        return Quadratic(constant, scaled[1 : 1 + n], self.spread * together)


def learn(sets: Flags, benefits: Floats, widths: Widths | None = None) -> Estimate:
    """The estimate from sets (S, n) and what they brought (S); the widths are chosen if not given.

    Where all brought the same, nothing is estimated to help.
    """
    middle, spread = float(benefits.mean()), float(benefits.std())
    spread = spread if spread > SMALL else 1.0
    seen = (benefits - middle) / spread
    features = _features(sets)
    grid = [widths] if widths is not None else list(_grid())
    fits = [_fit(features, sets.shape[1], seen, one) for one in grid]
    best = max(range(len(fits)), key=lambda i: fits[i].likely)
    return Estimate(
        options=sets.shape[1],
        middle=middle,
        spread=spread,
        features=features,
        variances=fits[best].variances,
        noise=_noise(seen, grid[best]),
        widths=grid[best],
        factor=fits[best].factor,
        weights=fits[best].weights,
    )


class _Fit(NamedTuple):
    """How likely some widths make what was seen, with variances, factor and weights."""

    likely: float
    variances: Floats
    factor: Floats
    weights: Floats


def _noise(seen: Floats, widths: Widths) -> Floats:
    """The noise of each set (rule 3)."""
    found: Floats = widths.noise * (1.0 + FAR * (seen.max() - seen) ** 2)
    return found


def _grid() -> Iterator[Widths]:
    return (Widths(*one) for one in product(ALONE, TOGETHER, NOISE))


def _fit(features: Floats, options: int, seen: Floats, widths: Widths) -> _Fit:
    variances = np.full(features.shape[1], widths.together)
    variances[0], variances[1 : 1 + options] = CENTRE, widths.alone
    matrix = (features * variances) @ features.T + np.diag(_noise(seen, widths))
    factor = cholesky(matrix, lower=True)
    back = cho_solve((factor, True), seen)
    likely = -0.5 * float(seen @ back) - float(np.log(np.diag(factor)).sum())
    return _Fit(likely, variances, factor, variances * (features.T @ back))


def _features(sets: Flags) -> Floats:
    """A one, the options and the pairs of each set, (S, 1 + n + n (n - 1) / 2)."""
    taken = sets.astype(np.float64)
    first, second = np.triu_indices(sets.shape[1], 1)
    ones = np.ones((len(taken), 1))
    return np.hstack([ones, taken, taken[:, first] * taken[:, second]])
