"""One function for each question that a page or another room asks of scenarios and runs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.urls import reverse

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, Refused
from weerbaar.platform.jobs import OVER, STATES
from weerbaar.platform.web.models import Job, Organisation
from weerbaar.region import overview
from weerbaar.region.files import read_library
from weerbaar.region.region import Region
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
NOT_READ = mark("A scenario that this version does not read")
NO_PLACE = mark("a region that this version does not read")


@dataclass(frozen=True)
class ToldRun:
    """A run as a list or page shows it.

    `scenario` is None where this version of the program does not read what an earlier one stored;
    `wrong` says why.
    """

    run: Run
    title: str
    place: str
    state: str
    done: bool
    scenario: Scenario | None
    wrong: tuple[Problem, ...]


def runs_of(organisation: Organisation, words: Language) -> list[ToldRun]:
    """The newest MOST_RUNS runs of an organisation."""
    runs = list(organisation.runs.select_related("person")[:MOST_RUNS])
    jobs = Job.objects.in_bulk([run.pk for run in runs])
    return [told_run(run, jobs.get(run.pk), words) for run in runs]


def told_run(run: Run, job: Job | None, words: Language) -> ToldRun:
    """A run in words."""
    done = has_answer(run.pk)
    state = DONE if done else STATES[job.state] if job else GONE
    scenario, wrong = read_stored(run.scenario)
    place = run.municipality
    if not place:
        region, gone = region_of_run(run)
        place, wrong = region.name if region else words.text(NO_PLACE), (*wrong, *gone)
    name = scenario.name(words.code) if scenario else words.text(NOT_READ)
    title = words.text(TITLE, scenario=name, place=place)
    return ToldRun(run, title, place, words.text(state), done, scenario, wrong)


def read_stored(text: str) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario in a text that was stored; where this version does not read it, what is wrong.

    A later version of the program may refuse what an earlier one took.
    """
    try:
        return scenario_of(text), ()
    except Refused as refused:
        return None, refused.problems


def region_of_run(run: Run) -> tuple[Region | None, tuple[Problem, ...]]:
    """The facts that a run was asked of; where this version does not read them, what is wrong."""
    try:
        return region_of(run.facts), ()
    except Refused as refused:
        return None, refused.problems


def told_jobs(keys: Sequence[UUID], words: Language) -> dict[UUID, tuple[str, str]]:
    """What the jobs with these keys were asked, and where the page of each is."""
    runs = Run.objects.in_bulk(list(keys))
    return {
        key: (told_run(run, None, words).title, reverse("run", kwargs={"run": key}))
        for key, run in runs.items()
    }


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
    return fitting_facts(facts_of(organisation))


def fitting_facts(facts: str) -> Mapping[str, Scenario]:
    """The scenarios that ship and fit these facts, by name."""
    return _fitting(facts, version_of(facts))


def municipalities_of(organisation: Organisation) -> tuple[str, ...]:
    """The municipalities of the region that an organisation is about."""
    return tuple(overview.municipalities_of(region_of(facts_of(organisation))))


@lru_cache(maxsize=64)
def _shipped(name: str) -> Scenario:
    return read_scenario(name)


@lru_cache(maxsize=16)
def _fitting(facts: str, version: Hashable) -> Mapping[str, Scenario]:
    region, library = region_of(facts), read_library()
    return {
        name: scenario
        for name, scenario in shipped().items()
        if not check_against(scenario, region, library)
    }
