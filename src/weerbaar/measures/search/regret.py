"""How wrong sets can turn out: in each scenario beside the best of them, and in which courses.

Rules:
1. Sets are held against each other in each scenario apart, on the same draws: how much more hours
   per person a set has there than the set with the fewest on average. Savage's minimax regret
   (1951), in words: how wrong it can turn out.
2. The worst of a set is its highest over the scenarios, never a sum or a mean over them: nobody
   knows how likely they are. In each scenario the need that was asked is looked at, or the one that
   is lacked most there as it is now.
3. The set whose worst is lowest is named only where it stands out: where its band, from p10 to p90
   of how much more another has in the other's worst scenario, leaves out zero for every other.
4. In which courses of a scenario a set does badly is told by boxes of what was drawn, see
   `twin/discovery`: the worst fifth of the courses is bad.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import Language
from weerbaar.measures.search.found import BadCourses, Limited, Wrong
from weerbaar.measures.search.outcomes import band_of, need_asked, per_head, spared, stands_out
from weerbaar.measures.variants import Variant
from weerbaar.twin.discovery import (
    FEWEST_RUNS,
    Box,
    Limit,
    count_problems,
    find_boxes,
    usual_level,
)
from weerbaar.twin.exploring_words import limit_in_words, quantity_name
from weerbaar.twin.quantities import Quantity, quantile_column, quantities_of
from weerbaar.twin.sampling import RHO
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]


Courses = Callable[[Twin, range], Floats]
"""What these runs of a twin leave, (runs, 3, needs, groups)."""


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
) -> tuple[list[Wrong], list[BadCourses], bool]:
    """Each side in each scenario, where variants do badly, and whether it was stopped.

    Side 0 is the twin as it is. A scenario of which not every side was run is left out; the first
    is looked at in any case.
    """
    wrong: list[Wrong] = []
    hours: dict[tuple[int, str], Floats] = {}
    of = len(twins) * (len(variants) + 1)
    for k, twin in enumerate(twins):
        left: list[Floats] = []
        for variant in (None, *variants):
            if k and not wanted():
                return wrong, _bad(twins, variants, wrong, hours, runs, languages), True
            left.append(courses(twin if variant is None else with_variant(twin, variant), runs))
            tell(k * (len(variants) + 1) + len(left), of)
        name, asked = twin.scenario.scenario, need_asked(twin, left[0], need)
        per_side = [per_head(one, asked) for one in left]
        hours |= {(side, name): own for side, own in enumerate(per_side)}
        wrong += hold_apart(name, asked, per_side)
    return wrong, _bad(twins, variants, wrong, hours, runs, languages), False


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


def hold_apart(scenario: str, need: str, hours: Sequence[Floats]) -> list[Wrong]:
    """Each set in one scenario, from hours per person in each run (runs) of each set (rule 1)."""
    best = min(range(len(hours)), key=lambda side: (float(hours[side].mean()), side))
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
                stands_out=stands_out(told, len(own)),
            )
        )
    return found


def worst_of(wrongs: Sequence[Wrong], side: int) -> Wrong:
    """The scenario in which a set is furthest from the best (rule 2); the first of equals."""
    own = [one for one in wrongs if one.side == side]
    return max(own, key=lambda one: one.mean_more)


def least_wrong(wrongs: Sequence[Wrong]) -> int | None:
    """The set whose worst is lowest, None where that does not stand out (rule 3)."""
    sides = sorted({one.side for one in wrongs})
    worst = {side: worst_of(wrongs, side) for side in sides}
    best = min(sides, key=lambda side: (worst[side].mean_more, side))
    others = [worst[side] for side in sides if side != best]
    clear = all(o.stands_out and o.mean_more > worst[best].mean_more for o in others)
    return best if others and clear else None


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
