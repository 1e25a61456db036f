"""The pages of what others do: the practices that ship, and those that an organisation wrote down.

Anyone may read those that ship. Who works for an organisation and may see its registers reads its
own beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from weerbaar.agenda.registers.files import read_registers
from weerbaar.agenda.registers.own_practices import REGISTER, own_practices
from weerbaar.agenda.web import register_queries
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.practices.files import read_countries, read_practices
from weerbaar.measures.practices.practice import (
    SECOND_HAND,
    Practice,
    asking_problems,
    country_name,
    country_names,
    measure_name,
    practice_sheet,
    wanted_practices,
)
from weerbaar.measures.web.queries import shipped_catalogue
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import above, may, organisation_of
from weerbaar.platform.web.words import words
from weerbaar.region.web.views import attached
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.web.turned_part import told_problems

MOST_ASKED = 150


@dataclass(frozen=True)
class Asked:
    """What somebody asks for, what there is to choose from, and what is found of it."""

    country: str
    measure: str
    practices: tuple[Practice, ...]
    found: list[Practice]
    problems: list[Problem]


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """What others do, by country and by the measure to try it with."""
    spoken, asked = words(), _asked(request)
    catalogue, own = shipped_catalogue(), organisation_of(request.user)
    rights = may(request.standing, own.pk) if own else {}
    shown = {
        "cards": [_card(one, catalogue, spoken) for one in asked.found],
        "all": len(asked.practices),
        "filters": _filters(asked, catalogue, spoken),
        "asks": bool(asked.country or asked.measure),
        "problems": told_problems(asked.problems, spoken),
        "query": request.GET.urlencode(),
        "note": spoken.text(SECOND_HAND),
        "organisation": own if rights.get("see_registers") else None,
        "register": REGISTER,
        "may": rights,
    }
    return render(request, "agenda/practices.html", shown)


@require_safe
def practices_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same list as a table to take along."""
    spoken = words()
    found = _asked(request).found
    sheet = practice_sheet(found, read_countries(), shipped_catalogue(), spoken)
    name = spoken.text(mark("practices"))
    if ending == "csv":
        text = "\ufeff" + table_csv(*sheet, decimal_comma=spoken.code == "nl")
        return attached(text.encode(), f"{name}.csv", "text/csv; charset=utf-8")
    return attached(table_xlsx_bytes({name: sheet}), f"{name}.xlsx", XLSX_TYPE)


def _asked(request: HttpRequest) -> Asked:
    country, measure = (request.GET.get(name, "")[:MOST_ASKED] for name in ("country", "measure"))
    every = (*read_practices(), *_own(request))
    names = country_names(every, read_countries(), words())
    problems = asking_problems(country, measure, names, shipped_catalogue())
    found = [] if problems else wanted_practices(every, country, measure)
    return Asked(country, measure, every, found, problems)


def _own(request: HttpRequest) -> list[Practice]:
    """What the own organisation, and who stands above it, wrote down as far as one may see that."""
    own = organisation_of(request.user)
    found: list[Practice] = []
    for one in (own, *above(own)) if own else ():
        if may(request.standing, one.pk)["see_registers"]:
            found += _practices_of(one)
    return found


def _practices_of(organisation: Organisation) -> list[Practice]:
    rows = register_queries.plain_rows_of(organisation, read_registers()[REGISTER])
    return own_practices(rows, organisation.name, read_countries(), shipped_catalogue())


def _filters(
    asked: Asked, catalogue: Mapping[str, Measure], spoken: Language
) -> list[dict[str, Any]]:
    """The two lists to choose from."""
    named = {each for one in asked.practices for each in one.measures if each in catalogue}
    measures = {each: measure_name(each, catalogue, spoken) for each in named}
    lists = (
        ("country", mark("Country"), country_names(asked.practices, read_countries(), spoken)),
        ("measure", mark("Measure"), dict(sorted(measures.items(), key=lambda pair: pair[1]))),
    )
    chosen = {"country": asked.country, "measure": asked.measure}
    return [
        {
            "name": name,
            "label": spoken.text(label),
            "choices": [(value, told, value == chosen[name]) for value, told in choices.items()],
        }
        for name, label, choices in lists
    ]


def _card(one: Practice, catalogue: Mapping[str, Measure], spoken: Language) -> dict[str, Any]:
    told = one.told(spoken.code)
    return {
        "practice": one,
        "told": told,
        "countries": [country_name(each, read_countries(), spoken) for each in one.countries],
        "source": ", ".join(part for part in (told.document, told.place) if part),
        "evidence": evidence_in_words(one.evidence, spoken),
        "conditions_evidence": evidence_in_words(one.conditions_evidence, spoken),
        "measures": [
            (each, measure_name(each, catalogue, spoken), catalogue.get(each))
            for each in one.measures
        ],
    }
