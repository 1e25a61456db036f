"""The page of the six pillars and two tracks: what stands in each, and what in none."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from weerbaar.agenda.files import read_gap_names
from weerbaar.agenda.registers.barometer import series_of
from weerbaar.agenda.registers.files import read_registers, read_waves
from weerbaar.agenda.tagged import (
    GAP,
    SORTS,
    Tagged,
    asked_tagged,
    counts_of,
    tagged_gaps,
    tagged_indicators,
    tagged_measures,
    tagged_sheet,
    tagged_statements,
)
from weerbaar.agenda.web import queries
from weerbaar.agenda.web.register_queries import plain_rows_of
from weerbaar.common.language import mark, upper
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.measures.listing import in_order
from weerbaar.measures.web.queries import catalogue_of
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.web.views import attached
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.pillar_tags import (
    NONE,
    letter_pillars,
    pillar_in_words,
    pillars_in_words,
    track_choices,
    tracks_in_words,
)

ASKED = ("pillar", "track", "sort")


def tagged_of(organisation: Organisation) -> list[Tagged]:
    """Everything of an organisation that has a pillar, or could have one."""
    library, spoken = read_twin_library(), words()
    gaps = [(one.gap, one.state) for one in queries.gaps_of(organisation)]
    barometer = read_registers()["barometer"]
    series = series_of([*read_waves(), *plain_rows_of(organisation, barometer)])
    return [
        *tagged_gaps(gaps, library.taxonomy, read_gap_names(spoken.code), spoken),
        *tagged_measures(in_order(catalogue_of(organisation).values()), spoken),
        *tagged_indicators(library.indicators, library.pillar_tags, spoken),
        *tagged_statements(series, library.pillar_tags, spoken),
    ]


@require_safe
def pillars(request: HttpRequest, organisation: int) -> HttpResponse:
    """How many measures, gaps and indicators stand in each pillar, and which."""
    found, taxonomy = get_object_or_404(Organisation, pk=organisation), read_twin_library().taxonomy
    every, asked = tagged_of(found), _asked(request)
    kept = asked_tagged(every, taxonomy, **asked)
    shown = {
        "organisation": found,
        "sorts": [upper(words().text(told)) for told in SORTS.values()],
        "counts": [
            (
                _name(pillar),
                tracks_in_words(() if pillar == NONE else (pillar,), taxonomy, words()),
                f"?pillar={pillar}",
                list(counts.values()),
            )
            for pillar, counts in counts_of(every, taxonomy)
        ],
        "filters": _filters(asked),
        "filtered": any(asked.values()),
        "rows": [_told(one) for one in kept],
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "may": may(request.standing, organisation),
    }
    return render(request, "agenda/pillars.html", shown)


@require_safe
def pillars_file(request: HttpRequest, organisation: int, ending: str) -> HttpResponse:
    """The same list as a table to take along."""
    found, library = get_object_or_404(Organisation, pk=organisation), read_twin_library()
    kept = asked_tagged(tagged_of(found), library.taxonomy, **_asked(request))
    sheet = tagged_sheet(kept, library.taxonomy, words())
    name = words().text(mark("pillars"))
    file = f"{slugify(found.name)}-{name}.{ending}"
    if ending == "csv":
        return attached(("\ufeff" + table_csv(*sheet)).encode(), file, "text/csv; charset=utf-8")
    return attached(table_xlsx_bytes({name: sheet}), file, XLSX_TYPE)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address asks; what cannot be chosen asks nothing."""
    asked = {name: request.GET.get(name, "") for name in ASKED}
    return {name: value if value in _choices()[name] else "" for name, value in asked.items()}


def _choices() -> dict[str, dict[str, str]]:
    taxonomy = read_twin_library().taxonomy
    return {
        "pillar": {one: _name(one) for one in (*letter_pillars(taxonomy), NONE)},
        "track": {one: upper(told) for one, told in track_choices(words()).items()},
        "sort": {one: upper(words().text(told)) for one, told in SORTS.items()},
    }


def _filters(asked: dict[str, str]) -> list[dict[str, Any]]:
    labels = {"pillar": mark("Pillar"), "track": mark("Track"), "sort": mark("Sort")}
    return [
        {
            "name": name,
            "label": words().text(labels[name]),
            "choices": [(key, told, key == asked[name]) for key, told in choices.items()],
        }
        for name, choices in _choices().items()
    ]


def _name(pillar: str) -> str:
    """A pillar with its number, or that it is not assigned."""
    return pillar_in_words(pillar, read_twin_library().taxonomy, words())


def _told(one: Tagged) -> dict[str, Any]:
    taxonomy = read_twin_library().taxonomy
    return {
        "one": one,
        "sort": upper(words().text(SORTS[one.sort])),
        "pillars": pillars_in_words(one.pillars, taxonomy, words()),
        "tracks": tracks_in_words(one.pillars, taxonomy, words()),
        "is_gap": one.sort == GAP,
    }
