"""When nothing can be found: which of the things that were asked contradict each other.

Rules:
1. What is named must be there: measures, payers; sums and numbers within their ends.
2. A measure cannot be required and excluded, nor two that are required be kept apart; no more may
   be required than may be taken.
3. What is required must fit: its cheapest positions cost no more than the budget, what each payer
   pays of it no more than the limit of that payer, and take no more than there is room for. Each is
   told with both sums.
4. Where each fits by itself but not together, that is told with what was asked; where not all ways
   to take what is required could be tried, that none was found is all that is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice, product

import numpy as np

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.costs import CENTS, PAYER_ORDER
from weerbaar.measures.search.question import ALMOST, Flags, Option, Question, middle_cents

HIGHEST_EUR = 1e12
MOST_TRIED = 4096
"""So many ways of taking what is required are tried before it is said that none was found."""

NOTHING_TO_CHOOSE = ProblemKind(
    "nothing-to-choose",
    mark("No measure is left to choose from."),
    mark("Exclude fewer measures."),
)
NO_SUCH_MEASURE = ProblemKind(
    "measure-not-among-options",
    mark("“{value}” is not among the measures that can be chosen here."),
    mark("Choose one of: {known}."),
)
NO_SUCH_PAYER = ProblemKind(
    "no-such-payer",
    mark("Nobody is called “{value}” among those who pay."),
    mark("Choose one of: {known}."),
)
SUM_OUTSIDE = ProblemKind(
    "sum-outside",
    mark("The sum {value} is no sum between 0 and {high} euros."),
    mark("Give a sum in whole euros."),
)
NO_LIMIT = ProblemKind(
    "no-budget",
    mark("No budget is given, and no limit for who pays: then everything would be taken."),
    mark("Give a budget, or a limit for a payer, or the most measures that may be taken."),
)
MOST_OUTSIDE = ProblemKind(
    "most-outside",
    mark("At most {value} measures may be taken; give a number from 1 to {high}."),
    mark("Give a whole number between these."),
)
REQUIRED_AND_EXCLUDED = ProblemKind(
    "required-and-excluded",
    mark("“{value}” is required and excluded."),
    mark("Leave out one of the two."),
)
REQUIRED_APART = ProblemKind(
    "required-but-apart",
    mark("“{value}” and “{other}” are both required, but may not go together."),
    mark("Require one of the two, or let them go together."),
)
APART_FROM_ITSELF = ProblemKind(
    "apart-from-itself",
    mark("“{value}” cannot be kept apart from itself."),
    mark("Name two measures that may not go together."),
)
MORE_REQUIRED = ProblemKind(
    "more-required-than-allowed",
    mark("{value} measures are required, and at most {most} may be taken."),
    mark("Require fewer, or allow more."),
)
BUDGET_BELOW_REQUIRED = ProblemKind(
    "budget-below-required",
    mark("What is required costs {value} euros at least, and the budget is {budget} euros."),
    mark("Raise the budget, or require less: {measures}."),
)
LIMIT_BELOW_REQUIRED = ProblemKind(
    "limit-below-required",
    mark("What is required costs {meaning} {value} euros at least, and may cost {limit} euros."),
    mark("Raise that limit, or require less: {measures}."),
)
NO_ROOM_FOR_REQUIRED = ProblemKind(
    "no-room-for-required",
    mark("What is required asks for {value} places ({what}), and there are {room}."),
    mark("Require less: {measures}."),
)
NOTHING_FITS = ProblemKind(
    "nothing-fits",
    mark("No set of measures keeps to all that is asked together: {asked}."),
    mark("Give up one of these."),
)

NOT_ALL_TRIED = ProblemKind(
    "not-all-ways-tried",
    mark(
        "No set of measures was found that keeps to all that is asked together: {asked}. Only the "
        "first {value} ways to take what is required were looked at."
    ),
    mark("There may be one. Require fewer measures, or give up one of these."),
)


def question_problems(question: Question) -> list[Problem]:
    """Everything for which no set can be found; empty where at least one set keeps to the terms."""
    problems = [*_naming(question), *_sums(question)]
    if not problems:
        problems = [*_contradictions(question)]
    if not problems:
        problems = [*_too_dear(question)]
    if not problems and _first_fitting(question) is None:
        params = {"asked": _asked(question)}
        ways = math.prod(len(own) for own in _required_options(question))
        problems = [Problem(NOTHING_FITS, params=params)]
        if ways > MOST_TRIED:
            problems = [Problem(NOT_ALL_TRIED, value=MOST_TRIED, params=params)]
    return problems


def least_set(question: Question) -> Flags:
    """What is required and nothing else, in the cheapest positions that keep to all terms, (n).

    Raises ValueError where there is none; `question_problems` says why.
    """
    found = _first_fitting(question)
    if found is None:
        raise ValueError("nothing keeps to the terms")
    return found


def _naming(question: Question) -> Iterator[Problem]:
    known = sorted({one.measure for one in question.options})
    if not set(known) - question.excluded:
        yield Problem(NOTHING_TO_CHOOSE)
        return
    params = {"known": ", ".join(known)}
    pairs = {name for pair in question.apart for name in pair}
    for name in sorted({*question.required, *question.excluded, *pairs} - set(known)):
        yield Problem(NO_SUCH_MEASURE, value=name, params=params)
    for payer in sorted(set(question.limits) - set(PAYERS)):
        yield Problem(NO_SUCH_PAYER, value=payer, params={"known": ", ".join(PAYERS)})


def _sums(question: Question) -> Iterator[Problem]:
    given = [] if question.budget_eur is None else [question.budget_eur]
    for eur in [*given, *question.limits.values()]:
        if not (math.isfinite(eur) and 0 <= eur <= HIGHEST_EUR):
            yield Problem(SUM_OUTSIDE, value=float(eur), params={"high": round(HIGHEST_EUR)})
    measures = len({one.measure for one in question.options})
    if question.most is not None and not 1 <= question.most <= measures:
        yield Problem(MOST_OUTSIDE, value=question.most, params={"high": measures})
    if not given and not question.limits and question.most is None:
        yield Problem(NO_LIMIT)


def _contradictions(question: Question) -> Iterator[Problem]:
    for name in sorted(question.required & question.excluded):
        yield Problem(REQUIRED_AND_EXCLUDED, value=name)
    for one, other in question.apart:
        if one == other:
            yield Problem(APART_FROM_ITSELF, value=one)
        elif {one, other} <= question.required:
            yield Problem(REQUIRED_APART, value=one, params={"other": other})
    most = question.most
    if most is not None and len(question.required) > most:
        yield Problem(MORE_REQUIRED, value=len(question.required), params={"most": most})


def _too_dear(question: Question) -> Iterator[Problem]:
    """Rule 3, each by itself: the cheapest position of each measure that is required."""
    named = {"measures": ", ".join(sorted(question.required))}
    least = middle_cents(_cheapest(question, None))
    if question.budget_eur is not None and least > CENTS * question.budget_eur + ALMOST:
        params = {**named, "budget": _euros(question.budget_eur)}
        yield Problem(BUDGET_BELOW_REQUIRED, value=_euros(least / CENTS), params=params)
    for payer, limit in sorted(question.limits.items()):
        at = PAYER_ORDER.index(payer)
        paid = middle_cents(_cheapest(question, at), at)
        if paid > CENTS * limit + ALMOST:
            params = {**named, "limit": _euros(limit), "meaning": PAYERS[payer]}
            yield Problem(LIMIT_BELOW_REQUIRED, value=_euros(paid / CENTS), params=params)
    for what, room in sorted(question.room.items()):
        least_use = sum(
            min(one.uses.get(what, 0.0) for one in own) for own in _required_options(question)
        )
        if least_use > room + ALMOST:
            params = {**named, "what": what, "room": _euros(room)}
            yield Problem(NO_ROOM_FOR_REQUIRED, value=_euros(least_use), params=params)


def _required_options(question: Question) -> list[list[Option]]:
    """The positions of each measure that is required, each list by price and name."""
    found = []
    for name in sorted(question.required):
        own = [one for one in question.options if one.measure == name]
        found.append(sorted(own, key=lambda one: (middle_cents([one]), one.option)))
    return found


def _cheapest(question: Question, payer: int | None) -> list[Option]:
    return [
        min(own, key=lambda one: (middle_cents([one], payer), one.option))
        for own in _required_options(question)
    ]


def _first_fitting(question: Question) -> Flags | None:
    """The first way to take what is required that keeps to all terms, the cheapest tried first."""
    terms = question.terms
    for ways in islice(product(*_required_options(question)), MOST_TRIED):
        taken = terms.flags_of(one.option for one in ways)
        if terms.fit(taken[None])[0]:
            return taken
    return None


def _asked(question: Question) -> str:
    """What was asked, by the names in which it was."""
    parts = sorted(question.required)
    if question.budget_eur is not None:
        parts.append(f"≤ {_grouped(question.budget_eur)}")
    parts += [f"{payer} ≤ {_grouped(eur)}" for payer, eur in sorted(question.limits.items())]
    parts += [f"{one} / {other}" for one, other in question.apart]
    return ", ".join(parts)


def _grouped(eur: float) -> str:
    """Whole euros in groups of three, which a comma or a point would tell in one language only."""
    return f"{_euros(eur):,}".replace(",", " ")


def _euros(eur: float) -> int:
    return int(np.rint(eur))
