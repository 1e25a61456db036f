"""The pages of a chain session: one question at a time, in large type, for a table and a beamer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.chain import chain_from
from weerbaar.region.chain_words import band_words, chain_picture, tie_rows
from weerbaar.region.files import read_library
from weerbaar.region.session_words import (
    estimate_words,
    lasting_picture,
    listed,
    question_words,
    said_in_words,
)
from weerbaar.region.sessions import (
    Process,
    Question,
    choose_question,
    count_answered,
    processes,
    question_after,
    said_about,
)
from weerbaar.region.web import actions, queries
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.forms import ChainAnswerForm, SessionForm
from weerbaar.region.web.models import ChainAnswer, ChainSession


@require_safe
def chain_sessions(request: HttpRequest, organisation: int) -> HttpResponse:
    """The sessions there were, and how to start one."""
    found = get_object_or_404(Organisation, pk=organisation)
    return _sessions_page(request, found, SessionForm())


@require_http_methods(["GET", "HEAD", "POST"])
def start_chain_session(request: HttpRequest, organisation: int) -> HttpResponse:
    """Starts a session on the facts of now."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = SessionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.start_chain_session(found, form.cleaned_data["name"], request.user)
            return redirect("chain-session", made.pk)
        except Refused as refused:
            _tell(form, refused)
    return _sessions_page(request, found, form, 400 if request.method == "POST" else 200)


def _sessions_page(
    request: HttpRequest, found: Organisation, form: SessionForm, status: int = 200
) -> HttpResponse:
    shown = {
        "organisation": found,
        "sessions": queries.sessions_of(found),
        "form": form,
        "may": may(request.standing, found.pk),
    }
    return render(request, "region/chain_sessions.html", shown, status=status)


@require_safe
def chain_session(request: HttpRequest, session: int) -> HttpResponse:
    """A session: the question of now, what was said, and what it moves."""
    found = _session(session)
    asked = {name: request.GET.get(name, "") for name in ("process", "consumer", "input")}
    return _session_page(request, found, asked)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_in_chain_session(request: HttpRequest, session: int) -> HttpResponse:
    """Writes an answer down at once, and goes on with the same question to show what it moves."""
    found = _session(session)
    if request.method != "POST":
        return redirect("chain-session", session)
    form = ChainAnswerForm(request.POST)
    asked = {name: request.POST.get(name, "") for name in ("consumer", "input")}
    if form.is_valid():
        try:
            seen = request.POST.get("seen")
            said = form.said(timezone.localdate())
            actions.answer_in_chain_session(found, said, request.user, seen)
            messages.success(request, words().text(mark("Written down.")))
            return redirect(f"{reverse('chain-session', args=[session])}?{urlencode(asked)}#now")
        except Refused as refused:
            _tell(form, refused)
    return _session_page(request, found, {"process": "", **asked}, form)


@require_POST
def forget_chain_answer(request: HttpRequest, session: int) -> HttpResponse:
    """Takes an answer back."""
    found = _session(session)
    number = request.POST.get("answer", "")
    try:
        if number.isascii() and number.isdigit() and len(number) < 18:
            seen = request.POST.get("seen")
            actions.forget_chain_answer(found, int(number), request.user, seen)
    except Refused as refused:
        _tell_above(request, refused)
    return redirect("chain-session", session)


@require_POST
def finish_chain_session(request: HttpRequest, session: int) -> HttpResponse:
    """Makes what was said the facts from now on."""
    found = _session(session)
    try:
        made = actions.finish_chain_session(found, request.user)
    except Refused as refused:
        _tell_above(request, refused)
        return redirect("chain-session", session)
    messages.success(request, words().text(mark("Done. These are the facts from now on.")))
    return redirect("bundle", made.pk)


def _session(number: int) -> ChainSession:
    rows = ChainSession.objects.select_related("organisation", "bundle")
    return get_object_or_404(rows, pk=number)


def _session_page(
    request: HttpRequest,
    found: ChainSession,
    asked: dict[str, str],
    form: ChainAnswerForm | None = None,
) -> HttpResponse:
    spoken, library = words(), read_library()
    state = queries.state_of(found)
    before, after = region_of(found.facts), queries.facts_with_said(found)
    every = processes(before, library, spoken)
    process, question = choose_question(every, asked["process"], asked["consumer"], asked["input"])
    answers = list(found.answers.all())
    said = [queries.said_as(one) for one in answers]
    if form is None:
        form = ChainAnswerForm(initial=_begin(question, answers, process))
    sites = [str(s["site"]) for s in before.sites if question.consumer in (s["site"], s["kind"])]
    chain = chain_from(after, library, sites)
    told = [said_in_words(one, every, spoken) for one in said]
    shown = {
        "organisation": found.organisation,
        "session": found,
        "state": state,
        "processes": [(one, count_answered(one, said)) for one in every],
        "process": process,
        "questions": listed(process, said, spoken),
        "question": question,
        "asked": question_words(question, spoken),
        "estimate": estimate_words(before, library, question, spoken),
        "answers": [(one, band_words(one.hours, spoken)) for one in said_about(question, said)],
        "said": [(one, *line) for one, line in zip(answers, told, strict=True)],
        "next": question_after(every, question),
        "form": form,
        "leans_on": question.leans_on,
        "lasting": lasting_picture(process, before, library, said, spoken),
        "chain": chain_picture(chain, library, spoken),
        "ties": tie_rows(chain, library, spoken),
        "over": found.ended_at is not None,
        "may": may(request.standing, found.organisation_id),
    }
    status = 400 if form.errors else 200
    return render(request, "region/chain_session.html", shown, status=status)


def _begin(question: Question, answers: list[ChainAnswer], process: Process) -> dict[str, Any]:
    """What stands in the form at first: who spoke last about this process speaks on."""
    asked = {(one.consumer, one.input) for one in process.questions}
    spoke = [one for one in answers if (one.consumer, one.input) in asked]
    last = max(spoke, key=lambda one: one.said_at, default=None)
    who = {"owner": last.owner, "role": last.role} if last else {}
    return {"consumer": question.consumer, "input": question.input, "confidence": "middle", **who}


def _tell(form: Any, refused: Refused) -> None:
    for problem in refused.problems:
        field = problem.column if problem.column in form.fields else None
        if field:
            problem = replace(problem, column=f"“{form.fields[field].label}”")
        form.add_error(field, f"{problem.message(words())} {problem.remedy(words())}")


def _tell_above(request: HttpRequest, refused: Refused) -> None:
    for problem in refused.problems:
        messages.error(request, f"{problem.message(words())} {problem.remedy(words())}")
