"""What somebody asks of the page of the knobs: of which place and story, and with which choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.platform.rights import Standing
from weerbaar.platform.web.queries import organisation_of
from weerbaar.region.overview import municipalities_of
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.queries import facts_shown_to, place_of, shown_region
from weerbaar.twin.knob_form import Form, fields_of, told_problems
from weerbaar.twin.outcome import NO_MUNICIPALITY
from weerbaar.twin.turning import MOST_LETTERS, Field, asked_pairs, read_turned
from weerbaar.twin.twin import Twin
from weerbaar.twin.web import queries, turns
from weerbaar.twin.web.ready import usual_of
from weerbaar.twin.web.turns import Asked

OTHERS = {"scenario", "place", "draws"}
NO_SUCH_SCENARIO = ProblemKind(
    "no-such-scenario",
    mark("There is no scenario “{value}” for this region."),
    mark("Choose one from the list."),
)


class Shown(Protocol):
    """What a page is about: facts, the name of a scenario, and a municipality, "" for all."""

    @property
    def facts(self) -> str:
        """The facts by name or hash."""

    @property
    def scenario(self) -> str:
        """The scenario by name."""

    @property
    def place(self) -> str:
        """The municipality."""


@dataclass(frozen=True)
class Page:
    """What was asked of the page: the place and story that stand, and the knobs as typed."""

    facts: str
    scenario: str
    place: str
    form: Form
    fields: tuple[Field, ...]
    problems: tuple[Problem, ...]

    @property
    def twin(self) -> Twin:
        """The twin as it is now."""
        return self.form.twin

    @property
    def asked(self) -> Asked:
        """The question as it is kept and computed."""
        turned = self.form.turned
        choices, fixed = (tuple(sorted(part.items())) for part in (turned.choices, turned.fixed))
        return Asked(self.facts, self.scenario, self.place, choices, fixed)

    @property
    def untouched(self) -> str:
        """The address of this place and story without choices."""
        return urlencode(self._where)

    @property
    def query(self) -> str:
        """The shortest address of this question."""
        return urlencode([*self._where, *asked_pairs(self.form.turned, self.fields)])

    @property
    def _where(self) -> list[tuple[str, str]]:
        return [("scenario", self.scenario), ("place", self.place)]


def facts_for(person: Any, standing: Standing) -> tuple[str, str]:
    """The facts that are shown and their place: those of one's own organisation where it has."""
    organisation = organisation_of(person)
    if organisation is None:
        return shown_region(), ""
    return facts_shown_to(standing, organisation), place_of(organisation).municipality


def page_of(facts: str, usual_place: str, typed: Mapping[str, str], language: Language) -> Page:
    """What was typed on these facts; what cannot be is told, and stays as it is now.

    Raises Refused where these facts cannot be shown at all.
    """
    place, wrong_place = asked_place(facts, typed.get("place", usual_place))
    scenario, twin, wrong_scenario = asked_story(facts, typed.get("scenario", ""))
    knobs, settings = fields_of(twin)
    form = Form(twin, typed, read_turned(typed, knobs, settings, OTHERS))
    problems = (*wrong_scenario, *wrong_place, *told_problems(form, language))
    return Page(facts, scenario, place, form, (*knobs, *settings), problems)


def asked_place(facts: str, asked: str) -> tuple[str, list[Problem]]:
    """The municipality that is asked for, "" for the whole region, and what is wrong with it."""
    known = municipalities_of(region_of(facts))
    if not asked or asked in known:
        return asked, []
    params = {"known": ", ".join(known)}
    return "", [Problem(NO_MUNICIPALITY, value=asked[:MOST_LETTERS], params=params)]


def asked_story(facts: str, asked: str) -> tuple[str, Twin, list[Problem]]:
    """The scenario that is asked for, else the usual one; its twin, and what is wrong with it.

    Raises Refused where not even that one can be shown of these facts.
    """
    usual = usual_of(facts)
    scenario, problems = asked or usual, []
    if scenario not in queries.fitting_facts(facts):
        problems = [Problem(NO_SUCH_SCENARIO, value=scenario[:MOST_LETTERS])]
        scenario = usual
    try:
        return scenario, turns.base_twin(facts, scenario), problems
    except Refused as refused:
        return usual, turns.base_twin(facts, usual), [*problems, *refused.problems]


def scenario_choices(page: Shown, language: Language) -> list[tuple[str, str, bool]]:
    """The scenarios that fit, the usual one first: name, words, and whether it is chosen."""
    usual = usual_of(page.facts)
    fitting = queries.fitting_facts(page.facts).items()
    return [
        (name, scenario.name(language.code), name == page.scenario)
        for name, scenario in sorted(fitting, key=lambda pair: (pair[0] != usual, pair[0]))
    ]


def place_choices(page: Shown, language: Language) -> list[tuple[str, str, bool]]:
    """The whole region and its municipalities: value, words, and whether it is chosen."""
    whole = language.text(mark("the whole region {name}"), name=region_of(page.facts).name)
    towns = municipalities_of(region_of(page.facts))
    places = [("", whole), *((name, name) for name in towns)]
    return [(value, name, value == page.place) for value, name in places]
