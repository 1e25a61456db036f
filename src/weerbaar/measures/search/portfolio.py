"""Which set of options brings most: benefit per euro first, then swaps on a learned estimate.

Rules:
1. First are looked at: what is required, the sets to start from, and what is required with one
   option more; where there are many options, at most half of the evaluations go to those, the
   dearest position of each measure before the others.
2. Then the set that takes options by benefit per euro, from the best, as far as they fit.
3. Then, again and again: an estimate is learned from all sets that were looked at, and climbed by
   adds, drops and swaps; the highest set that was not looked at is the next. By turns the estimate
   is a draw that fits what was seen, climbed from the best set, a good one and one at random; such
   a draw climbed from sets at random only, so that another mountain may be found; and its mean, to
   use what is known.
4. Where the climb finds nothing new, a neighbour of the best sets is taken, and at last of any set.
   It ends when all sets near those looked at were looked at, at the number of evaluations, or
   where it is not wanted any more; the best so far stands at every moment.
5. No set is looked at twice. Of sets that bring the same the cheaper is better, then the first by
   name. All chance comes from one generator, and options are taken by name, so that neither the
   order in which they were given nor the machine makes a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from weerbaar.common.refusals import refuse_if
from weerbaar.measures.search.estimate import Quadratic, Widths, learn
from weerbaar.measures.search.moves import Worth, climb, filled, neighbours
from weerbaar.measures.search.question import Flags, Floats, Question, Set, Terms
from weerbaar.measures.search.refusing import least_set, question_problems

Evaluate = Callable[[Set], float]

RELEARN = 25
"""After so many sets the widths of the estimate are chosen anew."""
TURNS, BLINDLY, MEAN = 3, 1, 2
BLIND = (1, 3, 1)
"""How many sets at random are climbed from in each turn."""
GOOD = 20
CHEAPER = 1e-4
"""What the whole budget weighs in the estimate, in spreads of benefit: no more than a tie-break."""


@dataclass(frozen=True)
class Tried:
    """A set that was looked at, by the names of its options, what it brings and its cents."""

    options: tuple[str, ...]
    benefit: float
    cents: float

    @property
    def rank(self) -> tuple[float, float, tuple[str, ...]]:
        """Lower is better (rule 5)."""
        return -self.benefit, self.cents, self.options


@dataclass(frozen=True)
class Sought:
    """All sets that were looked at, in that order; `stopped` where it was not wanted any more."""

    tried: tuple[Tried, ...]
    stopped: bool

    @property
    def best(self) -> Tried:
        """The best of them (rule 5)."""
        return min(self.tried, key=lambda one: one.rank)

    def first(self, many: int) -> list[Tried]:
        """So many of the best, the best first."""
        return sorted(self.tried, key=lambda one: one.rank)[:many]


class _Enough(Exception):
    """Raised inside a search where it is to end."""


@dataclass
class _Looking:
    """What a search holds while it goes on: the sets that were looked at, and what they brought."""

    terms: Terms
    evaluate: Evaluate
    evaluations: int
    wanted: Callable[[], bool]
    tell: Callable[[Tried, int], None]
    sets: list[Flags] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)
    seen: dict[bytes, float] = field(default_factory=dict)
    stopped: bool = False

    def look(self, taken: Flags) -> float:
        """What a set brings; raises _Enough where no more may be looked at."""
        key = taken.tobytes()
        if key in self.seen:
            return self.seen[key]
        if len(self.tried) >= self.evaluations:
            raise _Enough
        if self.tried and not self.wanted():
            self.stopped = True
            raise _Enough
        options = self.terms.names_of(taken)
        self.seen[key] = benefit = float(self.evaluate(options))
        self.sets.append(taken.copy())
        cents = float(self.terms.cost(taken[None])[0])
        self.tried.append(Tried(tuple(sorted(options)), benefit, cents))
        self.tell(min(self.tried, key=lambda one: one.rank), len(self.tried))
        return benefit

    def is_new(self, taken: Flags) -> bool:
        """Whether a set was not looked at."""
        return taken.tobytes() not in self.seen

    def ranked(self) -> list[Flags]:
        """The sets that were looked at, the best first."""
        order = sorted(range(len(self.sets)), key=lambda i: self.tried[i].rank)
        return [self.sets[i] for i in order]


def search(
    question: Question,
    evaluate: Evaluate,
    evaluations: int,
    chance: np.random.Generator,
    *,
    start: Sequence[Set] = (),
    wanted: Callable[[], bool] = lambda: True,
    tell: Callable[[Tried, int], None] = lambda best, done: None,
) -> Sought:
    """The sets that were looked at, with the best of them.

    `evaluate` gives the benefit of a set of options by name: more is better. At least one set is
    looked at, also where it is not wanted; `tell` hears the best so far and how many were looked
    at. Sets of `start` that do not keep to the terms are left out. Raises Refused where no set can
    keep to the terms.
    """
    refuse_if(question_problems(question))
    looking = _Looking(question.terms, evaluate, max(1, evaluations), wanted, tell)
    try:
        first = least_set(question)
        looking.look(first)
        _look_at_start(looking, start)
        _look_at_singles(looking, first)
        _learn_on(looking, first, chance)
    except _Enough:
        pass
    return Sought(tuple(looking.tried), looking.stopped)


def _look_at_start(looking: _Looking, start: Sequence[Set]) -> None:
    terms = looking.terms
    for options in start:
        if options <= set(terms.names):
            taken = terms.flags_of(options)
            if terms.whole(taken[None])[0] and terms.fit(taken[None])[0]:
                looking.look(taken)


def _look_at_singles(looking: _Looking, first: Flags) -> None:
    """What is required with one option more, and then filled by benefit per euro (rules 1, 2)."""
    terms, base = looking.terms, looking.look(first)
    per_euro: list[tuple[float, int]] = []
    left = max(1, looking.evaluations // 2)
    for option in _dearest_first(terms):
        more = first.copy()
        more[option] = True
        if first[option] or not terms.fit(more[None])[0] or left <= 0:
            continue
        gain = looking.look(more) - base
        euros = max(1.0, float(np.median(terms.totals[option])))
        per_euro.append((gain / euros, option))
        left -= 1
    order = sorted((one for one in per_euro if one[0] > 0), key=lambda one: (-one[0], one[1]))
    looking.look(filled(first, np.array([option for _, option in order], np.int64), terms))


def _dearest_first(terms: Terms) -> list[int]:
    """The options: of each measure the dearest, then of each the next, and so on."""
    middle = np.median(terms.totals, axis=1)
    place: dict[int, int] = {}
    for m in range(len(terms.measures)):
        own = sorted(np.flatnonzero(terms.measure == m).tolist(), key=lambda i: -middle[i])
        place |= {option: at for at, option in enumerate(own)}
    return sorted(place, key=lambda option: (place[option], option))


def _learn_on(looking: _Looking, first: Flags, chance: np.random.Generator) -> None:
    """Looks at the sets that the estimate points to, until all were looked at (rules 3, 4)."""
    widths: Widths | None = None
    for step in range(looking.evaluations):
        benefits = np.array([one.benefit for one in looking.tried])
        estimate = learn(np.array(looking.sets), benefits, None if step % RELEARN == 0 else widths)
        widths = estimate.widths
        turn = step % TURNS
        guess = estimate.mean() if turn == MEAN else estimate.draw(chance)
        worth = _worth(guess, looking.terms, estimate.spread)
        starts = [_at_random(looking.terms, first, chance) for _ in range(BLIND[turn])]
        if turn != BLINDLY:
            ranked = looking.ranked()
            starts += [ranked[0], ranked[int(chance.integers(0, min(GOOD, len(ranked))))]]
        new = _next(looking, starts, worth)
        if new is None:
            return
        looking.look(new)


def _at_random(terms: Terms, first: Flags, chance: np.random.Generator) -> Flags:
    return filled(first, chance.permutation(len(terms.names)), terms)


def _worth(guess: Quadratic, terms: Terms, spread: float) -> Worth:
    """What the estimate gives sets, the cheaper of two equals a little more."""
    middle = np.median(terms.totals, axis=1)
    price = CHEAPER * spread * middle / max(1.0, float(middle.sum()))

    def worth(sets: Flags) -> Floats:
        return guess.of(sets) - sets @ price

    return worth


def _next(looking: _Looking, starts: Sequence[Flags], worth: Worth) -> Flags | None:
    """The next set to look at; None where there is no new one near those looked at."""
    climbed = [climb(start, worth, looking.terms) for start in starts]
    new = [taken for taken in climbed if looking.is_new(taken)]
    if new:
        return new[int(np.argmax(worth(np.array(new))))]
    for taken in looking.ranked():
        near = [one for one in neighbours(taken, looking.terms) if looking.is_new(one)]
        if near:
            best: Flags = near[int(np.argmax(worth(np.array(near))))]
            return best
    return None
