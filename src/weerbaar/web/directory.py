"""The directory: who works together here, on which number, and who speaks for them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from weerbaar.common.language import Language, mark
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.platform.files import read_roles
from weerbaar.platform.organisations import KINDS
from weerbaar.platform.web import queries
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words

COLUMNS = (
    mark("Organisation"),
    mark("Kind"),
    mark("Telephone number for a crisis"),
    mark("What it does in a crisis"),
    mark("Who speaks for it"),
)


@require_safe
def directory(request: HttpRequest, organisation: int) -> HttpResponse:
    """Who works together with an organisation; with `q` those in which these words stand."""
    found = get_object_or_404(Organisation, pk=organisation)
    asked = request.GET.get("q", "").strip()
    rows = [row for row in _rows(found, words()) if asked.lower() in " ".join(row).lower()]
    columns = [words().text(column) for column in COLUMNS]
    told = [(row[0], list(zip(columns[1:], row[1:], strict=True))) for row in rows]
    shown = {"organisation": found, "asked": asked, "columns": columns, "rows": told}
    return render(request, "web/directory.html", shown)


@require_safe
def directory_file(request: HttpRequest, organisation: int, ending: str) -> HttpResponse:
    """The whole directory as a file."""
    found = get_object_or_404(Organisation, pk=organisation)
    columns = [words().text(column) for column in COLUMNS]
    rows = _rows(found, words())
    name = words().text(mark("directory"))
    if ending == "csv":
        comma = words().code == "nl"
        content: str | bytes = "\ufeff" + table_csv(columns, rows, decimal_comma=comma)
        kind = "text/csv; charset=utf-8"
    else:
        content, kind = table_xlsx_bytes({name: (columns, rows)}), XLSX_TYPE
    named = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=kind, headers=named)


def _rows(organisation: Organisation, language: Language) -> list[list[str]]:
    """A row for each organisation, in the order of COLUMNS."""
    roles = read_roles()
    return [
        [
            listed.organisation.name,
            language.text(KINDS[listed.organisation.kind]),
            listed.organisation.telephone,
            listed.organisation.about,
            ", ".join(
                f"{held.person} ({roles[held.role][f'name_{language.code}']})"
                for held in listed.contacts
            ),
        ]
        for listed in queries.network_of(organisation)
    ]
