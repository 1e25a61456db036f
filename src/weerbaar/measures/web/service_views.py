"""The page of what service, reservists, long orders and stocks take from work and bring."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from weerbaar.common.language import Language
from weerbaar.measures.labour.files import read_figures, read_sectors
from weerbaar.measures.labour.flow import Flow, run_scheme
from weerbaar.measures.labour.given import with_given
from weerbaar.measures.labour.pictures import balance_svg, called_svg
from weerbaar.measures.labour.schemes import (
    AGED,
    ASKS,
    BOUNDS,
    SCHEME_WORDS,
    SECTORS,
    Place,
    place_of,
    schemes_of,
    vacancies_in,
)
from weerbaar.measures.labour.telling import (
    is_given,
    scheme_table,
    sector_table,
    sector_words,
    sentences,
    way_words,
)
from weerbaar.measures.labour.typed import (
    FIELDS,
    FROM_SECTOR,
    OF_SECTOR,
    OF_WAYS,
    Field,
    Typed,
    read_typed,
)
from weerbaar.measures.measure_words import figure_in_words
from weerbaar.platform.web.words import words
from weerbaar.region.web.facts import region_of
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.web.knob_queries import facts_for

YEARS = 10
DRAWS = 500
MOST_KEPT = 100


@require_safe
def service(request: HttpRequest) -> HttpResponse:
    """The form, and what comes of it for one's own region, or the one that the site is about."""
    facts, _ = facts_for(request.user, request.standing)
    spoken, region = words(), region_of(facts)
    place = place_of(region.areas["inhabitants"], region.areas[AGED])
    typed = read_typed({name: value for name, value in request.GET.items() if value})
    shown: dict[str, Any] = {
        "region": region.name,
        "fields": [
            _field(request, field.name, field.label, spoken) | {"ours": _ours(field, place, spoken)}
            for field in FIELDS
        ],
        "ways_asked": [_asked_part(request, way, spoken) for way in ASKS],
        "vacancies": [
            _field(request, field.name, "", spoken) | {"label": _sector(sector, spoken)}
            for sector, field in OF_SECTOR.items()
        ],
        "works": [
            _field(request, field.name, "", spoken) | {"label": _sector(sector, spoken)}
            for sector, field in FROM_SECTOR.items()
        ],
        "problems": [(one.message(spoken), one.remedy(spoken)) for one in typed.problems],
        "years": YEARS,
    }
    if not typed.problems:
        shown |= _answer(typed, place, spoken)
    return render(request, "measures/service.html", shown)


def _field(request: HttpRequest, name: str, label: str, spoken: Language) -> dict[str, str]:
    typed = request.GET.get(name, "")[:MOST_KEPT]
    return {"name": name, "label": spoken.text(label) if label else "", "value": typed}


def _ours(field: Field, place: Place, spoken: Language) -> str:
    """The figure that holds for a duty where the field is left empty, in the unit of the field."""
    duty = schemes_of(read_figures(), place)[0]
    one = duty.begins if field.figure == "cohort" else duty.figure(field.figure)
    ends = (end * field.unit for end in (one.p10, one.p50, one.p90))
    digits = 0 if one.p90 * field.unit >= 10 else 1
    low, middle, high = (spoken.number(end, 0 if end == round(end) else digits) for end in ends)
    return middle if one.fixed else f"{middle} ({low}–{high})"


def _sector(sector: str, spoken: Language) -> str:
    return sector_words(sector, read_sectors(), spoken)


def _answer(typed: Typed, place: Place, spoken: Language) -> dict[str, Any]:
    rows = with_given(read_figures(), typed.given)
    flows = [run_scheme(one, YEARS, DRAWS) for one in schemes_of(rows, place)]
    counts = {**vacancies_in(read_sectors(), place), **typed.vacancies}
    return {
        "ways": [_way(flow, at, spoken) for at, flow in enumerate(flows) if is_given(flow)],
        "tables": [
            _table(scheme_table(flows, spoken)),
            _table(sector_table(flows, read_sectors(), counts, spoken)),
        ],
        "sentences": sentences(flows, read_sectors(), counts, spoken),
        "figures": [row for flow in flows for row in _figures(flow, spoken)],
    }


def _way(flow: Flow, at: int, spoken: Language) -> dict[str, str]:
    called = "" if flow.scheme.asks else called_svg(flow, spoken, f"called-{at}")
    return {
        "name": way_words(flow, spoken),
        "balance": balance_svg(flow, spoken, f"balance-{at}"),
        "called": called,
    }


def _asked_part(request: HttpRequest, way: str, spoken: Language) -> dict[str, Any]:
    """The fields of an order or a stock, and the sectors it may be in."""
    name = f"{way}_sector"
    chosen = request.GET.get(name, "")
    return {
        "name": spoken.text(SCHEME_WORDS[way]),
        "fields": [
            _field(request, field.name, field.label, spoken)
            for field in OF_WAYS
            if field.way == way
        ],
        "sector": name,
        "sectors": [(one, _sector(one, spoken), one == chosen) for one in SECTORS],
    }


def _table(made: tuple[list[str], list[list[str]]]) -> dict[str, Any]:
    heads, rows = made
    return {"headings": heads, "rows": rows}


def _figures(flow: Flow, spoken: Language) -> list[tuple[str, str, str, str, str]]:
    """Each figure of a way: the way, what it is, the figure, its source and its evidence."""
    way = spoken.text(SCHEME_WORDS[flow.scheme.scheme])
    return [
        (
            way,
            spoken.text(BOUNDS[name][2]),
            figure_in_words(one.figure or flow.scheme.begins, spoken),
            one.source_nl if spoken.code == "nl" else one.source_en,
            evidence_in_words(one.evidence, spoken),
        )
        for name, one in flow.scheme.stated.items()
    ]
