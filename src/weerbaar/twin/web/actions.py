"""One function for each thing that a person does with scenarios and runs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.platform.web import working
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.trail import record
from weerbaar.region.files import read_library
from weerbaar.region.web.facts import keep_region, region_of
from weerbaar.region.web.queries import facts_of
from weerbaar.twin.checking import check_against, check_municipalities
from weerbaar.twin.files import parse_scenario_text
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.web.models import MOST_NAME, OwnScenario, Run
from weerbaar.twin.web.ready import check_room

TOO_MANY = ProblemKind(
    "too-many-scenarios",
    mark("There are {value} scenarios already; an organisation may keep at most {high}."),
    mark("First remove one that is not used any more."),
)
MOST_SCENARIOS = 200
SEED = 1
KIND = "answer"


@dataclass(frozen=True)
class Question:
    """What is asked of the twin: the text of a scenario, for whom ("" is all), how many courses."""

    scenario: str
    municipality: str
    draws: int


def start_run(
    organisation: Organisation, question: Question, by: Person | None, key: uuid.UUID
) -> Run:
    """A run, and the job that carries it out; sent twice with the same number it is one.

    It is about the facts as they stand now, whatever is changed later. Raises Refused where the
    scenario does not fit them, where its courses do not fit in memory, where too much is being
    computed already, or where another organisation asked under this number.
    """
    known = working.asked_before(Run.objects, organisation, key)
    if known is not None:
        return known
    region = region_of(facts_of(organisation))
    scenario = parse_scenario_text(question.scenario, "scenario.toml")
    place = [question.municipality] if question.municipality else []
    refuse_if(check_municipalities(place, region, "", "municipality"))
    refuse_if(check_against(scenario, region, read_library()))
    check_room(region, scenario, question.draws)
    facts = keep_region(region)
    with transaction.atomic():
        run, is_new = Run.objects.get_or_create(
            pk=key,
            defaults={
                "organisation": organisation,
                "person": by,
                "facts": facts,
                "scenario": question.scenario,
                "municipality": question.municipality,
                "draws": question.draws,
                "seed": SEED,
            },
        )
        if is_new:
            working.start_job(organisation, KIND, {"run": str(key)}, by, key)
    return run


def _called(scenario: Scenario) -> str:
    return (scenario.name_nl or scenario.scenario)[:MOST_NAME]


@transaction.atomic
def add_scenario(organisation: Organisation, text: str, by: Person | None) -> OwnScenario:
    """A scenario of an organisation's own, from the text of a TOML file; raises Refused."""
    scenario = parse_scenario_text(text, "scenario.toml")
    refuse_if(check_against(scenario, None, read_library()))
    held = organisation.scenarios.count()
    params = {"high": MOST_SCENARIOS}
    too_many = held >= MOST_SCENARIOS
    refuse_if([Problem(TOO_MANY, value=held, params=params)] if too_many else [])
    made = OwnScenario.objects.create(
        organisation=organisation, name=_called(scenario), text=text, person=by
    )
    record("add-scenario", by, organisation)
    return made


@transaction.atomic
def change_scenario(own: OwnScenario, text: str, version: int, by: Person | None) -> bool:
    """Writes another text; False where somebody changed it since that version. Raises Refused."""
    scenario = parse_scenario_text(text, "scenario.toml")
    refuse_if(check_against(scenario, None, read_library()))
    newest = OwnScenario.objects.filter(pk=own.pk, version=version)
    done = newest.update(
        name=_called(scenario),
        text=text,
        person=by,
        changed_at=timezone.now(),
        version=F("version") + 1,
    )
    if done:
        record("change-scenario", by, own.organisation)
    return bool(done)


@transaction.atomic
def remove_scenario(own: OwnScenario, version: int, by: Person | None) -> bool:
    """Removes a scenario; False where somebody changed it since that version.

    Runs of it keep its text.
    """
    gone, _ = OwnScenario.objects.filter(pk=own.pk, version=version).delete()
    if gone:
        record("remove-scenario", by, own.organisation)
    return bool(gone)
