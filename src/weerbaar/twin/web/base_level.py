"""What each municipality lacks of a base level, as a page asks it, and kept for who asks next.

The courses of the usual profile are those of that page: they are made once for both. Those of
another profile are made for it, with the same care for how much is computed at once.
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
    """A base level and every municipality held against it."""

    profile: Profile
    towns: tuple[Town, ...]


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
    if profile.profile == DEFAULT_PROFILE:
        base = turns.base_of(facts, scenario)
        twin, runs = base.twin, list(base.runs)
    else:
        twin = replace(turns.base_twin(facts, scenario), norms=profile.norms)
        runs = run_more(twin, [], turns.ALL, lambda: True)
    outcome = summarise(twin, runs, scope_of(twin), by_hour=False)
    return Level(profile, towns_of(profile, judge_norms(twin, runs, outcome, "nl")))
