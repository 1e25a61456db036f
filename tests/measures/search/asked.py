"""Options and questions for the tests of the search, small enough to reckon with by hand."""

from collections.abc import Mapping

import numpy as np

from weerbaar.measures.costs import PAYER_ORDER
from weerbaar.measures.search.question import Option, Question, Set

TOWN = "municipality"


def option(
    name: str, eur: float | list[float], payer: str = TOWN, measure: str = "", takes: float = 0.0
) -> Option:
    """An option of one payer; a list of sums is one for each draw."""
    sums = eur if isinstance(eur, list) else [eur]
    cents = np.zeros((len(PAYER_ORDER), len(sums)), np.int64)
    cents[PAYER_ORDER.index(payer)] = np.rint(100 * np.array(sums))
    uses = {"points": takes} if takes else {}
    return Option(name, measure or name, cents, uses)


def asked(eur: Mapping[str, float], budget: float | None, **more: object) -> Question:
    """A question over one option of each measure, by what it costs."""
    options = tuple(option(name, cost) for name, cost in eur.items())
    return Question(options, budget_eur=budget, **more)  # type: ignore[arg-type]


def adding(worth: Mapping[str, float]):
    """A benefit that is the sum of that of the options."""

    def evaluate(options: Set) -> float:
        return float(sum(worth[name] for name in options))

    return evaluate
