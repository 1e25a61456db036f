"""What is asked of a search: which options there are, what they cost, and what a set must keep to.

Rules:
1. An option is one measure at one position of its knobs. A set has at most one option of a measure.
2. What a set costs is the middle of the sums of its options, draw by draw; it keeps to the budget,
   and what each payer pays keeps to the limit of that payer. An option costs no less than nothing,
   so that what a set keeps to, each part of it keeps to.
3. A set has every measure that is required and none that is excluded, at most so many measures, no
   two that may not go together, and takes no more of what is scarce (places for points) than there
   is.
4. Options stand in the order of their names, in whatever order they were given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from weerbaar.measures.costs import CENTS, PAYER_ORDER, Cents
from weerbaar.measures.variants import Choice

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Set = frozenset[str]
"""The names of the options that are taken together."""

ALMOST = 1e-6


@dataclass(frozen=True)
class Option:
    """A measure at one position: its name, its cents (payers, draws), and what it takes of `room`.

    `cents` has a row for each payer of `costs.PAYER_ORDER`, and as many draws as every other
    option. `choices` are what goes into a variant.
    """

    option: str
    measure: str
    cents: Cents = field(compare=False)
    uses: Mapping[str, float] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Question:
    """Which sets count; sums in euros over all years. Measures are named, not options.

    `apart` are pairs of measures that may not go together, `room` how much there is of what options
    take. A budget of None is no limit on what all payers pay together.
    """

    options: tuple[Option, ...]
    budget_eur: float | None = None
    limits: Mapping[str, float] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    apart: tuple[tuple[str, str], ...] = ()
    most: int | None = None
    room: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def terms(self) -> Terms:
        """The same as arrays."""
        return _terms_of(self)


@dataclass(frozen=True)
class Terms:
    """What sets must keep to, as arrays over the n options that are not excluded, in order.

    `cents` (n, payers, draws); `measure` (n) numbers the measure of each option; `needed` are the
    numbers of the measures that are required; `pairs` (P, 2) the options that may not go together;
    `uses` (n, R) and `room` (R).
    """

    names: tuple[str, ...]
    cents: Cents
    measure: NDArray[np.int64]
    measures: tuple[str, ...]
    needed: tuple[int, ...]
    pairs: NDArray[np.int64]
    budget: float
    limits: tuple[tuple[int, float], ...]
    most: int
    uses: Floats
    room: Floats

    @cached_property
    def of_measure(self) -> Floats:
        """Which option is of which measure, (n, measures)."""
        return np.asarray(np.eye(len(self.measures))[self.measure], np.float64)

    @cached_property
    def totals(self) -> Floats:
        """What each option costs in each draw, (n, draws), in cents."""
        return np.asarray(self.cents.sum(axis=1), np.float64)

    def names_of(self, taken: Flags) -> Set:
        """The names of the options of one set (n)."""
        return frozenset(self.names[i] for i in np.flatnonzero(taken))

    def flags_of(self, options: Iterable[str]) -> Flags:
        """One set (n) of options by name; raises KeyError for an unknown one."""
        at = {name: i for i, name in enumerate(self.names)}
        taken = np.zeros(len(self.names), bool)
        taken[[at[name] for name in options]] = True
        return taken

    def cost(self, sets: Flags) -> Floats:
        """The middle of what each of the sets (S, n) costs in all, in cents (rule 2)."""
        return _middles(sets, self.totals)

    def fit(self, sets: Flags) -> Flags:
        """Which of the sets (S, n) keep to everything but what is required."""
        ok: Flags = sets.sum(axis=1) <= self.most
        ok &= (sets.astype(np.float64) @ self.of_measure <= 1).all(axis=1)
        for one, other in self.pairs:
            ok &= ~(sets[:, one] & sets[:, other])
        if len(self.room):
            ok &= (sets @ self.uses <= self.room + ALMOST).all(axis=1)
        if np.isfinite(self.budget):
            ok[ok] = self.cost(sets[ok]) <= self.budget + ALMOST
        for payer, limit in self.limits:
            paid = self.cents[:, payer].astype(np.float64)
            ok[ok] = _middles(sets[ok], paid) <= limit + ALMOST
        return ok

    def whole(self, sets: Flags) -> Flags:
        """Which of the sets (S, n) have every measure that is required."""
        has = sets.astype(np.float64) @ self.of_measure
        return np.asarray((has[:, list(self.needed)] >= 1).all(axis=1))


def middle_cents(options: Sequence[Option], payer: int | None = None) -> float:
    """The middle of what options cost together, in cents; of one payer, or of all."""
    if not options:
        return 0.0
    draws = sum(one.cents.sum(axis=0) if payer is None else one.cents[payer] for one in options)
    return float(np.median(np.asarray(draws, np.float64)))


def _middles(sets: Flags, sums: Floats) -> Floats:
    """The middle over the draws of the sums (n, draws) of each set (S, n)."""
    together = sets.astype(np.float64) @ sums
    found: Floats = together[:, 0] if sums.shape[1] == 1 else np.median(together, axis=1)
    return found


def _terms_of(question: Question) -> Terms:
    kept = [one for one in question.options if one.measure not in question.excluded]
    options = sorted(kept, key=lambda one: one.option)
    measures = tuple(sorted({one.measure for one in options}))
    number = {name: i for i, name in enumerate(measures)}
    scarce = sorted(question.room)
    pairs = [
        (i, j)
        for first, second in question.apart
        for i, one in enumerate(options)
        for j, other in enumerate(options)
        if one.measure == first and other.measure == second
    ]
    budget = np.inf if question.budget_eur is None else CENTS * question.budget_eur
    limits = sorted((PAYER_ORDER.index(p), CENTS * eur) for p, eur in question.limits.items())
    uses = [[one.uses.get(name, 0.0) for name in scarce] for one in options]
    return Terms(
        names=tuple(one.option for one in options),
        cents=np.stack([one.cents for one in options])
        if options
        else np.zeros((0, len(PAYER_ORDER), 1), np.int64),
        measure=np.array([number[one.measure] for one in options], np.int64),
        measures=measures,
        needed=tuple(number[name] for name in sorted(question.required)),
        pairs=np.array(pairs, np.int64).reshape(-1, 2),
        budget=budget,
        limits=tuple(limits),
        most=len(measures) if question.most is None else question.most,
        uses=np.array(uses, np.float64).reshape(len(options), len(scarce)),
        room=np.array([question.room[name] for name in scarce], np.float64),
    )
