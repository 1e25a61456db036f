"""The pages of the catalogue: what can be done, whose it is, what it costs and what it changes.

Anyone may read it. Who works for an organisation and may see its variants reads it with the own
figures of that organisation, which are marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from weerbaar.common.language import Language, mark
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.measures.catalogue import CATEGORIES, OWNERS, STATES, Measure
from weerbaar.measures.listing import (
    CATEGORY_WORDS,
    PRECONDITION_WORDS,
    STATE_WORDS,
    Wanted,
    catalogue_sheet,
    wanted_measures,
)
from weerbaar.measures.measure_words import GRADES, RIGHTS
from weerbaar.measures.practices.files import read_countries, read_practices
from weerbaar.measures.practices.practice import country_name, wanted_practices
from weerbaar.measures.telling import (
    Named,
    band_in_words,
    belongs_to,
    equity_sentence,
    knob_words,
    no_knobs,
    pillar_lists,
    reach_sentence,
    told_costs,
    told_effects,
    told_uptake,
)
from weerbaar.measures.warned import LawStands
from weerbaar.measures.web import queries
from weerbaar.platform.web.words import words
from weerbaar.region.files import read_library
from weerbaar.region.web.views import attached
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.pillar_tags import TRACK_WORDS
from weerbaar.twin.taxonomy import tag_names

MOST_ASKED = 100
TOOLS: Mapping[str, tuple[str, str]] = {
    "basisniveau": ("base-level", mark("What each municipality lacks")),
    "ingrijpen-markt": ("market", mark("Act early and lightly at scarcity")),
    "langjarige-orders": ("service", mark("Weigh service, orders and stocks")),
    "maatschappelijke-diensttijd": ("service", mark("Weigh service, orders and stocks")),
    "productie-defensie": ("production", mark("Switch production to Defence")),
    "spoor-verbreden": ("routes", mark("Find ways for heavy transport")),
    "vitale-bruggen": ("routes", mark("Find ways for heavy transport")),
    "weerbaarheidsaudits": ("firm-check", mark("Check your firm")),
}
"""Of some measures the page that reckons with them: its name, and what it is called."""
ANY: Mapping[str, str] = {
    "owner": mark("Who decides"),
    "pillar": mark("Pillar"),
    "track": mark("Track"),
    "objective": mark("NATO objective"),
    "category": mark("Category"),
    "state": mark("Computed or not"),
}


REGISTERS: Mapping[str, str] = {
    "koplopers": "suppliers",
    "ontbrekend-kunnen": "suppliers",
    "minder-afhankelijk": "dependencies",
    "reservisten-werkgevers": "availability",
}
"""Of some measures the register of an organisation that reckons with them."""


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """The list of measures, with what somebody looks for."""
    spoken, wanted = words(), _wanted(request)
    organisation = queries.reader_of(request)
    catalogue = queries.catalogue_of(organisation)
    found = wanted_measures(catalogue.values(), wanted, _taxonomy(), spoken)
    own = queries.measures_with_own(organisation) if organisation else set()
    shown = {
        "cards": [_card(measure, spoken) | {"own": measure.measure in own} for measure in found],
        "computed": sum(measure.is_computed for measure in found),
        "all": len(catalogue),
        "filters": _filters(wanted, spoken),
        "wanted": wanted,
        "query": request.GET.urlencode(),
        "organisation": organisation,
    }
    return render(request, "measures/measures.html", shown)


@require_safe
def measures_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same list as a table to take along."""
    spoken = words()
    catalogue = queries.catalogue_of(queries.reader_of(request))
    found = wanted_measures(catalogue.values(), _wanted(request), _taxonomy(), spoken)
    sheet = catalogue_sheet(found, _taxonomy(), spoken)
    name = spoken.text(mark("measures"))
    if ending == "csv":
        text = "\ufeff" + table_csv(*sheet, decimal_comma=spoken.code == "nl")
        return attached(text.encode(), f"{name}.csv", "text/csv; charset=utf-8")
    return attached(table_xlsx_bytes({name: sheet}), f"{name}.xlsx", XLSX_TYPE)


@require_safe
def measure(request: HttpRequest, measure: str) -> HttpResponse:
    """One measure with every figure, its source and its mark."""
    organisation = queries.reader_of(request)
    found = queries.catalogue_of(organisation).get(measure)
    if found is None:
        raise Http404
    own = queries.measures_with_own(organisation) if organisation else set()
    shown = told_measure(found, words()) | {
        "organisation": organisation,
        "own": measure in own,
        "tool": TOOLS.get(measure),
        "law": _law(queries.laws_of(organisation).get(measure), words()),
        "may": queries.may_of(request, organisation),
        "register": REGISTERS.get(measure, ""),
    }
    return render(request, "measures/measure.html", shown)


