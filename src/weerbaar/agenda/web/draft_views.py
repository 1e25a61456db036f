"""The page on which a line of the agenda becomes a draft agreement, as a file to take along."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from weerbaar.agenda.letters import draft_agreement as drafts
from weerbaar.agenda.letters.files import read_clauses
from weerbaar.agenda.web import models
from weerbaar.agenda.web.rows import commitment_of
from weerbaar.drawing.files import PDF_TYPE, WORD_TYPE, document_pdf_bytes, document_word_bytes
from weerbaar.platform.web.words import words
from weerbaar.region.web.views import attached

FORMS = {"docx": (document_word_bytes, WORD_TYPE), "pdf": (document_pdf_bytes, PDF_TYPE)}
MOST_NAME = 80


@require_safe
def draft_agreement(request: HttpRequest, commitment: int) -> HttpResponse:
    """Asks which draft; gives it as a file where a template and a form are chosen."""
    row = get_object_or_404(models.Commitment.objects.select_related("organisation"), pk=commitment)
    one, spoken = commitment_of(row), words()
    template, form = request.GET.get("template", ""), request.GET.get("form", "")
    asked = bool(template or form)
    problems = drafts.draft_problems(one, template if asked else next(iter(drafts.TEMPLATES)))
    if asked and not problems and form in FORMS:
        make, kind = FORMS[form]
        made = drafts.draft_agreement(one, template, read_clauses(), spoken)
        name = slugify(made.title)[:MOST_NAME] or "draft"
        return attached(make(made), f"{name}.{form}", kind)
    shown = {
        "organisation": row.organisation,
        "row": row,
        "templates": [(key, spoken.text(told)) for key, told in drafts.TEMPLATES.items()],
        "problems": [(one.message(spoken), one.remedy(spoken)) for one in problems],
        "lines": [spoken.text(line) for line in drafts.TO_CHECK],
    }
    return render(request, "agenda/draft_agreement.html", shown)
