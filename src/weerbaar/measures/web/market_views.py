"""The page of a market: when to act on a scarce product, with what, and what that disturbs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.measures.market.files import (
    read_figures,
    read_indicators,
    read_instruments,
    read_options,
)
from weerbaar.measures.market.market_tables import market_sheets
from weerbaar.measures.market.pictures import (
    alarms_svg,
    brings_svg,
    early_svg,
    limits_svg,
    unit_words,
)
from weerbaar.measures.market.products import (
    BOUNDS,
    GIVEN,
    NOTHING,
    PRODUCT,
    WANTED,
    Figures,
    Place,
    figures_of,
    place_of,
    reckoning_of,
    with_numbers,
)
from weerbaar.measures.market.rules import (
    ENDS,
    IN_ROW,
    THRESHOLD,
    instrument_words,
    options_of,
    unique,
)
from weerbaar.measures.market.scoring import Answer, answer_of
from weerbaar.measures.market.telling import (
    Named,
    band_words,
    brings_table,
    curve_table,
    disturbs_table,
    figure_rows,
    sentences,
)
from weerbaar.measures.market.typed import (
    FIELDS,
    HUNDRED,
    LOOKS_AT,
    WANTED_WORDS,
    WHAT,
    Typed,
    read_typed,
)
from weerbaar.platform.web.words import words
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.views import attached
from weerbaar.twin.web.knob_queries import facts_for
from weerbaar.twin.wording import SIMULATED

MOST_KEPT = 100
MOST_ANSWERS = 32
TABLES = (brings_table, disturbs_table, curve_table)
AT_ONCE = 2
"""So many tables stand open; the others are opened."""


@require_safe
def market(request: HttpRequest) -> HttpResponse:
    """The form, and what comes of it for one's own region, or the one that the site is about."""
    spoken, typed = words(), _typed(request)
    name, place = _place(request)
    shown: dict[str, Any] = {
        "region": name,
        "fields": _fields(request, place, spoken),
        "rule": _rule(request, spoken),
        "problems": [(one.message(spoken), one.remedy(spoken)) for one in typed.problems],
        "query": request.GET.urlencode(),
    }
    if not typed.problems:
        shown |= _shown(*_answer(typed, place), spoken)
    return render(request, "measures/market.html", shown, status=400 if typed.problems else 200)


