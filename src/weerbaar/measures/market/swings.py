"""On which figure it depends most what an option for a market brings.

Rules:
1. Every figure is in its middle but one, which is at its low end and then at its high end. What the
   option brings is missed days a person when nothing is done, less those with the option.
2. Fixed figures, and those that differ by household, do not turn. Nor do figures of other options.
"""

from __future__ import annotations

from dataclasses import dataclass

from weerbaar.common.tables import Rows
from weerbaar.measures.market.customers import PATHS, PEOPLE, turned_market
from weerbaar.measures.market.products import HOUSEHOLDS, NOTHING, PRODUCT, Figures
from weerbaar.measures.market.rules import Option
from weerbaar.measures.market.trade import run_market


@dataclass(frozen=True)
class Swing:
    """What an option brings, in days a person, with one figure at its low and at its high end."""

    of: str
    figure: str
    low: float
    high: float

    @property
    def size(self) -> float:
        """How far apart the two are."""
        return abs(self.high - self.low)


def swings(figures: Figures, option: Option, instruments: Rows, seed: int = 1) -> tuple[Swing, ...]:
    """The figures that are not fixed, those first that move most what an option brings."""
    keys = [
        (of, name)
        for (of, name), one in figures.items()
        if of in (PRODUCT, option.instrument) and name not in HOUSEHOLDS and not one.figure.fixed
    ]
    if not keys:
        return ()
    market = turned_market(figures, keys, seed)
    courses = run_market(market, [Option(NOTHING, NOTHING), option], instruments)
    people = market.of_group[:, PEOPLE] / market.persons[:, None]
    without = (courses.without[:, :, PEOPLE] * people).sum(axis=2)
    ends = (without[0] - without[1]).reshape(len(keys), 2, PATHS).mean(axis=2)
    found = [
        Swing(of, name, float(low), float(high))
        for (of, name), (low, high) in zip(keys, ends, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one.size, one.of, one.figure)))
