"""The page of the knobs: what a council can choose, and what becomes different then.

The page itself holds the whole answer. With a script a change asks for the part that differs: first
of a few draws, and that part asks for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.drawing.report import GroupTable
from weerbaar.platform.web.queries import organisation_of
from weerbaar.platform.web.words import words
from weerbaar.region.files import read_library
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.queries import facts_shown_to, municipalities_of, place_of, shown_region
from weerbaar.twin.checking import check_against
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.influence_words import UNIT_WORDS, evidence_in_words
from weerbaar.twin.knob_words import usual_in_words
from weerbaar.twin.knobs import COUNTED, Knob, knobs_of
from weerbaar.twin.outcome import NO_MUNICIPALITY
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.turning import (
    MOST_LETTERS,
    Field,
    Setting,
    Turned,
    asked_pairs,
    course_h,
    field_of_knob,
    field_of_setting,
    named,
    plain,
    read_turned,
    settings_of,
)
from weerbaar.twin.twin import Twin
from weerbaar.twin.web import turns
from weerbaar.twin.web.ready import usual_of
from weerbaar.twin.web.turns import ALL, FEW, Asked, Busy, Superseded
from weerbaar.twin.wording import FIXED_SPACE, exact_number

OTHERS = {"scenario", "place", "draws"}
NO_SUCH_SCENARIO = ProblemKind(
    "no-such-scenario",
    mark("There is no scenario “{value}” for this region."),
    mark("Choose one from the list."),
)
RETRY_S = 3
BUSY, GONE = 503, 204
PAGE_HEADER = "Page-Turn"


@dataclass(frozen=True)
class Row:
    """A knob or setting on the form: its field, its words, what stands in it and what is wrong."""

    field: Field
    title: str
    unit: str
    now: str
    help: str
    evidence: str
    shown: str
    fault: str
    theme: str = ""

    @property
    def slider(self) -> str:
        """Where the slider stands: what was typed where it can, else what holds now."""
        try:
            value = float(self.shown.replace(",", "."))
        except ValueError:
            value = self.field.low
        return plain(min(max(value, self.field.low), self.field.high))

    low = property(lambda self: plain(self.field.low))
    high = property(lambda self: plain(self.field.high))
    step = property(lambda self: plain(self.field.step))


@dataclass(frozen=True)
class Page:
    """What was asked of the page: the place and story that stand, and the knobs as typed."""

    facts: str
    scenario: str
    place: str
    twin: Twin
    typed: dict[str, str]
    turned: Turned
    fields: tuple[Field, ...]
    problems: tuple[Problem, ...]

    @property
    def asked(self) -> Asked:
        """The question as it is kept and computed."""
        choices, fixed = (
            tuple(sorted(part.items())) for part in (self.turned.choices, self.turned.fixed)
        )
        return Asked(self.facts, self.scenario, self.place, choices, fixed)

    @property
    def query(self) -> str:
        """The shortest address of this question."""
        where = _where(self.scenario, self.place)
        return urlencode([*where, *asked_pairs(self.turned, self.fields)])


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """The knobs, and the whole answer to how they stand."""
    try:
        page = _page(request)
    except Refused as refused:
        shown = {"problems": _told(refused.problems, words())}
        return render(request, "twin/explore_refused.html", shown, status=400)
    return _whole(request, page)


@require_safe
def explore_answer(request: HttpRequest) -> HttpResponse:
    """The part that is swapped: of a few draws, or of all."""
    try:
        page = _page(request)
    except Refused as refused:
        shown = {"problems": _told(refused.problems, words())}
        return render(request, "twin/explore_answer.html", shown, status=400)
    draws = ALL if request.GET.get("draws") == str(ALL) else FEW
    answer, status = _answer(request, page, draws)
    if status == GONE:
        return HttpResponse(status=GONE)
    response = render(request, "twin/explore_answer.html", answer, status=status)
    if not page.problems and draws == FEW:
        response["HX-Push-Url"] = f"{reverse('explore')}?{page.query}"
    return _with_retry(response)


def _whole(request: HttpRequest, page: Page) -> HttpResponse:
    language = words()
    answer, status = _answer(request, page, ALL)
    shown = answer | {
        "rows": _knob_rows(page, language),
        "themes": _themes(_setting_rows(page, language)),
        "settings_used": bool(page.turned.fixed)
        or any(s.name in page.turned.problems for s in settings_of(page.twin.library)),
        "scenarios": _scenario_choices(page, language),
        "places": _place_choices(page, language),
        "region": page.twin.network.region.name,
        "scenario_name": page.twin.scenario.name(language.code),
        "reset": f"{reverse('explore')}?{urlencode(_where(page.scenario, page.place))}",
        "shared": turns.ground_of(page.asked, language).shared,
    }
    return _with_retry(render(request, "twin/explore.html", shown, status=status))


def _where(scenario: str, place: str) -> list[tuple[str, str]]:
    return [("scenario", scenario), ("place", place)]


def _with_retry(response: HttpResponse) -> HttpResponse:
    if response.status_code == BUSY:
        response["Retry-After"] = str(RETRY_S)
    return response


def _answer(request: HttpRequest, page: Page, draws: int) -> tuple[dict[str, Any], int]:
    """What the part of the answer shows, and the status of the page."""
    language = words()
    shown: dict[str, Any] = {
        "again": f"{reverse('explore-answer')}?{page.query}&draws={draws}",
        "retry_s": RETRY_S,
    }
    if page.problems:
        return shown | {"problems": _told(page.problems, language)}, 400
    try:
        view = turns.view(page.asked, draws, language, _wanted(request))
    except Refused as refused:
        return shown | {"problems": _told(refused.problems, language)}, 400
    except Busy:
        return shown | {"busy": True}, BUSY
    except Superseded:
        return shown, GONE
    shown |= {
        "view": view,
        "tables": [_labelled(table) for table in view.tables],
        "map_table": view.map_table and _labelled(view.map_table),
        "draws": language.number(draws),
        "whole": draws == ALL,
        "next": f"{reverse('explore-answer')}?{page.query}&draws={ALL}",
        "hours": language.number(course_h(page.twin.scenario)),
        "chosen": _chosen(page, language),
        "place_name": page.place or page.twin.network.region.name,
    }
    return shown, 200


def _labelled(table: GroupTable) -> dict[str, Any]:
    """A table with the heading of its column beside each cell: a phone shows it as a list."""
    columns = table.columns[1:]
    rows = [(row.label, list(zip(columns, row.cells, strict=True))) for row in table.rows]
    return {"caption": table.caption, "columns": table.columns, "rows": rows}


def _told(problems: tuple[Problem, ...], language: Language) -> list[tuple[str, str]]:
    return [(problem.message(language), problem.remedy(language)) for problem in problems]


def _wanted(request: HttpRequest) -> Callable[[], bool]:
    """What tells whether the page still wants this: it may have asked something newer since."""
    page, _, number = request.headers.get(PAGE_HEADER, "").partition(" ")
    if not number.isdecimal() or len(number) > MOST_LETTERS or len(page) > MOST_LETTERS:
        return lambda: True
    return turns.pages.asks(page, int(number))


# What was asked


def _page(request: HttpRequest) -> Page:
    """What stands in the address; what cannot be is told, and stays as it is now.

    Raises Refused where these facts cannot be shown at all.
    """
    facts, usual_place = _facts(request)
    typed = {key: values[-1] for key, values in request.GET.lists() if values}
    problems: list[Problem] = []
    scenario = typed.get("scenario", "") or usual_of(facts)
    if scenario not in dict(_scenarios_for(facts)):
        problems.append(Problem(NO_SUCH_SCENARIO, value=scenario[:MOST_LETTERS]))
        scenario = usual_of(facts)
    place = typed.get("place", usual_place)
    municipalities = municipalities_of(region_of(facts))
    if place and place not in municipalities:
        params = {"known": ", ".join(municipalities)}
        problems.append(Problem(NO_MUNICIPALITY, value=place[:MOST_LETTERS], params=params))
        place = ""
    try:
        twin = turns.base_twin(facts, scenario)
    except Refused as refused:
        problems += refused.problems
        scenario = usual_of(facts)
        twin = turns.base_twin(facts, scenario)
    knobs, settings = _fields(twin)
    turned = read_turned(typed, knobs, settings, OTHERS)
    names = _names(twin, words())
    problems += [named(problem, names, field) for field, problem in turned.problems.items()]
    fields = (*knobs, *settings)
    return Page(facts, scenario, place, twin, typed, turned, fields, tuple(problems))


def _facts(request: HttpRequest) -> tuple[str, str]:
    """The facts that are shown and their place: those of one's own organisation where it has."""
    organisation = organisation_of(request.user)
    if organisation is None:
        return shown_region(), ""
    facts = facts_shown_to(request.standing, organisation)
    return facts, place_of(organisation).municipality


