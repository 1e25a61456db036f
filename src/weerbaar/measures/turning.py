"""Which assumption would turn the choice between two sides.

Rules:
1. Asked is what goes with the difference of two sides on a need, over the draws: the figures that
   are drawn once for each run (see `twin.influence`), and those of the measures themselves: how
   soon they work, how much they bring, how fast that fades, how many take part.
2. Figures are taken up one by one by partial rank correlation: each time the one that goes most
   with what those before it leave unexplained, over ranks. It stops at MOST, or where the next is
   no stronger than the strongest of so many idle figures would be in 19 of 20 cases.
3. Beside it stands the mean difference in the third of the draws where the figure is lowest and in
   that where it is highest, each with the band of Student's t in which it lies for 8 of 10.
4. The choice turns where these two bands lie on different sides of zero: then the sides change
   places for sure somewhere between, at about the value where a straight line over the ranks of the
   figure passes zero.
5. All other figures vary at the same time. What is no figure of the model or the measures (a law, a
   price of next year) is not asked here; for prices see `sparing`.
6. Of fewer draws than FEWEST_TO_TURN it is not asked: a third of them is too few to hold a mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

# Its statistics take a second to load: `scipy.stats` does so when it is first asked.
import scipy
from numpy.typing import NDArray
from scipy.special import stdtrit

from weerbaar.common.finding import Band
from weerbaar.measures.drawn import Drawn, Floats
from weerbaar.measures.weighing import FEWEST_TO_TURN, MODEL, OF_MEASURE, Turn
from weerbaar.twin.apart import SAME, apart_of, per_head
from weerbaar.twin.draws import quantile
from weerbaar.twin.influence import Factor, chance_bound
from weerbaar.twin.tables import NEED_ORDER

MOST = 3
UPPER = 0.9
"""8 of 10 lie between one tenth and this."""


@dataclass(frozen=True)
class Asked:
    """The figures that may turn a choice, with their ranks over the draws, (figures, R).

    Ranks are centred and of length 1; `of_measure` (figures) says which are of the measures.
    """

    factors: tuple[Factor, ...]
    of_measure: NDArray[np.bool_]
    ranks: Floats


def asked_of(model: Sequence[Factor], measures: Sequence[Factor]) -> Asked:
    """The figures that are drawn in these runs, without those that are the same in all of them."""
    known = {(factor.name, i >= len(model)): factor for i, factor in enumerate([*model, *measures])}
    kept = [(factor, own) for (_, own), factor in known.items() if np.ptp(factor.quantiles) > 0]
    ranks = np.array([_unit(scipy.stats.rankdata(factor.quantiles)) for factor, _ in kept])
    own = np.array([own for _, own in kept], bool)
    return Asked(tuple(factor for factor, _ in kept), own, ranks)


def turns_of(
    asked: Asked, drawn: Sequence[Drawn], pairs: Sequence[tuple[int, int]], needs: Sequence[int]
) -> tuple[Turn, ...]:
    """What goes with the difference of each pair on each need, strongest first."""
    if not len(asked.factors) or drawn[0].runs < FEWEST_TO_TURN:
        return ()
    heads = [per_head(side.hours, side.persons) for side in drawn]
    found: list[Turn] = []
    for one, other in pairs:
        for n in needs:
            apart = apart_of(heads[one][:, n], heads[other][:, n])
            if np.ptp(apart) > 0:
                found += [
                    replace(turn, one=one, other=other, need=NEED_ORDER[n])
                    for turn in _turns(asked, apart)
                ]
    return tuple(found)


def _turns(asked: Asked, apart: Floats) -> list[Turn]:
    """The figures that go with one difference (R), as rule 2 takes them up."""
    bound = chance_bound(len(asked.factors), len(apart))
    ranks, rest = asked.ranks.copy(), _unit(scipy.stats.rankdata(apart))
    found: list[Turn] = []
    for _ in range(MOST):
        strengths = ranks @ rest
        i = int(np.argmax(np.abs(strengths)))
        if abs(strengths[i]) <= bound:
            break
        found.append(_turn(asked, i, float(strengths[i]), apart))
        taken = ranks[i].copy()
        rest = _unit(rest - (rest @ taken) * taken)
        ranks = _units(ranks - np.outer(ranks @ taken, taken))
        if not rest.any():
            break
    return found


def _turn(asked: Asked, i: int, strength: float, apart: Floats) -> Turn:
    factor, count = asked.factors[i], len(apart)
    order, third = np.argsort(factor.quantiles, kind="stable"), count // 3
    low, high = (_mean_band(apart[at]) for at in (order[:third], order[-third:]))
    turns = bool(low.p90 < 0 < high.p10 or high.p90 < 0 < low.p10)
    return Turn(
        one=0,
        other=0,
        need="",
        assumption=factor.name,
        name_nl="",
        name_en="",
        sort=OF_MEASURE if asked.of_measure[i] else MODEL,
        unit=factor.unit,
        p10=factor.p10,
        p50=factor.p50,
        p90=factor.p90,
        evidence=factor.evidence,
        strength=max(-1.0, min(1.0, strength)),
        low=low,
        high=high,
        turns=turns,
        at=_where(factor, apart) if turns else None,
    )


def _mean_band(values: Floats) -> Band:
    """The mean and the band in which it lies for 8 of 10 (rule 3)."""
    mean = float(values.mean())
    count = len(values)
    error = float(stdtrit(count - 1, UPPER) * values.std(ddof=1) / np.sqrt(count))
    return Band(mean - error, mean, mean + error)


def _where(factor: Factor, apart: Floats) -> float | None:
    """The value of a figure at which a line of the difference over its ranks passes zero."""
    place = (scipy.stats.rankdata(factor.quantiles) - 0.5) / len(apart)
    slope, start = np.polyfit(place, apart, 1)
    at = -start / slope if slope else -1.0
    if not 0.0 < at < 1.0:
        return None
    p10, p50, p90 = (np.array([p]) for p in (factor.p10, factor.p50, factor.p90))
    return float(quantile(p10, p50, p90, np.array([at]), least=-np.inf)[0])


def _unit(values: Floats) -> Floats:
    """The values around their mean, of length 1; zeros where they do not vary."""
    found: Floats = _units(values[None])[0]
    return found


def _units(rows: Floats) -> Floats:
    centred = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    found: Floats = np.where(length > SAME, centred / np.maximum(length, SAME), 0.0)
    return found
