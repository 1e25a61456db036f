"""What is told of sets from their confirmation: figures, costs and what somebody must know.

Everything here is reckoned from what whole courses left, on the same draws for every set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.common.language import Language
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.chance import most_held
from weerbaar.measures.costs import CENTS, PAYER_ORDER, Cents
from weerbaar.measures.costs import band_of as band_of_cents
from weerbaar.measures.search.found import Confirmed, Flag, NeedSpared, Now, Part
from weerbaar.measures.search.outcomes import (
    HOURS,
    TOO_LONG,
    band_of,
    counts,
    difference_in,
    figures,
    per_head,
    spared,
    worst_band,
    worst_group,
)
from weerbaar.measures.search.question import Option, Question
from weerbaar.measures.variants import Variant
from weerbaar.measures.verdicts import Least
from weerbaar.measures.warned import warnings_of
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.measuring import SURVIVAL
from weerbaar.twin.outcome import BESIDE_HEADLINE, hidden_band, shown, worst_tenth
from weerbaar.twin.tables import NEED_ORDER

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """By what sets are judged: a need and an outcome, and how it is now (R, 3, needs, groups).

    `again` are runs drawn anew, (times, R), for the band of a worst tenth; `least` is the smallest
    difference that counts. `most` and `most_between` are how likely chance may make one of a set
    beside how it is now, and one between two sets.
    """

    need: str
    outcome: str
    now: Floats
    again: NDArray[np.int64]
    least: Least
    most: float = 1.0
    most_between: float = 1.0

    def counts(self, one: Floats, other: Floats, most: float = 1.0) -> int:
        """-1 where the second leaves less for sure and by enough, 1 where more, else 0."""
        return counts(one, other, self.need, self.outcome, self.least, most)

    def among(self, sets: Sequence[Floats]) -> Scale:
        """The same for these sets, by what holds among all of them.

        Since the first of them is the one that brought most, each pair was looked at.
        """

        def most(pairs: Iterable[tuple[Floats, Floats]]) -> float:
            need, outcome = self.need, self.outcome
            return most_held([difference_in(one, other, need, outcome) for one, other in pairs])

        now = most((self.now, left) for left in sets)
        return replace(self, most=now, most_between=most(combinations(sets, 2)))

    def figures(self, left: Floats) -> Floats:
        """The figure of each run, (R)."""
        return figures(left, self.need, self.outcome)

    def spared(self, left: Floats) -> Floats:
        """How much lower it is than as it is now, run by run, (R)."""
        return spared(self.figures(self.now), self.figures(left))

    def told(self, figures: Floats) -> Band | None:
        """The band of figures; None where it holds so few people that they may not be told."""
        found = band_of(figures)
        return None if self.outcome == TOO_LONG and hidden_band(_sizes(found)) else found

    def tenth(self, figures: Floats) -> float | None:
        """The worst tenth of figures; None where it is so few people."""
        found = worst_tenth(figures.tolist())
        return shown(found) if self.outcome == TOO_LONG else found

    def tenth_band(self, figures: Floats) -> Band | None:
        """How far the worst tenth would differ with other runs; None where it is so few people."""
        found = worst_band(figures, self.again)
        return None if self.outcome == TOO_LONG and hidden_band(_sizes(found)) else found


def _sizes(one: Band) -> Band:
    return Band(abs(one.p10), abs(one.p50), abs(one.p90))


def now_of(scale: Scale) -> Now:
    """How it is without measures."""
    before = scale.figures(scale.now)
    group, hours = worst_group(scale.now, scale.need)
    persons = float(np.mean(scale.now[:, 1, NEED_ORDER.index(scale.need)].sum(axis=1)))
    told, tenth = scale.told(before), scale.tenth(before)
    return Now(persons, told, tenth, *group, hours)


def cents_of(options: Sequence[Option]) -> Cents:
    """What options cost together by payer and draw, (payers, draws)."""
    if not options:
        return np.zeros((len(PAYER_ORDER), 1), np.int64)
    found: Cents = np.sum(np.stack([one.cents for one in options]), axis=0, dtype=np.int64)
    return found


def confirmed(
    scale: Scale,
    question: Question,
    options: Sequence[Option],
    left: Floats,
    first: Floats,
    needs: tuple[NeedSpared, ...],
    flags: tuple[Flag, ...],
) -> Confirmed:
    """The record of one set from what its courses left, beside those of the first set."""
    brings = scale.spared(left)
    behind = spared(scale.spared(first), brings)
    (group, low_income), hours = worst_group(left, scale.need)
    cents = cents_of(options)
    total = cents.sum(axis=0)
    after = scale.figures(left)
    budget = question.budget_eur
    return Confirmed(
        parts=tuple(part_of(option) for option in options),
        eur=band_of_cents(total),
        payers={p: band_of_cents(cents[i]) for i, p in enumerate(PAYER_ORDER) if cents[i].any()},
        overrun=None if budget is None else _chance_above(total, budget),
        overruns={
            payer: _chance_above(cents[PAYER_ORDER.index(payer)], limit)
            for payer, limit in sorted(question.limits.items())
        },
        spared=scale.told(brings),
        stands_out=scale.counts(scale.now, left, scale.most) != 0,
        less_than_first=scale.told(behind) if behind.any() else None,
        behind=scale.counts(first, left, scale.most_between) > 0,
        left=scale.told(after),
        worst_tenth=scale.tenth(after),
        worst_band=scale.tenth_band(after),
        group=group,
        group_low_income=low_income,
        group_hours=hours,
        needs=needs,
        flags=flags,
    )


def part_of(option: Option) -> Part:
    """One measure of a set, of which nobody looked yet what it adds."""
    eur = band_of_cents(option.cents.sum(axis=0))
    return Part(option.measure, option.choices, eur, None, False)


def part_with(option: Option, scale: Scale, left: Floats, without: Floats) -> Part:
    """One measure of a set, with what is lost without it."""
    adds = spared(scale.figures(without), scale.figures(left))
    eur = band_of_cents(option.cents.sum(axis=0))
    sure = scale.counts(without, left, scale.most) != 0
    return Part(option.measure, option.choices, eur, scale.told(adds), sure)


def needs_spared(library: TwinLibrary, scale: Scale, left: Floats) -> tuple[NeedSpared, ...]:
    """The hours per person that are spared of each survival need that anybody lacks, each apart."""
    family = dict(zip(library.needs["need"], library.needs["family"], strict=True))
    found = []
    for need in NEED_ORDER:
        if family[need] != SURVIVAL or need in BESIDE_HEADLINE:
            continue
        before, after = per_head(scale.now, need), per_head(left, need)
        if before.any() or after.any():
            told = band_of(spared(before, after))
            sure = counts(scale.now, left, need, HOURS, scale.least, scale.most) != 0
            found.append(NeedSpared(need, told, sure))
    return tuple(found)


def flags_of(
    variant: Variant, catalogue: Mapping[str, Measure], dutch: Language, english: Language
) -> tuple[Flag, ...]:
    """What somebody must know of the measures of a variant, in both languages."""
    return tuple(
        Flag(one.code, one.measure.measure, one.words(dutch), one.words(english))
        for one in warnings_of(variant, catalogue)
    )


def _chance_above(cents: Cents, eur: float) -> float:
    return float(np.mean(cents > CENTS * eur))
