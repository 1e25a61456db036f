"""Every set that keeps to the terms, so that the best of all is known: for small questions.

Measures are gone through one by one, each left out or taken in one of its positions; what does not
keep to the terms is dropped at once, because no set with it in it can (rule 2 of `question`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from weerbaar.common.refusals import refuse_if
from weerbaar.measures.search.portfolio import Evaluate, Sought, Tried
from weerbaar.measures.search.question import Flags, Question
from weerbaar.measures.search.refusing import question_problems


def all_sets(question: Question) -> Flags:
    """Every set that keeps to all terms, (S, n); raises Refused where there is none.

    The empty set comes first where nothing is required. There may be as many as the product over
    the measures of their positions plus one: of 20 measures a million.
    """
    refuse_if(question_problems(question))
    terms = question.terms
    sets = np.zeros((1, len(terms.names)), bool)
    for number in range(len(terms.measures)):
        grown = [] if number in terms.needed else [sets]
        for option in np.flatnonzero(terms.measure == number):
            more = sets.copy()
            more[:, option] = True
            grown.append(more[terms.fit(more)])
        sets = np.vstack(grown)
    return sets


def search_all(
    question: Question,
    evaluate: Evaluate,
    wanted: Callable[[], bool] = lambda: True,
    tell: Callable[[Tried, int], None] = lambda best, done: None,
) -> Sought:
    """Every set that keeps to the terms with what it brings; raises Refused where there is none.

    At least one is looked at; it ends where it is not wanted any more.
    """
    terms = question.terms
    tried: list[Tried] = []
    best: Tried | None = None
    sets = all_sets(question)
    for taken in sets:
        if tried and not wanted():
            return Sought(tuple(tried), True)
        options = terms.names_of(taken)
        cents = float(terms.cost(taken[None])[0])
        one = Tried(tuple(sorted(options)), float(evaluate(options)), cents)
        tried.append(one)
        best = one if best is None or one.rank < best.rank else best
        tell(best, len(tried))
    return Sought(tuple(tried), False)
