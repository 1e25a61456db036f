"""The front: sets of which no other is better on cost, on the worst tenth and on who is worst off.

Rules:
1. Three things are to be low: what a set costs (its middle), the figure of the need in the worst
   tenth of the courses (of fewer than 20 courses the worst one), and the hours per person of the
   group that is worst off. They are never weighed against each other.
2. Sets come from NSGA-II (Deb and others 2002; pymoo): one whole number for each measure, 0 without
   it and 1.. its positions by price, so that no set has two positions of one measure. What a set
   has too much of what was asked counts as broken terms.
3. No set is looked at twice; it ends at the number of evaluations, where no new sets come, or where
   it is not wanted any more.
4. A set is on the front where no other is as low on all three and lower on one. Of those that were
   screened a few are looked at again; what is told holds among these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.refusals import refuse_if
from weerbaar.measures.search.found import Confirmed
from weerbaar.measures.search.question import Flags, Question, Set, Terms
from weerbaar.measures.search.refusing import least_set, question_problems
from weerbaar.twin.extras import extra, quiet
from weerbaar.twin.outcome import SUPPRESS_BELOW

Judge = Callable[[Set], Sequence[float]]
"""The worst tenth, and the hours of who is worst off, of a set."""

PEOPLE = 40
IDLE = 20
"""Generations without a new set after which it ends."""
AIMS = 3
MOST_ON_FRONT = 12
"""So many of the front of the screening are looked at again."""


def search_front(
    question: Question,
    judge: Judge,
    evaluations: int,
    seed: int,
    *,
    start: Sequence[Set] = (),
    wanted: Callable[[], bool] = lambda: True,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[dict[Set, tuple[float, float, float]], bool]:
    """What was looked at: cents, worst tenth and worst off of each set; and whether it was stopped.

    Raises Refused where no set keeps to the terms, or pymoo is missing.
    """
    refuse_if(question_problems(question))
    terms, looked = question.terms, _Looked(question.terms, judge, evaluations, wanted, tell)
    first = least_set(question)
    for taken in [first, *_flags(start, terms)]:
        looked.at(taken)
    with quiet():
        algorithm = _algorithm(terms, first, evaluations, seed)
        idle = 0
        while looked.goes_on and idle < IDLE:
            asked = algorithm.ask()
            before = len(looked.found)
            for one in asked:
                _put(one, looked, _taken(one.X, terms))
            algorithm.tell(infills=asked)
            idle = 0 if len(looked.found) > before else idle + 1
    return looked.found, looked.stopped


def on_front(points: Sequence[Sequence[float]]) -> list[int]:
    """The places of the points of which no other is lower on one and as low on all (rule 4).

    Of points that are the same the first one stays.
    """
    values = np.asarray(points, float)
    found = []
    for i, point in enumerate(values):
        lower = (values <= point).all(axis=1) & (values < point).any(axis=1)
        same_before = (values[:i] == point).all(axis=1).any() if i else False
        if not lower.any() and not same_before:
            found.append(i)
    return found


class _Looked:
    """What a front holds while it is searched."""

    def __init__(
        self,
        terms: Terms,
        judge: Judge,
        evaluations: int,
        wanted: Callable[[], bool],
        tell: Callable[[int], None],
    ) -> None:
        self.terms, self.judge, self.evaluations = terms, judge, max(1, evaluations)
        self.wanted, self.tell = wanted, tell
        self.found: dict[Set, tuple[float, float, float]] = {}
        self.stopped = False

    @property
    def goes_on(self) -> bool:
        """Whether more may be looked at."""
        return not self.stopped and len(self.found) < self.evaluations

    def at(self, taken: Flags) -> tuple[float, float, float] | None:
        """The three of a set; None where no more is looked at, or it does not keep to the terms."""
        options = self.terms.names_of(taken)
        if options in self.found:
            return self.found[options]
        if not (self.terms.whole(taken[None])[0] and self.terms.fit(taken[None])[0]):
            return None
        self.stopped = self.stopped or bool(self.found and not self.wanted())
        if not self.goes_on:
            return None
        tenth, group = (float(value) for value in self.judge(options))
        self.found[options] = float(self.terms.cost(taken[None])[0]), tenth, group
        self.tell(len(self.found))
        return self.found[options]


def _flags(start: Sequence[Set], terms: Terms) -> list[Flags]:
    return [terms.flags_of(options) for options in start if options <= set(terms.names)]


def _by_price(terms: Terms, measure: int) -> list[int]:
    """The options of a measure, the cheapest first."""
    middle = np.median(terms.totals, axis=1)
    return sorted(np.flatnonzero(terms.measure == measure).tolist(), key=lambda i: (middle[i], i))


def _taken(numbers: NDArray[np.int64], terms: Terms) -> Flags:
    """The set of a row of whole numbers, one for each measure (rule 2)."""
    taken = np.zeros(len(terms.names), bool)
    for measure, number in enumerate(np.rint(numbers).astype(int).tolist()):
        own = _by_price(terms, measure)
        if number > 0:
            taken[own[min(number, len(own)) - 1]] = True
    return taken


def _algorithm(terms: Terms, first: Flags, evaluations: int, seed: int) -> Any:
    """NSGA-II over one whole number for each measure, beginning with what is required."""
    nsga2 = extra("pymoo.algorithms.moo.nsga2").NSGA2
    problem = extra("pymoo.core.problem").Problem
    crossover = extra("pymoo.operators.crossover.sbx").SBX
    mutation = extra("pymoo.operators.mutation.pm").PM
    sampling = extra("pymoo.operators.sampling.rnd").IntegerRandomSampling
    repair = extra("pymoo.operators.repair.rounding").RoundingRepair
    highest = [len(_by_price(terms, m)) for m in range(len(terms.measures))]
    lowest = [1 if m in terms.needed else 0 for m in range(len(terms.measures))]
    asked = problem(
        n_var=len(highest),
        n_obj=AIMS,
        n_ieq_constr=1,
        xl=np.array(lowest),
        xu=np.array(highest),
        vtype=int,
    )
    algorithm = nsga2(
        pop_size=min(PEOPLE, max(4, evaluations)),
        sampling=sampling(),
        crossover=crossover(prob=0.9, eta=3.0, vtype=float, repair=repair()),
        mutation=mutation(eta=3.0, vtype=float, repair=repair()),
        eliminate_duplicates=True,
    )
    algorithm.setup(asked, termination=("n_gen", 10**6), seed=seed, verbose=False)
    return algorithm


def _put(one: Any, looked: _Looked, taken: Flags) -> None:
    """Gives a person of the population its three figures, or how far it is from the terms."""
    three = looked.at(taken)
    broken = 0.0 if three is not None else 1.0 + _excess(taken, looked.terms)
    one.set("F", np.array(three if three is not None else (0.0,) * AIMS))
    one.set("G", np.array([broken]))
    one.evaluated.update({"F", "G"})


def _excess(taken: Flags, terms: Terms) -> float:
    """By what part a set is above the budget; 0 where there is none."""
    if not np.isfinite(terms.budget):
        return 0.0
    return max(0.0, float(terms.cost(taken[None])[0]) / max(1.0, terms.budget) - 1.0)


def sets_on_front(found: Mapping[Set, tuple[float, float, float]]) -> list[Set]:
    """The sets on the front, the cheapest first."""
    names = sorted(found, key=lambda options: (found[options], sorted(options)))
    return [names[i] for i in on_front([found[options] for options in names])]


def kept_on_front(sets: Sequence[Confirmed]) -> list[Confirmed]:
    """The sets that are on the front by what was confirmed, the cheapest first.

    None of them comes before another, so what each brings less than another is left out.
    """
    ordered = sorted(sets, key=lambda one: one.eur.p50)
    # A number of people that is too small to tell is more than none, and less than any other.
    few = SUPPRESS_BELOW / 2
    tenths = [few if one.worst_tenth is None else one.worst_tenth for one in ordered]
    points = [
        (one.eur.p50, tenth, one.group_hours) for one, tenth in zip(ordered, tenths, strict=True)
    ]
    return [replace(ordered[i], less_than_first=None, behind=False) for i in on_front(points)]
