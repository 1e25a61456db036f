"""The pages of what is computed for an organisation."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.platform.jobs import OVER, STATES
from weerbaar.platform.web import queries, working
from weerbaar.platform.web.answering import form_page, sent_with, tell_in
from weerbaar.platform.web.forms import JobForm
from weerbaar.platform.web.models import Job, Organisation
from weerbaar.platform.web.words import words


@require_safe
def jobs(request: HttpRequest, organisation: int) -> HttpResponse:
    """What is computed for an organisation."""
    found = get_object_or_404(Organisation, pk=organisation)
    may = queries.may(request.standing, found.pk)
    jobs = queries.jobs_of(found)
    asked = queries.asked_of(jobs, words()) if may["see_runs"] else {}
    rows = [(job, words().text(STATES[job.state]), asked.get(job.pk)) for job in jobs]
    lives = queries.a_worker_lives(timezone.now())
    shown = {
        "organisation": found,
        "jobs": rows,
        "may": may,
        "lives": lives,
    }
    return render(request, "platform/jobs.html", shown | {"new": uuid.uuid4()})


@require_http_methods(["GET", "HEAD", "POST"])
def start_job(request: HttpRequest, organisation: int) -> HttpResponse:
    """Starts a trial job; the form brings the job's own number, so that sending twice is once."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = JobForm(sent_with(request), initial={"job": uuid.uuid4()})
    if form.is_valid():
        try:
            key = form.cleaned_data["job"]
            made = working.start_job(found, "trial", {}, request.user, key)
            return redirect("job", made.pk)
        except Refused as refused:
            tell_in(form, refused)
    return form_page(request, found, form, mark("Start a trial computation"), mark("Start"))


@require_safe
def job(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """How a job stands."""
    found = get_object_or_404(Job.objects.select_related("organisation"), pk=job)
    shown = {
        "job": found,
        "state": words().text(STATES[found.state]),
        "percent": round(100 * found.progress),
        "over": found.state in OVER,
        "lines": [(line.at, words().text(line.text)) for line in found.lines.all()],
        "lives": queries.a_worker_lives(timezone.now()),
        "waits_for": queries.waits_for(found, words()),
        "may": queries.may(request.standing, found.organisation_id),
    }
    return render(request, "platform/job.html", shown)


@require_POST
def cancel_job(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """Stops a job; what cannot be stopped any more is told on its page."""
    found = get_object_or_404(Job, pk=job)
    try:
        working.cancel_job(found, request.user)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message(words()))
    return redirect("job", job)
