"""The pages of a place: its map and table, and each area. All ask for a right to see facts."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from weerbaar.common.language import Language, mark
from weerbaar.drawing.chains import Box, chain_svg
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.platform.files import read_rights
from weerbaar.platform.rights import Owner
from weerbaar.platform.web import queries as platform_queries
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import language, words
from weerbaar.region.area import Serving, figures_of, most_said, serving
from weerbaar.region.area_table import AreaRow, area_rows, area_sheet
from weerbaar.region.chain import Chain, Lasting, chain_from
from weerbaar.region.difference import estimated_share
from weerbaar.region.files import read_library
from weerbaar.region.overview import kind_names
from weerbaar.region.own_map import SHOWN_FIRST, KindOfSite, kinds_on_map, map_record
from weerbaar.region.picture import legend_words
from weerbaar.region.questions import EVIDENCE_WORDS, INPUT_WORDS
from weerbaar.region.web import actions, queries
from weerbaar.region.web.facts import hash_of, region_of
from weerbaar.region.web.forms import BETWEEN, PlaceForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHAIN_FIRST = "mobile_macro"


@require_http_methods(["GET", "HEAD", "POST"])
def choose_place(request: HttpRequest, organisation: int) -> HttpResponse:
    """Chooses the place that an organisation is about."""
    found = get_object_or_404(Organisation, pk=organisation)
    place = queries.place_of(found)
    chosen = {"place": f"{place.region}{BETWEEN}{place.municipality}"}
    sent = request.POST if request.method == "POST" else None
    form = PlaceForm(queries.places(), sent, initial=chosen)
    if form.is_valid():
        actions.choose_place(found, *form.chosen(), by=request.user)
        messages.success(request, words().text(mark("Saved.")))
        return redirect("organisation", organisation)
    shown = {
        "organisation": found,
        "form": form,
        "title": mark("Choose your place"),
        "button": mark("Save"),
    }
    return render(request, "platform/form.html", shown, status=400 if sent else 200)


@require_safe
def region(request: HttpRequest, organisation: int) -> HttpResponse:
    """The map of the region with the sites of chosen kinds, and the areas as a table."""
    found = get_object_or_404(Organisation, pk=organisation)
    facts, library, spoken = queries.facts_of(found), read_library(), words()
    here = region_of(facts)
    kinds = kinds_on_map(here, library, spoken.code)
    chosen = _chosen_kinds(request, kinds)
    towns = queries.municipalities_of(here)
    asked = request.GET.get("municipality", queries.place_of(found).municipality)
    town = asked if asked in towns else ""
    shown = {
        "organisation": found,
        "region": here,
        "bundle": queries.bundle_of(found),
        "kinds": [(kind, kind.kind in chosen, _sure(kind, spoken)) for kind in kinds],
        "picture": queries.still_map(facts, frozenset(chosen), spoken.code),
        "legend": list(enumerate(legend_words(spoken))),
        "rows": [(row, *_row_words(row, spoken)) for row in area_rows(here, town)],
        "every_area": [(row.code, f"{row.name}, {row.municipality}") for row in area_rows(here)],
        "towns": towns,
        "town": town,
        "map_address": reverse("region-map", args=[organisation]),
        "estimated": spoken.number(100 * estimated_share(here)),
        "may": may(request, found),
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
    return attached(table_xlsx_bytes(sheets), f"{here.region}.xlsx", XLSX)


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
        "picture": chain_picture(chain, spoken) if chain else "",
        "ties": tie_rows(chain, spoken) if chain else [],
    }
    return render(request, "region/area.html", shown)


def _parted(served: list[Serving], spoken: Language) -> list[tuple[str, list[Serving]]]:
    """What serves an area without a heading, and below a heading what only stands there."""
    parts = [("", False), (spoken.text(mark("What else stands in this area")), True)]
    found = [(name, [one for one in served if one.only_stands == only]) for name, only in parts]
    return [(name, several) for name, several in found if several]


def may(request: HttpRequest, organisation: Organisation) -> dict[str, bool]:
    """What the person may do to an organisation, by names that a template can ask for."""
    owner = Owner(platform_queries.path_of(organisation.pk))
    rights = read_rights()
    return {
        action.replace("-", "_"): rights.may(request.standing, action, owner)
        for action in rights.cells
    }


def attached(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def chain_picture(chain: Chain, spoken: Language) -> str:
    """The chain as SVG: from what serves people at the top to what all of it leans on below."""
    names = kind_names(read_library(), spoken.code)
    steps: list[list[Box]] = []
    for one in chain.steps:
        lasting = [t.lasting for t in chain.ties if t.consumer == one.kind]
        lines = [_count_words(one.sites, one.estimated, spoken)]
        lines += list(dict.fromkeys(_lasts(each, spoken) for each in lasting))
        while len(steps) <= one.step:
            steps.append([])
        box = Box(one.kind, _capital(names[one.kind]), tuple(lines), one.estimated > 0)
        steps[one.step].append(box)
    ties = [(tie.consumer, tie.supplier) for tie in chain.ties]
    return chain_svg(steps, ties, label=spoken.text(mark("On whom it leans, step by step")))


def tie_rows(chain: Chain, spoken: Language) -> list[dict[str, Any]]:
    """The same chain as rows of a table, with who says it."""
    names = kind_names(read_library(), spoken.code)
    return [
        {
            "consumer": _capital(names[tie.consumer]),
            "input": input_name(tie.input, spoken),
            "supplier": names[tie.supplier],
            "hours": hours_words(tie.lasting, spoken),
            "said": said_by(tie.lasting, spoken),
            "stated": tie.lasting.stated,
        }
        for tie in chain.ties
    ]


def input_name(input_: str, spoken: Language) -> str:
    """What an input is called."""
    return spoken.text(INPUT_WORDS[input_]) if input_ in INPUT_WORDS else input_


def hours_words(lasting: Lasting, spoken: Language) -> str:
    """How long it lasts: the usual time, and between which times in 8 of 10 cases."""
    low, middle, high = (
        spoken.number(hours, 0 if hours == int(hours) else 1)
        for hours in (lasting.p10, lasting.p50, lasting.p90)
    )
    if lasting.p90 <= 0:
        return spoken.text(mark("stops at once"))
    if low == high:
        return spoken.text(mark("{hours} hours"), hours=middle)
    return spoken.text(
        mark("{hours} hours (between {low} and {high})"), hours=middle, low=low, high=high
    )


def said_by(lasting: Lasting, spoken: Language) -> str:
    """Who says it, or on which ground we estimate it."""
    if lasting.stated:
        return f"{lasting.organisation}, {spoken.day(lasting.date)}"
    letters = dict.fromkeys(code.split(":")[0] for code in lasting.evidence.split())
    grounds = ", ".join(spoken.text(EVIDENCE_WORDS[c]) for c in letters if c in EVIDENCE_WORDS)
    return spoken.text(mark("our estimate: {ground}"), ground=grounds or "-")


def _lasts(lasting: Lasting, spoken: Language) -> str:
    return spoken.text(
        mark("without {input}: {hours}"),
        input=input_name(lasting.input, spoken),
        hours=hours_words(lasting, spoken),
    )


def _count_words(sites: int, estimated: int, spoken: Language) -> str:
    if not estimated:
        return spoken.text(mark("{count}, known"), count=spoken.number(sites))
    if estimated == sites:
        return spoken.text(mark("{count}, estimated"), count=spoken.number(sites))
    return spoken.text(
        mark("{count}, of which {estimated} estimated"),
        count=spoken.number(sites),
        estimated=spoken.number(estimated),
    )


def _sure(kind: KindOfSite, spoken: Language) -> str:
    return _count_words(kind.sites, kind.estimated, spoken)


def _chosen_kinds(request: HttpRequest, kinds: list[KindOfSite]) -> set[str]:
    """The kinds that were chosen; a few where nobody chose yet."""
    known = {kind.kind for kind in kinds}
    if "chosen" in request.GET:
        return known & set(request.GET.getlist("kind"))
    return known & set(SHOWN_FIRST)


def _row_words(row: AreaRow, spoken: Language) -> tuple[str, str, str, str]:
    share = "-" if row.share is None else f"{spoken.number(100 * row.share)} %"
    older = spoken.number(row.older) if row.older >= 10 else spoken.text(mark("fewer than 10"))
    return spoken.number(row.inhabitants), older, spoken.number(row.sites), share


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
