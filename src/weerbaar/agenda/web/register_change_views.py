"""The pages on which registers change: a row, and a file or cells that are taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from weerbaar.agenda.registers.changes import Change
from weerbaar.agenda.registers.files import coming_in, read_registers
from weerbaar.agenda.registers.filled import register_sheet, row_as_filled
from weerbaar.agenda.registers.register import Register
from weerbaar.agenda.web import register_actions as actions
from weerbaar.agenda.web import register_queries as queries
from weerbaar.agenda.web.register_forms import RowForm, TakeInForm
from weerbaar.agenda.web.register_history import (
    WAY_WORDS,
    told_changes,
    told_key,
    value_words,
)
from weerbaar.agenda.web.register_models import RegisterRow
from weerbaar.agenda.web.register_views import as_seen, can_change, known
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.common.tables import Rows
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words

MOST_TOLD = 100
MOST_LINES = 200
NOTHING_SENT = ProblemKind(
    "nothing-sent",
    mark("There is nothing here yet."),
    mark("Choose a file, or paste cells in the box."),
)


@require_http_methods(["GET", "HEAD", "POST"])
def add_register_row(request: HttpRequest, organisation: int, register: str) -> HttpResponse:
    """Adds a row to a register."""
    found = get_object_or_404(Organisation, pk=organisation)
    one = _to_change(request, found, register)
    sent = request.POST if request.method == "POST" else None
    begin = {name: request.GET.get(name, "") for name in one.table.key}
    form = RowForm(one, sent, initial={name: value for name, value in begin.items() if value})
    if form.is_valid():
        try:
            row = _whole(form.row or {}, {}, known(register))
            actions.add_row(found, known(register), row, request.user)
            messages.success(request, words().text(mark("Added.")))
            return redirect("register", found.pk, register)
        except Refused as refused:
            form.tell_all(refused)
    return _form_page(request, found, one, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def register_row(request: HttpRequest, row: int) -> HttpResponse:
    """One row: its fields to change, and everything that was changed in it."""
    found = get_object_or_404(RegisterRow.objects.select_related("organisation"), pk=row)
    one = _to_change(request, found.organisation, found.register)
    stored = queries.stored_row(found)
    begin = row_as_filled(one, stored.row, words()) | {"version": str(stored.version)}
    sent = request.POST if request.method == "POST" else None
    form = RowForm(one, sent, initial=begin)
    if form.is_valid():
        try:
            whole = _whole(form.row or {}, stored.row, known(found.register))
            version = form.cleaned_data["version"] or 0
            actions.change_row(found, known(found.register), whole, version, request.user)
            messages.success(request, words().text(mark("Saved.")))
            return redirect("register", found.organisation_id, found.register)
        except Refused as refused:
            form.tell_all(refused)
            # Whoever sends it once more has seen that there is another version.
            form.data = form.data.copy()
            form.data["version"] = str(stored.version)
    return _form_page(request, found.organisation, one, form, found)


def _to_change(request: HttpRequest, found: Organisation, register: str) -> Register:
    """A register as the person may change it; raises PermissionDenied where they may not."""
    rights = may(request.standing, found.pk)
    if not can_change(known(register), rights):
        raise PermissionDenied
    return as_seen(known(register), rights)


def _whole(row: Mapping[str, Any], before: Mapping[str, Any], register: Register) -> dict[str, Any]:
    """A row with the columns that the person does not see as they were."""
    empty = {column.name: column.default for column in register.table.columns}
    return {**empty, **before, **row}


def _form_page(
    request: HttpRequest,
    found: Organisation,
    one: Register,
    form: RowForm,
    row: RegisterRow | None,
) -> HttpResponse:
    rights = may(request.standing, found.pk)
    history = queries.history_of(found, one, row.key) if row else []
    given = {
        "organisation": found,
        "register": one,
        "register_title": one.say(one.title, words()),
        "form": form,
        "row": row,
        "row_name": told_key(one, row.key, words()) if row else "",
        "history": told_changes(one, history, rights, words()),
    }
    status = 400 if form.errors else 200
    return render(request, "agenda/register_row.html", given, status=status)


@require_POST
def remove_register_row(request: HttpRequest, row: int) -> HttpResponse:
    """Removes a row."""
    found = get_object_or_404(RegisterRow.objects.select_related("organisation"), pk=row)
    _to_change(request, found.organisation, found.register)
    try:
        actions.take_row_out(found, read_registers()[found.register], request.user)
    except Refused as refused:
        for problem in refused.problems[:MOST_TOLD]:
            messages.error(request, f"{problem.message(words())} {problem.remedy(words())}")
        return redirect("register-row", row)
    messages.success(request, words().text(mark("Removed. It stands in the history.")))
    return redirect("register", found.organisation_id, found.register)


@require_http_methods(["GET", "HEAD", "POST"])
def import_register(request: HttpRequest, organisation: int, register: str) -> HttpResponse:
    """Takes a file or cells, shows what would change, and once it is confirmed takes them in."""
    found = get_object_or_404(Organisation, pk=organisation)
    one = _to_change(request, found, register)
    if request.method != "POST":
        return _import_page(request, found, one, TakeInForm())
    form = TakeInForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, found, one, form)
    complete = form.cleaned_data["complete"]
    # Before what stands is read: of what changes meanwhile the person sees nothing.
    stands = queries.state_of(found, one)
    try:
        rows, columns = _sent(one, form)
        coming = list(rows)
        if "confirm" in request.POST:
            seen = request.POST.get("seen", "")
            whole = [_whole(row, {}, known(register)) for row in coming]
            actions.take_in(found, known(register), whole, columns, complete, seen, request.user)
            messages.success(request, words().text(mark("Done. The rows are taken in.")))
            return redirect("register", found.pk, register)
        whole = [_whole(row, {}, known(register)) for row in coming]
        change = actions.preview(found, known(register), whole, columns, complete)
    except Refused as refused:
        return _import_page(request, found, one, form, refused.problems)
    return _preview_page(request, found, one, rows, columns, complete, change, stands)


def _sent(one: Register, form: TakeInForm) -> tuple[Rows, frozenset[str]]:
    """The rows that were sent; raises Refused."""
    file = form.cleaned_data["file"]
    if file is not None and file.size:
        return coming_in(one, file.read(), file.name or "-")
    pasted = form.cleaned_data["pasted"]
    if not pasted.strip():
        raise Refused([Problem(NOTHING_SENT)])
    return coming_in(one, pasted.encode(), words().text(mark("pasted cells")))


def _import_page(
    request: HttpRequest,
    found: Organisation,
    one: Register,
    form: TakeInForm,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    spoken = words()
    told = [
        (problem.place(spoken), problem.message(spoken), problem.remedy(spoken))
        for problem in problems[:MOST_TOLD]
    ]
    given = {
        "organisation": found,
        "register": one,
        "register_title": one.say(one.title, spoken),
        "form": form,
        "problems": told,
        "more": max(len(problems) - MOST_TOLD, 0),
        "columns": [
            (one.heading(column.name, spoken), one.say(column.meaning, spoken))
            for column in one.table.columns
        ],
        "has_example": one.name == "processes",
    }
    status = 400 if problems or form.errors else 200
    return render(request, "agenda/register_import.html", given, status=status)


def _preview_page(
    request: HttpRequest,
    found: Organisation,
    one: Register,
    rows: Rows,
    columns: frozenset[str],
    complete: bool,
    change: Change,
    stands: int,
) -> HttpResponse:
    """What would change, line by line; what was sent goes along as text to confirm it.

    `stands` is `queries.state_of` from before the rows were read.
    """
    spoken = words()
    absent = [name for name in one.table.names if name not in columns]
    heads, lines = register_sheet(one.without(absent), list(rows), spoken)
    given = {
        "organisation": found,
        "register": one,
        "register_title": one.say(one.title, spoken),
        "lines": [
            {
                "way": spoken.text(WAY_WORDS[line.way]),
                "key": told_key(one, line.key, spoken),
                "cells": [
                    (
                        one.heading(cell.column, spoken),
                        value_words(one, cell.column, cell.before, spoken),
                        value_words(one, cell.column, cell.after, spoken),
                    )
                    for cell in line.cells
                ],
            }
            for line in change.lines[:MOST_LINES]
        ],
        "all": len(change.lines),
        "most": MOST_LINES,
        "pasted": table_csv(heads, lines, decimal_comma=spoken.code == "nl"),
        "complete": complete,
        "seen": stands,
    }
    return render(request, "agenda/register_preview.html", given)
