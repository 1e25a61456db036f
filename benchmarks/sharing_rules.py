"""Dividing over claims: claims a second for each rule, beside a plain proportional split.

The ceiling is the least that any rule must do: add up all claims, and multiply each by the part
that there is of it, in two numpy passes, measured in the same process. It has no caps, classes,
sides, lots or whole units, so no rule can reach it; the ratio says what these cost.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from claim import is_smoke, print_claim

from weerbaar.sharing.claims import Claim, Rule
from weerbaar.sharing.rules import Claims, divide_period, make_claims, make_scratch, make_terms
from weerbaar.sharing.tables import RULE_ORDER

SIZES = (100, 10_000)
PART = 0.6
CIVIL_SHARE = 0.6


def some_claims(n: int) -> Claims:
    """n claims of skewed size in 5 classes, 3 in 5 of them civil."""
    generator = np.random.default_rng(1)
    amounts = np.ceil(generator.lognormal(3.0, 1.0, n))
    needs, classes = generator.uniform(0.5, 3.0, n), generator.integers(1, 6, n)
    civil = generator.random(n) < 0.6
    return make_claims(
        [
            Claim(
                f"claim {i}",
                float(amounts[i]),
                float(needs[i]),
                int(classes[i]),
                "civil" if civil[i] else "military",
            )
            for i in range(n)
        ]
    )[0]


def seconds(work: Callable[[int], object], rounds: int, calls: int) -> float:
    """Median seconds of one call over several rounds of calls; the first call is not counted."""
    work(0)
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        for period in range(calls):
            work(period)
        taken.append((time.perf_counter() - start) / calls)
    return statistics.median(taken)


def measure(n: int, rounds: int, calls: int) -> None:
    """Prints the ceiling for n claims, and each rule beside it."""
    claims = some_claims(n)
    scratch, grant = make_scratch(claims), np.zeros(n)
    supply = PART * float(claims.amount.sum())
    ceiling = seconds(lambda _: claims.amount * (supply / claims.amount.sum()), rounds, calls)
    print_claim(
        f"ceiling of {n} claims: numpy proportional split", n / ceiling / 1e6, "M claims a s"
    )
    for rule in RULE_ORDER:
        for whole in (False, True):
            terms = make_terms(Rule(rule, whole, CIVIL_SHARE))
            taken = seconds(
                lambda period, terms=terms: divide_period(
                    terms, claims, supply, period, scratch, grant
                ),
                rounds,
                calls,
            )
            units = "whole units" if whole else "divisible"
            print_claim(f"{rule} of {n} claims in {units}", n / taken / 1e6, "M claims a s")
            print_claim(
                f"{rule} of {n} claims in {units}, ceiling over it", taken / ceiling, "times"
            )


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    for n in SIZES[:1] if smoke else SIZES:
        measure(n, 1 if smoke else 15, 2 if smoke else max(20, 200_000 // n))


if __name__ == "__main__":
    main()
