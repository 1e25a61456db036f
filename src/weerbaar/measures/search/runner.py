"""Searches measures with the twin: short courses to screen, long ones on other draws to confirm.

Rules:
1. Screening looks at the runs 0 .. screen_draws - 1 of each set, cut off at screen_hours;
   confirmation at the runs from screen_draws on, whole. The draws of one are never those of the
   other: else what was lucky in the screening would be lucky again.
2. All sets of a stage run on the same draws, so that differences are taken run by run.
3. What was screened once is kept. Where it is not wanted any more the search stops with what it
   has; the confirmation then still looks at the best, on as few draws as a band asks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.files import read_language
from weerbaar.common.refusals import refuse_if
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.effects import variant_problems, with_measures
from weerbaar.measures.files import least_differences
from weerbaar.measures.search.asking import Plan, asked_of, month_problems, plan_over, plan_problems
from weerbaar.measures.search.confirming import (
    Scale,
    cents_of,
    confirmed,
    flags_of,
    needs_spared,
    now_of,
    part_of,
    part_with,
)
from weerbaar.measures.search.found import Confirmed, Found, Regret, Told
from weerbaar.measures.search.front import MOST_ON_FRONT, kept_on_front, search_front, sets_on_front
from weerbaar.measures.search.options import left_out, options_in
from weerbaar.measures.search.outcomes import (
    drawn_again,
    figures,
    left_by,
    need_asked,
    spared,
    worst_group,
)
from weerbaar.measures.search.portfolio import search
from weerbaar.measures.search.question import Option, Question, Set, middle_cents
from weerbaar.measures.search.refusing import question_problems
from weerbaar.measures.search.regret import regret_over
from weerbaar.measures.variants import Variant
from weerbaar.twin.apart import FEWEST_RUNS
from weerbaar.twin.discovery import FEWEST_RUNS as ASKED_FROM
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.extras import extra
from weerbaar.twin.outcome import worst_tenth
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.turning import course_h
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]

SCREEN, CONFIRM, PARTS = "screen", "confirm", "parts"
NOTHING: Set = frozenset()


@dataclass(frozen=True)
class Progress:
    """How far a search is: in which stage, how many sets of how many, and the best so far."""

    stage: str
    done: int
    of: int
    best: tuple[str, ...] = ()
    benefit: float = 0.0


Tell = Callable[[Progress], None]
Wanted = Callable[[], bool]


def silent(progress: Progress) -> None:
    """Tells nobody."""


@dataclass
class Looking:
    """The twin of a search, what its options are, and what was screened so far."""

    twin: Twin
    catalogue: Mapping[str, Measure]
    options: Mapping[str, Option]
    plan: Plan
    tell: Tell
    wanted: Wanted
    screened: dict[Set, Floats] = field(default_factory=dict)
    need: str = ""

    def those(self, options: Set) -> list[Option]:
        """The options by name, in order."""
        return [self.options[name] for name in sorted(options)]

    def variant(self, options: Set) -> Variant:
        """The options as a variant."""
        choices = [choice for one in self.those(options) for choice in one.choices]
        return self.plan.frame.variant(choices)

    def runs_of(self, options: Set, first: int, runs: int, hours: float) -> Floats:
        """What runs first .. first + runs - 1 leave with these options."""
        twin = replace(self.twin, hours=hours)
        if options:
            month = self.plan.at_month
            twin = with_measures(twin, self.variant(options), self.catalogue, month)
        return courses_of(twin, first, runs)

    def screen(self, options: Set) -> Floats:
        """What the short courses leave; made once for each set (rule 1)."""
        if options not in self.screened:
            hours = self.plan.screen_hours or course_h(self.twin.scenario)
            self.screened[options] = self.runs_of(options, 0, self.plan.screen_draws, hours)
        return self.screened[options]

    def confirm(self, options: Set, draws: int) -> Floats:
        """What whole courses leave, on draws that no screening saw (rule 1)."""
        return self.runs_of(options, self.plan.screen_draws, draws, self.twin.hours)

    def figures(self, left: Floats) -> Floats:
        """The figure that was asked, in each run."""
        return figures(left, self.need, self.plan.outcome)

    def benefit(self, options: Set) -> float:
        """How much lower the figure is than as it is now, over the short courses."""
        now = self.figures(self.screen(NOTHING))
        return float(spared(now, self.figures(self.screen(options))).mean())


def courses_of(twin: Twin, first: int, runs: int) -> Floats:
    """What these runs leave, (runs, 3, needs, groups); made side by side in threads."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        made = threads.map(
            lambda run: left_by(twin, run_once(twin, run)), range(first, first + runs)
        )
        return np.stack(list(made))


