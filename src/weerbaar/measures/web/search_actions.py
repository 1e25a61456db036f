"""Asking for a search of measures, and the kind of job that carries it out.

A search that is stopped keeps the best that it has. One that is taken up again begins anew: the
same question gives the same answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from weerbaar.common.files import LANGUAGES
from weerbaar.common.refusals import Refused, refuse_if
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.effects import variant_problems
from weerbaar.measures.search.asking import Plan, make_question, plan_over, plan_problems
from weerbaar.measures.search.form import as_data
from weerbaar.measures.search.question import Question
from weerbaar.measures.search.refusing import question_problems
from weerbaar.measures.search.runner import (
    CONFIRM,
    PARTS,
    SCREEN,
    Progress,
    front_of,
    regret_of,
    search_measures,
    told_of,
)
from weerbaar.measures.web import queries
from weerbaar.measures.web.compare_forms import Side
from weerbaar.measures.web.search_forms import COURSES, FRONT, REGRET, USUALLY
from weerbaar.measures.web.stored_models import Searched
from weerbaar.measures.web.weighed_actions import (
    AGAIN,
    BEGAN,
    SEED,
    as_stored,
    catalogue_then,
    own_as_data,
)
from weerbaar.platform.web import working
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.words import language
from weerbaar.platform.web.working import Held, Stopped
from weerbaar.region.files import read_library
from weerbaar.region.region import Region
from weerbaar.region.web.facts import keep_region, region_of
from weerbaar.region.web.queries import facts_of
from weerbaar.twin.checking import check_against
from weerbaar.twin.files import parse_scenario_text, read_scenario, scenario_names
from weerbaar.twin.runner import make_twin
from weerbaar.twin.web.queries import fitting_facts
from weerbaar.twin.web.ready import check_room, twin_of_run

KIND = "search"
SHARES = {SCREEN: (0.0, 0.8), CONFIRM: (0.8, 0.1), PARTS: (0.9, 0.09)}
"""How far a search is where a stage begins, and how much of it that stage is."""
ALL = {CONFIRM: (0.0, 0.99)}
"""A regret is one stage."""
Shares = Mapping[str, tuple[float, float]]


def start_search(
    organisation: Organisation,
    scenario: str,
    municipality: str,
    question: Mapping[str, Any],
    by: Person | None,
    key: uuid.UUID,
) -> Searched:
    """A search, and the job that carries it out; sent twice with the same number it is one.

    It is about facts and own figures as they stand now. Raises Refused where nothing can keep to
    what is asked, or where too much is being computed already.
    """
    known = working.asked_before(Searched.objects, organisation, key)
    if known is not None:
        return known
    region = region_of(facts_of(organisation))
    parsed = parse_scenario_text(scenario, "scenario.toml")
    refuse_if(check_against(parsed, region, read_library()))
    plan = plan_of(question)
    refuse_if(plan_problems(plan))
    catalogue = queries.catalogue_of(organisation)
    refuse_if(question_problems(question_of(question, plan, catalogue, region)))
    check_room(region, parsed, plan.confirm_draws)
    return _stored(organisation, scenario, municipality, question, by, key)


def start_regret(
    organisation: Organisation,
    scenario: str,
    municipality: str,
    sides: Sequence[Side],
    asked: Mapping[str, Any],
    by: Person | None,
    key: uuid.UUID,
) -> Searched:
    """How wrong some variants can turn out over all crises that fit, as a job of the same kind.

    `asked` has the number of `draws`, and the crisis it is `about` as a form names it. Raises
    Refused where a variant cannot be here, their years differ, or where too much is being computed
    already.
    """
    known = working.asked_before(Searched.objects, organisation, key)
    if known is not None:
        return known
    region, catalogue = region_of(facts_of(organisation)), queries.catalogue_of(organisation)
    refuse_if([p for side in sides for p in variant_problems(side.variant, catalogue, region)])
    plan_over(Plan(), [side.variant for side in sides])
    question = {"way": REGRET, **asked, "variants": [as_stored(side) for side in sides]}
    return _stored(organisation, scenario, municipality, question, by, key)


def _stored(
    organisation: Organisation,
    scenario: str,
    municipality: str,
    question: Mapping[str, Any],
    by: Person | None,
    key: uuid.UUID,
) -> Searched:
    facts = keep_region(region_of(facts_of(organisation)))
    with transaction.atomic():
        made, is_new = Searched.objects.get_or_create(
            pk=key,
            defaults={
                "organisation": organisation,
                "person": by,
                "facts": facts,
                "scenario": scenario,
                "municipality": municipality,
                "seed": SEED,
                "draws": plan_of(question).confirm_draws,
                "own_figures": own_as_data(organisation),
                "question": dict(question),
            },
        )
        if is_new:
            working.start_job(organisation, KIND, {"searched": str(key)}, by, key)
    return made


def plan_of(question: Mapping[str, Any]) -> Plan:
    """How a search goes, from what was asked."""
    if question["way"] == REGRET:
        return Plan(confirm_draws=question.get("draws", COURSES[USUALLY]))
    return Plan(
        need=question["need"],
        outcome=question["outcome"],
        first_year=question["first_year"],
        years=question["years"],
        evaluations=question["evaluations"],
    )


def question_of(
    asked: Mapping[str, Any], plan: Plan, catalogue: Mapping[str, Measure], region: Region
) -> Question:
    """Which sets count, from what was asked."""
    return make_question(
        catalogue,
        region,
        plan,
        budget_eur=asked["budget"],
        limits=asked["limits"],
        required=asked["required"],
        excluded=asked["excluded"],
        most=asked["most"],
    )


class Listening:
    """Passes on how far a search is and the best so far; once it is asked to stop it says so."""

    def __init__(self, held: Held, key: uuid.UUID, shares: Shares = SHARES) -> None:
        self.held, self.key, self.shares = held, key, shares
        self.stopped = False
        self.share = 0.0
        self.best: tuple[str, ...] = ()

    def wanted(self) -> bool:
        return not self.stopped

    def __call__(self, told: Progress) -> None:
        part = min(1.0, told.done / max(told.of, 1))
        first, room = self.shares[told.stage]
        # What was told before a job was taken up again, or of a stage that begins, is never undone.
        self.share = max(self.share, first + room * part)
        if told.best and told.best != self.best:
            self.best = told.best
            best = {"options": list(told.best), "benefit": told.benefit}
            Searched.objects.filter(pk=self.key).update(best=best)
        try:
            self.held.tell(self.share)
        except Stopped:
            self.stopped = True


def make(held: Held, searched: str) -> dict[str, Any]:
    """The kind of job `search`: what is found stands there whole; stopped, it keeps the best."""
    found = Searched.objects.get(pk=searched)
    if found.data is not None:
        return {}
    held.say(BEGAN if held.attempt == 1 else AGAIN)
    shares = ALL if found.question["way"] == REGRET else SHARES
    listening = Listening(held, found.pk, shares)
    try:
        data = _answer(found, listening)
    except Refused as refused:
        for problem in refused.problems:
            held.say(problem.message(language(LANGUAGES[0])))
        raise
    Searched.objects.filter(pk=found.pk, data__isnull=True).update(data=data)
    if listening.stopped:
        raise Stopped
    held.tell(1.0)
    return {}


def _answer(found: Searched, listening: Listening) -> dict[str, Any]:
    asked = found.question
    catalogue, plan = catalogue_then(found.own_figures), plan_of(asked)
    if asked["way"] == REGRET:
        return _regret(found, catalogue, plan, listening)
    twin = twin_of_run(found)
    question = question_of(asked, plan, catalogue, twin.network.region)
    search = front_of if asked["way"] == FRONT else search_measures
    answer = search(twin, catalogue, question, plan, tell=listening, wanted=listening.wanted)
    return as_data(answer)


def _regret(
    found: Searched, catalogue: Mapping[str, Measure], plan: Plan, listening: Listening
) -> dict[str, Any]:
    """How wrong variants can turn out over the crises that ship and fit."""
    variants = [queries.as_variant(one["data"], catalogue) for one in found.question["variants"]]
    region, library = region_of(found.facts), read_library()
    fitting = fitting_facts(found.facts)
    # The crisis in which they were compared goes first: of it something is told in any case.
    first = parse_scenario_text(found.scenario, "scenario.toml").scenario
    fitting = dict(sorted(fitting.items(), key=lambda item: item[0] != first))
    twins = [make_twin(region, library, one, seed=found.seed) for one in fitting.values()]
    others = [name for name in scenario_names() if name not in fitting]
    left_out = [told_of(read_scenario(name)) for name in others]
    answer = regret_of(
        twins,
        variants,
        catalogue,
        plan,
        left_out=left_out,
        tell=listening,
        wanted=listening.wanted,
    )
    return as_data(answer)
