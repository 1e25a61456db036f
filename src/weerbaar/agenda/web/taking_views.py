"""Puts a decided variant on the agenda: first what that would bring, then all of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.taking_up import Line
from weerbaar.agenda.web import actions, queries
from weerbaar.agenda.web.field_words import changed_in_words
from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.measures.web.models import Decision
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words


@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, decision: int) -> HttpResponse:
    """Shows the lines that a decision brings, and takes over those that are not left alone."""
    found = get_object_or_404(Decision.objects.select_related("organisation"), pk=decision)
    # Before what stands is read: of what changes meanwhile the person sees nothing.
    stands = actions.state_of(found.organisation)
    lines, problems = queries.lines_of_decision(found, words())
    shown: dict[str, Any] = {
        "organisation": found.organisation,
        "decision": found,
        "problems": [f"{p.message(words())} {p.remedy(words())}" for p in problems],
        "may": may(request.standing, found.organisation_id),
    }
    if request.method == "POST":
        left = set(request.POST.getlist("keep"))
        try:
            count = actions.take_up(found, lines, left, request.user, request.POST.get("seen", ""))
        except Refused as refused:
            told = [f"{p.message(words())} {p.remedy(words())}" for p in refused.problems]
            shown["problems"] += told
            shown["left"] = left
        else:
            messages.success(request, words().text(mark("Lines changed: {count}."), count=count))
            return redirect("agenda", found.organisation_id)
    shown |= {
        "lines": [_told(line) for line in lines],
        "new": sum(line.before is None for line in lines),
        "changed": sum(bool(line.changed) and line.before is not None for line in lines),
        "same": sum(not line.changed for line in lines),
        "seen": stands,
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "agenda/take_up.html", shown, status=status)


def _told(line: Line) -> dict[str, Any]:
    kind = read_kinds()[line.after.kind].name(words().code)
    return {"line": line, "kind": kind, "changed": changed_in_words(line.changed, words())}
