"""A first comparison while somebody waits: few draws, from memory where it was asked before.

Rules:
1. It has a seat among those who turn knobs: however many ask, only so much is computed at once.
2. What was answered is kept by facts, scenario, variants and catalogue: the same question costs
   once, whoever asks it and of whichever place.
3. Only the first hours of a course are made, as for the knobs; a region and scenario that are too
   large for those are too large here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from weerbaar.common.refusals import Problem, refuse_if
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.runner import weigh_variants
from weerbaar.measures.variant_form import variant_as_data
from weerbaar.measures.web.weighed_actions import SEED, Question
from weerbaar.measures.weighing import Weighing
from weerbaar.region.web.facts import bundle_path, hash_of, keep_region, region_of, version_of
from weerbaar.twin.turning import course_h
from weerbaar.twin.twin import Twin
from weerbaar.twin.web.ready import Kept, twin_of_run
from weerbaar.twin.web.turns import MOST_AREA_HOURS, TOO_LARGE, desk

FEW = 10
WEIGHINGS_KEPT = 60

weighings = Kept(WEIGHINGS_KEPT)


@dataclass
class Facts:
    """What a twin is made of."""

    facts: str
    scenario: str
    seed: int = SEED


def quick_weighing(facts: str, question: Question, catalogue: Mapping[str, Measure]) -> Weighing:
    """The comparison of FEW draws.

    Raises Refused where a variant cannot be or all is too large, Busy where too many ask.
    """
    asked = [variant_as_data(side.variant) for side in question.sides]
    key = (
        version_of(facts),
        question.scenario,
        json.dumps(asked, sort_keys=True),
        repr(sorted(catalogue.items())),
    )

    def make() -> Weighing:
        with desk.seat():
            twin = _twin(facts, question.scenario)
            variants = [side.variant for side in question.sides]
            return weigh_variants(twin, variants, catalogue, draws=FEW)

    found: Weighing = weighings.get(key, make)
    return found


def _twin(facts: str, scenario: str) -> Twin:
    twin = twin_of_run(Facts(_kept(facts), scenario))
    hours = course_h(twin.scenario)
    too_large = hours * len(twin.network.region.areas) > MOST_AREA_HOURS
    refuse_if([Problem(TOO_LARGE)] if too_large else [])
    return replace(twin, hours=hours)


def _kept(facts: str) -> str:
    """The hash of these facts, of which the file is there."""
    found = hash_of(facts)
    return found if bundle_path(found).is_file() else keep_region(region_of(facts))
