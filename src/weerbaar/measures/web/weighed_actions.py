"""Asking for a comparison that is computed well, and the kind of job that makes it.

The same question gives the same comparison, so a job that is taken up again begins anew; it stands
in the database whole or not at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from weerbaar.common.files import LANGUAGES
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, Refused, refuse_if
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.effects import variant_problems
from weerbaar.measures.own_figures import OwnFigure, own_problems, with_own
from weerbaar.measures.runner import weigh_variants
from weerbaar.measures.variant_form import variant_as_data
from weerbaar.measures.variants import Variant
from weerbaar.measures.web import queries
from weerbaar.measures.web.compare_forms import Side
from weerbaar.measures.web.stored_models import Weighed
from weerbaar.measures.weighing import Weighing
from weerbaar.measures.weighing_form import weighing_as_data
from weerbaar.platform.web import working
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.words import language
from weerbaar.platform.web.working import Held
from weerbaar.region.files import read_library
from weerbaar.region.region import Region
from weerbaar.region.web.facts import keep_region, region_of
from weerbaar.region.web.queries import facts_of
from weerbaar.twin.checking import check_against, check_municipalities
from weerbaar.twin.files import parse_scenario_text
from weerbaar.twin.reading import Figure
from weerbaar.twin.web.ready import check_room, twin_of_run

SEED = 1
KIND = "weigh"
BEGAN = mark("Began.")
AGAIN = mark("The computer that was at it stopped. We begin again from the start.")
COMPUTED = 0.99
"""How far it is once all is computed and it only has to be kept."""


@dataclass(frozen=True)
class Question:
    """What is asked: the text of a scenario, for whom ("" is all), which variants, how many draws.

    For whom says only what is shown first: all of the region is computed.
    """

    scenario: str
    municipality: str
    sides: tuple[Side, ...]
    draws: int


def start_weighing(
    organisation: Organisation, question: Question, by: Person | None, key: uuid.UUID
) -> Weighed:
    """A comparison, and the job that carries it out; sent twice with the same number it is one.

    It is about facts, variants and own figures as they stand now. Raises Refused where they do not
    fit together, where it does not fit in memory, or where too much is being computed already.
    """
    known = working.asked_before(Weighed.objects, organisation, key)
    if known is not None:
        return known
    region = region_of(facts_of(organisation))
    refuse_if(problems_of(organisation, question, region))
    check_room(region, parse_scenario_text(question.scenario, "scenario.toml"), question.draws)
    facts = keep_region(region)
    with transaction.atomic():
        made, is_new = Weighed.objects.get_or_create(
            pk=key,
            defaults={
                "organisation": organisation,
                "person": by,
                "facts": facts,
                "scenario": question.scenario,
                "municipality": question.municipality,
                "seed": SEED,
                "draws": question.draws,
                "own_figures": own_as_data(organisation),
                "variants": [as_stored(side) for side in question.sides],
            },
        )
        if is_new:
            working.start_job(organisation, KIND, {"weighed": str(key)}, by, key)
    return made


def problems_of(organisation: Organisation, question: Question, region: Region) -> list[Problem]:
    """What is wrong with a question about these facts."""
    scenario = parse_scenario_text(question.scenario, "scenario.toml")
    place = [question.municipality] if question.municipality else []
    problems = check_municipalities(place, region, "", "municipality")
    problems += check_against(scenario, region, read_library())
    catalogue = queries.catalogue_of(organisation)
    for side in question.sides:
        problems += variant_problems(side.variant, catalogue, region)
    return problems


def make(held: Held, weighed: str) -> dict[str, Any]:
    """The kind of job `weigh`: makes a comparison, and keeps all of it or nothing."""
    found = Weighed.objects.get(pk=weighed)
    if found.data is not None:
        return {"draws": found.draws}
    held.say(BEGAN if held.attempt == 1 else AGAIN)
    try:
        made = weigh_stored(found, held)
    except Refused as refused:
        for problem in refused.problems:
            held.say(problem.message(language(LANGUAGES[0])))
        raise
    # Another attempt that was thought dead may have been first; its answer is the same.
    Weighed.objects.filter(pk=found.pk, data__isnull=True).update(data=weighing_as_data(made))
    held.tell(1.0)
    return {"draws": found.draws}


def weigh_stored(found: Weighed, held: Held) -> Weighing:
    """The comparison that was asked, computed; raises Refused, or Stopped where it is asked to."""
    catalogue = catalogue_then(found.own_figures)
    return weigh_variants(
        twin_of_run(found),
        variants_then(found, catalogue),
        catalogue,
        draws=found.draws,
        tell=lambda done, all_: held.tell(COMPUTED * done / max(all_, 1)),
    )


def variants_then(found: Weighed, catalogue: Mapping[str, Measure]) -> list[Variant]:
    """The variants of a comparison as they stood when it was asked."""
    return [queries.as_variant(stored["data"], catalogue) for stored in found.variants]


def own_as_data(organisation: Organisation) -> list[dict[str, Any]]:
    """The own figures with which an organisation reckons now, to store."""
    return [asdict(own) for own in queries.own_figures_of(organisation)]


def catalogue_then(own_figures: list[dict[str, Any]]) -> Mapping[str, Measure]:
    """The measures by name with the own figures that were stored."""
    return with_own(queries.shipped_catalogue(), _own_then(own_figures))


def catalogue_to_show(own_figures: list[dict[str, Any]]) -> Mapping[str, Measure]:
    """The same to name what an answer holds: without figures that this catalogue does not know.

    The answer itself is stored whole, so that it can be read after a measure left the catalogue.
    """
    catalogue = queries.shipped_catalogue()
    own = [one for one in _own_then(own_figures) if not own_problems(catalogue, [one])]
    return with_own(catalogue, own)


def _own_then(own_figures: list[dict[str, Any]]) -> list[OwnFigure]:
    return [OwnFigure(**{**row, "figure": Figure(**row["figure"])}) for row in own_figures]


def as_stored(side: Side) -> dict[str, Any]:
    """A variant as it is compared now: where it comes from, in which version, what it holds."""
    data = variant_as_data(side.variant)
    return {"from": side.key, "version": side.version, "data": data}