@lru_cache(maxsize=8)
def _scenarios_for(facts: str) -> list[tuple[str, Scenario]]:
    """The scenarios that ship and fit these facts, the usual one first."""
    region, library, usual = region_of(facts), read_library(), usual_of(facts)
    read = [(name, read_scenario(name)) for name in scenario_names()]
    fitting = [
        (name, scenario) for name, scenario in read if not check_against(scenario, region, library)
    ]
    return sorted(fitting, key=lambda pair: (pair[0] != usual, pair[0]))


def _fields(twin: Twin) -> tuple[list[Field], list[Field]]:
    knobs = [field_of_knob(knob) for knob in knobs_of(twin)]
    return knobs, [field_of_setting(setting) for setting in settings_of(twin.library)]


def _names(twin: Twin, language: Language) -> dict[str, str]:
    found = {knob.name: _capital(knob.title(language)) for knob in knobs_of(twin)}
    return found | {s.name: _capital(s.title(language)) for s in settings_of(twin.library)}


# What stands on the form


def _knob_rows(page: Page, language: Language) -> list[Row]:
    return [_knob_row(page, knob, language) for knob in knobs_of(page.twin)]


def _knob_row(page: Page, knob: Knob, language: Language) -> Row:
    field = field_of_knob(knob)
    text = language.text
    return Row(
        field=field,
        title=_capital(knob.title(language)),
        unit=_unit_of(knob.unit, field, language),
        now=text(mark("now: {amount}"), amount=usual_in_words(knob, language)),
        help=str(knob.row[f"help_{language.code}"]),
        evidence=evidence_in_words(str(knob.row["evidence"]), language),
        shown=page.typed.get(knob.name, "") or field.shown(knob.usual),
        fault=_fault(page, knob.name, language),
    )


