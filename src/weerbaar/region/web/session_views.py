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

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Refused
from weerbaar.drawing.lasting import Bar, lasting_svg
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words
from weerbaar.region.chain import chain_from, lasting_of
from weerbaar.region.files import read_library
from weerbaar.region.region import Region
from weerbaar.region.sessions import Process, Question, Said, band_of, processes
from weerbaar.region.web import actions, queries
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.forms import ChainAnswerForm, SessionForm
from weerbaar.region.web.models import ChainAnswer, ChainSession
from weerbaar.region.web.views import (
    chain_picture,
    hours_words,
    input_name,
    may,
    said_by,
    tie_rows,
)


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
        "may": may(request, found),
    }
    return render(request, "region/chain_sessions.html", shown, status=status)


@require_safe
def chain_session(request: HttpRequest, session: int) -> HttpResponse:
    """A session: the question of now, what was said, and what it moves."""
    found = _session(session)
    asked = {name: request.GET.get(name, "") for name in ("process", "consumer", "input")}
    return _session_page(request, found, asked, None)


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
            actions.answer_in_chain_session(found, _said(form), request.user)
            messages.success(request, words().text(mark("Written down.")))
            return redirect(f"{reverse('chain-session', args=[session])}?{urlencode(asked)}#now")
        except Refused as refused:
            _tell(form, refused)
    return _session_page(request, found, {"process": "", **asked}, form)


def _said(form: ChainAnswerForm) -> Said:
    got = form.cleaned_data
    hours = band_of(got["t_p50"], got["confidence"], read_library(), got["t_p10"], got["t_p90"])
    return Said(
        consumer=got["consumer"],
        input=got["input"],
        hours=hours,
        confidence=got["confidence"],
        owner=got["owner"].strip(),
        date=timezone.localdate().isoformat(),
        role=got["role"].strip(),
        leans_on=got["leans_on"].strip(),
        note=got["note"].strip(),
    )


@require_POST
def forget_chain_answer(request: HttpRequest, session: int) -> HttpResponse:
    """Takes an answer back."""
    found = _session(session)
    number = request.POST.get("answer", "")
    try:
        if number.isascii() and number.isdigit() and len(number) < 18:
            actions.forget_chain_answer(found, int(number), request.user)
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
    form: ChainAnswerForm | None,
) -> HttpResponse:
    spoken, library = words(), read_library()
    before, after = region_of(found.facts), queries.facts_with_said(found)
    every = processes(before, library, spoken)
    answers = list(found.answers.all())
    process, question = _chosen(every, asked)
    mine = [one for one in answers if _is_about(one, question)]
    rights = may(request, found.organisation)
    if form is None:
        form = ChainAnswerForm(initial=_begin(question, answers, process))
    sites = [str(s["site"]) for s in before.sites if question.consumer in (s["site"], s["kind"])]
    chain = chain_from(after, library, sites)
    shown = {
        "organisation": found.organisation,
        "session": found,
        "processes": [(one, _said_count(one, answers)) for one in every],
        "process": process,
        "questions": [_listed(one, answers, spoken) for one in process.questions],
        "question": question,
        "asked": question_words(question, spoken),
        "estimate": _estimate_words(before, question, spoken),
        "answers": [(one, hours_of(one, spoken)) for one in mine],
        "said": [(one, *_told(one, every, spoken)) for one in answers],
        "next": _next(every, question),
        "form": form,
        "leans_on": question.leans_on,
        "lasting": _lasting_picture(process, before, answers, spoken),
        "chain": chain_picture(chain, spoken),
        "ties": tie_rows(chain, spoken),
        "over": found.ended_at is not None,
        "may": rights,
    }
    status = 400 if form.errors else 200
    return render(request, "region/chain_session.html", shown, status=status)


def _chosen(every: list[Process], asked: dict[str, str]) -> tuple[Process, Question]:
    """The question that was asked for, else the first of the process, else the first of all."""
    for process in every:
        for question in process.questions:
            if (question.consumer, question.input) == (asked["consumer"], asked["input"]):
                return process, question
    chosen = next((one for one in every if one.process == asked["process"]), every[0])
    return chosen, chosen.questions[0]


def _next(every: list[Process], question: Question) -> Question | None:
    flat = [one for process in every for one in process.questions]
    at = flat.index(question)
    return flat[at + 1] if at + 1 < len(flat) else None


