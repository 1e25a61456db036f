"""What a sum of a measure is made of: its figure in each draw, and how often it is paid.

Who pays it in which year is the bill of a variant, see `budget`.

Rules:
1. A sum is the figure of the cost, times what it is counted by in the region, times the knob where
   it names one: of what is there already in part, only what the knob asks above that. A second
   knob multiplies what is left. A measure of which every knob stands at 0 is not taken, and costs
   nothing.
2. Figures are drawn by key of measure and cost, so that the sums of several measures add draw by
   draw, and two variants compare draw by draw. Costs of one measure that are drawn together share
   their key: parts of one price rise together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.measures.catalogue import PAYERS, SITE, Cost, Measure
from weerbaar.region.region import Region
from weerbaar.twin.draws import key_of, quantile, uniform_over
from weerbaar.twin.reading import Figure

Cents = NDArray[np.int64]
Floats = NDArray[np.float64]

MEASURE = key_of("measure")
PAYER_ORDER = tuple(PAYERS)
CENTS = 100
QUANTILES = (10, 50, 90)


@dataclass(frozen=True)
class Counts:
    """What costs are counted by in a region."""

    households: float
    inhabitants: float
    municipalities: int
    areas: int
    sites: Mapping[str, int]

    def of(self, per: str) -> float:
        """How many there are of what a cost is counted by."""
        if per.startswith(SITE):
            return float(self.sites.get(per.removeprefix(SITE), 0))
        return {
            "region": 1.0,
            "unit": 1.0,
            "household": self.households,
            "inhabitant": self.inhabitants,
            "municipality": float(self.municipalities),
            "area": float(self.areas),
        }[per]


def counts_of(region: Region) -> Counts:
    """What costs are counted by in a region; planned sites are not there yet.

    Households are people over the persons of a household, neighbourhood by neighbourhood: dwellings
    would leave out who shares one, a sixth of the households in a town of students.
    """
    areas, sites = region.areas, region.sites
    kinds, count = np.unique(sites["kind"][~sites["planned"]], return_counts=True)
    return Counts(
        households=float((areas["inhabitants"] / areas["household_size"]).sum()),
        inhabitants=float(areas["inhabitants"].sum()),
        municipalities=len({str(name) for name in areas["municipality"]} - {""}),
        areas=len(areas),
        sites={str(k): int(n) for k, n in zip(kinds, count, strict=True)},
    )


def is_taken(choices: Mapping[str, float]) -> bool:
    """Whether anything of a measure is chosen (rule 1)."""
    return any(value > 0 for value in choices.values())


def band_of(cents: Cents) -> Band:
    """The band of draws (draws) of cents, in euros."""
    low, middle, high = np.percentile(cents, QUANTILES) / CENTS
    return Band(float(low), float(middle), float(high))


def times_of(
    measure: Measure,
    cost: Cost,
    choices: Mapping[str, float],
    counts: Counts,
    draws: int,
    seed: int = 1,
) -> Floats:
    """By how much the figure of a cost is multiplied in each draw, shape (draws,) (rule 1)."""
    asked = choices.get(cost.knob, 0.0) if cost.knob else 1.0
    times = counts.of(cost.per)
    if cost.times_knob:
        times *= choices.get(cost.times_knob, 0.0)
    if cost.has_already is None:
        return np.full(draws, times * asked)
    key = key_of(f"{measure.measure}|has already|{cost.knob}")
    return times * np.maximum(0.0, asked - _draw(cost.has_already, key, draws, seed))


def drawn_of(measure: Measure, cost: Cost, draws: int, seed: int) -> Floats:
    """The figure of a cost in each draw, in euros, shape (draws,) (rule 2)."""
    own = (cost.payer, cost.when, cost.per, cost.what_en)
    parts = ("together", cost.draw_with) if cost.draw_with else own
    return _draw(cost.eur, key_of("|".join((measure.measure, *parts))), draws, seed)


def _draw(figure: Figure, key: np.uint64, draws: int, seed: int) -> Floats:
    q = uniform_over(seed, np.arange(draws), MEASURE, key)
    p10, p50, p90 = (np.array([p]) for p in (figure.p10, figure.p50, figure.p90))
    return quantile(p10, p50, p90, q)