def _unit_of(unit: str, field: Field, language: Language) -> str:
    """The unit behind a number; of a count out of so many."""
    if unit == COUNTED:
        return language.text(mark("of {number}"), number=language.number(field.high))
    if field.factor == 100:
        return "%"
    told = language.text(UNIT_WORDS.get(unit, "{number} " + unit), number="")
    return told.strip()


def _setting_rows(page: Page, language: Language) -> list[Row]:
    return [_setting_row(page, one, language) for one in settings_of(page.twin.library)]


def _setting_row(page: Page, setting: Setting, language: Language) -> Row:
    field, text = field_of_setting(setting), language.text
    low, middle, high = (
        _amount(value, field, setting.unit, language)
        for value in (setting.low, setting.middle, setting.high)
    )
    now = text(mark("now: {amount}"), amount=middle)
    if setting.drawn:
        told = mark("now: drawn anew in each course, mostly between {low} and {high}")
        now = text(told, low=low, high=high)
    evidence = evidence_in_words(setting.evidence, language)
    return Row(
        field=field,
        title=_capital(setting.title(language)),
        unit="%" if field.factor == 100 else _unit_of(setting.unit, field, language),
        now=now,
        help="",
        evidence=f"{evidence} ({setting.source})" if setting.source else evidence,
        shown=page.typed.get(setting.name, ""),
        fault=_fault(page, setting.name, language),
        theme=setting.theme(language),
    )


def _amount(value: float, field: Field, unit: str, language: Language) -> str:
    if field.factor == 100:
        return f"{exact_number(100 * value, language)}{FIXED_SPACE}%"
    number = exact_number(value, language)
    return language.text(UNIT_WORDS.get(unit, "{number} " + unit), number=number)


def _themes(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """The settings by theme, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.theme, []).append(row)
    return list(found.items())


def _fault(page: Page, name: str, language: Language) -> str:
    problem = page.turned.problems.get(name)
    if problem is None:
        return ""
    told = named(problem, _names(page.twin, language), name)
    return f"{told.message(language)} {told.remedy(language)}"


def _scenario_choices(page: Page, language: Language) -> list[tuple[str, str, bool]]:
    return [
        (name, scenario.name(language.code), name == page.scenario)
        for name, scenario in _scenarios_for(page.facts)
    ]


def _place_choices(page: Page, language: Language) -> list[tuple[str, str, bool]]:
    whole = language.text(mark("the whole region {name}"), name=page.twin.network.region.name)
    places = [("", whole), *((name, name) for name in municipalities_of(region_of(page.facts)))]
    return [(value, name, value == page.place) for value, name in places]


def _chosen(page: Page, language: Language) -> list[str]:
    """What was chosen, in words, for who reads it on paper."""
    rows = [*_knob_rows(page, language), *_setting_rows(page, language)]
    used = {**page.turned.choices, **page.turned.fixed}
    return [
        f"{row.title}: {row.field.shown(used[row.field.name])} {row.unit} ({row.now})"
        for row in rows
        if row.field.name in used
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
