"""The pages on which many commitments come and go at once: take along, and take in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from weerbaar.agenda.commitment_table import commitment_table, commitments_csv, texts_of
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.importing import WouldChange, read_sheet
from weerbaar.agenda.web import actions, models, queries
from weerbaar.agenda.web.field_words import LABELS, changed_in_words
from weerbaar.agenda.web.forms import ImportForm
from weerbaar.common.files import sheets_of
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words

MOST_PREVIEW = 200
MOST_TOLD = 50
NOTHING_SENT = ProblemKind(
    "no-lines-sent",
    mark("There is nothing here yet."),
    mark("Choose a file, or paste lines in the box."),
)


@require_safe
def agenda_file(request: HttpRequest, organisation: int, ending: str) -> HttpResponse:
    """The whole agenda as a file, which can be taken in again."""
    found = get_object_or_404(Organisation, pk=organisation)
    names = commitment_table({}).names
    rows = [list(texts_of(one).values()) for one in queries.commitments_of(found)]
    called = words().text(mark("agenda"))
    name = f"{called}-{slugify(found.name)}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if ending == "csv":
        text = "\ufeff" + table_csv(names, rows)
        return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
    content = table_xlsx_bytes({"commitments": (names, rows)})
    return HttpResponse(content, content_type=XLSX_TYPE, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def import_agenda(request: HttpRequest, organisation: int) -> HttpResponse:
    """Shows what a file would change, and then takes all of it in or nothing."""
    found = get_object_or_404(Organisation, pk=organisation)
    sent = request.POST if request.method == "POST" else None
    form = ImportForm(sent, request.FILES if sent is not None else None)
    shown: dict[str, Any] = {
        "organisation": found,
        "form": form,
        "columns": _columns(),
        "may": may(request.standing, organisation),
    }
    if sent is None or not form.is_valid():
        return render(request, "agenda/import.html", shown, status=400 if sent else 200)
    # Before what stands is read: of what changes meanwhile the person sees nothing.
    stands = actions.state_of(found)
    try:
        would = _read(found, form)
        if sent.get("action") == "save":
            count = _save(request, found, would, sent.get("seen", ""))
            messages.success(request, words().text(mark("Lines changed: {count}."), count=count))
            return redirect("agenda", organisation)
    except Refused as refused:
        shown |= {"problems": _told(refused), "more": max(0, len(refused.problems) - MOST_TOLD)}
        return render(request, "agenda/import.html", shown, status=400)
    text = commitments_csv([one.commitment for one in would])
    shown |= {
        "would": [_told_line(one) for one in would[:MOST_PREVIEW]],
        "more": max(0, len(would) - MOST_PREVIEW),
        "new": sum(one.is_new for one in would),
        "changed": sum(bool(one.changed) and not one.is_new for one in would),
        "same": sum(not one.changed for one in would),
        "text": text,
        "seen": stands,
    }
    return render(request, "agenda/import_preview.html", shown)


def _columns() -> list[tuple[str, str]]:
    return [(name, words().text(LABELS[name])) for name in commitment_table({}).names]


def _read(organisation: Organisation, form: ImportForm) -> tuple[WouldChange, ...]:
    filled = form.cleaned_data
    file, pasted = filled.get("file"), filled["pasted"]
    if file is not None:
        content, name = file.read(), str(file.name)
    elif pasted.strip():
        content, name = pasted.encode("utf-8", "replace"), words().text(mark("what you pasted"))
    else:
        raise Refused([Problem(NOTHING_SENT)])
    sheet, *_ = sheets_of(content, name)
    standing = queries.commitments_of(organisation)
    return read_sheet(sheet, standing, read_kinds(), queries.known_to(organisation), models.new_key)


def _save(
    request: HttpRequest, organisation: Organisation, would: tuple[WouldChange, ...], seen: str
) -> int:
    found = [one.commitment for one in would]
    return actions.keep_commitments(organisation, found, request.user, actions.BY_IMPORT, seen)


def _told(refused: Refused) -> list[tuple[str, str]]:
    """Each problem: where it is, and what is wrong and what to do."""
    return [
        (problem.place(words()), f"{problem.message(words())} {problem.remedy(words())}")
        for problem in refused.problems[:MOST_TOLD]
    ]


def _told_line(one: WouldChange) -> dict[str, Any]:
    kind = read_kinds()[one.commitment.kind].name(words().code)
    return {"line": one, "kind": kind, "changed": changed_in_words(one.changed, words())}
