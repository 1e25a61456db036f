"""One function for each question that a page or another room asks of scenarios and runs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from weerbaar.common.language import Language, mark
from weerbaar.platform.jobs import OVER, STATES
from weerbaar.platform.web.models import Job, Organisation
from weerbaar.region.files import read_library
from weerbaar.region.web import queries as region_queries
from weerbaar.region.web.facts import region_of, version_of
from weerbaar.region.web.queries import facts_of
from weerbaar.twin.checking import check_against
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.web.answering import has_answer
from weerbaar.twin.web.models import OwnScenario, Run
from weerbaar.twin.web.ready import scenario_of

MOST_RUNS = 100
TITLE = mark("{scenario} in {place}")
DONE = mark("answered")
GONE = mark("gone")


@dataclass(frozen=True)
class ToldRun:
    """A run as a list or page shows it."""

    run: Run
    title: str
    place: str
    state: str
    done: bool


def runs_of(organisation: Organisation, words: Language) -> list[ToldRun]:
    """The newest MOST_RUNS runs of an organisation."""
    runs = list(organisation.runs.select_related("person")[:MOST_RUNS])
    jobs = Job.objects.in_bulk([run.pk for run in runs])
    return [told_run(run, jobs.get(run.pk), words) for run in runs]


def told_run(run: Run, job: Job | None, words: Language) -> ToldRun:
    """A run in words."""
    done = has_answer(run.pk)
    state = DONE if done else STATES[job.state] if job else GONE
    place = run.municipality or region_of(run.facts).name
    title = words.text(TITLE, scenario=scenario_of(run.scenario).name(words.code), place=place)
    return ToldRun(run, title, place, words.text(state), done)


def job_of(run: Run) -> Job | None:
    """The job that carries a run out; it goes before its run."""
    return Job.objects.filter(pk=run.pk).first()


def is_over(job: Job | None) -> bool:
    """Whether nothing more will come of a job."""
    return job is None or job.state in OVER


def shipped() -> Mapping[str, Scenario]:
    """The scenarios that ship, by name."""
    return {name: _shipped(name) for name in scenario_names()}


def own_scenarios(organisation: Organisation) -> list[OwnScenario]:
    """The scenarios that an organisation composed."""
    return list(organisation.scenarios.select_related("person"))


def fitting(organisation: Organisation) -> Mapping[str, Scenario]:
    """The scenarios that ship and fit the place of an organisation, by name."""
    facts = facts_of(organisation)
    return {name: _shipped(name) for name in _fitting(facts, version_of(facts))}


def municipalities_of(organisation: Organisation) -> tuple[str, ...]:
    """The municipalities of the region that an organisation is about."""
    return tuple(region_queries.municipalities_of(region_of(facts_of(organisation))))


@lru_cache(maxsize=64)
def _shipped(name: str) -> Scenario:
    return read_scenario(name)


@lru_cache(maxsize=16)
def _fitting(facts: str, version: Hashable) -> tuple[str, ...]:
    region, library = region_of(facts), read_library()
    return tuple(
        name for name in scenario_names() if not check_against(_shipped(name), region, library)
    )
