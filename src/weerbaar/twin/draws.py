"""Keyed draws: the uncertain values of one run, each from a hash of what it is about.

Rules:
1. A draw is a hash of (seed, run, entity, parameter): never of a place in an array. Inserting a
   site leaves all other draws alone, so two variants compare draw by draw.
2. Quantiles p10/p50/p90 are a piecewise-linear distribution; each end is extended by a quarter of
   the nearest interval and clipped at 0.
3. A parameter's value at one entity is at the quantile Phi(z), z = sqrt(rho) z_parameter +
   sqrt(1 - rho) z_entity: entities share a part of what is unknown about the parameter.

Mixing is splitmix64 (Steele, Lea and Flood 2014, public domain constants); keys of names are
BLAKE2b.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_TO_UNIT = 2.0**-53


@cache
def key_of(name: str) -> np.uint64:
    """The 64-bit key of a name; the same on every machine and in every version."""
    digest = hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def keys_of(names: Iterable[str]) -> Keys:
    """The keys of several names, shape (n,)."""
    return np.array([key_of(name) for name in names], dtype=np.uint64)


def uniform(seed: int, run: int, entities: Keys, parameter: Keys | np.uint64) -> Floats:
    """Draws in (0, 1), one for each entity and parameter, shape of the two broadcast together."""
    with np.errstate(over="ignore"):
        state = _mix(np.uint64(seed & 0xFFFFFFFFFFFFFFFF) + _GOLDEN)
        state = _mix(state ^ _mix(np.uint64(run) + _GOLDEN))
        mixed = _mix(_mix(np.asarray(entities) ^ state) ^ np.asarray(parameter))
    return np.asarray(((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * _TO_UNIT)


def uniform_over(
    seed: int, runs: NDArray[np.int64], entity: np.uint64, parameter: np.uint64
) -> Floats:
    """The draws of one entity and parameter in several runs, shape of `runs`."""
    with np.errstate(over="ignore"):
        state = _mix(np.uint64(seed & 0xFFFFFFFFFFFFFFFF) + _GOLDEN)
        states = _mix(state ^ _mix(np.asarray(runs).astype(np.uint64) + _GOLDEN))
        mixed = _mix(_mix(entity ^ states) ^ parameter)
    return np.asarray(((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * _TO_UNIT)


def normal(seed: int, run: int, entities: Keys, parameter: Keys | np.uint64) -> Floats:
    """Standard normal draws, one for each entity."""
    return np.asarray(ndtri(uniform(seed, run, entities, parameter)))


def quantile(
    p10: Floats, p50: Floats, p90: Floats, q: Floats, least: float = 0.0, most: float = np.inf
) -> Floats:
    """The value at quantile q (0..1) of the piecewise-linear distribution of rule 2.

    Values are clipped to [least, most].
    """
    low, high = p10 - 0.25 * (p50 - p10), p90 + 0.25 * (p90 - p50)
    value = np.where(
        q < 0.1,
        low + (p10 - low) * q / 0.1,
        np.where(
            q < 0.5,
            p10 + (p50 - p10) * (q - 0.1) / 0.4,
            np.where(
                q < 0.9,
                p50 + (p90 - p50) * (q - 0.5) / 0.4,
                p90 + (high - p90) * (q - 0.9) / 0.1,
            ),
        ),
    )
    return np.clip(value, least, most)


def correlated(common: Floats | float, own: Floats, rho: Floats | float) -> Floats:
    """The quantile Phi(sqrt(rho) common + sqrt(1 - rho) own) of rule 3."""
    return np.asarray(ndtr(np.sqrt(rho) * common + np.sqrt(1.0 - rho) * own))


def strata(count: int) -> Floats:
    """Standard normal values of equally likely strata: households from little to much stock."""
    return np.asarray(ndtri((np.arange(count) + 0.5) / count))


def _mix(x: Keys | np.uint64) -> Keys:
    with np.errstate(over="ignore"):
        z = np.asarray(x, dtype=np.uint64) + _GOLDEN
        z = (z ^ (z >> _SHIFTS[0])) * _MIX_1
        z = (z ^ (z >> _SHIFTS[1])) * _MIX_2
        return np.asarray(z ^ (z >> _SHIFTS[2]))
