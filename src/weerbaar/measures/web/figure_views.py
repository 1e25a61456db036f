"""The pages of own figures: what an organisation reckons with itself, who said so and when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Refused
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.web import figures, queries
from weerbaar.measures.web.figure_forms import CONFIDENCE_WORDS, FigureFileForm, OwnFigureForm
from weerbaar.measures.web.models import OwnFigures
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words
from weerbaar.region.web.views import attached
from weerbaar.twin.web.turned_part import told_problems

MOST_TOLD = 50
FILE = mark("own-figures")


@require_safe
def own_figures(request: HttpRequest, organisation: int) -> HttpResponse:
    """The figures of its own with which an organisation reckons."""
    found = get_object_or_404(Organisation, pk=organisation)
    shipped = queries.shipped_catalogue()
    rows = [
        figures.told_row(row, shipped.get(row.measure), words())
        | {"by": _origin(row, found), "known": row.measure in shipped}
        for row in queries.standing_above(found)
    ]
    shown = {
        "organisation": found,
        "rows": rows,
        "measures": _to_fill(shipped, words()),
        "may": queries.may_of(request, found),
    }
    return render(request, "measures/own_figures.html", shown)


def _origin(row: OwnFigures, organisation: Organisation) -> str:
    """Whose figure it is, where it is not the organisation's own."""
    return "" if row.organisation_id == organisation.pk else row.organisation.name


def _to_fill(shipped: dict[str, Measure], spoken: Language) -> list[tuple[str, str]]:
    named = [(one.name(spoken.code), name) for name, one in shipped.items() if one.costs]
    return sorted(named, key=lambda pair: pair[0].casefold())


@require_safe
def own_figures_file(request: HttpRequest, organisation: int) -> HttpResponse:
    """The figures of its own that an organisation filled in, as CSV that can be taken in again."""
    found = get_object_or_404(Organisation, pk=organisation)
    text = "\ufeff" + figures.as_csv(found)
    return attached(text.encode(), f"{words().text(FILE)}.csv", "text/csv; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def import_own_figures(request: HttpRequest, organisation: int) -> HttpResponse:
    """Takes a CSV file of own figures in; all of it, or nothing where something is wrong."""
    found = get_object_or_404(Organisation, pk=organisation)
    sent = request.method == "POST"
    form = FigureFileForm(request.POST, request.FILES) if sent else FigureFileForm()
    refused: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            read = figures.read_csv(form.content(), form.cleaned_data["file"].name)
            count = figures.fill_in(found, read, request.user)
            told = mark("Figures that were taken in: {count}.")
            messages.success(request, words().text(told, count=count))
            return redirect("own-figures", found.pk)
        except Refused as problem:
            refused = told_problems(problem.problems[:MOST_TOLD], words())
    shown = {"organisation": found, "form": form, "problems": refused}
    return render(request, "measures/import_figures.html", shown, status=400 if sent else 200)


@require_safe
def own_figure_history(request: HttpRequest, organisation: int, measure: str) -> HttpResponse:
    """Who filled in which figures of a measure, and when; the newest first."""
    found = get_object_or_404(Organisation, pk=organisation)
    shipped = _measure_or_404(measure)
    rows = [
        figures.told_row(row, shipped, words()) | {"row": row}
        for row in queries.rows_of_measure(found, measure)
    ]
    shown = {
        "organisation": found,
        "measure": shipped,
        "name": shipped.name(words().code),
        "rows": rows,
        "may": queries.may_of(request, found),
    }
    return render(request, "measures/own_figure_history.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def change_own_figures(request: HttpRequest, organisation: int, measure: str) -> HttpResponse:
    """Fills in one own figure of a measure, or takes it back.

    Where somebody did so meanwhile, what was typed stays and what changed is told.
    """
    found = get_object_or_404(Organisation, pk=organisation)
    shipped = _measure_or_404(measure)
    stands = queries.newest_row(found, measure)
    if request.method != "POST":
        initial: dict[str, Any] = {"seen": stands, "year": timezone.localdate().year}
        initial |= {"figure": request.GET.get("figure", "")}
        return _page(request, found, shipped, OwnFigureForm(shipped, initial=initial))
    if "take_back" in request.POST:
        figures.take_back(found, shipped, request.POST["take_back"], request.user)
        messages.success(request, words().text(mark("Taken back. Our figure counts again.")))
        return redirect("change-own-figures", found.pk, measure)
    form = OwnFigureForm(shipped, request.POST)
    if form.is_valid():
        if form.cleaned_data["seen"] != stands:
            return _stale(request, found, shipped, stands)
        try:
            figures.fill_in(found, [form.own(shipped)], request.user)
        except Refused as refused:
            for message, remedy in told_problems(refused.problems, words()):
                form.add_error(None, f"{message} {remedy}")
        else:
            messages.success(request, words().text(mark("Saved.")))
            return redirect("change-own-figures", found.pk, measure)
    return _page(request, found, shipped, form, status=400)


def _stale(
    request: HttpRequest, found: Organisation, shipped: Measure, stands: int
) -> HttpResponse:
    sent = QueryDict(mutable=True)
    sent.update(request.POST)
    sent["seen"] = str(stands)
    form = OwnFigureForm(shipped, sent)
    form.is_valid()
    newest = queries.rows_of_measure(found, shipped.measure)[:1]
    told = [figures.told_row(row, shipped, words()) | {"row": row} for row in newest]
    return _page(request, found, shipped, form, {"stale": told}, 409)


def _page(
    request: HttpRequest,
    found: Organisation,
    shipped: Measure,
    form: OwnFigureForm,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "organisation": found,
        "measure": shipped,
        "name": shipped.name(words().code),
        "rows": figures.beside(found, shipped, words()),
        "form": form,
        "sure": CONFIDENCE_WORDS,
        **(more or {}),
    }
    return render(request, "measures/change_figures.html", shown, status=status)


def _measure_or_404(name: str) -> Measure:
    found = queries.shipped_catalogue().get(name)
    if found is None:
        raise Http404
    return found
