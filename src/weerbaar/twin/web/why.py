"""Why the people of an area lack something at an hour, told from one course of a run.

The course is the middle one of the first few: in half of those no more people lack it there.
"""

from __future__ import annotations

from dataclasses import dataclass

from weerbaar.common.language import Language
from weerbaar.common.refusals import Problem, refuse_if
from weerbaar.twin import ensemble
from weerbaar.twin.ensemble import trace_once
from weerbaar.twin.explain import NO_NEED, Explanation, explain, find_area
from weerbaar.twin.explain_words import headline, link_in_words, told_once
from weerbaar.twin.outcome import REGION_ONLY
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.web.models import Run
from weerbaar.twin.web.ready import courses_of_run, twin_of_run
from weerbaar.twin.wording import cause_in_words

COURSES = 11
MOST_AREA_COURSES = 4000
"""Courses of a whole country are gigabytes, so that of many areas fewer are compared."""
MOST_CAUSES = 3


@dataclass(frozen=True)
class Why:
    """The explanation in words: who lacks it, the chains behind it, the causes over the course.

    Each chain goes from the people back to where it began. `course` counts from 1.
    """

    said: str
    chains: tuple[tuple[str, ...], ...]
    causes: tuple[str, ...]
    course: int
    lacks: bool


def why(run: Run, need: str, area: str, hour: float, full: bool, words: Language) -> Why:
    """Why people of an area lack a need; `full` names objects.

    Raises Refused for an area, need or hour that is not there.
    """
    known = [name for name in NEED_ORDER if name not in REGION_ONLY]
    params = {"known": ", ".join(known)}
    refuse_if([] if need in known else [Problem(NO_NEED, column="need", value=need, params=params)])
    twin = twin_of_run(run)
    find_area(twin, area)
    few = max(1, min(COURSES, run.draws, MOST_AREA_COURSES // len(twin.network.region.areas)))
    course = _middle(twin, courses_of_run(run, few), need, area, hour)
    traced, trace = trace_once(twin, course)
    found = explain(twin, traced, trace, area, need, hour)
    return Why(
        said=headline(twin, found, words),
        chains=tuple(
            tuple(link_in_words(twin, link, words, full) for link in chain)
            for chain in told_once(found.chains, full)
        ),
        causes=_causes(twin, found, words),
        course=course + 1,
        lacks=found.persons >= 0.5,
    )


def _middle(twin: Twin, courses: list[ensemble.Run], need: str, area: str, hour: float) -> int:
    """The course in which as many people as in the middle lack it."""
    n, a, step = NEED_ORDER.index(need), find_area(twin, area), max(0, int(hour / twin.dt))
    lacking = sorted(
        (float(made.unmet[n, step, a]) if step < made.steps else 0.0, made.run) for made in courses
    )
    return lacking[len(lacking) // 2][1]


def _causes(twin: Twin, found: Explanation, words: Language) -> tuple[str, ...]:
    return tuple(
        f"{words.number(100 * cause.share)} % {cause_in_words(twin, cause, words)}"
        for cause in found.causes[:MOST_CAUSES]
    )
