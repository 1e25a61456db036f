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

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.common.language import Language
from weerbaar.measures.search.found import AtWorst, BadCourses, Limited, OfNeed, Wrong
from weerbaar.measures.search.outcomes import band_of, need_asked, per_head, spared
from weerbaar.measures.variants import Variant
from weerbaar.twin.apart import stands_out
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


Courses = Callable[[Twin, range], Floats]
"""What these runs of a twin leave, (runs, 3, needs, groups)."""


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
    apart.by_need = tuple(
        _of_need(one, twins, variants, hours, runs, languages, least_h)
        for one, hours in apart.hours.items()
    )
    apart.need = need or most_apart(apart.by_need, apart.hours) or lacked_most
    return apart


def needs_told(need: str) -> list[str]:
    """The needs that are looked at: all but the norms beside the headline, and what is asked."""
    return [one for one in NEED_ORDER if one == need or one not in BESIDE_HEADLINE]


def _of_need(
    need: str,
    twins: Sequence[Twin],
    variants: Sequence[Variant],
    hours: Mapping[tuple[int, str], Floats],
    runs: range,
    languages: tuple[Language, Language],
    least_h: float,
) -> OfNeed:
    """How wrong variants can turn out by one need, from hours per person (rules 1 to 4)."""
    wrong: list[Wrong] = []
    for name in dict.fromkeys(scenario for _, scenario in hours):
        here = [hours[side, name] for side in range(len(variants) + 1)]
        wrong += hold_apart(name, need, here, least_h)
    worst = at_worst(hours, least_h)
    bad = _bad(twins, variants, wrong, hours, runs, languages)
    differ = tuple(differ_in(hours, least_h))
    return OfNeed(need, differ, tuple(wrong), tuple(bad), tuple(worst), least_wrong(worst))


def differ_in(hours: Mapping[tuple[int, str], Floats], least_h: float) -> dict[str, float]:
    """The scenarios in which variants differ for sure and by enough, and by how much at most.

    `hours` are hours per person (runs) by side and scenario; one variant is held against how it is
    now (rule 5).
    """
    sides = sorted({side for side, _ in hours})
    held = sides[1:] if len(sides) > 2 else sides
    found: dict[str, float] = {}
    for name in dict.fromkeys(scenario for _, scenario in hours):
        for one, other in combinations(held, 2):
            told = band_of(spared(hours[one, name], hours[other, name]))
            if _counts(told, len(hours[one, name]), least_h):
                found[name] = max(found.get(name, 0.0), abs(told.p50))
    return found


def most_apart(
    by_need: Sequence[OfNeed], hours: Mapping[str, Mapping[tuple[int, str], Floats]]
) -> str:
    """The need by which variants differ in the most scenarios; "" where in none (rule 5)."""
    differing = [one for one in by_need if one.differ]
    if not differing:
        return ""

    def rank(one: OfNeed) -> tuple[int, float]:
        return len(one.differ), max(differ_in(hours[one.need], 0.0).values())

    return max(differing, key=rank).need


def _bad(
    twins: Sequence[Twin],
    variants: Sequence[Variant],
    wrong: Sequence[Wrong],
    hours: Mapping[tuple[int, str], Floats],
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
    scenario: str, need: str, hours: Sequence[Floats], least_h: float = 0.0
) -> list[Wrong]:
    """Each set in one scenario, from hours per person in each run (runs) of each set (rule 1)."""
    best = _fewest(dict(enumerate(hours)))
    found = []
    for side, own in enumerate(hours):
        # Not below zero on average, since the best has the fewest.
        more = spared(own, hours[best])
        told = band_of(more)
        found.append(
            Wrong(
                side=side,
                scenario=scenario,
                need=need,
                per_head=band_of(own),
                mean_more=max(0.0, float(more.mean())),
                more=told,
                stands_out=_counts(told, len(own), least_h),
            )
        )
    return found


def worst_of(wrongs: Sequence[Wrong], side: int) -> Wrong:
    """The scenario in which a set is furthest from the best (rule 2); the first of equals."""
    own = [one for one in wrongs if one.side == side]
    return max(own, key=lambda one: one.mean_more)


def at_worst(hours: Mapping[tuple[int, str], Floats], least_h: float = 0.0) -> list[AtWorst]:
    """Each variant at its worst, from hours per person (runs) of each side and scenario (rule 3).

    Every side stands in every scenario, on as many runs.
    """
    sides = sorted({side for side, _ in hours})
    more: dict[int, list[Floats]] = {side: [] for side in sides}
    for scenario in sorted({name for _, name in hours}):
        here = {side: hours[side, scenario] for side in sides}
        best = here[_fewest(here)]
        for side in sides:
            more[side].append(spared(here[side], best))
    worst = {side: np.max(more[side], axis=0) for side in sides if side > 0}
    if not worst:
        return []
    least = worst[_fewest(worst)]
    found = []
    for side, own in worst.items():
        above = band_of(spared(own, least))
        found.append(AtWorst(side, band_of(own), above, _counts(above, len(own), least_h)))
    return found


def _counts(found: Band, runs: int, least_h: float) -> bool:
    """Whether a difference stands out and is large enough to matter (rule 3)."""
    return stands_out(found, runs) and abs(found.p50) >= least_h


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
