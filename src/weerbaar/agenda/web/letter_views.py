"""The pages of letters: which there are, fill one in, take it along, and read one that is kept."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.agenda.letters.sending import sending_problems
from weerbaar.agenda.web import letter_queries
from weerbaar.agenda.web.letter_forms import PDF, LetterForm
from weerbaar.agenda.web.letter_models import MOST_NAME, KeptLetter
from weerbaar.common.cli import json_text
from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused, refuse_if
from weerbaar.drawing.documents import Document, document_data
from weerbaar.drawing.files import PDF_TYPE, WORD_TYPE, document_pdf_bytes, document_word_bytes
from weerbaar.measures.web.models import Decision
from weerbaar.measures.web.stored_models import Weighed
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.trail import record
from weerbaar.platform.web.words import language, words

FILES = {"pdf": PDF_TYPE, "docx": WORD_TYPE, "json": "application/json"}
KEPT = mark("The letter is kept.")
REMOVED = mark("The letter is removed.")


@require_safe
def letters(request: HttpRequest, organisation: int) -> HttpResponse:
    """The kinds of letters, and those that are kept."""
    found = get_object_or_404(Organisation, pk=organisation)
    kinds = [
        (kind, words().text(title), words().text(letter_queries.ABOUT[kind]))
        for kind, title in letter_queries.TITLES.items()
    ]
    shown = {
        "organisation": found,
        "kinds": kinds,
        "letters": letter_queries.kept_letters(found),
        "may": may(request.standing, organisation),
    }
    return render(request, "agenda/letters.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def make_letter(request: HttpRequest, organisation: int, kind: str) -> HttpResponse:
    """Asks what only people know, and gives the letter as a file; keeps it where that is asked."""
    found = get_object_or_404(Organisation, pk=organisation)
    if kind not in letter_queries.KINDS:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    sources = letter_queries.sources_of(found, kind, words())
    source = request.GET.get("source", "")
    proposals = letter_queries.proposals_of(found, words()) if kind == "decision" else []
    # Who came from a comparison reads its variants first.
    proposals.sort(key=lambda group: not group[1][0][0].startswith(source) if source else False)
    form = LetterForm(kind, sources, proposals, sent, initial=_initial(request, found))
    if form.is_valid():
        try:
            return _made(request, found, form)
        except Refused as refused:
            for problem in refused.problems:
                form.add_error(None, f"{problem.message(words())} {problem.remedy(words())}")
    shown = {
        "organisation": found,
        "kind": kind,
        "title": words().text(letter_queries.TITLES[kind]),
        "about": words().text(letter_queries.ABOUT[kind]),
        "lacks": kind != letter_queries.PROGRESS and not sources,
        "form": form,
        "may": may(request.standing, organisation),
    }
    return render(request, "agenda/make_letter.html", shown, status=400 if sent else 200)


def _initial(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    return {
        "source": request.GET.get("source", ""),
        "language": words().code,
        "form": PDF,
        "organisation": organisation.name,
        "letter": uuid.uuid4(),
    }


def _made(request: HttpRequest, organisation: Organisation, form: LetterForm) -> HttpResponse:
    """The letter as a file, or its page where it is kept; raises Refused."""
    filled, sending = form.cleaned_data, form.sending
    refuse_if(sending_problems(sending, kept=filled["keep"]))
    wanted = letter_queries.Wanted(
        form.kind,
        filled.get("source", ""),
        filled.get("proposed", ""),
        sending,
        language(filled["language"]),
    )
    document = letter_queries.letter_of(organisation, wanted, request.build_absolute_uri)
    if filled["keep"]:
        kept = keep(organisation, form.kind, document, filled["letter"], request.user)
        messages.success(request, words().text(KEPT))
        return redirect("letter", kept.pk)
    make = document_pdf_bytes if filled["form"] == PDF else document_word_bytes
    return _file(document.title, filled["form"], make(document))


@transaction.atomic
def keep(
    organisation: Organisation, kind: str, document: Document, key: uuid.UUID, by: Person
) -> KeptLetter:
    """Stores a letter with its files and all that it says; sent twice with one number it is one."""
    letter, is_new = KeptLetter.objects.get_or_create(
        pk=key,
        defaults={
            "organisation": organisation,
            "person": by,
            "kind": kind,
            "title": document.title[:MOST_NAME],
            "language": document.language,
            "pdf": document_pdf_bytes(document),
            "docx": document_word_bytes(document),
            "record": json.loads(document_data(document)),
        },
    )
    if is_new:
        record("keep-letter", by, organisation, details=_which(letter))
    if letter.organisation_id != organisation.pk:
        raise Http404
    return letter


def _which(letter: KeptLetter) -> dict[str, str]:
    """By what a letter is known in the audit trail."""
    return {"letter": str(letter.pk), "title": letter.title}


@require_safe
def letter(request: HttpRequest, letter: uuid.UUID) -> HttpResponse:
    """A letter that is kept: when it was made, on what it rests, and its files."""
    rows = KeptLetter.objects.select_related("organisation", "person").defer("pdf", "docx")
    found = get_object_or_404(rows, pk=letter)
    shown = {
        "letter": found,
        "kind": words().text(letter_queries.TITLES.get(found.kind, found.kind)),
        "organisation": found.organisation,
        "notes": found.record.get("notes", []),
        "may": may(request.standing, found.organisation_id),
    }
    return render(request, "agenda/letter.html", shown)


@require_safe
def letter_file(request: HttpRequest, letter: uuid.UUID, ending: str) -> HttpResponse:
    """A file of a letter that is kept: as it was printed, to edit, or the record for an archive."""
    found = get_object_or_404(KeptLetter, pk=letter)
    if ending not in FILES:
        raise Http404
    if ending == "json":
        return _file(found.title, ending, _archived(found).encode())
    return _file(found.title, ending, bytes(found.pdf if ending == PDF else found.docx))


def _archived(found: KeptLetter) -> str:
    """What an archive or a request for openness asks: who made it, when, for what, on which facts.

    Names of people do not stand in it, apart from those that somebody wrote in the letter itself.
    """
    return json_text(
        {
            "schema": 1,
            "simulation": True,
            "identifier": str(found.pk),
            "title": found.title,
            "kind": found.kind,
            "language": found.language,
            "maker": found.organisation.name,
            "made_at": found.made_at.isoformat(),
            "files": ["pdf", "docx"],
            "document": found.record,
        }
    )


@require_POST
def remove_letter(request: HttpRequest, letter: uuid.UUID) -> HttpResponse:
    """Removes a letter that is kept; which one it was and who did it stay in the audit trail."""
    found = get_object_or_404(KeptLetter.objects.defer("pdf", "docx"), pk=letter)
    organisation = found.organisation
    with transaction.atomic():
        record("remove-letter", request.user, organisation, details=_which(found))
        found.delete()
    messages.success(request, words().text(REMOVED))
    return redirect("letters", organisation.pk)


@require_safe
def weighed_memo(request: HttpRequest, weighed: uuid.UUID) -> HttpResponse:
    """The memo of a comparison: the form with that comparison chosen."""
    found = get_object_or_404(Weighed.objects.defer("data"), pk=weighed)
    return _to_memo(found.organisation_id, f"{letter_queries.WEIGHED}:{found.pk}")


@require_safe
def decision_memo(request: HttpRequest, decision: int) -> HttpResponse:
    """The memo of a decision: the form with that decision chosen."""
    found = get_object_or_404(Decision, pk=decision)
    return _to_memo(found.organisation_id, f"{letter_queries.DECIDED}:{found.pk}")


def _to_memo(organisation: int, source: str) -> HttpResponse:
    kwargs = {"organisation": organisation, "kind": letter_queries.DECISION}
    return redirect(f"{reverse('make-letter', kwargs=kwargs)}?source={source}")


def _file(title: str, ending: str, content: bytes) -> HttpResponse:
    name = slugify(title)[:80] or "letter"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=FILES[ending], headers=headers)
