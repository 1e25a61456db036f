"""What variants bring and cost, side by side: the record that is stored, shown and decided on.

Rules:
1. Side 0 is how it goes on now; the others are the variants, in the order in which they were asked.
   All were run on the same draws, so that every difference is taken draw by draw.
2. A difference is of the second side of a pair minus the first: below zero is fewer hours, fewer
   people or fewer euros. It stands out where its band, from p10 to p90, leaves out zero.
3. Needs, groups and rights are never summed.
4. A count of 1 to 9 people, and a difference of so many, is kept as FEW and told as fewer than 10.
   Hours per person of a group or municipality with fewer than 10 people are left out.
5. What is not measured is not there: a need that nobody lacks on any side has no row, and neither
   has a group or municipality for which two sides differ in no draw.
6. A weighing holds what it was made from: region, scenario, draws, software and catalogue by hash.
It holds records and plain values only, so that it is the same after it was stored: see
`weighing_form`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from weerbaar.common.finding import Band
from weerbaar.measures.variants import Variant

SCHEMA = 2
"""1 named who spares most for each euro by middles alone; it is not read any more."""
FEW = 5.0
"""What stands for a count of 1 to 9 people."""
NOW = 0
"""The place of the side without choices."""
MOST_VARIANTS = 4
COST = "cost"
"""The question which variant costs least; all other questions are needs."""
SPARED, UNSURE, WORSE, FREE = "spared", "unsure", "worse", "free"
PRICE, MODEL, OF_MEASURE = "price", "model", "measure"
FEWEST_TO_TURN = 30
"""Draws below which it is not asked what would turn a choice."""
PRECONDITION, LATE, NOT_COMPUTED = "precondition", "works-late", "not-computed"
NOT_BY_GROUP, AS_A_MEAN, ALSO_EQUIPPED = "not-by-group", "as-a-mean", "also-equipped"


@dataclass(frozen=True)
class Identity:
    """From what a weighing was made: the same again gives the same again.

    `month` is counted from 1 January of `year`, the first year of all variants: it is the moment at
    which the crisis comes. `draws` is how many courses each side was run; `fixed` are parameters
    that were set by hand, `planned` kinds of sites that were switched on without any variant.
    """

    region: str
    region_name: str
    region_hash: str
    inhabitants: float
    scenario: str
    scenario_name_nl: str
    scenario_name_en: str
    scenario_hash: str
    planned: tuple[str, ...]
    fixed: Mapping[str, float]
    seed: int
    draws: int
    step_h: float
    hours: float
    year: int
    month: int
    version: str
    library_hash: str
    catalogue_hash: str


@dataclass(frozen=True)
class Spent:
    """What one payer pays in one calendar year, in euros: once, and what comes back every year.

    `rise` is the part of `yearly` that is new in this year. What is once and what rises needs a
    decision in the budget of this year; what goes on does not.
    """

    payer: str
    year: int
    once: Band
    yearly: Band
    rise: Band


@dataclass(frozen=True)
class MeasureCost:
    """One measure of a side: what it costs over all years, and whether its effect is computed.

    `lacking` says which study or figure would let it be computed; "" where it is.
    """

    measure: str
    name_nl: str
    name_en: str
    year: int
    eur: Band
    computed: bool
    lacking_nl: str
    lacking_en: str


@dataclass(frozen=True)
class SideCost:
    """What a side costs, in euros of today, over the years of the variant."""

    spent: tuple[Spent, ...]
    measures: tuple[MeasureCost, ...]
    once: Band
    yearly: Band
    total: Band


@dataclass(frozen=True)
class NeedFigure:
    """How a side fares on one need, in the whole region.

    `peak` are the people who lack it at the worst moment, `beyond` those who lack it longer than
    `tolerance_h`; `per_head` hours per person, `worst_tenth` their mean in the worst tenth of the
    courses. `estimated` is the share that rests on estimated objects, None where nobody lacks it.
    """

    need: str
    family: str
    persons: float
    tolerance_h: float
    per_head: Band
    worst_tenth: float
    peak: Band
    beyond: Band
    estimated: float | None


@dataclass(frozen=True)
class GroupFigure:
    """How one group fares on one need: hours per person, and people beyond the tolerance."""

    need: str
    group: str
    low_income: bool
    persons: float
    per_head: Band
    beyond: Band


@dataclass(frozen=True)
class TownFigure:
    """How one municipality fares on one need."""

    need: str
    municipality: str
    persons: float
    per_head: Band
    peak: Band
    beyond: Band


@dataclass(frozen=True)
class FlowFigure:
    """An indicator of a NATO objective that comes from no need: see the table of indicators."""

    indicator: str
    objective: int
    unit: str
    higher_is_better: bool
    value: Band


@dataclass(frozen=True)
class RightsOf:
    """What one measure of a side costs in rights, each from 0 to 3, and why."""

    measure: str
    name_nl: str
    name_en: str
    data: int
    coercion: int
    speech: int
    duration: int
    why_nl: str
    why_en: str


@dataclass(frozen=True)
class Flag:
    """What somebody must know of one measure of a side.

    `flag` is PRECONDITION, LATE, NOT_COMPUTED, NOT_BY_GROUP, AS_A_MEAN or ALSO_EQUIPPED.
    """

    flag: str
    measure: str
    name_nl: str
    name_en: str
    why_nl: str
    why_en: str


@dataclass(frozen=True)
class Side:
    """One variant with what it costs and brings; the first of a weighing has no choices."""

    variant: Variant
    cost: SideCost
    needs: tuple[NeedFigure, ...]
    groups: tuple[GroupFigure, ...]
    towns: tuple[TownFigure, ...]
    flows: tuple[FlowFigure, ...]
    rights: tuple[RightsOf, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Difference:
    """The second side minus the first, draw by draw; of people FEW stands for 1 to 9 (rule 4).

    `lower` and `higher` are in how many draws it is below and above zero.
    """

    band: Band
    stands_out: bool
    lower: int
    higher: int

    @property
    def sign(self) -> int:
        """-1 where the second side is lower for sure, 1 where it is higher, 0 where unsure."""
        if not self.stands_out:
            return 0
        return -1 if self.lower > self.higher else 1


@dataclass(frozen=True)
class NeedDifference:
    """How two sides differ on one need.

    The gaps are hours per person of the vulnerable (65 and over or dependent on care; low income)
    minus those of all others; None where one of the two has nobody.
    """

    need: str
    per_head: Difference
    peak: Difference
    beyond: Difference
    elder_gap: Difference | None
    income_gap: Difference | None


@dataclass(frozen=True)
class GroupDifference:
    """How two sides differ for one group on one need, in hours per person."""

    need: str
    group: str
    low_income: bool
    per_head: Difference


@dataclass(frozen=True)
class TownDifference:
    """How two sides differ for one municipality on one need, in hours per person."""

    need: str
    municipality: str
    per_head: Difference


@dataclass(frozen=True)
class FlowDifference:
    """How two sides differ on an indicator that comes from no need."""

    indicator: str
    value: Difference


@dataclass(frozen=True)
class Pair:
    """Two sides held against each other; municipalities only where the first is how it is now."""

    one: int
    other: int
    cost: Difference
    needs: tuple[NeedDifference, ...]
    groups: tuple[GroupDifference, ...]
    towns: tuple[TownDifference, ...]
    flows: tuple[FlowDifference, ...]


@dataclass(frozen=True)
class Beaten:
    """One side that is better than another, for sure, on some question."""

    by: int
    side: int


@dataclass(frozen=True)
class Verdict:
    """What can be said of all sides on one question: a need, or COST.

    `unbeaten` are the sides that no other beats, `best` is the one that beats every other, and None
    where bands overlap: then there is no winner. `alike` are pairs that differ in no draw at all,
    `slight` those that differ for sure by less than matters: in hours per person below `least`.
    `chance` are pairs whose difference stands out, but not from all that is looked at together.
    """

    question: str
    unbeaten: tuple[int, ...]
    beaten: tuple[Beaten, ...]
    alike: tuple[tuple[int, int], ...]
    best: int | None
    slight: tuple[tuple[int, int], ...] = ()
    least: float = 0.0
    chance: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class PerPerson:
    """Euros for each person who is spared a need, against how it is now.

    `state` is SPARED, UNSURE (the band of people leaves no room for a sum), WORSE (more people) or
    FREE (nothing is paid). Only SPARED has euros; their p90 is None where it has no end. `what` is
    "beyond" or "peak", as in NeedFigure.
    """

    side: int
    need: str
    what: str
    state: str
    persons: Band | None
    p10: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True)
class Turn:
    """An assumption that goes with which of two sides is better on a need, and how.

    `sort` is MODEL or OF_MEASURE; `low` and `high` are the bands of the mean difference (hours per
    person, second minus first) where the assumption is in its lowest and in its highest third.
    `strength` is the partial rank correlation. `turns` is whether the sides change places between
    these ends, for sure; `at` is where, about.
    """

    one: int
    other: int
    need: str
    assumption: str
    name_nl: str
    name_en: str
    sort: str
    unit: str
    p10: float
    p50: float
    p90: float
    evidence: str
    strength: float
    low: Band
    high: Band
    turns: bool
    at: float | None


@dataclass(frozen=True)
class PriceTurn:
    """A side that spares more people for each euro than another for sure, on a need.

    `eur` is the middle total of `side` now, `turns_at` the total at which both spare as many for
    each euro; None where its band has no end.
    """

    side: int
    against: int
    need: str
    eur: float
    turns_at: Band | None


@dataclass(frozen=True)
class Weighing:
    """Up to MOST_VARIANTS variants beside how it is now."""

    identity: Identity
    sides: tuple[Side, ...]
    pairs: tuple[Pair, ...]
    verdicts: tuple[Verdict, ...]
    per_person: tuple[PerPerson, ...]
    turns: tuple[Turn, ...]
    prices: tuple[PriceTurn, ...]

    def pair(self, one: int, other: int) -> Pair:
        """The pair of two sides, the first lower than the second; raises KeyError otherwise."""
        for pair in self.pairs:
            if (pair.one, pair.other) == (one, other):
                return pair
        raise KeyError((one, other))

    def verdict(self, question: str) -> Verdict:
        """The verdict on a need or on COST; raises KeyError where it was not asked."""
        for verdict in self.verdicts:
            if verdict.question == question:
                return verdict
        raise KeyError(question)