def search_measures(
    twin: Twin,
    catalogue: Mapping[str, Measure],
    question: Question,
    plan: Plan,
    *,
    start: Variant | None = None,
    tell: Tell = silent,
    wanted: Wanted = lambda: True,
) -> Found:
    """The sets that bring most under what was asked; raises Refused where none can keep to it.

    `twin` has no measures yet; own figures are in the catalogue already. See `asking` for the
    question and the plan.
    """
    looking = looking_of(twin, catalogue, question, plan, tell, wanted)
    sought = search(
        question,
        looking.benefit,
        plan.evaluations,
        np.random.default_rng(plan.seed),
        start=[options_in(start)] if start else [],
        wanted=wanted,
        tell=lambda best, done: tell(
            Progress(SCREEN, done, plan.evaluations, best.options, best.benefit)
        ),
    )
    chosen = [frozenset(one.options) for one in sought.first(plan.confirm_sets)]
    chosen = list(dict.fromkeys(_trimmed(looking, question, options) for options in chosen))
    scale, sets = _confirmed(looking, question, chosen)
    told = [_with_parts(looking, question, scale, sets[0]), *(one.record for one in sets[1:])]
    stopped = sought.stopped or not wanted()
    return _found(looking, question, False, len(sought.tried), stopped, scale, told)


def front_of(
    twin: Twin,
    catalogue: Mapping[str, Measure],
    question: Question,
    plan: Plan,
    *,
    start: Variant | None = None,
    tell: Tell = silent,
    wanted: Wanted = lambda: True,
) -> Found:
    """The sets on the front of cost, worst tenth and worst-off group, the cheapest first.

    Raises Refused where no set keeps to what was asked, or pymoo is missing.
    """
    looking = looking_of(twin, catalogue, question, plan, tell, wanted)

    def judge(options: Set) -> tuple[float, float]:
        left = looking.screen(options)
        return worst_tenth(looking.figures(left).tolist()), worst_group(left, looking.need)[1]

    found, stopped = search_front(
        question,
        judge,
        plan.evaluations,
        plan.seed,
        start=[options_in(start)] if start else [],
        wanted=wanted,
        tell=lambda done: tell(Progress(SCREEN, done, plan.evaluations)),
    )
    chosen = _spread(sets_on_front(found), MOST_ON_FRONT)
    scale, sets = _confirmed(looking, question, chosen)
    kept = kept_on_front([one.record for one in sets])
    stopped = stopped or not wanted()
    return _found(looking, question, True, len(found), stopped, scale, kept)


def looking_of(
    twin: Twin,
    catalogue: Mapping[str, Measure],
    question: Question,
    plan: Plan,
    tell: Tell = silent,
    wanted: Wanted = lambda: True,
) -> Looking:
    """Screens how it is now, and settles the need to go by; raises Refused."""
    problems = [*plan_problems(plan), *month_problems(plan)]
    refuse_if([*problems, *question_problems(question)])
    own = {option.option: option for option in question.options}
    looking = Looking(twin, catalogue, own, plan, tell, wanted)
    for name in own:
        alone = looking.variant(frozenset({name}))
        refuse_if(variant_problems(alone, catalogue, twin.network.region))
    looking.need = need_asked(twin, looking.screen(NOTHING), plan.need)
    return looking


def _trimmed(looking: Looking, question: Question, options: Set) -> Set:
    """The set without what brings nothing in the short courses, the dearest looked at first.

    A part of what keeps to the terms keeps to them too; what is required stays.
    """
    dearest = sorted(looking.those(options), key=lambda one: (-middle_cents([one]), one.option))
    for one in dearest:
        less = options - {one.option}
        if one.measure in question.required or not looking.wanted():
            continue
        if looking.benefit(less) >= looking.benefit(options):
            options = less
    return options


def _spread(sets: Sequence[Set], most: int) -> list[Set]:
    """At most so many of the sets, spread evenly over their order, both ends among them."""
    if len(sets) <= most:
        return list(sets)
    return [sets[round(i * (len(sets) - 1) / (most - 1))] for i in range(most)]


@dataclass(frozen=True)
class _Looked:
    """A set that was confirmed: its options, what its courses left, and its record."""

    options: Set
    left: Floats
    record: Confirmed


