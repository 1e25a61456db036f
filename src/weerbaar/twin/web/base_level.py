"""What each municipality lacks of a base level, as a page asks it, and kept for who asks next.

Courses last until the last requirement is counted, where that is not too much while somebody waits.
Where the first page that asks makes courses as long, those of the usual profile are shared with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.region.web.facts import version_of
from weerbaar.twin.files import DEFAULT_PROFILE, profile_names, read_profile
from weerbaar.twin.findings import judge_norms
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.profile import Profile
from weerbaar.twin.runner import run_more
from weerbaar.twin.town_findings import Town, towns_of
from weerbaar.twin.turning import MOST_LETTERS
from weerbaar.twin.web import turns
from weerbaar.twin.web.ready import Kept

LEVELS_KEPT = 12
NO_PROFILE = ProblemKind(
    "no-such-base-level",
    mark("There is no base level “{value}”."),
    mark("Choose one from the list."),
)
levels = Kept(LEVELS_KEPT)


@dataclass(frozen=True)
class Level:
    """A base level and every municipality held against it, in courses of so many hours."""

    profile: Profile
    towns: tuple[Town, ...]
    hours: float


def hours_of(usual: float, areas: int, profile: Profile) -> float:
    """How long courses last: until the last requirement is counted, or the usual hours."""
    wanted = max(usual, *(norm.within_h for norm in profile.norms))
    return wanted if wanted * areas <= turns.MOST_AREA_HOURS else usual


def asked_profile(asked: str) -> tuple[str, list[Problem]]:
    """The profile that is asked for, else the usual one, and what is wrong with it."""
    if not asked or asked in profile_names():
        return asked or DEFAULT_PROFILE, []
    return DEFAULT_PROFILE, [Problem(NO_PROFILE, value=asked[:MOST_LETTERS])]


def level_of(facts: str, scenario: str, profile: str) -> Level:
    """All municipalities of these facts against a profile; raises Busy where too many ask."""

    def make() -> Level:
        with turns.desk.seat():
            return _held(facts, scenario, read_profile(profile))

    found: Level = levels.get((version_of(facts), scenario, profile), make)
    return found


def _held(facts: str, scenario: str, profile: Profile) -> Level:
    usual = turns.base_twin(facts, scenario)
    hours = hours_of(usual.hours, len(usual.network.region.areas), profile)
    if profile.profile == DEFAULT_PROFILE and hours == usual.hours:
        base = turns.base_of(facts, scenario)
        twin, runs = base.twin, list(base.runs)
    else:
        twin = replace(usual, norms=profile.norms, hours=hours)
        runs = run_more(twin, [], turns.ALL, lambda: True)
    outcome = summarise(twin, runs, scope_of(twin), by_hour=False)
    verdicts = judge_norms(twin, runs, outcome, "nl")
    return Level(profile, towns_of(profile, verdicts, hours), hours)
