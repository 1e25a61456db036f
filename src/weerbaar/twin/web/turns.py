"""Turned knobs while people wait: what is computed for them, how much at once, and what is kept.

A question is anything that makes another twin of the one as it is now: knobs, or measures.

Rules:
1. At most AT_ONCE questions are computed at once and at most WAITING wait, for PATIENCE_S at most;
   who comes then is asked to come back a little later.
2. What was answered is kept by facts, question, draws and language: the same
   question costs once, whoever asks it.
3. The first draws of a question are kept until the others come; they are never made twice. Those
   without choices are made once for each facts and scenario.
4. A page that asks something newer stops what it asked before, unless another waits for it too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore, Lock

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.region.web.facts import region_of, version_of
from weerbaar.twin.difference import compare_answers
from weerbaar.twin.ensemble import Run
from weerbaar.twin.knobs import choose
from weerbaar.twin.mixing import mixed_runs
from weerbaar.twin.outcome import Outcome, Scope, scope_of, summarise
from weerbaar.twin.runner import run_more
from weerbaar.twin.sides import Side, side_of
from weerbaar.twin.turned import TurnedView, view_of
from weerbaar.twin.turned_maps import Ground, draw_ground
from weerbaar.twin.turning import course_h
from weerbaar.twin.twin import Twin
from weerbaar.twin.web.ready import Kept, twin_of

FEW, ALL = 10, 50
AT_ONCE, WAITING, PATIENCE_S = 2, 4, 20.0
VIEWS_KEPT, STARTED_KEPT, BASES_KEPT, GROUNDS_KEPT, PAGES_KEPT = 200, 6, 3, 8, 1000
PLACES_KEPT = 8
MOST_AREA_HOURS = 60_000
"""Areas times hours of a course that are computed while somebody waits."""

TOO_LARGE = ProblemKind(
    "too-large-for-knobs",
    mark("This region and scenario are too large to compute while you wait."),
    mark("Choose another scenario, or start a computation that runs by itself."),
)


class Busy(Exception):
    """Raised where too many ask something at once."""


class Superseded(Exception):
    """Raised where who asked has asked something newer."""


@dataclass(frozen=True)
class Question:
    """What is asked of which facts and scenario, of which place: here nothing that changes them.

    What may be asked is a frozen record below this one: it says itself what twin it makes.
    """

    facts: str
    scenario: str
    place: str

    @property
    def nothing(self) -> bool:
        """Whether all stands as it stands now."""
        return True

    def turn(self, twin: Twin) -> Twin:
        """The twin that is asked for, of the one as it is now; raises Refused."""
        return twin

    @property
    def shares(self) -> tuple[float, ...]:
        """Which share of the people lives in each of the twins that are asked for."""
        return (1.0,)

    def turns(self, twin: Twin) -> list[Twin]:
        """The twins that are asked for: one, unless people are told apart (`mixing`)."""
        return [self.turn(twin)]


@dataclass(frozen=True)
class Asked(Question):
    """A question with knobs."""

    choices: tuple[tuple[str, float], ...]
    fixed: tuple[tuple[str, float], ...]

    @property
    def nothing(self) -> bool:
        """Whether all stands as it stands now."""
        return not self.choices and not self.fixed

    def turn(self, twin: Twin) -> Twin:
        """The twin with these knobs; raises Refused where a choice cannot be."""
        turned = choose(twin, dict(self.choices)) if self.choices else twin
        return replace(turned, fixed={**turned.fixed, **dict(self.fixed)})


class Desk:
    """Gives a seat to whoever computes; a few may wait for one."""

    def __init__(self, at_once: int, waiting: int, patience_s: float) -> None:
        self.seats = BoundedSemaphore(at_once)
        self.places = BoundedSemaphore(at_once + waiting)
        self.patience_s = patience_s

    @contextmanager
    def seat(self) -> Iterator[None]:
        """A seat while it lasts; raises Busy where none comes free in time."""
        if not self.places.acquire(blocking=False):
            raise Busy
        try:
            if not self.seats.acquire(timeout=self.patience_s):
                raise Busy
            try:
                yield
            finally:
                self.seats.release()
        finally:
            self.places.release()


class Pages:
    """The newest question of each open page, by a name that the page made up."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.lock = Lock()
        self.newest: OrderedDict[str, int] = OrderedDict()

    def asks(self, page: str, number: int) -> Callable[[], bool]:
        """Notes a question, and gives what tells whether it is still the newest of its page."""
        if not page:
            return lambda: True
        with self.lock:
            self.newest[page] = max(number, self.newest.get(page, 0))
            self.newest.move_to_end(page)
            while len(self.newest) > self.most:
                self.newest.popitem(last=False)
        return lambda: self.newest.get(page, number) <= number


