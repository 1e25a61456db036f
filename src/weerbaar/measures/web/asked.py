"""What somebody asks of a page with a variant on it: which crisis, where, and in which year.

The effect is computed as that of the knobs is, see `twin.web.turns`: a variant is one more question
that makes another twin of the one as it is now.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.measures.bill_words import costs_as_data
from weerbaar.measures.budget import DRAWS, bill_of
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.costs import counts_of
from weerbaar.measures.effects import with_measures
from weerbaar.measures.files import catalogue_by_name
from weerbaar.measures.own_figures import OwnFigure, with_own
from weerbaar.measures.variant_form import variant_as_data, variant_from_data
from weerbaar.measures.variants import Variant, standing_in
from weerbaar.region.web.facts import region_of
from weerbaar.twin.twin import Twin
from weerbaar.twin.web import turns
from weerbaar.twin.web.knob_queries import asked_place, asked_story
from weerbaar.twin.web.turns import Question

MONTHS = 12
SCENARIO, PLACE, YEAR = MOMENT = ("scenario", "place", "at")
MOST_SHOWN = 20

NO_SUCH_MOMENT = ProblemKind(
    "year-not-in-variant",
    mark("This variant is not about the year “{value}”."),
    mark("Choose a year from {low} to {high}."),
)


@dataclass(frozen=True)
class AskedVariant(Question):
    """A question with a variant: its data as JSON, how many months after it begins, own figures."""

    text: str
    month: int
    own: tuple[OwnFigure, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing of the variant stands by then."""
        variant = _variant_of(self.text, self.own)
        return not standing_in(variant, variant.first_year + max(0, self.month - 1) // MONTHS)

    def turn(self, twin: Twin) -> Twin:
        """The twin with what the variant has working by then; raises Refused."""
        variant = _variant_of(self.text, self.own)
        return with_measures(twin, variant, catalogue_with(self.own), self.month)


@lru_cache(maxsize=16)
def catalogue_with(own: tuple[OwnFigure, ...]) -> Mapping[str, Measure]:
    """The catalogue with these own figures."""
    return with_own(catalogue_by_name(), own) if own else catalogue_by_name()


@lru_cache(maxsize=64)
def _variant_of(text: str, own: tuple[OwnFigure, ...]) -> Variant:
    return variant_from_data(json.loads(text), "", catalogue_with(own))


@dataclass(frozen=True)
class Moment:
    """Of which facts, crisis, place and year a page tells; what was asked and cannot be is told."""

    facts: str
    scenario: str
    place: str
    year: int
    problems: tuple[Problem, ...]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What names it in an address."""
        return [(SCENARIO, self.scenario), (PLACE, self.place), (YEAR, str(self.year))]

    @property
    def query(self) -> str:
        """The same as a piece of an address."""
        return urlencode(self.pairs)

    def shared(self, words: Language) -> str:
        """What all maps of a page have in common, as SVG that is not seen."""
        return turns.ground_of(Question(self.facts, self.scenario, self.place), words).shared

    def asks(self, variant: Variant, own: tuple[OwnFigure, ...]) -> AskedVariant:
        """The question what a variant changes at the end of this year."""
        # What a variant is called changes nothing: a new name is no new question.
        same = replace(variant, name_nl="-", name_en="-", summary_nl="", summary_en="")
        text = json.dumps(variant_as_data(same), sort_keys=True)
        month = MONTHS * (self.year - variant.first_year + 1)
        return AskedVariant(self.facts, self.scenario, self.place, text, month, own)


def moment_of(
    facts: str, usual_place: str, sent: Mapping[str, str], first_year: int, last_year: int
) -> Moment:
    """Of which crisis, place and year is asked; the last year where none is.

    Raises Refused where these facts cannot be shown at all.
    """
    place, wrong_place = asked_place(facts, sent.get(PLACE, usual_place))
    scenario, _, wrong_scenario = asked_story(facts, sent.get(SCENARIO, ""))
    asked = sent.get(YEAR, "").strip() or str(last_year)
    known = asked in {str(year) for year in range(first_year, last_year + 1)}
    ends: dict[str, Any] = {"low": first_year, "high": last_year}
    wrong = [] if known else [Problem(NO_SUCH_MOMENT, value=asked[:MOST_SHOWN], params=ends)]
    year = int(asked) if known else last_year
    return Moment(facts, scenario, place, year, (*wrong_place, *wrong_scenario, *wrong))


def year_choices(first_year: int, last_year: int, chosen: int, words: Language) -> list[Any]:
    """The years in which somebody can look: value, words, and whether it is chosen."""
    told = mark("at the end of {year}")
    return [
        (str(year), words.text(told, year=year), year == chosen)
        for year in range(first_year, last_year + 1)
    ]


def costs_of(
    variant: Variant, catalogue: Mapping[str, Measure], facts: str, draws: int = DRAWS
) -> dict[str, Any]:
    """What a variant costs on these facts, as `bill_words.costs_as_data` gives it."""
    return costs_as_data(bill_of(variant, catalogue, counts_of(region_of(facts)), draws))