def _is_about(answer: ChainAnswer, question: Question) -> bool:
    return (answer.consumer, answer.input) == (question.consumer, question.input)


def _said_count(process: Process, answers: list[ChainAnswer]) -> int:
    asked = {(one.consumer, one.input) for one in process.questions}
    return len({(a.consumer, a.input) for a in answers} & asked)


def _listed(question: Question, answers: list[ChainAnswer], spoken: Language) -> dict[str, Any]:
    return {
        "row": question,
        "words": f"{question.name}: {input_name(question.input, spoken)}",
        "said": any(_is_about(one, question) for one in answers),
    }


def _begin(question: Question, answers: list[ChainAnswer], process: Process) -> dict[str, Any]:
    """What stands in the form at first: who spoke last about this process speaks on."""
    asked = {(one.consumer, one.input) for one in process.questions}
    spoke = [one for one in answers if (one.consumer, one.input) in asked]
    last = max(spoke, key=lambda one: one.said_at, default=None)
    who = {"owner": last.owner, "role": last.role} if last else {}
    return {"consumer": question.consumer, "input": question.input, "confidence": "middle", **who}


def question_words(question: Question, spoken: Language) -> str:
    """The question as one asks it at the table."""
    name = question.name[:1].upper() + question.name[1:]
    return spoken.text(
        mark("{site}: how long does it go on without {input}?"),
        site=name,
        input=input_name(question.input, spoken),
    )


def _estimate_words(region: Region, question: Question, spoken: Language) -> str:
    lasting = lasting_of(region, read_library(), question.consumer, question.input)
    # On a wall the ground of an estimate only draws the eye; the page of an area tells it.
    said = said_by(lasting, spoken) if lasting.stated else spoken.text(mark("our estimate"))
    return f"{hours_words(lasting, spoken)} · {said}"


def hours_of(answer: ChainAnswer, spoken: Language) -> str:
    """The hours of an answer in words."""
    low, middle, high = (
        spoken.number(hours, 0 if hours == int(hours) else 1)
        for hours in (answer.t_p10, answer.t_p50, answer.t_p90)
    )
    return spoken.text(
        mark("{hours} hours (between {low} and {high})"), hours=middle, low=low, high=high
    )


def _told(answer: ChainAnswer, every: list[Process], spoken: Language) -> tuple[str, str, str]:
    """What an answer is about, its hours, and on whom they lean."""
    names = {one.consumer: one.name for process in every for one in process.questions}
    names |= {site: name for p in every for one in p.questions for site, name in one.leans_on}
    what = f"{names.get(answer.consumer, answer.consumer)}, {input_name(answer.input, spoken)}"
    return what, hours_of(answer, spoken), names.get(answer.leans_on, answer.leans_on)


def _lasting_picture(
    process: Process, before: Region, answers: list[ChainAnswer], spoken: Language
) -> str:
    """For each question of a process the hours that were said, above our estimate."""
    rows = []
    for question in process.questions:
        said = [one for one in answers if _is_about(one, question)]
        if question.leans_on and not said:
            continue
        ours = lasting_of(before, read_library(), question.consumer, question.input)
        bars = [
            Bar(
                one.t_p10,
                one.t_p50,
                one.t_p90,
                f"{one.owner}: {hours_of(one, spoken)}",
                True,
            )
            for one in said
        ]
        told = spoken.text(mark("before: {hours}"), hours=hours_words(ours, spoken))
        bars.append(Bar(ours.p10, ours.p50, ours.p90, told, ours.stated))
        without = spoken.text(
            mark("{site}, without {input}"),
            site=question.name[:1].upper() + question.name[1:],
            input=input_name(question.input, spoken),
        )
        rows.append((without, bars))
    label = spoken.text(mark("How long it lasts, in hours"))
    return lasting_svg(rows, label=label, hours=spoken.text(mark("hours"))) if rows else ""


def _tell(form: Any, refused: Refused) -> None:
    for problem in refused.problems:
        field = problem.column if problem.column in form.fields else None
        if field:
            problem = replace(problem, column=f"“{form.fields[field].label}”")
        form.add_error(field, f"{problem.message(words())} {problem.remedy(words())}")


def _tell_above(request: HttpRequest, refused: Refused) -> None:
    for problem in refused.problems:
        messages.error(request, f"{problem.message(words())} {problem.remedy(words())}")
