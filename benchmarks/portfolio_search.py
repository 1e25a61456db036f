"""Finds sets of measures under a budget: ours, plain greedy, pymoo's GA and random side by side.

On made-up towns (`portfolios.py`) of which the best of all sets is known by looking at each; every
one may look at 400 sets. Then 12 measures on a part of the default region, where the twin is run
for every set that the budget allows.

    python benchmarks/portfolio_search.py

`--smoke` does one small town and no twin.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from claim import is_smoke, print_claim
from portfolios import CLAIMED, FRESH, Town, make_town

from weerbaar.measures.files import catalogue_by_name
from weerbaar.measures.search.asking import Plan, make_question
from weerbaar.measures.search.exact import all_sets, search_all
from weerbaar.measures.search.portfolio import search
from weerbaar.measures.search.question import Question, Set
from weerbaar.measures.search.runner import looking_of
from weerbaar.region.cut import cut_region
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.extras import extra, quiet
from weerbaar.twin.files import read_scenario
from weerbaar.twin.runner import make_twin

EVALUATIONS = 400
OFF = 0.5
"""Percent below the best of all sets that counts as missed."""
TWELVE = (
    "afspraak-apotheken",
    "afspraak-winkels",
    "boekje",
    "buurtvoorraad",
    "mobiele-aggregaten",
    "noodpakket",
    "noodradio",
    "noodsteunpunt-licht",
    "waterpakket",
    "watertankwagens",
    "zendmast-accu-8-uur",
    "zendmast-accu-24-uur",
)
TOWNS, SCENARIO, BUDGET = ("Tiel", "West Betuwe"), "stroomuitval-72u", 1_000_000.0

EACH = 300_000.0
"""What one measure may cost at most, so that several fit together."""

Evaluate = Callable[[Set], float]


def ours(question: Question, evaluate: Evaluate, evaluations: int, seed: int) -> float:
    """What the best set brings that our search finds."""
    return search(question, evaluate, evaluations, np.random.default_rng(seed)).best.benefit


def greedy(question: Question, evaluate: Evaluate, evaluations: int, seed: int) -> float:
    """What benefit per euro brings, option by option; it ends where nothing more fits or helps."""
    terms = question.terms
    taken = np.zeros(len(terms.names), bool)
    best = evaluate(terms.names_of(taken))
    while True:
        gains = []
        for i in np.flatnonzero(~taken):
            more = taken.copy()
            more[i] = True
            if terms.fit(more[None])[0]:
                value = evaluate(terms.names_of(more))
                gains.append(((value - best) / terms.totals[i, 0], value, int(i)))
        if not gains or max(gains)[0] <= 0:
            return best
        _, best, chosen = max(gains)
        taken[chosen] = True


def at_random(question: Question, evaluate: Evaluate, evaluations: int, seed: int) -> float:
    """The best of as many full sets at random."""
    terms, chance = question.terms, np.random.default_rng(seed)
    best, seen = -np.inf, set()
    for _ in range(10 * evaluations):
        if len(seen) == evaluations:
            break
        taken = np.zeros(len(terms.names), bool)
        for i in chance.permutation(len(taken)):
            taken[i] = True
            taken[i] = terms.fit(taken[None])[0]
        options = terms.names_of(taken)
        if options not in seen:
            seen.add(options)
            best = max(best, evaluate(options))
    return best


def genetic(question: Question, evaluate: Evaluate, evaluations: int, seed: int) -> float:
    """The best set of pymoo's genetic algorithm on bits; too dear a set counts as broken."""
    terms = question.terms
    base = extra("pymoo.core.problem").ElementwiseProblem

    class Bits(base):  # type: ignore[misc, valid-type]
        """Options as bits, the benefit to be high, the budget to be kept to."""

        def _evaluate(self, x: np.ndarray, out: dict, *args: object, **more: object) -> None:
            taken = np.asarray(x, bool)
            over = terms.cost(taken[None])[0] / terms.budget - 1.0
            out["F"] = [-evaluate(terms.names_of(taken)) if over <= 0 else 0.0]
            out["G"] = [over]

    n = len(terms.names)
    algorithm = extra("pymoo.algorithms.soo.nonconvex.ga").GA(
        pop_size=40,
        sampling=extra("pymoo.operators.sampling.rnd").BinaryRandomSampling(),
        crossover=extra("pymoo.operators.crossover.pntx").TwoPointCrossover(),
        mutation=extra("pymoo.operators.mutation.bitflip").BitflipMutation(),
        eliminate_duplicates=True,
    )
    problem = Bits(n_var=n, n_obj=1, n_ieq_constr=1, xl=0, xu=1, vtype=bool)
    with quiet():
        found = extra("pymoo.optimize").minimize(
            problem, algorithm, ("n_eval", evaluations), seed=seed, verbose=False
        )
    return 0.0 if found.F is None else -float(found.F[0])


