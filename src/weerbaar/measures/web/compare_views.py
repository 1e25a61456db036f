"""Comparing variants: a first answer at once, then one that is computed well and kept."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from weerbaar.common.refusals import Refused, refuse_if
from weerbaar.measures.web import weighed_queries
from weerbaar.measures.web.compare_forms import CompareForm, WeighForm
from weerbaar.measures.web.search_forms import regret_efforts
from weerbaar.measures.web.stored_models import Weighed
from weerbaar.measures.web.weighed_actions import Question, start_weighing
from weerbaar.measures.web.weighed_files import FILES, file_of
from weerbaar.measures.web.weighed_ground import map_of, map_of_stored
from weerbaar.measures.web.weighed_page import page_of
from weerbaar.measures.web.weighed_quick import FEW, quick_weighing
from weerbaar.platform.web import queries as platform_queries
from weerbaar.platform.web import working
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.queries import facts_shown_to, place_of
from weerbaar.twin.checking import check_municipalities
from weerbaar.twin.web.forms import SHIPPED, USUAL_DRAWS, WHOLE
from weerbaar.twin.web.queries import fitting_facts
from weerbaar.twin.web.ready import usual_of
from weerbaar.twin.web.run_views import told
from weerbaar.twin.web.turns import Busy

RETRY_S = 5
BUSY = 503


@require_safe
def compare(request: HttpRequest, organisation: int) -> HttpResponse:
    """Which variants to put side by side; once they are chosen, the first answer."""
    found = get_object_or_404(Organisation, pk=organisation)
    # An address that names only variants says which ones to tick.
    sent = request.GET if "scenario" in request.GET else None
    ticked = {"variant": request.GET.getlist("variant")}
    form = CompareForm(found, sent, initial=_initial(request, found) | ticked)
    shown: dict[str, Any] = {
        "organisation": found,
        "form": form,
        "chosen": _chosen(form),
        "earlier": weighed_queries.weighed_of(found, words()),
        "may": may(request.standing, organisation),
    }
    status = 200
    if form.is_valid():
        facts = facts_shown_to(request.standing, found)
        answer, status = _quick(facts, form, request.GET.get("need", ""))
        shown |= answer
    elif sent is not None:
        status = 400
    response = render(request, "measures/compare.html", shown, status=status)
    if status == BUSY:
        response["Retry-After"] = str(RETRY_S)
    return response


def _initial(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    usual = usual_of(facts_shown_to(request.standing, organisation))
    return {
        "place": place_of(organisation).municipality or WHOLE,
        "scenario": f"{SHIPPED}:{usual}",
    }


def _chosen(form: CompareForm) -> list[str]:
    """The keys of what is ticked, as the form shows them again."""
    value = form["variant"].value()
    return [str(key) for key in value] if isinstance(value, list | tuple) else []


def _sent(form: CompareForm) -> list[tuple[str, str]]:
    """What was chosen, as another form can send it along."""
    filled = form.cleaned_data
    chosen = [("variant", key) for key in filled["variant"]]
    return [*chosen, ("scenario", filled["scenario"]), ("place", filled["place"])]


def _quick(facts: str, form: CompareForm, need: str) -> tuple[dict[str, Any], int]:
    """What the first answer shows, and the status of the page.

    It is about the facts that who asks may see, as in the editor of variants: whoever could ask
    anything of protected facts could learn them.
    """
    question = Question(form.text, form.municipality, form.sides, FEW)
    shown: dict[str, Any] = {
        "weighed": uuid.uuid4(),
        "searched": uuid.uuid4(),
        "efforts": regret_efforts(len(fitting_facts(facts)), len(form.sides)),
        "draws": USUAL_DRAWS,
        "few": FEW,
        "sent": _sent(form),
    }
    try:
        place = [form.municipality] if form.municipality else []
        refuse_if(check_municipalities(place, region_of(facts), "", "municipality"))
        made = quick_weighing(facts, question, form.catalogue)
    except Refused as refused:
        return shown | {"wrong": told(refused)}, 400
    except Busy:
        return shown | {"busy": True}, BUSY
    drawn = map_of(facts, form.municipality, words())
    page = page_of(made, words(), timezone.localdate(), form.municipality, drawn, need)
    return shown | {"page": page}, 200


@require_POST
def weigh(request: HttpRequest, organisation: int) -> HttpResponse:
    """Asks for the comparison computed well; the form brings its number: sent twice is once."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = WeighForm(found, request.POST)
    if form.is_valid():
        filled = form.cleaned_data
        question = Question(form.text, form.municipality, form.sides, filled["draws"])
        try:
            made = start_weighing(found, question, request.user, filled["weighed"])
            return redirect("weighed", made.pk)
        except Refused as refused:
            for line in told(refused):
                form.add_error(None, line)
    return refused_comparison(request, found, form)


