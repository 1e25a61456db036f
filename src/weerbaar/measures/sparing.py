"""Euros for each person who is spared a need, and the price at which another does as well.

Rules:
1. Who is spared is counted against how it is now, draw by draw: people who no longer lack the need
   longer than its tolerance, or where that does not stand out, people who no longer lack it at the
   worst moment.
2. Nothing is divided by a number of people that may be zero. Where fewer people does not stand out
   the state is UNSURE; where more people stands out, by either count, it is WORSE; without costs it
   is FREE.
3. A sum is the whole cost of the variant over its years, over the people who are spared when this
   crisis comes once. The whole cost is held against each need in turn: the sums of two needs are
   about the same euros, and are never added.
4. In a draw in which nobody is spared a sum has no end; a p90 that has none is None.
5. A side leads where it spares more people for each euro than another: taken draw by draw, people
   over euros of the same draw, and only where the band of the difference leaves out zero. It is
   asked only where both spare people for sure, counted alike, and both cost something.
6. It turns at the price at which both spare as many for each euro: the middle total of the side
   that leads, times how many times more it spares for each euro, draw by draw, with the band of
   that. Where some draws have no end (the other spares nobody) within the band there is no price.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from weerbaar.common.finding import Band
from weerbaar.measures.differing import coarse, difference_of, differences_of
from weerbaar.measures.drawn import Drawn, Floats
from weerbaar.measures.weighing import (
    FREE,
    NOW,
    SPARED,
    UNSURE,
    WORSE,
    PerPerson,
    PriceTurn,
)
from weerbaar.twin.outcome import band_of_hours, bands
from weerbaar.twin.tables import NEED_ORDER

COUNTED = BEYOND, PEAK = "beyond", "peak"
"""How people are counted, in the order in which it is tried (rule 1)."""


def per_person(
    side: int, now: Drawn, drawn: Drawn, eur: Floats, needs: Sequence[int]
) -> tuple[PerPerson, ...]:
    """What each person costs whom a side spares each of these needs; `eur` (R) in each run."""
    return tuple(_spared(side, now, drawn, eur, n) for n in needs)


def _spared(side: int, now: Drawn, drawn: Drawn, eur: Floats, n: int) -> PerPerson:
    need = NEED_ORDER[n]
    signs = {what: _sign(now, drawn, what, n) for what in COUNTED}
    what = next((what for what in COUNTED if signs[what] < 0), None)
    if what is None or any(sign > 0 for sign in signs.values()):
        worse = next((what for what in COUNTED if signs[what] > 0), None)
        state = WORSE if worse else UNSURE
        band = _people(drawn, now, worse, n) if worse else None
        return PerPerson(side, need, worse or BEYOND, state, band, None, None, None)
    people = _people(now, drawn, what, n)
    if not eur.any():
        return PerPerson(side, need, what, FREE, people, None, None, None)
    fewer = _figures(now, what)[:, n] - _figures(drawn, what)[:, n]
    each = np.full(len(eur), np.inf)
    np.divide(eur, fewer, out=each, where=fewer > 0)
    band = band_of_hours(each)
    low, middle, high = (p if np.isfinite(p) else None for p in (band.p10, band.p50, band.p90))
    return PerPerson(side, need, what, SPARED, people, low, middle, high)


def price_turns(
    drawn: Sequence[Drawn],
    eur: Sequence[Floats],
    needs: Sequence[int],
    totals: Sequence[float] = (),
) -> tuple[PriceTurn, ...]:
    """Who leads for each euro, and up to which total (rules 5, 6); `eur` (R) by side.

    `totals` are the middle totals as they are told elsewhere: those of more draws than there are
    runs. Without them they are the middles of `eur`.
    """
    totals = totals or [_middle(one) for one in eur]
    found = []
    for one, other in combinations(range(1, len(drawn)), 2):
        for n in needs:
            turn = _price_turn(drawn, eur, one, other, n, totals)
            if turn is not None:
                found.append(turn)
    return tuple(found)


def _price_turn(
    drawn: Sequence[Drawn],
    eur: Sequence[Floats],
    one: int,
    other: int,
    n: int,
    totals: Sequence[float],
) -> PriceTurn | None:
    now, sides = drawn[NOW], (one, other)
    alike = (w for w in COUNTED if all(_sign(now, drawn[s], w, n) < 0 for s in sides))
    what = next(alike, None)
    if what is None or any((eur[s] <= 0).any() for s in sides):
        return None
    rate = {s: (_figures(now, what)[:, n] - _figures(drawn[s], what)[:, n]) / eur[s] for s in sides}
    sign = difference_of(rate[one], rate[other]).sign
    if sign == 0:
        return None
    lead, against = (other, one) if sign > 0 else (one, other)
    total = totals[lead]
    turns_at = _turning(total, rate[lead], rate[against])
    return PriceTurn(lead, against, NEED_ORDER[n], total, turns_at)


def _turning(total: float, lead: Floats, against: Floats) -> Band | None:
    """The total at which two rates (R) are alike, with its band; None where that has no end."""
    times = np.full(len(lead), np.inf)
    np.divide(lead, against, out=times, where=against > 0)
    band = band_of_hours(total * times)
    return band if all(np.isfinite((band.p10, band.p50, band.p90))) else None


def _figures(side: Drawn, what: str) -> Floats:
    return side.beyond if what == BEYOND else side.peak


def _sign(now: Drawn, drawn: Drawn, what: str, n: int) -> int:
    """-1 where a side has fewer people for sure, 1 where more, 0 where neither is sure."""
    at = [n]
    return differences_of(_figures(now, what)[:, at], _figures(drawn, what)[:, at])[0].sign


def _people(more: Drawn, fewer: Drawn, what: str, n: int) -> Band:
    """How many people more the first has than the second."""
    (band,) = bands(_figures(more, what)[:, [n]] - _figures(fewer, what)[:, [n]])
    return coarse(band)


def _middle(values: Floats) -> float:
    return float(np.median(values))
