"""The bill of a variant: who pays how much in which calendar year, once and every year apart.

Rules:
1. A sum is the figure of a cost, times what it is counted by in the region, times its knob where it
   names one: that product is how much stands of it in a year. A measure of which every knob stands
   at 0 does not stand, and costs nothing.
2. What is paid once is paid for what is added: how much stands now above the most that stood since
   it was last at 0. Who lowers a knob and raises it again has the things still; who ended it at 0
   has not, and pays again. A measure that fades and is done again (see `done_again`) is paid again
   whole; only then does it begin anew, see `twin/levers.py`.
3. What is paid yearly is paid in each year for how much stands in it. Ending at 0 ends it from that
   year on.
4. `rise` is what is paid yearly in a year above the year before, cost by cost: what ends does not
   make room for what begins, since both are decisions.
5. Figures are drawn by key, as in `costs`: bills add draw by draw, and compare draw by draw.
6. Prices are those of the source, so euros of today. Money is whole cents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.measures.catalogue import ONCE, Cost, Measure
from weerbaar.measures.choosing import done_again
from weerbaar.measures.costs import (
    CENTS,
    PAYER_ORDER,
    Cents,
    Counts,
    band_of,
    drawn_of,
    is_taken,
    payers_of,
    times_of,
)
from weerbaar.measures.variants import Variant, standing_in
from weerbaar.measures.weighing import Spent

Floats = NDArray[np.float64]

DRAWS = 1000
"""Draws of a bill where nothing goes with it run by run."""


@dataclass(frozen=True)
class Bill:
    """What a variant costs, in cents of shape (payers, years, draws); payers as in PAYER_ORDER.

    `by_measure` holds the total of each measure that is chosen, (draws,).
    """

    first_year: int
    once: Cents
    yearly: Cents
    rise: Cents
    by_measure: Mapping[str, Cents]

    @property
    def cents(self) -> Cents:
        """Everything in each draw, (draws,)."""
        total: Cents = (self.once + self.yearly).sum(axis=(0, 1))
        return total

    def total(self) -> Band:
        """Everything, in euros."""
        return band_of(self.cents)

    def by_payer(self) -> dict[str, tuple[Band, ...]]:
        """Euros of each payer who pays anything: a band for each year, once and yearly together."""
        both = self.once + self.yearly
        return {
            payer: tuple(band_of(year) for year in both[p])
            for p, payer in enumerate(PAYER_ORDER)
            if both[p].any()
        }

    def spent(self) -> tuple[Spent, ...]:
        """Each payer and year in which something is paid, in euros."""
        years = range(self.once.shape[1])
        return tuple(
            Spent(
                payer,
                self.first_year + y,
                band_of(self.once[p, y]),
                band_of(self.yearly[p, y]),
                band_of(self.rise[p, y]),
            )
            for p, payer in enumerate(PAYER_ORDER)
            for y in years
            if self.once[p, y].any() or self.yearly[p, y].any()
        )


def bill_of(
    variant: Variant,
    catalogue: Mapping[str, Measure],
    counts: Counts,
    draws: int = DRAWS,
    seed: int = 1,
) -> Bill:
    """The bill of a variant; raises KeyError for a measure that the catalogue does not have."""
    shape = len(PAYER_ORDER), variant.years, draws
    once, yearly, rise = (np.zeros(shape, np.int64) for _ in range(3))
    years = range(variant.first_year, variant.last_year + 1)
    standing = [standing_in(variant, year) for year in years]
    by_measure: dict[str, Cents] = {}
    for name in sorted({choice.measure for choice in variant.choices}):
        measure = catalogue[name]
        total = np.zeros(draws, np.int64)
        again = [year in done_again(measure, variant) for year in years]
        for cost in measure.costs:
            much = np.zeros((variant.years, draws))
            for year, knobs in enumerate(known.get(name, {}) for known in standing):
                if is_taken(knobs):
                    much[year] = times_of(measure, cost, knobs, counts, draws, seed)
            paid = _in_cents(drawn_of(measure, cost, draws, seed), _paid(cost, much, again))
            for payer, part in payers_of(cost, paid, [one.get(name, {}) for one in standing]):
                p = PAYER_ORDER.index(payer)
                if cost.when == ONCE:
                    once[p] += part
                else:
                    yearly[p] += part
                    rise[p] += np.maximum(0, np.diff(part, axis=0, prepend=0))
            total += paid.sum(axis=0)
        by_measure[name] = total
    return Bill(variant.first_year, once, yearly, rise, by_measure)


def _paid(cost: Cost, much: Floats, again: Sequence[bool]) -> Floats:
    """For how much is paid in each year and draw, of what stands in it (rules 1 to 3)."""
    if cost.when != ONCE:
        return much
    paid, most = np.zeros_like(much), np.zeros(much.shape[1])
    for year, stands in enumerate(much):
        if again[year]:
            most = np.zeros_like(most)
        paid[year] = np.maximum(0.0, stands - most)
        most = np.where(stands > 0.0, np.maximum(most, stands), 0.0)
    return paid


def _in_cents(eur: Floats, much: Floats) -> Cents:
    """Cents of each year and draw, (years, draws)."""
    cents: Cents = np.rint(CENTS * much * eur).astype(np.int64)
    return cents