def refused_comparison(
    request: HttpRequest, organisation: Organisation, form: CompareForm
) -> HttpResponse:
    """The page on which variants are chosen, with what was wrong and with what was chosen."""
    shown = {
        "organisation": organisation,
        "form": form,
        "chosen": _chosen(form),
        "earlier": weighed_queries.weighed_of(organisation, words()),
        "may": may(request.standing, organisation.pk),
    }
    return render(request, "measures/compare.html", shown, status=400)


@require_safe
def weighed(request: HttpRequest, weighed: uuid.UUID) -> HttpResponse:
    """A comparison that was asked: how far it is, and then what it says."""
    found = _weighed_or_404(weighed)
    told_one = weighed_queries.told_weighed(found, words())
    shown = {
        "told": told_one,
        "weighed": found,
        "organisation": found.organisation,
        "may": may(request.standing, found.organisation_id),
    }
    if found.data is None:
        shown |= _progress(told_one) | {"again": weighed_queries.address_of_question(found)}
        return render(request, "measures/weighing.html", shown)
    made, wrong = weighed_queries.weighing_of(found)
    shown |= {
        "wrong": wrong,
        "files": _files(),
        "leads": weighed_queries.leads_of(found, request.standing, words()),
        "run": weighed_queries.run_of(found),
    }
    if made is not None:
        town, need = found.municipality, request.GET.get("need", "")
        drawn = map_of_stored(found.facts, town, words())
        shown["page"] = page_of(made, words(), timezone.localdate(), town, drawn, need)
    return render(request, "measures/weighed.html", shown)


def _progress(one: weighed_queries.ToldWeighed) -> dict[str, Any]:
    job = one.job
    return {
        "job": job,
        "over": one.over,
        "percent": round(100 * job.progress) if job else 0,
        "lines": [(line.at, words().text(line.text)) for line in job.lines.all()] if job else [],
        "lives": platform_queries.a_worker_lives(timezone.now()),
        "waits_for": platform_queries.waits_for(job, words()),
    }


def _files() -> list[tuple[str, str]]:
    return [(name, words().text(holds)) for name, (_, holds) in FILES.items()]


@require_POST
def cancel_weighing(request: HttpRequest, weighed: uuid.UUID) -> HttpResponse:
    """Stops the computation; what cannot be stopped any more is told on its page."""
    found = _weighed_or_404(weighed)
    job = weighed_queries.job_of(found.pk)
    if job is None:
        raise Http404
    try:
        working.cancel_job(job, request.user)
    except Refused as refused:
        for line in told(refused):
            messages.error(request, line)
    return redirect("weighed", found.pk)


@require_safe
def weighed_file(request: HttpRequest, weighed: uuid.UUID, file: str) -> HttpResponse:
    """A comparison as a file, to keep."""
    found = _weighed_or_404(weighed)
    made, _ = weighed_queries.weighing_of(found)
    if file not in FILES or made is None:
        raise Http404
    kind, _ = FILES[file]
    content = file_of(file, made, str(found.pk), words())
    name = f"{slugify(weighed_queries.told_weighed(found, words()).title)[:80]}-{file}"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def _weighed_or_404(key: uuid.UUID) -> Weighed:
    return get_object_or_404(Weighed.objects.select_related("organisation", "person"), pk=key)