@dataclass
class Started:
    """The twins of a question with the runs of each that are made by now, and their shares."""

    twins: Sequence[Twin]
    shares: Sequence[float]
    made: list[list[Run]]
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class Base:
    """A twin as it is now with all its runs, in the first hours of its course.

    What was made of them for a place stands with them, and goes when they go.
    """

    twin: Twin
    runs: tuple[Run, ...]
    steps: int
    outcomes: Kept = field(default_factory=lambda: Kept(PLACES_KEPT))
    sides: Kept = field(default_factory=lambda: Kept(PLACES_KEPT))


desk = Desk(AT_ONCE, WAITING, PATIENCE_S)
pages = Pages(PAGES_KEPT)
views = Kept(VIEWS_KEPT)
started = Kept(STARTED_KEPT)
bases = Kept(BASES_KEPT)
grounds = Kept(GROUNDS_KEPT)


def base_twin(facts: str, scenario: str) -> Twin:
    """The twin as it is now; raises Refused where scenario and facts do not fit or are too much."""
    twin = twin_of(facts, scenario)
    hours = course_h(twin.scenario)
    too_large = hours * len(twin.network.region.areas) > MOST_AREA_HOURS
    refuse_if([Problem(TOO_LARGE)] if too_large else [])
    return replace(twin, hours=hours)


def base_of(facts: str, scenario: str) -> Base:
    """The twin as it is now, and its runs."""

    def make() -> Base:
        twin = base_twin(facts, scenario)
        runs = run_more(twin, [], ALL, lambda: True)
        return Base(twin, tuple(runs), max(run.steps for run in runs))

    found: Base = bases.get((version_of(facts), scenario), make)
    return found


def ground_of(asked: Question, words: Language) -> Ground:
    """The map of a place without colours."""

    def make() -> Ground:
        region = region_of(asked.facts)
        return draw_ground(region, _scope(asked), words)

    found: Ground = grounds.get((version_of(asked.facts), asked.place, words.code), make)
    return found


def view(asked: Question, draws: int, words: Language, wanted: Callable[[], bool]) -> TurnedView:
    """What is shown of a question with FEW or ALL draws.

    Raises Refused where a choice cannot be, Busy where too many ask, Superseded where nobody wants
    it any more.
    """
    key = (version_of(asked.facts), asked, draws, words.code)
    while True:
        try:
            found: TurnedView = views.get(key, lambda: _compute(asked, draws, words, wanted))
            return found
        except Superseded:
            # It was another who gave up; who still waits goes on with what is there.
            if not wanted():
                raise


def _compute(
    asked: Question, draws: int, words: Language, wanted: Callable[[], bool]
) -> TurnedView:
    with desk.seat():
        if not wanted():
            raise Superseded
        base = base_of(asked.facts, asked.scenario)
        scope = _scope(asked)
        ground = ground_of(asked, words)
        now = _outcome(base, asked, scope)
        before = _side(base, asked, scope, draws)
        if asked.nothing:
            return view_of(base.twin, now, [before], [], ground, words, draws == ALL)
        turn = _started(asked, base)
        runs = _runs(turn, draws, wanted)
        moves = compare_answers(base.twin, turn.twins[0], base.runs[:draws], runs, scope)
        both = [before, side_of(runs, scope, base.steps)]
        return view_of(base.twin, now, both, moves, ground, words, draws == ALL)


def _scope(asked: Question) -> Scope:
    return scope_of(twin_of(asked.facts, asked.scenario), asked.place)


def _outcome(base: Base, asked: Question, scope: Scope) -> Outcome:
    def make() -> Outcome:
        return summarise(base.twin, base.runs, scope, by_hour=False)

    found: Outcome = base.outcomes.get(asked.place, make)
    return found


def _side(base: Base, asked: Question, scope: Scope, draws: int) -> Side:
    def make() -> Side:
        return side_of(base.runs[:draws], scope, base.steps)

    found: Side = base.sides.get((asked.place, draws), make)
    return found


def _started(asked: Question, base: Base) -> Started:
    def make() -> Started:
        twins = asked.turns(base.twin)
        return Started(twins, asked.shares, [[] for _ in twins])

    found: Started = started.get((version_of(asked.facts), replace(asked, place="")), make)
    return found


def _runs(turn: Started, draws: int, wanted: Callable[[], bool]) -> list[Run]:
    with turn.lock:
        for at, twin in enumerate(turn.twins):
            if len(turn.made[at]) < draws:
                turn.made[at] = run_more(twin, turn.made[at], draws, wanted)
            if len(turn.made[at]) < draws:
                raise Superseded
        found = mixed_runs([made[:draws] for made in turn.made], turn.shares)
        # All runs of a question are megabytes, and once its view is there nobody asks for them.
        turn.made = [made[:FEW] for made in turn.made]
        return found