WAYS = {"ours": ours, "greedy": greedy, "genetic": genetic, "random": at_random}


def off_by(town: Town, ways: Sequence[str], evaluations: int, seed: int) -> list[float]:
    """How far each way is below the best of all sets, in percent."""
    question = town.question
    best = float(town.brings(all_sets(question)).max())
    found = [WAYS[way](question, town.bring, evaluations, seed) for way in ways]
    return [100 * (1 - value / best) for value in found]


def compare(name: str, seeds: Sequence[int], ways: Sequence[str], measures: int) -> None:
    """Prints for every way how many towns it missed and how far it was off."""
    off = np.array([off_by(make_town(s, measures), ways, EVALUATIONS, 1) for s in seeds])
    for column, way in zip(off.T, ways, strict=True):
        missed = [seed for seed, value in zip(seeds, column, strict=True) if value > OFF]
        target = 0 if way == "ours" else None
        claim = f"{name}: {way} more than {OFF} % below the best of all sets"
        print_claim(claim, len(missed), f"of {len(seeds)} towns", target)
        print(f"  mean {column.mean():.2f} %, worst {column.max():.2f} %; missed seeds {missed}")


def twelve_on_a_town() -> None:
    """The best of all sets of 12 measures on a part of the default region, and what ours finds."""
    library = read_library()
    region = cut_region(read_region("gelderland-zuid"), library, municipalities=TOWNS)
    twin = make_twin(region, library, read_scenario(SCENARIO))
    own = catalogue_by_name()
    catalogue = {name: own[name] for name in TWELVE}
    plan = Plan(positions=1, screen_draws=4, need="information")
    question = make_question(catalogue, region, plan, budget_eur=EACH)
    question = replace(question, budget_eur=BUDGET)
    looking = looking_of(twin, catalogue, question, plan)
    began = time.process_time()
    every = search_all(question, looking.benefit)
    spent = time.process_time() - began
    found = search(question, looking.benefit, EVALUATIONS, np.random.default_rng(1))
    off = 100 * (1 - found.best.benefit / every.best.benefit) if every.best.benefit else 0.0
    last = max(i for i, one in enumerate(found.tried) if one == found.best) + 1
    print_claim(
        f"{len(every.tried)} sets of 12 measures, {len(region.areas)} areas: ours below the best",
        off,
        "percent",
        OFF,
    )
    print(f"  best {every.best.options}, found as set {last}; all sets took {spent:.0f} s of CPU")


def main() -> None:
    if is_smoke(str(__doc__).splitlines()[0]):
        town = replace(make_town(1000, 8), budget=300_000.0)
        off = off_by(town, list(WAYS), 40, 1)
        print_claim(
            "one town of 8 measures: ours below the best of all sets", off[0], "percent", OFF
        )
        return
    compare("the 20 towns of the claim", list(CLAIMED), list(WAYS), 20)
    compare("200 fresh towns", list(FRESH), ["ours", "greedy"], 20)
    twelve_on_a_town()


if __name__ == "__main__":
    main()
