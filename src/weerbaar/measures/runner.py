"""Runs how it is now and up to four variants on the same draws, and weighs them.

This is the one way in which variants are weighed: by the command line, the site, its jobs and the
letters alike. All are weighed over the same years: what was chosen goes on working after the last
year of its variant, so it goes on being paid too.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.metadata import version

from weerbaar.common.files import read_language
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.composing import AS_IT_IS, Runs, compose_weighing, first_year
from weerbaar.measures.drawn import Drawn, figures_of, stacked
from weerbaar.measures.effects import variant_problems, with_measures
from weerbaar.measures.files import least_differences
from weerbaar.measures.variants import Variant
from weerbaar.measures.weighing import MOST_VARIANTS, Weighing
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.twin import Twin

MONTHS = 12
MOST_MONTHS = 100 * MONTHS
PART = 10
"""Draws of each side that are made before the next part: so many go lost at most on stopping."""

NOT_SO_MANY = ProblemKind(
    "variants-to-weigh",
    mark("{value} variants are given; at least {low} and at most {high} are weighed at once."),
    mark("Choose other variants."),
)
SAME_VARIANT = ProblemKind(
    "variant-twice",
    mark("The variant “{value}” is given twice."),
    mark("Weigh it against another one, or give it a name of its own."),
)
MONTH_OUTSIDE = ProblemKind(
    "month-outside",
    mark("The month is {value}; it must lie between {low} and {high}."),
    mark("Count months from 1 January of the first year of the variants."),
)
STOPPED = ProblemKind(
    "stopped-before-any-draw",
    mark("It was stopped before there was anything to weigh."),
    mark("Start it again, with fewer draws if it takes too long."),
)


def usual_month(variants: Sequence[Variant]) -> int:
    """When all variants have run their years, in months from 1 January of the first of them."""
    return MONTHS * (max(one.last_year for one in variants) + 1 - first_year(variants))


def over_the_same_years(variants: Sequence[Variant], month: int) -> list[Variant]:
    """The variants, each from the first year of any of them until the last of any.

    Or until the crisis comes, so many months after 1 January of that first year, where that is
    later. Choices keep their years.
    """
    first = first_year(variants)
    last = max(one.last_year for one in variants)
    years = max(last + 1 - first, math.ceil(month / MONTHS))
    return [replace(one, first_year=first, years=years) for one in variants]


def weighing_problems(
    variants: Sequence[Variant],
    catalogue: Mapping[str, Measure],
    twin: Twin,
    month: int | None = None,
) -> list[Problem]:
    """Everything that is refused about weighing these variants in the region of this twin."""
    count, names = len(variants), [one.variant for one in variants]
    if not 1 <= count <= MOST_VARIANTS:
        return [Problem(NOT_SO_MANY, value=count, params={"low": 1, "high": MOST_VARIANTS})]
    taken = [AS_IT_IS[0], *names]
    problems = [
        Problem(SAME_VARIANT, value=name) for i, name in enumerate(taken) if name in taken[:i]
    ]
    if month is not None and not 0 <= month <= MOST_MONTHS:
        params = {"low": 0, "high": MOST_MONTHS}
        problems.append(Problem(MONTH_OUTSIDE, value=month, params=params))
    for one in variants:
        problems += variant_problems(one, catalogue, twin.network.region)
    return problems


def weigh_variants(
    twin: Twin,
    variants: Sequence[Variant],
    catalogue: Mapping[str, Measure],
    *,
    draws: int,
    month: int | None = None,
    tell: Callable[[int, int], None] = lambda done, all_: None,
    wanted: Callable[[], bool] = lambda: True,
) -> Weighing:
    """How it is now and each of up to four variants on the same draws, weighed.

    The crisis comes `month` months after 1 January of the first year of all variants; without it,
    when all have run their years. The variants of what is found stand over the same years, see
    `over_the_same_years`. `tell` hears how many runs are done, of how many. When it is not
    `wanted` any more, what all sides have by then is weighed. Raises Refused for what cannot be
    weighed, and where it is stopped before any draw.
    """
    refuse_if(weighing_problems(variants, catalogue, twin, month))
    when = usual_month(variants) if month is None else month
    variants = over_the_same_years(variants, when)
    twins = [twin, *(with_measures(twin, one, catalogue, when) for one in variants)]
    drawn = _run_all(twins, draws, tell, wanted)
    if not drawn:
        raise Refused([Problem(STOPPED)])
    runs = Runs(twins, [stacked(side) for side in zip(*drawn, strict=True)], when)
    languages = read_language("nl"), read_language("en")
    least = least_differences()
    return compose_weighing(runs, variants, catalogue, version("weerbaar"), languages, least)


def _run_all(
    twins: Sequence[Twin],
    draws: int,
    tell: Callable[[int, int], None],
    wanted: Callable[[], bool],
) -> list[tuple[Drawn, ...]]:
    """The figures of each draw of every side, in order; whole parts only."""
    done: list[tuple[Drawn, ...]] = []
    made, total = 0, draws * len(twins)

    def one(task: tuple[Twin, int]) -> Drawn:
        twin, run = task
        return figures_of(twin, run_once(twin, run))

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        for first in range(0, draws, PART):
            if not wanted():
                break
            numbers = range(first, min(first + PART, draws))
            part: list[Drawn] = []
            for found in threads.map(one, [(twin, run) for twin in twins for run in numbers]):
                part.append(found)
                made += 1
                tell(made, total)
            sides = [part[i : i + len(numbers)] for i in range(0, len(part), len(numbers))]
            done += zip(*sides, strict=True)
    return done
