"""Twins and runs that stand ready in memory, so that a page can answer at once.

Rules:
1. What was asked lately is kept, a few of it; who asks for what is being made waits for it.
2. What every visitor sees first stays once it is made: the answer of the default region.
3. Comparisons, and courses that tell why, are kept apart: they throw out none of what pages show.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from functools import lru_cache
from threading import BoundedSemaphore, Lock
from typing import Any, Protocol, TypeVar

from weerbaar.common.language import Language
from weerbaar.common.refusals import refuse_if
from weerbaar.region.files import read_library
from weerbaar.region.region import Region
from weerbaar.region.web.facts import region_of, version_of
from weerbaar.region.web.queries import shown_region
from weerbaar.twin.answer import Answer
from weerbaar.twin.checking import check_against
from weerbaar.twin.cli import DEFAULT_RUNS, usual_scenario
from weerbaar.twin.ensemble import Run, check_quiet
from weerbaar.twin.files import parse_scenario_text, read_scenario
from weerbaar.twin.memory import FIELDS, memory_problems
from weerbaar.twin.runner import answer_from, make_twin, memory_room, run_many
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.twin import Twin

TWINS_KEPT = 4
RUNS_KEPT = 3
SIDES_KEPT = 4
ANSWERS_KEPT = 40
AT_ONCE = 2

Made = TypeVar("Made")


class Asked(Protocol):
    """What a stored run was asked of: facts by hash, the text of a scenario, a seed."""

    facts: str
    scenario: str
    seed: int


class Kept:
    """Keeps the newest few of what was made, by key; each is made once at a time.

    What `stays` says yes to is kept beside those few, for ever. What fails is not kept: whoever
    asks next tries again.
    """

    def __init__(self, most: int, stays: Callable[[Hashable], bool] = lambda key: False) -> None:
        self.most = most
        self.stays = stays
        self.lock = Lock()
        self.made: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What stands under this key, else what `make` gives, or raises."""
        with self.lock:
            future = self.made.get(key)
            mine = future is None
            if future is None:
                future = self.made[key] = Future()
            self.made.move_to_end(key)
            few = [k for k in self.made if not self.stays(k)]
            done = [k for k in few if self.made[k].done() and k != key]
            for old in done[: max(0, len(few) - self.most)]:
                del self.made[old]
        if mine:
            try:
                future.set_result(make())
            except BaseException as fault:
                with self.lock:
                    if self.made.get(key) is future:
                        del self.made[key]
                future.set_exception(fault)
        found: Made = future.result()
        return found


def usual_of(facts: str) -> str:
    """The scenario that is shown where none is chosen."""
    return _usual_of(facts, version_of(facts))


@lru_cache(maxsize=16)
def _usual_of(facts: str, version: Hashable) -> str:
    return usual_scenario(region_of(facts), read_library())


def _is_first(key: Hashable) -> bool:
    """Whether this is the key of what every visitor sees first, see `twin_of` and the others."""
    region = shown_region()
    first = (region, usual_of(region), DEFAULT_RUNS)
    return isinstance(key, tuple) and key[: len(first)] == first[: len(key)]


seats = BoundedSemaphore(AT_ONCE)
"""However many ask, this many compute at once; the others wait for their turn."""
twins = Kept(TWINS_KEPT, _is_first)
runs = Kept(RUNS_KEPT, _is_first)
answers = Kept(ANSWERS_KEPT, _is_first)
sides = Kept(SIDES_KEPT)
asked_twins = Kept(TWINS_KEPT)
asked_courses = Kept(RUNS_KEPT)


def twin_of(facts: str, scenario: str = "") -> Twin:
    """The twin of these facts, see `facts.region_of`, with a scenario by name; quiet as checked.

    Without a name it is the usual one of the place. Raises Refused where they do not fit.
    """
    name = scenario or usual_of(facts)
    key = (version_of(facts), name)
    return twins.get(key, lambda: _make_twin(region_of(facts), read_scenario(name)))


def runs_of(
    facts: str,
    scenario: str = "",
    draws: int = DEFAULT_RUNS,
    tell: Callable[[int], None] = lambda done: None,
) -> list[Run]:
    """The runs of that twin; `tell` hears how many are made, where they are not there yet."""
    name = scenario or usual_of(facts)
    twin = twin_of(facts, name)
    return runs.get((version_of(facts), name, draws), lambda: _make_runs(twin, draws, tell))


def answer_of(
    facts: str,
    words: Language,
    municipality: str = "",
    scenario: str = "",
    draws: int = DEFAULT_RUNS,
) -> Answer:
    """The answer of that twin for the whole or for one municipality, without what-ifs."""
    name = scenario or usual_of(facts)
    key = (version_of(facts), name, draws, municipality, words.code)

    def make() -> Answer:
        made = runs_of(facts, name, draws)
        return answer_from(twin_of(facts, name), made, municipality, False, words)

    return answers.get(key, make)


def side_of(
    facts: str, scenario: str, draws: int, region: Region | None = None
) -> tuple[Twin, list[Run]]:
    """One side of a comparison: the twin of the facts of this hash, and its runs.

    Where these facts are kept nowhere, `region` holds them.
    """

    def make() -> tuple[Twin, list[Run]]:
        twin = _make_twin(region or region_of(facts), read_scenario(scenario))
        return twin, _make_runs(twin, draws)

    return sides.get((facts, scenario, draws), make)


def twin_of_run(run: Asked) -> Twin:
    """The twin that a run was asked of."""

    def make() -> Twin:
        return _make_twin(region_of(run.facts), scenario_of(run.scenario), run.seed)

    return asked_twins.get((run.facts, run.scenario, run.seed), make)


def courses_of_run(run: Asked, draws: int) -> list[Run]:
    """The first so many courses of a run, computed again: the same draws give the same courses."""
    key = (run.facts, run.scenario, run.seed, draws)
    twin = twin_of_run(run)
    return asked_courses.get(key, lambda: _make_runs(twin, draws))


@lru_cache(maxsize=64)
def scenario_of(text: str) -> Scenario:
    """The scenario in a TOML text that was checked before.

    Raises Refused where another version of the program checked it, and this one does not read it.
    """
    return parse_scenario_text(text, "")


def check_room(region: Region, scenario: Scenario, draws: int) -> None:
    """Raises Refused where so many courses of a scenario do not fit in memory."""
    areas = len(region.areas)
    refuse_if(memory_problems(areas, scenario, draws, memory_room(), kinds=FIELDS))


def _make_twin(region: Region, scenario: Scenario, seed: int = 1) -> Twin:
    library = read_library()
    refuse_if(check_against(scenario, region, library))
    # Whether all is quiet is asked of one course.
    check_room(region, scenario, 1)
    with seats:
        twin = make_twin(region, library, scenario, seed=seed)
        check_quiet(twin)
    return twin


def _make_runs(
    twin: Twin, draws: int, tell: Callable[[int], None] = lambda done: None
) -> list[Run]:
    check_room(twin.network.region, twin.scenario, draws)
    with seats:
        return run_many(twin, draws, tell)
