"""The users of a scarce product in each course: who they are, what they have, how days differ.

Rules:
1. People are split by income and kit as in the twin, each group by how much is at home (STRATA) and
   by how quick people are to hoard (RANKS), evenly. Vital users are one cell.
2. A figure is drawn once in a course, by whose it is and its name. Two instruments that share no
   figure share no draw; every option sees the same product.
3. The course has ordinary days before and after the scarcity. False alarms are counted in a course
   of its own, of so many ordinary days: how long a scarcity lasts is no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from weerbaar.measures.market.products import (
    BOUNDS,
    PRODUCT,
    PRODUCT_BOUNDS,
    RECKONING,
    WITHOUT,
    Figures,
    Key,
)
from weerbaar.twin.draws import key_of, quantile, uniform_over
from weerbaar.twin.reading import Figure

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DRAWS, MOST_DRAWS = 200, 1_000
STRATA, RANKS = 3, 3
"""Parts of a group by how much they have at home, and by how quick they are to hoard."""
CELLS = STRATA * RANKS
WEEK, BUSY = 7, 3
PATHS = 4
"""Courses for each end of a figure that is turned."""
NOBODY = 1e-9
MARKET = key_of("market")
GROUPS = ("low-no-kit", "low-kit", "other-no-kit", "other-kit", "vital")
LOW, PEOPLE, VITAL = slice(0, 2), slice(0, 4), 4


@dataclass(frozen=True)
class Market:
    """A product in each of D courses: its `drawn` figures by name (D), the cells, how days differ.

    `every` are the figures of the product and of instruments (D).
    `share` (D, C) of all users a cell is, `usual` (D, C) what it has at home, `group` (C) which of
    GROUPS and `rank` (C) how quick to hoard, `ahead` (D, C) what it can hoard of what others do.
    `use` (T, D) the use of a day, in times normal; `missed` (T, D) where nothing comes in on an
    ordinary day; `quiet` the days before the scarcity, `ends` (D) the first day after it.
    """

    drawn: Mapping[str, Floats]
    every: Mapping[Key, Floats]
    share: Floats
    usual: Floats
    group: NDArray[np.int64]
    rank: NDArray[np.int64]
    ahead: Floats
    use: Floats
    missed: Flags
    quiet: int
    ends: Floats
    people: float

    @property
    def days(self) -> int:
        """Days that are simulated."""
        return len(self.use)

    def of(self, instrument: str, name: str) -> Floats:
        """A figure of an instrument, (D); what is not said does nothing."""
        found = self.every.get((instrument, name))
        return np.full(len(self.ends), WITHOUT[name]) if found is None else found

    @property
    def of_group(self) -> Floats:
        """The share of the users that each group is, (D, G)."""
        return by_group(self.share, self.group)

    @property
    def persons(self) -> Floats:
        """The share of the users that are people, not vital users, (D)."""
        found: Floats = 1.0 - self.share[:, -1]
        return found


def market_of(
    figures: Figures, draws: int = DRAWS, seed: int = 1, ordinary: bool = False
) -> Market:
    """The product in so many courses, the same for every option; for as long as the scarcity asks,
    or for the days in which false alarms are counted (rule 3)."""
    runs = np.arange(draws)
    drawn = {key: _draw(one.figure, key, runs, seed) for key, one in figures.items()}
    days = int(figures[RECKONING, "ordinary_days"].figure.p50) if ordinary else 0
    return _market(figures, drawn, runs, seed, days)


def turned_market(figures: Figures, keys: Sequence[Key], seed: int = 1) -> Market:
    """Courses in which every figure is in its middle, but one: of each of `keys` first its low end
    and then its high end. Each is PATHS courses, which differ in their ordinary days alone."""
    size = 2 * len(keys) * PATHS
    drawn = {key: np.full(size, one.figure.p50) for key, one in figures.items()}
    for at, key in enumerate(keys):
        low, high = (slice(at * 2 * PATHS + k * PATHS, None) for k in (0, 1))
        drawn[key][low][:PATHS] = figures[key].figure.p10
        drawn[key][high][:PATHS] = figures[key].figure.p90
    return _market(figures, drawn, np.tile(np.arange(PATHS), 2 * len(keys)), seed)


def _market(
    figures: Figures,
    every: Mapping[Key, Floats],
    runs: NDArray[np.int64],
    seed: int,
    days: int = 0,
) -> Market:
    drawn = {name: every[PRODUCT, name] for name in PRODUCT_BOUNDS}
    quiet, after = (
        int(figures[RECKONING, name].figure.p50) for name in ("quiet_days", "after_days")
    )
    ends = quiet + np.round(drawn["lasts"])
    days = days or int(ends.max()) + after
    share, ahead = _people(drawn)
    usual = np.empty_like(share)
    for kit, name in enumerate(("home_no_kit", "home_kit")):
        usual[:, _cells(kit)] = _strata(figures[PRODUCT, name].figure)
    usual[:, -1] = drawn["vital_home"]
    group = np.append(np.repeat(np.arange(VITAL), CELLS), VITAL)
    rank = np.append(np.tile(np.arange(RANKS), VITAL * STRATA), RANKS - 1)
    use, missed = _ordinary(drawn, days, runs, seed)
    people = figures[PRODUCT, "people"].figure.p50
    return Market(drawn, every, share, usual, group, rank, ahead, use, missed, quiet, ends, people)


def _cells(kit: int) -> list[int]:
    return [g * CELLS + k for g in range(VITAL) if g % 2 == kit for k in range(CELLS)]


def _strata(figure: Figure) -> Floats:
    q = np.tile(np.repeat((np.arange(STRATA) + 0.5) / STRATA, RANKS), 2)
    low, middle, high = (np.array([end]) for end in (figure.p10, figure.p50, figure.p90))
    return quantile(low, middle, high, q)


def _people(drawn: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """The share of the users that each cell is, and what it can hoard of what others do."""
    low, vital = drawn["low"], drawn["vital"]
    kits = (drawn["kit_low"], drawn["kit_other"])
    share, ahead = [], []
    for income, kit in zip((low, 1.0 - low), kits, strict=True):
        for part in (1.0 - kit, kit):
            share += [income * part * (1.0 - vital) / CELLS] * CELLS
            ahead += [drawn["low_extra"] if income is low else np.ones_like(low)] * CELLS
    return np.stack([*share, vital], axis=1), np.stack([*ahead, np.zeros_like(low)], axis=1)


def _ordinary(
    drawn: Mapping[str, Floats], days: int, runs: NDArray[np.int64], seed: int
) -> tuple[Floats, Flags]:
    """How ordinary days differ: the use of each day, and where nothing comes in."""
    size = (days, len(runs))
    spread, use, missed = drawn["day_spread"], np.empty(size), np.empty(size)
    for day in range(days):
        normal = ndtri(uniform_over(seed, runs, MARKET, key_of(f"use-{day}")))
        use[day] = np.exp(spread * normal - 0.5 * spread**2)
        missed[day] = uniform_over(seed, runs, MARKET, key_of(f"missed-{day}"))
        week, of_week = divmod(day, WEEK)
        if of_week < BUSY:
            busy = uniform_over(seed, runs, MARKET, key_of(f"busy-{week}")) < drawn["busy_weeks"]
            use[day] *= np.where(busy, drawn["busy_demand"], 1.0)
    return use, missed < drawn["missed"]


def _draw(one: Figure, key: Key, runs: NDArray[np.int64], seed: int) -> Floats:
    """A figure in each course, between its bounds (rule 2)."""
    if one.fixed:
        return np.full(len(runs), one.p50)
    q = uniform_over(seed, runs, MARKET, key_of(".".join(key)))
    low, middle, high = (np.array([end]) for end in (one.p10, one.p50, one.p90))
    return quantile(low, middle, high, q, *BOUNDS[key[1]][:2])


def by_group(values: Floats, group: NDArray[np.int64]) -> Floats:
    """The sums over the cells of each group, in the last axis."""
    found = np.zeros((*values.shape[:-1], len(GROUPS)))
    for at in range(len(GROUPS)):
        found[..., at] = values[..., group == at].sum(axis=-1)
    return found
