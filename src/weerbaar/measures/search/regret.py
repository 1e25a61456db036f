"""How wrong sets can turn out: in each scenario beside the best of them, and in which courses.

Rules:
1. Sets are held against each other in each scenario apart, on the same draws: how much more hours
   per person a set has there than the set with the fewest on average. Savage's minimax regret
   (1951), in words: how wrong it can turn out.
2. The worst of a set is its highest over the scenarios, never a sum or a mean over them: nobody
   knows how likely they are. It is taken course by course: a course of one scenario stands beside
   the course with the same number of every other. Each need is looked at apart, the same one in
   all scenarios: hours of different needs are never put beside each other.
3. The set whose worst is lowest on average is named only where it stands out: where the band, from
   p10 to p90, of how much higher the worst of another is in the same course, leaves out zero for
   every other, and its middle is not below the least hours per person that matter: see `verdicts`.
   It must also hold among all that is looked at together: each pair of sides in each scenario, and
   each pair of worsts, by every need (see `chance`). So must each difference that is said to count.
4. In which courses of a scenario a set does badly is told by boxes of what was drawn, see
   `twin/discovery`: the worst fifth of the courses is bad.
5. What is told first is the need that was asked. Where none was, it is the one by which variants
   differ for sure and by enough in the most scenarios; of equals the one in which they differ most
   in one of them; where they differ nowhere, the one that is lacked most as it is now in the first
   scenario. One variant is held against how it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import Language
from weerbaar.measures.chance import most_held, toss
from weerbaar.measures.differing import difference_of
from weerbaar.measures.search.found import AtWorst, BadCourses, Limited, OfNeed, Wrong
from weerbaar.measures.search.outcomes import band_of, need_asked, per_head, spared
from weerbaar.measures.variants import Variant
from weerbaar.measures.weighing import Difference
from weerbaar.twin.discovery import (
    FEWEST_RUNS,
    Box,
    Limit,
    count_problems,
    find_boxes,
    usual_level,
)
from weerbaar.twin.exploring_words import limit_in_words, quantity_name
from weerbaar.twin.outcome import BESIDE_HEADLINE
from weerbaar.twin.quantities import Quantity, quantile_column, quantities_of
from weerbaar.twin.sampling import RHO
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]
Hours = Mapping[tuple[int, str], Floats]
"""Hours per person in each run (runs), by side and scenario."""
Courses = Callable[[Twin, range], Floats]
"""What these runs of a twin leave, (runs, 3, needs, groups)."""


@dataclass(frozen=True)
class Counting:
    """When a difference counts: by how many hours per person, and how likely chance may make it."""

    least_h: float = 0.0
    most: float = 1.0

    def counts(self, apart: Difference) -> bool:
        """Whether a difference stands out, is large enough and holds among all (rule 3)."""
        holds = toss(apart.lower, apart.higher) <= self.most
        return apart.stands_out and holds and abs(apart.band.p50) >= self.least_h


ANY = Counting()
"""A difference of any size that stands out, where nothing else is looked at."""


@dataclass
class Apart:
    """What sides were found to have in the scenarios that were looked at.

    `hours` are hours per person of a side in a scenario in each run (runs), by need. `need` is the
    one to tell first (rule 5).
    """

    need: str
    by_need: tuple[OfNeed, ...] = ()
    hours: dict[str, dict[tuple[int, str], Floats]] = field(default_factory=dict)
    stopped: bool = False


def regret_over(
    twins: Sequence[Twin],
    variants: Sequence[Variant],
    need: str,
    runs: range,
    with_variant: Callable[[Twin, Variant], Twin],
    courses: Courses,
    tell: Callable[[int, int], None],
    wanted: Callable[[], bool],
    languages: tuple[Language, Language],
    least_h: float,
) -> Apart:
    """Each side in each scenario, where variants do badly, and whether it was stopped.

    Side 0 is the twin as it is. A scenario of which not every side was run is left out; the first
    is looked at in any case. Differences of less than `least_h` hours per person do not stand out
    (rule 3).
    """
    apart = Apart(need, hours={one: {} for one in needs_told(need)})
    of = len(twins) * (len(variants) + 1)
    lacked_most = need
    for k, twin in enumerate(twins):
        left: list[Floats] = []
        for variant in (None, *variants):
            if k and not wanted():
                apart.stopped = True
                break
            left.append(courses(twin if variant is None else with_variant(twin, variant), runs))
            tell(k * (len(variants) + 1) + len(left), of)
        if apart.stopped:
            break
        name, lacked_most = twin.scenario.scenario, need_asked(twin, left[0], lacked_most)
        for one, hours in apart.hours.items():
            hours |= {(side, name): per_head(own, one) for side, own in enumerate(left)}
    counting = Counting(least_h, most_held(looked_at(apart.hours)))
    apart.by_need = tuple(
        _of_need(one, twins, variants, hours, runs, languages, counting)
        for one, hours in apart.hours.items()
    )
    apart.need = need or most_apart(apart.by_need, apart.hours, counting) or lacked_most
    return apart


def looked_at(by_need: Mapping[str, Hours]) -> list[Difference]:
    """All differences that are looked at together, from hours by need (rule 3)."""
    found = []
    for hours in by_need.values():
        sides, names = _sides(hours), dict.fromkeys(scenario for _, scenario in hours)
        for one, other in combinations(sides, 2):
            found += [difference_of(hours[one, name], hours[other, name]) for name in names]
        worst = _worst(hours)
        found += [difference_of(one, other) for one, other in combinations(worst.values(), 2)]
    return found


def count_looked_at(sides: int, scenarios: int, needs: int) -> int:
    """How many differences that are (rule 3), with how it is now as one of the sides."""
    return needs * (comb(sides, 2) * scenarios + comb(sides - 1, 2))


def needs_told(need: str) -> list[str]:
    """The needs that are looked at: all but the norms beside the headline, and what is asked."""
    return [one for one in NEED_ORDER if one == need or one not in BESIDE_HEADLINE]


def _of_need(
    need: str,
    twins: Sequence[Twin],
    variants: Sequence[Variant],
    hours: Hours,
    runs: range,
    languages: tuple[Language, Language],
    counting: Counting,
) -> OfNeed:
    """How wrong variants can turn out by one need, from hours per person (rules 1 to 4)."""
    wrong: list[Wrong] = []
    for name in dict.fromkeys(scenario for _, scenario in hours):
        here = [hours[side, name] for side in range(len(variants) + 1)]
        wrong += hold_apart(name, need, here, counting)
    worst = at_worst(hours, counting)
    bad = _bad(twins, variants, wrong, hours, runs, languages)
    differ = tuple(differ_in(hours, counting))
    return OfNeed(need, differ, tuple(wrong), tuple(bad), tuple(worst), least_wrong(worst))


def differ_in(hours: Hours, counting: Counting = ANY) -> dict[str, float]:
    """The scenarios in which variants differ by what counts, and by how much at most.

    One variant is held against how it is now (rule 5).
    """
    sides = _sides(hours)
    held = sides[1:] if len(sides) > 2 else sides
    found: dict[str, float] = {}
    for name in dict.fromkeys(scenario for _, scenario in hours):
        for one, other in combinations(held, 2):
            apart = difference_of(hours[one, name], hours[other, name])
            if counting.counts(apart):
                found[name] = max(found.get(name, 0.0), abs(apart.band.p50))
    return found


def most_apart(
    by_need: Sequence[OfNeed], hours: Mapping[str, Hours], counting: Counting = ANY
) -> str:
    """The need by which variants differ in the most scenarios; "" where in none (rule 5)."""
    differing = [one for one in by_need if one.differ]
    if not differing:
        return ""

    def rank(one: OfNeed) -> tuple[int, float]:
        return len(one.differ), max(differ_in(hours[one.need], counting).values())

    return max(differing, key=rank).need


def _bad(
    twins: Sequence[Twin],
    variants: Sequence[Variant],
    wrong: Sequence[Wrong],
    hours: Hours,
    runs: range,
    languages: tuple[Language, Language],
) -> list[BadCourses]:
    """Where each variant does badly in the scenario that is worst for it (rule 4)."""
    by_name = {twin.scenario.scenario: twin for twin in twins}
    found = []
    for side in range(1, len(variants) + 1):
        worst = max((one for one in wrong if one.side == side), key=lambda one: one.per_head.p50)
        twin = by_name[worst.scenario]
        known = {one.name: one for one in quantities_of(twin)}
        for box in bad_courses(twin, runs, hours[side, worst.scenario]):
            limits = tuple(
                _limited(twin, known[limit.name], limit, languages) for limit in box.limits
            )
            fit = box.checked
            found.append(BadCourses(side, worst.scenario, limits, fit.density, fit.coverage))
    return found


def _limited(
    twin: Twin, one: Quantity, limit: Limit, languages: tuple[Language, Language]
) -> Limited:
    """The ends of a quantity in its own unit, in words in both languages too."""
    low, high = (float(one.value(np.array([q]))[0]) for q in (limit.low, limit.high))
    dutch, english = (
        f"{quantity_name(twin, one.name, words)}: {limit_in_words(one, limit, words)}"
        for words in languages
    )
    ends = (low if limit.low > 0.0 else None, high if limit.high < 1.0 else None)
    return Limited(one.name, dutch, english, one.unit, *ends)


def hold_apart(
    scenario: str, need: str, hours: Sequence[Floats], counting: Counting = ANY
) -> list[Wrong]:
    """Each set in one scenario, from hours per person in each run (runs) of each set (rule 1)."""
    best = _fewest(dict(enumerate(hours)))
    found = []
    for side, own in enumerate(hours):
        # Not below zero on average, since the best has the fewest.
        more = difference_of(hours[best], own)
        found.append(
            Wrong(
                side=side,
                scenario=scenario,
                need=need,
                per_head=band_of(own),
                mean_more=max(0.0, float(spared(own, hours[best]).mean())),
                more=more.band,
                stands_out=counting.counts(more),
            )
        )
    return found


def worst_of(wrongs: Sequence[Wrong], side: int) -> Wrong:
    """The scenario in which a set is furthest from the best (rule 2); the first of equals."""
    own = [one for one in wrongs if one.side == side]
    return max(own, key=lambda one: one.mean_more)


def at_worst(hours: Hours, counting: Counting = ANY) -> list[AtWorst]:
    """Each variant at its worst (rule 3); every side stands in every scenario, on as many runs."""
    worst = _worst(hours)
    if not worst:
        return []
    least = worst[_fewest(worst)]
    found = []
    for side, own in worst.items():
        above = difference_of(least, own)
        found.append(AtWorst(side, band_of(own), above.band, counting.counts(above)))
    return found


def _worst(hours: Hours) -> dict[int, Floats]:
    """How much more each variant has at its worst than the best of a scenario, in each run."""
    sides = _sides(hours)
    more: dict[int, list[Floats]] = {side: [] for side in sides}
    for scenario in sorted({name for _, name in hours}):
        here = {side: hours[side, scenario] for side in sides}
        best = here[_fewest(here)]
        for side in sides:
            more[side].append(spared(here[side], best))
    return {side: np.max(more[side], axis=0) for side in sides if side > 0}


def _sides(hours: Hours) -> list[int]:
    return sorted({side for side, _ in hours})


def least_wrong(worst: Sequence[AtWorst]) -> int | None:
    """The variant whose worst is lowest, None where that does not stand out (rule 3)."""
    others = [one for one in worst if not (one.stands_out and one.above_least.p10 > 0)]
    # The lowest itself never stands out from itself: it is alone where every other does.
    return others[0].side if len(worst) > 1 and len(others) == 1 else None


def _fewest(hours: Mapping[int, Floats]) -> int:
    """The side with the fewest hours on average; the first of equals."""
    return min(hours, key=lambda side: (float(hours[side].mean()), side))


def bad_courses(twin: Twin, runs: Sequence[int], hours: Floats) -> tuple[Box, ...]:
    """Boxes in which a set does badly, from hours per person in each of these runs (rule 4).

    None where there are too few runs, or too few that differ. Raises Refused where the workbench is
    missing.
    """
    bad = hours > usual_level(hours)
    if len(runs) < FEWEST_RUNS or count_problems(bad, hours):
        return ()
    names = [one.name for one in quantities_of(twin) if one.name != RHO]
    quantiles = np.array([quantile_column(twin, runs, name) for name in names]).T
    return find_boxes(names, quantiles, hours, bad)