@require_safe
def market_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same as a table to take along; back to the page where something cannot be read."""
    spoken, typed = words(), _typed(request)
    if typed.problems:
        return redirect(f"{reverse('market')}?{request.GET.urlencode()}")
    answer, figures = _answer(typed, _place(request)[1])
    sheets = {
        name: (["simulation", *heads], [["yes", *row] for row in rows])
        for name, (heads, rows) in market_sheets(answer, figures).items()
    }
    name = spoken.text(mark("scarcity"))
    if ending == "csv":
        table = table_csv(*next(iter(sheets.values())), decimal_comma=spoken.code == "nl")
        return attached(("\ufeff" + table).encode(), f"{name}.csv", "text/csv; charset=utf-8")
    book = table_xlsx_bytes(sheets, spoken.text(SIMULATED))
    return attached(book, f"{name}.xlsx", XLSX_TYPE)


def _typed(request: HttpRequest) -> Typed:
    values = {name: value for name, value in request.GET.items() if value}
    return read_typed(values, read_indicators(), reckoning_of(read_figures()))


def _place(request: HttpRequest) -> tuple[str, Place]:
    facts, _ = facts_for(request.user, request.standing)
    region = region_of(facts)
    return region.name, place_of(region.areas["inhabitants"], region.areas["income_low"])


@lru_cache(maxsize=MOST_ANSWERS)
def _answer(typed: Typed, place: Place) -> tuple[Answer, Figures]:
    """The answer to what was typed, kept for who takes it along."""
    figures = figures_of(with_numbers(read_figures(), typed.given), place)
    options = options_of(read_options())
    if typed.own:
        options = unique([*options, typed.own])
    answer = answer_of(
        figures,
        options,
        read_instruments(),
        read_indicators(),
        typed.curve,
        typed.wanted,
    )
    return answer, figures


def _fields(request: HttpRequest, place: Place, spoken: Language) -> list[dict[str, str]]:
    """The figures, each with what holds where the field is left empty, in its own unit."""
    figures = figures_of(read_figures(), place)
    found = []
    for field in FIELDS:
        one, unit = figures[PRODUCT, field.name].figure, field.unit
        ours = band_words(Band(one.p10 * unit, one.p50 * unit, one.p90 * unit), spoken)
        ours = spoken.number(one.p50) if field.counts else ours
        found.append(_field(request, field.name, field.label, ours, spoken))
    wanted = spoken.number(reckoning_of(read_figures())[WANTED] * HUNDRED)
    return [*found, _field(request, "wanted", WANTED_WORDS, wanted, spoken)]


def _field(
    request: HttpRequest, name: str, label: str, ours: str, spoken: Language
) -> dict[str, str]:
    typed = request.GET.get(name, "")[:MOST_KEPT]
    return {"name": name, "label": spoken.text(label), "ours": ours, "value": typed}


def _rule(request: HttpRequest, spoken: Language) -> dict[str, Any]:
    """The fields of a rule of one's own."""
    usual = reckoning_of(read_figures())
    instruments = [
        (
            str(row["instrument"]),
            instrument_words(str(row["instrument"]), read_instruments(), spoken),
        )
        for row in read_instruments()
        if row["instrument"] != NOTHING
    ]
    indicators = [
        (
            str(row["indicator"]),
            f"{row[f'name_{spoken.code}']}{', %' if row['unit'] == '%' else ''}",
        )
        for row in read_indicators()
    ]
    lists = (("instrument", WHAT, instruments), ("indicator", LOOKS_AT, indicators))
    return {
        "lists": [
            {
                "name": name,
                "label": spoken.text(label),
                "choices": [(key, told, key == request.GET.get(name)) for key, told in known],
                "none": name == "instrument",
            }
            for name, label, known in lists
        ],
        "fields": [
            _field(request, "threshold", THRESHOLD, "", spoken),
            _field(request, "days_in_row", IN_ROW, spoken.number(usual["days_in_row"]), spoken),
            _field(request, "ends_days", ENDS, spoken.number(usual["ends_days"]), spoken),
        ],
    }


def _given(figures: Figures, spoken: Language) -> str:
    """The figures that were filled in, as a print should say too."""
    return "; ".join(
        f"{spoken.text(BOUNDS[name][2])}: {spoken.figure(one.figure.p50)}"
        for (_, name), one in figures.items()
        if one.evidence == GIVEN
    )


def _shown(answer: Answer, figures: Figures, spoken: Language) -> dict[str, Any]:
    named = Named(read_instruments(), read_indicators())
    tables = [table(answer, named, spoken) for table in TABLES]
    along = answer.curve.outcomes if answer.curve else ()
    return {
        "answer": answer,
        "simulated": spoken.text(SIMULATED),
        "sentences": sentences(answer, named, spoken),
        "tables": [
            {"headings": heads, "rows": rows, "at_once": at < AT_ONCE}
            for at, (heads, rows) in enumerate(tables)
        ],
        "brings": brings_svg(answer, named, spoken, "brings"),
        "limits": limits_svg(answer, named, spoken, "limits"),
        "early": early_svg(answer, named, spoken, "early"),
        "alarms": alarms_svg(answer, named, spoken, "alarms"),
        "drawn": instrument_words(along[0].option.instrument, named.instruments, spoken),
        "unit": unit_words(answer, named, spoken),
        "figures": figure_rows(figures, named, spoken),
        "given": _given(figures, spoken),
    }
