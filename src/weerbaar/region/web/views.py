"""The pages of a place: its map and table, and each area. All ask for a right to see facts."""

from __future__ import annotations

import json
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from weerbaar.common.language import Language, mark
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.views import change_together, seen_before
from weerbaar.platform.web.words import language, words
from weerbaar.region.area import Serving, figures_of, most_said, serving
from weerbaar.region.area_table import area_rows, area_sheet, row_words
from weerbaar.region.chain import chain_from
from weerbaar.region.chain_words import chain_picture, count_words, tie_rows
from weerbaar.region.difference import estimated_share
from weerbaar.region.files import read_library
from weerbaar.region.overview import municipalities_of
from weerbaar.region.own_map import SHOWN_FIRST, KindOfSite, kinds_on_map, map_record
from weerbaar.region.picture import legend_words
from weerbaar.region.web import queries
from weerbaar.region.web.facts import hash_of, region_of
from weerbaar.region.web.forms import PlaceForm

CHAIN_FIRST = "mobile_macro"


@require_http_methods(["GET", "HEAD", "POST"])
def choose_place(request: HttpRequest, organisation: int) -> HttpResponse:
    """Chooses the place that an organisation is about."""
    found = get_object_or_404(Organisation, pk=organisation)
    sent = request.POST if request.method == "POST" else None
    form = PlaceForm(queries.places(), sent, initial=seen_before("place", found))
    shown = {
        "organisation": found,
        "form": form,
        "title": mark("Choose your place"),
        "button": mark("Save"),
    }
    status = 200 if sent is None else 400
    return change_together(
        request,
        "place",
        found,
        form,
        lambda: render(request, "platform/form.html", shown, status=status),
    )


@require_safe
def region(request: HttpRequest, organisation: int) -> HttpResponse:
    """The map of the region with the sites of chosen kinds, and the areas as a table."""
    found = get_object_or_404(Organisation, pk=organisation)
    facts, library, spoken = queries.facts_of(found), read_library(), words()
    here = region_of(facts)
    kinds = kinds_on_map(here, library, spoken.code)
    chosen = _chosen_kinds(request, kinds)
    towns = list(municipalities_of(here))
    asked = request.GET.get("municipality", queries.place_of(found).municipality)
    town = asked if asked in towns else ""
    shown = {
        "organisation": found,
        "region": here,
        "whose": queries.whose(found),
        "kinds": [
            (one, one.kind in chosen, count_words(one.sites, one.estimated, spoken))
            for one in kinds
        ],
        "picture": queries.still_map(facts, frozenset(chosen), spoken.code),
        "legend": list(enumerate(legend_words(spoken))),
        "rows": [(row, *row_words(row, spoken)) for row in area_rows(here, town)],
        "every_area": [(row.code, f"{row.name}, {row.municipality}") for row in area_rows(here)],
        "towns": towns,
        "town": town,
        "map_address": reverse("region-map", args=[organisation]),
        "estimated": spoken.number(100 * estimated_share(here)),
        "may": may(request.standing, found.pk),
        "has_outlines": len(here.outlines),
    }
    return render(request, "region/region.html", shown)


@require_safe
def region_map(request: HttpRequest, organisation: int) -> HttpResponse:
    """The areas and sites as GeoJSON, made once for each state of the facts.

    A browser keeps none of it: it says where vital sites stand.
    """
    found = get_object_or_404(Organisation, pk=organisation)
    facts = queries.facts_of(found)
    text = _map_text(hash_of(facts), facts, words().code, found.pk)
    return HttpResponse(text, content_type="application/geo+json")


@lru_cache(maxsize=16)
def _map_text(facts_hash: str, facts: str, code: str, organisation: int) -> str:
    def page_of(area: str) -> str:
        return reverse("area", args=[organisation, area])

    record = map_record(region_of(facts), read_library(), language(code), page_of)
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


@require_safe
def region_csv(request: HttpRequest, organisation: int) -> HttpResponse:
    """The table of areas as CSV."""
    found = get_object_or_404(Organisation, pk=organisation)
    here = region_of(queries.facts_of(found))
    text = "\ufeff" + table_csv(*area_sheet(here, words()), decimal_comma=words().code == "nl")
    return attached(text.encode(), f"{here.region}.csv", "text/csv; charset=utf-8")


@require_safe
def region_xlsx(request: HttpRequest, organisation: int) -> HttpResponse:
    """The table of areas as a workbook."""
    found = get_object_or_404(Organisation, pk=organisation)
    here = region_of(queries.facts_of(found))
    sheets = {words().text(mark("areas")): area_sheet(here, words())}
    return attached(table_xlsx_bytes(sheets), f"{here.region}.xlsx", XLSX_TYPE)


@require_safe
def find_area(request: HttpRequest, organisation: int) -> HttpResponse:
    """Goes to the page of the area that was chosen."""
    found = get_object_or_404(Organisation, pk=organisation)
    code = request.GET.get("area", "")
    if code not in region_of(queries.facts_of(found)).areas.positions("code"):
        return redirect("region", organisation)
    return redirect("area", organisation, code)


@require_safe
def area(request: HttpRequest, organisation: int, area: str) -> HttpResponse:
    """One area: its people, what serves it, and what that leans on."""
    found = get_object_or_404(Organisation, pk=organisation)
    here, library, spoken = region_of(queries.facts_of(found)), read_library(), words()
    places = here.areas.positions("code")
    if area not in places:
        raise Http404
    figures, served = figures_of(here, area, spoken), serving(here, library, area, spoken)
    kinds = {one.kind: one for one in served}
    first = CHAIN_FIRST if CHAIN_FIRST in kinds else next(iter(kinds), "")
    asked = request.GET.get("chain", first)
    start = kinds.get(asked) or kinds.get(first)
    chain = chain_from(here, library, start.sites) if start else None
    shown = {
        "organisation": found,
        "area": here.areas.row(places[area]),
        "figures": figures,
        "people_source": most_said([one.source for one in figures]),
        "people_served": spoken.text(mark("What serves these people")),
        "sites_source": most_said([one.said for one in served]),
        "serving": _parted(served, spoken),
        "starts": sorted({(one.kind_name, one.kind) for one in served}),
        "start": start,
        "picture": chain_picture(chain, library, spoken) if chain else "",
        "ties": tie_rows(chain, library, spoken) if chain else [],
    }
    return render(request, "region/area.html", shown)


def _parted(served: list[Serving], spoken: Language) -> list[tuple[str, list[Serving]]]:
    """What serves an area without a heading, and below a heading what only stands there."""
    parts = [("", False), (spoken.text(mark("What else stands in this area")), True)]
    found = [(name, [one for one in served if one.only_stands == only]) for name, only in parts]
    return [(name, several) for name, several in found if several]


def attached(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _chosen_kinds(request: HttpRequest, kinds: list[KindOfSite]) -> set[str]:
    """The kinds that were chosen; a few where nobody chose yet."""
    known = {kind.kind for kind in kinds}
    if "chosen" in request.GET:
        return known & set(request.GET.getlist("kind"))
    return known & set(SHOWN_FIRST)