def _confirmed(
    looking: Looking, question: Question, chosen: Sequence[Set]
) -> tuple[Scale, list[_Looked]]:
    """How it is now, and the sets on other draws, the one that brings most first (rules 2 and 3).

    Where it is not wanted any more at least the first is looked at.
    """
    draws = looking.plan.confirm_draws if looking.wanted() else FEWEST_RUNS
    again = drawn_again(draws, np.random.default_rng(looking.plan.seed))
    now = looking.confirm(NOTHING, draws)
    scale = Scale(looking.need, looking.plan.outcome, now, again, least_differences())
    left: dict[Set, Floats] = {}
    for options in chosen:
        if left and not looking.wanted():
            break
        left[options] = looking.confirm(options, draws)
        looking.tell(Progress(CONFIRM, len(left), len(chosen)))
    brings = {options: scale.spared(then) for options, then in left.items()}

    def rank(options: Set) -> tuple[float, float, list[str]]:
        cents = float(np.median(cents_of(looking.those(options)).sum(axis=0)))
        return -float(brings[options].mean()), cents, sorted(options)

    order = sorted(left, key=rank)
    first = left[order[0]]
    scale = scale.among([left[options] for options in order])
    library = looking.twin.library
    found = []
    for options in order:
        needs = needs_spared(library, scale, left[options])
        flags = flags_of(
            looking.variant(options), looking.catalogue, read_language("nl"), read_language("en")
        )
        own = looking.those(options)
        record = confirmed(scale, question, own, left[options], first, needs, flags)
        found.append(_Looked(options, left[options], record))
    return scale, found


def _with_parts(looking: Looking, question: Question, scale: Scale, looked: _Looked) -> Confirmed:
    """The record of a set with what is lost without each of its measures, as far as wanted."""
    parts = []
    for option in looking.those(looked.options):
        if not looking.wanted() or option.measure in question.required:
            parts.append(part_of(option))
            continue
        without = looking.confirm(looked.options - {option.option}, len(looked.left))
        parts.append(part_with(option, scale, looked.left, without))
        looking.tell(Progress(PARTS, len(parts), len(looked.options)))
    return replace(looked.record, parts=tuple(parts))


def _found(
    looking: Looking,
    question: Question,
    front: bool,
    looked_at: int,
    stopped: bool,
    scale: Scale,
    sets: Sequence[Confirmed],
) -> Found:
    # Where it was stopped fewer whole courses were looked at than were asked.
    plan = replace(looking.plan, confirm_draws=len(scale.now))
    return Found(
        asked=asked_of(looking.twin, looking.catalogue, question, plan, looking.need, scale.least),
        front=front,
        looked_at=looked_at,
        stopped=stopped,
        now=now_of(scale),
        sets=tuple(sets),
        skipped=tuple(left_out(looking.catalogue, question.options)),
    )


def regret_of(
    twins: Sequence[Twin],
    variants: Sequence[Variant],
    catalogue: Mapping[str, Measure],
    plan: Plan,
    *,
    left_out: Sequence[Told] = (),
    tell: Tell = silent,
    wanted: Wanted = lambda: True,
) -> Regret:
    """How wrong variants can turn out over scenarios, of which each has a twin of one region.

    `left_out` are scenarios that do not fit. Runs begin behind those of the screening, so that
    what was found by screening is held against what that did not see. The crisis comes at the same
    month for all. Raises Refused where a variant is wrong, where they are not about the same years,
    or a library is missing. At least one scenario is looked at.
    """
    region = twins[0].network.region
    problems = [p for one in variants for p in variant_problems(one, catalogue, region)]
    refuse_if([*plan_problems(plan), *problems])
    plan = plan_over(plan, variants)
    if plan.confirm_draws >= ASKED_FROM:
        # What is missing is told before hours of computing, not after.
        extra("ema_workbench.analysis.prim")

    def with_variant(twin: Twin, variant: Variant) -> Twin:
        return with_measures(twin, variant, catalogue, plan.at_month)

    least = least_differences()
    apart = regret_over(
        twins,
        variants,
        plan.need,
        range(plan.screen_draws, plan.screen_draws + plan.confirm_draws),
        with_variant,
        lambda twin, runs: courses_of(twin, runs[0], len(runs)),
        lambda done, of: tell(Progress(CONFIRM, done, of)),
        wanted,
        (read_language("nl"), read_language("en")),
        least.hours,
    )
    seen = {one.scenario for one in apart.by_need[0].wrong}
    scenarios = [one.scenario for one in twins if one.scenario.scenario in seen]
    return Regret(
        asked=asked_of(twins[0], catalogue, None, plan, apart.need, least),
        variants=tuple(variants),
        scenarios=tuple(told_of(one) for one in scenarios),
        left_out=tuple(left_out),
        by_need=apart.by_need,
        stopped=apart.stopped,
    )


def told_of(scenario: Scenario) -> Told:
    """A scenario by its names."""
    return Told(scenario.scenario, scenario.name_nl, scenario.name_en)
