"""The directory: who works together here, on which number, and who speaks for them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from weerbaar.common.language import mark
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words
from weerbaar.web import queries


@require_safe
def directory(request: HttpRequest, organisation: int) -> HttpResponse:
    """Who works together with an organisation; with `q` those in which these words stand."""
    found = get_object_or_404(Organisation, pk=organisation)
    asked = request.GET.get("q", "").strip()
    columns, rows = queries.directory_of(found, words(), asked)
    told = [(row[0], list(zip(columns[1:], row[1:], strict=True))) for row in rows]
    shown = {"organisation": found, "asked": asked, "columns": columns, "rows": told}
    return render(request, "web/directory.html", shown)


@require_safe
def directory_file(request: HttpRequest, organisation: int, ending: str) -> HttpResponse:
    """The whole directory as a file."""
    found = get_object_or_404(Organisation, pk=organisation)
    columns, rows = queries.directory_of(found, words())
    name = words().text(mark("directory"))
    if ending == "csv":
        comma = words().code == "nl"
        content: str | bytes = "\ufeff" + table_csv(columns, rows, decimal_comma=comma)
        kind = "text/csv; charset=utf-8"
    else:
        content, kind = table_xlsx_bytes({name: (columns, rows)}), XLSX_TYPE
    named = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=kind, headers=named)
