"""The page of firms that switch production to Defence: nothing of it is kept."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.measures.production.case import HEADINGS, TABLES, Case, Firm, Order
from weerbaar.measures.production.course import MOST_WEEKS, WEEKS
from weerbaar.measures.production.files import (
    MOST_BYTES,
    Given,
    checked,
    given_in,
    given_sheets,
    need_names,
    read_example,
)
from weerbaar.measures.production.outcome import work_of
from weerbaar.measures.production.pictures import defence_pictures, short_pictures
from weerbaar.measures.production.planning import LEAST, RULE_WORDS
from weerbaar.measures.production.sheets import sheets_of
from weerbaar.measures.production.telling import (
    Told,
    cost_table,
    defence_table,
    product_table,
    rule_table,
    sector_table,
    sentences,
    told_by_rule,
)
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.words import words
from weerbaar.region.web.forms import FilesField
from weerbaar.region.web.views import attached
from weerbaar.twin.wording import SIMULATED

MOST_TOLD = 50
MOST_WORK = 300_000
"""What the page computes at most (`outcome.work_of`): some three seconds of one core."""
MOST_KEPT = 4
CSV, XLSX = "csv", "xlsx"
BOXES = {
    "firms": mark("Firms"),
    "orders": mark("What Defence orders"),
    "inputs": mark("What firms buy of each other"),
}
NAME = mark("production")
TOO_MUCH = ProblemKind(
    "production-too-much-for-page",
    mark("This is {value} times as much as this page computes."),
    mark(
        "Give fewer weeks, or take firms that make the same together as one row. Or compute it on "
        "your own computer: weerbaar measure production."
    ),
)


class ProductionForm(WordedForm):
    """The three tables as cells or files, for how long, and how an order is divided."""

    firms = forms.CharField(required=False, max_length=MOST_BYTES, strip=False)
    orders = forms.CharField(required=False, max_length=MOST_BYTES, strip=False)
    inputs = forms.CharField(required=False, max_length=MOST_BYTES, strip=False)
    file = FilesField(label=mark("Or files (CSV or XLSX)"), required=False)
    weeks = forms.IntegerField(label=mark("Weeks"), min_value=1, max_value=MOST_WEEKS)
    rule = forms.ChoiceField(label=mark("Divide an order"))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        choices = [(rule, words().text(told)) for rule, told in RULE_WORDS.items()]
        self.fields["rule"].choices = choices


@require_http_methods(["GET", "HEAD", "POST"])
def production(request: HttpRequest) -> HttpResponse:
    """The form, filled with the made-up example at first, and what comes of it."""
    spoken, sent = words(), request.method == "POST"
    shown: dict[str, Any] = {"columns": _columns(spoken), "example": not sent}
    if not sent:
        given, weeks, rule = read_example(spoken.code), WEEKS, LEAST
        form = ProductionForm(initial={"weeks": weeks, "rule": rule})
        return render(request, "measures/production.html", shown | _page(form, given, weeks, rule))
    form = ProductionForm(request.POST, request.FILES)
    typed = {name: request.POST.get(name, "") for name in BOXES}
    shown |= {"form": form, "boxes": _boxes(typed, spoken)}
    if not form.is_valid():
        return render(request, "measures/production.html", shown, status=400)
    try:
        given = _given(form, spoken)
        weeks, rule = form.cleaned_data["weeks"], form.cleaned_data["rule"]
        if (ending := request.POST.get("as", "")) in (CSV, XLSX):
            return _file(given, weeks, ending, spoken)
        shown |= _page(form, given, weeks, rule)
    except Refused as refused:
        shown["problems"] = [
            (one.place(spoken), f"{one.message(spoken)} {one.remedy(spoken)}")
            for one in refused.problems[:MOST_TOLD]
        ]
        return render(request, "measures/production.html", shown, status=400)
    return render(request, "measures/production.html", shown)


def _given(form: ProductionForm, spoken: Language) -> Given:
    """What was sent: the files where there are any, else what stands in the boxes."""
    files = form.cleaned_data["file"]
    if files:
        return given_in((one.read(MOST_BYTES + 1), str(one.name)) for one in files)
    typed = ((form.cleaned_data[name], spoken.text(told)) for name, told in BOXES.items())
    return given_in((text.encode("utf-8", "replace"), name) for text, name in typed if text.strip())


def _page(form: ProductionForm, given: Given, weeks: int, rule: str) -> dict[str, Any]:
    """The form with what was given, and the answer; raises Refused where it cannot be."""
    spoken = words()
    told = _told(given, weeks, spoken)
    written = {
        name: table_csv(*sheet, decimal_comma=spoken.code == "nl")
        for name, sheet in given_sheets(given, spoken).items()
    }
    return {"form": form, "boxes": _boxes(written, spoken)} | _answer(told, rule, spoken)


def _told(given: Given, weeks: int, spoken: Language) -> dict[str, Told]:
    """What comes of it, kept for who takes it along; raises Refused where it is too much."""
    case = checked(given, spoken.code)
    if (work := work_of(case, weeks)) > MOST_WORK:
        raise Refused([Problem(TOO_MUCH, value=math.ceil(10 * work / MOST_WORK) / 10)])
    return _kept(case.firms, case.orders, tuple(case.inputs.items()), weeks)


@lru_cache(maxsize=MOST_KEPT)
def _kept(
    firms: tuple[Firm, ...],
    orders: tuple[Order, ...],
    inputs: tuple[tuple[tuple[str, str], float], ...],
    weeks: int,
) -> dict[str, Told]:
    return told_by_rule(Case(firms, orders, dict(inputs)), weeks)


def _boxes(typed: dict[str, str], spoken: Language) -> list[dict[str, Any]]:
    return [
        {"name": name, "label": spoken.text(BOXES[name]), "text": typed.get(name, "")}
        for name in BOXES
    ]


def _columns(spoken: Language) -> list[dict[str, Any]]:
    """Of each table its columns: how they are called and what they mean."""
    return [
        {
            "label": spoken.text(BOXES[table.name]),
            "columns": [
                (spoken.text(HEADINGS[one.name]), spoken.text(one.meaning)) for one in table.columns
            ],
        }
        for table in TABLES
    ]


def _answer(told: dict[str, Told], rule: str, spoken: Language) -> dict[str, Any]:
    needs, one = need_names(spoken.code), told[rule]
    tables = {
        mark("Which civil products come up short"): product_table(one, needs, spoken),
        mark("What it does to sectors and their people"): sector_table(one, spoken),
        mark("What Defence gets"): defence_table(one, spoken),
        mark("What the switch of each firm costs the civil side"): cost_table(one, spoken),
        mark("The two ways to divide an order"): rule_table(told, spoken),
    }
    return {
        "sentences": sentences(one, told, needs, spoken),
        "short": short_pictures(one, spoken),
        "made": defence_pictures(one, spoken),
        "tables": [
            {"title": spoken.text(title), "headings": heads, "rows": rows}
            for title, (heads, rows) in tables.items()
        ],
    }


def _file(given: Given, weeks: int, ending: str, spoken: Language) -> HttpResponse:
    """The answer to take along: the products as CSV, or all tables as a workbook."""
    told = _told(given, weeks, spoken)
    name = f"{spoken.text(NAME)}.{ending}"
    sheets = {
        title: (("simulation", *columns), [("yes", *row) for row in rows])
        for title, (columns, rows) in sheets_of(told, given_sheets(given, spoken)).items()
    }
    if ending == XLSX:
        return attached(table_xlsx_bytes(sheets, spoken.text(SIMULATED)), name, XLSX_TYPE)
    text = table_csv(*sheets["products"], decimal_comma=spoken.code == "nl")
    return attached(("\ufeff" + text).encode(), name, "text/csv; charset=utf-8")