def told_measure(found: Measure, spoken: Language) -> dict[str, Any]:
    """All that is said of one measure."""
    named = Named(read_library(), read_twin_library())
    needs = found.precondition_nl if spoken.code == "nl" else found.precondition_en
    return {
        "measure": found,
        "name": found.name(spoken.code),
        "what": found.what(spoken.code),
        "lacking": found.lacking(spoken.code),
        "owners": _told(OWNERS, found.owners, spoken),
        "knobs": [knob_words(knob, spoken) for knob in found.knobs],
        "costs": told_costs(found, named, spoken),
        "effects": told_effects(found, named, spoken),
        "uptake": told_uptake(found, spoken),
        "equity": equity_sentence(found, spoken),
        "rights": _rights(found, spoken),
        "rights_why": found.rights.why_nl if spoken.code == "nl" else found.rights.why_en,
        "precondition": spoken.text(PRECONDITION_WORDS[found.precondition]),
        "needs": needs,
        "lead": band_in_words(found.lead_months, spoken),
        "lead_source": found.lead_source_nl if spoken.code == "nl" else found.lead_source_en,
        "lead_english": spoken.code == "nl" and found.lead_source_nl == found.lead_source_en,
        "lead_evidence": evidence_in_words(found.lead_evidence, spoken),
        "pairs": belongs_to(found, named, spoken),
        "no_knobs": no_knobs(found, spoken),
        "reach": reach_sentence(found, spoken),
        "elsewhere": _elsewhere(found, spoken),
    }


def _elsewhere(found: Measure, spoken: Language) -> list[tuple[str, str, str, str]]:
    """Where a measure is done elsewhere: the practice, what it is called, by whom, and what."""
    countries = read_countries()
    return [
        (
            one.practice,
            one.told(spoken.code).name,
            ", ".join(country_name(each, countries, spoken) for each in one.countries),
            one.told(spoken.code).what,
        )
        for one in wanted_practices(read_practices(), measure=found.measure)
    ]


def _rights(found: Measure, spoken: Language) -> list[tuple[str, int]]:
    """What a measure costs in rights, each by itself, and how heavy from 0 to 3."""
    graded = {name: getattr(found.rights, name) for name in RIGHTS}
    return [
        (spoken.text(RIGHTS[name], grade=spoken.text(GRADES[grade])), grade)
        for name, grade in graded.items()
    ]


def _card(measure: Measure, spoken: Language) -> dict[str, Any]:
    return {
        "measure": measure,
        "name": measure.name(spoken.code),
        "what": measure.what(spoken.code),
        "owners": _told(OWNERS, measure.owners, spoken),
        "lacking": measure.lacking(spoken.code),
    }


def _told(names: Mapping[str, str], keys: Iterable[str], spoken: Language) -> str:
    return ", ".join(spoken.text(names[key]) for key in keys if key in names)


def _law(stands: LawStands | None, spoken: Language) -> str:
    """How far the law is that a measure needs; "" where nobody follows it."""
    if stands is None:
        return ""
    return stands.nl if spoken.code == "nl" else stands.en


def _wanted(request: HttpRequest) -> Wanted:
    """What stands in the address; of each part no more than can be meant."""
    names = [field.name for field in fields(Wanted)]
    return Wanted(**{name: request.GET.get(name, "")[:MOST_ASKED] for name in names})


def _filters(wanted: Wanted, spoken: Language) -> list[dict[str, Any]]:
    """What can be asked for, each a list to choose from."""
    named = Named(read_library(), read_twin_library())
    choices: dict[str, list[tuple[str, dict[str, str]]]] = {
        "owner": [("", {key: spoken.text(name) for key, name in OWNERS.items()})],
        "pillar": pillar_lists(named, spoken),
        "track": [("", {key: spoken.text(name) for key, name in TRACK_WORDS.items()})],
        "objective": [("", tag_names(_taxonomy(), "objectives", spoken.code))],
        "category": [("", {key: spoken.text(CATEGORY_WORDS[key]) for key in CATEGORIES if key})],
        "state": [("", {key: spoken.text(STATE_WORDS[key]) for key in STATES})],
    }
    return [
        {
            "name": name,
            "label": spoken.text(ANY[name]),
            "lists": [
                (head, [(key, told, key == getattr(wanted, name)) for key, told in listed.items()])
                for head, listed in lists
            ],
        }
        for name, lists in choices.items()
    ]


def _taxonomy() -> Any:
    return read_twin_library().taxonomy
